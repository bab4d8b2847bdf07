//! What moves the headline: how each rated dimension goes with it, how well it is rated, and how much it matters.
//!
//! Start at [`drivers`]. How two questions go together is one coefficient with one decimal, of the office and of the last
//! four quarters that were closed; how well and how important a dimension is comes from blocks, as all shares do.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use crate::survey::codes::{DepartmentCode, QuestionCode, SurveySlug};
use crate::survey::contrast::FEWEST_TO_CONCLUDE;
use crate::survey::disclosure::{Coefficients, Threshold, Withheld, association, reliability};
use crate::survey::figures::{GroupBy, Proportion, Query, Record, Results, UnknownName, results};
use crate::survey::period::Period;
use crate::survey::questionnaire::{Kind, Question, Questionnaire};
use crate::survey::text::LocalizedText;
use crate::survey::wording::Words;

pub use crate::survey::disclosure::{Association, Reliability, STRONGEST};

/// What is asked.
#[derive(Debug, Clone)]
pub struct DriversQuery {
    /// The survey.
    pub survey: SurveySlug,
    /// The period; only its whole quarters count.
    pub period: Period,
    /// Only these departments; empty: the whole office.
    pub departments: Vec<DepartmentCode>,
    /// As the figures stood at the end of this day; none: as they stand.
    pub as_of: Option<Date>,
}

/// What moves the headline.
#[derive(Debug, Clone, PartialEq)]
pub struct Drivers {
    /// The figures of the period that shares are taken from.
    pub results: Results,
    /// The headline question.
    pub headline: QuestionCode,
    /// The question that asks what matters most, if one does.
    pub importance: Option<QuestionCode>,
    /// The rated dimensions, those that go most with the headline first.
    pub drivers: Vec<Driver>,
    /// Whether the dimensions measure one thing, or why that is not told.
    pub reliability: Result<Reliability, Withheld>,
}

/// One rated dimension.
#[derive(Debug, Clone, PartialEq)]
pub struct Driver {
    /// The question.
    pub code: QuestionCode,
    /// Its words.
    pub label: LocalizedText,
    /// How it goes with the headline, or why that is not told.
    pub association: Result<Association, Withheld>,
    /// Its share of positive answers.
    pub performance: Option<Proportion>,
    /// The share of those who named it among what matters most.
    pub importance: Option<Proportion>,
    /// Whether those two cover the same days; else they are not held against each other.
    pub comparable: bool,
    /// What follows from both.
    pub priority: Option<Priority>,
}

/// Where a dimension stands between importance and performance, each beside its mean over all dimensions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// It matters more than others, and is rated lower.
    Improve,
    /// It matters more than others, and is rated higher.
    Keep,
    /// It matters less, and is rated lower.
    Watch,
    /// It matters less, and is rated higher.
    Maintain,
    /// The answers do not say on which side of a mean it is, or there are too few.
    Undecided,
}

/// What moves the headline in a period.
///
/// # Errors
/// As [`results`].
pub fn drivers(query: &DriversQuery, record: &Record) -> Result<Drivers, UnknownName> {
    let mut results = results(
        &Query {
            survey: query.survey.clone(),
            period: query.period.clone(),
            departments: query.departments.clone(),
            questions: rated_or_ranked(record),
            group_by: GroupBy::Nothing,
            as_of: query.as_of,
        },
        record,
    )?;
    // Which questions are read is no choice of whoever asks.
    results.filters.questions.clear();
    let newest = record.versions.iter().rev().find(|version| results.coverage.versions.contains(&version.number));
    let asked = newest.or(record.versions.last()).map(|version| &version.questionnaire);
    let Some(asked) = asked else { return Err(UnknownName::Question) };
    let importance = importance_question(asked);
    let rated: Vec<&Question> = asked.questions.iter().filter(|question| is_driver(question, asked)).collect();
    let told = Told::of(query, record, &results);
    let mut drivers: Vec<Driver> =
        rated.iter().map(|question| driver(question, asked, importance, &told, &results)).collect();
    prioritise(&mut drivers);
    let strength = |driver: &Driver| driver.association.map_or(-2.0, |association| association.rho);
    drivers.sort_by(|left, right| strength(right).total_cmp(&strength(left)).then(left.code.cmp(&right.code)));
    let reliability = told.reliability();
    let importance = importance.map(|question| question.code.clone());
    Ok(Drivers { headline: asked.headline.clone(), importance, drivers, reliability, results })
}

impl Drivers {
    /// The mean importance and the mean performance of the dimensions that have both; none when fewer than two do.
    pub fn means(&self) -> Option<(f64, f64)> {
        means(&self.drivers)
    }

    /// What can be said about them together.
    pub fn words(&self) -> Words {
        if self.drivers.iter().all(|driver| driver.association.is_err()) {
            return Words::new(
                "odpowiedzi jest za mało albo są zbyt podobne, by wskazać, co wiąże się z oceną ogólną",
                "the answers are too few or too alike to say what goes with the overall rating",
            );
        }
        Words::new(
            "związek nie dowodzi przyczyny: pokazuje, które oceny idą w parze z oceną ogólną",
            "an association is no proof of a cause: it shows which ratings go with the overall one",
        )
    }
}

impl Driver {
    /// Its importance and its performance, if they may be held against each other.
    fn place(&self) -> Option<(f64, f64)> {
        Some((self.importance?.share, self.performance?.share)).filter(|_| self.comparable)
    }
}

