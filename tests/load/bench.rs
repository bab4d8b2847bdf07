//! `bench`: one run against a server that is already there. It starts nothing and stops nothing.

use std::net::{SocketAddr, ToSocketAddrs};
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use crate::Outcome;
use crate::report;
use crate::run::{Plan, execute};
use crate::sample::SURVEY;

/// Options of `bench`.
#[derive(Debug, Args)]
pub struct Options {
    /// Where the service is, such as http://127.0.0.1:8080; loopback only.
    #[arg(long)]
    url: String,
    /// A key with the scope `submit`.
    #[arg(long)]
    key: String,
    /// The survey.
    #[arg(long, default_value = SURVEY)]
    survey: String,
    /// How many connections.
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    connections: u32,
    /// For how long requests are sent.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=3600))]
    seconds: u32,
    /// Requests per second, whatever the server does (open loop); without it as fast as the server answers.
    #[arg(long)]
    rate: Option<f64>,
    /// Where to write `sent ID` and `ack ID STATUS`, one event a line.
    #[arg(long)]
    log: Option<PathBuf>,
    /// The process of the service, for its CPU and memory.
    #[arg(long)]
    pid: Option<u32>,
    /// Print JSON instead of a table.
    #[arg(long)]
    json: bool,
}

/// Runs and reports.
pub fn run(options: &Options) -> Outcome<()> {
    if options.rate.is_some_and(|rate| !(0.001..=1_000_000.0).contains(&rate)) {
        return Err("--rate must be 0.001 to 1000000 requests per second".into());
    }
    let plan = Plan {
        address: parse_address(&options.url)?,
        pid: options.pid,
        survey: options.survey.clone(),
        key: options.key.clone(),
        connections: options.connections as usize,
        duration: Duration::from_secs(options.seconds.into()),
        rate: options.rate,
        journal: options.log.is_some(),
    };
    let (figures, journal) = execute(&plan)?;
    if let Some(path) = &options.log {
        journal.write(path)?;
    }
    if options.json {
        return report::json(&figures.to_json());
    }
    let mut row = figures.cells();
    row.extend([report::number(figures.max_ms, 2), report::number(figures.client_cpu, 3)]);
    let headers = ["responses/s", "p50 ms", "p99 ms", "CPU s per 1000", "peak memory MiB", "max ms", "client CPU"];
    report::table(&headers, &[row])?;
    let statuses: Vec<_> = figures.statuses.iter().map(|(status, count)| format!("{count} × {status}")).collect();
    report::line(&format!("\nReplies: {}", statuses.join(", ")))?;
    figures.troubles().map_or(Ok(()), |troubles| report::line(&format!("Not created: {troubles}")))
}

fn parse_address(url: &str) -> Outcome<SocketAddr> {
    let authority = url.strip_prefix("http://").ok_or("--url must start with http://")?.trim_end_matches('/');
    let address = authority.to_socket_addrs()?.next().ok_or("--url names no address")?;
    if address.ip().is_loopback() { Ok(address) } else { Err("--url must name a loopback address".into()) }
}
