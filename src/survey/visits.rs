//! How many visits a department had in a month, as the office counted them: what responses are held against.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use crate::survey::codes::DepartmentCode;
use crate::survey::fault::Fault;
use crate::survey::period::{Period, Unit};

/// The most visits that a department can have in a month.
pub const MOST_VISITS: u64 = 10_000_000;

/// The visits of one month to one department.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Visits {
    /// The month.
    pub month: Period,
    /// The department.
    pub department: DepartmentCode,
    /// How many people came, at most [`MOST_VISITS`]. Someone who came twice counts twice.
    pub visits: u64,
}

impl Visits {
    /// Everything that is wrong with them, on the day on which they are entered.
    pub fn faults(&self, today: Date) -> Vec<Fault> {
        let mut faults = Vec::new();
        if self.month.first() > today {
            faults.push(Fault::new("/month", "out_of_range", "must not be a month that has not begun"));
        }
        if self.visits > MOST_VISITS {
            faults.push(Fault::new("/visits", "out_of_range", format!("must be at most {MOST_VISITS}")));
        }
        faults
    }
}

/// The visits to one department in a period; none unless every month of it was entered, for a part is no denominator.
pub fn visits_to(department: &DepartmentCode, period: &Period, entered: &[Visits]) -> Option<u64> {
    let own = entered.iter().filter(|visits| &visits.department == department);
    let by_month: BTreeMap<Date, u64> = own.map(|visits| (visits.month.first(), visits.visits)).collect();
    period.parts(Unit::Month).iter().map(|month| by_month.get(&month.first()).copied()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_has_visits_only_when_all_its_months_have() {
        let visits = |month: &str, department: &str, visits| Visits {
            month: month.parse().unwrap(),
            department: department.parse().unwrap(),
            visits,
        };
        let entered = [visits("2026-07", "KM", 5), visits("2026-08", "KM", 0), visits("2026-07", "GN", 100)];
        let of = |period: &str| visits_to(&"KM".parse().unwrap(), &period.parse().unwrap(), &entered);
        assert_eq!((of("2026-07"), of("2026-08"), of("2026-07..2026-08")), (Some(5), Some(0), Some(5)));
        assert_eq!((of("2026-09"), of("2026-Q3"), of("2025")), (None, None, None));
    }
}
