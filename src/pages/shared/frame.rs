//! What stands around every page for residents: its language, the languages it could be in, and the links below it.

use actix_web::HttpRequest;

use crate::pages::shared::assets;
use crate::pages::shared::language::choose_language;
use crate::pages::shared::words::Words;
use crate::survey::codes::Language;
use crate::survey::office::Office;
use crate::survey::settings::Origin;
use crate::survey::text::LocalizedText;

/// Everything that the layout of a page needs.
pub struct Frame {
    /// The words of its language.
    pub words: &'static Words,
    /// The address of the page without its query.
    pub path: String,
    /// The languages it could be in.
    pub languages: Vec<&'static Words>,
    /// Whether it stands in a frame of another page, which has a head and a foot of its own.
    pub framed: bool,
    /// The name of the office, and its language where that is not the page's.
    pub office: Option<(String, Option<Language>)>,
    /// The origins of the other websites that may show it in a frame, separated by spaces.
    pub hosts: String,
    /// Whether its survey is a trial, so that nothing of what is sent counts.
    pub trial: bool,
    /// Whoever is signed in with an account; none: nobody, or somebody with a key.
    pub staff: Option<Staff>,
}

/// Somebody with an account, as the head of a page outside the console says it.
pub struct Staff {
    /// Their name and role.
    pub who: String,
    /// What the way back into the console is called.
    pub console: &'static str,
}

impl Frame {
    /// The frame of a survey's page. It is in one language from top to bottom, so only languages count that both the
    /// survey and the program speak; none: there is no such language.
    pub fn new(request: &HttpRequest, offered: &[Language]) -> Option<Self> {
        let languages: Vec<&Words> = offered.iter().filter_map(|language| Words::find(language.as_str())).collect();
        let words = choose_language(request, &languages)?;
        let path = request.path().to_owned();
        let framed = path.starts_with("/embed/");
        Some(Self { words, path, languages, framed, office: None, hosts: String::new(), trial: false, staff: None })
    }

    /// The frame of a page that belongs to no survey: it may be in any language that the program speaks.
    pub fn of_the_program(request: &HttpRequest) -> Self {
        let languages: Vec<&Words> = Words::all().iter().collect();
        let words = choose_language(request, &languages).unwrap_or(Words::polish());
        Self {
            words,
            path: request.path().to_owned(),
            languages,
            framed: false,
            office: None,
            hosts: String::new(),
            trial: false,
            staff: None,
        }
    }

    /// The frame of a page for staff, which is in Polish alone.
    pub fn in_polish(request: &HttpRequest) -> Self {
        let words = Words::polish();
        let path = request.path().to_owned();
        Self {
            words,
            path,
            languages: vec![words],
            framed: false,
            office: None,
            hosts: String::new(),
            trial: false,
            staff: None,
        }
    }

    /// In another of its languages, if it is one.
    pub fn speaking(mut self, language: &str) -> Self {
        let wanted = self.languages.iter().copied().find(|words| words.language.as_str() == language);
        self.words = wanted.unwrap_or(self.words);
        self
    }

    /// With the name of the office above it.
    pub fn of_office(mut self, office: &Office) -> Self {
        self.office = Some((self.text(&office.name).to_owned(), self.foreign(&office.name).cloned()));
        self
    }

    /// The language of a text where it does not speak the page's: a reader must be told.
    pub fn foreign<'a>(&self, text: &'a LocalizedText) -> Option<&'a Language> {
        if text.in_language(&self.words.language).is_some() {
            return None;
        }
        text.0.keys().find(|language| language.as_str() == "pl").or_else(|| text.0.keys().next())
    }

    /// With the websites that may show it in a frame.
    pub fn admitting(mut self, origins: &[Origin]) -> Self {
        let origins: Vec<&str> = origins.iter().map(Origin::as_str).collect();
        self.hosts = origins.join(" ");
        self
    }

    /// With a word that the survey is a trial, if it is.
    pub fn in_trial(mut self, trial: bool) -> Self {
        self.trial = trial;
        self
    }

    /// With who is signed in.
    pub fn for_staff(mut self, staff: Option<Staff>) -> Self {
        self.staff = staff;
        self
    }

    /// A text in the language of the page.
    pub fn text<'a>(&self, text: &'a LocalizedText) -> &'a str {
        text.in_language(&self.words.language).unwrap_or_else(|| text.in_polish())
    }

    /// The address of a style or script.
    pub fn asset(&self, name: &str) -> String {
        format!("/assets/{}/{name}", assets::version())
    }

    /// The address of another page in the same language.
    pub fn link(&self, path: &str) -> String {
        format!("{path}?lang={}", self.words.language)
    }

    /// The address below which this form's pages lie.
    pub fn home(&self) -> &'static str {
        if self.framed { "/embed" } else { "/s" }
    }
}
