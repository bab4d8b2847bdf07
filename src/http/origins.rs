//! Other websites: those that a survey names may use what its respondents use, and nothing else.
//!
//! `actix-cors` speaks the protocol; for whom and where is said here. A request that is not for another website to
//! make goes on as if none had asked, so that its answer carries no permission and is the same as ever.

use actix_cors::Cors;
use actix_web::ResponseError;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::Data;

use crate::http::problem::Problem;
use crate::state::State;

/// How long a browser may remember a permission, in seconds.
const REMEMBERED: usize = 600;
/// What a script on another website may read besides the body.
const EXPOSED: &str = "ETag, RateLimit, RateLimit-Policy, Retry-After";

/// The protocol, for requests that [`admit_origins`] has admitted. It never allows credentials.
pub fn cors() -> Cors {
    // Only what is admitted still has its origin when it comes here.
    Cors::default()
        .allowed_origin_fn(|_, _| true)
        .allowed_methods([Method::GET, Method::PUT, Method::POST])
        .allowed_header(header::CONTENT_TYPE)
        .max_age(REMEMBERED)
        .disable_vary_header()
}

/// Admits a request of another website if the survey that it concerns names that website; belongs around [`cors`].
pub async fn admit_origins(
    mut request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<EitherBody<impl MessageBody>>, actix_web::Error> {
    let preflight = request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let admitted = request.headers().contains_key(header::ORIGIN) && is_admitted(&request).await;
    if !admitted && (preflight || request.headers().contains_key(header::ORIGIN)) {
        request.headers_mut().remove(header::ORIGIN);
        request.headers_mut().remove(header::ACCESS_CONTROL_REQUEST_METHOD);
    }
    let mut answer = next.call(request).await?;
    if !admitted {
        return Ok(answer.map_into_left_body());
    }
    if !answer.headers().contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN) {
        // A preflight that asks for more than there is to have.
        let (request, _) = answer.into_parts();
        let refusal = Problem::wrong_method("GET, PUT, POST".to_owned()).error_response();
        return Ok(ServiceResponse::new(request, refusal).map_into_right_body());
    }
    answer.headers_mut().insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
    Ok(answer.map_into_left_body())
}

async fn is_admitted(request: &ServiceRequest) -> bool {
    let headers = request.headers();
    let method = match (request.method(), headers.get(header::ACCESS_CONTROL_REQUEST_METHOD)) {
        (&Method::OPTIONS, Some(method)) => method.to_str().unwrap_or_default(),
        (method, _) => method.as_str(),
    };
    let survey = survey_of_respondents(method, request.path());
    let origin = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
    let (Some(survey), Some(origin), Some(state)) = (survey, origin, request.app_data::<Data<State>>()) else {
        return false;
    };
    state.catalogue().await.settings(survey).admits(origin)
}

/// The survey that a request concerns, if it is one that respondents make: read the form, send a response or several.
fn survey_of_respondents<'a>(method: &str, path: &'a str) -> Option<&'a str> {
    let mut steps = path.strip_prefix("/api/v1/surveys/")?.split('/');
    match (method, steps.next()?, steps.next(), steps.next(), steps.next()) {
        ("GET", survey, None, None, None)
        | ("POST", survey, Some("responses"), None, None)
        | ("PUT", survey, Some("responses"), Some(_), None) => Some(survey),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::survey_of_respondents;

    #[test]
    fn only_what_respondents_do_concerns_other_websites() {
        let base = "/api/v1/surveys/obsluga";
        for (method, path) in
            [("GET", base.to_owned()), ("POST", format!("{base}/responses")), ("PUT", format!("{base}/responses/1"))]
        {
            assert_eq!(survey_of_respondents(method, &path), Some("obsluga"), "{method} {path}");
        }
        for (method, path) in [
            ("GET", ""),
            ("GET", "/results"),
            ("GET", "/comparison"),
            ("GET", "/draft"),
            ("PUT", "/draft"),
            ("POST", "/versions"),
            ("GET", "/settings"),
            ("PUT", "/settings"),
            ("GET", "/responses"),
            ("DELETE", "/responses/1"),
            ("PUT", "/responses"),
            ("POST", "/responses/1"),
            ("PUT", "/responses/1/2"),
            ("get", ""),
            ("POST", ""),
            ("", ""),
        ] {
            let path = format!("{base}{path}");
            let expected = (method == "GET" && path == base).then_some("obsluga");
            assert_eq!(survey_of_respondents(method, &path), expected, "{method} {path}");
        }
        for path in ["/api/v1/surveys", "/api/v1/departments", "/api/v1/office", "/", "/api/v2/surveys/obsluga"] {
            assert_eq!(survey_of_respondents("GET", path), None, "{path}");
        }
    }
}
