//! `ankieta review`: a management review as a file, as the API would hand it out.

use std::io::Write;

use crate::cli::outcome::Outcome;
use crate::cli::stateful::with_state;
use crate::clock::Clock;
use crate::config::Config;
use crate::http::{ReviewFormat, ReviewLanguage, ReviewQuery, write_review};
use crate::server::prepare;

/// Which review is written.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The period: 2026-07, 2026-Q3, 2026, or 2026-07..2026-09
    period: String,
    /// The survey; may be left out when there is only one
    #[arg(long)]
    survey: Option<String>,
    /// The edition's number, or draft; the latest that was issued if left out, a draft when there is none
    #[arg(long)]
    edition: Option<String>,
    /// The form of the file
    #[arg(long, default_value = "html")]
    format: ReviewFormat,
    /// The language of HTML and XLSX; JSON has all of them
    #[arg(long, default_value = "pl")]
    lang: ReviewLanguage,
}

/// Writes a review to standard output.
pub fn run(config: &Config, arguments: Arguments) -> Outcome {
    let clock = Clock::system(config.time_zone.clone());
    let (storage, _) = prepare(config, &clock)?;
    let Arguments { period, survey, edition, format, lang } = arguments;
    let query = ReviewQuery::new(survey, edition, format, lang);
    let written = with_state(config, &clock, &storage, async |state| write_review(&state, &period, &query).await)?;
    let body = written.map_err(|problem| format!("no review of {period}: {problem}"))?;
    std::io::stdout().write_all(&body)?;
    Ok(())
}
