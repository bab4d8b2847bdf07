//! A review as JSON: the form whose bytes are sealed by their SHA-256.

use serde::Serialize;
use utoipa::ToSchema;

use crate::http::v1::figures::PeriodView;
use crate::http::v1::texts::{TextsBody, texts_view};
use crate::reports::render::{Speech, Words};
use crate::survey::definitions;
use crate::survey::department_page::DepartmentPage;
use crate::survey::disclosure::Threshold;
use crate::survey::figures::Proportion;
use crate::survey::report::{Cell, Part, Phrase, Section, Table};
use crate::survey::review::{Basis, Edition, PartId, Review};
use crate::survey::statistics::{Difference, LEVEL};

/// A management review.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReviewView {
    /// The office's name by language.
    office: TextsBody,
    /// The survey's slug.
    survey: String,
    /// The survey's title by language.
    title: TextsBody,
    /// The period.
    period: PeriodView,
    /// The edition; `null`: a draft.
    edition: Option<EditionView>,
    /// The day the latest of its figures were released.
    #[schema(format = "date")]
    as_of: Option<String>,
    /// The version of the program that made it.
    software: String,
    /// The definitions of figures that it was made by.
    definitions: u32,
    /// Its tables, figures and annexes, in order.
    parts: Vec<PartView>,
}

/// What a review says of one department.
#[derive(Debug, Serialize, ToSchema)]
pub struct DepartmentReviewView {
    /// The office's name by language.
    office: TextsBody,
    /// The survey's slug.
    survey: String,
    /// The survey's title by language.
    title: TextsBody,
    /// The period.
    period: String,
    /// The edition of the review; `null`: a draft.
    edition: Option<EditionView>,
    /// The department.
    department: ReviewedDepartmentView,
    /// The version of the program that made it.
    software: String,
    /// The definitions of figures that it was made by.
    definitions: u32,
    /// Its parts, in order.
    parts: Vec<PartView>,
}

/// A department of a review.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReviewedDepartmentView {
    /// Its code.
    code: String,
    /// Its name by language.
    name: TextsBody,
}

/// An edition of a review.
#[derive(Debug, Serialize, ToSchema)]
pub struct EditionView {
    /// Its number, from 1.
    number: u32,
    /// The day it was issued.
    #[schema(format = "date")]
    issued_on: String,
    /// The order or procedure that it follows.
    procedure: Option<String>,
    /// Why there is another edition than the first.
    reason: Option<String>,
}

/// A part of a review.
#[derive(Debug, Serialize, ToSchema)]
pub struct PartView {
    /// Its number: `S` is the summary, `C` holds conclusions, if there are any, `T0` to `T15` are tables, `F1` to `F3` figures,
    /// `A1` to `A6` annexes.
    #[schema(example = "T2")]
    id: String,
    /// Its title by language.
    title: TextsBody,
    /// What must be said before its figures are read.
    notes: Vec<PhraseView>,
    /// Its tables.
    tables: Vec<TableView>,
}

/// A table of a review.
#[derive(Debug, Serialize, ToSchema)]
pub struct TableView {
    /// Its name, where a part has several.
    caption: Option<PhraseView>,
    /// The headings of its columns; the first column names the rows.
    columns: Vec<PhraseView>,
    /// Its rows.
    rows: Vec<RowView>,
}

/// A row of a table.
#[derive(Debug, Serialize, ToSchema)]
pub struct RowView {
    /// Whether it sums up the others.
    total: bool,
    /// Its cells, one for each column.
    cells: Vec<CellView>,
}

/// Words by language.
#[derive(Debug, Serialize, ToSchema)]
pub struct PhraseView {
    /// What it is, for programs: a code of the questionnaire, or the name of a sentence of the program's.
    code: Option<String>,
    /// What it says.
    text: TextsBody,
}

