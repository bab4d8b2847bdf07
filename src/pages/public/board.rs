//! Everything that a page shows of one period, from what was released. Nothing here knows who looks at it, so that it
//! is made once for each generation of figures.

use askama::Template;
use serde_json::{Value, json};

use crate::http::{Kind, Problem};
use crate::pages::public::files::FORMS;
use crate::pages::public::questions::{Questions, find};
use crate::pages::public::reader::Reader;
use crate::pages::public::section::{self, Section};
use crate::pages::public::shelf::{OpenSurvey, Periods, before};
use crate::pages::public::trend;
use crate::pages::public::voices::{Voice, voices};
use crate::pages::public::words::Words;
use crate::pages::shared::fill;
use crate::survey::action::Action;
use crate::survey::codes::QuestionCode;
use crate::survey::comparison::{Comparison, compare};
use crate::survey::definitions;
use crate::survey::figures::{GroupBy, Record, Results};
use crate::survey::office::Office;
use crate::survey::period::Period;
use crate::survey::questionnaire::Version;

/// What a board is made of beside the record.
pub struct Making {
    /// Who reads it.
    pub reader: Reader,
    /// The survey.
    pub survey: OpenSurvey,
    /// The period by its name; none: the latest closed quarter.
    pub wanted: Option<String>,
    /// What residents are told of.
    pub actions: Vec<Action>,
    /// The office.
    pub office: Office,
    /// What addresses begin with.
    pub base: String,
}

/// A board.
#[derive(Template)]
#[template(path = "public/board.html", config = "src/pages/askama.toml")]
struct Board<'a> {
    words: &'static Words,
    title: &'a str,
    period: String,
    headline: Option<Headline>,
    /// Why there is nothing to show.
    nothing: String,
    sections: Vec<Section>,
    others: Vec<Section>,
    /// Which other questions are not told, and why.
    untold: Option<String>,
    voices: Vec<Voice>,
    method: Vec<String>,
    files: Vec<(String, &'static str)>,
    licence: (&'static str, &'static str),
    /// The other periods: their addresses and names.
    quarters: Vec<(String, String)>,
    years: Vec<(String, String)>,
    /// The description for search engines, as JSON that no end of a script is in.
    dataset: String,
}

/// The first thing that one reads.
struct Headline {
    question: String,
    share: String,
    facts: Vec<String>,
    verdict: String,
    against: Option<String>,
}

impl Making {
    /// Makes the board of a period.
    ///
    /// # Errors
    /// `NotFound` when the period is not closed, or was before there was anything.
    pub fn board(&self, record: &Record) -> Result<String, Problem> {
        let periods = Periods::of(record);
        let period = match &self.wanted {
            Some(label) => periods.find(label).ok_or_else(|| Problem::new(Kind::NotFound))?,
            None => match periods.quarters.last() {
                Some(latest) => latest,
                None => return Ok(String::new()),
            },
        };
        let versions = self.versions(period);
        let question = &versions[0].questionnaire.headline;
        let compare = |group_by| compare(&self.survey.query(period, group_by), before(period), record);
        let (all, by_department) = (compare(GroupBy::Nothing)?, compare(GroupBy::Department)?);
        let reader = &self.reader;
        let questions = Questions::new(reader, &versions, &all);
        let shown = all.period.total.withheld.is_none();
        let departments = shown.then(|| section::departments(reader, question, &by_department));
        let title = find(&versions, question).map_or("", |(asked, _)| reader.text(&asked.text));
        let trend = trend::section(reader, &self.survey.newest().survey, (question, title), period, record)?;
        let others = |periods: &[Period]| periods.iter().rev().map(|other| self.link(other)).collect();
        let board = Board {
            words: reader.words,
            title: reader.text(&versions[0].questionnaire.title),
            period: reader.numbers.period(period),
            headline: self.headline(&versions, question, &all),
            nothing: reader.with_k(&reader.words.headline.nothing),
            sections: [trend, departments, questions.ratings()].into_iter().flatten().collect(),
            untold: questions.untold(),
            others: questions.others(),
            voices: voices(reader, &self.survey, &self.actions, &versions, record),
            method: self.method(&all.period),
            files: FORMS.map(|(form, name, _)| (format!("{}{}", self.path(period), form.ending()), name)).into(),
            licence: (self.survey.licence.name(), self.survey.licence.url()),
            quarters: others(&periods.quarters),
            years: others(&periods.years),
            dataset: self.dataset(period, &all.period).to_string().replace('<', "\\u003c"),
        };
        board.render().map_err(|_| Problem::new(Kind::Internal))
    }

