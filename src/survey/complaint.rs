//! Complaints and motions, as the office counted them by hand: beside the survey, never merged with it.

use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use crate::survey::codes::DepartmentCode;
use crate::survey::fault::Fault;
use crate::survey::period::Period;

/// The most complaints, and the most motions, that a department can have in a quarter.
pub const MOST_CASES: u32 = 100_000;

/// What one department had in one quarter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Complaints {
    /// The quarter.
    pub quarter: Period,
    /// The department.
    pub department: DepartmentCode,
    /// Complaints (skargi).
    pub complaints: Cases,
    /// Motions (wnioski).
    pub motions: Cases,
}

/// How many there were, and what became of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Cases {
    /// How many were received.
    pub received: u32,
    /// How many of them were handled on time. What is neither on time nor late yet is not in it.
    pub on_time: u32,
    /// How many of them were found justified.
    pub justified: u32,
}

impl Cases {
    /// How many were not handled on time.
    pub fn late(self) -> u32 {
        self.received.saturating_sub(self.on_time)
    }

    /// Adds what another department or quarter had.
    pub fn add(&mut self, other: Self) {
        self.received = self.received.saturating_add(other.received);
        self.on_time = self.on_time.saturating_add(other.on_time);
        self.justified = self.justified.saturating_add(other.justified);
    }

    fn faults(self, place: &str) -> Vec<Fault> {
        let parts = [("on_time", self.on_time), ("justified", self.justified)];
        let fault = |(name, count): (&str, u32)| {
            let detail = "must not be more than were received";
            (count > self.received).then(|| Fault::new(format!("{place}/{name}"), "out_of_range", detail))
        };
        parts.into_iter().filter_map(fault).collect()
    }
}

impl Complaints {
    /// Whether they are those of a department and quarter.
    pub fn is_of(&self, department: &DepartmentCode, quarter: &Period) -> bool {
        &self.department == department && self.quarter.first() == quarter.first()
    }

    /// Everything that is wrong with them, on the day on which they are entered.
    pub fn faults(&self, today: Date) -> Vec<Fault> {
        let mut faults = self.complaints.faults("/complaints");
        faults.extend(self.motions.faults("/motions"));
        if self.quarter.first() > today {
            faults.push(Fault::new("/quarter", "out_of_range", "must not be a quarter that has not begun"));
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn no_part_is_more_than_the_whole() {
        let of = |complaints: Cases, motions: Cases| Complaints {
            quarter: "2026-Q3".parse().unwrap(),
            department: "KM".parse().unwrap(),
            complaints,
            motions,
        };
        let sound = Cases { received: 3, on_time: 3, justified: 0 };
        assert_eq!(of(sound, Cases::default()).faults(date(2026, 7, 1)), []);
        let places = |complaints: Complaints| -> Vec<String> {
            complaints.faults(date(2026, 7, 1)).into_iter().map(|fault| fault.pointer).collect()
        };
        let late = Cases { received: 3, on_time: 4, justified: 3 };
        let none = Cases { received: 0, on_time: 0, justified: 1 };
        assert_eq!(places(of(late, none)), ["/complaints/on_time", "/motions/justified"]);
    }
}
