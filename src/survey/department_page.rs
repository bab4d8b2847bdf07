//! The page of one department: what a review says of it, on one sheet, and what people wrote to it on another.
//!
//! It is a list of parts like the review, made from the same figures and judged in the same families, so that no figure
//! has another verdict here than there.

use crate::survey::codes::DepartmentCode;
use crate::survey::comment::Cell as CommentCell;
use crate::survey::figures::UnknownName;
use crate::survey::report::findings::share_of;
use crate::survey::report::{
    Cell, Entered, Findings, Page, Phrase, Scope, Section, Table, Term, actions, comments, departments, one_department,
    trend,
};
use crate::survey::review::{Basis, Sources, span};
use crate::survey::text::LocalizedText;

/// The most points of the trend: as many as fit beside their table.
const POINTS: usize = 8;

/// The page of a department.
#[derive(Debug, Clone, PartialEq)]
pub struct DepartmentPage {
    /// The department.
    pub code: DepartmentCode,
    /// Its name.
    pub name: LocalizedText,
    /// What it says.
    pub page: Page,
}

/// The page of a department.
///
/// # Errors
/// When no version knows the department.
pub fn department_page(sources: &Sources<'_>, code: &DepartmentCode) -> Result<DepartmentPage, UnknownName> {
    let basis = &sources.basis;
    let scope = Scope {
        record: sources.record,
        survey: basis.survey.clone(),
        period: basis.period.clone(),
        against: basis.period.before(),
        departments: vec![code.clone()],
        question: None,
        span: span(&basis.period, POINTS),
        actions: sources.actions,
    };
    let findings = Findings::of(scope)?.ok_or(UnknownName::Department)?;
    let department = findings.department(Some(code));
    let name = if let Phrase::Coded(_, name) = &department { name.clone() } else { LocalizedText::default() };
    let page = Page {
        office: basis.office.clone(),
        title: Term::DepartmentPage.with([Cell::Phrase(department)]),
        about: about(basis),
        sections: sections(&findings, &sources.entered, code)?,
    };
    Ok(DepartmentPage { code: code.clone(), name, page })
}

/// The survey, the period and the edition.
fn about(basis: &Basis) -> Vec<Phrase> {
    let edition = basis.edition.as_ref().map_or(Term::Draft.into(), |edition| {
        Term::OfEdition.with([Cell::Count(edition.number.into()), Cell::Day(edition.issued_on)])
    });
    vec![Term::SurveyAndPeriod.with([Cell::Phrase((&basis.title).into()), Cell::Period(basis.period.clone())]), edition]
}

fn sections(
    findings: &Findings<'_>,
    entered: &Entered<'_>,
    code: &DepartmentCode,
) -> Result<Vec<Section>, UnknownName> {
    let standings = departments::standings_of_all(findings)?;
    let standing = standings.departments.iter().find(|standing| &standing.code == code);
    let office = share_of(&standings.results.total, &findings.question.code);
    let its_own = |cell: &&CommentCell| cell.department.as_ref() == Some(code);
    let said: Vec<CommentCell> = entered.comments.iter().filter(its_own).cloned().collect();
    let mut sections =
        vec![one_department::headline(findings, standing, office)?.under("headline", Term::HeadlineTitle)];
    sections.push(one_department::dimensions(findings, standing).under("dimensions", Term::DimensionsTitle));
    sections.extend(trend::in_short(findings).map(|part| part.under("trend", Term::OverTime)));
    sections.push(actions::effects(findings, entered.today).under("actions", Term::ItsActions));
    let mut answers = comments::answers(findings, &said);
    answers.tables = answers.tables.into_iter().map(without_department).collect();
    sections.push(answers.under("comments", Term::ItsComments));
    Ok(sections)
}

/// A table without the column that would name the department in each row.
fn without_department(table: Table) -> Table {
    let named = table.columns.iter().position(|column| column.heading == Term::Department.into());
    table.without(named.as_slice())
}
