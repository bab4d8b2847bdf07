//! A table that is pasted from a spreadsheet, or chosen as a file, which comes to the same: it is looked through first, and
//! taken when somebody has seen what it does.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header;
use askama::Template;
use serde::Deserialize;

use crate::http::Problem;
use crate::intake::sheet::{Column, as_text};
use crate::pages::console::layout::Layout;
use crate::pages::console::person::{Person, Upload};
use crate::pages::shared::Frame;
use crate::reports::csv::{Dialect, write_rows};
use crate::reports::table::Cell;
use crate::survey::fault::Fault;

/// The form of a table, with the file that may be chosen in it, in bytes.
pub type PastedForm = Upload<Pasted, { 256 * 1024 }>;

/// What is pasted, and whether it is to be taken.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Pasted {
    /// The survey, of what belongs to one.
    pub survey: String,
    /// The table, with its header.
    pub text: String,
    /// Whether it is taken if it fits.
    pub sure: bool,
    /// Why the file that was chosen cannot be read.
    #[serde(skip)]
    pub unreadable: bool,
}

/// What is wrong with a cell, in words: by its column and the fault's code.
pub type Saying = (&'static str, &'static str, &'static str);

/// The page of a table.
pub struct Sheet {
    /// What it is called.
    pub title: &'static str,
    /// The address that it is sent to, and fetched from.
    pub address: &'static str,
    /// The address and the name of the list that it is about.
    pub list: (&'static str, &'static str),
    /// Its columns.
    pub columns: &'static [Column],
    /// How it would be wrong.
    pub sayings: Vec<Saying>,
}

/// What a look through a table found.
pub enum Look {
    /// Nothing was pasted yet.
    None,
    /// It would do this, line by line.
    Fits(Vec<String>),
    /// It does not fit.
    Faults(Vec<Fault>),
}

#[derive(Template)]
#[template(path = "console/csv.html", config = "src/pages/askama.toml")]
struct SheetPage<'a> {
    frame: &'a Frame,
    layout: &'a Layout,
    sheet: &'a Sheet,
    columns: String,
    pasted: &'a Pasted,
    fits: Option<Vec<String>>,
    faults: Vec<FaultText>,
}

/// A fault: its line and column, and what is wrong.
struct FaultText {
    line: String,
    column: String,
    text: &'static str,
}

impl Pasted {
    /// What somebody sent. A file takes the place of what was pasted, and is seen before it is taken.
    pub fn open(form: PastedForm) -> (Person, Self) {
        let Upload { person, sent, file } = form;
        let Some(file) = file else { return (person, sent) };
        let text = as_text(&file.bytes);
        let unreadable = text.is_err();
        (person, Self { text: text.unwrap_or_default(), sure: false, unreadable, ..sent })
    }
}

impl Sheet {
    /// What a table would do, line by line as `told` says it; it is taken by `take`, if that is asked for and all of it
    /// fits.
    ///
    /// # Errors
    /// When it cannot be taken, or the template fails.
    pub async fn answer<T>(
        &self,
        layout: &Layout,
        pasted: &Pasted,
        read: Result<Vec<T>, Vec<Fault>>,
        told: impl Fn(&T) -> Option<String>,
        take: impl AsyncFnOnce(Vec<T>) -> Result<HttpResponse, Problem>,
    ) -> Result<HttpResponse, Problem> {
        match read {
            _ if pasted.unreadable => self.show(layout, pasted, Look::Faults(vec![Fault::new("", "unreadable", "")])),
            Err(faults) => self.show(layout, pasted, Look::Faults(faults)),
            Ok(read) if pasted.sure => take(read).await,
            Ok(read) => self.show(layout, pasted, Look::Fits(read.iter().filter_map(told).collect())),
        }
    }

    /// The page, with what a look found.
    ///
    /// # Errors
    /// `Internal` when the template fails.
    pub fn show(&self, layout: &Layout, pasted: &Pasted, look: Look) -> Result<HttpResponse, Problem> {
        let polish = layout.frame.words.language.as_str() == "pl";
        let names: Vec<&str> = self.columns.iter().map(|(name, own)| if polish { *own } else { *name }).collect();
        let (fits, faults) = match look {
            Look::None => (None, Vec::new()),
            Look::Fits(lines) => (Some(lines), Vec::new()),
            Look::Faults(faults) => (None, faults),
        };
        let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        let page = SheetPage {
            frame: &layout.frame,
            layout,
            sheet: self,
            columns: names.join(", "),
            pasted,
            fits,
            faults: faults.iter().map(|fault| self.say(fault, layout, polish)).collect(),
        };
        layout.show_with(status, &page)
    }

    fn say(&self, fault: &Fault, layout: &Layout, polish: bool) -> FaultText {
        let mut parts = fault.pointer.trim_start_matches('/').splitn(2, '/');
        let (line, column) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let said = self.sayings.iter().find(|(name, code, _)| *name == column && *code == fault.code);
        let own = self.columns.iter().find(|(name, _)| *name == column).filter(|_| polish);
        let text = match column {
            "" if fault.code == "unreadable" => &*layout.words.misfit_file,
            "" if fault.code == "malformed" => &*layout.words.misfit_line,
            _ => layout.words.misfit(fault.code),
        };
        FaultText {
            line: line.to_owned(),
            column: own.map_or(column, |(_, own)| *own).to_owned(),
            text: said.map_or(text, |(.., said)| *said),
        }
    }
}

/// A table as a file that Excel opens, and that can be pasted again.
pub fn hand_out(name: &str, columns: &[Column], rows: &[Vec<Cell<'_>>]) -> HttpResponse {
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.csv\"")))
        .content_type("text/csv; charset=utf-8")
        .body(write_rows(&names, rows, Dialect::ExcelPl))
}
