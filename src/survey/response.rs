//! What one person said: checked against the published version before anything else sees it.
//!
//! [`check`] is the only way to a [`Response`], and reports every fault at once.
//! The id of a response is not here: it proves acceptance (a receipt) and is never kept beside the answers.

use std::str::FromStr;

use jiff::civil::Date;
use serde::de::{self, Deserialize, Deserializer, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::survey::codes::{DepartmentCode, Language, OptionCode, QuestionCode, SurveySlug};
use crate::survey::fault::{Fault, step};
use crate::survey::questionnaire::{Kind, Question, QuestionOption, Version};
use crate::survey::redaction::redact;
use crate::survey::text::counted;

/// How long a response may wait, on paper or in an offline kiosk, and still keep the day it was collected.
pub const OLDEST_DAYS: i64 = 45;

/// The earliest day that history may be from. Spreadsheets and survey tools write 1899, 1904, 1970 or 1980 for no day.
pub const EARLIEST: Date = Date::constant(2000, 1, 1);

/// The word that says that a question does not apply.
pub const NOT_APPLICABLE: &str = "na";

/// Where a response came from; it follows from the credential that brought it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A tablet in the office.
    Kiosk,
    /// The office's website, or its hosted form.
    Web,
    /// A paper form that a clerk typed in.
    Paper,
}

impl FromStr for Channel {
    type Err = UnknownChannel;

    fn from_str(text: &str) -> Result<Self, UnknownChannel> {
        [Self::Kiosk, Self::Web, Self::Paper].into_iter().find(|channel| channel.as_str() == text).ok_or(UnknownChannel)
    }
}

impl Channel {
    /// Its name in tables and documents.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Kiosk => "kiosk",
            Self::Web => "web",
            Self::Paper => "paper",
        }
    }
}

/// The text names no channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be kiosk, web or paper")]
pub struct UnknownChannel;

/// A response as it was sent: the right shape, nothing more.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Draft {
    /// The version it answers; none: the current one.
    pub version: Option<u32>,
    /// The department it is about.
    pub department: String,
    /// The language it was asked in.
    pub language: Option<String>,
    /// The day it was collected, as `YYYY-MM-DD`; none: the day it arrives.
    pub collected_on: Option<String>,
    /// What it says, by question code.
    pub answers: Vec<(String, Given)>,
}

impl Draft {
    /// The day it says it was collected; none: it says none that can be read.
    pub fn day(&self) -> Option<Date> {
        self.collected_on.as_deref().and_then(parse_day)
    }
}

/// An answer as it was sent.
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    /// `null`: not answered.
    Nothing,
    /// A whole number.
    Integer(i64),
    /// A text: an option, `na`, or words.
    Text(String),
    /// A list of texts: options.
    List(Vec<String>),
    /// Something that no question takes.
    Other,
}

/// A checked response: from here on it cannot be wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// The survey it answers.
    pub survey: SurveySlug,
    /// The version it answers.
    pub version: u32,
    /// The department it is about.
    pub department: DepartmentCode,
    /// The day it belongs to.
    pub day: Date,
    /// The language it was asked in, if known.
    pub language: Option<Language>,
    /// Its closed answers.
    pub answers: Answers,
    /// Its answers in words, scrubbed of identifiers.
    pub comments: Vec<Comment>,
}

/// An answer in words, scrubbed of identifiers; it is stored apart from the response that held it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// The question it answers.
    pub question: QuestionCode,
    /// What is left of what was written.
    pub text: String,
}

/// The closed answers of one response, in the order of the questions; unanswered questions are absent.
///
/// As JSON an object by question code: `{"OVERALL":5,"REASON":["time"],"WAIT":"na"}`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers(Vec<(QuestionCode, Answer)>);

/// One closed answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// A point on a scale.
    Number(u8),
    /// An option.
    Word(OptionCode),
    /// Several options, in the order of the questionnaire.
    Words(Vec<OptionCode>),
    /// The question does not apply.
    NotApplicable,
}

