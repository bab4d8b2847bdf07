//! `/s/{survey}/{department}`: the form, and what becomes of it when it is sent.
//!
//! The id of the response is made with the page, so that a page that is sent twice is one response.

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use uuid::Uuid;

use crate::http::{FormFields, HandedIn, Kind, Problem, Reception, Sender, Verdict, parse_id};
use crate::pages::form::entry;
use crate::pages::shared::{Filled, Frame, Page, QuestionView, QuestionViews, answer_unknown};
use crate::state::{Catalogue, State};
use crate::storage::responses::Outcome;
use crate::survey::department::Department;
use crate::survey::flags::Flags;
use crate::survey::office::{Complaints, Office, OtherOffice};
use crate::survey::questionnaire::Version;
use crate::survey::settings::Layout;

#[derive(Template)]
#[template(path = "form/form.html", config = "src/pages/askama.toml")]
struct FormPage<'a> {
    frame: &'a Frame,
    title: &'a str,
    department: &'a str,
    /// The path of the page that shows what is stored.
    record: &'a str,
    id: Uuid,
    version: u32,
    questions: Vec<QuestionView<'a>>,
    /// Where complaints go.
    complaints: &'a Complaints,
    /// Other offices, for those who took this one for theirs.
    elsewhere: &'a [OtherOffice],
    /// What the script says, as JSON.
    browser_words: &'a str,
    /// Whether the script divides it into steps.
    pages: bool,
    /// Whether another response was stored from this page, which is of no more use then.
    taken: bool,
    /// What keeps the whole form from being taken.
    refusal: Option<&'a str>,
}

/// A form of one department in one language.
struct Form<'a> {
    frame: &'a Frame,
    version: &'a Version,
    department: &'a Department,
    office: &'a Office,
    layout: Layout,
}

/// `GET /s/{survey}/{department}`
pub async fn get_form(
    request: HttpRequest,
    state: Data<State>,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let catalogue = state.catalogue().await;
    let found = find(&request, &catalogue, &path, None);
    let Some((frame, version, department)) = found else { return answer_unknown() };
    let form = Form::new(&frame, version, department, &catalogue);
    form.show(Page::new(), Uuid::new_v4(), &Filled::default(), None)
}

/// `POST /s/{survey}/{department}`
pub async fn post_form(
    request: HttpRequest,
    state: Data<State>,
    path: Path<(String, String)>,
    fields: FormFields,
) -> Result<HttpResponse, Problem> {
    refuse_other_sites(&request)?;
    let catalogue = state.catalogue().await;
    let number = entry::field(&fields.0, entry::VERSION).and_then(|number| number.parse().ok());
    let found = find(&request, &catalogue, &path, number);
    let Some((frame, version, department)) = found else { return answer_unknown() };
    let form = Form::new(&frame, version, department, &catalogue);
    let id = entry::field(&fields.0, entry::ID).and_then(|id| parse_id(id).ok()).unwrap_or_else(Uuid::new_v4);
    let draft = entry::draft(&fields.0, version, department.code.as_str(), frame.words.language.as_str());
    let mut filled = Filled { fields: fields.0, faults: Vec::new() };
    let mut reception = Reception::open(&state, Sender::at_a_form(&request)?, &path.0).await?;
    let errors = &frame.words.errors;
    match reception
        .receive(vec![Ok(HandedIn { id, draft, flags: Flags::default() })])
        .await
        .map(|mut verdicts| verdicts.pop())
    {
        Ok(Some(Verdict::Known(Outcome::Created { .. } | Outcome::Replayed) | Verdict::Trial)) => Ok(form.thank()),
        Ok(Some(Verdict::Known(Outcome::Conflict))) => {
            form.show(Page::new().status(StatusCode::CONFLICT), id, &filled, Some(&errors.conflict))
        }
        Ok(Some(Verdict::Invalid(faults))) => {
            filled.faults = faults;
            form.show(Page::new().status(StatusCode::UNPROCESSABLE_ENTITY), id, &filled, None)
        }
        Ok(None) => Err(Problem::new(Kind::Internal)),
        Err(problem) => {
            let refusal = match problem.kind() {
                Kind::TooManyRequests => &errors.too_many_requests,
                _ => &errors.unavailable,
            };
            form.show(Page::new().refused(&problem), id, &filled, Some(refusal))
        }
    }
}

