//! `GET /console/actions`: all actions, how far each has come and what it changed; and the signals without one.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;
use uuid::Uuid;

use crate::http::{Kind, Problem};
use crate::pages::console::actions::signals::{Waiting, waiting};
use crate::pages::console::actions::words::Words;
use crate::pages::console::chosen::{Chosen, department_name};
use crate::pages::console::fields::Choice;
use crate::pages::console::layout::Layout;
use crate::pages::console::person::Person;
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
    rows: Vec<Row>,
}

/// A signal, and the address of the form that answers it.
struct SignalText {
    text: String,
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
    let signals = waiting(&state, &person, &chosen, &layout.frame.words.language).await?;
    let page = ListPage {
        frame: &layout.frame,
        layout: &layout,
        words,
        surveys: &chosen.surveys,
        survey: chosen.slug.as_str(),
        signals: signals.into_iter().map(|signal| SignalText::new(signal, &chosen)).collect(),
        rows: rows.collect(),
    };
    layout.show(&page)
}

impl SignalText {
    fn new(signal: Waiting, chosen: &Chosen) -> Self {
        let department = signal.department.map(|code| code.to_string()).unwrap_or_default();
        let (survey, question) = (&chosen.slug, &signal.question);
        let address = format!("/console/actions/new?survey={survey}&question={question}&department={department}");
        Self { text: signal.text, address }
    }
}
