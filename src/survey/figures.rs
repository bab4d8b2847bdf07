//! What an analyst is told: sums over blocks, with n and uncertainty. Figures are arithmetic on blocks and nothing else.
//!
//! Start at [`results`]. How figures look on the wire or in a file is not decided here, see `http` and `reports`.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::survey::codes::{DepartmentCode, QuestionCode, SurveySlug};
use crate::survey::disclosure::{Counts, Published, Withheld};
use crate::survey::period::{Period, Unit};
use crate::survey::questionnaire::{Kind, Question, Version};
use crate::survey::statistics::{self, NetPromoter};
use crate::survey::text::LocalizedText;

/// At least k responses of one version and one department, released together, never to change again.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// The version that they answered.
    pub version: u32,
    /// The department they are about; none: an office block.
    pub department: Option<DepartmentCode>,
    /// The first day that one of them was collected.
    pub first_day: Date,
    /// The last day that one of them was collected; the block belongs to the periods that hold it.
    pub last_day: Date,
    /// The day the block was closed.
    pub closed_on: Date,
    /// What they say.
    pub counts: Published,
}

/// What was released of one survey, as far as a query may see it.
#[derive(Debug, Clone, Default)]
pub struct Record {
    /// Its published versions, in order.
    pub versions: Vec<Arc<Version>>,
    /// Its blocks, or [sums](Block::absorb) of blocks that the query cannot tell apart.
    pub blocks: Vec<Arc<Block>>,
    /// The period closes: up to which day, and on which day.
    pub closes: Vec<Close>,
}

/// A period close: all days up to `through` were closed on the day `on`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Close {
    /// The last day that was closed.
    pub through: Date,
    /// The day of the tick that closed it.
    pub on: Date,
}

/// What figures are asked for.
#[derive(Debug, Clone)]
pub struct Query {
    /// The survey.
    pub survey: SurveySlug,
    /// The period.
    pub period: Period,
    /// Only these departments; empty: the whole office.
    pub departments: Vec<DepartmentCode>,
    /// Only these questions; empty: all closed questions.
    pub questions: Vec<QuestionCode>,
    /// How the answer is split.
    pub group_by: GroupBy,
    /// As the figures stood at the end of this day; none: as they stand.
    pub as_of: Option<Date>,
}

/// How an answer is split.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupBy {
    /// One group, equal to the total.
    Nothing,
    /// By department, and the office block.
    Department,
    /// By calendar unit.
    Unit(Unit),
}

/// The query names something that no version of the survey knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnknownName {
    /// A department that no version asks about.
    #[error("names a department that no version of the survey asks about")]
    Department,
    /// A question that no version asks, or one that is answered in words.
    #[error("names a question that no version of the survey asks, or one that is answered in words")]
    Question,
}

/// Figures for one period.
#[derive(Debug, Clone, PartialEq)]
pub struct Results {
    /// The survey.
    pub survey: SurveySlug,
    /// The period that was asked for.
    pub period: Period,
    /// Whether all of it is closed, so that only imported history can add to it.
    pub closed: bool,
    /// Which responses the figures rest on.
    pub coverage: Coverage,
    /// One group for each part.
    pub groups: Vec<Group>,
    /// Everything that was selected.
    pub total: Group,
}

/// Which responses figures rest on.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Coverage {
    /// How many; none when that is withheld.
    pub n: Option<u64>,
    /// The first day one of them was collected.
    pub first_day: Option<Date>,
    /// The last day one of them was collected.
    pub last_day: Option<Date>,
    /// The versions they answered, in order.
    pub versions: Vec<u32>,
    /// How many of them are in office blocks.
    pub pooled: u64,
    /// The day the latest of their blocks was closed.
    pub as_of: Option<Date>,
}

/// Figures for one part of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Which part.
    pub key: Key,
    /// Its name for people.
    pub label: LocalizedText,
    /// How many responses; none when withheld.
    pub n: Option<u64>,
    /// Why nothing is told, if nothing is.
    pub withheld: Option<Withheld>,
    /// The figures by question; empty when withheld.
    pub questions: Vec<QuestionFigures>,
}

/// Which part of an answer a group is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// All of it.
    All,
    /// A department; none: the office block.
    Department(Option<DepartmentCode>),
    /// A calendar month, by label.
    Month(String),
    /// A calendar quarter, by label.
    Quarter(String),
    /// A calendar year, by label.
    Year(String),
}

