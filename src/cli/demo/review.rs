//! The review that the office of the demo issued of the period that it closed last, with what its quality manager concludes,
//! and the minutes of the meeting that decided on it.

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::access::{Reader, Scope};
use crate::cli::stateful::with_state;
use crate::clock::Clock;
use crate::config::Config;
use crate::http::{self, IssueBody, minutes};
use crate::storage::{Storage, keys};
use crate::survey::period::{Period, Unit};

/// The number of the quality system's procedure by which it is issued.
const PROCEDURE: &str = "PS-05";

/// What the quality manager concludes and recommends: nothing that depends on the seed.
const CONCLUSIONS: &str = "\
Wydział Architektury i Budownictwa oceniono w tym okresie wyraźnie gorzej niż poprzednio. Same liczby nie mówią, dlaczego: \
trzeba przeczytać uwagi mieszkańców i porozmawiać z pracownikami wydziału.
Drugie okienko w Wydziale Komunikacji spełniło swoje zadanie: mieszkańcy lepiej oceniają czas oczekiwania na rejestrację \
pojazdu.
Rekomendacje: wyznaczyć osobę, która ustali przyczyny gorszych ocen w Wydziale Architektury i Budownictwa; utrzymać drugie \
okienko w Wydziale Komunikacji; dokończyć zaległy przegląd kart usług.";

/// Issues it as the office's first administrator would, and records the meeting that is held on the same day.
///
/// # Errors
/// When the database fails, or the period is not closed.
pub fn issue(
    config: &Config,
    clock: &Clock,
    storage: &Storage,
    period: &Period,
) -> Result<(), Box<dyn std::error::Error>> {
    let known = storage.read(keys::list_keys)?;
    let key = known.iter().find(|key| key.scope == Scope::Admin).ok_or("the first administrator's key is missing")?;
    let (issuer, body) = (Reader::from(key), IssueBody::filled_in(PROCEDURE, "", CONCLUSIONS));
    let meeting = meeting(clock.today());
    let issue = async |state| {
        http::issue(&state, &issuer, period.label(), None, body?).await?;
        minutes::record(&state, &issuer, period.label(), "", &meeting).await
    };
    let issued = with_state(config, clock, storage, issue)?;
    issued.map_err(|problem| format!("no review of {period} was issued: {problem}").into())
}

/// A meeting that decides to find out why one department is rated worse, which becomes an action, and to keep what helped.
fn meeting(today: Date) -> Value {
    let (plan_by, counter_by) = (today.saturating_add(60.days()), today.saturating_add(30.days()));
    json!({
        "held_on": today,
        "participants": [
            "Starosta",
            "Maria Jakubowska, pełnomocnik ds. jakości",
            "Naczelnik Wydziału Architektury i Budownictwa",
            "Naczelnik Wydziału Komunikacji",
        ],
        "decisions": [
            {
                "text": "Ustalić, dlaczego Wydział Architektury i Budownictwa oceniono gorzej, i przedstawić plan poprawy.",
                "owner": "Naczelnik Wydziału Architektury i Budownictwa",
                "due_on": plan_by,
                "action": {
                    "title": "Plan poprawy obsługi w Wydziale Architektury i Budownictwa",
                    "finding": "Wydział oceniono wyraźnie gorzej niż w poprzednim okresie.",
                    "question": "OVERALL",
                    "department": "AB",
                    "after": Period::holding(plan_by, Unit::Quarter).next(Unit::Quarter),
                },
            },
            {
                "text": "Utrzymać drugie okienko rejestracji pojazdów.",
                "owner": "Naczelnik Wydziału Komunikacji",
                "due_on": counter_by,
            },
        ],
        "prepared_by": "Maria Jakubowska",
        "approved_by": "Starosta",
        "distribution": ["Naczelnicy wydziałów", "Wydział Organizacyjny"],
    })
}
