//! T6, T7 and T8: who came, with what, and where they answered. What people are told apart by are the classes that were
//! made when a period was closed; a site is the sum of its departments.
//!
//! A group may be told of some of its people only. It is marked so, and takes part in no comparison and no test.

use crate::survey::codes::QuestionCode;
use crate::survey::disclosure::Dimension;
use crate::survey::figures::{Group, GroupBy, Proportion, QuestionFigures, Results, UnknownName, results};
use crate::survey::review::dimensions::{name, option_words};
use crate::survey::review::document::{Cell, Column, Part, PartId, Phrase, Shape, Table, not_told};
use crate::survey::review::sources::{Findings, share_of};
use crate::survey::review::terms::Term;
use crate::survey::statistics::{ChiSquared, Stratum, chi_squared, mantel_haenszel};

/// The question whose segments have a part of their own.
const MATTER: &str = "MATTER";
/// The question that says whether a matter was settled, and the one that says what went wrong.
const OUTCOME: &str = "OUTCOME";
const REASON: &str = "REASON";
/// Below this p-value a difference is told.
const SIGNIFICANT: f64 = 0.05;

/// The period and the one before, split in one way.
pub struct Segments {
    split: GroupBy,
    /// The period.
    pub now: Results,
    before: Results,
}

impl Segments {
    /// By channel, by every question that is marked as a segment, and by site.
    ///
    /// # Errors
    /// When the versions do not know their own questions.
    pub fn all(findings: &Findings<'_>) -> Result<Vec<Self>, UnknownName> {
        let dimensions = Dimension::all(findings.version).into_iter();
        let shown = dimensions.filter(|dimension| matches!(dimension, Dimension::Channel | Dimension::Question(_)));
        let splits = shown.map(|dimension| GroupBy::Classes(vec![dimension])).chain([GroupBy::Site]);
        let of = |split: GroupBy| {
            let sources = findings.sources;
            let now = sources.query(split.clone(), Vec::new());
            let mut before = now.clone();
            before.period = now.period.before();
            let (now, before) = (results(&now, sources.record)?, results(&before, sources.record)?);
            Ok(Self { split, now, before })
        };
        splits.map(of).collect()
    }

    /// Those by channel.
    pub fn by_channel(all: &[Self]) -> Option<&Self> {
        all.iter().find(|segments| segments.dimension() == Some(&Dimension::Channel))
    }

    fn by_site(all: &[Self]) -> Option<&Self> {
        all.iter().find(|segments| segments.split == GroupBy::Site)
    }

    fn dimension(&self) -> Option<&Dimension> {
        if let GroupBy::Classes(by) = &self.split { by.first() } else { None }
    }

    fn question(&self) -> Option<&QuestionCode> {
        if let Some(Dimension::Question(code)) = self.dimension() { Some(code) } else { None }
    }

    /// The parts that are told.
    fn told(&self) -> impl Iterator<Item = &Group> {
        self.now.groups.iter().filter(|group| group.withheld.is_none())
    }

    /// Why none of them is.
    fn why(&self) -> Term {
        self.now.groups.iter().find_map(|group| group.withheld).map_or(Term::FewerThanK, Term::from)
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
        part = with_shares(part, findings, segments, None, caption);
        if let Some(test) = test(findings, segments) {
            part = part.note(test);
        }
    }
    explained(part)
}

