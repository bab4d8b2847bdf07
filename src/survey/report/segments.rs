//! Who answered, with what, and where. What people are told apart by are the classes that were made when a period was
//! closed; a site is the sum of its departments.
//!
//! A group may be told of some of its people only. It is marked so, and takes part in no comparison and no test.

use std::collections::BTreeMap;

use crate::survey::codes::QuestionCode;
use crate::survey::contrast::FEWEST_TO_CONCLUDE;
use crate::survey::disclosure::{Dimension, Withheld};
use crate::survey::figures::{Group, GroupBy, Proportion, Results, UnknownName, results};
use crate::survey::questionnaire::{Kind, Question, Role};
use crate::survey::report::departments::summary;
use crate::survey::report::document::{Cell, Chart, Column, Drawing, Figures, Part, Phrase, Section, Shape, Table};
use crate::survey::report::findings::{Findings, share_of};
use crate::survey::report::questions::{MOST_ROWS, largest, name, option_words};
use crate::survey::report::terms::Term;
use crate::survey::response::NOT_APPLICABLE;
use crate::survey::signals::{SHIFTED, shift};
use crate::survey::statistics::{ChiSquared, Stratum, chi_squared, holm, leads, mantel_haenszel};

/// Below this p-value a difference is told.
const SIGNIFICANT: f64 = 0.05;

/// The period, split in one way.
pub struct Segments {
    split: GroupBy,
    now: Results,
}

impl Segments {
    /// All ways to split people: by channel, by site, by language, and by every question that is marked as a segment;
    /// with the figures of some questions, or of all.
    ///
    /// # Errors
    /// When the versions do not know their own questions.
    pub fn all(findings: &Findings<'_>, asked: &[QuestionCode]) -> Result<Vec<Self>, UnknownName> {
        let by = |dimension| GroupBy::Classes(vec![dimension]);
        let mut splits = vec![by(Dimension::Channel), GroupBy::Site, by(Dimension::Language)];
        let questions = findings.asked().into_iter().filter(|asked| asked.question.segment);
        splits.extend(questions.map(|asked| by(Dimension::Question(asked.question.code.clone()))));
        let of = |split: GroupBy| {
            let now = results(&findings.scope.query(split.clone(), asked.to_vec()), findings.scope.record)?;
            Ok(Self { split, now })
        };
        splits.into_iter().map(of).collect()
    }

    fn by<'a>(all: &'a [Self], split: &GroupBy) -> Option<&'a Self> {
        all.iter().find(|segments| segments.split == *split)
    }

    fn by_channel(all: &[Self]) -> Option<&Self> {
        Self::by(all, &GroupBy::Classes(vec![Dimension::Channel]))
    }

    fn question<'a>(&self, findings: &Findings<'a>) -> Option<&'a Question> {
        let GroupBy::Classes(by) = &self.split else { return None };
        let [Dimension::Question(code)] = by.as_slice() else { return None };
        Some(findings.find(code)?.1)
    }

    /// What it is called.
    fn title(&self, findings: &Findings<'_>) -> Phrase {
        let language = GroupBy::Classes(vec![Dimension::Language]);
        match self.question(findings) {
            Some(question) => name(question),
            None if self.split == GroupBy::Site => Term::BySite.into(),
            None if self.split == language => Term::ByLanguage.into(),
            None => Term::ByChannel.into(),
        }
    }

    /// The parts that are told.
    fn told(&self) -> impl Iterator<Item = &Group> {
        self.now.groups.iter().filter(|group| group.withheld.is_none())
    }

    /// Why none of them is.
    fn why(&self) -> Term {
        self.now.groups.iter().find_map(|group| group.withheld).map_or(Term::FewerThanK, Term::from)
    }

    fn is_partial(&self, question: &QuestionCode) -> bool {
        self.now.groups.iter().any(|group| covers(group, question).is_some())
    }
}

/// Why a split is not shown on a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Untold {
    Withheld(Withheld),
    OneGroup,
}

