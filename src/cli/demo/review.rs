//! The review that the office of the demo issued of the period that it closed last.

use crate::access::{Reader, Scope};
use crate::cli::stateful::with_state;
use crate::clock::Clock;
use crate::config::Config;
use crate::http::{self, IssueBody};
use crate::storage::{Storage, keys};
use crate::survey::period::Period;

/// The number of the quality system's procedure by which it is issued.
const PROCEDURE: &str = "PS-05";

/// Issues it as the office's first administrator would.
///
/// # Errors
/// When the database fails, or the period is not closed.
pub fn issue(
    config: &Config,
    clock: &Clock,
    storage: &Storage,
    period: &Period,
) -> Result<(), Box<dyn std::error::Error>> {
    let known = storage.read(keys::list_keys)?;
    let key = known.iter().find(|key| key.scope == Scope::Admin).ok_or("the first administrator's key is missing")?;
    let (issuer, body) = (Reader::from(key), IssueBody::filled_in(PROCEDURE, "", ""));
    let issued = with_state(config, clock, storage, async |state| {
        http::issue(&state, &issuer, period.label(), None, body?).await.map(drop)
    })?;
    issued.map_err(|problem| format!("no review of {period} was issued: {problem}").into())
}
