//! The bounded queue in front of the writer. It never waits for room: a full queue is said at once.
//!
//! A thread that sleeps takes some 20 µs to wake on a virtual machine. Where many responses come, all of them share that;
//! a lone one waits for two to wake, the writer's and its caller's. So both look out for a moment before they sleep, and
//! make way meanwhile for whatever else there is to do.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot};

use crate::storage::responses::{Outcome, Submission};
use crate::telemetry::Metrics;

/// The most submissions that wait for the writer.
pub const CAPACITY: usize = 1_024;
/// How long a submission waits for its commit before its sender is asked to try again. Half a second may have gone to
/// the catalogue before; both together are to stay below two seconds.
const PATIENCE: Duration = Duration::from_millis(1_300);

/// How long a caller looks out for the outcome of a lone submission: about as long as its commit takes.
const COMMIT: Duration = Duration::from_micros(500);
/// How long the writer looks out for the next submission after a lone one: about as long as a sender takes to send it.
const TURN: Duration = Duration::from_micros(200);

/// A submission and the caller who waits for its outcome.
pub(super) struct Waiting {
    pub submission: Submission,
    pub reply: oneshot::Sender<Outcome>,
}

/// The way into the queue. Clones share it; when the last is dropped, the writer finishes what waits and ends.
#[derive(Clone)]
pub struct Intake {
    queue: mpsc::Sender<Waiting>,
    in_hand: Arc<AtomicUsize>,
    metrics: Arc<Metrics>,
}

/// Submissions that were handed over, and whose outcome is awaited.
struct InHand<'a> {
    all: &'a AtomicUsize,
    number: usize,
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
        (Self { queue, in_hand: Arc::default(), metrics }, waiting)
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
        let in_hand = InHand::new(&self.in_hand, submissions.len());
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
                in_hand.look_out_while_alone(&reply).await;
                outcomes.push(reply.await.map_err(|_| Refused::Unavailable)?);
            }
            Ok(outcomes)
        };
        tokio::time::timeout(PATIENCE, all).await.unwrap_or(Err(Refused::Unavailable))
    }
}

impl<'a> InHand<'a> {
    fn new(all: &'a AtomicUsize, number: usize) -> Self {
        all.fetch_add(number, Ordering::Relaxed);
        Self { all, number }
    }

    /// Looks out for an outcome as long as no other submission is in hand; other tasks go on.
    async fn look_out_while_alone(&self, reply: &oneshot::Receiver<Outcome>) {
        let until = Instant::now() + COMMIT;
        while reply.is_empty() && self.all.load(Ordering::Relaxed) == 1 && Instant::now() < until {
            std::thread::yield_now();
            tokio::task::yield_now().await;
        }
    }
}

impl Drop for InHand<'_> {
    fn drop(&mut self) {
        self.all.fetch_sub(self.number, Ordering::Relaxed);
    }
}

/// Waits for the next submission; none: every way in is gone. After a lone one it looks out before it sleeps.
pub(super) fn next(waiting: &mut mpsc::Receiver<Waiting>, after_lone: bool) -> Option<Waiting> {
    let until = Instant::now() + TURN;
    while after_lone && waiting.is_empty() && !waiting.is_closed() && Instant::now() < until {
        std::thread::yield_now();
    }
    waiting.blocking_recv()
}
