//! Telephone numbers: "+" and anything plausible, or nine Polish digits in a usual grouping.

use crate::survey::redaction::identifier::{Hit, Identifier};
use crate::survey::redaction::numbers::{Gap, Group, Numbers, Window};
use crate::survey::redaction::view::View;

/// First two digits in use of Polish nine-digit numbers: geographic areas, mobile networks,
/// internet telephony (39), government (26, 47) and special tariffs (70, 80)
/// (Plan numeracji krajowej, Urząd Komunikacji Elektronicznej).
const POLISH_PREFIXES: &[u8] = &[
    12, 13, 14, 15, 16, 17, 18, 22, 23, 24, 25, 26, 29, 32, 33, 34, 39, 41, 42, 43, 44, 45, 46, 47, 48, 50, 51, 52, 53,
    54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83,
    84, 85, 86, 87, 88, 89, 91, 94, 95,
];

/// Reports all telephone numbers.
pub fn find(view: &View, numbers: &Numbers, hits: &mut Vec<Hit>) {
    for from in 0..numbers.groups().len() {
        hits.extend(international(view, numbers, from));
        hits.extend(domestic(view, numbers, from));
    }
}

/// Where a number that starts with a group is seen to start: at its "+" or opening bracket.
pub fn visible_start(view: &View, group: &Group) -> usize {
    let joined_by_bracket = group.link.is_some_and(|link| link.gap == Gap::Bracket);
    let closes = view.at(view.after_spaces(group.end, 2)) == ')';
    let start = plus_before(view, group.start).unwrap_or(group.start);
    if joined_by_bracket && closes && view.before(start) == '(' { start - 1 } else { start }
}

/// "+49 170 1234567", "0048 (75) 647 31 00".
fn international(view: &View, numbers: &Numbers, from: usize) -> Option<Hit> {
    let plus = plus_before(view, numbers.groups()[from].start);
    let mut best: Option<Window> = None;
    for window in numbers.windows(from) {
        let digits = match (plus, window.digits()) {
            (Some(_), digits) => digits,
            (None, [0, 0, digits @ ..]) if window.is_free(view) => digits,
            (None, _) => continue,
        };
        let known = plus.is_some() || is_foreign_country(digits);
        if !known || digits.len() > 15 || !window.is_free_after(view) || window.is_amount(view) {
            continue;
        }
        if Some(digits.len()) == full_length(digits) {
            best = Some(window);
            break;
        }
        // a number of unknown length ends where the digits end
        best = if digits.len() >= 8 { Some(window) } else { best };
    }
    let start = visible_start(view, &numbers.groups()[from]);
    best.map(|window| Hit::by_form(start, window.end(), Identifier::Phone))
}

/// Whether digits after "00" start with a country of Europe or North America and are long enough
/// to be no code of some other kind.
fn is_foreign_country(digits: &[u8]) -> bool {
    match digits {
        [3 | 4, ..] => digits.len() >= 10,
        [1, ..] => digits.len() == 11,
        _ => false,
    }
}

/// How many digits a number has, country included, where the country's numbers all have as many.
fn full_length(digits: &[u8]) -> Option<usize> {
    match digits {
        [4, 8, 0, ..] => Some(12), // +48 (0) 75 …
        [4, 8, ..] => Some(11),
        [3, 8, 0, 0, ..] => Some(13),
        [3, 8, 0, ..] => Some(12),
        _ => None,
    }
}

/// The index of the "+" that introduces a number: "+48", "+ 48", "+(48)".
fn plus_before(view: &View, start: usize) -> Option<usize> {
    let bracket = start.saturating_sub(usize::from(view.before(start) == '('));
    let space = bracket.saturating_sub(usize::from(view.before(bracket) == ' '));
    (view.before(space) == '+').then(|| space - 1)
}

/// The longest number without "+" that starts with a group.
fn domestic(view: &View, numbers: &Numbers, from: usize) -> Option<Hit> {
    let free = |window: &Window| window.is_free(view) && !window.is_amount(view);
    let windows = numbers.windows(from).take_while(|window| window.digits().len() <= 12);
    let longest = windows.filter(|window| free(window) && is_domestic(window)).last()?;
    let start = visible_start(view, &numbers.groups()[from]);
    Some(Hit::by_form(start, longest.end(), Identifier::Phone))
}

fn is_domestic(window: &Window) -> bool {
    let digits = window.digits();
    let groups = window.groups();
    match (digits.len(), digits) {
        (9, digits) => is_polish(digits, groups, 0),
        // with the trunk prefix of old, or a Ukrainian mobile number
        (10, [0, national @ ..]) => is_polish(national, groups, 1) || (national[0] >= 3 && is_usual_shape(groups, 1)),
        (11, [4, 8, national @ ..]) => match groups {
            [_] => is_polish(national, groups, 2),
            [country, rest @ ..] => country.length() == 2 && is_polish(national, rest, 0),
            [] => false,
        },
        // a German mobile number
        (11 | 12, [0, 1, 5..=7, ..]) => is_usual_shape(groups, 1),
        (12, [3, 8, 0, ..]) => matches!(groups[0].length(), 3 | 12),
        _ => false,
    }
}

/// Nine digits of a number in use, after `skipped` digits of the first group.
fn is_polish(digits: &[u8], groups: &[Group], skipped: usize) -> bool {
    let [tens, ones, ..] = digits else {
        return false;
    };
    POLISH_PREFIXES.contains(&(tens * 10 + ones)) && is_usual_shape(groups, skipped)
}

/// "601 234 567", "75 64 73 100", "(75) 647-31-00": the first group apart, the others alike;
/// `skipped` digits of the first group do not count.
fn is_usual_shape(groups: &[Group], skipped: usize) -> bool {
    let (groups, skipped) = match groups {
        [prefix, rest @ ..] if prefix.length() == skipped => (rest, 0),
        _ => (groups, skipped),
    };
    let ([first, rest @ ..], [joints @ .., _]) = (groups, groups) else { return false };
    let gaps: Vec<Option<Gap>> = joints.iter().map(|group| group.link.map(|link| link.gap)).collect();
    let uniform = gaps.iter().skip(2).all(|gap| *gap == gaps[1]);
    let decimal = gaps == [Some(Gap::Dot)];
    let spelled_out = groups.iter().all(|group| group.length() == 1);
    let head = matches!(first.length().saturating_sub(skipped), 2 | 3 | 9..);
    let tail = rest.iter().all(|group| group.length() >= 2);
    uniform && !decimal && (spelled_out || (head && tail))
}
