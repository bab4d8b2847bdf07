//! The choices above a board: plain forms, whose state is the address.

use crate::pages::dashboard::selection::{Against, Selection};
use crate::pages::shared::Word;
use crate::reports::render::Speech;
use crate::survey::codes::QuestionCode;
use crate::survey::figures::Record;
use crate::survey::period::{Period, Unit};

/// How many of the latest months may be chosen; any may be asked for by its address.
const MONTHS: usize = 24;

/// What may be chosen.
#[derive(Debug)]
pub struct Choices {
    /// The period that is shown.
    pub period: String,
    /// The period that it is held against.
    pub beside: String,
    /// The periods, under their headings.
    pub periods: Vec<(&'static str, Vec<Choice>)>,
    /// The departments.
    pub departments: Vec<Choice>,
    /// The questions that know positive answers.
    pub questions: Vec<Choice>,
    /// The periods that the chosen one may be held against.
    pub against: Vec<Choice>,
}

/// One choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What it is in the address.
    pub value: String,
    /// What it is called.
    pub label: String,
    /// Whether it is what is shown.
    pub chosen: bool,
}

impl Choices {
    /// The choices for what is shown.
    pub fn new(
        selection: &Selection,
        speech: &Speech,
        record: &Record,
        period: &Period,
        question: &QuestionCode,
    ) -> Self {
        let mut against = vec![Against::Before];
        if Against::Before.of(period) != Against::YearBefore.of(period) {
            against.push(Against::YearBefore);
        }
        let against = against.into_iter().map(|against| Choice {
            value: against.as_str().to_owned(),
            label: speech.numbers.period(&against.of(period)),
            chosen: against == selection.against,
        });
        Self {
            period: speech.numbers.period(period),
            beside: speech.numbers.period(&selection.against.of(period)),
            periods: periods(selection, speech, record, period, &[Unit::Quarter, Unit::Year, Unit::Month]),
            departments: departments(selection, speech),
            questions: questions(selection, speech, question),
            against: against.collect(),
        }
    }
}

/// The periods of some units that may be chosen, and the one that is.
pub fn periods(
    selection: &Selection,
    speech: &Speech,
    record: &Record,
    chosen: &Period,
    units: &[Unit],
) -> Vec<(&'static str, Vec<Choice>)> {
    let choice = |period: Period| Choice {
        label: speech.numbers.period(&period),
        chosen: period == *chosen,
        value: period.label().to_owned(),
    };
    let parts = |unit| {
        let most = if unit == Unit::Month { MONTHS } else { usize::MAX };
        selection.parts(record, unit).into_iter().rev().map(choice).take(most).collect::<Vec<_>>()
    };
    let heading = |unit| match unit {
        Unit::Quarter => Word::PickersQuarters.said(speech.words),
        Unit::Year => Word::PickersYears.said(speech.words),
        Unit::Month => Word::PickersMonths.said(speech.words),
    };
    let mut groups: Vec<_> = units.iter().map(|unit| (heading(*unit), parts(*unit))).collect();
    if !groups.iter().flat_map(|(_, choices)| choices).any(|choice| choice.chosen) {
        groups.insert(0, (Word::PickersPeriod.said(speech.words), vec![choice(chosen.clone())]));
    }
    groups
}

/// The departments that may be chosen, and all of them, if they are several.
pub fn departments(selection: &Selection, speech: &Speech) -> Vec<Choice> {
    let everything = if selection.allowed.is_empty() { Word::PickersOffice } else { Word::PickersOwn };
    let all = Choice {
        value: String::new(),
        label: everything.said(speech.words).to_owned(),
        chosen: selection.department.is_none(),
    };
    let mut choices = if selection.allowed.len() == 1 { Vec::new() } else { vec![all] };
    for department in selection.versions.iter().rev().flat_map(|version| &version.departments) {
        let value = department.code.to_string();
        let allowed = selection.allowed.is_empty() || selection.allowed.contains(&department.code);
        if allowed && !choices.iter().any(|choice| choice.value == value) {
            let chosen = selection.department.as_ref() == Some(&department.code);
            choices.push(Choice { value, label: speech.text(department.latest_name()).to_owned(), chosen });
        }
    }
    choices
}

fn questions(selection: &Selection, speech: &Speech, chosen: &QuestionCode) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for question in selection.versions.iter().rev().flat_map(|version| &version.questionnaire.questions) {
        let value = question.code.to_string();
        if question.knows_positive() && !choices.iter().any(|choice| choice.value == value) {
            let label = speech.heading(&question.name().into()).text;
            choices.push(Choice { value, label, chosen: question.code == *chosen });
        }
    }
    choices
}
