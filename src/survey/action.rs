//! What the office does about what it found: who, by when, and whether it helped.
//!
//! The effect is measured on the same question afterwards, by the interval of the difference; what too few answers
//! cannot say is said to be undecided.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::survey::codes::{DepartmentCode, Language, QuestionCode, SurveySlug};
use crate::survey::contrast::FEWEST_TO_CONCLUDE;
use crate::survey::fault::Fault;
use crate::survey::figures::{Proportion, Record, positive_share};
use crate::survey::period::Period;
use crate::survey::statistics::{Difference, newcombe};
use crate::survey::text::LocalizedText;
use crate::survey::wording::UNCONFIRMED;

/// The longest text that residents are told, in characters.
pub const LONGEST_PUBLIC: usize = 1_000;

/// Something that was decided to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Action {
    /// Its id.
    pub id: Uuid,
    /// What is done, in a line.
    pub title: String,
    /// Where the reason for it came from.
    pub source: Source,
    /// The reason for it, in words.
    pub finding: String,
    /// The survey that its effect is measured by.
    pub survey: SurveySlug,
    /// The question that its effect is measured by.
    pub question: QuestionCode,
    /// The department; none: the whole office.
    pub department: Option<DepartmentCode>,
    /// Who sees to it.
    pub owner: String,
    /// The day it was decided.
    pub decided_on: Date,
    /// The last day by which it is to be done.
    pub due_on: Date,
    /// The day it was done, if it was.
    pub done_on: Option<Date>,
    /// The period that shows how it was before.
    pub before: Option<Period>,
    /// The period that shows how it is afterwards.
    pub after: Option<Period>,
    /// What residents are told of it, if they are.
    pub public: Option<PublicWords>,
}

/// What residents are told of an action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PublicWords {
    /// What they had said.
    pub you_said: LocalizedText,
    /// What the office did.
    pub we_did: LocalizedText,
}

/// Where the reason for an action came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A signal of the control chart.
    Signal,
    /// A theme of the comments.
    CommentTheme,
    /// A target that was missed.
    TargetMissed,
    /// A decision of a management review.
    Review,
    /// Something else.
    Other,
}

/// How far an action has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ActionStatus)]
pub enum Status {
    /// It is to be done.
    Open,
    /// It should have been done.
    Overdue,
    /// It is done.
    Done,
}

/// What an action changed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct Effect {
    /// The share of positive answers before.
    pub before: Option<Proportion>,
    /// The share of positive answers afterwards.
    pub after: Option<Proportion>,
    /// Afterwards minus before, with Newcombe's interval.
    pub difference: Option<Difference>,
    /// What may be concluded.
    pub verdict: EffectVerdict,
}

/// What may be concluded about an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EffectVerdict {
    /// The share rose: all of the interval is above nothing.
    Effective,
    /// The share did not rise: none of the interval is above nothing.
    NotEffective,
    /// The interval holds both, or there are too few answers on either side.
    Undecided,
    /// It is not done, no periods are named, or the period afterwards is not closed.
    NotYet,
    /// The interval says so, but not without the responses that repeat others.
    #[serde(rename = "not_confirmed")]
    Unconfirmed,
}

impl Source {
    /// Every source.
    pub const ALL: [Self; 5] = [Self::Signal, Self::CommentTheme, Self::TargetMissed, Self::Review, Self::Other];

    /// The word that documents use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Signal => "signal",
            Self::CommentTheme => "comment_theme",
            Self::TargetMissed => "target_missed",
            Self::Review => "review",
            Self::Other => "other",
        }
    }
}

impl Status {
    /// The word that documents use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Overdue => "overdue",
            Self::Done => "done",
        }
    }
}

impl EffectVerdict {
    /// What the interval of a difference says; none: there is too little to say.
    fn of(difference: Option<Difference>) -> Self {
        match difference {
            Some(difference) if difference.low > 0.0 => Self::Effective,
            Some(difference) if difference.high <= 0.0 => Self::NotEffective,
            _ => Self::Undecided,
        }
    }

    /// The word that documents use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Effective => "effective",
            Self::NotEffective => "not_effective",
            Self::Undecided => "undecided",
            Self::NotYet => "not_yet",
            Self::Unconfirmed => UNCONFIRMED,
        }
    }
}

