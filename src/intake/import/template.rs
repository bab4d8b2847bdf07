//! An empty table for a stack of paper, to be filled in with a spreadsheet and imported: its columns have the words of
//! the form, so that nobody who types needs to know a code.

use crate::intake::import::columns::{Mapping, is_known};
use crate::survey::questionnaire::{Kind, Question, QuestionOption, Version};

/// The header of a file of responses to a version, in Polish, as a Polish spreadsheet opens it: with a byte order mark,
/// and semicolons between the cells. A question that takes several options has a column to tick for each.
pub fn template(version: &Version) -> String {
    let columns = version.questionnaire.questions.iter().flat_map(|question| columns(question, version));
    let all = ["Data".to_owned(), "Wydział".to_owned()].into_iter().chain(columns);
    let cells: Vec<String> = all.map(|name| format!("\"{}\"", name.replace('"', "\"\""))).collect();
    format!("\u{feff}{}\r\n", cells.join(";"))
}

fn columns(question: &Question, version: &Version) -> Vec<String> {
    let (words, code) = (question.text.in_polish(), question.code.as_str());
    // Words that two questions share tell neither.
    let by_words = is_known(words, version, &Mapping::default());
    let name = if by_words { words } else { code };
    let tick = |option: &QuestionOption| match by_words {
        true => format!("{name} [{}]", option.text.in_polish()),
        false => format!("{name}[{}]", option.code),
    };
    match &question.kind {
        Kind::Multiple { options, .. } => options.iter().map(tick).collect(),
        _ => vec![name.to_owned()],
    }
}
