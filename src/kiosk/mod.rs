//! Kiosks: tablets in a lobby, what they are to show, how one is paired, and whether it is well.
//!
//! What is known of a tablet says nothing about who answered on it or when: a contact is made by a timer,
//! never by a response, holds no count of responses given, and its time is rounded down to the hour.

mod code;
mod hours;

use jiff::civil::Date;
use jiff::{Timestamp, Zoned};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::kiosk::code::generate_pin;
use crate::survey::codes::{DepartmentCode, Language, SurveySlug};
use crate::survey::department::Department;
use crate::survey::fault::Fault;
use crate::survey::questionnaire::Version;

pub use code::{LIFETIME_HOURS, PairingCode};
pub use hours::{Interval, OpeningHours};

/// How long a kiosk waits between two responses unless it is told otherwise, in seconds.
pub const USUAL_COOLDOWN: u16 = 8;
/// How fine the time of a contact is, in seconds.
const CONTACT_STEP: i64 = 60 * 60;
/// After how many minutes of an open office without a contact a kiosk counts as silent. What was heard is kept by the
/// hour, so it is between these and an hour more.
const SILENCE: u16 = 30;

/// A place in a lobby where residents answer, whichever tablet stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kiosk {
    /// Its id, for administrators.
    pub id: Uuid,
    /// What it shows, and how.
    pub settings: Settings,
    /// The digits that open its staff corner.
    pub staff_pin: String,
    /// The day it was made.
    pub created_on: Date,
    /// The day it was revoked, if it was.
    pub revoked_on: Option<Date>,
    /// The key of its tablet; none: it has never been paired.
    pub key: Option<Uuid>,
}

/// What a kiosk shows, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// What it is called, in an administrator's words.
    pub name: String,
    /// The survey it asks.
    pub survey: SurveySlug,
    /// The department it is about; none: whoever answers chooses.
    pub department: Option<DepartmentCode>,
    /// Where it stands.
    pub site: String,
    /// The languages it offers, the default one first.
    pub languages: Vec<Language>,
    /// When its lobby is open.
    pub opening_hours: OpeningHours,
    /// How long it waits between two responses, in seconds.
    pub cooldown_seconds: u16,
    /// The days on which it is out of use, the earliest first.
    pub out_of_use: Vec<OutOfUse>,
}

/// Days in a row on which a kiosk is out of use, such as those of a repair: its tablet says so, and nobody is called to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutOfUse {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
    /// Why, in an administrator's words; tablets are not told.
    pub reason: String,
}

/// How a kiosk is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = KioskCondition)]
pub enum Condition {
    /// No tablet has been paired with it.
    Waiting,
    /// Its tablet reports, or need not because the office is closed.
    Working,
    /// Its tablet does not report although the office is open.
    Silent,
    /// Its tablet reports that it cannot keep what is said.
    Failing,
    /// It is out of use for some days, and comes back by itself.
    OutOfUse,
    /// It is out of service for good.
    Revoked,
}

/// The last that was heard of a kiosk's tablet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// When, in seconds since 1970, rounded down to the hour.
    pub at: i64,
    /// How many responses wait on it to be sent.
    pub queued: u32,
    /// The day of the oldest of them.
    pub oldest_queued_on: Option<Date>,
    /// How many responses it holds that were refused.
    pub refused: u32,
    /// The version of the page it shows; none: it has paired, and not reported since.
    pub app_version: Option<String>,
    /// How full its battery is, in percent, where it knows.
    pub battery: Option<u8>,
    /// Whether it cannot keep what is said: its storage is full or broken.
    pub storage_failing: bool,
}

impl Kiosk {
    /// A new kiosk, without a tablet.
    ///
    /// # Errors
    /// When the system has no random bits to give.
    pub fn new(settings: Settings, created_on: Date) -> Result<Self, getrandom::Error> {
        let staff_pin = generate_pin()?;
        Ok(Self { id: Uuid::new_v4(), settings, staff_pin, created_on, revoked_on: None, key: None })
    }

    /// How it is at a moment of the office's time, by the last that was heard of it.
    pub fn condition(&self, contact: Option<&Contact>, now: &Zoned) -> Condition {
        if self.revoked_on.is_some() {
            return Condition::Revoked;
        }
        if self.key.is_none() {
            return Condition::Waiting;
        }
        if self.settings.out_of_use_on(now.date()).is_some() {
            return Condition::OutOfUse;
        }
        let open = self.settings.opening_hours.open_for(now.datetime()).is_some_and(|minutes| minutes > SILENCE);
        // The contact may have been up to one step later than what is kept of it: nobody is called without need.
        let heard = contact.is_some_and(|contact| {
            let latest = contact.at + CONTACT_STEP;
            now.timestamp().as_second() < latest + i64::from(SILENCE) * 60
        });
        match contact {
            _ if open && !heard => Condition::Silent,
            Some(contact) if contact.storage_failing => Condition::Failing,
            _ => Condition::Working,
        }
    }
}

