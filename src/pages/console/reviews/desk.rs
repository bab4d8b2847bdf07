//! `/console/reviews/{period}`: what is missing, what was issued, and the form that issues.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use crate::access::Reader;
use crate::http::{IssueBody, Kind, Problem, issue};
use crate::pages::console::chosen::Chosen;
use crate::pages::console::fields::Misfits;
use crate::pages::console::layout::Layout;
use crate::pages::console::person::{Form, Person};
use crate::pages::console::reviews::words::Words;
use crate::pages::shared::Frame;
use crate::pages::staff::go;
use crate::release::Policy;
use crate::reports::numbers::Numbers;
use crate::state::{Catalogue, State};
use crate::storage::actions::list_actions;
use crate::storage::comments::{CommentQuery, list_released_comments};
use crate::storage::complaints::list_complaints;
use crate::storage::minutes::{IssuedMinutes, list_minutes};
use crate::storage::reviews::{IssuedReview, list_reviews};
use crate::storage::visits::list_visits;
use crate::survey::action::Action;
use crate::survey::checklist::{Checklist, Missing, Prepared};
use crate::survey::codes::DepartmentCode;
use crate::survey::comment::cells;
use crate::survey::period::{Period, Unit};

#[derive(Template)]
#[template(path = "console/reviews/desk.html", config = "src/pages/askama.toml")]
struct DeskPage<'a> {
    frame: &'a Frame,
    layout: &'a Layout,
    words: &'static Words,
    survey: &'a str,
    period: &'a Period,
    title: String,
    /// Whether the period is closed; if not, when it is.
    closed: bool,
    closes_on: String,
    /// What is missing, each with the address where it is mended.
    gaps: Vec<Gap>,
    /// What is not missing, but the meeting will hear of.
    news: Vec<Gap>,
    editions: Vec<EditionText>,
    minutes: Vec<EditionText>,
    /// That the meeting had another edition before it than the latest; empty: it had that one.
    seen_before: String,
    entry: &'a Entry,
    wrong: &'a Misfits,
}

/// Something that is missing, or that the meeting will hear of.
struct Gap {
    text: String,
    address: String,
    link: &'static str,
}

/// An edition that was issued.
struct EditionText {
    number: u32,
    text: String,
    reason: Option<String>,
}

/// What an edition says of itself, as it was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    #[serde(default)]
    survey: String,
    #[serde(default)]
    conclusions: String,
    #[serde(default)]
    procedure: String,
    #[serde(default)]
    reason: String,
    /// Whether it is issued although something is missing.
    #[serde(default)]
    in_spite: bool,
}

#[derive(Debug, Deserialize)]
struct DeskQuery {
    #[serde(default)]
    survey: String,
}

/// A review at the desk.
struct Desk {
    chosen: Chosen,
    period: Period,
    checklist: Checklist,
    issued: Vec<IssuedReview>,
    minutes: Vec<IssuedMinutes>,
}

