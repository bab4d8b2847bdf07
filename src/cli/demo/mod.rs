//! `ankieta demo`: an office with two years, or more, of plausible responses and everything that it entered itself, in a
//! database that is thrown away. The same seed makes the same figures.

mod ledger;
mod review;
mod staff;
mod visitors;

use jiff::ToSpan;
use jiff::civil::Date;
use uuid::Uuid;

use crate::cli::demo::ledger::Ledger;
use crate::cli::demo::visitors::Visitors;
use crate::cli::outcome::{Outcome, tell};
use crate::cli::serve;
use crate::clock::Clock;
use crate::config::{BackupDir, Config, Database};
use crate::release::{self, Policy};
use crate::server::{listen, prepare};
use crate::storage::{Session, departments, surveys};
use crate::survey::period::{Period, Unit};
use crate::survey::questionnaire::Version;

/// What the demo shows.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The seed: the same one makes the same figures
    #[arg(long, default_value = "2026")]
    seed: u64,
    /// Over how many years people have answered, 1 to 20
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(i32).range(1..=20))]
    years: i32,
    /// Fill the database and stop, without serving
    #[arg(long)]
    no_serve: bool,
}

/// Fills a database in a temporary folder, and serves it until stopped.
pub fn run(mut config: Config, arguments: &Arguments) -> Outcome {
    // Taken before anything is filled: that lasts, and would be in vain if something else listened there.
    let listener = if arguments.no_serve { None } else { Some(listen(config.bind)?) };
    let folder = std::env::temp_dir().join(format!("ankieta-demo-{}", Uuid::new_v4()));
    config.database_url = Database::Sqlite(folder.join("ankieta.db"));
    config.backup_dir = Some(BackupDir::Off);
    let clock = Clock::system(config.time_zone.clone());
    let today = clock.today();
    let quarter = Period::holding(today, Unit::Quarter);
    // One quarter more, so that each of the years has one before it to be held against.
    let first = quarter.first().saturating_sub((12 * arguments.years + 3).months());
    // The office began on the first of these days.
    let opening = Clock::fixed(first.to_zoned(config.time_zone.clone())?);
    let (storage, first_in) = prepare(&config, &opening)?;
    let policy = Policy::of(&config);
    let mut session = storage.dedicated()?;
    let closed = today.saturating_sub(i32::from(config.close_after_days).days());
    let mut ledger = Ledger::open(arguments.seed, first, closed);
    let mut visitors = Visitors::new(arguments.seed, &ledger);
    let mut versions = storage.read(surveys::list_versions)?;
    ledger.set_up(&mut session, versions.first().ok_or("the standard survey is missing")?)?;
    tell(format_args!("Filling {} years of responses ...", arguments.years));
    let mut responses = 0;
    let mut day = first;
    while day <= today {
        if day == ledger.second_version_on {
            versions.push(publish_second(&mut session, &versions, day)?);
        }
        let version = versions.last().ok_or("the standard survey is missing")?;
        responses += visitors.fill_day(&mut session, version, day)?;
        // Nothing is pending for long: a tick a week, and on the first day of each month, is enough.
        if day == today || day.day() == 1 || i32::from(day.day()) % 7 == 0 {
            release::run(&storage, &policy, day)?;
        }
        day = day.saturating_add(1.day());
    }
    ledger.moderate(&mut session)?;
    let staff = staff::admit(&mut session, today)?;
    let opened = ledger.open_to_visitors(&mut session, &clock)?;
    review::issue(&config, &clock, &storage, &closed_last(&config, closed))?;
    tell(format_args!("{responses} responses in {}", folder.display()));
    if let Some(key) = first_in.key {
        tell(format_args!("Administrator's key, shown this once: {}", key.reveal()));
    }
    tell(format_args!("Key that opens everything there is to read: {}", opened.reader.reveal()));
    tell(format_args!("Accounts {}, with the password {}", staff::NAMES.join(", "), staff.reveal()));
    drop(session);
    let Some(listener) = listener else { return Ok(()) };
    let outcome = serve::serve(config, clock, storage, listener, Some(&opened.kiosk));
    std::fs::remove_dir_all(&folder)?;
    outcome
}

/// The period that a review is issued of: the quarter that was closed last, or the year where years are closed.
fn closed_last(config: &Config, closed: Date) -> Period {
    let unit = if config.close == Unit::Year { Unit::Year } else { Unit::Quarter };
    Period::holding(closed, unit).before()
}

/// Publishes the second version: the question about accessibility is put in plainer words.
fn publish_second(
    session: &mut Session,
    earlier: &[Version],
    day: Date,
) -> Result<Version, Box<dyn std::error::Error>> {
    let first = earlier.first().ok_or("the standard survey is missing")?;
    let mut questionnaire = first.questionnaire.clone();
    for question in &mut questionnaire.questions {
        if question.code.as_str() == "ACCESS" {
            question.text.0.insert("pl".parse()?, "Dostępność urzędu dla każdego".to_owned());
            question.text.0.insert("en".parse()?, "Whether everybody can use the office".to_owned());
        }
    }
    let known = departments::list_departments(session)?;
    let version = Version::publish(first.survey.clone(), questionnaire, &known, earlier, day)
        .map_err(|faults| format!("the second version does not fit: {faults:?}"))?;
    surveys::insert_version(session, &version)?;
    Ok(version)
}
