//! What a kiosk is to show, and when, as it is sent.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::http::body::{one_line, out_of_bounds};
use crate::http::problem::Problem;
use crate::http::v1::texts::{code, codes, day};
use crate::kiosk::{Interval, OpeningHours, OutOfUse, Settings, USUAL_COOLDOWN, WEEKDAYS};
use crate::state::State;
use crate::survey::codes::{DepartmentCode, Language, SurveySlug};
use crate::survey::fault::Fault;

/// What a kiosk shows, and how.
#[derive(Debug, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct KioskBody {
    /// What it is called, in your words.
    #[validate(length(min = 1, max = 200), custom(function = "one_line"))]
    #[schema(min_length = 1, max_length = 200, pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    pub name: String,
    /// The survey it asks.
    #[validate(length(min = 1, max = 32))]
    #[schema(value_type = SurveySlug, example = "obsluga")]
    pub survey: String,
    /// The department it is about; left out: whoever answers chooses.
    #[schema(value_type = Option<DepartmentCode>, example = "KM")]
    pub department: Option<String>,
    /// Where it stands.
    #[serde(default)]
    #[validate(length(max = 200), custom(function = "one_line"))]
    #[schema(max_length = 200, pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    pub site: String,
    /// The languages it offers, the default one first; left out: all of the survey's.
    #[validate(length(min = 1, max = 20))]
    #[schema(min_items = 1, max_items = 20, value_type = Option<Vec<Language>>)]
    pub languages: Option<Vec<String>>,
    /// When its lobby is open; left out: Monday to Friday, 07:30 to 15:30.
    #[validate(nested)]
    pub opening_hours: Option<OpeningHoursBody>,
    /// How long it waits between two responses, in seconds; left out: 8.
    #[validate(range(min = 1, max = 600))]
    #[schema(minimum = 1, maximum = 600)]
    pub cooldown_seconds: Option<u16>,
    /// The days on which it is out of use, the earliest first: its tablet says so, and it is not silent then. Left out:
    /// none.
    #[serde(default)]
    #[validate(length(max = 20), nested)]
    #[schema(max_items = 20)]
    pub out_of_use: Vec<OutOfUseBody>,
}

/// Days in a row on which a kiosk is out of use.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct OutOfUseBody {
    /// The first day.
    #[schema(format = "date", example = "2026-08-03")]
    pub from: String,
    /// The last day; from the next one on it is in use by itself.
    #[schema(format = "date", example = "2026-08-14")]
    pub until: String,
    /// Why; its tablet does not say it.
    #[validate(length(min = 3, max = 200), custom(function = "one_line"))]
    #[schema(min_length = 3, max_length = 200, pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    pub reason: String,
}

impl OutOfUseBody {
    fn read(self, place: &str, faults: &mut Vec<Fault>) -> Option<OutOfUse> {
        let from = day(Some(&self.from), &format!("{place}/from"), faults);
        let until = day(Some(&self.until), &format!("{place}/until"), faults);
        Some(OutOfUse { from: from?, until: until?, reason: self.reason })
    }
}

impl From<&OutOfUse> for OutOfUseBody {
    fn from(days: &OutOfUse) -> Self {
        Self { from: days.from.to_string(), until: days.until.to_string(), reason: days.reason.clone() }
    }
}

