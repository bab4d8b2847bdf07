//! `/console/actions/new` and `/console/actions/{id}`: one form, for a new action and for changes of one.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::http::{Kind, Problem, actions};
use crate::pages::console::actions::words::Words;
use crate::pages::console::chosen::Chosen;
use crate::pages::console::fields::{Choice, Misfits};
use crate::pages::console::layout::{Layout, go_telling};
use crate::pages::console::person::{Form, Person};
use crate::pages::console::signals::{Call, calls};
use crate::pages::shared::Frame;
use crate::state::State;
use crate::storage::actions::find_action;
use crate::survey::action::{Action, Source};

#[derive(Template)]
#[template(path = "console/actions/entry.html", config = "src/pages/askama.toml")]
struct EntryPage<'a> {
    frame: &'a Frame,
    layout: &'a Layout,
    words: &'static Words,
    title: &'a str,
    /// The action; none: it is a new one.
    id: Option<Uuid>,
    entry: &'a Entry,
    sources: Vec<Choice>,
    questions: Vec<Choice>,
    departments: Vec<Choice>,
    /// The periods before and after it.
    periods: [Vec<Choice>; 2],
    wrong: &'a Misfits,
}

/// An action, as it was typed. The names of its fields are those of the API's body, with dots between their parts.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Entry {
    survey: String,
    title: String,
    source: String,
    finding: String,
    question: String,
    department: String,
    owner: String,
    decided_on: String,
    due_on: String,
    done_on: String,
    before: String,
    after: String,
    #[serde(rename = "public.you_said.pl")]
    you_said_pl: String,
    #[serde(rename = "public.we_did.pl")]
    we_did_pl: String,
    #[serde(rename = "public.you_said.en")]
    you_said_en: String,
    #[serde(rename = "public.we_did.en")]
    we_did_en: String,
}

/// What a new action begins with.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct NewQuery {
    survey: String,
    question: String,
    department: String,
}

/// A button: nothing but the token is sent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pressed {}

/// `GET /console/actions/new`: empty, or about a signal.
pub async fn get_new_action(request: HttpRequest, state: Data<State>, person: Person) -> Result<HttpResponse, Problem> {
    let query: NewQuery =
        serde_html_form::from_str(request.query_string()).map_err(|_| Problem::new(Kind::BadQuery))?;
    let layout = Layout::new(&request, &state, &person).await?;
    let catalogue = state.refreshed_catalogue().await?;
    let chosen = Chosen::find(&catalogue, &layout.frame, &query.survey)?;
    let about =
        |call: &Call| call.share.as_ref().is_some_and(|share| share.is_named(&query.question, &query.department));
    let calls = match &*query.question {
        "" => Vec::new(),
        _ => calls(&state, &person, chosen.survey(), None, &layout.frame.words.language).await?,
    };
    let call = calls.into_iter().find(about);
    let share = call.as_ref().and_then(|call| call.share.as_ref());
    let entry = Entry {
        survey: chosen.slug.to_string(),
        source: share.map_or(Source::Other, |share| share.source).as_str().to_owned(),
        before: share.map(|share| share.before.to_string()).unwrap_or_default(),
        finding: call.as_ref().map(Call::in_full).unwrap_or_default(),
        question: query.question,
        department: query.department,
        decided_on: state.clock.today().to_string(),
        ..Entry::default()
    };
    show(&state, &person, &layout, None, &entry, &Misfits::default()).await
}

/// `POST /console/actions`
pub async fn post_action(request: HttpRequest, state: Data<State>, form: Form<Entry>) -> Result<HttpResponse, Problem> {
    let layout = Layout::new(&request, &state, &form.person).await?;
    write(&state, &form.person, &layout, None, &form.sent).await
}

/// `GET /console/actions/{id}`
pub async fn get_action(
    request: HttpRequest,
    state: Data<State>,
    person: Person,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let action = load(&state, &person, &id).await?;
    let layout = Layout::new(&request, &state, &person).await?;
    show(&state, &person, &layout, Some(action.id), &Entry::of(&action), &Misfits::default()).await
}

/// `POST /console/actions/{id}`
pub async fn post_changes(
    request: HttpRequest,
    state: Data<State>,
    form: Form<Entry>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let before = load(&state, &form.person, &id).await?;
    let layout = Layout::new(&request, &state, &form.person).await?;
    write(&state, &form.person, &layout, Some(before.id), &form.sent).await
}

/// `POST /console/actions/{id}/delete`
pub async fn post_delete(state: Data<State>, form: Form<Pressed>, id: Path<String>) -> Result<HttpResponse, Problem> {
    let action = load(&state, &form.person, &id).await?;
    actions::remove(&state, &form.person, action.id).await?;
    Ok(go_telling("/console/actions", "deleted"))
}

/// The action that an address names, if it is one of a person's departments.
async fn load(state: &Data<State>, person: &Person, id: &str) -> Result<Action, Problem> {
    let unknown = || Problem::new(Kind::NotFound);
    let id = Uuid::try_parse(id).map_err(|_| unknown())?;
    let action = state.read(move |session| find_action(session, id)).await?.ok_or_else(unknown)?;
    person.require(action.department.as_ref())?;
    Ok(action)
}

