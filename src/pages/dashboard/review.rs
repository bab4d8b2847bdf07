//! `/results/{survey}/review/{period}`: the management review, as the API hands it out, for who is signed in.

use actix_web::http::header::{self, HeaderValue};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use crate::http::{Kind, Problem, ReviewQuery, hand_out_review};
use crate::pages::dashboard::entrance::{ask_to_sign_in, frame, guarded};
use crate::pages::dashboard::page::show_wrong;
use crate::pages::dashboard::selection::Wrong;
use crate::pages::dashboard::session::Visit;
use crate::pages::shared::answer_unknown;
use crate::state::State;

/// `GET /results/{survey}/review/{period}`
pub async fn get_review(
    request: HttpRequest,
    state: Data<State>,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let frame = frame(&request, &state).await?;
    let Some(visit) = Visit::find(&state, &request).await? else { return Ok(ask_to_sign_in(&request, &frame)) };
    let (survey, period) = path.into_inner();
    let asked = serde_html_form::from_str::<ReviewQuery>(request.query_string()).ok();
    let Some(query) = asked.and_then(|query| query.on_a_page(&survey)) else {
        return show_wrong(&frame, &visit, &survey, Wrong::Other);
    };
    match hand_out_review(&request, &state, &visit.reader, &period, &query).await {
        Ok(mut answer) => {
            // What a session shows is not kept beyond it.
            answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            answer.headers_mut().remove(header::ETAG);
            guarded(Ok(answer))
        }
        Err(problem) if problem.kind() == Kind::Forbidden => show_wrong(&frame, &visit, &survey, Wrong::Review),
        Err(problem) if problem.kind() == Kind::NotFound => answer_unknown(),
        Err(problem) => Err(problem),
    }
}
