//! A review, made from what was released and from what the office entered, in every form.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::http::problem::{Kind, Problem};
use crate::http::v1::reviews::form::Form;
use crate::http::v1::reviews::view::{DepartmentReviewView, ReviewView};
use crate::reports::render::{Addresses, Seal, Speech, Words, write_html, write_lobby, write_page, write_xlsx};
use crate::state::State;
use crate::storage::actions::list_actions;
use crate::storage::batches::list_batches;
use crate::storage::comments::{CommentQuery, list_released_comments};
use crate::storage::complaints::list_complaints;
use crate::storage::reviews::{DepartmentDocument, Document, LOBBY};
use crate::storage::targets::list_targets;
use crate::storage::visits::list_visits;
use crate::storage::{Error, Session, kiosks};
use crate::survey::codes::{DepartmentCode, SurveySlug};
use crate::survey::comment::{Cell as CommentCell, cells};
use crate::survey::department_page::{DepartmentPage, department_page};
use crate::survey::disclosure::Threshold;
use crate::survey::figures::UnknownName;
use crate::survey::lobby::{Lobby, is_for_everybody, lobby};
use crate::survey::period::{Period, Unit};
use crate::survey::questionnaire::Version;
use crate::survey::report::{Entered, Station, Term};
use crate::survey::review::{Basis, Edition, Review, Sources, review};

/// The version of this program.
pub const SOFTWARE: &str = env!("CARGO_PKG_VERSION");

/// A review that was made.
pub struct Made {
    review: Review,
    /// The pages of its departments, where it is to be issued.
    departments: Vec<DepartmentPage>,
    /// Its lobby sheet, where it is to be issued, and everybody may be told of the period.
    lobby: Option<(Lobby, Addresses)>,
    json: Vec<u8>,
    seal: Seal,
}

/// Makes something of all that a review is made from, as it stands at one moment.
async fn from_sources<T, F>(
    state: &Arc<State>,
    survey: &SurveySlug,
    versions: &[Arc<Version>],
    period: &Period,
    edition: Option<Edition>,
    work: F,
) -> Result<T, Problem>
where
    T: Send + 'static,
    F: FnOnce(&Sources<'_>) -> Result<T, UnknownName> + Send + 'static,
{
    let catalogue = state.catalogue().await;
    let version = versions.last().ok_or_else(|| Problem::new(Kind::NotFound))?;
    let basis = Basis {
        office: catalogue.office.name.clone(),
        survey: survey.clone(),
        title: version.questionnaire.title.clone(),
        period: period.clone(),
        closed: false,
        edition,
        as_of: None,
        software: SOFTWARE.to_owned(),
    };
    let (slug, days, versions) = (survey.clone(), period.clone(), versions.to_vec());
    let today = state.clock.today();
    let made = state.consult(None, move |session, released| {
        let stations = stations(session, &slug)?;
        let sources = Sources {
            basis,
            record: &released.of(&slug, &versions),
            actions: &list_actions(session)?,
            entered: Entered {
                today,
                stations: &stations,
                visits: &list_visits(session, None)?,
                targets: &list_targets(session, &slug)?,
                complaints: &list_complaints(session, None)?,
                comments: &list_comments(session, &slug, &days)?,
                batches: &list_batches(session, &slug)?,
            },
        };
        Ok(work(&sources))
    });
    Ok(made.await??)
}

/// Makes a review; with an edition, as it is to be issued, with the pages of its departments.
///
/// # Errors
/// When the database is not available.
pub async fn make(
    state: &Arc<State>,
    survey: &SurveySlug,
    versions: &[Arc<Version>],
    period: &Period,
    edition: Option<Edition>,
) -> Result<Made, Problem> {
    let departments =
        versions.last().filter(|_| edition.is_some()).map(|version| version.questionnaire.departments.clone());
    let with_lobby = edition.is_some() && may_be_told(state, survey, period).await;
    let all = move |sources: &Sources<'_>| {
        let departments = departments.unwrap_or_default();
        let pages: Result<Vec<_>, _> = departments.iter().map(|code| department_page(sources, code)).collect();
        Ok((review(sources)?, pages?, if with_lobby { lobby(sources)? } else { None }))
    };
    let (review, departments, lobby) = from_sources(state, survey, versions, period, edition, all).await?;
    let lobby = lobby.map(|lobby| (lobby, addresses(state)));
    Made::new(review, departments, lobby)
}

