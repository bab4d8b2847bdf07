//! `ankieta migrate`: bring the database up to date and stop.

use crate::cli::outcome::{Outcome, print};
use crate::config::Config;
use crate::release::{Policy, bring_up_to_date};
use crate::storage::Storage;

/// Runs the migrations that have not been run, and names them.
pub fn run(config: &Config) -> Outcome {
    let storage = Storage::open(&config.database_url)?;
    let run = bring_up_to_date(&mut storage.dedicated()?, &Policy::of(config))?;
    if run.is_empty() {
        print("up to date");
    }
    run.iter().for_each(print);
    Ok(())
}
