//! `GET /console/comments`: the next comment that waits, with all that can be done about it.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use crate::http::{Kind, Problem};
use crate::pages::console::chosen::Chosen;
use crate::pages::console::comments::shown::{Shown, count, read};
use crate::pages::console::comments::words::Words;
use crate::pages::console::fields::{Choice, Wrong};
use crate::pages::console::layout::Layout;
use crate::pages::console::person::Person;
use crate::pages::shared::Frame;
use crate::release::Policy;
use crate::reports::numbers::Numbers;
use crate::state::State;
use crate::survey::comment::{self, Reason, ReleasedComment, Theme};
use crate::survey::period::{Period, Unit};

#[derive(Template)]
#[template(path = "console/comments/next.html", config = "src/pages/askama.toml")]
struct NextPage<'a> {
    frame: &'a Frame,
    layout: &'a Layout,
    words: &'static Words,
    surveys: &'a [Choice],
    survey: &'a str,
    left: usize,
    /// The comment; none: none waits.
    comment: Option<Reading>,
    /// From which day those of the running quarter can be read.
    readable_from: String,
    /// The comment that was just decided about.
    last: &'a str,
    keys: Keys,
    wrong: Wrong,
}

/// Whether single keys decide: whoever speaks to their computer, or slips, turns them off, and they stay off from page to
/// page.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Keys {
    /// They do.
    #[default]
    On,
    /// They do nothing.
    Off,
}

/// The keys that choose a theme: none of them, then each in its order.
const THEME_KEYS: [char; 12] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b'];
const _: () = assert!(THEME_KEYS.len() == Theme::ALL.len() + 1);

/// A comment, and what can be chosen about it.
struct Reading {
    shown: Shown,
    /// Each with the key that chooses it.
    themes: Vec<(char, Choice)>,
    reasons: Vec<Choice>,
    /// Its words, each with its place.
    words: Vec<Choice>,
}

/// Which comment.
#[derive(Debug, Default, Deserialize)]
pub struct NextQuery {
    /// Of which survey; empty: the first.
    #[serde(default)]
    pub survey: String,
    /// This one, whatever was decided about it; empty: the next that waits.
    #[serde(default)]
    pub id: String,
    /// The one after this; empty: the first.
    #[serde(default)]
    pub after: String,
    /// The one that was just decided about.
    #[serde(default)]
    pub last: String,
    /// Whether single keys decide.
    #[serde(default)]
    pub keys: Keys,
}

/// What somebody had chosen when something did not fit, and what it is.
#[derive(Debug, Default)]
pub struct Tried {
    /// The theme.
    pub theme: Option<Theme>,
    /// The words to strike out, by their places.
    pub struck: Vec<usize>,
    /// What is wrong.
    pub wrong: Wrong,
}

/// `GET /console/comments`
pub async fn get_comments(request: HttpRequest, state: Data<State>, person: Person) -> Result<HttpResponse, Problem> {
    let query: NextQuery =
        serde_html_form::from_str(request.query_string()).map_err(|_| Problem::new(Kind::BadQuery))?;
    let layout = Layout::new(&request, &state, &person).await?;
    let words = Words::of(&layout.frame.words.language);
    let notices: [(&str, &'static str); 3] =
        [("publish", &words.done_publish), ("withhold", &words.done_withhold), ("reopened", &words.done_reopened)];
    show(&state, &person, layout.telling(&request, &notices), &query, Tried::default()).await
}

/// The page, with what was tried; something wrong in it makes it 422.
///
/// # Errors
/// `NotFound` when there is no such survey or comment; otherwise when the database is not available.
pub async fn show(
    state: &Data<State>,
    person: &Person,
    layout: Layout,
    query: &NextQuery,
    tried: Tried,
) -> Result<HttpResponse, Problem> {
    let words = Words::of(&layout.frame.words.language);
    let catalogue = state.refreshed_catalogue().await?;
    let chosen = Chosen::find(&catalogue, &layout.frame, &query.survey)?;
    let comments = read(state, person, &chosen, "next").await?;
    let waiting: Vec<&ReleasedComment> = comments.iter().filter(|comment| comment.decision.is_none()).collect();
    let current = match &*query.id {
        "" => waiting.iter().find(|comment| comment.id.to_string() > query.after).or(waiting.first()).copied(),
        id => {
            let named = comments.iter().find(|comment| comment.id.to_string() == *id);
            Some(named.ok_or_else(|| Problem::new(Kind::NotFound))?)
        }
    };
    let comment = current.map(|comment| Reading {
        shown: Shown::new(comment, &chosen, &catalogue, &layout, words),
        themes: themes(comment, &comments, &layout, words, tried.theme.or(comment.theme)),
        reasons: Reason::ALL
            .into_iter()
            .map(|reason| Choice::new(reason.as_str(), words.why(reason), comment.reason == Some(reason)))
            .collect(),
        words: (0..)
            .zip(comment::words(&comment.text))
            .map(|(place, word): (usize, &str)| Choice::new(place.to_string(), word, tried.struck.contains(&place)))
            .collect(),
    });
    let running = Period::holding(state.clock.today(), Unit::Quarter);
    let day = Policy::of(&state.config).closes_on(&running);
    let day = Numbers::of(&layout.frame.words.language).day(day);
    let status = if tried.wrong.0.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = NextPage {
        frame: &layout.frame,
        layout: &layout,
        words,
        surveys: &chosen.surveys,
        survey: chosen.slug.as_str(),
        left: waiting.len(),
        comment,
        readable_from: words.readable_from.replace("{day}", &day),
        last: &query.last,
        keys: query.keys,
        wrong: tried.wrong,
    };
    layout.show_with(status, &page)
}

impl Keys {
    /// Whether single keys decide.
    pub fn are_on(self) -> bool {
        self == Self::On
    }

    /// What an address says of them.
    pub fn address(self) -> &'static str {
        if self.are_on() { "" } else { "&keys=off" }
    }
}

impl fmt::Display for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.are_on() { "on" } else { "off" })
    }
}

/// The themes, each with its key and how many comments of the quarter it has.
fn themes(
    comment: &ReleasedComment,
    comments: &[ReleasedComment],
    layout: &Layout,
    words: &Words,
    chosen: Option<Theme>,
) -> Vec<(char, Choice)> {
    let named = |theme: Theme| {
        let name = layout.frame.text(&theme.label()).to_owned();
        let text = format!("{name} ({})", count(comments, comment, Some(theme)));
        Choice::new(theme.as_str(), text, chosen == Some(theme))
    };
    let none = format!("{} ({})", words.no_theme, count(comments, comment, None));
    let none = Choice::new("", none, chosen.is_none());
    THEME_KEYS.into_iter().zip(std::iter::once(none).chain(Theme::ALL.iter().copied().map(named))).collect()
}
