//! The headline over time: all quarters that were closed by the end of the period that is shown.

use crate::pages::public::reader::{Reader, estimate};
use crate::pages::public::section::{Row, Section};
use crate::pages::public::shelf::Periods;
use crate::pages::public::words::fill;
use crate::reports::charts::Caption;
use crate::reports::charts::trend::{Legend, Limits, Point, Trend as Chart};
use crate::survey::codes::{QuestionCode, SurveySlug};
use crate::survey::figures::{Record, UnknownName};
use crate::survey::period::{Period, Unit};
use crate::survey::statistics::FEWEST_POINTS;
use crate::survey::trend::{Point as Told, Trend, TrendQuery, trend};

/// How many quarters are shown at most: three years, and the one before.
const MOST: usize = 13;

/// The section about a question over time; none: there is only one quarter, or nothing of it was ever told.
///
/// # Errors
/// As [`trend`].
pub fn section(
    reader: &Reader,
    survey: &SurveySlug,
    question: (&QuestionCode, &str),
    period: &Period,
    record: &Record,
) -> Result<Option<Section>, UnknownName> {
    let mut quarters = Periods::of(record).quarters;
    quarters.retain(|quarter| quarter.last() <= period.last());
    let shown = &quarters[quarters.len().saturating_sub(MOST)..];
    let [first, .., last] = shown else { return Ok(None) };
    let Some(span) = Period::spanning(first, last) else { return Ok(None) };
    let query = TrendQuery {
        survey: survey.clone(),
        question: Some(question.0.clone()),
        unit: Unit::Quarter,
        period: span,
        departments: Vec::new(),
        as_of: None,
    };
    let told = trend(&query, record)?;
    if told.points.iter().all(|point| point.positive.is_none()) {
        return Ok(None);
    }
    let words = &reader.words.trend;
    let mut notes = vec![words.lead.clone()];
    if told.center.is_none() {
        notes.push(fill(&words.short, &[("count", &FEWEST_POINTS.to_string())]));
    }
    let columns = &reader.words.columns;
    let heads = [&columns.period, &columns.n, &columns.positive, &columns.interval, &columns.limits, &columns.signal];
    Ok(Some(Section {
        id: "trend".to_owned(),
        title: words.title.clone(),
        notes,
        chart: draw(reader, &told, question.1),
        columns: heads.map(Clone::clone).into(),
        rows: told.points.iter().rev().map(|point| row(reader, point)).collect(),
    }))
}

fn draw(reader: &Reader, told: &Trend, question: &str) -> String {
    let (words, numbers) = (&reader.words.trend, reader.numbers);
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

fn row(reader: &Reader, point: &Told) -> Row {
    let none = || "–".to_owned();
    let signals: Vec<&str> = point.signals.iter().map(|signal| reader.said(signal.words())).collect();
    let cells = point.positive.map(|share| {
        vec![
            reader.numbers.count(share.of),
            reader.numbers.share(share.share),
            reader.interval(&share),
            point.limits.map_or_else(none, |limits| reader.numbers.interval(limits.low, limits.high)),
            if signals.is_empty() { none() } else { signals.join("; ") },
        ]
    });
    let reason = || match point.withheld {
        Some(_) => reader.with_k(&reader.words.withheld.fewer_than_k),
        None => reader.words.withheld.nobody.clone(),
    };
    Row { head: reader.numbers.period(&point.period), cells: cells.ok_or_else(reason) }
}
