//! `GET` and `POST /console/visits`: the visits of one month, a field for each department, and those of the year before it.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use crate::http::{Kind, Problem, visits};
use crate::pages::console::fields::{Choice, Misfits};
use crate::pages::console::layout::Layout;
use crate::pages::console::person::{Form, Person};
use crate::pages::console::visits::words::Words;
use crate::pages::shared::Frame;
use crate::pages::staff::go;
use crate::reports::numbers::Numbers;
use crate::state::State;
use crate::storage::visits::list_visits;
use crate::survey::codes::DepartmentCode;
use crate::survey::period::{Period, Unit};
use crate::survey::visits::Visits;

/// How many months can be chosen: two years.
const MONTHS: usize = 24;
/// How many of them are listed.
const LISTED: usize = 12;

#[derive(Template)]
#[template(path = "console/visits/month.html", config = "src/pages/askama.toml")]
struct MonthPage<'a> {
    frame: &'a Frame,
    layout: &'a Layout,
    words: &'static Words,
    month: &'a Period,
    month_name: String,
    months: Vec<Choice>,
    fields: Vec<Field>,
    listed: Vec<String>,
    rows: Vec<(String, Vec<String>)>,
}

/// The field of a department.
struct Field {
    code: DepartmentCode,
    name: String,
    value: String,
    wrong: &'static str,
}

#[derive(Debug, Deserialize)]
struct MonthQuery {
    /// A month; left out: the last that is over.
    month: Option<Period>,
}

/// `GET /console/visits`
pub async fn get_visits(request: HttpRequest, state: Data<State>, person: Person) -> Result<HttpResponse, Problem> {
    let query: MonthQuery =
        serde_html_form::from_str(request.query_string()).map_err(|_| Problem::new(Kind::BadQuery))?;
    let layout = Layout::new(&request, &state, &person).await?;
    let words = Words::of(&layout.frame.words.language);
    let layout = layout.telling(&request, &[("saved", &words.saved)]);
    let last = Period::holding(state.clock.today(), Unit::Month).before();
    let month = query.month.filter(|month| month.is_one(Unit::Month)).unwrap_or(last);
    show(&state, &person, &layout, &month, &[], &Misfits::default()).await
}

/// `POST /console/visits`: what is typed for each department; an empty field takes back what was entered.
pub async fn post_visits(
    request: HttpRequest,
    state: Data<State>,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, Problem> {
    let Form { person, sent } = form;
    let unfit = || Problem::new(Kind::BadQuery);
    let month = sent.iter().find(|(name, _)| name == "month").and_then(|(_, month)| month.parse().ok());
    let month = month.filter(|month: &Period| month.is_one(Unit::Month)).ok_or_else(unfit)?;
    let layout = Layout::new(&request, &state, &person).await?;
    let words = Words::of(&layout.frame.words.language);
    let catalogue = state.refreshed_catalogue().await?;
    let (mut entered, mut empty, mut wrong) = (Vec::new(), Vec::new(), Misfits::default());
    for (name, typed) in sent.iter().filter(|(name, _)| name != "month") {
        let department = catalogue.departments.iter().find(|department| department.code.as_str() == name);
        let department = department.ok_or_else(unfit)?.code.clone();
        person.require(Some(&department))?;
        match (typed.trim(), number(typed)) {
            ("", _) => empty.push(department),
            (_, Some(visits)) => entered.push(Visits { month: month.clone(), department, visits }),
            (_, None) => wrong.add(name, &words.not_a_number),
        }
    }
    if entered.iter().any(|visits| !visits.faults(state.clock.today()).is_empty()) {
        entered.iter().for_each(|visits| wrong.add(visits.department.as_str(), &words.not_begun));
    }
    if !wrong.is_empty() {
        return show(&state, &person, &layout, &month, &sent, &wrong).await;
    }
    visits::enter(&state, &person, &month, entered, empty).await?;
    Ok(go(&format!("/console/visits?month={month}&done=saved")))
}

/// A number as people type it, with spaces between its groups of digits; none: it is none, or too large.
fn number(typed: &str) -> Option<u64> {
    let digits: String = typed.chars().filter(|character| !character.is_whitespace()).collect();
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|number| plain && *number <= crate::survey::visits::MOST_VISITS)
}

async fn show(
    state: &Data<State>,
    person: &Person,
    layout: &Layout,
    month: &Period,
    typed: &[(String, String)],
    wrong: &Misfits,
) -> Result<HttpResponse, Problem> {
    let words = Words::of(&layout.frame.words.language);
    let numbers = Numbers::of(&layout.frame.words.language);
    let catalogue = state.refreshed_catalogue().await?;
    let running = Period::holding(state.clock.today(), Unit::Month);
    let back = |from: &Period| std::iter::successors(Some(from.clone()), |month| Some(month.before()));
    let mut listed: Vec<Period> = back(month).take(LISTED).collect();
    listed.reverse();
    let span = listed.first().and_then(|first| Period::spanning(first, month));
    let entered = state.read(move |session| list_visits(session, span.as_ref())).await?;
    let find = |code: &DepartmentCode, month: &Period| {
        let same = |one: &&Visits| &one.department == code && one.month.first() == month.first();
        entered.iter().find(same).map(|one| one.visits)
    };
    let own = catalogue.departments.iter().filter(|department| department.active && person.covers(&department.code));
    let own: Vec<(&DepartmentCode, &str)> =
        own.map(|department| (&department.code, layout.frame.text(&department.name))).collect();
    let field = |(code, name): &(&DepartmentCode, &str)| {
        let retyped = typed.iter().find(|(field, _)| field == code.as_str()).map(|(_, value)| value.clone());
        let stored = || find(code, month).map(|visits| visits.to_string()).unwrap_or_default();
        Field {
            code: (*code).clone(),
            name: (*name).to_owned(),
            value: retyped.unwrap_or_else(stored),
            wrong: wrong.with(code.as_str()),
        }
    };
    let cell =
        |code: &DepartmentCode, month: &Period| find(code, month).map_or("–".to_owned(), |it| numbers.count(it));
    let page = MonthPage {
        frame: &layout.frame,
        layout,
        words,
        month,
        month_name: numbers.period(month),
        months: back(&running)
            .take(MONTHS)
            .map(|other| Choice::new(other.label(), numbers.period(&other), other.first() == month.first()))
            .collect(),
        fields: own.iter().map(field).collect(),
        rows: own
            .iter()
            .map(|(code, name)| ((*name).to_owned(), listed.iter().map(|month| cell(code, month)).collect()))
            .collect(),
        listed: listed
            .iter()
            .map(|month| numbers.short_period(month))
            .map(|(name, year)| format!("{name} {year}"))
            .collect(),
    };
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    layout.show_with(status, &page)
}
