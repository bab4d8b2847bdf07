//! What a report rests on, how it was asked, and whom.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::survey::coverage::CoverageReport;
use crate::survey::lot::{Batch, Typing};
use crate::survey::period::Period;
use crate::survey::report::coverage::rates_table;
use crate::survey::report::document::{Cell, Column, Part, Phrase, Table};
use crate::survey::report::findings::{Entered, Findings, Station};
use crate::survey::report::misuse::with_misuse;
use crate::survey::report::segments::{Segments, sizes_of_channels};
use crate::survey::report::terms::Term;

/// How it was asked, and whom.
pub fn sample(findings: &Findings<'_>, entered: &Entered<'_>, rates: &CoverageReport, segments: &[Segments]) -> Part {
    let coverage = &findings.now().coverage;
    let period = &findings.scope.period;
    let before = &findings.everything.against;
    let (why, why_before) = (findings.why_nothing(), before.total.withheld.map_or(Term::FewerThanK, Term::from));
    let stations = entered.stations;
    let days = stations.iter().map(|station| station.days_within(period)).sum();
    let in_service = stations.iter().filter(|station| station.days_within(period) > 0).count();
    let kiosks = Term::KiosksAndDays.with([Cell::Count(in_service as u64), Cell::Count(days)]);
    let table = Table::of_facts()
        .row([Cell::term(Term::Responses), Cell::or(coverage.n, Cell::Count, why)])
        .row([Cell::term(Term::ResponsesBefore), Cell::or(before.coverage.n, Cell::Count, why_before)])
        .row([Cell::term(Term::Pooled), Cell::Count(coverage.pooled)])
        .row([Cell::term(Term::FirstDay), Cell::or(coverage.first_day, Cell::Day, why)])
        .row([Cell::term(Term::LastDay), Cell::or(coverage.last_day, Cell::Day, why)])
        .row([Cell::term(Term::Kiosks), Cell::Phrase(kiosks)])
        .row([Cell::term(Term::Threshold), Cell::Count(findings.scope.record.terms.k.get())]);
    let counted = rates.departments.iter().any(|part| part.visits.is_some());
    let visits = if counted { Term::VisitsNote } else { Term::NoVisitsNote };
    let part = Part::default().note(Term::SampleNote).note(visits).note(Term::ShortNamesNote).table(table);
    let part = part.table(rates_table(findings, rates)).table(sizes_of_channels(segments));
    let part = part.note(Term::BatchesNote).table(paper(findings, entered.batches));
    let part = part.table(sites(findings, entered.stations)).table(method_changes(findings, entered.stations));
    with_misuse(part, findings)
}

/// How many stacks of paper were typed, how many forms they held, and how well: of the whole office, when its period is
/// closed. A number of forms parts those who answered on paper from the others; so neither side may be smaller than k.
fn paper(findings: &Findings<'_>, batches: &[Batch]) -> Table {
    let (now, k) = (findings.now(), findings.scope.record.terms.k.get());
    let typed: Vec<&Batch> = batches.iter().filter(|batch| batch.forms_in(&findings.scope.period) > 0).collect();
    if typed.is_empty() {
        return Table::of_facts();
    }
    let forms = typed.iter().map(|batch| batch.forms_in(&findings.scope.period)).sum::<u64>();
    let others = now.coverage.n.map(|all| all.saturating_sub(forms));
    let told = forms >= k && others.is_some_and(|others| others == 0 || others >= k);
    let why = if now.closed { Term::FewerThanK } else { Term::NotClosedYet };
    let sum = |part: fn(&Typing) -> u64| typed.iter().map(|batch| part(&batch.typing)).sum::<u64>();
    let (compared, different) = (sum(|typing| typing.compared), sum(|typing| typing.different));
    let cell = |told: bool, number| Cell::or(told.then_some(number), Cell::Count, why);
    let told = told && now.closed;
    let twice = Term::DifferentOf.with([Cell::Count(different), Cell::Count(compared)]);
    let twice = if told && compared == 0 {
        Cell::term(Term::NotTypedTwice)
    } else {
        Cell::or(told.then_some(twice), Cell::Phrase, why)
    };
    Table::of_facts()
        .row([Cell::term(Term::Batches), cell(told, typed.len() as u64)])
        .row([Cell::term(Term::Forms), cell(told, forms)])
        .row([Cell::term(Term::UnreadableAnswers), cell(told, sum(|typing| typing.unreadable))])
        .row([Cell::term(Term::DoubleEntry), twice])
        .called(Term::PaperForms)
}

