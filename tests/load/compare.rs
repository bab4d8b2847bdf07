//! `compare`: ceiling, this service and the baseline, side by side on one machine, in alternating rounds.
//! Each round starts each variant anew on an empty database; the table shows medians over the rounds.
//! It judges nothing: whoever runs it reads the table.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use clap::Args;

use crate::Outcome;
use crate::ceiling;
use crate::figures::Figures;
use crate::postgres::ScratchDatabase;
use crate::report;
use crate::run::{Plan, execute};
use crate::sample::SURVEY;
use crate::server::{Server, Setting, free_address};

const WARM_UP: Duration = Duration::from_secs(1);

const SETTLE: Duration = Duration::from_millis(500);

/// Options of `compare`.
#[derive(Debug, Args)]
pub struct Options {
    /// How many connections.
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    connections: u32,
    /// For how long each variant is loaded in each round, after a second of warming up.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=600))]
    seconds: u32,
    /// How many rounds.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=50))]
    rounds: u32,
    /// A PostgreSQL server on which databases may be made and dropped.
    #[arg(long, env = "ANKIETA_TEST_POSTGRES")]
    postgres: Option<String>,
    /// Leave the service out, to see the baseline and the ceiling alone.
    #[arg(long)]
    without_service: bool,
    /// Connections of the baseline to its database.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=100))]
    baseline_pool: u32,
    #[command(flatten)]
    setting: Setting,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Program {
    Service,
    Baseline,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Store {
    Sqlite,
    Postgres,
}

/// One line of the table, with what each round measured.
#[derive(Debug)]
struct Variant {
    program: Program,
    store: Store,
    rounds: Vec<Figures>,
}

/// Runs and reports.
pub fn run(options: &Options) -> Outcome<()> {
    let mut ceilings = Vec::new();
    let mut variants = variants(options);
    for round in 1..=options.rounds {
        report::note(&format!("round {round} of {}: ceiling", options.rounds));
        settle()?;
        let scratch = options.setting.scratch()?;
        let seconds = Duration::from_secs(options.seconds.min(5).into());
        ceilings.push(ceiling::measure(&scratch.path().join("ceiling.db"), seconds)?);
        for variant in &mut variants {
            report::note(&format!("round {round} of {}: {}", options.rounds, variant.name()));
            settle()?;
            let figures = variant.measure(options)?;
            if let Some(troubles) = figures.troubles() {
                report::note(&format!("  not created: {troubles}"));
            }
            variant.rounds.push(figures);
        }
    }
    print(&ceilings, &variants, options)
}

fn variants(options: &Options) -> Vec<Variant> {
    let stores = [Some(Store::Sqlite), options.postgres.as_ref().map(|_| Store::Postgres)];
    let pairs = stores.into_iter().flatten().flat_map(|store| [(Program::Service, store), (Program::Baseline, store)]);
    pairs
        .filter(|(program, _)| !options.without_service || *program == Program::Baseline)
        .map(|(program, store)| Variant { program, store, rounds: Vec::new() })
        .collect()
}

impl Variant {
    fn name(&self) -> &'static str {
        match (self.program, self.store) {
            (Program::Service, Store::Sqlite) => "this service, SQLite",
            (Program::Service, Store::Postgres) => "this service, PostgreSQL",
            (Program::Baseline, Store::Sqlite) => "baseline, SQLite",
            (Program::Baseline, Store::Postgres) => "baseline, PostgreSQL",
        }
    }

    fn measure(&self, options: &Options) -> Outcome<Figures> {
        let scratch = options.setting.scratch()?;
        let database = match (self.store, &options.postgres) {
            (Store::Postgres, Some(url)) => Some(ScratchDatabase::create(url)?),
            _ => None,
        };
        let file = format!("sqlite:{}", scratch.path().join("ankieta.db").display());
        let url = database.as_ref().map_or(file.as_str(), |database| &database.url);
        let (server, key) = match self.program {
            Program::Service => {
                let service = options.setting.service(url, scratch.path())?;
                let key = service.create_key("submit")?;
                (service.start()?, key)
            }
            Program::Baseline => (start_baseline(url, options.baseline_pool, scratch.path())?, "none".to_owned()),
        };
        let plan = Plan {
            address: server.address,
            pid: Some(server.pid()),
            survey: SURVEY.to_owned(),
            key,
            connections: options.connections as usize,
            duration: Duration::from_secs(options.seconds.into()),
            rate: None,
            journal: false,
        };
        execute(&Plan { duration: WARM_UP, ..plan.clone() })?;
        let (figures, _) = execute(&plan)?;
        server.stop()?;
        Ok(figures)
    }

    /// The median of one figure over the rounds; none when it was not measured.
    fn median(&self, figure: impl Fn(&Figures) -> Option<f64>) -> Option<f64> {
        self.rounds.iter().map(figure).collect::<Option<Vec<_>>>().map(report::median)
    }

    /// Responses per second in each round.
    fn rates(&self) -> impl Iterator<Item = f64> {
        self.rounds.iter().map(|figures| figures.rate)
    }

    /// The median of the ratios within each round, so that what slows a whole round down cancels out.
    fn median_ratio(&self, others: impl Iterator<Item = f64>) -> f64 {
        report::median(self.rates().zip(others).map(|(ours, theirs)| ours / theirs).collect())
    }
}

/// Lets the disk finish what the one before left to it.
fn settle() -> Outcome<()> {
    // std cannot sync a whole system.
    let synced = Command::new("sync").status()?;
    std::thread::sleep(SETTLE);
    if synced.success() { Ok(()) } else { Err("sync failed".into()) }
}

fn start_baseline(url: &str, pool: u32, directory: &Path) -> Outcome<Server> {
    let address = free_address()?;
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["baseline", "--database-url", url, "--bind", &address.to_string(), "--pool", &pool.to_string()]);
    Server::start(command, address, directory)
}

