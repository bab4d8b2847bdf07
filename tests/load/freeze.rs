//! `freeze`: what do the nightly release and the close of a quarter cost? Twelve departments collect its responses in a
//! database of SQLite, day by day; a tick follows every night, until the rows are purged.
//!
//! The release runs in this process, so its memory is what is measured; people are made up a few at a time, and hold
//! little of it.

use std::sync::Arc;
use std::time::Instant;

use ankieta::clock::Clock;
use ankieta::config::Config;
use ankieta::release::{self, Policy, Report};
use ankieta::server::prepare;
use ankieta::storage::classes::{discard_unfinished, list_populations, visit_population};
use ankieta::storage::responses::{Receipt, Submission, commit_group};
use ankieta::storage::{Session, Storage, blocks, departments, surveys};
use ankieta::survey::disclosure::Census;
use ankieta::survey::flags::Flags;
use ankieta::survey::period::{Period, Unit};
use ankieta::survey::questionnaire::Version;
use clap::{Args, Parser};
use jiff::ToSpan;
use jiff::civil::{Date, date};

use crate::Outcome;
use crate::report;
use crate::server::Setting;
use crate::usage;
use crate::visitors::{DEMO, Visitors, usual};

const OPENING: Date = date(2026, 1, 1);
/// On this day the rows have been purged.
const END: Date = date(2026, 5, 4);
/// How many working days the quarter has.
const WORKING_DAYS: f64 = 64.0;
/// How many come to the twelfth department, beside those of the demo.
const TWELFTH: f64 = 1.0;
/// How many responses are committed together.
const GROUP: usize = 256;

/// Options of `freeze`.
#[derive(Debug, Args)]
pub struct Options {
    /// How many responses come in the quarter.
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(100..=2_000_000))]
    responses: u32,
    #[command(flatten)]
    setting: Setting,
}

/// The service's settings, as its command line reads them.
#[derive(Parser)]
struct Service {
    #[command(flatten)]
    config: Config,
}

/// One tick.
struct Tick {
    day: Date,
    seconds: f64,
    /// The most memory that the process had held when it was over, in MiB.
    peak: f64,
    report: Report,
}

/// Fills, ticks and reports.
pub fn run(options: &Options) -> Outcome<()> {
    let scratch = options.setting.scratch()?;
    let url = format!("sqlite:{}", scratch.path().join("ankieta.db").display());
    let config = Service::try_parse_from(["ankieta", "--database-url", &url])?.config;
    let (storage, _) = prepare(&config, &Clock::fixed(OPENING.to_zoned(config.time_zone.clone())?))?;
    let (policy, quarter) = (Policy::of(&config), Period::holding(OPENING, Unit::Quarter));
    let mut session = storage.dedicated()?;
    let version = publish(&mut session)?;
    let proportions: Vec<f64> = DEMO.into_iter().chain([TWELFTH]).collect();
    let a_day = usual(&[f64::from(options.responses) / WORKING_DAYS]);
    let mut visitors = Visitors::of(1, &proportions, a_day);
    let (mut ticks, mut parts, mut day) = (Vec::new(), None, OPENING);
    while day < END {
        if quarter.holds(day) {
            fill(&mut session, &mut visitors, &version, day)?;
        }
        day = day.saturating_add(1.day());
        let tick = tick(&storage, &policy, day)?;
        if tick.report.closed_through == Some(quarter.last()) {
            parts = Some(classify(&mut session, &quarter, &policy)?);
        }
        ticks.push(tick);
    }
    print(&ticks, &quarter, parts.ok_or("the quarter was not closed")?)
}

