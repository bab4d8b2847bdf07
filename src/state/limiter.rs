//! How much one address may send without a key, and whether it has sent something that day. It remembers addresses only
//! as hashes under a random key that lives in memory and dies with the day, so nobody can be found in it, and nothing of
//! it is stored.
//!
//! The limits are exact: so many in any ten minutes, also over midnight, and so many a day. For the ten minutes after
//! midnight the hashes of the day before are kept, under their own key.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use jiff::civil::Date;
use jiff::{ToSpan, Zoned};
use sha2::Sha256;

use crate::clock::Clock;
use crate::config::Network;
use crate::state::window::Window;

/// The shorter stretch of time that limits are for.
pub const TEN_MINUTES: Duration = Duration::from_secs(10 * 60);
/// The longer one.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// How many times as much as one address all those may send together that share the first 48 bits of IPv6: what a
/// provider gives to one customer at most.
const NEIGHBOURS: u32 = 10;
/// How many hashes are remembered at most. Beyond that, the half that has sent nothing for longest is forgotten.
const MOST_KNOWN: usize = 100_000;
/// From how many attempts on it means something that most of them came from one address.
const MANY: u64 = 20;

/// How much may be sent; 0: as much as anybody likes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Limits {
    /// How many in any ten minutes.
    pub per_10_minutes: u32,
    /// How many a day.
    pub per_day: u32,
}

/// The addresses that many people share, and how much each of them may send.
#[derive(Debug, Clone, Default)]
pub struct Lobby {
    /// The addresses.
    pub networks: Vec<Network>,
    /// How much each may send.
    pub limits: Limits,
}

/// What an address may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowance {
    /// It may send.
    Granted(Standing),
    /// It must wait this long. That is the whole of what the limit is for: a shorter time would tell a neighbour on the
    /// same address when somebody answered.
    Wait(Duration),
}

/// What an address has done that day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// This is the first that it sends.
    First,
    /// It has sent something before.
    Repeated,
    /// Many people share it, so that this says nothing.
    Shared,
}

/// Limits for addresses.
pub struct Limiter {
    clock: Clock,
    limits: Limits,
    lobby: Lobby,
    memory: Mutex<Memory>,
}

#[derive(Default)]
struct Memory {
    today: Option<Day>,
    /// The day before, and when it ended.
    before: Option<(Day, Zoned)>,
}

/// What came on one day, by hashes under its key.
struct Day {
    date: Date,
    secret: [u8; 32],
    known: HashMap<u64, Past>,
    /// How many attempts there were, by how many addresses whatever; lobbies apart.
    attempts: u64,
    /// How many of them the address made that made most.
    busiest: u64,
    /// Whether somebody was told that this is suspicious.
    told: bool,
}

/// What one hash stands for.
#[derive(Default)]
struct Past {
    recent: Window,
    latest: i64,
    that_day: u32,
    attempts: u64,
    has_sent: bool,
}

/// Addresses that count as one, and how much they may send together.
struct Group {
    /// How many bits they share, and those.
    bits: Vec<u8>,
    limits: Limits,
}

impl Limits {
    fn times(self, many: u32) -> Self {
        Self { per_10_minutes: self.per_10_minutes.saturating_mul(many), per_day: self.per_day.saturating_mul(many) }
    }

    /// How many are allowed in how many seconds, by the tightest limit there is.
    fn policy(self) -> Option<(u32, u64)> {
        let limits = [(self.per_10_minutes, TEN_MINUTES), (self.per_day, DAY)];
        limits.into_iter().find(|(most, _)| *most > 0).map(|(most, time)| (most, time.as_secs()))
    }
}

impl Limiter {
    /// Limits for each address, and others for those of a lobby.
    pub fn new(clock: Clock, limits: Limits, lobby: Lobby) -> Self {
        Self { clock, limits, lobby, memory: Mutex::default() }
    }

    /// How many an address may send in how many seconds, by the tightest limit there is.
    pub fn policy(&self, address: IpAddr) -> Option<(u32, u64)> {
        if self.is_shared(address) { self.lobby.limits.policy() } else { self.limits.policy() }
    }

