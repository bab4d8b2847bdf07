//! Bodies: one way in for JSON, with a limit on size and time, and every fault with its place.
//!
//! Whoever has no key may send no more than a form needs, and all bodies together have so much memory and no more.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::web::{Bytes, BytesMut, Data};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use encoding_rs::Encoding;
use serde::de::DeserializeOwned;
use validator::{Validate, ValidationError, ValidationErrors, ValidationErrorsKind};

use crate::http::gate;
use crate::http::misfit::Misfit;
use crate::http::problem::{Kind, Problem};
use crate::state::State;
use crate::survey::fault::{Fault, step};

/// The largest body, in bytes, unless an endpoint says otherwise; and of whoever has no key, whatever it says.
pub const LARGEST: usize = 64 * 1024;
/// How long a body may take to arrive, at least.
const DEADLINE: Duration = Duration::from_secs(10);
/// How fast a larger one must arrive at least, in bytes a second.
const SLOWEST: usize = 128 * 1024;

/// A JSON body that has the right shape, of at most `LIMIT` bytes, if it comes with a key.
pub struct Json<T, const LIMIT: usize = LARGEST>(pub T);

impl<T: DeserializeOwned + Validate + 'static, const LIMIT: usize> FromRequest for Json<T, LIMIT> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let limit = limit(request, LIMIT);
        let refusal = check_headers(request, "application/json", limit).err();
        let (gate, payload, request) = (gate::pass(request), payload.take(), request.clone());
        Box::pin(async move {
            gate.await?;
            match refusal {
                Some(problem) => Err(problem),
                None => parse(&receive(&request, payload, limit).await?).map(Self),
            }
        })
    }
}

/// The fields of a form that a browser sent (`application/x-www-form-urlencoded`), in order; a name may come again.
pub struct FormFields(pub Vec<(String, String)>);

impl FromRequest for FormFields {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let refusal = check_headers(request, "application/x-www-form-urlencoded", LARGEST).err();
        let (gate, payload, request) = (gate::pass(request), payload.take(), request.clone());
        Box::pin(async move {
            gate.await?;
            match refusal {
                Some(problem) => Err(problem),
                None => serde_html_form::from_bytes(&receive(&request, payload, LARGEST).await?)
                    .map(Self)
                    .map_err(|_| Problem::new(Kind::BadQuery)),
            }
        })
    }
}

/// A table that was sent as CSV, and the encoding that its `charset` names.
pub struct CsvFile {
    /// What is in it.
    pub bytes: Bytes,
    /// The encoding; none: as it shows.
    pub encoding: Option<&'static Encoding>,
}

impl FromRequest for CsvFile {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let refusal = check_headers(request, "text/csv", LARGEST).err();
        let (gate, payload, request) = (gate::pass(request), payload.take(), request.clone());
        Box::pin(async move {
            gate.await?;
            if let Some(problem) = refusal {
                return Err(problem);
            }
            let encoding = charset(&request)?;
            Ok(Self { bytes: receive(&request, payload, LARGEST).await?, encoding })
        })
    }
}

/// Reads JSON of the right shape.
///
/// # Errors
/// `BadJson` when it is no JSON at all; `Invalid` with places when it has another shape.
pub fn parse<T: DeserializeOwned + Validate>(json: &[u8]) -> Result<T, Problem> {
    let value: T = serde_json::from_slice(json).map_err(|error| explain::<T>(json, &error))?;
    check_object(json).map_err(|fault| Problem::invalid(vec![fault]))?;
    checked(value)
}

/// What is within its declared bounds.
///
/// # Errors
/// `Invalid` with places when it is not.
pub fn checked<T: Validate>(value: T) -> Result<T, Problem> {
    match out_of_bounds(&value) {
        faults if faults.is_empty() => Ok(value),
        faults => Err(Problem::invalid(faults)),
    }
}

