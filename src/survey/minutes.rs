//! The minutes of a management review: what the meeting decided (ISO 9001, 9.3.3), as an annex to the review that it had
//! before it.
//!
//! The figures of a review are frozen before anybody meets, so decisions are a document of their own. It is issued like a
//! review, and never changed: a correction is the next edition.

use jiff::civil::Date;
use uuid::Uuid;

use crate::survey::codes::SurveySlug;
use crate::survey::fault::Fault;
use crate::survey::period::Period;
use crate::survey::report::conclusions::paragraphs;
use crate::survey::report::{Cell, Column, Page, Part, Phrase, Shape, Table, Term};
use crate::survey::text::LocalizedText;

/// The minutes of a meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Minutes {
    /// The office's name.
    pub office: LocalizedText,
    /// The survey.
    pub survey: SurveySlug,
    /// The survey's title.
    pub title: LocalizedText,
    /// The period that was reviewed.
    pub period: Period,
    /// The review that the meeting had before it.
    pub review: Reviewed,
    /// Which edition of the minutes it is: 1, 2, 3, ...
    pub edition: u32,
    /// The day it was issued.
    pub issued_on: Date,
    /// Why there is another edition than the first.
    pub reason: Option<String>,
    /// What was said and decided.
    pub meeting: Meeting,
    /// The version of the program that made it.
    pub software: String,
}

/// The edition of a review that a meeting had before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reviewed {
    /// Its number.
    pub edition: u32,
    /// The day it was issued.
    pub issued_on: Date,
    /// The SHA-256 of its JSON form, in hexadecimal digits.
    pub sha256: String,
}

/// A meeting and what it decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// The day it was held.
    pub held_on: Date,
    /// Who was there.
    pub participants: Vec<String>,
    /// What was decided, in order.
    pub decisions: Vec<Decision>,
    /// Who wrote the minutes.
    pub prepared_by: String,
    /// Who approved them.
    pub approved_by: String,
    /// Who gets them.
    pub distribution: Vec<String>,
}

/// Something that was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// What was decided.
    pub text: String,
    /// Who sees to it.
    pub owner: String,
    /// The last day by which it is to be done.
    pub due_on: Date,
    /// The action that it became; none: its effect is not measured.
    pub action: Option<Tracked>,
}

/// The action that a decision became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tracked {
    /// Its id.
    pub id: Uuid,
    /// What is done, in a line.
    pub title: String,
}

impl Meeting {
    /// What is wrong with its days, on the day on which it is written down.
    pub fn faults(&self, review: &Reviewed, today: Date) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut expect = |holds: bool, place: String, detail: &str| {
            if !holds {
                faults.push(Fault::new(place, "out_of_range", detail));
            }
        };
        expect(self.held_on <= today, "/held_on".to_owned(), "must not be in the future");
        let before = "must not be before the review was issued, whose figures the meeting decides on";
        expect(self.held_on >= review.issued_on, "/held_on".to_owned(), before);
        for (place, decision) in self.decisions.iter().enumerate() {
            let pointer = format!("/decisions/{place}/due_on");
            expect(decision.due_on >= self.held_on, pointer, "must not be before the meeting");
        }
        faults
    }
}

impl Minutes {
    /// The minutes as a document.
    pub fn page(&self) -> Page {
        let day = |day| Cell::Day(day);
        let about = [
            Term::SurveyAndPeriod.with([Cell::Phrase((&self.title).into()), Cell::Period(self.period.clone())]),
            Term::MinutesEdition.with([Cell::Count(self.edition.into()), day(self.issued_on)]),
        ];
        let reason = self
            .reason
            .iter()
            .map(|reason| Term::Labelled.with([Cell::term(Term::Reason), Cell::Text(reason.clone())]));
        Page {
            office: self.office.clone(),
            title: Term::Minutes.into(),
            about: about.into_iter().chain(reason).collect(),
            sections: vec![
                self.facts().under("meeting", Term::Meeting),
                self.decided().under("decisions", Term::Decisions),
            ],
        }
    }

    fn facts(&self) -> Part {
        let review = &self.review;
        let basis =
            [Cell::Count(review.edition.into()), Cell::Day(review.issued_on), Cell::Text(review.sha256.clone())];
        let meeting = &self.meeting;
        let several = |names: &[String]| Cell::Text(names.join("; "));
        let distribution = Some(&meeting.distribution).filter(|names| !names.is_empty());
        let table = Table::of_facts()
            .row([Cell::term(Term::HeldOn), Cell::Day(meeting.held_on)])
            .row([Cell::term(Term::ReviewBefore), Term::ReviewSealed.with(basis).into()])
            .row([Cell::term(Term::Participants), several(&meeting.participants)])
            .row([Cell::term(Term::PreparedBy), Cell::Text(meeting.prepared_by.clone())])
            .row([Cell::term(Term::ApprovedBy), Cell::Text(meeting.approved_by.clone())])
            .row([Cell::term(Term::Distribution), Cell::or(distribution, |names| several(names), Term::NotEntered)]);
        Part::default().table(table)
    }

    fn decided(&self) -> Part {
        let table = Table::new([
            Column::numbers(Term::Number),
            Column::words(Term::Decision),
            Column::words(Term::Owner),
            Column::new(Term::Due, Shape::Words),
            Column::words(Term::ActionFollowed),
        ]);
        let table = (1..).zip(&self.meeting.decisions).fold(table, |table, (number, decision)| {
            let text: Vec<&str> = paragraphs(&decision.text).collect();
            table.row([
                Cell::Count(number),
                Cell::Text(text.join(" ")),
                Cell::Text(decision.owner.clone()),
                Cell::Day(decision.due_on),
                Cell::or(decision.action.as_ref(), |action| Cell::Text(action.title.clone()), Term::NotTracked),
            ])
        });
        Part::default().note(Phrase::from(Term::DecisionsNote)).table(table)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_meeting_decides_on_what_was_issued_and_about_what_is_to_come() {
        let review = Reviewed { edition: 1, issued_on: date(2026, 10, 15), sha256: String::new() };
        let faults = |held_on, due_on| -> Vec<String> {
            let decision = Decision { text: "a".to_owned(), owner: "b".to_owned(), due_on, action: None };
            let meeting = Meeting {
                held_on,
                participants: Vec::new(),
                decisions: vec![decision],
                prepared_by: String::new(),
                approved_by: String::new(),
                distribution: Vec::new(),
            };
            meeting.faults(&review, date(2026, 11, 1)).into_iter().map(|fault| fault.pointer).collect()
        };
        assert_eq!(faults(date(2026, 10, 15), date(2026, 10, 15)), [""; 0]);
        assert_eq!(faults(date(2026, 10, 14), date(2026, 12, 1)), ["/held_on"]);
        assert_eq!(faults(date(2026, 11, 2), date(2026, 12, 1)), ["/held_on"]);
        assert_eq!(faults(date(2026, 10, 20), date(2026, 10, 19)), ["/decisions/0/due_on"]);
    }
}
