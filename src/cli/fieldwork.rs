//! `ankieta fieldwork`: says when a survey asks, and sets its trial, its first day and its last. Which departments it asks
//! about is set through the API.

use jiff::civil::Date;

use crate::cli::change::change;
use crate::cli::first::tell_first;
use crate::cli::outcome::{Outcome, print};
use crate::clock::Clock;
use crate::config::Config;
use crate::server::prepare;
use crate::storage::fieldwork::{load_fieldwork, upsert_fieldwork};
use crate::storage::{responses, surveys};
use crate::survey::codes::SurveySlug;
use crate::survey::fault::Fault;
use crate::survey::fieldwork::Fieldwork;

/// The survey, and what is set about it; what is left out stays as it is.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The survey
    #[arg(long)]
    survey: SurveySlug,
    /// Make it a trial: forms, kiosks, paper and imports work, say so, and nothing is stored
    #[arg(long, conflicts_with = "opens_on")]
    trial: bool,
    /// The first day whose responses count, such as 2027-01-04; until then it is a trial
    #[arg(long, value_name = "DAY")]
    opens_on: Option<Date>,
    /// The last day that it asks on
    #[arg(long, value_name = "DAY")]
    closes_on: Option<Date>,
}

/// Sets what was named, and says when the survey asks.
pub fn run(config: &Config, arguments: &Arguments) -> Outcome {
    let clock = Clock::system(config.time_zone.clone());
    let (storage, first) = prepare(config, &clock)?;
    tell_first(config, &first);
    let (survey, today) = (&arguments.survey, clock.today());
    if !storage.read(surveys::list_versions)?.iter().any(|version| version.survey == *survey) {
        return Err("no survey of that name is published".into());
    }
    let before = storage.read(|session| load_fieldwork(session, survey))?;
    let fieldwork = arguments.set(before.clone());
    if fieldwork != before {
        let counts = storage.read(|session| responses::counts(session, survey))?;
        let faults = match fieldwork.faults() {
            faults if faults.is_empty() => fieldwork.admit_trial(today, counts).err().into_iter().collect(),
            faults => faults,
        };
        if !faults.is_empty() {
            let said = |fault: &Fault| format!("{} {}", fault.pointer.trim_start_matches('/'), fault.detail);
            return Err(faults.iter().map(said).collect::<Vec<_>>().join("; ").into());
        }
        let work = |session: &mut _| upsert_fieldwork(session, survey, &fieldwork);
        change(&storage, &clock, "survey.fieldwork", survey, work)?;
    }
    print(state(&fieldwork, today));
    Ok(())
}

impl Arguments {
    fn set(&self, before: Fieldwork) -> Fieldwork {
        let mut fieldwork = before;
        if self.trial {
            (fieldwork.trial, fieldwork.opens_on) = (true, None);
        }
        if self.opens_on.is_some() {
            (fieldwork.trial, fieldwork.opens_on) = (false, self.opens_on);
        }
        fieldwork.closes_on = self.closes_on.or(fieldwork.closes_on);
        fieldwork
    }
}

/// When a survey asks, in words.
fn state(fieldwork: &Fieldwork, today: Date) -> String {
    let opening = match (fieldwork.is_trial_on(today), fieldwork.opens_on) {
        (true, Some(day)) => format!("a trial; responses count from {day} on"),
        (true, None) => "a trial, until it is given a day to open on; nothing is stored".to_owned(),
        (false, _) => "responses count".to_owned(),
    };
    match fieldwork.closes_on {
        Some(day) if fieldwork.is_closed_on(today) => format!("closed since {day}"),
        Some(day) => format!("{opening}; the last day is {day}"),
        None => opening,
    }
}
