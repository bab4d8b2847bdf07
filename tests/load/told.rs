//! `told`: how useful are the figures that the rule of disclosure lets out? An office with the proportions of the demo
//! lives through two years in memory, at the demo's own size and at smaller ones, closing months, quarters and years.
//!
//! Printed are shares of people: told under their own department, pooled, untold; told apart by each dimension; and how
//! far a month's share is from a truth that never changes, beside what chance alone does to everybody's answers.

use std::collections::BTreeMap;
use std::sync::Arc;

use ankieta::survey::codes::QuestionCode;
use ankieta::survey::disclosure::{Class, Classified, Days, Dimension, Threshold};
use ankieta::survey::period::Unit;
use ankieta::survey::questionnaire::Version;
use ankieta::survey::response::{Answer, NOT_APPLICABLE};
use ankieta::survey::standard;
use clap::Args;
use jiff::civil::{Date, date};

use crate::Outcome;
use crate::office::{Office, Person, Union};
use crate::report;
use crate::visitors::{DEMO, FOLLOW_UP, HALF_ANSWERED, POSITIVE, Visitors, usual};

const OPENING: Date = date(2026, 1, 1);
/// The departments that a month's share is shown for, by how many answer on a working day: from, and below.
const RATES: [(&str, f64, f64); 5] = [
    ("5 or more", 5.0, f64::INFINITY),
    ("1.2 to 5", 1.2, 5.0),
    ("0.4 to 1.2", 0.4, 1.2),
    ("below 0.4", 0.0, 0.4),
    ("1.2 or more", 1.2, f64::INFINITY),
];

/// Options of `told`.
#[derive(Debug, Args)]
pub struct Options {
    /// How many answer on a working day, in offices of several sizes; 0: as many as in the demo.
    #[arg(long, value_delimiter = ',', default_value = "0,20,4")]
    a_day: Vec<f64>,
    /// What they close: month, quarter or year.
    #[arg(long, value_delimiter = ',', default_value = "month,quarter,year", value_parser = unit)]
    close: Vec<Unit>,
    /// Over how many years people answer.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(i16).range(1..=20))]
    years: i16,
    /// How many offices the figures are the mean of, each with its own seed.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=1000))]
    offices: u64,
    /// The fewest people that any figure may describe.
    #[arg(long, default_value_t = 10)]
    k: u32,
}

/// What some offices told.
#[derive(Default)]
struct Findings {
    offices: f64,
    people: f64,
    blocks: f64,
    carried: Mean,
    questions: BTreeMap<usize, Asked>,
    dimensions: BTreeMap<usize, Apart>,
    classes: Mean,
    /// By the dimensions that have the same values in every department.
    common_classes: Mean,
    months: BTreeMap<usize, Months>,
}

/// What is told of one question.
#[derive(Default)]
struct Asked {
    own: Mean,
    pooled: Mean,
    wait: Mean,
    /// In how many periods it is told by class.
    by_class: Mean,
}

/// Whom a dimension tells apart.
#[derive(Default)]
struct Apart {
    people: Mean,
    /// Of those who have a value at all.
    valued: Mean,
    /// In the classes, or unions of classes, of which the headline is told.
    headline: Mean,
    /// Who is in groups that are partial, and the share that these say.
    partial: Mean,
    share: Mean,
}

/// How far the share of a month is from the truth, in points.
#[derive(Default)]
struct Months {
    told: Mean,
    error: Mean,
    bias: Mean,
    /// The error of what everybody said who came in such a month.
    chance: Mean,
}

/// A weighted mean.
#[derive(Default)]
struct Mean {
    sum: f64,
    weight: f64,
}