/// T7: matters, whether they were settled, and what went wrong most often.
fn matters(findings: &Findings<'_>, segments: &[Segments]) -> Part {
    let part = Part::new(PartId::T7);
    let found = segments.iter().find(|segments| segments.question().is_some_and(|code| code.as_str() == MATTER));
    let Some(segments) = found else { return part.note(Term::NoCutsNote) };
    let headline = &findings.headline.code;
    let partial = segments.told().any(|group| covers(group, headline).is_some());
    let mut columns = vec![
        Column::words(Term::Matter),
        Column::new(Term::SharePositive, Shape::Compact),
        Column::new(Term::Settled, Shape::Compact),
        Column::words(Term::MostFrequentReason),
    ];
    columns.extend(partial.then(|| Column::numbers(Term::Covers)));
    let mut table = Table::new(columns);
    for group in segments.told() {
        let settled = findings.version.question(OUTCOME).map(|question| share(group, &question.code));
        let mut cells = vec![
            Cell::Phrase((&group.label).into()),
            share(group, headline),
            settled.unwrap_or(Cell::Absent(Term::NoAnswers)),
            reason(findings, group),
        ];
        cells.extend(partial.then(|| coverage(group, headline)));
        table = table.row(cells);
    }
    if table.rows.is_empty() {
        return explained(part.note(not_told(Cell::Text(MATTER.to_owned()), segments.why())));
    }
    marked(part.note(Term::MattersNote), partial).table(table)
}

/// T8: channels and sites; a shift of the mix is told, and the change that is left when the mix is held still.
fn channels(findings: &Findings<'_>, segments: &[Segments]) -> Part {
    let mut part = Part::new(PartId::T8);
    if let Some(channels) = Segments::by_channel(segments) {
        part = with_shares(part, findings, channels, Some(&channels.before), Term::Channels.into());
        if channels.told().next().is_some() {
            part = part.note(mix(channels)).table(adjusted(findings, channels));
        }
    }
    if let Some(sites) = Segments::by_site(segments) {
        part = with_shares(part, findings, sites, Some(&sites.before), Term::Sites.into());
    }
    explained(part)
}

/// A part that says when there are such tables, if it has none.
fn explained(part: Part) -> Part {
    if part.tables.is_empty() { part.note(Term::NoCutsNote) } else { part }
}

/// A part with the headline by segment, and in the period before where that is wanted; or with the reason why not.
fn with_shares(
    part: Part,
    findings: &Findings<'_>,
    segments: &Segments,
    before: Option<&Results>,
    caption: Phrase,
) -> Part {
    let headline = &findings.headline.code;
    let partial = segments.told().any(|group| covers(group, headline).is_some());
    let mut columns = vec![
        Column::words(Term::Group),
        Column::numbers(Term::Responses),
        Column::new(Term::SharePositive, Shape::Share),
    ];
    columns.extend(before.map(|_| Column::new(Term::InPeriodBefore, Shape::Compact)));
    columns.extend(partial.then(|| Column::numbers(Term::Covers)));
    let mut table = Table::new(columns).called(caption.clone());
    for group in segments.told() {
        let mut cells = vec![
            Cell::Phrase((&group.label).into()),
            Cell::or(group.n, Cell::Count, Term::FewerThanK),
            Cell::told(share_of(group, headline), Cell::Share),
        ];
        cells.extend(before.map(|before| earlier_share(before, group, headline)));
        cells.extend(partial.then(|| coverage(group, headline)));
        table = table.row(cells);
    }
    if table.rows.is_empty() {
        let code = segments.question().map(|code| Cell::Text(code.to_string()));
        return part.note(not_told(code.unwrap_or(Cell::Phrase(caption)), segments.why()));
    }
    marked(part, partial).table(table)
}

/// A group's share in the period before; what is about some of its people only is held against nothing.
fn earlier_share(before: &Results, group: &Group, headline: &QuestionCode) -> Cell {
    let Some(earlier) = before.groups.iter().find(|earlier| earlier.key == group.key) else {
        return Cell::Absent(Term::FewerThanK);
    };
    if covers(group, headline).or(covers(earlier, headline)).is_some() {
        return Cell::Absent(Term::NoComparison);
    }
    Cell::told(share_of(earlier, headline), Cell::Share)
}

/// A part that says what is meant by a group of which some people are told only.
fn marked(part: Part, partial: bool) -> Part {
    if partial && !part.notes.contains(&Term::PartialNote.into()) { part.note(Term::PartialNote) } else { part }
}

/// Of how many of how many people a group's figures for a question are, where those are not all; without figures, of
/// how many its number of responses is.
fn covers(group: &Group, question: &QuestionCode) -> Option<(u64, u64)> {
    let (told, share) = match group.question(question) {
        Some(figures) => (figures.people, figures.partial?),
        None => (group.n?, group.partial?),
    };
    Some((told, (told as f64 / share).round() as u64))
}

