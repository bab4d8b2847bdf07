//! What the service tells about itself: log lines and metrics. Neither says anything about a respondent.
//!
//! No line and no metric holds an address, an agent, a key, an id or an answer, and nothing is told per department.
//! Requests of respondents are not logged at all unless they fail on our side.

use std::io::IsTerminal;

use prometheus_client::encoding::{EncodeLabelSet, text::encode};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;

use crate::config::LogFormat;

/// An error and its causes on one line.
pub fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |line, cause| format!("{line}: {cause}"))
}

/// Starts writing log lines to standard error. A second call changes nothing.
///
/// Libraries are silent about what goes well, unless more than `info` is asked for: their lines would stand between
/// those that tell a person where to go.
pub fn start_log(level: Level, format: LogFormat) {
    let of_libraries = if level == Level::INFO { Level::WARN } else { level };
    let wanted = Targets::new().with_target(env!("CARGO_CRATE_NAME"), level).with_default(of_libraries);
    let builder = tracing_subscriber::fmt().with_max_level(level).with_writer(std::io::stderr).with_target(false);
    let started = match format {
        LogFormat::Text => {
            let lines = builder.with_ansi(std::io::stderr().is_terminal()).finish();
            tracing::subscriber::set_global_default(lines.with(wanted))
        }
        LogFormat::Json => {
            tracing::subscriber::set_global_default(builder.json().flatten_event(true).finish().with(wanted))
        }
    };
    // Only tests start it twice, in one process.
    drop(started);
}

/// The metrics of one process, in the OpenMetrics form.
pub struct Metrics {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    kiosks: Family<KioskLabels, Gauge>,
    /// How many items a group commit held.
    pub group_size: Histogram,
    /// How long a group commit took, in seconds.
    pub commit_seconds: Histogram,
    /// How many group commits failed.
    pub failed_commits: Counter,
    /// How many submissions were turned away because the queue was full.
    pub refused_submissions: Counter,
    /// How many submissions wait for a commit now.
    pub waiting_submissions: Gauge,
    /// The number of the last completed tick that this process has seen.
    pub last_tick: Gauge,
    /// How many days after the last tick one would come that is held; 0: none is.
    pub held_days: Gauge,
    /// How many days of departments the last tick found to bring too much, and holds.
    pub crowded_days: Gauge,
}

/// What a request is counted by: nothing that names a survey or a department.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    method: String,
    status: u16,
}

/// What kiosks are counted by: not which, not where, and nothing that they sent.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct KioskLabels {
    condition: &'static str,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("ankieta");
        let requests = Family::default();
        registry.register("requests", "Answered requests", requests.clone());
        let kiosks = Family::default();
        registry.register("kiosks", "Kiosks by their condition", kiosks.clone());
        let group_size = Histogram::new([1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0]);
        registry.register("intake_group_size", "Submissions in one group commit", group_size.clone());
        let commit_seconds = Histogram::new([0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0]);
        let help = "Duration of one group commit";
        registry.register_with_unit("intake_commit", help, Unit::Seconds, commit_seconds.clone());
        let failed_commits = Counter::default();
        registry.register("intake_failed_commits", "Group commits that failed", failed_commits.clone());
        let refused_submissions = Counter::default();
        let help = "Submissions turned away because the queue was full";
        registry.register("intake_refused_submissions", help, refused_submissions.clone());
        let waiting_submissions = Gauge::default();
        registry.register("intake_waiting", "Submissions waiting for a group commit", waiting_submissions.clone());
        let last_tick = Gauge::default();
        registry.register("release_last_tick", "Number of the last completed tick", last_tick.clone());
        let held_days = Gauge::default();
        let help = "Days that a held release would leap over the last one, 0 when none is held";
        registry.register("release_held_days", help, held_days.clone());
        let crowded_days = Gauge::default();
        let help = "Days of a department above their ceiling that the last tick holds";
        registry.register("release_crowded_days", help, crowded_days.clone());
        Self {
            registry,
            requests,
            kiosks,
            group_size,
            commit_seconds,
            failed_commits,
            refused_submissions,
            waiting_submissions,
            last_tick,
            held_days,
            crowded_days,
        }
    }
}

impl Metrics {
    /// Counts an answered request.
    pub fn count_request(&self, method: &str, status: u16) {
        self.requests.get_or_create(&RequestLabels { method: method.to_owned(), status }).inc();
    }

    /// Says how many kiosks are in a condition now.
    pub fn set_kiosks(&self, condition: &'static str, count: usize) {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        self.kiosks.get_or_create(&KioskLabels { condition }).set(count);
    }

    /// All metrics as OpenMetrics text.
    pub fn render(&self) -> String {
        let mut text = String::new();
        if encode(&mut text, &self.registry).is_err() {
            text = "# EOF\n".to_owned();
        }
        text
    }
}
