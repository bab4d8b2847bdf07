//! What T1 says of possible misuse: signs that a response may not be what it seems. Nobody is left out because of them.

use crate::survey::disclosure::Dimension;
use crate::survey::flags::Flag;
use crate::survey::misuse::WithAndWithout;
use crate::survey::review::document::{Cell, Column, Part, Phrase, Shape, Table};
use crate::survey::review::segments::Segments;
use crate::survey::review::sources::Findings;
use crate::survey::review::terms::Term;

/// A part with what is known of misuse.
pub fn add(part: Part, findings: &Findings<'_>, segments: &[Segments]) -> Part {
    let part = part.note(Term::MisuseNote).table(flags(findings));
    let Some(parted) = Segments::by(segments, &Dimension::Flags) else { return part };
    let (all, told) = (findings.now.coverage.n, parted.now.coverage.in_cuts);
    let part = match all.zip(told).filter(|(all, told)| *told > 0 && told < all) {
        Some((all, told)) => part.note(Phrase::Term(Term::PartedOf, vec![Cell::Count(told), Cell::Count(all)])),
        None => part,
    };
    part.table(with_and_without(findings, parted))
}

/// How many responses carry each flag; one response may carry several.
fn flags(findings: &Findings<'_>) -> Table {
    let coverage = &findings.now.coverage;
    let table = Table::new([
        Column::words(Term::Sign),
        Column::numbers(Term::Responses),
        Column::numbers(Term::ShareOfResponses),
    ]);
    Flag::ALL.into_iter().fold(table.called(Term::Misuse), |table, flag| {
        let counted = coverage.n.map(|all| (coverage.flags.get(&flag).copied().unwrap_or(0), all));
        table.row([
            Cell::term(name(flag)),
            Cell::or(counted, |(n, _)| Cell::Count(n), Term::Withheld),
            Cell::or(counted, |(n, all)| Cell::PerHundred(n, all), Term::Withheld),
        ])
    })
}

/// The headline of everybody, and of each part, where both parts are told.
fn with_and_without(findings: &Findings<'_>, parted: &Segments) -> Table {
    let told = WithAndWithout::of(&parted.now, &findings.headline.code);
    let rows = [
        (Term::WithFlagged, told.map(|told| told.all)),
        (Term::WithoutFlagged, told.map(|told| told.unflagged)),
        (Term::OnlyFlagged, told.map(|told| told.flagged)),
    ];
    let table = Table::new([Column::words(Term::Group), Column::new(Term::SharePositive, Shape::Share)]);
    rows.into_iter().fold(table.called(Term::HeadlineByFlags), |table, (name, share)| {
        table.row([Cell::term(name), Cell::or(share, Cell::Share, findings.why_unfrozen())])
    })
}

fn name(flag: Flag) -> Term {
    match flag {
        Flag::Burst => Term::FlagBurst,
        Flag::OutsideHours => Term::FlagOutsideHours,
        Flag::StraightLining => Term::FlagStraightLining,
        Flag::TooFast => Term::FlagTooFast,
    }
}
