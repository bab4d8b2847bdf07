//! `GET /console/surveys/{survey}/set-aside`: what is held and ordered, and what an order would do before it is given.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;

use crate::http::set_aside::{self, Order};
use crate::http::{Kind, Problem};
use crate::kiosk::Kiosk;
use crate::pages::console::chosen::{Chosen, department_name};
use crate::pages::console::fields::{Choice, Misfits};
use crate::pages::console::layout::Layout;
use crate::pages::console::person::Person;
use crate::pages::console::set_aside::words::Words;
use crate::pages::shared::Frame;
use crate::reports::numbers::Numbers;
use crate::state::{Catalogue, State};
use crate::storage::days::Place;
use crate::storage::kiosks::list_kiosks;
use crate::survey::ceiling::HELD_DAYS;
use crate::survey::codes::SurveySlug;
use crate::survey::response::Channel;

/// How many days can be set aside at once.
const MOST_DAYS: i32 = 31;

#[derive(Template)]
#[template(path = "console/set_aside/page.html", config = "src/pages/askama.toml")]
struct SetAsidePage<'a> {
    frame: &'a Frame,
    layout: &'a Layout,
    words: &'static Words,
    title: &'a str,
    slug: &'a SurveySlug,
    /// The days that are held, each with the day from which it is not.
    held: Vec<(Place, String)>,
    orders: Vec<Place>,
    entry: &'a Entry,
    departments: Vec<Choice>,
    channels: Vec<Choice>,
    /// What the order would do, in sentences; none: it is not known yet what is to be ordered.
    effect: Vec<String>,
    wrong: &'a Misfits,
}

/// What is to be set aside, as it was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Entry {
    #[serde(rename = "department")]
    departments: Vec<String>,
    channel: String,
    from: String,
    /// Empty: that day alone.
    until: String,
    pub(super) reason: String,
    /// Whether it was asked what the order would do.
    look: Option<String>,
}

/// `GET /console/surveys/{survey}/set-aside`
pub async fn get_set_aside(
    request: HttpRequest,
    state: Data<State>,
    person: Person,
    survey: Path<String>,
) -> Result<HttpResponse, Problem> {
    let layout = Layout::new(&request, &state, &person).await?;
    let words = Words::of(&layout.frame.words.language);
    let layout = layout.telling(&request, &[("ordered", &words.ordered), ("taken-back", &words.taken_back)]);
    let entry: Entry = serde_html_form::from_str(request.query_string()).map_err(|_| Problem::new(Kind::BadQuery))?;
    let mut wrong = Misfits::default();
    let order = match entry.look {
        Some(_) => entry.order(&state, &survey, words, &mut wrong).await?,
        None => None,
    };
    show(&state, &person, &layout, &survey, (&entry, order.as_ref()), &wrong).await
}

/// The page with what was typed; something wrong in it makes it 422.
pub(super) async fn show(
    state: &Data<State>,
    person: &Person,
    layout: &Layout,
    survey: &str,
    (entry, order): (&Entry, Option<&Order>),
    wrong: &Misfits,
) -> Result<HttpResponse, Problem> {
    let words = Words::of(&layout.frame.words.language);
    let catalogue = state.catalogue().await;
    let chosen = Chosen::find(&catalogue, &layout.frame, survey)?;
    let (held, orders) = set_aside::list(state, &chosen.slug).await?;
    let mut departments = chosen.departments(&catalogue, layout, person, "");
    departments.retain(|choice| !choice.value.is_empty());
    departments.iter_mut().for_each(|choice| choice.is_chosen = entry.departments.contains(&choice.value));
    let channel =
        |channel: Channel| Choice::new(channel.as_str(), words.channel(&channel), channel.as_str() == entry.channel);
    let title = chosen.versions.last().map_or(survey, |version| layout.frame.text(&version.questionnaire.title));
    let page = SetAsidePage {
        frame: &layout.frame,
        layout,
        words,
        title,
        slug: &chosen.slug,
        held: held
            .into_iter()
            .map(|(place, since)| (place, layout.day(since.saturating_add(HELD_DAYS.days()))))
            .collect(),
        orders,
        entry,
        departments,
        channels: [Channel::Kiosk, Channel::Web, Channel::Paper].map(channel).into(),
        effect: match order {
            Some(order) => effect(state, &catalogue, layout, order).await?,
            None => Vec::new(),
        },
        wrong,
    };
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    layout.show_with(status, &page)
}

