//! What moves the headline: how each rated dimension goes with it, how well it is rated, and how much it matters.
//!
//! Start at [`drivers`]. It rests on the tables of two questions that were frozen when quarters closed; how well and how
//! important a dimension is comes from blocks, as all shares do.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use crate::survey::codes::{DepartmentCode, QuestionCode, SurveySlug};
use crate::survey::disclosure::{Pair, Table};
use crate::survey::figures::{GroupBy, Proportion, Query, Record, Results, UnknownName, results};
use crate::survey::period::Period;
use crate::survey::questionnaire::{Kind, Question, Questionnaire};
use crate::survey::response::NOT_APPLICABLE;
use crate::survey::statistics::{alpha, explained_variance, spearman, standardised_alpha};
use crate::survey::text::LocalizedText;
use crate::survey::wording::Words;

/// The fewest questions of which a common scale is spoken.
const FEWEST_ITEMS: usize = 3;

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
    /// Whether the dimensions measure one thing; none: too few of their tables are told.
    pub reliability: Option<Reliability>,
}

/// One rated dimension.
#[derive(Debug, Clone, PartialEq)]
pub struct Driver {
    /// The question.
    pub code: QuestionCode,
    /// Its words.
    pub label: LocalizedText,
    /// How many people answered both it and the headline, as far as a table of both is told.
    pub n: Option<u64>,
    /// Spearman's rank correlation with the headline, -1..=1.
    pub correlation: Option<f64>,
    /// The correlation ratio: the share of the headline's variance that it explains, 0..=1.
    pub eta_squared: Option<f64>,
    /// The share that a straight line explains, 0..=1.
    pub r_squared: Option<f64>,
    /// Its share of positive answers.
    pub performance: Option<Proportion>,
    /// The share of those who named it among what matters most.
    pub importance: Option<Proportion>,
    /// What follows from both.
    pub priority: Option<Priority>,
}

/// Where a dimension stands between importance and performance, each beside its mean over all dimensions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Priority {
    /// It matters more than others, and is rated lower.
    Improve,
    /// It matters more than others, and is rated as well or better.
    Keep,
    /// It matters less, and is rated lower.
    Watch,
    /// It matters less, and is rated as well or better.
    Maintain,
}

/// Cronbach's alpha of the rated dimensions. Its pairs were answered by different people, so it is an approximation.
#[derive(Debug, Clone, PartialEq)]
pub struct Reliability {
    /// The questions.
    pub items: Vec<QuestionCode>,
    /// The fewest people behind any of their tables.
    pub fewest: u64,
    /// Of the answers as they were given.
    pub raw: Option<f64>,
    /// Of the answers on one scale each.
    pub standardised: Option<f64>,
}

/// What moves the headline in a period.
///
/// # Errors
/// As [`results`].
pub fn drivers(query: &DriversQuery, record: &Record) -> Result<Drivers, UnknownName> {
    let results = results(
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
    let newest = record.versions.iter().rev().find(|version| results.coverage.versions.contains(&version.number));
    let asked = newest.or(record.versions.last()).map(|version| &version.questionnaire);
    let Some(asked) = asked else { return Err(UnknownName::Question) };
    let tables = Tables::of(query, record);
    let importance = importance_question(asked);
    let rated: Vec<&Question> = asked.questions.iter().filter(|question| is_driver(question, asked)).collect();
    let mut drivers: Vec<Driver> =
        rated.iter().map(|question| driver(question, &asked.headline, importance, &tables, &results)).collect();
    prioritise(&mut drivers);
    let strength = |driver: &Driver| driver.correlation.unwrap_or(-2.0);
    drivers.sort_by(|left, right| strength(right).total_cmp(&strength(left)).then(left.code.cmp(&right.code)));
    let reliability = reliability(&rated, &asked.headline, &tables);
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
        if self.drivers.iter().all(|driver| driver.correlation.is_none()) {
            return Words::new(
                "za mało odpowiedzi, by wskazać, co wiąże się z oceną ogólną",
                "too few answers to say what goes with the overall rating",
            );
        }
        Words::new(
            "związek nie dowodzi przyczyny: pokazuje, które oceny idą w parze z oceną ogólną",
            "an association is no proof of a cause: it shows which ratings go with the overall one",
        )
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
        }
    }
}

/// The tables of two questions that a query may use, by the questions of their rows and columns.
struct Tables<'a>(BTreeMap<(&'a QuestionCode, &'a QuestionCode), Vec<&'a Table>>);

impl<'a> Tables<'a> {
    fn of(query: &DriversQuery, record: &'a Record) -> Self {
        let wanted = |pair: &&Pair| {
            let department = match &pair.department {
                None => query.departments.is_empty(),
                Some(code) => query.departments.contains(code),
            };
            department
                && query.as_of.is_none_or(|as_of| pair.closed_on <= as_of)
                && query.period.first() <= pair.quarter.first()
                && pair.quarter.last() <= query.period.last()
        };
        let mut tables: BTreeMap<_, Vec<&Table>> = BTreeMap::new();
        for pair in record.pairs.iter().map(Arc::as_ref).filter(wanted) {
            tables.entry((&pair.row, &pair.column)).or_default().push(&pair.table);
        }
        Self(tables)
    }