/// Makes the page of one department, as a draft.
///
/// # Errors
/// `NotFound` when no version knows the department; otherwise when the database is not available.
pub async fn make_department(
    state: &Arc<State>,
    survey: &SurveySlug,
    versions: &[Arc<Version>],
    period: &Period,
    code: &DepartmentCode,
    (form, language): (Form, &str),
) -> Result<Vec<u8>, Problem> {
    if versions.iter().all(|version| version.department(code).is_none()) {
        return Err(Problem::new(Kind::NotFound));
    }
    let (code, k) = (code.clone(), state.config.k);
    let page = move |sources: &Sources<'_>| Ok((department_page(sources, &code)?, sources.basis.clone()));
    let (page, basis) = from_sources(state, survey, versions, period, None, page).await?;
    write_department(&page, &basis, k, "", form, language)
}

/// Makes the lobby sheet in one language, as a draft; none: everybody may not be told of the period.
///
/// # Errors
/// When the database is not available.
pub async fn make_lobby(
    state: &Arc<State>,
    survey: &SurveySlug,
    versions: &[Arc<Version>],
    period: &Period,
    language: &str,
) -> Result<Option<Vec<u8>>, Problem> {
    if !may_be_told(state, survey, period).await {
        return Ok(None);
    }
    let sheet = |sources: &Sources<'_>| Ok((lobby(sources)?, review(sources)?.basis.closed));
    let (sheet, closed) = from_sources(state, survey, versions, period, None, sheet).await?;
    let words = Words::find(language).unwrap_or(&Words::all()[0]);
    let speech = Speech::on_a_screen(words, state.config.k);
    let written = sheet.filter(|_| closed).map(|sheet| {
        let written = write_lobby(&sheet, &addresses(state), speech).map(String::into_bytes);
        written.ok_or_else(|| Problem::new(Kind::Internal))
    });
    written.transpose()
}

/// Whether everybody may be told of a period, once it is closed.
async fn may_be_told(state: &Arc<State>, survey: &SurveySlug, period: &Period) -> bool {
    is_for_everybody(state.catalogue().await.settings(survey.as_str()), state.config.k, period)
}

fn addresses(state: &State) -> Addresses {
    Addresses { base: state.config.public_url(), reachable: !state.config.is_only_here() }
}

/// The page of a department in one form and language.
fn write_department(
    page: &DepartmentPage,
    basis: &Basis,
    k: Threshold,
    seal: &str,
    form: Form,
    language: &str,
) -> Result<Vec<u8>, Problem> {
    let words = Words::find(language).unwrap_or(&Words::all()[0]);
    let written = match form {
        Form::Json => serde_json::to_vec(&DepartmentReviewView::new(page, basis, k)).ok(),
        Form::Html => {
            let speech = Speech::of(words, k);
            let seal = if seal.is_empty() { String::new() } else { format!("{}: {seal}", speech.term(Term::Sha256)) };
            write_page(&page.page, &seal, speech).map(String::into_bytes)
        }
        Form::Xlsx => None,
    };
    written.ok_or_else(|| Problem::new(Kind::Internal))
}

fn stations(session: &mut Session, survey: &SurveySlug) -> Result<Vec<Station>, Error> {
    let known = kiosks::list_kiosks(session)?.into_iter().map(|(kiosk, _)| kiosk);
    let asking = known.filter(|kiosk| &kiosk.settings.survey == survey && kiosk.key.is_some());
    let stations = asking.map(|kiosk| Station {
        open: kiosk.settings.opening_hours.week().each_ref().map(|intervals| !intervals.is_empty()),
        site: kiosk.settings.site,
        from: kiosk.created_on,
        until: kiosk.revoked_on,
        out_of_use: kiosk.settings.out_of_use.iter().map(|days| (days.from, days.until)).collect(),
    });
    Ok(stations.collect())
}