/// What setting aside does, in sentences: how much it takes with it, and never how many responses that is.
async fn effect(
    state: &Data<State>,
    catalogue: &Catalogue,
    layout: &Layout,
    order: &Order,
) -> Result<Vec<String>, Problem> {
    let words = Words::of(&layout.frame.words.language);
    let days = Numbers::of(&layout.frame.words.language).days(order.first, order.last);
    let names = order.departments.iter().map(|code| department_name(catalogue, &layout.frame, code));
    let all = words.effect_all.replace("{departments}", &names.collect::<Vec<_>>().join(", "));
    let mut lines = vec![all.replace("{days}", &days).replace("{channel}", words.channel(&order.channel))];
    if order.channel == Channel::Kiosk {
        let known = state.read(list_kiosks).await?;
        let asks = |kiosk: &Kiosk| order.departments.iter().any(|code| kiosk.settings.asks(&order.survey, code));
        let stood =
            known.iter().filter(|(kiosk, _)| asks(kiosk) && kiosk.revoked_on.is_none_or(|day| day >= order.first));
        let mut names: Vec<&str> = stood.map(|(kiosk, _)| &*kiosk.settings.name).collect();
        names.sort_unstable();
        lines.extend((!names.is_empty()).then(|| words.effect_kiosks.replace("{names}", &names.join(", "))));
    }
    let others = [&words.effect_released, &words.effect_comments, &words.effect_number, &words.effect_back];
    lines.extend(others.map(Clone::clone));
    Ok(lines)
}

impl SetAsidePage<'_> {
    /// The day of a place, as it is read.
    fn day(&self, place: &Place) -> String {
        self.layout.day(place.day)
    }

    /// Where it is said what setting a place aside would do.
    fn address(&self, place: &Place) -> String {
        let Place { survey, department, channel, day } = place;
        let channel = channel.as_str();
        format!("/console/surveys/{survey}/set-aside?department={department}&channel={channel}&from={day}&look=1")
    }
}

impl Entry {
    /// What is to be set aside; none: something is wrong with what was typed.
    ///
    /// # Errors
    /// `NotFound` when there is no such survey, department or channel.
    pub(super) async fn order(
        &self,
        state: &Data<State>,
        survey: &str,
        words: &'static Words,
        wrong: &mut Misfits,
    ) -> Result<Option<Order>, Problem> {
        let day = |typed: &str| typed.trim().parse::<Date>().ok().filter(|day| day.to_string() == typed.trim());
        let first = day(&self.from);
        let last = if self.until.trim().is_empty() { first } else { day(&self.until) };
        let fits = |last: Date| first.is_none_or(|it| (it..it.saturating_add(MOST_DAYS.days())).contains(&last));
        if self.departments.is_empty() {
            wrong.add("department", &words.no_departments);
        }
        if first.is_none() {
            wrong.add("from", &words.no_day);
        }
        if !last.map_or(self.until.trim().is_empty(), fits) {
            wrong.add("until", &words.too_long);
        }
        let (Some(first), Some(last), true) = (first, last, wrong.is_empty()) else { return Ok(None) };
        let mut places = Vec::new();
        for code in &self.departments {
            let named = (survey.to_owned(), code.clone(), self.channel.clone(), first.to_string());
            places.push(set_aside::find(state, &named).await?);
        }
        let of = |Place { survey, channel, .. }: &Place| (survey.clone(), *channel);
        let order = places.first().map(of).map(|(survey, channel)| {
            let departments = places.into_iter().map(|place| place.department).collect();
            Order { survey, departments, channel, first, last }
        });
        Ok(order)
    }
}
