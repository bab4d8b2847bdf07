//! `/console/reviews/{period}/meeting`: what a meeting decided about a review that was issued. Each decision becomes an
//! action by the choice of the question that measures it.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::access::Reader;
use crate::http::{Kind, MinutesQuery, Problem, minutes};
use crate::pages::console::chosen::Chosen;
use crate::pages::console::fields::{Choice, Misfits};
use crate::pages::console::layout::Layout;
use crate::pages::console::person::{Form, Person};
use crate::pages::console::reviews::words::Words;
use crate::pages::console::signals::{Call, calls};
use crate::pages::shared::Frame;
use crate::pages::staff::{Visitor, go, read_in_session};
use crate::reports::numbers::Numbers;
use crate::state::{Catalogue, State};
use crate::storage::reviews::{IssuedReview, list_reviews};
use crate::survey::period::Period;

/// How many decisions a meeting may have.
const MOST: usize = 50;

#[derive(Template)]
#[template(path = "console/reviews/meeting.html", config = "src/pages/askama.toml")]
struct MeetingPage<'a> {
    frame: &'a Frame,
    layout: &'a Layout,
    words: &'static Words,
    survey: &'a str,
    period: &'a Period,
    title: String,
    is_correction: bool,
    entry: &'a Entry,
    /// The editions of the review, where there are several to have had before one.
    reviews: Vec<Choice>,
    decisions: Vec<DecisionFields>,
    /// What the review asks the meeting to decide about.
    calls: Vec<Call>,
    wrong: &'a Misfits,
}

/// The fields of a decision.
struct DecisionFields {
    /// The first part of their names.
    name: String,
    number: usize,
    decision: Decided,
    questions: Vec<Choice>,
    departments: Vec<Choice>,
    /// The periods that may show the effect.
    afters: Vec<Choice>,
}

/// Minutes, as they were typed.
#[derive(Debug, Clone, Default)]
struct Entry {
    survey: String,
    /// The edition of the review that the meeting had before it; empty: the latest that was issued by then.
    review: String,
    held_on: String,
    participants: String,
    prepared_by: String,
    approved_by: String,
    distribution: String,
    reason: String,
    decisions: Vec<Decided>,
    /// Whether there is to be room for one more decision.
    more: bool,
    /// What the review asks about and is to be a decision: its headline.
    taken: Option<String>,
}

/// A decision, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Decided {
    text: String,
    owner: String,
    due_on: String,
    /// The question that measures it; empty: it becomes no action.
    question: String,
    department: String,
    after: String,
    /// The action that it is already.
    action_id: String,
}

#[derive(Debug, Deserialize)]
struct MeetingQuery {
    #[serde(default)]
    survey: String,
}

/// `GET /console/reviews/{period}/meeting`: empty, or what was issued before, to correct it.
pub async fn get_meeting(
    request: HttpRequest,
    state: Data<State>,
    person: Person,
    period: Path<String>,
) -> Result<HttpResponse, Problem> {
    let query: MeetingQuery =
        serde_html_form::from_str(request.query_string()).map_err(|_| Problem::new(Kind::BadQuery))?;
    let layout = Layout::new(&request, &state, &person).await?;
    let reader = Reader::from(&person.account);
    let before = minutes::find_latest(&state, &reader, &period, &query.survey).await?;
    let entry = match &before {
        Some(document) => Entry::of(document, query.survey),
        // What is recorded now is of a meeting that had the latest edition before it.
        None => Entry { survey: query.survey, prepared_by: person.account.name.clone(), ..Entry::default() },
    };
    show(&state, &person, &layout, &period, &entry, before.is_some(), &Misfits::default()).await
}

/// `POST /console/reviews/{period}/meeting`: issues the minutes, or adds a decision, empty or about what the review asks.
pub async fn post_meeting(
    request: HttpRequest,
    state: Data<State>,
    form: Form<Vec<(String, String)>>,
    period: Path<String>,
) -> Result<HttpResponse, Problem> {
    let Form { person, sent } = form;
    let layout = Layout::new(&request, &state, &person).await?;
    let entry = Entry::typed(&sent).ok_or_else(|| Problem::new(Kind::BadQuery))?;
    let reader = Reader::from(&person.account);
    let before = minutes::find_latest(&state, &reader, &period, &entry.survey).await?;
    let mut wrong = Misfits::default();
    if before.is_some() && entry.reason.trim().is_empty() {
        wrong.add("reason", &Words::of(&layout.frame.words.language).reason_missing);
    }
    if entry.more || entry.taken.is_some() {
        return show(&state, &person, &layout, &period, &entry, before.is_some(), &Misfits::default()).await;
    }
    if wrong.is_empty() {
        match minutes::record(&state, &reader, &period, &entry.survey, &entry.body()).await {
            Ok(()) => return Ok(go(&format!("/console/reviews/{period}?survey={}&done=minutes", entry.survey))),
            Err(problem) => {
                let words = Words::of(&layout.frame.words.language);
                let own = [("held_on", "out_of_range", &*words.held_wrong)];
                wrong = Misfits::read(problem, layout.words, &own)?;
            }
        }
    }
    show(&state, &person, &layout, &period, &entry, before.is_some(), &wrong).await
}

