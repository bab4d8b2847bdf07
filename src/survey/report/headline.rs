//! The one figure that stands for the whole, and what may be said of its change.

use crate::survey::comparison::ComparedQuestion;
use crate::survey::contrast::Contrast;
use crate::survey::figures::{QuestionFigures, UnknownName};
use crate::survey::period::Period;
use crate::survey::questionnaire::Kind;
use crate::survey::report::document::{Cell, Column, Lead, Part, Phrase, Shape, Table};
use crate::survey::report::findings::Findings;
use crate::survey::report::targets;
use crate::survey::report::terms::Term;
use crate::survey::target::Target;
use crate::survey::wording::Verdict;

/// The figure in large letters; none: it is not told.
pub fn lead(findings: &Findings<'_>, targets: &[Target]) -> Option<Lead> {
    let comparison = &findings.by_department;
    let figures = comparison.period.total.question(&findings.question.code)?;
    let compared = comparison.total.questions.first();
    let change = compared.and_then(|compared| {
        let (difference, before) = (compared.contrast.difference?, compared.contrast.against?);
        Some((difference, comparison.against.period.clone(), before))
    });
    let code = &findings.question.code;
    let scale = if let Kind::Rating { scale } = findings.question.kind { Some(scale) } else { None };
    let office =
        (!findings.scope.departments.is_empty()).then(|| findings.share(&comparison.period.period, code, None));
    Some(Lead {
        question: (&findings.question.text).into(),
        share: figures.positive?,
        mean: figures.mean.zip(scale),
        goal: targets::main(findings, targets).map(|held| targets::goal(&held)),
        office: office.and_then(Result::ok),
        verdict: verdict(compared),
        change,
    })
}

/// The figure in the period, in the one before and in that of the year before, and what may be concluded.
///
/// # Errors
/// As [`Findings::year_on_year`].
pub fn headline(findings: &Findings<'_>) -> Result<Part, UnknownName> {
    let code = &findings.question.code;
    let part = Part::default().note(findings.name(code)).notes(findings.doubts());
    let (now, compared) = (&findings.by_department.period, findings.by_department.total.questions.first());
    let Some(figures) = now.total.question(code) else { return Ok(part.note(Term::WithheldNote)) };
    let year = findings.year_on_year()?;
    let earlier = [(&findings.by_department.against, compared)].into_iter();
    let earlier = earlier.chain(year.iter().map(|year| (&year.against, year.total.questions.first())));
    let figures_table = Table::new([
        Column::words(Term::Period),
        Column::new(Term::SharePositive, Shape::Share),
        Column::numbers(Term::Mean),
        Column::numbers(Term::Deviation),
    ])
    .row(figures_of(&now.period, Some(figures), Term::NoAnswers));
    let conclusions = Table::new([
        Column::words(Term::ComparedWith),
        Column::new(Term::Change, Shape::Change),
        Column::numbers(Term::PValue),
        Column::words(Term::Verdict),
    ]);
    let (figures_table, conclusions) =
        earlier.clone().fold((figures_table, conclusions), |(figures_table, conclusions), (against, change)| {
            let why = Term::why(&against.total, code);
            let p = Cell::or(change.and_then(|change| change.contrast.p_adjusted), Cell::PValue, Term::NoComparison);
            let period = Cell::Period(against.period.clone());
            (
                figures_table.row(figures_of(&against.period, against.total.question(code), why)),
                conclusions.row([period, difference(change), p, verdict(change)]),
            )
        });
    let changes =
        earlier.map(|(against, change)| (Term::InPeriod.with([Cell::Period(against.period.clone())]), change));
    let despite = despite(changes.filter_map(|(name, change)| Some((name, &change?.contrast, change?.verdict()))));
    Ok(part.notes(despite).table(figures_table).table(conclusions))
}

/// Why a difference whose interval excludes zero is not confirmed, with those of which that is so; nothing: there is none.
pub fn despite<'a>(contrasts: impl Iterator<Item = (Phrase, &'a Contrast, Verdict)>) -> Option<Phrase> {
    let excludes_zero = |contrast: &Contrast| contrast.difference.is_some_and(|it| it.low > 0.0 || it.high < 0.0);
    let despite = contrasts.filter(|(_, contrast, verdict)| {
        matches!(verdict, Verdict::Unchanged | Verdict::Alike) && excludes_zero(contrast)
    });
    let names: Vec<Phrase> = despite.map(|(name, ..)| name).collect();
    (!names.is_empty()).then(|| Term::AdjustedNote.with([Cell::Phrases(names)]))
}

/// The figures in a period, or why there are none.
fn figures_of(period: &Period, figures: Option<&QuestionFigures>, why: Term) -> [Cell; 4] {
    let number = |number: Option<f64>| Cell::or(number, |number| Cell::Number(number, 2), why);
    [
        Cell::Period(period.clone()),
        Cell::or(figures.and_then(|figures| figures.positive), Cell::Share, why),
        number(figures.and_then(|figures| figures.mean)),
        number(figures.and_then(|figures| figures.sd)),
    ]
}

/// The cell of a change.
pub fn difference(change: Option<&ComparedQuestion>) -> Cell {
    Cell::or(change.and_then(|change| change.contrast.difference), Cell::Difference, Term::NoComparison)
}

/// The cell of what may be concluded from a change.
pub fn verdict(change: Option<&ComparedQuestion>) -> Cell {
    let told = change.filter(|change| change.contrast.difference.is_some());
    Cell::or(told, |change| Phrase::from(change.verdict()).into(), Term::NoComparison)
}
