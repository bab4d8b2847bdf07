//! The words of the dashboard. It is in fewer languages than the forms, and complete in each.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::pages::shared::{CertaintyWords, Lexicon, Translation, TrendWords};
use crate::survey::codes::Language;
use crate::survey::disclosure::Withheld;
use crate::survey::flags::Flag;

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
    /// What else there is on the page, and on others.
    pub contents: ContentsWords,
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
    /// The targets.
    pub targets: TargetsWords,
    /// What goes with the overall rating.
    pub drivers: DriversWords,
    /// Who answered.
    pub groups: GroupsWords,
    /// The trend.
    pub trend: TrendWords,
    /// The answer yes.
    pub yes: String,
    /// The answer no.
    pub no: String,
    /// The heading of a table: `{title}`.
    pub table: String,
    /// That a chart has the largest groups alone: `{count}` of them.
    pub largest: String,
    /// The downloads.
    pub downloads: DownloadWords,
    /// What the figures rest on.
    pub coverage: CoverageWords,
    /// What speaks against responses.
    pub misuse: MisuseWords,
    /// What people wrote.
    pub comments: CommentsWords,
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
    /// The key is not good for a review.
    pub review: String,
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

/// The words of the table of contents.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContentsWords {
    /// The heading.
    pub title: String,
    /// The name of the first part.
    pub headline: String,
    /// The heading of other pages.
    pub elsewhere: String,
    /// The page of comments.
    pub comments: String,
    /// The management review: `{period}`.
    pub review: String,
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
    /// The period is not closed.
    pub not_closed_yet: String,
    /// The period has not begun.
    pub future: String,
    /// It is told of whole periods that are closed.
    pub quarters_only: String,
    /// Some responses belong to another period.
    pub carried: String,
    /// The answers are too alike.
    pub too_alike: String,
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
    /// Which cover other days than the headline: `{list}`.
    pub other_days: String,
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
    /// Which are not told: `{list}`, `{k}` people.
    pub untold: String,
}

/// The words of the targets.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetsWords {
    /// The heading.
    pub title: String,
    /// When a target is met.
    pub lead: String,
    /// That there are none.
    pub none: String,
    /// How many there are of each: `{met}`, `{not_met}`, `{undecided}`, `{unconfirmed}`.
    pub counts: String,
    /// The column of targets.
    pub target: String,
    /// A target: `{share}`.
    pub at_least: String,
    /// The column of results.
    pub result: String,
    /// It was reached.
    pub met: String,
    /// It was not.
    pub not_met: String,
    /// The answers do not decide.
    pub undecided: String,
}

/// The words of what goes with the overall rating.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DriversWords {
    /// The heading.
    pub title: String,
    /// How to read the chart and the table.
    pub lead: String,
    /// That the period is not of whole quarters.
    pub quarters: String,
    /// That nothing is known of importance.
    pub no_importance: String,
    /// What correlations are: `{strongest}` of them.
    pub coefficients: String,
    /// That there are none: `{why}`.
    pub no_correlation: String,
    /// Cronbach's alpha: `{alpha}`, `{items}`, `{n}`.
    pub alpha: String,
    /// That there is none: `{why}`.
    pub no_alpha: String,
    /// Why: the answers are too alike, or too few.
    pub too_alike: String,
    /// Why: the period is not closed.
    pub not_closed: String,
    /// Why: it is about departments.
    pub office_only: String,
    /// The title of the chart: `{period}`.
    pub chart: String,
    /// What it shows: `{improve}`.
    pub summary: String,
    /// The axis of performance.
    pub performance: String,
    /// The axis of importance.
    pub importance: String,
    /// Its corners: important, and rated lower.
    pub improve: String,
    /// Important, and rated high.
    pub keep: String,
    /// Less important, and rated lower.
    pub watch: String,
    /// Less important, and rated high.
    pub maintain: String,
    /// The column of those who answered both questions.
    pub together: String,
    /// The column of correlations.
    pub correlation: String,
    /// The column of those who named it.
    pub named: String,
    /// The column of what follows.
    pub priority: String,
}

