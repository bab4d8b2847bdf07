//! `flat`: does one more response, or a figure, cost more when more is stored? One database and one running service
//! per size; the sizes take turns request by request, so that whatever disturbs the machine disturbs all alike.
//! SQLite only, one connection at a time; rates and concurrency are `compare`'s business.

use std::path::Path;
use std::time::{Duration, Instant};

use clap::Args;
use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use tempfile::TempDir;

use crate::Outcome;
use crate::client::Connection;
use crate::generate::{self, Written};
use crate::report;
use crate::requests::{self, Submissions};
use crate::sample::SURVEY;
use crate::server::{Server, Setting};

/// A figure is asked for as of so many different days; each answer is new to the service.
const FIRST_READS: usize = 60;
const REPEATED_READS: usize = 200;
const WARM_UP: usize = 20;
const REQUEST_TIMEOUT: Duration = Duration::from_secs(60);
/// The period that is asked for holds the day so long ago: closed for half a year and within what is generated.
const PERIOD_DAYS_AGO: i64 = 270;

/// Options of `flat`.
#[derive(Debug, Args)]
pub struct Options {
    /// How many responses are stored already, in each database.
    #[arg(long, value_delimiter = ',', default_value = "10000,1000000,10000000")]
    sizes: Vec<u64>,
    /// How many more responses are sent to each.
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    responses: u32,
    #[command(flatten)]
    setting: Setting,
}

/// One size: its database, its service, and what was measured.
struct Subject {
    size: u64,
    written: Written,
    gib: f64,
    server: Server,
    submit_key: String,
    results_key: String,
    put: Vec<f64>,
    first: Vec<f64>,
    repeated: Vec<f64>,
    // Last, so that the server ends before its files go.
    _scratch: TempDir,
}

/// Generates, measures and reports.
pub fn run(options: &Options) -> Outcome<()> {
    if options.sizes.is_empty() || options.sizes.iter().any(|size| !(1..=200_000_000).contains(size)) {
        return Err("--sizes must be 1 to 200000000 each".into());
    }
    let today = jiff::Timestamp::now().to_zoned(TimeZone::get("Europe/Warsaw")?).date();
    let mut subjects =
        options.sizes.iter().map(|&size| Subject::prepare(options, size, today)).collect::<Outcome<Vec<_>>>()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(measure(&mut subjects, options.responses as usize, today))?;
    print(&subjects)?;
    subjects.into_iter().try_for_each(|subject| subject.server.stop())
}

impl Subject {
    fn prepare(options: &Options, size: u64, today: Date) -> Outcome<Self> {
        let scratch = options.setting.scratch()?;
        let file = scratch.path().join("ankieta.db");
        let service = options.setting.service(&format!("sqlite:{}", file.display()), scratch.path())?;
        let (submit_key, results_key) = (service.create_key("submit")?, service.create_key("results")?);
        let since = Instant::now();
        let written = generate::fill(&file, size, today)?;
        let gib = size_gib(&file)?;
        let seconds = since.elapsed().as_secs_f64();
        report::note(&format!("{size} responses, {} blocks, {gib:.2} GiB in {seconds:.1} s", written.blocks));
        let (put, first, repeated) = (Vec::new(), Vec::new(), Vec::new());
        let server = service.start()?;
        Ok(Self { size, written, gib, server, submit_key, results_key, put, first, repeated, _scratch: scratch })
    }

    fn results_request(&self, today: Date, as_of: Date) -> Outcome<Vec<u8>> {
        let period = generate::quarter(today.checked_sub(PERIOD_DAYS_AGO.days())?);
        let path = format!("/api/v1/surveys/{SURVEY}/results?period={period}&group_by=department&as_of={as_of}");
        Ok(requests::get(self.server.address, &self.results_key, &path))
    }
}

async fn measure(subjects: &mut [Subject], responses: usize, today: Date) -> Outcome<()> {
    let mut connections = Vec::new();
    for subject in subjects.iter() {
        connections.push(Connection::open(subject.server.address).await?);
    }
    report::note("measuring: one more response");
    let submissions: Vec<_> = subjects
        .iter()
        .map(|subject| Submissions::prepare(subject.server.address, SURVEY, &subject.submit_key))
        .collect();
    let (mut random, mut request) = (fastrand::Rng::new(), Vec::new());
    for round in 0..WARM_UP + responses {
        for index in turns(round, subjects.len()) {
            submissions[index].write_next(&mut random, &mut request);
            let ms = exchange(&mut connections[index], &request, 201).await?;
            subjects[index].put.extend((round >= WARM_UP).then_some(ms));
        }
    }
    report::note("measuring: figures");
    for round in 0..FIRST_READS + REPEATED_READS {
        // The first answer to each of the days, then the last of these again and again.
        let as_of = today.checked_sub((FIRST_READS.saturating_sub(round + 1) as i64).days())?;
        for index in turns(round, subjects.len()) {
            let request = subjects[index].results_request(today, as_of)?;
            let ms = exchange(&mut connections[index], &request, 200).await?;
            let subject = &mut subjects[index];
            if round < FIRST_READS { subject.first.push(ms) } else { subject.repeated.push(ms) }
        }
    }
    Ok(())
}

/// Everybody once, beginning with another one each round.
fn turns(round: usize, length: usize) -> impl Iterator<Item = usize> {
    (0..length).map(move |turn| (turn + round) % length)
}

/// Milliseconds from request to reply.
async fn exchange(connection: &mut Connection, request: &[u8], expected: u16) -> Outcome<f64> {
    let since = Instant::now();
    let reply = tokio::time::timeout(REQUEST_TIMEOUT, connection.exchange(request)).await??;
    let elapsed = since.elapsed().as_secs_f64() * 1000.0;
    if reply.status != expected {
        let body = String::from_utf8_lossy(&reply.body[..reply.body.len().min(500)]).into_owned();
        return Err(format!("status {} instead of {expected}: {body}", reply.status).into());
    }
    Ok(elapsed)
}

fn print(subjects: &[Subject]) -> Outcome<()> {
    let Some(smallest) = subjects.iter().min_by_key(|subject| subject.size) else { return Ok(()) };
    let figures: [fn(&Subject) -> f64; 3] = [
        |subject| report::median(subject.put.clone()),
        |subject| report::median(subject.first.clone()),
        |subject| report::median(subject.repeated.clone()),
    ];
    let rows: Vec<_> = subjects
        .iter()
        .map(|subject| {
            let mut row = vec![
                subject.size.to_string(),
                subject.written.receipts.to_string(),
                subject.written.blocks.to_string(),
                report::number(subject.gib, 2),
            ];
            for figure in figures {
                row.push(report::number(figure(subject), 3));
                row.push(report::number(figure(subject) / figure(smallest), 2));
            }
            row
        })
        .collect();
    let headers = ["stored", "receipts", "blocks", "GiB", "PUT ms", "×", "GET first ms", "×", "GET repeated ms", "×"];
    report::table(&headers, &rows)?;
    report::line(&format!(
        "\nMedians over one connection; {} PUTs, {FIRST_READS} first and {REPEATED_READS} repeated GETs of a quarter \
         by department at each size, in turns. × is the ratio to the smallest size.",
        smallest.put.len()
    ))
}

fn size_gib(path: &Path) -> Outcome<f64> {
    Ok(std::fs::metadata(path)?.len() as f64 / f64::from(1 << 30))
}
