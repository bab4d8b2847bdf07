//! The words of the pages themselves, in every language that they speak. What a survey asks, it brings along.
//!
//! A language is complete or the program does not start its tests: every member is required, and none is unknown.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::survey::codes::Language;
use crate::survey::languages::in_every_language;

/// All words of one language. `{name}` in a text stands for something that the page puts in.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// The language.
    pub language: Language,
    /// Its name in itself: `polski`.
    pub language_name: String,
    /// The label of the choice of languages.
    pub languages: String,
    /// The link past the head of the page.
    pub skip: String,
    /// The link to the declaration of accessibility.
    pub statement: String,
    /// The link to the page that shows what is stored.
    pub record: String,
    /// The heading above the departments.
    pub choose_department: String,
    /// The heading above several surveys.
    pub surveys: String,
    /// The way out for who was served elsewhere.
    pub elsewhere: Elsewhere,
    /// What stands beside a question that must be answered.
    pub required: String,
    /// The two answers of a question of the kind yes_no.
    pub yes: String,
    /// See `yes`.
    pub no: String,
    /// What stands beside a question that may be answered several times: `{most}`.
    pub at_most: String,
    /// The length of a text: `{most}`.
    pub characters: String,
    /// The button that sends a form.
    pub send: String,
    /// The way through a form.
    pub steps: StepWords,
    /// The page after a form was sent.
    pub thanks: Thanks,
    /// The notice at the head of a form.
    pub notice: Notice,
    /// What a kiosk says.
    pub kiosk: KioskWords,
    /// What can be wrong.
    pub errors: Errors,
    /// The pages in the place of those that cannot be shown.
    pub problems: Problems,
    /// What scripts say.
    pub browser: Browser,
    /// The page that shows what is stored.
    pub record_page: RecordWords,
    /// That the survey is a trial, in a word.
    pub trial_word: String,
    /// That nothing of what is sent in a trial counts.
    pub trial: String,
    /// The poster of a department.
    pub poster: PosterWords,
    /// The form on paper.
    pub paper: PaperWords,
    /// The declaration of accessibility, which itself is in Polish only.
    pub statement_page: StatementWords,
    /// What stands on other websites.
    pub embed: EmbedWords,
}

/// The words for who was served by another office.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Elsewhere {
    /// The heading.
    pub title: String,
    /// What stands above the other offices.
    pub text: String,
}

/// The words on the way through a form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepWords {
    /// How much is left: `{step}` of `{steps}`.
    pub progress: String,
    /// The button from the first question to the others.
    pub more: String,
    /// The button to the next step.
    pub next: String,
    /// The button to the step before.
    pub back: String,
}

/// The words after a form was sent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thanks {
    /// The heading.
    pub title: String,
    /// What happens now.
    pub text: String,
    /// The link to another response.
    pub again: String,
}

/// The words at the foot of a form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// That nobody is identified, and that this is no complaint.
    pub short: String,
    /// That nobody replies to it.
    pub not_a_complaint: String,
    /// The heading above where to file one.
    pub where_to_complain: String,
    /// What the law says of complaints without a name.
    pub law: String,
    /// The link to the office's own page about complaints.
    pub more: String,
}

/// The words for what is wrong.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Errors {
    /// The heading of the summary when a form could not be taken.
    pub title: String,
    /// The heading of the summary when a step has something wrong.
    pub check: String,
    /// A required question without an answer.
    pub required: String,
    /// More options than allowed.
    pub too_many: String,
    /// A text that is too long.
    pub too_long: String,
    /// Anything else.
    pub unfit: String,
    /// Another response was stored from this page before.
    pub conflict: String,
    /// Too many from one address: `{when}` it may be sent.
    pub too_many_requests: String,
    /// When that is.
    pub later: Later,
    /// The service cannot take it now.
    pub unavailable: String,
    /// There is no such page.
    pub not_found: String,
}

/// When something may be tried again, as people say it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Later {
    /// In ten minutes.
    pub soon: String,
    /// In half an hour.
    pub half_hour: String,
    /// In an hour.
    pub hour: String,
    /// On the next day.
    pub tomorrow: String,
}

