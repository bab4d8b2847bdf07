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
    part = part.table(counts_of(&themes, cells, findings.scope.record.terms.k.get()));
    for theme in themes {
        let caption = name(theme);
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

fn name(theme: Option<Theme>) -> Phrase {
    theme.map_or(Phrase::from(Term::NoTheme), |theme| Phrase::Label(theme.label()))
}

/// How many comments are about each theme, the most frequent first; those of fewer than k stand together.
fn counts_of(themes: &[Option<Theme>], cells: &[CommentCell], k: u64) -> Table {
    let count = |theme: &Option<Theme>| -> u64 {
        cells.iter().filter_map(|cell| cell.themes.get(theme)).map(|comments| comments.len() as u64).sum()
    };
    let mut counted: Vec<(Phrase, u64)> = themes.iter().map(|theme| (name(*theme), count(theme))).collect();
    counted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let (told, few): (Vec<_>, Vec<_>) = counted.into_iter().partition(|(_, count)| *count >= k);
    let table =
        Table::new([Column::words(Term::Theme), Column::numbers(Term::CommentCount)]).called(Term::ThemesOfComments);
    let rows = told.into_iter().map(|(name, count)| [Cell::Phrase(name), Cell::Count(count)]);
    let table = rows.fold(table, Table::row);
    match few.iter().map(|(_, count)| count).sum() {
        0 => table,
        rest => table.row([Cell::term(Term::OtherThemes), Cell::Count(rest)]),
    }
}
