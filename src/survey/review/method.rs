//! T0 and T1: what the review rests on, how it was asked, and whom.

use jiff::civil::Date;

use crate::survey::coverage::CoveragePart;
use crate::survey::definitions;
use crate::survey::figures::Key;
use crate::survey::period::Period;
use crate::survey::review::document::{Cell, Column, Part, PartId, Phrase, Table};
use crate::survey::review::misuse;
use crate::survey::review::segments::Segments;
use crate::survey::review::sources::{Findings, Station};
use crate::survey::review::terms::Term;

/// T0: cover and basis.
pub fn basis(findings: &Findings<'_>) -> Part {
    let basis = &findings.sources.basis;
    let edition = basis.edition.as_ref();
    let mut table = facts()
        .row([Cell::term(Term::Office), Cell::Phrase((&basis.office).into())])
        .row([Cell::term(Term::Survey), Cell::Phrase(Phrase::Coded(basis.survey.to_string(), basis.title.clone()))])
        .row([Cell::term(Term::Period), Cell::Period(basis.period.clone())])
        .row([
            Cell::term(Term::EditionNumber),
            Cell::or(edition, |edition| Cell::Count(edition.number.into()), Term::Draft),
        ])
        .row([Cell::term(Term::IssuedOn), Cell::or(edition, |edition| Cell::Day(edition.issued_on), Term::Draft)]);
    if let Some(edition) = edition {
        table =
            table.row([Cell::term(Term::Procedure), Cell::or(edition.procedure.clone(), Cell::Text, Term::NotEntered)]);
        if let Some(reason) = &edition.reason {
            table = table.row([Cell::term(Term::Reason), Cell::Text(reason.clone())]);
        }
    }
    for number in &findings.now.coverage.versions {
        if let Some(version) = findings.sources.record.versions.iter().find(|version| version.number == *number) {
            let since = Phrase::Term(
                Term::VersionSince,
                vec![Cell::Count(version.number.into()), Cell::Day(version.published_on)],
            );
            table = table.row([Cell::term(Term::Version), Cell::Phrase(since)]);
        }
    }
    table = table
        .row([Cell::term(Term::FiguresAsOf), Cell::or(findings.now.coverage.as_of, Cell::Day, findings.why_nothing())])
        .row([Cell::term(Term::DefinitionsNumber), Cell::Count(definitions::IN_FORCE.number.into())])
        .row([Cell::term(Term::Software), Cell::Text(basis.software.clone())]);
    let mut part = Part::new(PartId::T0);
    if edition.is_none() {
        part = part.note(Term::DraftNote);
    }
    if !findings.now.closed {
        part = part.note(Term::OpenNote);
    }
    part.table(table)
}

/// T1: method and sample.
pub fn sample(findings: &Findings<'_>, segments: &[Segments]) -> Part {
    let coverage = &findings.now.coverage;
    let period = &findings.sources.basis.period;
    let before = &findings.change.against;
    let (why, why_before) = (findings.why_nothing(), before.total.withheld.map_or(Term::FewerThanK, Term::from));
    let stations = findings.sources.stations;
    let days = stations.iter().map(|station| station.days_within(period)).sum();
    let in_service = stations.iter().filter(|station| station.days_within(period) > 0).count();
    let kiosks = Phrase::Term(Term::KiosksAndDays, vec![Cell::Count(in_service as u64), Cell::Count(days)]);
    let table = facts()
        .row([Cell::term(Term::Responses), Cell::or(coverage.n, Cell::Count, why)])
        .row([Cell::term(Term::ResponsesBefore), Cell::or(before.coverage.n, Cell::Count, why_before)])
        .row([Cell::term(Term::Pooled), Cell::Count(coverage.pooled)])
        .row([Cell::term(Term::FirstDay), Cell::or(coverage.first_day, Cell::Day, why)])
        .row([Cell::term(Term::LastDay), Cell::or(coverage.last_day, Cell::Day, why)])
        .row([Cell::term(Term::Kiosks), Cell::Phrase(kiosks)])
        .row([Cell::term(Term::Threshold), Cell::Count(findings.sources.k)]);
    let counted = findings.coverage.departments.iter().any(|part| part.visits.is_some());
    let visits = if counted { Term::VisitsNote } else { Term::NoVisitsNote };
    let part = Part::new(PartId::T1).note(Term::SampleNote).note(visits).table(table);
    let part = part.table(rates(findings)).table(channels(segments)).note(Term::BatchesNote);
    let part = part.table(sites(findings)).table(method_changes(findings));
    misuse::add(part, findings)
}

