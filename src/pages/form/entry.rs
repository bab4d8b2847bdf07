//! What a browser sends from a form, read as the draft of a response.

use crate::survey::questionnaire::{Kind, Version};
use crate::survey::response::{Draft, Given, drop_unasked};

/// The names of the fields that are not questions; question codes start with a capital letter.
pub const ID: &str = "id";
/// The number of the version that the form was made from.
pub const VERSION: &str = "version";

/// The number of the step that the form was sent from, from 0.
pub const AT: &str = "at";
/// The name of the buttons that lead to another step, or to the end.
const STEP: &str = "step";
/// The name of the buttons that show the step in another language.
pub const LANGUAGE: &str = "language";

/// What the button asks for that sent a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// To hand it in. So does a form that was sent without a button.
    Send,
    /// The step after.
    Next,
    /// The step before.
    Back,
    /// The same step in another language.
    Translate,
}

/// What the button asks for.
pub fn wish(fields: &[(String, String)]) -> Wish {
    match field(fields, STEP) {
        _ if field(fields, LANGUAGE).is_some() => Wish::Translate,
        Some("next") => Wish::Next,
        Some("back") => Wish::Back,
        _ => Wish::Send,
    }
}

/// The draft that the fields of a form make.
pub fn draft(fields: &[(String, String)], version: &Version, department: &str, language: &str) -> Draft {
    let questions = version.questionnaire.questions.iter();
    let answers = questions.filter_map(|question| {
        let code = question.code.as_str();
        let values = fields.iter().filter(|(name, _)| name == code).map(|(_, value)| value.as_str());
        Some((code.to_owned(), given(&question.kind, values.collect())?))
    });
    let mut draft = Draft {
        version: Some(version.number),
        department: department.to_owned(),
        language: Some(language.to_owned()),
        collected_on: None,
        answers: answers.collect(),
    };
    drop_unasked(&mut draft, version);
    draft
}

/// The value of a field that comes once.
pub fn field<'a>(fields: &'a [(String, String)], name: &str) -> Option<&'a str> {
    fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
}

fn given(kind: &Kind, values: Vec<&str>) -> Option<Given> {
    let first = *values.first()?;
    Some(match kind {
        Kind::Multiple { .. } => Given::List(values.into_iter().map(str::to_owned).collect()),
        Kind::Rating { .. } | Kind::Nps => match first.parse() {
            Ok(number) => Given::Integer(number),
            Err(_) => Given::Text(first.to_owned()),
        },
        // A browser ends the lines of a text area with two characters, and counts them as one.
        Kind::Text { .. } => Given::Text(first.replace("\r\n", "\n")),
        Kind::Single { .. } | Kind::YesNo => Given::Text(first.to_owned()),
    })
}
