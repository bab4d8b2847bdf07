//! The question that comes first, over time.

use crate::survey::figures::GroupBy;
use crate::survey::report::document::{Cell, Chart, Column, Drawing, Figures, Part, Phrase, Shape, Table};
use crate::survey::report::findings::Findings;
use crate::survey::report::terms::Term;
use crate::survey::statistics::FEWEST_POINTS;
use crate::survey::trend::{Point, Trend};
use crate::survey::wording::{DOUBTFUL, UNCONFIRMED};

/// The column of the control limits.
const LIMITS: usize = 2;
/// The column that says which versions were answered.
const VERSIONS: usize = 3;

/// The chart and its table, the first period above; none: nothing of it was ever told.
pub fn over_time(findings: &Findings<'_>) -> Option<Part> {
    let trend = findings.trend.as_ref()?;
    let (unit, span) = findings.scope.span.clone()?;
    let part = Part::default().note(Term::TrendNote).chart(Chart {
        title: Term::TrendFigure.with([Cell::Phrase(findings.name(&findings.question.code))]),
        summary: summary(trend),
        drawing: Drawing::Trend(trend.points.clone()),
    });
    let short = Term::FewPoints.with([Cell::Count(FEWEST_POINTS as u64)]);
    let part = if trend.center.is_none() { part.note(short) } else { part };
    let figures = Figures::Results(span, Some(trend.question.clone()), GroupBy::Unit(unit));
    Some(part.of_figures(figures).table(table(trend)))
}

/// The same for a screen: the latest period stands above.
pub fn latest_first(findings: &Findings<'_>) -> Option<Part> {
    let mut part = over_time(findings)?;
    part.tables.iter_mut().for_each(|table| table.rows.reverse());
    Some(part)
}

/// The same for everybody, whom the versions of the questionnaire tell nothing.
pub fn for_everybody(findings: &Findings<'_>) -> Option<Part> {
    let mut part = latest_first(findings)?;
    part.tables = part.tables.into_iter().map(|table| table.without(&[VERSIONS])).collect();
    Some(part)
}

/// The same for half the width of a sheet.
pub fn in_short(findings: &Findings<'_>) -> Option<Part> {
    let mut part = over_time(findings)?;
    part.notes.clear();
    part.tables = part.tables.into_iter().map(|table| table.without(&[LIMITS, VERSIONS])).collect();
    Some(part)
}

fn table(trend: &Trend) -> Table {
    let table = Table::new([
        Column::words(Term::Period),
        Column::new(Term::SharePositive, Shape::Share),
        Column::numbers(Term::ControlLimits),
        Column::words(Term::Version),
        Column::words(Term::SignalsOfChart),
    ]);
    trend.points.iter().fold(table, |table, point| {
        let why = point.withheld.map_or(Term::NoAnswers, Term::from);
        let versions: Vec<String> = point.versions.iter().map(ToString::to_string).collect();
        table.row([
            Cell::Period(point.period.clone()),
            Cell::or(point.positive, Cell::Share, why),
            Cell::or(point.limits, |limits| Cell::Limits(limits.low, limits.high), Term::NoLimits),
            Cell::Text(versions.join(", ")),
            signals(point),
        ])
    })
}

/// The cell of the rules that a point breaks.
fn signals(point: &Point) -> Cell {
    match point.signals.as_slice() {
        [] if !point.unconfirmed.is_empty() => Phrase::Said(UNCONFIRMED, DOUBTFUL).into(),
        [] => Cell::term(Term::NoSignal),
        signals => Cell::Phrases(signals.iter().map(|signal| Phrase::Said(signal.as_str(), signal.words())).collect()),
    }
}

/// From when to when, and what was last.
fn summary(trend: &Trend) -> Phrase {
    let period = |point: Option<&Point>| point.map_or(Cell::Blank, |point| Cell::Period(point.period.clone()));
    let latest = trend.points.iter().rev().find_map(|point| Some((point, point.positive?)));
    let latest = latest.map_or(Cell::Blank, |(point, share)| {
        Term::Labelled.with([Cell::Period(point.period.clone()), Cell::Share(share)]).into()
    });
    Term::TrendSummary.with([period(trend.points.first()), period(trend.points.last()), latest])
}
