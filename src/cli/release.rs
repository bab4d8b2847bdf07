//! `ankieta release --now`: what the nightly tick does, at once.

use jiff::civil::Date;

use crate::cli::outcome::{Outcome, print};
use crate::clock::Clock;
use crate::config::Config;
use crate::release::{self, Policy};
use crate::server::prepare;

/// How the release is run.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Run it now, rather than at night
    #[arg(long, required = true)]
    now: bool,
    /// The day it pretends to be, for the period close
    #[arg(long)]
    as_of: Option<Date>,
}

/// Runs one release.
pub fn run(config: &Config, arguments: &Arguments) -> Outcome {
    let clock = Clock::system(config.time_zone.clone());
    let (storage, _) = prepare(config, &clock)?;
    let policy = Policy::of(config);
    let day = arguments.as_of.unwrap_or_else(|| clock.today());
    let report = release::run(&storage, &policy, day)?;
    let pools = report.pools;
    print(format_args!("{} responses in {} blocks ({pools} for the whole office)", report.released, report.blocks));
    if let Some(through) = report.closed_through {
        print(format_args!("closed through {through}"));
    }
    Ok(())
}