impl Priority {
    /// The word that documents use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Improve => "improve",
            Self::Keep => "keep",
            Self::Watch => "watch",
            Self::Maintain => "maintain",
            Self::Undecided => "undecided",
        }
    }

    /// What people read.
    pub fn words(self) -> Words {
        match self {
            Self::Improve => Words::new("ważne, oceniane niżej: poprawić", "important, rated lower: improve"),
            Self::Keep => Words::new("ważne, oceniane wysoko: utrzymać", "important, rated high: keep"),
            Self::Watch => Words::new("mniej ważne, oceniane niżej: obserwować", "less important, rated lower: watch"),
            Self::Maintain => {
                Words::new("mniej ważne, oceniane wysoko: podtrzymać", "less important, rated high: maintain")
            }
            Self::Undecided => Words::new("nierozstrzygnięte", "undecided"),
        }
    }
}

/// What is known of coefficients in the year that ends with a query's period.
struct Told<'a> {
    periods: Vec<&'a Coefficients>,
    k: Threshold,
    /// Why nothing is told, whatever is known.
    withheld: Option<Withheld>,
}

impl<'a> Told<'a> {
    fn of(query: &DriversQuery, record: &'a Record, results: &Results) -> Self {
        let last = query.period.last();
        let first = last.saturating_sub(1.year());
        let within = |period: &Period| first < period.first() && period.last() <= last;
        let seen = record.classes.iter().filter(|classes| query.as_of.is_none_or(|as_of| classes.told_on <= as_of));
        let periods = seen.filter(|classes| within(&classes.period));
        let withheld = match (query.departments.is_empty(), results.closed) {
            (false, _) => Some(Withheld::FewerThanK),
            (true, false) => Some(Withheld::NotClosedYet),
            (true, true) => None,
        };
        Self { periods: periods.map(|classes| &classes.coefficients).collect(), k: record.terms.k, withheld }
    }

    fn association(&self, one: &QuestionCode, other: &QuestionCode) -> Result<Association, Withheld> {
        self.withheld.map_or_else(|| association(&self.periods, [one, other], self.k), Err)
    }

    fn reliability(&self) -> Result<Reliability, Withheld> {
        self.withheld.map_or_else(|| reliability(&self.periods, self.k), Err)
    }
}

/// The questions that a driver's figures may come from: ratings, and what asks which of them matters most.
fn rated_or_ranked(record: &Record) -> Vec<QuestionCode> {
    let questions = record.versions.iter().flat_map(|version| &version.questionnaire.questions);
    let wanted = questions.filter(|question| matches!(question.kind, Kind::Rating { .. } | Kind::Multiple { .. }));
    wanted.map(|question| question.code.clone()).collect::<BTreeSet<_>>().into_iter().collect()
}

fn is_driver(question: &Question, asked: &Questionnaire) -> bool {
    question.code != asked.headline && question.dimension.is_some() && matches!(question.kind, Kind::Rating { .. })
}

/// The question that asks which dimensions matter most: all of its options are names of dimensions.
fn importance_question(asked: &Questionnaire) -> Option<&Question> {
    let is_dimension = |option: &String| asked.questions.iter().any(|rated| rated.dimension.as_ref() == Some(option));
    let mut several = asked.questions.iter().filter(|question| matches!(question.kind, Kind::Multiple { .. }));
    several.find(|question| question.options().iter().all(is_dimension))
}

fn driver(
    question: &Question,
    asked: &Questionnaire,
    importance: Option<&Question>,
    told: &Told<'_>,
    results: &Results,
) -> Driver {
    let rated = results.total.question(&question.code);
    let ranked = importance.and_then(|importance| results.total.question(&importance.code));
    let named = ranked.and_then(|ranked| {
        let dimension = question.dimension.as_ref()?;
        let chosen = ranked.distribution.iter().find(|option| option.option == *dimension)?;
        Proportion::of(chosen.n, chosen.of)
    });
    Driver {
        code: question.code.clone(),
        label: question.text.clone(),
        association: told.association(&question.code, &asked.headline),
        performance: rated.and_then(|rated| rated.positive),
        importance: named,
        comparable: rated.zip(ranked).is_some_and(|(rated, ranked)| rated.days == ranked.days),
        priority: None,
    }
}

/// The mean importance and the mean performance of those that have both; none when fewer than two do.
fn means(drivers: &[Driver]) -> Option<(f64, f64)> {
    let both: Vec<(f64, f64)> = drivers.iter().filter_map(Driver::place).collect();
    let mean = |of: fn(&(f64, f64)) -> f64| both.iter().map(of).sum::<f64>() / both.len() as f64;
    (both.len() >= 2).then(|| (mean(|pair| pair.0), mean(|pair| pair.1)))
}

/// Says of each dimension that has both an importance and a performance where it stands among the others.
fn prioritise(drivers: &mut [Driver]) {
    let Some((importance, performance)) = means(drivers) else { return };
    for driver in drivers.iter_mut().filter(|driver| driver.comparable) {
        let places = driver.importance.zip(driver.performance);
        driver.priority = places.map(|(named, rated)| match (side(&named, importance), side(&rated, performance)) {
            (Some(Ordering::Greater), Some(Ordering::Less)) => Priority::Improve,
            (Some(Ordering::Greater), Some(_)) => Priority::Keep,
            (Some(_), Some(Ordering::Less)) => Priority::Watch,
            (Some(_), Some(_)) => Priority::Maintain,
            _ => Priority::Undecided,
        });
    }
}

/// On which side of a mean all of a share's interval lies; none: on both, or there are too few answers to conclude it.
fn side(share: &Proportion, mean: f64) -> Option<Ordering> {
    match share {
        share if share.of < FEWEST_TO_CONCLUDE => None,
        share if share.low > mean => Some(Ordering::Greater),
        share if share.high < mean => Some(Ordering::Less),
        _ => None,
    }
}
