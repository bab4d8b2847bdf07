//! Figures on the wire: what the answers to inquiries share.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::http::v1::questionnaire::{TextsBody, texts_view};
use crate::survey::figures::{Coverage, Group, Key, OptionFigures, Proportion, QuestionFigures};
use crate::survey::period::Period;
use crate::survey::statistics::{LEVEL, NetPromoter};

/// A period, as it was asked for.
#[derive(Debug, Serialize, ToSchema)]
pub struct PeriodView {
    /// Its name.
    #[schema(example = "2026-Q3")]
    label: String,
    /// Its first day.
    #[schema(format = "date")]
    from: String,
    /// Its last day.
    #[schema(format = "date")]
    to: String,
    /// Whether all of it is closed.
    closed: bool,
}

/// Which responses the figures rest on.
#[derive(Debug, Serialize, ToSchema)]
pub struct CoverageView {
    /// How many; `null`: withheld.
    n: Option<u64>,
    /// The first day one of them was collected.
    #[schema(format = "date")]
    first_day: Option<String>,
    /// The last day one of them was collected.
    #[schema(format = "date")]
    last_day: Option<String>,
    /// The versions they answered.
    versions: Vec<u32>,
    /// How many of them are told only for the whole office.
    pooled: u64,
    /// The day the latest of them were released.
    #[schema(format = "date")]
    as_of: Option<String>,
    /// How many of them carry each flag: `burst`, `outside_hours`, `straight_lining`, `too_fast`.
    flags: BTreeMap<&'static str, u64>,
    /// How many people the groups are about, where those are of a frozen dimension; else `null`.
    in_cuts: Option<u64>,
}

/// Which part of an answer a group is; empty: all of it.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct KeyView {
    /// The department; `null`: what is told only for the whole office.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable, value_type = Option<String>)]
    department: Option<Option<String>>,
    /// The month.
    #[serde(skip_serializing_if = "Option::is_none")]
    month: Option<String>,
    /// The quarter.
    #[serde(skip_serializing_if = "Option::is_none")]
    quarter: Option<String>,
    /// The year.
    #[serde(skip_serializing_if = "Option::is_none")]
    year: Option<String>,
    /// The dimension by name, and its category; `null`: those that can be told only together.
    #[serde(flatten)]
    #[schema(value_type = std::collections::HashMap<String, Option<String>>)]
    category: BTreeMap<String, Option<String>>,
}

/// Figures for one part of an answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct GroupView {
    /// Which part.
    key: KeyView,
    /// Its name by language.
    label: TextsBody,
    /// How many responses; `null`: withheld.
    n: Option<u64>,
    /// Why nothing is told; `null`: it is told.
    withheld: Option<&'static str>,
    /// The figures by question.
    questions: Vec<QuestionView>,
}

/// Figures for one question.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuestionView {
    /// The question.
    code: String,
    /// Its kind.
    kind: &'static str,
    /// How many answered it.
    n: u64,
    /// How many gave no answer, also because an earlier answer had left the question out.
    missing: u64,
    /// How many said that it does not apply; they are in no denominator.
    not_applicable: u64,
    /// How often each option was chosen, worst first on a scale.
    distribution: Vec<OptionView>,
    /// The mean of a rating.
    mean: Option<f64>,
    /// The sample standard deviation of a rating.
    sd: Option<f64>,
    /// The share of positive answers.
    positive: Option<PositiveView>,
    /// The net promoter score.
    nps: Option<NpsView>,
    /// How far the share of positive answers can be relied on: `reliable`, `indicative` or `too_few`.
    certainty: Option<&'static str>,
}

/// How often one option was chosen.
#[derive(Debug, Serialize, ToSchema)]
pub struct OptionView {
    /// The option.
    option: String,
    /// How many chose it.
    n: u64,
    /// Their share of those who answered, 0 to 1.
    share: Option<f64>,
}

