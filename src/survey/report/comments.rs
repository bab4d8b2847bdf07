//! What people wrote, as far as it was released and approved; never beside a score.

use crate::survey::comment::{Cell as CommentCell, Theme};
use crate::survey::report::document::{Cell, Column, Part, Phrase, Table};
use crate::survey::report::findings::Findings;
use crate::survey::report::terms::Term;

/// The open answers, by theme.
pub fn answers(findings: &Findings<'_>, cells: &[CommentCell]) -> Part {
    let count = |of: fn(&CommentCell) -> u64| Cell::Count(cells.iter().map(of).sum());
    if cells.is_empty() {
        return Part::default().note(Term::NoCommentsNote);
    }
    let counts = vec![
        count(CommentCell::n),
        count(CommentCell::published),
        count(|cell| cell.withheld),
        count(|cell| cell.waiting),
    ];
    let mut part = Part::default().note(Term::CommentsNote.with(counts));
    let mut themes: Vec<Option<Theme>> = cells.iter().flat_map(|cell| cell.themes.keys().copied()).collect();
    themes.sort_by_key(|theme| (theme.is_none(), *theme));
    themes.dedup();
    for theme in themes {
        let caption = theme.map_or(Phrase::from(Term::NoTheme), |theme| Phrase::Label(theme.label()));
        let mut table = Table::new([Column::words(Term::Comment), Column::words(Term::Department)]).called(caption);
        for cell in cells {
            for comment in cell.themes.get(&theme).into_iter().flatten() {
                let department = findings.department(cell.department.as_ref());
                table = table.row([Cell::Text(comment.text.clone()), Cell::Phrase(department)]);
            }
        }
        part = part.table(table);
    }
    part
}
