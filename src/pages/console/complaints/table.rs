//! `/console/complaints/table`: the complaints and motions of many quarters and departments at once.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use crate::http::{Problem, complaints};
use crate::intake::complaints::{COLUMNS, read_complaints};
use crate::pages::console::complaints::words::Words;
use crate::pages::console::csv::{Look, Pasted, PastedForm, Saying, Sheet, hand_out};
use crate::pages::console::layout::{Layout, go_telling};
use crate::pages::console::person::Person;
use crate::reports::numbers::Numbers;
use crate::reports::table::Cell;
use crate::state::State;
use crate::storage::complaints::list_complaints;
use crate::survey::complaint::{Cases, Complaints};

/// `GET /console/complaints/table`
pub async fn get_table(request: HttpRequest, state: Data<State>, person: Person) -> Result<HttpResponse, Problem> {
    let layout = Layout::new(&request, &state, &person).await?;
    sheet(&layout).show(&layout, &Pasted::default(), Look::None)
}

/// `POST /console/complaints/table`: looks through a table, and takes it when that is asked for and all of it fits.
pub async fn post_table(request: HttpRequest, state: Data<State>, form: PastedForm) -> Result<HttpResponse, Problem> {
    let (person, pasted) = Pasted::open(form);
    let layout = Layout::new(&request, &state, &person).await?;
    let own = person.own_departments(&*state.refreshed_catalogue().await?);
    let read = read_complaints(pasted.text.as_bytes(), Some(encoding_rs::UTF_8), &own, state.clock.today());
    let entered = state.read(|session| list_complaints(session, None)).await?;
    let words = Words::of(&layout.frame.words.language);
    let line = |new: &Complaints| {
        let same = |old: &&Complaints| old.department == new.department && old.quarter.first() == new.quarter.first();
        let place = format!("{}, {}", Numbers::of(&layout.frame.words.language).period(&new.quarter), new.department);
        match entered.iter().find(same) {
            Some(old) if old == new => None,
            Some(old) => Some(format!("{place}: {} → {}", counts(old, words), counts(new, words))),
            None => Some(format!("{place}: {} ({})", counts(new, words), words.is_new)),
        }
    };
    let take = async |read| {
        complaints::import(&state, &person, read).await?;
        Ok(go_telling("/console/complaints", "saved"))
    };
    sheet(&layout).answer(&layout, &pasted, read, line, take).await
}

/// `GET /console/complaints/table/file`: all that was entered.
pub async fn get_file(state: Data<State>, person: Person) -> Result<HttpResponse, Problem> {
    let mut entered = state.read(|session| list_complaints(session, None)).await?;
    entered.retain(|one| person.covers(&one.department));
    let row = |one: &Complaints| -> Vec<Cell<'_>> {
        let of = |cases: Cases| [cases.received, cases.on_time, cases.justified].map(|count| Cell::Count(count.into()));
        let place = [one.quarter.label().to_owned().into(), one.department.to_string().into()];
        place.into_iter().chain(of(one.complaints)).chain(of(one.motions)).collect()
    };
    Ok(hand_out("complaints", &COLUMNS, &entered.iter().map(row).collect::<Vec<_>>()))
}

/// The numbers of a department in a line: `skargi 3/2/1, wnioski 0/0/0`.
fn counts(one: &Complaints, words: &Words) -> String {
    let of = |cases: Cases| format!("{}/{}/{}", cases.received, cases.on_time, cases.justified);
    let (complaints, motions) = (words.complaints.to_lowercase(), words.motions.to_lowercase());
    format!("{complaints} {}, {motions} {}", of(one.complaints), of(one.motions))
}

fn sheet(layout: &Layout) -> Sheet {
    let words = Words::of(&layout.frame.words.language);
    let numbers = COLUMNS[2..].iter().map(|(name, _)| (*name, "malformed", &*words.not_a_number));
    let parts = COLUMNS[2..].iter().map(|(name, _)| (*name, "out_of_range", &*words.too_many));
    let own: [Saying; 3] = [
        ("quarter", "malformed", &words.not_a_quarter),
        ("quarter", "out_of_range", &words.not_begun),
        ("department", "unknown_department", &words.no_department),
    ];
    let sayings: Vec<Saying> = own.into_iter().chain(numbers).chain(parts).collect();
    Sheet {
        title: &words.table_title,
        address: "/console/complaints/table",
        list: ("/console/complaints", &words.title),
        columns: &COLUMNS,
        sayings,
    }
}
