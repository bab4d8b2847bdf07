//! Results as JSON-stat 2.0: one cube of group × answer × measure.
//!
//! An answer is all responses, a question, or an option of a question: one dimension with a hierarchy, and not two,
//! because questions have different options, and most cells of a cube of both would mean nothing. It is one dataset,
//! and not a collection, because clients read a dataset at once, but follow the links of a collection without a key.
//!
//! A cell without a figure is null; when that is because its group or its question is withheld, its status says why.
//! The status of a share says how far it can be relied on.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::reports::content::{Asked, Content};
use crate::reports::figures::{CERTAINTIES, WITHHELD};
use crate::survey::definitions::IN_FORCE;
use crate::survey::disclosure::Withheld;
use crate::survey::figures::{Group, Key, OptionFigures, QuestionFigures};

/// The measures: name, Polish label, and how many decimals are worth showing.
const MEASURES: [(&str, &str, u8); 16] = [
    ("n", "Liczba odpowiedzi", 0),
    ("missing", "Brak odpowiedzi", 0),
    ("not_applicable", "Nie dotyczy", 0),
    ("mean", "Średnia", 2),
    ("sd", "Odchylenie standardowe", 2),
    ("positive_n", "Odpowiedzi pozytywne", 0),
    (POSITIVE_SHARE, "Udział pozytywnych", 3),
    ("positive_low", "Udział pozytywnych od", 3),
    ("positive_high", "Udział pozytywnych do", 3),
    ("nps_score", "Wskaźnik polecenia", 1),
    ("nps_margin", "Wskaźnik polecenia ±", 1),
    (SHARE, "Udział odpowiedzi", 3),
    ("people", "Osoby", 0),
    ("asked", "Zapytani", 0),
    ("partial", "Część osób", 3),
    (OFFERED, "Proponowano", 0),
];

/// The measure whose status says how far it can be relied on.
const POSITIVE_SHARE: &str = "positive_share";
/// The measures of an option beside its n: its share, and of how many that is.
const SHARE: &str = "share";
const OFFERED: &str = "of";

type Figures = [Option<f64>; MEASURES.len()];

/// Writes the dataset.
///
/// # Errors
/// When it cannot be written as JSON, which no results are known to cause.
pub fn write(content: &Content<'_>) -> Result<Vec<u8>, serde_json::Error> {
    let questions = content.questions();
    let answers = answers(&questions);
    let results = content.results;
    let groups: Vec<&Group> = results.parts().collect();
    let cells: Vec<Vec<Figures>> =
        groups.iter().map(|group| answers.iter().map(|answer| answer.figures(group)).collect()).collect();
    let title =
        content.answered().next().map_or(results.survey.as_str(), |version| version.questionnaire.title.in_polish());
    let split = results.groups.first().map_or_else(|| "none".to_owned(), |group| group.key.parts().0);
    let mut dataset = json!({
        "version": "2.0",
        "class": "dataset",
        "label": format!("{title}, {}", results.period),
        "source": "Ankieta",
        "id": ["group", "answer", "measure"],
        "size": [groups.len(), answers.len(), MEASURES.len()],
        "role": { "metric": ["measure"] },
        "dimension": {
            "group": dimension("Grupa", &groups.iter().map(|group| group_category(group)).collect::<Vec<_>>()),
            "answer": answer_dimension(&questions, &answers),
            "measure": measure_dimension(),
        },
        "value": cells.iter().flatten().flatten().collect::<Vec<_>>(),
        "status": statuses(&groups, &answers, &cells),
        "extension": { "definitions": IN_FORCE.number, "group_by": &split, "filters": &results.filters, "days": results.coverage.days(), "status": { "label": status_labels() } },
    });
    if matches!(split.as_str(), "month" | "quarter" | "year") {
        dataset["role"]["time"] = json!(["group"]);
    }
    if let Some(day) = results.coverage.as_of {
        dataset["updated"] = day.to_string().into();
    }
    serde_json::to_vec(&dataset)
}

/// One category of the dimension of answers.
enum Answer<'a> {
    All,
    Question(&'a Asked<'a>),
    Option(&'a Asked<'a>, &'a str),
}

fn answers<'a>(questions: &'a [Asked<'a>]) -> Vec<Answer<'a>> {
    let of_question = |question: &'a Asked<'a>| {
        let options = question.options.iter().map(move |option| Answer::Option(question, option));
        std::iter::once(Answer::Question(question)).chain(options)
    };
    std::iter::once(Answer::All).chain(questions.iter().flat_map(of_question)).collect()
}

impl Answer<'_> {
    fn id(&self) -> String {
        match self {
            Self::All => TOTAL.to_owned(),
            Self::Question(question) => question.code.to_string(),
            Self::Option(question, option) => option_id(question, option),
        }
    }

    fn label(&self) -> String {
        let words = |text: &str, otherwise: &str| if text.is_empty() { otherwise.to_owned() } else { text.to_owned() };
        match self {
            Self::All => "Wypełnione ankiety".to_owned(),
            Self::Question(question) => words(question.text().in_polish(), question.code.as_str()),
            Self::Option(question, option) => {
                let asked = Self::Question(question).label();
                format!("{asked}: {}", words(question.option_text(option).in_polish(), option))
            }
        }
    }

    fn why_untold(&self, group: &Group) -> Option<Withheld> {
        match self {
            Self::All => group.withheld,
            Self::Question(asked) | Self::Option(asked, _) => group.why_untold(asked.code),
        }
    }

    fn figures(&self, group: &Group) -> Figures {
        let of = |asked: &Asked<'_>| group.question(asked.code);
        match self {
            Self::All => figures_of(&[("n", group.n.map(|n| n as f64)), ("partial", group.partial)]),
            Self::Question(asked) => of(asked).map(question_figures).unwrap_or_default(),
            Self::Option(asked, option) => {
                let mut options = of(asked).into_iter().flat_map(|question| &question.distribution);
                options.find(|figures| figures.option == *option).map(option_figures).unwrap_or_default()
            }
        }
    }
}