/// Everything that is out of its declared bounds.
pub fn out_of_bounds(value: &impl Validate) -> Vec<Fault> {
    value.validate().err().map_or_else(Vec::new, |errors| shape_faults(&errors))
}

/// Reads one item of a list on its own, so that its faults are not its neighbours'.
///
/// # Errors
/// Every fault, with pointers into the item.
pub fn parse_item<T: DeserializeOwned>(json: &str) -> Result<T, Vec<Fault>> {
    let value = serde_json::from_str(json).map_err(|_| vec![type_fault::<T>(json.as_bytes())])?;
    check_object(json.as_bytes()).map_err(|fault| vec![fault])?;
    Ok(value)
}

/// A text of one line: control characters do not show, and PostgreSQL does not take NUL.
///
/// # Errors
/// When it holds a control character.
pub fn one_line(text: &str) -> Result<(), ValidationError> {
    if text.chars().any(char::is_control) { Err(ValidationError::new("malformed")) } else { Ok(()) }
}

/// A text of one line or several: no control characters but line breaks and tabs.
///
/// # Errors
/// When it holds another one.
pub fn lines(text: &str) -> Result<(), ValidationError> {
    let odd = |character: char| character.is_control() && !matches!(character, '\n' | '\r' | '\t');
    if text.chars().any(odd) { Err(ValidationError::new("malformed")) } else { Ok(()) }
}

/// Serde also takes a list of values for an object, in the order that the members are declared in.
fn check_object(json: &[u8]) -> Result<(), Fault> {
    match json.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'{') => Ok(()),
        _ => Err(Fault::new("", "wrong_type", "must be an object")),
    }
}

pub(super) fn check_headers(request: &HttpRequest, wanted: &str, limit: usize) -> Result<(), Problem> {
    let media_type = request.content_type().to_ascii_lowercase();
    if media_type != wanted || request.headers().contains_key("content-encoding") {
        return Err(Problem::new(Kind::UnsupportedMediaType));
    }
    let declared = request.headers().get("content-length").and_then(|length| length.to_str().ok());
    if declared.and_then(|length| length.parse().ok()).is_some_and(|length: usize| length > limit) {
        return Err(too_large(limit));
    }
    Ok(())
}

/// The encoding that the type of a body names.
///
/// # Errors
/// `UnsupportedMediaType` when it is none that is known.
fn charset(request: &HttpRequest) -> Result<Option<&'static Encoding>, Problem> {
    let media_type = request.mime_type().ok().flatten();
    let Some(named) = media_type.as_ref().and_then(|media_type| media_type.get_param("charset")) else {
        return Ok(None);
    };
    let known = Encoding::for_label(named.as_str().as_bytes());
    known.map(Some).ok_or_else(|| Problem::new(Kind::UnsupportedMediaType))
}

/// How much whoever asks may send, where a key may send so much. A key that is none does not come past the gate.
fn limit(request: &HttpRequest, with_key: usize) -> usize {
    let headers = request.headers();
    let has_key = headers.contains_key(AUTHORIZATION) || headers.contains_key("x-api-key");
    if has_key { with_key } else { with_key.min(LARGEST) }
}