    /// The sum of all tables of two questions, without those who gave no answer; none: there is no such table.
    fn find(&self, row: &QuestionCode, column: &QuestionCode) -> Option<Scored> {
        self.0.get(&(row, column)).map(|tables| Scored::sum(tables))
    }
}

/// A table whose rows and columns have values.
struct Scored {
    rows: Vec<f64>,
    columns: Vec<f64>,
    cells: Vec<Vec<u64>>,
}

impl Scored {
    /// Tables put different answers together; in the sum all of those are together that are so in any of them.
    fn sum(tables: &[&Table]) -> Self {
        let rows = common_groups(tables.iter().flat_map(|table| &table.rows));
        let columns = common_groups(tables.iter().flat_map(|table| &table.columns));
        let place = |groups: &[Vec<&str>], answers: &[String]| {
            groups.iter().position(|group| answers.iter().any(|answer| group.contains(&answer.as_str())))
        };
        let mut cells = vec![vec![0; columns.len()]; rows.len()];
        for table in tables {
            let across: Vec<Option<usize>> = table.columns.iter().map(|answers| place(&columns, answers)).collect();
            for (answers, counts) in table.rows.iter().zip(&table.cells) {
                let Some(row) = place(&rows, answers) else { continue };
                for (column, count) in across.iter().zip(counts).filter_map(|(column, count)| Some(((*column)?, count)))
                {
                    cells[row][column] += count;
                }
            }
        }
        Self { rows: rows.iter().map(value).collect(), columns: columns.iter().map(value).collect(), cells }
    }

    fn n(&self) -> u64 {
        self.cells.iter().flatten().sum()
    }

    /// The sample covariance of both questions, and the sample variance of the rows' one.
    fn covariance(&self) -> Option<(f64, f64)> {
        let n = self.n() as f64;
        if n < 2.0 {
            return None;
        }
        let each = |of: &dyn Fn(f64, f64) -> f64| -> f64 {
            let rows = self.rows.iter().zip(&self.cells);
            rows.flat_map(|(row, cells)| {
                self.columns.iter().zip(cells).map(move |(column, n)| (row, column, *n as f64))
            })
            .map(|(row, column, count)| count * of(*row, *column))
            .sum()
        };
        let (mean_row, mean_column) = (each(&|row, _| row) / n, each(&|_, column| column) / n);
        let covariance = each(&|row, column| (row - mean_row) * (column - mean_column)) / (n - 1.0);
        Some((covariance, each(&|row, _| (row - mean_row).powi(2)) / (n - 1.0)))
    }
}

/// The finest groups of answers of which each group given is a part, in the order of their values. Those who gave no
/// answer belong to none.
fn common_groups<'a>(given: impl Iterator<Item = &'a Vec<String>>) -> Vec<Vec<&'a str>> {
    let mut groups: Vec<Vec<&str>> = Vec::new();
    for answers in given {
        let answers = answers.iter().map(String::as_str).filter(|answer| *answer != NOT_APPLICABLE);
        let mut joined: Vec<&str> = answers.collect();
        if groups.iter().any(|group| joined.iter().all(|answer| group.contains(answer))) {
            continue;
        }
        groups.retain(|group| {
            let apart = !group.iter().any(|answer| joined.contains(answer));
            if !apart {
                joined.extend(group.iter().filter(|answer| !joined.contains(*answer)).copied().collect::<Vec<_>>());
            }
            apart
        });
        if !joined.is_empty() {
            groups.push(joined);
        }
    }
    groups.sort_by(|left, right| value(left).total_cmp(&value(right)));
    groups
}

/// The value of answers that were put together: the middle of theirs.
fn value(answers: &Vec<&str>) -> f64 {
    let values: Vec<f64> = answers.iter().filter_map(|answer| answer.parse().ok()).collect();
    if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / values.len() as f64 }
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
    headline: &QuestionCode,
    importance: Option<&Question>,
    tables: &Tables<'_>,
    results: &Results,
) -> Driver {
    let table = tables.find(&question.code, headline);
    let explained = table.as_ref().and_then(|table| explained_variance(&table.cells, &table.rows, &table.columns));
    let figures = |code: &QuestionCode| results.total.questions.iter().find(|figures| &figures.code == code);
    let named = importance.and_then(|asked| {
        let figures = figures(&asked.code)?;
        let option = figures.distribution.iter().find(|option| Some(&option.option) == question.dimension.as_ref())?;
        Proportion::of(option.n, figures.n)
    });
    Driver {
        code: question.code.clone(),
        label: question.text.clone(),
        n: table.as_ref().map(Scored::n),
        correlation: table.as_ref().and_then(|table| spearman(&table.cells)),
        eta_squared: explained.map(|explained| explained.eta_squared),
        r_squared: explained.and_then(|explained| explained.r_squared),
        performance: figures(&question.code).and_then(|figures| figures.positive),
        importance: named,
        priority: None,
    }
}

