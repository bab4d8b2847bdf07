//! `/console/surveys/{survey}`: a form for when it asks, and one for where its form may be shown and who reads results.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use crate::access::Right;
use crate::config::Config;
use crate::http::fieldwork::{self, FieldworkBody};
use crate::http::settings::{self, SettingsBody};
use crate::http::{Kind, Problem, known_survey};
use crate::pages::console::fields::{Choice, Misfits};
use crate::pages::console::layout::{Layout, go_telling};
use crate::pages::console::person::{Form, Person};
use crate::pages::console::surveys::words::Words;
use crate::pages::embed::{self, Snippet};
use crate::pages::shared::Frame;
use crate::state::{Catalogue, State};
use crate::survey::codes::SurveySlug;
use crate::survey::settings::Licence;

#[derive(Template)]
#[template(path = "console/surveys/switches.html", config = "src/pages/askama.toml")]
struct SwitchesPage<'a> {
    frame: &'a Frame,
    layout: &'a Layout,
    words: &'static Words,
    title: &'a str,
    slug: &'a SurveySlug,
    days: &'a Days,
    shown: &'a Shown,
    licences: Vec<Choice>,
    /// What puts the form on another website; none: nothing is asked.
    snippet: Option<String>,
    /// Whether addresses lead nowhere but on this computer: then there is nothing to paste.
    only_here: bool,
    /// The departments that forms offer, each with its poster.
    posters: Vec<(&'a str, &'a str)>,
    may_set_aside: bool,
    wrong: &'a Misfits,
}

/// When a survey asks, as it was typed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Days {
    #[serde(default)]
    trial: bool,
    opens_on: String,
    closes_on: String,
}

/// Where a survey's form may be shown and who may read results, as it was typed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    #[serde(default)]
    public: bool,
    licence: Licence,
    /// One website a line.
    origins: String,
}

/// What was typed into the forms; of one that was not sent, what holds is shown.
#[derive(Debug, Default)]
struct Typed {
    days: Option<Days>,
    shown: Option<Shown>,
}

/// `GET /console/surveys/{survey}`
pub async fn get_survey(
    request: HttpRequest,
    state: Data<State>,
    person: Person,
    survey: Path<String>,
) -> Result<HttpResponse, Problem> {
    let slug = known_survey(&state, &survey).await?;
    let layout = Layout::new(&request, &state, &person).await?;
    let words = Words::of(&layout.frame.words.language);
    let layout = layout.telling(&request, &[("fieldwork", &words.days_set), ("settings", &words.settings_set)]);
    show(&state, &person, &layout, &slug, Typed::default(), &Misfits::default()).await
}

/// `POST /console/surveys/{survey}/fieldwork`
pub async fn post_fieldwork(
    request: HttpRequest,
    state: Data<State>,
    form: Form<Days>,
    survey: Path<String>,
) -> Result<HttpResponse, Problem> {
    let Form { person, sent } = form;
    let slug = known_survey(&state, &survey).await?;
    let set = fieldwork::set(&state, &person, slug.clone(), sent.body()).await.map(|_| "fieldwork");
    answer(&request, &state, &person, &slug, set, Typed { days: Some(sent), shown: None }).await
}

/// `POST /console/surveys/{survey}/settings`
pub async fn post_settings(
    request: HttpRequest,
    state: Data<State>,
    form: Form<Shown>,
    survey: Path<String>,
) -> Result<HttpResponse, Problem> {
    let Form { person, sent } = form;
    let slug = known_survey(&state, &survey).await?;
    let set = settings::set(&state, &person, slug.clone(), sent.body()).await.map(|_| "settings");
    answer(&request, &state, &person, &slug, set, Typed { days: None, shown: Some(sent) }).await
}

/// Leads back to the page when one of its forms was taken, and shows both again when something in it does not fit.
async fn answer(
    request: &HttpRequest,
    state: &Data<State>,
    person: &Person,
    slug: &SurveySlug,
    set: Result<&'static str, Problem>,
    typed: Typed,
) -> Result<HttpResponse, Problem> {
    match set {
        Ok(done) => Ok(go_telling(&format!("/console/surveys/{slug}"), done)),
        Err(problem) => {
            let layout = Layout::new(request, state, person).await?;
            let wrong = misfits(problem, &layout)?;
            show(state, person, &layout, slug, typed, &wrong).await
        }
    }
}

