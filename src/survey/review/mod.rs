//! The management review: what an office brings to the meeting that ISO 9001 asks for (9.3), as one document.
//!
//! [`review`] makes it from what was released and from what the office entered; it is data, with every table and figure,
//! and whoever renders it adds nothing but words and ink. Each theme is a file.
//! Which forms there are, and how an edition is kept, is decided elsewhere.

mod terms;
mod document;
mod sources;
mod headline;
mod departments;
mod dimensions;
mod segments;
mod misuse;
mod method;
mod importance;
mod frequencies;
mod voices;
mod objectives;
mod actions;
mod complaints;
mod outlook;
mod annexes;

pub use document::{Bar, Basis, Cell, Chart, Column, Edition, Mark, Part, PartId, Phrase, Review, Row, Shape, Table};
pub use sources::{Sources, Station};
pub use terms::Term;

use crate::survey::figures::UnknownName;
use crate::survey::review::segments::Segments;
use crate::survey::review::sources::Findings;

/// The review that follows from its sources.
///
/// # Errors
/// When a version does not know its own questions.
pub fn review(sources: &Sources<'_>) -> Result<Review, UnknownName> {
    let basis = sources.basis.clone();
    let Some(findings) = Findings::of(sources)? else { return Ok(Review { basis, parts: Vec::new() }) };
    let segments = Segments::all(&findings)?;
    let mut parts = parts(&findings, &segments);
    parts.extend(segments::parts(&findings, &segments));
    parts.sort_by_key(|part| part.id);
    let now = &findings.now;
    Ok(Review { basis: Basis { closed: now.closed, as_of: now.coverage.as_of, ..basis }, parts })
}

fn parts(findings: &Findings<'_>, segments: &[Segments]) -> Vec<Part> {
    let mut parts = vec![
        method::basis(findings),
        method::sample(findings, segments),
        headline::headline(findings),
        headline::over_time(findings),
        departments::departments(findings),
        departments::cells(findings),
        dimensions::dimensions(findings),
        dimensions::bars(findings),
        importance::importance(findings),
        frequencies::frequencies(findings),
        voices::voices(findings),
        actions::earlier_actions(findings),
        actions::signals(findings),
        complaints::complaints(findings),
        objectives::objectives(findings),
        outlook::next_survey(findings),
    ];
    parts.extend(annexes::annexes(findings));
    parts
}
