//! `POST /console/departments/{code}/fieldwork`: on which days a survey asks about a department.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use crate::http::fieldwork::{self, AskingBody};
use crate::http::{Problem, known_survey};
use crate::pages::console::departments::asked::surveys;
use crate::pages::console::departments::entry::{load, show};
use crate::pages::console::departments::typed::Entry;
use crate::pages::console::departments::words::Words;
use crate::pages::console::fields::Misfits;
use crate::pages::console::layout::{Layout, go_telling};
use crate::pages::console::person::Form;
use crate::state::State;

/// On which days a survey asks about a department, as it was typed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Days {
    survey: String,
    from: String,
    until: String,
}

/// `POST /console/departments/{code}/fieldwork`
pub async fn post_days(
    request: HttpRequest,
    state: Data<State>,
    form: Form<Days>,
    code: Path<String>,
) -> Result<HttpResponse, Problem> {
    let Form { person, sent } = form;
    let known = load(&state, &person, &code).await?;
    let slug = known_survey(&state, &sent.survey).await?;
    let day = |typed: &str| Some(typed.trim().to_owned()).filter(|day| !day.is_empty());
    let asking = AskingBody { code: known.code.to_string(), from: day(&sent.from), until: day(&sent.until) };
    let problem = match fieldwork::set_department(&state, &person, slug, asking).await {
        Ok(_) => return Ok(go_telling(&format!("/console/departments/{}", known.code), "days")),
        Err(problem) => problem,
    };
    let layout = Layout::new(&request, &state, &person).await?;
    let words = Words::of(&layout.frame.words.language);
    let own = [
        ("departments.0.from", "malformed", &*words.no_day),
        ("departments.0.from", "not_permitted", &words.past_days),
        ("departments.0.until", "malformed", &words.no_day),
        ("departments.0.until", "out_of_order", &words.ends_before),
        ("departments", "required", &words.must_stay),
    ];
    let wrong = Misfits::read(problem, layout.words, &own)?;
    let catalogue = state.catalogue().await;
    let mut asked = surveys(&catalogue, &layout, &known);
    if let Some(row) = asked.iter_mut().find(|row| row.survey == sent.survey) {
        (row.from, row.until, row.wrong) = (sent.from, sent.until, wrong.clone());
    }
    let entry = Entry::of(&known, state.clock.today(), &catalogue);
    show(&layout, Some((&known, asked)), state.clock.today(), &entry, &wrong)
}