/// Figures for one question.
#[derive(Debug, Clone, PartialEq)]
pub struct QuestionFigures {
    /// The question.
    pub code: QuestionCode,
    /// Its kind, by name.
    pub kind: &'static str,
    /// How many answered it.
    pub n: u64,
    /// How many gave no answer, also because an earlier answer had left the question out.
    pub missing: u64,
    /// How many said that it does not apply; they are in no denominator.
    pub not_applicable: u64,
    /// How often each option was chosen, worst first on a scale, also options that nobody chose.
    pub distribution: Vec<OptionFigures>,
    /// The mean of a rating; none below one answer.
    pub mean: Option<f64>,
    /// The sample standard deviation of a rating; none below two answers.
    pub sd: Option<f64>,
    /// The share of positive answers, where the question knows any and someone answered.
    pub positive: Option<Proportion>,
    /// The net promoter score, for that kind of question.
    pub nps: Option<NetPromoter>,
    /// How far the share of positive answers can be relied on.
    pub certainty: Option<Certainty>,
}

/// How often one option was chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct OptionFigures {
    /// The option.
    pub option: String,
    /// How many chose it.
    pub n: u64,
    /// Their share of those who answered; none when nobody did.
    pub share: Option<f64>,
}

/// A share with its Wilson interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Proportion {
    /// How many.
    pub n: u64,
    /// Of how many.
    pub of: u64,
    /// Their share, 0 to 1.
    pub share: f64,
    /// The lower end of the interval.
    pub low: f64,
    /// The upper end of the interval.
    pub high: f64,
}

/// How far a share can be relied on, by the half-width of its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certainty {
    /// At most 5 points.
    Reliable,
    /// At most 15 points.
    Indicative,
    /// Wider: the answers are too few to conclude anything.
    TooFew,
}

/// Figures for a query, from what was released.
///
/// # Errors
/// When the query names a department or question that no version knows; a filter is never silently widened.
pub fn results(query: &Query, record: &Record) -> Result<Results, UnknownName> {
    check_names(query, record)?;
    let chosen: Vec<&Block> = record.blocks.iter().map(Arc::as_ref).filter(|block| query.selects(block)).collect();
    let shown = ShownQuestions::of(query, record, &chosen);
    let groups = match query.group_by {
        GroupBy::Nothing => vec![shown.group(Key::All, LocalizedText::default(), &chosen)],
        GroupBy::Department => by_department(query, record, &chosen, &shown),
        GroupBy::Unit(unit) => by_unit(query, unit, &chosen, &shown),
    };
    Ok(Results {
        survey: query.survey.clone(),
        period: query.period.clone(),
        closed: record.closes.iter().any(|close| close.through >= query.period.last() && query.sees(close.on)),
        coverage: Coverage::of(&chosen),
        groups,
        total: shown.group(Key::All, LocalizedText::default(), &chosen),
    })
}

fn check_names(query: &Query, record: &Record) -> Result<(), UnknownName> {
    let asked = |code: &DepartmentCode| record.versions.iter().any(|version| version.department(code).is_some());
    if !query.departments.iter().all(asked) {
        return Err(UnknownName::Department);
    }
    let closed = |code: &QuestionCode| {
        let mut questions = record.versions.iter().filter_map(|version| version.question(code.as_str()));
        questions.any(|question| !matches!(question.kind, Kind::Text { .. }))
    };
    if query.questions.iter().all(closed) { Ok(()) } else { Err(UnknownName::Question) }
}

fn by_department(query: &Query, record: &Record, chosen: &[&Block], shown: &ShownQuestions<'_>) -> Vec<Group> {
    let mut labels: Vec<(DepartmentCode, LocalizedText)> = Vec::new();
    for version in query.reference_first(record) {
        for department in &version.departments {
            let listed = labels.iter().any(|(code, _)| code == &department.code);
            let wanted = query.departments.is_empty() || query.departments.contains(&department.code);
            if wanted && !listed {
                labels.push((department.code.clone(), department.name.clone()));
            }
        }
    }
    let of = |code: Option<&DepartmentCode>| -> Vec<&Block> {
        chosen.iter().copied().filter(|block| block.department.as_ref() == code).collect()
    };
    let mut groups: Vec<Group> = labels
        .into_iter()
        .map(|(code, label)| shown.group(Key::Department(Some(code.clone())), label, &of(Some(&code))))
        .collect();
    if query.departments.is_empty() {
        groups.push(shown.group(Key::Department(None), office_block_label(), &of(None)));
    }
    groups
}

