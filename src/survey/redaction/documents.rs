//! Identifiers of letters and digits with a checksum: IBAN, identity card, land register.

use crate::survey::redaction::checksums;
use crate::survey::redaction::identifier::{Hit, Identifier};
use crate::survey::redaction::view::{View, is_listed};

/// Lengths after the country code (ISO 13616 registry): Europe, and where Europeans bank.
const IBAN_LENGTHS: &str = "ad22 at18 be14 bg20 by26 ch19 cy26 cz22 de20 dk16 ee18 es22 fi16 fr25 gb20 ge20 \
    gr25 hr19 hu26 ie20 il21 is24 it25 li19 lt18 lu18 lv19 md22 mt29 nl16 no13 pl26 pt23 ro22 rs20 se22 si17 \
    sk22 tr24 ua27";

/// Polish words of three letters; "dla 123456 osób" is no identity card.
const SHORT_WORDS: &str = "aby ale ani bez bym byl cie czy dla dni dwa dwu gdy ich ile ilu jak jej juz kod \
    kto lat lub mam nad nam nas nie nim nip nia niz ona one oni oto pan pod pol por poz pkt raz rok sie sto \
    tak tam tej ten tez tel tym tys wam woj zas zip the and for are was und von der die das bis str ust art";

/// Reports IBANs, identity cards and land registers.
pub fn find(view: &View, hits: &mut Vec<Hit>) {
    for word in view.words().into_iter().filter(|word| view.is_start(word.start)) {
        let start = word.start;
        let found = match word.len() {
            2 => iban(view, start)
                .map(|end| (end, Identifier::Iban))
                .or_else(|| land_register(view, start).map(|end| (end, Identifier::LandRegister))),
            3 => id_card(view, start).map(|end| (end, Identifier::IdCard)),
            _ => None,
        };
        hits.extend(found.map(|(end, kind)| Hit::by_form(start, end, kind)));
    }
}

/// Whether three letters are a word rather than the series of a document.
pub fn is_short_word(view: &View, start: usize, end: usize) -> bool {
    is_listed(SHORT_WORDS, &view.plain(start..end))
}

/// The court code and number of a land register that starts here, checked or not:
/// its signs, its digits (the last is the check digit) and where it ends.
pub fn land_register_parts(view: &View, start: usize) -> Option<([char; 4], Vec<u8>, usize)> {
    let court = [0, 1, 2, 3].map(|offset| view.at(start + offset));
    let [a, b, c, d] = court;
    let letters = [a, b, d].iter().all(char::is_ascii_alphabetic);
    if !letters || !c.is_ascii_digit() {
        return None;
    }
    let mut digits = Vec::new();
    let number = separator(view, start + 4);
    let number_end = view.run(number, 9, |sign| sign.is_ascii_digit());
    digits.extend((number..number_end).filter_map(|index| view.digit(index)));
    let check = separator(view, number_end);
    let end = if digits.len() == 9 { number_end } else { check + 1 };
    if digits.len() < 9 {
        digits.push(view.digit(check)?);
    }
    // without its zeros, only the slashes make a number a land register
    let slashes = check > number_end && number > start + 4;
    let complete = digits.len() == 9 || (digits.len() >= 4 && slashes);
    (complete && !view.at(end).is_alphanumeric()).then_some((court, digits, end))
}

/// The end of the land register that starts here.
///
/// With both slashes and all digits the form is as good as a name: nothing else is written so,
/// and a slip in one digit still leads to the neighbour's land. Any other spelling needs its checksum.
fn land_register(view: &View, start: usize) -> Option<usize> {
    let (court, digits, end) = land_register_parts(view, start)?;
    let (&check, number) = digits.split_last()?;
    let slashes = view.at(start + 4) == '/' && view.at(start + 13) == '/';
    let unmistakable = slashes && end == start + "JG1J/00012345/6".len();
    (unmistakable || checksums::land_register(court, number, check)).then_some(end)
}

/// The end of the IBAN that starts here.
fn iban(view: &View, start: usize) -> Option<usize> {
    let country = [view.at(start), view.at(start + 1)];
    let name = view.plain(start..start + 2);
    let length: usize = IBAN_LENGTHS.split_whitespace().find_map(|entry| entry.strip_prefix(&name)?.parse().ok())?;
    let mut rest = Vec::with_capacity(length);
    let mut index = start + 2;
    while rest.len() < length {
        index = separator(view, index);
        let sign = view.at(index);
        rest.push(view.digit(index).or_else(|| checksums::letter_value(sign))?);
        index += 1;
    }
    // "at 12 …": words count as letters too, but accounts are mostly digits
    let is_digit = |&&value: &&u8| value < 10;
    let numeric = rest.iter().filter(is_digit).count() >= 8 && rest.iter().take(2).filter(is_digit).count() == 2;
    (numeric && checksums::iban(country, &rest) && !view.at(index).is_alphanumeric()).then_some(index)
}

/// The end of the identity card that starts here: "ABC123456", "abc 123 456", "ABC-123456".
fn id_card(view: &View, start: usize) -> Option<usize> {
    let letters = [0, 1, 2].map(|offset| view.at(start + offset));
    let mut digits = Vec::with_capacity(6);
    let mut index = start + 3;
    if matches!(view.at(index), '.' | '/') {
        return None;
    }
    while digits.len() < 6 {
        index = separator(view, index);
        digits.push(view.digit(index)?);
        index += 1;
    }
    let spaced = view.at(start + 3) == ' ';
    let capital = letters.iter().all(char::is_ascii_uppercase);
    let word = spaced && !capital && is_short_word(view, start, start + 3);
    (checksums::id_card(letters, &digits) && view.is_end(index) && !word).then_some(index)
}

/// The index after a separator, if there is one: a sign between spaces at most.
fn separator(view: &View, index: usize) -> usize {
    let sign = view.after_spaces(index, 2);
    // a dot with a space ends a sentence
    let dot = sign == index && view.at(index) == '.' && view.at(index + 1) != ' ';
    if dot || matches!(view.at(sign), '-' | '/') { view.after_spaces(sign + 1, 2) } else { sign }
}