/// The page's frame, the version that is asked and the department it is asked about; none: there is no such form.
/// An older version is known by its number alone; without one it is the current one that is asked.
fn find<'a>(
    request: &HttpRequest,
    catalogue: &'a Catalogue,
    (survey, department): &(String, String),
    number: Option<u32>,
) -> Option<(Frame, &'a Version, &'a Department)> {
    let current = catalogue.asked(survey)?;
    let version = catalogue.version(survey, number).unwrap_or(current);
    let department = catalogue.offered(version).find(|offered| offered.code.as_str() == department)?;
    let frame = Frame::new(request, &version.questionnaire.languages)?;
    let frame = frame.admitting(&catalogue.settings(survey).origins).of_office(&catalogue.office);
    let frame = frame.in_trial(catalogue.is_trial(survey));
    Some((frame, version, department))
}

/// A form is sent from its own page: another website's page may not send it in a visitor's name.
fn refuse_other_sites(request: &HttpRequest) -> Result<(), Problem> {
    match request.headers().get("sec-fetch-site").map(|site| site.as_bytes()) {
        None | Some(b"same-origin" | b"none") => Ok(()),
        Some(_) => Err(Problem::new(Kind::Forbidden)),
    }
}

impl<'a> Form<'a> {
    fn new(frame: &'a Frame, version: &'a Version, department: &'a Department, catalogue: &'a Catalogue) -> Self {
        let layout = catalogue.settings(version.survey.as_str()).layout;
        Self { frame, version, department, office: &catalogue.office, layout }
    }

    fn show(&self, page: Page, id: Uuid, filled: &Filled, refusal: Option<&str>) -> Result<HttpResponse, Problem> {
        let Self { frame, version, department, office, layout } = *self;
        let browser_words = serde_json::to_string(&frame.words.browser).map_err(|_| Problem::new(Kind::Internal))?;
        let views = QuestionViews { version, words: frame.words, department: Some(&department.code), filled };
        page.framed(frame).show(
            frame,
            &FormPage {
                frame,
                title: frame.text(&version.questionnaire.title),
                department: frame.text(&department.name),
                record: &format!("/s/{}/record", version.survey),
                id,
                version: version.number,
                questions: views.all(),
                complaints: &office.complaints,
                elsewhere: &office.elsewhere,
                browser_words: &browser_words,
                pages: layout == Layout::Pages,
                taken: refusal == Some(frame.words.errors.conflict.as_str()),
                refusal,
            },
        )
    }

    /// To the page that says thank you, which may be reloaded without sending anything again.
    fn thank(&self) -> HttpResponse {
        let path = format!("{}/{}/{}/thanks", self.frame.home(), self.version.survey, self.department.code);
        HttpResponse::SeeOther()
            .insert_header((header::LOCATION, self.frame.link(&path)))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .finish()
    }
}

impl FormPage<'_> {
    /// The questions whose answers do not fit, follow-ups among them: code, words, and what is wrong.
    fn errors(&self) -> Vec<(&str, &str, &str)> {
        fn gather<'a>(questions: &'a [QuestionView<'a>], errors: &mut Vec<(&'a str, &'a str, &'a str)>) {
            for question in questions {
                errors.extend(question.error.as_deref().map(|error| (question.code, question.text, error)));
                gather(&question.follow_ups, errors);
            }
        }
        let mut errors = Vec::new();
        gather(&self.questions, &mut errors);
        errors
    }
}
