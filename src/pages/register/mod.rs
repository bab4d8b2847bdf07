//! `/rejestr-czynnosci`: what the data protection officer enters into the register of processing activities: what is
//! held where, and for how long, with the figures that hold here.
//!
//! What the tables hold is declared beside their list, in `storage::archive`, so that none can be forgotten. What is
//! stored of one response, column by column, is told by `record`.

mod words;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::access::{IDLE, LINK_LASTS, LONGEST};
use crate::backup;
use crate::config::{Config, Database};
use crate::http::Problem;
use crate::intake::EMPTIED_EVERY;
use crate::kiosk::LIFETIME_HOURS;
use crate::pages::register::words::{ByDatabase, Holding, Words};
use crate::pages::shared::{Frame, Page, answer_unknown};
use crate::release::{AUDIT_YEARS, COUNTED_DAYS, RECEIPT_DAYS};
use crate::state::{State, TEN_MINUTES};
use crate::storage::archive::Matter;
use crate::storage::responses::RECEIPT_TURNS;

#[derive(Template)]
#[template(path = "register/register.html", config = "src/pages/askama.toml")]
struct RegisterPage<'a> {
    frame: &'a Frame,
    words: &'a Words,
    entry: Vec<(&'a str, String)>,
    holdings: Vec<HoldingView>,
    /// The pages about one response of each survey.
    records: Vec<(String, String)>,
}

/// What is held, where, and for how long.
struct HoldingView {
    what: String,
    place: String,
    term: String,
    tables: String,
}

/// `GET /rejestr-czynnosci`
pub async fn get_register(request: HttpRequest, state: Data<State>) -> Result<HttpResponse, Problem> {
    let catalogue = state.catalogue().await;
    let Some(frame) = Frame::new(&request, &Words::languages()) else { return answer_unknown() };
    let frame = frame.of_office(&catalogue.office);
    let words = Words::of(&frame.words.language);
    let figures = Figures::of(&state.config, frame.text(&catalogue.office.name), &catalogue.office.address);
    let surveys = catalogue.surveys.keys().filter_map(|slug| catalogue.version(slug.as_str(), None));
    let records = surveys.map(|version| {
        let title = frame.text(&version.questionnaire.title).to_owned();
        (frame.link(&format!("/s/{}/record", version.survey)), title)
    });
    let page = RegisterPage {
        entry: entry(words, &figures),
        holdings: holdings(words, &figures),
        records: records.collect(),
        frame: &frame,
        words,
    };
    Page::new().show(&frame, &page)
}

/// The entry itself, as Article 30 lists its parts.
fn entry<'a>(words: &'a Words, figures: &Figures) -> Vec<(&'a str, String)> {
    let fields = [
        &words.activity,
        &words.controller,
        &words.officer,
        &words.purpose,
        &words.basis,
        &words.people,
        &words.data,
        &words.recipients,
        &words.transfers,
        &words.terms,
        &words.measures,
    ];
    let files = figures.of_database(&words.files);
    let text = |text: &str| figures.put_into(text).replace("{files}", files);
    fields.into_iter().map(|field| (field.label.as_str(), text(&field.text))).collect()
}

/// What is held: in the database, and beside it.
fn holdings(words: &Words, figures: &Figures) -> Vec<HoldingView> {
    let in_database = figures.of_database(&words.in_database);
    let stored = Matter::ALL.into_iter().map(|matter| {
        let stored = words.stored(matter);
        let (what, term) = (figures.put_into(&stored.what), figures.put_into(&stored.term));
        HoldingView { what, place: in_database.clone(), term, tables: matter.tables().collect::<Vec<_>>().join(" ") }
    });
    let backups = match figures.folder {
        Some(_) => vec![&words.full_backup, &words.kept_backup],
        None => vec![&words.other_backup],
    };
    let beside = [&words.addresses, figures.of_database(&words.write_log)].into_iter().chain(backups);
    let beside = beside.chain([&words.tablet, &words.cookies, &words.service_log, &words.proxy_log]);
    stored.chain(beside.map(|holding| figures.view(holding))).collect()
}

/// The figures that hold here, by the names that words have for them.
struct Figures {
    named: Vec<(&'static str, String)>,
    sqlite: bool,
    /// Where the service's own backups lie.
    folder: Option<String>,
}

impl Figures {
    fn of(config: &Config, office: &str, address: &str) -> Self {
        let folder = backup::folder(config).map(|folder| folder.display().to_string());
        let named = vec![
            ("{office}", office.to_owned()),
            ("{address}", address.to_owned()),
            ("{k}", config.k.get().to_string()),
            ("{close_days}", config.close_after_days.to_string()),
            ("{purge_days}", config.purge_after_days.to_string()),
            ("{idle_minutes}", (IDLE / 60).to_string()),
            ("{session_hours}", (LONGEST / 3_600).to_string()),
            ("{link_hours}", (LINK_LASTS / 3_600).to_string()),
            ("{pairing_hours}", LIFETIME_HOURS.to_string()),
            ("{audit_years}", AUDIT_YEARS.to_string()),
            ("{receipt_days}", RECEIPT_DAYS.to_string()),
            ("{receipt_turns}", RECEIPT_TURNS.to_string()),
            ("{counted_days}", COUNTED_DAYS.to_string()),
            ("{window_minutes}", (TEN_MINUTES.as_secs() / 60).to_string()),
            ("{log_minutes}", (EMPTIED_EVERY.as_secs() / 60).to_string()),
            ("{kept_days}", backup::KEPT_DAYS.to_string()),
            ("{folder}", folder.clone().unwrap_or_default()),
        ];
        Self { named, sqlite: matches!(config.database_url, Database::Sqlite(_)), folder }
    }

    fn put_into(&self, text: &str) -> String {
        self.named.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
    }

    fn of_database<'a, T>(&self, words: &'a ByDatabase<T>) -> &'a T {
        if self.sqlite { &words.sqlite } else { &words.postgres }
    }

    fn view(&self, Holding { what, place, term }: &Holding) -> HoldingView {
        let [what, place, term] = [what, place, term].map(|text| self.put_into(text));
        HoldingView { what, place, term, tables: String::new() }
    }
}
