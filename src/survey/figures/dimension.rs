//! Results by one dimension or two: sums over the classes of periods that are closed.
//!
//! What was too small alone is one of the others of its class. So a value may be definite in some classes and not in the
//! rest: then its figures are partial, and say of how many of the people they may be about they surely are.

use crate::survey::codes::{DepartmentCode, Language, QuestionCode};
use crate::survey::disclosure::{Class, Classified, Dimension, Withheld};
use crate::survey::figures::answer::{Group, Key};
use crate::survey::figures::query::Query;
use crate::survey::figures::question::{ShownQuestions, Told, others_together};
use crate::survey::figures::record::Record;
use crate::survey::period::Unit;
use crate::survey::questionnaire::{Question, Version};
use crate::survey::response::NOT_APPLICABLE;
use crate::survey::text::LocalizedText;

/// One value for each of some dimensions.
type Values = Vec<(Dimension, String)>;

/// One group for each value, or two of them, that some version knows, and one for those that are told only together.
pub(super) fn groups(query: &Query, record: &Record, by: &[Dimension], shown: &ShownQuestions<'_>) -> Vec<Group> {
    let chosen: Vec<&Classified> = chosen(query, record).collect();
    let why = why_untold(query, record, &chosen);
    let mut groups: Vec<Group> = combinations(query, record, by)
        .into_iter()
        .map(|(values, label)| {
            let wanted = wanted(query, &values);
            let matches: Vec<Match<'_>> =
                chosen.iter().map(|classified| Match::of(classified, &wanted, record)).collect();
            let told: Vec<Told<'_>> = matches.iter().flat_map(Match::told).collect();
            let possible = |code: Option<&QuestionCode>| matches.iter().map(|found| found.possible(code)).sum();
            let key = values.iter().map(|(dimension, value)| (dimension.clone(), Some(value.clone()))).collect();
            shown.group(Key::Class(key), label, &told, &possible, why)
        })
        .collect();
    let others: Vec<Told<'_>> = chosen.iter().flat_map(|classified| others(query, classified, by)).collect();
    let key = by.iter().map(|dimension| (dimension.clone(), None)).collect();
    let others = shown.group(Key::Class(key), others_together(), &others, &|_| 0, why);
    // A question may be told of fewer classes than there are; without one there is nothing to tell of nobody.
    if others.n.is_some_and(|n| n > 0) || !others.questions.is_empty() {
        groups.push(others);
    }
    groups
}

/// The classifications of the query's periods.
fn chosen<'a>(query: &'a Query, record: &'a Record) -> impl Iterator<Item = &'a Classified> {
    let within = |classified: &Classified| {
        query.period.first() <= classified.period.first() && classified.period.last() <= query.period.last()
    };
    let seen = record.classes.iter().filter(|(told_on, _)| query.sees(*told_on));
    seen.map(|(_, classified)| classified.as_ref()).filter(move |classified| within(classified))
}

/// How many people the chosen classes hold.
pub(super) fn people(query: &Query, record: &Record) -> u64 {
    chosen(query, record).flat_map(|classified| &classified.classes).map(|class| class.counts.n()).sum()
}

