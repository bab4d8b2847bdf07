//! Lots that wait, as the pages about paper and about files show them: what they hold, and that they are confirmed or
//! taken back.

use actix_web::HttpResponse;
use actix_web::web::Data;
use jiff::civil::Date;
use serde::Deserialize;

use crate::http::{Kind, Problem};
use crate::pages::console::layout::go_telling;
use crate::pages::console::person::{Form, Person};
use crate::reports::numbers::Numbers;
use crate::state::State;
use crate::storage::batches::count_months;
use crate::storage::forms::last_place;
use crate::storage::lots::{confirm_lot, find_labelled, list_lots, take_back_lot};
use crate::storage::{Error, Session};
use crate::survey::double_entry::SAMPLE;
use crate::survey::lot::{Lot, Months};
use crate::survey::period::{Period, Unit};

/// Which lot something is done about, by its label.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChosenLot {
    lot: String,
    /// There when somebody means to confirm it although none of its forms was typed a second time.
    unchecked: Option<String>,
}

/// The lots that wait, each with what it holds.
///
/// # Errors
/// When the database is not available, or a lot cannot be read.
pub fn lots_with_months(session: &mut Session) -> Result<Vec<(Lot, Months)>, Error> {
    let lots = list_lots(session)?.into_iter();
    lots.map(|(lot, _)| count_months(session, lot.number).map(|months| (lot, months))).collect()
}

/// Whether all that a lot holds is of their departments.
pub fn is_theirs(person: &Person, months: &Months) -> bool {
    months.keys().all(|(department, _)| person.covers(department))
}

/// What a lot holds, a line for each department and month.
pub fn lines(months: &Months, numbers: &Numbers) -> Vec<String> {
    let name = |month: Date| numbers.period(&Period::holding(month, Unit::Month));
    months.iter().map(|((department, month), number)| format!("{department}, {}: {number}", name(*month))).collect()
}

/// Whether forms of a stack were put aside to be typed a second time, and none was.
///
/// # Errors
/// When the database is not available.
pub fn is_unchecked(session: &mut Session, lot: &Lot) -> Result<bool, Error> {
    Ok(lot.typing.compared == 0 && last_place(session, lot.number)? >= SAMPLE)
}

/// Lets a lot of theirs count from the next release on, and goes on to a page; a stack whose sample was not checked only if
/// they say that they mean it, or else they are led to where that can be said.
///
/// # Errors
/// `Conflict` when it does not wait any more, `Forbidden` when it holds what is not theirs.
pub async fn confirm(state: &Data<State>, form: Form<ChosenLot>, address: &str) -> Result<HttpResponse, Problem> {
    let chosen = choose(state, &form).await?;
    let lot = chosen.0.clone();
    if form.sent.unchecked.is_none() && state.read(move |session| is_unchecked(session, &lot)).await? {
        return Ok(go_telling("/console/paper", "unchecked"));
    }
    let today = state.clock.today();
    let work = move |session: &mut Session, lot: &Lot| confirm_lot(session, lot, today).map(|_| ());
    change(state, &form.person, "lot.confirm", chosen, work).await?;
    Ok(go_telling(address, "confirmed"))
}

/// Deletes a lot of theirs with all that it holds, and goes on to a page.
///
/// # Errors
/// As [`confirm`].
pub async fn take_back(state: &Data<State>, form: Form<ChosenLot>, address: &str) -> Result<HttpResponse, Problem> {
    let chosen = choose(state, &form).await?;
    let work = |session: &mut Session, lot: &Lot| take_back_lot(session, lot).map(|_| ());
    change(state, &form.person, "lot.take_back", chosen, work).await?;
    Ok(go_telling(address, "taken-back"))
}

/// The lot of theirs that a form names, with what it holds.
async fn choose(state: &State, form: &Form<ChosenLot>) -> Result<(Lot, Months), Problem> {
    let label = form.sent.lot.clone();
    let find = move |session: &mut Session| {
        let Some(lot) = find_labelled(session, &label)? else { return Ok(None) };
        let months = count_months(session, lot.number)?;
        Ok(Some((lot, months)))
    };
    let (lot, months) = state.read(find).await?.ok_or_else(|| Problem::new(Kind::Conflict))?;
    if is_theirs(&form.person, &months) { Ok((lot, months)) } else { Err(Problem::new(Kind::Forbidden)) }
}

/// Does something about a lot, and notes that they did it.
async fn change(
    state: &Data<State>,
    person: &Person,
    action: &str,
    (lot, months): (Lot, Months),
    work: impl FnOnce(&mut Session, &Lot) -> Result<(), Error> + Send + 'static,
) -> Result<(), Problem> {
    let entry = state.audit_entry(person, action, lot.subject(months.values().sum()));
    state.change(entry, move |session| work(session, &lot)).await?;
    Ok(state.empty_log().await?)
}
