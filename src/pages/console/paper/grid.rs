//! `/console/paper/grid`: the page on which forms are typed.
//!
//! The server says which key stands for which answer, which question follows which answer, and for which day each day
//! counts; the script beside this file moves through it and sends what was typed.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use jiff::ToSpan;
use serde::Deserialize;

use crate::http::{Kind, Problem};
use crate::pages::console::layout::Layout;
use crate::pages::console::paper::desk::day;
use crate::pages::console::paper::words::Words;
use crate::pages::console::person::Person;
use crate::pages::paper::{Field, fields};
use crate::pages::shared::Frame;
use crate::state::{Catalogue, State};
use crate::storage::batches::{count_months, list_batches};
use crate::storage::forms::last_place;
use crate::storage::lots::find_lot;
use crate::storage::release::find_closed_through;
use crate::survey::department::Department;
use crate::survey::double_entry::SAMPLE;
use crate::survey::lot::{LONGEST_BATCH, batch_digest};
use crate::survey::questionnaire::Version;
use crate::survey::response::{Channel, OLDEST_DAYS, booked_day, recent_day};

#[derive(Template)]
#[template(path = "console/paper/grid.html", config = "src/pages/askama.toml")]
struct GridPage<'a> {
    frame: &'a Frame,
    layout: &'a Layout,
    words: &'static Words,
    title: String,
    version: &'a Version,
    department: &'a Department,
    batch: &'a str,
    /// What the address of blank forms asks for.
    blank: String,
    /// Whether the batch was confirmed, and what is typed now is another one.
    is_taken: bool,
    is_check: bool,
    sample: u32,
    /// How many forms of the batch wait.
    held: u64,
    /// The number that the next form gets, if nobody else types into the batch.
    next: u32,
    days: Vec<Day>,
    fields: Vec<Field<'a>>,
    /// What the script says, as JSON.
    said: String,
}

/// A day that may stand on a form.
struct Day {
    value: String,
    label: String,
    /// The sentence that says for which day it counts.
    books: String,
}

/// Which grid.
#[derive(Debug, Default, Deserialize)]
struct GridQuery {
    #[serde(default)]
    survey: String,
    #[serde(default)]
    department: String,
    #[serde(default)]
    batch: String,
    #[serde(default)]
    check: String,
}

/// `GET /console/paper/grid`
pub async fn get_grid(request: HttpRequest, state: Data<State>, person: Person) -> Result<HttpResponse, Problem> {
    let query: GridQuery = serde_html_form::from_str(request.query_string()).unwrap_or_default();
    let layout = Layout::new(&request, &state, &person).await?;
    let words = Words::of(&layout.frame.words.language);
    let catalogue = state.catalogue().await;
    let (version, department) = find(&catalogue, &person, &query)?;
    let today = state.clock.today();
    let batch: String = query.batch.trim().chars().take(LONGEST_BATCH).collect();
    let batch = if batch.is_empty() { format!("{} {}", department.code, day(today)) } else { batch };
    let (survey, name) = (version.survey.clone(), batch.clone());
    let digest = batch_digest(&survey, Channel::Paper, &batch);
    let (closed_through, is_taken, held, last) = state
        .read(move |session| {
            let closed_through = find_closed_through(session)?;
            let Some(lot) = find_lot(session, &digest)? else {
                let is_taken = list_batches(session, &survey)?.iter().any(|batch| batch.name == name);
                return Ok((closed_through, is_taken, 0, 0));
            };
            let held = count_months(session, lot.number)?.values().sum();
            Ok((closed_through, false, held, last_place(session, lot.number)?))
        })
        .await?;
    let days = (0..=OLDEST_DAYS + 1).filter_map(|age| today.checked_sub(age.days()).ok()).map(|claimed| {
        let books = booked_day(recent_day(claimed, today), today, closed_through);
        let label = if recent_day(claimed, today) == claimed { day(claimed) } else { words.earlier(claimed) };
        Day { value: claimed.to_string(), label, books: words.books.replace("{day}", &day(books)) }
    });
    let is_check = query.check == "1";
    let title = if is_check { &words.check_title } else { &words.grid_title };
    layout.show(&GridPage {
        title: title.replace("{department}", layout.frame.text(&department.name)),
        blank: serde_html_form::to_string([("batch", &batch)]).unwrap_or_default(),
        fields: fields(version, &department.code, layout.frame.words),
        days: days.collect(),
        sample: SAMPLE,
        next: last + 1,
        held,
        said: words.said(),
        batch: &batch,
        frame: &layout.frame,
        layout: &layout,
        words,
        version,
        department,
        is_taken,
        is_check,
    })
}