fn why_untold(query: &Query, record: &Record, chosen: &[&Classified]) -> Withheld {
    if query.period.whole_parts(record.terms.close).is_none() && query.period.whole_parts(Unit::Quarter).is_none() {
        Withheld::QuartersOnly
    } else if query.is_future(&query.period, record) {
        Withheld::Future
    } else if !query.is_closed(record) {
        Withheld::NotClosedYet
    } else if query.period.whole_parts(record.terms.close).is_none() && chosen.is_empty() {
        Withheld::QuartersOnly
    } else if chosen.iter().any(|classified| classified.carried) {
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

/// The classes that hold some values, any of several lists of them.
struct Match<'a> {
    classified: &'a Classified,
    wanted: &'a [Values],
    /// The version whose options the classes have.
    version: Option<&'a Version>,
}

impl<'a> Match<'a> {
    fn of(classified: &'a Classified, wanted: &'a [Values], record: &'a Record) -> Self {
        let version = record.versions.iter().find(|version| version.number == classified.version);
        Self { classified, wanted, version: version.map(AsRef::as_ref) }
    }

    /// What is told of those who surely have the values.
    fn told(&self) -> impl Iterator<Item = Told<'a>> {
        let classes = self.classified.classes.iter().filter(|class| self.is_definite(class));
        classes.map(|class| told_of(self.classified, class))
    }

    /// How many people of whom a question is told, or at all, may have the values without it being certain.
    fn possible(&self, code: Option<&QuestionCode>) -> u64 {
        let rows = self.classified.rows(code);
        let mut may = vec![false; rows.len()];
        let people = self.classified.rows(None).into_iter();
        for class in people.filter(|class| self.is_definite(class) || self.is_possible(class)) {
            if let Some(row) = row_of(&rows, class) {
                may[row] = true;
            }
        }
        let people = |class: &Class| match code {
            Some(code) => class.counts.question(code).map_or(0, |counts| counts.people),
            None => class.counts.n(),
        };
        let rows = rows.iter().zip(may).filter(|(class, may)| *may && !self.is_definite(class));
        rows.map(|(class, _)| people(class)).sum()
    }

    fn is_definite(&self, class: &Class) -> bool {
        let has = |(dimension, value): &(Dimension, String)| {
            let place = self.classified.place(dimension);
            place.and_then(|place| class.values[place].as_deref()) == Some(value.as_str())
        };
        self.wanted.iter().any(|values| values.iter().all(has))
    }

    /// Whether somebody of a class of people may have the values. Where a value stands for itself beside the others of a
    /// class, none of those has it; and nobody has an option that their department does not offer.
    fn is_possible(&self, class: &Class) -> bool {
        let may = |(dimension, value): &(Dimension, String)| {
            let Some(place) = self.classified.place(dimension) else { return true };
            if !self.is_offered(class, dimension, value) {
                return false;
            }
            match &class.values[place] {
                Some(told) => told == value,
                None => !self.classified.rows(None).iter().any(|other| {
                    other.values[..place] == class.values[..place] && other.values[place].as_ref() == Some(value)
                }),
            }
        };
        self.wanted.iter().any(|values| values.iter().all(may))
    }
}

impl Match<'_> {
    fn is_offered(&self, class: &Class, dimension: &Dimension, value: &str) -> bool {
        let Dimension::Question(code) = dimension else { return true };
        let question = self.version.and_then(|version| version.question(code.as_str()));
        let place = self.classified.place(&Dimension::Department);
        let department = place.and_then(|place| class.values[place].as_ref()?.parse().ok());
        match (question, department) {
            (Some(question), Some(department)) if value != NOT_APPLICABLE => question.offers(value, Some(&department)),
            _ => true,
        }
    }
}

impl Classified {
    /// The classes of which a question is told; without one, those that hold people.
    fn rows(&self, code: Option<&QuestionCode>) -> Vec<&Class> {
        let is_told = |class: &&Class| match code {
            Some(code) => class.counts.question(code).is_some(),
            None => class.counts.n() > 0,
        };
        self.classes.iter().filter(is_told).collect()
    }

    fn place(&self, wanted: &Dimension) -> Option<usize> {
        self.dimensions.iter().position(|dimension| dimension == wanted)
    }
}

/// Which of some unions of classes a class belongs to: itself where it is one, else that of its own value where there is
/// one, else the others.
fn row_of(rows: &[&Class], class: &Class) -> Option<usize> {
    if let Some(itself) = rows.iter().position(|row| std::ptr::eq(*row, class)) {
        return Some(itself);
    }
    let mut left: Vec<usize> = (0..rows.len()).collect();
    for (place, value) in class.values.iter().enumerate() {
        let own = left.iter().any(|row| rows[*row].values[place] == *value);
        left.retain(|row| rows[*row].values[place].as_ref() == value.as_ref().filter(|_| own));
    }
    left.first().copied()
}