/// A cell of a table. A share always has its n and its interval.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum CellView {
    /// Nothing; in print it is filled in by hand.
    Blank,
    /// Nothing can be told, and why.
    Absent {
        /// The reason.
        reason: PhraseView,
    },
    /// Words of the program or of the questionnaire.
    Phrase {
        /// The words.
        phrase: PhraseView,
    },
    /// Words that somebody entered.
    Text {
        /// The words.
        text: String,
    },
    /// How many.
    Count {
        /// The count.
        count: u64,
    },
    /// A number.
    Number {
        /// The number, in full precision.
        number: f64,
    },
    /// A share of positive answers, or of those who chose an option.
    Share {
        /// How many.
        count: u64,
        /// Of how many.
        n: u64,
        /// Their share, 0 to 1.
        share: f64,
        /// The lower end of the interval.
        low: f64,
        /// The upper end of the interval.
        high: f64,
        /// The level of the interval.
        level: f64,
        /// What it means, where that is said.
        #[serde(skip_serializing_if = "Option::is_none")]
        meaning: Option<PhraseView>,
    },
    /// A difference of two shares.
    Difference {
        /// The difference, -1 to 1.
        share: f64,
        /// The lower end of the interval.
        low: f64,
        /// The upper end of the interval.
        high: f64,
        /// The level of the interval.
        level: f64,
        /// What may be concluded, where that is said beside it.
        #[serde(skip_serializing_if = "Option::is_none")]
        meaning: Option<PhraseView>,
    },
    /// So many of everybody: a count, and no estimate.
    Part {
        /// How many.
        count: u64,
        /// Of how many.
        of: u64,
    },
    /// The limits within which chance moves a share.
    Limits {
        /// The lower one, 0 to 1.
        low: f64,
        /// The upper one, 0 to 1.
        high: f64,
    },
    /// A share that was set as a goal.
    Goal {
        /// The share, 0 to 1.
        share: f64,
    },
    /// A day.
    Day {
        /// The day.
        #[schema(format = "date")]
        day: String,
    },
    /// A period.
    Period {
        /// The period's name.
        period: String,
    },
}

impl From<&Review> for ReviewView {
    fn from(review: &Review) -> Self {
        let basis = &review.basis;
        Self {
            office: texts_view(&basis.office),
            survey: basis.survey.to_string(),
            title: texts_view(&basis.title),
            period: PeriodView::new(&basis.period, basis.closed),
            edition: basis.edition.as_ref().map(EditionView::from),
            as_of: basis.as_of.map(|day| day.to_string()),
            software: basis.software.clone(),
            definitions: definitions::IN_FORCE.number,
            parts: review.parts.iter().map(|(id, part)| PartView::new(*id, part, review.k)).collect(),
        }
    }
}

impl DepartmentReviewView {
    /// What a review says of a department.
    pub fn new(page: &DepartmentPage, basis: &Basis, k: Threshold) -> Self {
        Self {
            office: texts_view(&basis.office),
            survey: basis.survey.to_string(),
            title: texts_view(&basis.title),
            period: basis.period.label().to_owned(),
            edition: basis.edition.as_ref().map(EditionView::from),
            department: ReviewedDepartmentView { code: page.code.to_string(), name: texts_view(&page.name) },
            software: basis.software.clone(),
            definitions: definitions::IN_FORCE.number,
            parts: page.page.sections.iter().map(|section| PartView::under(section, k)).collect(),
        }
    }
}

impl From<&Edition> for EditionView {
    fn from(edition: &Edition) -> Self {
        Self {
            number: edition.number,
            issued_on: edition.issued_on.to_string(),
            procedure: edition.procedure.clone(),
            reason: edition.reason.clone(),
        }
    }
}

impl PartView {
    fn new(id: PartId, part: &Part, k: Threshold) -> Self {
        let title = in_each_language(k, |speech| speech.words.title(id).to_owned());
        Self::of(id.as_str().to_owned(), title, part, k)
    }

    /// A part under a heading.
    fn under(section: &Section, k: Threshold) -> Self {
        let title = in_each_language(k, |speech| speech.heading(&section.title).text);
        Self::of(section.id.clone(), title, &section.part, k)
    }

