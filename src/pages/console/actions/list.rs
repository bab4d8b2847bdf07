//! `GET /console/actions`: all actions, how far each has come and what it changed; and the signals without one.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;
use uuid::Uuid;

use crate::http::{Kind, Problem};
use crate::pages::console::actions::words::Words;
use crate::pages::console::chosen::{Chosen, department_name};
use crate::pages::console::fields::Choice;
use crate::pages::console::layout::Layout;
use crate::pages::console::person::Person;
use crate::pages::console::signals::{Call, calls};
use crate::pages::shared::Frame;
use crate::reports::numbers::Numbers;
use crate::state::State;
use crate::storage::actions::list_actions;
use crate::survey::action::{Action, Effect, Status};

#[derive(Template)]
#[template(path = "console/actions/list.html", config = "src/pages/askama.toml")]
struct ListPage<'a> {
    frame: &'a Frame,
    layout: &'a Layout,
    words: &'static Words,
    surveys: &'a [Choice],
    survey: &'a str,
    signals: Vec<SignalText>,
    /// What the page of results lists beside them, and this one does not.
    elsewhere: String,
    rows: Vec<Row>,
}

/// A signal without an action, and the address of the form that answers it.
struct SignalText {
    call: Call,
    address: String,
}

/// A line of the list.
struct Row {
    id: Uuid,
    title: String,
    about: String,
    owner: String,
    due: String,
    status: &'static str,
    is_overdue: bool,
    effect: &'static str,
}

#[derive(Debug, Deserialize)]
struct ListQuery {
    #[serde(default)]
    survey: String,
}

/// `GET /console/actions`
pub async fn get_actions(request: HttpRequest, state: Data<State>, person: Person) -> Result<HttpResponse, Problem> {
    let query: ListQuery =
        serde_html_form::from_str(request.query_string()).map_err(|_| Problem::new(Kind::BadQuery))?;
    let layout = Layout::new(&request, &state, &person).await?;
    let words = Words::of(&layout.frame.words.language);
    let layout = layout.telling(&request, &[("saved", &words.saved), ("deleted", &words.deleted)]);
    let catalogue = state.refreshed_catalogue().await?;
    let chosen = Chosen::find(&catalogue, &layout.frame, &query.survey)?;
    let (slug, versions, today) = (chosen.slug.clone(), chosen.versions.clone(), state.clock.today());
    let reader = person.clone();
    let entry = state.audit_entry(&person, "actions.read", slug.as_str());
    let measured = state
        .consult(Some(entry), move |session, released| {
            let record = released.of(&slug, &versions);
            let own = list_actions(session)?.into_iter().filter(|action| action.survey == slug);
            let own = own.filter(|action| reader.require(action.department.as_ref()).is_ok());
            Ok(own.map(|action| (action.effect_in(&record), action)).collect::<Vec<(Effect, Action)>>())
        })
        .await?;
    let numbers = Numbers::of(&layout.frame.words.language);
    let rows = measured.into_iter().rev().map(|(effect, action)| {
        let department = action.department.as_ref();
        let department =
            department.map_or(&*layout.words.all_departments, |code| department_name(&catalogue, &layout.frame, code));
        Row {
            id: action.id,
            about: format!("{} – {department}", chosen.question(&layout.frame, &action.question)),
            due: numbers.day(action.due_on),
            status: words.status(action.status(today)),
            is_overdue: action.status(today) == Status::Overdue,
            effect: words.effect(effect.verdict),
            title: action.title,
            owner: action.owner,
        }
    });
    let calls = calls(&state, &person, chosen.survey(), None, &layout.frame.words.language).await?;
    let answered = calls.iter().filter(|call| call.share.as_ref().is_some_and(|share| share.is_answered)).count();
    let others = calls.iter().filter(|call| call.share.is_none()).count();
    let elsewhere = words.signals_elsewhere.replace("{answered}", &answered.to_string());
    let page = ListPage {
        frame: &layout.frame,
        layout: &layout,
        words,
        surveys: &chosen.surveys,
        survey: chosen.slug.as_str(),
        signals: calls.into_iter().filter_map(|call| SignalText::new(call, &chosen)).collect(),
        elsewhere: elsewhere.replace("{others}", &others.to_string()),
        rows: rows.collect(),
    };
    layout.show(&page)
}

impl SignalText {
    /// None: an action answers it already, or it is about no share.
    fn new(call: Call, chosen: &Chosen) -> Option<Self> {
        let share = call.share.as_ref().filter(|share| !share.is_answered)?;
        let department = share.department.as_ref().map_or("", |code| code.as_str());
        let (survey, question) = (&chosen.slug, &share.question);
        let address = format!("/console/actions/new?survey={survey}&question={question}&department={department}");
        Some(Self { call, address })
    }
}
