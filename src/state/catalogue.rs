//! What administrators look after, remembered: departments, published versions, settings, the office and keys.
//!
//! The database counts their changes; once a second at most, a process asks whether it still remembers the truth.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use jiff::civil::Date;
use uuid::Uuid;

use crate::access::{Key, SecretHash};
use crate::storage::{Error, Session, catalogue, departments, fieldwork, keys, office, settings, surveys};
use crate::survey::codes::SurveySlug;
use crate::survey::department::Department;
use crate::survey::fieldwork::{Fieldwork, OPEN};
use crate::survey::office::Office;
use crate::survey::questionnaire::Version;
use crate::survey::settings::{SurveySettings, UNSET};
use crate::survey::standard;

/// How long the catalogue is believed without asking.
const FRESH: Duration = Duration::from_secs(1);

/// One state of the catalogue.
#[derive(Debug)]
pub struct Catalogue {
    revision: i64,
    /// The day that it holds for.
    day: Date,
    /// All departments, by code, as they are called today.
    pub departments: Vec<Department>,
    /// All surveys with their published versions, oldest first; a survey without any is only a draft.
    pub surveys: BTreeMap<SurveySlug, Vec<Arc<Version>>>,
    /// The office in its own words.
    pub office: Office,
    settings: BTreeMap<SurveySlug, SurveySettings>,
    fieldwork: BTreeMap<SurveySlug, Fieldwork>,
    keys: HashMap<SecretHash, Arc<Key>>,
}

impl Catalogue {
    fn load(session: &mut Session, day: Date) -> Result<Self, Error> {
        let mut surveys: BTreeMap<SurveySlug, Vec<Arc<Version>>> =
            surveys::list_surveys(session)?.into_iter().map(|slug| (slug, Vec::new())).collect();
        for mut version in surveys::list_versions(session)? {
            // No name is told before its day.
            version.departments.iter_mut().for_each(|known| known.renamed.retain(|renamed| renamed.from <= day));
            surveys.entry(version.survey.clone()).or_default().push(Arc::new(version));
        }
        Ok(Self {
            revision: catalogue::load_revision(session)?,
            day,
            departments: departments::list_departments(session)?.into_iter().map(|it| called(it, day)).collect(),
            surveys,
            office: office::find_office(session)?.unwrap_or_else(standard::office),
            settings: settings::list_settings(session)?.into_iter().collect(),
            fieldwork: fieldwork::list_fieldwork(session)?.into_iter().collect(),
            keys: keys::list_keys(session)?.into_iter().map(|key| (key.hash, Arc::new(key))).collect(),
        })
    }

    /// The published versions of a survey, oldest first; none: there is no such survey, or nothing is published.
    pub fn versions(&self, survey: &str) -> Option<&[Arc<Version>]> {
        let (_, versions) = self.surveys.iter().find(|(slug, _)| slug.as_str() == survey)?;
        (!versions.is_empty()).then_some(versions)
    }

    /// A published version of a survey; without a number the current one.
    pub fn version(&self, survey: &str, number: Option<u32>) -> Option<&Arc<Version>> {
        let versions = self.versions(survey)?;
        match number {
            Some(number) => versions.iter().find(|version| version.number == number),
            None => versions.last(),
        }
    }

    /// The day that it holds for.
    pub fn day(&self) -> Date {
        self.day
    }

    /// The current version of a survey that asks today; none: there is none, or the survey is closed.
    pub fn asked(&self, survey: &str) -> Option<&Arc<Version>> {
        self.version(survey, None).filter(|_| !self.fieldwork(survey).is_closed_on(self.day))
    }

    /// The departments that a form of a version offers today.
    pub fn offered(&self, version: &Version) -> impl Iterator<Item = &Department> {
        version.offered(&self.departments, self.day)
    }

    /// Whether a survey is a trial today.
    pub fn is_trial(&self, survey: &str) -> bool {
        self.fieldwork(survey).is_trial_on(self.day)
    }

    /// What is set about a survey; the defaults where nothing is, or where there is no such survey.
    pub fn settings(&self, survey: &str) -> &SurveySettings {
        let found = self.settings.iter().find(|(slug, _)| slug.as_str() == survey);
        found.map_or(&UNSET, |(_, settings)| settings)
    }

    /// When a survey asks, and about whom.
    pub fn fieldwork(&self, survey: &str) -> &Fieldwork {
        let found = self.fieldwork.iter().find(|(slug, _)| slug.as_str() == survey);
        found.map_or(&OPEN, |(_, fieldwork)| fieldwork)
    }

    /// The key with a secret of this hash.
    pub fn key(&self, hash: &SecretHash) -> Option<&Arc<Key>> {
        self.keys.get(hash)
    }

    /// The key with an id.
    pub fn key_with_id(&self, id: Uuid) -> Option<&Arc<Key>> {
        self.keys.values().find(|key| key.id == id)
    }

    /// The number that grows with every change.
    pub fn revision(&self) -> i64 {
        self.revision
    }
}

/// A department under the name that it has on a day.
fn called(department: Department, day: Date) -> Department {
    let name = department.name_on(day).clone();
    Department { name, renamed: Vec::new(), ..department }
}

/// The latest state that this process has seen, and when it last asked.
pub(super) struct Memory {
    seen: RwLock<(Arc<Catalogue>, Instant)>,
    /// When the database last gave no answer.
    missed: RwLock<Option<Instant>>,
}

impl Memory {
    pub fn load(session: &mut Session, today: Date) -> Result<Self, Error> {
        let seen = RwLock::new((Arc::new(Catalogue::load(session, today)?), Instant::now()));
        Ok(Self { seen, missed: RwLock::new(None) })
    }

    /// The state of today, if it was confirmed within the last second, or if there was no answer when it was last asked
    /// for.
    pub fn fresh(&self, today: Date) -> Option<Arc<Catalogue>> {
        let missed = self.missed.read().unwrap_or_else(PoisonError::into_inner);
        let seen = self.seen.read().unwrap_or_else(PoisonError::into_inner);
        let asked = missed.map_or(seen.1, |missed| missed.max(seen.1));
        (asked.elapsed() < FRESH && seen.0.day == today).then(|| seen.0.clone())
    }

    /// Notes that the database gave no answer: not everyone need wait for it.
    pub fn miss(&self) {
        *self.missed.write().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// The state as it was last seen.
    pub fn latest(&self) -> Arc<Catalogue> {
        self.seen.read().unwrap_or_else(PoisonError::into_inner).0.clone()
    }

    /// Asks the database, and loads the state anew if it has changed, or if another day has come.
    pub fn refresh(&self, session: &mut Session, today: Date) -> Result<Arc<Catalogue>, Error> {
        let known = self.latest();
        let current = match catalogue::load_revision(session)? {
            revision if revision == known.revision && known.day == today => known,
            _ => Arc::new(Catalogue::load(session, today)?),
        };
        *self.seen.write().unwrap_or_else(PoisonError::into_inner) = (current.clone(), Instant::now());
        Ok(current)
    }
}
