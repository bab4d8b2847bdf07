//! What T1 says of possible misuse: signs that a response may not be what it seems. Nobody is left out because of them,
//! and a difference is only called confirmed if it would also stand without them.

use crate::survey::figures::Proportion;
use crate::survey::flags::Flag;
use crate::survey::review::document::{Cell, Column, Part, Phrase, Table};
use crate::survey::review::sources::Findings;
use crate::survey::review::terms::Term;

/// A part with what is known of misuse.
pub fn add(part: Part, findings: &Findings<'_>) -> Part {
    let part = part.note(Term::MisuseNote).note(Term::VerdictsStandNote);
    let headline = findings.now.total.question(&findings.headline.code).and_then(|figures| figures.positive);
    let part = match headline.filter(|share| share.repeated > 0) {
        Some(share) => part.note(Phrase::Term(Term::BoundNote, bound(&share))),
        None => part,
    };
    let part = match findings.now.coverage.set_aside {
        Some(number) => part.note(Phrase::Term(Term::SetAsideNote, vec![Cell::Count(number)])),
        None => part,
    };
    part.table(flags(findings))
}

/// How many responses repeat others, and between which shares one lies without them.
fn bound(share: &Proportion) -> Vec<Cell> {
    let bound = share.bound();
    vec![Cell::Count(share.repeated), Cell::Limits(bound.low, bound.high)]
}

/// How many responses carry each flag; one response may carry several.
fn flags(findings: &Findings<'_>) -> Table {
    let coverage = &findings.now.coverage;
    let table = Table::new([
        Column::words(Term::Sign),
        Column::numbers(Term::Responses),
        Column::numbers(Term::ShareOfResponses),
    ]);
    let named = Flag::ALL.into_iter().filter_map(|flag| Some((flag, name(flag)?)));
    named.fold(table.called(Term::Misuse), |table, (flag, name)| {
        let counted = coverage.n.map(|all| (coverage.flags.get(&flag).copied().unwrap_or(0), all));
        table.row([
            Cell::term(name),
            Cell::or(counted, |(n, _)| Cell::Count(n), findings.why_nothing()),
            Cell::or(counted, |(n, all)| Cell::PerHundred(n, all), findings.why_nothing()),
        ])
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
