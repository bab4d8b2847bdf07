//! `POST /console/surveys/{survey}/set-aside` and `…/take-back`: an order, and the way back from it.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use crate::http::Problem;
use crate::http::set_aside::{self, SetAsideBody};
use crate::pages::console::fields::Misfits;
use crate::pages::console::layout::{Layout, go_telling};
use crate::pages::console::person::Form;
use crate::pages::console::set_aside::page::{Entry, show};
use crate::pages::console::set_aside::words::Words;
use crate::state::State;

/// What is not to be set aside after all.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakenBack {
    department: String,
    channel: String,
    day: String,
}

/// `POST /console/surveys/{survey}/set-aside`
pub async fn post_order(
    request: HttpRequest,
    state: Data<State>,
    form: Form<Entry>,
    survey: Path<String>,
) -> Result<HttpResponse, Problem> {
    let Form { person, sent } = form;
    let layout = Layout::new(&request, &state, &person).await?;
    let words = Words::of(&layout.frame.words.language);
    let mut wrong = Misfits::default();
    let Some(order) = sent.order(&state, &survey, words, &mut wrong).await? else {
        return show(&state, &person, &layout, &survey, (&sent, None), &wrong).await;
    };
    let body = SetAsideBody { reason: sent.reason.trim().to_owned() };
    match set_aside::give(&state, &person, order.clone(), body).await {
        Ok(()) => Ok(go_telling(&format!("/console/surveys/{survey}/set-aside"), "ordered")),
        Err(problem) => {
            let own = [("reason", "out_of_range", &*words.wrong_reason), ("reason", "malformed", &words.wrong_reason)];
            let wrong = Misfits::read(problem, layout.words, &own)?;
            show(&state, &person, &layout, &survey, (&sent, Some(&order)), &wrong).await
        }
    }
}

/// `POST /console/surveys/{survey}/set-aside/take-back`
pub async fn post_take_back(
    state: Data<State>,
    form: Form<TakenBack>,
    survey: Path<String>,
) -> Result<HttpResponse, Problem> {
    let Form { person, sent } = form;
    let place = set_aside::find(&state, &(survey.to_string(), sent.department, sent.channel, sent.day)).await?;
    set_aside::withdraw(&state, &person, place).await?;
    Ok(go_telling(&format!("/console/surveys/{survey}/set-aside"), "taken-back"))
}
