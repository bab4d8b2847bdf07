//! `/wyniki/{survey}/{period}.csv` and its like: the figures by department as open data, the same bytes as the API's.

use std::sync::Arc;

use actix_web::http::header::{self, HeaderValue};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use crate::http::{Kind, Problem, csv_address};
use crate::pages::public::kept::keep;
use crate::pages::public::shelf::{OpenSurvey, Periods, find_open, is_open};
use crate::pages::shared::answer_unknown;
use crate::reports::content::Content;
use crate::reports::csv::Dialect;
use crate::reports::form::Form;
use crate::state::State;
use crate::survey::figures::{GroupBy, Record, results};
use crate::survey::period::Period;

/// The forms of open data, each with its name, and its name among the EU's file types.
pub const FORMS: [(Form, &str, &str); 4] = [
    (Form::Csv(Dialect::Standard), "CSV", "CSV"),
    (Form::Xlsx, "Excel (XLSX)", "XLSX"),
    (Form::JsonStat, "JSON-stat", "JSON"),
    (Form::DataPackage, "Data Package (ZIP)", "ZIP"),
];

/// `GET /wyniki/{survey}/{file}`
pub async fn get_file(
    request: HttpRequest,
    state: Data<State>,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let (survey, file) = path.into_inner();
    let Some((label, form)) = read_name(&file).filter(|_| is_open(&state)) else { return answer_unknown() };
    let Some(survey) = find_open(&*state.catalogue().await, &survey) else { return answer_unknown() };
    let Ok(period) = label.parse::<Period>() else { return answer_unknown() };
    let name = format!("attachment; filename=\"{}-{file}\"", survey.newest().survey);
    let make = writer(&state, &survey, period, form);
    let make = move |record: &_| make(record).map(|bytes| (form.media_type(), bytes));
    let made = state.answer_openly(survey.question(&format!("file {file}")), make).await?;
    let mut answer = HttpResponse::Ok();
    answer.content_type(made.media_type).insert_header((header::VARY, "Accept-Encoding"));
    if let Ok(name) = HeaderValue::try_from(name) {
        answer.insert_header((header::CONTENT_DISPOSITION, name));
    }
    keep(&request, answer.body(made.body.clone()))
}

/// How many bytes a file has. It is made for that once between two ticks.
///
/// # Errors
/// When there is no such file, or it cannot be made.
pub async fn measure(state: &Arc<State>, survey: &OpenSurvey, file: &str) -> Result<usize, Problem> {
    let unknown = || Problem::new(Kind::NotFound);
    let (label, form) = read_name(file).ok_or_else(unknown)?;
    let make = writer(state, survey, label.parse().map_err(|_| unknown())?, form);
    let make = move |record: &_| make(record).map(|bytes| ("text/plain", bytes.len().to_string().into_bytes()));
    let made = state.answer_openly(survey.question(&format!("size of {file}")), make).await?;
    let size = std::str::from_utf8(&made.body).ok().and_then(|size| size.parse().ok());
    size.ok_or_else(|| Problem::new(Kind::Internal))
}

/// What writes a file.
fn writer(
    state: &State,
    survey: &OpenSurvey,
    period: Period,
    form: Form,
) -> impl Fn(&Record) -> Result<Vec<u8>, Problem> + Send + 'static {
    let wanted = survey.query(&period, GroupBy::Department);
    let (k, csv_address) = (state.config.k, csv_address(&state.config.public_url(), &wanted));
    move |record| {
        Periods::of(record).find(period.label()).ok_or_else(|| Problem::new(Kind::NotFound))?;
        let results = results(&wanted, record)?;
        let content = Content { results: &results, versions: &record.versions, k, csv_address: &csv_address };
        Ok(form.write(&content)?)
    }
}

/// The period and the form that a file's name names.
fn read_name(file: &str) -> Option<(&str, Form)> {
    FORMS.into_iter().find_map(|(form, ..)| Some((file.strip_suffix(form.ending())?, form)))
}
