//! A response as it is sent, and as it is kept, with its form as JSON.

use std::str::FromStr;

use jiff::civil::Date;
use serde::de::{self, Deserialize, Deserializer, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::survey::codes::{DepartmentCode, Language, OptionCode, QuestionCode, SurveySlug};

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

/// A day as `YYYY-MM-DD` and nothing else: jiff alone would also take a time of day and throw it away.
pub(super) fn parse_day(text: &str) -> Option<Date> {
    text.parse().ok().filter(|_| text.len() == 10)
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
pub struct Answers(pub(super) Vec<(QuestionCode, Answer)>);

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
