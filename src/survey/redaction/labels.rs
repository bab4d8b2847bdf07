//! Identifiers that the text calls by name: "PESEL: 1234…" is masked even if no checksum holds.

use std::ops::{Range, RangeInclusive};

use crate::survey::redaction::documents;
use crate::survey::redaction::identifier::{Hit, Identifier};
use crate::survey::redaction::numbers::{Numbers, Window};
use crate::survey::redaction::phones;
use crate::survey::redaction::plates;
use crate::survey::redaction::view::{View, is_listed};

/// Names in lower case without diacritics, and how many letters of them must agree:
/// all (`=`), or the word may go on ("peselu", "telefonem").
const NAMES: &[(&str, Identifier)] = &[
    ("pesel", Identifier::Pesel),
    ("песель", Identifier::Pesel),
    ("nip=", Identifier::Nip),
    ("nipu=", Identifier::Nip),
    ("nipem=", Identifier::Nip),
    ("ustidnr=", Identifier::Nip),
    ("regon", Identifier::Regon),
    ("tel=", Identifier::Phone),
    ("telef", Identifier::Phone),
    ("phone", Identifier::Phone),
    ("mobil", Identifier::Phone),
    ("handy=", Identifier::Phone),
    ("handynummer=", Identifier::Phone),
    ("whatsapp", Identifier::Phone),
    ("viber", Identifier::Phone),
    ("kom=", Identifier::Phone),
    ("komork", Identifier::Phone),
    ("fax", Identifier::Phone),
    ("faks", Identifier::Phone),
    ("gsm=", Identifier::Phone),
    ("sms=", Identifier::Phone),
    ("тел=", Identifier::Phone),
    ("телеф", Identifier::Phone),
    ("iban", Identifier::Iban),
    ("nrb=", Identifier::Iban),
    ("konto=", Identifier::Iban),
    ("konta=", Identifier::Iban),
    ("kontem=", Identifier::Iban),
    ("koncie=", Identifier::Iban),
    ("kontonummer=", Identifier::Iban),
    ("rachun", Identifier::Iban),
    ("account", Identifier::Iban),
    ("рахун", Identifier::Iban),
    ("dowod", Identifier::IdCard),
    ("dow=", Identifier::IdCard),
    ("identity=", Identifier::IdCard),
    ("personalausweis", Identifier::IdCard),
    ("kw=", Identifier::LandRegister),
    ("ksiega=", Identifier::LandRegister),
    ("ksiegi=", Identifier::LandRegister),
    ("ksiege=", Identifier::LandRegister),
    ("wieczyst", Identifier::LandRegister),
    ("rej=", Identifier::Plate),
    ("rejestracj", Identifier::Plate),
    ("rejestracyjn", Identifier::Plate),
    ("tablic", Identifier::Plate),
    ("plate", Identifier::Plate),
    ("kennzeichen", Identifier::Plate),
];

/// Words that may stand between a name and its number.
const CONNECTORS: &str = "nr no num numer numeru numerem number nummer номер to jest is ist lautet це brzmi \
    mam moj moja moje mojej mojego mamy taty meza zony syna corki id card os osobisty osobistego osobistym \
    seria serii serie i or lub stacjonarny komorkowy kom domowy sluzbowy prywatny kontaktowy do mnie pod na \
    dom praca wieczysta wieczystej wieczyste pojazdu auta samochodu bankowy bankowego bankowe tel telefonu \
    dowodu ksiegi konta rachunku";

/// Reports everything that follows its name.
pub fn find(view: &View, numbers: &Numbers, hits: &mut Vec<Hit>) {
    for word in view.words() {
        if word.len() > 24 {
            continue;
        }
        let plain = view.plain(word.clone());
        let Some(kind) = named_kind(&plain) else {
            continue;
        };
        if plain == "kw" && is_kilowatt(view, word.start) {
            continue;
        }
        let start = after_connectors(view, word.end);
        let found = match kind {
            Identifier::IdCard => document(view, start),
            Identifier::LandRegister => register(view, numbers, start),
            Identifier::Plate => plate(view, start),
            _ => number(view, numbers, start, kind).or_else(|| distant(view, numbers, word.end, kind)),
        };
        hits.extend(found.map(|(start, end)| Hit::by_name(start, end, kind)));
    }
}

fn named_kind(plain: &str) -> Option<Identifier> {
    let is_it = |name: &str| match name.strip_suffix('=') {
        Some(whole) => plain == whole,
        None => plain.starts_with(name),
    };
    NAMES.iter().find(|(name, _)| is_it(name)).map(|&(_, kind)| kind)
}

/// "10 kW" is power.
fn is_kilowatt(view: &View, start: usize) -> bool {
    let number = start.saturating_sub(usize::from(view.before(start) == ' '));
    view.before(number).is_ascii_digit() || (view.at(start) == 'k' && view.at(start + 1) == 'W')
}

/// The index after punctuation and up to five connecting words.
fn after_connectors(view: &View, mut index: usize) -> usize {
    let is_filler = |sign| matches!(sign, ' ' | ':' | '=' | '.' | ',' | '-' | '#' | '№' | '"' | '\n');
    for _ in 0..5 {
        index = view.run(index, 8, is_filler);
        let end = view.run(index, 14, char::is_alphabetic);
        if !is_listed(CONNECTORS, &view.plain(index..end)) {
            break;
        }
        index = end;
    }
    view.run(index, 8, is_filler)
}

