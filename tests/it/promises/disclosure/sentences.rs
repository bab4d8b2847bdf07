//! What documents tell of people elsewhere than in the cells of their tables: in sentences, notes and charts, on the pages
//! of departments and on the lobby sheet.
//!
//! A sentence names a place, a department with a question, and each share and change in it is held against the people of
//! that place. Notes and charts repeat what tables tell. A sentence that this test does not know may tell no number.

use std::collections::BTreeSet;

use ankieta::survey::action::Action;
use ankieta::survey::department_page::department_page;
use ankieta::survey::figures::{GroupBy, Proportion, Query};
use ankieta::survey::lobby::lobby;
use ankieta::survey::period::Period;
use ankieta::survey::report::{Cell, Chart, Drawing, Part, Phrase, Row, Section, Table, Term};
use ankieta::survey::statistics::Difference;
use jiff::civil::Date;
use serde_json::Value;

use super::attack::{Analyst, RATES, query};
use super::documents::{Subject, as_of, code, decided, sources};

/// A question, and the people who answered it.
#[derive(Clone)]
struct Place<'a> {
    question: &'a str,
    subject: Subject<'a>,
}

impl<'a> Place<'a> {
    /// A place by its name, in a period; the headline goes without saying.
    fn named(name: &'a Phrase, whole: &Query) -> Self {
        let (part, question) = match name {
            Phrase::Term(Term::PlaceOf, names) => match names.as_slice() {
                [Cell::Phrase(part), Cell::Phrase(question)] => (part, code(question)),
                other => panic!("{other:?}"),
            },
            part => (part, "OVERALL"),
        };
        Self { question, subject: Subject::part(whole, part) }
    }

    fn in_period(&self, period: &Period) -> Self {
        let query = Query { period: period.clone(), ..self.subject.query.clone() };
        Self { subject: Subject { query, ..self.subject.clone() }, ..self.clone() }
    }

    fn rest(&self) -> Self {
        Self { subject: Subject { rest: true, ..self.subject.clone() }, ..self.clone() }
    }
}

impl Analyst {
    /// A row of the summary.
    pub fn read_summary(&mut self, table: &Table, row: &Row, whole: &Query) {
        let name = match &row.cells[0] {
            Cell::Phrase(name) => name,
            other => panic!("{other:?} is no name"),
        };
        let Some(caption) = &table.caption else {
            let place = Place { question: "OVERALL", subject: Subject::all(whole) };
            match (name, &row.cells[1]) {
                (Phrase::Coded(..), share) => self.read_share(place.question, share, &place.subject),
                (Phrase::Term(Term::ChangeSince, since), told) => {
                    let [Cell::Period(since)] = since.as_slice() else { panic!("{since:?}") };
                    for told in figures(told) {
                        self.read_change(told, &place, &place.in_period(since));
                    }
                }
                (_, told) => assert_eq!(figures(told), Vec::<&Cell>::new(), "{row:?}"),
            }
            return;
        };
        match caption {
            Phrase::Term(Term::WhatMoved, _) => {
                let place = self.read_moved(table, row, whole);
                for (column, cell) in table.columns.iter().zip(&row.cells).skip(2) {
                    let Phrase::Term(heading, of) = &column.heading else { panic!("{column:?}") };
                    let against = match (heading, of.as_slice()) {
                        (Term::ChangeSince, [Cell::Period(since)]) => place.in_period(since),
                        (Term::AgainstRest, []) => place.rest(),
                        _ => panic!("{column:?}"),
                    };
                    figures(cell).into_iter().for_each(|told| self.read_change(told, &place, &against));
                }
            }
            Phrase::Term(Term::ApartFromRest, _) => {
                let Cell::Phrases(said) = &row.cells[1] else { panic!("{row:?}") };
                said.iter().for_each(|said| self.read_apart(name, said, whole));
            }
            Phrase::Term(Term::TargetsMissed, _) => {
                let place = Place::named(name, whole);
                self.read_share(place.question, &row.cells[2], &place.subject);
            }
            Phrase::Term(Term::ActionsToTell, _) => self.read_effect(name, &row.cells[1], whole),
            _ => {
                let told: Vec<&Cell> = row.cells.iter().flat_map(figures).collect();
                assert_eq!(told, Vec::<&Cell>::new(), "{row:?}");
            }
        }
    }

