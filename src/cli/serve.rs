//! `ankieta serve`: prepare the database, say where to go, and serve until told to stop.

use actix_web::rt::System;

use crate::cli::outcome::{Outcome, tell};
use crate::clock::Clock;
use crate::config::Config;
use crate::server::{Service, prepare};

/// Runs the service.
pub fn run(config: Config) -> Outcome {
    let clock = Clock::system(config.time_zone.clone());
    let (storage, secret) = prepare(&config, &clock)?;
    if let Some(secret) = secret {
        tell("A new database was made, with the departments and the standard survey of the office.");
        tell(format_args!("Administrator's key, shown this once: {}", secret.reveal()));
    }
    System::new().block_on(async {
        let settings = config.clone();
        let service = Service::start(config, clock, storage)?;
        let address = settings.public_url_at(service.address());
        tell(format_args!("Listening on {}", service.address()));
        tell(format_args!("  Documentation   {address}/docs/"));
        tell(format_args!("  Standard survey {address}/api/v1/surveys/obsluga"));
        service.run().await?;
        Ok(())
    })
}
