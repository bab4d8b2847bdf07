//! `/results/{survey}/download`: the figures of one part of a board as a file, as exact as the API gives them.

use actix_web::http::header::{self, HeaderValue};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use crate::http::{Kind, Problem, csv_address};
use crate::pages::dashboard::entrance::{ask_to_sign_in, frame};
use crate::pages::dashboard::page::question;
use crate::pages::dashboard::selection::{BoardQuery, Selection, Wrong};
use crate::pages::dashboard::session::Visit;
use crate::pages::shared::answer_unknown;
use crate::reports::content::Content;
use crate::reports::csv::Dialect;
use crate::reports::form::Form;
use crate::state::State;
use crate::survey::figures::{GroupBy, results};
use crate::survey::period::Unit;

/// Which figures, and in which form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DownloadQuery {
    period: String,
    #[serde(default)]
    department: String,
    #[serde(default)]
    question: String,
    group_by: Split,
    format: Format,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Split {
    None,
    Department,
    Month,
    Quarter,
}

/// A form, by its name in addresses.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Format {
    Xlsx,
    Csv,
    ExcelCsv,
    JsonStat,
    DataPackage,
}

/// `GET /results/{survey}/download`
pub async fn get_download(
    request: HttpRequest,
    state: Data<State>,
    survey: Path<String>,
) -> Result<HttpResponse, Problem> {
    let Some(visit) = Visit::find(&state, &request).await? else {
        return Ok(ask_to_sign_in(&request, &frame(&request, &state).await?));
    };
    let query: DownloadQuery =
        serde_html_form::from_str(request.query_string()).map_err(|_| Problem::new(Kind::BadQuery))?;
    let split = query.group_by;
    let asked = BoardQuery::of_file(query.period, query.department, query.question);
    let selection = match Selection::read(&survey, asked, &*state.catalogue().await, &visit.key) {
        Ok(selection) => selection,
        Err(Wrong::Survey) => return answer_unknown(),
        Err(Wrong::Forbidden) => return Err(Problem::new(Kind::Forbidden)),
        Err(_) => return Err(Problem::new(Kind::BadQuery)),
    };
    let period = selection.period.clone().ok_or_else(|| Problem::new(Kind::BadQuery))?;
    let wanted = selection.query(&period, split.into(), selection.question.clone().into_iter().collect());
    let entry = state.audit_entry(&visit.key, "results.read", format!("{survey} {}", request.query_string()));
    let form = Form::from(query.format);
    let asked = question(&selection, &format!("download {form:?} {wanted:?}"));
    let (k, csv_address) = (state.config.k, csv_address(&state.config.public_url(), &wanted));
    let answer = state.answer(entry, asked, move |record| -> Result<_, Problem> {
        let results = results(&wanted, record)?;
        let content = Content { results: &results, versions: &record.versions, k, csv_address: &csv_address };
        Ok((form.media_type(), form.write(&content)?))
    });
    let answer = answer.await?;
    let name = format!("attachment; filename=\"{survey}-{}-{}{}\"", period.label(), split.as_str(), form.ending());
    let mut response = HttpResponse::Ok();
    response
        .insert_header((header::CONTENT_TYPE, answer.media_type))
        .insert_header((header::CACHE_CONTROL, "no-store"));
    if let Ok(name) = HeaderValue::from_str(&name) {
        response.insert_header((header::CONTENT_DISPOSITION, name));
    }
    Ok(response.body(answer.body.clone()))
}

impl From<Split> for GroupBy {
    fn from(split: Split) -> Self {
        match split {
            Split::None => Self::Nothing,
            Split::Department => Self::Department,
            Split::Month => Self::Unit(Unit::Month),
            Split::Quarter => Self::Unit(Unit::Quarter),
        }
    }
}

impl Split {
    /// The word for it in addresses and names of files.
    fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Department => "department",
            Self::Month => "month",
            Self::Quarter => "quarter",
        }
    }
}

impl From<Format> for Form {
    fn from(format: Format) -> Self {
        match format {
            Format::Xlsx => Self::Xlsx,
            Format::Csv => Self::Csv(Dialect::Standard),
            Format::ExcelCsv => Self::Csv(Dialect::ExcelPl),
            Format::JsonStat => Self::JsonStat,
            Format::DataPackage => Self::DataPackage,
        }
    }
}
