//! Which review is asked for, how it is handed out, and how one is issued; for the API and for the pages alike.
//!
//! An edition that was issued is handed out as it was written down then, byte for byte. A draft is made anew each time
//! and never kept. Issuing is an administrator's decision, since what is entered by hand must be complete before.

use std::sync::Arc;

use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::access::Reader;
use crate::http::conditional::{self, Caching};
use crate::http::problem::{Kind, Problem};
use crate::http::v1::reviews::form::Form;
use crate::http::v1::reviews::make::{self, Made};
use crate::reports::render::policy;
use crate::state::{Catalogue, State, etag};
use crate::storage::Error;
use crate::storage::reviews::{
    self as storage, IssuedReview, LOBBY, find_document, find_review, insert_review, load_department_document,
};
use crate::survey::codes::{DepartmentCode, SurveySlug};
use crate::survey::definitions;
use crate::survey::period::{InvalidPeriod, Period};
use crate::survey::questionnaire::Version;
use crate::survey::report::conclusions::paragraphs;
use crate::survey::review::Edition;

/// Which review of a survey and period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhichEdition {
    /// The latest that was issued, or a draft when there is none.
    Latest,
    /// A draft, also when there are editions.
    Draft,
    /// This edition.
    Number(u32),
}

impl WhichEdition {
    /// The edition that a query names.
    ///
    /// # Errors
    /// When it is neither a number nor `draft`.
    pub fn read(text: Option<&str>) -> Result<Self, Problem> {
        let Some(text) = text else { return Ok(Self::Latest) };
        if text == "draft" {
            return Ok(Self::Draft);
        }
        let number = text.parse().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()));
        let number = number.filter(|number| *number > 0 && text.len() < 10);
        number.map(Self::Number).ok_or_else(|| Problem::bad_parameter("edition", "must be a number from 1, or draft"))
    }
}

/// Of which survey a review is issued.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct IssueQuery {
    /// The survey; may be left out when there is only one.
    #[param(example = "obsluga")]
    pub survey: Option<String>,
}

/// The survey of a page, whose address may name it once more; none: it names another.
pub fn only(named: Option<String>, survey: &str) -> Option<String> {
    named.is_none_or(|named| named == survey).then(|| survey.to_owned())
}

/// A review that somebody asks for.
pub struct Wanted {
    /// The survey.
    pub survey: SurveySlug,
    /// Its versions.
    pub versions: Vec<Arc<Version>>,
    /// The period.
    pub period: Period,
}

/// What an edition says of itself, in the office's words.
#[derive(Debug, Default)]
pub struct Said {
    /// The order or procedure that it follows.
    pub procedure: Option<String>,
    /// Why there is another edition than the first.
    pub reason: Option<String>,
    /// What the quality manager concludes.
    pub conclusions: Option<String>,
}

/// A review on its way out.
pub struct Handed {
    /// Its form.
    pub form: Form,
    /// The language of HTML and XLSX.
    pub language: &'static str,
    /// Its name as a file, without what says its form.
    pub name: String,
    /// Its bytes.
    pub body: Vec<u8>,
    /// The SHA-256 of its JSON form, in hexadecimal digits, if it was issued.
    pub sha256: Option<String>,
}

impl Wanted {
    /// The review of a period and a survey; without one the only survey that there is.
    ///
    /// # Errors
    /// When there is no such survey, the period has the wrong form, or the key is good for some departments alone:
    /// a review is of the whole office.
    pub fn read(catalogue: &Catalogue, reader: &Reader, period: &str, survey: Option<&str>) -> Result<Self, Problem> {
        if !reader.departments.is_empty() {
            let detail = "A review is of the whole office, and the key is good for some departments alone.";
            return Err(Problem::new(Kind::Forbidden).because(detail));
        }
        Self::find(catalogue, period, survey)
    }

    /// The same, whoever asks.
    ///
    /// # Errors
    /// When there is no such survey, or the period has the wrong form.
    pub fn find(catalogue: &Catalogue, period: &str, survey: Option<&str>) -> Result<Self, Problem> {
        let period: Result<Period, InvalidPeriod> = period.parse();
        let period = period.map_err(|_| Problem::new(Kind::NotFound))?.usual();
        let published = catalogue.surveys.iter().filter(|(_, versions)| !versions.is_empty());
        let mut fitting = published.filter(|(slug, _)| survey.is_none_or(|wanted| slug.as_str() == wanted));
        let (slug, versions) = fitting.next().ok_or_else(|| Problem::new(Kind::NotFound))?;
        if fitting.next().is_some() {
            return Err(Problem::bad_parameter("survey", "is needed, because there are several surveys"));
        }
        Ok(Self { survey: slug.clone(), versions: versions.clone(), period })
    }

