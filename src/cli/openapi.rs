//! `ankieta openapi`: the document that the repository holds a copy of.

use crate::cli::outcome::{Outcome, print};
use crate::server::document;

/// Prints the OpenAPI document as JSON.
pub fn run() -> Outcome {
    print(document().to_pretty_json()?);
    Ok(())
}
