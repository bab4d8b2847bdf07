//! The forms that a review is handed out in.

use actix_web::HttpRequest;
use clap::ValueEnum;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::http::accept;
use crate::http::problem::{Kind, Problem};

/// The forms of a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// JSON, in all languages at once.
    Json,
    /// A document to read and print.
    Html,
    /// A workbook.
    Xlsx,
}

impl Form {
    /// What a client may prefer.
    pub const OFFERS: [(Self, &'static str); 3] = [
        (Self::Json, "application/json"),
        (Self::Html, "text/html"),
        (Self::Xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ];

    /// Its name in addresses and tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Html => "html",
            Self::Xlsx => "xlsx",
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Html => "text/html; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// The forms of a review.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum FormatBody {
    /// JSON.
    Json,
    /// A document to read and print.
    Html,
    /// A workbook.
    Xlsx,
}

/// The forms of the page of a department.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PageFormBody {
    /// JSON.
    Json,
    /// A document to read and print.
    Html,
}

/// The languages of a review.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum LanguageBody {
    /// Polish.
    Pl,
    /// English.
    En,
}

impl FormatBody {
    /// The form that is asked for by name, else by the Accept header.
    ///
    /// # Errors
    /// `NotAcceptable` when the client accepts none.
    pub fn form(named: Option<Self>, request: &HttpRequest) -> Result<Form, Problem> {
        match named {
            Some(Self::Json) => Ok(Form::Json),
            Some(Self::Html) => Ok(Form::Html),
            Some(Self::Xlsx) => Ok(Form::Xlsx),
            None => accept::preferred(request, &Form::OFFERS).ok_or_else(|| Problem::new(Kind::NotAcceptable)),
        }
    }
}

impl LanguageBody {
    /// The code of a language; Polish where none is named.
    pub fn code(named: Option<Self>) -> &'static str {
        match named {
            None | Some(Self::Pl) => "pl",
            Some(Self::En) => "en",
        }
    }
}
