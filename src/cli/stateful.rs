//! What a command needs that does something as a request would, with no server beside it.

use std::error::Error;
use std::sync::Arc;

use actix_web::rt::System;

use crate::clock::Clock;
use crate::config::Config;
use crate::intake::Writer;
use crate::state::State;
use crate::storage::Storage;
use crate::telemetry::Metrics;

/// Does something with the state of a service that nobody reaches.
///
/// # Errors
/// When the state cannot be made.
pub fn with_state<T, F: Future<Output = T>>(
    config: &Config,
    clock: &Clock,
    storage: &Storage,
    work: impl FnOnce(Arc<State>) -> F,
) -> Result<T, Box<dyn Error>> {
    let metrics = Arc::new(Metrics::default());
    let (intake, writer) = Writer::start(storage.clone(), metrics.clone())?;
    let state = Arc::new(State::new(config.clone(), clock.clone(), storage.clone(), intake, metrics)?);
    let done = System::new().block_on(work(state));
    writer.finish();
    Ok(done)
}
