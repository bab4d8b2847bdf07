//! What is answered: figures with their n and their uncertainty.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaType, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::survey::codes::{DepartmentCode, QuestionCode, SurveySlug};
use crate::survey::disclosure::{Days, Dimension, Withheld};
use crate::survey::figures::record::Block;
use crate::survey::flags::Flag;
use crate::survey::period::Period;
use crate::survey::statistics::{self, LEVEL, NetPromoter};
use crate::survey::text::LocalizedText;

/// Figures for one period.
#[derive(Debug, Clone, PartialEq)]
pub struct Results {
    /// The survey.
    pub survey: SurveySlug,
    /// The period that was asked for.
    pub period: Period,
    /// Whether all of it is closed, so that only imported history can add to it.
    pub closed: bool,
    /// What they are limited to.
    pub filters: Filters,
    /// Which responses the figures rest on.
    pub coverage: Coverage,
    /// One group for each part.
    pub groups: Vec<Group>,
    /// Everything that was selected.
    pub total: Group,
}

/// What figures are limited to, as every answer and file repeats it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Filters {
    /// The departments; empty: the whole office.
    pub departments: Vec<DepartmentCode>,
    /// The questions; empty: all.
    pub questions: Vec<QuestionCode>,
    /// How they are split: `none`, `department`, `site`, `month`, `quarter`, `year`, or one or two dimensions.
    pub group_by: String,
    /// The day at whose end the figures stood so; none: as they stand.
    pub as_of: Option<Date>,
}

/// Which responses figures rest on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, ToSchema)]
pub struct Coverage {
    /// How many; none: withheld.
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
    /// How many of them carry each flag; flags that nobody carries are absent.
    #[serde(serialize_with = "tell_flags")]
    #[schema(value_type = BTreeMap<String, u64>)]
    pub flags: BTreeMap<Flag, u64>,
    /// How many of them repeat others, as far as flags tell.
    pub repeated: u64,
    /// Which share of everybody gave one answer to all ratings, of at least eight, with one decimal; none: not told.
    pub straight_lining: Option<f64>,
    /// How many responses of the whole office an administrator set aside, which are in no figure; none: none, or too few to
    /// tell.
    pub set_aside: Option<u64>,
    /// How many people were told by class, where the groups are of a dimension.
    pub in_classes: Option<u64>,
}

/// Figures for one part of an answer.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Group {
    /// Which part.
    pub key: Key,
    /// Its name for people.
    pub label: LocalizedText,
    /// How many responses; none when withheld.
    pub n: Option<u64>,
    /// Why nothing is told, if nothing is.
    pub withheld: Option<Withheld>,
    /// The share of those it is surely about among all whom it may be about; none: it is about all of them.
    pub partial: Option<f64>,
    /// The figures by question; empty when withheld.
    pub questions: Vec<QuestionFigures>,
    /// The questions that were asked and are not told, and why.
    #[serde(serialize_with = "tell_untold")]
    #[schema(value_type = Vec<Untold>)]
    pub untold: Vec<(QuestionCode, Withheld)>,
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
    /// A site; none: the office block.
    Site(Option<String>),
    /// A value of one dimension, or of two; none: those that are told only together.
    Class(Vec<(Dimension, Option<String>)>),
}

/// Figures for one question.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct QuestionFigures {
    /// The question.
    pub code: QuestionCode,
    /// Its kind, by name.
    pub kind: &'static str,
    /// How many answered it.
    pub n: u64,
    /// How many people it covers: those of the blocks of which it is told.
    pub people: u64,
    /// The days on which they were collected.
    pub days: Option<Days>,
    /// Whether it may be held against the headline: it covers the same days, and all whom it may be about.
    pub comparable: bool,
    /// The share of those it is surely about among all whom it may be about; none: it is about all of them.
    pub partial: Option<f64>,
    /// How many were asked it; none: not told, in a table by class.
    pub asked: Option<u64>,
    /// How many of those gave no answer; none: not told, in a table by class.
    pub missing: Option<u64>,
    /// How many said that it does not apply; they are in no denominator. None: not told, in a table by class.
    pub not_applicable: Option<u64>,
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
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct OptionFigures {
    /// The option; several with `|` between them are told only together.
    pub option: String,
    /// How many chose it.
    pub n: u64,
    /// How many of those who answered were offered it.
    pub of: u64,
    /// The share of those who chose it; none when nobody was offered it.
    pub share: Option<f64>,
}

/// A share with its Wilson interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(into = "Share")]
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
    /// How many of the responses behind it repeat others. What these said is told of nobody, so it may be anything.
    pub repeated: u64,
}

