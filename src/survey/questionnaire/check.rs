//! Whether a questionnaire makes sense: every fault at once, by its place in the document.

use std::collections::BTreeSet;

use crate::survey::department::Department;
use crate::survey::fault::{Fault, step};
use crate::survey::questionnaire::questions::{
    Condition, Kind, LONGEST_SHORT, LONGEST_TEXT, MOST_OPTIONS, Question, QuestionOption, Questionnaire, Role, SCALES,
};
use crate::survey::text::LocalizedText;

/// The most questions that a questionnaire may have.
pub const MOST_QUESTIONS: usize = 50;

impl Questionnaire {
    /// Everything that keeps this questionnaire from being published; empty when it is sound.
    pub fn faults(&self, departments: &[Department]) -> Vec<Fault> {
        let mut faults = Vec::new();
        self.check_languages(&mut faults);
        self.check_text(&self.title, "/title", &mut faults);
        self.check_departments(departments, &mut faults);
        for (index, label) in self.rating_labels.iter().enumerate() {
            self.check_text(label, &format!("/rating_labels/{index}"), &mut faults);
        }
        if let Some(label) = &self.na_label {
            self.check_text(label, "/na_label", &mut faults);
        }
        if self.questions.is_empty() || self.questions.len() > MOST_QUESTIONS {
            faults.push(Fault::new("/questions", "out_of_range", "must hold 1 to 50 questions"));
        }
        for (index, question) in self.questions.iter().enumerate() {
            let place = format!("/questions/{index}");
            if self.questions[..index].iter().any(|earlier| earlier.code == question.code) {
                faults.push(Fault::new(format!("{place}/code"), "duplicate", "is the code of an earlier question"));
            }
            self.check_question(question, &self.questions[..index], &place, &mut faults);
        }
        match self.questions.iter().find(|question| question.code == self.headline) {
            Some(question) if question.is_single_valued() => {}
            Some(_) => faults.push(Fault::new("/headline", "wrong_kind", "must be a question with one closed answer")),
            None => faults.push(Fault::new("/headline", "unknown_question", "must be one of the questions")),
        }
        faults
    }

    fn check_languages(&self, faults: &mut Vec<Fault>) {
        if self.languages.is_empty() {
            faults.push(Fault::new("/languages", "required", "must name at least one language"));
        }
        if !all_different(&self.languages) {
            faults.push(Fault::new("/languages", "duplicate", "names a language twice"));
        }
    }

    fn check_departments(&self, departments: &[Department], faults: &mut Vec<Fault>) {
        if self.departments.is_empty() {
            faults.push(Fault::new("/departments", "required", "must name at least one department"));
        }
        if !all_different(&self.departments) {
            faults.push(Fault::new("/departments", "duplicate", "names a department twice"));
        }
        for (index, code) in self.departments.iter().enumerate() {
            if !departments.iter().any(|department| &department.code == code) {
                let place = format!("/departments/{index}");
                faults.push(Fault::new(place, "unknown_department", "is not a department of this office"));
            }
        }
    }

    fn check_text(&self, text: &LocalizedText, place: &str, faults: &mut Vec<Fault>) {
        for language in &self.languages {
            if text.in_language(language).is_none() {
                faults.push(Fault::new(
                    format!("{place}{}", step(language)),
                    "required",
                    "a text must exist in every language of the questionnaire",
                ));
            }
        }
    }

    fn check_short(&self, short: &LocalizedText, place: &str, faults: &mut Vec<Fault>) {
        self.check_text(short, place, faults);
        for (language, name) in &short.0 {
            if name.chars().count() > LONGEST_SHORT {
                let detail = "must be 1 to 40 characters";
                faults.push(Fault::new(format!("{place}{}", step(language)), "out_of_range", detail));
            }
        }
    }

