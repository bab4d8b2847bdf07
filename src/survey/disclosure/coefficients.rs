//! Coefficients: how ratings go together, as few, as coarse and as late as gives nobody away.
//!
//! A coefficient of two questions, beside their distributions, tells something of single answers: of 100 people who nearly
//! all say the same, two decimals often give the whole table away. So there is one for each pair, of the whole office and of
//! the last closed periods of a year together, with one decimal and an end of the scale, and only where many people lie
//! outside the most frequent answer. An attacker in the tests, which bounds joint tables by linear programming, sets the
//! numbers. What is kept of a period is coarse, too, and no joint table is.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::survey::codes::QuestionCode;
use crate::survey::disclosure::joining::Column;
use crate::survey::disclosure::published::{Threshold, Withheld};
use crate::survey::questionnaire::{Kind, Questionnaire};
use crate::survey::statistics::{alpha, spearman};

/// The fewest people who answered both questions, or all.
const FEWEST: u64 = 400;
/// How many times k people lie outside the most frequent answer to each question, at least.
const OUTSIDE: u64 = 20;
/// The strongest association that is told: it stands for all that are stronger.
pub const STRONGEST: f64 = 0.7;
/// The fewest questions of which a common scale is spoken.
const FEWEST_ITEMS: usize = 3;

/// What is known of the coefficients of one period. It is told only with others, by [`association`] and [`reliability`].
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Coefficients {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pairs: Vec<Known>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    scale: Option<Known>,
    /// The share of those who rated everything alike.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    straight: Option<Known>,
}

/// A coefficient of one period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Known {
    questions: Vec<QuestionCode>,
    n: u64,
    /// With two decimals.
    value: f64,
    /// The fewest people outside the most frequent answer to one of the questions.
    outside: u64,
}

/// How two questions go together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Association {
    /// How many people answered both.
    pub n: u64,
    /// Spearman's rank correlation with one decimal, within ±[`STRONGEST`], where it means that or more.
    pub rho: f64,
}

/// Whether several questions measure one thing.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Reliability {
    /// The questions.
    pub items: Vec<QuestionCode>,
    /// How many people answered all of them.
    pub n: u64,
    /// Cronbach's alpha, at most 1, with one decimal.
    pub alpha: f64,
}

/// How two questions go together in some periods; the mean of theirs, weighted by people.
///
/// # Errors
/// When that is not told.
pub fn association(
    periods: &[&Coefficients],
    questions: [&QuestionCode; 2],
    k: Threshold,
) -> Result<Association, Withheld> {
    let of_both = |known: &&Known| known.questions.iter().eq(questions);
    let known: Vec<&Known> = periods.iter().filter_map(|period| period.pairs.iter().find(of_both)).collect();
    let (n, rho) = together(&known, k)?;
    Ok(Association { n, rho: rho.clamp(-STRONGEST, STRONGEST) })
}

/// Whether the rated dimensions measure one thing in some periods; of those of the newest.
///
/// # Errors
/// When that is not told.
pub fn reliability(periods: &[&Coefficients], k: Threshold) -> Result<Reliability, Withheld> {
    let scales: Vec<&Known> = periods.iter().filter_map(|period| period.scale.as_ref()).collect();
    let items = scales.last().map(|scale| scale.questions.clone()).ok_or(Withheld::TooAlike)?;
    let same: Vec<&Known> = scales.into_iter().filter(|scale| scale.questions == items).collect();
    let (n, alpha) = together(&same, k)?;
    Ok(Reliability { items, n, alpha })
}

/// Which share of everybody in some periods gave one answer to all ratings, with one decimal. It is drawn from many answers
/// at once, and is told as a coefficient is.
///
/// # Errors
/// When that is not told.
pub fn straight_lining(periods: &[&Coefficients], k: Threshold) -> Result<f64, Withheld> {
    let known: Vec<&Known> = periods.iter().filter_map(|period| period.straight.as_ref()).collect();
    together(&known, k).map(|(_, share)| share)
}

fn together(known: &[&Known], k: Threshold) -> Result<(u64, f64), Withheld> {
    let n: u64 = known.iter().map(|known| known.n).sum();
    let outside: u64 = known.iter().map(|known| known.outside).sum();
    if n < FEWEST || outside < OUTSIDE * k.get() {
        return Err(Withheld::TooAlike);
    }
    let mean = known.iter().map(|known| known.value * known.n as f64).sum::<f64>() / n as f64;
    // Never -0.
    Ok((n, (mean * 10.0).round() / 10.0 + 0.0))
}