impl Answers {
    /// The answers, in the order of the questions.
    pub fn iter(&self) -> impl Iterator<Item = (&QuestionCode, &Answer)> {
        self.0.iter().map(|(code, answer)| (code, answer))
    }

    /// The answer to a question, if it was answered.
    pub fn get(&self, code: &QuestionCode) -> Option<&Answer> {
        self.0.iter().find(|(answered, _)| answered == code).map(|(_, answer)| answer)
    }
}

/// Which days a response may claim to have been collected on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// What residents and clerks send: from [`OLDEST_DAYS`] back to today, else it belongs to today.
    Recent,
    /// What is imported: any past day since [`EARLIEST`], else it is refused.
    History,
}

/// Checks a draft against the version it answers.
///
/// `today` is the day at the office; a draft that does not say when it was collected belongs to it.
///
/// # Errors
/// Every fault, with pointers into the draft as it was sent.
pub fn check(draft: &Draft, version: &Version, today: Date, window: Window) -> Result<Response, Vec<Fault>> {
    let mut faults = Vec::new();
    let department = check_department(draft, version, &mut faults);
    let language = check_language(draft, version, &mut faults);
    let day = check_day(draft, today, window, &mut faults);
    let known = department.as_ref().and_then(|code| version.department(code));
    faults.extend(known.and_then(|known| known.admit_day(day).err()));
    let (answers, comments) = check_answers(draft, version, department.as_ref(), &mut faults);
    match department {
        Some(department) if faults.is_empty() => Ok(Response {
            survey: version.survey.clone(),
            version: version.number,
            department,
            day,
            language,
            answers,
            comments,
        }),
        _ => Err(faults),
    }
}

/// The questions that are asked after the answers of a draft, in the order of the questionnaire.
pub fn asked<'a>(draft: &Draft, version: &'a Version) -> Vec<&'a Question> {
    let department = version.departments.iter().map(|known| &known.code).find(|code| code.as_str() == draft.department);
    let mut answers = Answers::default();
    let mut asked = Vec::new();
    for question in &version.questionnaire.questions {
        if !is_shown(question, &answers) {
            continue;
        }
        let given = draft.answers.iter().find(|(answered, _)| answered == question.code.as_str());
        let checked = given.and_then(|(_, given)| check_answer(question, given, department).ok());
        if let Some(Checked::Closed(answer)) = checked {
            answers.0.push((question.code.clone(), answer));
        }
        asked.push(question);
    }
    asked
}

/// Takes out of a draft what it says to questions that are not asked after its other answers.
///
/// A form sends whatever was filled in; an answer that somebody gave and then made pointless by changing an earlier one
/// is no fault of theirs.
pub fn drop_unasked(draft: &mut Draft, version: &Version) {
    let asked = asked(draft, version);
    draft.answers.retain(|(code, _)| {
        version.question(code).is_none() || asked.iter().any(|question| question.code.as_str() == code)
    });
}

fn check_department(draft: &Draft, version: &Version, faults: &mut Vec<Fault>) -> Option<DepartmentCode> {
    let mut asked = version.departments.iter().map(|known| &known.code);
    let known = asked.find(|code| code.as_str() == draft.department);
    if known.is_none() {
        faults.push(Fault::new("/department", "unknown_department", "is not a department of this version"));
    }
    known.cloned()
}

fn check_language(draft: &Draft, version: &Version, faults: &mut Vec<Fault>) -> Option<Language> {
    let sent = draft.language.as_deref()?;
    let known = version.questionnaire.languages.iter().find(|language| language.as_str() == sent);
    if known.is_none() {
        faults.push(Fault::new("/language", "unknown_language", "is not a language of this version"));
    }
    known.cloned()
}

/// The day that a response belongs to which claims one: today, where that is too long ago or has not come.
pub fn recent_day(claimed: Date, today: Date) -> Date {
    let age = i64::from((today - claimed).get_days());
    if (0..=OLDEST_DAYS).contains(&age) { claimed } else { today }
}

