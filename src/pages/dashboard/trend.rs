//! The chosen question over time, up to the end of the chosen period.

use crate::pages::dashboard::lens::Lens;
use crate::pages::dashboard::selection::Selection;
use crate::pages::dashboard::table::{Files, Holding, Section};
use crate::pages::shared::{Row, Table, control_cells, draw_trend, fill};
use crate::survey::codes::QuestionCode;
use crate::survey::figures::{Record, UnknownName};
use crate::survey::period::{Period, Unit};
use crate::survey::statistics::FEWEST_POINTS;
use crate::survey::trend::{Point, Trend, TrendQuery, trend};

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
    let told = trend(&query, record, &[])?;
    if told.points.iter().all(|point| point.positive.is_none()) {
        return Ok(None);
    }
    let files = selection.files(&span, Holding::GroupBy(unit.as_str().to_owned()));
    let files = Files { question: question.0.to_string(), ..files };
    let words = &lens.words.trend;
    let mut notes = vec![question.1.to_owned(), words.lead.clone()];
    if told.center.is_none() {
        notes.push(fill(&words.short, &[("count", &FEWEST_POINTS.to_string())]));
    }
    Ok(Some(Section {
        id: "trend".to_owned(),
        title: words.title.clone(),
        notes,
        chart: Some(draw_trend(lens, words, &told, question.1)),
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
        cells: cells(lens, point).ok_or_else(|| lens.why(point.withheld)),
    });
    Table { columns: heads.map(Clone::clone).into(), rows: rows.collect() }
}

fn cells(lens: &Lens, point: &Point) -> Option<Vec<String>> {
    let share = point.positive?;
    let [limits, signals] = control_cells(lens, &lens.words.trend, point);
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