fn by_unit(query: &Query, unit: Unit, chosen: &[&Block], shown: &ShownQuestions<'_>) -> Vec<Group> {
    let parts = query.period.parts(unit).into_iter();
    let group = |part: Period| {
        let blocks: Vec<&Block> = chosen.iter().copied().filter(|block| part.holds(block.last_day)).collect();
        let label = part.label().to_owned();
        let key = match unit {
            Unit::Month => Key::Month(label),
            Unit::Quarter => Key::Quarter(label),
            Unit::Year => Key::Year(label),
        };
        shown.group(key, LocalizedText::default(), &blocks)
    };
    parts.map(group).collect()
}

/// What the office block is called: the departments that had too few to be told by themselves.
pub fn office_block_label() -> LocalizedText {
    let texts =
        [("pl", "Pozostałe łącznie"), ("en", "Others together"), ("uk", "Інші разом"), ("de", "Übrige zusammen")];
    let entry = |(language, text): (&str, &str)| Some((language.parse().ok()?, text.to_owned()));
    LocalizedText(texts.into_iter().filter_map(entry).collect())
}

impl Key {
    /// What the answer is split by, and which part of it this is, as documents name them.
    /// Without a part it is all of the answer, or what is told only for the whole office.
    pub fn parts(&self) -> (&str, Option<&str>) {
        match self {
            Self::All => ("none", None),
            Self::Department(code) => ("department", code.as_ref().map(DepartmentCode::as_str)),
            Self::Month(label) => ("month", Some(label)),
            Self::Quarter(label) => ("quarter", Some(label)),
            Self::Year(label) => ("year", Some(label)),
        }
    }
}

impl GroupBy {
    /// How documents name the split.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Nothing => "none",
            Self::Department => "department",
            Self::Unit(Unit::Month) => "month",
            Self::Unit(Unit::Quarter) => "quarter",
            Self::Unit(Unit::Year) => "year",
        }
    }
}

impl Block {
    /// Whether no query can tell two blocks apart, but by the day on which they were closed:
    /// they are of one version and department, and of one month.
    pub fn is_like(&self, other: &Self) -> bool {
        self.version == other.version
            && self.department == other.department
            && self.last_day.first_of_month() == other.last_day.first_of_month()
    }

    /// Adds a block that is like this one. The sum counts as closed when the later of the two was.
    pub fn absorb(&mut self, other: &Self) {
        self.counts.merge(&other.counts);
        self.first_day = self.first_day.min(other.first_day);
        self.last_day = self.last_day.max(other.last_day);
        self.closed_on = self.closed_on.max(other.closed_on);
    }
}

impl Query {
    fn sees(&self, day: Date) -> bool {
        self.as_of.is_none_or(|as_of| day <= as_of)
    }

    fn selects(&self, block: &Block) -> bool {
        let department = block.department.as_ref();
        self.period.holds(block.last_day)
            && self.sees(block.closed_on)
            && (self.departments.is_empty() || department.is_some_and(|code| self.departments.contains(code)))
    }

    /// The versions that were there by the end of the period, newest first; the first names the departments.
    /// Never a later one: what is published tomorrow must not change what was answered yesterday.
    fn reference_first<'a>(&self, record: &'a Record) -> Vec<&'a Version> {
        let there = |version: &&Version| version.published_on <= self.period.last() && self.sees(version.published_on);
        let versions = || record.versions.iter().map(Arc::as_ref);
        let mut known: Vec<&Version> = versions().filter(there).collect();
        if known.is_empty() {
            known.extend(versions().next());
        }
        known.sort_by_key(|version| std::cmp::Reverse(version.number));
        known
    }
}

impl Coverage {
    fn of(blocks: &[&Block]) -> Self {
        let mut versions: Vec<u32> = blocks.iter().map(|block| block.version).collect();
        versions.sort_unstable();
        versions.dedup();
        let pooled = blocks.iter().filter(|block| block.department.is_none());
        Self {
            n: (!blocks.is_empty()).then(|| blocks.iter().map(|block| block.counts.n()).sum()),
            first_day: blocks.iter().map(|block| block.first_day).min(),
            last_day: blocks.iter().map(|block| block.last_day).max(),
            versions,
            pooled: pooled.map(|block| block.counts.n()).sum(),
            as_of: blocks.iter().map(|block| block.closed_on).max(),
        }
    }
}

