//! Minutes as they are entered: the meeting, and what becomes of its decisions.

use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::{Validate, ValidationError};

use crate::http::body::{lines, one_line};
use crate::http::problem::{Kind, Problem};
use crate::http::v1::actions::{Decided, FollowUpBody};
use crate::http::v1::reviews::wanted::Wanted;
use crate::http::v1::texts::day;
use crate::state::State;
use crate::storage::actions::find_action;
use crate::storage::reviews::list_reviews;
use crate::survey::action::Action;
use crate::survey::fault::Fault;
use crate::survey::minutes::{Decision, Meeting, Reviewed, Tracked};

/// What a meeting decided, as it is entered.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct MinutesBody {
    /// The edition of the review that the meeting had before it; left out: the latest that was issued by then.
    #[validate(range(min = 1))]
    #[schema(minimum = 1)]
    review: Option<u32>,
    /// The day of the meeting.
    #[schema(format = "date")]
    held_on: String,
    /// Who was there, at most 100.
    #[validate(length(min = 1, max = 100), custom(function = "names"))]
    #[schema(min_items = 1, max_items = 100, example = json!(["Starosta", "Pełnomocnik ds. jakości"]))]
    participants: Vec<String>,
    /// What was decided, in order, at most 50.
    #[validate(length(min = 1, max = 50), nested)]
    #[schema(min_items = 1, max_items = 50)]
    decisions: Vec<DecidedBody>,
    /// Who wrote the minutes.
    #[validate(length(min = 1, max = 200), custom(function = "one_line"))]
    #[schema(min_length = 1, max_length = 200, pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    prepared_by: String,
    /// Who approved them.
    #[validate(length(min = 1, max = 200), custom(function = "one_line"))]
    #[schema(min_length = 1, max_length = 200, pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    approved_by: String,
    /// Who gets them, at most 100.
    #[serde(default)]
    #[validate(length(max = 100), custom(function = "names"))]
    #[schema(max_items = 100)]
    distribution: Vec<String>,
    /// Why there is another edition; it is printed. The first edition has none.
    #[validate(length(min = 1, max = 500), custom(function = "one_line"))]
    #[schema(min_length = 1, max_length = 500)]
    pub reason: Option<String>,
}

/// Something that was decided.
#[derive(Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct DecidedBody {
    /// What was decided.
    #[validate(length(min = 1, max = 2000), custom(function = "lines"))]
    #[schema(
        min_length = 1,
        max_length = 2000,
        pattern = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$"
    )]
    text: String,
    /// Who sees to it.
    #[validate(length(min = 1, max = 200), custom(function = "one_line"))]
    #[schema(min_length = 1, max_length = 200, pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    owner: String,
    /// The last day by which it is to be done.
    #[schema(format = "date")]
    due_on: String,
    /// The action that it becomes, so that its effect is measured; left out: none.
    #[validate(nested)]
    action: Option<FollowUpBody>,
    /// The action that it already is, by its id.
    action_id: Option<Uuid>,
}

impl MinutesBody {
    /// The meeting, the review that it had before it, and the actions that are to be made.
    ///
    /// # Errors
    /// `Invalid` with every fault; `Conflict` when the review is not issued yet; or the database is not available.
    pub async fn read(self, state: &Arc<State>, wanted: &Wanted) -> Result<(Reviewed, Meeting, Vec<Action>), Problem> {
        let mut faults = Vec::new();
        let Some(held_on) = day(Some(&self.held_on), "/held_on", &mut faults) else {
            return Err(Problem::invalid(faults));
        };
        let review = reviewed(state, wanted, self.review, held_on).await?;
        let mut meeting = Meeting {
            held_on,
            participants: self.participants,
            decisions: Vec::new(),
            prepared_by: self.prepared_by,
            approved_by: self.approved_by,
            distribution: self.distribution,
        };
        let mut follow_ups = Vec::new();
        for (place, body) in self.decisions.into_iter().enumerate() {
            let due_on = day(Some(&body.due_on), &format!("/decisions/{place}/due_on"), &mut faults);
            let Some(due_on) = due_on else { continue };
            meeting.decisions.push(Decision { text: body.text, owner: body.owner, due_on, action: None });
            follow_ups.push((body.action, body.action_id));
        }
        faults.extend(meeting.faults(&review, state.clock.today()));
        if !faults.is_empty() {
            return Err(Problem::invalid(faults));
        }
        let mut following = Following { state, wanted, held_on, actions: Vec::new(), faults };
        for ((place, decision), follow_up) in meeting.decisions.iter_mut().enumerate().zip(follow_ups) {
            decision.action = following.track(decision, follow_up, &format!("/decisions/{place}")).await?;
        }
        let Following { actions, faults, .. } = following;
        if faults.is_empty() { Ok((review, meeting, actions)) } else { Err(Problem::invalid(faults)) }
    }
}

