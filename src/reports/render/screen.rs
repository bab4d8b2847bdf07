//! Parts of a report on a screen: under their headings, with a chart, the table of the same figures under it, and the same
//! figures as files.

use std::collections::BTreeMap;

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

/// How parts are set on a screen.
pub struct Setting<'a> {
    /// Where the figures of a part are to be had as files; none: nowhere.
    pub files: &'a dyn Fn(&Figures) -> Option<Downloads>,
    /// The address of a department's page, by its code; none: it has none.
    pub department: &'a dyn Fn(&str) -> Option<String>,
    /// Whether a part is folded until somebody opens it.
    pub folded: bool,
}

/// Links: their addresses and names.
pub type Ways = Vec<(String, String)>;

#[derive(Template)]
#[template(path = "render/screen.html", config = "src/reports/askama.toml")]
struct Screen {
    /// The words before a list of files.
    files: String,
    cards: Vec<Card>,
    folded: bool,
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
    /// Where the rows of departments lead, by their codes.
    links: BTreeMap<String, String>,
    /// Whether the table says more than the chart.
    open: bool,
    cards: Vec<Card>,
    downloads: Option<Downloads>,
}

#[derive(Template)]
#[template(path = "render/lead.html", config = "src/reports/askama.toml")]
struct LeadCard {
    /// Whom it is about; none: what is around it says so.
    scope: Option<String>,
    title: Said,
    share: String,
    positive: String,
    /// Of how many it is, and how sure: what it never stands without.
    basis: Vec<(String, String)>,
    facts: Vec<(String, String)>,
    /// What the margin of error leaves out.
    margin: String,
    change: String,
    verdict: String,
    against: Vec<String>,
    /// Why there is nothing to show, if there is not.
    nothing: Option<String>,
    /// Where to go from there.
    ways: Ways,
}

/// Sections as HTML, each with the files that have its figures; none: they could not be written, which their template
/// rules out.
pub fn show(sections: &[Section], speech: &Speech, setting: &Setting<'_>) -> Option<String> {
    let cards = sections.iter().map(|section| Card::new(section, speech, setting));
    Screen { files: speech.term(Term::FilesOf), cards: cards.collect(), folded: setting.folded }.render().ok()
}

/// The figure in large letters as HTML; or why it is not told, and the ways from there.
pub fn show_lead(lead: Result<Lead, ([Term; 2], Ways)>, scope: Option<String>, speech: &Speech) -> Option<String> {
    let card = match lead {
        Ok(lead) => LeadCard::new(&lead, scope, speech),
        Err(([title, note], ways)) => LeadCard {
            scope,
            ways,
            title: speech.phrase(&title.into()),
            nothing: Some(speech.term(note)),
            share: String::new(),
            positive: String::new(),
            basis: Vec::new(),
            facts: Vec::new(),
            margin: String::new(),
            change: String::new(),
            verdict: String::new(),
            against: Vec::new(),
        },
    };
    card.render().ok()
}

impl Card {
    fn new(section: &Section, speech: &Speech, setting: &Setting<'_>) -> Self {
        let (id, part) = (&section.id, &section.part);
        let title = speech.heading(&section.title);
        let of_departments = part
            .tables
            .iter()
            .filter(|table| table.columns.first().is_some_and(|it| it.heading == Term::Department.into()));
        let codes = of_departments.flat_map(|table| table.rows.iter().map(|row| row.code.clone()));
        let charts = part.charts.iter().map(|chart| draw(chart, &format!("{id}-chart"), speech));
        Self {
            table: speech.filled(speech.words.term(Term::TableOf), &[Cell::Text(title.text.clone())]),
            id: id.clone(),
            title,
            notes: part.notes.iter().map(|note| speech.heading(note)).collect(),
            figures: charts.collect(),
            sheets: part.tables.iter().map(|table| Sheet::new(table, speech)).collect(),
            links: codes.filter_map(|code| Some((code.clone(), (setting.department)(&code)?))).collect(),
            open: part.charts.iter().any(|chart| matches!(chart.drawing, Drawing::Quadrant { .. })),
            cards: part.sections.iter().map(|section| Self::new(section, speech, setting)).collect(),
            downloads: part.figures.as_ref().and_then(setting.files),
        }
    }
}

impl LeadCard {
    fn new(lead: &Lead, scope: Option<String>, speech: &Speech) -> Self {
        let (numbers, share) = (speech.numbers, &lead.share);
        let basis = [
            (Term::AnswersOf, numbers.count(share.of)),
            (Term::MarginOf, speech.inline(&Cell::Margin(share.margin()))),
        ];
        let mut facts = vec![(Term::IntervalOf, numbers.interval(share.low, share.high))];
        let mean = |(mean, best)| Term::MeanOutOf.with([Cell::Number(mean, 2), Cell::Count(u64::from(best))]);
        facts.extend(lead.mean.map(|told| (Term::MeanOf, speech.line(&mean(told)))));
        facts.extend(lead.goal.as_ref().map(|goal| (Term::Goal, speech.line(goal))));
        facts.extend(lead.office.map(|office| (Term::WholeOffice, speech.inline(&Cell::Share(office)))));
        let said = |(name, value)| (speech.term(name), value);
        let against = lead.change.iter().flat_map(|(difference, period, before)| {
            let before = Term::AgainstNote.with([Cell::Period(period.clone()), Cell::Share(*before)]);
            [speech.inline(&Cell::Difference(*difference)), speech.line(&before)]
        });
        Self {
            scope,
            title: speech.phrase(&lead.question),
            share: numbers.share(share.share),
            positive: speech.term(Term::PositiveRatings),
            basis: basis.map(said).into(),
            facts: facts.into_iter().map(said).collect(),
            margin: speech.term(Term::MarginNote),
            change: speech.term(Term::ChangeTitle),
            verdict: speech.inline(&lead.verdict),
            against: against.collect(),
            nothing: None,
            ways: Ways::new(),
        }
    }
}
