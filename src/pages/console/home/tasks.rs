//! What waits for somebody, by their rights and departments.

use std::sync::Arc;

use actix_web::web::Data;
use jiff::civil::Date;

use crate::access::Right;
use crate::agenda;
use crate::http::Problem;
use crate::pages::console::home::words::Words;
use crate::pages::console::person::Person;
use crate::pages::console::signals::{Call, calls};
use crate::reports::numbers::Numbers;
use crate::state::{Catalogue, Released, State};
use crate::storage::comments::{CommentQuery, list_released_comments};
use crate::storage::{Error, Session, actions, complaints, kiosks, lots, reviews, visits};
use crate::survey::action::Action;
use crate::survey::codes::{DepartmentCode, SurveySlug};
use crate::survey::complaint::Complaints;
use crate::survey::period::{Period, Unit};
use crate::survey::questionnaire::Version;
use crate::survey::response::Channel;

/// How many signals are told at once.
const FIRST: usize = 3;

/// Something that waits.
pub struct Task {
    /// What it is, with how many there are.
    pub text: String,
    /// What else is to be known of it.
    pub hint: String,
    /// The first of it, each in a line.
    pub lines: Vec<String>,
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
    versions: Vec<Arc<Version>>,
    quarter: Period,
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
    let mut list = List { person, words, numbers, tasks: Vec::new() };
    let (quarter, day) = agenda::next_comments(today, state.config.close_after_days);
    let from = words.next_comments.replace("{quarter}", &numbers.period(&quarter));
    let from = from.replace("{day}", &numbers.day(day));
    list.add(Right::ModerateComments, read.unread, &words.comments, from, "/console/comments");
    list.add_entries(&read, &catalogue, today);
    let (overdue, due) = agenda::actions(read.actions.iter(), today);
    list.add(Right::ManageActions, overdue, &words.overdue, String::new(), "/console/actions");
    list.add(Right::ManageActions, due, &words.due, String::new(), "/console/actions");
    let (silent, failing) = agenda::kiosks(&read.kiosks, &now);
    list.add(Right::ManageKiosks, silent, &words.silent, String::new(), "/console/kiosks");
    list.add(Right::ManageKiosks, failing, &words.failing, String::new(), "/console/kiosks");
    for told in &read.surveys {
        let survey = (&told.survey, &*told.versions);
        let calls = calls(state, person, survey, Some(told.quarter.clone()), &person.account.language).await?;
        list.add_figures(told, &calls);
    }
    Ok(list.tasks)
}

/// What waits, as it is gathered.
struct List<'a> {
    person: &'a Person,
    words: &'a Words,
    numbers: &'a Numbers,
    tasks: Vec<Task>,
}

impl List<'_> {
    /// So many of something, for whoever has the right to do it.
    fn add(&mut self, right: Right, number: usize, text: &str, hint: String, address: &str) {
        if number > 0 && self.person.may(right) {
            let text = text.replace("{number}", &number.to_string());
            self.tasks.push(Task { text, hint, lines: Vec::new(), address: address.to_owned() });
        }
    }

    /// What is typed in or brought: lots, visits and complaints.
    fn add_entries(&mut self, read: &Read, catalogue: &Catalogue, today: Date) {
        let (words, person) = (self.words, self.person);
        let own: Vec<_> = catalogue.departments.iter().filter(|known| person.covers(&known.code)).cloned().collect();
        let codes = |codes: &[DepartmentCode]| codes.iter().map(DepartmentCode::as_str).collect::<Vec<_>>().join(", ");
        let responses: u64 = read.lots.iter().map(|(_, responses)| responses).sum();
        let in_lots = words.lots_hint.replace("{number}", &responses.to_string());
        // What was not typed from paper came from files.
        let is_paper = read.lots.iter().all(|(lot, _)| lot.channel == Channel::Paper);
        let desk = if is_paper { "/console/paper" } else { "/console/imports" };
        self.add(Right::EnterPaper, read.lots.len(), &words.lots, in_lots, desk);
        if let Some((month, missing)) = agenda::missing_visits(&own, &read.visits, today) {
            let text = words.visits.replace("{month}", &self.numbers.period(&month));
            let address = format!("/console/visits?month={month}");
            self.add(Right::EnterRecords, missing.len(), &text, codes(&missing), &address);
        }
        if let Some((quarter, missing)) = agenda::missing_complaints(&own, &read.complaints, today) {
            let text = words.complaints.replace("{quarter}", &self.numbers.period(&quarter));
            let address = format!("/console/complaints?quarter={quarter}");
            self.add(Right::EnterRecords, missing.len(), &text, codes(&missing), &address);
        }
    }

    /// What the last closed quarter of a survey gives to do.
    fn add_figures(&mut self, told: &Told, calls: &[Call]) {
        let (words, person) = (self.words, self.person);
        let quarter = self.numbers.period(&told.quarter);
        let of_quarter = |text: &str| text.replace("{quarter}", &quarter);
        let at_signals = match person.may(Right::ManageActions) {
            true => format!("/console/actions?survey={}#signals", told.survey),
            false => format!("/results/{}?period={}&lang={}", told.survey, told.quarter, person.account.language),
        };
        let unanswered: Vec<&Call> = calls.iter().filter(|call| call.is_unanswered()).collect();
        let missed = unanswered.iter().filter(|call| call.misses_target()).count();
        self.add(Right::ReadResults, unanswered.len(), &of_quarter(&words.signals), String::new(), &at_signals);
        if let Some(task) = self.tasks.last_mut().filter(|task| task.address == at_signals) {
            task.lines = worst(calls).take(FIRST).map(|call| words.say(call)).collect();
        }
        self.add(Right::ManageActions, missed, &of_quarter(&words.missed), String::new(), &at_signals);
        let desk = format!("/console/reviews/{}?survey={}", told.quarter, told.survey);
        let waits = usize::from(!told.is_issued);
        self.add(Right::IssueReviews, waits, &of_quarter(&words.review), String::new(), &desk);
    }
}

/// What is told of each department first, the most pressing before others, whether an action answers it or not.
fn worst(calls: &[Call]) -> impl Iterator<Item = &Call> {
    let mut told = Vec::new();
    calls.iter().filter(move |call| {
        let Some(share) = &call.share else { return false };
        let is_new = !told.contains(&share.department);
        told.push(share.department.clone());
        is_new
    })
}

fn read(
    session: &mut Session,
    released: &Released<'_>,
    catalogue: &Arc<Catalogue>,
    person: &Person,
    today: Date,
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
        surveys.push(Told {
            is_issued: issued.iter().any(|review| review.survey == *survey && review.period == quarter),
            survey: survey.clone(),
            versions: versions.clone(),
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