/// Reads a body. What it takes of the memory for bodies is given back when the request has been answered.
pub(super) async fn receive(request: &HttpRequest, mut payload: Payload, limit: usize) -> Result<Bytes, Problem> {
    let state = request.app_data::<Data<State>>().ok_or_else(|| Problem::new(Kind::Internal))?;
    let mut place = state.room.place();
    let mut body = BytesMut::new();
    let all = async {
        while let Some(chunk) = std::future::poll_fn(|context| poll_next(&mut payload, context)).await {
            let chunk = chunk.map_err(|_| Problem::new(Kind::BadJson).because("The body broke off."))?;
            if body.len() + chunk.len() > limit {
                return Err(too_large(limit));
            }
            if !place.hold(body.len() + chunk.len()) {
                let why = "Too many bodies are arriving. Nothing was taken; send it again.";
                return Err(Problem::new(Kind::Unavailable).because(why));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    };
    let deadline = DEADLINE.max(Duration::from_secs((limit / SLOWEST) as u64));
    let body = tokio::time::timeout(deadline, all).await.unwrap_or_else(|_| Err(Problem::new(Kind::Timeout)))?;
    request.extensions_mut().insert(place);
    Ok(body)
}

fn too_large(limit: usize) -> Problem {
    Problem::new(Kind::TooLarge).because(format!("It may be at most {} KiB.", limit / 1024))
}

fn explain<T: DeserializeOwned>(json: &[u8], error: &serde_json::Error) -> Problem {
    match error.classify() {
        serde_json::error::Category::Data => Problem::invalid(vec![type_fault::<T>(json)]),
        _ => {
            let place = format!("It breaks off the rules of JSON at line {}, column {}.", error.line(), error.column());
            Problem::new(Kind::BadJson).because(place)
        }
    }
}

/// What serde found, with its place and without its words: those repeat what was sent.
fn type_fault<T: DeserializeOwned>(json: &[u8]) -> Fault {
    let read = serde_path_to_error::deserialize::<_, T>(&mut serde_json::Deserializer::from_slice(json));
    let Err(error) = read else { return Fault::new("", "malformed", "does not fit") };
    let pointer: String = error.path().iter().map(segment).collect();
    match Misfit::read(&error.inner().to_string()) {
        Misfit::Unknown { .. } => Fault::new(pointer, "unknown_field", "is not a member that this takes"),
        Misfit::Missing(member) => {
            Fault::new(format!("{pointer}{}", step(&member)), "required", format!("is missing: `{member}` is required"))
        }
        Misfit::Duplicate(Some(member)) => Fault::new(pointer, "duplicate", format!("has `{member}` twice")),
        Misfit::Duplicate(None) => Fault::new(pointer, "duplicate", "has the same member twice"),
        Misfit::Choice(known) => Fault::new(pointer, "wrong_type", format!("must be {known}")),
        Misfit::Ours(detail) => Fault::new(pointer, "malformed", detail),
        Misfit::Other => Fault::new(pointer, "wrong_type", "has the wrong type or form"),
    }
}

fn segment(segment: &serde_path_to_error::Segment) -> String {
    use serde_path_to_error::Segment;
    match segment {
        Segment::Seq { index } => step(index),
        Segment::Map { key } => step(key),
        Segment::Enum { .. } | Segment::Unknown => String::new(),
    }
}

/// The faults that the declared bounds found, without the values that they carry.
fn shape_faults(errors: &ValidationErrors) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (field, kind) in errors.errors() {
        let place = step(field);
        match kind {
            ValidationErrorsKind::Field(errors) => faults.extend(errors.iter().map(|error| {
                let (code, detail) = match error.code.as_ref() {
                    "length" => ("out_of_range", "is too long or too short"),
                    "range" => ("out_of_range", "is out of range"),
                    _ => ("malformed", "has the wrong form"),
                };
                Fault::new(place.clone(), code, detail)
            })),
            ValidationErrorsKind::Struct(inner) => {
                faults.extend(shape_faults(inner).into_iter().map(|fault| fault.below(&place)));
            }
            ValidationErrorsKind::List(items) => faults.extend(items.iter().flat_map(|(index, inner)| {
                let place = format!("{place}{}", step(index));
                shape_faults(inner).into_iter().map(move |fault| fault.below(&place))
            })),
        }
    }
    faults.sort_by(|left, right| left.pointer.cmp(&right.pointer));
    faults
}

fn poll_next(
    payload: &mut Payload,
    context: &mut std::task::Context<'_>,
) -> std::task::Poll<Option<Result<Bytes, actix_web::error::PayloadError>>> {
    use futures_core::Stream;
    Pin::new(payload).poll_next(context)
}
