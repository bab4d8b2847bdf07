//! `GET /console/reviews`: the quarters, and what was issued of each.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use jiff::civil::Date;
use serde::Deserialize;

use crate::http::{Kind, Problem};
use crate::pages::console::chosen::Chosen;
use crate::pages::console::fields::Choice;
use crate::pages::console::layout::Layout;
use crate::pages::console::person::Person;
use crate::pages::console::reviews::words::Words;
use crate::pages::shared::Frame;
use crate::reports::numbers::Numbers;
use crate::state::State;
use crate::storage::reviews::list_reviews;
use crate::survey::period::{Period, Unit};

/// How many quarters are listed at most: five years.
const MOST: usize = 20;

#[derive(Template)]
#[template(path = "console/reviews/list.html", config = "src/pages/askama.toml")]
struct ListPage<'a> {
    frame: &'a Frame,
    layout: &'a Layout,
    words: &'static Words,
    surveys: &'a [Choice],
    survey: &'a str,
    rows: Vec<Row>,
}

/// A quarter.
struct Row {
    period: Period,
    name: String,
    state: String,
}

#[derive(Debug, Deserialize)]
struct ListQuery {
    #[serde(default)]
    survey: String,
}

/// `GET /console/reviews`
pub async fn get_reviews(request: HttpRequest, state: Data<State>, person: Person) -> Result<HttpResponse, Problem> {
    let query: ListQuery =
        serde_html_form::from_str(request.query_string()).map_err(|_| Problem::new(Kind::BadQuery))?;
    let layout = Layout::new(&request, &state, &person).await?;
    let words = Words::of(&layout.frame.words.language);
    let numbers = Numbers::of(&layout.frame.words.language);
    let catalogue = state.refreshed_catalogue().await?;
    let chosen = Chosen::find(&catalogue, &layout.frame, &query.survey)?;
    let (slug, versions) = (chosen.slug.clone(), chosen.versions.clone());
    let (issued, closed) = state
        .consult(None, move |session, released| {
            let mut issued = list_reviews(session)?;
            issued.retain(|review| review.survey == slug);
            let closed = released.of(&slug, &versions).closed_through();
            Ok((issued, closed))
        })
        .await?;
    let first = chosen.versions.first().map_or(state.clock.today(), |version| version.published_on);
    let rows = quarters(first, state.clock.today()).into_iter().map(|period| {
        let latest = issued.iter().filter(|review| review.period == period).max_by_key(|review| review.edition.number);
        let state = match latest {
            Some(review) => words
                .issued
                .replace("{number}", &review.edition.number.to_string())
                .replace("{day}", &numbers.day(review.edition.issued_on)),
            None if closed.is_some_and(|through| period.last() <= through) => words.draft.clone(),
            None => words.open.clone(),
        };
        Row { name: numbers.period(&period), period, state }
    });
    let page = ListPage {
        frame: &layout.frame,
        layout: &layout,
        words,
        surveys: &chosen.surveys,
        survey: chosen.slug.as_str(),
        rows: rows.collect(),
    };
    layout.show(&page)
}

/// The quarters from that of a day to that of today, the last first.
fn quarters(first: Date, today: Date) -> Vec<Period> {
    let running = Period::holding(today, Unit::Quarter);
    let back = std::iter::successors(Some(running), |period| Some(period.before()));
    back.take_while(|period| period.last() >= first).take(MOST).collect()
}
