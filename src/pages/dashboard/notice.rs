//! What a board says beside its figures: that a period is still running, why there is nothing to show, and where to go from
//! there.

use crate::pages::dashboard::selection::Selection;
use crate::pages::shared::Word;
use crate::reports::render::{Speech, Ways};
use crate::survey::figures::Record;
use crate::survey::period::{Period, Unit};
use crate::survey::report::{Cell, Term};

/// That a period is still running, with the way to or from it.
pub struct Notice {
    /// What is said.
    pub text: String,
    /// The address and the name of the other period; none: there is none.
    pub way: Option<(String, String)>,
}

impl Notice {
    /// What is said above a board of a period: how far it has come while it is not closed, else how far the one has come
    /// that is running.
    pub fn of(selection: &Selection, speech: &Speech, record: &Record, period: &Period) -> Option<Self> {
        let (today, words) = (selection.today, speech.words);
        let days = |period: &Period| {
            let days =
                |last: jiff::civil::Date| Cell::Count(u64::from((last - period.first()).get_days().unsigned_abs()) + 1);
            [days(today), days(period.last())]
        };
        let way = |other: Period, name: String| (board_address(selection, speech, &other), name);
        if !record.is_closed(period) && period.first() <= today {
            let text = if period.last() < today {
                speech.filled(Word::NoticeOver.said(words), &[])
            } else {
                speech.filled(Word::NoticeShown.said(words), &days(period))
            };
            let closed = selection.latest(record).filter(|latest| record.is_closed(latest));
            let named = closed.map(|closed| {
                let name = speech.filled(Word::WayLatest.said(words), &[Cell::Period(closed.clone())]);
                way(closed, name)
            });
            return Some(Self { text, way: named });
        }
        let running = selection.running(record)?;
        let [day, all] = days(&running);
        let text = speech.filled(Word::NoticeRunning.said(words), &[Cell::Period(running.clone()), day, all]);
        Some(Self { text, way: Some(way(running, Word::WayRunning.said(words).to_owned())) })
    }
}

/// Why there is no figure to show: in a few words, and in a sentence.
pub fn nothing(selection: &Selection, record: &Record, period: &Period) -> [Term; 2] {
    match selection.quarters(record).is_empty() {
        true => [Term::EmptyTitle, Term::EmptyNote],
        false if period.first() > selection.today => [Term::FutureTitle, Term::FutureNote],
        false => [Term::UntoldTitle, Term::UntoldNote],
    }
}

/// Where to go from a board that has nothing to show.
pub fn ways(selection: &Selection, speech: &Speech, record: &Record, period: &Period) -> Ways {
    let (words, survey, lang) = (speech.words, &selection.survey, speech.language());
    let Some(latest) = selection.latest(record) else {
        return vec![
            (format!("/s/{survey}?lang={lang}"), Word::WayForm.said(words).to_owned()),
            (format!("/snippets/{survey}?lang={lang}"), Word::WaySnippets.said(words).to_owned()),
        ];
    };
    let mut ways = Ways::new();
    if selection.allowed.is_empty() && selection.department.is_some() {
        let office = Selection { department: None, ..selection.clone() };
        ways.push((board_address(&office, speech, period), speech.term(Term::WholeOffice)));
    }
    let year = Period::holding(period.first(), Unit::Year);
    let seen = selection.parts(record, Unit::Year).contains(&year);
    for other in [Some(latest), Some(year).filter(|_| seen)].into_iter().flatten().filter(|other| other != period) {
        ways.push((board_address(selection, speech, &other), speech.numbers.period(&other)));
    }
    ways
}

fn board_address(selection: &Selection, speech: &Speech, period: &Period) -> String {
    format!("/results/{}?{}", selection.survey, selection.address(speech, period))
}