/// `GET /console/reviews/{period}/minutes/{edition}`: minutes as they were issued, to read unless something else is asked.
pub async fn get_minutes(
    request: HttpRequest,
    state: Data<State>,
    person: Person,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let query: MinutesQuery =
        serde_html_form::from_str(request.query_string()).map_err(|_| Problem::new(Kind::BadQuery))?;
    let (period, edition) = path.into_inner();
    let reader = Reader::from(&person.account);
    let survey = query.survey().unwrap_or_default().to_owned();
    let minutes = minutes::hand_out_minutes(&request, &state, &reader, &period, &edition, query.on_a_page()).await?;
    Ok(read_in_session(minutes, &Visitor::Account(Box::new(person.account)), &survey, &period))
}

async fn show(
    state: &Data<State>,
    person: &Person,
    layout: &Layout,
    period: &str,
    entry: &Entry,
    is_correction: bool,
    wrong: &Misfits,
) -> Result<HttpResponse, Problem> {
    let words = Words::of(&layout.frame.words.language);
    let period: Period = period.parse().map_err(|_| Problem::new(Kind::NotFound))?;
    let catalogue = state.refreshed_catalogue().await?;
    let chosen = Chosen::find(&catalogue, &layout.frame, &entry.survey)?;
    let calls = calls(state, person, chosen.survey(), Some(period.clone()), &layout.frame.words.language).await?;
    let taken = calls.iter().filter(|call| entry.taken.as_ref() == Some(&call.headline)).map(Decided::about);
    let mut decisions: Vec<Decided> = entry.decisions.iter().cloned().chain(taken).collect();
    if entry.more || decisions.is_empty() {
        decisions.push(Decided::default());
    }
    let fields = |(place, decision)| DecisionFields::new(place, decision, &chosen, &catalogue, layout, person);
    let page = MeetingPage {
        frame: &layout.frame,
        layout,
        words,
        survey: chosen.slug.as_str(),
        title: words.meeting_title.replace("{period}", &Numbers::of(&layout.frame.words.language).period(&period)),
        period: &period,
        is_correction,
        entry,
        reviews: editions(state, layout, &chosen, &period, &entry.review).await?,
        decisions: decisions.into_iter().take(MOST).enumerate().map(fields).collect(),
        calls,
        wrong,
    };
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    layout.show_with(status, &page)
}

/// The editions of a review, the latest first, to choose the one that the meeting had before it; none: there is but one.
async fn editions(
    state: &State,
    layout: &Layout,
    chosen: &Chosen,
    period: &Period,
    named: &str,
) -> Result<Vec<Choice>, Problem> {
    let words = Words::of(&layout.frame.words.language);
    let numbers = Numbers::of(&layout.frame.words.language);
    let mut issued = state.read(list_reviews).await?;
    issued.retain(|review| review.survey == chosen.slug && review.period == *period);
    if issued.len() < 2 {
        return Ok(Vec::new());
    }
    let choice = |review: &IssuedReview| {
        let (number, day) = (review.edition.number.to_string(), numbers.day(review.edition.issued_on));
        let text = words.edition.replace("{number}", &number).replace("{day}", &day);
        Choice::new(&*number, text, number == named)
    };
    Ok(issued.iter().rev().map(choice).collect())
}

impl DecisionFields {
    fn new(
        place: usize,
        decision: Decided,
        chosen: &Chosen,
        catalogue: &Catalogue,
        layout: &Layout,
        person: &Person,
    ) -> Self {
        let words = Words::of(&layout.frame.words.language);
        let none = Choice::new("", &words.no_action, decision.question.is_empty());
        let later = Choice::new("", &words.after_later, decision.after.is_empty());
        Self {
            name: format!("decisions.{place}"),
            number: place + 1,
            questions: std::iter::once(none).chain(chosen.measured(&layout.frame, &decision.question)).collect(),
            departments: chosen.departments(catalogue, layout, person, &decision.department),
            afters: std::iter::once(later).chain(layout.quarters(catalogue.day(), &decision.after)).collect(),
            decision,
        }
    }
}

