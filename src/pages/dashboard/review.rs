//! `/results/{survey}/review/{period}`: the management review with what goes with it (the pages of departments, the lobby
//! sheet, the minutes of the meeting), as the API hands them out, for who is signed in.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde::de::DeserializeOwned;

use crate::access::Reader;
use crate::http::{
    DepartmentQuery, Kind, LobbyQuery, MinutesQuery, Problem, ReviewQuery, hand_out_department, hand_out_lobby,
    hand_out_review, minutes,
};
use crate::pages::dashboard::entrance::{ask_to_sign_in, frame, guarded};
use crate::pages::dashboard::page::show_wrong;
use crate::pages::dashboard::selection::Wrong;
use crate::pages::dashboard::session::Visit;
use crate::pages::shared::answer_unknown;
use crate::pages::staff::{read_in_session, with_staff};
use crate::state::State;

/// `GET /results/{survey}/review/{period}`
pub async fn get_review(
    request: HttpRequest,
    state: Data<State>,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let (survey, period) = path.into_inner();
    let query = asked::<ReviewQuery>(&request).and_then(|query| query.on_a_page(&survey));
    let handed = async |reader: Reader, query| hand_out_review(&request, &state, &reader, &period, &query).await;
    open(&request, &state, (&survey, &period, query), Wrong::Review, handed).await
}

/// `GET /results/{survey}/review/{period}/departments/{code}`
pub async fn get_department_review(
    request: HttpRequest,
    state: Data<State>,
    path: Path<(String, String, String)>,
) -> Result<HttpResponse, Problem> {
    let (survey, period, code) = path.into_inner();
    let query = asked::<DepartmentQuery>(&request).and_then(|query| query.on_a_page(&survey));
    let handed =
        async |reader: Reader, query| hand_out_department(&request, &state, &reader, (&period, &code), &query).await;
    open(&request, &state, (&survey, &period, query), Wrong::Forbidden, handed).await
}

/// `GET /results/{survey}/review/{period}/lobby`
pub async fn get_lobby(
    request: HttpRequest,
    state: Data<State>,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let (survey, period) = path.into_inner();
    let query = asked::<LobbyQuery>(&request).and_then(|query| query.on_a_page(&survey));
    let handed = async |reader: Reader, query| hand_out_lobby(&request, &state, &reader, &period, &query).await;
    open(&request, &state, (&survey, &period, query), Wrong::Review, handed).await
}

/// `GET /results/{survey}/review/{period}/minutes/{edition}`
pub async fn get_minutes(
    request: HttpRequest,
    state: Data<State>,
    path: Path<(String, String, String)>,
) -> Result<HttpResponse, Problem> {
    let (survey, period, edition) = path.into_inner();
    let query = asked::<MinutesQuery>(&request).and_then(|query| query.of_survey(&survey));
    let handed = async |reader: Reader, query| {
        minutes::hand_out_minutes(&request, &state, &reader, &period, &edition, query).await
    };
    open(&request, &state, (&survey, &period, query), Wrong::Review, handed).await
}

/// What the address asks for; none: nothing that there is.
fn asked<Q: DeserializeOwned>(request: &HttpRequest) -> Option<Q> {
    serde_html_form::from_str(request.query_string()).ok()
}

/// Opens a document for who is signed in; everybody else gets the answer that says why not, and who may not read it that
/// this is forbidden.
async fn open<Q>(
    request: &HttpRequest,
    state: &Data<State>,
    (survey, period, query): (&str, &str, Option<Q>),
    forbidden: Wrong,
    hand_out: impl AsyncFnOnce(Reader, Q) -> Result<HttpResponse, Problem>,
) -> Result<HttpResponse, Problem> {
    let frame = frame(request, state).await?;
    let Some(visit) = Visit::find(state, request).await? else { return Ok(ask_to_sign_in(request, &frame)) };
    let frame = with_staff(frame, &visit.visitor);
    let Some(query) = query else { return show_wrong(&frame, &visit, survey, Wrong::Other) };
    match hand_out(visit.reader.clone(), query).await {
        Ok(answer) => guarded(Ok(read_in_session(answer, &visit.visitor, survey, period))),
        Err(problem) if problem.kind() == Kind::Forbidden => show_wrong(&frame, &visit, survey, forbidden),
        Err(problem) if problem.kind() == Kind::NotFound => answer_unknown(),
        Err(problem) => Err(problem),
    }
}
