//! Digit groups and what joins them: "601-234-567" is three groups and two hyphens.
//!
//! [`Numbers::new`] takes dates and times out of the game; [`Numbers::windows`] lists the runs of
//! neighbouring groups that may be one number. What number that is, others decide.

use std::iter::successors;

use crate::survey::redaction::view::{View, is_listed, is_word};

/// No number here has more digits than a bank account (26) or an IBAN's (30).
const MOST_DIGITS: usize = 30;

/// What may follow an amount, so that "601 234 567 zł" is no telephone.
const UNITS: &str = "zl zlotych zlote zloty pln eur euro usd uah gr groszy tys tysiecy mln mld milionow m mkw \
    ha km kg ton kwh mwh osob mieszkancow szt sztuk грн гривень dollars pounds people";

/// What stands between two groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// Nothing but spaces.
    Space,
    /// A hyphen or dash.
    Hyphen,
    /// A dot without a space.
    Dot,
    /// A slash.
    Slash,
    /// A round bracket, as around an area code.
    Bracket,
}

/// How two neighbouring groups hang together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// By what.
    pub gap: Gap,
    /// Whether punctuation alone joins them, without a space.
    pub tight: bool,
}

/// A run of digits, nothing between them.
#[derive(Debug)]
pub struct Group {
    /// Index of its first digit in the view.
    pub start: usize,
    /// Index after its last digit in the view.
    pub end: usize,
    /// What joins it to the next group, if anything does.
    pub link: Option<Link>,
    /// Part of a date or time.
    guarded: bool,
    /// Index of its first digit among all digits.
    first: usize,
}

impl Group {
    /// How many digits it has.
    pub fn length(&self) -> usize {
        self.end - self.start
    }
}

/// All digits of a view, in groups.
pub struct Numbers {
    groups: Vec<Group>,
    digits: Vec<u8>,
}

/// Neighbouring groups, read as one number.
#[derive(Clone, Copy)]
pub struct Window<'a> {
    numbers: &'a Numbers,
    from: usize,
    to: usize,
}

impl Numbers {
    /// The groups of a view.
    pub fn new(view: &View) -> Self {
        let mut numbers = Self { groups: Vec::new(), digits: Vec::new() };
        for index in 0..view.end() {
            let Some(digit) = view.digit(index) else {
                continue;
            };
            match numbers.groups.last_mut() {
                Some(group) if group.end == index => group.end = index + 1,
                _ => numbers.open_group(view, index),
            }
            numbers.digits.push(digit);
        }
        numbers.guard_dates();
        numbers.guard_times(view);
        numbers
    }

    /// All groups in order.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// The digits of the groups `from..=to`.
    pub fn digits(&self, from: usize, to: usize) -> &[u8] {
        let (first, last) = (&self.groups[from], &self.groups[to]);
        &self.digits[first.first..last.first + last.length()]
    }

    /// The number of the group that starts at an index of the view.
    pub fn group_at(&self, start: usize) -> Option<usize> {
        self.groups.binary_search_by_key(&start, |group| group.start).ok()
    }