fn told_of<'a>(classified: &'a Classified, class: &'a Class) -> Told<'a> {
    Told { version: classified.version, department: None, counts: &class.counts }
}

/// The classes that are definite in none of the dimensions' values.
fn others<'a>(query: &'a Query, classified: &'a Classified, by: &'a [Dimension]) -> impl Iterator<Item = Told<'a>> {
    let places: Vec<Option<usize>> = by.iter().map(|dimension| classified.place(dimension)).collect();
    let department = classified.place(&Dimension::Department);
    let named = move |class: &&Class| {
        let own = department.and_then(|place| class.values[place].as_deref());
        query.departments.is_empty() || query.departments.iter().any(|code| Some(code.as_str()) == own)
    };
    let open = move |class: &&Class| places.iter().any(|place| place.is_none_or(|place| class.values[place].is_none()));
    classified.classes.iter().filter(named).filter(open).map(|class| told_of(classified, class))
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
        Dimension::Channel => CHANNELS.iter().for_each(|(channel, label)| add(channel, LocalizedText::of(label))),
        Dimension::Department => {
            let departments = query.reference_first(record).into_iter().flat_map(|version| &version.departments);
            let last = query.period.last();
            let known = departments.filter(|department| department.is_known_on(last));
            known.for_each(|department| add(department.code.as_str(), department.name_on(last).clone()));
        }
        Dimension::Language => {
            let versions = query.reference_first(record).into_iter();
            let languages = versions.flat_map(|version| &version.questionnaire.languages);
            languages.for_each(|language| add(language.as_str(), language_name(language)));
            add(NOT_APPLICABLE, LocalizedText::of(&UNKNOWN));
        }
        Dimension::Question(code) => {
            for question in asked(query, record, code) {
                question.options().iter().for_each(|option| add(option, question.option_text(option)));
            }
            add(NOT_APPLICABLE, LocalizedText::of(&NO_ANSWER));
        }
    }
    known
}

fn asked<'a>(query: &Query, record: &'a Record, code: &QuestionCode) -> Vec<&'a Question> {
    query.reference_first(record).into_iter().filter_map(|version| version.question(code.as_str())).collect()
}

type Label = [(&'static str, &'static str); 4];

const CHANNELS: [(&str, Label); 3] = [
    ("kiosk", [("pl", "Kiosk w urzędzie"), ("en", "Kiosk"), ("uk", "Кіоск в установі"), ("de", "Kiosk im Amt")]),
    ("web", [("pl", "Strona internetowa"), ("en", "Website"), ("uk", "Вебсайт"), ("de", "Website")]),
    ("paper", [("pl", "Ankieta papierowa"), ("en", "Paper form"), ("uk", "Паперова анкета"), ("de", "Papierbogen")]),
];

const UNKNOWN: Label = [("pl", "Nieznany"), ("en", "Unknown"), ("uk", "Невідомо"), ("de", "Unbekannt")];
const NO_ANSWER: Label =
    [("pl", "Brak odpowiedzi"), ("en", "No answer"), ("uk", "Без відповіді"), ("de", "Keine Angabe")];

const LANGUAGES: [(&str, Label); 4] = [
    ("pl", [("pl", "polski"), ("en", "Polish"), ("uk", "польська"), ("de", "Polnisch")]),
    ("en", [("pl", "angielski"), ("en", "English"), ("uk", "англійська"), ("de", "Englisch")]),
    ("uk", [("pl", "ukraiński"), ("en", "Ukrainian"), ("uk", "українська"), ("de", "Ukrainisch")]),
    ("de", [("pl", "niemiecki"), ("en", "German"), ("uk", "німецька"), ("de", "Deutsch")]),
];

fn language_name(language: &Language) -> LocalizedText {
    let known = LANGUAGES.iter().find(|(code, _)| *code == language.as_str());
    known.map_or_else(|| LocalizedText::same(language.as_str()), |(_, label)| LocalizedText::of(label))
}
