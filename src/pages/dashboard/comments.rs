//! `/results/{survey}/comments`: what people wrote, as far as it was released and an administrator let it through.
//!
//! It is a page of its own, because comments are never shown beside a figure.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::http::Problem;
use crate::pages::dashboard::board::scope_of;
use crate::pages::dashboard::choices::{Choice, departments, periods};
use crate::pages::dashboard::entrance::guarded;
use crate::pages::dashboard::page::{Admitted, admit, show_wrong, without_language};
use crate::pages::dashboard::selection::{Selection, Wrong};
use crate::pages::dashboard::session::Visit;
use crate::pages::shared::{Frame, Page, Word, answer_unknown};
use crate::reports::render::{Speech, Words};
use crate::state::State;
use crate::storage::comments::{CommentQuery, list_released_comments};
use crate::survey::comment::{Cell, ReleasedComment, Theme, cells};
use crate::survey::figures::{GroupBy, Record, UnknownName, others_together};
use crate::survey::period::{Period, Unit};
use crate::survey::questionnaire::{Kind, Question, Version};
use crate::survey::report::{Cell as Count, Term};

#[derive(Template)]
#[template(path = "dashboard/comments.html", config = "src/pages/askama.toml")]
struct CommentsPage<'a> {
    frame: &'a Frame,
    words: &'static Words,
    survey: &'a str,
    title: String,
    choices: CommentChoices,
    /// What the board shows beside what can be chosen here.
    against: &'static str,
    question: String,
    scope: String,
    period: String,
    /// What there is to say about all of them.
    sentences: Vec<String>,
    cells: Vec<CellText>,
    /// The query of the board about the same.
    board: String,
    key_name: &'a str,
    form_token: String,
    query: String,
}

