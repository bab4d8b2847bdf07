//! Lots that wait, as the pages about paper and about files show them: what they hold, and that they are confirmed or
//! taken back.

use actix_web::web::Data;
use jiff::civil::Date;
use serde::Deserialize;

use crate::http::{Kind, Problem};
use crate::pages::console::person::{Form, Person};
use crate::reports::numbers::Numbers;
use crate::state::State;
use crate::storage::batches::count_months;
use crate::storage::lots::{confirm_lot, find_labelled, list_lots, take_back_lot};
use crate::storage::{Error, Session};
use crate::survey::lot::{Lot, Months};
use crate::survey::period::{Period, Unit};

/// Which lot something is done about, by its label.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChosenLot {
    lot: String,
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

/// Lets a lot of theirs count from the next release on.
///
/// # Errors
/// `Conflict` when it does not wait any more, `Forbidden` when it holds what is not theirs.
pub async fn confirm(state: &Data<State>, form: Form<ChosenLot>) -> Result<(), Problem> {
    let today = state.clock.today();
    about(state, form, "lot.confirm", move |session, lot| confirm_lot(session, lot, today).map(|_| ())).await
}

/// Deletes a lot of theirs with all that it holds.
///
/// # Errors
/// As [`confirm`].
pub async fn take_back(state: &Data<State>, form: Form<ChosenLot>) -> Result<(), Problem> {
    about(state, form, "lot.take_back", |session, lot| take_back_lot(session, lot).map(|_| ())).await
}

/// Does something about a lot of theirs, and notes that they did it.
async fn about(
    state: &Data<State>,
    form: Form<ChosenLot>,
    action: &str,
    work: impl FnOnce(&mut Session, &Lot) -> Result<(), Error> + Send + 'static,
) -> Result<(), Problem> {
    let label = form.sent.lot;
    let find = move |session: &mut Session| {
        let Some(lot) = find_labelled(session, &label)? else { return Ok(None) };
        let months = count_months(session, lot.number)?;
        Ok(Some((lot, months)))
    };
    let (lot, months) = state.read(find).await?.ok_or_else(|| Problem::new(Kind::Conflict))?;
    if !is_theirs(&form.person, &months) {
        return Err(Problem::new(Kind::Forbidden));
    }
    let entry = state.audit_entry(&form.person, action, lot.subject(months.values().sum()));
    state.change(entry, move |session| work(session, &lot)).await?;
    Ok(state.empty_log().await?)
}
