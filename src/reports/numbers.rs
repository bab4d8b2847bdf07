//! Figures as people read them: decimal comma or point, hard spaces, signs, days and periods in words.
//!
//! Nothing is computed here but the rounding, which is for people alone: files and the API carry full precision.
//! Start at [`Numbers::of`]. Another language is another constant at the end of the file.

use jiff::Zoned;
use jiff::civil::Date;

use crate::survey::codes::Language;
use crate::survey::period::{Period, Unit};

/// A space that no line breaks at.
const HARD_SPACE: char = '\u{a0}';
/// A minus that is as wide as a plus.
const MINUS: char = '\u{2212}';
/// The quarters as Polish writes them.
const ROMAN: [&str; 4] = ["I", "II", "III", "IV"];

/// How one language writes figures. In a pattern `{name}` stands for something that is put in.
#[derive(Debug)]
pub struct Numbers {
    language: &'static str,
    decimal_mark: char,
    /// What stands between groups of three digits.
    grouping: char,
    /// The fewest digits of a number that is grouped.
    grouped_from: usize,
    points: &'static str,
    /// An interval of differences, whose ends have signs: `{low}`, `{high}`.
    between: &'static str,
    /// A day: `{day}`, `{day2}` and `{month2}` of two digits, `{month}`, `{year}`.
    day: &'static str,
    /// A quarter: `{roman}`, `{number}`, `{year}`.
    quarter: &'static str,
    /// The same, short and without its year.
    short_quarter: &'static str,
    /// A month, a year, and months of one year: `{month}` or `{first}` and `{last}`, `{year}`.
    month: &'static str,
    year: &'static str,
    months_of_a_year: &'static str,
    months: [&'static str; 12],
    short_months: [&'static str; 12],
}

impl Numbers {
    /// How a language writes figures; Polish, where it is none of those known.
    pub fn of(language: &Language) -> &'static Self {
        ALL.iter().find(|numbers| numbers.language == language.as_str()).unwrap_or(&ALL[0])
    }

    /// A share from 0 to 1, in per cent with one decimal: `86,5%`.
    pub fn share(&self, share: f64) -> String {
        format!("{}%", self.decimal(100.0 * share, 1))
    }

    /// A share from 0 to 1, in whole per cent, for the marks of an axis: `50%`.
    pub fn whole_share(&self, share: f64) -> String {
        format!("{}%", self.decimal(100.0 * share, 0))
    }

    /// The interval of a share, its ends from 0 to 1: `81,2–90,5%`.
    pub fn interval(&self, low: f64, high: f64) -> String {
        format!("{}–{}%", self.decimal(100.0 * low, 1), self.decimal(100.0 * high, 1))
    }

    /// A difference of two shares, -1 to 1, in percentage points with its sign: `+5,5 p.p.`.
    pub fn points(&self, difference: f64) -> String {
        format!("{}{}", self.signed(100.0 * difference, 1), self.points)
    }

    /// How a workbook shows percentage points; with a sign where they are a change.
    pub fn points_pattern(&self, signed: bool) -> String {
        let pattern = format!("0.0\"{}\"", self.points);
        if signed { format!("+{pattern};{MINUS}{pattern};{pattern}") } else { format!("±{pattern}") }
    }

    /// The interval of a difference of two shares: `od −1,7 do +12,8 p.p.`.
    pub fn points_interval(&self, low: f64, high: f64) -> String {
        let ends = [("{low}", self.signed(100.0 * low, 1)), ("{high}", self.signed(100.0 * high, 1))];
        format!("{}{}", fill(self.between, &ends), self.points)
    }

    /// A difference of two shares with its interval, in percentage points that are named elsewhere: `+5,5 (−1,7; +12,8)`.
    pub fn bare_points(&self, share: f64, low: f64, high: f64) -> String {
        let [share, low, high] = [share, low, high].map(|part| self.signed(100.0 * part, 1));
        format!("{share} ({low}; {high})")
    }

    /// A count, its digits in groups: `12 345`.
    pub fn count(&self, count: u64) -> String {
        self.grouped(&count.to_string())
    }

    /// A count as the size of a sample: `n = 405`.
    pub fn size(&self, n: u64) -> String {
        format!("n{HARD_SPACE}={HARD_SPACE}{}", self.count(n))
    }

    /// A number with so many decimals: a mean as `4,31`.
    pub fn decimal(&self, number: f64, places: usize) -> String {
        let rounded = format!("{:.places$}", number.abs());
        let (whole, fraction) = rounded.split_once('.').unwrap_or((&rounded, ""));
        let negative = number < 0.0 && rounded.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
        let sign = if negative { MINUS.to_string() } else { String::new() };
        let mark = if fraction.is_empty() { String::new() } else { self.decimal_mark.to_string() };
        format!("{sign}{}{mark}{fraction}", self.grouped(whole))
    }

    /// The same with its sign, also a plus; nothing has none.
    pub fn signed(&self, number: f64, places: usize) -> String {
        let text = self.decimal(number, places);
        let zero = !text.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
        if zero || text.starts_with(MINUS) { text } else { format!("+{text}") }
    }

    /// A p-value: `p = 0,136`, or `p < 0,001` where that is all that matters.
    pub fn p_value(&self, p: f64) -> String {
        let (sign, shown) = if p < 0.001 { ('<', 0.001) } else { ('=', p) };
        format!("p{HARD_SPACE}{sign}{HARD_SPACE}{}", self.decimal(shown, 3))
    }

    /// A day: `30.09.2026`, `30 September 2026`.
    pub fn day(&self, day: Date) -> String {
        let parts = [
            ("{day}", day.day().to_string()),
            ("{day2}", format!("{:02}", day.day())),
            ("{month}", self.month_name(day).to_owned()),
            ("{month2}", format!("{:02}", day.month())),
            ("{year}", day.year().to_string()),
        ];
        fill(self.day, &parts)
    }

    /// A moment, to the minute: `30.09.2026, 12:00`.
    pub fn moment(&self, moment: &Zoned) -> String {
        format!("{}, {}", self.day(moment.date()), moment.strftime("%H:%M"))
    }

    /// The first and the last of several days: `01.07.2026–30.09.2026`; one day alone is told once.
    pub fn days(&self, first: Date, last: Date) -> String {
        if first == last { self.day(first) } else { format!("{}–{}", self.day(first), self.day(last)) }
    }

    /// A period in words: `III kwartał 2026 r.`, `lipiec 2026 r.`, `lipiec–wrzesień 2026 r.`.
    pub fn period(&self, period: &Period) -> String {
        let (first, last) = (period.first(), period.last());
        let whole = |unit| {
            let part = Period::holding(first, unit);
            (part.first(), part.last()) == (first, last)
        };
        let year = ("{year}", first.year().to_string());
        if whole(Unit::Year) {
            return fill(self.year, &[year]);
        }
        if whole(Unit::Quarter) {
            return self.quarter_in(self.quarter, first);
        }
        if whole(Unit::Month) {
            return fill(self.month, &[("{month}", self.month_name(first).to_owned()), year]);
        }
        let name = |day| self.month_name(day).to_owned();
        if first.year() == last.year() {
            return fill(self.months_of_a_year, &[("{first}", name(first)), ("{last}", name(last)), year]);
        }
        let month = |day: Date| fill(self.month, &[("{month}", name(day)), ("{year}", day.year().to_string())]);
        format!("{} – {}", month(first), month(last))
    }

    /// A month, quarter or year for an axis: its short name, and the year that it is in. A year has only that.
    pub fn short_period(&self, period: &Period) -> (String, String) {
        let (first, last) = (period.first(), period.last());
        let year = first.year().to_string();
        match last.month() - first.month() {
            0 => (self.short_months[month_index(first)].to_owned(), year),
            2 => (self.quarter_in(self.short_quarter, first), year),
            _ => (year, String::new()),
        }
    }

    fn quarter_in(&self, pattern: &str, first: Date) -> String {
        let index = month_index(first) / 3;
        let parts = [
            ("{roman}", ROMAN[index].to_owned()),
            ("{number}", (index + 1).to_string()),
            ("{year}", first.year().to_string()),
        ];
        fill(pattern, &parts)
    }

    fn month_name(&self, day: Date) -> &'static str {
        self.months[month_index(day)]
    }

