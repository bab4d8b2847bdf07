//! A comment as the pages about comments show it, and how all of them are read.

use actix_web::web::Data;

use crate::http::{Problem, moderation};
use crate::pages::console::chosen::{Chosen, department_name};
use crate::pages::console::comments::words::Words;
use crate::pages::console::layout::Layout;
use crate::pages::console::person::Person;
use crate::reports::numbers::Numbers;
use crate::state::{Catalogue, State, etag};
use crate::storage::comments::CommentQuery;
use crate::survey::comment::{ReleasedComment, Theme};

/// The released comments of a survey that somebody may moderate, in the order of their random keys.
///
/// # Errors
/// When the database is not available.
pub async fn read(
    state: &Data<State>,
    person: &Person,
    chosen: &Chosen,
    page: &str,
) -> Result<Vec<ReleasedComment>, Problem> {
    let wanted = CommentQuery { survey: chosen.slug.clone(), period: None, decision: None };
    let mut comments = moderation::read(state, person, format!("{} {page}", chosen.slug), wanted).await?;
    comments.retain(|comment| person.require(comment.department.as_ref()).is_ok());
    Ok(comments)
}

/// A comment as it stands on a page.
pub struct Shown {
    /// Its id.
    pub id: String,
    /// What it says.
    pub text: String,
    /// What was asked, in short.
    pub question: String,
    /// Its department and quarter.
    pub about: String,
    /// What changes when it changes: a decision is about a comment as it was seen.
    pub seen: String,
}

impl Shown {
    /// A comment of a survey.
    pub fn new(
        comment: &ReleasedComment,
        chosen: &Chosen,
        catalogue: &Catalogue,
        layout: &Layout,
        words: &Words,
    ) -> Self {
        let department = comment.department.as_ref();
        let department =
            department.map_or(&*words.whole_office, |code| department_name(catalogue, &layout.frame, code));
        Self {
            id: comment.id.to_string(),
            text: comment.text.clone(),
            question: chosen.question_name(&layout.frame, &comment.question).to_owned(),
            about: format!("{department}, {}", quarter(comment, layout)),
            seen: seen(comment),
        }
    }
}

/// What a comment was when it was seen.
pub fn seen(comment: &ReleasedComment) -> String {
    let decision = comment.decision.map_or("", |decision| decision.as_str());
    etag(format!("{decision} {}", comment.text).as_bytes()).replace('"', "")
}

/// The quarter of a comment, in words.
pub fn quarter(comment: &ReleasedComment, layout: &Layout) -> String {
    Numbers::of(&layout.frame.words.language).period(&comment.quarter)
}

/// How many comments of a quarter are about a theme.
pub fn count(comments: &[ReleasedComment], like: &ReleasedComment, theme: Option<Theme>) -> usize {
    let counts = |comment: &&ReleasedComment| {
        comment.quarter == like.quarter && comment.theme == theme && comment.decision.is_some()
    };
    comments.iter().filter(counts).count()
}