    fn check_question(&self, question: &Question, earlier: &[Question], place: &str, faults: &mut Vec<Fault>) {
        self.check_text(&question.text, &format!("{place}/text"), faults);
        if let Some(short) = &question.short {
            self.check_short(short, &format!("{place}/short"), faults);
        }
        match &question.kind {
            Kind::Rating { scale } if !SCALES.contains(scale) => {
                faults.push(Fault::new(format!("{place}/scale"), "out_of_range", "must be 2 to 11"));
            }
            Kind::Single { options, options_from } if options_from.is_none() => {
                self.check_options(options, place, faults);
            }
            Kind::Multiple { options, max } => {
                self.check_options(options, place, faults);
                if *max == 0 || usize::from(*max) > options.len() {
                    faults.push(Fault::new(
                        format!("{place}/max"),
                        "out_of_range",
                        "must be 1 to the number of options",
                    ));
                }
            }
            Kind::Text { max_length } if *max_length == 0 || *max_length > LONGEST_TEXT => {
                faults.push(Fault::new(format!("{place}/max_length"), "out_of_range", "must be 1 to 2000"));
            }
            _ => {}
        }
        if question.segment && !matches!(question.kind, Kind::Single { .. } | Kind::YesNo) {
            faults.push(Fault::new(
                format!("{place}/segment"),
                "wrong_kind",
                "only a single or yes_no question can be a segment",
            ));
        }
        check_role(question, earlier, place, faults);
        if let Some(condition) = &question.positive {
            check_condition(condition, question, &format!("{place}/positive"), faults);
        }
        if let Some(show_if) = &question.show_if {
            let place = format!("{place}/show_if");
            match earlier.iter().find(|earlier| earlier.code == show_if.question) {
                Some(shower) => check_condition(&show_if.condition, shower, &place, faults),
                None => faults.push(Fault::new(place, "unknown_question", "must name an earlier question")),
            }
        }
    }

    fn check_options(&self, options: &[QuestionOption], place: &str, faults: &mut Vec<Fault>) {
        if options.len() < 2 || options.len() > MOST_OPTIONS {
            faults.push(Fault::new(format!("{place}/options"), "out_of_range", "must hold 2 to 50 options"));
        }
        for (index, option) in options.iter().enumerate() {
            let place = format!("{place}/options/{index}");
            if options[..index].iter().any(|earlier| earlier.code == option.code) {
                faults.push(Fault::new(format!("{place}/code"), "duplicate", "is the code of an earlier option"));
            }
            self.check_text(&option.text, &format!("{place}/text"), faults);
            if !option.departments.iter().all(|code| self.departments.contains(code)) {
                let detail = "must be departments of the questionnaire";
                faults.push(Fault::new(format!("{place}/departments"), "unknown_department", detail));
            }
        }
    }
}

fn check_role(question: &Question, earlier: &[Question], place: &str, faults: &mut Vec<Fault>) {
    let Some(role) = question.role else { return };
    let wrong = match role {
        Role::Matter => (!question.segment).then_some("only a segment can be the matter"),
        Role::Outcome => (!question.knows_positive()).then_some("the outcome must have answers that count as positive"),
        Role::Reason => match question.kind {
            Kind::Single { .. } | Kind::Multiple { .. } => None,
            _ => Some("only a single or multiple question can be the reason"),
        },
    };
    faults.extend(wrong.map(|detail| Fault::new(format!("{place}/role"), "wrong_kind", detail)));
    if earlier.iter().any(|other| other.role == Some(role)) {
        faults.push(Fault::new(format!("{place}/role"), "duplicate", "another question has this role"));
    }
}

fn check_condition(condition: &Condition, question: &Question, place: &str, faults: &mut Vec<Fault>) {
    let has_numbers = condition.at_least.is_some() || condition.at_most.is_some();
    let has_options = !condition.options.is_empty();
    let numeric = matches!(question.kind, Kind::Rating { .. } | Kind::Nps);
    if has_numbers == has_options {
        faults.push(Fault::new(place, "malformed", "needs either at_least or at_most, or options"));
    } else if has_numbers != numeric || !question.is_single_valued() {
        faults.push(Fault::new(place, "wrong_kind", "does not fit the kind of the question it is about"));
    } else if has_options {
        let known = question.options();
        if !condition.options.iter().all(|option| known.iter().any(|code| code == option.as_str())) {
            faults.push(Fault::new(format!("{place}/options"), "unknown_option", "must be options of the question"));
        }
    }
}

fn all_different<T: Ord>(items: &[T]) -> bool {
    items.iter().collect::<BTreeSet<_>>().len() == items.len()
}
