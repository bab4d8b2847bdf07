//! The words of the dashboard. It is in fewer languages than the forms, and complete in each.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::survey::codes::Language;
use crate::survey::disclosure::Threshold;
use crate::survey::figures::Certainty;
use crate::survey::statistics::Signal;

/// All words of one language. `{name}` in a text stands for something that the page puts in.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// The language.
    pub language: Language,
    /// The name of the dashboard.
    pub title: String,
    /// The label of the choice of languages.
    pub page_language: String,
    /// The sign-in.
    pub sign_in: SignInWords,
    /// The button that ends a session.
    pub sign_out: String,
    /// Whose session it is: `{name}` of the key.
    pub signed_in: String,
    /// The list of surveys.
    pub surveys: SurveysWords,
    /// What is wrong with an address.
    pub wrong_address: AddressWords,
    /// The choices.
    pub pickers: PickerWords,
    /// Whom figures are about.
    pub scope: ScopeWords,
    /// Why something is not shown.
    pub withheld: WithheldWords,
    /// Nothing was released yet.
    pub empty: EmptyWords,
    /// The headline.
    pub headline: HeadlineWords,
    /// How sure a share is.
    pub certainty: CertaintyWords,
    /// The same in a word.
    pub certainty_short: CertaintyWords,
    /// The heads of columns.
    pub columns: ColumnWords,
    /// The departments.
    pub departments: DepartmentsWords,
    /// The ratings.
    pub dimensions: DimensionsWords,
    /// All other questions.
    pub others: OthersWords,
    /// The trend.
    pub trend: TrendWords,
    /// The rules of the control chart.
    pub signals: SignalWords,
    /// The answer yes.
    pub yes: String,
    /// The answer no.
    pub no: String,
    /// The heading of a table: `{title}`.
    pub table: String,
    /// The downloads.
    pub downloads: DownloadWords,
    /// What the figures rest on.
    pub coverage: CoverageWords,
}

/// The words of the sign-in.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignInWords {
    /// The heading.
    pub title: String,
    /// What is asked for.
    pub lead: String,
    /// The label of the field.
    pub key: String,
    /// What a key looks like, and where to get one.
    pub hint: String,
    /// The button.
    pub submit: String,
    /// The link for who is signed in, and came from another website.
    pub already: String,
    /// That the key opens nothing here.
    pub wrong: String,
    /// That there were too many tries.
    pub too_many: String,
    /// What the browser keeps.
    pub cookie: String,
}

/// The words of the list of surveys.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SurveysWords {
    /// The heading.
    pub title: String,
    /// That there is none.
    pub none: String,
}

/// The words for an address that does not fit.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddressWords {
    /// The heading.
    pub title: String,
    /// The period is none.
    pub period: String,
    /// A department or a question is unknown.
    pub name: String,
    /// The key is not good for the department.
    pub forbidden: String,
    /// Anything else.
    pub other: String,
    /// The way back.
    pub back: String,
}

/// The words of the choices.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PickerWords {
    /// The heading.
    pub title: String,
    /// The label of the period.
    pub period: String,
    /// The heading of quarters.
    pub quarters: String,
    /// The heading of years.
    pub years: String,
    /// The heading of months.
    pub months: String,
    /// The label of the department.
    pub department: String,
    /// The choice of all departments.
    pub office: String,
    /// The same, for a key that is good for some.
    pub own: String,
    /// The label of the question.
    pub question: String,
    /// The label of the period that it is held against.
    pub against: String,
    /// The button.
    pub show: String,
}

/// Whom figures are about.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScopeWords {
    /// The whole office.
    pub office: String,
    /// The departments of a key that is good for some.
    pub own: String,
}

/// Why something is not shown: `{k}` people.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithheldWords {
    /// The heading.
    pub title: String,
    /// Too few responses.
    pub fewer_than_k: String,
    /// Too few responses of a department.
    pub in_pool: String,
    /// The same in a cell.
    pub short: String,
    /// Nobody answered.
    pub nobody: String,
    /// Nothing to compare with.
    pub before: String,
}

/// The words where nothing was released yet.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmptyWords {
    /// The heading.
    pub title: String,
    /// When there will be something: `{k}` responses.
    pub text: String,
}

/// The words of the headline.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeadlineWords {
    /// What the share is of.
    pub positive: String,
    /// The label of the interval.
    pub interval: String,
    /// The label of n.
    pub n: String,
    /// The label of the mean.
    pub mean: String,
    /// The label of the certainty.
    pub certainty: String,
    /// The heading of the change.
    pub change: String,
    /// What it is held against: `{period}`, `{share}`, `{interval}`, `{n}`.
    pub against: String,
    /// The interval of the change: `{interval}`.
    pub change_interval: String,
}

/// How sure a share is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertaintyWords {
    /// At most 5 points.
    pub reliable: String,
    /// At most 15 points.
    pub indicative: String,
    /// Not sure.
    pub too_few: String,
}

/// The heads of columns.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnWords {
    /// Departments.
    pub department: String,
    /// Questions.
    pub question: String,
    /// Options.
    pub answer: String,
    /// Periods.
    pub period: String,
    /// How many answered.
    pub n: String,
    /// The share of positive answers.
    pub positive: String,
    /// A share.
    pub share: String,
    /// Its interval.
    pub interval: String,
    /// Its certainty.
    pub certainty: String,
    /// Its change.
    pub change: String,
    /// What follows from that.
    pub verdict: String,
    /// The mean.
    pub mean: String,
    /// How many said that it does not apply.
    pub not_applicable: String,
    /// How many did not answer.
    pub missing: String,
    /// Control limits.
    pub limits: String,
    /// Signals.
    pub signal: String,
    /// Versions.
    pub versions: String,
}

