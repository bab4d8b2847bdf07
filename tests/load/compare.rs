//! `compare`: this service on either database, a peer on the same PostgreSQL, and the peer's one statement by itself,
//! side by side in one run on one machine. Each is loaded for a minute first, so that its log of writes is as it is in
//! use; then it is measured at each number of connections, and in the middle of each measurement its log is emptied or
//! checkpointed. The table is followed by the ratios that are wanted, and by whether they are met.

use std::path::{Path, PathBuf};
use std::time::Duration;

use ankieta::config::Database;
use ankieta::storage::Storage;
use clap::Args;
use diesel::PgConnection;
use diesel::connection::{Connection, SimpleConnection};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use tempfile::TempDir;

use crate::Outcome;
use crate::figures::Figures;
use crate::peer::{self, Peer};
use crate::postgres::{self, Cluster, ScratchDatabase};
use crate::report;
use crate::run::{Plan, execute};
use crate::sample::SURVEY;
use crate::server::{Server, Setting};
use crate::stored;

/// Connections while the log is filled.
const FILLING: usize = 64;
/// How many times as long as on PostgreSQL the slowest hundredth may take on SQLite.
const SLOWEST: f64 = 3.0;
/// How many times as many responses per second as the peer the service is to take on PostgreSQL, one at a time.
const OVER_PEER: f64 = 1.1;
/// What share of the bare statement's rate it is to reach.
const OF_STATEMENT: f64 = 0.6;

/// Options of `compare`.
#[derive(Debug, Args)]
pub struct Options {
    /// How many connections, one measurement after the other.
    #[arg(long, value_delimiter = ',', default_value = "1,16,64", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    connections: Vec<u32>,
    /// How long each measurement takes.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=600))]
    seconds: u32,
    /// For how long each is loaded before.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=600))]
    fill_seconds: u32,
    /// How many responses are stored already.
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(..=50_000_000))]
    stored: u64,
    /// A PostgreSQL server on which databases may be made and dropped, and that writes durably; without it, one is
    /// started and removed again.
    #[arg(long)]
    postgres: Option<String>,
    /// Leave the peer and its statement out.
    #[arg(long)]
    without_peer: bool,
    #[command(flatten)]
    setting: Setting,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Subject {
    Sqlite,
    Postgres,
    Peer,
    Statement,
}

/// One line of the table.
#[derive(Debug)]
struct Row {
    subject: Subject,
    connections: u32,
    figures: Figures,
}

/// What is started on a database of its own.
struct Started {
    server: Server,
    key: String,
    database: Database,
    // Last, so that the server ends before its files and its database go.
    _scratch: Option<ScratchDatabase>,
    _folder: TempDir,
}

/// Runs and reports.
pub fn run(options: &Options) -> Outcome<()> {
    let scratch = options.setting.scratch()?;
    let peer = (!options.without_peer).then(|| Peer::install(scratch.path())).transpose()?;
    let cluster = options.postgres.is_none().then(|| Cluster::start(scratch.path())).transpose()?;
    let server_url =
        options.postgres.as_ref().or(cluster.as_ref().map(|cluster| &cluster.url)).ok_or("no PostgreSQL")?;
    let today = jiff::Timestamp::now().to_zoned(TimeZone::get("Europe/Warsaw")?).date();
    let mut rows = Vec::new();
    for subject in [Subject::Sqlite, Subject::Postgres] {
        let started = start_service(subject, options, server_url, today)?;
        measure(subject, &started, options, &mut rows)?;
        started.server.stop()?;
    }
    if let Some(peer) = peer {
        let started = start_peer(&peer, options, server_url, today)?;
        measure(Subject::Peer, &started, options, &mut rows)?;
        let figures = measure_statement(&started.database, options, scratch.path())?;
        rows.push(Row { subject: Subject::Statement, connections: 1, figures });
        started.server.stop()?;
    }
    print(&rows, options)
}

fn start_service(subject: Subject, options: &Options, server_url: &str, today: Date) -> Outcome<Started> {
    report::note(&format!("{}: {} stored", subject.name(), options.stored));
    let folder = options.setting.scratch()?;
    let file = folder.path().join("ankieta.db");
    let scratch = (subject == Subject::Postgres).then(|| ScratchDatabase::create(server_url)).transpose()?;
    let url = scratch.as_ref().map_or_else(|| format!("sqlite:{}", file.display()), |scratch| scratch.url.clone());
    let service = options.setting.service(&url, folder.path())?;
    let key = service.create_key("submit")?;
    let database = match &scratch {
        Some(scratch) => {
            stored::fill_postgres(&scratch.url, options.stored, today)?;
            Database::Postgres(scratch.url.clone())
        }
        None => {
            stored::fill_sqlite(&file, options.stored, today)?;
            Database::Sqlite(file)
        }
    };
    Ok(Started { server: service.start()?, key, database, _scratch: scratch, _folder: folder })
}

fn start_peer(peer: &Peer, options: &Options, server_url: &str, today: Date) -> Outcome<Started> {
    report::note(&format!("{}: {} stored", Subject::Peer.name(), options.stored));
    let scratch = ScratchDatabase::create(server_url)?;
    PgConnection::establish(&scratch.url)?.batch_execute(peer::TABLE)?;
    stored::fill_peer(&scratch.url, options.stored, today)?;
    let (server, database) = (peer.start(&scratch.url)?, Database::Postgres(scratch.url.clone()));
    let folder = options.setting.scratch()?;
    Ok(Started { server, key: peer::KEY.to_owned(), database, _scratch: Some(scratch), _folder: folder })
}

