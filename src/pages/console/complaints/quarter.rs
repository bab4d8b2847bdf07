//! `GET` and `POST /console/complaints`: the complaints and motions of one quarter, a row of fields for each department.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use crate::http::{Kind, Problem, complaints};
use crate::pages::console::complaints::words::Words;
use crate::pages::console::fields::{Choice, Misfits};
use crate::pages::console::layout::Layout;
use crate::pages::console::person::{Form, Person};
use crate::pages::shared::Frame;
use crate::pages::staff::go;
use crate::reports::numbers::Numbers;
use crate::state::State;
use crate::storage::complaints::list_complaints;
use crate::survey::codes::DepartmentCode;
use crate::survey::complaint::{Cases, Complaints, MOST_CASES};
use crate::survey::period::{Period, Unit};

/// How many quarters can be chosen: three years.
const QUARTERS: usize = 12;
/// The fields of a department, in order.
const FIELDS: [&str; 6] = [
    "complaints.received",
    "complaints.on_time",
    "complaints.justified",
    "motions.received",
    "motions.on_time",
    "motions.justified",
];

#[derive(Template)]
#[template(path = "console/complaints/quarter.html", config = "src/pages/askama.toml")]
struct QuarterPage<'a> {
    frame: &'a Frame,
    layout: &'a Layout,
    words: &'static Words,
    quarter: &'a Period,
    quarter_name: String,
    quarters: Vec<Choice>,
    rows: Vec<Row>,
}

/// The fields of a department.
struct Row {
    name: String,
    fields: Vec<Field>,
}

/// A field: its name, what is counted, and what is in it.
struct Field {
    name: String,
    /// What is counted.
    heading: String,
    /// The same, of which department.
    label: String,
    value: String,
    wrong: &'static str,
}

#[derive(Debug, Deserialize)]
struct QuarterQuery {
    /// A quarter; left out: the last that is over.
    quarter: Option<Period>,
}

/// `GET /console/complaints`
pub async fn get_complaints(request: HttpRequest, state: Data<State>, person: Person) -> Result<HttpResponse, Problem> {
    let query: QuarterQuery =
        serde_html_form::from_str(request.query_string()).map_err(|_| Problem::new(Kind::BadQuery))?;
    let layout = Layout::new(&request, &state, &person).await?;
    let words = Words::of(&layout.frame.words.language);
    let layout = layout.telling(&request, &[("saved", &words.saved)]);
    let last = Period::holding(state.clock.today(), Unit::Quarter).before();
    let quarter = query.quarter.filter(|quarter| quarter.is_one(Unit::Quarter)).unwrap_or(last);
    show(&state, &person, &layout, &quarter, &[], &Misfits::default()).await
}

