//! The load tools: `cargo bench --bench load -- COMMAND ...`. This file parses the command line and calls one module.
//!
//! Nothing here is part of the service: the tools meet it as any client does, over loopback, and as any process does,
//! through `/proc`. Only [`told`], [`alarms`] and [`freeze`] call its library, for what it lets out, what it says of that
//! and what its nights cost no client can measure, and [`compare`], to empty the log as a tick does. Everything that is
//! printed goes through [`report`].
//! Start reading at [`run`] for how load is made, at [`compare`] for what is compared with what.

#![expect(clippy::disallowed_methods, reason = "load is made in real time")]

mod aborted;
mod alarms;
mod answers;
mod bench;
mod beside;
mod client;
mod compare;
mod figures;
mod flat;
mod freeze;
mod generate;
mod imagined;
mod journal;
mod office;
mod peer;
mod postgres;
mod report;
mod requests;
mod run;
mod sample;
mod server;
mod stored;
mod tables;
mod told;
mod usage;
mod visitors;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

/// What every step of these tools may end in; the text is for the person who runs them.
type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Load tools of Ankieta.
#[derive(Debug, Parser)]
#[command(name = "load", arg_required_else_help = false)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// Appended by cargo; means nothing.
    #[arg(long = "bench", global = true, hide = true)]
    cargo_bench: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Send responses to a running service and report rate, latency, CPU and memory.
    Bench(bench::Options),
    /// Measure the service on either database, a peer, and the peer's statement side by side.
    Compare(compare::Options),
    /// Measure whether costs grow with what is already stored.
    Flat(flat::Options),
    /// Measure how long each kind of answer takes with one year of blocks, and with ten.
    Answers(answers::Options),
    /// Measure what many readers do to residents.
    Beside(beside::Options),
    /// Measure what uploads that are cut off do to everybody else.
    Aborted(aborted::Options),
    /// Simulate in memory how much of what people say is told, and how near it is to the truth.
    Told(told::Options),
    /// Simulate in memory how often the list of signals is wrong where nothing changes, and whether it finds a fall.
    Alarms(alarms::Options),
    /// Measure the nightly release, and the tick that closes a quarter.
    Freeze(freeze::Options),
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        // `cargo test --all-targets` runs this without a command.
        None => report::line(&Arguments::command().render_help().to_string()),
        Some(Command::Bench(options)) => bench::run(&options),
        Some(Command::Compare(options)) => compare::run(&options),
        Some(Command::Flat(options)) => flat::run(&options),
        Some(Command::Answers(options)) => answers::run(&options),
        Some(Command::Beside(options)) => beside::run(&options),
        Some(Command::Aborted(options)) => aborted::run(&options),
        Some(Command::Told(options)) => told::run(&options),
        Some(Command::Alarms(options)) => alarms::run(&options),
        Some(Command::Freeze(options)) => freeze::run(&options),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report::note(&format!("load: {error}"));
            ExitCode::FAILURE
        }
    }
}
