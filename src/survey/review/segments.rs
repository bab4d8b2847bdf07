//! T6, T7 and T8: who came, with what, and where they answered, from the tables that were frozen when quarters closed.

use crate::survey::codes::QuestionCode;
use crate::survey::disclosure::Dimension;
use crate::survey::figures::{Group, GroupBy, QuestionFigures, Results, UnknownName, results};
use crate::survey::questionnaire::Question;
use crate::survey::review::dimensions::{name, option_words};
use crate::survey::review::document::{Cell, Column, Part, PartId, Phrase, Shape, Table};
use crate::survey::review::sources::{Findings, Sources};
use crate::survey::review::terms::Term;
use crate::survey::statistics::{Stratum, chi_squared, mantel_haenszel};

/// The question whose segments have a part of their own.
const MATTER: &str = "MATTER";
/// The question that says whether a matter was settled, and the one that says what went wrong.
const OUTCOME: &str = "OUTCOME";
const REASON: &str = "REASON";
/// Below this p-value a difference is told.
const SIGNIFICANT: f64 = 0.05;

/// The period and the one before by one dimension.
pub struct Segments {
    dimension: Dimension,
    /// The period.
    pub now: Results,
    before: Results,
}

impl Segments {
    /// Everything that people can be told apart by.
    ///
    /// # Errors
    /// When the versions do not know their own questions.
    pub fn all(sources: &Sources<'_>, dimensions: Vec<Dimension>) -> Result<Vec<Self>, UnknownName> {
        let of = |dimension: Dimension| {
            let now = sources.query(GroupBy::Dimension(dimension.clone()), Vec::new());
            let mut before = now.clone();
            before.period = now.period.before();
            let (now, before) = (results(&now, sources.record)?, results(&before, sources.record)?);
            Ok(Self { dimension, now, before })
        };
        dimensions.into_iter().map(of).collect()
    }

    /// Those of one dimension.
    pub fn by<'a>(all: &'a [Self], dimension: &Dimension) -> Option<&'a Self> {
        all.iter().find(|segments| segments.dimension == *dimension)
    }

    fn question(&self) -> Option<&QuestionCode> {
        match &self.dimension {
            Dimension::Question(code) => Some(code),
            _ => None,
        }
    }

    /// The parts that are told.
    fn told(&self) -> impl Iterator<Item = &Group> {
        self.now.groups.iter().filter(|group| group.withheld.is_none())
    }
}

/// T6, T7 and T8.
pub fn parts(findings: &Findings<'_>, segments: &[Segments]) -> Vec<Part> {
    vec![types(findings, segments), matters(findings, segments), channels(findings, segments)]
}

/// T6: respondent types, and every other segment but matters.
fn types(findings: &Findings<'_>, segments: &[Segments]) -> Part {
    let mut part = Part::new(PartId::T6);
    let of_people = |segments: &&Segments| segments.question().is_some_and(|code| code.as_str() != MATTER);
    for segments in segments.iter().filter(of_people) {
        let question = segments.question().and_then(|code| findings.version.question(code.as_str()));
        let caption = question.map_or(Phrase::from(Term::Segment), name);
        part = part.table(by_share(findings, segments, None).called(caption));
        if let Some(test) = test(findings, segments) {
            part = part.note(test);
        }
    }
    if part.tables.is_empty() { Part::new(PartId::T6).note(Term::NoCutsNote) } else { part }
}

/// T7: matters, whether they were settled, and what went wrong most often.
fn matters(findings: &Findings<'_>, segments: &[Segments]) -> Part {
    let part = Part::new(PartId::T7);
    let found = segments.iter().find(|segments| segments.question().is_some_and(|code| code.as_str() == MATTER));
    let Some(segments) = found else { return part.note(Term::NoCutsNote) };
    let mut table = Table::new([
        Column::words(Term::Matter),
        Column::new(Term::SharePositive, Shape::Compact),
        Column::new(Term::Settled, Shape::Compact),
        Column::words(Term::MostFrequentReason),
    ]);
    for group in segments.told() {
        table = table.row([
            Cell::Phrase((&group.label).into()),
            share(group, &findings.headline.code),
            findings
                .version
                .question(OUTCOME)
                .map_or(Cell::Absent(Term::NoAnswers), |question| share(group, &question.code)),
            reason(findings, group),
        ]);
    }
    if table.rows.is_empty() { part.note(Term::NoCutsNote) } else { part.note(Term::MattersNote).table(table) }
}

/// T8: channels and sites; a shift of the mix is told, and the change that is left when the mix is held still.
fn channels(findings: &Findings<'_>, segments: &[Segments]) -> Part {
    let mut part = Part::new(PartId::T8);
    for (dimension, caption) in [(Dimension::Channel, Term::Channels), (Dimension::Site, Term::Sites)] {
        let Some(segments) = Segments::by(segments, &dimension) else { continue };
        let table = by_share(findings, segments, Some(&segments.before)).called(caption);
        if table.rows.is_empty() {
            let why = vec![Cell::term(caption), Cell::term(findings.why_unfrozen())];
            part = part.note(Phrase::Term(Term::NotFrozen, why));
            continue;
        }
        part = part.table(table);
        if dimension == Dimension::Channel {
            part = part.note(mix(segments)).table(adjusted(findings, segments));
        }
    }
    if part.tables.is_empty() { Part::new(PartId::T8).note(Term::NoCutsNote) } else { part }
}

