//! `/console/visits/table`: the visits of many months and departments at once.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use crate::http::{Problem, visits};
use crate::intake::visits::{COLUMNS, read_visits};
use crate::pages::console::csv::{Look, Pasted, PastedForm, Saying, Sheet, hand_out};
use crate::pages::console::layout::{Layout, go_telling};
use crate::pages::console::person::Person;
use crate::pages::console::visits::words::Words;
use crate::reports::numbers::Numbers;
use crate::reports::table::Cell;
use crate::state::State;
use crate::storage::visits::list_visits;
use crate::survey::visits::Visits;

/// `GET /console/visits/table`
pub async fn get_table(request: HttpRequest, state: Data<State>, person: Person) -> Result<HttpResponse, Problem> {
    let layout = Layout::new(&request, &state, &person).await?;
    sheet(&layout).show(&layout, &Pasted::default(), Look::None)
}

/// `POST /console/visits/table`: looks through a table, and takes it when that is asked for and all of it fits.
pub async fn post_table(request: HttpRequest, state: Data<State>, form: PastedForm) -> Result<HttpResponse, Problem> {
    let (person, pasted) = Pasted::open(form);
    let layout = Layout::new(&request, &state, &person).await?;
    let own = person.own_departments(&*state.refreshed_catalogue().await?);
    let read = read_visits(pasted.text.as_bytes(), Some(encoding_rs::UTF_8), &own, state.clock.today());
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
    let take = async |read| {
        visits::import(&state, &person, read).await?;
        Ok(go_telling("/console/visits", "saved"))
    };
    sheet(&layout).answer(&layout, &pasted, read, line, take).await
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

fn sheet(layout: &Layout) -> Sheet {
    let words = Words::of(&layout.frame.words.language);
    let sayings: Vec<Saying> = vec![
        ("month", "malformed", &words.not_a_month),
        ("month", "out_of_range", &words.not_begun),
        ("department", "unknown_department", &words.no_department),
        ("visits", "malformed", &words.not_a_number),
    ];
    Sheet {
        title: &words.table_title,
        address: "/console/visits/table",
        list: ("/console/visits", &words.title),
        columns: &COLUMNS,
        sayings,
    }
}