/// Fills the log, and measures at each number of connections.
fn measure(subject: Subject, started: &Started, options: &Options, rows: &mut Vec<Row>) -> Outcome<()> {
    let plan = |connections: usize, seconds: u32| Plan {
        address: started.server.address,
        pid: Some(started.server.pid()),
        survey: SURVEY.to_owned(),
        key: started.key.clone(),
        connections,
        duration: Duration::from_secs(seconds.into()),
        rate: None,
        journal: false,
    };
    report::note(&format!("{}: filling its log", subject.name()));
    execute(&plan(FILLING, options.fill_seconds))?;
    for &connections in &options.connections {
        report::note(&format!("{}: {connections} connections", subject.name()));
        let plan = plan(connections as usize, options.seconds);
        let (figures, _) = with_upkeep(&started.database, plan.duration, || execute(&plan))?;
        if let Some(troubles) = figures.troubles() {
            report::note(&format!("  not created: {troubles}"));
        }
        rows.push(Row { subject, connections, figures });
    }
    Ok(())
}

fn measure_statement(database: &Database, options: &Options, directory: &Path) -> Outcome<Figures> {
    report::note(&format!("{}: 1 connection", Subject::Statement.name()));
    let Database::Postgres(url) = database else { return Err("pgbench is for PostgreSQL".into()) };
    let pgbench = postgres::binaries().map_or_else(|| PathBuf::from("pgbench"), |folder| folder.join("pgbench"));
    let duration = Duration::from_secs(options.seconds.into());
    with_upkeep(database, duration, || peer::repeat_statement(&pgbench, url, directory, duration))
}

/// Does the work, and half-way through it what is done to the log now and then: it is emptied, or a checkpoint is made.
fn with_upkeep<T>(database: &Database, duration: Duration, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    std::thread::scope(|scope| {
        let upkeep = scope.spawn(|| -> Outcome<()> {
            std::thread::sleep(duration / 2);
            match database {
                Database::Sqlite(_) if Storage::open(database)?.empty_log()? => Ok(()),
                Database::Sqlite(_) => Err("the log could not be emptied".into()),
                Database::Postgres(url) => Ok(PgConnection::establish(url)?.batch_execute("CHECKPOINT")?),
            }
        });
        let value = work()?;
        upkeep.join().map_err(|_| "the upkeep ended in a panic")??;
        Ok(value)
    })
}

impl Subject {
    fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "this service, SQLite",
            Self::Postgres => "this service, PostgreSQL",
            Self::Peer => "Fastify and pg, PostgreSQL",
            Self::Statement => "its statement alone, pgbench",
        }
    }
}

fn find(rows: &[Row], subject: Subject, connections: u32) -> Option<&Figures> {
    rows.iter().find(|row| row.subject == subject && row.connections == connections).map(|row| &row.figures)
}

fn print(rows: &[Row], options: &Options) -> Outcome<()> {
    let cells = rows.iter().map(|row| {
        let (figures, peer) = (&row.figures, find(rows, Subject::Peer, row.connections));
        vec![
            row.subject.name().to_owned(),
            row.connections.to_string(),
            report::number(figures.rate, 0),
            report::number(figures.p50_ms, 2),
            report::number(figures.p99_ms, 2),
            report::number(figures.max_ms, 1),
            report::number(figures.worst_second, 0),
            peer.map_or_else(|| "–".to_owned(), |peer| report::number(figures.rate / peer.rate, 2)),
        ]
    });
    let headers = ["variant", "connections", "responses/s", "p50 ms", "p99 ms", "longest ms", "worst second", "× peer"];
    report::table(&headers, &cells.collect::<Vec<_>>())?;
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    report::line(&format!(
        "\n{} stored, each loaded for {} s before; windows of {} s with a checkpoint or an emptied log in the middle, \
         closed loop, on {cores} cores shared with the client. The worst second is the one with the fewest responses.\n",
        options.stored, options.fill_seconds, options.seconds
    ))?;
    verdicts(rows, &options.connections).iter().try_for_each(|verdict| report::line(verdict))
}

/// The ratios that are wanted, as far as they were measured.
fn verdicts(rows: &[Row], connections: &[u32]) -> Vec<String> {
    let verdict = |met: bool| if met { "met" } else { "NOT met" };
    let mut lines = Vec::new();
    for &connections in connections {
        let both = find(rows, Subject::Sqlite, connections).zip(find(rows, Subject::Postgres, connections));
        lines.extend(both.map(|(sqlite, postgres)| {
            let ratio = sqlite.p99_ms / postgres.p99_ms;
            format!(
                "- p99 on SQLite at {connections} connections: {ratio:.2} times that on PostgreSQL, at most {SLOWEST}: {}",
                verdict(ratio <= SLOWEST)
            )
        }));
    }
    let alone = find(rows, Subject::Postgres, 1);
    for (other, least, name) in
        [(Subject::Peer, OVER_PEER, "the peer"), (Subject::Statement, OF_STATEMENT, "the bare statement")]
    {
        lines.extend(alone.zip(find(rows, other, 1)).map(|(ours, theirs)| {
            let ratio = ours.rate / theirs.rate;
            format!(
                "- rate on PostgreSQL at one connection: {ratio:.2} times that of {name}, at least {least}: {}",
                verdict(ratio >= least)
            )
        }));
    }
    lines
}
