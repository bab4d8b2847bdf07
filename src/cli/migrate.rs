//! `ankieta migrate`: bring the database up to date and stop.

use crate::cli::outcome::{Outcome, print};
use crate::config::Config;
use crate::storage::{Storage, migrations};

/// Runs the migrations that have not been run, and names them.
pub fn run(config: &Config) -> Outcome {
    let storage = Storage::open(&config.database_url)?;
    let run = migrations::migrate(&mut storage.dedicated()?)?;
    if run.is_empty() {
        print("up to date");
    }
    run.iter().for_each(print);
    Ok(())
}
