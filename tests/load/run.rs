//! Open and closed loops of submissions, all on one thread, so that the server keeps most of the machine.
//!
//! Closed: every connection sends its next response when the last was answered; it finds the highest rate.
//! Open: responses are due at even intervals whatever the server does, and latency counts from when one was due,
//! so that a server that stalls cannot hide it by being asked less. Nothing here starts servers or prints.

use std::cell::{Cell, RefCell};
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;
use tokio::task::LocalSet;
use uuid::Uuid;

use crate::Outcome;
use crate::client::Connection;
use crate::figures::{Figures, Tally};
use crate::journal::Journal;
use crate::requests::Submissions;
use crate::usage;

/// How long answers may take after the last request was due.
const GRACE: Duration = Duration::from_secs(10);
/// How long a connection rests after a failure, so that a dead server is not hammered.
const REST: Duration = Duration::from_millis(20);

/// What to do.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Where the server is.
    pub address: SocketAddr,
    /// Its process, if known.
    pub pid: Option<u32>,
    /// The survey.
    pub survey: String,
    /// A key with the scope `submit`.
    pub key: String,
    /// How many connections.
    pub connections: usize,
    /// For how long requests are sent.
    pub duration: Duration,
    /// Requests per second of an open loop; none: a closed loop.
    pub rate: Option<f64>,
    /// Whether to keep a journal.
    pub journal: bool,
}

/// Runs a plan on a thread of its own runtime and returns figures and journal.
pub fn execute(plan: &Plan) -> Outcome<(Figures, Journal)> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(LocalSet::new().run_until(drive(plan)))
}

/// Runs a plan; must be called within a `LocalSet`, and may run beside other tasks there.
pub async fn drive(plan: &Plan) -> Outcome<(Figures, Journal)> {
    let own_pid = std::process::id();
    let submissions = Rc::new(Submissions::prepare(plan.address, &plan.survey, &plan.key));
    let lines = open_all(plan).await?;
    let tally = Rc::new(RefCell::new(Tally::default()));
    let cpu_before = (plan.pid.map(usage::cpu_seconds).transpose()?, usage::cpu_seconds(own_pid)?);
    let schedule = Rc::new(Schedule::start(plan));
    let tasks: Vec<_> = lines
        .into_iter()
        .map(|line| {
            let worker = Worker {
                address: plan.address,
                submissions: Rc::clone(&submissions),
                schedule: Rc::clone(&schedule),
                tally: Rc::clone(&tally),
                journal: plan.journal,
            };
            tokio::task::spawn_local(worker.work(line))
        })
        .collect();
    let deadline = tokio::time::Instant::from_std(schedule.end + GRACE);
    for task in tasks {
        let handle = task.abort_handle();
        if tokio::time::timeout_at(deadline, task).await.is_err() {
            handle.abort();
        }
    }
    let mut tally = tally.take();
    tally.unsent = schedule.unsent();
    let mut figures = Figures::of(&mut tally, plan.duration);
    let created = tally.statuses.get(&201).copied().unwrap_or_default().max(1) as f64;
    figures.client_cpu = (usage::cpu_seconds(own_pid)? - cpu_before.1) * 1000.0 / created;
    // A server that was killed on purpose leaves nothing to read.
    if let (Some(pid), Some(before)) = (plan.pid, cpu_before.0) {
        figures.server_cpu = usage::cpu_seconds(pid).ok().map(|after| (after - before) * 1000.0 / created);
        figures.peak_mib = usage::peak_memory_mib(pid).ok();
    }
    Ok((figures, tally.journal))
}

async fn open_all(plan: &Plan) -> Outcome<Vec<Connection>> {
    let mut lines = Vec::with_capacity(plan.connections);
    for _ in 0..plan.connections {
        lines.push(Connection::open(plan.address).await?);
    }
    Ok(lines)
}

/// When requests are due.
struct Schedule {
    start: Instant,
    end: Instant,
    open: Option<OpenSchedule>,
}

