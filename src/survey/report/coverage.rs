//! What figures rest on; who answered, of all who came; and how many answers the next survey takes to be as precise as the
//! office wants it.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::survey::coverage::{CoveragePart, CoverageReport, coverage};
use crate::survey::definitions;
use crate::survey::figures::{Group, GroupBy, Key, UnknownName};
use crate::survey::period::Period;
use crate::survey::report::departments;
use crate::survey::report::document::{Cell, Column, Part, Phrase, Shape, Table};
use crate::survey::report::findings::{Entered, Findings, share_of};
use crate::survey::report::terms::Term;
use crate::survey::statistics::answers_to_see;

/// How figures are made, in plain words.
const METHOD: [Term; 4] = [Term::PositiveNote, Term::IntervalNote, Term::ConfirmedNote, Term::PrivacyNote];

/// What the figures rest on, in sentences.
pub fn basis(findings: &Findings<'_>) -> Part {
    let (now, coverage) = (findings.now(), &findings.now().coverage);
    let pooled = (coverage.pooled > 0).then(|| Term::PooledNote.with([Cell::Count(coverage.pooled)]));
    let closed = if now.closed { Term::ClosedNote } else { Term::OpenNote };
    let as_of = coverage.as_of.map(|day| Term::AsOfNote.with([Cell::Day(day)]));
    let versions: Vec<String> = coverage.versions.iter().map(ToString::to_string).collect();
    let versions = (!versions.is_empty()).then(|| Term::VersionsNote.with([Cell::Text(versions.join(", "))]));
    let facts = responses(findings).into_iter().chain(pooled).chain([closed.into()]).chain(as_of).chain(versions);
    Part::default().notes(facts).notes(METHOD.map(Phrase::from))
}

/// The same for everybody: how the figures came about.
pub fn basis_for_everybody(findings: &Findings<'_>) -> Part {
    let edition = definitions::IN_FORCE;
    let change = Phrase::Said("definitions", edition.change);
    let edition = [Cell::Count(edition.number.into()), Cell::Day(edition.since), Cell::Phrase(change)];
    let part = Part::default().notes(responses(findings)).note(Term::VoluntaryNote).notes(METHOD.map(Phrase::from));
    part.note(Term::OnlyClosedNote).note(Term::DefinitionsNote.with(edition))
}

fn responses(findings: &Findings<'_>) -> Option<Phrase> {
    let coverage = &findings.now().coverage;
    let ((n, first), last) = coverage.n.zip(coverage.first_day).zip(coverage.last_day)?;
    Some(Term::ResponsesNote.with([Cell::Count(n), Cell::Days(first, last)]))
}

/// Who answered, of all who came.
///
/// # Errors
/// As [`coverage`].
pub fn rates(findings: &Findings<'_>, entered: &Entered<'_>) -> Result<CoverageReport, UnknownName> {
    let query = findings.scope.query(GroupBy::Department, Vec::new());
    coverage(&query, findings.scope.record, entered.visits)
}

/// Who answered in each department, of all who came; nothing when no visits were entered.
pub fn rates_table(findings: &Findings<'_>, report: &CoverageReport) -> Table {
    let table = Table::new([
        Column::words(Term::Department),
        Column::numbers(Term::Visits),
        Column::numbers(Term::ShareOfVisits),
        Column::numbers(Term::Responses),
        Column::numbers(Term::ResponseRate),
    ])
    .called(Term::ResponseRates);
    if report.departments.iter().all(|part| part.visits.is_none()) {
        return table;
    }
    let cells = |part: &CoveragePart| {
        let percentage = |count: Option<u64>, of: Option<u64>, absent| {
            let both = count.zip(of.filter(|of| *of > 0));
            Cell::or(both, |(count, of)| Cell::Percentage(count, of), absent)
        };
        [
            name(findings, part),
            Cell::or(part.visits, Cell::Count, Term::NotEntered),
            percentage(part.visits, report.total.visits, Term::NotEntered),
            Cell::or(part.n, Cell::Count, part.withheld.map_or(Term::FewerThanK, Term::from)),
            percentage(part.n, part.visits, part.withheld.map_or(Term::NotEntered, Term::from)),
        ]
    };
    report.departments.iter().map(cells).fold(table, Table::row).total(cells(&report.total))
}

/// How many answers the next survey takes.
pub fn next_survey(findings: &Findings<'_>, report: &CoverageReport) -> Part {
    let table = Table::new([
        Column::words(Term::Department),
        Column::numbers(Term::AnswersNow),
        Column::numbers(Term::MarginNow),
        Column::numbers(Term::Visits),
        Column::numbers(Term::NeededForFive),
        Column::numbers(Term::NeededForTen),
    ]);
    let cells = |part: &CoveragePart| {
        let why = part.withheld.map_or(Term::FewerThanK, Term::from);
        [
            name(findings, part),
            Cell::or(part.n, Cell::Count, why),
            Cell::or(part.margin, Cell::Margin, why),
            Cell::or(part.visits, Cell::Count, Term::NotEntered),
            Cell::or(part.needed_5, Cell::Count, Term::NoPlan),
            Cell::or(part.needed_10, Cell::Count, Term::NoPlan),
        ]
    };
    let table = report.departments.iter().map(cells).fold(table, Table::row);
    let part = Part::default().note(Term::PlanNote).table(table.total(cells(&report.total)));
    if findings.now().closed { part.note(Term::FallsNote).table(falls_to_see(findings)) } else { part }
}

/// How many answers after the period show a fall of the question that comes first, and by when they will have come.
fn falls_to_see(findings: &Findings<'_>) -> Table {
    let (now, code) = (&findings.by_department.period, &findings.question.code);
    let table = Table::new([
        Column::words(Term::Department),
        Column::new(Term::SharePositive, Shape::Compact),
        Column::numbers(Term::FallOfFive),
        Column::words(Term::ByWhen),
        Column::numbers(Term::FallOfTen),
        Column::words(Term::ByWhen),
    ]);
    let cells = |name: Phrase, group: &Group| {
        let share = share_of(group, code);
        let fall = |points: f64| {
            let seen = share.map(|share| {
                let answers = answers_to_see(-points, share.share, share.of)?;
                Some((answers, day_of(answers, share.of, &now.period)?))
            });
            let seen = seen.and_then(|seen| seen.ok_or(Term::NotWithinAYear));
            [Cell::told(seen.map(|(answers, _)| answers), Cell::Count), Cell::told(seen.map(|(_, day)| day), Cell::Day)]
        };
        let falls = [0.05, 0.10].into_iter().flat_map(fall);
        [name.into(), Cell::told(share, Cell::Share)].into_iter().chain(falls).collect::<Vec<_>>()
    };
    let own = now.groups.iter().filter(|group| matches!(group.key, Key::Department(Some(_))));
    let rows = own.map(|group| cells(departments::name(group), group));
    rows.fold(table, Table::row).total(cells(Term::WholeOffice.into(), &now.total)).called(Term::FallsToSee)
}

/// The day by which so many answers will have come after a period, at its own pace; none: not within a year.
fn day_of(answers: u64, answered: u64, period: &Period) -> Option<Date> {
    let days = f64::from((period.last() - period.first()).get_days()) + 1.0;
    let wait = (answers as f64 * days / answered.max(1) as f64).ceil();
    (wait <= 365.0).then(|| period.last().saturating_add((wait as i64).days()))
}

fn name(findings: &Findings<'_>, part: &CoveragePart) -> Cell {
    Cell::Phrase(match &part.key {
        Key::Department(code) => findings.department(code.as_ref()),
        _ => findings.department(None),
    })
}
