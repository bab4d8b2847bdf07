//! A review, made from what was released and from what the office entered, in every form.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::http::problem::{Kind, Problem};
use crate::http::v1::reviews::form::Form;
use crate::http::v1::reviews::view::ReviewView;
use crate::reports::render::{Seal, Words, write_html, write_xlsx};
use crate::state::State;
use crate::storage::actions::list_actions;
use crate::storage::comments::{CommentQuery, list_released_comments};
use crate::storage::complaints::list_complaints;
use crate::storage::reviews::Document;
use crate::storage::targets::list_targets;
use crate::storage::visits::list_visits;
use crate::storage::{Error, Session, kiosks};
use crate::survey::codes::SurveySlug;
use crate::survey::comment::{Cell as CommentCell, cells};
use crate::survey::period::{Period, Unit};
use crate::survey::questionnaire::Version;
use crate::survey::report::{Entered, Station};
use crate::survey::review::{Basis, Edition, Review, Sources, review};

/// The version of this program.
pub const SOFTWARE: &str = env!("CARGO_PKG_VERSION");

/// A review that was made.
pub struct Made {
    review: Review,
    json: Vec<u8>,
    seal: Seal,
}

/// Makes a review; with an edition, as it is to be issued.
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
    let review = state.consult(None, move |session, released| {
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
                comments: &comments(session, &slug, &days)?,
            },
        };
        Ok(review(&sources))
    });
    Made::new(review.await??)
}

fn stations(session: &mut Session, survey: &SurveySlug) -> Result<Vec<Station>, Error> {
    let known = kiosks::list_kiosks(session)?.into_iter().map(|(kiosk, _)| kiosk);
    let asking = known.filter(|kiosk| &kiosk.settings.survey == survey && kiosk.key.is_some());
    let stations = asking.map(|kiosk| Station {
        open: kiosk.settings.opening_hours.week().each_ref().map(|intervals| !intervals.is_empty()),
        site: kiosk.settings.site,
        from: kiosk.created_on,
        until: kiosk.revoked_on,
    });
    Ok(stations.collect())
}

/// What people wrote in the quarters of a period; a period that cuts into a quarter has none of it.
fn comments(session: &mut Session, survey: &SurveySlug, period: &Period) -> Result<Vec<CommentCell>, Error> {
    if period.whole_parts(Unit::Quarter).is_none() {
        return Ok(Vec::new());
    }
    let query = CommentQuery { survey: survey.clone(), period: Some(period.clone()), decision: None };
    Ok(cells(list_released_comments(session, &query)?))
}

impl Made {
    fn new(review: Review) -> Result<Self, Problem> {
        let json = serde_json::to_vec(&ReviewView::from(&review)).map_err(|_| Problem::new(Kind::Internal))?;
        let sha256 = Sha256::digest(&json).iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self { review, json, seal: Seal { sha256 } })
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
        Ok(documents)
    }

    /// Its own address, relative to wherever it is shown.
    fn address(&self) -> String {
        let basis = &self.review.basis;
        let edition = basis.edition.as_ref().map_or("draft".to_owned(), |edition| edition.number.to_string());
        format!("?survey={}&edition={edition}", basis.survey)
    }
}
