//! Stretches of days that figures are asked for and that releases close. Pure calendar: nothing here knows today.

use std::fmt;
use std::str::FromStr;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// The text is not a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a period such as 2026-07, 2026-Q3, 2026 or 2026-07..2026-09")]
pub struct InvalidPeriod;

/// Whole months, by the name they were asked for; in documents that name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Period {
    label: String,
    first: Date,
    last: Date,
}

/// How a period is cut into parts, and how long pending responses wait before they are pooled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// A calendar month.
    #[default]
    Month,
    /// A calendar quarter.
    Quarter,
    /// A calendar year.
    Year,
}

impl Period {
    /// The calendar unit that holds a day.
    pub fn holding(day: Date, unit: Unit) -> Self {
        let (year, month) = (day.year(), day.month());
        let (label, first, months) = match unit {
            Unit::Month => (format!("{year:04}-{month:02}"), month, 1),
            Unit::Quarter => {
                let quarter = (month - 1) / 3;
                (format!("{year:04}-Q{}", quarter + 1), quarter * 3 + 1, 3)
            }
            Unit::Year => (format!("{year:04}"), 1, 12),
        };
        let last_month = date(year, first + months - 1, 1);
        Self { label, first: date(year, first, 1), last: last_month.last_of_month() }
    }

    /// The months from one period to another; none when the second ends before the first begins.
    pub fn spanning(from: &Self, to: &Self) -> Option<Self> {
        let (first, last) = (from.first, to.last);
        let month = |day| Self::holding(day, Unit::Month).label;
        (first <= last).then(|| Self { label: format!("{}..{}", month(first), month(last)), first, last })
    }

    /// The name it was asked for: `2026-Q3`.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Its first day.
    pub fn first(&self) -> Date {
        self.first
    }

    /// Its last day.
    pub fn last(&self) -> Date {
        self.last
    }

    /// Whether some day is in both.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }

    /// Whether it holds a day.
    pub fn holds(&self, day: Date) -> bool {
        (self.first..=self.last).contains(&day)
    }

    /// The calendar units that hold its days, in order.
    pub fn parts(&self, unit: Unit) -> Vec<Period> {
        // Not beyond the last one: the calendar ends, and its last unit has none after it.
        let next = |part: &Self| (part.last < self.last).then(|| part.next(unit));
        std::iter::successors(Some(Self::holding(self.first, unit)), next).collect()
    }

    /// The calendar units that it consists of, in order; none: it begins or ends in the middle of one.
    pub fn whole_parts(&self, unit: Unit) -> Option<Vec<Period>> {
        let parts = self.parts(unit);
        let ends = (parts.first()?.first, parts.last()?.last);
        (ends == (self.first, self.last)).then_some(parts)
    }

    /// Whether it is one calendar unit, by its usual name.
    pub fn is_one(&self, unit: Unit) -> bool {
        *self == Self::holding(self.first, unit)
    }

    /// The same days under their usual name: `2026-07..2026-09` is `2026-Q3`.
    pub fn usual(&self) -> Period {
        let units = [Unit::Month, Unit::Quarter, Unit::Year].into_iter();
        let mut whole = units.map(|unit| Self::holding(self.first, unit));
        let same = whole.find(|whole| (whole.first, whole.last) == (self.first, self.last));
        same.unwrap_or_else(|| self.clone())
    }

    /// The stretch of as many months that ends on the day before it begins, under its usual name.
    pub fn before(&self) -> Period {
        let months = self.parts(Unit::Month).len();
        let first = self.first.saturating_sub(i32::try_from(months).unwrap_or(i32::MAX).months());
        let last = self.first.saturating_sub(1.day());
        let name = |day| Self::holding(day, Unit::Month).label;
        Self { label: format!("{}..{}", name(first), name(last)), first, last }.usual()
    }

    /// The same months of the year before, under their usual name.
    pub fn year_before(&self) -> Period {
        let month =
            |day: Date| Self::holding(date((day.year() - 1).max(Date::MIN.year()), day.month(), 1), Unit::Month);
        let (first, last) = (month(self.first), month(self.last));
        Self { label: format!("{}..{}", first.label, last.label), first: first.first, last: last.last }.usual()
    }

    /// The unit after the one that holds its last day.
    pub fn next(&self, unit: Unit) -> Period {
        Self::holding(self.last.saturating_add(1.day()), unit)
    }
}

impl Unit {
    /// The first day of the unit that holds a day.
    pub fn first_day(self, day: Date) -> Date {
        let month = match self {
            Self::Month => day.month(),
            Self::Quarter => (day.month() - 1) / 3 * 3 + 1,
            Self::Year => 1,
        };
        date(day.year(), month, 1)
    }

    /// The word that documents use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }
}

impl FromStr for Period {
    type Err = InvalidPeriod;

