//! A review as a document to be read and printed: A4, numbered pages, a table of contents, figures with their tables.

use std::sync::LazyLock;

use askama::Template;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

use crate::reports::charts;
use crate::reports::render::csv::lines;
use crate::reports::render::draw::draw;
use crate::reports::render::seal::Seal;
use crate::reports::render::sheet::Sheet;
use crate::reports::render::speech::{Said, Speech};
use crate::reports::render::words::Words;
use crate::survey::report::{Part, Term};
use crate::survey::review::{PartId, Review};

/// The styles of all documents but for the feet of their pages.
static STYLES: LazyLock<String> = LazyLock::new(|| format!("{}{}", charts::STYLE, include_str!("review.css")));

#[derive(Template)]
#[template(path = "render/review.html", config = "src/reports/askama.toml")]
struct Document<'a> {
    speech: Speech,
    review: &'a Review,
    seal: &'a Seal,
    /// The address of another form of the same review, to which `&format=…` and `&lang=…` are added.
    forms: &'a str,
    styles: &'a str,
    /// What stands above the contents.
    front: Vec<Section>,
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

/// The document in a language, with all that it needs inside; `forms` is the address of another form of the same review,
/// to which `&format=…` and `&lang=…` are added. None: it could not be written, which its template rules out.
pub fn write(review: &Review, seal: &Seal, words: &'static Words, forms: &str) -> Option<String> {
    let speech = Speech::of(words, review.k);
    let sections = review.parts.iter().map(|(id, part)| Section {
        id: *id,
        title: words.title(*id),
        notes: part.notes.iter().map(|note| speech.heading(note)).collect(),
        figures: figures(part, *id, &speech),
        sheets: part.tables.iter().map(|table| Sheet::new(table, &speech)).collect(),
        lines: (*id == PartId::A5).then(|| lines(review, &speech)),
    });
    let (front, sections) = sections.partition(|section: &Section| section.id < PartId::T0);
    let others = Words::all().iter().filter(|other| other.language != words.language).collect();
    let styles = format!("{}{}", *STYLES, feet(review, seal, &speech));
    Document { speech, review, seal, forms, styles: &styles, front, sections, others }.render().ok()
}

/// What a browser may load for a document: nothing, and of styles those that stand in it.
pub fn policy(document: &str) -> String {
    // Documents that were issued before their styles stood inside load them from here.
    let styles = styles_of(document).map_or("'self'".to_owned(), |styles| format!("'{}'", hash(styles)));
    format!(
        "default-src 'none'; style-src {styles}; img-src 'self'; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'"
    )
}

fn styles_of(document: &str) -> Option<&str> {
    document.split_once("<style>")?.1.split_once("</style>").map(|(styles, _)| styles)
}

/// A hash as a policy names it.
fn hash(styles: &str) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(styles)))
}

/// The rules for the feet of all pages; that of the first has all of the seal.
fn feet(review: &Review, seal: &Seal, speech: &Speech) -> String {
    let basis = &review.basis;
    foot("", &seal.foot(basis, speech)) + &foot(":first", &seal.whole_foot(basis, speech))
}

/// The rule for the feet of some pages, line by line.
fn foot(pages: &str, text: &str) -> String {
    format!(
        "@page{pages} {{ @bottom-left {{ content: \"{}\"; white-space: pre-line; \
         font: 8.5pt system-ui, \"Noto Sans\", sans-serif; color: #434b55; }} }}",
        escaped(text)
    )
}

/// A text within a string of CSS, where no mark of it can end the string or the element.
fn escaped(text: &str) -> String {
    let letter = |letter: char| match letter {
        letter if letter.is_alphanumeric() || letter == ' ' => letter.to_string(),
        letter => format!("\\{:x} ", u32::from(letter)),
    };
    text.chars().map(letter).collect()
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

    fn hash(&self) -> String {
        hash(self.styles)
    }

    fn is_annex(&self, section: &Section) -> bool {
        section.id.as_str().starts_with('A')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_the_styles() {
        assert_eq!(escaped("Urząd \"X\"</style>"), "Urząd \\22 X\\22 \\3c \\2f style\\3e ");
    }

    #[test]
    fn a_policy_names_the_styles_that_stand_in_a_document() {
        // printf 'p{}' | openssl dgst -sha256 -binary | base64
        let own = policy("<html><style>p{}</style></html>");
        assert!(own.contains("style-src 'sha256-gG2yISYereRMiG2lMXrbiUgi0Ubw9p7QCeWcroOvy9Y=';"), "{own}");
        assert!(policy("<html><link rel=\"stylesheet\"></html>").contains("style-src 'self';"));
    }
}