/// `POST /console/complaints`: what is typed for each department, all its numbers or none; an empty row takes back what was
/// entered.
pub async fn post_complaints(
    request: HttpRequest,
    state: Data<State>,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, Problem> {
    let Form { person, sent } = form;
    let unfit = || Problem::new(Kind::BadQuery);
    let quarter = sent.iter().find(|(name, _)| name == "quarter").and_then(|(_, quarter)| quarter.parse().ok());
    let quarter = quarter.filter(|quarter: &Period| quarter.is_one(Unit::Quarter)).ok_or_else(unfit)?;
    let layout = Layout::new(&request, &state, &person).await?;
    let words = Words::of(&layout.frame.words.language);
    let catalogue = state.refreshed_catalogue().await?;
    let known = |name: &str| {
        let (code, field) = name.split_once('.')?;
        let department = catalogue.departments.iter().find(|department| department.code.as_str() == code)?;
        FIELDS.contains(&field).then(|| department.code.clone())
    };
    let mut departments: Vec<DepartmentCode> = Vec::new();
    for (name, _) in sent.iter().filter(|(name, _)| name != "quarter") {
        let department = known(name).ok_or_else(unfit)?;
        person.require(Some(&department))?;
        if !departments.contains(&department) {
            departments.push(department);
        }
    }
    let (mut entered, mut empty, mut wrong) = (Vec::new(), Vec::new(), Misfits::default());
    for department in departments {
        let names = FIELDS.map(|field| format!("{department}.{field}"));
        let typed = names.each_ref().map(|name| {
            let field = sent.iter().find(|(sent, _)| sent == name);
            field.map_or("", |(_, typed)| typed.trim())
        });
        if typed.iter().all(|typed| typed.is_empty()) {
            empty.push(department);
            continue;
        }
        for (name, typed) in names.iter().zip(typed).filter(|(_, typed)| number(typed).is_none()) {
            wrong.add(name, if typed.is_empty() { &words.left_blank } else { &words.not_a_number });
        }
        let [complaints, motions] = [&typed[..3], &typed[3..]].map(cases);
        let one = Complaints { quarter: quarter.clone(), department, complaints, motions };
        for fault in one.faults(state.clock.today()) {
            let field = fault.pointer.trim_start_matches('/').replace('/', ".");
            let (field, said) = match &*field {
                "quarter" => (FIELDS[0], &words.not_begun),
                field => (field, &words.too_many),
            };
            wrong.add(&format!("{}.{field}", one.department), said);
        }
        entered.push(one);
    }
    if !wrong.is_empty() {
        return show(&state, &person, &layout, &quarter, &sent, &wrong).await;
    }
    complaints::enter(&state, &person, &quarter, entered, empty).await?;
    Ok(go(&format!("/console/complaints?quarter={quarter}&done=saved")))
}

/// What is typed in three fields. Of a row with something wrong in it, which is not entered, what is no number is held
/// against nothing.
fn cases(typed: &[&str]) -> Cases {
    let of = |place: usize| typed.get(place).and_then(|typed| number(typed));
    Cases {
        received: of(0).unwrap_or(MOST_CASES),
        on_time: of(1).unwrap_or_default(),
        justified: of(2).unwrap_or_default(),
    }
}

fn number(typed: &str) -> Option<u32> {
    let digits = typed.bytes().all(|byte| byte.is_ascii_digit());
    typed.parse().ok().filter(|number| digits && *number <= MOST_CASES)
}

async fn show(
    state: &Data<State>,
    person: &Person,
    layout: &Layout,
    quarter: &Period,
    typed: &[(String, String)],
    wrong: &Misfits,
) -> Result<HttpResponse, Problem> {
    let words = Words::of(&layout.frame.words.language);
    let numbers = Numbers::of(&layout.frame.words.language);
    let catalogue = state.refreshed_catalogue().await?;
    let asked = quarter.clone();
    let entered = state.read(move |session| list_complaints(session, Some(&asked))).await?;
    let kinds = [&words.complaints, &words.motions];
    let parts = [&words.received, &words.on_time, &words.justified];
    let row = |department: &crate::survey::department::Department| {
        let stored = entered.iter().find(|one| one.department == department.code);
        let counts = stored.map(|one| [one.complaints, one.motions].map(|it| [it.received, it.on_time, it.justified]));
        let name = layout.frame.text(&department.name).to_owned();
        let field = |(place, field): (usize, &&str)| {
            let own = format!("{}.{field}", department.code);
            let stored = counts.map(|counts| counts[place / 3][place % 3].to_string());
            let retyped = typed.iter().find(|(name, _)| *name == own).map(|(_, value)| value.clone());
            let heading = format!("{}, {}", kinds[place / 3], parts[place % 3]);
            Field {
                label: format!("{name}: {heading}"),
                heading,
                value: retyped.or(stored).unwrap_or_default(),
                wrong: wrong.with(&own),
                name: own,
            }
        };
        Row { fields: FIELDS.iter().enumerate().map(field).collect(), name }
    };
    let own = catalogue.departments.iter().filter(|department| department.active && person.covers(&department.code));
    let running = Period::holding(state.clock.today(), Unit::Quarter);
    let back = std::iter::successors(Some(running), |quarter| Some(quarter.before()));
    let page = QuarterPage {
        frame: &layout.frame,
        layout,
        words,
        quarter,
        quarter_name: numbers.period(quarter),
        quarters: back
            .take(QUARTERS)
            .map(|other| Choice::new(other.label(), numbers.period(&other), other.first() == quarter.first()))
            .collect(),
        rows: own.map(row).collect(),
    };
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    layout.show_with(status, &page)
}
