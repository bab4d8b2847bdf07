//! `ankieta serve`: prepare the database, say what a person opens, and serve until told to stop.

use std::net::TcpListener;

use actix_web::rt::System;

use crate::cli::first::tell_first;
use crate::cli::outcome::{Outcome, tell};
use crate::clock::Clock;
use crate::config::Config;
use crate::kiosk::PairingCode;
use crate::server::{Service, listen, prepare};
use crate::storage::Storage;

/// Runs the service.
pub fn run(config: Config) -> Outcome {
    let listener = listen(config.bind)?;
    let clock = Clock::system(config.time_zone.clone());
    let (storage, first) = prepare(&config, &clock)?;
    tell_first(&config, &first);
    if first.key.is_some() {
        tell("Responses count at once; to rehearse first: ankieta fieldwork --survey obsluga --trial");
    }
    serve(config, clock, storage, listener, None)
}

/// Serves until told to stop. A `code` opens a kiosk in the browser that is sent to the kiosks' address with it.
pub fn serve(
    config: Config,
    clock: Clock,
    storage: Storage,
    listener: TcpListener,
    code: Option<&PairingCode>,
) -> Outcome {
    System::new().block_on(async {
        let settings = config.clone();
        let service = Service::start(config, clock, storage, listener)?;
        let address = settings.public_url_at(service.address());
        let kiosk = code.map_or_else(|| format!("{address}/kiosk"), |code| code.url(&address));
        let only_here = if settings.is_only_here() {
            "\nThey work only on this computer: name the address that people open in ANKIETA_PUBLIC_URL."
        } else {
            ""
        };
        // At once, so that no log line stands between them.
        tell(format!(
            "Listening on {}\n  Form            {address}/\n  Kiosk           {kiosk}\n  Console         {address}/console\n  \
             Dashboard       {address}/results\n  \
             Public results  {address}/wyniki\n  Documentation   {address}/docs/{only_here}",
            service.address()
        ));
        service.run().await?;
        Ok(())
    })
}