/// The words of the departments.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DepartmentsWords {
    /// The heading.
    pub title: String,
    /// How to read the chart.
    pub lead: String,
    /// Its title: `{period}`.
    pub chart: String,
    /// The line of the whole office: `{share}`, `{interval}`, `{n}`.
    pub reference: String,
    /// What it shows: `{shown}`, `{all}`, `{best}`, `{worst}`.
    pub summary: String,
}

/// The words of the ratings.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DimensionsWords {
    /// The heading.
    pub title: String,
    /// How to read the chart.
    pub lead: String,
    /// Its title: `{period}`.
    pub chart: String,
    /// What stands below a bar: `{n}`, `{share}`, `{interval}`.
    pub note: String,
    /// What it shows: `{shown}`, `{all}`, `{best}`, `{worst}`.
    pub summary: String,
}

/// The words of all other questions.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OthersWords {
    /// The heading.
    pub title: String,
    /// The title of a chart: `{question}`, `{period}`.
    pub chart: String,
    /// What it shows: `{best}`.
    pub summary: String,
    /// That several answers could be given.
    pub several: String,
    /// Those who recommend the office.
    pub promoters: String,
    /// Those who neither do nor do not.
    pub passives: String,
    /// Those who do not.
    pub detractors: String,
    /// The score: `{score}`, `{margin}`.
    pub score: String,
}

/// The words of the trend.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrendWords {
    /// The heading.
    pub title: String,
    /// The title of the chart: `{question}`.
    pub chart: String,
    /// What it shows: `{first}`, `{last}`, `{latest}`.
    pub summary: String,
    /// The legend of the share.
    pub share: String,
    /// The legend of the limits.
    pub limits: String,
    /// The legend of a signal.
    pub signal: String,
    /// The legend of a version.
    pub version: String,
    /// The legend of a gap.
    pub withheld: String,
    /// That there is no signal.
    pub no_signal: String,
    /// When there are limits: `{count}` periods.
    pub short: String,
}

/// What the rules of the control chart saw.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignalWords {
    /// A point beyond a limit.
    pub beyond_limit: String,
    /// A run on one side.
    pub run_of_eight: String,
    /// A run in one direction.
    pub trend_of_six: String,
    /// Two points far off.
    pub two_of_three: String,
}

/// The words of the downloads.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DownloadWords {
    /// The heading.
    pub title: String,
    /// A workbook.
    pub xlsx: String,
    /// CSV.
    pub csv: String,
    /// CSV for Excel.
    pub excel_csv: String,
    /// JSON-stat.
    pub json_stat: String,
    /// A data package.
    pub data_package: String,
}

/// What the figures rest on.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoverageWords {
    /// The heading.
    pub title: String,
    /// `{n}` responses of `{days}`.
    pub n: String,
    /// The period is closed.
    pub closed: String,
    /// The period is not.
    pub open: String,
    /// The last tick: `{day}`.
    pub as_of: String,
    /// The versions: `{versions}`.
    pub versions: String,
    /// How many are in office blocks: `{n}`.
    pub pooled: String,
    /// How it was computed.
    pub method: String,
    /// What nobody is told: `{k}` people.
    pub privacy: String,
}

static ALL: LazyLock<Vec<Words>> = LazyLock::new(|| {
    [include_str!("words/pl.json"), include_str!("words/en.json")]
        .map(|text| serde_json::from_str(text).expect("the embedded words are complete"))
        .into()
});

impl Words {
    /// The words of a language; Polish ones where there are none.
    pub fn of(language: &Language) -> &'static Self {
        ALL.iter().find(|words| words.language == *language).unwrap_or(&ALL[0])
    }

    /// The languages that there are words in.
    pub fn languages() -> Vec<Language> {
        ALL.iter().map(|words| words.language.clone()).collect()
    }
}

impl CertaintyWords {
    /// The words of a certainty.
    pub fn of(&self, certainty: Certainty) -> &str {
        match certainty {
            Certainty::Reliable => &self.reliable,
            Certainty::Indicative => &self.indicative,
            Certainty::TooFew => &self.too_few,
        }
    }
}

impl DownloadWords {
    /// The forms of files, by their names in addresses and in words.
    pub fn forms(&self) -> [(&'static str, &str); 5] {
        [
            ("xlsx", &self.xlsx),
            ("csv", &self.csv),
            ("excel-csv", &self.excel_csv),
            ("json-stat", &self.json_stat),
            ("data-package", &self.data_package),
        ]
    }
}

impl SignalWords {
    /// The words of a signal.
    pub fn of(&self, signal: Signal) -> &str {
        match signal {
            Signal::BeyondLimit => &self.beyond_limit,
            Signal::RunOfEight => &self.run_of_eight,
            Signal::TrendOfSix => &self.trend_of_six,
            Signal::TwoOfThree => &self.two_of_three,
        }
    }
}

/// Puts something into a text.
pub fn fill(text: &str, parts: &[(&str, &str)]) -> String {
    parts.iter().fold(text.to_owned(), |text, (name, part)| text.replace(&format!("{{{name}}}"), part))
}

/// Puts the threshold into a text.
pub fn with_k(text: &str, k: Threshold) -> String {
    fill(text, &[("k", &k.get().to_string())])
}