/// Lets offices live, and reports what they told.
pub fn run(options: &Options) -> Outcome<()> {
    let (slug, departments) = (standard::SURVEY.parse()?, standard::departments());
    let version = Version::publish(slug, standard::questionnaire(), &departments, &[], OPENING)
        .map_err(|faults| format!("the standard survey does not fit: {faults:?}"))?;
    let (version, k) = (Arc::new(version), Threshold::try_from(options.k)?);
    for &a_day in &options.a_day {
        let a_day = if a_day > 0.0 { a_day } else { usual(&DEMO) };
        for &close in &options.close {
            let mut findings = Findings::default();
            for seed in 0..options.offices {
                let days = Days { from: OPENING, to: date(OPENING.year() + options.years - 1, 12, 31) };
                let mut visitors = Visitors::of(seed, &DEMO, a_day);
                let office = Office::after(days, &version, &questions(&version)?, &mut visitors, (close, k))?;
                findings.add(&office, &visitors)?;
            }
            findings.print(&format!("{a_day:.1} a working day, closing {}s", close.as_str()), &version)?;
        }
    }
    report::line(&format!(
        "{} offices over {} years, k = {}; shares in %. Told: of all people, of a follow-up's those who answered it; \
         days from collection, wherever it is told. Apart: of all people, by the classes that hold them; of those who \
         have a value; and by the classes of which the headline is told. Partial: people in groups that are, and the \
         share that these say. A month's share by department is weighted by people and held against {:.0} %.",
        options.offices,
        options.years,
        options.k,
        100.0 * POSITIVE
    ))
}

/// The questions that are followed: the headline, one that half of the people answer, and a follow-up.
fn questions(version: &Version) -> Outcome<[QuestionCode; 3]> {
    Ok([version.questionnaire.headline.clone(), HALF_ANSWERED.parse()?, FOLLOW_UP.parse()?])
}

fn unit(text: &str) -> Result<Unit, String> {
    let mut units = [Unit::Month, Unit::Quarter, Unit::Year].into_iter();
    units.find(|unit| unit.as_str() == text).ok_or_else(|| "must be month, quarter or year".to_owned())
}

impl Findings {
    fn add(&mut self, office: &Office, visitors: &Visitors) -> Outcome<()> {
        self.offices += 1.0;
        self.people += office.people.len() as f64;
        self.blocks += office.blocks.iter().filter(|block| block.enumerated.counts.n() > 0).count() as f64;
        (0..office.people.len()).for_each(|person| self.carried.note(office.carried.contains(&person)));
        for (place, code) in questions(&office.version)?.iter().enumerate() {
            self.questions.entry(place).or_default().add(office, code);
        }
        self.add_classes(office);
        self.add_months(office, visitors);
        Ok(())
    }

    fn add_classes(&mut self, office: &Office) {
        let headline = &office.version.questionnaire.headline;
        let dimensions = Dimension::all(&office.version);
        let common = dimensions.iter().take_while(|dimension| !is_bound(dimension, &office.version)).count();
        let mut classified = vec![false; office.people.len()];
        for (period, places) in &office.classified {
            let classes: Vec<&Class> = period.classes.iter().filter(|class| class.counts.n() > 0).collect();
            let mut prefixes: Vec<_> = classes.iter().map(|class| &class.values[..common]).collect();
            prefixes.sort();
            prefixes.dedup();
            self.classes.add(classes.len() as f64, 1.0);
            self.common_classes.add(prefixes.len() as f64, 1.0);
            let people = places.iter().flat_map(|place| &office.blocks[*place].members);
            let people: Vec<usize> = people.copied().filter(|_| !classes.is_empty()).collect();
            people.iter().for_each(|person| classified[*person] = true);
            for place in 0..dimensions.len() {
                self.dimensions.entry(place).or_default().add(office, period, (&people, headline), place);
            }
        }
        // Who is in no class is told apart by nothing.
        for person in (0..office.people.len()).filter(|person| !classified[*person]) {
            for (place, dimension) in dimensions.iter().enumerate() {
                let valued = value(&office.people[person], dimension) != NOT_APPLICABLE;
                self.dimensions.entry(place).or_default().note(false, false, valued);
            }
        }
    }

    fn add_months(&mut self, office: &Office, visitors: &Visitors) {
        let headline = &office.version.questionnaire.headline;
        let departments = &office.version.questionnaire.departments;
        for (place, department) in departments.iter().enumerate() {
            let came = office.people.iter().filter(|person| person.response.department == *department);
            let mut all: BTreeMap<Date, Mean> = BTreeMap::new();
            for person in came {
                let positive = matches!(person.response.answers.get(headline), Some(Answer::Number(4..)));
                all.entry(person.response.day.first_of_month()).or_default().note(positive);
            }
            let mut told: BTreeMap<Date, Mean> = BTreeMap::new();
            for block in office.blocks.iter().filter(|block| block.enumerated.department.as_ref() == Some(department)) {
                let Some(counts) = block.enumerated.counts.question(headline) else { continue };
                let positive = ["4", "5"].iter().filter_map(|option| counts.options.get(*option)).sum::<u64>();
                let month = told.entry(block.days.to.first_of_month()).or_default();
                month.sum += positive as f64;
                month.weight += counts.answered as f64;
            }
            let rate = visitors.rate(place);
            for (group, _) in RATES.iter().enumerate().filter(|(_, (_, from, below))| (*from..*below).contains(&rate)) {
                self.months.entry(group).or_default().add(&all, &told);
            }
        }
    }

