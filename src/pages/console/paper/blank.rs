//! `/console/paper/blank`: which blank form to print: of a department, in a language, with the name of a batch or without.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use crate::http::{Kind, Problem};
use crate::pages::console::fields::Choice;
use crate::pages::console::layout::Layout;
use crate::pages::console::paper::desk::{departments, surveys};
use crate::pages::console::paper::words::Words;
use crate::pages::console::person::Person;
use crate::pages::shared::Frame;
use crate::pages::staff::go;
use crate::state::{Catalogue, State};
use crate::survey::codes::{DepartmentCode, Language, SurveySlug};

#[derive(Template)]
#[template(path = "console/paper/blank.html", config = "src/pages/askama.toml")]
struct BlankPage<'a> {
    frame: &'a Frame,
    layout: &'a Layout,
    words: &'static Words,
    surveys: Vec<Choice>,
    departments: Vec<Choice>,
    languages: Vec<Choice>,
}

/// Which blank form; none: it is still to be chosen.
#[derive(Debug, Default, Deserialize)]
struct BlankQuery {
    #[serde(default)]
    survey: String,
    #[serde(default)]
    department: String,
    #[serde(default)]
    language: String,
    #[serde(default)]
    batch: String,
}

/// `GET /console/paper/blank`: asks which form, or leads to it.
pub async fn get_blank(request: HttpRequest, state: Data<State>, person: Person) -> Result<HttpResponse, Problem> {
    let query: BlankQuery = serde_html_form::from_str(request.query_string()).unwrap_or_default();
    if !query.survey.is_empty() {
        return Ok(go(&query.address()?));
    }
    let layout = Layout::new(&request, &state, &person).await?;
    let catalogue = state.catalogue().await;
    layout.show(&BlankPage {
        frame: &layout.frame,
        layout: &layout,
        words: Words::of(&layout.frame.words.language),
        surveys: surveys(&catalogue, &layout),
        departments: departments(&catalogue, &layout, &person),
        languages: languages(&catalogue, &layout),
    })
}

/// The languages that are asked in, that of the page chosen.
fn languages(catalogue: &Catalogue, layout: &Layout) -> Vec<Choice> {
    let asked = catalogue.surveys.keys().filter_map(|slug| catalogue.asked(slug.as_str()));
    let mut all: Vec<&Language> = Vec::new();
    for language in asked.flat_map(|version| &version.questionnaire.languages) {
        if !all.contains(&language) {
            all.push(language);
        }
    }
    let own = &layout.frame.words.language;
    let choice = |code: &Language| Choice::new(code.as_str(), layout.words.language_name(code.as_str()), code == own);
    all.into_iter().map(choice).collect()
}

impl BlankQuery {
    /// The address of the form.
    fn address(&self) -> Result<String, Problem> {
        let unknown = || Problem::new(Kind::NotFound);
        let survey: SurveySlug = self.survey.parse().map_err(|_| unknown())?;
        let department: DepartmentCode = self.department.parse().map_err(|_| unknown())?;
        let named = [("lang", self.language.as_str()), ("batch", self.batch.trim())];
        let named: Vec<_> = named.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let named = serde_html_form::to_string(named).map_err(|_| Problem::new(Kind::BadQuery))?;
        Ok(format!("/s/{survey}/{department}/paper?{named}"))
    }
}
