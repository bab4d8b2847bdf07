//! What waits for somebody, by their rights and departments.

use std::sync::Arc;

use actix_web::web::Data;

use crate::access::Right;
use crate::agenda;
use crate::http::Problem;
use crate::pages::console::home::words::Words;
use crate::pages::console::person::Person;
use crate::reports::numbers::Numbers;
use crate::state::{Catalogue, Released, State};
use crate::storage::comments::{CommentQuery, list_released_comments};
use crate::storage::{Error, Session, actions, complaints, kiosks, lots, reviews, targets, visits};
use crate::survey::action::Action;
use crate::survey::codes::{DepartmentCode, SurveySlug};
use crate::survey::comment::cells;
use crate::survey::complaint::Complaints;
use crate::survey::period::{Period, Unit};
use crate::survey::response::Channel;
use crate::survey::signals::{Sought, signals};

/// Something that waits.
pub struct Task {
    /// What it is, with how many there are.
    pub text: String,
    /// What else is to be known of it.
    pub hint: String,
    /// Where it is done.
    pub address: String,
}

/// What was read for it.
struct Read {
    unread: usize,
    lots: Vec<lots::WaitingLot>,
    visits: Vec<crate::survey::visits::Visits>,
    complaints: Vec<Complaints>,
    actions: Vec<Action>,
    kiosks: Vec<(crate::kiosk::Kiosk, Option<crate::kiosk::Contact>)>,
    /// The surveys of which something is told, with the last closed quarter.
    surveys: Vec<Told>,
}

/// What the last closed quarter of a survey gives to do.
struct Told {
    survey: SurveySlug,
    quarter: Period,
    /// The shares that are bad news, and those of them that miss their target, without an action.
    adverse: usize,
    missed: usize,
    is_issued: bool,
}

/// What waits for somebody; nothing when nothing waits.
pub async fn find(
    state: &Data<State>,
    person: &Person,
    words: &Words,
    numbers: &Numbers,
) -> Result<Vec<Task>, Problem> {
    let (catalogue, now) = (state.catalogue().await, state.clock.now());
    let (today, known, reader) = (now.date(), catalogue.clone(), person.clone());
    let work = move |session: &mut Session, released: Released<'_>| read(session, &released, &known, &reader, today);
    let read = state.consult(None, work).await?;
    let mut tasks = Vec::new();
    let mut add = |right: Right, number: usize, text: &str, hint: String, address: String| {
        if number > 0 && person.may(right) {
            tasks.push(Task { text: text.replace("{number}", &number.to_string()), hint, address });
        }
    };
    let own: Vec<_> = catalogue.departments.iter().filter(|known| person.covers(&known.code)).cloned().collect();
    let codes = |codes: &[DepartmentCode]| codes.iter().map(DepartmentCode::as_str).collect::<Vec<_>>().join(", ");
    let (quarter, day) = agenda::next_comments(today, state.config.close_after_days);
    let from = words.next_comments.replace("{quarter}", &numbers.period(&quarter));
    let from = from.replace("{day}", &numbers.day(day));
    add(Right::ModerateComments, read.unread, &words.comments, from, "/console/comments".to_owned());
    let responses: u64 = read.lots.iter().map(|(_, responses)| responses).sum();
    let in_lots = words.lots_hint.replace("{number}", &responses.to_string());
    // What was not typed from paper came from files.
    let is_paper = read.lots.iter().all(|(lot, _)| lot.channel == Channel::Paper);
    let desk = if is_paper { "/console/paper" } else { "/console/imports" };
    add(Right::EnterPaper, read.lots.len(), &words.lots, in_lots, desk.to_owned());
    if let Some((month, missing)) = agenda::missing_visits(&own, &read.visits, today) {
        let text = words.visits.replace("{month}", &numbers.period(&month));
        add(Right::EnterRecords, missing.len(), &text, codes(&missing), format!("/console/visits?month={month}"));
    }
    if let Some((quarter, missing)) = agenda::missing_complaints(&own, &read.complaints, today) {
        let text = words.complaints.replace("{quarter}", &numbers.period(&quarter));
        add(
            Right::EnterRecords,
            missing.len(),
            &text,
            codes(&missing),
            format!("/console/complaints?quarter={quarter}"),
        );
    }
    let (overdue, due) = agenda::actions(read.actions.iter(), today);
    let at_actions = "/console/actions".to_owned();
    add(Right::ManageActions, overdue, &words.overdue, String::new(), at_actions.clone());
    add(Right::ManageActions, due, &words.due, String::new(), at_actions);
    let (silent, failing) = agenda::kiosks(&read.kiosks, &now);
    let at_kiosks = "/console/kiosks".to_owned();
    add(Right::ManageKiosks, silent, &words.silent, String::new(), at_kiosks.clone());
    add(Right::ManageKiosks, failing, &words.failing, String::new(), at_kiosks);
    for told in &read.surveys {
        let of_quarter = |text: &str| text.replace("{quarter}", &numbers.period(&told.quarter));
        let at_signals = match person.may(Right::ManageActions) {
            true => format!("/console/actions?survey={}#signals", told.survey),
            false => format!("/results/{}?period={}&lang={}", told.survey, told.quarter, person.account.language),
        };
        add(Right::ReadResults, told.adverse, &of_quarter(&words.signals), String::new(), at_signals.clone());
        add(Right::ManageActions, told.missed, &of_quarter(&words.missed), String::new(), at_signals);
        let desk = format!("/console/reviews/{}?survey={}", told.quarter, told.survey);
        let waits = usize::from(!told.is_issued);
        add(Right::IssueReviews, waits, &of_quarter(&words.review), String::new(), desk);
    }
    Ok(tasks)
}