impl Coefficients {
    /// Those of everybody's answers: each rated dimension with the headline, and all of them together; and how many of
    /// everybody gave one answer to all ratings.
    pub(in crate::survey::disclosure) fn of(columns: &[Column], asked: &Questionnaire, straight: u64) -> Self {
        let rated = |column: &&Column| matches!(column.question.kind, Kind::Rating { .. });
        let headline = columns.iter().filter(rated).find(|column| column.question.code == asked.headline);
        let drivers: Vec<&Column> = columns.iter().filter(rated).filter(|column| column.is_driver(asked)).collect();
        let pairs =
            headline.into_iter().flat_map(|headline| drivers.iter().filter_map(|driver| pair(driver, headline)));
        let ratings: Vec<&Column> = columns.iter().filter(rated).collect();
        Self { pairs: pairs.collect(), scale: scale(&drivers), straight: share_of(straight, &ratings) }
    }
}

impl Column {
    fn is_driver(&self, asked: &Questionnaire) -> bool {
        self.question.code != asked.headline && self.question.dimension.is_some()
    }
}

fn pair(one: &Column, other: &Column) -> Option<Known> {
    let mut table = vec![vec![0; other.options.len()]; one.options.len()];
    let both = one.chosen.iter().zip(&other.chosen).filter(|(one, other)| **one != 0 && **other != 0);
    both.for_each(|(one, other)| table[one.trailing_zeros() as usize][other.trailing_zeros() as usize] += 1);
    let rows: Vec<u64> = table.iter().map(|row| row.iter().sum()).collect();
    let columns: Vec<u64> = (0..other.options.len()).map(|place| table.iter().map(|row| row[place]).sum()).collect();
    let questions = vec![one.question.code.clone(), other.question.code.clone()];
    let outside = outside(&rows).min(outside(&columns));
    Some(Known { questions, n: rows.iter().sum(), value: two_decimals(spearman(&table)?), outside })
}

/// Of those who answered all of them.
fn scale(items: &[&Column]) -> Option<Known> {
    if items.len() < FEWEST_ITEMS {
        return None;
    }
    let everybody = 0..items[0].chosen.len();
    let complete: Vec<Vec<f64>> = everybody
        .filter(|person| items.iter().all(|item| item.chosen[*person] != 0))
        .map(|person| items.iter().map(|item| f64::from(item.chosen[person].trailing_zeros())).collect())
        .collect();
    let n = complete.len() as f64;
    let mean = |item: usize| complete.iter().map(|values| values[item]).sum::<f64>() / n;
    let means: Vec<f64> = (0..items.len()).map(mean).collect();
    let covariance = |one: usize, other: usize| {
        let products = complete.iter().map(|values| (values[one] - means[one]) * (values[other] - means[other]));
        products.sum::<f64>() / (n - 1.0)
    };
    let places = 0..items.len();
    let matrix: Vec<Vec<f64>> =
        places.clone().map(|one| places.clone().map(|other| covariance(one, other)).collect()).collect();
    let answers = |item: usize| {
        let mut counts = vec![0; items[item].options.len()];
        complete.iter().for_each(|values| counts[values[item] as usize] += 1);
        counts
    };
    let outside = places.map(|item| outside(&answers(item))).min()?;
    let questions = items.iter().map(|item| item.question.code.clone()).collect();
    Some(Known { questions, n: complete.len() as u64, value: two_decimals(alpha(&matrix)?), outside })
}

/// How many of everybody there are, as a share; none: nobody was asked to rate anything.
fn share_of(straight: u64, ratings: &[&Column]) -> Option<Known> {
    let asked_of_all: Vec<&&Column> = ratings.iter().filter(|rating| rating.question.show_if.is_none()).collect();
    let answers = |rating: &Column| {
        let mut counts = vec![0; rating.options.len()];
        let given = rating.chosen.iter().filter(|chosen| **chosen != 0);
        given.for_each(|chosen| counts[chosen.trailing_zeros() as usize] += 1);
        counts
    };
    let n = asked_of_all.first()?.chosen.len() as u64;
    let outside = asked_of_all.iter().map(|rating| outside(&answers(rating))).min()?;
    let questions = asked_of_all.iter().map(|rating| rating.question.code.clone()).collect();
    (n > 0).then(|| Known { questions, n, value: two_decimals(straight as f64 / n as f64), outside })
}

/// How many people did not give the most frequent answer.
fn outside(counts: &[u64]) -> u64 {
    counts.iter().sum::<u64>() - counts.iter().max().copied().unwrap_or(0)
}

fn two_decimals(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
