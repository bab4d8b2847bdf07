//! The management review: what an office brings to the meeting that ISO 9001 asks for (9.3), as one document.
//!
//! [`review`] makes it from what was released and from what the office entered: it is a list of numbered parts, each made
//! by its theme in `survey::report`. Whoever renders it adds nothing but words and ink.
//! Which forms there are, and how an edition is kept, is decided elsewhere.

use jiff::civil::Date;

use crate::survey::action::Action;
use crate::survey::codes::SurveySlug;
use crate::survey::definitions;
use crate::survey::disclosure::Threshold;
use crate::survey::figures::{Record, UnknownName};
use crate::survey::period::{Period, Unit};
use crate::survey::report::conclusions::conclusions;
use crate::survey::report::method::sample;
use crate::survey::report::segments::{Segments, channels, matters, types};
use crate::survey::report::{
    self, Cell, Column, Entered, Findings, Part, Phrase, Scope, Table, Term, actions, annexes, comments, complaints,
    coverage, departments, drivers, headline, questions, summary, targets, trend,
};
use crate::survey::signals::{EvidenceKind, Signal};
use crate::survey::text::LocalizedText;

/// The most points of a trend.
const POINTS: usize = 12;

/// Everything that a review is made from.
pub struct Sources<'a> {
    /// What it is about.
    pub basis: Basis,
    /// What was released of the survey.
    pub record: &'a Record,
    /// What the office decided to do.
    pub actions: &'a [Action],
    /// What the office entered.
    pub entered: Entered<'a>,
}

/// A management review of one survey and period.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    /// What it is about and what it rests on.
    pub basis: Basis,
    /// The fewest people that a figure may describe.
    pub k: Threshold,
    /// Its parts, in order.
    pub parts: Vec<(PartId, Part)>,
}

/// What a review is about and what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Basis {
    /// The office's name.
    pub office: LocalizedText,
    /// The survey.
    pub survey: SurveySlug,
    /// The survey's title.
    pub title: LocalizedText,
    /// The period.
    pub period: Period,
    /// Whether all of the period is closed.
    pub closed: bool,
    /// Which edition it is; none: a draft, which nobody signs.
    pub edition: Option<Edition>,
    /// The day the latest of its figures were released.
    pub as_of: Option<Date>,
    /// The version of the program that made it.
    pub software: String,
}

/// An edition of a review: what is issued is never changed, a correction is the next edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// 1, 2, 3, ...
    pub number: u32,
    /// The day it was issued.
    pub issued_on: Date,
    /// The order or procedure that it follows, in the office's words.
    pub procedure: Option<String>,
    /// Why there is another edition than the first.
    pub reason: Option<String>,
    /// What the quality manager concludes and recommends, in paragraphs.
    pub conclusions: Option<String>,
}

macro_rules! parts {
    ($($id:ident)*) => {
        /// The number of a part. S: summary; C: conclusions; T: tables; F: figures; A: annexes.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum PartId {
            $(#[doc = concat!("Part ", stringify!($id), ".")] $id,)*
        }

        impl PartId {
            /// All of them, in the order of the document.
            pub const ALL: &'static [Self] = &[$(Self::$id,)*];

            /// The number as it is written.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$id => stringify!($id),)* }
            }
        }
    };
}

parts! { S C T0 T1 T2 F1 T3 T4 T5 F2 F3 T6 T7 T8 T9 T10 T11 T12 T13 T14 T15 A1 A2 A3 A4 A5 A6 }

/// The review that follows from its sources.
///
/// # Errors
/// When a version does not know its own questions.
pub fn review(sources: &Sources<'_>) -> Result<Review, UnknownName> {
    let (basis, k) = (sources.basis.clone(), sources.record.terms.k);
    let scope = Scope {
        record: sources.record,
        survey: basis.survey.clone(),
        period: basis.period.clone(),
        against: basis.period.before(),
        departments: Vec::new(),
        question: None,
        span: span(&basis.period, POINTS),
        actions: sources.actions,
    };
    let Some(findings) = Findings::of(scope)? else { return Ok(Review { basis, k, parts: Vec::new() }) };
    let parts = parts(&findings, &basis, &sources.entered)?;
    let now = findings.now();
    Ok(Review { basis: Basis { closed: now.closed, as_of: now.coverage.as_of, ..basis }, k, parts })
}