    /// The windows that start with a group, shortest first; none that touch a date or time.
    pub fn windows(&self, from: usize) -> impl Iterator<Item = Window<'_>> {
        let first = (!self.groups[from].guarded).then_some(from);
        let longer = |&to: &usize| self.is_joined(to).then_some(to + 1);
        successors(first, longer)
            .map(move |to| Window { numbers: self, from, to })
            .take_while(|window| window.digits().len() <= MOST_DIGITS)
    }

    fn open_group(&mut self, view: &View, start: usize) {
        if let Some(previous) = self.groups.last_mut() {
            previous.link = link_between(view, previous.end, start);
        }
        let first = self.digits.len();
        self.groups.push(Group { start, end: start + 1, link: None, guarded: false, first });
    }

    fn is_joined(&self, group: usize) -> bool {
        let open = |at: usize| self.groups.get(at).is_some_and(|group| !group.guarded);
        self.groups[group].link.is_some() && open(group) && open(group + 1)
    }

    /// Whether punctuation ties a group to the one before it.
    fn is_tied_to_previous(&self, group: usize) -> bool {
        group.checked_sub(1).is_some_and(|previous| self.is_tied_to_next(previous))
    }

    /// Whether punctuation ties a group to the one after it.
    fn is_tied_to_next(&self, group: usize) -> bool {
        let Some(Link { gap, tight: true }) = self.groups[group].link else {
            return false;
        };
        let Some(next) = self.groups.get(group + 1) else {
            return false;
        };
        // "601234567/602345678" are two numbers, "123456785/2026" is one
        let lengths = (self.groups[group].length(), next.length());
        let two_numbers = gap == Gap::Slash && (lengths == (3, 3) || (lengths.0 >= 9 && lengths.1 >= 9));
        !two_numbers
    }

    fn guard_dates(&mut self) {
        for first in 0..self.groups.len().saturating_sub(2) {
            let free = !self.is_tied_to_previous(first) && !self.is_tied_to_next(first + 2);
            if free && self.is_date(first) {
                self.groups[first..first + 3].iter_mut().for_each(|group| group.guarded = true);
            }
        }
    }

    fn is_date(&self, first: usize) -> bool {
        let [a, b, c] = &self.groups[first..first + 3] else {
            return false;
        };
        let same = a.link == b.link && a.link.is_some_and(|link| link.tight);
        let dotted = a.link.is_some_and(|link| link.gap != Gap::Hyphen);
        let value = |group: &Group| {
            self.digits[group.first..group.first + group.length()]
                .iter()
                .fold(0u32, |sum, &digit| sum.saturating_mul(10).saturating_add(u32::from(digit)))
        };
        let is_day = |group: &Group| group.length() <= 2 && (1..=31).contains(&value(group));
        let is_month = |group: &Group| group.length() <= 2 && (1..=12).contains(&value(group));
        let is_year = |group: &Group| group.length() == 4 && (1900..2100).contains(&value(group));
        let ends_in_year = is_year(c) || (dotted && c.length() == 2);
        let forward = is_day(a) && is_month(b) && ends_in_year;
        same && (forward || (is_year(a) && is_month(b) && is_day(c)))
    }

    /// Guards "12:30" and "7.30-15.30".
    fn guard_times(&mut self, view: &View) {
        for first in 0..self.groups.len().saturating_sub(1) {
            let (hour, minute) = (&self.groups[first], &self.groups[first + 1]);
            let like_a_time = hour.length() <= 2 && minute.length() == 2;
            let colon = view.at(hour.end) == ':' && minute.start == hour.end + 1;
            if like_a_time && colon {
                self.groups[first..first + 2].iter_mut().for_each(|group| group.guarded = true);
            }
            if self.is_time_span(first) {
                self.groups[first..first + 4].iter_mut().for_each(|group| group.guarded = true);
            }
        }
    }

    fn is_time_span(&self, first: usize) -> bool {
        let Some([a, b, c, d]) = self.groups.get(first..first + 4) else {
            return false;
        };
        let gap = |group: &Group| group.link.map(|link| link.gap);
        let dots = gap(a) == Some(Gap::Dot) && gap(c) == Some(Gap::Dot);
        let hours = [a, c].iter().all(|group| group.length() <= 2);
        let minutes = [b, d].iter().all(|group| group.length() == 2 && self.digits[group.first] < 6);
        dots && gap(b) == Some(Gap::Hyphen) && hours && minutes
    }
}