    /// A department that moved, or one of its questions, which stand below it.
    fn read_moved<'a>(&mut self, table: &'a Table, row: &'a Row, whole: &Query) -> Place<'a> {
        let mut above = table.rows.iter().take_while(|other| !std::ptr::eq(*other, row)).collect::<Vec<_>>();
        above.push(row);
        let name = |row: &'a Row| if let Cell::Phrase(name) = &row.cells[0] { name } else { panic!("{row:?}") };
        let is_question = |name: &Phrase| matches!(name, Phrase::Term(Term::Listed, _));
        let part = above.iter().rev().map(|row| name(row)).find(|name| !is_question(name)).unwrap();
        let question = match name(row) {
            Phrase::Term(Term::Listed, question) => match question.as_slice() {
                [Cell::Phrase(question)] => code(question),
                other => panic!("{other:?}"),
            },
            _ => "OVERALL",
        };
        let place = Place { question, subject: Subject::part(whole, part) };
        self.read_share(question, &row.cells[1], &place.subject);
        place
    }

    /// A question in which a department stands apart from the rest, by so many points.
    fn read_apart(&mut self, part: &Phrase, said: &Phrase, whole: &Query) {
        let said = match said {
            Phrase::Term(Term::Beside, said) => match said.as_slice() {
                [Cell::Phrase(said), Cell::Phrase(Phrase::Term(Term::DoubtMark, _))] => said,
                other => panic!("{other:?}"),
            },
            said => said,
        };
        let Phrase::Term(Term::PointsOf, cells) = said else { panic!("{said:?}") };
        let [Cell::Phrase(question), Cell::Signed(points, 1), Cell::Signed(..), Cell::Signed(..)] = cells.as_slice()
        else {
            panic!("{cells:?}")
        };
        let place = Place { question: code(question), subject: Subject::part(whole, part) };
        self.learn_points(place.question, *points, &place.subject, &place.rest().subject);
    }

    /// An action, and what it did.
    fn read_effect(&mut self, name: &Phrase, told: &Cell, whole: &Query) {
        let Phrase::Term(Term::ActionOf, about) = name else { panic!("{name:?}") };
        let [Cell::Text(title), Cell::Phrase(place)] = about.as_slice() else { panic!("{about:?}") };
        let (place, action) = (Place::named(place, whole), action(title));
        let Cell::Phrase(Phrase::Term(Term::EffectTold, told)) = told else {
            assert_eq!(figures(told), Vec::<&Cell>::new(), "{told:?}");
            return;
        };
        let [_, before, after] = told.as_slice() else { panic!("{told:?}") };
        for (period, told) in [(action.before, before), (action.after, after)] {
            self.read_share(place.question, told, &place.in_period(&period.unwrap()).subject);
        }
    }

    /// A signal in a sentence.
    pub fn read_finding(&mut self, finding: &Phrase, whole: &Query) {
        match finding {
            Phrase::Term(Term::UnderWay, cells) => {
                let [Cell::Phrase(finding)] = cells.as_slice() else { panic!("{cells:?}") };
                self.read_finding(finding, whole);
            }
            Phrase::Term(Term::FoundWith, cells) => {
                let [Cell::Phrase(share), evidence] = cells.as_slice() else { panic!("{cells:?}") };
                let place = self.read_place(share, whole);
                self.read_evidence(evidence, &place);
            }
            Phrase::Term(Term::EffectFound, cells) => {
                let [Cell::Text(title), Cell::Phrase(name), before, after, _] = cells.as_slice() else {
                    panic!("{cells:?}")
                };
                let (place, action) = (Place::named(name, whole), action(title));
                for (period, told) in [(action.before, before), (action.after, after)] {
                    let place = place.in_period(&period.unwrap());
                    self.read_share(place.question, told, &place.subject);
                }
            }
            Phrase::Term(Term::Labelled | Term::TargetMissed | Term::TargetDoubtful, _) => {
                self.read_place(finding, whole);
            }
            other => assert_eq!(figures_of(other), Vec::<&Cell>::new(), "nobody expects a number in {other:?}"),
        }
    }

