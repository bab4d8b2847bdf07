//! What the form for a file lets people choose: how it came, how it is read, and what is meant by what is not known.

use std::sync::Arc;

use crate::pages::console::fields::Choice;
use crate::pages::console::imports::words::Words;
use crate::pages::shared::Frame;
use crate::state::Catalogue;
use crate::survey::questionnaire::{Kind as QuestionKind, Question, Version};
use crate::survey::response::{Channel, NOT_APPLICABLE};

/// The encodings that can be chosen, beside the one that shows.
const ENCODINGS: [&str; 5] = ["UTF-8", "windows-1250", "ISO-8859-2", "UTF-16LE", "UTF-16BE"];
/// The channels, those that offices import first.
const CHANNELS: [Channel; 3] = [Channel::Paper, Channel::Web, Channel::Kiosk];
/// What says that a column is left out.
pub const LEFT_OUT: &str = "-";
/// The columns that are no question, by what they are called in a file.
const FIXED: [&str; 4] = ["collected_on", "department", "language", "id"];

/// What a channel is called.
pub fn channel_name(channel: Channel, words: &Words) -> &str {
    match channel {
        Channel::Paper => &words.on_paper,
        Channel::Web => &words.on_web,
        Channel::Kiosk => &words.on_kiosk,
    }
}

/// The channels, those that offices import first.
pub fn channels(words: &Words, chosen: &str) -> Vec<Choice> {
    CHANNELS.iter().map(|channel| choose_channel(*channel, words, chosen)).collect()
}

fn choose_channel(channel: Channel, words: &Words, chosen: &str) -> Choice {
    let first = chosen.is_empty() && channel == Channel::Paper;
    Choice::new(channel.as_str(), channel_name(channel, words), first || channel.as_str() == chosen)
}

/// The versions of all surveys, the current one of each first.
pub fn versions(catalogue: &Catalogue, frame: &Frame, words: &Words, chosen: &str) -> Vec<Choice> {
    let versions = catalogue.surveys.values().flat_map(|versions| versions.iter().rev());
    let choice = |version: &Arc<Version>| {
        let value = format!("{}/{}", version.survey, version.number);
        let number = words.version.replace("{number}", &version.number.to_string());
        let is_chosen = value == chosen;
        Choice::new(value, format!("{}, {number}", frame.text(&version.questionnaire.title)), is_chosen)
    };
    versions.map(choice).collect()
}

/// The encodings, and that it is found out.
pub fn encodings(words: &Words, chosen: &str) -> Vec<Choice> {
    let found = Choice::new("", &words.encoding_found, chosen.is_empty());
    [found].into_iter().chain(ENCODINGS.iter().map(|name| Choice::new(*name, *name, *name == chosen))).collect()
}

/// The sheets to choose from; where one was chosen before, it stays so.
pub fn sheets(known: &[String], chosen: &str) -> Vec<Choice> {
    let kept = known.is_empty() && !chosen.is_empty();
    let names = known.iter().map(String::as_str).chain(kept.then_some(chosen));
    names.map(|name| Choice::new(name, name, name == chosen)).collect()
}

/// What a column may be, to choose from.
pub fn meanings(version: &Version, frame: &Frame, words: &Words, chosen: &str) -> Vec<Choice> {
    let choice = |value: &str, text: String| Choice::new(value, text, value == chosen);
    let fixed = [&words.day_column, &words.department_column, &words.language_column, &words.id_column];
    let mut choices = vec![choice("", words.choose.clone()), choice(LEFT_OUT, words.leave_out.clone())];
    choices.extend(FIXED.iter().zip(fixed).map(|(value, text)| choice(value, text.clone())));
    for question in &version.questionnaire.questions {
        let (code, text) = (question.code.as_str(), frame.text(&question.text));
        choices.push(choice(code, format!("{code} – {text}")));
        if let QuestionKind::Multiple { options, .. } = &question.kind {
            let tick = |value: String, label: &str| choice(&value, format!("{code} – {text} [{label}]"));
            choices.extend(options.iter().map(|it| tick(format!("{code}[{}]", it.code), frame.text(&it.text))));
        }
    }
    choices
}

/// What a word in the answers to a question may mean, to choose from.
pub fn answers(question: &Question, version: &Version, frame: &Frame, words: &Words, chosen: &str) -> Vec<Choice> {
    let labels = &version.questionnaire.rating_labels;
    let label = |option: &str| match &question.kind {
        QuestionKind::Rating { scale } if labels.len() == usize::from(*scale) => {
            let point = option.parse::<usize>().ok().and_then(|point| labels.get(point.checked_sub(1)?));
            point.map(|label| format!("{option} – {}", frame.text(label)))
        }
        _ => None,
    };
    let named = |option: String| {
        let text = label(&option).unwrap_or_else(|| frame.text(&question.option_text(&option)).to_owned());
        let is_chosen = option == chosen;
        Choice::new(option, text, is_chosen)
    };
    let mut choices = vec![Choice::new("", &words.choose, chosen.is_empty())];
    choices.extend(question.options().into_iter().map(named));
    if question.na {
        let own = version.questionnaire.na_label.as_ref().map(|label| frame.text(label));
        choices.push(Choice::new(NOT_APPLICABLE, own.unwrap_or(NOT_APPLICABLE), chosen == NOT_APPLICABLE));
    }
    choices
}
