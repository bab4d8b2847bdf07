//! What stands in single cells, as people write it: days, ticks, whole numbers, words.

use jiff::civil::Date;

use crate::survey::text::POLISH_MONTHS;

/// How people and programs tick a box.
const TICKED: [&str; 14] = ["x", "1", "y", "yes", "t", "tak", "true", "prawda", "v", "+", "✓", "✔", "☑", "☒"];
/// How they leave one.
const NOT_TICKED: [&str; 9] = ["", "0", "n", "no", "nie", "false", "fałsz", "-", "☐"];

/// The day in a cell, with a time of day behind it or without: `2026-09-30`, `30.09.2026`, `30 września 2026`.
///
/// What could be another day elsewhere, such as `03/04/2026`, and a year of two digits is no day here.
pub fn read_day(cell: &str) -> Option<Date> {
    let cell = cell.trim();
    let cell = match cell.rfind([' ', 'T', '\u{a0}']) {
        Some(at) if is_time(cell[at..].trim_start_matches([' ', 'T', '\u{a0}'])) => {
            cell[..at].trim_end_matches([' ', ','])
        }
        _ => cell,
    };
    let cell = cell.strip_suffix("r.").unwrap_or(cell).trim_end();
    let numbers = |parts: [&str; 3]| {
        let [year, month, day] = parts;
        let digits = |part: &str, most: usize| part.len() <= most && part.bytes().all(|byte| byte.is_ascii_digit());
        if year.len() != 4 || !digits(year, 4) || !digits(month, 2) || !digits(day, 2) {
            return None;
        }
        Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
    };
    if let [day, month, year] = *cell.split_whitespace().collect::<Vec<&str>>() {
        let month = 1 + POLISH_MONTHS.iter().position(|name| *name == month.to_lowercase())?;
        return numbers([year, &month.to_string(), day]);
    }
    for delimiter in ['-', '.', '/'] {
        if let [first, second, third] = *cell.split(delimiter).collect::<Vec<&str>>() {
            let day_first = delimiter == '.' && third.len() == 4;
            return if day_first { numbers([third, second, first]) } else { numbers([first, second, third]) };
        }
    }
    None
}

/// Whether a text is a time of day: `8:05`, `12:01:22`, `12:01:22.000`.
fn is_time(text: &str) -> bool {
    let (clock, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let parts: Vec<&str> = clock.split(':').collect();
    let below = |part: &str, bound: u8| {
        (1..=2).contains(&part.len()) && part.parse().is_ok_and(|number: u8| !part.starts_with('+') && number < bound)
    };
    matches!(parts.len(), 2 | 3)
        && below(parts[0], 24)
        && parts[1..].iter().all(|part| part.len() == 2 && below(part, 60))
        && !fraction.is_empty()
        && fraction.bytes().all(|byte| byte.is_ascii_digit())
}

/// A whole number, also as programs write it that count everything in decimals: `5.0`.
pub fn read_whole(cell: &str) -> Option<i64> {
    let (whole, rest) = cell.split_once(['.', ',']).unwrap_or((cell, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits(whole) && digits(rest) && rest.bytes().all(|byte| byte == b'0') { whole.parse().ok() } else { None }
}

/// Whether a box is ticked; none: neither a tick nor its absence.
pub fn read_tick(cell: &str) -> Option<bool> {
    let mark = fold(cell);
    let mark = if read_whole(&mark) == Some(1) { "1" } else { &mark };
    if TICKED.contains(&mark) {
        return Some(true);
    }
    (NOT_TICKED.contains(&mark) || read_whole(mark) == Some(0)).then_some(false)
}

/// A text as it is compared: letters small, blanks single, dashes plain, no full stop at its end.
pub fn fold(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").to_lowercase().replace(['–', '—'], "-").trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_are_read_as_people_write_them() {
        for cell in [
            "2026-09-30",
            "2026-9-30",
            "2026/09/30",
            "2026.09.30",
            "30.09.2026",
            "30.9.2026 r.",
            "30.09.2026r.",
            "30.09.2026 8:05",
            "30.09.2026, 08:05:09",
            "2026-09-30 12:01:22",
            "2026-09-30T23:59:59.123",
            "2026-09-30\u{a0}12:01",
            "30 września 2026",
            "30 Września 2026 r.",
            "30 września 2026 12:00",
        ] {
            assert_eq!(read_day(cell), Some(date(2026, 9, 30)), "{cell}");
        }
    }

    #[test]
    fn what_may_be_another_day_is_none() {
        for cell in [
            "",
            "30.09.26",
            "09/30/2026",
            "03/04/2026",
            "03-04-2026",
            "2026-13-01",
            "2026-02-29",
            "31.09.2026",
            "20260930",
            "46295",
            "2026-09",
            "30 wrzesień 2026",
            "2026-09-30 25:00",
            "2026-09-30 12:60",
            "2026-09-30 12:00 PM",
            "2026-09-30T12:00:00Z",
            "2026-09-30 x",
            "+2026-09-30",
            "2026-+9-30",
            "#N/A",
        ] {
            assert_eq!(read_day(cell), None, "{cell}");
        }
    }

    #[test]
    fn whole_numbers_may_have_decimals_that_say_nothing() {
        assert_eq!(
            ["5", "5.0", "5,00", "5.0000000000", "10"].map(read_whole),
            [Some(5), Some(5), Some(5), Some(5), Some(10)]
        );
        for cell in ["", "5.5", "5.", ".0", "-5", "+5", "5 ", "1e3", "five", "5,0,0"] {
            assert_eq!(read_whole(cell), None, "{cell}");
        }
    }

    #[test]
    fn a_tick_is_a_tick_and_what_is_neither_is_said_to_be() {
        for cell in ["x", "X", "1", "1.0", "Y", "Tak", "TRUE", "Prawda", "✓", "+"] {
            assert_eq!(read_tick(cell), Some(true), "{cell}");
        }
        for cell in ["", "0", "0.0", "N", "nie", "FAŁSZ", "-"] {
            assert_eq!(read_tick(cell), Some(false), "{cell}");
        }
        for cell in ["2", "?", "może", "tak i nie"] {
            assert_eq!(read_tick(cell), None, "{cell}");
        }
    }
}