    /// A place with its share.
    fn read_place<'a>(&mut self, said: &'a Phrase, whole: &Query) -> Place<'a> {
        let Phrase::Term(_, cells) = said else { panic!("{said:?}") };
        let [Cell::Phrase(name), share @ Cell::Share(_), ..] = cells.as_slice() else { panic!("{said:?}") };
        let place = Place::named(name, whole);
        self.read_share(place.question, share, &place.subject);
        assert_eq!(figures_of(said), [share], "a place has one share");
        place
    }

    /// What is said of a place beside its share.
    fn read_evidence(&mut self, said: &Cell, place: &Place<'_>) {
        let Cell::Phrases(said) = said else { panic!("{said:?} is no evidence") };
        for phrase in said {
            let Phrase::Term(term, cells) = phrase else { panic!("{phrase:?}") };
            let (change, other, against) = match (term, cells.as_slice()) {
                (Term::ChangeFound, [_, change, other, Cell::Period(against)]) => {
                    (change, other, place.in_period(against))
                }
                (Term::DistanceFound, [_, change, other]) => (change, other, place.rest()),
                (Term::Labelled, [_, change]) => {
                    let before = place.subject.query.period.before();
                    self.read_change(change, place, &place.in_period(&before));
                    continue;
                }
                _ => {
                    assert_eq!(figures_of(phrase), Vec::<&Cell>::new(), "nobody expects a number in {phrase:?}");
                    continue;
                }
            };
            self.read_share(place.question, other, &against.subject);
            self.read_change(change, place, &against);
        }
    }

    /// Holds a change against the shares of the people on its two sides.
    fn read_change(&mut self, told: &Cell, now: &Place<'_>, against: &Place<'_>) {
        let (Cell::Difference(difference) | Cell::DifferencePhrase(difference, _)) = told else {
            panic!("{told:?} is no change")
        };
        self.learn_change(now.question, difference, &now.subject, &against.subject);
    }

    pub fn learn_change(&mut self, question: &str, told: &Difference, now: &Subject<'_>, against: &Subject<'_>) {
        self.learn_points(question, 100.0 * told.share, now, against);
    }

    /// Holds percentage points against the shares of the people on both sides.
    fn learn_points(&mut self, question: &str, told: f64, now: &Subject<'_>, against: &Subject<'_>) {
        let [now, against] = [now, against].map(|subject| self.answered(question, subject));
        let expected = 100.0 * (self.share_of(question, &now) - self.share_of(question, &against));
        assert!((told - expected).abs() < 1e-9, "{question}: {told} is not {expected}");
        self.separate(&now);
        self.separate(&against);
    }

    /// The part about earlier actions: each has its own periods.
    pub fn read_action(&mut self, table: &Table, row: &Row, whole: &Query) {
        let Cell::Phrase(Phrase::Term(Term::ActionAbout, about)) = &row.cells[0] else { panic!("{row:?}") };
        let [Cell::Text(title), Cell::Phrase(question), Cell::Phrase(part)] = about.as_slice() else {
            panic!("{about:?}")
        };
        let (action, place) = (action(title), Place { question: code(question), subject: Subject::part(whole, part) });
        let [before, after] = [action.before, action.after].map(|period| place.in_period(&period.unwrap()));
        for (column, cell) in table.columns.iter().zip(&row.cells) {
            let heading = if let Phrase::Term(heading, _) = &column.heading { *heading } else { Term::Item };
            match (heading, cell) {
                (Term::Before, Cell::Share(_)) => self.read_share(place.question, cell, &before.subject),
                (Term::After, Cell::Share(_)) => self.read_share(place.question, cell, &after.subject),
                (Term::Change, Cell::Difference(_)) => self.read_change(cell, &after, &before),
                _ => assert_eq!(figures(cell), Vec::<&Cell>::new(), "{column:?}: {row:?}"),
            }
        }
    }

    /// The page of each department, and the lobby sheet.
    pub fn read_sheets(&mut self, period: &Period, day: Option<Date>) {
        let (record, whole) = (as_of(&self.record, day), query(period, &[], GroupBy::Nothing, day));
        for (department, _) in RATES {
            let page = department_page(&sources(&record, period, day), &department.parse().unwrap()).unwrap();
            let part = Phrase::Coded(department.to_owned(), page.name.clone());
            let own = Subject::part(&whole, &part);
            for Section { id, part, .. } in &page.page.sections {
                for (table, row) in part.tables.iter().flat_map(|table| table.rows.iter().map(move |row| (table, row)))
                {
                    match id.as_str() {
                        "headline" => self.read_held_against(row, &own),
                        "dimensions" => self.read_dimension(row, &own),
                        "trend" => {
                            let Cell::Period(shown) = &row.cells[0] else { panic!("{row:?}") };
                            let place = Place { question: "OVERALL", subject: own.clone() }.in_period(shown);
                            self.read_share("OVERALL", &row.cells[1], &place.subject);
                        }
                        "actions" => self.read_action(table, row, &whole),
                        _ => panic!("{id} has a table that nobody expects: {row:?}"),
                    }
                }
                repeat(part, &shares_of_tables([part]));
            }
        }
        let sheet = lobby(&sources(&record, period, day)).unwrap().unwrap();
        let office = Place { question: "OVERALL", subject: Subject::all(&whole) };
        if let Some(lead) = sheet.lead {
            assert_eq!(lead.office, None, "the sheet is of the whole office");
            self.read_share("OVERALL", &Cell::Share(lead.share), &office.subject);
            if let Some((difference, against, before)) = lead.change {
                let against = office.in_period(&against);
                self.read_share("OVERALL", &Cell::Share(before), &against.subject);
                self.read_change(&Cell::Difference(difference), &office, &against);
            }
        }
        for (name, share) in sheet.ratings {
            self.read_share(code(&name), &Cell::Share(share), &office.subject);
        }
        for voice in &sheet.voices {
            assert_eq!(figures_of(&voice.place), Vec::<&Cell>::new());
            let Some(Phrase::Term(Term::DoneEffect, cells)) = &voice.effect else { continue };
            let [Cell::Phrase(question), before, after, _] = cells.as_slice() else { panic!("{cells:?}") };
            let action = decided()
                .into_iter()
                .find(|action| action.public.as_ref().is_some_and(|public| public.you_said == voice.you_said));
            let action = action.unwrap();
            let part = action.department.map(|code| Phrase::Coded(code.to_string(), sheet.office.clone()));
            let part = part.unwrap_or(Term::WholeOffice.into());
            let place = Place { question: code(question), subject: Subject::part(&whole, &part) };
            for (period, told) in [(action.before, before), (action.after, after)] {
                self.read_share(place.question, told, &place.in_period(&period.unwrap()).subject);
            }
        }
    }

    /// A row of what the headline of a department is held against.
    fn read_held_against(&mut self, row: &Row, own: &Subject<'_>) {
        let place = Place { question: "OVERALL", subject: own.clone() };
        let against = match &row.cells[0] {
            Cell::Period(period) => place.in_period(period),
            Cell::Phrase(Phrase::Term(Term::RestOfOffice, _)) => place.rest(),
            Cell::Phrase(Phrase::Term(Term::WholeOffice, _)) => {
                Place { question: "OVERALL", subject: Subject::all(&own.query) }
            }
            other => panic!("{other:?}"),
        };
        if let share @ Cell::Share(_) = &row.cells[1] {
            self.read_share("OVERALL", share, &against.subject);
        }
        figures(&row.cells[2]).into_iter().for_each(|told| self.read_change(told, &place, &against));
    }

    /// A row of the dimensions of a department: its share and change, and the rest of the office.
    fn read_dimension(&mut self, row: &Row, own: &Subject<'_>) {
        let Cell::Phrase(name) = &row.cells[0] else { panic!("{row:?}") };
        let place = Place { question: code(name), subject: own.clone() };
        self.read_share(place.question, &row.cells[1], own);
        let (before, rest) = (place.in_period(&own.query.period.before()), place.rest());
        if let share @ Cell::Share(_) = &row.cells[3] {
            self.read_share(place.question, share, &rest.subject);
        }
        for (cell, against) in [(2, before), (4, rest)] {
            figures(&row.cells[cell]).into_iter().for_each(|told| self.read_change(told, &place, &against));
        }
    }

    fn share_of(&self, question: &str, people: &[usize]) -> f64 {
        self.positive(question, people) as f64 / self.count(people) as f64
    }
}

