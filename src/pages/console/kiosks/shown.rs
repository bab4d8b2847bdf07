//! A kiosk in words. No number in it moves with the answers that are given on it.

use jiff::{Timestamp, Zoned};
use uuid::Uuid;

use crate::kiosk::{Condition, Contact, Kiosk, OutOfUse};
use crate::pages::console::kiosks::words::Words;

/// A kiosk, as it is.
pub struct Shown {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// The department's code, or the words for any.
    pub department: String,
    /// Where it stands.
    pub site: String,
    /// How it is.
    pub state: String,
    /// When its tablet was last heard of, to the hour.
    pub last_contact: String,
    /// Whether responses wait on its tablet, and since which day.
    pub queue: String,
    /// Whether the service refused any of them: yes or no.
    pub refused: &'static str,
    /// How full its battery is.
    pub battery: String,
    /// The version of the page it shows.
    pub version: String,
}

impl Shown {
    /// A kiosk at a moment of the office's time, by the last that was heard of it.
    pub fn new(kiosk: &Kiosk, contact: Option<&Contact>, now: &Zoned, words: &'static Words) -> Self {
        let settings = &kiosk.settings;
        let unknown = || words.unknown.clone();
        Self {
            id: kiosk.id,
            name: settings.name.clone(),
            department: settings.department.as_ref().map_or(words.any_department.clone(), ToString::to_string),
            site: settings.site.clone(),
            state: match (kiosk.condition(contact, now), kiosk.revoked_on) {
                (Condition::Revoked, Some(day)) => words.revoked.replace("{day}", &day.to_string()),
                (Condition::OutOfUse, _) => out_of_use(kiosk, now, words),
                (condition, _) => words.condition(condition).to_owned(),
            },
            last_contact: contact.map_or_else(unknown, |contact| hour(contact, now)),
            queue: contact.map_or_else(unknown, |contact| match (contact.queued, contact.oldest_queued_on) {
                (0, _) => words.queue_empty.clone(),
                (_, Some(day)) => words.queue_since.replace("{day}", &day.to_string()),
                (_, None) => words.queue_waits.clone(),
            }),
            refused: contact.map_or(&words.unknown, |it| if it.refused > 0 { &words.yes } else { &words.no }),
            battery: contact.and_then(|it| it.battery).map_or_else(unknown, |percent| format!("{percent}\u{a0}%")),
            version: contact.and_then(|it| it.app_version.clone()).unwrap_or_else(unknown),
        }
    }
}

/// Until when a kiosk is out of use, and why.
fn out_of_use(kiosk: &Kiosk, now: &Zoned, words: &'static Words) -> String {
    let told = |days: &OutOfUse| {
        words.out_of_use_until.replace("{day}", &days.until.to_string()).replace("{reason}", &days.reason)
    };
    kiosk.settings.out_of_use_on(now.date()).map_or_else(String::new, told)
}

/// When a tablet was last heard of, which is kept by the hour alone.
fn hour(contact: &Contact, now: &Zoned) -> String {
    let at = Timestamp::from_second(contact.at).unwrap_or_default().to_zoned(now.time_zone().clone());
    at.strftime("%Y-%m-%d, %H:%M").to_string()
}
