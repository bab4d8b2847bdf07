//! What waits for somebody, by their rights and departments.

use std::sync::Arc;

use actix_web::web::Data;

use crate::access::Right;
use crate::agenda;
use crate::http::Problem;
use crate::pages::console::home::words::Words;
use crate::pages::console::person::Person;
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
    adverse: usize,
    missed: usize,
    is_issued: bool,
}

/// What waits for somebody; nothing when nothing waits.
pub async fn find(state: &Data<State>, person: &Person, words: &Words) -> Result<Vec<Task>, Problem> {
    let (catalogue, now) = (state.catalogue().await, state.clock.now());
    let (today, known, departments) = (now.date(), catalogue.clone(), person.account.departments.clone());
    let work =
        move |session: &mut Session, released: Released<'_>| read(session, &released, &known, &departments, today);
    let read = state.consult(None, work).await?;
    let mut tasks = Vec::new();
    let mut add = |right: Right, number: usize, text: &str, hint: String, address: String| {
        if number > 0 && person.may(right) {
            tasks.push(Task { text: text.replace("{number}", &number.to_string()), hint, address });
        }
    };
    let codes = |codes: &[DepartmentCode]| codes.iter().map(DepartmentCode::as_str).collect::<Vec<_>>().join(", ");
    let (quarter, day) = agenda::next_comments(today, state.config.close_after_days);
    let from = words.next_comments.replace("{quarter}", quarter.label()).replace("{day}", &day.to_string());
    add(Right::ModerateComments, read.unread, &words.comments, from, "/console/comments".to_owned());
    let responses: u64 = read.lots.iter().map(|(_, responses)| responses).sum();
    let in_lots = words.lots_hint.replace("{number}", &responses.to_string());
    // What was not typed from paper came from files.
    let is_paper = read.lots.iter().all(|(lot, _)| lot.channel == Channel::Paper);
    let desk = if is_paper { "/console/paper" } else { "/console/imports" };
    add(Right::EnterPaper, read.lots.len(), &words.lots, in_lots, desk.to_owned());
    if let Some((month, missing)) = agenda::missing_visits(&catalogue.departments, &read.visits, today) {
        let text = words.visits.replace("{month}", month.label());
        add(Right::EnterRecords, missing.len(), &text, codes(&missing), format!("/console/visits?month={month}"));
    }
    if let Some((quarter, missing)) = agenda::missing_complaints(&catalogue.departments, &read.complaints, today) {
        let text = words.complaints.replace("{quarter}", quarter.label());
        add(
            Right::EnterRecords,
            missing.len(),
            &text,
            codes(&missing),
            format!("/console/complaints?quarter={quarter}"),
        );
    }
    let is_own =
        |action: &&Action| action.department.as_ref().map_or(person.require(None).is_ok(), |it| person.covers(it));
    let (overdue, due) = agenda::actions(read.actions.iter().filter(is_own), today);
    let at_actions = "/console/actions".to_owned();
    add(Right::ManageActions, overdue, &words.overdue, String::new(), at_actions.clone());
    add(Right::ManageActions, due, &words.due, String::new(), at_actions);
    let (silent, failing) = agenda::kiosks(&read.kiosks, &now);
    let at_kiosks = "/console/kiosks".to_owned();
    add(Right::ManageKiosks, silent, &words.silent, String::new(), at_kiosks.clone());
    add(Right::ManageKiosks, failing, &words.failing, String::new(), at_kiosks);
    for told in &read.surveys {
        let board = format!("/results/{}?period={}&lang={}", told.survey, told.quarter, person.account.language);
        let of_quarter = |text: &str| text.replace("{quarter}", told.quarter.label());
        add(Right::ReadResults, told.adverse, &of_quarter(&words.signals), String::new(), board.clone());
        add(Right::SetTargets, told.missed, &of_quarter(&words.missed), String::new(), format!("{board}#targets"));
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
    departments: &[DepartmentCode],
    today: jiff::civil::Date,
) -> Result<Read, Error> {
    let (decided, counted) = (actions::list_actions(session)?, complaints::list_complaints(session, None)?);
    let (mut unread, mut surveys) = (0, Vec::new());
    let issued = reviews::list_reviews(session)?;
    for (survey, versions) in catalogue.surveys.iter().filter(|(_, versions)| !versions.is_empty()) {
        let query = CommentQuery { survey: survey.clone(), period: None, decision: Some(None) };
        unread += list_released_comments(session, &query)?.len();
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
            departments: departments.to_vec(),
            today,
            actions: &decided,
            targets: &goals,
            complaints: &counted,
            comments: &comments,
        };
        let found = signals(&sought).unwrap_or_default();
        surveys.push(Told {
            adverse: agenda::adverse(&found),
            missed: agenda::missed_targets(&found, &decided),
            is_issued: issued.iter().any(|review| review.survey == *survey && review.period == quarter),
            survey: survey.clone(),
            quarter,
        });
    }
    Ok(Read {
        unread,
        lots: lots::list_lots(session)?,
        visits: visits::list_visits(session, Some(&Period::holding(today, Unit::Month).before()))?,
        complaints: counted,
        actions: decided,
        kiosks: kiosks::list_kiosks(session)?,
        surveys,
    })
}