/// The day for which a response counts: the one that it belongs to, unless that was closed when it was received. Only an
/// earlier month can be.
pub fn booked_day(day: Date, received_on: Date, closed_through: Option<Date>) -> Date {
    let is_past = day.first_of_month() != received_on.first_of_month();
    if is_past && closed_through.is_some_and(|through| day <= through) { received_on } else { day }
}

fn check_day(draft: &Draft, today: Date, window: Window, faults: &mut Vec<Fault>) -> Date {
    let Some(sent) = draft.collected_on.as_deref() else { return today };
    let Some(day) = parse_day(sent) else {
        faults.push(Fault::new("/collected_on", "malformed", "must be a day as YYYY-MM-DD"));
        return today;
    };
    match window {
        Window::Recent => recent_day(day, today),
        Window::History => {
            if day > today {
                faults.push(Fault::new("/collected_on", "out_of_range", "must not be after today"));
            } else if day < EARLIEST {
                let detail =
                    format!("must not be before {EARLIEST}: programs write such a day for one that they do not know");
                faults.push(Fault::new("/collected_on", "out_of_range", detail));
            }
            day
        }
    }
}

/// A day as `YYYY-MM-DD` and nothing else: jiff alone would also take a time of day and throw it away.
fn parse_day(text: &str) -> Option<Date> {
    text.parse().ok().filter(|_| text.len() == 10)
}

fn check_answers(
    draft: &Draft,
    version: &Version,
    department: Option<&DepartmentCode>,
    faults: &mut Vec<Fault>,
) -> (Answers, Vec<Comment>) {
    let mut answers = Answers::default();
    let mut comments = Vec::new();
    for (code, _) in draft.answers.iter().filter(|(code, _)| version.question(code).is_none()) {
        faults.push(Fault::new(place(code), "unknown_question", "is not a question of this version"));
    }
    for question in &version.questionnaire.questions {
        let code = question.code.as_str();
        let given = draft.answers.iter().find(|(answered, _)| answered == code);
        let given = given.map(|(_, given)| given).filter(|given| !given.is_nothing());
        let shown = is_shown(question, &answers);
        match given {
            None if question.required && shown => {
                faults.push(Fault::new(place(code), "required", "must be answered"));
            }
            None => {}
            Some(_) if !shown => {
                let detail = "is not asked after that answer to an earlier question";
                faults.push(Fault::new(place(code), "not_shown", detail));
            }
            Some(given) => match check_answer(question, given, department) {
                Ok(Checked::Closed(answer)) => answers.0.push((question.code.clone(), answer)),
                Ok(Checked::Words(text)) if text.is_empty() => {}
                Ok(Checked::Words(text)) => comments.push(Comment { question: question.code.clone(), text }),
                Err((word, detail)) => faults.push(Fault::new(place(code), word, detail)),
            },
        }
    }
    (answers, comments)
}

enum Checked {
    Closed(Answer),
    Words(String),
}