/// The mean importance and the mean performance of those that have both; none when fewer than two do.
fn means(drivers: &[Driver]) -> Option<(f64, f64)> {
    let both: Vec<(f64, f64)> =
        drivers.iter().filter_map(|driver| Some((driver.importance?.share, driver.performance?.share))).collect();
    let mean = |of: fn(&(f64, f64)) -> f64| both.iter().map(of).sum::<f64>() / both.len() as f64;
    (both.len() >= 2).then(|| (mean(|pair| pair.0), mean(|pair| pair.1)))
}

/// Says of each dimension that has both an importance and a performance where it stands among the others.
fn prioritise(drivers: &mut [Driver]) {
    let Some((importance, performance)) = means(drivers) else { return };
    for driver in drivers {
        driver.priority = driver.importance.zip(driver.performance).map(|(named, rated)| {
            match (named.share > importance, rated.share < performance) {
                (true, true) => Priority::Improve,
                (true, false) => Priority::Keep,
                (false, true) => Priority::Watch,
                (false, false) => Priority::Maintain,
            }
        });
    }
}

/// Alpha over as many of the dimensions as have a table with each other and with the headline.
fn reliability(rated: &[&Question], headline: &QuestionCode, tables: &Tables<'_>) -> Option<Reliability> {
    let mut items: Vec<&QuestionCode> = rated.iter().map(|question| &question.code).collect();
    let has = |one: &QuestionCode, other: &QuestionCode| {
        [(one, other), (other, one)].iter().any(|tables_of| tables.0.contains_key(tables_of))
    };
    let missing = |item: &QuestionCode, items: &[&QuestionCode]| {
        let others = items.iter().filter(|other| **other != item && !has(item, other)).count();
        others + usize::from(!has(item, headline)) * items.len()
    };
    while let Some((worst, gaps)) =
        items.iter().enumerate().map(|(place, item)| (place, missing(item, &items))).max_by_key(|(_, gaps)| *gaps)
        && gaps > 0
    {
        items.remove(worst);
    }
    if items.len() < FEWEST_ITEMS {
        return None;
    }
    let mut fewest = u64::MAX;
    let mut covariances = vec![vec![0.0; items.len()]; items.len()];
    for (row, one) in items.iter().enumerate() {
        covariances[row][row] = tables.find(one, headline)?.covariance()?.1;
        for (column, other) in items.iter().enumerate().take(row) {
            let table = tables.find(one, other).or_else(|| tables.find(other, one))?;
            fewest = fewest.min(table.n());
            covariances[row][column] = table.covariance()?.0;
            covariances[column][row] = covariances[row][column];
        }
    }
    let correlation = |row: usize, column: usize| {
        covariances[row][column] / (covariances[row][row] * covariances[column][column]).sqrt()
    };
    let places = 0..items.len();
    let correlations: Vec<Vec<f64>> =
        places.clone().map(|row| places.clone().map(|column| correlation(row, column)).collect()).collect();
    Some(Reliability {
        raw: alpha(&covariances),
        standardised: standardised_alpha(&correlations),
        items: items.into_iter().cloned().collect(),
        fewest,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[&[&str]], columns: &[&[&str]], cells: &[&[u64]]) -> Table {
        let groups = |groups: &[&[&str]]| -> Vec<Vec<String>> {
            groups.iter().map(|group| group.iter().map(|answer| (*answer).to_owned()).collect()).collect()
        };
        Table { rows: groups(rows), columns: groups(columns), cells: cells.iter().map(|row| row.to_vec()).collect() }
    }

    #[test]
    fn tables_with_different_groups_are_summed_on_what_they_have_in_common() {
        let fine =
            table(&[&["1"], &["2"], &["3"], &["na"]], &[&["1"], &["2"]], &[&[4, 5], &[6, 7], &[8, 9], &[50, 50]]);
        let coarse = table(&[&["1", "2"], &["3", "na"]], &[&["1"], &["2"]], &[&[10, 20], &[30, 40]]);
        let sum = Scored::sum(&[&fine, &coarse]);
        assert_eq!(sum.cells, [[20, 32], [38, 49]]);
        assert_eq!((sum.rows, sum.columns), (vec![1.5, 3.0], vec![1.0, 2.0]));
    }

    #[test]
    fn covariances_are_those_of_the_people_in_the_table() {
        // (1, 1), (1, 2), (2, 2), (2, 2): means 1.5 and 1.75.
        let sum = Scored::sum(&[&table(&[&["1"], &["2"]], &[&["1"], &["2"]], &[&[1, 1], &[0, 2]])]);
        let (covariance, variance) = sum.covariance().unwrap();
        assert!((covariance - 1.0 / 6.0).abs() < 1e-12 && (variance - 1.0 / 3.0).abs() < 1e-12);
    }
}
