//! A kiosk in words. No number in it moves with the answers that are given on it.

use jiff::{Timestamp, ToSpan, Zoned};
use uuid::Uuid;

use crate::kiosk::{Condition, Contact, Kiosk, OutOfUse};
use crate::pages::console::chosen::department_name;
use crate::pages::console::kiosks::words::Words;
use crate::pages::console::layout::Layout;
use crate::pages::shared::asset_version;
use crate::state::Catalogue;

/// A kiosk, as it is.
pub struct Shown {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// The department's name, or the words for any.
    pub department: String,
    /// Where it stands.
    pub site: String,
    /// How it is.
    pub state: String,
    /// Between which hours its tablet was last heard of.
    pub last_contact: String,
    /// Whether responses wait on its tablet, and since which day.
    pub queue: String,
    /// Whether the service refused any of them: yes or no.
    pub refused: &'static str,
    /// How full its battery is.
    pub battery: String,
    /// Whether its program is that of the service.
    pub version: &'static str,
    /// The day it was made.
    pub created_on: String,
}

impl Shown {
    /// A kiosk at a moment of the office's time, by the last that was heard of it.
    pub fn new(
        (kiosk, contact): (&Kiosk, Option<&Contact>),
        now: &Zoned,
        layout: &Layout,
        catalogue: &Catalogue,
    ) -> Self {
        let words = Words::of(&layout.frame.words.language);
        let settings = &kiosk.settings;
        let unknown = || words.unknown.clone();
        Self {
            id: kiosk.id,
            name: settings.name.clone(),
            department: settings.department.as_ref().map_or(words.any_department.clone(), |code| {
                department_name(catalogue, &layout.frame, code).to_owned()
            }),
            site: settings.site.clone(),
            state: match (kiosk.condition(contact, now), kiosk.revoked_on) {
                (Condition::Revoked, Some(day)) => words.revoked.replace("{day}", &layout.day(day)),
                (Condition::OutOfUse, _) => out_of_use(kiosk, now, layout),
                (condition, _) => words.condition(condition).to_owned(),
            },
            last_contact: contact.map_or_else(unknown, |contact| hour(contact, now, layout)),
            queue: contact.map_or_else(unknown, |contact| match (contact.queued, contact.oldest_queued_on) {
                (0, _) => words.queue_empty.clone(),
                (_, Some(day)) => words.queue_since.replace("{day}", &layout.day(day)),
                (_, None) => words.queue_waits.clone(),
            }),
            refused: contact.map_or(&words.unknown, |it| if it.refused > 0 { &words.yes } else { &words.no }),
            battery: contact.and_then(|it| it.battery).map_or_else(unknown, |percent| format!("{percent}\u{a0}%")),
            version: match contact.and_then(|it| it.app_version.as_deref()) {
                None => &words.unknown,
                Some(version) if version == asset_version() => &words.version_current,
                Some(_) => &words.version_older,
            },
            created_on: layout.day(kiosk.created_on),
        }
    }
}

/// Until when a kiosk is out of use, and why.
fn out_of_use(kiosk: &Kiosk, now: &Zoned, layout: &Layout) -> String {
    let words = Words::of(&layout.frame.words.language);
    let told = |days: &OutOfUse| {
        words.out_of_use_until.replace("{day}", &layout.day(days.until)).replace("{reason}", &days.reason)
    };
    kiosk.settings.out_of_use_on(now.date()).map_or_else(String::new, told)
}

/// When a tablet was last heard of: the hour alone is kept.
fn hour(contact: &Contact, now: &Zoned, layout: &Layout) -> String {
    let words = Words::of(&layout.frame.words.language);
    let from = Timestamp::from_second(contact.at).unwrap_or_default().to_zoned(now.time_zone().clone());
    let until = from.saturating_add(1.hour()).strftime("%H:%M").to_string();
    let said = words.between_hours.replace("{day}", &layout.day(from.date()));
    said.replace("{from}", &from.strftime("%H:%M").to_string()).replace("{until}", &until)
}