    fn print(&self, title: &str, version: &Version) -> Outcome<()> {
        report::line(&format!(
            "{title}: {:.0} people, {:.0} blocks, {} % carried into a later period; {:.0} classes a period, {:.0} \
             without what depends on the department\n",
            self.people / self.offices,
            self.blocks / self.offices,
            self.carried.percent(),
            self.classes.value(),
            self.common_classes.value()
        ))?;
        let rows = questions(version)?.into_iter().zip(self.questions.values()).map(|(code, asked)| asked.row(&code));
        let headers = ["question", "under the department", "pooled", "untold", "days", "periods by class"];
        report::table(&headers, &rows.collect::<Vec<_>>())?;
        let dimensions = Dimension::all(version);
        let rows = dimensions.iter().zip(self.dimensions.values()).map(|(dimension, apart)| apart.row(dimension));
        report::line("")?;
        let headers = ["dimension", "told apart", "of a value", "for the headline", "in partial groups", "their share"];
        report::table(&headers, &rows.collect::<Vec<_>>())?;
        report::line("")?;
        let headers = ["department, a day", "months told", "error, points", "by chance", "bias"];
        let rows = self.months.iter().map(|(group, months)| months.row(RATES[*group].0));
        report::table(&headers, &rows.collect::<Vec<_>>())?;
        report::line("")
    }
}

impl Asked {
    fn add(&mut self, office: &Office, code: &QuestionCode) {
        let mut told: Vec<Option<&Union>> = vec![None; office.people.len()];
        for union in office.unions.iter().filter(|union| union.question == *code) {
            union.members.iter().for_each(|person| told[*person] = Some(union));
        }
        let follows = code.as_str() == FOLLOW_UP;
        let counts = |person: &Person| !follows || person.response.answers.get(code).is_some();
        for (person, told) in office.people.iter().zip(told).filter(|(person, _)| counts(person)) {
            self.own.note(told.is_some_and(|union| union.own));
            self.pooled.note(told.is_some_and(|union| !union.own));
            if let Some(union) = told {
                self.wait.add(f64::from((union.told_on - person.response.day).get_days()), 1.0);
            }
        }
        for (classified, _) in &office.classified {
            self.by_class.note(classified.classes.iter().any(|class| class.counts.question(code).is_some()));
        }
    }

    fn row(&self, code: &QuestionCode) -> Vec<String> {
        let untold = 1.0 - self.own.value() - self.pooled.value();
        let shares = [self.own.percent(), self.pooled.percent(), report::number(100.0 * untold.max(0.0), 1)];
        let rest = [report::number(self.wait.value(), 1), self.by_class.percent()];
        std::iter::once(code.to_string()).chain(shares).chain(rest).collect()
    }
}

impl Apart {
    /// Notes the people of a period: whether their own value of the dimension at some place is told.
    fn add(
        &mut self,
        office: &Office,
        period: &Classified,
        (people, headline): (&[usize], &QuestionCode),
        place: usize,
    ) {
        let with =
            |told: &dyn Fn(&Class) -> bool| period.classes.iter().filter(|class| told(class)).collect::<Vec<_>>();
        let classes = with(&|class| class.counts.n() > 0);
        let rows = with(&|class| class.counts.question(headline).is_some());
        let mut groups: BTreeMap<String, f64> = BTreeMap::new();
        for person in people {
            let values: Vec<String> =
                period.dimensions.iter().map(|dimension| value(&office.people[*person], dimension)).collect();
            let own = |rows: &[&Class]| {
                row_of(rows, &values).is_some_and(|class| class.values[place].as_ref() == Some(&values[place]))
            };
            self.note(own(&classes), own(&rows), values[place] != NOT_APPLICABLE);
            *groups.entry(values[place].clone()).or_default() += 1.0;
        }
        for (value, people) in groups {
            let share = told_share(&classes, place, &value);
            self.partial.add(f64::from(u8::from(share < 1.0)), people);
            self.share.add(share, if share < 1.0 { people } else { 0.0 });
        }
    }