/// What becomes of decisions.
struct Following<'a> {
    state: &'a Arc<State>,
    wanted: &'a Wanted,
    held_on: Date,
    /// The actions that are to be made.
    actions: Vec<Action>,
    faults: Vec<Fault>,
}

impl Following<'_> {
    /// The action that a decision becomes, or already is.
    async fn track(
        &mut self,
        decision: &Decision,
        follow_up: (Option<FollowUpBody>, Option<Uuid>),
        at: &str,
    ) -> Result<Option<Tracked>, Problem> {
        match follow_up {
            (None, None) => Ok(None),
            (Some(_), Some(_)) => {
                self.faults.push(Fault::new(format!("{at}/action_id"), "conflict", "must not stand beside `action`"));
                Ok(None)
            }
            (None, Some(id)) => self.find(id, at).await,
            (Some(action), None) => self.make(action, decision, at).await,
        }
    }

    async fn make(&mut self, body: FollowUpBody, decision: &Decision, at: &str) -> Result<Option<Tracked>, Problem> {
        let decided = Decided {
            survey: &self.wanted.survey,
            period: &self.wanted.period,
            owner: &decision.owner,
            held_on: self.held_on,
            due_on: decision.due_on,
        };
        match body.read(&decided, self.state).await? {
            Ok(action) => {
                let tracked = Tracked { id: action.id, title: action.title.clone() };
                self.actions.push(action);
                Ok(Some(tracked))
            }
            Err(found) => {
                self.faults.extend(found.into_iter().map(|fault| fault.below(&format!("{at}/action"))));
                Ok(None)
            }
        }
    }

    async fn find(&mut self, id: Uuid, at: &str) -> Result<Option<Tracked>, Problem> {
        let found = self.state.read(move |session| find_action(session, id)).await?;
        let found = found.filter(|action| action.survey == self.wanted.survey);
        if found.is_none() {
            let detail = "must be an action of this survey";
            self.faults.push(Fault::new(format!("{at}/action_id"), "unknown_action", detail));
        }
        Ok(found.map(|action| Tracked { id, title: action.title }))
    }
}

/// The edition of the review that a meeting had before it: the one that is named, else the latest of that day.
async fn reviewed(state: &State, wanted: &Wanted, number: Option<u32>, held_on: Date) -> Result<Reviewed, Problem> {
    let mut editions = state.read(list_reviews).await?;
    editions.retain(|review| review.survey == wanted.survey && review.period == wanted.period);
    if editions.is_empty() {
        let detail = "The review of the period is not issued yet: a meeting decides on figures that stand still.";
        return Err(Problem::new(Kind::Conflict).because(detail));
    }
    let by_then = editions.iter().rfind(|review| review.edition.issued_on <= held_on);
    let found = match number {
        Some(number) => editions.iter().find(|review| review.edition.number == number),
        None => by_then.or(editions.first()),
    };
    let found = found.ok_or_else(|| {
        Problem::invalid(vec![Fault::new("/review", "unknown_edition", "must be an edition that was issued")])
    })?;
    let (edition, issued_on) = (found.edition.number, found.edition.issued_on);
    Ok(Reviewed { edition, issued_on, sha256: found.sha256.clone() })
}

/// Names of people or offices, each in a line.
fn names(names: &[String]) -> Result<(), ValidationError> {
    let fits = |name: &String| (1..=200).contains(&name.chars().count()) && one_line(name).is_ok();
    if names.iter().all(fits) { Ok(()) } else { Err(ValidationError::new("malformed")) }
}
