//! A text as an identifier hunter sees it: one kind of space, one kind of dash, nothing invisible.
//!
//! Finders work on indices into the view; [`View::bytes`] leads back to the text.

use std::ops::Range;

/// The visible characters of a text, folded, each with the bytes it came from.
pub struct View {
    chars: Vec<char>,
    bytes: Vec<Range<usize>>,
}

impl View {
    /// The view of a text.
    pub fn new(text: &str) -> Self {
        let mut view = Self { chars: Vec::new(), bytes: Vec::new() };
        for (at, sign) in text.char_indices() {
            if !is_invisible(sign) {
                view.chars.push(folded_sign(sign));
                view.bytes.push(at..at + sign.len_utf8());
            }
        }
        view
    }

    /// How many characters it has.
    pub fn end(&self) -> usize {
        self.chars.len()
    }

    /// The character at an index; beyond the end a line break, which belongs to no identifier.
    pub fn at(&self, index: usize) -> char {
        self.chars.get(index).copied().unwrap_or('\n')
    }

    /// The character before an index; before the start a line break.
    pub fn before(&self, index: usize) -> char {
        index.checked_sub(1).map_or('\n', |previous| self.at(previous))
    }

    /// The value of the digit at an index, if it is one.
    pub fn digit(&self, index: usize) -> Option<u8> {
        self.at(index).is_ascii_digit().then(|| self.at(index) as u8 - b'0')
    }

    /// The first index from `from` on that is no space, looking at no more than `most`.
    pub fn after_spaces(&self, from: usize, most: usize) -> usize {
        let spaces = (from..from + most).take_while(|&index| self.at(index) == ' ').count();
        from + spaces
    }

    /// The index after the run of characters from `from` on that `wanted` accepts, of at most `most`.
    pub fn run(&self, from: usize, most: usize, wanted: fn(char) -> bool) -> usize {
        let length = (from..from + most).take_while(|&index| wanted(self.at(index))).count();
        from + length
    }

    /// Whether a word or number may start at an index: nothing alphanumeric touches it.
    pub fn is_start(&self, index: usize) -> bool {
        !is_word(self.before(index))
    }

    /// Whether a mixed token may end before an index: no letter or digit follows,
    /// nor punctuation that carries on into a digit (as in "12345/2026").
    pub fn is_end(&self, index: usize) -> bool {
        let next = self.at(index);
        let carries_on = matches!(next, '-' | '/' | '.' | ',' | ':') && self.digit(index + 1).is_some();
        !is_word(next) && next != '@' && !carries_on
    }

    /// All runs of letters.
    pub fn words(&self) -> Vec<Range<usize>> {
        let mut words: Vec<Range<usize>> = Vec::new();
        for (index, sign) in self.chars.iter().enumerate() {
            if !sign.is_alphabetic() {
                continue;
            }
            match words.last_mut() {
                Some(word) if word.end == index => word.end = index + 1,
                _ => words.push(index..index + 1),
            }
        }
        words
    }

    /// A stretch in lower case, without Polish and German diacritics.
    pub fn plain(&self, range: Range<usize>) -> String {
        range.map(|index| plain_letter(self.at(index))).collect()
    }

    /// Where in the text a stretch of the view lies.
    pub fn bytes(&self, range: Range<usize>) -> Range<usize> {
        match self.bytes.get(range) {
            Some([first, .., last]) => first.start..last.end,
            Some([only]) => only.clone(),
            _ => 0..0,
        }
    }
}

/// Whether a character is part of a word or number.
pub fn is_word(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_'
}

/// Whether a list of words between spaces has a word.
pub fn is_listed(words: &str, word: &str) -> bool {
    words.split_whitespace().any(|listed| listed == word)
}

/// Control, formatting and combining characters: they split an identifier for a program, not for
/// a reader. (An "ó" typed as "o" and an accent thus reads as "o", which is what names need.)
fn is_invisible(sign: char) -> bool {
    let formatting = matches!(sign,
        '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FE00}'..='\u{FE0F}');
    let combining = matches!(sign, '\u{300}'..='\u{36F}' | '\u{20E3}');
    formatting || combining || (sign.is_control() && !matches!(sign, '\n' | '\t' | '\u{85}'))
}

/// A character as its ASCII look-alike, if it has one that matters here.
fn folded_sign(sign: char) -> char {
    match sign {
        '\n' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' => '-',
        '\u{B7}' | '\u{2024}' => '.',
        '\u{2044}' | '\u{2215}' => '/',
        // the full-width forms lie in the order of ASCII
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(sign) - 0xFF01 + 0x21).unwrap_or(sign),
        space if space.is_whitespace() => ' ',
        other => other,
    }
}

/// A letter in lower case, without its diacritic.
fn plain_letter(letter: char) -> char {
    match letter.to_lowercase().next().unwrap_or(letter) {
        'ą' | 'ä' => 'a',
        'ć' => 'c',
        'ę' => 'e',
        'ł' => 'l',
        'ń' => 'n',
        'ó' | 'ö' => 'o',
        'ś' => 's',
        'ü' => 'u',
        'ź' | 'ż' => 'z',
        other => other,
    }
}