    /// What the audit log calls it.
    pub fn subject(&self) -> String {
        format!("{} {}", self.survey, self.period)
    }

    /// Hands a review out in one form and language.
    ///
    /// # Errors
    /// When there is no such edition, or the database is not available.
    pub async fn hand_out(
        &self,
        state: &Arc<State>,
        edition: WhichEdition,
        form: Form,
        language: &'static str,
    ) -> Result<Handed, Problem> {
        if let Some(review) = self.issued(state, edition).await? {
            let name = format!("{}-{}-{}", self.survey, self.period, review.edition.number);
            let sha256 = Some(review.sha256.clone());
            let body = state.read(move |session| {
                let language = if form == Form::Json { "" } else { language };
                find_document(session, &review, form.as_str(), language)?.ok_or(Error::Missing)
            });
            return Ok(Handed { form, language, name, body: body.await?, sha256 });
        }
        let made = self.make(state, None).await?;
        let name = format!("{}-{}-draft", self.survey, self.period);
        Ok(Handed { form, language, name, body: made.write(form, language)?, sha256: None })
    }

    /// Hands the page of a department out in one form and language.
    ///
    /// # Errors
    /// When there is no such edition or department, or the database is not available.
    pub async fn hand_out_department(
        &self,
        state: &Arc<State>,
        code: &DepartmentCode,
        edition: WhichEdition,
        form: Form,
        language: &'static str,
    ) -> Result<Handed, Problem> {
        let issued = self.issued(state, edition).await?;
        let named = |edition: &str| format!("{}-{}-{code}-{edition}", self.survey, self.period);
        if let Some(review) = issued {
            let (name, sha256) = (named(&review.edition.number.to_string()), Some(review.sha256.clone()));
            let code = code.clone();
            let body = state.read(move |session| {
                let language = if form == Form::Json { "" } else { language };
                load_department_document(session, &review, &code, form.as_str(), language)
            });
            return Ok(Handed { form, language, name, body: body.await?, sha256 });
        }
        let (versions, period) = (&self.versions, &self.period);
        let body = make::make_department(state, &self.survey, versions, period, code, (form, language)).await?;
        Ok(Handed { form, language, name: named("draft"), body, sha256: None })
    }

    /// Hands the lobby sheet out in one language.
    ///
    /// # Errors
    /// `NotFound` when there is no such edition, or everybody may not be told of the period; otherwise when the database is
    /// not available.
    pub async fn hand_out_lobby(
        &self,
        state: &Arc<State>,
        edition: WhichEdition,
        language: &'static str,
    ) -> Result<Handed, Problem> {
        let form = Form::Html;
        let untold = || {
            let detail = "A lobby sheet tells what everybody may read: of a public survey, a quarter or a year, at a k of 10 or more.";
            Problem::new(Kind::NotFound).because(detail)
        };
        if let Some(review) = self.issued(state, edition).await? {
            let name = format!("{}-{}-lobby-{}", self.survey, self.period, review.edition.number);
            let sha256 = Some(review.sha256.clone());
            let body = state.read(move |session| find_document(session, &review, LOBBY, language)).await?;
            return Ok(Handed { form, language, name, body: body.ok_or_else(untold)?, sha256 });
        }
        let body = make::make_lobby(state, &self.survey, &self.versions, &self.period, language).await?;
        let name = format!("{}-{}-lobby-draft", self.survey, self.period);
        Ok(Handed { form, language, name, body: body.ok_or_else(untold)?, sha256: None })
    }

    /// The edition that is asked for; none: a draft is.
    ///
    /// # Errors
    /// `NotFound` when the edition that is named was not issued; otherwise when the database is not available.
    async fn issued(&self, state: &Arc<State>, edition: WhichEdition) -> Result<Option<IssuedReview>, Problem> {
        let number = match edition {
            WhichEdition::Draft => return Ok(None),
            WhichEdition::Latest => None,
            WhichEdition::Number(number) => Some(number),
        };
        let (survey, period) = (self.survey.clone(), self.period.clone());
        let found = state.read(move |session| find_review(session, &survey, &period, number)).await?;
        if found.is_none() && number.is_some() { Err(Problem::new(Kind::NotFound)) } else { Ok(found) }
    }

