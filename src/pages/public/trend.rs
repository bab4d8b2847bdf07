//! The headline over time: all quarters that were closed by the end of the period that is shown.

use crate::pages::public::reader::Reader;
use crate::pages::public::section::Section;
use crate::pages::public::shelf::Periods;
use crate::pages::shared::{Row, Table, control_cells, draw_trend, fill};
use crate::survey::codes::{QuestionCode, SurveySlug};
use crate::survey::figures::{Record, UnknownName};
use crate::survey::period::{Period, Unit};
use crate::survey::statistics::FEWEST_POINTS;
use crate::survey::trend::{Point, TrendQuery, trend};

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
    let told = trend(&query, record, &[])?;
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
        chart: draw_trend(reader, words, &told, question.1),
        table: Table {
            columns: heads.map(Clone::clone).into(),
            rows: told.points.iter().rev().map(|point| row(reader, point)).collect(),
        },
    }))
}

fn row(reader: &Reader, point: &Point) -> Row {
    let cells = point.positive.map(|share| {
        let figures = [reader.numbers.count(share.of), reader.numbers.share(share.share), reader.interval(&share)];
        figures.into_iter().chain(control_cells(reader, &reader.words.trend, point)).collect()
    });
    Row {
        head: reader.numbers.period(&point.period),
        code: point.period.label().to_owned(),
        cells: cells.ok_or_else(|| reader.reason(point.withheld)),
    }
}