/// The questions that an answer shows, each with how every version asked it, newest version first.
struct ShownQuestions<'a> {
    questions: Vec<(QuestionCode, Vec<(u32, &'a Question)>)>,
}

impl<'a> ShownQuestions<'a> {
    fn of(query: &Query, record: &'a Record, chosen: &[&Block]) -> Self {
        let mut questions: Vec<(QuestionCode, Vec<(u32, &'a Question)>)> = Vec::new();
        let answered = |version: &&Arc<Version>| chosen.iter().any(|block| block.version == version.number);
        for version in record.versions.iter().rev().filter(answered) {
            for question in &version.questionnaire.questions {
                let wanted = query.questions.is_empty() || query.questions.contains(&question.code);
                if !wanted || matches!(question.kind, Kind::Text { .. }) {
                    continue;
                }
                match questions.iter_mut().find(|(code, _)| code == &question.code) {
                    Some((_, asked)) => asked.push((version.number, question)),
                    None => questions.push((question.code.clone(), vec![(version.number, question)])),
                }
            }
        }
        Self { questions }
    }

    fn group(&self, key: Key, label: LocalizedText, blocks: &[&Block]) -> Group {
        if blocks.is_empty() {
            return Group { key, label, n: None, withheld: Some(Withheld::FewerThanK), questions: Vec::new() };
        }
        let figures = self.questions.iter().filter_map(|(code, asked)| question_figures(code, asked, blocks));
        let n = blocks.iter().map(|block| block.counts.n()).sum();
        Group { key, label, n: Some(n), withheld: None, questions: figures.collect() }
    }
}

fn question_figures(code: &QuestionCode, asked: &[(u32, &Question)], blocks: &[&Block]) -> Option<QuestionFigures> {
    let (_, newest) = asked.first()?;
    let mut sum = Counts::default();
    let (mut were_asked, mut positive) = (0, 0);
    for block in blocks {
        let Some((_, question)) = asked.iter().find(|(version, _)| *version == block.version) else { continue };
        let counts = block.counts.question(code);
        were_asked += block.counts.n();
        sum.answered += counts.answered;
        sum.not_applicable += counts.not_applicable;
        for (option, count) in counts.options {
            if question.counts_as_positive(&option) == Some(true) {
                positive += count;
            }
            *sum.options.entry(option).or_default() += count;
        }
    }
    let positive = newest.knows_positive().then(|| Proportion::of(positive, sum.answered)).flatten();
    let rating = matches!(newest.kind, Kind::Rating { .. });
    let values = numeric_values(&sum.options);
    Some(QuestionFigures {
        code: code.clone(),
        kind: newest.kind_name(),
        n: sum.answered,
        missing: were_asked - sum.answered - sum.not_applicable,
        not_applicable: sum.not_applicable,
        distribution: distribution(asked, &sum),
        mean: rating.then(|| statistics::mean(&values)).flatten(),
        sd: rating.then(|| statistics::standard_deviation(&values)).flatten(),
        nps: matches!(newest.kind, Kind::Nps).then(|| net_promoter(&sum.options)).flatten(),
        certainty: positive.as_ref().map(Proportion::certainty),
        positive,
    })
}

fn distribution(asked: &[(u32, &Question)], sum: &Counts) -> Vec<OptionFigures> {
    let mut options: Vec<String> = Vec::new();
    for option in asked.iter().flat_map(|(_, question)| question.options()) {
        if !options.contains(&option) {
            options.push(option);
        }
    }
    let figures = options.into_iter().map(|option| {
        let n = sum.options.get(&option).copied().unwrap_or(0);
        let share = (sum.answered > 0).then(|| n as f64 / sum.answered as f64);
        OptionFigures { option, n, share }
    });
    figures.collect()
}

fn numeric_values(options: &BTreeMap<String, u64>) -> Vec<(f64, u64)> {
    let mut values: Vec<(f64, u64)> =
        options.iter().filter_map(|(option, count)| Some((option.parse::<f64>().ok()?, *count))).collect();
    values.sort_by(|left, right| left.0.total_cmp(&right.0));
    values
}

fn net_promoter(options: &BTreeMap<String, u64>) -> Option<NetPromoter> {
    let mut counts = [0; 11];
    for (value, count) in counts.iter_mut().enumerate() {
        *count = options.get(&value.to_string()).copied().unwrap_or(0);
    }
    statistics::net_promoter(&counts)
}

impl Proportion {
    /// A share with its interval; none of nobody.
    pub fn of(n: u64, of: u64) -> Option<Self> {
        let interval = statistics::wilson(n, of)?;
        Some(Self { n, of, share: n as f64 / of as f64, low: interval.low, high: interval.high })
    }

    /// How far it can be relied on.
    pub fn certainty(&self) -> Certainty {
        match (self.high - self.low) / 2.0 {
            half if half <= 0.05 => Certainty::Reliable,
            half if half <= 0.15 => Certainty::Indicative,
            _ => Certainty::TooFew,
        }
    }
}

impl Certainty {
    /// The word that documents use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reliable => "reliable",
            Self::Indicative => "indicative",
            Self::TooFew => "too_few",
        }
    }
}
