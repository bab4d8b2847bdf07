//! Minutes as they are handed out in JSON.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::http::v1::texts::{TextsBody, texts_view};
use crate::storage::minutes::IssuedMinutes;
use crate::survey::minutes::{Decision, Minutes, Tracked};

/// Minutes that were issued.
#[derive(Debug, Serialize, ToSchema)]
pub struct IssuedMinutesView {
    /// The survey's slug.
    survey: String,
    /// The period that was reviewed.
    period: String,
    /// The edition of the minutes.
    edition: u32,
    /// The edition of the review that the meeting had before it.
    review: u32,
    /// The day of the meeting.
    #[schema(format = "date")]
    held_on: String,
    /// The day they were issued.
    #[schema(format = "date")]
    issued_on: String,
    /// Why there is another edition than the first.
    reason: Option<String>,
    /// The version of the program that made them.
    software: String,
    /// The SHA-256 of their JSON form, in hexadecimal digits.
    sha256: String,
}

/// The minutes of a management review.
#[derive(Debug, Serialize, ToSchema)]
pub struct MinutesView {
    /// The office's name by language.
    office: TextsBody,
    /// The survey's slug.
    survey: String,
    /// The survey's title by language.
    title: TextsBody,
    /// The period that was reviewed.
    period: String,
    /// The edition of the minutes.
    edition: u32,
    /// The day they were issued.
    #[schema(format = "date")]
    issued_on: String,
    /// Why there is another edition than the first.
    reason: Option<String>,
    /// The review that the meeting had before it.
    review: ReviewedView,
    /// The day of the meeting.
    #[schema(format = "date")]
    held_on: String,
    /// Who was there.
    participants: Vec<String>,
    /// What was decided, in order.
    decisions: Vec<DecisionView>,
    /// Who wrote them.
    prepared_by: String,
    /// Who approved them.
    approved_by: String,
    /// Who gets them.
    distribution: Vec<String>,
    /// The version of the program that made them.
    software: String,
}

/// The edition of a review that a meeting had before it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReviewedView {
    /// Its number.
    edition: u32,
    /// The day it was issued.
    #[schema(format = "date")]
    issued_on: String,
    /// The SHA-256 of its JSON form, in hexadecimal digits.
    sha256: String,
}

/// Something that was decided.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MeetingDecision)]
pub struct DecisionView {
    /// What was decided.
    text: String,
    /// Who sees to it.
    owner: String,
    /// The last day by which it is to be done.
    #[schema(format = "date")]
    due_on: String,
    /// The action that it became; `null`: none.
    action: Option<TrackedView>,
}

/// The action that a decision became.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DecidedAction)]
pub struct TrackedView {
    /// Its id.
    id: Uuid,
    /// What is done, in a line.
    title: String,
}

impl From<&IssuedMinutes> for IssuedMinutesView {
    fn from(issued: &IssuedMinutes) -> Self {
        Self {
            survey: issued.survey.to_string(),
            period: issued.period.label().to_owned(),
            edition: issued.edition,
            review: issued.review,
            held_on: issued.held_on.to_string(),
            issued_on: issued.issued_on.to_string(),
            reason: issued.reason.clone(),
            software: issued.software.clone(),
            sha256: issued.sha256.clone(),
        }
    }
}

impl From<&Minutes> for MinutesView {
    fn from(minutes: &Minutes) -> Self {
        let (review, meeting) = (&minutes.review, &minutes.meeting);
        Self {
            office: texts_view(&minutes.office),
            survey: minutes.survey.to_string(),
            title: texts_view(&minutes.title),
            period: minutes.period.label().to_owned(),
            edition: minutes.edition,
            issued_on: minutes.issued_on.to_string(),
            reason: minutes.reason.clone(),
            review: ReviewedView {
                edition: review.edition,
                issued_on: review.issued_on.to_string(),
                sha256: review.sha256.clone(),
            },
            held_on: meeting.held_on.to_string(),
            participants: meeting.participants.clone(),
            decisions: meeting.decisions.iter().map(DecisionView::from).collect(),
            prepared_by: meeting.prepared_by.clone(),
            approved_by: meeting.approved_by.clone(),
            distribution: meeting.distribution.clone(),
            software: minutes.software.clone(),
        }
    }
}

impl From<&Decision> for DecisionView {
    fn from(decision: &Decision) -> Self {
        let tracked = |action: &Tracked| TrackedView { id: action.id, title: action.title.clone() };
        Self {
            text: decision.text.clone(),
            owner: decision.owner.clone(),
            due_on: decision.due_on.to_string(),
            action: decision.action.as_ref().map(tracked),
        }
    }
}
