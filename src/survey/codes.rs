//! Identifiers that people choose: of surveys, departments, questions, options and languages.
//!
//! Each is parsed once, at the door; from there on it cannot be malformed.
//! Ids of responses and keys are not here: those are made by machines.

use std::fmt;
use std::str::FromStr;

use compact_str::CompactString;
use serde::{Deserialize, Serialize, Serializer};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// The text is not a code of the wanted form. It does not repeat the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must match {form}")]
pub struct InvalidCode {
    /// The form that was wanted, as a regular expression.
    pub form: &'static str,
}

macro_rules! code {
    ($(#[doc = $doc:literal])* $name:ident, $form:literal, $fits:expr) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
        #[serde(try_from = "String")]
        pub struct $name(CompactString);

        impl $name {
            /// The form of every such code, as a regular expression.
            pub const FORM: &'static str = $form;

            /// The code as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = InvalidCode;

            fn from_str(text: &str) -> Result<Self, InvalidCode> {
                let fits: fn(&str) -> bool = $fits;
                if fits(text) { Ok(Self(text.into())) } else { Err(InvalidCode { form: $form }) }
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidCode;

            fn try_from(text: String) -> Result<Self, InvalidCode> {
                text.parse()
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let text = ObjectBuilder::new().schema_type(Type::String).pattern(Some(concat!("^", $form, "$")));
                text.description(Some(concat!($($doc),*).trim())).into()
            }
        }

        impl ToSchema for $name {}

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    };
}

code!(
    /// A survey's name in addresses: `obsluga`.
    SurveySlug,
    "[a-z][a-z0-9-]{0,31}",
    |text| starts_with_lower(text) && within(text, 32, |c| lower_or_digit(c) || c == '-')
);
code!(
    /// A department's stable code: `KM`.
    DepartmentCode,
    "[A-Z][A-Z0-9]{0,15}",
    |text| starts_with_upper(text) && within(text, 16, upper_or_digit)
);
code!(
    /// A question's stable code, the same in every version: `OVERALL`.
    QuestionCode,
    "[A-Z][A-Z0-9_]{0,31}",
    |text| starts_with_upper(text) && within(text, 32, |c| upper_or_digit(c) || c == '_')
);
code!(
    /// An option's stable code within its question: `yes`. The word `na` is taken: it means not applicable.
    OptionCode,
    "[a-z0-9_]{1,32}",
    |text| text != "na" && within(text, 32, |c| lower_or_digit(c) || c == '_')
);
code!(
    /// A language by its ISO 639 code: `pl`.
    Language,
    "[a-z]{2,3}",
    |text| text.len() >= 2 && within(text, 3, |c| c.is_ascii_lowercase())
);

fn within(text: &str, longest: usize, allowed: fn(char) -> bool) -> bool {
    !text.is_empty() && text.len() <= longest && text.chars().all(allowed)
}

fn starts_with_lower(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
}

fn starts_with_upper(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase())
}

fn lower_or_digit(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit()
}

fn upper_or_digit(c: char) -> bool {
    c.is_ascii_uppercase() || c.is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_take_their_form_and_nothing_else() {
        assert!("obsluga-2".parse::<SurveySlug>().is_ok());
        assert!("KM".parse::<DepartmentCode>().is_ok());
        assert!("X1_CITY".parse::<QuestionCode>().is_ok());
        assert!("few_a_year".parse::<OptionCode>().is_ok());
        for wrong in ["", "Obsluga", "a b", "ą", "../x", &"a".repeat(33)] {
            assert!(wrong.parse::<SurveySlug>().is_err(), "{wrong}");
        }
        for wrong in ["", "km", "1K", "K M", &"K".repeat(17)] {
            assert!(wrong.parse::<DepartmentCode>().is_err(), "{wrong}");
        }
        assert!("na".parse::<OptionCode>().is_err());
        assert!("p".parse::<Language>().is_err());
    }
}
