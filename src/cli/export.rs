//! `ankieta export`: released figures as CSV, as an analyst with all rights would get them.

use std::io::Write;
use std::sync::Arc;

use crate::cli::outcome::Outcome;
use crate::clock::Clock;
use crate::config::Config;
use crate::reports::csv::{Dialect, write};
use crate::server::prepare;
use crate::storage::{blocks, release, surveys};
use crate::survey::codes::SurveySlug;
use crate::survey::figures::{GroupBy, Query, Record, results};
use crate::survey::period::{InvalidPeriod, Period};

/// Which figures are written.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The survey
    #[arg(long)]
    survey: SurveySlug,
    /// The period: 2026-07, 2026-Q3, 2026, or 2026-07..2026-09
    #[arg(long, value_parser = parse_period)]
    period: Period,
    /// Write one group for the whole office, not one for each department
    #[arg(long)]
    office: bool,
    /// Write semicolons and decimal commas, for a Polish Excel
    #[arg(long)]
    excel_pl: bool,
}

/// Writes figures to standard output.
pub fn run(config: &Config, arguments: &Arguments) -> Outcome {
    let clock = Clock::system(config.time_zone.clone());
    let (storage, _) = prepare(config, &clock)?;
    let record = storage.read(|session| {
        let versions = surveys::list_versions(session)?;
        let through = blocks::load_generation(session)?;
        let blocks = blocks::list_blocks(session, 0, through)?;
        Ok(Record {
            versions: versions.into_iter().filter(|version| version.survey == arguments.survey).map(Arc::new).collect(),
            blocks: blocks
                .into_iter()
                .filter(|(survey, _)| survey == &arguments.survey)
                .map(|(_, block)| Arc::new(block))
                .collect(),
            closes: release::list_closes(session)?,
        })
    })?;
    if record.versions.is_empty() {
        return Err(format!("there is no published survey {}", arguments.survey).into());
    }
    let query = Query {
        survey: arguments.survey.clone(),
        period: arguments.period.clone(),
        departments: Vec::new(),
        questions: Vec::new(),
        group_by: if arguments.office { GroupBy::Nothing } else { GroupBy::Department },
        as_of: None,
    };
    let dialect = if arguments.excel_pl { Dialect::ExcelPl } else { Dialect::Standard };
    std::io::stdout().write_all(&write(&results(&query, &record)?, dialect))?;
    Ok(())
}

fn parse_period(text: &str) -> Result<Period, String> {
    text.parse().map_err(|error: InvalidPeriod| error.to_string())
}
