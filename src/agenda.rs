//! What waits for somebody at the office: one function for each thing. Nothing here decides who sees it, or in which words.

use jiff::civil::Date;
use jiff::{ToSpan, Zoned};

use crate::kiosk::{Condition, Contact, Kiosk};
use crate::survey::action::{Action, Status};
use crate::survey::codes::DepartmentCode;
use crate::survey::complaint::Complaints;
use crate::survey::department::Department;
use crate::survey::period::{Period, Unit};
use crate::survey::visits::Visits;

/// How many days before its last day an action is said to be due.
const SOON_DAYS: i32 = 14;

/// The quarter whose comments can be read next, and the day from which they can: when it is closed, so many days after
/// its end.
pub fn next_comments(today: Date, close_after_days: u16) -> (Period, Date) {
    let running = Period::holding(today, Unit::Quarter);
    let readable = |quarter: &Period| quarter.last().saturating_add(i32::from(close_after_days.max(1)).days());
    let quarter = if readable(&running.before()) > today { running.before() } else { running };
    let day = readable(&quarter);
    (quarter, day)
}

/// The month before today's, and the departments whose visits in it nobody has entered; none: there is nothing to enter.
pub fn missing_visits(known: &[Department], entered: &[Visits], today: Date) -> Option<(Period, Vec<DepartmentCode>)> {
    let month = Period::holding(today, Unit::Month).before();
    let is_entered = |code: &DepartmentCode| entered.iter().any(|it| it.department == *code && it.month == month);
    missing(known, is_entered).map(|missing| (month.clone(), missing))
}

/// The quarter before today's, and the departments whose complaints in it nobody has entered.
pub fn missing_complaints(
    known: &[Department],
    entered: &[Complaints],
    today: Date,
) -> Option<(Period, Vec<DepartmentCode>)> {
    let quarter = Period::holding(today, Unit::Quarter).before();
    let is_entered = |code: &DepartmentCode| entered.iter().any(|it| it.department == *code && it.quarter == quarter);
    missing(known, is_entered).map(|missing| (quarter.clone(), missing))
}

fn missing(known: &[Department], is_entered: impl Fn(&DepartmentCode) -> bool) -> Option<Vec<DepartmentCode>> {
    let active = known.iter().filter(|department| department.active).map(|department| &department.code);
    let missing: Vec<DepartmentCode> = active.filter(|code| !is_entered(code)).cloned().collect();
    (!missing.is_empty()).then_some(missing)
}

/// How many actions should have been done, and how many are to be done within two weeks.
pub fn actions<'a>(actions: impl Iterator<Item = &'a Action>, today: Date) -> (usize, usize) {
    let soon = today.saturating_add(SOON_DAYS.days());
    actions.fold((0, 0), |(overdue, due), action| match action.status(today) {
        Status::Overdue => (overdue + 1, due),
        Status::Open if action.due_on <= soon => (overdue, due + 1),
        Status::Open | Status::Done => (overdue, due),
    })
}

/// How many kiosks are silent in their opening hours, and how many say that they cannot keep what is said.
pub fn kiosks(known: &[(Kiosk, Option<Contact>)], now: &Zoned) -> (usize, usize) {
    let such = |condition: Condition| {
        known.iter().filter(|(kiosk, contact)| kiosk.condition(contact.as_ref(), now) == condition).count()
    };
    (such(Condition::Silent), such(Condition::Failing))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn department(code: &str, active: bool) -> Department {
        let all = crate::survey::standard::departments();
        let known = all.into_iter().next().unwrap();
        Department { code: code.parse().unwrap(), active, ..known }
    }

    #[test]
    fn the_comments_of_a_quarter_can_be_read_when_it_is_closed() {
        let next = |today| next_comments(today, 14);
        assert_eq!(next(date(2026, 10, 13)), ("2026-Q3".parse().unwrap(), date(2026, 10, 14)));
        assert_eq!(next(date(2026, 10, 14)), ("2026-Q4".parse().unwrap(), date(2027, 1, 14)));
    }

    #[test]
    fn what_nobody_has_entered_is_missing() {
        let known = [department("KM", true), department("GN", true), department("OLD", false)];
        let visits = |month: &str, code: &str| Visits {
            month: month.parse().unwrap(),
            department: code.parse().unwrap(),
            visits: 0,
        };
        let today = date(2026, 7, 14);
        let entered = [visits("2026-06", "KM"), visits("2026-05", "GN")];
        let (month, missing) = missing_visits(&known, &entered, today).unwrap();
        assert_eq!((month.label(), &missing[..]), ("2026-06", &["GN".parse().unwrap()][..]));
        assert_eq!(missing_visits(&known, &[visits("2026-06", "KM"), visits("2026-06", "GN")], today), None);
        let complaints = |quarter: &str, code: &str| Complaints {
            quarter: quarter.parse().unwrap(),
            department: code.parse().unwrap(),
            complaints: Default::default(),
            motions: Default::default(),
        };
        let (quarter, missing) = missing_complaints(&known, &[complaints("2026-Q2", "GN")], today).unwrap();
        assert_eq!((quarter.label(), &missing[..]), ("2026-Q2", &["KM".parse().unwrap()][..]));
    }

    #[test]
    fn an_action_is_due_for_two_weeks_before_it_is_overdue() {
        let today = date(2026, 7, 14);
        let action = |due_on: Date, done_on: Option<Date>| Action {
            id: uuid::Uuid::nil(),
            title: String::new(),
            source: crate::survey::action::Source::Other,
            finding: String::new(),
            survey: "obsluga".parse().unwrap(),
            question: "WAIT".parse().unwrap(),
            department: None,
            owner: String::new(),
            decided_on: date(2026, 1, 1),
            due_on,
            done_on,
            before: None,
            after: None,
            public: None,
        };
        let list = [
            action(date(2026, 7, 13), None),
            action(date(2026, 7, 13), Some(today)),
            action(today, None),
            action(date(2026, 7, 28), None),
            action(date(2026, 7, 29), None),
        ];
        assert_eq!(actions(list.iter(), today), (1, 2));
    }
}
