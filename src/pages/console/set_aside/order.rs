//! `POST /console/surveys/{survey}/set-aside` and `…/take-back`: an order, and the way back from it.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use crate::http::set_aside::{self, SetAsideBody};
use crate::http::{Problem, checked};
use crate::pages::console::fields::Misfits;
use crate::pages::console::layout::{Layout, go_telling};
use crate::pages::console::person::Form;
use crate::pages::console::set_aside::page::{Entry, show};
use crate::pages::console::set_aside::words::Words;
use crate::state::State;

/// An order, by what it is about.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
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
    let places = sent.places(&state, &survey, words, &mut wrong).await?;
    if !wrong.is_empty() {
        return show(&state, &person, &layout, &survey, (&sent, &[]), &wrong).await;
    }
    match checked(SetAsideBody { reason: sent.reason.trim().to_owned() }) {
        Ok(body) => {
            set_aside::order(&state, &person, places, body).await?;
            Ok(go_telling(&format!("/console/surveys/{survey}/set-aside"), "ordered"))
        }
        Err(_) => {
            wrong.add("reason", &words.wrong_reason);
            show(&state, &person, &layout, &survey, (&sent, &places), &wrong).await
        }
    }
}

/// `POST /console/surveys/{survey}/set-aside/take-back`
pub async fn post_take_back(
    state: Data<State>,
    form: Form<Order>,
    survey: Path<String>,
) -> Result<HttpResponse, Problem> {
    let Form { person, sent } = form;
    let place = set_aside::find(&state, &(survey.to_string(), sent.department, sent.channel, sent.day)).await?;
    set_aside::withdraw(&state, &person, place).await?;
    Ok(go_telling(&format!("/console/surveys/{survey}/set-aside"), "taken-back"))
}