/// A share with its Wilson interval.
#[derive(Debug, Serialize, ToSchema)]
pub struct PositiveView {
    /// How many.
    n: u64,
    /// Their share, 0 to 1.
    share: f64,
    /// The lower end of the interval.
    low: f64,
    /// The upper end of the interval.
    high: f64,
    /// The level of the interval.
    level: f64,
}

/// A net promoter score.
#[derive(Debug, Serialize, ToSchema)]
pub struct NpsView {
    /// Those who said 9 or 10.
    promoters: u64,
    /// Those who said 7 or 8.
    passives: u64,
    /// Those who said 0 to 6.
    detractors: u64,
    /// The share of promoters less that of detractors, in points, -100 to 100.
    score: f64,
    /// Half the width of its 95 % interval, in points.
    margin: f64,
}

impl PeriodView {
    /// A period that is closed or not.
    pub fn new(period: &Period, closed: bool) -> Self {
        Self {
            label: period.label().to_owned(),
            from: period.first().to_string(),
            to: period.last().to_string(),
            closed,
        }
    }
}

impl From<&Coverage> for CoverageView {
    fn from(coverage: &Coverage) -> Self {
        Self {
            n: coverage.n,
            first_day: coverage.first_day.map(|day| day.to_string()),
            last_day: coverage.last_day.map(|day| day.to_string()),
            versions: coverage.versions.clone(),
            pooled: coverage.pooled,
            as_of: coverage.as_of.map(|day| day.to_string()),
            flags: coverage.flags.iter().map(|(flag, count)| (flag.as_str(), *count)).collect(),
            in_cuts: coverage.in_cuts,
        }
    }
}

impl From<&Key> for KeyView {
    fn from(key: &Key) -> Self {
        match key {
            Key::All => Self::default(),
            Key::Department(code) => {
                Self { department: Some(code.as_ref().map(ToString::to_string)), ..Self::default() }
            }
            Key::Month(label) => Self { month: Some(label.clone()), ..Self::default() },
            Key::Quarter(label) => Self { quarter: Some(label.clone()), ..Self::default() },
            Key::Year(label) => Self { year: Some(label.clone()), ..Self::default() },
            Key::Category(dimension, category) => {
                Self { category: BTreeMap::from([(dimension.to_string(), category.clone())]), ..Self::default() }
            }
        }
    }
}

impl From<&Group> for GroupView {
    fn from(group: &Group) -> Self {
        Self {
            key: (&group.key).into(),
            label: texts_view(&group.label),
            n: group.n,
            withheld: group.withheld.map(|withheld| withheld.as_str()),
            questions: group.questions.iter().map(QuestionView::from).collect(),
        }
    }
}

impl From<&QuestionFigures> for QuestionView {
    fn from(figures: &QuestionFigures) -> Self {
        Self {
            code: figures.code.to_string(),
            kind: figures.kind,
            n: figures.n,
            missing: figures.missing,
            not_applicable: figures.not_applicable,
            distribution: figures.distribution.iter().map(OptionView::from).collect(),
            mean: figures.mean,
            sd: figures.sd,
            positive: figures.positive.as_ref().map(PositiveView::from),
            nps: figures.nps.as_ref().map(NpsView::from),
            certainty: figures.certainty.map(|certainty| certainty.as_str()),
        }
    }
}

impl From<&OptionFigures> for OptionView {
    fn from(figures: &OptionFigures) -> Self {
        Self { option: figures.option.clone(), n: figures.n, share: figures.share }
    }
}

impl From<&Proportion> for PositiveView {
    fn from(proportion: &Proportion) -> Self {
        Self { n: proportion.n, share: proportion.share, low: proportion.low, high: proportion.high, level: LEVEL }
    }
}

impl From<&NetPromoter> for NpsView {
    fn from(nps: &NetPromoter) -> Self {
        Self {
            promoters: nps.promoters,
            passives: nps.passives,
            detractors: nps.detractors,
            score: nps.score,
            margin: nps.margin,
        }
    }
}