impl Entry {
    /// What a form sent; none: it has fields of another one. Decisions that are left empty are none.
    fn typed(sent: &[(String, String)]) -> Option<Self> {
        let mut entry = Self::default();
        for (name, text) in sent {
            let text = text.clone();
            match &**name {
                "survey" => entry.survey = text,
                "review" => entry.review = text,
                "held_on" => entry.held_on = text,
                "participants" => entry.participants = text,
                "prepared_by" => entry.prepared_by = text,
                "approved_by" => entry.approved_by = text,
                "distribution" => entry.distribution = text,
                "reason" => entry.reason = text,
                "more" => entry.more = true,
                "take" => entry.taken = Some(text),
                name => {
                    let (place, field) = name.strip_prefix("decisions.")?.split_once('.')?;
                    let place = place.parse().ok().filter(|place: &usize| *place < MOST)?;
                    if entry.decisions.len() <= place {
                        entry.decisions.resize_with(place + 1, Decided::default);
                    }
                    *entry.decisions[place].field(field)? = text;
                }
            }
        }
        entry.decisions.retain(|decision| !decision.is_empty());
        Some(entry)
    }

    /// What was issued before, from its document.
    fn of(document: &Value, survey: String) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let lines = |value: &Value| value.as_array().into_iter().flatten().map(text).collect::<Vec<_>>().join("\n");
        let decided = |one: &Value| Decided {
            text: text(&one["text"]),
            owner: text(&one["owner"]),
            due_on: text(&one["due_on"]),
            action_id: text(&one["action"]["id"]),
            ..Decided::default()
        };
        Self {
            survey,
            review: document["review"]["edition"].to_string(),
            held_on: text(&document["held_on"]),
            participants: lines(&document["participants"]),
            prepared_by: text(&document["prepared_by"]),
            approved_by: text(&document["approved_by"]),
            distribution: lines(&document["distribution"]),
            decisions: document["decisions"].as_array().into_iter().flatten().map(decided).collect(),
            ..Self::default()
        }
    }

    /// What was typed, as the body that a program would send.
    fn body(&self) -> Value {
        let lines = |text: &str| -> Vec<String> {
            text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
        };
        let mut body = json!({
            "held_on": self.held_on,
            "participants": lines(&self.participants),
            "prepared_by": self.prepared_by.trim(),
            "approved_by": self.approved_by.trim(),
            "distribution": lines(&self.distribution),
            "decisions": self.decisions.iter().map(Decided::body).collect::<Vec<_>>(),
        });
        if let Some(members) = body.as_object_mut() {
            members.extend(typed(&self.reason).map(|reason| ("reason".to_owned(), reason.into())));
            let review =
                typed(&self.review).map(|number| number.parse::<u32>().map_or_else(|_| number.into(), Value::from));
            members.extend(review.map(|number| ("review".to_owned(), number)));
        }
        body
    }
}

impl Decided {
    /// A decision about what the review asks, which is still to be put into words; its question measures whether it helped.
    fn about(call: &Call) -> Self {
        let share = call.share.as_ref();
        Self {
            text: format!("{} – {}", call.headline, call.proposal),
            question: share.map(|share| share.question.to_string()).unwrap_or_default(),
            department: share.and_then(|share| share.department.as_ref()).map(ToString::to_string).unwrap_or_default(),
            ..Self::default()
        }
    }

    fn field(&mut self, name: &str) -> Option<&mut String> {
        Some(match name {
            "text" => &mut self.text,
            "owner" => &mut self.owner,
            "due_on" => &mut self.due_on,
            "action.question" => &mut self.question,
            "action.department" => &mut self.department,
            "action.after" => &mut self.after,
            "action_id" => &mut self.action_id,
            _ => return None,
        })
    }

    fn is_empty(&self) -> bool {
        [&self.text, &self.owner, &self.due_on].iter().all(|text| text.trim().is_empty())
    }

    fn body(&self) -> Value {
        let text = typed(&self.text).unwrap_or_default();
        let mut body: Map<String, Value> = [("text", &*text), ("owner", self.owner.trim()), ("due_on", &*self.due_on)]
            .map(|(name, text)| (name.to_owned(), text.into()))
            .into_iter()
            .collect();
        body.extend(typed(&self.action_id).map(|id| ("action_id".to_owned(), id.into())));
        if let Some(question) = typed(&self.question) {
            // The action is called what was decided, as far as that goes into a line.
            let title: String = text.lines().next().unwrap_or_default().chars().take(200).collect();
            let mut action = json!({ "title": title, "finding": text, "question": question });
            if let Some(action) = action.as_object_mut() {
                action.extend(typed(&self.department).map(|code| ("department".to_owned(), code.into())));
                action.extend(typed(&self.after).map(|period| ("after".to_owned(), period.into())));
            }
            body.insert("action".to_owned(), action);
        }
        body.into()
    }
}

/// What stands in a field; none: nothing.
fn typed(text: &str) -> Option<String> {
    Some(text.trim().replace("\r\n", "\n")).filter(|text| !text.is_empty())
}
