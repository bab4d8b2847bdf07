//! Answers as they are sent: an object by question code, of any value, with no code twice.
//! Whether a value fits is for `survey::response` to say, with the place and every fault at once.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use utoipa::openapi::schema::Type;
use utoipa::openapi::{ArrayBuilder, ObjectBuilder, OneOfBuilder, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::survey::response::Given;

/// The answers of one response.
#[derive(Debug, Default)]
pub struct AnswersBody(pub Vec<(String, Given)>);

/// An answer, as the document describes it; answers are read by [`AnswersBody`].
pub struct AnswerBody;

impl PartialSchema for AnswerBody {
    fn schema() -> RefOr<Schema> {
        let text = || ObjectBuilder::new().schema_type(Type::String);
        OneOfBuilder::new()
            .item(ObjectBuilder::new().schema_type(Type::Integer))
            .item(text())
            .item(ArrayBuilder::new().items(text()))
            .item(ObjectBuilder::new().schema_type(Type::Null))
            .description(Some(
                "A number for `rating` and `nps`, an option for `single` and `yes_no`, a list of options for \
                 `multiple`, words for `text`; `na` where not applicable is offered; `null` for not answered.",
            ))
            .into()
    }
}

impl ToSchema for AnswerBody {
    fn name() -> Cow<'static, str> {
        "AnswerBody".into()
    }
}

impl<'de> Deserialize<'de> for AnswersBody {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(AnswersVisitor)
    }
}

struct AnswersVisitor;

impl<'de> Visitor<'de> for AnswersVisitor {
    type Value = AnswersBody;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("answers by question code")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<AnswersBody, A::Error> {
        let mut answers: Vec<(String, Given)> = Vec::with_capacity(16);
        while let Some((code, Sent(given))) = map.next_entry::<String, Sent>()? {
            if answers.iter().any(|(earlier, _)| *earlier == code) {
                return Err(A::Error::custom("duplicate question"));
            }
            answers.push((code, given));
        }
        Ok(AnswersBody(answers))
    }
}

struct Sent(Given);

impl<'de> Deserialize<'de> for Sent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SentVisitor).map(Sent)
    }
}

struct SentVisitor;

impl<'de> Visitor<'de> for SentVisitor {
    type Value = Given;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an answer")
    }

    fn visit_unit<E: Error>(self) -> Result<Given, E> {
        Ok(Given::Nothing)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Given, E> {
        Ok(Given::Other)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Given, E> {
        Ok(Given::Integer(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Given, E> {
        Ok(i64::try_from(value).map_or(Given::Other, Given::Integer))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Given, E> {
        Ok(Given::Other)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Given, E> {
        Ok(Given::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Given, A::Error> {
        let mut texts = Vec::new();
        let mut fits = true;
        while let Some(Sent(item)) = list.next_element::<Sent>()? {
            match item {
                Given::Text(text) => texts.push(text),
                _ => fits = false,
            }
        }
        Ok(if fits { Given::List(texts) } else { Given::Other })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Given, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Given::Other)
    }
}