/// `GET /console/reviews/{period}`
pub async fn get_desk(
    request: HttpRequest,
    state: Data<State>,
    person: Person,
    period: Path<String>,
) -> Result<HttpResponse, Problem> {
    let query: DeskQuery =
        serde_html_form::from_str(request.query_string()).map_err(|_| Problem::new(Kind::BadQuery))?;
    let layout = Layout::new(&request, &state, &person).await?;
    let words = Words::of(&layout.frame.words.language);
    let desk = Desk::open(&state, &layout, &period, &query.survey).await?;
    let latest = desk.issued.last().map(|review| &review.edition);
    // A correction begins with what was said before.
    let entry = Entry {
        conclusions: latest.and_then(|edition| edition.conclusions.clone()).unwrap_or_default(),
        procedure: latest.and_then(|edition| edition.procedure.clone()).unwrap_or_default(),
        ..Entry::default()
    };
    let notices: [(&str, &'static str); 2] = [("issued", &words.done_issued), ("minutes", &words.done_minutes)];
    desk.show(&state, &layout.telling(&request, &notices), &entry, &Misfits::default()).await
}

/// `POST /console/reviews/{period}`: the next edition.
pub async fn post_issue(
    request: HttpRequest,
    state: Data<State>,
    form: Form<Entry>,
    period: Path<String>,
) -> Result<HttpResponse, Problem> {
    let Form { person, sent } = form;
    let layout = Layout::new(&request, &state, &person).await?;
    let words = Words::of(&layout.frame.words.language);
    let desk = Desk::open(&state, &layout, &period, &sent.survey).await?;
    let mut wrong = Misfits::default();
    if !desk.issued.is_empty() && sent.reason.trim().is_empty() {
        wrong.add("reason", &words.reason_missing);
    }
    // What is missing was looked at when the first edition was issued.
    if desk.issued.is_empty() && !desk.checklist.is_complete() && !sent.in_spite {
        wrong.add("in_spite", &words.in_spite_missing);
    }
    if !wrong.is_empty() {
        return desk.show(&state, &layout, &sent, &wrong).await;
    }
    let issuer = Reader::from(&person.account);
    let written = match IssueBody::filled_in(&sent.procedure, &sent.reason, &sent.conclusions) {
        Ok(body) => issue(&state, &issuer, desk.period.label(), Some(desk.chosen.slug.as_str()), body).await,
        Err(problem) => Err(problem),
    };
    match written {
        Ok(_) => Ok(go(&format!("/console/reviews/{}?survey={}&done=issued", desk.period, desk.chosen.slug))),
        Err(problem) => {
            let wrong = Misfits::read(problem, layout.words, &[])?;
            desk.show(&state, &layout, &sent, &wrong).await
        }
    }
}

impl Desk {
    async fn open(state: &Data<State>, layout: &Layout, period: &str, survey: &str) -> Result<Self, Problem> {
        let period: Period = period.parse().map_err(|_| Problem::new(Kind::NotFound))?;
        let period = period.usual();
        let catalogue = state.refreshed_catalogue().await?;
        let chosen = Chosen::find(&catalogue, &layout.frame, survey)?;
        let (slug, versions, today) = (chosen.slug.clone(), chosen.versions.clone(), state.clock.today());
        let departments = departments(&catalogue, &chosen);
        let about = period.clone();
        let consult = move |session: &mut crate::storage::Session, released: crate::state::Released<'_>| {
            let query = CommentQuery { survey: slug.clone(), period: Some(about.clone()), decision: None };
            let comments = match about.whole_parts(Unit::Quarter) {
                Some(_) => cells(list_released_comments(session, &query)?),
                None => Vec::new(),
            };
            let prepared = Prepared {
                survey: &slug,
                period: &about,
                departments: &departments,
                today,
                record: &released.of(&slug, &versions),
                visits: &list_visits(session, Some(&about))?,
                complaints: &list_complaints(session, Some(&about))?,
                comments: &comments,
                actions: &list_actions(session)?,
            };
            let mut issued = list_reviews(session)?;
            issued.retain(|review| review.survey == slug && review.period == about);
            let minutes = list_minutes(session, &slug, &about)?;
            Ok((Checklist::of(&prepared), issued, minutes))
        };
        let (checklist, issued, minutes) = state.consult(None, consult).await?;
        Ok(Self { chosen, period, checklist, issued, minutes })
    }

    async fn show(
        &self,
        state: &Data<State>,
        layout: &Layout,
        entry: &Entry,
        wrong: &Misfits,
    ) -> Result<HttpResponse, Problem> {
        let words = Words::of(&layout.frame.words.language);
        let numbers = Numbers::of(&layout.frame.words.language);
        let closes = numbers.day(Policy::of(&state.config).closes_on(&self.period));
        let text = |text: &str, number: u32, day, reason: Option<&String>| EditionText {
            number,
            text: text.replace("{number}", &number.to_string()).replace("{day}", &numbers.day(day)),
            reason: reason.map(|reason| words.reason_of.replace("{reason}", reason)),
        };
        let editions = self.issued.iter().rev().map(|review| {
            let edition = &review.edition;
            text(&words.edition, edition.number, edition.issued_on, edition.reason.as_ref())
        });
        let minutes = self.minutes.iter().rev().map(|one| {
            let about = words.minutes.replace("{review}", &one.review.to_string());
            text(&about, one.edition, one.held_on, one.reason.as_ref())
        });
        let page = DeskPage {
            frame: &layout.frame,
            layout,
            words,
            survey: self.chosen.slug.as_str(),
            period: &self.period,
            title: words.desk_title.replace("{period}", &numbers.period(&self.period)),
            closed: self.checklist.closed,
            closes_on: words.closes_on.replace("{day}", &closes),
            gaps: self.gaps(layout, words),
            news: actions(&self.checklist.overdue, &words.overdue, words),
            editions: editions.collect(),
            minutes: minutes.collect(),
            seen_before: self.seen_before(words),
            entry,
            wrong,
        };
        let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        layout.show_with(status, &page)
    }

    /// Which edition the meeting had before it, where a later one was issued since.
    fn seen_before(&self, words: &Words) -> String {
        let latest = self.issued.last().map(|review| review.edition.number);
        let seen = self.minutes.last().map(|minutes| minutes.review);
        match (seen, latest) {
            (Some(seen), Some(latest)) if seen < latest => {
                words.seen_before.replace("{seen}", &seen.to_string()).replace("{latest}", &latest.to_string())
            }
            _ => String::new(),
        }
    }

    fn gaps(&self, layout: &Layout, words: &'static Words) -> Vec<Gap> {
        let numbers = Numbers::of(&layout.frame.words.language);
        let (checklist, survey) = (&self.checklist, &self.chosen.slug);
        let mut gaps = Vec::new();
        if checklist.unread > 0 {
            let text = words.unread.replace("{count}", &numbers.count(checklist.unread));
            gaps.push(Gap { text, address: format!("/console/comments?survey={survey}"), link: &words.read });
        }
        let kinds = [
            (&checklist.visits, &words.visits, "/console/visits?month="),
            (&checklist.complaints, &words.complaints, "/console/complaints?quarter="),
        ];
        for (missing, text, place) in kinds {
            gaps.extend(by_period(missing).into_iter().map(|(period, departments)| {
                let text = text.replace("{period}", &numbers.period(period));
                let text = text.replace("{departments}", &departments.join(", "));
                Gap { text, address: format!("{place}{period}"), link: &words.enter }
            }));
        }
        gaps.extend(actions(&checklist.unmeasured, &words.unmeasured, words));
        gaps
    }
}

/// Actions, each in these words.
fn actions(actions: &[Action], text: &str, words: &'static Words) -> Vec<Gap> {
    let told = actions.iter().map(|action| {
        let text = text.replace("{title}", &action.title).replace("{owner}", &action.owner);
        Gap { text, address: format!("/console/actions/{}", action.id), link: &words.look }
    });
    told.collect()
}

/// What is missing of each month or quarter, by the codes of departments: the page that mends it is one of a period.
fn by_period(missing: &[Missing]) -> Vec<(&Period, Vec<&str>)> {
    let mut periods: Vec<(&Period, Vec<&str>)> = Vec::new();
    for (department, period) in
        missing.iter().flat_map(|one| one.periods.iter().map(|it| (one.department.as_str(), it)))
    {
        match periods.iter_mut().find(|(known, _)| *known == period) {
            Some((_, departments)) => departments.push(department),
            None => periods.push((period, vec![department])),
        }
    }
    periods.sort_by_key(|(period, _)| period.first());
    periods.iter_mut().for_each(|(_, departments)| departments.sort_unstable());
    periods
}

/// The departments that a survey asks about today.
fn departments(catalogue: &Catalogue, chosen: &Chosen) -> Vec<DepartmentCode> {
    let asked = catalogue.asked(chosen.slug.as_str()).into_iter();
    asked.flat_map(|version| catalogue.offered(version)).map(|department| department.code.clone()).collect()
}