fn misfits(problem: Problem, layout: &Layout) -> Result<Misfits, Problem> {
    let words = Words::of(&layout.frame.words.language);
    let own = [
        ("trial", "not_permitted", &*words.no_trial_any_more),
        ("opens_on", "not_permitted", &*words.no_opening),
        ("closes_on", "out_of_order", &*words.closes_before),
    ];
    Misfits::read(problem, layout.words, &own)
}

/// The forms with what was typed; something wrong in one makes it 422.
async fn show(
    state: &Data<State>,
    person: &Person,
    layout: &Layout,
    slug: &SurveySlug,
    typed: Typed,
    wrong: &Misfits,
) -> Result<HttpResponse, Problem> {
    let catalogue = state.catalogue().await;
    let (days, shown) = (typed.days.unwrap_or_else(|| Days::of(&catalogue, slug)), typed.shown);
    let shown = shown.unwrap_or_else(|| Shown::of(&catalogue, slug));
    let version = catalogue.version(slug.as_str(), None);
    let licence = |value, licence: Licence| Choice::new(value, licence.name(), licence == shown.licence);
    let asked = catalogue.asked(slug.as_str());
    let offered = asked.into_iter().flat_map(|version| catalogue.offered(version));
    let title = version.map_or(slug.as_str(), |version| layout.frame.text(&version.questionnaire.title));
    let page = SwitchesPage {
        frame: &layout.frame,
        layout,
        words: Words::of(&layout.frame.words.language),
        title,
        slug,
        days: &days,
        shown: &shown,
        licences: vec![licence("cc-by-4.0", Licence::CcBy), licence("cc0-1.0", Licence::Cc0)],
        snippet: asked.map(|_| snippet(&state.config, layout, slug, title)).transpose()?,
        only_here: state.config.is_only_here(),
        posters: offered.map(|it| (it.code.as_str(), layout.frame.text(&it.name))).collect(),
        may_set_aside: person.may(Right::SetAside),
        wrong,
    };
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    layout.show_with(status, &page)
}

/// What a web editor pastes into a page to have the form there, in the language of the console.
fn snippet(config: &Config, layout: &Layout, slug: &SurveySlug, title: &str) -> Result<String, Problem> {
    let words = layout.frame.words;
    let snippet = Snippet {
        kind: embed::Kind::Inline,
        base: &config.public_url(),
        survey: slug.as_str(),
        department: None,
        language: words.language.as_str(),
        title,
        link: &words.embed.link,
        live: false,
    };
    Ok(snippet.render().map_err(|_| Problem::new(Kind::Internal))?.trim().to_owned())
}

impl Days {
    fn of(catalogue: &Catalogue, slug: &SurveySlug) -> Self {
        let FieldworkBody { trial, opens_on, closes_on, .. } = catalogue.fieldwork(slug.as_str()).into();
        Self { trial, opens_on: opens_on.unwrap_or_default(), closes_on: closes_on.unwrap_or_default() }
    }

    /// What the API is sent for it; the departments stay as they are.
    fn body(&self) -> FieldworkBody {
        let day = |typed: &str| Some(typed.trim().to_owned()).filter(|day| !day.is_empty());
        FieldworkBody {
            trial: self.trial,
            opens_on: day(&self.opens_on),
            closes_on: day(&self.closes_on),
            departments: None,
        }
    }
}

impl Shown {
    fn of(catalogue: &Catalogue, slug: &SurveySlug) -> Self {
        let settings = catalogue.settings(slug.as_str());
        let origins: Vec<&str> = settings.origins.iter().map(|origin| origin.as_str()).collect();
        Self { public: settings.public, licence: settings.licence, origins: origins.join("\n") }
    }

    /// What the API is sent for it.
    fn body(&self) -> SettingsBody {
        let origins = self.origins.lines().map(str::trim).filter(|line| !line.is_empty());
        SettingsBody { origins: origins.map(str::to_owned).collect(), public: self.public, licence: self.licence }
    }
}