impl GridPage<'_> {
    /// How a question ends to which several boxes may be ticked.
    fn how_many(&self, field: &Field<'_>) -> Option<String> {
        let limited = usize::from(field.most) < field.boxes.len();
        match field.most {
            0 | 1 => None,
            most if limited => Some(self.words.at_most.replace("{most}", &most.to_string())),
            _ => Some(self.words.several.clone()),
        }
    }

    /// Why a question may be passed over.
    fn why_skipped(&self, field: &Field<'_>) -> Option<String> {
        let condition = field.condition.as_ref()?;
        let said = self.words.skipped.replace("{number}", &condition.number.to_string());
        Some(said.replace("{answers}", &condition.answers.join(", ")))
    }
}

/// The version that is asked and a department of theirs; without names the first ones.
fn find<'a>(
    catalogue: &'a Catalogue,
    person: &Person,
    query: &GridQuery,
) -> Result<(&'a Version, &'a Department), Problem> {
    let missing = || Problem::new(Kind::NotFound);
    let survey = match query.survey.as_str() {
        "" => {
            catalogue.surveys.keys().find(|slug| catalogue.asked(slug.as_str()).is_some()).ok_or_else(missing)?.as_str()
        }
        named => named,
    };
    let version = catalogue.asked(survey).ok_or_else(missing)?;
    let mut offered = catalogue.offered(version);
    let department = match query.department.as_str() {
        "" => offered.find(|known| person.covers(&known.code)),
        named => offered.find(|known| known.code.as_str() == named),
    };
    let department = department.ok_or_else(missing)?;
    person.require(Some(&department.code))?;
    Ok((version, department))
}

impl Words {
    fn earlier(&self, last: jiff::civil::Date) -> String {
        self.earlier.replace("{day}", &day(last.saturating_add(1.day())))
    }

    /// What the script says, by name.
    fn said(&self) -> String {
        let said = [
            ("noKey", &self.say_no_key),
            ("noWord", &self.say_no_word),
            ("unticked", &self.say_unticked),
            ("clearing", &self.say_clearing),
            ("atEnd", &self.say_at_end),
            ("tooMany", &self.say_too_many),
            ("answered", &self.say_answered),
            ("required", &self.say_required),
            ("number", &self.say_number),
            ("sample", &self.say_sample),
            ("held", &self.say_held),
            ("stored", &self.say_stored),
            ("aside", &self.say_aside),
            ("renumbered", &self.say_renumbered),
            ("sending", &self.say_sending),
            ("again", &self.say_again),
            ("signedOut", &self.say_signed_out),
            ("refused", &self.say_refused),
            ("correct", &self.say_correct),
            ("takenBack", &self.say_taken_back),
            ("nothingBack", &self.say_nothing_back),
            ("notEmpty", &self.say_not_empty),
            ("notBack", &self.say_not_back),
            ("trial", &self.say_trial),
            ("cleared", &self.say_cleared),
            ("noPlace", &self.no_place),
            ("same", &self.same),
            ("differ", &self.differ),
        ];
        serde_json::to_string(&std::collections::BTreeMap::from(said)).unwrap_or_default()
    }
}
