//! What calls for a decision, as pages of the console list it: first in a few words, then figure by figure.

use std::sync::Arc;

use actix_web::web::Data;

use crate::http::{Kind, Problem};
use crate::pages::console::person::Person;
use crate::reports::render::{Speech, Words};
use crate::state::{Released, State};
use crate::storage::actions::list_actions;
use crate::storage::comments::{CommentQuery, list_released_comments};
use crate::storage::complaints::list_complaints;
use crate::storage::targets::list_targets;
use crate::storage::{Error, Session};
use crate::survey::action::Source;
use crate::survey::codes::{DepartmentCode, Language, QuestionCode, SurveySlug};
use crate::survey::comment::{Cell, cells};
use crate::survey::period::{Period, Unit};
use crate::survey::questionnaire::Version;
use crate::survey::report::signals::{grounds, in_short, proposal};
use crate::survey::report::{Findings, Scope};
use crate::survey::signals::{Sought, signals};

/// Something that calls for a decision.
pub struct Call {
    /// Who, what and how much.
    pub headline: String,
    /// What it rests on, figure by figure, each with its interval.
    pub grounds: Vec<String>,
    /// What the meeting is asked to do about it.
    pub proposal: String,
    /// What an action about it begins with; none: it is about no share.
    pub share: Option<Share>,
}

/// The share that a call is about.
pub struct Share {
    /// What is measured.
    pub question: QuestionCode,
    /// The department; none: the whole office.
    pub department: Option<DepartmentCode>,
    /// The period that shows how it was before.
    pub before: Period,
    /// What kind of reason for an action it is.
    pub source: Source,
    /// Whether an action about it is under way.
    pub is_answered: bool,
}

/// The bad news of a closed period, of the departments of a person, in the order of all signals.
/// Without a period it is of the quarter that was closed last.
///
/// # Errors
/// When the database is not available.
pub async fn calls(
    state: &Data<State>,
    person: &Person,
    (survey, versions): (&SurveySlug, &[Arc<Version>]),
    period: Option<Period>,
    language: &Language,
) -> Result<Vec<Call>, Problem> {
    let (slug, versions, today) = (survey.clone(), versions.to_vec(), state.clock.today());
    let (departments, k) = (person.account.departments.clone(), state.config.k);
    let words = Words::find(language.as_str()).unwrap_or(&Words::all()[0]);
    let consult = move |session: &mut Session, released: Released<'_>| {
        let record = released.of(&slug, &versions);
        let Some(period) = period.or_else(|| record.last_closed_quarter()) else { return Ok(Ok(Vec::new())) };
        let (actions, targets) = (list_actions(session)?, list_targets(session, &slug)?);
        let (complaints, comments) = (list_complaints(session, None)?, comments_of(session, &slug, &period)?);
        let sought = Sought {
            record: &record,
            survey: slug.clone(),
            period: period.clone(),
            departments: departments.clone(),
            today,
            actions: &actions,
            targets: &targets,
            complaints: &complaints,
            comments: &comments,
        };
        let scope = Scope {
            record: &record,
            survey: slug.clone(),
            period: period.clone(),
            against: period.before(),
            departments,
            question: None,
            span: None,
            actions: &actions,
        };
        let (Ok(Some(findings)), Ok(found)) = (Findings::of(scope), signals(&sought)) else { return Ok(Err(())) };
        let speech = Speech::on_a_screen(words, k);
        let told = found.iter().filter(|signal| signal.is_adverse()).map(|signal| Call {
            headline: speech.heading(&in_short(&findings, signal)).text,
            grounds: grounds(&findings, signal).iter().map(|ground| speech.line(ground)).collect(),
            proposal: speech.term(proposal(signal)),
            share: signal.place().map(|place| Share {
                question: place.question.clone(),
                department: place.department.clone(),
                before: period.clone(),
                source: if place.misses_target() { Source::TargetMissed } else { Source::Signal },
                is_answered: place.is_answered(actions.iter().filter(|action| action.survey == slug)),
            }),
        });
        Ok(Ok(told.collect()))
    };
    // All names are those of the survey.
    state.consult(None, consult).await?.map_err(|()| Problem::new(Kind::Internal))
}

impl Call {
    /// Whether it is about a share that no action answers yet.
    pub fn is_unanswered(&self) -> bool {
        self.share.as_ref().is_some_and(|share| !share.is_answered)
    }

    /// Whether it is about a share that misses its target.
    pub fn misses_target(&self) -> bool {
        self.share.as_ref().is_some_and(|share| share.source == Source::TargetMissed)
    }

    /// All that is known of it, in a line.
    pub fn in_full(&self) -> String {
        self.grounds.join("; ")
    }
}

impl Share {
    /// Whether it is that of a question and a department, by their codes; no department: the whole office.
    pub fn is_named(&self, question: &str, department: &str) -> bool {
        let own = self.department.as_ref().map_or("", |code| code.as_str());
        self.question.as_str() == question && own == department
    }
}

/// The comments of a period, as far as it consists of whole quarters.
fn comments_of(session: &mut Session, survey: &SurveySlug, period: &Period) -> Result<Vec<Cell>, Error> {
    if period.whole_parts(Unit::Quarter).is_none() {
        return Ok(Vec::new());
    }
    let query = CommentQuery { survey: survey.clone(), period: Some(period.clone()), decision: None };
    Ok(cells(list_released_comments(session, &query)?))
}
