//! Case numbers: the symbol of a unit, a class, numbers, a year, maybe initials.

use crate::survey::redaction::identifier::{Hit, Identifier};
use crate::survey::redaction::numbers::{Group, Numbers};
use crate::survey::redaction::view::{View, is_listed};

/// What else is followed by a dot and numbers up to a year: journals of law and standards.
const OTHER_SYMBOLS: &str = "dz u art ust pkt poz nr dn dnia ul tel pn en iso www";

/// Longest symbol of a unit, with its subdivisions ("WOOŚ-II").
const LONGEST_SYMBOL: usize = 20;

/// Reports all case numbers (Instrukcja kancelaryjna for counties, § 5:
/// unit, class in the uniform list of files, number of the case, year, initials).
pub fn find(view: &View, numbers: &Numbers, hits: &mut Vec<Hit>) {
    let groups = numbers.groups();
    for class in 0..groups.len() {
        if !matches!(groups[class].length(), 3 | 4) {
            continue;
        }
        let Some(year) = last_year(numbers, class) else {
            continue;
        };
        let bare = || is_bare(view, &groups[class..=year]).then_some(groups[class].start);
        let Some(start) = symbol_before(view, groups[class].start).or_else(bare) else {
            continue;
        };
        let end = after_initials(view, groups[year].end);
        hits.push(Hit::by_form(start, end, Identifier::CaseNumber));
    }
}

/// The group that ends the case number of a class: a year, one to four numbers further on.
fn last_year(numbers: &Numbers, class: usize) -> Option<usize> {
    let groups = numbers.groups();
    let tied = |group: &Group| group.link.is_some_and(|link| link.tight);
    let chain = (class..groups.len() - 1).take_while(|&at| tied(&groups[at])).take(5);
    let year = chain.map(|at| at + 1).filter(|&at| is_year(numbers, at)).last()?;
    (year >= class + 2).then_some(year)
}

fn is_year(numbers: &Numbers, group: usize) -> bool {
    matches!(numbers.digits(group, group), [1, 9, 8 | 9, _] | [2, 0, _, _])
}

/// Whether "5410.123.2026" stands alone: no date or amount is written so.
fn is_bare(view: &View, groups: &[Group]) -> bool {
    let Some((last, others)) = groups.split_last() else { return false };
    let dots = others.iter().all(|group| view.at(group.end) == '.');
    let start = others.first().map_or(last.start, |first| first.start);
    dots && matches!(view.before(start), ' ' | '\n' | '(' | ':' | '"')
        && !view.plain(start.saturating_sub(4)..start).contains("u. ")
}

/// Where the symbol starts that stands before a class.
fn symbol_before(view: &View, class: usize) -> Option<usize> {
    let spaces = usize::from(view.before(class) == ' ');
    let joint = class.saturating_sub(spaces);
    let dotted = matches!(view.before(joint), '.' | '-');
    let symbol_end = if dotted { joint - 1 } else { joint };
    let is_part = |sign: char| sign.is_alphanumeric() || matches!(sign, '.' | '-');
    let mut start = symbol_end;
    while is_part(view.before(start)) && symbol_end - start <= LONGEST_SYMBOL {
        start -= 1;
    }
    while start < symbol_end && !view.at(start).is_alphabetic() {
        start += 1;
    }
    let symbol = view.plain(start..symbol_end);
    let first = symbol.split(['.', '-']).next().unwrap_or_default();
    let length = symbol_end - start;
    // after a space, only capitals are the symbol of a unit ("KM 5410.123.2026")
    let capitals = (start..symbol_end).all(|at| view.at(at).is_uppercase()) && length <= 6;
    let usable = (1..=LONGEST_SYMBOL).contains(&length) && !is_listed(OTHER_SYMBOLS, first);
    let attached = if spaces == 0 { dotted } else { capitals };
    (usable && attached).then_some(start)
}

/// The end of ".AB" or ".AB-3", the initials of the official, if they follow.
fn after_initials(view: &View, end: usize) -> usize {
    let letters = view.run(end + 1, 5, char::is_alphabetic);
    let capital = (end + 1..letters).all(|at| view.at(at).is_uppercase());
    let few = (2..=4).contains(&(letters - (end + 1)));
    if view.at(end) != '.' || !few || !capital {
        return end;
    }
    let number = view.run(letters + 1, 2, |sign| sign.is_ascii_digit());
    if view.at(letters) == '-' && number > letters + 1 { number } else { letters }
}