    fn from_str(text: &str) -> Result<Self, InvalidPeriod> {
        if let Some((first, last)) = text.split_once("..") {
            let (first, last) = (month(first)?, month(last)?);
            if first.first > last.first {
                return Err(InvalidPeriod);
            }
            return Ok(Self { label: text.to_owned(), first: first.first, last: last.last });
        }
        match text.split_once("-Q") {
            Some((year, quarter)) => {
                let quarter: i8 = digits(quarter, 1)?.try_into().map_err(|_| InvalidPeriod)?;
                if !(1..=4).contains(&quarter) {
                    return Err(InvalidPeriod);
                }
                Ok(Self::holding(date(digits(year, 4)?, quarter * 3, 1), Unit::Quarter))
            }
            None if text.len() == 4 => Ok(Self::holding(date(digits(text, 4)?, 1, 1), Unit::Year)),
            None => month(text),
        }
    }
}

impl PartialSchema for Period {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("`2026-07`, `2026-Q3`, `2026`, or `2026-07..2026-09`."))
            .pattern(Some("^[0-9]{4}(-Q[1-4]|-(0[1-9]|1[0-2])([.][.][0-9]{4}-(0[1-9]|1[0-2]))?)?$"))
            .examples([json!("2026-Q3")])
            .into()
    }
}

impl ToSchema for Period {}

impl TryFrom<String> for Period {
    type Error = InvalidPeriod;

    fn try_from(text: String) -> Result<Self, InvalidPeriod> {
        text.parse()
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.label
    }
}

impl fmt::Display for Period {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.label)
    }
}

fn month(text: &str) -> Result<Period, InvalidPeriod> {
    let (year, month) = text.split_once('-').ok_or(InvalidPeriod)?;
    let month: i8 = digits(month, 2)?.try_into().map_err(|_| InvalidPeriod)?;
    let first = Date::new(digits(year, 4)?, month, 1).map_err(|_| InvalidPeriod)?;
    Ok(Period::holding(first, Unit::Month))
}

fn digits(text: &str, wanted: usize) -> Result<i16, InvalidPeriod> {
    if text.len() != wanted || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(InvalidPeriod);
    }
    text.parse().map_err(|_| InvalidPeriod)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_whole_months() {
        let quarter: Period = "2026-Q3".parse().unwrap();
        assert_eq!((quarter.first(), quarter.last()), (date(2026, 7, 1), date(2026, 9, 30)));
        let leap: Period = "2028-02".parse().unwrap();
        assert_eq!(leap.last(), date(2028, 2, 29));
        let range: Period = "2025-11..2026-02".parse().unwrap();
        assert_eq!(range.parts(Unit::Month).len(), 4);
        assert_eq!(range.parts(Unit::Quarter).iter().map(Period::label).collect::<Vec<_>>(), ["2025-Q4", "2026-Q1"]);
        let end: Period = "9999-11..9999-12".parse().unwrap();
        assert_eq!((end.parts(Unit::Month).len(), end.parts(Unit::Year).len()), (2, 1));
        assert_eq!(Period::holding(date(2026, 12, 31), Unit::Quarter).next(Unit::Quarter).label(), "2027-Q1");
    }

    #[test]
    fn a_period_consists_of_units_that_it_does_not_cut() {
        let parts = |period: &str, unit| {
            let period: Period = period.parse().unwrap();
            period.whole_parts(unit).map(|parts| parts.iter().map(|part| part.label().to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(parts("2026-Q3", Unit::Quarter).unwrap(), ["2026-Q3"]);
        assert_eq!(parts("2025-10..2026-03", Unit::Quarter).unwrap(), ["2025-Q4", "2026-Q1"]);
        assert_eq!(parts("2026", Unit::Quarter).unwrap().len(), 4);
        assert_eq!(parts("2026-07..2026-10", Unit::Quarter), None);
        assert_eq!(parts("2026-08..2026-09", Unit::Quarter), None);
        assert_eq!(parts("2026-Q3", Unit::Year), None);
        let is_month = |period: &str| period.parse::<Period>().unwrap().is_one(Unit::Month);
        assert!(is_month("2026-07") && !is_month("2026-07..2026-07") && !is_month("2026-Q3"));
    }

    #[test]
    fn the_period_before_is_as_long_and_has_its_usual_name() {
        let before = |text: &str| text.parse::<Period>().unwrap().before().label().to_owned();
        assert_eq!(before("2026-01"), "2025-12");
        assert_eq!(before("2026-Q1"), "2025-Q4");
        assert_eq!(before("2026"), "2025");
        assert_eq!(before("2026-07..2026-09"), "2026-Q2");
        assert_eq!(before("2026-05..2026-06"), "2026-03..2026-04");
    }

    #[test]
    fn two_periods_span_the_months_between_them() {
        let spanning = |from: &str, to: &str| Period::spanning(&from.parse().unwrap(), &to.parse().unwrap());
        assert_eq!(spanning("2025-11", "2026-Q1"), Some("2025-11..2026-03".parse().unwrap()));
        assert_eq!(spanning("2026", "2026-02"), Some("2026-01..2026-02".parse().unwrap()));
        assert_eq!(spanning("2026-03", "2026-02"), None);
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "2026-13",
            "2026-Q5",
            "2026-Q0",
            "26",
            "2026-7",
            "2026-09..2026-07",
            "2026-07-01",
            "2026-Q1..2026-Q2",
            "٢٠٢٦",
        ] {
            assert_eq!(text.parse::<Period>(), Err(InvalidPeriod), "{text}");
        }
    }
}
