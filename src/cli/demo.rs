//! x
use crate::cli::outcome::Outcome;
use crate::config::Config;
#[derive(Debug, clap::Args)]
/// x
pub struct Arguments {}
/// x
pub fn run(_config: Config, _arguments: &Arguments) -> Outcome { Ok(()) }