struct CommentChoices {
    periods: Vec<(&'static str, Vec<Choice>)>,
    departments: Vec<Choice>,
}

/// The comments of one quarter and department.
struct CellText {
    title: String,
    /// How many there are, and how many of them may be read.
    counts: String,
    /// What they are about, and what they say.
    themes: Vec<(String, Vec<CommentText>)>,
}

struct CommentText {
    text: String,
    /// What was asked, where the survey asks for words more than once.
    question: Option<String>,
}

/// What was released.
struct Released {
    record: Record,
    period: Period,
    /// Those of the period, if that consists of whole quarters.
    cells: Option<Vec<Cell>>,
}

/// `GET /results/{survey}/comments`
pub async fn get_comments(
    request: HttpRequest,
    state: Data<State>,
    survey: Path<String>,
) -> Result<HttpResponse, Problem> {
    let Admitted { frame, visit, selection } = match admit(&request, &state, &survey).await? {
        Ok(admitted) => admitted,
        Err(answer) => return Ok(answer),
    };
    if check(&selection).is_err() {
        return show_wrong(&frame, &visit, &survey, Wrong::Name);
    }
    let speech = Speech::on_a_screen(Words::of(&frame.words.language), state.config.k);
    let Some(released) = read(&state, &visit, &selection, request.query_string()).await? else {
        return answer_unknown();
    };
    let (period, units) = (&released.period, [Unit::Quarter, Unit::Year]);
    let title = selection.versions.last().map(|version| speech.text(&version.questionnaire.title));
    let page = CommentsPage {
        frame: &frame,
        words: speech.words,
        survey: &survey,
        title: title.unwrap_or_default().to_owned(),
        choices: CommentChoices {
            periods: periods(&selection, &speech, &released.record, period, &units),
            departments: departments(&selection, &speech),
        },
        against: selection.against.as_str(),
        question: selection.question.as_ref().map(ToString::to_string).unwrap_or_default(),
        scope: scope_of(&selection, &speech),
        period: speech.numbers.period(period),
        sentences: sentences(&selection, &speech, &released),
        cells: released.cells.iter().flatten().map(|cell| CellText::new(&selection, &speech, period, cell)).collect(),
        board: selection.address(&speech, period),
        key_name: &visit.reader.name,
        form_token: visit.form_token(),
        query: without_language(request.query_string()),
    };
    guarded(Page::new().show(&frame, &page))
}

/// Whether the board, which a link leads to, knows what the address names.
fn check(selection: &Selection) -> Result<(), UnknownName> {
    let departments = selection.departments();
    let known = |code| selection.versions.iter().any(|version| version.department(code).is_some());
    if !departments.iter().all(known) {
        return Err(UnknownName::Department);
    }
    let asked = |code| selection.find(code).is_some_and(Question::knows_positive);
    if selection.question.as_ref().is_none_or(asked) { Ok(()) } else { Err(UnknownName::Question) }
}

/// Reads what the visitor may, and notes it in the audit log; none: the survey has no version.
async fn read(
    state: &Data<State>,
    visit: &Visit,
    selection: &Selection,
    query: &str,
) -> Result<Option<Released>, Problem> {
    let entry = state.audit_entry(&visit.reader, "comments.read", format!("{} {query}", selection.survey));
    let selection = selection.clone();
    let read = state.consult(Some(entry), move |session, released| {
        let record = released.of(&selection.survey, &selection.versions);
        let Some(period) = selection.period(&record) else { return Ok(None) };
        if period.whole_parts(Unit::Quarter).is_none() {
            return Ok(Some(Released { record, period, cells: None }));
        }
        let wanted = CommentQuery { survey: selection.survey.clone(), period: Some(period.clone()), decision: None };
        let mut comments = list_released_comments(session, &wanted)?;
        let query = selection.query(&period, GroupBy::Department, Vec::new());
        comments.retain(|comment| query.names(comment.department.as_ref()));
        Ok(Some(Released { record, period, cells: Some(cells(comments)) }))
    });
    Ok(read.await?)
}

/// What there is to say about all comments: why there are none, and by which rule there are any.
fn sentences(selection: &Selection, speech: &Speech, released: &Released) -> Vec<String> {
    let said = |word: Word| speech.filled(word.said(speech.words), &[]);
    let Some(cells) = &released.cells else { return vec![said(Word::CommentsQuarters)] };
    let mut sentences = Vec::new();
    if cells.is_empty() {
        let closed = released.record.closes.iter().any(|close| close.through >= released.period.last());
        sentences.push(match (closed, selection.departments().is_empty()) {
            (false, _) => said(Word::CommentsOpen),
            (true, true) => said(Word::CommentsNone),
            (true, false) => said(Word::CommentsNoneOfDepartment),
        });
    }
    sentences.push(said(Word::CommentsRule));
    sentences
}

impl CellText {
    fn new(selection: &Selection, speech: &Speech, period: &Period, cell: &Cell) -> Self {
        let department = match &cell.department {
            Some(code) => selection.department_name(speech, code),
            None => speech.text(&others_together()).to_owned(),
        };
        let quarter = Some(&cell.quarter).filter(|quarter| **quarter != period.usual());
        let title =
            quarter.map_or(department.clone(), |quarter| format!("{department}, {}", speech.numbers.period(quarter)));
        let counts = [cell.n(), cell.published(), cell.withheld, cell.waiting].map(Count::Count);
        let several = asks_for_words_twice(&selection.versions);
        let text = |comment: &ReleasedComment| CommentText {
            text: comment.text.clone(),
            question: selection
                .find(&comment.question)
                .filter(|_| several)
                .map(|question| speech.text(&question.text).to_owned()),
        };
        // Those without a theme come last.
        let themes = cell.themes.range(Some(Theme::ALL[0])..).chain(cell.themes.range(..Some(Theme::ALL[0])));
        let themes = themes.map(|(theme, comments)| {
            let name = theme.map_or_else(|| speech.term(Term::NoTheme), |theme| speech.text(&theme.label()).to_owned());
            (name, comments.iter().map(text).collect())
        });
        Self {
            title,
            counts: speech.filled(Word::CommentsCounts.said(speech.words), &counts),
            themes: themes.collect(),
        }
    }
}

/// Whether a comment may answer one question or another.
fn asks_for_words_twice<V: AsRef<Version>>(versions: &[V]) -> bool {
    let questions = versions.iter().flat_map(|version| &version.as_ref().questionnaire.questions);
    let mut codes: Vec<_> = questions
        .filter(|question| matches!(question.kind, Kind::Text { .. }))
        .map(|question| &question.code)
        .collect();
    codes.sort_unstable();
    codes.dedup();
    codes.len() > 1
}
