//! `/console/audit`: what staff did, narrowed down by who, what and when, and the same as a file.

mod words;
mod actions;

use std::collections::BTreeMap;

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan, Zoned};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::access::Actor;
use crate::http::{Kind, Problem};
use crate::pages::console::audit::actions::{choices, told};
use crate::pages::console::audit::words::Words;
use crate::pages::console::fields::Choice;
use crate::pages::console::layout::Layout;
use crate::pages::console::person::Person;
use crate::pages::shared::Frame;
use crate::reports::audit::{Line, table};
use crate::reports::csv::{self, Dialect};
use crate::reports::numbers::Numbers;
use crate::state::{Catalogue, State};
use crate::storage::actions::list_actions;
use crate::storage::audit::{Entry, Sought, list_entries_of};
use crate::storage::keys::list_keys;
use crate::storage::kiosks::list_kiosks;
use crate::storage::{Error, Session};

/// How many entries a page has.
const A_PAGE: usize = 100;

#[derive(Template)]
#[template(path = "console/audit/audit.html", config = "src/pages/askama.toml")]
struct AuditPage<'a> {
    frame: &'a Frame,
    layout: &'a Layout,
    words: &'static Words,
    query: &'a AuditQuery,
    /// What can be done.
    actions: Vec<Choice>,
    lines: Vec<Line>,
    /// The query of the file.
    file: String,
    /// The query of the next page, if there is one.
    next: Option<String>,
}

/// What is sought, as it was typed. What does not fit finds everything.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
#[serde(default)]
pub struct AuditQuery {
    /// Who: a part of a name.
    actor: String,
    /// What: its code, or a part of it.
    action: String,
    /// The first day.
    from: String,
    /// The last day.
    to: String,
    /// The place in the log before which a page begins.
    before: String,
}

/// `GET /console/audit`
pub async fn get_audit(request: HttpRequest, state: Data<State>, person: Person) -> Result<HttpResponse, Problem> {
    let query = AuditQuery::of(&request);
    let layout = Layout::new(&request, &state, &person).await?;
    let words = Words::of(&layout.frame.words.language);
    let mut entries = find(&state, &query, A_PAGE as i64 + 1).await?;
    let is_more = entries.len() > A_PAGE;
    entries.truncate(A_PAGE);
    let last = entries.last().filter(|_| is_more).map(|entry| format!("{}.{}", entry.at, entry.id));
    let written = |before: String| serde_html_form::to_string(AuditQuery { before, ..query.clone() });
    let next = last.map(written).transpose().map_err(|_| Problem::new(Kind::Internal))?;
    let file = written(String::new()).map_err(|_| Problem::new(Kind::Internal))?;
    let numbers = Numbers::of(&layout.frame.words.language);
    let to_the_second = |at: &Zoned| format!("{}, {}", numbers.day(at.date()), at.strftime("%H:%M:%S"));
    let language = &layout.frame.words.language;
    let known = state.read(names).await?;
    let in_words = |entry: Entry| {
        let (action, subject) = told(&entry, language);
        Entry { action: action.to_owned(), subject: without_ids(subject, &known), ..entry }
    };
    let entries = entries.into_iter().map(in_words).collect();
    let lines = lines(entries, &state, words, to_the_second).await;
    let actions = choices(&query.action, &words.any_action, language);
    layout.show(&AuditPage { frame: &layout.frame, layout: &layout, words, query: &query, actions, lines, file, next })
}

/// `GET /console/audit.csv`: everything that is sought, with the marks that a Polish Excel reads.
pub async fn get_audit_file(request: HttpRequest, state: Data<State>, person: Person) -> Result<HttpResponse, Problem> {
    let query = AuditQuery { before: String::new(), ..AuditQuery::of(&request) };
    let words = Words::of(&person.account.language);
    let entries = find(&state, &query, i64::MAX).await?;
    state.note_read(state.audit_entry(&person, "audit.export", request.query_string()))?;
    // In a file a moment is a value, which programs sort by.
    let lines = lines(entries, &state, words, |at| at.strftime("%Y-%m-%d %H:%M:%S").to_string()).await;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"audit.csv\""))
        .body(csv::write(&table(&lines), Dialect::ExcelPl)))
}