/// The question that comes first by all ways to split people: those of which something is told, and sentences about the
/// others.
///
/// # Errors
/// As [`results`].
pub fn who(findings: &Findings<'_>) -> Result<Part, UnknownName> {
    let (mut sections, mut untold) = (Vec::new(), BTreeMap::<Untold, Vec<Phrase>>::new());
    for segments in Segments::all(findings, std::slice::from_ref(&findings.question.code))? {
        match why_untold(&segments, &findings.question.code) {
            Some(why) => untold.entry(why).or_default().push(segments.title(findings)),
            None => sections.push(section(findings, &segments)),
        }
    }
    let question = Cell::Phrase(name(findings.question));
    let lead = (!sections.is_empty()).then(|| Term::SegmentsNote.with([question]));
    let sentences = untold.into_iter().map(|(why, titles)| {
        let sentence = match why {
            Untold::Withheld(Withheld::NotClosedYet | Withheld::Future) => Term::SegmentsOpen,
            Untold::Withheld(Withheld::QuartersOnly) => Term::SegmentsOfQuarters,
            Untold::Withheld(Withheld::Carried) => Term::SegmentsCarried,
            Untold::Withheld(Withheld::FewerThanK | Withheld::TooAlike) => Term::SegmentsUntold,
            Untold::OneGroup => Term::OneSegment,
        };
        sentence.with([Cell::Phrases(titles)])
    });
    Ok(Part { sections, ..Part::default().notes(lead).notes(sentences) })
}

/// Why nothing is shown; none: something is.
fn why_untold(segments: &Segments, question: &QuestionCode) -> Option<Untold> {
    let (groups, total) = (&segments.now.groups, &segments.now.total);
    if groups.iter().any(|group| group.n.is_some() && group.n == total.n) {
        return Some(Untold::OneGroup);
    }
    let told = groups.iter().any(|group| share_of(group, question).is_ok());
    let why = groups.iter().find_map(|group| group.why_untold(question)).unwrap_or(Withheld::FewerThanK);
    (!told).then_some(Untold::Withheld(why))
}

fn section(findings: &Findings<'_>, segments: &Segments) -> Section {
    let (groups, coverage) = (&segments.now.groups, &segments.now.coverage);
    let code = &findings.question.code;
    let mut shown: Vec<(&Group, Proportion)> =
        groups.iter().filter_map(|group| Some((group, share_of(group, code).ok()?))).collect();
    // What is told of some people only is held against nothing.
    let whole = shown.iter().filter(|(group, _)| covers(group, code).is_none());
    let summary = summary(whole.map(|(group, share)| ((&group.label).into(), *share)), shown.len(), groups.len());
    let covered = coverage.in_classes.zip(coverage.n).filter(|(n, all)| n < all);
    let covered = covered.map(|(n, all)| Term::SegmentsCover.with([Cell::Count(n), Cell::Count(all)]));
    let others = groups.iter().any(|group| group.key.parts().1.is_none() && group.withheld.is_none());
    let together = others.then(|| Term::OthersTogether.into());
    let notes = covered.into_iter().chain(together).chain(largest(shown.len()));
    if shown.len() > MOST_ROWS {
        shown.sort_by_key(|(_, share)| std::cmp::Reverse(share.of));
        shown.truncate(MOST_ROWS);
    }
    let title = segments.title(findings);
    let reference = share_of(&segments.now.total, code).ok().map(|share| (Term::Everybody, share));
    let chart = Chart {
        title: Term::SegmentFigure.with([Cell::Phrase(title.clone()), Cell::Period(segments.now.period.clone())]),
        summary,
        drawing: Drawing::Shares {
            rows: shown.into_iter().map(|(group, share)| (label(group, code), Ok(share))).collect(),
            reference,
        },
    };
    let part = marked(Part::default().notes(notes), segments.is_partial(code)).chart(chart);
    let figures = Figures::Results(findings.scope.period.clone(), Some(code.clone()), segments.split.clone());
    let id = groups.first().map(|group| group.key.parts().0).unwrap_or_default();
    part.table(screen_table(findings, segments))
        .of_figures(figures)
        .under(format!("group-{id}"), Term::SplitBy.with([Cell::Phrase(title)]))
}

/// What a group is called where no column says that it is told of some of its people only.
fn label(group: &Group, question: &QuestionCode) -> Phrase {
    let whole = Phrase::from(&group.label);
    if covers(group, question).is_some() { Term::InPart.with([Cell::Phrase(whole)]) } else { whole }
}