/// So many periods up to one, each as long as it; none: it is no calendar unit.
pub fn span(period: &Period, points: usize) -> Option<(Unit, Period)> {
    let unit = [Unit::Month, Unit::Quarter, Unit::Year].into_iter().find(|unit| period.is_one(*unit))?;
    let first = (1..points).fold(period.clone(), |earliest, _| earliest.before());
    Some((unit, Period::spanning(&first, period)?))
}

fn parts(findings: &Findings<'_>, basis: &Basis, entered: &Entered<'_>) -> Result<Vec<(PartId, Part)>, UnknownName> {
    use PartId::*;
    let segments = Segments::all(findings, &[])?;
    let rates = coverage::rates(findings, entered)?;
    let standings = departments::standings(findings)?;
    let over_time = trend::over_time(findings).unwrap_or_else(|| Part::default().note(Term::NoTrendNote));
    let signals = findings.signals(entered)?;
    let conclusions = basis.edition.as_ref().and_then(|edition| edition.conclusions.as_deref()).map(conclusions);
    let opening = [(S, summary::summary(findings, &signals, entered.targets)?)];
    let opening = opening.into_iter().chain(conclusions.map(|said| (C, said)));
    let rest = [
        (T0, cover(findings, basis)),
        (T1, sample(findings, entered, &rates, &segments)),
        (T2, headline::headline(findings)?),
        (F1, over_time),
        (T3, departments::equals(findings, &standings)),
        (T4, departments::cells(findings, &standings)?),
        (T5, questions::dimensions(findings)),
        (F2, questions::bars(findings)),
        (F3, drivers::importance(findings)?),
        (T6, types(findings, &segments)),
        (T7, matters(findings, &segments)),
        (T8, channels(findings, &segments)?),
        (T9, questions::frequencies(findings)),
        (T10, comments::answers(findings, entered.comments)),
        (T11, actions::earlier_actions(findings, entered.today)),
        (T12, report::signals::proposals(findings, &signals, &|signal| seen_in(findings, signal))),
        (T13, complaints::complaints(findings, entered.complaints)),
        (T14, targets::objectives(findings, entered.targets)),
        (T15, coverage::next_survey(findings, &rates)),
        (A1, annexes::questionnaire(findings)),
        (A2, annexes::codebook(findings)),
        (A3, annexes::disclosure()),
        (A4, annexes::formulas()),
        // Its lines are taken from the finished tables.
        (A5, Part::default().note(Term::CsvNote)),
        (A6, clauses()),
    ];
    Ok(opening.chain(rest).collect())
}

/// The parts in which a signal is seen.
fn seen_in(findings: &Findings<'_>, signal: &Signal) -> String {
    let parts = match signal {
        Signal::Share(place) => {
            let headline = place.question == findings.version.questionnaire.headline;
            let said = |wanted: fn(&EvidenceKind) -> bool| place.evidence.iter().any(|it| wanted(&it.kind));
            let compared = match (&place.department, headline) {
                (Some(_), true) => PartId::T3,
                (Some(_), false) => PartId::T4,
                (None, true) if said(|kind| matches!(kind, EvidenceKind::Chart { .. })) => PartId::F1,
                (None, true) => PartId::T2,
                (None, false) => PartId::T5,
            };
            let target = said(|kind| matches!(kind, EvidenceKind::Target { .. }));
            [compared].into_iter().chain(target.then_some(PartId::T14)).collect()
        }
        Signal::Overdue(_) | Signal::Measured(..) => vec![PartId::T11],
        Signal::Late(..) => vec![PartId::T13],
        Signal::ChannelsShifted { .. } => vec![PartId::T8],
        Signal::Unread(_) => vec![PartId::T10],
    };
    parts.into_iter().map(PartId::as_str).collect::<Vec<_>>().join(", ")
}

