//! A page as an answer: its status, and the headers that keep it what it is.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header;
use askama::Template;

use crate::http::{Kind, Problem};
use crate::pages::shared::frame::Frame;

/// A page on its way to a browser.
pub struct Page {
    status: StatusCode,
    retry_after: Option<u64>,
    /// Who may show it in a frame, as Content-Security-Policy writes it.
    ancestors: String,
}

impl Page {
    /// A page that stands alone.
    pub fn new() -> Self {
        Self { status: StatusCode::OK, retry_after: None, ancestors: "'none'".to_owned() }
    }

    /// With another status than 200.
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// The status of a problem, and when to try again.
    pub fn refused(mut self, problem: &Problem) -> Self {
        self.status = actix_web::ResponseError::status_code(problem);
        self.retry_after = problem.retry_after();
        self
    }

    /// A page that other websites may show in a frame, if it is made for that.
    pub fn framed(mut self, frame: &Frame) -> Self {
        if frame.framed {
            self.ancestors = format!("'self' {}", frame.hosts).trim_end().to_owned();
        }
        self
    }

    /// The answer. Pages are never kept: they hold the id of a response to be, or what somebody typed.
    ///
    /// # Errors
    /// `Internal` when the template fails.
    pub fn show(self, frame: &Frame, template: &impl Template) -> Result<HttpResponse, Problem> {
        let body = template.render().map_err(|_| Problem::new(Kind::Internal))?;
        let policy = format!(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
             manifest-src 'self'; worker-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; \
             frame-ancestors {}",
            self.ancestors
        );
        let mut answer = HttpResponse::build(self.status);
        if let Some(seconds) = self.retry_after {
            answer.insert_header((header::RETRY_AFTER, seconds));
        }
        answer
            .insert_header((header::CONTENT_SECURITY_POLICY, policy))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            // A browser tells other pages of this service where a form comes from, and no other website anything.
            .insert_header((header::REFERRER_POLICY, "same-origin"))
            .insert_header((header::VARY, "Accept-Language, Accept-Encoding"))
            .insert_header((header::CONTENT_LANGUAGE, frame.words.language.as_str()));
        Ok(answer.content_type("text/html; charset=utf-8").body(body))
    }
}
