//! A document of one sheet or a few, with all that it needs inside: it looks the same from a disk, and fetches nothing.

use askama::Template;

use crate::reports::charts;
use crate::reports::render::draw::draw;
use crate::reports::render::sheet::Sheet;
use crate::reports::render::speech::{Said, Speech};
use crate::survey::report::{Page, Part};

/// The looks of a review, and what a page does otherwise.
const STYLE: [&str; 3] = [charts::STYLE, include_str!("review.css"), include_str!("page.css")];

#[derive(Template)]
#[template(path = "render/page.html", config = "src/reports/askama.toml")]
struct Document<'a> {
    speech: Speech,
    office: Said,
    title: Said,
    about: Vec<Said>,
    sections: Vec<Section>,
    /// What proves that it is what was issued; empty: it was not.
    seal: &'a str,
    style: &'a [&'a str],
}

struct Section {
    id: String,
    title: Said,
    notes: Vec<Said>,
    figures: Vec<String>,
    sheets: Vec<Sheet>,
}

/// The document in a language; none: it could not be written, which its template rules out.
pub fn write(page: &Page, seal: &str, speech: Speech) -> Option<String> {
    let said = |phrases: &[_]| phrases.iter().map(|phrase| speech.heading(phrase)).collect();
    let sections = page.sections.iter().map(|section| Section {
        id: section.id.clone(),
        title: speech.heading(&section.title),
        notes: said(&section.part.notes),
        figures: figures(&section.part, &section.id, &speech),
        sheets: section.part.tables.iter().map(|table| Sheet::new(table, &speech)).collect(),
    });
    let document = Document {
        speech,
        office: speech.heading(&(&page.office).into()),
        title: speech.heading(&page.title),
        about: said(&page.about),
        sections: sections.collect(),
        seal,
        style: &STYLE,
    };
    document.render().ok()
}

fn figures(part: &Part, id: &str, speech: &Speech) -> Vec<String> {
    let charts = (1..).zip(&part.charts);
    charts.map(|(place, chart)| draw(chart, &format!("{id}-figure-{place}"), speech)).collect()
}
