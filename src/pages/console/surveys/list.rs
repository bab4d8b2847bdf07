//! `GET /console/surveys`: all surveys, with their switches at a glance.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use jiff::civil::Date;

use crate::http::Problem;
use crate::pages::console::layout::Layout;
use crate::pages::console::person::Person;
use crate::pages::console::surveys::words::Words;
use crate::pages::shared::Frame;
use crate::state::State;

#[derive(Template)]
#[template(path = "console/surveys/list.html", config = "src/pages/askama.toml")]
struct ListPage<'a> {
    frame: &'a Frame,
    layout: &'a Layout,
    words: &'static Words,
    rows: Vec<Row>,
}

/// A line of the list.
struct Row {
    slug: String,
    title: String,
    state: &'static str,
    opens_on: String,
    closes_on: String,
    public: &'static str,
}

/// `GET /console/surveys`
pub async fn get_surveys(request: HttpRequest, state: Data<State>, person: Person) -> Result<HttpResponse, Problem> {
    let layout = Layout::new(&request, &state, &person).await?;
    let words = Words::of(&layout.frame.words.language);
    let catalogue = state.refreshed_catalogue().await?;
    let day = |day: Option<Date>| day.map(|day| layout.day(day)).unwrap_or_default();
    let rows = catalogue.surveys.iter().map(|(slug, versions)| {
        let fieldwork = catalogue.fieldwork(slug.as_str());
        let title = versions.last().map(|version| layout.frame.text(&version.questionnaire.title));
        Row {
            slug: slug.to_string(),
            title: title.unwrap_or(slug.as_str()).to_owned(),
            state: match () {
                () if versions.is_empty() => &words.draft,
                () if fieldwork.is_closed_on(catalogue.day()) => &words.closed,
                () if catalogue.is_trial(slug.as_str()) => &words.in_trial,
                () => &words.asks,
            },
            opens_on: day(fieldwork.opens_on),
            closes_on: day(fieldwork.closes_on),
            public: if catalogue.settings(slug.as_str()).public { &words.yes } else { &words.no },
        }
    });
    layout.show(&ListPage { frame: &layout.frame, layout: &layout, words, rows: rows.collect() })
}
