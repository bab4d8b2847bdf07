//! A review as a document to be read and printed: A4, numbered pages, a table of contents, figures with their tables.

use askama::Template;

use crate::reports::render::csv::lines;
use crate::reports::render::draw::draw;
use crate::reports::render::seal::Seal;
use crate::reports::render::sheet::Sheet;
use crate::reports::render::speech::{Said, Speech};
use crate::reports::render::words::Words;
use crate::survey::report::{Part, Term};
use crate::survey::review::{PartId, Review};

/// The links of a document.
#[derive(Debug, Clone, Copy)]
pub struct Links<'a> {
    /// The addresses of its styles.
    pub styles: &'a [&'static str],
    /// The address of another form of the same review, to which `&format=…` and `&lang=…` are added.
    pub forms: &'a str,
}

#[derive(Template)]
#[template(path = "render/review.html", config = "src/reports/askama.toml")]
struct Document<'a> {
    speech: Speech,
    review: &'a Review,
    seal: &'a Seal,
    links: Links<'a>,
    sections: Vec<Section>,
    others: Vec<&'static Words>,
}

struct Section {
    id: PartId,
    title: &'static str,
    notes: Vec<Said>,
    figures: Vec<String>,
    sheets: Vec<Sheet>,
    lines: Option<String>,
}

/// The document in a language; none: it could not be written, which its template rules out.
pub fn write(review: &Review, seal: &Seal, words: &'static Words, links: Links<'_>) -> Option<String> {
    let speech = Speech::of(words, review.k);
    let sections = review.parts.iter().map(|(id, part)| Section {
        id: *id,
        title: words.title(*id),
        notes: part.notes.iter().map(|note| speech.heading(note)).collect(),
        figures: figures(part, *id, &speech),
        sheets: part.tables.iter().map(|table| Sheet::new(table, &speech)).collect(),
        lines: (*id == PartId::A5).then(|| lines(review, &speech)),
    });
    let sections = sections.collect();
    let others = Words::all().iter().filter(|other| other.language != words.language).collect();
    Document { speech, review, seal, links, sections, others }.render().ok()
}

/// A part's charts, each under an id of its own.
fn figures(part: &Part, id: PartId, speech: &Speech) -> Vec<String> {
    let charts = (1..).zip(&part.charts);
    charts.map(|(place, chart)| draw(chart, &format!("{}-figure-{place}", id.as_str()), speech)).collect()
}

impl Document<'_> {
    fn office(&self) -> Said {
        self.speech.phrase(&(&self.review.basis.office).into())
    }

    fn survey(&self) -> Said {
        self.speech.phrase(&(&self.review.basis.title).into())
    }

    fn period(&self) -> String {
        self.speech.numbers.period(&self.review.basis.period)
    }

    fn is_annex(&self, section: &Section) -> bool {
        section.id.as_str().starts_with('A')
    }
}
