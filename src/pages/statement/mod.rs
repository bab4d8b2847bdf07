//! `/deklaracja-dostepnosci`: the declaration of accessibility, in the structure that the ministry's technical
//! conditions prescribe. Its identifiers are read by the ministry's programs, and its wording is the law's: in Polish.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use jiff::civil::Date;

use crate::http::Problem;
use crate::pages::shared::{Frame, Page};
use crate::state::State;
use crate::survey::office::{Accessibility, Conformance, Method, Office};
use crate::survey::text::{LocalizedText, POLISH_MONTHS};

#[derive(Template)]
#[template(path = "statement/statement.html", config = "src/pages/askama.toml")]
struct StatementPage<'a> {
    frame: &'a Frame,
    office: &'a Office,
    declared: &'a Accessibility,
    home: String,
}

impl StatementPage<'_> {
    fn status(&self) -> &'static str {
        match self.declared.status {
            Conformance::Full => "jest zgodna",
            Conformance::Partial => "jest częściowo zgodna",
            Conformance::None => "jest niezgodna",
        }
    }

    fn assessed_by_itself(&self) -> bool {
        self.declared.method == Method::Own
    }

    /// A telephone number as a link writes it.
    fn dialled(&self, phone: &str) -> String {
        phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
    }

    fn paragraphs<'t>(&self, text: &'t LocalizedText) -> impl Iterator<Item = &'t str> {
        text.in_polish().lines().filter(|line| !line.trim().is_empty())
    }
}

/// `GET /deklaracja-dostepnosci`
pub async fn get_statement(request: HttpRequest, state: Data<State>) -> Result<HttpResponse, Problem> {
    let catalogue = state.catalogue().await;
    let frame = Frame::of_the_program(&request).of_office(&catalogue.office);
    let office = &catalogue.office;
    let home = state.config.public_url();
    Page::new().show(&frame, &StatementPage { frame: &frame, office, declared: &office.accessibility, home })
}

/// A day in Polish: `23 listopada 2026 r.`
fn in_words(day: &Date) -> String {
    let month = usize::from(day.month().unsigned_abs()) - 1;
    format!("{}\u{a0}{} {}\u{a0}r.", day.day(), POLISH_MONTHS[month], day.year())
}