/// The words of who answered.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupsWords {
    /// The heading.
    pub title: String,
    /// What is shown: `{question}`.
    pub lead: String,
    /// That the period is not of whole quarters.
    pub quarters: String,
    /// That the period is not over.
    pub open: String,
    /// That some responses belong to another period: `{list}`.
    pub carried: String,
    /// What cannot be told apart: `{list}`, `{k}` people.
    pub untold: String,
    /// Of what everybody belongs to one group: `{list}`.
    pub one_group: String,
    /// How many of how many are in the groups: `{n}`, `{all}`.
    pub covered: String,
    /// What is told together.
    pub together: String,
    /// That a group is among those, or that nobody belongs to it.
    pub not_alone: String,
    /// What is told of some people only.
    pub partly: String,
    /// Such a group: `{label}`, `{share}` of its people.
    pub part: String,
    /// The same in place of its certainty.
    pub only_part: String,
    /// The title of a chart: `{title}`, `{period}`.
    pub chart: String,
    /// The line of everybody: `{share}`, `{interval}`, `{n}`.
    pub reference: String,
    /// By the answers to a question: `{question}`.
    pub by: String,
    /// The column of groups.
    pub category: String,
    /// By channel.
    pub channel: String,
    /// By site.
    pub site: String,
    /// By language.
    pub language: String,
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

/// The words of what speaks against responses.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MisuseWords {
    /// The heading.
    pub title: String,
    /// What is done about it.
    pub lead: String,
    /// That there is nothing.
    pub none: String,
    /// What it means for conclusions.
    pub verdicts: String,
    /// How many were set aside: `{n}`.
    pub set_aside: String,
    /// Between which shares the headline lies without them: `{n}`, `{question}`, `{low}`, `{high}`.
    pub bound: String,
    /// The column of flags.
    pub flag: String,
    /// The column of how many carry each.
    pub count: String,
    /// The column of how many there are.
    pub of: String,
    /// One of too many on one day.
    pub burst: String,
    /// While the lobby was closed.
    pub outside_hours: String,
    /// One more from an address that had sent one that day.
    pub repeat: String,
    /// Faster than one can read.
    pub too_fast: String,
}

/// The words of the page of comments.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommentsWords {
    /// The heading.
    pub title: String,
    /// The heading of the choices.
    pub pickers: String,
    /// By which rule comments are shown: `{k}` comments.
    pub rule: String,
    /// That the period is not of whole quarters.
    pub quarters: String,
    /// That the period is not over.
    pub open: String,
    /// That there are none, or too few: `{k}` comments.
    pub none: String,
    /// The same of a department: `{k}` comments.
    pub none_of_department: String,
    /// How many there are: `{all}`, `{published}`, `{withheld}`, `{waiting}`.
    pub counts: String,
    /// Comments without a theme.
    pub no_theme: String,
    /// The way back.
    pub back: String,
}

const TEXTS: [&str; 2] = [include_str!("words/pl.json"), include_str!("words/en.json")];

static ALL: LazyLock<Lexicon<Words>> = LazyLock::new(|| Lexicon::read(&TEXTS));

impl Translation for Words {
    fn language(&self) -> &Language {
        &self.language
    }
}

impl Words {
    /// The words of a language; Polish ones where there are none.
    pub fn of(language: &Language) -> &'static Self {
        ALL.of(language)
    }

    /// The languages that there are words in.
    pub fn languages() -> Vec<Language> {
        ALL.languages()
    }
}

impl DownloadWords {
    /// The forms of files, by their names in addresses and in words; those of results are more than those of any table.
    pub fn forms(&self, of_results: bool) -> Vec<(&'static str, &str)> {
        let mut forms =
            vec![("xlsx", self.xlsx.as_str()), ("csv", self.csv.as_str()), ("excel-csv", self.excel_csv.as_str())];
        if of_results {
            forms.extend([("json-stat", self.json_stat.as_str()), ("data-package", self.data_package.as_str())]);
        }
        forms
    }
}

impl DriversWords {
    /// Why a coefficient is not told.
    pub fn reason(&self, why: Withheld) -> &str {
        match why {
            Withheld::NotClosedYet | Withheld::Future | Withheld::QuartersOnly => &self.not_closed,
            Withheld::FewerThanK => &self.office_only,
            Withheld::TooAlike | Withheld::Carried => &self.too_alike,
        }
    }
}

impl MisuseWords {
    /// The words of a flag; none: blocks do not count it.
    pub fn flag(&self, flag: Flag) -> Option<&str> {
        match flag {
            Flag::Burst => Some(&self.burst),
            Flag::OutsideHours => Some(&self.outside_hours),
            Flag::Repeat => Some(&self.repeat),
            Flag::TooFast => Some(&self.too_fast),
            Flag::StraightLining => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::shared::assert_same_parts;

    #[test]
    fn languages_put_in_the_same_things() {
        assert_same_parts(&TEXTS);
    }
}
