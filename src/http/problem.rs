//! Errors as clients see them (RFC 9457), from one table of kinds. No inner text ever gets here.

use std::fmt;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, HttpResponseBuilder, ResponseError};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::http::limits;
use crate::intake::Refused;
use crate::storage;
use crate::survey::fault::Fault;

/// The media type of every error.
pub const MEDIA_TYPE: &str = "application/problem+json";

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident $status:literal $name:literal $title:literal)*) => {
        /// The kinds of error; the table is the whole of them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Kind {
            $($(#[$doc])* $kind,)*
        }

        impl Kind {
            fn status(self) -> u16 {
                match self { $(Self::$kind => $status,)* }
            }

            fn name(self) -> &'static str {
                match self { $(Self::$kind => $name,)* }
            }

            fn title(self) -> &'static str {
                match self { $(Self::$kind => $title,)* }
            }
        }
    };
}

kinds! {
    /// The query string has something that the endpoint does not take.
    BadQuery 400 "bad-query" "The query string does not fit"
    /// The body is not JSON.
    BadJson 400 "bad-json" "The body is not valid JSON"
    /// No key, or none that opens anything.
    Unauthorized 401 "unauthorized" "A valid key is needed"
    /// A key that does not open this.
    Forbidden 403 "forbidden" "The key is not good for this"
    /// Nothing is at this address.
    NotFound 404 "not-found" "There is nothing at this address"
    /// The address takes other methods.
    MethodNotAllowed 405 "method-not-allowed" "The address does not take this method"
    /// No form that the client accepts.
    NotAcceptable 406 "not-acceptable" "None of the accepted media types is available"
    /// The body took too long to arrive.
    Timeout 408 "timeout" "The body took too long to arrive"
    /// The id or code belongs to something else.
    Conflict 409 "conflict" "Something else is there already"
    /// The body or batch is too large.
    TooLarge 413 "too-large" "The body is too large"
    /// The body is declared as something else than the endpoint takes.
    UnsupportedMediaType 415 "unsupported-media-type" "The body is of a media type that is not taken here"
    /// The body is JSON that does not fit.
    Invalid 422 "invalid" "The body does not fit"
    /// Too many from one address, or with one key.
    TooManyRequests 429 "too-many-requests" "Too many requests of this kind came"
    /// A fault of ours.
    Internal 500 "internal" "The service failed"
    /// Not now.
    Unavailable 503 "unavailable" "The service cannot take this now; try again"
}

/// An error on its way to a client.
#[derive(Debug)]
pub struct Problem {
    kind: Kind,
    detail: Option<String>,
    errors: Vec<FaultView>,
    retry_after: Option<u64>,
    allow: Option<String>,
    policy: Option<String>,
}

/// An error, as RFC 9457 has it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemView {
    /// The kind of error, for programs: `urn:ankieta:problem:` and its name.
    #[serde(rename = "type")]
    kind: String,
    /// The kind of error, for people.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// What went wrong this time.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// This occurrence; log lines about it carry the same id.
    instance: String,
    /// Every single thing that does not fit.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FaultView>,
}

/// One thing that does not fit.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FaultView {
    /// Where: a JSON pointer into the body, or `?name` for a query parameter.
    pointer: String,
    /// What, for programs.
    code: &'static str,
    /// What, for people. The value that was sent is never repeated.
    detail: String,
}

impl Problem {
    /// A problem of a kind, with nothing more to say.
    pub fn new(kind: Kind) -> Self {
        let retry_after = (kind == Kind::Unavailable).then_some(2);
        Self { kind, detail: None, errors: Vec::new(), retry_after, allow: None, policy: None }
    }

    /// The same problem, with a sentence about this case.
    pub fn because(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// What kind of error it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// After how many seconds the client may try again, if it may.
    pub fn retry_after(&self) -> Option<u64> {
        self.retry_after
    }

    /// A body that is JSON and does not fit.
    pub fn invalid(faults: Vec<Fault>) -> Self {
        let errors = faults.into_iter().map(FaultView::from).collect();
        Self { errors, ..Self::new(Kind::Invalid) }
    }

    /// What does not fit, each by its place and its code.
    pub fn faults(&self) -> impl Iterator<Item = (&str, &'static str)> {
        self.errors.iter().map(|fault| (fault.pointer.as_str(), fault.code))
    }

    /// A query parameter that does not fit.
    pub fn bad_parameter(name: &str, detail: impl Into<String>) -> Self {
        let error = FaultView { pointer: format!("?{name}"), code: "malformed", detail: detail.into() };
        Self { errors: vec![error], ..Self::new(Kind::BadQuery) }
    }

    /// Too many came from one address, or with one key; more may come after a while.
    pub fn too_many(wait: Duration) -> Self {
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        Self { retry_after: Some(seconds.max(1)), ..Self::new(Kind::TooManyRequests) }
    }

    /// The same problem, with the name of the limit, and how many there may be in how many seconds.
    pub fn under(mut self, name: &str, policy: Option<(u32, u64)>) -> Self {
        self.policy = policy.map(|policy| limits::describe(name, policy));
        self
    }

    /// The address takes only the named methods.
    pub fn wrong_method(allowed: String) -> Self {
        Self { allow: Some(allowed), ..Self::new(Kind::MethodNotAllowed) }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.kind.name())
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let instance = Uuid::new_v4();
        if self.status_code().is_server_error() {
            tracing::warn!(problem = self.kind.name(), %instance, "a request was not served");
        }
        let mut answer = HttpResponseBuilder::new(self.status_code());
        if let Some(seconds) = self.retry_after {
            answer.insert_header((header::RETRY_AFTER, seconds));
        }
        if let Some(policy) = &self.policy {
            answer.insert_header((limits::HEADER, policy.as_str()));
        }
        if let Some(allow) = self.allow.as_deref().and_then(|allow| HeaderValue::from_str(allow).ok()) {
            answer.insert_header((header::ALLOW, allow));
        }
        if self.kind == Kind::Unauthorized {
            answer.insert_header((header::WWW_AUTHENTICATE, "Bearer, Basic realm=\"ankieta\", charset=\"UTF-8\""));
        }
        answer.insert_header((header::CACHE_CONTROL, "no-store")).content_type(MEDIA_TYPE).json(ProblemView {
            kind: format!("urn:ankieta:problem:{}", self.kind.name()),
            title: self.kind.title(),
            status: self.kind.status(),
            detail: self.detail.clone(),
            instance: instance.urn().to_string(),
            errors: self.errors.clone(),
        })
    }
}

impl From<Fault> for FaultView {
    fn from(fault: Fault) -> Self {
        Self { pointer: fault.pointer, code: fault.code, detail: fault.detail }
    }
}

impl From<storage::Error> for Problem {
    fn from(error: storage::Error) -> Self {
        match error {
            storage::Error::Conflict => Self::new(Kind::Conflict),
            storage::Error::Missing => Self::new(Kind::NotFound),
            storage::Error::Unavailable(_) => {
                tracing::error!(error = error.chain(), "the database is not available");
                Self::new(Kind::Unavailable)
            }
            storage::Error::Corrupt { .. } | storage::Error::Unsuitable(_) => {
                tracing::error!(error = error.chain(), "the database cannot be used");
                Self::new(Kind::Internal)
            }
        }
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        Self::new(Kind::Unavailable).because(match refused {
            Refused::Full => "Too many responses are waiting. Nothing was taken; send it again.",
            Refused::Unavailable => "It is not certain that it was stored. Send it again under the same id.",
        })
    }
}
