//! Parts of a report on a screen: under their headings, with a chart, the table of the same figures under it, and the same
//! figures as files.

use askama::Template;

use crate::reports::render::draw::draw;
use crate::reports::render::sheet::Sheet;
use crate::reports::render::speech::{Said, Speech};
use crate::survey::report::{Cell, Drawing, Figures, Lead, Section, Term};

/// Where the figures of a part are to be had as files.
pub struct Downloads {
    /// The address, to which `&format=…` is added.
    pub address: String,
    /// The forms: what they are in the address, and what they are called.
    pub forms: Vec<(&'static str, &'static str)>,
}

#[derive(Template)]
#[template(path = "render/screen.html", config = "src/reports/askama.toml")]
struct Screen {
    /// The words before a list of files.
    files: String,
    cards: Vec<Card>,
}

/// A section, ready to be set.
struct Card {
    id: String,
    title: Said,
    notes: Vec<Said>,
    figures: Vec<String>,
    /// What the table is called.
    table: String,
    sheets: Vec<Sheet>,
    /// Whether the table says more than the chart.
    open: bool,
    cards: Vec<Card>,
    downloads: Option<Downloads>,
}

#[derive(Template)]
#[template(path = "render/lead.html", config = "src/reports/askama.toml")]
struct LeadCard<'a> {
    /// Whom it is about, and when.
    scope: &'a str,
    title: Said,
    share: String,
    positive: String,
    facts: Vec<(String, String)>,
    change: String,
    verdict: String,
    against: Vec<String>,
    /// Why there is nothing to show, if there is not.
    nothing: Option<String>,
}

/// Sections as HTML, each with the files that have its figures; none: they could not be written, which their template
/// rules out.
pub fn show(
    sections: &[Section],
    speech: &Speech,
    downloads: &dyn Fn(&Figures) -> Option<Downloads>,
) -> Option<String> {
    let cards = sections.iter().map(|section| Card::new(section, speech, downloads));
    Screen { files: speech.term(Term::FilesOf), cards: cards.collect() }.render().ok()
}

/// The figure in large letters as HTML, or why it is not told.
pub fn show_lead(lead: Result<Lead, [Term; 2]>, scope: &str, speech: &Speech) -> Option<String> {
    let card = match lead {
        Ok(lead) => LeadCard::new(&lead, scope, speech),
        Err([title, note]) => LeadCard {
            scope,
            title: speech.phrase(&title.into()),
            nothing: Some(speech.term(note)),
            share: String::new(),
            positive: String::new(),
            facts: Vec::new(),
            change: String::new(),
            verdict: String::new(),
            against: Vec::new(),
        },
    };
    card.render().ok()
}

impl Card {
    fn new(section: &Section, speech: &Speech, downloads: &dyn Fn(&Figures) -> Option<Downloads>) -> Self {
        let (id, part) = (&section.id, &section.part);
        let title = speech.heading(&section.title);
        let charts = part.charts.iter().map(|chart| draw(chart, &format!("{id}-chart"), speech));
        Self {
            table: speech.filled(speech.words.term(Term::TableOf), &[Cell::Text(title.text.clone())]),
            id: id.clone(),
            title,
            notes: part.notes.iter().map(|note| speech.heading(note)).collect(),
            figures: charts.collect(),
            sheets: part.tables.iter().map(|table| Sheet::new(table, speech)).collect(),
            open: part.charts.iter().any(|chart| matches!(chart.drawing, Drawing::Quadrant { .. })),
            cards: part.sections.iter().map(|section| Self::new(section, speech, downloads)).collect(),
            downloads: part.figures.as_ref().and_then(downloads),
        }
    }
}

impl<'a> LeadCard<'a> {
    fn new(lead: &Lead, scope: &'a str, speech: &Speech) -> Self {
        let (numbers, share) = (speech.numbers, &lead.share);
        let mut facts = vec![
            (Term::IntervalOf, numbers.interval(share.low, share.high)),
            (Term::AnswersOf, numbers.count(share.of)),
        ];
        facts.extend(lead.mean.map(|mean| (Term::MeanOf, numbers.decimal(mean, 2))));
        facts.push((Term::CertaintyOf, speech.term(Term::certainty_note(share.certainty()))));
        let against = lead.change.iter().flat_map(|(difference, period, before)| {
            let before = Term::AgainstNote.with([Cell::Period(period.clone()), Cell::Share(*before)]);
            [speech.inline(&Cell::Difference(*difference)), speech.line(&before)]
        });
        Self {
            scope,
            title: speech.phrase(&lead.question),
            share: numbers.share(share.share),
            positive: speech.term(Term::PositiveRatings),
            facts: facts.into_iter().map(|(name, value)| (speech.term(name), value)).collect(),
            change: speech.term(Term::ChangeTitle),
            verdict: speech.inline(&lead.verdict),
            against: against.collect(),
            nothing: None,
        }
    }
}
