//! `/snippets/{survey}`: what a web editor pastes into a page, with a preview of each kind, and what it takes.
//!
//! It needs no key: what it tells, every form tells in its headers.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;
use serde_json::json;

use crate::config::Config;
use crate::http::{self, Problem};
use crate::pages::embed::snippet::{Kind, Snippet};
use crate::pages::embed::words::Words;
use crate::pages::shared::{self, Frame, Page, answer_unknown};
use crate::state::{Catalogue, State};
use crate::survey::questionnaire::Version;
use crate::survey::settings::{Origin, SurveySettings};

#[derive(Template)]
#[template(path = "embed/snippets.html", config = "src/pages/askama.toml")]
struct SnippetsPage<'a> {
    frame: &'a Frame,
    words: &'static Words,
    /// The title of the survey in the language of the page.
    title: &'a str,
    chosen: Chosen<'a>,
    /// The departments that may be chosen, with their names.
    departments: Vec<(&'a str, &'a str)>,
    /// The languages that the form may be in.
    languages: Vec<(&'static str, &'static str, &'static str)>,
    samples: Vec<Sample>,
    /// The websites that may show the form.
    origins: Vec<&'a str>,
    /// The command that sets them.
    command: String,
    /// The address that people reach the service at.
    public: String,
    /// Whether that leads nowhere but on this computer: then there is nothing to paste.
    only_here: bool,
}

/// What was chosen on the page.
struct Chosen<'a> {
    department: Option<&'a str>,
    language: (&'static str, &'static str, &'static str),
    kind: Option<Kind>,
}

/// One kind of embedding.
struct Sample {
    kind: Kind,
    /// What is pasted.
    text: String,
    /// The same as a part of this page.
    live: Option<String>,
}

/// What may be chosen. `lang` is the language of the page, and of the form too where `form` names no other.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct SnippetsQuery {
    department: Option<String>,
    form: Option<String>,
    lang: Option<String>,
    kind: Option<String>,
}

/// `GET /snippets/{survey}`
pub async fn get_snippets(
    request: HttpRequest,
    state: Data<State>,
    survey: Path<String>,
) -> Result<HttpResponse, Problem> {
    let catalogue = state.catalogue().await;
    let Some(version) = catalogue.asked(&survey) else { return answer_unknown() };
    let Some(frame) = Frame::new(&request, &Words::languages()) else { return answer_unknown() };
    let frame = frame.in_trial(catalogue.is_trial(&survey));
    let query: SnippetsQuery = serde_html_form::from_str(request.query_string()).unwrap_or_default();
    let page = SnippetsPage::new(&frame, version, &catalogue, &query, &state.config)?;
    Page::new().show(&frame, &page)
}

impl<'a> SnippetsPage<'a> {
    fn new(
        frame: &'a Frame,
        version: &'a Version,
        catalogue: &'a Catalogue,
        query: &SnippetsQuery,
        config: &Config,
    ) -> Result<Self, Problem> {
        let public = config.public_url();
        let departments: Vec<_> = catalogue
            .offered(version)
            .map(|department| (department.code.as_str(), frame.text(&department.name)))
            .collect();
        let spoken = shared::Words::all().iter();
        let languages: Vec<_> = spoken
            .filter(|words| version.questionnaire.languages.contains(&words.language))
            .map(|words| (words.language.as_str(), words.language_name.as_str(), words.embed.link.as_str()))
            .collect();
        let asked = query.form.iter().chain(&query.lang);
        let mut known = asked.filter_map(|code| languages.iter().find(|(known, ..)| known == code));
        let Some(language) = known.next().or(languages.first()).copied() else {
            return Err(Problem::new(http::Kind::NotFound));
        };
        let department = departments.iter().find(|(code, _)| query.department.as_deref() == Some(*code));
        let kind = Kind::ALL.into_iter().find(|kind| query.kind.as_deref() == Some(kind.name()));
        let chosen = Chosen { department: department.map(|(code, _)| *code), language, kind };
        let shown = Kind::ALL.into_iter().filter(|shown| kind.is_none_or(|kind| kind == *shown));
        let samples = shown.map(|kind| chosen.sample(kind, version, &public)).collect::<Result<_, _>>()?;
        let settings = catalogue.settings(version.survey.as_str());
        Ok(Self {
            frame,
            words: Words::of(&frame.words.language),
            title: frame.text(&version.questionnaire.title),
            chosen,
            departments,
            languages,
            samples,
            command: command(&public, version.survey.as_str(), settings),
            origins: settings.origins.iter().map(Origin::as_str).collect(),
            public,
            only_here: config.is_only_here(),
        })
    }
}

impl Chosen<'_> {
    fn sample(&self, kind: Kind, version: &Version, public: &str) -> Result<Sample, Problem> {
        let (language, _, link) = self.language;
        let texts = &version.questionnaire.title;
        let title = texts.0.iter().find(|(known, _)| known.as_str() == language).map(|(_, title)| title.as_str());
        let snippet = Snippet {
            kind,
            base: public,
            survey: version.survey.as_str(),
            department: self.department,
            language,
            title: title.unwrap_or_else(|| texts.in_polish()),
            link,
            live: false,
        };
        let render = |snippet: Snippet<'_>| snippet.render().map_err(|_| Problem::new(http::Kind::Internal));
        // The page that the element makes is the one that the link becomes.
        let live = Some(Snippet { base: "", live: true, ..snippet }).filter(|_| kind != Kind::Element);
        let live = live.map(render).transpose()?;
        Ok(Sample { kind, text: render(Snippet { base: public, live: false, ..snippet })?.trim().to_owned(), live })
    }
}

impl Sample {
    /// The height of the field that shows it, in lines.
    fn lines(&self) -> usize {
        self.text.lines().map(|line| 1 + line.chars().count() / 72).sum()
    }
}

/// The command that lets websites show the form: with those that may already, or else with an example.
fn command(public: &str, survey: &str, settings: &SurveySettings) -> String {
    let mut settings = settings.clone();
    if settings.origins.is_empty() {
        settings.origins.extend("https://www.example.pl".parse::<Origin>());
    }
    let body = json!(settings);
    format!(
        "curl -X PUT {public}/api/v1/surveys/{survey}/settings \\\n  -H \"Authorization: Bearer $ANKIETA_KEY\" \\\n  \
         -H 'Content-Type: application/json' \\\n  -d '{body}'"
    )
}