/// A share of positive answers, as documents tell it.
#[derive(Serialize, ToSchema)]
#[schema(as = Proportion)]
struct Share {
    /// How many.
    n: u64,
    /// Their share, 0 to 1.
    share: f64,
    /// The lower end of its Wilson interval.
    low: f64,
    /// The upper end of the interval.
    high: f64,
    /// The level of the interval.
    level: f64,
    /// Between which shares it would lie without the responses that carry `burst` or `repeat`.
    without_repeated: Bound,
}

/// A question of which nothing is told.
#[derive(Serialize, ToSchema)]
struct Untold<'a> {
    /// The question.
    code: &'a QuestionCode,
    /// Why.
    withheld: Withheld,
}

/// Between which shares one lies, 0 to 1, when responses are taken away of which nobody knows what they said.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct Bound {
    /// How many responses are taken away; where figures are split by a dimension, at most so many.
    pub repeated: u64,
    /// If all of them were positive, as far as there are so many.
    pub low: f64,
    /// If none of them was.
    pub high: f64,
}

/// How far a share can be relied on, by the half-width of its 95% interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// At most 5 points.
    Reliable,
    /// At most 15 points.
    Indicative,
    /// Wider: the answers are too few to conclude anything.
    TooFew,
}

impl Key {
    /// What the answer is split by, and which part of it this is, as documents name them.
    /// Without a part it is all of the answer, or what is told only together.
    pub fn parts(&self) -> (String, Option<String>) {
        let owned = |text: &str| Some(text.to_owned());
        match self {
            Self::All => ("none".to_owned(), None),
            Self::Department(code) => ("department".to_owned(), code.as_ref().map(ToString::to_string)),
            Self::Month(label) => ("month".to_owned(), owned(label)),
            Self::Quarter(label) => ("quarter".to_owned(), owned(label)),
            Self::Year(label) => ("year".to_owned(), owned(label)),
            Self::Site(site) => ("site".to_owned(), site.clone()),
            Self::Class(values) => {
                let names: Vec<&str> = values.iter().map(|(dimension, _)| dimension.as_str()).collect();
                let values: Option<Vec<&str>> = values.iter().map(|(_, value)| value.as_deref()).collect();
                (names.join(","), values.map(|values| values.join(",")))
            }
        }
    }
}

impl Serialize for Key {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match self {
            Self::All => {}
            Self::Department(code) => map.serialize_entry("department", code)?,
            Self::Month(label) => map.serialize_entry("month", label)?,
            Self::Quarter(label) => map.serialize_entry("quarter", label)?,
            Self::Year(label) => map.serialize_entry("year", label)?,
            Self::Site(site) => map.serialize_entry("site", site)?,
            Self::Class(values) => {
                let by_name: BTreeMap<&str, _> = values.iter().map(|(by, value)| (by.as_str(), value)).collect();
                by_name.into_iter().try_for_each(|(name, value)| map.serialize_entry(name, value))?;
            }
        }
        map.end()
    }
}

impl PartialSchema for Key {
    fn schema() -> RefOr<Schema> {
        let value = || ObjectBuilder::new().schema_type(SchemaType::from_iter([Type::String, Type::Null]));
        let period = |about: &str| ObjectBuilder::new().schema_type(Type::String).description(Some(about));
        ObjectBuilder::new()
            .description(Some("Which part of an answer this is; empty: all of it."))
            .property(
                "department",
                value().description(Some("The department; `null`: told only for the whole office.")),
            )
            .property("month", period("The month."))
            .property("quarter", period("The quarter."))
            .property("year", period("The year."))
            .property("site", value().description(Some("The site; `null`: told only for the whole office.")))
            .additional_properties(Some(
                value().description(Some("A dimension's value; `null`: those that are told only together.")),
            ))
            .into()
    }
}

impl ToSchema for Key {
    fn name() -> Cow<'static, str> {
        "GroupKey".into()
    }
}

impl PartialSchema for Proportion {
    fn schema() -> RefOr<Schema> {
        Share::schema()
    }
}

impl ToSchema for Proportion {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        Share::schemas(schemas);
    }
}

impl From<Proportion> for Share {
    fn from(proportion: Proportion) -> Self {
        let Proportion { n, share, low, high, .. } = proportion;
        Self { n, share, low, high, level: LEVEL, without_repeated: proportion.bound() }
    }
}

