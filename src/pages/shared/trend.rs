//! A question over time, as every page of figures draws it.

use serde::Deserialize;

use crate::pages::shared::reader::{Reader, estimate, fill};
use crate::reports::charts::Caption;
use crate::reports::charts::trend::{Legend, Limits, Point, Trend as Chart};
use crate::survey::trend::{Point as Told, Trend};
use crate::survey::wording::DOUBTFUL;

/// The words about a question over time.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrendWords {
    /// The heading.
    pub title: String,
    /// How to read the chart.
    pub lead: String,
    /// The title of the chart: `{question}`.
    pub chart: String,
    /// What it shows, for who does not see it: `{first}`, `{last}`, `{latest}`.
    pub summary: String,
    /// The legend: a point.
    pub share: String,
    /// The legend: the limits.
    pub limits: String,
    /// The legend: a signal.
    pub signal: String,
    /// The legend: a new version.
    pub version: String,
    /// The legend: nothing is told.
    pub withheld: String,
    /// That there is no signal.
    pub no_signal: String,
    /// From how many periods on there are limits: `{count}`.
    pub short: String,
}

/// Draws a question over time.
pub fn draw_trend<W>(reader: &Reader<W>, words: &TrendWords, told: &Trend, question: &str) -> String {
    let numbers = reader.numbers;
    let points = told.points.iter().map(|point| {
        let (label, year) = numbers.short_period(&point.period);
        Point {
            label,
            year,
            shown: point.positive.as_ref().map(estimate),
            limits: point.limits.map(|limits| Limits { center: limits.center, low: limits.low, high: limits.high }),
            signal: !point.signals.is_empty(),
            new_version: point.version_mark.is_some(),
        }
    });
    let name = |point: Option<&Told>| point.map(|point| numbers.period(&point.period)).unwrap_or_default();
    let latest = told.points.iter().rev().find_map(|point| Some((numbers.period(&point.period), point.positive?)));
    let latest = latest.map(|(period, share)| reader.named_share(&format!("{period}:"), &share)).unwrap_or_default();
    let (first, last) = (name(told.points.first()), name(told.points.last()));
    Chart {
        caption: Caption {
            id: "trend-chart",
            title: &fill(&words.chart, &[("question", question)]),
            description: &fill(&words.summary, &[("first", &first), ("last", &last), ("latest", &latest)]),
        },
        numbers,
        points: points.collect(),
        legend: Legend {
            share: &words.share,
            limits: &words.limits,
            signal: &words.signal,
            version: &words.version,
            withheld: &words.withheld,
        },
    }
    .draw()
}

/// The limits that a point is held against, and what the rules of the control chart saw there, as two cells of a table.
pub fn control_cells<W>(reader: &Reader<W>, words: &TrendWords, point: &Told) -> [String; 2] {
    let limits = point.limits.map(|limits| reader.numbers.interval(limits.low, limits.high));
    let signals: Vec<&str> = point.signals.iter().map(|signal| reader.said(signal.words())).collect();
    [
        limits.unwrap_or_else(|| "–".to_owned()),
        match signals.as_slice() {
            [] if !point.unconfirmed.is_empty() => reader.said(DOUBTFUL).to_owned(),
            [] => words.no_signal.clone(),
            signals => signals.join("; "),
        },
    ]
}
