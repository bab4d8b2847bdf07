//! `/s/{survey}/{department}`: the form, step by step, and what becomes of it when it is sent.
//!
//! The id of the response is made with the first page and goes along with every step, so that what is sent twice is one
//! response, and so that nobody can go back to the answers of a response that was sent.

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use uuid::Uuid;

use crate::config::Config;
use crate::http::{FormFields, HandedIn, Kind, Problem, Reception, Sender, Verdict, parse_id};
use crate::pages::form::entry::{self, Wish};
use crate::pages::form::steps::{Step, divide, place};
use crate::pages::record::Stored;
use crate::pages::shared::{Filled, Frame, Page, QuestionView, QuestionViews, answer_unknown, refuse_other_sites};
use crate::state::{Catalogue, State};
use crate::storage::responses::{Outcome, Receipt, find_receipt};
use crate::survey::department::Department;
use crate::survey::fault::Fault;
use crate::survey::flags::Flags;
use crate::survey::office::{Office, OtherOffice};
use crate::survey::questionnaire::Version;
use crate::survey::response::{Draft, Window, asked, check};

#[derive(Template)]
#[template(path = "form/form.html", config = "src/pages/askama.toml")]
struct FormPage<'a> {
    frame: &'a Frame,
    title: &'a str,
    department: &'a str,
    id: Uuid,
    version: u32,
    /// The number of the step, from 0, and whether it is the last one.
    at: usize,
    is_last: bool,
    /// How much is left; nothing on the first step.
    progress: Option<String>,
    questions: Vec<QuestionView<'a>>,
    /// The words of the ends of every row, where questions stand in rows.
    ends: Option<Ends<'a>>,
    /// The fields of other steps.
    elsewhere_answered: Vec<(&'a str, &'a str)>,
    alert: Option<Alert<'a>>,
    /// The questions whose answers do not fit: code, where it is asked in this step, words, and what is wrong.
    wrong: Vec<(Option<&'a str>, &'a str, String)>,
    /// What is stored of a response.
    stored: Stored<'a>,
    office: &'a Office,
    /// Other offices, for those who took this one for theirs.
    elsewhere: &'a [OtherOffice],
    /// What the script says, as JSON.
    browser_words: &'a str,
}

/// The words of the worst and the best face, and of "not applicable" where that is offered.
struct Ends<'a> {
    worst: &'a str,
    best: &'a str,
    na: Option<&'a str>,
}

/// What keeps the form from going on.
#[derive(Default)]
struct Alert<'a> {
    title: &'a str,
    /// What keeps all of it from being taken.
    text: Option<String>,
    /// Whether another response was stored under its id, which is of no more use then.
    taken: bool,
}

/// A form of one department in one language.
struct Form<'a> {
    frame: &'a Frame,
    version: &'a Version,
    department: &'a Department,
    office: &'a Office,
    config: &'a Config,
}

/// A form as it was sent.
struct Sent {
    id: Uuid,
    at: usize,
    draft: Draft,
    filled: Filled,
}

/// `GET /s/{survey}/{department}`
pub async fn get_form(
    request: HttpRequest,
    state: Data<State>,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let catalogue = state.catalogue().await;
    let found = find(&request, &catalogue, &path, &[]);
    let Some((frame, version, department)) = found else { return answer_unknown() };
    let form = Form { frame: &frame, version, department, office: &catalogue.office, config: &state.config };
    form.show(Page::new(), &form.read(Vec::new()), None)
}

/// `POST /s/{survey}/{department}`
pub async fn post_form(
    request: HttpRequest,
    state: Data<State>,
    path: Path<(String, String)>,
    fields: FormFields,
) -> Result<HttpResponse, Problem> {
    refuse_other_sites(&request, &state)?;
    let catalogue = state.catalogue().await;
    let found = find(&request, &catalogue, &path, &fields.0);
    let Some((frame, version, department)) = found else { return answer_unknown() };
    let form = Form { frame: &frame, version, department, office: &catalogue.office, config: &state.config };
    let wish = entry::wish(&fields.0);
    let sent = form.read(fields.0);
    if wish == Wish::Send {
        let reception = Reception::open(&state, Sender::at_a_form(&request)?, &path.0).await?;
        return form.hand_in(reception, sent).await;
    }
    let receipt = Receipt::new(&version.survey, sent.id, &sent.draft);
    // A step needs no database: without one it goes on.
    match state.read(move |session| find_receipt(session, receipt)).await {
        Ok(Some(_)) => Ok(form.lead_to(&frame.path)),
        _ => form.go(wish, sent, &state),
    }
}

