//! `ankieta import`: historical responses from a CSV file.

use std::fs::File;
use std::path::PathBuf;

use crate::cli::outcome::{Outcome, print, tell};
use crate::clock::Clock;
use crate::config::Config;
use crate::intake::import::{Mapping, Target, import};
use crate::server::prepare;
use crate::storage::{fieldwork, surveys};
use crate::survey::codes::SurveySlug;
use crate::survey::questionnaire::Version;
use crate::survey::response::Channel;
use crate::survey::text::counted;

/// What is imported, and how.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The file: a header, then one response a row
    file: PathBuf,
    /// The survey that the rows answer
    #[arg(long)]
    survey: SurveySlug,
    /// The version that the rows answer; the current one if left out
    #[arg(long)]
    version: Option<u32>,
    /// How the responses came in
    #[arg(long, value_enum)]
    channel: ChannelArgument,
    /// Another name for a column (`OVERALL=Q01`) or an option (`OUTCOME.yes=A1`); may be given more than once
    #[arg(long)]
    map: Vec<String>,
}

/// The channels by name.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum ChannelArgument {
    Kiosk,
    Web,
    Paper,
}

/// Imports a file, and says what became of it. Rows that were refused make the command fail at the end.
pub fn run(config: &Config, arguments: &Arguments) -> Outcome {
    let clock = Clock::system(config.time_zone.clone());
    let (storage, _) = prepare(config, &clock)?;
    let versions = storage.read(surveys::list_versions)?;
    let version = find_version(&versions, arguments).ok_or("there is no such published version")?;
    let mapping = Mapping::parse(arguments.map.iter().map(String::as_str))?;
    let fieldwork = storage.read(|session| fieldwork::load_fieldwork(session, &arguments.survey))?;
    let target = Target { version, channel: arguments.channel.into(), today: clock.today(), fieldwork: &fieldwork };
    let mut session = storage.dedicated()?;
    let progress = |rows| tell(format_args!("{} read", counted(rows, "row")));
    let report = import(&mut session, target, &mapping, File::open(&arguments.file)?, progress)?;
    for (line, faults) in &report.refused {
        for fault in faults {
            print(format_args!("line {line}: {} {}: {}", fault.pointer, fault.code, fault.detail));
        }
    }
    for line in &report.conflicts {
        print(format_args!("line {line}: its id belongs to another response"));
    }
    if target.is_trial() {
        print(format_args!("trial: {} would be stored, nothing was", counted(report.created, "row")));
    } else {
        print(format_args!("{} new, {} known before", report.created, report.replayed));
    }
    match report.refused.len() + report.conflicts.len() {
        0 => Ok(()),
        refused => Err(format!("{} refused", counted(refused, "row")).into()),
    }
}

fn find_version<'a>(versions: &'a [Version], arguments: &Arguments) -> Option<&'a Version> {
    let mut of_survey = versions.iter().filter(|version| version.survey == arguments.survey);
    match arguments.version {
        Some(number) => of_survey.find(|version| version.number == number),
        None => of_survey.next_back(),
    }
}

impl From<ChannelArgument> for Channel {
    fn from(argument: ChannelArgument) -> Self {
        match argument {
            ChannelArgument::Kiosk => Self::Kiosk,
            ChannelArgument::Web => Self::Web,
            ChannelArgument::Paper => Self::Paper,
        }
    }
}