/// The action of a title.
fn action(title: &str) -> Action {
    decided().into_iter().find(|action| action.title == title).unwrap()
}

/// Fails if a note or a chart tells a share that no table tells, or a number of people.
pub fn repeat(part: &Part, told: &BTreeSet<(u64, u64)>) {
    let known = |share: &Proportion| told.contains(&(share.n, share.of));
    let mut said: Vec<&Phrase> = part.notes.iter().collect();
    for Chart { title, summary, drawing } in &part.charts {
        said.extend([title, summary]);
        let unknown: Vec<&Proportion> = shares_of(drawing).into_iter().filter(|share| !known(share)).collect();
        assert_eq!(unknown, Vec::<&Proportion>::new(), "{title:?}");
        let counts = part.tables.iter().flat_map(|table| &table.rows).flat_map(|row| &row.cells);
        let counts: BTreeSet<u64> =
            counts.filter_map(|cell| if let Cell::Count(n) = cell { Some(*n) } else { None }).collect();
        if let Drawing::Distributions { bars, .. } = drawing {
            assert!(bars.iter().flat_map(|bar| &bar.counts).all(|n| counts.contains(n)), "{bars:?}");
        }
    }
    for figure in said.into_iter().flat_map(figures_of) {
        assert!(matches!(figure, Cell::Share(share) if known(share)), "{figure:?} stands in no table");
    }
}