type Refusal = (&'static str, String);

fn check_answer(question: &Question, given: &Given, department: Option<&DepartmentCode>) -> Result<Checked, Refusal> {
    if let (Given::Text(text), false) = (given, matches!(question.kind, Kind::Text { .. }))
        && text == NOT_APPLICABLE
    {
        return if question.na {
            Ok(Checked::Closed(Answer::NotApplicable))
        } else {
            Err(("na_not_offered", "does not offer \"not applicable\"".to_owned()))
        };
    }
    match (&question.kind, given) {
        (Kind::Rating { scale }, given) => check_number(given, 1, *scale).map(Checked::Closed),
        (Kind::Nps, given) => check_number(given, 0, 10).map(Checked::Closed),
        (Kind::Single { options, .. }, Given::Text(text)) => {
            find_option(options, text, department).map(|code| Checked::Closed(Answer::Word(code)))
        }
        (Kind::YesNo, Given::Text(text)) => match text.as_str() {
            "yes" | "no" => text.parse().map(|code| Checked::Closed(Answer::Word(code))).map_err(|_| unknown_option()),
            _ => Err(unknown_option()),
        },
        (Kind::Multiple { options, max }, Given::List(list)) => {
            check_list(options, *max, list, department).map(|codes| Checked::Closed(Answer::Words(codes)))
        }
        (Kind::Text { max_length }, Given::Text(text)) => {
            if text.chars().count() > *max_length as usize {
                return Err(("too_long", format!("must be at most {}", counted(*max_length, "character"))));
            }
            Ok(Checked::Words(redact(text)))
        }
        (Kind::Single { .. } | Kind::YesNo, _) => Err(wrong_type("one option as text")),
        (Kind::Multiple { .. }, _) => Err(wrong_type("a list of options")),
        (Kind::Text { .. }, _) => Err(wrong_type("a text")),
    }
}

fn check_number(given: &Given, lowest: u8, highest: u8) -> Result<Answer, Refusal> {
    let Given::Integer(value) = given else { return Err(wrong_type("a whole number")) };
    match u8::try_from(*value) {
        Ok(value) if (lowest..=highest).contains(&value) => Ok(Answer::Number(value)),
        _ => Err(("out_of_range", format!("must be {lowest} to {highest}"))),
    }
}

fn check_list(
    options: &[QuestionOption],
    max: u8,
    list: &[String],
    department: Option<&DepartmentCode>,
) -> Result<Vec<OptionCode>, Refusal> {
    if list.len() > usize::from(max) {
        return Err(("too_many", format!("must hold at most {}", counted(max, "option"))));
    }
    let mut chosen = Vec::with_capacity(list.len());
    for text in list {
        let code = find_option(options, text, department)?;
        if chosen.contains(&code) {
            return Err(("duplicate", "names an option twice".to_owned()));
        }
        chosen.push(code);
    }
    chosen.sort_by_key(|code| options.iter().position(|option| &option.code == code));
    Ok(chosen)
}

fn find_option(
    options: &[QuestionOption],
    text: &str,
    department: Option<&DepartmentCode>,
) -> Result<OptionCode, Refusal> {
    let option = options.iter().find(|option| option.code.as_str() == text).ok_or_else(unknown_option)?;
    if department.is_none_or(|code| option.is_offered_in(code)) {
        Ok(option.code.clone())
    } else {
        Err(("not_offered", "is not an option of this department".to_owned()))
    }
}

/// Where and by what somebody was asked.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    /// The department they answered about.
    pub department: &'a DepartmentCode,
    /// Where the response came from.
    pub channel: Channel,
}

/// Whether a question was put to somebody who gave these answers.
pub fn is_asked(question: &Question, asking: Asking<'_>, answers: &Answers) -> bool {
    (asking.channel != Channel::Kiosk || question.kiosk)
        && question.is_offered_in(asking.department)
        && is_shown(question, answers)
}

fn is_shown(question: &Question, answers: &Answers) -> bool {
    question.show_if.as_ref().is_none_or(|show_if| match answers.get(&show_if.question) {
        Some(Answer::Number(value)) => show_if.condition.holds(Some(*value), ""),
        Some(Answer::Word(option)) => show_if.condition.holds(None, option.as_str()),
        Some(Answer::Words(_) | Answer::NotApplicable) | None => false,
    })
}

fn unknown_option() -> Refusal {
    ("unknown_option", "is not an option of this question".to_owned())
}

fn wrong_type(wanted: &str) -> Refusal {
    ("wrong_type", format!("must be {wanted}"))
}

fn place(code: &str) -> String {
    format!("/answers{}", step(code))
}

impl Given {
    /// Whether it says nothing: `null`, blank text, or an empty list.
    pub fn is_nothing(&self) -> bool {
        match self {
            Self::Nothing => true,
            Self::Text(text) => text.trim().is_empty(),
            Self::List(list) => list.is_empty(),
            Self::Integer(_) | Self::Other => false,
        }
    }
}