/// What the review is, and what it rests on.
fn cover(findings: &Findings<'_>, basis: &Basis) -> Part {
    let edition = basis.edition.as_ref();
    let mut table = Table::of_facts()
        .row([Cell::term(Term::Office), Cell::Phrase((&basis.office).into())])
        .row([Cell::term(Term::Survey), Cell::Phrase(Phrase::Coded(basis.survey.to_string(), basis.title.clone()))])
        .row([Cell::term(Term::Period), Cell::Period(basis.period.clone())])
        .row([
            Cell::term(Term::EditionNumber),
            Cell::or(edition, |edition| Cell::Count(edition.number.into()), Term::Draft),
        ])
        .row([Cell::term(Term::IssuedOn), Cell::or(edition, |edition| Cell::Day(edition.issued_on), Term::Neither)]);
    if let Some(edition) = edition {
        table =
            table.row([Cell::term(Term::Procedure), Cell::or(edition.procedure.clone(), Cell::Text, Term::NotEntered)]);
        if let Some(reason) = &edition.reason {
            table = table.row([Cell::term(Term::Reason), Cell::Text(reason.clone())]);
        }
    }
    for number in &findings.now().coverage.versions {
        if let Some(version) = findings.scope.record.versions.iter().find(|version| version.number == *number) {
            let since = [Cell::Count(version.number.into()), Cell::Day(version.published_on)];
            let since = Term::VersionSince.with(since);
            table = table.row([Cell::term(Term::Version), Cell::Phrase(since)]);
        }
    }
    table = table
        .row([
            Cell::term(Term::FiguresAsOf),
            Cell::or(findings.now().coverage.as_of, Cell::Day, findings.why_nothing()),
        ])
        .row([Cell::term(Term::DefinitionsNumber), Cell::Count(definitions::IN_FORCE.number.into())])
        .row([Cell::term(Term::Software), Cell::Text(basis.software.clone())]);
    let mut part = Part::default();
    if edition.is_none() {
        part = part.note(Term::DraftNote);
    }
    if !findings.now().closed {
        part = part.note(Term::OpenNote);
    }
    part.table(table)
}

/// Which clause of ISO 9001:2015 and of PN-EN ISO 9001:2009 each part serves.
fn clauses() -> Part {
    let mut table = Table::new([
        Column::words(Term::Requirement),
        Column::words(Term::Edition2015),
        Column::words(Term::Edition2009),
        Column::words(Term::WhereInReview),
    ]);
    let rows = [
        (Term::ClauseMethod, "9.1.2", "8.2.1", "T1, T15, A1–A4"),
        (Term::ClauseAnalysis, "9.1.3", "8.4", "S, T2–T9, F1–F3"),
        (Term::ClauseEarlierActions, "9.3.2 a)", "5.6.2 e)", "S, T11"),
        (Term::ClauseChanges, "9.3.2 b)", "5.6.2 f)", "T1, T8"),
        (Term::ClauseFeedback, "9.3.2 c) 1)", "5.6.2 b)", "S, T2–T8, T10, T13"),
        (Term::ClauseObjectives, "6.2, 9.3.2 c) 2)", "5.4.1", "S, T2, T14"),
        (Term::ClauseCorrective, "9.3.2 c) 4), 10.2", "5.6.2 d), 8.5.2, 8.5.3", "T11, T13"),
        (Term::ClauseEffectiveness, "6.1, 9.3.2 e)", "–", "T11"),
        (Term::ClauseImprovement, "9.3.2 f), 9.3.3", "5.6.2 g), 5.6.3", "S, C, T12"),
        (Term::ClauseComplaints, "8.2.1 c), 9.1.2", "7.2.3 c)", "T13"),
    ];
    for (requirement, newer, older, place) in rows {
        let text = |text: &str| Cell::Text(text.to_owned());
        table = table.row([Cell::term(requirement), text(newer), text(older), text(place)]);
    }
    Part::default().note(Term::ClausesNote).note(Term::ClausesUncovered).table(table)
}