fn print(ceilings: &[f64], variants: &[Variant], options: &Options) -> Outcome<()> {
    let ceiling = report::median(ceilings.to_vec());
    let empty = || "–".to_owned();
    let cell = |value: Option<f64>, decimals| value.map_or_else(empty, |value| report::number(value, decimals));
    let mut rows = vec![vec!["ceiling, SQLite".to_owned(), report::number(ceiling, 0)]];
    rows[0].extend([empty(), empty(), empty(), empty(), empty(), "100 %".to_owned()]);
    for variant in variants {
        let peer = variants.iter().find(|peer| peer.program == Program::Baseline && peer.store == variant.store);
        let times = peer.map(|peer| variant.median_ratio(peer.rates()));
        let share = (variant.store == Store::Sqlite).then(|| variant.median_ratio(ceilings.iter().copied()));
        rows.push(vec![
            variant.name().to_owned(),
            report::number(report::median(variant.rates().collect()), 0),
            cell(variant.median(|figures| Some(figures.p50_ms)), 2),
            cell(variant.median(|figures| Some(figures.p99_ms)), 2),
            cell(variant.median(|figures| figures.server_cpu), 3),
            cell(variant.median(|figures| figures.peak_mib), 1),
            cell(times, 2),
            share.map_or_else(empty, |share| format!("{:.0} %", share * 100.0)),
        ]);
    }
    let headers = [
        "variant",
        "responses/s",
        "p50 ms",
        "p99 ms",
        "CPU s per 1000",
        "peak memory MiB",
        "× baseline",
        "share of ceiling",
    ];
    report::table(&headers, &rows)?;
    print_notes(ceilings, variants, options)
}

fn print_notes(ceilings: &[f64], variants: &[Variant], options: &Options) -> Outcome<()> {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    report::line(&format!(
        "\nMedians of {} rounds of {} s, {} connections, closed loop, on {cores} cores shared with the client. \
         CPU and memory are those of the server's process; a PostgreSQL server's own are not in them. \
         Ratios are medians of the ratios within each round, to the baseline on the same database.",
        options.rounds, options.seconds, options.connections
    ))?;
    let list = |rates: Vec<f64>| rates.iter().map(|rate| report::number(*rate, 0)).collect::<Vec<_>>().join(", ");
    report::line(&format!("Responses/s in each round: ceiling {}", list(ceilings.to_vec())))?;
    for variant in variants {
        let rates = list(variant.rates().collect());
        let client = variant.median(|figures| Some(figures.client_cpu)).unwrap_or_default();
        report::line(&format!("- {}: {rates}; client CPU s per 1000: {client:.3}", variant.name()))?;
        for (round, figures) in variant.rounds.iter().enumerate() {
            if let Some(troubles) = figures.troubles() {
                report::line(&format!("  - round {}, not created: {troubles}", round + 1))?;
            }
        }
    }
    Ok(())
}
