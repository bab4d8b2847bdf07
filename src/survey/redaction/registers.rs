//! Numbers of nothing but digits that carry a check digit: PESEL, NIP, REGON, NRB.

use crate::survey::redaction::checksums;
use crate::survey::redaction::identifier::{Hit, Identifier};
use crate::survey::redaction::numbers::{Gap, Numbers, Window};
use crate::survey::redaction::view::View;

/// Reports all numbers whose checksum holds.
pub fn find(view: &View, numbers: &Numbers, hits: &mut Vec<Hit>) {
    for from in 0..numbers.groups().len() {
        for window in numbers.windows(from) {
            let Some(kind) = kind_of(&window) else {
                continue;
            };
            let start = start_with_country(view, &window, kind);
            let free = window.is_free(view) || (start < window.start() && window.is_free_after(view));
            if free && !window.is_amount(view) {
                hits.push(Hit::by_form(start, window.end(), kind));
            }
        }
    }
}

fn kind_of(window: &Window) -> Option<Identifier> {
    let digits = window.digits();
    match digits.len() {
        9 => (checksums::regon(digits) && is_regon_shape(window)).then_some(Identifier::Regon),
        10 => (checksums::nip(digits) && is_nip_shape(window)).then_some(Identifier::Nip),
        11 => (checksums::pesel(digits) && is_pesel_shape(window)).then_some(Identifier::Pesel),
        14 => (checksums::regon(digits) && is_long_regon_shape(window)).then_some(Identifier::Regon),
        26 => checksums::nrb(digits).then_some(Identifier::Iban),
        _ => None,
    }
}

/// "PL 526-025-02-74" is one tax number, with its country.
fn start_with_country(view: &View, window: &Window, kind: Identifier) -> usize {
    let letters = window.start().saturating_sub(usize::from(view.before(window.start()) == ' '));
    let country = letters.saturating_sub(2);
    let is_poland = view.plain(country..letters) == "pl" && view.is_start(country);
    if kind == Identifier::Nip && is_poland { country } else { window.start() }
}

/// One wrong grouping in eleven passes the check, so nine digits must also look like a number.
fn is_regon_shape(window: &Window) -> bool {
    let mut gaps = window.gaps();
    let first = gaps.next();
    let uniform = gaps.all(|gap| Some(gap) == first);
    let usual = matches!(window.groups()[0].length(), 2 | 3 | 9) && has_no_single_digit(window);
    uniform && !is_decimal(window) && (usual || is_spelled_out(window))
}

/// Ten digits: any grouping if nothing else stands near, else a usual one; no two years in a row.
fn is_nip_shape(window: &Window) -> bool {
    let first = window.groups()[0].length();
    let usual = matches!(first, 3 | 5 | 10) && has_no_single_digit(window);
    let like_a_year = first == 4 && matches!(window.digits(), [1, 9, ..] | [2, 0, ..]);
    let whole = window.is_whole() && !like_a_year;
    !is_decimal(window) && (usual || whole || is_spelled_out(window))
}

/// The date of birth makes chance hits rare; only a decimal fraction is no PESEL.
fn is_pesel_shape(window: &Window) -> bool {
    !is_decimal(window) || window.groups()[0].length() == 6
}

/// Fourteen digits in a row are often a timestamp (20260714123000).
fn is_long_regon_shape(window: &Window) -> bool {
    let timestamp = matches!(window.digits(), [2, 0, 1..=4, _, 0 | 1, _, 0..=3, _, 0..=2, _, ..]);
    if timestamp && window.groups().len() == 1 {
        return false;
    }
    !is_decimal(window) && (window.groups().len() <= 6 || is_spelled_out(window))
}

/// "50.9044123" is a coordinate.
fn is_decimal(window: &Window) -> bool {
    window.groups().len() == 2 && window.gaps().all(|gap| gap == Gap::Dot)
}

fn has_no_single_digit(window: &Window) -> bool {
    window.groups().iter().all(|group| group.length() > 1)
}

/// Digit by digit, as people write who want to be clear.
fn is_spelled_out(window: &Window) -> bool {
    window.groups().iter().all(|group| group.length() == 1)
}