impl Action {
    /// How far it has come on a day.
    pub fn status(&self, today: Date) -> Status {
        match self.done_on {
            Some(_) => Status::Done,
            None if today > self.due_on => Status::Overdue,
            None => Status::Open,
        }
    }

    /// What it changed, as far as what was released of its survey tells.
    pub fn effect_in(&self, record: &Record) -> Effect {
        let share = |period: &Option<Period>| {
            let period = period.as_ref()?;
            positive_share(record, &self.survey, period, self.department.as_ref(), &self.question)
        };
        self.effect(share(&self.before), share(&self.after), record.closed_through())
    }

    /// What it changed, given the shares before and afterwards, and up to which day periods are closed.
    pub fn effect(
        &self,
        before: Option<Proportion>,
        after: Option<Proportion>,
        closed_through: Option<Date>,
    ) -> Effect {
        let over = |period: &Period| closed_through.is_some_and(|through| period.last() <= through);
        let ready = self.done_on.is_some() && self.before.is_some() && self.after.as_ref().is_some_and(over);
        let both = before.zip(after);
        let change = |before: Proportion, after: Proportion| newcombe(after.n, after.of, before.n, before.of);
        let difference = both.and_then(|(before, after)| change(before, after));
        let enough = both.is_some_and(|(before, after)| before.of.min(after.of) >= FEWEST_TO_CONCLUDE);
        let verdict = EffectVerdict::of(difference.filter(|_| enough));
        // Without those that repeat others, as far as they may have supported it.
        let rose = verdict == EffectVerdict::Effective;
        let left = both.and_then(|(before, after)| before.without_repeated(!rose).zip(after.without_repeated(rose)));
        let left = EffectVerdict::of(left.and_then(|(before, after)| change(before, after)));
        let verdict = match verdict {
            _ if !ready => EffectVerdict::NotYet,
            EffectVerdict::Effective | EffectVerdict::NotEffective if left != verdict => EffectVerdict::Unconfirmed,
            verdict => verdict,
        };
        Effect { before, after, difference, verdict }
    }

    /// What is wrong with its days, its periods and what residents are told.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut expect = |holds: bool, place: &str, detail: &str| {
            if !holds {
                faults.push(Fault::new(place, "out_of_range", detail));
            }
        };
        expect(self.due_on >= self.decided_on, "/due_on", "must not be before it was decided");
        expect(self.done_on.is_none_or(|day| day >= self.decided_on), "/done_on", "must not be before it was decided");
        if let Some(after) = &self.after {
            let ordered = self.before.as_ref().is_none_or(|before| before.last() < after.first());
            expect(ordered, "/after", "must begin after the period before has ended");
        }
        faults.extend(self.public.iter().flat_map(PublicWords::faults));
        faults
    }
}