fn screen_table(findings: &Findings<'_>, segments: &Segments) -> Table {
    let code = &findings.question.code;
    let partial = segments.is_partial(code);
    let mut columns = vec![
        Column::words(Term::Group),
        Column::new(Term::SharePositive, Shape::Share),
        Column::numbers(Term::MarginOf),
    ];
    columns.extend(partial.then(|| Column::numbers(Term::Covers)));
    segments.now.groups.iter().fold(Table::new(columns), |table, group| {
        let code_of_group = group.key.parts().1.unwrap_or_default();
        // A group of which nothing is told may be one of the others, however many people it has.
        let alone = |why| if why == Term::FewerThanK { Term::NotAlone } else { why };
        let share = share_of(group, code).map_err(alone);
        // A margin says nothing about those whom a share leaves out.
        let margin = |share: Proportion| match covers(group, code) {
            Some(_) => Cell::term(Term::OnlyPart),
            None => Cell::Margin(share.margin()),
        };
        let covered = coverage(group, code);
        let rest = partial.then(|| share.map_or_else(Cell::Absent, |_| covered));
        let cells = [(&group.label).into(), Cell::told(share, Cell::Share), Cell::told(share, margin)];
        table.coded(code_of_group, cells.into_iter().chain(rest))
    })
}

/// Respondent types, and every other segment but the kinds of matters.
pub fn types(findings: &Findings<'_>, all: &[Segments]) -> Part {
    let mut part = Part::default();
    for (segments, question) in all.iter().filter_map(|segments| Some((segments, segments.question(findings)?))) {
        if question.role != Some(Role::Matter) {
            part = with_shares(part, findings, segments, None, name(question));
            part = part.notes(test(findings, segments));
        }
    }
    explained(part)
}

/// Kinds of matters, whether they were settled, and what went wrong most often.
pub fn matters(findings: &Findings<'_>, all: &[Segments]) -> Part {
    let part = Part::default();
    let is_matter =
        |segments: &&Segments| segments.question(findings).is_some_and(|question| question.role == Some(Role::Matter));
    let Some(segments) = all.iter().find(is_matter) else { return part.note(Term::NoCutsNote) };
    let code = &findings.question.code;
    let partial = segments.told().any(|group| covers(group, code).is_some());
    let mut columns = vec![
        Column::words(Term::Matter),
        Column::new(Term::SharePositive, Shape::Compact),
        Column::new(Term::Settled, Shape::Compact),
        Column::words(Term::MostFrequentReason),
    ];
    columns.extend(partial.then(|| Column::numbers(Term::Covers)));
    let reasons = reasons(findings, segments);
    let table = segments.told().zip(reasons).fold(Table::new(columns), |table, (group, reason)| {
        let settled = with_role(findings, Role::Outcome).map(|question| share(group, &question.code));
        let settled = settled.unwrap_or(Cell::Absent(Term::NoAnswers));
        let cells = [matter(findings, segments, group).into(), share(group, code), settled, reason];
        table.row(cells.into_iter().chain(partial.then(|| coverage(group, code))))
    });
    if table.rows.is_empty() {
        return explained(part.note(not_told(findings, segments)));
    }
    marked(part.note(Term::MattersNote), partial).table(table)
}

fn with_role<'a>(findings: &Findings<'a>, role: Role) -> Option<&'a Question> {
    findings.version.questionnaire.questions.iter().find(|question| question.role == Some(role))
}

/// That nothing of a split is told, and why.
fn not_told(findings: &Findings<'_>, segments: &Segments) -> Phrase {
    Term::NotTold.with([segments.title(findings).into(), Cell::term(segments.why())])
}

