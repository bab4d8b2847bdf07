//! `answers`: how long does each kind of answer take with one year of blocks, and with ten? The first time after a
//! release, when it has to be made, and again, when it is kept. A fresh start of the service stands for the release.
//! The service takes turns with itself on every database, so that whatever disturbs the machine disturbs all alike.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use clap::Args;
use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use tempfile::TempDir;

use crate::Outcome;
use crate::client::Connection;
use crate::generate::quarter;
use crate::report;
use crate::requests;
use crate::sample::SURVEY;
use crate::server::{Service, Setting};

/// How often a kept answer is asked for in each round.
const AGAIN: usize = 5;
const REQUEST_TIMEOUT: Duration = Duration::from_secs(60);

/// What is asked with a key: QUARTER stands for the last quarter that is over, SPAN for all quarters of the database.
const FIGURES: [&str; 14] = [
    "results?period=SPAN&group_by=department",
    "results?period=SPAN&group_by=quarter",
    "results?period=SPAN&group_by=channel",
    "results?period=QUARTER&group_by=department&format=csv",
    "results?period=QUARTER&group_by=department&format=xlsx",
    "results?period=QUARTER&group_by=department&format=json-stat",
    "results?period=QUARTER&group_by=department&format=data-package",
    "comparison?period=QUARTER&against=EARLIER&group_by=department",
    "comparison/departments?period=SPAN",
    "trend?from=FIRST&to=QUARTER",
    "drivers?period=SPAN",
    "coverage?period=SPAN",
    "comments?period=QUARTER",
    "targets?period=QUARTER",
];
/// What is shown to everybody, or to who is signed in.
const PAGES: [&str; 6] = [
    "/results/SURVEY?period=QUARTER",
    "/results/SURVEY?period=SPAN",
    "/results/SURVEY/download?period=QUARTER&group_by=department&format=csv",
    "/wyniki/SURVEY/QUARTER",
    "/wyniki/SURVEY/QUARTER.csv",
    "/wyniki/catalog.jsonld",
];

/// Options of `answers`.
#[derive(Debug, Args)]
pub struct Options {
    /// Over how many years people have answered, in each database.
    #[arg(long, value_delimiter = ',', default_value = "1,10", value_parser = clap::value_parser!(u32).range(1..=20))]
    years: Vec<u32>,
    /// How often the service is started anew on each.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=100))]
    rounds: u32,
    #[command(flatten)]
    setting: Setting,
}

/// One database, and what was measured on it.
struct Subject {
    years: u32,
    service: Service,
    admin_key: String,
    results_key: String,
    answers: Vec<Measured>,
    // Last, so that the service ends before its files go.
    _scratch: TempDir,
}

/// One answer.
struct Measured {
    path: String,
    bytes: usize,
    first: Vec<f64>,
    again: Vec<f64>,
}

/// Fills, measures and reports.
pub fn run(options: &Options) -> Outcome<()> {
    let today = jiff::Timestamp::now().to_zoned(TimeZone::get("Europe/Warsaw")?).date();
    let mut subjects =
        options.years.iter().map(|&years| Subject::prepare(options, years, today)).collect::<Outcome<Vec<_>>>()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    for round in 1..=options.rounds {
        report::note(&format!("round {round} of {}", options.rounds));
        subjects.iter_mut().try_for_each(|subject| runtime.block_on(subject.measure()))?;
    }
    print(&subjects)
}

impl Subject {
    fn prepare(options: &Options, years: u32, today: Date) -> Outcome<Self> {
        let scratch = options.setting.scratch()?;
        let unused = format!("sqlite:{}", scratch.path().join("unused.db").display());
        report::note(&format!("filling {years} years"));
        // What is measured is how an answer is made, not how a key waits for its turn.
        let service = options.setting.service(&unused, scratch.path())?.with("ANKIETA_RESULTS_PER_MINUTE", "0");
        let service = service.fill_with_demo(years)?;
        let (admin_key, results_key) = (service.create_key("admin")?, service.create_key("results")?);
        let api = FIGURES.iter().map(|path| format!("/api/v1/surveys/SURVEY/{path}"));
        let pages = PAGES.iter().map(|&path| path.to_owned());
        let mut answers = Vec::new();
        for path in api.chain(pages) {
            let path = name_periods(&path, years, today)?;
            answers.push(Measured { path, bytes: 0, first: Vec::new(), again: Vec::new() });
        }
        Ok(Self { years, service, admin_key, results_key, answers, _scratch: scratch })
    }

