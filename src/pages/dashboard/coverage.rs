//! What the figures of a board rest on, in sentences.

use crate::pages::dashboard::lens::Lens;
use crate::pages::dashboard::table::Section;
use crate::pages::shared::fill;
use crate::survey::figures::Results;

/// The section about it.
pub fn section(lens: &Lens, results: &Results) -> Section {
    let (words, coverage) = (&lens.words.coverage, &results.coverage);
    let mut sentences = Vec::new();
    if let (Some(n), Some(first), Some(last)) = (coverage.n, coverage.first_day, coverage.last_day) {
        let (n, days) = (lens.numbers.count(n), lens.numbers.days(first, last));
        sentences.push(fill(&words.n, &[("n", &n), ("days", &days)]));
    }
    if coverage.pooled > 0 {
        sentences.push(fill(&words.pooled, &[("n", &lens.numbers.count(coverage.pooled))]));
    }
    sentences.push(if results.closed { words.closed.clone() } else { words.open.clone() });
    if let Some(day) = coverage.as_of {
        sentences.push(fill(&words.as_of, &[("day", &lens.numbers.day(day))]));
    }
    if !coverage.versions.is_empty() {
        let versions: Vec<String> = coverage.versions.iter().map(ToString::to_string).collect();
        sentences.push(fill(&words.versions, &[("versions", &versions.join(", "))]));
    }
    sentences.push(words.method.clone());
    sentences.push(lens.with_k(&words.privacy));
    Section { id: "coverage".to_owned(), title: words.title.clone(), notes: sentences, ..Section::default() }
}