async fn find(state: &Data<State>, query: &AuditQuery, limit: i64) -> Result<Vec<Entry>, Problem> {
    let (sought, before) = (query.sought(state), query.place());
    state.write_reads().await?;
    Ok(state.read(move |session| list_entries_of(session, &sought, before, limit)).await?)
}

/// What ids stand for: kiosks, keys and actions, by their names.
fn names(session: &mut Session) -> Result<BTreeMap<Uuid, String>, Error> {
    let kiosks = list_kiosks(session)?.into_iter().map(|(kiosk, _)| (kiosk.id, kiosk.settings.name));
    let mut names: BTreeMap<Uuid, String> = kiosks.collect();
    names.extend(list_keys(session)?.into_iter().map(|key| (key.id, key.name)));
    names.extend(list_actions(session)?.into_iter().map(|action| (action.id, action.title)));
    Ok(names)
}

/// What something was done to, with names in place of ids. An id without one says nothing to people: it is in the file.
fn without_ids(subject: &str, names: &BTreeMap<Uuid, String>) -> String {
    let said = |word: &str| match Uuid::try_parse(word) {
        Ok(id) => names.get(&id).cloned(),
        Err(_) => Some(word.to_owned()),
    };
    subject.split(' ').filter_map(said).collect::<Vec<_>>().join(" ")
}

/// Entries as people read them: in the office's time, and keys by their names.
async fn lines(
    entries: Vec<Entry>,
    state: &Data<State>,
    words: &Words,
    written: impl Fn(&Zoned) -> String,
) -> Vec<Line> {
    let (catalogue, zone) = (state.catalogue().await, state.clock.now().time_zone().clone());
    let line = |entry: Entry| {
        let at = Timestamp::from_second(entry.at).unwrap_or_default().to_zoned(zone.clone());
        Line {
            at: written(&at),
            actor: name(&entry.actor, &catalogue, words),
            action: entry.action,
            subject: entry.subject,
            count: u64::try_from(entry.count).unwrap_or(1),
        }
    };
    entries.into_iter().map(line).collect()
}

/// Who it was: a key by its name and id, an account by what it signs in with.
fn name(actor: &str, catalogue: &Catalogue, words: &Words) -> String {
    if actor == Actor::CommandLine.to_string() {
        return words.command_line.clone();
    }
    if actor == Actor::PairingCode.to_string() {
        return words.pairing_code.clone();
    }
    let key = Uuid::try_parse(actor).ok().and_then(|id| catalogue.key_with_id(id));
    match (key, actor.strip_prefix("account ")) {
        (Some(key), _) => format!("{}: {} ({actor})", words.key, key.name),
        (None, Some(account)) => account.to_owned(),
        (None, None) => actor.to_owned(),
    }
}

impl AuditQuery {
    fn of(request: &HttpRequest) -> Self {
        serde_html_form::from_str(request.query_string()).unwrap_or_default()
    }

    fn sought(&self, state: &State) -> Sought {
        let zone = state.clock.now().time_zone().clone();
        let day = |text: &str, days: i32| {
            let day: Option<Date> = text.trim().parse().ok();
            let begin = day?.saturating_add(days.days()).to_zoned(zone.clone()).ok()?;
            Some(begin.timestamp().as_second())
        };
        let all = Sought::default();
        Sought {
            actor: self.actor.trim().to_lowercase(),
            action: self.action.trim().to_lowercase(),
            from: day(&self.from, 0).unwrap_or(all.from),
            until: day(&self.to, 1).unwrap_or(all.until),
        }
    }

    fn place(&self) -> Option<(i64, Uuid)> {
        let (at, id) = self.before.split_once('.')?;
        Some((at.parse().ok()?, Uuid::try_parse(id).ok()?))
    }
}
