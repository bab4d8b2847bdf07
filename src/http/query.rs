//! Query strings: parameters may repeat, and one that an endpoint does not know is refused.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;

use crate::http::gate;
use crate::http::misfit::Misfit;
use crate::http::problem::{Kind, Problem};

/// A query string that has the right shape.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Query<T> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let read = serde_html_form::from_str(request.query_string());
        let gate = gate::pass(request);
        Box::pin(async move {
            gate.await?;
            read.map(Self).map_err(|error| Problem::new(Kind::BadQuery).because(explain(&error.to_string())))
        })
    }
}

fn explain(message: &str) -> String {
    match Misfit::read(message) {
        Misfit::Missing(name) => format!("It lacks the parameter `{name}`."),
        Misfit::Duplicate(Some(name)) => format!("It has the parameter `{name}` twice."),
        Misfit::Unknown { known: Some(known) } => {
            format!("It has a parameter that is unknown here, which takes {known}.")
        }
        Misfit::Unknown { known: None } => "It has a parameter, and none is taken here.".to_owned(),
        Misfit::Choice(known) => format!("A parameter must be {known}."),
        Misfit::Duplicate(None) | Misfit::Other => "It has a parameter that is malformed or repeated.".to_owned(),
    }
}

/// An endpoint that takes no parameters at all.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoParameters {}