struct OpenSchedule {
    interval: f64,
    total: u64,
    next: Cell<u64>,
    due: Arc<Semaphore>,
}

impl Schedule {
    fn start(plan: &Plan) -> Self {
        let start = Instant::now();
        let open = plan.rate.map(|rate| {
            let total = (rate * plan.duration.as_secs_f64()) as u64;
            let due = Arc::new(Semaphore::new(0));
            let (interval, connections) = (rate.recip(), plan.connections);
            let announcer = Arc::clone(&due);
            // A thread, because tokio's timers round up to milliseconds. It ends with the schedule.
            std::thread::spawn(move || announce(start, interval, total, connections, &announcer));
            OpenSchedule { interval, total, next: Cell::new(0), due }
        });
        Self { start, end: start + plan.duration, open }
    }

    /// Waits until a request is due and says since when; none: the run is over.
    async fn next(&self) -> Option<Instant> {
        let Some(open) = &self.open else {
            return Some(Instant::now()).filter(|now| *now < self.end);
        };
        open.due.acquire().await.ok()?.forget();
        let number = open.next.get();
        if number >= open.total {
            return None;
        }
        open.next.set(number + 1);
        Some(self.start + Duration::from_secs_f64(number as f64 * open.interval))
    }

    fn unsent(&self) -> u64 {
        self.open.as_ref().map_or(0, |open| open.total - open.next.get())
    }
}

/// Releases requests as they become due, then one permit per connection so that all see the end.
fn announce(start: Instant, interval: f64, total: u64, connections: usize, due: &Semaphore) {
    let mut announced = 0;
    while announced < total {
        let next = start + Duration::from_secs_f64(announced as f64 * interval);
        std::thread::sleep(next.saturating_duration_since(Instant::now()));
        let reached = ((start.elapsed().as_secs_f64() / interval) as u64 + 1).clamp(announced + 1, total);
        due.add_permits((reached - announced) as usize);
        announced = reached;
    }
    due.add_permits(connections);
}

/// One connection's part of the work.
struct Worker {
    address: SocketAddr,
    submissions: Rc<Submissions>,
    schedule: Rc<Schedule>,
    tally: Rc<RefCell<Tally>>,
    journal: bool,
}

impl Worker {
    async fn work(self, first: Connection) {
        let mut line = Some(first);
        let mut random = fastrand::Rng::new();
        let mut request = Vec::with_capacity(1024);
        while let Some(due) = self.schedule.next().await {
            let id = self.submissions.write_next(&mut random, &mut request);
            if let Err(error) = self.submit(&mut line, id, &request, due).await {
                line = None;
                *self.tally.borrow_mut().failures.entry(error.kind().to_string()).or_default() += 1;
                tokio::time::sleep(REST).await;
            }
        }
    }

    async fn submit(
        &self,
        line: &mut Option<Connection>,
        id: Uuid,
        request: &[u8],
        due: Instant,
    ) -> std::io::Result<()> {
        let connection = match line {
            Some(connection) => connection,
            None => line.insert(Connection::open(self.address).await?),
        };
        self.sent(id);
        let reply = connection.exchange(request).await.inspect_err(|_| self.tally.borrow_mut().lost += 1)?;
        let last = reply.last;
        self.answered(id, reply.status, due);
        if last {
            *line = None;
        }
        Ok(())
    }

    fn sent(&self, id: Uuid) {
        let mut tally = self.tally.borrow_mut();
        tally.sent += 1;
        if self.journal {
            tally.journal.sent(id);
        }
    }

    fn answered(&self, id: Uuid, status: u16, due: Instant) {
        let now = Instant::now();
        let mut tally = self.tally.borrow_mut();
        tally.count_reply(u32::try_from((now - due).as_micros()).unwrap_or(u32::MAX), status);
        if status == 201 && now <= self.schedule.end {
            tally.count_created(now - self.schedule.start);
        }
        if self.journal {
            tally.journal.acknowledged(id, status);
        }
    }
}
