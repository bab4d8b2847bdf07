//! The signals that no action answers yet, each in a sentence.

use actix_web::web::Data;

use crate::agenda;
use crate::http::{Kind, Problem};
use crate::pages::console::chosen::Chosen;
use crate::pages::console::person::Person;
use crate::reports::render::{Speech, Words};
use crate::state::{Released, State};
use crate::storage::Session;
use crate::storage::actions::list_actions;
use crate::storage::targets::list_targets;
use crate::survey::action::Source;
use crate::survey::codes::{DepartmentCode, Language, QuestionCode};
use crate::survey::period::Period;
use crate::survey::report::signals::finding;
use crate::survey::report::{Findings, Scope};
use crate::survey::signals::{Place, Signal, Sought, signals};

/// A signal, and what an action about it begins with.
pub struct Waiting {
    /// What is measured.
    pub question: QuestionCode,
    /// The department; none: the whole office.
    pub department: Option<DepartmentCode>,
    /// The period that shows how it was before.
    pub before: Period,
    /// What kind of reason it is.
    pub source: Source,
    /// What was found, in a sentence.
    pub text: String,
}

/// The bad news of the quarter that was closed last, as far as they are about departments of a person and no action about
/// the same is open.
///
/// # Errors
/// When the database is not available.
pub async fn waiting(
    state: &Data<State>,
    person: &Person,
    chosen: &Chosen,
    language: &Language,
) -> Result<Vec<Waiting>, Problem> {
    let (slug, versions, today) = (chosen.slug.clone(), chosen.versions.clone(), state.clock.today());
    let (departments, k) = (person.account.departments.clone(), state.config.k);
    let speech = Words::find(language.as_str()).unwrap_or(&Words::all()[0]);
    let consult = move |session: &mut Session, released: Released<'_>| {
        let record = released.of(&slug, &versions);
        let Some(period) = record.last_closed_quarter() else { return Ok(Ok(Vec::new())) };
        let (actions, targets) = (list_actions(session)?, list_targets(session, &slug)?);
        let sought = Sought {
            record: &record,
            survey: slug.clone(),
            period: period.clone(),
            departments: departments.clone(),
            today,
            actions: &actions,
            targets: &targets,
            complaints: &[],
            comments: &[],
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
        let speech = Speech::on_a_screen(speech, k);
        let unanswered = |place: &&Place| !agenda::is_answered(place, &slug, &actions);
        let waiting = |place: &Place| {
            let text = speech.line(&finding(&findings, &Signal::Share(place.clone())));
            Waiting::new(place, &period, text)
        };
        Ok(Ok(agenda::adverse(&found).filter(unanswered).map(waiting).collect()))
    };
    // All names are those of the survey.
    state.consult(None, consult).await?.map_err(|()| Problem::new(Kind::Internal))
}

impl Waiting {
    fn new(place: &Place, period: &Period, text: String) -> Self {
        Self {
            question: place.question.clone(),
            department: place.department.clone(),
            before: period.clone(),
            source: if agenda::misses_target(place) { Source::TargetMissed } else { Source::Signal },
            text,
        }
    }
}