    fn of(id: String, title: TextsBody, part: &Part, k: Threshold) -> Self {
        Self {
            id,
            title,
            notes: part.notes.iter().map(|note| PhraseView::new(note, k)).collect(),
            tables: part.tables.iter().map(|table| TableView::new(table, k)).collect(),
        }
    }
}

impl TableView {
    fn new(table: &Table, k: Threshold) -> Self {
        let cells = |cells: &[Cell]| cells.iter().map(|cell| CellView::new(cell, k)).collect();
        Self {
            caption: table.caption.as_ref().map(|caption| PhraseView::new(caption, k)),
            columns: table.columns.iter().map(|column| PhraseView::new(&column.heading, k)).collect(),
            rows: table.rows.iter().map(|row| RowView { total: row.total, cells: cells(&row.cells) }).collect(),
        }
    }
}

impl PhraseView {
    fn new(phrase: &Phrase, k: Threshold) -> Self {
        let text = || in_each_language(k, |speech| speech.phrase(phrase).text);
        match phrase {
            Phrase::Term(term, _) => Self { code: Some(term.as_str().to_owned()), text: text() },
            Phrase::Said(code, _) => Self { code: Some((*code).to_owned()), text: text() },
            Phrase::Label(label) => Self { code: None, text: texts_view(label) },
            Phrase::Coded(code, label) => Self { code: Some(code.clone()), text: texts_view(label) },
        }
    }
}

impl CellView {
    fn new(cell: &Cell, k: Threshold) -> Self {
        let said = || Self::Phrase {
            phrase: PhraseView { code: None, text: in_each_language(k, |speech| speech.inline(cell)) },
        };
        match cell {
            Cell::Blank => Self::Blank,
            Cell::Absent(term) => Self::Absent { reason: PhraseView::new(&Phrase::from(*term), k) },
            Cell::Phrase(phrase) => Self::Phrase { phrase: PhraseView::new(phrase, k) },
            Cell::Phrases(phrases) => match phrases.as_slice() {
                [phrase] => Self::Phrase { phrase: PhraseView::new(phrase, k) },
                _ => said(),
            },
            Cell::Days(..) => said(),
            Cell::Text(text) => Self::Text { text: text.clone() },
            Cell::Count(count) => Self::Count { count: *count },
            Cell::Number(number, _) | Cell::Signed(number, _) | Cell::PValue(number) | Cell::Margin(number) => {
                Self::Number { number: *number }
            }
            Cell::Share(share) => Self::share(share, None),
            Cell::SharePhrase(share, term) => Self::share(share, Some(PhraseView::new(&Phrase::from(*term), k))),
            Cell::Difference(difference) => Self::difference(difference, None),
            Cell::DifferencePhrase(difference, term) => {
                Self::difference(difference, Some(PhraseView::new(&Phrase::from(*term), k)))
            }
            Cell::Percentage(count, of) => Self::Part { count: *count, of: *of },
            Cell::Limits(low, high) => Self::Limits { low: *low, high: *high },
            Cell::Goal(share) => Self::Goal { share: *share },
            Cell::Day(day) => Self::Day { day: day.to_string() },
            Cell::Period(period) => Self::Period { period: period.label().to_owned() },
        }
    }

    fn difference(difference: &Difference, meaning: Option<PhraseView>) -> Self {
        let Difference { share, low, high, .. } = *difference;
        Self::Difference { share, low, high, level: LEVEL, meaning }
    }

    fn share(share: &Proportion, meaning: Option<PhraseView>) -> Self {
        Self::Share {
            count: share.n,
            n: share.of,
            share: share.share,
            low: share.low,
            high: share.high,
            level: LEVEL,
            meaning,
        }
    }
}

fn in_each_language(k: Threshold, say: impl Fn(&Speech) -> String) -> TextsBody {
    let texts = Words::all().iter().map(|words| (words.language.to_string(), say(&Speech::of(words, k))));
    texts.collect()
}