    /// Counts `responses` more from an address, unless that is too many. Without random bits nothing is limited.
    ///
    /// Who is granted the first is taken to have sent it: see [`Limiter::give_back`].
    pub fn take(&self, address: IpAddr, responses: u32) -> Allowance {
        let shared = self.is_shared(address);
        let groups = self.groups(address.to_canonical(), shared);
        let mut memory = self.lock();
        // Read behind the lock, so that the time never goes back between two who take.
        let now = self.clock.now();
        if !memory.turn(&now) {
            return Allowance::Granted(Standing::Shared);
        }
        if !shared {
            memory.count_attempt(&groups[0]);
        }
        if let Some(wait) = groups.iter().find_map(|group| memory.refuse(group, responses, &now)) {
            return Allowance::Wait(wait);
        }
        let mut had_sent = groups.iter().map(|group| memory.add(group, responses, &now)).collect::<Vec<bool>>();
        Allowance::Granted(match had_sent.swap_remove(0) {
            _ if shared => Standing::Shared,
            true => Standing::Repeated,
            false => Standing::First,
        })
    }

    /// Says that nothing of what was granted as the first of a day came to be stored: what comes next is the first.
    pub fn give_back(&self, address: IpAddr, day: Date) {
        let group = &self.groups(address.to_canonical(), false)[0];
        if let Some(today) = self.lock().today.as_mut().filter(|today| today.date == day) {
            let key = today.key(group);
            today.known.entry(key).and_modify(|past| past.has_sent = false);
        }
    }

    /// Takes back what was granted: it did not count after all.
    pub fn take_back(&self, address: IpAddr, responses: u32) {
        let groups = self.groups(address.to_canonical(), self.is_shared(address));
        let Some(today) = &mut self.lock().today else { return };
        for group in &groups {
            let key = today.key(group);
            today.known.entry(key).and_modify(|past| {
                past.recent.take_back(responses);
                past.that_day = past.that_day.saturating_sub(responses);
            });
        }
    }

    /// Whether most of what came today came from one address. Says so once a day.
    pub fn is_crowded(&self) -> bool {
        let mut memory = self.lock();
        let Some(today) = &mut memory.today else { return false };
        let crowded = today.attempts >= MANY && today.busiest * 2 > today.attempts;
        crowded && !std::mem::replace(&mut today.told, true)
    }

    /// Forgets what nothing depends on any more, also when nobody sends anything.
    pub fn forget(&self) {
        let mut memory = self.lock();
        let now = self.clock.now();
        if memory.today.as_ref().is_some_and(|today| today.date != now.date()) {
            memory.turn(&now);
        }
        memory.forget(&now);
    }

    fn is_shared(&self, address: IpAddr) -> bool {
        self.lobby.networks.iter().any(|network| network.contains(address))
    }

    /// The groups that an address belongs to, the smallest first. A household's IPv6 addresses share their first 64 bits.
    fn groups(&self, address: IpAddr, shared: bool) -> Vec<Group> {
        let limits = if shared { self.lobby.limits } else { self.limits };
        let part = |address: Ipv6Addr, bytes: usize, limits| {
            let bits = [bytes as u8 * 8].iter().chain(&address.octets()[..bytes]).copied().collect();
            Group { bits, limits }
        };
        match address {
            IpAddr::V4(address) => vec![Group { bits: address.octets().to_vec(), limits }],
            IpAddr::V6(address) if shared => vec![part(address, 8, limits)],
            IpAddr::V6(address) => vec![part(address, 8, limits), part(address, 6, limits.times(NEIGHBOURS))],
        }
    }