fn question_figures(question: &QuestionFigures) -> Figures {
    let positive = question.positive.as_ref();
    let nps = question.nps.as_ref();
    let count = |count: Option<u64>| count.map(|count| count as f64);
    figures_of(&[
        ("n", count(Some(question.n))),
        ("missing", count(question.missing)),
        ("not_applicable", count(question.not_applicable)),
        ("mean", question.mean),
        ("sd", question.sd),
        ("positive_n", positive.map(|positive| positive.n as f64)),
        (POSITIVE_SHARE, positive.map(|positive| positive.share)),
        ("positive_low", positive.map(|positive| positive.low)),
        ("positive_high", positive.map(|positive| positive.high)),
        ("nps_score", nps.map(|nps| nps.score)),
        ("nps_margin", nps.map(|nps| nps.margin)),
        ("people", count(Some(question.people))),
        ("asked", count(question.asked)),
        ("partial", question.partial),
    ])
}

fn option_figures(option: &OptionFigures) -> Figures {
    figures_of(&[("n", Some(option.n as f64)), (SHARE, option.share), (OFFERED, Some(option.of as f64))])
}

/// Figures by the names of their measures; the others are none.
fn figures_of(named: &[(&str, Option<f64>)]) -> Figures {
    MEASURES.map(|(measure, ..)| named.iter().find(|(name, _)| *name == measure).and_then(|(_, figure)| *figure))
}

/// The statuses by place in the cube: of what is withheld, and of shares, how far they can be relied on.
/// Of what is withheld, those cells have one that would have a figure in another group, and the number of answers always.
fn statuses(groups: &[&Group], answers: &[Answer<'_>], cells: &[Vec<Figures>]) -> BTreeMap<String, &'static str> {
    let mut statuses = BTreeMap::new();
    for (at_group, group) in groups.iter().enumerate() {
        for (at_answer, answer) in answers.iter().enumerate() {
            for (at_measure, (measure, ..)) in MEASURES.iter().enumerate() {
                let exists = at_measure == 0 && !matches!(answer, Answer::Option(..))
                    || cells.iter().any(|figures| figures[at_answer][at_measure].is_some());
                let place = (at_group * answers.len() + at_answer) * MEASURES.len() + at_measure;
                let status = match (answer.why_untold(group), answer) {
                    (Some(withheld), _) => exists.then(|| withheld.as_str()),
                    (None, Answer::Question(asked)) if *measure == POSITIVE_SHARE => {
                        let certainty = group.question(asked.code).and_then(|question| question.certainty);
                        certainty.map(|certainty| certainty.as_str())
                    }
                    _ => None,
                };
                statuses.extend(status.map(|status| (place.to_string(), status)));
            }
        }
    }
    statuses
}

fn status_labels() -> Map<String, Value> {
    WITHHELD.iter().chain(CERTAINTIES).map(|value| (value.text.to_owned(), value.about.pl.into())).collect()
}

/// The id of what is not split: no code starts with a line.
const TOTAL: &str = "_T";
/// The id of the group that has no code of its own: what is told only for the whole office.
const OTHER: &str = "_O";

fn group_category(group: &Group) -> (String, String) {
    let (id, name) = match (&group.key, group.key.parts().1) {
        (Key::All, _) => (TOTAL.to_owned(), "Całość".to_owned()),
        (_, None) => (OTHER.to_owned(), "Pozostałe łącznie".to_owned()),
        (_, Some(part)) => (part.clone(), part),
    };
    let label = Some(group.label.in_polish()).filter(|label| !label.is_empty());
    (id, label.map_or(name, str::to_owned))
}

fn option_id(question: &Asked<'_>, option: &str) -> String {
    format!("{}.{option}", question.code)
}

fn answer_dimension(questions: &[Asked<'_>], answers: &[Answer<'_>]) -> Value {
    let categories: Vec<_> = answers.iter().map(|answer| (answer.id(), answer.label())).collect();
    let mut dimension = dimension("Odpowiedź", &categories);
    let children = questions.iter().map(|question| {
        let options = question.options.iter().map(|option| option_id(question, option));
        (question.code.to_string(), options.collect())
    });
    dimension["category"]["child"] = Value::Object(children.collect());
    dimension
}

fn measure_dimension() -> Value {
    let categories = MEASURES.map(|(name, label, _)| (name.to_owned(), label.to_owned()));
    let units = MEASURES.map(|(name, _, decimals)| (name.to_owned(), json!({ "decimals": decimals })));
    let mut dimension = dimension("Miara", &categories);
    dimension["category"]["unit"] = Value::Object(units.into_iter().collect());
    dimension
}

/// A dimension of categories by id and label. Clients find rows by label, so a label that occurs again gets its id.
fn dimension(label: &str, categories: &[(String, String)]) -> Value {
    let mut seen = BTreeSet::new();
    let unique = |(id, label): &(String, String)| {
        let first = seen.insert(label.clone());
        (id.clone(), if first { label.clone() } else { format!("{label} ({id})") }.into())
    };
    let labels: Map<String, Value> = categories.iter().map(unique).collect();
    let ids: Vec<&String> = categories.iter().map(|(id, _)| id).collect();
    json!({ "label": label, "category": { "index": ids, "label": labels } })
}
