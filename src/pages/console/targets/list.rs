//! `/console/targets`: all targets of a survey, with what was reached in the quarter that was closed last, and a form for
//! another one.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use crate::http::{Kind, Problem, targets};
use crate::pages::console::chosen::{Chosen, department_name};
use crate::pages::console::fields::{Choice, Misfits};
use crate::pages::console::layout::Layout;
use crate::pages::console::person::{Form, Person};
use crate::pages::console::targets::words::Words;
use crate::pages::shared::Frame;
use crate::pages::staff::go;
use crate::reports::numbers::Numbers;
use crate::state::{Released, State};
use crate::storage::Session;
use crate::storage::targets::list_targets;
use crate::survey::figures::Proportion;
use crate::survey::period::{Period, Unit};
use crate::survey::target::{Target, TargetVerdict, in_force};

#[derive(Template)]
#[template(path = "console/targets/list.html", config = "src/pages/askama.toml")]
struct ListPage<'a> {
    frame: &'a Frame,
    layout: &'a Layout,
    words: &'static Words,
    surveys: &'a [Choice],
    survey: &'a str,
    rows: Vec<Row>,
    /// The quarter that is held against the targets; none: none is closed.
    reached_in: Option<String>,
    questions: Vec<Choice>,
    departments: Vec<Choice>,
    /// The periods from which on a target may hold.
    periods: Vec<Choice>,
    entry: &'a Entry,
    wrong: &'a Misfits,
}

/// A target.
struct Row {
    question: String,
    department: String,
    from: String,
    share: String,
    reached: String,
    /// What names it when it is deleted.
    target: Target,
}

/// A target, as it was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Entry {
    survey: String,
    question: String,
    department: String,
    from: String,
    /// In per cent.
    share: String,
}

/// Which target.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deleted {
    survey: String,
    question: String,
    #[serde(default)]
    department: String,
    from: String,
}

#[derive(Debug, Deserialize)]
struct ListQuery {
    #[serde(default)]
    survey: String,
}

/// `GET /console/targets`
pub async fn get_targets(request: HttpRequest, state: Data<State>, person: Person) -> Result<HttpResponse, Problem> {
    let query: ListQuery =
        serde_html_form::from_str(request.query_string()).map_err(|_| Problem::new(Kind::BadQuery))?;
    let layout = Layout::new(&request, &state, &person).await?;
    let words = Words::of(&layout.frame.words.language);
    let layout = layout.telling(&request, &[("saved", &words.saved), ("deleted", &words.deleted)]);
    show(&state, &person, &layout, &Entry { survey: query.survey, ..Entry::default() }, &Misfits::default()).await
}

/// `POST /console/targets`: one more.
pub async fn post_target(request: HttpRequest, state: Data<State>, form: Form<Entry>) -> Result<HttpResponse, Problem> {
    let Form { person, sent } = form;
    let layout = Layout::new(&request, &state, &person).await?;
    let words = Words::of(&layout.frame.words.language);
    let catalogue = state.refreshed_catalogue().await?;
    let chosen = Chosen::find(&catalogue, &layout.frame, &sent.survey)?;
    let own = [
        ("from", "malformed", &*words.not_a_period),
        ("share", "malformed", &*words.not_a_share),
        ("share", "out_of_range", &*words.not_a_share),
        ("from", "duplicate", &*words.there_already),
    ];
    let read = targets::read_one(&sent.question, &sent.department, &sent.from, share(&sent.share));
    let added = match read {
        Ok(target) if person.require(target.department.as_ref()).is_err() => {
            let mut wrong = Misfits::default();
            wrong.add("department", layout.words.misfit("unknown_department"));
            return show(&state, &person, &layout, &sent, &wrong).await;
        }
        Ok(target) => targets::add(&state, &person, &chosen.slug, target).await,
        Err(problem) => Err(problem),
    };
    match added {
        Ok(()) => Ok(go(&format!("/console/targets?survey={}&done=saved", chosen.slug))),
        Err(problem) => {
            let wrong = Misfits::read(problem, layout.words, &own)?;
            show(&state, &person, &layout, &sent, &wrong).await
        }
    }
}