impl<'a> Window<'a> {
    /// Its groups.
    pub fn groups(&self) -> &'a [Group] {
        &self.numbers.groups[self.from..=self.to]
    }

    /// Its digits, without what stands between them.
    pub fn digits(&self) -> &'a [u8] {
        self.numbers.digits(self.from, self.to)
    }

    /// Index of its first digit in the view.
    pub fn start(&self) -> usize {
        self.numbers.groups[self.from].start
    }

    /// Index after its last digit in the view.
    pub fn end(&self) -> usize {
        self.numbers.groups[self.to].end
    }

    /// What joins its groups, in order.
    pub fn gaps(&self) -> impl Iterator<Item = Gap> + 'a {
        self.numbers.groups[self.from..self.to].iter().filter_map(|group| Some(group.link?.gap))
    }

    /// Whether no further group could belong to it.
    pub fn is_whole(&self) -> bool {
        let joined_before = self.from.checked_sub(1).is_some_and(|at| self.numbers.is_joined(at));
        !joined_before && !self.numbers.is_joined(self.to)
    }

    /// Whether it is not visibly a part of something longer: nothing tied to it by punctuation,
    /// and no letters touching it but a forgotten space ("numer601234567proszę").
    pub fn is_free(&self, view: &View) -> bool {
        let start = self.start();
        let letters = (1..=3).filter(|&back| start >= back && view.at(start - back).is_alphabetic()).count();
        let forgotten_space = view.before(start).is_lowercase() && letters == 3;
        let touched = is_word(view.before(start)) && !forgotten_space;
        !touched && !self.numbers.is_tied_to_previous(self.from) && self.is_free_after(view)
    }

    /// The half of [`Window::is_free`] that looks at what follows.
    pub fn is_free_after(&self, view: &View) -> bool {
        let [first, second, third] = [0, 1, 2].map(|ahead| view.at(self.end() + ahead));
        let forgotten_space = first.is_alphabetic() && second.is_lowercase() && third.is_lowercase();
        let touched = is_word(first) && !forgotten_space;
        !touched && !self.numbers.is_tied_to_next(self.to)
    }

    /// Whether it is written like an amount and followed by a unit or decimals.
    pub fn is_amount(&self, view: &View) -> bool {
        let [first, rest @ ..] = self.groups() else { return false };
        let thousands = first.length() <= 3 && rest.iter().all(|group| group.length() == 3);
        let usual = self.gaps().all(|gap| matches!(gap, Gap::Space | Gap::Dot));
        (rest.is_empty() || (thousands && usual)) && is_unit_after(view, self.end())
    }
}

/// What joins a group that ends at `end` to one that starts at `start`.
fn link_between(view: &View, end: usize, start: usize) -> Option<Link> {
    if start - end > 5 {
        return None;
    }
    let (mut spaces, mut mark, mut bracket) = (0, None, false);
    for index in end..start {
        match view.at(index) {
            ' ' => spaces += 1,
            '(' | ')' => bracket = true,
            sign @ ('-' | '.' | '/') if mark.is_none() => mark = Some(sign),
            _ => return None,
        }
    }
    let gap = match (bracket, mark) {
        (true, _) => Gap::Bracket,
        (false, Some('-')) => Gap::Hyphen,
        (false, Some('/')) => Gap::Slash,
        // a dot and a space end a sentence
        (false, Some(_)) => (spaces == 0).then_some(Gap::Dot)?,
        (false, None) => Gap::Space,
    };
    let tight = spaces == 0 && matches!(gap, Gap::Hyphen | Gap::Dot | Gap::Slash);
    (spaces <= 3).then_some(Link { gap, tight })
}

fn is_unit_after(view: &View, end: usize) -> bool {
    let decimals = view.run(end + 1, 3, |sign| sign.is_ascii_digit()) - (end + 1);
    if view.at(end) == ',' && (1..=2).contains(&decimals) {
        return true;
    }
    let start = view.after_spaces(end, 2);
    if matches!(view.at(start), '€' | '$' | '£' | '%' | '‰' | '₴') {
        return true;
    }
    let word = view.run(start, 13, char::is_alphabetic);
    is_listed(UNITS, &view.plain(start..word))
}
