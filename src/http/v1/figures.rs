//! Figures on the wire: what the answers to inquiries share.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::http::v1::questionnaire::{TextsBody, texts_view};
use crate::survey::codes::QuestionCode;
use crate::survey::disclosure::Withheld;
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
    /// How many of them carry each flag: `burst`, `outside_hours`, `repeat`, `too_fast`.
    flags: BTreeMap<&'static str, u64>,
    /// How many of them carry `burst` or `repeat`: they may be more of the same people's.
    repeated: u64,
    /// Which share of everybody gave one answer to all ratings, of at least eight, 0 to 1 with one decimal. It is told of
    /// the whole office and of periods that are closed, as a coefficient is; else `null`.
    straight_lining: Option<f64>,
    /// How many responses of the whole office an administrator set aside before they were told, which are in no figure,
    /// where whole quarters are asked for; `null`: fewer than k, perhaps none.
    set_aside: Option<u64>,
    /// How many people were told by class, where the groups are of a dimension; else `null`.
    in_classes: Option<u64>,
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
    /// The site; `null`: what is told only for the whole office.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable, value_type = Option<String>)]
    site: Option<Option<String>>,
    /// Each dimension by name, and its value; `null`: those that are told only together.
    #[serde(flatten)]
    #[schema(value_type = std::collections::HashMap<String, Option<String>>)]
    values: BTreeMap<String, Option<String>>,
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
    /// Why nothing is told: `fewer_than_k`, `not_closed_yet`, `quarters_only`, `future`, `carried`; `null`: it is told.
    withheld: Option<&'static str>,
    /// The share of those it is surely about among all whom it may be about; `null`: it is about all of them.
    partial: Option<f64>,
    /// The figures by question, as far as they are told.
    questions: Vec<QuestionView>,
    /// The questions that were asked and are not told.
    untold: Vec<UntoldView>,
}

/// A question of which nothing is told.
#[derive(Debug, Serialize, ToSchema)]
pub struct UntoldView {
    /// The question.
    code: String,
    /// Why.
    withheld: &'static str,
}

/// A stretch of days.
#[derive(Debug, Serialize, ToSchema)]
pub struct DaysView {
    /// The first day.
    #[schema(format = "date")]
    from: String,
    /// The last day.
    #[schema(format = "date")]
    to: String,
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
    /// How many people it covers: those of the blocks of which it is told.
    people: u64,
    /// The days on which they were collected; `null` in a table by class.
    days: Option<DaysView>,
    /// Whether it may be held against the headline: it covers the same days, and all whom it may be about.
    comparable: bool,
    /// The share of those it is surely about among all whom it may be about; `null`: it is about all of them.
    partial: Option<f64>,
    /// How many were asked it, by their version, channel, department and earlier answers; `null` in a table by class.
    asked: Option<u64>,
    /// How many of those gave no answer; `null` in a table by class.
    missing: Option<u64>,
    /// How many said that it does not apply; they are in no denominator. `null` in a table by class.
    not_applicable: Option<u64>,
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
    /// The option; several, with `|` between them, are told only together.
    option: String,
    /// How many chose it.
    n: u64,
    /// How many of those who answered were offered it.
    of: u64,
    /// The share of those who chose it, 0 to 1.
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
    /// Between which shares it would lie without the responses that carry `burst` or `repeat`.
    without_repeated: BoundView,
}

/// Between which shares one lies, 0 to 1, when responses are taken away of which nobody knows what they said.
#[derive(Debug, Serialize, ToSchema)]
pub struct BoundView {
    /// How many responses are taken away; where figures are split by a dimension, at most so many.
    repeated: u64,
    /// The share that is left if all of them were positive.
    low: f64,
    /// The share that is left if none of them was.
    high: f64,
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
            repeated: coverage.repeated,
            straight_lining: coverage.straight_lining,
            set_aside: coverage.set_aside,
            in_classes: coverage.in_classes,
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
            Key::Site(site) => Self { site: Some(site.clone()), ..Self::default() },
            Key::Class(values) => {
                let values = values.iter().map(|(dimension, value)| (dimension.to_string(), value.clone()));
                Self { values: values.collect(), ..Self::default() }
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
            partial: group.partial,
            questions: group.questions.iter().map(QuestionView::from).collect(),
            untold: group.untold.iter().map(UntoldView::from).collect(),
        }
    }
}

impl From<&(QuestionCode, Withheld)> for UntoldView {
    fn from((code, withheld): &(QuestionCode, Withheld)) -> Self {
        Self { code: code.to_string(), withheld: withheld.as_str() }
    }
}

impl From<&QuestionFigures> for QuestionView {
    fn from(figures: &QuestionFigures) -> Self {
        Self {
            code: figures.code.to_string(),
            kind: figures.kind,
            n: figures.n,
            people: figures.people,
            days: figures.days.map(|days| DaysView { from: days.from.to_string(), to: days.to.to_string() }),
            comparable: figures.comparable,
            partial: figures.partial,
            asked: figures.asked,
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
        Self { option: figures.option.clone(), n: figures.n, of: figures.of, share: figures.share }
    }
}

impl From<&Proportion> for PositiveView {
    fn from(proportion: &Proportion) -> Self {
        let (bound, repeated) = (proportion.bound(), proportion.repeated);
        Self {
            n: proportion.n,
            share: proportion.share,
            low: proportion.low,
            high: proportion.high,
            level: LEVEL,
            without_repeated: BoundView { repeated, low: bound.low, high: bound.high },
        }
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