    fn grouped(&self, digits: &str) -> String {
        if digits.len() < self.grouped_from {
            return digits.to_owned();
        }
        let mut text = String::new();
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                text.push(self.grouping);
            }
            text.push(digit);
        }
        text
    }
}

fn month_index(day: Date) -> usize {
    usize::try_from(day.month() - 1).unwrap_or_default()
}

/// Puts parts into a pattern; what stands for a space is a hard one.
fn fill(pattern: &str, parts: &[(&str, String)]) -> String {
    let filled = parts.iter().fold(pattern.to_owned(), |text, (name, part)| text.replace(name, part));
    filled.replace('_', &HARD_SPACE.to_string())
}

/// The languages that are known. A `_` in a pattern is a hard space.
static ALL: [Numbers; 2] = [
    Numbers {
        language: "pl",
        decimal_mark: ',',
        grouping: HARD_SPACE,
        // Four digits stand alone: 1386, but 12 345.
        grouped_from: 5,
        points: "\u{a0}p.p.",
        between: "od_{low} do_{high}",
        day: "{day2}.{month2}.{year}",
        quarter: "{roman}_kwartał {year}_r.",
        short_quarter: "{roman}_kw.",
        month: "{month} {year}_r.",
        year: "{year}_r.",
        months_of_a_year: "{first}–{last} {year}_r.",
        months: [
            "styczeń",
            "luty",
            "marzec",
            "kwiecień",
            "maj",
            "czerwiec",
            "lipiec",
            "sierpień",
            "wrzesień",
            "październik",
            "listopad",
            "grudzień",
        ],
        short_months: ["sty", "lut", "mar", "kwi", "maj", "cze", "lip", "sie", "wrz", "paź", "lis", "gru"],
    },
    Numbers {
        language: "en",
        decimal_mark: '.',
        grouping: ',',
        grouped_from: 4,
        points: "\u{a0}pp",
        between: "{low} to_{high}",
        day: "{day}_{month} {year}",
        quarter: "Q{number}_{year}",
        short_quarter: "Q{number}",
        month: "{month}_{year}",
        year: "{year}",
        months_of_a_year: "{first}–{last}_{year}",
        months: [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ],
        short_months: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    },
];

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn numbers(language: &str) -> &'static Numbers {
        Numbers::of(&language.parse().unwrap())
    }

    /// Hard spaces are written as `_`, so that they are seen.
    fn seen(text: &str) -> String {
        text.replace(HARD_SPACE, "_")
    }

    #[track_caller]
    fn same(write: impl Fn(&Numbers) -> String, polish: &str, english: &str) {
        assert_eq!([seen(&write(numbers("pl"))), seen(&write(numbers("en")))], [polish, english]);
    }

    #[test]
    fn shares_are_in_per_cent() {
        same(|numbers| numbers.share(0.8654), "86,5%", "86.5%");
        same(|numbers| numbers.share(0.0), "0,0%", "0.0%");
        same(|numbers| numbers.share(0.99999), "100,0%", "100.0%");
        same(|numbers| numbers.whole_share(0.5), "50%", "50%");
        same(|numbers| numbers.interval(0.8124, 0.9051), "81,2–90,5%", "81.2–90.5%");
    }

    #[test]
    fn differences_are_in_points_and_have_a_sign() {
        same(|numbers| numbers.points(0.0549), "+5,5_p.p.", "+5.5_pp");
        same(|numbers| numbers.points_pattern(false), "±0.0\"_p.p.\"", "±0.0\"_pp\"");
        same(|numbers| numbers.points(-0.12), "−12,0_p.p.", "−12.0_pp");
        same(|numbers| numbers.points(-0.0001), "0,0_p.p.", "0.0_pp");
        same(|numbers| numbers.points_interval(-0.0172, 0.1279), "od_−1,7 do_+12,8_p.p.", "−1.7 to_+12.8_pp");
    }

    #[test]
    fn counts_are_grouped() {
        same(|numbers| numbers.count(7), "7", "7");
        same(|numbers| numbers.count(1386), "1386", "1,386");
        same(|numbers| numbers.count(12_345), "12_345", "12,345");
        same(|numbers| numbers.count(1_234_567), "1_234_567", "1,234,567");
        same(|numbers| numbers.size(405), "n_=_405", "n_=_405");
    }

    #[test]
    fn numbers_have_their_decimals() {
        same(|numbers| numbers.decimal(4.314, 2), "4,31", "4.31");
        same(|numbers| numbers.decimal(-0.5, 1), "−0,5", "−0.5");
        same(|numbers| numbers.decimal(-0.01, 1), "0,0", "0.0");
        same(|numbers| numbers.signed(12.0, 0), "+12", "+12");
        same(|numbers| numbers.signed(10.0, 0), "+10", "+10");
        same(|numbers| numbers.signed(0.0, 1), "0,0", "0.0");
        same(|numbers| numbers.p_value(0.1362), "p_=_0,136", "p_=_0.136");
        same(|numbers| numbers.p_value(0.000_02), "p_<_0,001", "p_<_0.001");
    }

    #[test]
    fn days_and_periods_are_in_words() {
        let period = |text: &'static str| move |numbers: &Numbers| numbers.period(&text.parse().unwrap());
        same(|numbers| numbers.day(date(2026, 9, 30)), "30.09.2026", "30_September 2026");
        same(|numbers| numbers.day(date(2026, 7, 1)), "01.07.2026", "1_July 2026");
        same(|numbers| numbers.days(date(2026, 7, 1), date(2026, 7, 1)), "01.07.2026", "1_July 2026");
        same(period("2026-Q3"), "III_kwartał 2026_r.", "Q3_2026");
        same(period("2026-07..2026-09"), "III_kwartał 2026_r.", "Q3_2026");
        same(period("2026-07"), "lipiec 2026_r.", "July_2026");
        same(period("2026"), "2026_r.", "2026");
        same(period("2026-02..2026-05"), "luty–maj 2026_r.", "February–May_2026");
        same(period("2025-11..2026-02"), "listopad 2025_r. – luty 2026_r.", "November_2025 – February_2026");
    }

    #[test]
    fn an_axis_has_short_names() {
        let short = |text: &'static str| {
            move |numbers: &Numbers| {
                let (name, year) = numbers.short_period(&text.parse().unwrap());
                format!("{name}/{year}")
            }
        };
        same(short("2026-Q3"), "III_kw./2026", "Q3/2026");
        same(short("2026-07"), "lip/2026", "Jul/2026");
        same(short("2026"), "2026/", "2026/");
    }

    #[test]
    fn another_language_reads_polish() {
        assert_eq!(numbers("sv").share(0.5), numbers("pl").share(0.5));
    }
}
