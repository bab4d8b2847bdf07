//! Lists: a page of items, and an opaque cursor to the next one.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::http::problem::Problem;

/// The largest page.
pub const LARGEST: usize = 100;

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct PageView<T: ToSchema> {
    /// The items.
    pub items: Vec<T>,
    /// Where the next page begins; `null`: this is the last one.
    pub cursor: Option<String>,
}

/// Which page of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PageQuery {
    /// The cursor that the page before gave.
    pub cursor: Option<String>,
    /// How many items at most, 1 to 100; 100 if left out.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<usize>,
}

impl PageQuery {
    /// How many items are wanted.
    ///
    /// # Errors
    /// When it is out of range.
    pub fn limit(&self) -> Result<usize, Problem> {
        match self.limit.unwrap_or(LARGEST) {
            limit @ 1..=LARGEST => Ok(limit),
            _ => Err(Problem::bad_parameter("limit", "must be 1 to 100")),
        }
    }

    /// The place that the cursor names, if there is one.
    ///
    /// # Errors
    /// When no page gave that cursor.
    pub fn place(&self) -> Result<Option<String>, Problem> {
        let Some(cursor) = &self.cursor else { return Ok(None) };
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(cursor).ok();
        match bytes.and_then(|bytes| String::from_utf8(bytes).ok()) {
            Some(place) => Ok(Some(place)),
            None => Err(Problem::bad_parameter("cursor", "must be a cursor that this list gave")),
        }
    }
}

impl<T: ToSchema> PageView<T> {
    /// All items of a list that is short by nature.
    pub fn all(items: Vec<T>) -> Self {
        Self { items, cursor: None }
    }

    /// A page of at most `limit` of the items, which are at least one more if the list goes on.
    pub fn cut(mut items: Vec<T>, limit: usize, place: impl Fn(&T) -> String) -> Self {
        let more = items.len() > limit;
        items.truncate(limit);
        let last = items.last().filter(|_| more);
        let cursor = last.map(|item| BASE64_URL_SAFE_NO_PAD.encode(place(item)));
        Self { items, cursor }
    }
}