impl Settings {
    /// How many responses a tablet can collect on a day at most: while its lobby is open, or on a day off, if somebody
    /// opens it, from midnight to midnight.
    pub fn most_on(&self, day: Date) -> u64 {
        match u64::from(self.opening_hours.minutes_on(day)) {
            0 => most_in_a_day(self.cooldown_seconds),
            minutes => most_in(minutes * 60, self.cooldown_seconds),
        }
    }

    /// Whether what somebody says on it may be about a department in a survey.
    pub fn asks(&self, survey: &SurveySlug, department: &DepartmentCode) -> bool {
        self.survey == *survey && self.department.as_ref().is_none_or(|own| own == department)
    }

    /// Whether anybody may answer on a day: its department, or any, is offered by the survey's current version, if there
    /// is one.
    pub fn is_in_use(&self, version: Option<&Version>, departments: &[Department], day: Date) -> bool {
        let asked = |offered: &Department| self.department.as_ref().is_none_or(|code| *code == offered.code);
        version.is_some_and(|version| version.offered(departments, day).any(asked))
    }

    /// The days on which it is out of use, if one of them is this day.
    pub fn out_of_use_on(&self, day: Date) -> Option<&OutOfUse> {
        self.out_of_use.iter().find(|it| it.from <= day && day <= it.until)
    }

    /// Everything that keeps a kiosk from showing this; `version` is the survey's current one, if there is any.
    pub fn faults(&self, version: Option<&Version>, departments: &[Department], today: Date) -> Vec<Fault> {
        let mut faults = Vec::new();
        if let Some((day, interval)) = self.opening_hours.find_disorder() {
            let place = format!("/opening_hours/{}/{interval}", WEEKDAYS[day]);
            faults.push(Fault::new(place, "out_of_order", "must begin after the one before it has ended"));
        }
        for (place, days) in self.out_of_use.iter().enumerate() {
            if days.until < days.from {
                let place = format!("/out_of_use/{place}/until");
                faults.push(Fault::new(
                    place,
                    "out_of_order",
                    format!("must not be before {}, the first day", days.from),
                ));
            }
            if self.out_of_use[..place].last().is_some_and(|before| days.from <= before.until) {
                let place = format!("/out_of_use/{place}/from");
                faults.push(Fault::new(place, "out_of_order", "must be after the days before it"));
            }
        }
        for (place, language) in self.languages.iter().enumerate() {
            if self.languages[..place].contains(language) {
                faults.push(Fault::new(format!("/languages/{place}"), "duplicate", "names a language twice"));
            }
        }
        let Some(version) = version else {
            faults.push(Fault::new("/survey", "unknown_survey", "must be a survey that is published and not closed"));
            return faults;
        };
        if self.department.as_ref().is_some_and(|department| version.department(department).is_none()) {
            faults.push(Fault::new("/department", "unknown_department", "must be one that the survey asks about"));
        } else if !self.is_in_use(Some(version), departments, today) {
            faults.push(Fault::new("/department", "closed_department", "is closed: no form offers it"));
        }
        for (place, language) in self.languages.iter().enumerate() {
            if !version.questionnaire.languages.contains(language) {
                let place = format!("/languages/{place}");
                faults.push(Fault::new(place, "unknown_language", "must be one that the survey is published in"));
            }
        }
        faults
    }
}

/// The days of a week, as members of a document.
pub const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

impl Condition {
    /// All conditions.
    pub const ALL: [Self; 6] =
        [Self::Working, Self::Silent, Self::Failing, Self::OutOfUse, Self::Waiting, Self::Revoked];

    /// Its name in documents and metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Working => "working",
            Self::Silent => "silent",
            Self::Failing => "failing",
            Self::OutOfUse => "out_of_use",
            Self::Revoked => "revoked",
        }
    }
}

impl Contact {
    /// What is known of a tablet when it has just been paired.
    pub fn first(now: Timestamp) -> Self {
        Self {
            at: rounded(now),
            queued: 0,
            oldest_queued_on: None,
            refused: 0,
            app_version: None,
            battery: None,
            storage_failing: false,
        }
    }

    /// Whether it says anything that the one before it did not. What is no news is not written down: each time that a
    /// tablet reports would leave a mark between the responses, in whatever the database notes of their order.
    pub fn is_news(&self, before: &Self) -> bool {
        let told = |contact: &Self| {
            let tens = contact.battery.map(|percent| percent / 10);
            (contact.at, contact.queued > 0, contact.oldest_queued_on, contact.refused, tens, contact.storage_failing)
        };
        told(self) != told(before) || self.app_version != before.app_version
    }
}

/// How many responses can be collected from midnight to midnight with a rest of so many seconds between two.
pub fn most_in_a_day(cooldown_seconds: u16) -> u64 {
    most_in(24 * 60 * 60, cooldown_seconds)
}

fn most_in(seconds: u64, cooldown_seconds: u16) -> u64 {
    1 + seconds / u64::from(cooldown_seconds.max(1))
}

/// The time of a contact as it is kept, in seconds since 1970.
pub fn rounded(at: Timestamp) -> i64 {
    at.as_second().div_euclid(CONTACT_STEP) * CONTACT_STEP
}

/// When a code that is made now can be used no more, in seconds since 1970.
pub fn expiry(now: Timestamp) -> i64 {
    now.as_second() + LIFETIME_HOURS * 60 * 60
}
