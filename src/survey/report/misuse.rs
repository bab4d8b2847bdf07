//! Signs that a response may not be what it seems. Nobody is left out because of them, and a difference is only called
//! confirmed if it would also stand without them.

use crate::survey::flags::Flag;
use crate::survey::report::document::{Cell, Column, Part, Phrase, Table};
use crate::survey::report::findings::Findings;
use crate::survey::report::terms::Term;

/// What is known of misuse, for a screen.
pub fn misuse(findings: &Findings<'_>) -> Part {
    let coverage = &findings.now().coverage;
    let part = Part::default().note(Term::MisuseNote);
    if coverage.flags.is_empty() {
        return part.note(Term::NoMisuseNote).notes(set_aside(findings));
    }
    add(part, findings, (Term::OutOf, |_, all| Cell::Count(all)))
}

/// A part with what is known of misuse, for a review, and what it takes for a difference to be confirmed.
pub fn with_misuse(part: Part, findings: &Findings<'_>) -> Part {
    let part = part.note(Term::MisuseNote).note(Term::ConfirmedNote);
    add(part, findings, (Term::ShareOfResponses, Cell::Percentage))
}

fn add(part: Part, findings: &Findings<'_>, of: (Term, fn(u64, u64) -> Cell)) -> Part {
    let figures = findings.by_department.period.total.question(&findings.question.code);
    let repeating = figures.and_then(|figures| figures.positive).filter(|share| share.repeated > 0);
    // Between which shares it lies without the responses that repeat others.
    let bound = repeating.map(|share| {
        let bound = share.bound();
        Term::BoundNote.with([Cell::Count(share.repeated), Cell::Limits(bound.low, bound.high)])
    });
    part.notes(bound).notes(set_aside(findings)).table(flags(findings, of))
}

fn set_aside(findings: &Findings<'_>) -> Option<Phrase> {
    findings.now().coverage.set_aside.map(|number| Term::SetAsideNote.with([Cell::Count(number)]))
}

/// How many responses carry each flag, beside how many there are; one response may carry several.
fn flags(findings: &Findings<'_>, (heading, of): (Term, fn(u64, u64) -> Cell)) -> Table {
    let coverage = &findings.now().coverage;
    let columns = [Column::words(Term::Sign), Column::numbers(Term::Responses), Column::numbers(heading)];
    let named = Flag::ALL.into_iter().filter_map(|flag| Some((flag, name(flag)?)));
    named.fold(Table::new(columns).called(Term::Misuse), |table, (flag, name)| {
        let counted = coverage.n.map(|all| (coverage.flags.get(&flag).copied().unwrap_or(0), all));
        let cells = [
            Cell::term(name),
            Cell::or(counted, |(n, _)| Cell::Count(n), findings.why_nothing()),
            Cell::or(counted, |(n, all)| of(n, all), findings.why_nothing()),
        ];
        table.coded(flag.as_str(), cells)
    })
}

/// The name of a flag; none: blocks do not count it.
fn name(flag: Flag) -> Option<Term> {
    match flag {
        Flag::Burst => Some(Term::FlagBurst),
        Flag::OutsideHours => Some(Term::FlagOutsideHours),
        Flag::Repeat => Some(Term::FlagRepeat),
        Flag::TooFast => Some(Term::FlagTooFast),
        Flag::StraightLining => None,
    }
}
