//! Everything that a page shows of one period, from what was released: a list of parts. Nothing here knows who looks at
//! it, so that it is made once for each generation of figures.

use askama::Template;
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::http::{Kind, Problem};
use crate::pages::public::files::FORMS;
use crate::pages::public::shelf::{OpenSurvey, Periods};
use crate::pages::public::voices::{Voice, said};
use crate::pages::shared::Word;
use crate::reports::render::{Setting, Speech, Ways, Words, show, show_lead};
use crate::survey::action::Action;
use crate::survey::figures::{Record, Results};
use crate::survey::office::Office;
use crate::survey::period::{Period, Unit};
use crate::survey::report::opening::opening;
use crate::survey::report::voices::{done, horizon, open};
use crate::survey::report::{
    Cell, Findings, Scope, Section, Term, coverage, departments, headline, questions, targets, trend,
};
use crate::survey::target::Target;

/// How many quarters are looked back at: three years, and the one before.
const MOST: usize = 13;

/// What a board is made of beside the record.
pub struct Making {
    /// How it is told.
    pub speech: Speech,
    /// The survey.
    pub survey: OpenSurvey,
    /// The period by its name; none: the latest closed quarter.
    pub wanted: Option<String>,
    /// What the office decided to do.
    pub actions: Vec<Action>,
    /// What the whole office has set itself.
    pub targets: Vec<Target>,
    /// The periods that a lobby sheet was issued of.
    pub lobbies: Vec<Period>,
    /// The day on which it is told.
    pub today: Date,
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
    /// The figure in large letters.
    lead: String,
    /// What there is to know, in plain sentences.
    opening: [String; 3],
    targets: String,
    /// What was done and what is to be: names, titles and voices.
    voices: [(&'static str, Term, Vec<Voice>); 2],
    /// The parts that are seen at once.
    parts: String,
    /// The parts that are folded.
    more: String,
    method: String,
    files: Vec<(String, &'static str)>,
    /// The address of the lobby sheet, if one was issued.
    sheet: Option<String>,
    licence: (&'static str, &'static str),
    /// The other periods: their addresses and names.
    quarters: Vec<(String, String)>,
    years: Vec<(String, String)>,
    /// The description for search engines, as JSON that no end of a script is in.
    dataset: String,
}

impl Making {
    /// Makes the board of a period.
    ///
    /// # Errors
    /// `NotFound` when the period is not closed, or was before there was anything.
    pub fn board(&self, record: &Record) -> Result<String, Problem> {
        let (speech, periods) = (&self.speech, Periods::of(record));
        let period = match &self.wanted {
            Some(label) => periods.find(label).ok_or_else(|| Problem::new(Kind::NotFound))?,
            None => match periods.quarters.last() {
                Some(latest) => latest,
                None => return Ok(String::new()),
            },
        };
        let findings = self.findings(record, &periods, period)?;
        let others = |periods: &[Period]| periods.iter().rev().map(|other| self.link(other)).collect();
        let lead = headline::lead(&findings, &self.targets).ok_or(([Term::UntoldTitle, Term::UntoldNote], Ways::new()));
        let latest = periods.all().all(|other| other.last() <= period.last());
        let targets = targets::reached(&findings, &self.targets).under("targets", Term::Targets);
        let method = [coverage::basis_for_everybody(&findings).under("method", Term::WhereFrom)];
        let shown = |sections: &[Section], folded| {
            let setting = Setting { files: &|_| None, department: &|_| None, folded };
            show(sections, speech, &setting).unwrap_or_default()
        };
        let board = Board {
            words: speech.words,
            title: speech.text(&findings.version.questionnaire.title),
            period: speech.numbers.period(period),
            lead: show_lead(lead, Some(speech.term(Term::WholeOffice)), speech).unwrap_or_default(),
            opening: opening(&findings, &self.targets).map(|sentence| speech.line(&sentence)),
            targets: if self.targets.is_empty() { String::new() } else { shown(&[targets], false) },
            voices: [
                ("done", Term::YouSaidWeDid, said(speech, done(&findings, horizon(period, latest, self.today)))),
                ("open", Term::StillToDo, said(speech, if latest { open(&findings, self.today) } else { Vec::new() })),
            ],
            parts: shown(&first(&findings), false),
            more: shown(&more(&findings), true),
            method: shown(&method, true),
            files: FORMS.map(|(form, name, _)| (format!("{}{}", self.path(period), form.ending()), name)).into(),
            sheet: self
                .lobbies
                .contains(period)
                .then(|| format!("{}/plakat?lang={}", self.path(period), speech.language())),
            licence: (self.survey.licence.name(), self.survey.licence.url()),
            quarters: others(&periods.quarters),
            years: others(&periods.years),
            dataset: self.dataset(period, findings.now()).to_string().replace('<', "\\u003c"),
        };
        board.render().map_err(|_| Problem::new(Kind::Internal))
    }

    fn findings<'a>(&'a self, record: &'a Record, periods: &Periods, period: &Period) -> Result<Findings<'a>, Problem> {
        let closed: Vec<&Period> = periods.quarters.iter().filter(|other| other.last() <= period.last()).collect();
        // One quarter is no development.
        let span = match &closed[closed.len().saturating_sub(MOST)..] {
            [first, .., last] => Period::spanning(first, last),
            _ => None,
        };
        let scope = Scope {
            record,
            survey: self.survey.newest().survey.clone(),
            period: period.clone(),
            against: period.before(),
            departments: Vec::new(),
            question: None,
            span: span.map(|span| (Unit::Quarter, span)),
            actions: &self.actions,
        };
        Findings::of(scope)?.ok_or_else(|| Problem::new(Kind::NotFound))
    }

    fn path(&self, period: &Period) -> String {
        format!("/wyniki/{}/{period}", self.survey.newest().survey)
    }

    fn link(&self, period: &Period) -> (String, String) {
        (format!("{}?lang={}", self.path(period), self.speech.language()), self.speech.numbers.period(period))
    }

    /// What schema.org calls a dataset.
    fn dataset(&self, period: &Period, results: &Results) -> Value {
        let address = format!("{}{}", self.base, self.path(period));
        let title = self.speech.text(&self.survey.newest().questionnaire.title);
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
            "name": format!("{title}: {}", self.speech.numbers.period(period)),
            "description": self.speech.filled(Word::DataDescription.said(self.speech.words), &[Cell::Text(title.to_owned())]),
            "url": address,
            "identifier": address,
            "inLanguage": self.speech.language().as_str(),
            "keywords": Word::DataKeywords.said(self.speech.words).split(", ").collect::<Vec<_>>(),
            "license": self.survey.licence.url(),
            "isAccessibleForFree": true,
            "creator": { "@type": "GovernmentOrganization", "name": self.speech.text(&self.office.name) },
            "temporalCoverage": format!("{}/{}", period.first(), period.last()),
            "dateModified": results.coverage.as_of.map(|day| day.to_string()),
            "includedInDataCatalog": { "@type": "DataCatalog", "url": format!("{}/wyniki", self.base) },
            "distribution": files,
        })
    }
}

/// The parts that are seen at once, in order.
fn first(findings: &Findings<'_>) -> Vec<Section> {
    let told = findings.now().total.withheld.is_none();
    let sections = [
        trend::for_everybody(findings).map(|part| part.under("trend", Term::OverTime)),
        told.then(|| departments::departments(findings).under("departments", Term::Departments)),
    ];
    sections.into_iter().flatten().collect()
}

/// The parts that are folded, in order.
fn more(findings: &Findings<'_>) -> Vec<Section> {
    let sections = [
        questions::ratings(findings).map(|part| part.under("ratings", Term::Ratings)),
        questions::others(findings).map(|part| part.under("others", Term::OtherQuestions)),
    ];
    sections.into_iter().flatten().collect()
}