/// Channels and sites; a shift of the mix is told, and the change that is left when the mix is held still.
///
/// # Errors
/// As [`results`].
pub fn channels(findings: &Findings<'_>, all: &[Segments]) -> Result<Part, UnknownName> {
    let before = |segments: &Segments| {
        let mut query = findings.scope.query(segments.split.clone(), Vec::new());
        query.period = findings.scope.against.clone();
        results(&query, findings.scope.record)
    };
    let mut part = Part::default();
    if let Some(channels) = Segments::by_channel(all) {
        let before = before(channels)?;
        part = with_shares(part, findings, channels, Some(&before), Term::Channels.into());
        if channels.told().next().is_some() {
            part = part.note(mix(channels, &before)).table(adjusted(findings, channels, &before));
        }
    }
    if let Some(sites) = Segments::by(all, &GroupBy::Site) {
        part = with_shares(part, findings, sites, Some(&before(sites)?), Term::Sites.into());
    }
    Ok(explained(part))
}

/// How many answered in each channel, as far as the classes of the period tell it.
pub fn sizes_of_channels(all: &[Segments]) -> Table {
    let table = Table::new([
        Column::words(Term::Channel),
        Column::numbers(Term::Responses),
        Column::numbers(Term::ShareOfResponses),
    ])
    .called(Term::Channels);
    let groups = Segments::by_channel(all).map_or(&[][..], |channels| &channels.now.groups);
    let told: u64 = groups.iter().filter_map(|group| group.n).sum();
    groups.iter().fold(table, |table, group| {
        let why = group.withheld.map_or(Term::FewerThanK, Term::from);
        // Of a channel that is told of some of its people only nobody knows how much of the whole it is.
        let share = group.n.filter(|n| *n > 0).ok_or(why);
        let share = share.and_then(|n| if group.partial.is_none() { Ok(n) } else { Err(Term::OnlyPart) });
        let share = Cell::told(share, |n| Cell::Percentage(n, told));
        table.row([(&group.label).into(), Cell::or(group.n, Cell::Count, why), share])
    })
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
    let code = &findings.question.code;
    let partial = segments.told().any(|group| covers(group, code).is_some());
    let mut columns = vec![
        Column::words(Term::Group),
        Column::numbers(Term::Responses),
        Column::new(Term::SharePositive, Shape::Share),
    ];
    columns.extend(before.map(|_| Column::new(Term::InPeriodBefore, Shape::Compact)));
    columns.extend(partial.then(|| Column::numbers(Term::Covers)));
    let table = segments.told().fold(Table::new(columns).called(caption), |table, group| {
        let size = Cell::or(group.n, Cell::Count, Term::FewerThanK);
        let cells = [(&group.label).into(), size, Cell::told(share_of(group, code), Cell::Share)];
        let before = before.map(|before| earlier_share(before, group, code));
        table.row(cells.into_iter().chain(before).chain(partial.then(|| coverage(group, code))))
    });
    if table.rows.is_empty() {
        return part.note(not_told(findings, segments));
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
    Cell::or(covers(group, question).or(all), |(told, all)| Cell::Percentage(told, all), Term::FewerThanK)
}

/// A group's share of positive answers; with a word of warning where it is of some of its people only.
fn share(group: &Group, question: &QuestionCode) -> Cell {
    let partial = covers(group, question).is_some();
    let marked = |share| if partial { Cell::SharePhrase(share, Term::OnlyPart) } else { Cell::Share(share) };
    Cell::told(share_of(group, question), marked)
}

/// The end of the code of what a department has no other name for.
const ANY_OTHER: &str = "_other";

/// What a kind of matter is called; with its department, where it is any other matter of that one, or another department
/// has a matter of the same name.
fn matter(findings: &Findings<'_>, segments: &Segments, group: &Group) -> Phrase {
    let name = Phrase::from(&group.label);
    let options = segments.question(findings).map(|question| &question.kind);
    let Some(Kind::Single { options, .. }) = options else { return name };
    let own = options.iter().find(|option| Some(option.code.as_str()) == group.key.parts().1.as_deref());
    let shared = options.iter().filter(|option| option.text == group.label).count() > 1
        || own.is_some_and(|option| option.code.as_str().ends_with(ANY_OTHER));
    match own.map(|option| option.departments.as_slice()) {
        Some([department]) if shared => Term::Scoped.with([name.into(), findings.department(Some(department)).into()]),
        _ => name,
    }
}

/// What went wrong most often by matter, as a count of those who said what did; where that is confirmed.
fn reasons(findings: &Findings<'_>, segments: &Segments) -> Vec<Cell> {
    let leading: Vec<Option<Leading>> = segments.told().map(|group| leading(findings, group)).collect();
    let p: Vec<f64> = leading.iter().flatten().map(|leading| leading.p).collect();
    let mut adjusted = holm(&p).into_iter();
    let cell = |leading: Option<Leading>| {
        let Some(leading) = leading else { return Cell::Absent(Term::NoReasons) };
        match adjusted.next().filter(|p| *p < SIGNIFICANT) {
            Some(_) => Term::ReasonOf.with(leading.told).into(),
            None => Cell::Absent(Term::NoReasonLeads),
        }
    };
    leading.into_iter().map(cell).collect()
}

/// The reason that most people named.
struct Leading {
    /// What it is, how many named it, and how many named any.
    told: [Cell; 3],
    /// How probable it would be, were the second named as often.
    p: f64,
}

/// The reason that most people named; none: too few named any.
fn leading(findings: &Findings<'_>, group: &Group) -> Option<Leading> {
    let question = with_role(findings, Role::Reason)?;
    let figures = group.question(&question.code)?;
    // Of some of the people it would be misleading.
    if figures.n < FEWEST_TO_CONCLUDE || figures.partial.is_some() {
        return None;
    }
    let mut options: Vec<_> = figures.distribution.iter().collect();
    options.sort_by_key(|option| std::cmp::Reverse(option.n));
    let (most, second) = (options.first()?, options.get(1).map_or(0, |option| option.n));
    // Several options that are told together name no single reason, nor can any be held against them.
    if options.iter().any(|option| option.option.contains('|') && option.n >= second) {
        return None;
    }
    let p = leads(most.n, second, figures.n)?.p;
    let words = option_words(findings.version, question, &most.option);
    Some(Leading { told: [words.into(), Cell::Count(most.n), Cell::Count(figures.n)], p })
}

/// Whether the segments differ in the headline at all; who did not say to which they belong is in none.
fn test(findings: &Findings<'_>, segments: &Segments) -> Option<Phrase> {
    let answered = segments.told().filter(|group| group.key.parts().1.as_deref() != Some(NOT_APPLICABLE));
    let told = answered.filter_map(|group| group.whole_share(&findings.question.code));
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
    let name = segments.title(findings);
    let values =
        [Cell::Phrase(name), Cell::Number(test.statistic, 2), Cell::Count(test.degrees as u64), Cell::PValue(test.p)];
    Some(verdict.with(values))
}

fn differ(shares: &[Proportion]) -> Option<ChiSquared> {
    let table: Vec<Vec<u64>> = shares.iter().map(|share| vec![share.n, share.of - share.n]).collect();
    chi_squared(&table)
}

/// Whether the channels are mixed as they were in the period before.
fn mix(segments: &Segments, before: &Results) -> Phrase {
    match shift(&segments.now, before) {
        Some(test) if test.p < SHIFTED => Term::MixShifted.with([Cell::PValue(test.p)]),
        Some(test) => Term::MixSteady.with([Cell::PValue(test.p)]),
        None => Term::MixUnknown.into(),
    }
}

/// The change of the headline within channels, so that a shift between them is not taken for a change.
fn adjusted(findings: &Findings<'_>, segments: &Segments, before: &Results) -> Table {
    let headline = &findings.question.code;
    let strata = segments.now.groups.iter().filter_map(|group| {
        let earlier = before.groups.iter().find(|earlier| earlier.key == group.key)?;
        let (now, earlier) = (group.whole_share(headline)?, earlier.whole_share(headline)?);
        Some(Stratum { hits1: now.n, n1: now.of, hits2: earlier.n, n2: earlier.of })
    });
    let strata: Vec<Stratum> = strata.collect();
    let plain = findings.by_department.total.questions.first().and_then(|change| change.contrast.difference);
    let table = Table::new([Column::words(Term::Item), Column::new(Term::Change, Shape::Change)])
        .row([Cell::term(Term::ChangePlain), Cell::or(plain, Cell::Difference, Term::NoComparison)]);
    table.row([
        Cell::term(Term::ChangeAdjusted),
        Cell::or(mantel_haenszel(&strata), Cell::Difference, Term::NoComparison),
    ])
}
