//! Results by one dimension or two: sums over the classes of periods that are closed.
//!
//! What was too small alone is one of the others of its class. So a value may be definite in some classes and not in the
//! rest: then its figures are partial, and say of how many of the people they may be about they surely are.

use crate::survey::codes::{DepartmentCode, QuestionCode};
use crate::survey::disclosure::{self, Coefficients, Dimension, Withheld};
use crate::survey::figures::answer::{Group, Key};
use crate::survey::figures::classes::Classes;
use crate::survey::figures::query::Query;
use crate::survey::figures::question::{ShownQuestions, Told, others_together};
use crate::survey::figures::record::Record;
use crate::survey::languages;
use crate::survey::period::Unit;
use crate::survey::questionnaire::{Question, Version};
use crate::survey::response::NOT_APPLICABLE;
use crate::survey::text::LocalizedText;

/// One value for each of some dimensions.
type Values = Vec<(Dimension, String)>;

/// One group for each value, or two of them, that some version knows, and one for those that are told only together.
pub(super) fn groups(query: &Query, record: &Record, by: &[Dimension], shown: &ShownQuestions<'_>) -> Vec<Group> {
    let chosen: Vec<&Classes> = chosen(query, record).collect();
    let why = why_untold(query, record, &chosen);
    let mut groups: Vec<Group> = combinations(query, record, by)
        .into_iter()
        .map(|(values, label)| {
            let wanted = wanted(query, &values);
            let matches: Vec<Match<'_>> = chosen.iter().map(|classes| Match::of(classes, &wanted, record)).collect();
            let possible = |code: Option<&QuestionCode>| matches.iter().map(|found| found.possible(code)).sum();
            let key = values.iter().map(|(dimension, value)| (dimension.clone(), Some(value.clone()))).collect();
            shown.group(Key::Class(key), label, &told(&matches), &possible, why)
        })
        .collect();
    let others: Vec<Match<'_>> = chosen.iter().map(|classes| Match::others(classes, query, by)).collect();
    let key = by.iter().map(|dimension| (dimension.clone(), None)).collect();
    let others = shown.group(Key::Class(key), others_together(), &told(&others), &|_| 0, why);
    // A question may be told of fewer classes than there are; without one there is nothing to tell of nobody.
    if others.n.is_some_and(|n| n > 0) || !others.questions.is_empty() {
        groups.push(others);
    }
    groups
}

fn told<'a>(matches: &'a [Match<'_>]) -> Vec<Told<'a>> {
    matches.iter().filter_map(Match::told).collect()
}

/// The classes of the query's periods.
fn chosen<'a>(query: &'a Query, record: &'a Record) -> impl Iterator<Item = &'a Classes> {
    let within = |classes: &&Classes| {
        query.period.first() <= classes.period.first() && classes.period.last() <= query.period.last()
    };
    record.classes.iter().map(AsRef::as_ref).filter(|classes| query.sees(classes.told_on)).filter(within)
}

/// How many people the chosen classes hold.
pub(super) fn people(query: &Query, record: &Record) -> u64 {
    chosen(query, record).map(Classes::people).sum()
}

/// Which share of everybody in closed periods gave one answer to all ratings, with one decimal; none: that is not told.
pub(super) fn straight_lining(query: &Query, record: &Record) -> Option<f64> {
    query.period.whole_parts(record.terms.close).filter(|_| query.departments.is_empty() && query.is_closed(record))?;
    let periods: Vec<&Coefficients> = chosen(query, record).map(|classes| &classes.coefficients).collect();
    disclosure::straight_lining(&periods, record.terms.k).ok()
}

fn why_untold(query: &Query, record: &Record, chosen: &[&Classes]) -> Withheld {
    if query.period.whole_parts(record.terms.close).is_none() && query.period.whole_parts(Unit::Quarter).is_none() {
        Withheld::QuartersOnly
    } else if query.is_future(&query.period, record) {
        Withheld::Future
    } else if !query.is_closed(record) {
        Withheld::NotClosedYet
    } else if query.period.whole_parts(record.terms.close).is_none() && chosen.is_empty() {
        Withheld::QuartersOnly
    } else if chosen.iter().any(|classes| classes.carried) {
        Withheld::Carried
    } else {
        Withheld::FewerThanK
    }
}

/// What a group is about: its values, in each of the departments that the query names.
fn wanted(query: &Query, values: &Values) -> Vec<Values> {
    let named = |code: &DepartmentCode| {
        let mut all = values.clone();
        all.push((Dimension::Department, code.to_string()));
        all
    };
    if query.departments.is_empty() { vec![values.clone()] } else { query.departments.iter().map(named).collect() }
}

/// Whether the people of a class have a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Held {
    No,
    Maybe,
    Surely,
}

/// Which classes hold what a group is about.
struct Match<'a> {
    classes: &'a Classes,
    surely: Vec<bool>,
    /// Surely or maybe.
    may: Vec<bool>,
}

impl<'a> Match<'a> {
    /// The classes that hold some values, any of several lists of them.
    fn of(classes: &'a Classes, wanted: &[Values], record: &Record) -> Self {
        let version = record.versions.iter().find(|version| version.number == classes.version).map(AsRef::as_ref);
        let mut held = vec![Held::No; classes.len()];
        for values in wanted {
            let mut all = vec![Held::Surely; classes.len()];
            for (dimension, value) in values {
                let each = holding(classes, version, dimension, value);
                all.iter_mut().zip(each).for_each(|(all, one)| *all = one.min(*all));
            }
            held.iter_mut().zip(all).for_each(|(any, one)| *any = one.max(*any));
        }
        Self::from(classes, held.into_iter())
    }