fn shares_of(drawing: &Drawing) -> Vec<&Proportion> {
    match drawing {
        Drawing::Distributions { bars, .. } => bars.iter().filter_map(|bar| bar.positive.as_ref()).collect(),
        Drawing::Quadrant { marks, .. } => {
            marks.iter().flat_map(|mark| [&mark.importance, &mark.performance]).collect()
        }
        Drawing::Trend(points) => points.iter().filter_map(|point| point.positive.as_ref()).collect(),
        Drawing::Shares { rows, reference } => {
            let told = rows.iter().filter_map(|(_, share)| share.as_ref().ok());
            told.chain(reference.iter().map(|(_, share)| share)).collect()
        }
    }
}

/// The shares in the tables of some parts, also those in sentences.
pub fn shares_of_tables<'a>(parts: impl IntoIterator<Item = &'a Part>) -> BTreeSet<(u64, u64)> {
    let rows = parts.into_iter().flat_map(|part| &part.tables).flat_map(|table| &table.rows);
    shares_among(rows.flat_map(|row| &row.cells).flat_map(figures))
}

/// The shares among figures.
pub fn shares_among<'a>(told: impl IntoIterator<Item = &'a Cell>) -> BTreeSet<(u64, u64)> {
    let share = |cell: &Cell| match cell {
        Cell::Share(share) | Cell::SharePhrase(share, _) => Some((share.n, share.of)),
        _ => None,
    };
    told.into_iter().filter_map(share).collect()
}

/// The shares, changes and numbers of people in a cell, however deep in a sentence.
pub fn figures(cell: &Cell) -> Vec<&Cell> {
    match cell {
        Cell::Count(_)
        | Cell::Share(_)
        | Cell::SharePhrase(..)
        | Cell::Difference(_)
        | Cell::DifferencePhrase(..)
        | Cell::Percentage(..) => vec![cell],
        Cell::Phrase(phrase) => figures_of(phrase),
        Cell::Phrases(phrases) => phrases.iter().flat_map(figures_of).collect(),
        _ => Vec::new(),
    }
}

fn figures_of(phrase: &Phrase) -> Vec<&Cell> {
    let Phrase::Term(term, cells) = phrase else { return Vec::new() };
    // What these count are no people.
    let of_things = matches!(
        term,
        Term::KiosksAndDays
            | Term::VersionSince
            | Term::VersionPublished
            | Term::FewPoints
            | Term::TargetCounts
            | Term::MoreActionsNote
            | Term::SharesSummary
            | Term::AndOthers
    );
    let told = cells.iter().flat_map(figures);
    told.filter(|cell| !(of_things && matches!(cell, Cell::Count(_)))).collect()
}

/// The shares that a text tells in sentences, `43.7% (37.4–50.1%, n = 229)`: so many per cent of so many.
pub fn told_in_words(text: &str) -> Vec<(f64, u64)> {
    let text = text.replace('\u{a0}', " ");
    let mut told = Vec::new();
    for (place, sign) in text.match_indices(", n = ") {
        let (share, _) = text[..place].rsplit_once(" (").unwrap_or_else(|| panic!("no interval in {text}"));
        // There may be a sign with a word between the share and its interval.
        let share = share.rsplit([' ', '>']).find_map(|word| word.strip_suffix('%')).unwrap().replace(',', ".");
        let (of, _) = text[place + sign.len()..].split_once(')').unwrap();
        let of: String = of.chars().filter(|it| !matches!(it, ',' | ' ')).collect();
        let told_of = of.parse().unwrap_or_else(|_| panic!("{of} is no number"));
        told.push((share.parse().unwrap_or_else(|_| panic!("{share} is no share")), told_of));
    }
    told
}

/// Fails if a text tells a share in a sentence that is none of these.
pub fn expect_known(text: &str, known: &BTreeSet<(u64, u64)>) -> usize {
    let told = told_in_words(text);
    for (share, of) in &told {
        let same = |(n, all): &(u64, u64)| all == of && (*n as f64 * 100.0 / *of as f64 - share).abs() < 0.0501;
        assert!(known.iter().any(same), "{share}% of {of} is no share that is told");
    }
    told.len()
}

/// All texts and shares in a JSON document, however deep.
pub fn texts_and_shares(json: &Value) -> (Vec<&str>, Vec<(u64, u64)>) {
    let (mut texts, mut shares) = (Vec::new(), Vec::new());
    let mut left = vec![json];
    while let Some(value) = left.pop() {
        match value {
            Value::Array(values) => left.extend(values),
            Value::Object(members) => {
                texts.extend(members.get("en").and_then(Value::as_str));
                let count = |name: &str| members.get(name).and_then(Value::as_u64);
                shares.extend(count("n").zip(count("of")));
                left.extend(members.values());
            }
            _ => {}
        }
    }
    (texts, shares)
}