/// The page's frame, the version that is asked and the department it is asked about; none: there is no such form.
/// An older version is known by its number alone; without one it is the current one that is asked.
fn find<'a>(
    request: &HttpRequest,
    catalogue: &'a Catalogue,
    (survey, department): &(String, String),
    fields: &[(String, String)],
) -> Option<(Frame, &'a Version, &'a Department)> {
    let current = catalogue.asked(survey)?;
    let number = entry::field(fields, entry::VERSION).and_then(|number| number.parse().ok());
    let version = catalogue.version(survey, number).unwrap_or(current);
    let department = catalogue.offered(version).find(|offered| offered.code.as_str() == department)?;
    let mut frame = Frame::new(request, &version.questionnaire.languages)?;
    if let Some(language) = entry::field(fields, entry::LANGUAGE) {
        frame = frame.speaking(language);
    }
    let frame = frame.admitting(&catalogue.settings(survey).origins).of_office(&catalogue.office);
    let frame = frame.in_trial(catalogue.is_trial(survey));
    Some((frame, version, department))
}

impl Form<'_> {
    /// Reads the fields that a browser sent; without any it is a form that nobody has filled in.
    fn read(&self, fields: Vec<(String, String)>) -> Sent {
        let Self { frame, version, department, .. } = self;
        let id = entry::field(&fields, entry::ID).and_then(|id| parse_id(id).ok()).unwrap_or_else(Uuid::new_v4);
        let at = entry::field(&fields, entry::AT).and_then(|at| at.parse().ok()).unwrap_or(0);
        let draft = entry::draft(&fields, version, department.code.as_str(), frame.words.language.as_str());
        Sent { id, at, draft, filled: Filled { fields, faults: Vec::new() } }
    }

    /// Goes to another step, unless this one has something wrong.
    fn go(&self, wish: Wish, mut sent: Sent, state: &State) -> Result<HttpResponse, Problem> {
        let steps = self.steps(&sent.draft);
        match wish {
            Wish::Back => sent.at = sent.at.saturating_sub(1),
            Wish::Next => {
                let faults = check(&sent.draft, self.version, state.clock.today(), Window::Recent).err();
                let here = |fault: &Fault| self.place(&steps, fault) == Some(sent.at);
                sent.filled.faults = faults.unwrap_or_default().into_iter().filter(here).collect();
                if !sent.filled.faults.is_empty() {
                    let alert = Alert { title: &self.frame.words.errors.check, ..Alert::default() };
                    return self.show(Page::new().status(StatusCode::UNPROCESSABLE_ENTITY), &sent, Some(alert));
                }
                sent.at = sent.at.saturating_add(1);
            }
            Wish::Send | Wish::Translate => {}
        }
        self.show(Page::new(), &sent, None)
    }

    /// Hands the response in, and shows the form again if it cannot be taken.
    async fn hand_in(&self, mut reception: Reception<'_>, mut sent: Sent) -> Result<HttpResponse, Problem> {
        let errors = &self.frame.words.errors;
        let handed_in = HandedIn { id: sent.id, draft: sent.draft.clone(), flags: Flags::default() };
        let verdict = reception.receive(vec![Ok(handed_in)]).await.map(|mut verdicts| verdicts.pop());
        let mut alert = Alert { title: &errors.title, ..Alert::default() };
        let page = match verdict {
            Ok(Some(Verdict::Known(Outcome::Created { .. } | Outcome::Replayed) | Verdict::Trial)) => {
                let Self { frame, version, department, .. } = self;
                return Ok(self.lead_to(&format!("{}/{}/{}/thanks", frame.home(), version.survey, department.code)));
            }
            Ok(Some(Verdict::Known(Outcome::Conflict))) => {
                alert.text = Some(errors.conflict.clone());
                alert.taken = true;
                Page::new().status(StatusCode::CONFLICT)
            }
            Ok(Some(Verdict::Invalid(faults))) => {
                let steps = self.steps(&sent.draft);
                sent.at = faults.iter().filter_map(|fault| self.place(&steps, fault)).min().unwrap_or(sent.at);
                sent.filled.faults = faults;
                Page::new().status(StatusCode::UNPROCESSABLE_ENTITY)
            }
            Ok(None) => return Err(Problem::new(Kind::Internal)),
            Err(problem) => {
                alert.text = Some(match (problem.kind(), problem.retry_after()) {
                    (Kind::TooManyRequests, Some(wait)) => {
                        errors.too_many_requests.replace("{when}", errors.later.say(wait))
                    }
                    _ => errors.unavailable.clone(),
                });
                Page::new().refused(&problem)
            }
        };
        self.show(page, &sent, Some(alert))
    }

    fn steps(&self, draft: &Draft) -> Vec<Step<'_>> {
        divide(self.version, &self.department.code, &asked(draft, self.version))
    }

    /// The step that has something wrong.
    fn place(&self, steps: &[Step<'_>], fault: &Fault) -> Option<usize> {
        place(steps, self.version, fault.pointer.strip_prefix("/answers/")?)
    }

    fn show(&self, page: Page, sent: &Sent, alert: Option<Alert<'_>>) -> Result<HttpResponse, Problem> {
        let Self { frame, version, department, office, config } = *self;
        let browser_words = serde_json::to_string(&frame.words.browser).map_err(|_| Problem::new(Kind::Internal))?;
        let steps = self.steps(&sent.draft);
        let last = steps.len().saturating_sub(1);
        let at = sent.at.min(last);
        let is_elsewhere = |code: &str| place(&steps, version, code).is_some_and(|place| place != at);
        let fields = sent.filled.fields.iter().filter(|(name, _)| is_elsewhere(name));
        let progress = &frame.words.steps.progress;
        let progress = progress.replace("{step}", &at.to_string()).replace("{steps}", &last.to_string());
        page.framed(frame).show(
            frame,
            &FormPage {
                frame,
                title: frame.text(&version.questionnaire.title),
                department: frame.text(&department.name),
                id: sent.id,
                version: version.number,
                at,
                is_last: at == last,
                progress: (at > 0).then_some(progress),
                questions: steps.get(at).map(|step| self.views(step, at, &sent.filled)).unwrap_or_default(),
                ends: steps.get(at).filter(|step| step.rows).and_then(|step| self.ends(step)),
                elsewhere_answered: fields.map(|(name, value)| (name.as_str(), value.as_str())).collect(),
                alert,
                wrong: self.wrong(&sent.filled, is_elsewhere),
                stored: Stored::new(frame, version, department.code.as_str(), config),
                office,
                elsewhere: &office.elsewhere,
                browser_words: &browser_words,
            },
        )
    }

    /// The questions of a step. What the headline leads to has a step of its own.
    fn views<'a>(&'a self, step: &Step<'a>, at: usize, filled: &'a Filled) -> Vec<QuestionView<'a>> {
        let Self { frame, version, department, .. } = *self;
        let views = QuestionViews { version, words: frame.words, department: Some(&department.code), filled };
        let mut questions: Vec<_> = step.questions.iter().map(|question| views.view(question, 0)).collect();
        if at == 0 {
            let headline = questions.iter_mut().find(|view| view.code == version.questionnaire.headline.as_str());
            headline.into_iter().for_each(|headline| headline.follow_ups.clear());
        }
        questions
    }

    fn ends<'a>(&'a self, step: &Step<'_>) -> Option<Ends<'a>> {
        let questionnaire = &self.version.questionnaire;
        let (worst, best) = (questionnaire.rating_labels.first()?, questionnaire.rating_labels.last()?);
        let na = questionnaire.na_label.as_ref().filter(|_| step.questions.iter().any(|question| question.na));
        let text = |label| self.frame.text(label);
        Some(Ends { worst: text(worst), best: text(best), na: na.map(text) })
    }

    /// What does not fit, in the order of the questions.
    fn wrong<'a>(
        &'a self,
        filled: &Filled,
        is_elsewhere: impl Fn(&str) -> bool,
    ) -> Vec<(Option<&'a str>, &'a str, String)> {
        let wrong = self.version.questionnaire.questions.iter().filter_map(|question| {
            let code = question.code.as_str();
            let error = filled.error(code, self.frame.words)?;
            Some(((!is_elsewhere(code)).then_some(code), self.frame.text(&question.text), error))
        });
        wrong.collect()
    }

    /// To another page, which may be reloaded without sending anything again.
    fn lead_to(&self, path: &str) -> HttpResponse {
        HttpResponse::SeeOther()
            .insert_header((header::LOCATION, self.frame.link(path)))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .finish()
    }
}
