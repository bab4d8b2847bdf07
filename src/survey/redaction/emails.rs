//! Electronic mail addresses, also lightly disguised: "jan (at) example.pl", "jan małpa wp kropka pl".

use crate::survey::redaction::identifier::{Hit, Identifier};
use crate::survey::redaction::view::{View, is_listed};

/// What people write for "@".
const AT_WORDS: &str = "@ at a malpa malpka monkey собака равлик мавпа";

/// What people write for the dot.
const DOT_WORDS: &str = ". dot kropka punkt крапка точка";

/// Endings that make an address of "jan @ example.pl" and "jan@example,pl".
const COMMON_ENDINGS: &str = "pl com eu org net info gov edu de ua uk cz sk at ch fr it es nl biz";

/// Providers known by name alone: "jan@gmail".
const PROVIDERS: &str = "gmail wp o2 onet interia op vp poczta gazeta tlen outlook hotmail yahoo icloud \
    proton protonmail ukr";

/// Brackets around "at" and "dot".
const BRACKETS: &[(char, char)] = &[('(', ')'), ('[', ']'), ('{', '}'), ('<', '>')];

/// Reports all addresses.
pub fn find(view: &View, hits: &mut Vec<Hit>) {
    for index in 0..view.end() {
        let Some((sign, after)) = at_sign(view, index) else {
            continue;
        };
        let Some(start) = local_part(view, index) else {
            continue;
        };
        let Some(end) = address_end(view, sign, after) else {
            continue;
        };
        hits.push(Hit::by_form(start, end, Identifier::Email));
    }
}

/// How an "@" is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// "@", nothing around it.
    Plain,
    /// "@" with a space on some side.
    Spaced,
    /// "(at)", "[małpa]".
    Bracketed,
    /// " małpa ".
    Monkey,
    /// " at ", an English word too.
    Word,
}

/// A domain that was read.
struct Domain {
    end: usize,
    ending: String,
    /// Whether a dot is spelled out.
    disguised: bool,
}

/// The sign for "@" that starts here, and where the domain starts.
fn at_sign(view: &View, index: usize) -> Option<(Sign, usize)> {
    if view.at(index) == '@' {
        let after = view.after_spaces(index + 1, 2);
        let spaced = after > index + 1 || view.before(index) == ' ';
        return Some((if spaced { Sign::Spaced } else { Sign::Plain }, after));
    }
    if let Some(end) = bracketed(view, index, AT_WORDS) {
        // "(a)" numbers a list more often than it stands for "@"
        let sign = if end == index + 3 && view.at(index + 1) != '@' { Sign::Spaced } else { Sign::Bracketed };
        return Some((sign, view.after_spaces(end, 2)));
    }
    let end = bare(view, index, AT_WORDS)?;
    let sign = match view.plain(index..end).as_str() {
        "a" => return None,
        "at" => Sign::Word,
        _ => Sign::Monkey,
    };
    Some((sign, view.after_spaces(end, 2)))
}

/// Where the part before the sign starts, if there is one.
fn local_part(view: &View, sign: usize) -> Option<usize> {
    let mut end = sign;
    while view.before(end) == ' ' && sign - end < 2 {
        end -= 1;
    }
    let is_local = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-' | '&');
    let mut start = end;
    while is_local(view.before(start)) {
        start -= 1;
    }
    while start < end && !view.at(start).is_alphanumeric() && view.at(start) != '_' {
        start += 1;
    }
    (start < end).then_some(start)
}

/// The end of the address, if the domain is as sure as the sign is unsure.
fn address_end(view: &View, sign: Sign, after: usize) -> Option<usize> {
    let Some(domain) = domain(view, after) else {
        let end = view.run(after, 12, |c| c.is_ascii_alphanumeric());
        let known = is_listed(PROVIDERS, &view.plain(after..end));
        return (sign == Sign::Plain && known && !view.at(end).is_alphanumeric()).then_some(end);
    };
    let common = is_listed(COMMON_ENDINGS, &domain.ending);
    let sure = match sign {
        Sign::Plain | Sign::Bracketed | Sign::Monkey => true,
        Sign::Spaced => common,
        Sign::Word => common && domain.disguised,
    };
    sure.then_some(domain.end)
}

/// The longest domain that starts here and ends in letters.
fn domain(view: &View, start: usize) -> Option<Domain> {
    let mut best = None;
    let mut disguised = false;
    let mut at = label_end(view, start);
    if at == start {
        return None;
    }
    while let Some((label, spelled_out)) = dot(view, at) {
        at = label_end(view, label);
        disguised |= spelled_out;
        if at == label {
            break;
        }
        let ending = if at - label <= 24 { view.plain(label..at) } else { String::new() };
        let letters = ending.chars().count() >= 2 && ending.chars().all(char::is_alphabetic);
        if letters || ending.starts_with("xn--") {
            best = Some(Domain { end: at, ending, disguised });
        }
    }
    best
}

fn label_end(view: &View, start: usize) -> usize {
    let mut end = start;
    while view.at(end).is_alphanumeric() || matches!(view.at(end), '-' | '_') {
        end += 1;
    }
    end
}

/// The dot that starts here: where the next label starts, and whether the dot is spelled out.
fn dot(view: &View, index: usize) -> Option<(usize, bool)> {
    let next = view.at(index + 1);
    if view.at(index) == '.' && next.is_alphanumeric() {
        return Some((index + 1, false));
    }
    if view.at(index) == ',' && next.is_alphanumeric() {
        // a slip of the finger, unless the sentence goes on without a space
        let end = view.run(index + 1, 5, char::is_alphanumeric);
        let slip = is_listed(COMMON_ENDINGS, &view.plain(index + 1..end));
        return slip.then_some((index + 1, false));
    }
    let word = view.after_spaces(index, 2);
    let end = bracketed(view, word, DOT_WORDS).or_else(|| bare(view, word, DOT_WORDS).filter(|_| word > index))?;
    Some((view.after_spaces(end, 2), true))
}

/// The end of a bracketed word of a list that starts here: "(at)", "[ at ]".
fn bracketed(view: &View, index: usize, words: &str) -> Option<usize> {
    let &(_, closing) = BRACKETS.iter().find(|(opening, _)| *opening == view.at(index))?;
    let start = view.after_spaces(index + 1, 1);
    let end = view.run(start, 7, |sign| sign.is_alphabetic() || matches!(sign, '@' | '.'));
    let close = view.after_spaces(end, 1);
    let listed = is_listed(words, &view.plain(start..end));
    (listed && view.at(close) == closing).then_some(close + 1)
}

/// The end of a word of a list that stands here between spaces.
fn bare(view: &View, index: usize, words: &str) -> Option<usize> {
    if view.before(index) != ' ' {
        return None;
    }
    let end = view.run(index, 7, char::is_alphabetic);
    let listed = is_listed(words, &view.plain(index..end));
    (listed && view.at(end) == ' ').then_some(end)
}
