//! What is stored of one response, all of it: a page of its own, `/s/{survey}/record`, and a part of every form.
//!
//! A test holds the columns that are named here against the database's.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::config::Config;
use crate::http::Problem;
use crate::pages::shared::{Frame, Page, RecordWords, answer_unknown};
use crate::state::State;
use crate::survey::questionnaire::Version;

#[derive(Template)]
#[template(path = "record/record.html", config = "src/pages/askama.toml")]
struct RecordPage<'a> {
    frame: &'a Frame,
    stored: Stored<'a>,
    back: String,
    back_label: &'a str,
}

/// What is stored, what is not, and what happens then. It is its own template.
#[derive(Template)]
#[template(path = "record/stored.html", config = "src/pages/askama.toml")]
pub struct Stored<'a> {
    words: &'a RecordWords,
    tables: Vec<TableView<'a>>,
    later: Vec<String>,
}

/// One or two tables of the same columns.
struct TableView<'a> {
    names: &'static str,
    title: &'a str,
    text: &'a str,
    columns: Vec<ColumnView<'a>>,
}

struct ColumnView<'a> {
    name: &'static str,
    example: String,
    meaning: &'a str,
}

/// `GET /s/{survey}/record`
pub async fn get_record(
    request: HttpRequest,
    state: Data<State>,
    survey: Path<String>,
) -> Result<HttpResponse, Problem> {
    let catalogue = state.catalogue().await;
    let Some(version) = catalogue.version(&survey, None) else { return answer_unknown() };
    let Some(frame) = Frame::new(&request, &version.questionnaire.languages) else { return answer_unknown() };
    let frame = frame.of_office(&catalogue.office).in_trial(catalogue.is_trial(&survey));
    let department = catalogue.offered(version).next().map_or("", |offered| offered.code.as_str());
    let page = RecordPage {
        stored: Stored::new(&frame, version, department, &state.config),
        back: frame.link(&format!("/s/{}", version.survey)),
        back_label: frame.text(&version.questionnaire.title),
        frame: &frame,
    };
    Page::new().show(&frame, &page)
}

impl<'a> Stored<'a> {
    /// What is stored of a response to a version about a department.
    pub fn new(frame: &'a Frame, version: &Version, department: &str, config: &Config) -> Self {
        let (k, days) = (config.k.get().to_string(), config.purge_after_days.to_string());
        let words = &frame.words.record_page;
        let later = words.later_items.iter();
        Self {
            words,
            tables: vec![responses(frame, version, department), comments(frame, version, department), receipts(frame)],
            later: later.map(|text| text.replace("{k}", &k).replace("{days}", &days)).collect(),
        }
    }
}

fn responses(frame: &Frame, version: &Version, department: &str) -> TableView<'static> {
    let words = &frame.words.record_page.responses;
    let language = format!("\"{}\"", frame.words.language);
    let columns = [
        ("key", "9f3c0e61d2a84b57b1c6f80a47e5d923".to_owned(), &words.key),
        ("survey", format!("\"{}\"", version.survey), &words.survey),
        ("version", version.number.to_string(), &words.version),
        ("department", format!("\"{department}\""), &words.department),
        ("day", "\"2026-07-14\"".to_owned(), &words.day),
        ("channel", "\"web\"".to_owned(), &words.channel),
        ("language", language, &words.language),
        ("history", "false".to_owned(), &words.history),
        ("period", "\"2026-Q3\"".to_owned(), &words.period),
        ("answers", "{\"OVERALL\":5,\"WAIT\":4}".to_owned(), &words.answers),
        ("flags", "0".to_owned(), &words.flags),
        ("block", "b5c0e1f27a9d4c3e8f6018d2a4937bce".to_owned(), &words.block),
        ("booked", "null".to_owned(), &words.booked),
        ("held", "0".to_owned(), &words.held),
    ];
    table("responses released_responses", &words.title, &words.text, columns)
}

fn comments(frame: &Frame, version: &Version, department: &str) -> TableView<'static> {
    let words = &frame.words.record_page.comments;
    let columns = [
        ("key", "41d7a0c8835e4f92a6bb190e7c2f58d4".to_owned(), &words.key),
        ("survey", format!("\"{}\"", version.survey), &words.survey),
        ("department", format!("\"{department}\""), &words.department),
        ("quarter", "\"2026-Q3\"".to_owned(), &words.quarter),
        ("question", "\"SUGGEST\"".to_owned(), &words.question),
        ("body", format!("\"{}\"", frame.words.record_page.comment_example), &words.body),
        ("independent", "true".to_owned(), &words.independent),
        ("tick", "412".to_owned(), &words.tick),
        ("decision", "\"publish\"".to_owned(), &words.decision),
        ("theme", "\"waiting\"".to_owned(), &words.theme),
        ("reason", "null".to_owned(), &words.reason),
    ];
    table("comments released_comments", &words.title, &words.text, columns)
}

fn receipts(frame: &Frame) -> TableView<'static> {
    let words = &frame.words.record_page.receipts;
    let columns = [
        ("key", "c2e85b1f6d904a37908fd1b4ae63702c".to_owned(), &words.key),
        ("fingerprint", "7a19f4e03cb8d25668e1a90d5f42b7c3".to_owned(), &words.fingerprint),
        ("received_on", "\"2026-07-14\"".to_owned(), &words.received_on),
    ];
    table("receipts", &words.title, &words.text, columns)
}

fn table<'a, const N: usize>(
    names: &'static str,
    title: &'a str,
    text: &'a str,
    columns: [(&'static str, String, &'a String); N],
) -> TableView<'a> {
    let view = |(name, example, meaning): (&'static str, String, &'a String)| ColumnView { name, example, meaning };
    TableView { names, title, text, columns: columns.map(view).into() }
}
