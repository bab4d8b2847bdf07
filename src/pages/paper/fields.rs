//! The fields of a paper form, with the keys that type them: the sheet prints the keys, and the grid takes them.

use crate::pages::shared::Words;
use crate::survey::codes::DepartmentCode;
use crate::survey::questionnaire::{Kind, Question, QuestionOption, Questionnaire, ShowIf, Version};
use crate::survey::response::{Answers, Asking, Channel, NOT_APPLICABLE, is_asked};
use crate::survey::text::LocalizedText;

/// The keys of options, in their order; there are no more than [`crate::survey::questionnaire::MOST_OPTIONS`], and of those
/// beyond these keys none is ever used.
const KEYS: &str = "123456789abcdefghijklmnopqrstuvwxyz";
/// The key of "not applicable", where the digit is no answer.
const NOT_APPLICABLE_KEY: char = '0';

/// A question as it stands on paper.
pub struct Field<'a> {
    /// Its number on the sheet, from 1.
    pub number: usize,
    /// Its code.
    pub code: &'a str,
    /// Its words.
    pub text: &'a str,
    /// Whether the form counts for nothing without it.
    pub required: bool,
    /// Whether it is a rating, which stands in a row with others.
    pub is_rating: bool,
    /// How many boxes may be ticked; 0: it is answered in words.
    pub most: u8,
    /// The longest answer in words, in characters.
    pub longest: u32,
    /// Its boxes.
    pub boxes: Vec<TickBox<'a>>,
    /// The only answers to an earlier question after which it is asked.
    pub condition: Option<Condition<'a>>,
}

/// A box to tick.
pub struct TickBox<'a> {
    /// The key that types it.
    pub key: char,
    /// What is sent.
    pub value: String,
    /// Its words.
    pub label: &'a str,
}

/// After which answers to an earlier question one is asked.
pub struct Condition<'a> {
    /// The earlier question.
    pub code: &'a str,
    /// Its number on the sheet.
    pub number: usize,
    /// The answers: what is sent for each.
    pub values: Vec<String>,
    /// The words of these; of one that has none, its key, which the box shows.
    pub answers: Vec<String>,
}

impl TickBox<'_> {
    fn named(&self) -> String {
        if self.label.is_empty() { self.key.to_string() } else { self.label.to_owned() }
    }
}

impl Field<'_> {
    /// Whether any of its boxes stands for "not applicable".
    pub fn offers_nothing(&self) -> bool {
        self.boxes.iter().any(|tick| tick.value == NOT_APPLICABLE)
    }
}

/// The fields of a department's form, in the words of a language.
pub fn fields<'a>(version: &'a Version, department: &'a DepartmentCode, words: &'static Words) -> Vec<Field<'a>> {
    let sheet = Sheet { questionnaire: &version.questionnaire, department, words };
    let mut fields: Vec<Field<'a>> = Vec::new();
    for question in &version.questionnaire.questions {
        if sheet.asks(question) {
            let field = sheet.field(question, fields.len() + 1, &fields);
            fields.push(field);
        }
    }
    fields
}

/// What one sheet asks.
struct Sheet<'a> {
    questionnaire: &'a Questionnaire,
    department: &'a DepartmentCode,
    words: &'static Words,
}

impl<'a> Sheet<'a> {
    /// Whether a question stands on it; what depends on an earlier answer does.
    fn asks(&self, question: &Question) -> bool {
        let asking = Asking { department: self.department, channel: Channel::Paper };
        let whatever = Question { show_if: None, ..question.clone() };
        is_asked(&whatever, asking, &Answers::default())
    }

    fn field(&self, question: &'a Question, number: usize, earlier: &[Field<'a>]) -> Field<'a> {
        let (most, longest) = match question.kind {
            Kind::Text { max_length } => (0, max_length),
            Kind::Multiple { max, .. } => (max, 0),
            _ => (1, 0),
        };
        Field {
            number,
            code: question.code.as_str(),
            text: self.text(&question.text),
            required: question.required,
            is_rating: matches!(question.kind, Kind::Rating { .. }),
            most,
            longest,
            boxes: self.boxes(question),
            condition: question.show_if.as_ref().and_then(|show_if| condition(show_if, earlier)),
        }
    }

    fn boxes(&self, question: &'a Question) -> Vec<TickBox<'a>> {
        let (mut boxes, na_key) = match &question.kind {
            Kind::Text { .. } => return Vec::new(),
            Kind::Nps => (self.numbers(0..=10, "0123456789a"), '-'),
            Kind::Rating { scale } => (self.numbers(1..=*scale, KEYS), NOT_APPLICABLE_KEY),
            Kind::YesNo => (self.yes_no(), NOT_APPLICABLE_KEY),
            Kind::Single { options, .. } | Kind::Multiple { options, .. } => {
                (self.options(options), NOT_APPLICABLE_KEY)
            }
        };
        let label = self.questionnaire.na_label.as_ref().filter(|_| question.na);
        let na = label.map(|label| TickBox { key: na_key, value: NOT_APPLICABLE.to_owned(), label: self.text(label) });
        boxes.extend(na.filter(|_| !matches!(question.kind, Kind::Multiple { .. })));
        boxes
    }

    fn numbers(&self, range: std::ops::RangeInclusive<u8>, keys: &str) -> Vec<TickBox<'a>> {
        let labels = &self.questionnaire.rating_labels;
        let labelled = labels.len() == range.clone().count();
        let number = |(value, key): (u8, char)| {
            let label = labels.get(usize::from(value).wrapping_sub(1)).filter(|_| labelled);
            TickBox { key, value: value.to_string(), label: label.map_or("", |label| self.text(label)) }
        };
        range.zip(keys.chars()).map(number).collect()
    }

    fn yes_no(&self) -> Vec<TickBox<'a>> {
        let words = [("yes", self.words.yes.as_str()), ("no", self.words.no.as_str())];
        words
            .into_iter()
            .zip(KEYS.chars())
            .map(|((value, label), key)| TickBox { key, value: value.to_owned(), label })
            .collect()
    }

    fn options(&self, options: &'a [QuestionOption]) -> Vec<TickBox<'a>> {
        let offered = options.iter().filter(|option| option.is_offered_in(self.department)).zip(KEYS.chars());
        let option = |(option, key): (&'a QuestionOption, char)| TickBox {
            key,
            value: option.code.to_string(),
            label: self.text(&option.text),
        };
        offered.map(option).collect()
    }

    fn text(&self, text: &'a LocalizedText) -> &'a str {
        text.in_language(&self.words.language).unwrap_or_else(|| text.in_polish())
    }
}

/// After which boxes of an earlier question one is asked.
fn condition<'a>(show_if: &'a ShowIf, earlier: &[Field<'a>]) -> Option<Condition<'a>> {
    let before = earlier.iter().find(|field| field.code == show_if.question.as_str())?;
    let leads_on = |tick: &&TickBox<'_>| {
        let is_answer = tick.value != NOT_APPLICABLE && before.most == 1;
        is_answer && show_if.condition.holds(tick.value.parse().ok(), &tick.value)
    };
    let ticks: Vec<&TickBox<'_>> = before.boxes.iter().filter(leads_on).collect();
    Some(Condition {
        code: before.code,
        number: before.number,
        values: ticks.iter().map(|tick| tick.value.clone()).collect(),
        answers: ticks.iter().map(|tick| tick.named()).collect(),
    })
}
