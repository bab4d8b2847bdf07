//! `POST /console/comments/{id}` and `POST /console/comments/{id}/undo`: what is decided about a comment, and taken back.

use std::collections::BTreeSet;

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use crate::http::{Kind, Problem, moderation};
use crate::pages::console::chosen::Chosen;
use crate::pages::console::comments::next::{Keys, NextQuery, Tried, show};
use crate::pages::console::comments::shown::{Shown, seen};
use crate::pages::console::comments::words::Words;
use crate::pages::console::fields::Wrong;
use crate::pages::console::layout::Layout;
use crate::pages::console::person::Form;
use crate::pages::shared::Frame;
use crate::pages::staff::go;
use crate::state::State;
use crate::survey::codes::SurveySlug;
use crate::survey::comment::{Decision, Judgement, Reason, Theme, without_words};

#[derive(Template)]
#[template(path = "console/comments/sure.html", config = "src/pages/askama.toml")]
struct SurePage<'a> {
    frame: &'a Frame,
    layout: &'a Layout,
    words: &'static Words,
    comment: Shown,
    /// What would be left of it.
    text: &'a str,
    sent: &'a Judged,
}

/// What somebody decides about a comment.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Judged {
    survey: SurveySlug,
    /// What the comment was when it was read.
    seen: String,
    decision: Decision,
    /// A theme's name; empty: none.
    #[serde(default)]
    theme: String,
    /// Of what is withheld; empty: not chosen.
    #[serde(default)]
    reason: String,
    /// The places of the words to strike out.
    #[serde(default)]
    strike: Vec<usize>,
    /// Whether the comment was shown once more without those words.
    #[serde(default)]
    sure: bool,
    #[serde(default)]
    keys: Keys,
}

/// Of which survey the comment is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Undone {
    survey: SurveySlug,
    #[serde(default)]
    keys: Keys,
}

/// `POST /console/comments/{id}`
pub async fn post_comment(
    request: HttpRequest,
    state: Data<State>,
    form: Form<Judged>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let Form { person, sent } = form;
    let comment = moderation::load_comment(&state, &sent.survey, &id).await?;
    person.require(comment.department.as_ref())?;
    let layout = Layout::new(&request, &state, &person).await?;
    let words = Words::of(&layout.frame.words.language);
    let (survey, id) = (sent.survey.to_string(), comment.id.to_string());
    let query = NextQuery { survey, id, keys: sent.keys, ..NextQuery::default() };
    let theme = named(&sent.theme, Theme::named)?;
    let reason = named(&sent.reason, Reason::named)?.filter(|_| sent.decision == Decision::Withhold);
    let again = |field, words| Tried { theme, struck: sent.strike.clone(), wrong: Wrong(Some((field, words))) };
    if sent.seen != seen(&comment) {
        let wrong = Wrong(Some(("comment", &words.changed_meanwhile)));
        return show(&state, &person, layout, &query, Tried { wrong, ..Tried::default() }).await;
    }
    if sent.decision == Decision::Withhold && reason.is_none() {
        return show(&state, &person, layout, &query, again("reason", &words.needs_reason)).await;
    }
    let places: BTreeSet<usize> = sent.strike.iter().copied().collect();
    let text = (!places.is_empty()).then(|| without_words(&comment.text, &places));
    if let Some(text) = text.as_deref().filter(|_| !sent.sure) {
        let catalogue = state.catalogue().await;
        let chosen = Chosen::find(&catalogue, &layout.frame, sent.survey.as_str())?;
        let comment = Shown::new(&comment, &chosen, &catalogue, &layout, words);
        return layout.show(&SurePage { frame: &layout.frame, layout: &layout, words, comment, text, sent: &sent });
    }
    let judgement = Judgement { decision: sent.decision, theme, reason, text };
    let judged = moderation::decide(&state, &person, &sent.survey, comment, judgement).await?;
    let (survey, done, id, keys) = (sent.survey, sent.decision.as_str(), judged.id, sent.keys.address());
    Ok(go(&format!("/console/comments?survey={survey}&after={id}&last={id}&done={done}{keys}")))
}

/// `POST /console/comments/{id}/undo`
pub async fn post_undo(state: Data<State>, form: Form<Undone>, id: Path<String>) -> Result<HttpResponse, Problem> {
    let (person, Undone { survey, keys }) = (form.person, form.sent);
    let comment = moderation::load_comment(&state, &survey, &id).await?;
    person.require(comment.department.as_ref())?;
    let id = comment.id;
    moderation::reopen(&state, &person, &survey, comment).await?;
    Ok(go(&format!("/console/comments?survey={survey}&id={id}&done=reopened{}", keys.address())))
}

/// What a choice names; none: nothing was chosen.
fn named<T>(name: &str, find: fn(&str) -> Option<T>) -> Result<Option<T>, Problem> {
    if name.is_empty() { Ok(None) } else { find(name).map(Some).ok_or_else(|| Problem::new(Kind::BadQuery)) }
}
