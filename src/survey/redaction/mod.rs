//! Masks what identifies people in free text, before the text is stored.
//!
//! Start with [`redact`], then [`find`]. Below them, in order of dependency: the kinds
//! (`identifier`), check digits (`checksums`), the folded text (`view`), digit groups (`numbers`),
//! and one finder each for `registers`, `phones`, `documents`, `cases`, `plates`, `emails` and
//! numbers called by name (`labels`). A finder reports candidates; [`find`] chooses among them.
//!
//! Deliberately not here:
//! - names and addresses of people: no list tells "Dąb" the tree from Dąb the neighbour;
//! - passports, driving licences, bank cards, court files (II K 12/26), parcels of land: not asked
//!   for, and short enough to hit ordinary numbers;
//! - numbers spelled out in words, and digits of other scripts;
//! - reversing a mask, or telling two masked identifiers apart: nothing of them is kept.

mod identifier;

mod checksums;

mod view;

mod numbers;

mod registers;

mod phones;

mod documents;

mod cases;

mod plates;

mod emails;

mod labels;

use std::cmp::Reverse;
use std::ops::Range;

pub use identifier::Identifier;

use identifier::Hit;
use numbers::Numbers;
use view::View;

/// Masking one identifier may free its neighbour ("123-" before it is gone), so masking repeats
/// until nothing is found; this bounds the work on hostile input.
const MOST_PASSES: usize = 8;

/// The text with every identifier replaced by its kind in brackets: "tel. [telefon]".
///
/// Also drops control characters (but not `\n` and `\t`) and bidirectional overrides, which could
/// make a text show something else than it says, turns `\r\n` into `\n`, and trims the result.
/// A redacted text stays as it is when redacted again.
pub fn redact(text: &str) -> String {
    let mut text = cleaned(text);
    for _ in 0..MOST_PASSES {
        let found = find(&text);
        if found.is_empty() {
            break;
        }
        text = masked(&text, &found);
    }
    text
}

/// All identifiers in the text by place (in bytes), from left to right, without overlaps.
///
/// Among overlapping candidates the longest wins; among equally long ones the one called by its
/// name, then the first in the order of [`Identifier`].
pub fn find(text: &str) -> Vec<(Range<usize>, Identifier)> {
    let view = View::new(text);
    let numbers = Numbers::new(&view);
    let mut hits = Vec::new();
    registers::find(&view, &numbers, &mut hits);
    phones::find(&view, &numbers, &mut hits);
    documents::find(&view, &mut hits);
    cases::find(&view, &numbers, &mut hits);
    plates::find(&view, &mut hits);
    emails::find(&view, &mut hits);
    labels::find(&view, &numbers, &mut hits);
    let chosen = chosen(hits, view.end());
    chosen.into_iter().map(|hit| (view.bytes(hit.start..hit.end), hit.kind)).collect()
}

/// The best hits that do not overlap, from left to right.
fn chosen(mut hits: Vec<Hit>, end: usize) -> Vec<Hit> {
    hits.sort_by_key(|hit| (Reverse(hit.end - hit.start), !hit.named, hit.kind, hit.start));
    let mut taken = vec![false; end];
    hits.retain(|hit| {
        let place = &mut taken[hit.start..hit.end];
        let free = !place.contains(&true);
        if free {
            place.fill(true);
        }
        free
    });
    hits.sort_by_key(|hit| hit.start);
    hits
}

fn masked(text: &str, found: &[(Range<usize>, Identifier)]) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut done = 0;
    for (place, kind) in found {
        masked.push_str(&text[done..place.start]);
        masked.push_str(kind.placeholder());
        done = place.end;
    }
    masked.push_str(&text[done..]);
    masked
}

fn cleaned(text: &str) -> String {
    // "\r" falls with the other control characters, and "\r\n" thus becomes "\n"
    let kept: String = text.chars().filter(|&sign| !is_dropped(sign)).collect();
    kept.trim().to_owned()
}

fn is_dropped(sign: char) -> bool {
    let control = sign < ' ' && !matches!(sign, '\n' | '\t');
    control || matches!(sign, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod samples;

#[cfg(test)]
mod tests;