    /// The classes that are definite in none of the dimensions' values.
    fn others(classes: &'a Classes, query: &Query, by: &[Dimension]) -> Self {
        let open: Vec<Option<usize>> = by.iter().map(|dimension| classes.place(dimension)).collect();
        let department = classes.place(&Dimension::Department);
        let named = |class: usize| {
            let own = department.and_then(|place| classes.value(class, place));
            query.departments.is_empty() || query.departments.iter().any(|code| Some(code.as_str()) == own)
        };
        let is_open = |class: usize| open.iter().any(|place| place.is_none_or(|at| classes.value(class, at).is_none()));
        let held = |class| if named(class) && is_open(class) { Held::Surely } else { Held::No };
        Self::from(classes, (0..classes.len()).map(held))
    }

    fn from(classes: &'a Classes, held: impl Iterator<Item = Held>) -> Self {
        let (surely, may) = held.map(|held| (held == Held::Surely, held != Held::No)).unzip();
        Self { classes, surely, may }
    }

    /// What is told of those who surely have the values; none: there is no such class.
    fn told(&self) -> Option<Told<'_>> {
        let groups: Vec<usize> = (0..self.classes.len()).filter(|class| self.surely[*class]).collect();
        let (version, columns) = (self.classes.version, &self.classes.columns);
        (!groups.is_empty()).then_some(Told { version, department: None, columns, groups })
    }

    /// How many people of whom a question is told, or at all, may have the values without it being certain.
    fn possible(&self, code: Option<&QuestionCode>) -> u64 {
        self.classes.possible(code, &self.surely, &self.may)
    }
}

/// Which classes hold a value. Where it stands for itself beside the others of a class, none of those has it; and nobody
/// has an option that their department does not offer.
fn holding<'a>(
    classes: &'a Classes,
    version: Option<&'a Version>,
    dimension: &'a Dimension,
    value: &'a str,
) -> Vec<Held> {
    let Some(place) = classes.place(dimension) else { return vec![Held::Maybe; classes.len()] };
    let department = classes.place(&Dimension::Department);
    let is_offered = |class: usize| {
        let Dimension::Question(code) = dimension else { return true };
        let question = version.and_then(|version| version.question(code.as_str()));
        let department = department.and_then(|place| classes.value(class, place)?.parse().ok());
        match (question, department) {
            (Some(question), Some(department)) if value != NOT_APPLICABLE => question.offers(value, Some(&department)),
            _ => true,
        }
    };
    let beside = classes.beside(place, value);
    let held = |class: usize| match classes.value(class, place) {
        Some(own) if own == value => Held::Surely,
        None if beside[class] && is_offered(class) => Held::Maybe,
        _ => Held::No,
    };
    (0..classes.len()).map(held).collect()
}

/// Every value of the dimensions that could be told, with its name, in the order that people expect.
fn combinations(query: &Query, record: &Record, by: &[Dimension]) -> Vec<(Values, LocalizedText)> {
    let mut all: Vec<(Values, LocalizedText)> = vec![(Vec::new(), LocalizedText::default())];
    for dimension in by {
        let known = categories(query, record, dimension);
        let with = |(values, label): &(Values, LocalizedText)| {
            let each = known.iter().map(|(value, name)| {
                let mut values = values.clone();
                values.push((dimension.clone(), value.clone()));
                (values, joined(label, name))
            });
            each.collect::<Vec<_>>()
        };
        all = all.iter().flat_map(with).collect();
    }
    all
}

/// Two names as one.
fn joined(one: &LocalizedText, other: &LocalizedText) -> LocalizedText {
    if one.0.is_empty() {
        return other.clone();
    }
    let both = other.0.iter().map(|(language, name)| {
        let before = one.in_language(language).unwrap_or(one.in_polish());
        (language.clone(), format!("{before}, {name}"))
    });
    LocalizedText(both.collect())
}

fn categories(query: &Query, record: &Record, by: &Dimension) -> Vec<(String, LocalizedText)> {
    let mut known: Vec<(String, LocalizedText)> = Vec::new();
    let mut add = |category: &str, label: LocalizedText| {
        if !known.iter().any(|(listed, _)| listed == category) {
            known.push((category.to_owned(), label));
        }
    };
    match by {
        Dimension::Channel => {
            add("kiosk", languages::text(|words| &words.channels.kiosk));
            add("web", languages::text(|words| &words.channels.web));
            add("paper", languages::text(|words| &words.channels.paper));
        }
        Dimension::Department => {
            let departments = query.reference_first(record).into_iter().flat_map(|version| &version.departments);
            let last = query.period.last();
            let known = departments.filter(|department| department.is_known_on(last));
            let known = known.filter(|department| query.names(Some(&department.code)));
            known.for_each(|department| add(department.code.as_str(), department.name_on(last).clone()));
        }
        Dimension::Language => {
            let versions = query.reference_first(record).into_iter();
            let offered = versions.flat_map(|version| &version.questionnaire.languages);
            offered.for_each(|language| add(language.as_str(), languages::name(language)));
            add(NOT_APPLICABLE, languages::text(|words| &words.unknown));
        }
        Dimension::Question(code) => {
            for question in asked(query, record, code) {
                // What a department does not offer says nothing about it.
                let mut options = question.options();
                options.retain(|option| {
                    let offered = |code: &DepartmentCode| question.offers(option, Some(code));
                    query.departments.is_empty() || query.departments.iter().any(offered)
                });
                options.iter().for_each(|option| add(option, question.option_text(option)));
            }
            add(NOT_APPLICABLE, languages::text(|words| &words.no_answer));
        }
    }
    known
}

fn asked<'a>(query: &Query, record: &'a Record, code: &QuestionCode) -> Vec<&'a Question> {
    query.reference_first(record).into_iter().filter_map(|version| version.question(code.as_str())).collect()
}