/// `POST /console/targets/delete`
pub async fn post_delete(
    request: HttpRequest,
    state: Data<State>,
    form: Form<Deleted>,
) -> Result<HttpResponse, Problem> {
    let Form { person, sent } = form;
    let layout = Layout::new(&request, &state, &person).await?;
    let catalogue = state.refreshed_catalogue().await?;
    let chosen = Chosen::find(&catalogue, &layout.frame, &sent.survey)?;
    let slug = chosen.slug.clone();
    let known = state.read(move |session| list_targets(session, &slug)).await?;
    let named = |target: &&Target| {
        let department = target.department.as_ref().map_or("", |code| code.as_str());
        target.question.as_str() == sent.question && department == sent.department && target.from.label() == sent.from
    };
    let target = known.iter().find(named).ok_or_else(|| Problem::new(Kind::NotFound))?;
    person.require(target.department.as_ref())?;
    targets::remove(&state, &person, &chosen.slug, target.clone()).await?;
    Ok(go(&format!("/console/targets?survey={}&done=deleted", chosen.slug)))
}

/// A share as people type it in per cent, `85`, `85,5` or `85 %`, from 0 to 1.
pub fn share(typed: &str) -> Option<f64> {
    let number: f64 = typed.trim().trim_end_matches('%').trim().replace(',', ".").parse().ok()?;
    // So 85.5 becomes 0.855, and not the number beside it.
    format!("{number}e-2").parse().ok().filter(|share: &f64| share.is_finite())
}

/// A target, and what was reached of it, where it holds for the quarter that was closed last.
type Reached = (Target, Option<(Option<Proportion>, TargetVerdict)>);

/// The targets of a survey that are a person's, held against the quarter that was closed last; none: none is closed.
async fn read(
    state: &Data<State>,
    person: &Person,
    chosen: &Chosen,
) -> Result<(Option<Period>, Vec<Reached>), Problem> {
    let (slug, versions, reader) = (chosen.slug.clone(), chosen.versions.clone(), person.clone());
    let noted = state.audit_entry(person, "targets.read", slug.as_str());
    let consult = move |session: &mut Session, released: Released<'_>| {
        let record = released.of(&slug, &versions);
        let period = record.last_closed_quarter();
        let mut all = list_targets(session, &slug)?;
        all.retain(|target| reader.require(target.department.as_ref()).is_ok());
        let holding: Vec<Target> = period.iter().flat_map(|period| in_force(&all, period)).cloned().collect();
        let reached = |target: Target| {
            let period = period.as_ref().filter(|_| holding.contains(&target));
            let reached = period.map(|period| {
                let share = target.positive(&slug, period, &record);
                let verdict = target.verdict(share.as_ref(), record.is_closed(period));
                (share, verdict)
            });
            (target, reached)
        };
        Ok((period.clone(), all.into_iter().map(reached).collect()))
    };
    Ok(state.consult(Some(noted), consult).await?)
}

async fn show(
    state: &Data<State>,
    person: &Person,
    layout: &Layout,
    entry: &Entry,
    wrong: &Misfits,
) -> Result<HttpResponse, Problem> {
    let words = Words::of(&layout.frame.words.language);
    let numbers = Numbers::of(&layout.frame.words.language);
    let catalogue = state.refreshed_catalogue().await?;
    let chosen = Chosen::find(&catalogue, &layout.frame, &entry.survey)?;
    let (period, targets) = read(state, person, &chosen).await?;
    let row = |(target, reached): Reached| {
        let department = target.department.as_ref();
        let department =
            department.map_or(&*layout.words.all_departments, |code| department_name(&catalogue, &layout.frame, code));
        let told = |share: &Proportion| {
            format!(
                "{} ({}), {}",
                numbers.share(share.share),
                numbers.interval(share.low, share.high),
                numbers.size(share.of)
            )
        };
        Row {
            question: chosen.question(&layout.frame, &target.question).to_owned(),
            department: department.to_owned(),
            from: numbers.period(&target.from),
            share: numbers.share(target.share),
            reached: reached.map_or(words.not_in_force.clone(), |(share, verdict)| match share {
                Some(share) => format!("{} – {}", words.verdict(verdict), told(&share)),
                None => words.untold.clone(),
            }),
            target,
        }
    };
    let running = Period::holding(state.clock.today(), Unit::Quarter);
    let page = ListPage {
        frame: &layout.frame,
        layout,
        words,
        surveys: &chosen.surveys,
        survey: chosen.slug.as_str(),
        rows: targets.into_iter().map(row).collect(),
        reached_in: period.map(|period| words.reached.replace("{period}", &numbers.period(&period))),
        questions: chosen.measured(&layout.frame, &entry.question),
        departments: chosen.departments(&catalogue, layout, person, &entry.department),
        periods: layout
            .quarters(state.clock.today(), if entry.from.is_empty() { running.label() } else { &entry.from }),
        entry,
        wrong,
    };
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    layout.show_with(status, &page)
}
