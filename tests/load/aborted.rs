//! `aborted`: uploads that are cut off in the middle of the body, half of them closed at once and half left hanging,
//! while everybody else goes on submitting. Quiet and disturbed runs take turns on one running service.
//! It reports a ratio; what becomes of the hanging uploads is for the tests of the service.

use std::rc::Rc;
use std::time::{Duration, Instant};

use clap::Args;
use tokio::task::LocalSet;

use crate::Outcome;
use crate::client::Connection;
use crate::figures::Figures;
use crate::report;
use crate::requests::Submissions;
use crate::run::{Plan, drive, execute};
use crate::sample::SURVEY;
use crate::server::Setting;

const WARM_UP: Duration = Duration::from_secs(1);
/// Uploads are cut off during this share of a run, so that it also sees them hang.
const SHARE: f64 = 0.8;

/// Options of `aborted`.
#[derive(Debug, Args)]
pub struct Options {
    /// How many uploads are cut off in each disturbed run.
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=20_000))]
    uploads: u32,
    /// How many connections submit properly.
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    connections: u32,
    /// The length of each run.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=600))]
    seconds: u32,
    /// How many pairs of runs.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=50))]
    rounds: u32,
    #[command(flatten)]
    setting: Setting,
}

/// Runs and reports.
pub fn run(options: &Options) -> Outcome<()> {
    let scratch = options.setting.scratch()?;
    let url = format!("sqlite:{}", scratch.path().join("ankieta.db").display());
    let service = options.setting.service(&url, scratch.path())?;
    let key = service.create_key("submit")?;
    let server = service.start()?;
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
    let (mut quiet, mut disturbed, mut refused) = (Vec::new(), Vec::new(), 0);
    for round in 1..=options.rounds {
        report::note(&format!("round {round} of {}", options.rounds));
        quiet.push(execute(&plan)?.0);
        let (figures, failed) = disturb(&plan, options.uploads)?;
        disturbed.push(figures);
        refused += failed;
    }
    server.stop()?;
    print(options, &quiet, &disturbed, refused)
}

/// One run with uploads cut off beside it; also says how many of these could not even begin.
fn disturb(plan: &Plan, uploads: u32) -> Outcome<(Figures, u32)> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(LocalSet::new().run_until(async {
        let cutting = tokio::task::spawn_local(cut_off(Rc::new(plan.clone()), uploads));
        let (figures, _) = drive(plan).await?;
        let (hanging, refused) = cutting.await?;
        // They hung until now.
        drop(hanging);
        Ok((figures, refused))
    }))
}

/// Begins uploads at even intervals and finishes none; returns those that hang, and how many failed to begin.
async fn cut_off(plan: Rc<Plan>, uploads: u32) -> (Vec<Connection>, u32) {
    let submissions = Submissions::prepare(plan.address, &plan.survey, &plan.key);
    let (mut random, mut request) = (fastrand::Rng::new(), Vec::new());
    let (mut hanging, mut refused) = (Vec::new(), 0);
    let (start, interval) = (Instant::now(), plan.duration.mul_f64(SHARE) / uploads);
    for number in 0..uploads {
        tokio::time::sleep_until((start + interval * number).into()).await;
        submissions.write_next(&mut random, &mut request);
        let body = request.windows(4).position(|window| window == b"\r\n\r\n").map_or(0, |at| at + 4);
        let half = &request[..body.midpoint(request.len())];
        match begin(&plan, half).await {
            Ok(connection) if number % 2 == 0 => drop(connection),
            Ok(connection) => hanging.push(connection),
            Err(_) => refused += 1,
        }
    }
    (hanging, refused)
}

async fn begin(plan: &Plan, half: &[u8]) -> std::io::Result<Connection> {
    let mut connection = Connection::open(plan.address).await?;
    connection.send(half).await?;
    Ok(connection)
}

fn print(options: &Options, quiet: &[Figures], disturbed: &[Figures], refused: u32) -> Outcome<()> {
    let median = |runs: &[Figures], figure: fn(&Figures) -> f64| report::median(runs.iter().map(figure).collect());
    let row = |name: &str, runs: &[Figures]| {
        let figures: [fn(&Figures) -> f64; 3] = [|run| run.rate, |run| run.p50_ms, |run| run.p99_ms];
        let cells =
            figures.iter().zip([0, 2, 2]).map(|(figure, decimals)| report::number(median(runs, *figure), decimals));
        let peak = runs.iter().filter_map(|run| run.peak_mib).fold(0.0, f64::max);
        let mut row: Vec<String> = [name.to_owned()].into_iter().chain(cells).collect();
        row.push(report::number(peak, 1));
        row
    };
    let headers = ["run", "responses/s", "p50 ms", "p99 ms", "peak memory MiB"];
    report::table(&headers, &[row("quiet", quiet), row("disturbed", disturbed)])?;
    let ratio = median(disturbed, |run| run.rate) / median(quiet, |run| run.rate).max(f64::MIN_POSITIVE);
    report::line(&format!(
        "\nRatio {ratio:.2}: medians of {} runs of {} s each; {} uploads cut off in each disturbed run, \
         {refused} could not begin.",
        options.rounds, options.seconds, options.uploads
    ))?;
    let troubles = quiet.iter().chain(disturbed).filter_map(Figures::troubles);
    troubles.into_iter().try_for_each(|troubles| report::line(&format!("Not created: {troubles}")))
}
