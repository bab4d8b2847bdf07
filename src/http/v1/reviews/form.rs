//! The forms that a review is handed out in.

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