    fn lock(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Memory {
    /// Turns to the day that it is. Says whether there is one: without random bits there is none.
    fn turn(&mut self, now: &Zoned) -> bool {
        if self.today.as_ref().is_none_or(|today| today.date != now.date()) {
            let mut secret = [0; 32];
            let fresh = getrandom::fill(&mut secret).ok().map(|()| Day::new(now.date(), secret));
            self.before = std::mem::replace(&mut self.today, fresh).map(|day| (day, now.clone()));
        }
        if self.before.as_ref().is_some_and(|(_, ended)| is_over(ended, now)) {
            self.before = None;
        }
        self.today.is_some()
    }

    fn forget(&mut self, now: &Zoned) {
        if self.before.as_ref().is_some_and(|(_, ended)| is_over(ended, now)) {
            self.before = None;
        }
        let now = now.timestamp().as_millisecond();
        for past in self.today.iter_mut().flat_map(|day| day.known.values_mut()) {
            past.recent.count(now, TEN_MINUTES);
        }
    }

    fn count_attempt(&mut self, group: &Group) {
        let Some(today) = &mut self.today else { return };
        today.attempts += 1;
        let key = today.key(group);
        if let Some(past) = today.known.get_mut(&key) {
            past.attempts += 1;
            today.busiest = today.busiest.max(past.attempts);
        }
    }

    /// How long a group must wait before it may send so many more; none: it need not.
    fn refuse(&mut self, group: &Group, responses: u32, now: &Zoned) -> Option<Duration> {
        let instant = now.timestamp().as_millisecond();
        let (mut recent, mut that_day) = (0, 0);
        let days = self.today.iter_mut().chain(self.before.iter_mut().map(|(day, _)| day));
        for (place, day) in days.enumerate() {
            let key = day.key(group);
            let Some(past) = day.known.get_mut(&key) else { continue };
            recent += past.recent.count(instant, TEN_MINUTES);
            that_day += if place == 0 { past.that_day } else { 0 };
        }
        let exceeds = |most: u32, so_far: u32| most > 0 && so_far.saturating_add(responses) > most;
        if exceeds(group.limits.per_day, that_day) {
            return Some(until_tomorrow(now));
        }
        exceeds(group.limits.per_10_minutes, recent).then_some(TEN_MINUTES)
    }

    /// Counts what a group sends. Says whether it has sent something before on that day.
    fn add(&mut self, group: &Group, responses: u32, now: &Zoned) -> bool {
        let instant = now.timestamp().as_millisecond();
        let Some(today) = &mut self.today else { return false };
        let key = today.key(group);
        today.make_room(key);
        let past = today.known.entry(key).or_default();
        if group.limits.per_10_minutes > 0 {
            past.recent.add(instant, responses);
        }
        past.latest = instant;
        past.that_day = past.that_day.saturating_add(responses);
        // The attempt that made it known was counted before anything was known.
        past.attempts = past.attempts.max(1);
        std::mem::replace(&mut past.has_sent, true)
    }
}

impl Day {
    fn new(date: Date, secret: [u8; 32]) -> Self {
        Self { date, secret, known: HashMap::new(), attempts: 0, busiest: 0, told: false }
    }

    /// The hash that stands for a group on this day.
    fn key(&self, group: &Group) -> u64 {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.secret).expect("HMAC takes keys of any length");
        mac.update(&group.bits);
        let digest = mac.finalize().into_bytes();
        digest.iter().take(8).fold(0, |key, byte| key << 8 | u64::from(*byte))
    }

    /// Makes room for one more, if it is not known yet.
    fn make_room(&mut self, key: u64) {
        if self.known.len() < MOST_KNOWN || self.known.contains_key(&key) {
            return;
        }
        let mut latest: Vec<i64> = self.known.values().map(|past| past.latest).collect();
        let (_, median, _) = latest.select_nth_unstable(MOST_KNOWN / 2);
        let median = *median;
        self.known.retain(|_, past| past.latest > median);
    }
}

/// Whether ten minutes have passed since a day ended; also when the clock went back behind that.
fn is_over(ended: &Zoned, now: &Zoned) -> bool {
    let passed = now.duration_since(ended);
    passed.is_negative() || passed.unsigned_abs() >= TEN_MINUTES
}

/// How long it is until the office's next day.
fn until_tomorrow(now: &Zoned) -> Duration {
    let next = now.checked_add(1.day()).and_then(|next| next.start_of_day()).ok();
    next.map_or(DAY, |next| next.duration_since(now).unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEB: Limits = Limits { per_10_minutes: 3, per_day: 10 };

    /// A limiter whose clock tests move, with a lobby of 192.0.2.0/28.
    struct Bench {
        clock: Clock,
        limiter: Limiter,
    }

    impl Bench {
        fn open(limits: Limits) -> Self {
            let clock = Clock::fixed("2026-07-14T12:00[Europe/Warsaw]".parse().unwrap());
            let networks = vec!["192.0.2.0/28".parse().unwrap(), "2001:db8:5::/48".parse().unwrap()];
            let lobby = Lobby { networks, limits: Limits { per_10_minutes: 60, per_day: 0 } };
            Self { limiter: Limiter::new(clock.clone(), limits, lobby), clock }
        }

        fn pass(&self, seconds: i64) {
            self.clock.set(self.clock.now().timestamp() + seconds.seconds());
        }

        fn at(&self, text: &str) {
            self.clock.set(text.parse::<Zoned>().unwrap().timestamp());
        }

        fn take(&self, address: &str) -> Allowance {
            self.limiter.take(address.parse().unwrap(), 1)
        }

        fn is_granted(&self, address: &str) -> bool {
            matches!(self.take(address), Allowance::Granted(_))
        }

        fn granted(&self, address: &str, tries: usize) -> usize {
            (0..tries).filter(|_| self.is_granted(address)).count()
        }
    }

    #[test]
    fn no_ten_minutes_hold_more_than_the_limit_at_any_pace() {
        for pause in [1, 7, 59, 100, 150, 199, 200, 299, 599] {
            let bench = Bench::open(Limits { per_10_minutes: 3, per_day: 0 });
            let mut granted: Vec<i64> = Vec::new();
            for at in (0..7200).step_by(pause) {
                // Granted is what keeps to the limit, and nothing else is refused.
                let recent = granted.iter().filter(|then| at - **then < 600).count();
                assert_eq!(bench.is_granted("198.51.100.1"), recent < 3, "every {pause} s, at {at}: {granted:?}");
                if recent < 3 {
                    granted.push(at);
                }
                bench.pass(pause as i64);
            }
        }
    }

    #[test]
    fn midnight_does_not_make_a_second_limit_of_ten_minutes() {
        let bench = Bench::open(WEB);
        bench.at("2026-07-14T23:59[Europe/Warsaw]");
        assert_eq!(bench.granted("198.51.100.1", 5), 3);
        bench.at("2026-07-15T00:08:59[Europe/Warsaw]");
        assert_eq!(bench.granted("198.51.100.1", 1), 0);
        bench.at("2026-07-15T00:09:00[Europe/Warsaw]");
        assert_eq!(bench.granted("198.51.100.1", 5), 3);
    }

    #[test]
    fn a_day_holds_no_more_than_its_limit() {
        let bench = Bench::open(WEB);
        let mut granted = 0;
        for _ in 0..71 {
            granted += bench.granted("198.51.100.1", 4);
            bench.pass(600);
        }
        assert_eq!(granted, 10);
        assert_eq!(bench.take("198.51.100.1"), Allowance::Wait(TEN_MINUTES), "until midnight");
        bench.at("2026-07-15T00:00[Europe/Warsaw]");
        assert_eq!(bench.granted("198.51.100.1", 4), 3);
    }

    #[test]
    fn who_must_wait_does_not_learn_when_somebody_sent_something() {
        let bench = Bench::open(Limits { per_10_minutes: 3, per_day: 4 });
        assert_eq!(bench.granted("198.51.100.1", 3), 3);
        for _ in 0..10 {
            assert_eq!(bench.take("198.51.100.1"), Allowance::Wait(TEN_MINUTES));
            bench.pass(59);
        }
        bench.pass(10);
        assert_eq!(bench.granted("198.51.100.1", 1), 1);
        assert_eq!(bench.take("198.51.100.1"), Allowance::Wait(Duration::from_secs(12 * 3600 - 600)));
    }

    #[test]
    fn ipv6_counts_by_its_first_64_bits_and_under_a_ceiling_by_48() {
        let bench = Bench::open(WEB);
        assert_eq!(bench.granted("2001:db8:1:1::1", 2), 2);
        assert_eq!(bench.granted("2001:db8:1:1:ffff::2", 2), 1);
        let granted = (2..600).filter(|network| bench.is_granted(&format!("2001:db8:1:{network:x}::1"))).count();
        assert_eq!(granted, 27, "ten times the limit of one address");
        assert!(bench.is_granted("2001:db8:2:1::1"));
        assert!(bench.is_granted("::ffff:198.51.100.1"));
        assert_eq!(bench.granted("198.51.100.1", 3), 2);
    }

    #[test]
    fn a_clock_that_goes_back_gives_nothing_and_keeps_nobody_waiting_longer() {
        let bench = Bench::open(WEB);
        assert_eq!(bench.granted("198.51.100.1", 3), 3);
        bench.pass(-3600);
        assert_eq!(bench.granted("198.51.100.1", 1), 0);
        bench.pass(600);
        assert_eq!(bench.granted("198.51.100.1", 4), 3);
    }

    #[test]
    fn an_address_repeats_itself_from_its_second_response_of_a_day_on() {
        let bench = Bench::open(Limits::default());
        let address = "198.51.100.1";
        assert_eq!(bench.take(address), Allowance::Granted(Standing::First));
        bench.limiter.give_back(address.parse().unwrap(), bench.clock.today());
        assert_eq!(bench.take(address), Allowance::Granted(Standing::First));
        assert_eq!(bench.take(address), Allowance::Granted(Standing::Repeated));
        assert_eq!(bench.take("2001:db8:1:1::1"), Allowance::Granted(Standing::First));
        assert_eq!(bench.take("2001:db8:1:1::2"), Allowance::Granted(Standing::Repeated));
        assert_eq!(bench.take("2001:db8:1:2::1"), Allowance::Granted(Standing::First));
        let yesterday = bench.clock.today();
        bench.at("2026-07-15T00:00[Europe/Warsaw]");
        assert_eq!(bench.take(address), Allowance::Granted(Standing::First));
        bench.limiter.give_back(address.parse().unwrap(), yesterday);
        assert_eq!(bench.take(address), Allowance::Granted(Standing::Repeated));
    }

    #[test]
    fn a_lobby_has_a_limit_of_its_own_and_nobody_in_it_repeats_anything() {
        let bench = Bench::open(WEB);
        for address in ["192.0.2.1", "192.0.2.15", "2001:db8:5:1::1", "2001:db8:5:2::1"] {
            for _ in 0..60 {
                assert_eq!(bench.take(address), Allowance::Granted(Standing::Shared), "{address}");
            }
            assert_eq!(bench.take(address), Allowance::Wait(TEN_MINUTES));
            assert_eq!(bench.limiter.policy(address.parse().unwrap()), Some((60, 600)));
        }
        assert_eq!(bench.granted("192.0.2.16", 4), 3);
        assert_eq!(bench.limiter.policy("192.0.2.16".parse().unwrap()), Some((3, 600)));
        assert!(!bench.limiter.is_crowded());
    }

    #[test]
    fn it_is_told_once_a_day_that_most_came_from_one_address() {
        let bench = Bench::open(WEB);
        bench.granted("198.51.100.1", 19);
        assert!(!bench.limiter.is_crowded(), "too few to say so");
        for host in 1..30 {
            assert!(bench.is_granted(&format!("203.0.113.{host}")));
        }
        assert!(!bench.limiter.is_crowded());
        bench.granted("198.51.100.1", 11);
        assert!(bench.limiter.is_crowded(), "30 of 59, also those that were refused");
        assert!(!bench.limiter.is_crowded(), "once");
        bench.at("2026-07-15T12:00[Europe/Warsaw]");
        bench.granted("198.51.100.1", 20);
        assert!(bench.limiter.is_crowded());
    }

    #[test]
    fn what_is_remembered_has_a_bound() {
        let bench = Bench::open(WEB);
        let address = |number: usize| IpAddr::V4((0x0B00_0000 + number as u32).into());
        for number in 0..MOST_KNOWN + 10 {
            if number % 100 == 0 {
                bench.pass(1);
            }
            assert_eq!(bench.limiter.take(address(number), 3), Allowance::Granted(Standing::First));
        }
        let known = |limiter: &Limiter| limiter.lock().today.as_ref().map_or(0, |day| day.known.len());
        assert!((MOST_KNOWN / 3..=MOST_KNOWN).contains(&known(&bench.limiter)));
        assert_eq!(
            bench.limiter.take(address(MOST_KNOWN - 1), 1),
            Allowance::Wait(TEN_MINUTES),
            "the newest are known"
        );
        bench.at("2026-07-15T12:00[Europe/Warsaw]");
        bench.limiter.forget();
        let before = |limiter: &Limiter| limiter.lock().before.is_some();
        assert_eq!((known(&bench.limiter), before(&bench.limiter)), (0, true));
        bench.pass(600);
        bench.limiter.forget();
        assert!(!before(&bench.limiter));
    }
}
