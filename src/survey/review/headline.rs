//! T2 and F1: the one figure that stands for the whole, what may be said of its change, and how it went over time.

use crate::survey::comparison::ComparedQuestion;
use crate::survey::figures::QuestionFigures;
use crate::survey::period::Period;
use crate::survey::review::document::{Cell, Chart, Column, Part, PartId, Phrase, Shape, Table};
use crate::survey::review::sources::Findings;
use crate::survey::review::terms::Term;
use crate::survey::statistics::Signal;
use crate::survey::trend::Point;

/// T2: the headline.
pub fn headline(findings: &Findings<'_>) -> Part {
    let part = Part::new(PartId::T2);
    let question = Phrase::Coded(findings.headline.code.to_string(), findings.headline.text.clone());
    let Some(figures) = findings.total(&findings.headline.code) else {
        return part.note(question).note(Term::WithheldNote);
    };
    let change = findings.headline_change.total.questions.first();
    let against = &findings.headline_change.against;
    let before = against.total.question(&figures.code);
    let table = Table::new([
        Column::words(Term::Period),
        Column::new(Term::SharePositive, Shape::Share),
        Column::numbers(Term::Mean),
        Column::numbers(Term::Deviation),
    ])
    .row(figures_of(&findings.now.period, Some(figures), Term::NoAnswers))
    .row(figures_of(&against.period, before, Term::why(&against.total, &figures.code)));
    let conclusion = conclusion(change);
    part.note(question).table(table).table(conclusion)
}

/// The headline's figures in a period, or why there are none.
fn figures_of(period: &Period, figures: Option<&QuestionFigures>, why: Term) -> [Cell; 4] {
    let number = |number: Option<f64>| Cell::or(number, |number| Cell::Number(number, 2), why);
    [
        Cell::Period(period.clone()),
        Cell::or(figures.and_then(|figures| figures.positive), Cell::Share, why),
        number(figures.and_then(|figures| figures.mean)),
        number(figures.and_then(|figures| figures.sd)),
    ]
}

/// The change and what may be concluded from it.
fn conclusion(change: Option<&ComparedQuestion>) -> Table {
    Table::new([Column::new(Term::Change, Shape::Change), Column::numbers(Term::PValue), Column::words(Term::Verdict)])
        .row([
            difference(change),
            Cell::or(change.and_then(|change| change.contrast.p_adjusted), Cell::PValue, Term::NoComparison),
            verdict(change),
        ])
}

/// The cell of a change.
pub fn difference(change: Option<&ComparedQuestion>) -> Cell {
    Cell::or(change.and_then(|change| change.contrast.difference), Cell::Difference, Term::NoComparison)
}

/// The cell of what may be concluded from a change.
pub fn verdict(change: Option<&ComparedQuestion>) -> Cell {
    let told = change.filter(|change| change.contrast.difference.is_some());
    Cell::or(told, |change| Cell::Phrase(change.verdict().into()), Term::NoComparison)
}

/// F1: the headline over time.
pub fn over_time(findings: &Findings<'_>) -> Part {
    let part = Part::new(PartId::F1);
    let Some(trend) = findings.trend.as_ref().filter(|trend| !trend.points.is_empty()) else {
        return part.note(Term::NoTrendNote);
    };
    let mut table = Table::new([
        Column::words(Term::Period),
        Column::new(Term::SharePositive, Shape::Share),
        Column::words(Term::ControlLimits),
        Column::words(Term::Version),
        Column::words(Term::SignalsOfChart),
    ]);
    for point in &trend.points {
        let limits = point.limits.map(|limits| Cell::Limits(limits.low, limits.high));
        let versions: Vec<String> = point.versions.iter().map(ToString::to_string).collect();
        table = table.row([
            Cell::Period(point.period.clone()),
            Cell::or(point.positive, Cell::Share, point.withheld.map_or(Term::NoAnswers, Term::from)),
            limits.unwrap_or(Cell::Absent(Term::NoLimits)),
            Cell::Text(versions.join(", ")),
            signals(point),
        ]);
    }
    let part = part.note(Term::TrendNote).chart(Chart::Trend(trend.points.clone()));
    part.table(table)
}

/// The cell of the rules that a point breaks.
fn signals(point: &Point) -> Cell {
    match point.signals.first() {
        None if !point.unconfirmed.is_empty() => Cell::term(Term::Unconfirmed),
        None => Cell::term(Term::NoSignal),
        Some(signal) => Cell::term(rule(*signal)),
    }
}

/// The words of a rule of the control chart.
pub fn rule(signal: Signal) -> Term {
    match signal {
        Signal::BeyondLimit => Term::BeyondLimit,
        Signal::RunOfEight => Term::RunOfEight,
        Signal::TrendOfSix => Term::TrendOfSix,
        Signal::TwoOfThree => Term::TwoOfThree,
    }
}
