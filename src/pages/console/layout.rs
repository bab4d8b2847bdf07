//! What stands around every page of the console: where one is, where one can go, who one is, and what was just done.

use std::cell::RefCell;

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use jiff::Zoned;
use jiff::civil::Date;
use serde::Deserialize;

use crate::access::Right;
use crate::http::{Kind, Problem};
use crate::pages::console::fields::Choice;
use crate::pages::console::person::Person;
use crate::pages::console::words::Words;
use crate::pages::shared::{Frame, Page};
use crate::pages::staff::{self, go};
use crate::reports::numbers::Numbers;
use crate::state::{Catalogue, State};
use crate::survey::codes::DepartmentCode;
use crate::survey::department::Department;
use crate::survey::period::{Period, Unit};

/// A line of the navigation: its address, the right that it takes, and what it is called.
type Line = (&'static str, Right, fn(&Words) -> &str);

/// The places that the navigation leads to.
const PLACES: &[Line] = &[
    ("/console", Right::UseConsole, |words| &words.home),
    ("/console/paper", Right::EnterPaper, |words| &words.paper),
    ("/console/imports", Right::ImportFiles, |words| &words.imports),
    ("/results", Right::ReadResults, |words| &words.results),
    ("/console/comments", Right::ModerateComments, |words| &words.comments),
    ("/console/reviews", Right::IssueReviews, |words| &words.reviews),
    ("/console/actions", Right::ManageActions, |words| &words.actions),
    ("/console/targets", Right::SetTargets, |words| &words.targets),
    ("/console/visits", Right::EnterRecords, |words| &words.visits),
    ("/console/complaints", Right::EnterRecords, |words| &words.complaints),
    ("/console/kiosks", Right::ManageKiosks, |words| &words.kiosks),
    ("/console/departments", Right::ManageDepartments, |words| &words.departments),
    ("/console/surveys", Right::ManageSurveys, |words| &words.surveys),
    ("/console/accounts", Right::ManageAccounts, |words| &words.accounts),
    ("/console/keys", Right::ManageKeys, |words| &words.keys),
    ("/console/audit", Right::ReadAudit, |words| &words.audit),
];

/// How many places are seen at once, where there are more: as many as fit into a line. The others are used rarely.
const AT_ONCE: usize = 10;

/// The surroundings of a page, as `console/layout.html` shows them.
pub struct Layout {
    /// The frame of all pages.
    pub frame: Frame,
    /// The words of the surroundings, and those that many pages need.
    pub words: &'static Words,
    /// Who it is, and what they are.
    pub signed_in: String,
    /// What every form must bring along.
    pub form_token: String,
    /// Where one can go.
    pub places: Vec<Place>,
    /// Where else one can go, more rarely.
    pub rest: Vec<Place>,
    /// What was just done.
    pub notice: Option<&'static str>,
    /// What is said beside fields, in their order.
    wrong: RefCell<Vec<Beside>>,
}

/// What is said beside a field, as the list at the top of the page repeats it.
#[derive(Clone)]
pub struct Beside {
    /// The field's id.
    pub id: String,
    /// What the field is called.
    pub label: String,
    /// What is wrong with it.
    pub said: String,
}

/// A line of the navigation.
pub struct Place {
    /// Its address.
    pub address: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// Whether one is there, or below it.
    pub is_current: bool,
}

/// What an address says of what was just done.
#[derive(Debug, Default, Deserialize)]
struct DoneQuery {
    #[serde(default)]
    done: String,
}

impl Layout {
    /// The surroundings of a page for somebody.
    ///
    /// # Errors
    /// Never, while there are words in some language.
    pub async fn new(request: &HttpRequest, state: &Data<State>, person: &Person) -> Result<Self, Problem> {
        let frame = Frame::new(request, &Words::languages()).ok_or_else(|| Problem::new(Kind::NotFound))?;
        let frame = frame.speaking(person.account.language.as_str()).of_office(&state.catalogue().await.office);
        let words = Words::of(&frame.words.language);
        let mut places = places(person, &frame.path, words);
        let rest = places.split_off(AT_ONCE.min(places.len()));
        Ok(Self {
            signed_in: staff::who(&person.account, staff::Words::of(&frame.words.language)),
            form_token: person.form_token(),
            places,
            rest,
            notice: None,
            wrong: RefCell::default(),
            words,
            frame,
        })
    }

    /// The place where one is; none: it is none of those.
    pub fn here(&self) -> Option<&Place> {
        self.places.iter().chain(&self.rest).find(|place| place.is_current)
    }

    /// With what was just done, if the address says so: of these words by their codes, and no others.
    pub fn telling(mut self, request: &HttpRequest, notices: &[(&str, &'static str)]) -> Self {
        let query: DoneQuery = serde_html_form::from_str(request.query_string()).unwrap_or_default();
        self.notice = notices.iter().find(|(code, _)| *code == query.done).map(|(_, words)| *words);
        self
    }

    /// A day as people write it: `30.09.2026`.
    pub fn day(&self, day: Date) -> String {
        self.numbers().day(day)
    }

    /// A moment as people write it, to the minute: `30.09.2026, 12:00`.
    pub fn moment(&self, moment: &Zoned) -> String {
        self.numbers().moment(moment)
    }

    fn numbers(&self) -> &'static Numbers {
        Numbers::of(&self.frame.words.language)
    }

    /// What is wrong with a field, for its place beside it; it is told at the top of the page, too.
    pub fn beside<'a>(&self, id: &str, label: &str, said: &'a str) -> &'a str {
        let mut wrong = self.wrong.borrow_mut();
        if !said.is_empty() && wrong.iter().all(|known| known.id != id) {
            wrong.push(Beside { id: id.to_owned(), label: label.to_owned(), said: said.to_owned() });
        }
        said
    }

    /// The same of a field in a row of several.
    pub fn beside_cell<'a>(&self, name: &str, row: &str, label: &str, said: &'a str) -> &'a str {
        self.beside(&format!("{name}-{row}"), label, said)
    }

    /// What is said beside fields, once the page was made.
    pub fn wrong(&self) -> Vec<Beside> {
        self.wrong.borrow().clone()
    }

    /// The departments as boxes to tick, by their codes and names.
    pub fn departments(&self, catalogue: &Catalogue, chosen: &[DepartmentCode]) -> Vec<Choice> {
        let choice = |department: &Department| {
            let is_chosen = chosen.contains(&department.code);
            Choice::new(department.code.as_str(), self.frame.text(&department.name), is_chosen)
        };
        catalogue.departments.iter().map(choice).collect()
    }

    /// The quarters around a day, to choose one from: from the one in a year to that of three years ago, and whatever else
    /// was chosen before.
    pub fn quarters(&self, today: Date, chosen: &str) -> Vec<Choice> {
        let in_a_year = (0..4).fold(Period::holding(today, Unit::Quarter), |quarter, _| quarter.next(Unit::Quarter));
        let back = std::iter::successors(Some(in_a_year), |quarter| Some(quarter.before())).take(17);
        let name = |period: &Period| self.numbers().period(period);
        let mut quarters: Vec<Choice> =
            back.map(|quarter| Choice::new(quarter.label(), name(&quarter), quarter.label() == chosen)).collect();
        if !chosen.is_empty() && !quarters.iter().any(|quarter| quarter.is_chosen) {
            let text = chosen.parse().map_or_else(|_| chosen.to_owned(), |period| name(&period));
            quarters.push(Choice::new(chosen, text, true));
        }
        quarters
    }

    /// A page.
    ///
    /// # Errors
    /// `Internal` when the template fails.
    pub fn show(&self, page: &impl Template) -> Result<HttpResponse, Problem> {
        Page::new().show(&self.frame, page)
    }

    /// A page with another status than 200: 422 for a form with something wrong in it. That is made twice, since the list
    /// at its top names what stands below.
    ///
    /// # Errors
    /// `Internal` when the template fails.
    pub fn show_with(&self, status: StatusCode, page: &impl Template) -> Result<HttpResponse, Problem> {
        if status == StatusCode::UNPROCESSABLE_ENTITY {
            page.render().map_err(|_| Problem::new(Kind::Internal))?;
        }
        Page::new().status(status).show(&self.frame, page)
    }
}

/// To a page, after something was done: its code is told by [`Layout::telling`] there.
pub fn go_telling(address: &str, done: &str) -> HttpResponse {
    go(&format!("{address}?done={done}"))
}

fn places(person: &Person, path: &str, words: &'static Words) -> Vec<Place> {
    let open = PLACES.iter().filter(|(_, right, _)| person.may(*right));
    let is_at = |address: &str| path == address || path.strip_prefix(address).is_some_and(|rest| rest.starts_with('/'));
    let current = open.clone().map(|(address, ..)| *address).filter(|address| is_at(address)).max_by_key(|it| it.len());
    let place = |(address, _, name): &Line| Place { address, name: name(words), is_current: current == Some(*address) };
    open.map(place).collect()
}