    /// Issues the next edition: writes down everything that will ever be handed out of it.
    ///
    /// # Errors
    /// When the period is not closed, when a correction does not say why, when another edition was issued meanwhile, or
    /// when the database is not available.
    pub async fn issue(&self, state: &Arc<State>, issuer: &Reader, said: Said) -> Result<IssuedReview, Problem> {
        let (survey, period) = (self.survey.clone(), self.period.clone());
        let latest = state.read(move |session| find_review(session, &survey, &period, None)).await?;
        let number = latest.map_or(1, |latest| latest.edition.number + 1);
        let Said { procedure, reason, conclusions } = said;
        check_reason(number, reason.as_deref())?;
        let conclusions = conclusions.filter(|text| paragraphs(text).next().is_some());
        let edition = Edition { number, issued_on: state.clock.today(), procedure, reason, conclusions };
        let made = self.make(state, Some(edition.clone())).await?;
        if !made.is_closed() {
            let detail = "The period is not closed yet. Until then there is a draft.";
            return Err(Problem::new(Kind::Conflict).because(detail));
        }
        let (documents, departments) = (made.documents()?, made.department_documents()?);
        let issued = IssuedReview {
            survey: self.survey.clone(),
            period: self.period.clone(),
            edition,
            software: make::SOFTWARE.to_owned(),
            definitions: definitions::IN_FORCE.number,
            sha256: made.sha256().to_owned(),
        };
        let entry = state.audit_entry(issuer, "review.issue", format!("{} {number}", self.subject()));
        let written = issued.clone();
        state.change(entry, move |session| insert_review(session, &written, &documents, &departments)).await?;
        Ok(issued)
    }

    async fn make(&self, state: &Arc<State>, edition: Option<Edition>) -> Result<Made, Problem> {
        make::make(state, &self.survey, &self.versions, &self.period, edition).await
    }
}

impl Handed {
    /// Its bytes.
    pub fn into_body(self) -> Vec<u8> {
        self.body
    }

    /// What it may load, where it is a document.
    pub fn policy(&self) -> String {
        policy(&String::from_utf8_lossy(&self.body))
    }

    /// The answer that carries it. A document loads nothing and runs nothing.
    pub fn answer(self, request: &HttpRequest) -> HttpResponse {
        let (etag, policy) = (etag(&self.body), self.policy());
        let mut answer = conditional::answer(request, Caching::Private, &etag, self.form.media_type(), self.body);
        let headers = answer.headers_mut();
        let mut add = |name: HeaderName, value: &str| {
            // Names and codes are of letters, digits, dots and hyphens.
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(name, value);
            }
        };
        if let Some(sha256) = &self.sha256 {
            add(HeaderName::from_static("x-review-sha256"), sha256);
        }
        match self.form {
            Form::Json => {}
            Form::Html => {
                add(header::CONTENT_SECURITY_POLICY, &policy);
                add(header::CONTENT_LANGUAGE, self.language);
            }
            Form::Xlsx => {
                let file = format!("attachment; filename=\"{}-{}.xlsx\"", self.name, self.language);
                add(header::CONTENT_DISPOSITION, &file);
                add(header::CONTENT_LANGUAGE, self.language);
            }
        }
        answer
    }
}

/// A correction says why it is made; what is first corrects nothing.
///
/// # Errors
/// `Conflict` where it is otherwise.
pub fn check_reason(number: u32, reason: Option<&str>) -> Result<(), Problem> {
    let detail = match (number, reason) {
        (1, None) | (2.., Some(_)) => return Ok(()),
        (2.., None) => "There is an edition already: a correction must say in `reason` why it is made.",
        (_, Some(_)) | (0, None) => "The first edition corrects nothing: leave `reason` out.",
    };
    Err(Problem::new(Kind::Conflict).because(detail))
}

/// Every edition that was issued.
///
/// # Errors
/// When the database is not available.
pub async fn issued(state: &Arc<State>) -> Result<Vec<IssuedReview>, Problem> {
    Ok(state.read(storage::list_reviews).await?)
}