    /// Starts the service, asks for everything, and stops it.
    async fn measure(&mut self) -> Outcome<()> {
        let server = self.service.start()?;
        let mut connection = Connection::open(server.address).await?;
        let publish = requests::send(
            server.address,
            "PUT",
            &format!("/api/v1/surveys/{SURVEY}/settings"),
            &format!("Authorization: Bearer {}\r\nContent-Type: application/json\r\n", self.admin_key),
            "{\"origins\":[],\"public\":true}",
        );
        expect(connection.exchange(&publish).await?.status, 200..300, "settings")?;
        let cookie = sign_in(&mut connection, server.address, &self.results_key).await?;
        let headers = format!("Authorization: Bearer {}\r\nCookie: {cookie}\r\n", self.results_key);
        for answer in &mut self.answers {
            let request = requests::send(server.address, "GET", &answer.path, &headers, "");
            for turn in 0..=AGAIN {
                let since = Instant::now();
                let reply = tokio::time::timeout(REQUEST_TIMEOUT, connection.exchange(&request)).await??;
                let ms = since.elapsed().as_secs_f64() * 1000.0;
                expect(reply.status, 200..201, &answer.path)?;
                answer.bytes = reply.body.len();
                if turn == 0 { answer.first.push(ms) } else { answer.again.push(ms) }
            }
        }
        server.stop()
    }
}

/// Signs in to the dashboard, and returns the cookie of the session.
async fn sign_in(connection: &mut Connection, address: SocketAddr, key: &str) -> Outcome<String> {
    let headers = format!("Origin: http://{address}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
    let request = requests::send(address, "POST", "/results", &headers, &format!("key={key}"));
    let reply = connection.exchange(&request).await?;
    expect(reply.status, 300..400, "sign-in")?;
    Ok(reply.header("set-cookie")?.split(';').next().unwrap_or_default().to_owned())
}

fn expect(status: u16, expected: std::ops::Range<u16>, what: &str) -> Outcome<()> {
    if expected.contains(&status) { Ok(()) } else { Err(format!("status {status} for {what}").into()) }
}

/// Puts periods in place of their names.
fn name_periods(path: &str, years: u32, today: Date) -> Outcome<String> {
    let ago = |quarters: u32| Ok::<_, jiff::Error>(quarter(today.checked_sub((3 * i64::from(quarters)).months())?));
    let (last, earlier, first) = (ago(1)?, ago(2)?, ago(4 * years)?);
    let span = format!("{}..{}", month_of(&first, 2), month_of(&last, 0));
    let path = path.replace("SURVEY", SURVEY).replace("SPAN", &span).replace("QUARTER", &last);
    Ok(path.replace("EARLIER", &earlier).replace("FIRST", &first))
}

/// The month that comes so many before the end of a quarter: `2026-07` is 2 before that of `2026-Q3`.
fn month_of(quarter: &str, before_end: u32) -> String {
    let number: u32 = quarter[6..].parse().unwrap_or(1);
    format!("{}-{:02}", &quarter[..4], 3 * number - before_end)
}

fn print(subjects: &[Subject]) -> Outcome<()> {
    let Some(fewest) = subjects.iter().min_by_key(|subject| subject.years) else { return Ok(()) };
    let mut rows = Vec::new();
    for subject in subjects {
        for (answer, least) in subject.answers.iter().zip(&fewest.answers) {
            let first = report::median(answer.first.clone());
            rows.push(vec![
                answer.path.clone(),
                subject.years.to_string(),
                answer.bytes.to_string(),
                report::number(first, 1),
                report::number(answer.first.iter().copied().fold(0.0, f64::max), 1),
                report::number(first / report::median(least.first.clone()), 2),
                report::number(report::median(answer.again.clone()), 1),
            ]);
        }
    }
    report::table(&["answer", "years", "bytes", "first ms", "longest", "×", "again ms"], &rows)?;
    let rounds = fewest.answers.first().map_or(0, |answer| answer.first.len());
    report::line(&format!(
        "\nMedians over one connection, uncompressed; {rounds} starts of the service, {AGAIN} more requests after each \
         first one. × is the ratio of the first to that with the fewest years."
    ))
}