impl Later {
    /// The words for a number of seconds. What takes longer than an hour is a limit of the day, and ends with it.
    pub fn say(&self, seconds: u64) -> &str {
        match seconds.div_ceil(60) {
            ..=10 => &self.soon,
            11..=30 => &self.half_hour,
            31..=60 => &self.hour,
            _ => &self.tomorrow,
        }
    }
}

/// The pages in the place of those that cannot be shown; the heading of "not found" is among the errors.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Problems {
    /// There is no such page: what may be the reason.
    pub not_found: String,
    /// Another website sent the form.
    pub forbidden: ProblemWords,
    /// The form is too large.
    pub too_large: ProblemWords,
    /// The form took too long to arrive.
    pub slow: ProblemWords,
    /// Not now.
    pub unavailable: ProblemWords,
    /// Anything else.
    pub other: ProblemWords,
    /// The link to where everything begins.
    pub start: String,
}

/// The words for one problem.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProblemWords {
    /// The heading.
    pub title: String,
    /// What to do about it.
    pub text: String,
}

/// What scripts say; pages hand it to them as it is.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Browser {
    /// The button that does not wait.
    pub now: String,
    /// The form is on its way.
    pub sending: String,
    /// There is no connection.
    pub offline: String,
    /// The service cannot take it now.
    pub busy: String,
    /// When it is sent again.
    pub again_in_seconds: Counted,
    /// How many characters may still be typed.
    pub left: Counted,
    /// How many characters are too many.
    pub over: Counted,
}

/// A sentence with a `{count}`, in the forms that its language has for numbers, by their names in CLDR.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Counted {
    /// 1.
    pub one: String,
    /// 2, 3, 4, 22, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub few: Option<String>,
    /// 5, 6, …, 21, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub many: Option<String>,
    /// Any other number.
    pub other: String,
}

/// The words of the page that shows what is stored.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordWords {
    /// The heading.
    pub title: String,
    /// What the page is.
    pub lead: String,
    /// The heading above what is not stored.
    pub not_stored: String,
    /// What is not stored.
    pub not_stored_items: Vec<String>,
    /// The heading above what is stored.
    pub stored: String,
    /// The head of the column of names.
    pub column: String,
    /// The head of the column of examples.
    pub example: String,
    /// The head of the column of meanings.
    pub meaning: String,
    /// Responses, pending and released.
    pub responses: ResponseWords,
    /// Comments, pending and released.
    pub comments: CommentWords,
    /// A comment, as it is stored.
    pub comment_example: String,
    /// Receipts.
    pub receipts: ReceiptWords,
    /// The heading above what happens then.
    pub later: String,
    /// What happens then: `{k}` people, `{days}` days.
    pub later_items: Vec<String>,
    /// The link to what data protection officers enter into their register.
    pub register: String,
}

/// What the columns of a response mean.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResponseWords {
    /// The heading.
    pub title: String,
    /// What a row is.
    pub text: String,
    /// The column `key`.
    pub key: String,
    /// The column `survey`.
    pub survey: String,
    /// The column `version`.
    pub version: String,
    /// The column `department`.
    pub department: String,
    /// The column `day`.
    pub day: String,
    /// The column `channel`.
    pub channel: String,
    /// The column `language`.
    pub language: String,
    /// The column `history`.
    pub history: String,
    /// The column `period`.
    pub period: String,
    /// The column `answers`.
    pub answers: String,
    /// The column `flags`.
    pub flags: String,
    /// The column `block`.
    pub block: String,
    /// The column `booked`.
    pub booked: String,
    /// The column `held`.
    pub held: String,
}