/// What people wrote in the quarters of a period; a period that cuts into a quarter has none of it.
///
/// # Errors
/// When the database is not available, or a comment cannot be read.
pub fn list_comments(session: &mut Session, survey: &SurveySlug, period: &Period) -> Result<Vec<CommentCell>, Error> {
    if period.whole_parts(Unit::Quarter).is_none() {
        return Ok(Vec::new());
    }
    let query = CommentQuery { survey: survey.clone(), period: Some(period.clone()), decision: None };
    Ok(cells(list_released_comments(session, &query)?))
}

impl Made {
    fn new(
        review: Review,
        departments: Vec<DepartmentPage>,
        lobby: Option<(Lobby, Addresses)>,
    ) -> Result<Self, Problem> {
        let json = serde_json::to_vec(&ReviewView::from(&review)).map_err(|_| Problem::new(Kind::Internal))?;
        let sha256 = Sha256::digest(&json).iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self { review, departments, lobby, json, seal: Seal { sha256 } })
    }

    /// Whether all of its period is closed.
    pub fn is_closed(&self) -> bool {
        self.review.basis.closed
    }

    /// The SHA-256 of its JSON form, in hexadecimal digits.
    pub fn sha256(&self) -> &str {
        &self.seal.sha256
    }

    /// It in one form and language.
    ///
    /// # Errors
    /// `Internal` when it cannot be written.
    pub fn write(&self, form: Form, language: &str) -> Result<Vec<u8>, Problem> {
        let words = Words::find(language).unwrap_or(&Words::all()[0]);
        let written = match form {
            Form::Json => Some(self.json.clone()),
            Form::Html => write_html(&self.review, &self.seal, words, &self.address()).map(String::into_bytes),
            Form::Xlsx => write_xlsx(&self.review, &self.seal, words).ok(),
        };
        written.ok_or_else(|| Problem::new(Kind::Internal))
    }

    /// Everything that is handed out of it.
    ///
    /// # Errors
    /// `Internal` when it cannot be written.
    pub fn documents(&self) -> Result<Vec<Document>, Problem> {
        let mut documents =
            vec![Document { form: Form::Json.as_str(), language: String::new(), body: self.json.clone() }];
        for form in [Form::Html, Form::Xlsx] {
            for words in Words::all() {
                let language = words.language.to_string();
                documents.push(Document { form: form.as_str(), body: self.write(form, &language)?, language });
            }
        }
        for words in Words::all() {
            let speech = Speech::on_a_screen(words, self.review.k);
            if let Some((lobby, addresses)) = &self.lobby {
                let body = write_lobby(lobby, addresses, speech).ok_or_else(|| Problem::new(Kind::Internal))?;
                documents.push(Document { form: LOBBY, language: words.language.to_string(), body: body.into_bytes() });
            }
        }
        Ok(documents)
    }

    /// Everything that is handed out of the pages of its departments.
    ///
    /// # Errors
    /// `Internal` when it cannot be written.
    pub fn department_documents(&self) -> Result<Vec<DepartmentDocument>, Problem> {
        let (basis, k, seal) = (&self.review.basis, self.review.k, self.seal.sha256.as_str());
        let mut documents = Vec::new();
        for page in &self.departments {
            let json = (Form::Json, String::new());
            let html = Words::all().iter().map(|words| (Form::Html, words.language.to_string()));
            for (form, language) in std::iter::once(json).chain(html) {
                let body = write_department(page, basis, k, seal, form, &language)?;
                let document = Document { form: form.as_str(), language, body };
                documents.push(DepartmentDocument { department: page.code.clone(), document });
            }
        }
        Ok(documents)
    }

    /// Its own address, relative to wherever it is shown.
    fn address(&self) -> String {
        let basis = &self.review.basis;
        let edition = basis.edition.as_ref().map_or("draft".to_owned(), |edition| edition.number.to_string());
        format!("?survey={}&edition={edition}", basis.survey)
    }
}
