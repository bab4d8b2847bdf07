//! What a run counted, and what that amounts to: a rate, percentiles, and everything that went wrong.
//! Arithmetic only; nothing here runs or prints.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::journal::Journal;
use crate::report;

/// What happened.
#[derive(Debug, Default)]
pub struct Tally {
    /// How many were created before the end.
    pub created_in_time: u64,
    /// How many replies had which status.
    pub statuses: BTreeMap<u16, u64>,
    /// How many attempts to connect, to send or to read failed, by reason.
    pub failures: BTreeMap<String, u64>,
    /// How many requests were sent.
    pub sent: u64,
    /// How many of them failed.
    pub lost: u64,
    /// How many were due and never sent.
    pub unsent: u64,
    /// How long each reply took.
    pub micros: Vec<u32>,
    /// How many were created in each second.
    pub created: Vec<u32>,
    /// Events, when they are kept.
    pub journal: Journal,
}

/// What it amounts to.
#[derive(Debug, Clone)]
pub struct Figures {
    /// Responses created per second while the run lasted.
    pub rate: f64,
    /// Median latency.
    pub p50_ms: f64,
    /// 99th percentile of latency.
    pub p99_ms: f64,
    /// The highest latency.
    pub max_ms: f64,
    /// Responses created in the second in which there were the fewest.
    pub worst_second: f64,
    /// How many replies had which status.
    pub statuses: BTreeMap<u16, u64>,
    /// How many attempts to connect, to send or to read failed, by reason.
    pub failures: BTreeMap<String, u64>,
    /// Requests that were sent and neither answered nor failed when the tools stopped waiting.
    pub unanswered: u64,
    /// Requests that were due and never sent.
    pub unsent: u64,
    /// Processor seconds of the server per 1000 responses created.
    pub server_cpu: Option<f64>,
    /// Processor seconds of these tools per 1000 responses created.
    pub client_cpu: f64,
    /// The most memory that the server ever held, in MiB.
    pub peak_mib: Option<f64>,
}

impl Tally {
    /// Counts a reply.
    pub fn count_reply(&mut self, micros: u32, status: u16) {
        self.micros.push(micros);
        *self.statuses.entry(status).or_default() += 1;
    }

    /// Counts a response that was created in time, so long after the start.
    pub fn count_created(&mut self, after: Duration) {
        self.created_in_time += 1;
        let second = after.as_secs() as usize;
        if self.created.len() <= second {
            self.created.resize(second + 1, 0);
        }
        self.created[second] += 1;
    }
}

impl Figures {
    /// Works them out; processor and memory are for the caller to add.
    pub fn of(tally: &mut Tally, duration: Duration) -> Self {
        tally.micros.sort_unstable();
        let micros = &tally.micros;
        let at = |share: f64| {
            let rank = ((micros.len() as f64 * share).ceil() as usize).max(1) - 1;
            micros.get(rank).map_or(0.0, |&micros| f64::from(micros) / 1000.0)
        };
        Self {
            rate: tally.created_in_time as f64 / duration.as_secs_f64(),
            p50_ms: at(0.5),
            p99_ms: at(0.99),
            max_ms: at(1.0),
            worst_second: (0..duration.as_secs() as usize)
                .map(|second| tally.created.get(second).copied().unwrap_or_default())
                .min()
                .map_or(0.0, f64::from),
            statuses: tally.statuses.clone(),
            failures: tally.failures.clone(),
            unanswered: tally.sent - tally.lost - micros.len() as u64,
            unsent: tally.unsent,
            server_cpu: None,
            client_cpu: 0.0,
            peak_mib: None,
        }
    }

    /// What went wrong, if anything: everything but 201.
    pub fn troubles(&self) -> Option<String> {
        let statuses = self.statuses.iter().filter(|(status, _)| **status != 201);
        let mut troubles: Vec<String> = statuses.map(|(status, count)| format!("{count} × {status}")).collect();
        troubles.extend(self.failures.iter().map(|(reason, count)| format!("{count} × {reason}")));
        let rest = [(self.unanswered, "unanswered"), (self.unsent, "never sent")];
        troubles.extend(rest.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")));
        (!troubles.is_empty()).then(|| troubles.join(", "))
    }

    /// The same as JSON.
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::json!({
            "rate": self.rate, "p50_ms": self.p50_ms, "p99_ms": self.p99_ms, "max_ms": self.max_ms,
            "worst_second": self.worst_second,
            "statuses": self.statuses, "failures": self.failures,
            "unanswered": self.unanswered, "unsent": self.unsent,
            "server_cpu_s_per_1000": self.server_cpu, "client_cpu_s_per_1000": self.client_cpu,
            "peak_memory_mib": self.peak_mib,
        })
    }

    /// Rate, p50 and p99, CPU and memory as cells of a table.
    pub fn cells(&self) -> Vec<String> {
        let optional = |value: Option<f64>, decimals| value.map_or("–".to_owned(), |v| report::number(v, decimals));
        vec![
            report::number(self.rate, 0),
            report::number(self.p50_ms, 2),
            report::number(self.p99_ms, 2),
            optional(self.server_cpu, 3),
            optional(self.peak_mib, 1),
        ]
    }
}
