//! What came since the last tick, before anything of it leaves: days that bring too much are marked and held, and what
//! administrators ordered is set aside. All of it by numbers, and none of it between two ticks.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::access::{Key, Scope};
use crate::kiosk::{Kiosk, USUAL_COOLDOWN, most_in_a_day};
use crate::storage::days::{self, Place, Tallied};
use crate::storage::{Error, Session, keys, kiosks};
use crate::survey::ceiling::{Ceiling, HELD_DAYS, PACE_DAYS};
use crate::survey::disclosure::Threshold;
use crate::survey::questionnaire::{Kind, Version};
use crate::survey::response::Channel;

/// For how many days it is known how many came on each.
pub const COUNTED_DAYS: i32 = 366;

/// Who may collect, and what is asked: what arrivals are measured by.
pub(super) struct Measure<'a> {
    ceiling: Ceiling,
    k: Threshold,
    versions: &'a [Arc<Version>],
    kiosks: Vec<Kiosk>,
    /// Keys with which no kiosk collects.
    keys: Vec<Key>,
}

impl<'a> Measure<'a> {
    pub fn load(
        session: &mut Session,
        ceiling: Ceiling,
        k: Threshold,
        versions: &'a [Arc<Version>],
    ) -> Result<Self, Error> {
        let kiosks: Vec<Kiosk> = kiosks::list_kiosks(session)?.into_iter().map(|(kiosk, _)| kiosk).collect();
        let mut keys = keys::list_keys(session)?;
        keys.retain(|key| key.scope == Scope::Submit && kiosks.iter().all(|kiosk| kiosk.key != Some(key.id)));
        Ok(Self { ceiling, k, versions, kiosks, keys })
    }

    /// Counts what came since the last tick, marks what is above a ceiling, and holds the days of which it came; lets
    /// those go that were held for long enough.
    pub fn count(&self, session: &mut Session, today: Date) -> Result<(), Error> {
        let arrived = days::list_arrivals(session)?;
        for (place, since) in days::list_held(session)? {
            if since.saturating_add(HELD_DAYS.days()) <= today {
                let found = days::find_day(session, &place)?;
                days::replace_day(session, &place, &Tallied { held_since: None, ..found })?;
                days::let_go(session, &place)?;
            }
        }
        if let Some(first) = arrived.first() {
            days::add_arrivals(session)?;
            let mut known = days::load_days(session, first.day.saturating_sub(PACE_DAYS.days()))?;
            arrived.iter().try_for_each(|place| self.judge_day(session, place, &mut known, today))?;
        }
        for (place, _) in days::list_held(session)? {
            days::hold_responses(session, &place, false)?;
        }
        days::admit_arrivals(session)?;
        days::purge_days(session, today.saturating_sub(COUNTED_DAYS.days()))?;
        Ok(())
    }

    /// Marks what of a day is above its ceiling; `known` is what was found of it and of those before it.
    fn judge_day(
        &self,
        session: &mut Session,
        place: &Place,
        known: &mut BTreeMap<Place, Tallied>,
        today: Date,
    ) -> Result<(), Error> {
        let Some(ceiling) = self.ceiling.of_day(pace(place, known), self.k) else { return Ok(()) };
        let ceiling = ceiling.min(self.most_of_tablets(place).unwrap_or(u64::MAX));
        let found = known.entry(place.clone()).or_default();
        let surplus = found.received.saturating_sub(ceiling + found.surplus);
        if surplus == 0 {
            return Ok(());
        }
        let marked = days::mark_burst(session, place, surplus)?;
        self.doubt_comments(session, place, marked)?;
        // What was let go is not held again on account of those who come later.
        if found.surplus == 0 {
            days::hold_responses(session, place, true)?;
        }
        found.surplus += marked;
        found.held_since.get_or_insert(today);
        days::replace_day(session, place, found)
    }

    /// How many responses tablets can have collected on a day, resting between two visits, however late they send them;
    /// none: nothing is known of any.
    fn most_of_tablets(&self, place: &Place) -> Option<u64> {
        if place.channel != Channel::Kiosk {
            return None;
        }
        let until = |revoked_on: Option<Date>| revoked_on.is_none_or(|day| place.day <= day);
        let stands = |kiosk: &&Kiosk| kiosk.settings.asks(&place.survey, &place.department) && until(kiosk.revoked_on);
        let kiosks = self.kiosks.iter().filter(stands).map(|kiosk| kiosk.settings.most_on(place.day));
        let collects = |key: &&Key| key.covers(&place.department) && until(key.revoked_on);
        let keys = self.keys.iter().filter(collects).map(|_| most_in_a_day(USUAL_COOLDOWN));
        Some(kiosks.chain(keys).sum()).filter(|most| *most > 0)
    }

    /// Takes as many comments for more of the same people's as responses are: to each question that its channel asks.
    fn doubt_comments(&self, session: &mut Session, place: &Place, number: u64) -> Result<(), Error> {
        let asked = self.versions.iter().filter(|version| version.survey == place.survey);
        let questions = asked.flat_map(|version| &version.questionnaire.questions);
        let mut codes: Vec<_> = questions
            .filter(|question| matches!(question.kind, Kind::Text { .. }))
            .filter(|question| place.channel != Channel::Kiosk || question.kiosk)
            .map(|question| &question.code)
            .collect();
        codes.sort_unstable();
        codes.dedup();
        codes.into_iter().try_for_each(|code| days::doubt_comments(session, place, code, number).map(|_| ()))
    }

    /// Carries out what administrators ordered, and tells of what was set aside where that is enough. Says how many
    /// responses it was.
    pub fn set_aside(&self, session: &mut Session, tick: i64) -> Result<u64, Error> {
        let mut all = 0;
        for place in days::list_orders(session)? {
            let quarters = days::set_aside_responses(session, &place)?;
            let number = quarters.iter().map(|(_, number)| number).sum::<u64>();
            for (quarter, number) in &quarters {
                days::insert_set_aside(session, &place.survey, quarter, tick, *number)?;
            }
            all += number;
            self.doubt_comments(session, &place, number)?;
            let found = days::find_day(session, &place)?;
            let set_aside = found.set_aside + number;
            days::replace_day(session, &place, &Tallied { set_aside, held_since: None, ..found })?;
        }
        for (survey, quarter, untold) in days::list_untold(session)? {
            if untold >= self.k.get() {
                days::tell_set_aside(session, &survey, &quarter, tick)?;
            }
        }
        Ok(all)
    }
}

/// How many came to the same department over the same channel on each of the days before.
fn pace(place: &Place, known: &BTreeMap<Place, Tallied>) -> Vec<u64> {
    let first = place.day.saturating_sub(PACE_DAYS.days());
    let alike = known.iter().filter(|(other, _)| {
        (first..place.day).contains(&other.day)
            && (&other.survey, &other.department, other.channel) == (&place.survey, &place.department, place.channel)
    });
    alike.map(|(_, found)| found.usual()).collect()
}