fn tell_flags<S: Serializer>(flags: &BTreeMap<Flag, u64>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(flags.iter().map(|(flag, n)| (flag.as_str(), n)).collect::<BTreeMap<_, _>>())
}

fn tell_untold<S: Serializer>(untold: &[(QuestionCode, Withheld)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(untold.iter().map(|(code, withheld)| Untold { code, withheld: *withheld }))
}

impl Results {
    /// Its groups, and behind them the total, where there is more than one of them to add up.
    pub fn parts(&self) -> impl Iterator<Item = &Group> {
        let grouped = self.groups.iter().all(|group| group.key != Key::All);
        self.groups.iter().chain(grouped.then_some(&self.total))
    }
}

impl Coverage {
    /// The days on which the responses were collected.
    pub fn days(&self) -> Option<Days> {
        let (from, to) = self.first_day.zip(self.last_day)?;
        Some(Days { from, to })
    }

    pub(super) fn of(blocks: &[&Block]) -> Self {
        let mut versions: Vec<u32> = blocks.iter().map(|block| block.version).collect();
        versions.sort_unstable();
        versions.dedup();
        let mut flags = BTreeMap::new();
        for (flag, count) in blocks.iter().flat_map(|block| block.counts.flags()) {
            *flags.entry(*flag).or_default() += count;
        }
        let pooled = blocks.iter().filter(|block| block.department.is_none());
        Self {
            n: (!blocks.is_empty()).then(|| blocks.iter().map(|block| block.counts.n()).sum()),
            first_day: blocks.iter().map(|block| block.first_day).min(),
            last_day: blocks.iter().map(|block| block.last_day).max(),
            versions,
            pooled: pooled.map(|block| block.counts.n()).sum(),
            as_of: blocks.iter().map(|block| block.closed_on).max(),
            flags,
            repeated: blocks.iter().map(|block| block.counts.repeated()).sum(),
            straight_lining: None,
            set_aside: None,
            in_classes: None,
        }
    }
}

impl Group {
    /// A part of which nothing is told.
    pub(super) fn empty(key: Key, label: LocalizedText) -> Self {
        let (questions, untold) = (Vec::new(), Vec::new());
        Self { key, label, n: None, withheld: None, partial: None, questions, untold }
    }

    /// Why a question is not told; none: it is, or was not asked.
    pub fn why_untold(&self, code: &QuestionCode) -> Option<Withheld> {
        self.withheld.or_else(|| self.untold.iter().find(|(untold, _)| untold == code).map(|(_, why)| *why))
    }

    /// The figures for one question, if the group has them.
    pub fn question(&self, code: &QuestionCode) -> Option<&QuestionFigures> {
        self.questions.iter().find(|question| question.code == *code)
    }
}

impl Proportion {
    /// What is left when a part is taken away from a whole; none when nobody is left.
    pub fn without(&self, part: &Self) -> Option<Self> {
        let rest = Self::of(self.n.checked_sub(part.n)?, self.of.checked_sub(part.of)?)?;
        Some(rest.with_repeated(self.repeated.saturating_sub(part.repeated)))
    }

    /// The same share, with so many responses behind it that repeat others.
    #[must_use]
    pub fn with_repeated(self, repeated: u64) -> Self {
        Self { repeated, ..self }
    }

    /// What is left without the responses that repeat others if all of them, as far as there are so many, were on one
    /// side: positive, or not. None: nobody is left.
    pub fn without_repeated(&self, positive: bool) -> Option<Self> {
        let taken = self.repeated.min(if positive { self.n } else { self.of - self.n });
        Self::of(if positive { self.n - taken } else { self.n }, self.of - taken)
    }

    /// Between which shares it lies without the responses that repeat others.
    pub fn bound(&self) -> Bound {
        let share =
            |positive, if_nobody_is_left| self.without_repeated(positive).map_or(if_nobody_is_left, |left| left.share);
        Bound { repeated: self.repeated, low: share(true, 0.0), high: share(false, 1.0) }
    }

    /// A share with its interval; none of nobody.
    pub fn of(n: u64, of: u64) -> Option<Self> {
        let interval = statistics::wilson(n, of)?;
        let (share, repeated) = (n as f64 / of as f64, 0);
        Some(Self { n, of, share, low: interval.low, high: interval.high, repeated })
    }

    /// Half the width of its interval: 0.05 is five points to either side. It covers chance alone, and not who chose to
    /// answer.
    pub fn margin(&self) -> f64 {
        (self.high - self.low) / 2.0
    }

    /// How far it can be relied on.
    pub fn certainty(&self) -> Certainty {
        match self.margin() {
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