/// The headline by segment, and in the period before where that is wanted.
fn by_share(findings: &Findings<'_>, segments: &Segments, before: Option<&Results>) -> Table {
    let mut columns = vec![
        Column::words(Term::Group),
        Column::numbers(Term::Responses),
        Column::new(Term::SharePositive, Shape::Share),
    ];
    if before.is_some() {
        columns.push(Column::new(Term::InPeriodBefore, Shape::Compact));
    }
    let mut table = Table::new(columns);
    for group in segments.told() {
        let mut cells = vec![
            Cell::Phrase((&group.label).into()),
            Cell::or(group.n, Cell::Count, Term::Withheld),
            share(group, &findings.headline.code),
        ];
        if let Some(before) = before {
            let earlier = before.groups.iter().find(|earlier| earlier.key == group.key);
            cells.push(earlier.map_or(Cell::Absent(Term::Withheld), |earlier| share(earlier, &findings.headline.code)));
        }
        table = table.row(cells);
    }
    table
}

fn figures<'a>(group: &'a Group, question: &QuestionCode) -> Option<&'a QuestionFigures> {
    group.questions.iter().find(|figures| &figures.code == question)
}

fn share(group: &Group, question: &QuestionCode) -> Cell {
    let positive = figures(group, question).and_then(|figures| figures.positive);
    Cell::or(positive, Cell::Share, if group.withheld.is_some() { Term::Withheld } else { Term::NoAnswers })
}

/// What went wrong most often, as a count of those who said what did.
fn reason(findings: &Findings<'_>, group: &Group) -> Cell {
    let question: Option<&Question> = findings.version.question(REASON);
    let named = question.and_then(|question| Some((question, figures(group, &question.code)?)));
    // The most frequent of a handful would be an accident.
    let enough = named.filter(|(_, figures)| figures.n >= findings.sources.k);
    let most = enough.and_then(|(question, figures)| {
        let most = figures.distribution.iter().max_by_key(|option| option.n).filter(|option| option.n > 0)?;
        let words = option_words(findings.version, question, &most.option);
        Some(vec![Cell::Phrase(words), Cell::Count(most.n), Cell::Count(figures.n)])
    });
    Cell::or(most, |values| Cell::Phrase(Phrase::Term(Term::ReasonOf, values)), Term::NoReasons)
}

/// Whether the segments differ in the headline at all.
fn test(findings: &Findings<'_>, segments: &Segments) -> Option<Phrase> {
    let shares = segments.told().filter_map(|group| figures(group, &findings.headline.code)?.positive);
    let table: Vec<Vec<u64>> = shares.map(|share| vec![share.n, share.of - share.n]).collect();
    let test = chi_squared(&table)?;
    let verdict = if test.p < SIGNIFICANT { Term::SegmentsDiffer } else { Term::SegmentsAlike };
    let code = segments.dimension.to_string();
    let values =
        [Cell::Text(code), Cell::Number(test.statistic, 2), Cell::Count(test.degrees as u64), Cell::PValue(test.p)];
    Some(Phrase::Term(verdict, values.to_vec()))
}

/// Whether the channels are mixed as they were in the period before.
fn mix(segments: &Segments) -> Phrase {
    let counts = segments.now.groups.iter().filter_map(|group| {
        let earlier = segments.before.groups.iter().find(|earlier| earlier.key == group.key)?;
        Some(vec![group.n?, earlier.n?])
    });
    let table: Vec<Vec<u64>> = counts.collect();
    match chi_squared(&table) {
        Some(test) if test.p < SIGNIFICANT => Phrase::Term(Term::MixShifted, vec![Cell::PValue(test.p)]),
        Some(test) => Phrase::Term(Term::MixSteady, vec![Cell::PValue(test.p)]),
        None => Term::MixUnknown.into(),
    }
}

/// The change of the headline within channels, so that a shift between them is not taken for a change.
fn adjusted(findings: &Findings<'_>, segments: &Segments) -> Table {
    let strata = segments.now.groups.iter().filter_map(|group| {
        let earlier = segments.before.groups.iter().find(|earlier| earlier.key == group.key)?;
        let now = figures(group, &findings.headline.code)?.positive?;
        let before = figures(earlier, &findings.headline.code)?.positive?;
        Some(Stratum { hits1: now.n, n1: now.of, hits2: before.n, n2: before.of })
    });
    let strata: Vec<Stratum> = strata.collect();
    let plain = findings.headline_change.total.questions.first().and_then(|change| change.contrast.difference);
    let table = Table::new([Column::words(Term::Item), Column::new(Term::Change, Shape::Change)])
        .row([Cell::term(Term::ChangePlain), Cell::or(plain, Cell::Difference, Term::NoComparison)]);
    table.row([
        Cell::term(Term::ChangeAdjusted),
        Cell::or(mantel_haenszel(&strata), Cell::Difference, Term::NoComparison),
    ])
}
