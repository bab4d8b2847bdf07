//! A draft against the version that it answers.

use jiff::civil::Date;

use crate::survey::codes::{DepartmentCode, Language, OptionCode};
use crate::survey::fault::{Fault, step};
use crate::survey::questionnaire::{Kind, Question, QuestionOption, Version};
use crate::survey::redaction::redact;
use crate::survey::response::shape::{
    Answer, Answers, Channel, Comment, Draft, Given, NOT_APPLICABLE, Response, parse_day,
};
use crate::survey::text::counted;

/// How long a response may wait, on paper or in an offline kiosk, and still keep the day it was collected.
pub const OLDEST_DAYS: i64 = 45;
/// The earliest day that history may be from. Spreadsheets and survey tools write 1899, 1904, 1970 or 1980 for no day.
pub const EARLIEST: Date = Date::constant(2000, 1, 1);

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