fn sites(findings: &Findings<'_>, stations: &[Station]) -> Table {
    let period = &findings.scope.period;
    let mut table = Table::new([
        Column::words(Term::Site),
        Column::numbers(Term::Departments),
        Column::numbers(Term::Kiosks),
        Column::numbers(Term::KioskDays),
    ])
    .called(Term::Sites);
    let mut sites: Vec<&str> = findings.version.departments.iter().map(|department| department.site.as_str()).collect();
    let in_service = stations.iter().filter(|station| station.days_within(period) > 0);
    sites.extend(in_service.map(|station| station.site.as_str()));
    sites.sort_unstable();
    sites.dedup();
    for site in sites {
        let departments = findings.version.departments.iter().filter(|department| department.site == site).count();
        let here = || stations.iter().filter(|station| station.site == site);
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
fn method_changes(findings: &Findings<'_>, stations: &[Station]) -> Table {
    let period = &findings.scope.period;
    let since = period.before().last();
    let new = |day: Date| day > since && day <= period.last();
    let mut table =
        Table::new([Column::words(Term::Day), Column::words(Term::MethodChange)]).called(Term::MethodChanges);
    let mut changes: Vec<(Date, Phrase)> = Vec::new();
    for version in findings.scope.record.versions.iter().filter(|version| new(version.published_on)) {
        let phrase = Term::VersionPublished.with([Cell::Count(version.number.into())]);
        changes.push((version.published_on, phrase));
    }
    for station in stations {
        let site = || vec![Cell::Text(station.site.clone())];
        if new(station.from) {
            changes.push((station.from, Term::KioskAdded.with(site())));
        }
        if let Some(until) = station.until.filter(|until| new(*until)) {
            changes.push((until, Term::KioskRemoved.with(site())));
        }
    }
    let versions = findings.scope.record.versions.iter();
    let latest = versions.filter(|version| new(version.published_on)).map(|version| version.published_on).max();
    for reworded in findings.reworded() {
        let name = Cell::Phrase(findings.name(&reworded.now.code));
        let words = [&reworded.before.text, &reworded.now.text].map(Cell::from);
        let phrase = if reworded.before.text.agrees_with(&reworded.now.text) {
            Term::OptionsChanged.with([name])
        } else {
            Term::RewordedFrom.with([name].into_iter().chain(words))
        };
        changes.push((latest.unwrap_or(findings.version.published_on), phrase));
    }
    changes.sort_by_key(|(day, _)| *day);
    for (day, phrase) in changes {
        table = table.row([Cell::Day(day), Cell::Phrase(phrase)]);
    }
    table
}

impl Station {
    /// On how many days of a period it was in use and its lobby was open.
    fn days_within(&self, period: &Period) -> u64 {
        let first = self.from.max(period.first());
        let last = self.until.unwrap_or(period.last()).min(period.last());
        let days = first.series(1.day()).take_while(|day| *day <= last);
        let is_open = |day: &Date| self.open[usize::from(day.weekday().to_monday_zero_offset().unsigned_abs())];
        let is_in_use = |day: &Date| !self.out_of_use.iter().any(|(from, until)| from <= day && day <= until);
        days.filter(|day| is_open(day) && is_in_use(day)).count() as u64
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_kiosk_is_in_service_on_days_when_its_lobby_is_open() {
        let open = [true, true, true, true, true, false, false];
        let station = |from, until| Station { site: String::new(), from, until, open, out_of_use: Vec::new() };
        let quarter = "2026-Q3".parse().unwrap();
        assert_eq!(station(date(2026, 1, 1), None).days_within(&quarter), 66);
        // From a Friday to a Monday; and all of it after the quarter.
        assert_eq!(station(date(2026, 7, 3), Some(date(2026, 7, 6))).days_within(&quarter), 2);
        assert_eq!(station(date(2026, 10, 1), None).days_within(&quarter), 0);
        // Out of use for a week and a day, the last two of which are a weekend.
        let out_of_use = vec![(date(2026, 8, 2), date(2026, 8, 9))];
        let repaired = Station { out_of_use, ..station(date(2026, 1, 1), None) };
        assert_eq!(repaired.days_within(&quarter), 61);
    }
}