impl Serialize for Answers {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (code, answer) in &self.0 {
            map.serialize_entry(code, answer)?;
        }
        map.end()
    }
}

impl Serialize for Answer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(value) => serializer.serialize_u8(*value),
            Self::Word(code) => serializer.serialize_str(code.as_str()),
            Self::Words(codes) => {
                let mut list = serializer.serialize_seq(Some(codes.len()))?;
                codes.iter().try_for_each(|code| list.serialize_element(code.as_str()))?;
                list.end()
            }
            Self::NotApplicable => serializer.serialize_str(NOT_APPLICABLE),
        }
    }
}

impl<'de> Deserialize<'de> for Answers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = Answers;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("answers by question code")
            }

            fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Answers, A::Error> {
                let mut answers = Answers::default();
                while let Some(entry) = map.next_entry()? {
                    answers.0.push(entry);
                }
                Ok(answers)
            }
        }
        deserializer.deserialize_map(Entries)
    }
}

impl<'de> Deserialize<'de> for Answer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneAnswer;
        impl<'de> Visitor<'de> for OneAnswer {
            type Value = Answer;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("a number, an option or a list of options")
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Answer, E> {
                u8::try_from(value).map(Answer::Number).map_err(E::custom)
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Answer, E> {
                if text == NOT_APPLICABLE {
                    return Ok(Answer::NotApplicable);
                }
                text.parse().map(Answer::Word).map_err(E::custom)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Answer, A::Error> {
                let mut codes = Vec::new();
                while let Some(code) = list.next_element()? {
                    codes.push(code);
                }
                Ok(Answer::Words(codes))
            }
        }
        deserializer.deserialize_any(OneAnswer)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn version() -> Version {
        let questionnaire = json!({
            "title": { "pl": "Próba" }, "languages": ["pl"], "headline": "OVERALL", "departments": ["KM"],
            "questions": [
                { "code": "OVERALL", "kind": "rating", "scale": 5, "text": { "pl": "Ogólnie?" } },
                { "code": "REASON", "kind": "multiple", "max": 2, "text": { "pl": "Dlaczego?" },
                  "show_if": { "question": "OVERALL", "at_most": 2 },
                  "options": [
                      { "code": "time", "text": { "pl": "czas" } }, { "code": "info", "text": { "pl": "informacja" } },
                  ] },
            ]
        });
        Version {
            survey: "proba".parse().unwrap(),
            number: 1,
            questionnaire: serde_json::from_value(questionnaire).unwrap(),
            departments: Vec::new(),
            published_on: jiff::civil::date(2026, 1, 1),
        }
    }

    /// The codes that are left of some answers.
    fn left(answers: &[(&str, Given)]) -> Vec<String> {
        let answers = answers.iter().map(|(code, given)| ((*code).to_owned(), given.clone())).collect();
        let mut draft = Draft { department: "KM".to_owned(), answers, ..Draft::default() };
        drop_unasked(&mut draft, &version());
        draft.answers.into_iter().map(|(code, _)| code).collect()
    }

    #[test]
    fn what_is_not_asked_any_more_is_dropped_and_nothing_else() {
        let reason = || ("REASON", Given::List(vec!["time".to_owned()]));
        assert_eq!(left(&[("OVERALL", Given::Integer(2)), reason()]), ["OVERALL", "REASON"]);
        assert_eq!(left(&[("OVERALL", Given::Integer(3)), reason()]), ["OVERALL"]);
        assert_eq!(left(&[reason()]), Vec::<String>::new());
        // What is wrong stays, to be named as such.
        assert_eq!(left(&[("OVERALL", Given::Integer(9)), ("NONE", Given::Nothing)]), ["OVERALL", "NONE"]);
        assert_eq!(left(&[("OVERALL", Given::Integer(1)), ("REASON", Given::Other)]), ["OVERALL", "REASON"]);
    }
}