/// How many digits a number has by law, and how many it may have with a slip.
fn lengths(kind: Identifier, first: &[u8]) -> (&'static [usize], RangeInclusive<usize>) {
    match (kind, first) {
        (Identifier::Pesel, _) => (&[11], 6..=13),
        (Identifier::Nip, _) => (&[10], 7..=12),
        (Identifier::Regon, _) => (&[9, 14], 7..=14),
        (Identifier::Iban, _) => (&[26], 20..=30),
        (_, [4, 8, ..]) => (&[9, 11], 6..=15),
        (_, [0, ..]) => (&[10], 6..=15),
        _ => (&[9], 6..=15),
    }
}

/// A number of digits: the length by law if a group ends there, else what comes close.
fn number(view: &View, numbers: &Numbers, start: usize, kind: Identifier) -> Option<(usize, usize)> {
    let country = view.run(start, 3, |sign| sign.is_ascii_alphabetic());
    let lettered = country == start + 2 && matches!(kind, Identifier::Nip | Identifier::Iban);
    let from = if lettered { view.after_spaces(country, 1) } else { start };
    let from = view.run(from, 3, |sign| matches!(sign, '+' | '(' | ' '));
    let group = numbers.group_at(from)?;
    let (exact, close) = lengths(kind, numbers.digits(group, group));
    let count = |window: &Window| window.digits().len();
    let longest = exact.iter().rev().find_map(|&length| numbers.windows(group).find(|window| count(window) == length));
    let closest = || numbers.windows(group).filter(|window| close.contains(&count(window))).last();
    // a group too long for its name is still masked, not cut
    let single = || numbers.windows(group).next().filter(|window| count(window) > *close.end());
    let window = longest.or_else(closest).or_else(single)?;
    let unlikely = window.is_amount(view) || is_years(&window);
    let visible = phones::visible_start(view, &numbers.groups()[group]);
    let start = if lettered { start } else { visible };
    (!unlikely).then_some((start, window.end()))
}

/// "PESEL mojego wujka: …": other words between the name and a number of the lawful length.
fn distant(view: &View, numbers: &Numbers, mut index: usize, kind: Identifier) -> Option<(usize, usize)> {
    let (exact, _) = lengths(kind, &[]);
    for _ in 0..4 {
        let word = view.run(index, 3, |sign| matches!(sign, ' ' | ':'));
        let group = numbers.group_at(word);
        let lawful = |window: &Window| exact.contains(&window.digits().len());
        if let Some(window) = group.and_then(|group| numbers.windows(group).find(lawful)) {
            let register = matches!(kind, Identifier::Pesel | Identifier::Nip | Identifier::Regon);
            return (register && !window.is_amount(view)).then_some((window.start(), window.end()));
        }
        index = view.run(word, 15, char::is_alphabetic);
        if index == word {
            break;
        }
    }
    None
}

/// "telefon 2019-2024" speaks of years.
fn is_years(window: &Window) -> bool {
    window.groups().iter().all(|group| group.length() == 4)
        && window.digits().chunks(4).all(|year| matches!(year, [1, 9, ..] | [2, 0, ..]))
}

/// An identity document: up to four letters and digits, five at least, or one mixed token.
fn document(view: &View, start: usize) -> Option<(usize, usize)> {
    let letters = view.run(start, 4, |sign| sign.is_ascii_alphabetic());
    let series = letters > start && !documents::is_short_word(view, start, letters);
    // "seria ABC nr 123456"
    let first = if series { after_connectors(view, letters) } else { start };
    let (mut end, mut next, mut count) = (first, first, 0);
    while view.digit(next).is_some() && count < 9 {
        count += 1;
        end = next + 1;
        next = gap(view, end);
    }
    if count >= 6 || (series && count == 5) {
        return Some((start, end));
    }
    let token = plates::token_end(view, start);
    let digits = (start..token).filter(|&index| view.digit(index).is_some()).count();
    (token - start >= 8 && digits >= 3).then_some((start, token))
}

/// A land register in the electronic form, or the bare number of old.
fn register(view: &View, numbers: &Numbers, start: usize) -> Option<(usize, usize)> {
    if let Some((_, _, end)) = documents::land_register_parts(view, start) {
        return Some((start, end));
    }
    let group = numbers.windows(numbers.group_at(start)?).next()?;
    let year = group.groups()[0].length() == 4 && matches!(group.digits(), [1, 9, ..] | [2, 0, ..]);
    let long = (4..=9).contains(&group.digits().len());
    (long && !year && !group.is_amount(view)).then_some((start, group.end()))
}

/// A plate of any form: letters and digits, five at least, in capitals if written apart.
fn plate(view: &View, start: usize) -> Option<(usize, usize)> {
    let any = |range: Range<usize>, wanted: fn(&char) -> bool| range.into_iter().any(|index| wanted(&view.at(index)));
    let first = plates::token_end(view, start);
    let letters = any(start..first, char::is_ascii_alphabetic);
    if letters && any(start..first, char::is_ascii_digit) && view.is_end(first) {
        return (5..=8).contains(&(first - start)).then_some((start, first));
    }
    let next = gap(view, first);
    let second = plates::token_end(view, next);
    let serial: String = (next..second).map(|index| view.at(index)).collect();
    let capitals = (1..=3).contains(&(first - start)) && !any(start..first, |c| !c.is_ascii_uppercase());
    let length = first - start + serial.len();
    let fits = any(next..second, char::is_ascii_digit) && !plates::is_year(&serial);
    let whole = next > first && (5..=8).contains(&length) && view.is_end(second);
    (capitals && fits && whole).then_some((start, second))
}

/// The index after a space or hyphen.
fn gap(view: &View, index: usize) -> usize {
    if view.at(index) == '-' { index + 1 } else { view.after_spaces(index, 1) }
}