impl PublicWords {
    /// Both texts must be there in the same languages, Polish among them.
    fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let texts = [("you_said", &self.you_said, &self.we_did), ("we_did", &self.we_did, &self.you_said)];
        for (name, text, other) in texts {
            let missing = |language: &&Language| text.in_language(language).is_none();
            faults.extend(other.0.keys().filter(missing).map(|language| {
                let detail = "must be there in every language that residents are told in";
                Fault::new(format!("/public/{name}/{language}"), "required", detail)
            }));
            if text.0.values().any(|text| text.chars().count() > LONGEST_PUBLIC) {
                faults.push(Fault::new(format!("/public/{name}"), "out_of_range", "is too long in some language"));
            }
            if text.0.keys().all(|language| language.as_str() != "pl") {
                faults.push(Fault::new(format!("/public/{name}/pl"), "required", "must be there in Polish"));
            }
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn action() -> Action {
        Action {
            id: Uuid::nil(),
            title: "Second counter".to_owned(),
            source: Source::Signal,
            finding: "People wait too long".to_owned(),
            survey: "obsluga".parse().unwrap(),
            question: "WAIT".parse().unwrap(),
            department: Some("KM".parse().unwrap()),
            owner: "Head of KM".to_owned(),
            decided_on: date(2026, 4, 10),
            due_on: date(2026, 5, 31),
            done_on: Some(date(2026, 5, 20)),
            before: Some("2026-Q1".parse().unwrap()),
            after: Some("2026-Q3".parse().unwrap()),
            public: None,
        }
    }

    #[test]
    fn it_is_overdue_from_the_day_after_it_was_due_until_it_is_done() {
        let open = Action { done_on: None, ..action() };
        assert_eq!(open.status(date(2026, 5, 31)), Status::Open);
        assert_eq!(open.status(date(2026, 6, 1)), Status::Overdue);
        assert_eq!(action().status(date(2026, 6, 1)), Status::Done);
    }

    #[test]
    fn the_interval_of_the_difference_decides() {
        let verdict = |before: (u64, u64), after: (u64, u64)| {
            let (before, after) = (Proportion::of(before.0, before.1), Proportion::of(after.0, after.1));
            action().effect(before, after, Some(date(2026, 9, 30))).verdict
        };
        assert_eq!(verdict((60, 100), (85, 100)), EffectVerdict::Effective);
        assert_eq!(verdict((85, 100), (60, 100)), EffectVerdict::NotEffective);
        assert_eq!(verdict((60, 100), (65, 100)), EffectVerdict::Undecided);
        assert_eq!(verdict((0, 29), (100, 100)), EffectVerdict::Undecided, "too few before");
        assert_eq!(verdict((0, 100), (29, 29)), EffectVerdict::Undecided, "too few afterwards");
        assert_eq!(verdict((0, 30), (30, 30)), EffectVerdict::Effective);
        assert_eq!(verdict((0, 0), (85, 100)), EffectVerdict::Undecided, "nothing is told of the time before");
    }

    #[test]
    fn nothing_is_concluded_before_it_can_be() {
        let (before, after) = (Proportion::of(60, 100), Proportion::of(85, 100));
        let closed = Some(date(2026, 9, 30));
        let verdict = |action: Action, closed| action.effect(before, after, closed).verdict;
        assert_eq!(verdict(action(), closed), EffectVerdict::Effective);
        assert_eq!(verdict(action(), Some(date(2026, 6, 30))), EffectVerdict::NotYet);
        assert_eq!(verdict(action(), None), EffectVerdict::NotYet);
        assert_eq!(verdict(Action { done_on: None, ..action() }, closed), EffectVerdict::NotYet);
        assert_eq!(verdict(Action { before: None, ..action() }, closed), EffectVerdict::NotYet);
        assert_eq!(verdict(Action { after: None, ..action() }, closed), EffectVerdict::NotYet);
    }

    #[test]
    fn residents_are_told_in_whole_languages() {
        let text = |texts: &[(&str, &str)]| -> LocalizedText {
            LocalizedText(texts.iter().map(|(code, text)| (code.parse().unwrap(), (*text).to_owned())).collect())
        };
        let places = |you_said: LocalizedText, we_did: LocalizedText| -> Vec<String> {
            let told = Action { public: Some(PublicWords { you_said, we_did }), ..action() };
            told.faults().into_iter().map(|fault| fault.pointer).collect()
        };
        let both = text(&[("pl", "Długo."), ("en", "Long.")]);
        assert_eq!(places(both.clone(), both.clone()), [""; 0]);
        assert_eq!(places(both.clone(), text(&[("pl", "Krócej.")])), ["/public/we_did/en"]);
        assert_eq!(places(text(&[("pl", "Długo."), ("en", " ")]), both), ["/public/you_said/en"]);
        let english = text(&[("en", "Long.")]);
        assert_eq!(places(english.clone(), english), ["/public/you_said/pl", "/public/we_did/pl"]);
    }

    #[test]
    fn days_and_periods_come_in_order() {
        let places =
            |action: Action| -> Vec<String> { action.faults().into_iter().map(|fault| fault.pointer).collect() };
        assert_eq!(places(action()), [""; 0]);
        let early = date(2026, 4, 9);
        assert_eq!(places(Action { due_on: early, done_on: Some(early), ..action() }), ["/due_on", "/done_on"]);
        assert_eq!(places(Action { after: Some("2026-03".parse().unwrap()), ..action() }), ["/after"]);
        assert_eq!(places(Action { before: None, ..action() }), [""; 0]);
    }
}