/// Publishes a version that asks about one department more.
fn publish(session: &mut Session) -> Outcome<Version> {
    let earlier = surveys::list_versions(session)?;
    let first = earlier.first().ok_or("the standard survey is missing")?;
    let mut known = departments::list_departments(session)?;
    let mut twelfth = known.first().ok_or("the standard departments are missing")?.clone();
    twelfth.code = "XII".parse()?;
    departments::upsert_department(session, &twelfth)?;
    let mut questionnaire = first.questionnaire.clone();
    questionnaire.departments.push(twelfth.code.clone());
    known.push(twelfth);
    let version = Version::publish(first.survey.clone(), questionnaire, &known, &earlier, OPENING)
        .map_err(|faults| format!("the version does not fit: {faults:?}"))?;
    surveys::insert_version(session, &version)?;
    Ok(version)
}

/// Writes the responses of one day.
fn fill(session: &mut Session, visitors: &mut Visitors, version: &Version, day: Date) -> Outcome<()> {
    for people in visitors.arrivals(day).chunks(GROUP) {
        let mut group = Vec::with_capacity(people.len());
        for department in people {
            let visit = visitors.visit(version, *department, day)?;
            let receipt = Receipt::new(&version.survey, uuid::Uuid::new_v4(), &visit.draft);
            let (response, channel) = (visit.response, visit.channel);
            let flags = Flags::of_answers(&response.answers, version);
            group.push(Submission { receipt, response, channel, received_on: day, history: false, flags });
        }
        commit_group(session, &group)?;
    }
    Ok(())
}

fn tick(storage: &Storage, policy: &Policy, day: Date) -> Outcome<Tick> {
    let since = Instant::now();
    let report = release::run(storage, policy, day)?;
    let seconds = since.elapsed().as_secs_f64();
    Ok(Tick { day, seconds, peak: usage::peak_memory_mib(std::process::id())?, report })
}

/// How long it takes to read the people of a quarter that was just closed, and to sort them once more, in seconds.
fn classify(session: &mut Session, quarter: &Period, policy: &Policy) -> Outcome<[f64; 2]> {
    let last = blocks::load_generation(session)?;
    discard_unfinished(session, last)?;
    let versions: Vec<Arc<Version>> = surveys::list_versions(session)?.into_iter().map(Arc::new).collect();
    let populations = list_populations(session, quarter)?;
    let population = populations.first().ok_or("the quarter has no people")?;
    let since = Instant::now();
    let blocks = population.blocks.clone();
    let mut census = Census::of(quarter.clone(), &versions, blocks).ok_or("the quarter has no blocks")?;
    visit_population(session, population, |subject| census.add(subject))?;
    let (read, since) = (since.elapsed().as_secs_f64(), Instant::now());
    let classified = census.classify(policy.k);
    report::note(&format!("{} blocks, {} classes", population.blocks.len(), classified.classes.len()));
    Ok([read, since.elapsed().as_secs_f64()])
}

fn print(ticks: &[Tick], quarter: &Period, [read, sort]: [f64; 2]) -> Outcome<()> {
    let nightly = ticks.iter().filter(|tick| tick.day <= quarter.last());
    let closes = |tick: &&Tick| tick.report.closed_through == Some(quarter.last());
    let named = [
        ("slowest in the quarter", nightly.max_by(|one, two| one.seconds.total_cmp(&two.seconds))),
        ("the one that closes", ticks.iter().find(closes)),
        ("the one that purges", ticks.iter().max_by_key(|tick| tick.report.purged)),
    ];
    let row = |(name, tick): (&str, Option<&Tick>)| {
        let tick = tick?;
        Some(vec![
            name.to_owned(),
            tick.day.to_string(),
            report::number(tick.seconds, 2),
            report::number(tick.peak, 1),
            tick.report.blocks.to_string(),
            tick.report.released.to_string(),
            tick.report.purged.to_string(),
        ])
    };
    let rows: Vec<_> = named.into_iter().filter_map(row).collect();
    report::table(&["tick", "day", "seconds", "peak MiB", "blocks", "released", "purged"], &rows)?;
    let released: u64 = ticks.iter().map(|tick| tick.report.released).sum();
    report::line(&format!(
        "\n{released} responses, a tick a night; the peak is that of this process until then. Once more, alone: \
         {read:.2} s to read the people of the quarter, {sort:.2} s to sort them into classes."
    ))
}