    /// The versions that were there by the end of a period, newest first: a later one changes no page.
    fn versions(&self, period: &Period) -> Vec<&Version> {
        let all = || self.survey.versions.iter().rev().map(AsRef::as_ref);
        let there: Vec<&Version> = all().filter(|version| version.published_on <= period.last()).collect();
        if there.is_empty() { all().collect() } else { there }
    }

    fn headline(&self, versions: &[&Version], question: &QuestionCode, all: &Comparison) -> Option<Headline> {
        let (reader, words) = (&self.reader, &self.reader.words.headline);
        let figures = all.period.total.question(question)?;
        let share = figures.positive?;
        let change = reader.change(all.total.questions.iter().find(|compared| compared.code == *question));
        let before = change.before.map(|before| reader.with_share("{share} ({interval}), {n}", &before));
        let period = reader.numbers.period(&all.against.period);
        let against = change
            .size
            .zip(before)
            .map(|(size, before)| fill(&words.against, &[("size", &size), ("period", &period), ("before", &before)]));
        let (asked, _) = find(versions, question)?;
        Some(Headline {
            question: reader.text(&asked.text).to_owned(),
            share: reader.numbers.share(share.share),
            facts: vec![
                reader.with_share(&words.people, &share),
                reader.with_share(&words.interval, &share),
                reader.words.certainty.of(share.certainty()).to_owned(),
            ],
            verdict: change.verdict,
            against,
        })
    }

    fn method(&self, results: &Results) -> Vec<String> {
        let (words, coverage) = (&self.reader.words.method, &results.coverage);
        let known = coverage.n.zip(coverage.first_day).zip(coverage.last_day);
        let basis = known.map(|((n, first), last)| {
            let (n, days) = (self.reader.numbers.count(n), self.reader.numbers.days(first, last));
            fill(&words.basis, &[("n", &n), ("days", &days)])
        });
        let (edition, since) = (definitions::IN_FORCE.number.to_string(), definitions::IN_FORCE.since);
        let parts = [
            ("number", edition.as_str()),
            ("day", &self.reader.numbers.day(since)),
            ("change", self.reader.said(definitions::IN_FORCE.change)),
        ];
        let items = words.items.iter().map(|item| self.reader.with_k(item));
        basis.into_iter().chain(items).chain([fill(&words.definitions, &parts)]).collect()
    }

    fn path(&self, period: &Period) -> String {
        format!("/wyniki/{}/{period}", self.survey.newest().survey)
    }

    fn link(&self, period: &Period) -> (String, String) {
        (format!("{}?lang={}", self.path(period), self.reader.language), self.reader.numbers.period(period))
    }

    /// What schema.org calls a dataset.
    fn dataset(&self, period: &Period, results: &Results) -> Value {
        let address = format!("{}{}", self.base, self.path(period));
        let title = self.reader.text(&self.survey.newest().questionnaire.title);
        let files = FORMS.map(|(form, ..)| {
            json!({
                "@type": "DataDownload",
                "encodingFormat": form.media_type().split(';').next(),
                "contentUrl": format!("{address}{}", form.ending()),
            })
        });
        json!({
            "@context": "https://schema.org",
            "@type": "Dataset",
            "name": format!("{title}: {}", self.reader.numbers.period(period)),
            "description": fill(&self.reader.words.data.description, &[("title", title)]),
            "url": address,
            "identifier": address,
            "inLanguage": self.reader.language.as_str(),
            "keywords": self.reader.words.data.keywords,
            "license": self.survey.licence.url(),
            "isAccessibleForFree": true,
            "creator": { "@type": "GovernmentOrganization", "name": self.reader.text(&self.office.name) },
            "temporalCoverage": format!("{}/{}", period.first(), period.last()),
            "dateModified": results.coverage.as_of.map(|day| day.to_string()),
            "includedInDataCatalog": { "@type": "DataCatalog", "url": format!("{}/wyniki", self.base) },
            "distribution": files,
        })
    }
}
