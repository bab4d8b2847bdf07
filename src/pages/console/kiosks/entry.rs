//! `/console/kiosks/new` and `/console/kiosks/{kiosk}`: one form, for a new kiosk and for changes of one.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use crate::access::Right;
use crate::http::kiosks::{self, KioskBody, OpeningHoursBody, OutOfUseBody};
use crate::http::{Kind, Problem};
use crate::kiosk::{Contact, Interval, Kiosk, OpeningHours, USUAL_COOLDOWN, WEEKDAYS};
use crate::pages::console::fields::{Choice, Misfits};
use crate::pages::console::kiosks::pairing::show_pairing;
use crate::pages::console::kiosks::shown::Shown;
use crate::pages::console::kiosks::words::Words;
use crate::pages::console::layout::{Layout, go_telling};
use crate::pages::console::person::{Form, Person};
use crate::pages::console::words::Words as LayoutWords;
use crate::pages::shared::Frame;
use crate::state::{Catalogue, State};
use crate::survey::codes::{DepartmentCode, SurveySlug};
use crate::survey::questionnaire::Version;

#[derive(Template)]
#[template(path = "console/kiosks/entry.html", config = "src/pages/askama.toml")]
struct EntryPage<'a> {
    frame: &'a Frame,
    layout: &'a Layout,
    words: &'static Words,
    title: String,
    /// The kiosk; none: it is a new one.
    kiosk: Option<&'a Kiosk>,
    shown: Option<Shown>,
    /// Where what its tablet sent can be set aside; none: somebody else may.
    set_aside: Option<String>,
    /// Whether it can be changed: it is new, or was not revoked.
    in_service: bool,
    entry: &'a Entry,
    surveys: Vec<Choice>,
    departments: Vec<Choice>,
    languages: Vec<Choice>,
    /// The name of each weekday's field, what it is called, and what was typed.
    days: [(&'static str, &'static str, &'a str); 7],
    /// The times that it is out of use, and a row for one more.
    out_of_use: Vec<[&'a str; 3]>,
    wrong: &'a Misfits,
}

/// A kiosk, as it was typed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    name: String,
    survey: String,
    /// Empty: whoever answers chooses.
    department: String,
    site: String,
    #[serde(default)]
    languages: Vec<String>,
    monday: String,
    tuesday: String,
    wednesday: String,
    thursday: String,
    friday: String,
    saturday: String,
    sunday: String,
    cooldown_seconds: String,
    /// Of each time that it is out of use.
    #[serde(default)]
    out_from: Vec<String>,
    #[serde(default)]
    out_until: Vec<String>,
    #[serde(default)]
    out_reason: Vec<String>,
}

/// A kiosk, and the last that was heard of its tablet.
type Known = (Kiosk, Option<Contact>);

/// `GET /console/kiosks/new`
pub async fn get_new_kiosk(request: HttpRequest, state: Data<State>, person: Person) -> Result<HttpResponse, Problem> {
    let layout = Layout::new(&request, &state, &person).await?;
    show(&state, &person, &layout, None, &Entry::empty(), &Misfits::default()).await
}

/// `POST /console/kiosks`: makes one, and shows the words that pair a tablet with it, this once.
pub async fn post_kiosk(request: HttpRequest, state: Data<State>, form: Form<Entry>) -> Result<HttpResponse, Problem> {
    let Form { person, sent } = form;
    person.require(sent.department()?.as_ref())?;
    let layout = Layout::new(&request, &state, &person).await?;
    match kiosks::set_up(&state, &person, sent.body()).await {
        Ok((kiosk, pairing)) => show_pairing(&request, &state, &layout, (kiosk.id, &kiosk.settings.name), &pairing),
        Err(problem) => {
            let wrong = misfits(problem, &layout)?;
            show(&state, &person, &layout, None, &sent, &wrong).await
        }
    }
}

/// `GET /console/kiosks/{kiosk}`
pub async fn get_kiosk(
    request: HttpRequest,
    state: Data<State>,
    person: Person,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let known = kiosks::find(&state, &id).await?;
    person.require(known.0.settings.department.as_ref())?;
    let layout = Layout::new(&request, &state, &person).await?;
    let words = Words::of(&layout.frame.words.language);
    let layout = layout.telling(&request, &[("changed", &words.changed), ("revoked", &words.revoked_now)]);
    let entry = Entry::of(&known.0);
    show(&state, &person, &layout, Some(&known), &entry, &Misfits::default()).await
}

/// `POST /console/kiosks/{kiosk}`: what it is to show from now on.
pub async fn post_changes(
    request: HttpRequest,
    state: Data<State>,
    form: Form<Entry>,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let Form { person, sent } = form;
    let known = kiosks::find(&state, &id).await?;
    person.require(known.0.settings.department.as_ref())?;
    person.require(sent.department()?.as_ref())?;
    let layout = Layout::new(&request, &state, &person).await?;
    match kiosks::change(&state, &person, &id, sent.body()).await {
        Ok((kiosk, _)) => Ok(go_telling(&format!("/console/kiosks/{}", kiosk.id), "changed")),
        Err(problem) => {
            let wrong = misfits(problem, &layout)?;
            show(&state, &person, &layout, Some(&known), &sent, &wrong).await
        }
    }
}

/// What is wrong, field by field.
fn misfits(problem: Problem, layout: &Layout) -> Result<Misfits, Problem> {
    let words = Words::of(&layout.frame.words.language);
    let own = [
        ("department", "closed_department", &*words.closed_department),
        ("out_of_use.*.from", "malformed", &words.out_no_day),
        ("out_of_use.*.from", "out_of_order", &words.out_overlap),
        ("out_of_use.*.until", "malformed", &words.out_no_day),
        ("out_of_use.*.until", "out_of_order", &words.out_ends_before),
        ("out_of_use.*.reason", "out_of_range", &words.out_no_reason),
    ];
    Misfits::read(problem, layout.words, &own)
}

/// The form with what was typed; something wrong in it makes it 422.
async fn show(
    state: &Data<State>,
    person: &Person,
    layout: &Layout,
    known: Option<&Known>,
    entry: &Entry,
    wrong: &Misfits,
) -> Result<HttpResponse, Problem> {
    let words = Words::of(&layout.frame.words.language);
    let catalogue = state.catalogue().await;
    let now = state.clock.now();
    let labels: [&'static str; 7] = words.weekdays();
    let typed = entry.days();
    let title = |(kiosk, _): &Known| words.edit_title.replace("{name}", &kiosk.settings.name);
    let page = EntryPage {
        frame: &layout.frame,
        layout,
        words,
        title: known.map_or_else(|| words.new_title.clone(), title),
        kiosk: known.map(|(kiosk, _)| kiosk),
        shown: known.map(|(kiosk, contact)| Shown::new((kiosk, contact.as_ref()), &now, layout, &catalogue)),
        set_aside: known.filter(|_| person.may(Right::SetAside)).map(|(kiosk, _)| set_aside(kiosk)),
        in_service: known.is_none_or(|(kiosk, _)| kiosk.revoked_on.is_none()),
        entry,
        surveys: surveys(&catalogue, layout, entry),
        departments: departments(&catalogue, person, layout, entry),
        languages: languages(&catalogue, layout.words, entry),
        days: std::array::from_fn(|day| (WEEKDAYS[day], labels[day], typed[day])),
        out_of_use: entry.rows().into_iter().chain([[""; 3]]).collect(),
        wrong,
    };
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    layout.show_with(status, &page)
}

/// Where it is said what setting aside does that came from a kiosk.
fn set_aside(kiosk: &Kiosk) -> String {
    let survey = &kiosk.settings.survey;
    let department = kiosk.settings.department.as_ref().map(|code| format!("&department={code}")).unwrap_or_default();
    format!("/console/surveys/{survey}/set-aside?channel=kiosk{department}")
}

fn surveys(catalogue: &Catalogue, layout: &Layout, entry: &Entry) -> Vec<Choice> {
    let latest = catalogue.surveys.iter().filter_map(|(slug, versions)| Some((slug, versions.last()?)));
    let choice = |(slug, version): (&SurveySlug, &Arc<Version>)| {
        Choice::new(slug.as_str(), layout.frame.text(&version.questionnaire.title), slug.as_str() == entry.survey)
    };
    latest.map(choice).collect()
}

/// The departments that are somebody's, and any, if the whole office is.
fn departments(catalogue: &Catalogue, person: &Person, layout: &Layout, entry: &Entry) -> Vec<Choice> {
    let words = Words::of(&layout.frame.words.language);
    let any =
        person.require(None).is_ok().then(|| Choice::new("", &*words.any_department, entry.department.is_empty()));
    let own = layout.departments(catalogue, &entry.department().ok().flatten().into_iter().collect::<Vec<_>>());
    let is_own = |choice: &Choice| choice.value.parse().is_ok_and(|code: DepartmentCode| person.covers(&code));
    any.into_iter().chain(own.into_iter().filter(is_own)).collect()
}

/// The languages that a kiosk offers, in its order, and then the others that surveys are published in.
fn languages(catalogue: &Catalogue, words: &LayoutWords, entry: &Entry) -> Vec<Choice> {
    let mut all = entry.languages.clone();
    let versions = catalogue.surveys.values().filter_map(|versions| versions.last());
    for language in versions.flat_map(|version| &version.questionnaire.languages) {
        if !all.iter().any(|known| known == language.as_str()) {
            all.push(language.to_string());
        }
    }
    let choice = |language: String| {
        let is_chosen = entry.languages.contains(&language);
        Choice::new(language.clone(), words.language_name(&language), is_chosen)
    };
    all.into_iter().map(choice).collect()
}

impl Entry {
    /// A new kiosk, with the usual hours.
    fn empty() -> Self {
        let none = String::new;
        Self {
            name: none(),
            survey: none(),
            department: none(),
            site: none(),
            languages: Vec::new(),
            monday: none(),
            tuesday: none(),
            wednesday: none(),
            thursday: none(),
            friday: none(),
            saturday: none(),
            sunday: none(),
            cooldown_seconds: USUAL_COOLDOWN.to_string(),
            out_from: Vec::new(),
            out_until: Vec::new(),
            out_reason: Vec::new(),
        }
        .open(&OpeningHours::usual())
    }

    /// A kiosk as it is.
    fn of(kiosk: &Kiosk) -> Self {
        let settings = &kiosk.settings;
        Self {
            name: settings.name.clone(),
            survey: settings.survey.to_string(),
            department: settings.department.as_ref().map(ToString::to_string).unwrap_or_default(),
            site: settings.site.clone(),
            languages: settings.languages.iter().map(ToString::to_string).collect(),
            cooldown_seconds: settings.cooldown_seconds.to_string(),
            out_from: settings.out_of_use.iter().map(|days| days.from.to_string()).collect(),
            out_until: settings.out_of_use.iter().map(|days| days.until.to_string()).collect(),
            out_reason: settings.out_of_use.iter().map(|days| days.reason.clone()).collect(),
            ..Self::empty()
        }
        .open(&settings.opening_hours)
    }

    /// With the hours of a week.
    fn open(self, hours: &OpeningHours) -> Self {
        let day = |intervals: &Vec<Interval>| intervals.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let [monday, tuesday, wednesday, thursday, friday, saturday, sunday] = hours.week().each_ref().map(day);
        Self { monday, tuesday, wednesday, thursday, friday, saturday, sunday, ..self }
    }

    fn days(&self) -> [&str; 7] {
        [&self.monday, &self.tuesday, &self.wednesday, &self.thursday, &self.friday, &self.saturday, &self.sunday]
            .map(String::as_str)
    }

    /// The times that it is out of use, the earliest first: the first day, the last, and why.
    fn rows(&self) -> Vec<[&str; 3]> {
        let columns = self.out_from.iter().zip(&self.out_until).zip(&self.out_reason);
        let rows = columns.map(|((from, until), reason)| [from, until, reason].map(|typed| typed.trim()));
        let mut rows: Vec<_> = rows.filter(|row| row.iter().any(|typed| !typed.is_empty())).collect();
        rows.sort_unstable();
        rows
    }

    /// The department that was chosen; none: whoever answers chooses.
    fn department(&self) -> Result<Option<DepartmentCode>, Problem> {
        let chosen = Some(&*self.department).filter(|code| !code.is_empty()).map(str::parse);
        chosen.transpose().map_err(|_| Problem::new(Kind::BadQuery))
    }

    /// With a name, where none was typed yet: it is not seen on the screen.
    pub(super) fn named(mut self) -> Self {
        if self.name.trim().is_empty() {
            self.name = self.survey.clone();
        }
        self
    }

    /// What the API is sent for it.
    pub(super) fn body(&self) -> KioskBody {
        let [monday, tuesday, wednesday, thursday, friday, saturday, sunday] = self.days().map(intervals);
        let hours = OpeningHoursBody { monday, tuesday, wednesday, thursday, friday, saturday, sunday };
        let cooldown = self.cooldown_seconds.trim();
        let rows = self.rows().into_iter().map(|row| row.map(str::to_owned));
        KioskBody {
            name: self.name.trim().to_owned(),
            survey: self.survey.clone(),
            department: Some(self.department.clone()).filter(|code| !code.is_empty()),
            site: self.site.trim().to_owned(),
            languages: Some(self.languages.clone()).filter(|languages| !languages.is_empty()),
            opening_hours: Some(hours),
            // What is no number is out of range.
            cooldown_seconds: (!cooldown.is_empty()).then(|| cooldown.parse().unwrap_or_default()),
            out_of_use: rows.map(|[from, until, reason]| OutOfUseBody { from, until, reason }).collect(),
        }
    }
}

/// The stretches of a day: `07:30-12:00, 13:00-15:30`, also with the dash that is printed between hours.
fn intervals(typed: &str) -> Vec<String> {
    let plain: String = typed.replace('–', "-").chars().filter(|letter| !letter.is_whitespace()).collect();
    plain.split([',', ';']).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}
