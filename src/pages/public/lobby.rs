//! `/wyniki/{survey}/{period}/plakat`: the lobby sheet of a period, as it was issued with its review.

use actix_web::http::header;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use crate::http::{Problem, find_lobby};
use crate::pages::public::kept::keep;
use crate::pages::public::shelf::{find_open, is_open};
use crate::pages::shared::{Frame, answer_unknown};
use crate::reports::render::Words;
use crate::state::State;
use crate::survey::period::Period;

/// `GET /wyniki/{survey}/{period}/plakat`
pub async fn get_lobby(
    request: HttpRequest,
    state: Data<State>,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let (survey, period) = path.into_inner();
    let catalogue = state.catalogue().await;
    let Some(survey) = find_open(&catalogue, &survey).filter(|_| is_open(&state)) else { return answer_unknown() };
    let Ok(period) = period.parse::<Period>() else { return answer_unknown() };
    let Some(frame) = Frame::new(&request, &Words::languages()) else { return answer_unknown() };
    let language = Words::of(&frame.words.language).language.as_str();
    let Some(sheet) = find_lobby(&state, &survey.newest().survey, &period, language).await? else {
        return answer_unknown();
    };
    let answer = HttpResponse::Ok()
        .content_type(sheet.form.media_type())
        .insert_header((header::CONTENT_SECURITY_POLICY, sheet.policy()))
        .insert_header((header::CONTENT_LANGUAGE, language))
        .body(sheet.body);
    keep(&request, answer)
}
