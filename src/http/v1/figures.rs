//! Figures on the wire: what results and comparisons share.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use utoipa::ToSchema;

use crate::access::Key as AccessKey;
use crate::http::problem::{Kind, Problem};
use crate::http::v1::questionnaire::{TextsBody, texts_view};
use crate::state::Catalogue;
use crate::survey::codes::{DepartmentCode, InvalidCode, QuestionCode};
use crate::survey::disclosure::UnknownDimension;
use crate::survey::figures::{
    Coverage, Group, GroupBy, Key, OptionFigures, Proportion, Query, QuestionFigures, UnknownName,
};
use crate::survey::period::{InvalidPeriod, Period, Unit};
use crate::survey::questionnaire::Version;
use crate::survey::statistics::{LEVEL, NetPromoter};
use crate::survey::trend::MOST_POINTS;

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

/// The parameters that every question for figures has, as they were sent.
pub struct Asked<'a> {
    /// The survey's slug.
    pub survey: &'a str,
    /// The period.
    pub period: Period,
    /// The departments.
    pub departments: &'a [String],
    /// The questions.
    pub questions: &'a [String],
    /// How the answer is split.
    pub group_by: GroupBy,
    /// The day whose figures are wanted.
    pub as_of: Option<&'a str>,
}

impl Asked<'_> {
    /// The query for these parameters, within what the key is good for, and the survey's versions.
    ///
    /// # Errors
    /// When there is no such survey, a parameter has the wrong form, or the key is not good for a department.
    pub fn read(&self, catalogue: &Catalogue, key: &AccessKey) -> Result<(Query, Vec<Arc<Version>>), Problem> {
        let versions = catalogue.versions(self.survey).unwrap_or_default().to_vec();
        let survey = versions.first().map(|version| version.survey.clone());
        let survey = survey.ok_or_else(|| Problem::new(Kind::NotFound))?;
        let mut departments: Vec<DepartmentCode> = parameters("department", self.departments)?;
        if departments.iter().any(|code| !key.covers(code)) {
            return Err(Problem::new(Kind::Forbidden).because("The key is not good for that department."));
        }
        if departments.is_empty() {
            departments.clone_from(&key.departments);
        }
        let as_of = self.as_of.map(|day| {
            let day: Option<jiff::civil::Date> = day.parse().ok().filter(|_| day.len() == 10);
            day.ok_or_else(|| Problem::bad_parameter("as_of", "must be a day as YYYY-MM-DD"))
        });
        let questions: Vec<QuestionCode> = parameters("question", self.questions)?;
        if let GroupBy::Unit(unit) = self.group_by
            && self.period.parts(unit).len() > MOST_POINTS
        {
            return Err(Problem::bad_parameter("period", format!("must hold at most {MOST_POINTS} parts")));
        }
        if matches!(self.group_by, GroupBy::Dimension(_)) && self.period.whole_parts(Unit::Quarter).is_none() {
            return Err(Problem::bad_parameter(
                "period",
                "must be whole quarters when figures are split by a dimension",
            ));
        }
        let query = Query {
            survey,
            period: self.period.clone(),
            departments,
            questions,
            group_by: self.group_by.clone(),
            as_of: as_of.transpose()?,
        };
        Ok((query, versions))
    }
}

/// Reads a period.
///
/// # Errors
/// When it has the wrong form.
pub fn period(name: &str, text: &str) -> Result<Period, Problem> {
    text.parse().map_err(|error: InvalidPeriod| Problem::bad_parameter(name, error.to_string()))
}

/// Reads a period that consists of whole quarters.
///
/// # Errors
/// When it has the wrong form, or begins or ends within a quarter.
pub fn whole_quarters(name: &str, text: &str) -> Result<Period, Problem> {
    let period = period(name, text)?;
    match period.whole_parts(Unit::Quarter) {
        Some(_) => Ok(period),
        None => Err(Problem::bad_parameter(name, "must consist of whole quarters, such as 2026-Q3 or 2026")),
    }
}

/// Reads a parameter that may be repeated.
///
/// # Errors
/// When one has the wrong form.
pub fn parameters<T: std::str::FromStr<Err = InvalidCode>>(name: &str, texts: &[String]) -> Result<Vec<T>, Problem> {
    texts
        .iter()
        .map(|text| text.parse().map_err(|error: InvalidCode| Problem::bad_parameter(name, error.to_string())))
        .collect()
}

impl From<UnknownName> for Problem {
    fn from(unknown: UnknownName) -> Self {
        let name = match unknown {
            UnknownName::Department => "department",
            UnknownName::Question => "question",
            UnknownName::Dimension => "group_by",
        };
        Self::bad_parameter(name, unknown.to_string())
    }
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

/// Reads how results are split.
///
/// # Errors
/// When it is neither a way to split nor the form of a dimension.
pub fn group_by(text: &str) -> Result<GroupBy, Problem> {
    Ok(match text {
        "none" => GroupBy::Nothing,
        "department" => GroupBy::Department,
        "month" => GroupBy::Unit(Unit::Month),
        "quarter" => GroupBy::Unit(Unit::Quarter),
        "year" => GroupBy::Unit(Unit::Year),
        dimension => GroupBy::Dimension(dimension.parse().map_err(|error: UnknownDimension| {
            Problem::bad_parameter("group_by", format!("must be none, department, month, quarter or year, or {error}"))
        })?),
    })
}