/// How many answered in each channel, as far as the classes of the period tell it.
fn channels(segments: &[Segments]) -> Table {
    let mut table = Table::new([
        Column::words(Term::Channel),
        Column::numbers(Term::Responses),
        Column::numbers(Term::ShareOfResponses),
    ])
    .called(Term::Channels);
    let Some(channels) = Segments::by_channel(segments) else { return table };
    let told: u64 = channels.now.groups.iter().filter_map(|group| group.n).sum();
    for group in &channels.now.groups {
        let why = group.withheld.map_or(Term::FewerThanK, Term::from);
        // Of a channel that is told of some of its people only nobody knows how much of the whole it is.
        let share = group.n.filter(|n| *n > 0).ok_or(why);
        let share = share.and_then(|n| if group.partial.is_none() { Ok(n) } else { Err(Term::OnlyPart) });
        table = table.row([
            Cell::Phrase((&group.label).into()),
            Cell::or(group.n, Cell::Count, why),
            Cell::told(share, |n| Cell::PerHundred(n, told)),
        ]);
    }
    table
}

/// Who answered in each department, of all who came; nothing when no visits were entered.
fn rates(findings: &Findings<'_>) -> Table {
    let mut table = Table::new([
        Column::words(Term::Department),
        Column::numbers(Term::Visits),
        Column::numbers(Term::ShareOfVisits),
        Column::numbers(Term::Responses),
        Column::numbers(Term::ResponseRate),
    ])
    .called(Term::ResponseRates);
    let report = &findings.coverage;
    if report.departments.iter().all(|part| part.visits.is_none()) {
        return table;
    }
    let cells = |part: &CoveragePart, name| {
        let per_hundred = |count: Option<u64>, of: Option<u64>, absent| {
            let both = count.zip(of.filter(|of| *of > 0));
            Cell::or(both, |(count, of)| Cell::PerHundred(count, of), absent)
        };
        vec![
            name,
            Cell::or(part.visits, Cell::Count, Term::NotEntered),
            per_hundred(part.visits, report.total.visits, Term::NotEntered),
            Cell::or(part.n, Cell::Count, part.withheld.map_or(Term::FewerThanK, Term::from)),
            per_hundred(part.n, part.visits, part.withheld.map_or(Term::NotEntered, Term::from)),
        ]
    };
    for part in &report.departments {
        let Key::Department(code) = &part.key else { continue };
        table = table.row(cells(part, Cell::Phrase(findings.department(code.as_ref()))));
    }
    table.total(cells(&report.total, Cell::term(Term::WholeOffice)))
}

fn sites(findings: &Findings<'_>) -> Table {
    let period = &findings.sources.basis.period;
    let mut table = Table::new([
        Column::words(Term::Site),
        Column::numbers(Term::Departments),
        Column::numbers(Term::Kiosks),
        Column::numbers(Term::KioskDays),
    ])
    .called(Term::Sites);
    let mut sites: Vec<&str> = findings.version.departments.iter().map(|department| department.site.as_str()).collect();
    sites.extend(findings.sources.stations.iter().map(|station| station.site.as_str()));
    sites.sort_unstable();
    sites.dedup();
    for site in sites {
        let departments = findings.version.departments.iter().filter(|department| department.site == site).count();
        let here = || findings.sources.stations.iter().filter(|station| station.site == site);
        let kiosks = here().filter(|station| station.days_within(period) > 0).count();
        table = table.row([
            Cell::Text(site.to_owned()),
            Cell::Count(departments as u64),
            Cell::Count(kiosks as u64),
            Cell::Count(here().map(|station| station.days_within(period)).sum()),
        ]);
    }
    table
}

/// What about the method is new since the period before: versions and kiosks that came or went.
fn method_changes(findings: &Findings<'_>) -> Table {
    let basis = &findings.sources.basis;
    let since = basis.period.before().last();
    let new = |day: Date| day > since && day <= basis.period.last();
    let mut table =
        Table::new([Column::words(Term::Day), Column::words(Term::MethodChange)]).called(Term::MethodChanges);
    let mut changes: Vec<(Date, Phrase)> = Vec::new();
    for version in findings.sources.record.versions.iter().filter(|version| new(version.published_on)) {
        let phrase = Phrase::Term(Term::VersionPublished, vec![Cell::Count(version.number.into())]);
        changes.push((version.published_on, phrase));
    }
    for station in findings.sources.stations {
        let site = || vec![Cell::Text(station.site.clone())];
        if new(station.from) {
            changes.push((station.from, Phrase::Term(Term::KioskAdded, site())));
        }
        if let Some(until) = station.until.filter(|until| new(*until)) {
            changes.push((until, Phrase::Term(Term::KioskRemoved, site())));
        }
    }
    changes.sort_by_key(|(day, _)| *day);
    for (day, phrase) in changes {
        table = table.row([Cell::Day(day), Cell::Phrase(phrase)]);
    }
    table
}

impl Station {
    /// On how many days of a period it was in service.
    fn days_within(&self, period: &Period) -> u64 {
        let first = self.from.max(period.first());
        let last = self.until.unwrap_or(period.last()).min(period.last());
        u64::try_from((last - first).get_days() + 1).unwrap_or(0)
    }
}

/// A table of names and values.
pub fn facts() -> Table {
    Table::new([Column::words(Term::Item), Column::words(Term::Value)])
}
