//! The chosen question over time, up to the end of the chosen period.

use crate::pages::dashboard::lens::{Lens, estimate};
use crate::pages::dashboard::selection::Selection;
use crate::pages::dashboard::table::{Files, Holding, Row, Section, Table};
use crate::pages::dashboard::words::fill;
use crate::reports::charts::Caption;
use crate::reports::charts::trend::{Legend, Limits, Point, Trend as Chart};
use crate::survey::codes::QuestionCode;
use crate::survey::figures::{Record, UnknownName};
use crate::survey::period::{Period, Unit};
use crate::survey::statistics::FEWEST_POINTS;
use crate::survey::trend::{Point as Told, Trend, TrendQuery, trend};

/// How many points are shown at most: three years of quarters, and the one before.
const MOST: usize = 13;

/// The section about a question over time; none: nothing of it was ever told.
///
/// # Errors
/// As [`trend`].
pub fn section(
    selection: &Selection,
    lens: &Lens,
    record: &Record,
    period: &Period,
    question: (&QuestionCode, &str),
) -> Result<Option<Section>, UnknownName> {
    let unit = if period.parts(Unit::Month).len() < 3 { Unit::Month } else { Unit::Quarter };
    let Some(span) = span(selection, record, period, unit) else { return Ok(None) };
    let query = TrendQuery {
        survey: selection.survey.clone(),
        question: Some(question.0.clone()),
        unit,
        period: span.clone(),
        departments: selection.departments(),
        as_of: None,
    };
    let told = trend(&query, record)?;
    if told.points.iter().all(|point| point.positive.is_none()) {
        return Ok(None);
    }
    let files = selection.files(&span, Holding::GroupBy(unit.as_str().to_owned()));
    let files = Files { question: question.0.to_string(), ..files };
    let words = &lens.words.trend;
    let mut notes = vec![question.1.to_owned()];
    if told.center.is_none() {
        notes.push(fill(&words.short, &[("count", &FEWEST_POINTS.to_string())]));
    }
    Ok(Some(Section {
        id: "trend".to_owned(),
        title: words.title.clone(),
        notes,
        chart: Some(draw(lens, &told, question.1)),
        table: Some(table(lens, &told)),
        files: Some(files),
        ..Section::default()
    }))
}

/// The months that the points cover: up to the chosen period, and not before there was anything.
fn span(selection: &Selection, record: &Record, period: &Period, unit: Unit) -> Option<Period> {
    let quarters = selection.quarters(record);
    let first = quarters.first()?.first();
    let until = Period::holding(period.last(), unit);
    let all = Period::spanning(&Period::holding(first, unit), &until)?.parts(unit);
    Period::spanning(all.get(all.len().saturating_sub(MOST))?, &until)
}

fn draw(lens: &Lens, told: &Trend, question: &str) -> String {
    let words = &lens.words.trend;
    let points = told.points.iter().map(|point| {
        let (label, year) = lens.numbers.short_period(&point.period);
        Point {
            label,
            year,
            shown: point.positive.as_ref().map(estimate),
            limits: point.limits.map(|limits| Limits { center: limits.center, low: limits.low, high: limits.high }),
            signal: !point.signals.is_empty(),
            new_version: point.version_mark.is_some(),
        }
    });
    let name = |point: Option<&Told>| point.map(|point| lens.numbers.period(&point.period)).unwrap_or_default();
    let latest = told.points.iter().rev().find_map(|point| Some((lens.numbers.period(&point.period), point.positive?)));
    let latest = latest.map(|(period, share)| lens.named_share(&format!("{period}:"), &share)).unwrap_or_default();
    let (first, last) = (name(told.points.first()), name(told.points.last()));
    Chart {
        caption: Caption {
            id: "trend-chart",
            title: &fill(&words.chart, &[("question", question)]),
            description: &fill(&words.summary, &[("first", &first), ("last", &last), ("latest", &latest)]),
        },
        numbers: lens.numbers,
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

fn table(lens: &Lens, told: &Trend) -> Table {
    let columns = &lens.words.columns;
    let heads = [
        &columns.period,
        &columns.n,
        &columns.positive,
        &columns.interval,
        &columns.limits,
        &columns.signal,
        &columns.versions,
    ];
    let rows = told.points.iter().rev().map(|point| Row {
        head: lens.numbers.period(&point.period),
        code: point.period.label().to_owned(),
        cells: cells(lens, point).ok_or_else(|| match point.withheld {
            Some(_) => lens.withheld(),
            None => lens.words.withheld.nobody.clone(),
        }),
    });
    Table { columns: heads.map(Clone::clone).into(), rows: rows.collect() }
}

fn cells(lens: &Lens, point: &Told) -> Option<Vec<String>> {
    let share = point.positive?;
    let limits = point.limits.map_or_else(|| "–".to_owned(), |limits| lens.numbers.interval(limits.low, limits.high));
    let signals: Vec<&str> = point.signals.iter().map(|signal| lens.words.signals.of(*signal)).collect();
    let signals = if signals.is_empty() { lens.words.trend.no_signal.clone() } else { signals.join("; ") };
    let versions: Vec<String> = point.versions.iter().map(ToString::to_string).collect();
    Some(vec![
        lens.numbers.count(share.of),
        lens.numbers.share(share.share),
        lens.interval(&share),
        limits,
        signals,
        versions.join(", "),
    ])
}
