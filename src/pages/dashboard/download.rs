//! `/results/{survey}/download`: the figures of one part of a board as a file, as exact as the API gives them.

use std::sync::Arc;

use actix_web::http::header::{self, HeaderValue};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use crate::http::{Kind, Problem, csv_address};
use crate::pages::dashboard::entrance::{ask_to_sign_in, frame};
use crate::pages::dashboard::page::{digest, question, targets_of};
use crate::pages::dashboard::selection::{BoardQuery, Selection, Wrong};
use crate::pages::dashboard::session::Visit;
use crate::pages::shared::answer_unknown;
use crate::reports;
use crate::reports::content::Content;
use crate::reports::csv::Dialect;
use crate::reports::form::{Form, Format};
use crate::state::{Answer, State};
use crate::storage::audit::Entry;
use crate::survey::drivers::{DriversQuery, drivers};
use crate::survey::figures::{GroupBy, results};
use crate::survey::period::{Period, Unit};
use crate::survey::target::reached;

/// Which figures, and in which form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DownloadQuery {
    period: String,
    #[serde(default)]
    department: String,
    #[serde(default)]
    question: String,
    /// Results, split like this; or else
    group_by: Option<String>,
    /// another table of figures.
    part: Option<Part>,
    format: Format,
    /// How a CSV is written.
    #[serde(default)]
    dialect: Dialect,
}

/// A table of figures that are no results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Part {
    Drivers,
    Targets,
}

/// What a file holds.
#[derive(Debug, Clone)]
enum Wanted {
    Results(GroupBy),
    Part(Part),
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
    let form = query.format.form(query.dialect).ok_or_else(|| Problem::new(Kind::BadQuery))?;
    let wanted = query.wanted().ok_or_else(|| Problem::new(Kind::BadQuery))?;
    let asked = BoardQuery::of_file(query.period, query.department, query.question);
    let (catalogue, today) = (state.catalogue().await, state.clock.today());
    let selection = match Selection::read(&survey, asked, &catalogue, &visit.reader, today) {
        Ok(selection) => selection,
        Err(Wrong::Survey) => return answer_unknown(),
        Err(Wrong::Forbidden) => return Err(Problem::new(Kind::Forbidden)),
        Err(_) => return Err(Problem::new(Kind::BadQuery)),
    };
    let period = selection.period.clone().ok_or_else(|| Problem::new(Kind::BadQuery))?;
    if wanted.needs_quarters() && period.whole_parts(Unit::Quarter).is_none() {
        return Err(Problem::new(Kind::BadQuery));
    }
    let name = format!("attachment; filename=\"{survey}-{}-{}{}\"", period.label(), wanted.name(), form.ending());
    let entry = state.audit_entry(&visit.reader, "results.read", format!("{survey} {}", request.query_string()));
    let answer = match wanted {
        Wanted::Results(group_by) => give_results(&state, entry, selection, &period, group_by, form).await?,
        Wanted::Part(part) => give_part(&state, entry, selection, period, part, form).await?,
    };
    let mut response = HttpResponse::Ok();
    response
        .insert_header((header::CONTENT_TYPE, answer.media_type))
        .insert_header((header::CACHE_CONTROL, "no-store"));
    if let Ok(name) = HeaderValue::from_str(&name) {
        response.insert_header((header::CONTENT_DISPOSITION, name));
    }
    Ok(response.body(answer.body.clone()))
}

async fn give_results(
    state: &Arc<State>,
    entry: Entry,
    selection: Selection,
    period: &Period,
    group_by: GroupBy,
    form: Form,
) -> Result<Arc<Answer>, Problem> {
    let wanted = selection.query(period, group_by, selection.question.clone().into_iter().collect());
    let asked = question(&selection, &format!("download {form:?} {wanted:?}"));
    let (k, csv_address) = (state.config.k, csv_address(&state.config.public_url(), &wanted));
    let answer = state.answer(entry, asked, move |record| -> Result<_, Problem> {
        let results = results(&wanted, record)?;
        let content = Content { results: &results, versions: &record.versions, k, csv_address: &csv_address };
        Ok((form.media_type(), form.write(&content)?))
    });
    answer.await
}

async fn give_part(
    state: &Arc<State>,
    entry: Entry,
    selection: Selection,
    period: Period,
    part: Part,
    form: Form,
) -> Result<Arc<Answer>, Problem> {
    let targets = if part == Part::Targets { targets_of(state, &selection).await? } else { Vec::new() };
    let asked = question(&selection, &format!("part {part:?} {form:?} {selection:?} {}", digest(&targets)));
    let answer = state.answer(entry, asked, move |record| -> Result<_, Problem> {
        let title = format!("{} {period}", selection.survey);
        let file = match part {
            Part::Drivers => {
                let (survey, departments) = (selection.survey.clone(), selection.departments());
                let query = DriversQuery { survey, period: period.clone(), departments, as_of: None };
                let told = drivers(&query, record)?;
                form.write_table(&title, period.last(), &reports::drivers::table(&told))?
            }
            Part::Targets => {
                selection.query(&period, GroupBy::Nothing, Vec::new()).check_departments(&selection.versions)?;
                let reached = reached(&targets, &selection.survey, &period, record);
                let table = reports::targets::table(&selection.survey, &period, &reached);
                form.write_table(&title, period.last(), &table)?
            }
        };
        Ok((form.media_type(), file.ok_or_else(|| Problem::new(Kind::BadQuery))?))
    });
    answer.await
}

impl DownloadQuery {
    /// What the file is to hold; none: the address says nothing of the kind, or too much.
    fn wanted(&self) -> Option<Wanted> {
        match (self.group_by.as_deref(), self.part) {
            (None, Some(part)) => self.question.is_empty().then_some(Wanted::Part(part)),
            (Some(text), None) => text.parse().ok().map(Wanted::Results),
            _ => None,
        }
    }
}

impl Wanted {
    /// The word for it in names of files.
    fn name(&self) -> String {
        match self {
            Self::Results(group_by) => group_by.name().replace(',', "-"),
            Self::Part(Part::Drivers) => "drivers".to_owned(),
            Self::Part(Part::Targets) => "targets".to_owned(),
        }
    }

    /// Whether it is told of whole quarters alone.
    fn needs_quarters(&self) -> bool {
        matches!(self, Self::Part(Part::Drivers))
    }
}
