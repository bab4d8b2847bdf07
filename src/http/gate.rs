//! Who is asking comes before what is asked.
//!
//! The arguments of a handler are read side by side, and the first fault among them is the answer. Whoever has no
//! business here is to learn just that, so what reads a query or a body waits for the credential that stands before
//! it among the arguments.

use std::future::Future;

use actix_web::{HttpMessage, HttpRequest};
use tokio::sync::watch;

use crate::http::problem::{Kind, Problem};

/// A gate of one request, as those behind it see it.
struct Gate(watch::Receiver<bool>);

/// Closes a gate, which opens when `check` succeeds: what is extracted from now on waits for that.
pub fn close<T, F: Future<Output = Result<T, Problem>>>(
    request: &HttpRequest,
    check: F,
) -> impl Future<Output = Result<T, Problem>> + use<T, F> {
    let (opener, gate) = watch::channel(false);
    request.extensions_mut().insert(Gate(gate));
    async move {
        let passed = check.await?;
        opener.send_replace(true);
        Ok(passed)
    }
}

/// Waits until the gate is open; at once, where there is none.
///
/// # Errors
/// When it stays closed; then the gate has said why already.
pub fn pass(request: &HttpRequest) -> impl Future<Output = Result<(), Problem>> + use<> {
    let gate = request.extensions().get::<Gate>().map(|gate| gate.0.clone());
    async move {
        let Some(mut gate) = gate else { return Ok(()) };
        gate.wait_for(|open| *open).await.map(|_| ()).map_err(|_| Problem::new(Kind::Unauthorized))
    }
}
