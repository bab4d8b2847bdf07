//! Query strings: parameters may repeat, and one that an endpoint does not know is refused.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use jiff::civil::Date;
use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer};

use crate::http::gate;
use crate::http::misfit::Misfit;
use crate::http::problem::{Kind, Problem};

/// A query string that has the right shape.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Query<T> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let parameters = serde_html_form::Deserializer::from_bytes(request.query_string().as_bytes());
        let read = serde_path_to_error::deserialize(parameters);
        let gate = gate::pass(request);
        Box::pin(async move {
            gate.await?;
            read.map(Self).map_err(|error| {
                let name = error.path().iter().next().map(ToString::to_string).unwrap_or_default();
                explain(&name, &error.into_inner().to_string())
            })
        })
    }
}

/// What is wrong with the parameter of that name, and what it may be. The name of an unknown one is not ours to repeat.
fn explain(name: &str, message: &str) -> Problem {
    let of_query = |detail: String| Problem::new(Kind::BadQuery).because(detail);
    match Misfit::read(message) {
        Misfit::Missing(name) => {
            Problem::bad_parameter(&name, "is required").because(format!("It lacks the parameter `{name}`."))
        }
        Misfit::Duplicate(Some(name)) => Problem::bad_parameter(&name, "must be given once, and is there twice"),
        Misfit::Unknown { known: Some(known) } => {
            of_query(format!("It has a parameter that is unknown here, which takes {known}."))
        }
        Misfit::Unknown { known: None } => of_query("It has a parameter, and none is taken here.".to_owned()),
        Misfit::Choice(known) => Problem::bad_parameter(name, format!("must be {known}")),
        Misfit::Ours(detail) => Problem::bad_parameter(name, detail),
        Misfit::Duplicate(None) | Misfit::Other => {
            Problem::bad_parameter(name, "must be what the document says, and be given once")
        }
    }
}

/// Reads a day as YYYY-MM-DD, if one is given.
///
/// # Errors
/// When it has another form.
pub fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    let Some(text) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
    let day = text.parse().ok().filter(|_| text.len() == 10);
    day.map(Some).ok_or_else(|| D::Error::custom("must be a day as YYYY-MM-DD"))
}

/// An endpoint that takes no parameters at all.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoParameters {}