    fn note(&mut self, apart: bool, headline: bool, valued: bool) {
        self.people.note(apart);
        self.headline.note(headline);
        if valued {
            self.valued.note(apart);
        }
    }

    fn row(&self, dimension: &Dimension) -> Vec<String> {
        let means = [&self.people, &self.valued, &self.headline, &self.partial, &self.share];
        std::iter::once(dimension.to_string()).chain(means.map(Mean::percent)).collect()
    }
}

impl Months {
    fn add(&mut self, all: &BTreeMap<Date, Mean>, told: &BTreeMap<Date, Mean>) {
        for (month, everybody) in all {
            let Some(known) = told.get(month).filter(|known| known.weight > 0.0) else {
                self.told.add(0.0, 1.0);
                continue;
            };
            self.told.add(1.0, 1.0);
            let (error, n) = (100.0 * (known.value() - POSITIVE), known.weight);
            self.error.add(error.abs(), n);
            self.bias.add(error, n);
            self.chance.add(100.0 * (everybody.value() - POSITIVE).abs(), n);
        }
    }

    fn row(&self, name: &str) -> Vec<String> {
        let points = [&self.error, &self.chance, &self.bias].map(Mean::points);
        [name.to_owned(), self.told.percent()].into_iter().chain(points).collect()
    }
}

impl Mean {
    fn add(&mut self, value: f64, weight: f64) {
        self.sum += value * weight;
        self.weight += weight;
    }

    fn note(&mut self, holds: bool) {
        self.add(f64::from(u8::from(holds)), 1.0);
    }

    fn value(&self) -> f64 {
        if self.weight > 0.0 { self.sum / self.weight } else { 0.0 }
    }

    fn percent(&self) -> String {
        if self.weight > 0.0 { report::number(100.0 * self.value(), 1) } else { "–".to_owned() }
    }

    fn points(&self) -> String {
        // Without the sign of what is nothing when rounded.
        let rounded = (self.value() * 10.0).round() / 10.0 + 0.0;
        if self.weight > 0.0 { report::number(rounded, 1) } else { "–".to_owned() }
    }
}

fn is_bound(dimension: &Dimension, version: &Version) -> bool {
    let Dimension::Question(code) = dimension else { return false };
    version.question(code.as_str()).is_some_and(|question| version.depends_on_department(question))
}

/// What somebody is by a dimension, as the census sorts them.
fn value(person: &Person, dimension: &Dimension) -> String {
    let response = &person.response;
    match dimension {
        Dimension::Channel => person.channel.as_str().to_owned(),
        Dimension::Department => response.department.to_string(),
        Dimension::Language => response.language.as_ref().map_or(NOT_APPLICABLE.to_owned(), ToString::to_string),
        Dimension::Question(code) => match response.answers.get(code) {
            Some(Answer::Word(option)) => option.to_string(),
            _ => NOT_APPLICABLE.to_owned(),
        },
    }
}

/// The row of somebody with these values: that of their own value where there is one, else the others.
fn row_of<'a>(rows: &[&'a Class], values: &[String]) -> Option<&'a Class> {
    let mut left = rows.to_vec();
    for (place, value) in values.iter().enumerate() {
        let own = left.iter().any(|row| row.values[place].as_ref() == Some(value));
        left.retain(|row| row.values[place].as_ref() == Some(value).filter(|_| own));
    }
    left.first().copied()
}

/// The share of a group who surely belong to it among all who may, as the service says of it; 0: nothing is told of it.
fn told_share(classes: &[&Class], place: usize, value: &str) -> f64 {
    let has = |class: &Class| class.values[place].as_deref() == Some(value);
    let may = |class: &Class| {
        let beside = |other: &&&Class| other.values[..place] == class.values[..place] && has(other);
        class.values[place].is_none() && !classes.iter().any(|other| beside(&other))
    };
    let people = |of: &dyn Fn(&Class) -> bool| {
        classes.iter().filter(|class| of(class)).map(|class| class.counts.n() as f64).sum::<f64>()
    };
    let (surely, possible) = (people(&has), people(&may));
    if surely > 0.0 { surely / (surely + possible) } else { 0.0 }
}
