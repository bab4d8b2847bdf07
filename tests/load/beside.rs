//! `beside`: what do readers do to residents? Residents send at an even pace while nobody reads, and while many
//! connections read figures as fast as they are answered. Quiet and disturbed runs take turns on one running service.
//! Readers have keys and a thread of their own, so that they cost residents nothing on the side of these tools; half of
//! them have the answer already and only ask whether it still holds.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use clap::Args;
use jiff::ToSpan;
use jiff::tz::TimeZone;
use tokio::task::LocalSet;

use crate::Outcome;
use crate::client::Connection;
use crate::figures::Figures;
use crate::generate::quarter;
use crate::report;
use crate::requests;
use crate::run::{Plan, execute};
use crate::sample::SURVEY;
use crate::server::Setting;

const WARM_UP: Duration = Duration::from_secs(2);
/// How many connections residents have.
const RESIDENTS: usize = 8;
/// What is read, by turns: one for each connection. QUARTER stands for the last one that is over.
const READ: [&str; 4] = [
    "results?period=QUARTER&group_by=department",
    "results?period=QUARTER",
    "comparison/departments?period=QUARTER",
    "coverage?period=QUARTER",
];

/// Options of `beside`.
#[derive(Debug, Args)]
pub struct Options {
    /// How many connections read.
    #[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u32).range(1..=1000))]
    readers: u32,
    /// Over how many years people have answered.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=20))]
    years: u32,
    /// How many responses residents send in a second.
    #[arg(long, default_value_t = 50.0)]
    rate: f64,
    /// The length of each run.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=600))]
    seconds: u32,
    /// How many pairs of runs.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=50))]
    rounds: u32,
    #[command(flatten)]
    setting: Setting,
}

/// How many answers had which status.
type Statuses = BTreeMap<u16, u64>;

/// Fills, runs and reports.
pub fn run(options: &Options) -> Outcome<()> {
    if !(0.001..=10_000.0).contains(&options.rate) {
        return Err("--rate must be 0.001 to 10000 responses per second".into());
    }
    let scratch = options.setting.scratch()?;
    let unused = format!("sqlite:{}", scratch.path().join("unused.db").display());
    report::note(&format!("filling {} years", options.years));
    let service = options.setting.service(&unused, scratch.path())?.fill_with_demo(options.years)?;
    let key = service.create_key("submit")?;
    let keys = (0..options.readers).map(|_| service.create_key("results")).collect::<Outcome<Vec<String>>>()?;
    let server = service.start()?;
    let plan = Plan {
        address: server.address,
        pid: Some(server.pid()),
        survey: SURVEY.to_owned(),
        key,
        connections: RESIDENTS,
        duration: Duration::from_secs(options.seconds.into()),
        rate: Some(options.rate),
        journal: false,
    };
    execute(&Plan { duration: WARM_UP, ..plan.clone() })?;
    let (mut quiet, mut disturbed, mut statuses) = (Vec::new(), Vec::new(), Statuses::new());
    for round in 1..=options.rounds {
        report::note(&format!("round {round} of {}", options.rounds));
        quiet.push(execute(&plan)?.0);
        let readers = Readers::start(server.address, &keys)?;
        disturbed.push(execute(&plan)?.0);
        readers.stop()?.into_iter().for_each(|(status, count)| *statuses.entry(status).or_default() += count);
    }
    server.stop()?;
    print(options, &quiet, &disturbed, &statuses)
}

/// The connections that read, on a thread of their own.
struct Readers {
    over: Arc<AtomicBool>,
    thread: std::thread::JoinHandle<Outcome<Statuses>>,
}

impl Readers {
    fn start(address: SocketAddr, keys: &[String]) -> Outcome<Self> {
        let over = Arc::new(AtomicBool::new(false));
        let today = jiff::Timestamp::now().to_zoned(TimeZone::get("Europe/Warsaw")?).date();
        let last = quarter(today.checked_sub(3.months())?);
        let question = |(number, key): (usize, &String)| {
            let path = READ[number % READ.len()].replace("QUARTER", &last);
            (key.clone(), format!("/api/v1/surveys/{SURVEY}/{path}"), number % (2 * READ.len()) >= READ.len())
        };
        let wanted: Vec<_> = keys.iter().enumerate().map(question).collect();
        let ended = over.clone();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(LocalSet::new().run_until(async {
                let start =
                    |(key, path, has_it)| tokio::task::spawn_local(read(address, key, path, has_it, ended.clone()));
                let tasks: Vec<_> = wanted.into_iter().map(start).collect();
                let mut all = Statuses::new();
                for task in tasks {
                    task.await??.into_iter().for_each(|(status, count)| *all.entry(status).or_default() += count);
                }
                Ok(all)
            }))
        });
        Ok(Self { over, thread })
    }

    fn stop(self) -> Outcome<Statuses> {
        self.over.store(true, Ordering::Relaxed);
        self.thread.join().map_err(|_| "the readers ended in a panic")?
    }
}

/// Reads one thing until it is over.
async fn read(
    address: SocketAddr,
    key: String,
    path: String,
    has_it: bool,
    over: Arc<AtomicBool>,
) -> Outcome<Statuses> {
    let mut connection = Connection::open(address).await?;
    let mut request = requests::get(address, &key, &path);
    let (mut statuses, mut is_first) = (Statuses::new(), true);
    while !over.load(Ordering::Relaxed) {
        let reply = connection.exchange(&request).await?;
        *statuses.entry(reply.status).or_default() += 1;
        if is_first && has_it {
            let headers = format!("Authorization: Bearer {key}\r\nIf-None-Match: {}\r\n", reply.header("etag")?);
            request = requests::send(address, "GET", &path, &headers, "");
        }
        is_first = false;
    }
    Ok(statuses)
}

fn print(options: &Options, quiet: &[Figures], disturbed: &[Figures], statuses: &Statuses) -> Outcome<()> {
    let median = |runs: &[Figures], figure: fn(&Figures) -> f64| report::median(runs.iter().map(figure).collect());
    let row = |name: &str, runs: &[Figures]| {
        let figures: [fn(&Figures) -> f64; 4] = [|run| run.rate, |run| run.p50_ms, |run| run.p99_ms, |run| run.max_ms];
        let cells = figures.iter().zip([0, 2, 2, 2]);
        let cells = cells.map(|(figure, decimals)| report::number(median(runs, *figure), decimals));
        [name.to_owned()].into_iter().chain(cells).collect::<Vec<String>>()
    };
    let headers = ["residents", "responses/s", "p50 ms", "p99 ms", "max ms"];
    report::table(&headers, &[row("alone", quiet), row("beside readers", disturbed)])?;
    let seconds = u64::from(options.rounds * options.seconds).max(1);
    let reads: Vec<_> = statuses.iter().map(|(status, count)| format!("{} × {status}", count / seconds)).collect();
    let ratio = median(disturbed, |run| run.p99_ms) / median(quiet, |run| run.p99_ms).max(f64::MIN_POSITIVE);
    report::line(&format!(
        "\nRatio of p99 {ratio:.2}: medians of {} runs of {} s each. {} connections read, each with a key of its own, \
         and got in a second {}.",
        options.rounds,
        options.seconds,
        options.readers,
        reads.join(", ")
    ))?;
    let troubles = quiet.iter().chain(disturbed).filter_map(Figures::troubles);
    troubles.into_iter().try_for_each(|troubles| report::line(&format!("Not created: {troubles}")))
}
