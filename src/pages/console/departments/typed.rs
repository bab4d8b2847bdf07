//! A department, as it was typed.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;

use crate::http::departments::{DepartmentBody, MatterBody, RenamedBody};
use crate::http::{Kind, Problem};
use crate::state::Catalogue;
use crate::survey::department::{Department, Renamed};
use crate::survey::text::LocalizedText;

/// A department, as it was typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Of a new department alone.
    #[serde(default)]
    pub code: String,
    /// The language of each name.
    pub language: Vec<String>,
    /// Empty: it has none in that language.
    pub name: Vec<String>,
    /// The first day of these names; empty: today.
    #[serde(default)]
    pub from: String,
    /// The first days of names to come that it is not to have.
    #[serde(default)]
    pub remove: Vec<String>,
    pub site: String,
    #[serde(default)]
    pub active: bool,
    /// The code of each kind of matter; none: they were not shown, and stay.
    #[serde(default)]
    matter_code: Vec<String>,
    /// The name of the first kind of matter in each language, then that of the next one.
    #[serde(default)]
    matter_text: Vec<String>,
}

impl Entry {
    /// A new department.
    pub fn empty(catalogue: &Catalogue) -> Self {
        let language = languages(catalogue, None);
        Self { name: vec![String::new(); language.len()], language, active: true, ..Self::default() }
    }

    /// A department as it is today.
    pub fn of(department: &Department, today: Date, catalogue: &Catalogue) -> Self {
        let language = languages(catalogue, Some(department));
        let texts = |text: &LocalizedText| {
            let texts: BTreeMap<&str, &String> = text.0.iter().map(|(code, text)| (code.as_str(), text)).collect();
            let in_order =
                language.iter().map(|code| texts.get(&**code).map(|text| (*text).clone()).unwrap_or_default());
            in_order.collect::<Vec<_>>()
        };
        Self {
            name: texts(department.name_on(today)),
            site: department.site.clone(),
            active: department.active,
            matter_code: department.matters.iter().map(|matter| matter.code.to_string()).collect(),
            matter_text: department.matters.iter().flat_map(|matter| texts(&matter.text)).collect(),
            language,
            ..Self::default()
        }
    }

    /// The kinds of matter: the code of each, and its name in each language. A row without any text is none.
    pub fn matters(&self) -> Vec<(&str, Vec<&str>)> {
        let rows = self.matter_code.iter().zip(self.matter_text.chunks(self.language.len().max(1)));
        let rows = rows.map(|(code, texts)| (code.trim(), texts.iter().map(|text| text.trim()).collect::<Vec<_>>()));
        rows.filter(|(code, texts)| !code.is_empty() || texts.iter().any(|text| !text.is_empty())).collect()
    }

    /// What the API is sent for it: of what is not in the form, all that there is.
    ///
    /// # Errors
    /// `BadQuery` when it is no form of ours.
    pub fn body(&self, known: Option<&Department>, today: Date) -> Result<DepartmentBody, Problem> {
        let languages = self.language.len();
        if languages != self.name.len() || self.matter_text.len() != self.matter_code.len() * languages {
            return Err(Problem::new(Kind::BadQuery));
        }
        let texts = |texts: &[&str]| {
            let pairs = self.language.iter().cloned().zip(texts.iter().map(|text| text.trim().to_owned()));
            pairs.filter(|(_, text)| !text.is_empty()).collect()
        };
        let typed: Vec<&str> = self.name.iter().map(String::as_str).collect();
        let from = self.from.trim();
        let later = known.filter(|_| !from.is_empty() && from != today.to_string());
        let mut renamed = known.map(|department| self.kept(department, later.map(|_| from)));
        if let (Some(all), Some(_)) = (&mut renamed, later) {
            all.push(RenamedBody { from: from.to_owned(), name: texts(&typed) });
            all.sort_by(|one, other| one.from.cmp(&other.from));
        }
        let matter = |(code, text): (&str, Vec<&str>)| MatterBody { code: code.to_owned(), text: texts(&text) };
        let matters = match known {
            Some(department) if self.matter_code.is_empty() => department.matters.iter().map(Into::into).collect(),
            _ => self.matters().into_iter().map(matter).collect(),
        };
        let name = later.map_or_else(|| texts(&typed), |department| department.name_on(today).into());
        Ok(DepartmentBody { name, site: self.site.trim().to_owned(), active: self.active, matters, renamed })
    }

    /// The names of a department from a day on that stay: neither removed, nor replaced from their own day.
    fn kept(&self, department: &Department, replaced: Option<&str>) -> Vec<RenamedBody> {
        let stays = |renamed: &&Renamed| {
            let day = renamed.from.to_string();
            replaced != Some(&*day) && !self.remove.contains(&day)
        };
        department.renamed.iter().filter(stays).map(RenamedBody::from).collect()
    }
}

/// Polish first, then the languages that surveys are published in, then others that a department has texts in.
fn languages(catalogue: &Catalogue, department: Option<&Department>) -> Vec<String> {
    let versions = catalogue.surveys.values().filter_map(|versions| versions.last());
    let asked = versions.flat_map(|version| version.questionnaire.languages.iter());
    let texts = department.into_iter().flat_map(|department| {
        let matters = department.matters.iter().map(|matter| &matter.text);
        let renamed = department.renamed.iter().map(|renamed| &renamed.name);
        std::iter::once(&department.name).chain(renamed).chain(matters)
    });
    let known = asked.chain(texts.flat_map(|text| text.0.keys())).map(ToString::to_string);
    let mut all = vec!["pl".to_owned()];
    for language in known {
        if !all.contains(&language) {
            all.push(language);
        }
    }
    all
}