fn coverage(group: &Group, question: &QuestionCode) -> Cell {
    let all = group.question(question).map(|figures| figures.people).or(group.n).map(|all| (all, all));
    Cell::or(covers(group, question).or(all), |(told, all)| Cell::PerHundred(told, all), Term::FewerThanK)
}

/// A group's share of positive answers; with a word of warning where it is of some of its people only.
fn share(group: &Group, question: &QuestionCode) -> Cell {
    let partial = covers(group, question).is_some();
    let marked = |share| if partial { Cell::SharePhrase(share, Term::OnlyPart) } else { Cell::Share(share) };
    Cell::told(share_of(group, question), marked)
}

/// What went wrong most often, as a count of those who said what did.
fn reason(findings: &Findings<'_>, group: &Group) -> Cell {
    let question = findings.version.question(REASON);
    let named = question.and_then(|question| Some((question, group.question(&question.code)?)));
    // The most frequent of a handful would be an accident, and of some of the people, misleading.
    let enough = |figures: &QuestionFigures| figures.n >= findings.sources.k && figures.partial.is_none();
    let most = named.filter(|(_, figures)| enough(figures)).and_then(|(question, figures)| {
        let most = figures.distribution.iter().max_by_key(|option| option.n).filter(|option| option.n > 0)?;
        // Several options that are told together name no single reason.
        let one = Some(most).filter(|option| !option.option.contains('|'))?;
        let words = option_words(findings.version, question, &one.option);
        Some(vec![Cell::Phrase(words), Cell::Count(one.n), Cell::Count(figures.n)])
    });
    Cell::or(most, |values| Cell::Phrase(Phrase::Term(Term::ReasonOf, values)), Term::NoReasons)
}

/// Whether the segments differ in the headline at all.
fn test(findings: &Findings<'_>, segments: &Segments) -> Option<Phrase> {
    let told = segments.told().filter_map(|group| group.whole_share(&findings.headline.code));
    let shares: Vec<Proportion> = told.collect();
    let test = differ(&shares)?;
    let all = Proportion::of(shares.iter().map(|share| share.n).sum(), shares.iter().map(|share| share.of).sum())?;
    // Taken from the side on which each lies, what repeats others makes them as alike as may be.
    let left = shares.iter().map(|share| share.without_repeated(share.share > all.share));
    let left = left.collect::<Option<Vec<Proportion>>>().and_then(|shares| differ(&shares));
    let verdict = match left {
        _ if test.p >= SIGNIFICANT => Term::SegmentsAlike,
        Some(left) if left.p < SIGNIFICANT => Term::SegmentsDiffer,
        _ => Term::SegmentsUnconfirmed,
    };
    let code = segments.split.name();
    let values =
        [Cell::Text(code), Cell::Number(test.statistic, 2), Cell::Count(test.degrees as u64), Cell::PValue(test.p)];
    Some(Phrase::Term(verdict, values.to_vec()))
}

fn differ(shares: &[Proportion]) -> Option<ChiSquared> {
    let table: Vec<Vec<u64>> = shares.iter().map(|share| vec![share.n, share.of - share.n]).collect();
    chi_squared(&table)
}

/// Whether the channels are mixed as they were in the period before.
fn mix(segments: &Segments) -> Phrase {
    let whole = |group: &Group| group.n.filter(|_| group.partial.is_none());
    let counts = segments.now.groups.iter().filter_map(|group| {
        let earlier = segments.before.groups.iter().find(|earlier| earlier.key == group.key)?;
        Some(vec![whole(group)?, whole(earlier)?])
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
    let headline = &findings.headline.code;
    let strata = segments.now.groups.iter().filter_map(|group| {
        let earlier = segments.before.groups.iter().find(|earlier| earlier.key == group.key)?;
        let (now, before) = (group.whole_share(headline)?, earlier.whole_share(headline)?);
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
