//! How many responses a department may get on one day over the website, or over its kiosks, before more of them are a
//! burst: by how many came on other days, and by nothing else.
//!
//! The ceiling is several times the usual day, and never below what the office has set nor below k. Days count for the
//! pace without what was above their own ceiling, and the usual day is a median: so whoever floods a department must do
//! so on half of its days before its ceiling moves.

use crate::survey::disclosure::Threshold;

/// How many days before one make its pace.
pub const PACE_DAYS: i32 = 56;
/// For how many days a day above its ceiling is held.
pub const HELD_DAYS: i32 = 7;
/// How many times the usual day a day may bring.
const BUSY: u64 = 4;
/// On how many days something must have come for a day to be usual.
const SHORTEST_PACE: usize = 7;
/// How many times the lowest ceiling holds until then: an office begins with a campaign.
const AT_FIRST: u64 = 10;

/// The lowest ceiling of an office; 0: there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ceiling(pub u32);

impl Ceiling {
    /// The ceiling of a day, given how many came on each of the days before it on which something came; none: it has
    /// none.
    pub fn of_day(self, mut pace: Vec<u64>, k: Threshold) -> Option<u64> {
        let lowest = match self.0 {
            0 => return None,
            lowest => u64::from(lowest).max(k.get()),
        };
        pace.retain(|number| *number > 0);
        pace.sort_unstable();
        Some(match pace.get(pace.len() / 2) {
            Some(usual) if pace.len() >= SHORTEST_PACE => lowest.max(usual.saturating_mul(BUSY)),
            _ => lowest * AT_FIRST,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ceiling(lowest: u32, pace: &[u64]) -> Option<u64> {
        Ceiling(lowest).of_day(pace.to_vec(), Threshold::try_from(10).unwrap())
    }

    #[test]
    fn it_grows_with_the_usual_day_and_is_never_lower_than_k() {
        assert_eq!(ceiling(20, &[1, 2, 1, 3, 1, 1, 2]), Some(20));
        assert_eq!(ceiling(20, &[30, 25, 41, 28, 30, 12, 33]), Some(120));
        assert_eq!(ceiling(5, &[1; 7]), Some(10));
        assert_eq!(ceiling(0, &[1; 7]), None);
    }

    #[test]
    fn a_pace_that_is_not_known_yet_has_room_for_a_campaign() {
        assert_eq!(ceiling(10, &[]), Some(100));
        assert_eq!(ceiling(10, &[1, 1, 1, 1, 1, 1]), Some(100));
        assert_eq!(ceiling(10, &[0, 1, 1, 1, 1, 1, 1]), Some(100), "a day on which nothing came is none");
    }

    #[test]
    fn a_few_flooded_days_move_nothing() {
        let flooded = |days: usize| {
            let all: Vec<u64> = [3; 10].into_iter().chain(std::iter::repeat_n(12, days)).collect();
            ceiling(10, &all)
        };
        assert_eq!((flooded(0), flooded(9), flooded(10)), (Some(12), Some(12), Some(48)));
    }
}
