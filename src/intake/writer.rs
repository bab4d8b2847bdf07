//! The group-commit writer: one thread, one connection, one transaction for whatever waits.
//!
//! It gathers until nothing waits or the group is full, commits, and answers each caller after the commit.
//! There is no timer: a lone response is committed alone, at once. When the database is lost, the group's callers
//! are told so, and the next group tries a new connection.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Instant;

use tokio::sync::mpsc;

use crate::intake::queue::{Intake, Waiting, next};
use crate::storage::responses::{Outcome, Submission, commit_group};
use crate::storage::{Error, Session, Storage};
use crate::telemetry::Metrics;

/// The most submissions that are committed together.
const LARGEST_GROUP: usize = 256;

/// The writer's thread.
pub struct Writer(JoinHandle<()>);

impl Writer {
    /// Starts the writer, and returns the way into its queue.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(storage: Storage, metrics: Arc<Metrics>) -> std::io::Result<(Intake, Self)> {
        let (intake, waiting) = Intake::new(metrics.clone());
        let worker = Worker { storage, metrics, session: None };
        let thread = std::thread::Builder::new().name("intake".to_owned()).spawn(move || worker.run(waiting))?;
        Ok((intake, Self(thread)))
    }

    /// Waits until everything that was handed over is committed. Every [`Intake`] must have been dropped.
    pub fn finish(self) {
        if self.0.join().is_err() {
            tracing::error!("the writer ended in a panic");
        }
    }
}

struct Worker {
    storage: Storage,
    metrics: Arc<Metrics>,
    session: Option<Session>,
}

impl Worker {
    fn run(mut self, mut waiting: mpsc::Receiver<Waiting>) {
        let mut alone = false;
        while let Some(first) = next(&mut waiting, alone) {
            let mut group = vec![first];
            while group.len() < LARGEST_GROUP
                && let Ok(next) = waiting.try_recv()
            {
                group.push(next);
            }
            alone = group.len() == 1;
            self.metrics.waiting_submissions.set(waiting.len() as i64);
            self.settle(group);
        }
    }

    fn settle(&mut self, group: Vec<Waiting>) {
        let (submissions, replies): (Vec<Submission>, Vec<_>) =
            group.into_iter().map(|waiting| (waiting.submission, waiting.reply)).unzip();
        self.metrics.group_size.observe(submissions.len() as f64);
        let started = Instant::now();
        let committed = self.commit(&submissions);
        self.metrics.commit_seconds.observe(started.elapsed().as_secs_f64());
        match committed {
            Ok(outcomes) => {
                for (reply, outcome) in replies.into_iter().zip(outcomes) {
                    // A caller who has gone away will ask again.
                    let _ = reply.send(outcome);
                }
            }
            Err(error) => {
                self.metrics.failed_commits.inc();
                tracing::error!(error = error.chain(), "a group commit failed");
                // Dropping the replies tells the callers.
            }
        }
    }

    /// Commits a group. A session that was lost while nothing happened is replaced once, at once.
    fn commit(&mut self, group: &[Submission]) -> Result<Vec<Outcome>, Error> {
        let kept = self.session.is_some();
        match self.commit_once(group) {
            Err(_) if kept => self.commit_once(group),
            outcome => outcome,
        }
    }

    fn commit_once(&mut self, group: &[Submission]) -> Result<Vec<Outcome>, Error> {
        let mut session = match self.session.take() {
            Some(session) => session,
            None => self.storage.writer()?,
        };
        let outcomes = commit_group(&mut session, group)?;
        self.session = Some(session);
        Ok(outcomes)
    }
}
