//! The bounded queue in front of the writer. It never waits for room: a full queue is said at once.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

use crate::storage::responses::{Outcome, Submission};
use crate::telemetry::Metrics;

/// The most submissions that wait for the writer.
pub const CAPACITY: usize = 1_024;
/// How long a submission waits for its commit before its sender is asked to try again. Half a second may have gone to
/// the catalogue before; both together are to stay below two seconds.
const PATIENCE: Duration = Duration::from_millis(1_300);

/// A submission and the caller who waits for its outcome.
pub(super) struct Waiting {
    pub submission: Submission,
    pub reply: oneshot::Sender<Outcome>,
}

/// The way into the queue. Clones share it; when the last is dropped, the writer finishes what waits and ends.
#[derive(Clone)]
pub struct Intake {
    queue: mpsc::Sender<Waiting>,
    metrics: Arc<Metrics>,
}

/// A submission was not acknowledged; it may be stored all the same, and a retry settles which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// More submissions wait than can be answered in time.
    #[error("the queue is full")]
    Full,
    /// The database cannot take it now.
    #[error("the database did not take it")]
    Unavailable,
}

impl Intake {
    pub(super) fn new(metrics: Arc<Metrics>) -> (Self, mpsc::Receiver<Waiting>) {
        let (queue, waiting) = mpsc::channel(CAPACITY);
        (Self { queue, metrics }, waiting)
    }

    /// Hands submissions over, and waits until each is durable.
    ///
    /// # Errors
    /// When the queue has no room for all of them (then none was handed over), or when the database did not take them.
    pub async fn submit(&self, submissions: Vec<Submission>) -> Result<Vec<Outcome>, Refused> {
        let Ok(places) = self.queue.try_reserve_many(submissions.len()) else {
            self.metrics.refused_submissions.inc_by(submissions.len() as u64);
            return Err(Refused::Full);
        };
        self.metrics.waiting_submissions.set((CAPACITY - self.queue.capacity()) as i64);
        let mut replies = Vec::with_capacity(submissions.len());
        for (place, submission) in places.zip(submissions) {
            let (reply, outcome) = oneshot::channel();
            place.send(Waiting { submission, reply });
            replies.push(outcome);
        }
        let all = async {
            let mut outcomes = Vec::with_capacity(replies.len());
            for reply in replies {
                outcomes.push(reply.await.map_err(|_| Refused::Unavailable)?);
            }
            Ok(outcomes)
        };
        tokio::time::timeout(PATIENCE, all).await.unwrap_or(Err(Refused::Unavailable))
    }
}