fn read(
    session: &mut Session,
    released: &Released<'_>,
    catalogue: &Arc<Catalogue>,
    person: &Person,
    today: jiff::civil::Date,
) -> Result<Read, Error> {
    let (decided, counted) = (actions::list_actions(session)?, complaints::list_complaints(session, None)?);
    let (mut unread, mut surveys) = (0, Vec::new());
    let issued = reviews::list_reviews(session)?;
    let is_own = |department: Option<&DepartmentCode>| person.require(department).is_ok();
    let is_shown = person.may(Right::ReadResults);
    for (survey, versions) in catalogue.surveys.iter().filter(|(_, versions)| is_shown && !versions.is_empty()) {
        let query = CommentQuery { survey: survey.clone(), period: None, decision: Some(None) };
        unread += list_released_comments(session, &query)?.iter().filter(|it| is_own(it.department.as_ref())).count();
        let record = released.of(survey, versions);
        let running = Period::holding(today, Unit::Quarter);
        let closed =
            [running.before(), running.before().before()].into_iter().find(|quarter| record.is_closed(quarter));
        // Of a quarter before the survey there is nothing to tell.
        let began = versions.first().map(|version| version.published_on);
        let Some(quarter) = closed.filter(|quarter| began.is_some_and(|day| day <= quarter.last())) else { continue };
        let query = CommentQuery { survey: survey.clone(), period: Some(quarter.clone()), decision: None };
        let comments = cells(list_released_comments(session, &query)?);
        let goals = targets::list_targets(session, survey)?;
        let sought = Sought {
            record: &record,
            survey: survey.clone(),
            period: quarter.clone(),
            departments: person.account.departments.clone(),
            today,
            actions: &decided,
            targets: &goals,
            complaints: &counted,
            comments: &comments,
        };
        let found = signals(&sought).unwrap_or_default();
        let unanswered: Vec<_> =
            agenda::adverse(&found).filter(|place| !agenda::is_answered(place, survey, &decided)).collect();
        surveys.push(Told {
            adverse: unanswered.len(),
            missed: unanswered.iter().filter(|place| agenda::misses_target(place)).count(),
            is_issued: issued.iter().any(|review| review.survey == *survey && review.period == quarter),
            survey: survey.clone(),
            quarter,
        });
    }
    let mut known = kiosks::list_kiosks(session)?;
    known.retain(|(kiosk, _)| is_own(kiosk.settings.department.as_ref()));
    Ok(Read {
        unread,
        lots: lots::list_lots(session)?,
        visits: visits::list_visits(session, Some(&Period::holding(today, Unit::Month).before()))?,
        complaints: counted,
        actions: decided.into_iter().filter(|action| is_own(action.department.as_ref())).collect(),
        kiosks: known,
        surveys,
    })
}
