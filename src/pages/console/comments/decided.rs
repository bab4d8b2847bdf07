//! `GET /console/comments/decided`: what was decided about the comments of a quarter, by theme, and the way back.

use std::collections::BTreeMap;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use crate::http::{Kind, Problem};
use crate::pages::console::chosen::Chosen;
use crate::pages::console::comments::shown::{Shown, quarter, read};
use crate::pages::console::comments::words::Words;
use crate::pages::console::fields::Choice;
use crate::pages::console::layout::Layout;
use crate::pages::console::person::Person;
use crate::pages::shared::Frame;
use crate::state::State;
use crate::survey::comment::{Decision, ReleasedComment, Theme};

#[derive(Template)]
#[template(path = "console/comments/decided.html", config = "src/pages/askama.toml")]
struct DecidedPage<'a> {
    frame: &'a Frame,
    layout: &'a Layout,
    words: &'static Words,
    surveys: &'a [Choice],
    survey: &'a str,
    quarters: Vec<Choice>,
    themes: Vec<ThemeText>,
}

/// The comments of a theme.
struct ThemeText {
    id: &'static str,
    name: String,
    comments: Vec<(Shown, String)>,
}

/// Which quarter of which survey.
#[derive(Debug, Deserialize)]
struct DecidedQuery {
    #[serde(default)]
    survey: String,
    /// A quarter's label; empty: the last that has some.
    #[serde(default)]
    quarter: String,
}

/// `GET /console/comments/decided`
pub async fn get_decided(request: HttpRequest, state: Data<State>, person: Person) -> Result<HttpResponse, Problem> {
    let query: DecidedQuery =
        serde_html_form::from_str(request.query_string()).map_err(|_| Problem::new(Kind::BadQuery))?;
    let layout = Layout::new(&request, &state, &person).await?;
    let words = Words::of(&layout.frame.words.language);
    let catalogue = state.refreshed_catalogue().await?;
    let chosen = Chosen::find(&catalogue, &layout.frame, &query.survey)?;
    let mut comments = read(&state, &person, &chosen, "decided").await?;
    comments.retain(|comment| comment.decision.is_some());
    let quarters: BTreeMap<&str, String> =
        comments.iter().map(|comment| (comment.quarter.label(), quarter(comment, &layout))).collect();
    let wanted = Some(&*query.quarter).filter(|label| quarters.contains_key(label));
    let wanted = wanted.or(quarters.keys().next_back().copied()).unwrap_or_default();
    let of_quarter = |comment: &&ReleasedComment| comment.quarter.label() == wanted;
    let mut by_theme: BTreeMap<Option<Theme>, Vec<(Shown, String)>> = BTreeMap::new();
    for comment in comments.iter().filter(of_quarter) {
        let shown = Shown::new(comment, &chosen, &catalogue, &layout, words);
        by_theme.entry(comment.theme).or_default().push((shown, outcome(comment, words)));
    }
    // Those without a theme come last.
    let without = by_theme.remove(&None);
    let named = by_theme.into_iter().chain(without.map(|comments| (None, comments)));
    let themes = named.map(|(theme, comments)| ThemeText {
        id: theme.map_or("none", Theme::as_str),
        name: theme.map_or_else(|| words.no_theme.clone(), |theme| layout.frame.text(&theme.label()).to_owned()),
        comments,
    });
    let page = DecidedPage {
        frame: &layout.frame,
        layout: &layout,
        words,
        surveys: &chosen.surveys,
        survey: chosen.slug.as_str(),
        quarters: quarters.iter().rev().map(|(label, text)| Choice::new(*label, text, *label == wanted)).collect(),
        themes: themes.collect(),
    };
    layout.show(&page)
}

/// What was decided, in words.
fn outcome(comment: &ReleasedComment, words: &Words) -> String {
    match (comment.decision, comment.reason) {
        (Some(Decision::Withhold), reason) => {
            words.withheld.replace("{reason}", reason.map_or(&*words.other, |reason| words.why(reason)))
        }
        _ => words.published.clone(),
    }
}