impl KioskBody {
    /// The settings, checked against the survey as it is now.
    ///
    /// # Errors
    /// `Invalid` with everything that is out of its bounds or does not fit the survey; otherwise when the database is not
    /// available.
    pub async fn settings(self, state: &Arc<State>) -> Result<Settings, Problem> {
        let mut faults = out_of_bounds(&self);
        let survey = code(&self.survey, "/survey", &mut faults);
        let department: Option<DepartmentCode> =
            self.department.and_then(|department| code(&department, "/department", &mut faults));
        let languages = self.languages.map(|languages| codes(&languages, "/languages", &mut faults));
        let opening_hours = match &self.opening_hours {
            Some(hours) => hours.read(&mut faults),
            None => OpeningHours::usual(),
        };
        let days = self.out_of_use.into_iter().enumerate();
        let out_of_use = all_read(days.map(|(place, days)| days.read(&format!("/out_of_use/{place}"), &mut faults)));
        let Some(survey) = survey else { return Err(Problem::invalid(faults)) };
        let catalogue = state.refreshed_catalogue().await?;
        let version = catalogue.asked(&self.survey).map(|version| &**version);
        let offered = version.map(|version| version.questionnaire.languages.clone()).unwrap_or_default();
        let settings = Settings {
            name: self.name,
            survey,
            department,
            site: self.site,
            languages: languages.unwrap_or(offered),
            opening_hours,
            cooldown_seconds: self.cooldown_seconds.unwrap_or(USUAL_COOLDOWN),
            out_of_use,
        };
        faults.extend(settings.faults(version, &catalogue.departments, catalogue.day()));
        if faults.is_empty() { Ok(settings) } else { Err(Problem::invalid(faults)) }
    }
}

/// All of a list; nothing where one of it cannot be read, for then the others have another place in it.
fn all_read<T>(read: impl Iterator<Item = Option<T>>) -> Vec<T> {
    let read: Vec<Option<T>> = read.collect();
    read.into_iter().collect::<Option<_>>().unwrap_or_default()
}

/// When a lobby is open, in the office's time. An interval is `07:30-15:30`; a day without one is a day off.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema, Validate)]
#[serde(deny_unknown_fields, default)]
pub struct OpeningHoursBody {
    /// Monday.
    #[validate(length(max = 4))]
    #[schema(max_items = 4, value_type = Vec<Interval>, example = json!(["07:30-15:30"]))]
    pub monday: Vec<String>,
    /// Tuesday.
    #[validate(length(max = 4))]
    #[schema(max_items = 4, value_type = Vec<Interval>)]
    pub tuesday: Vec<String>,
    /// Wednesday.
    #[validate(length(max = 4))]
    #[schema(max_items = 4, value_type = Vec<Interval>)]
    pub wednesday: Vec<String>,
    /// Thursday.
    #[validate(length(max = 4))]
    #[schema(max_items = 4, value_type = Vec<Interval>)]
    pub thursday: Vec<String>,
    /// Friday.
    #[validate(length(max = 4))]
    #[schema(max_items = 4, value_type = Vec<Interval>)]
    pub friday: Vec<String>,
    /// Saturday.
    #[validate(length(max = 4))]
    #[schema(max_items = 4, value_type = Vec<Interval>)]
    pub saturday: Vec<String>,
    /// Sunday.
    #[validate(length(max = 4))]
    #[schema(max_items = 4, value_type = Vec<Interval>)]
    pub sunday: Vec<String>,
}

impl OpeningHoursBody {
    fn read(&self, faults: &mut Vec<Fault>) -> OpeningHours {
        let days =
            [&self.monday, &self.tuesday, &self.wednesday, &self.thursday, &self.friday, &self.saturday, &self.sunday];
        let mut names = WEEKDAYS.iter();
        OpeningHours::of_week(days.map(|day| {
            let name = names.next().copied().unwrap_or_default();
            all_read(day.iter().enumerate().map(|(place, text)| {
                let read: Result<Interval, _> = text.parse();
                let place = format!("/opening_hours/{name}/{place}");
                read.map_err(|error| faults.push(Fault::new(place, "malformed", error.to_string()))).ok()
            }))
        }))
    }
}

impl From<&OpeningHours> for OpeningHoursBody {
    fn from(hours: &OpeningHours) -> Self {
        let day = |intervals: &Vec<Interval>| intervals.iter().map(ToString::to_string).collect();
        let [monday, tuesday, wednesday, thursday, friday, saturday, sunday] = hours.week().each_ref().map(day);
        Self { monday, tuesday, wednesday, thursday, friday, saturday, sunday }
    }
}
