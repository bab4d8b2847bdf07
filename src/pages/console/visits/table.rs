//! `/console/visits/table`: the visits of many months and departments at once.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use crate::http::{Problem, visits};
use crate::intake::visits::{COLUMNS, read_visits};
use crate::pages::console::csv::{Look, Pasted, Saying, Sheet, hand_out};
use crate::pages::console::layout::{Layout, go_telling};
use crate::pages::console::person::{Form, Person};
use crate::pages::console::visits::words::Words;
use crate::reports::numbers::Numbers;
use crate::reports::table::Cell;
use crate::state::State;
use crate::storage::visits::list_visits;
use crate::survey::codes::DepartmentCode;
use crate::survey::visits::Visits;

/// `GET /console/visits/table`
pub async fn get_table(request: HttpRequest, state: Data<State>, person: Person) -> Result<HttpResponse, Problem> {
    let layout = Layout::new(&request, &state, &person).await?;
    show(&layout, &Pasted::default(), Look::None)
}

/// `POST /console/visits/table`: looks through a table, and takes it when that is asked for and all of it fits.
pub async fn post_table(request: HttpRequest, state: Data<State>, form: Form<Pasted>) -> Result<HttpResponse, Problem> {
    let Form { person, sent } = form;
    let layout = Layout::new(&request, &state, &person).await?;
    let catalogue = state.refreshed_catalogue().await?;
    let own = catalogue.departments.iter().filter(|department| person.covers(&department.code));
    let own: Vec<DepartmentCode> = own.map(|department| department.code.clone()).collect();
    let encoding = Some(encoding_rs::UTF_8);
    let read = match read_visits(sent.text.as_bytes(), encoding, &own, state.clock.today()) {
        Ok(read) => read,
        Err(faults) => return show(&layout, &sent, Look::Faults(faults)),
    };
    let entered = state.read(|session| list_visits(session, None)).await?;
    let numbers = Numbers::of(&layout.frame.words.language);
    let words = Words::of(&layout.frame.words.language);
    let line = |new: &Visits| {
        let old = entered.iter().find(|old| old.department == new.department && old.month.first() == new.month.first());
        let (count, place) = (numbers.count(new.visits), format!("{}, {}", numbers.period(&new.month), new.department));
        match old {
            Some(old) if old.visits == new.visits => None,
            Some(old) => Some(format!("{place}: {} → {count}", numbers.count(old.visits))),
            None => Some(format!("{place}: {count} ({})", words.is_new)),
        }
    };
    if !sent.sure {
        return show(&layout, &sent, Look::Fits(read.iter().filter_map(line).collect()));
    }
    visits::import(&state, &person, read).await?;
    Ok(go_telling("/console/visits", "saved"))
}

/// `GET /console/visits/table/file`: all that was entered.
pub async fn get_file(state: Data<State>, person: Person) -> Result<HttpResponse, Problem> {
    let mut entered = state.read(|session| list_visits(session, None)).await?;
    entered.retain(|one| person.covers(&one.department));
    let row = |one: &Visits| -> Vec<Cell<'_>> {
        vec![one.month.label().to_owned().into(), one.department.to_string().into(), one.visits.into()]
    };
    Ok(hand_out("visits", &COLUMNS, &entered.iter().map(row).collect::<Vec<_>>()))
}

fn show(layout: &Layout, pasted: &Pasted, look: Look) -> Result<HttpResponse, Problem> {
    let words = Words::of(&layout.frame.words.language);
    let sayings: [Saying; 4] = [
        ("month", "malformed", &words.not_a_month),
        ("month", "out_of_range", &words.not_begun),
        ("department", "unknown_department", &words.no_department),
        ("visits", "malformed", &words.not_a_number),
    ];
    let sheet = Sheet {
        title: &words.table_title,
        address: "/console/visits/table",
        list: ("/console/visits", &words.title),
        columns: &COLUMNS,
        sayings: &sayings,
    };
    sheet.show(layout, pasted, look)
}
