//! What many resources have in common on the wire: texts in several languages, codes and days, read with every fault.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::survey::action::LONGEST_PUBLIC;
use crate::survey::codes::{InvalidCode, Language};
use crate::survey::fault::Fault;
use crate::survey::office::{LONGEST_NAME, LONGEST_PARAGRAPHS};
use crate::survey::text::LocalizedText;

/// A text in several languages, as it is sent: whether the codes are languages is yet to be seen.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TextsBody(BTreeMap<String, String>);

/// Declares texts for residents as the document describes them: in Polish at least, with words in every language that
/// they have, and of so many characters at most. A name is one line.
macro_rules! residents_texts {
    ($($(#[doc = $doc:literal])* $name:ident: $longest:expr, $odd:literal;)*) => {
        $(
            $(#[doc = $doc])*
            pub enum $name {}

            impl PartialSchema for $name {
                fn schema() -> RefOr<Schema> {
                    let any = concat!("[^", $odd, r"\u007f-\u009f]*");
                    let pattern = format!(concat!("^{any}[^\\s", $odd, r"\u007f-\u009f]{any}$"), any = any);
                    let words = || {
                        let text = ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern.clone()));
                        text.min_length(Some(1)).max_length(Some($longest))
                    };
                    let language = ObjectBuilder::new().schema_type(Type::String);
                    ObjectBuilder::new()
                        .description(Some("A text by language, each an ISO 639 code; Polish is required."))
                        .property("pl", words())
                        .required("pl")
                        .property_names(Some(language.pattern(Some(format!("^{}$", Language::FORM)))))
                        .additional_properties(Some(words()))
                        .into()
                }
            }

            impl ToSchema for $name {}
        )*
    };
}

residents_texts! {
    /// A name.
    ResidentsName: LONGEST_NAME, r"\u0000-\u001f";
    /// A few sentences.
    ResidentsWords: LONGEST_PUBLIC, r"\u0000-\u0009\u000b-\u001f";
    /// One or more paragraphs.
    ResidentsParagraphs: LONGEST_PARAGRAPHS, r"\u0000-\u0009\u000b-\u001f";
}

impl FromIterator<(String, String)> for TextsBody {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(texts: I) -> Self {
        Self(texts.into_iter().collect())
    }
}

impl From<&LocalizedText> for TextsBody {
    fn from(text: &LocalizedText) -> Self {
        texts_view(text)
    }
}

impl PartialSchema for TextsBody {
    fn schema() -> RefOr<Schema> {
        LocalizedText::schema()
    }
}

impl ToSchema for TextsBody {
    fn name() -> Cow<'static, str> {
        LocalizedText::name()
    }
}

/// Reads a text by language; a language that is none is a fault.
pub fn texts(body: &TextsBody, place: &str, faults: &mut Vec<Fault>) -> LocalizedText {
    let read = body.0.iter().filter_map(|(language, text)| Some((code(language, place, faults)?, text.clone())));
    LocalizedText(read.collect())
}

/// Reads a code of the wanted kind.
pub fn code<T: std::str::FromStr<Err = InvalidCode>>(text: &str, place: &str, faults: &mut Vec<Fault>) -> Option<T> {
    text.parse().map_err(|error: InvalidCode| faults.push(Fault::new(place, "malformed", error.to_string()))).ok()
}

/// Reads a list of codes of the wanted kind.
pub fn codes<T: std::str::FromStr<Err = InvalidCode>>(list: &[String], place: &str, faults: &mut Vec<Fault>) -> Vec<T> {
    list.iter().enumerate().filter_map(|(index, text)| code(text, &format!("{place}/{index}"), faults)).collect()
}

/// Reads a day, if there is one.
pub fn day(text: Option<&str>, place: &str, faults: &mut Vec<Fault>) -> Option<Date> {
    let day = text?.parse().ok().filter(|_| text.is_some_and(|text| text.len() == 10));
    if day.is_none() {
        faults.push(Fault::new(place, "malformed", "must be a day as YYYY-MM-DD"));
    }
    day
}

/// A text by language, as it is sent.
pub fn texts_view(text: &LocalizedText) -> TextsBody {
    text.0.iter().map(|(language, text)| (language.to_string(), text.clone())).collect()
}