/// What the columns of a comment mean.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommentWords {
    /// The heading.
    pub title: String,
    /// What a row is.
    pub text: String,
    /// The column `key`.
    pub key: String,
    /// The column `survey`.
    pub survey: String,
    /// The column `department`.
    pub department: String,
    /// The column `quarter`.
    pub quarter: String,
    /// The column `question`.
    pub question: String,
    /// The column `body`.
    pub body: String,
    /// The column `independent`.
    pub independent: String,
    /// The column `tick`.
    pub tick: String,
    /// The column `decision`.
    pub decision: String,
    /// The column `theme`.
    pub theme: String,
    /// The column `reason`.
    pub reason: String,
}

/// What the columns of a receipt mean.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiptWords {
    /// The heading.
    pub title: String,
    /// What a row is.
    pub text: String,
    /// The column `key`.
    pub key: String,
    /// The column `fingerprint`.
    pub fingerprint: String,
    /// The column `received_on`.
    pub received_on: String,
}

/// The words of a poster.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PosterWords {
    /// The title of the page.
    pub title: String,
    /// The sentence that invites.
    pub invitation: String,
    /// That it is anonymous and takes a minute.
    pub short: String,
    /// What to do.
    pub scan: String,
    /// Why there is no QR code.
    pub only_here: String,
    /// The name of the QR code.
    pub code: String,
    /// How to print it; on the screen only.
    pub hint: String,
    /// The link to the form.
    pub back: String,
}

/// The words of the form on paper.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaperWords {
    /// How to print it; on the screen only.
    pub hint: String,
    /// What stands before the number of the version.
    pub version: String,
    /// What stands before the name of the batch.
    pub batch: String,
    /// How it is filled in.
    pub how: String,
    /// What stands before the day of the visit.
    pub day: String,
    /// What becomes of a form without its required answer.
    pub required: String,
    /// That it goes on overleaf.
    pub turn: String,
    /// That a question is for some: `{number}` of an earlier one, and the `{answers}` to it.
    pub only_if: String,
    /// That several boxes may be ticked.
    pub several: String,
    /// Where to hand it in.
    pub hand_in: String,
    /// What the office fills in: the form's number in its batch.
    pub desk: String,
}

/// The words around the declaration of accessibility.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatementWords {
    /// That it is in Polish.
    pub only_polish: String,
}

/// The words of a form on another website.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmbedWords {
    /// The link, which is the title of the frame, too.
    pub link: String,
    /// The button that closes a dialog.
    pub close: String,
}

/// The words of a kiosk beside those of every form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KioskWords {
    /// That nobody is identified.
    pub notice: String,
    /// The button to the next question.
    pub next: String,
    /// The button past a question.
    pub skip: String,
    /// The button to the end.
    pub finish: String,
    /// The heading of the warning that the visit will end.
    pub still_here: String,
    /// What will be kept then.
    pub still_here_text: String,
    /// The button against it.
    pub stay: String,
    /// The button to the question before.
    pub back: String,
    /// The button to the list of departments.
    pub other_department: String,
    /// The heading of a kiosk that is out of use for some days.
    pub rests: String,
    /// A kiosk that nobody may answer at.
    pub closed: ProblemWords,
    /// A response that could not be kept.
    pub unsaved: ProblemWords,
}

static ALL: LazyLock<Vec<Words>> = LazyLock::new(|| {
    in_every_language!("words").map(|text| serde_json::from_str(text).expect("the embedded words are complete")).into()
});

impl Words {
    /// The words of a language, if the program speaks it.
    pub fn find(language: &str) -> Option<&'static Self> {
        ALL.iter().find(|words| words.language.as_str() == language)
    }

    /// The words of every language that the program speaks, the office's own first.
    pub fn all() -> &'static [Self] {
        &ALL
    }

    /// The words of the office's own language.
    pub fn polish() -> &'static Self {
        &ALL[0]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slavic_languages_have_all_their_forms() {
        for words in Words::all() {
            let browser = &words.browser;
            for counted in [&browser.again_in_seconds, &browser.left, &browser.over] {
                let slavic = matches!(words.language.as_str(), "pl" | "uk");
                assert_eq!(counted.few.is_some() && counted.many.is_some(), slavic, "{}", words.language);
            }
        }
    }
}