/// Writes what was typed, as a new action or in place of one; or shows it again with what is wrong.
async fn write(
    state: &Data<State>,
    person: &Person,
    layout: &Layout,
    id: Option<Uuid>,
    entry: &Entry,
) -> Result<HttpResponse, Problem> {
    let words = Words::of(&layout.frame.words.language);
    let read = match actions::read(&entry.body(), id.unwrap_or_else(Uuid::new_v4), state).await {
        Ok(action) => action,
        Err(problem) => {
            let own = [
                ("due_on", "out_of_range", &*words.due_early),
                ("done_on", "out_of_range", &*words.done_early),
                ("after", "out_of_range", &*words.after_early),
                ("before", "malformed", &*words.not_a_period),
                ("after", "malformed", &*words.not_a_period),
            ];
            let wrong = Misfits::read(problem, layout.words, &own)?;
            return show(state, person, layout, id, entry, &wrong).await;
        }
    };
    if person.require(read.department.as_ref()).is_err() {
        let mut wrong = Misfits::default();
        wrong.add("department", layout.words.misfit("unknown_department"));
        return show(state, person, layout, id, entry, &wrong).await;
    }
    match id {
        Some(_) => actions::replace(state, person, read).await?,
        None => actions::create(state, person, read).await?,
    }
    Ok(go_telling("/console/actions", "saved"))
}

/// The form with what was typed; something wrong in it makes it 422.
async fn show(
    state: &Data<State>,
    person: &Person,
    layout: &Layout,
    id: Option<Uuid>,
    entry: &Entry,
    wrong: &Misfits,
) -> Result<HttpResponse, Problem> {
    let words = Words::of(&layout.frame.words.language);
    let catalogue = state.catalogue().await;
    let chosen = Chosen::find(&catalogue, &layout.frame, &entry.survey)?;
    let source = |source: Source| Choice::new(source.as_str(), words.source(source), source.as_str() == entry.source);
    let page = EntryPage {
        frame: &layout.frame,
        layout,
        words,
        title: if id.is_some() { &words.edit_title } else { &words.new_title },
        id,
        entry,
        sources: Source::ALL.into_iter().map(source).collect(),
        questions: chosen.measured(&layout.frame, &entry.question),
        departments: chosen.departments(&catalogue, layout, person, &entry.department),
        periods: [&entry.before, &entry.after].map(|chosen| {
            let none = Choice::new("", &*words.no_period, chosen.is_empty());
            [none].into_iter().chain(layout.quarters(state.clock.today(), chosen)).collect()
        }),
        wrong,
    };
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    layout.show_with(status, &page)
}

impl Entry {
    /// An action as it is.
    fn of(action: &Action) -> Self {
        let public = |of: fn(&crate::survey::action::PublicWords) -> &crate::survey::text::LocalizedText,
                      code: &str| {
            let text = action.public.as_ref().map(of);
            let found = text.and_then(|text| text.0.iter().find(|(language, _)| language.as_str() == code));
            found.map(|(_, text)| text.clone()).unwrap_or_default()
        };
        let text = |value: Option<&dyn std::fmt::Display>| value.map(ToString::to_string).unwrap_or_default();
        Self {
            survey: action.survey.to_string(),
            title: action.title.clone(),
            source: action.source.as_str().to_owned(),
            finding: action.finding.clone(),
            question: action.question.to_string(),
            department: text(action.department.as_ref().map(|it| it as _)),
            owner: action.owner.clone(),
            decided_on: action.decided_on.to_string(),
            due_on: action.due_on.to_string(),
            done_on: text(action.done_on.as_ref().map(|it| it as _)),
            before: text(action.before.as_ref().map(|it| it as _)),
            after: text(action.after.as_ref().map(|it| it as _)),
            you_said_pl: public(|words| &words.you_said, "pl"),
            we_did_pl: public(|words| &words.we_did, "pl"),
            you_said_en: public(|words| &words.you_said, "en"),
            we_did_en: public(|words| &words.we_did, "en"),
        }
    }

    /// What was typed, as the body that a program would send: an empty field says nothing.
    fn body(&self) -> Value {
        let typed = |text: &str| Some(text.trim().replace("\r\n", "\n")).filter(|text| !text.is_empty());
        let mut body = Map::new();
        for (name, text) in [
            ("survey", &self.survey),
            ("title", &self.title),
            ("source", &self.source),
            ("finding", &self.finding),
            ("question", &self.question),
            ("owner", &self.owner),
            ("due_on", &self.due_on),
        ] {
            body.insert(name.to_owned(), typed(text).unwrap_or_default().into());
        }
        for (name, text) in [
            ("department", &self.department),
            ("decided_on", &self.decided_on),
            ("done_on", &self.done_on),
            ("before", &self.before),
            ("after", &self.after),
        ] {
            body.extend(typed(text).map(|text| (name.to_owned(), text.into())));
        }
        let told = |polish: &str, english: &str| -> Map<String, Value> {
            let texts = [("pl", typed(polish)), ("en", typed(english))].into_iter();
            texts.filter_map(|(code, text)| Some((code.to_owned(), text?.into()))).collect()
        };
        let (you_said, we_did) = (told(&self.you_said_pl, &self.you_said_en), told(&self.we_did_pl, &self.we_did_en));
        if !you_said.is_empty() || !we_did.is_empty() {
            body.insert("public".to_owned(), json!({ "you_said": you_said, "we_did": we_did }));
        }
        body.into()
    }
}
