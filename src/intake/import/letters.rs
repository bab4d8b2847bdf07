//! The letters of a file: UTF-8 and UTF-16, with a mark or without, and what Polish programs wrote before them.
//!
//! A file in one of the older encodings does not say which; it is taken for one if that makes Polish letters and marks
//! of all that is not ASCII, and else is refused by name.

use encoding_rs::{Encoding, ISO_8859_2, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1250};

use crate::intake::import::failure::Unreadable;

/// What a Polish text has beside ASCII.
const POLISH: &str = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ„”“’‘‚«»–—…•§°€\u{a0}";
/// How many bytes are looked at to tell UTF-16.
const SAMPLE: usize = 400;

/// The text of a file, and the name of its encoding.
///
/// # Errors
/// When it is not in the encoding that was named, or in none that can be told.
pub fn decode(bytes: &[u8], named: Option<&'static Encoding>) -> Result<(String, &'static str), Unreadable> {
    if let Some(encoding) = named.or_else(|| mark_of(bytes)).or_else(|| without_mark(bytes)) {
        let (text, used, broken) = encoding.decode(bytes);
        return match broken {
            true => Err(Unreadable::NotIn(used.name())),
            false => Ok((text.into_owned(), used.name())),
        };
    }
    for encoding in [WINDOWS_1250, ISO_8859_2] {
        let (text, broken) = encoding.decode_without_bom_handling(bytes);
        if !broken && is_polish(&text) {
            return Ok((text.into_owned(), encoding.name()));
        }
    }
    Err(Unreadable::Letters)
}

fn mark_of(bytes: &[u8]) -> Option<&'static Encoding> {
    Encoding::for_bom(bytes).map(|(encoding, _)| encoding)
}

/// What a file without a mark is by its form alone.
fn without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let zeros = |parity: usize| sample.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    // Of a text in Latin letters, most of every other byte is zero.
    match (zeros(0), zeros(1)) {
        (0, 0) => std::str::from_utf8(bytes).is_ok().then_some(UTF_8),
        (even, odd) if 3 * odd > sample.len() && even < odd => Some(UTF_16LE),
        (even, odd) if 3 * even > sample.len() && odd < even => Some(UTF_16BE),
        _ => None,
    }
}

/// Whether a text reads as one in Polish: other letters than those, or a capital one within a word of small ones, come of
/// a wrong guess.
fn is_polish(text: &str) -> bool {
    let known = |letter: char| if letter.is_ascii() { letter != '\0' } else { POLISH.contains(letter) };
    let mixed = |word: &str| {
        word.chars().any(char::is_lowercase)
            && word.chars().skip(1).any(|letter| !letter.is_ascii() && letter.is_uppercase())
    };
    text.chars().all(known) && !text.split(|letter: char| !letter.is_alphabetic()).any(mixed)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Więcej krzeseł, są źle ustawione – „ŻÓŁTY” automat już";

    #[test]
    fn a_polish_text_is_read_in_every_encoding_that_offices_use() {
        let utf16 = |order: fn(u16) -> [u8; 2]| TEXT.encode_utf16().flat_map(order).collect::<Vec<u8>>();
        let (little, big) = (utf16(u16::to_le_bytes), utf16(u16::to_be_bytes));
        let latin = TEXT.replace(['„', '”', '–'], "-");
        for (bytes, name, wanted) in [
            (TEXT.as_bytes().to_vec(), "UTF-8", TEXT),
            ([&[0xef, 0xbb, 0xbf], TEXT.as_bytes()].concat(), "UTF-8", TEXT),
            (little.clone(), "UTF-16LE", TEXT),
            ([&[0xff, 0xfe], &little[..]].concat(), "UTF-16LE", TEXT),
            (big.clone(), "UTF-16BE", TEXT),
            ([&[0xfe, 0xff], &big[..]].concat(), "UTF-16BE", TEXT),
            (WINDOWS_1250.encode(TEXT).0.into_owned(), "windows-1250", TEXT),
            (ISO_8859_2.encode(&latin).0.into_owned(), "ISO-8859-2", &latin),
        ] {
            assert_eq!(decode(&bytes, None).unwrap(), (wanted.to_owned(), name));
        }
    }

    #[test]
    fn what_cannot_be_told_is_refused_and_may_be_named() {
        // "Dąb" as DOS wrote it, half of a letter, a picture, and a name that is not Polish.
        for bytes in [&b"D\xa5b"[..], b"Wi\xc4", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"M\xfcller"] {
            assert!(decode(bytes, None).unwrap_err().to_string().contains("--encoding"), "{bytes:?}");
        }
        assert_eq!(decode(b"M\xfcller", Some(WINDOWS_1250)).unwrap().0, "Müller");
        assert!(decode(b"Wi\xc4", Some(UTF_8)).is_err());
    }
}
