//! The analyst of `attack` also reads what is made for people: coverage, management reviews, and what everybody may
//! read at `/wyniki`.
//!
//! Each number in them is held against the people whom it should count, and tells them from all others, as any answer
//! does. A review is read as its draft is now, and as editions that were issued on earlier days; a number that stands
//! where this test expects none is a failure, so that a new table must be attacked before it passes.

use std::collections::BTreeSet;

use ankieta::reports::content::Content;
use ankieta::reports::csv::Dialect;
use ankieta::reports::form::Form;
use ankieta::survey::coverage::{CoveragePart, coverage};
use ankieta::survey::disclosure::{Dimension, Threshold};
use ankieta::survey::drivers::{DriversQuery, drivers};
use ankieta::survey::figures::{GroupBy, Key, Proportion, Query, Record, results};
use ankieta::survey::period::{Period, Unit};
use ankieta::survey::report::{Cell, Entered, Phrase, Row, Table, Term};
use ankieta::survey::review::{Basis, PartId, Review, Sources, review};
use jiff::civil::Date;
use serde_json::{Value, json};

use super::attack::{Analyst, K, RATES, Trail, period, query, selects};
use super::contrasts::is_of;
use super::desk::{DIGITS, SURVEY};
use crate::harness::Office;
use crate::pages::dashboard::Visitor;

/// The office on which documents are read over HTTP.
pub struct Desk {
    pub office: Office,
    pub admin: String,
    pub analyst: String,
}

/// What a row of a review is about: the people of a query who are in a part of the office.
struct Subject<'a> {
    query: Query,
    part: Option<&'a Phrase>,
}

/// What frozen tables tell of a period and of the one before it.
struct Parted {
    shares: BTreeSet<(u64, u64)>,
    sizes: BTreeSet<u64>,
}

impl Analyst {
    /// All coverage, and the reviews of quarters, years and months, now and as they were issued.
    pub fn read_documents(&mut self) {
        let everything = period("2025-10..2026-12");
        for unit in [Unit::Month, Unit::Quarter, Unit::Year] {
            for period in everything.parts(unit) {
                self.read_coverage(&query(&period, &[], GroupBy::Department, None));
            }
        }
        for (index, (code, _)) in RATES.iter().enumerate() {
            self.read_coverage(&query(&everything, &[code], GroupBy::Department, None));
            self.read_coverage(&query(
                &period("2026-Q3"),
                &RATES.map(|(code, _)| code)[index..],
                GroupBy::Department,
                None,
            ));
        }
        for (label, day) in [("2026-Q1", None), ("2026-Q3", None), ("2026", None), ("2026-06", None)]
            .into_iter()
            .chain([("2026-Q1", Some(self.ticks[80])), ("2026-Q2", Some(self.ticks[140]))])
        {
            self.read_review(&period(label), day);
        }
    }

    fn read_coverage(&mut self, query: &Query) {
        let report = coverage(query, &self.record, &[]).unwrap();
        let mut learn = |part: &CoveragePart| {
            let code = match &part.key {
                Key::Department(code) => Some(code.as_ref().map(|code| code.as_str())),
                _ => None,
            };
            let people = self.seen(query, |trail| code.is_none_or(|code| is_of(trail, code)));
            self.learn_number(part.n, &people);
        };
        report.departments.iter().chain([&report.total]).for_each(&mut learn);
        if let Some(unattributed) = report.unattributed {
            let pooled = self.seen(query, |trail| trail.pooled);
            self.learn_number((unattributed.n > 0).then_some(unattributed.n), &pooled);
        }
    }

    /// A review of what had been released by a day; none: of everything.
    fn read_review(&mut self, period: &Period, day: Option<Date>) {
        let record = as_of(&self.record, day);
        let made = write_review(&record, period, day);
        let parted = Parted::of(&record, period);
        let rows = |ids: &[PartId]| -> Vec<(u64, u64)> {
            let parts = made.parts.iter().filter(|(id, _)| ids.contains(id));
            parts.flat_map(|(_, part)| &part.tables).flat_map(|table| &table.rows).flat_map(shares).collect()
        };
        // The summary repeats what other parts tell, and nothing else.
        let told = rows(&[PartId::T2, PartId::T3, PartId::T4, PartId::T5]);
        assert!(rows(&[PartId::S]).iter().all(|share| told.contains(share)));
        for (id, part) in made.parts.iter().filter(|(id, _)| *id != PartId::S) {
            for table in &part.tables {
                for row in &table.rows {
                    self.read_row(*id, table, row, &query(period, &[], GroupBy::Nothing, day), &parted);
                }
            }
        }
    }

    fn read_row(&mut self, part: PartId, table: &Table, row: &Row, whole: &Query, parted: &Parted) {
        let before = Query { period: whole.period.before(), ..whole.clone() };
        let name = match &row.cells[0] {
            Cell::Phrase(phrase) => Some(phrase),
            _ => None,
        };
        let all = |query: &Query| Subject { query: query.clone(), part: None };
        let named = Subject { query: whole.clone(), part: name };
        match part {
            PartId::T1 if table.caption == Some(Term::Misuse.into()) => {
                let everybody = self.whom(&all(whole));
                let Cell::Percentage(0, of) = row.cells[2] else { panic!("nobody carries a flag: {row:?}") };
                self.learn_number(Some(of), &everybody);
            }
            PartId::T1 if name == Some(&Term::Responses.into()) => self.read_count(&row.cells[1], &all(whole)),
            PartId::T1 if name == Some(&Term::ResponsesBefore.into()) => self.read_count(&row.cells[1], &all(&before)),
            PartId::T1 if name == Some(&Term::Pooled.into()) => {
                let Cell::Count(n) = row.cells[1] else { panic!("{row:?}") };
                let pooled = self.seen(whole, |trail| trail.pooled);
                self.learn_number((n > 0).then_some(n), &pooled);
            }
            // Kiosks, sites and the threshold are no people.
            PartId::T1 if table.caption.is_none() || table.caption == Some(Term::Sites.into()) => {}
            PartId::T2 if table.columns[0].heading == Term::ComparedWith.into() => {
                assert_eq!(shares(row), [], "a conclusion has no shares")
            }
            PartId::T2 | PartId::F1 => {
                let Cell::Period(shown) = &row.cells[0] else { panic!("{row:?}") };
                self.read_share("OVERALL", &row.cells[1], &all(&Query { period: shown.clone(), ..whole.clone() }));
            }
            PartId::T3 => self.read_share("OVERALL", &row.cells[1], &named),
            PartId::T4 => {
                for (column, cell) in table.columns.iter().zip(&row.cells).skip(1) {
                    self.read_share(code(&column.heading), cell, &named);
                }
            }
            PartId::T5 => self.read_share(code(name.unwrap()), &row.cells[1], &all(whole)),
            PartId::F2 => {
                let people = self.answered(code(name.unwrap()), &all(whole));
                let told: u64 = row.cells[1..].iter().map(|cell| count(cell).unwrap()).sum();
                assert_eq!(told, self.count(&people), "{row:?}");
                self.separate(&people);
            }
            PartId::T9 => self.read_frequency(code(table.caption.as_ref().unwrap()), row, &all(whole)),
            PartId::T15 if table.caption == Some(Term::FallsToSee.into()) => {
                self.read_share("OVERALL", &row.cells[1], &named);
            }
            PartId::T15 => self.read_count(&row.cells[1], &named),
            // What stands here is attacked in `cuts`, as parts of frozen tables.
            PartId::T1 | PartId::T6 | PartId::T7 | PartId::T8 => {
                let of_cuts = shares(row).iter().all(|share| parted.shares.contains(share))
                    && row.cells.iter().filter_map(count).all(|n| parted.sizes.contains(&n));
                assert!(of_cuts, "{}: {row:?} is in no frozen table", part.as_str());
            }
            _ => {
                let numbers = row.cells.iter().filter(|cell| count(cell).is_some() && !is_annex(part));
                assert_eq!((numbers.count(), shares(row)), (0, vec![]), "{}: {row:?}", part.as_str());
            }
        }
    }

    fn read_frequency(&mut self, question: &str, row: &Row, subject: &Subject<'_>) {
        let people = self.answered(question, subject);
        for (n, of) in shares(row).into_iter().filter(|_| question != "MATTER") {
            assert_eq!(of, self.count(&people), "{question}: {row:?}");
            let chosen = |option: usize| people.iter().map(|index| self.crowds[*index].chose[option]).sum::<u64>();
            let first = DIGITS.iter().position(|digit| *digit == question).map_or(0, |digit| 5 + 11 * digit);
            let options = if question.starts_with('S') { first..first + 11 } else { 0..5 };
            // Detractors, passives and promoters are sums of answers.
            let groups = [0..7, 7..9, 9..11].map(|group| group.map(|digit| chosen(first + digit)).sum::<u64>());
            let known = question == "EXTRA"
                || options.into_iter().any(|option| chosen(option) == n)
                || (row.total && groups.contains(&n));
            assert!(known, "{question}: {row:?}");
        }
        self.separate(&people);
    }

    fn read_share(&mut self, question: &str, cell: &Cell, subject: &Subject<'_>) {
        let people = self.answered(question, subject);
        let share = match cell {
            Cell::Share(share) | Cell::SharePhrase(share, _) => Some(*share),
            Cell::Absent(_) => None,
            other => panic!("{other:?} is no share"),
        };
        self.learn_share(question, share, &people);
    }

    fn read_count(&mut self, cell: &Cell, subject: &Subject<'_>) {
        let people = self.whom(subject);
        self.learn_number(count(cell), &people);
    }

    /// Holds a number against the people whom it should count.
    fn learn_number(&mut self, told: Option<u64>, people: &[usize]) {
        let n = self.count(people);
        assert_eq!(told, (n > 0).then_some(n), "of {people:?}");
        self.separate(people);
    }

    fn answered(&self, question: &str, subject: &Subject<'_>) -> Vec<usize> {
        let people = self.whom(subject);
        self.filter(&people, |trail| question != "EXTRA" || trail.version == 2)
    }

    fn whom(&self, subject: &Subject<'_>) -> Vec<usize> {
        self.seen(&subject.query, |trail| match subject.part {
            None => true,
            Some(Phrase::Coded(code, _)) if RATES.iter().any(|(known, _)| known == code) => is_of(trail, Some(code)),
            Some(Phrase::Term(Term::WholeOffice, _)) => true,
            Some(_) => trail.pooled,
        })
    }

    fn seen(&self, query: &Query, here: impl Fn(&Trail) -> bool) -> Vec<usize> {
        let everybody: Vec<usize> = (0..self.crowds.len()).collect();
        self.filter(&everybody, |trail| selects(query, trail) && here(trail))
    }

    /// Over HTTP the same documents say the same: the draft, the edition that is issued, coverage and what is public.
    pub fn read_over_http(&self, desk: &Desk) {
        let quarter = period("2026-Q2");
        let told = numbers(&write_review(&self.record, &quarter, None));
        let path = format!("/api/v1/reviews/{quarter}?survey={SURVEY}&format=json");
        let draft = desk.office.get(&path, &desk.analyst).expect(200).json();
        assert_eq!(numbers_of_json(&draft), told, "the draft");
        let issue = format!("/api/v1/reviews/{quarter}?survey={SURVEY}");
        desk.office.json("POST", &issue, &desk.admin, &json!({})).expect(201);
        let edition = desk.office.get(&format!("{path}&edition=1"), &desk.analyst).expect(200).json();
        // The only number that an edition has and a draft has not is its own.
        let own = numbers_of_json(&edition);
        assert_eq!(own.len(), told.len() + 1);
        assert!(told.iter().all(|number| own.contains(number)));
        for period in ["2026-Q1", "2026-Q3", "2026-05"] {
            let asked = query(&self::period(period), &[], GroupBy::Department, None);
            let expected = coverage(&asked, &self.record, &[]).unwrap();
            let path = format!("/api/v1/surveys/{SURVEY}/coverage?period={period}");
            let told = desk.office.get(&path, &desk.analyst).expect(200).json();
            let ns = told["groups"].as_array().unwrap().iter().map(|group| group["n"].as_u64());
            assert!(ns.eq(expected.departments.iter().map(|part| part.n)), "{told}");
            assert_eq!(told["unattributed"]["n"].as_u64(), expected.unattributed.map(|pool| pool.n));
        }
        self.read_public(desk);
        self.read_boards(desk);
    }

    /// A board tells no number of people but those that `results` and `drivers` tell of the same periods.
    fn read_boards(&self, desk: &Desk) {
        let visitor = Visitor::signed_in(&desk.office, &desk.analyst);
        let everything = period("2025-10..2026-12");
        let splits = [GroupBy::Department, GroupBy::Unit(Unit::Month), GroupBy::Unit(Unit::Quarter)];
        // The axis of the chart names the years.
        let mut over_time = BTreeSet::from([2025, 2026]);
        splits.into_iter().for_each(|split| self.know_results(&everything, split, &mut over_time));
        for label in ["2026-Q1", "2026-Q2", "2026-Q3", "2026-05", "2026"] {
            let page = visitor.get(&format!("/results/{SURVEY}?period={label}&lang=en")).expect(200).text();
            let mut known = over_time.clone();
            for period in [period(label), period(label).before()] {
                self.know_results(&period, GroupBy::Department, &mut known);
                self.know_results(&period, GroupBy::Site, &mut known);
                if period.whole_parts(Unit::Quarter).is_some() {
                    for split in ["channel", "language", "MATTER"] {
                        self.know_results(&period, split.parse().unwrap(), &mut known);
                    }
                    self.know_drivers(&period, &mut known);
                }
            }
            let told = numbers_of_page(&page);
            let unknown: Vec<&u64> = told.iter().filter(|number| !known.contains(number)).collect();
            assert!(told.len() > 20 && unknown.is_empty(), "{label}: {unknown:?} of {told:?}");
        }
    }

    fn know_results(&self, period: &Period, split: GroupBy, known: &mut BTreeSet<u64>) {
        let Ok(results) = results(&query(period, &[], split, None), &self.record) else { return };
        known.extend(results.coverage.n);
        known.insert(results.coverage.pooled);
        known.extend(results.coverage.flags.values());
        for group in results.groups.iter().chain([&results.total]) {
            known.extend(group.n);
            for question in &group.questions {
                known.extend([question.n, question.people]);
                known.extend([question.asked, question.missing, question.not_applicable].into_iter().flatten());
                known.extend(question.distribution.iter().flat_map(|option| [option.n, option.of]));
                known.extend(question.positive.map(|share| share.n));
                known.extend(question.nps.into_iter().flat_map(|nps| [nps.promoters, nps.passives, nps.detractors]));
            }
        }
    }

    fn know_drivers(&self, period: &Period, known: &mut BTreeSet<u64>) {
        let query = query(period, &[], GroupBy::Nothing, None);
        let query = DriversQuery { survey: query.survey, period: query.period, departments: Vec::new(), as_of: None };
        let told = drivers(&query, &self.record).unwrap();
        known.extend(told.drivers.iter().filter_map(|driver| driver.association.ok()).map(|told| told.n));
        known.extend(told.drivers.iter().filter_map(|driver| driver.importance).map(|share| share.of));
        known.extend(told.reliability.map(|reliability| reliability.n));
    }

    /// What everybody may read is what `results` tells by department, which the analyst has asked.
    fn read_public(&self, desk: &Desk) {
        let path = format!("/api/v1/surveys/{SURVEY}/settings");
        desk.office.json("PUT", &path, &desk.admin, &json!({ "public": true })).expect(200);
        let k = Threshold::try_from(u32::try_from(K).unwrap()).unwrap();
        for label in ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4", "2026"] {
            let asked = query(&period(label), &[], GroupBy::Department, None);
            let results = results(&asked, &self.record).unwrap();
            let base = desk.office.config.public_url();
            let address =
                format!("{base}/api/v1/surveys/{SURVEY}/results?period={label}&group_by=department&format=csv");
            let content = Content { results: &results, versions: &self.record.versions, k, csv_address: &address };
            for form in [Form::Csv(Dialect::Standard), Form::JsonStat] {
                let told = desk.office.get(&format!("/wyniki/{SURVEY}/{label}{}", form.ending()), "").expect(200);
                assert!(told.bytes == form.write(&content).unwrap(), "{label}{}", form.ending());
            }
            let page = desk.office.get(&format!("/wyniki/{SURVEY}/{label}"), "").expect(200).text();
            let told: Vec<u64> = page.split("n\u{a0}=\u{a0}").skip(1).map(leading_number).collect();
            assert!(!told.is_empty() && told.iter().all(|n| *n >= K), "{label}: {told:?}");
        }
        desk.office.get(&format!("/wyniki/{SURVEY}/2027-Q1.csv"), "").expect(404);
    }
}

/// What had been released by the end of a day.
fn as_of(record: &Record, day: Option<Date>) -> Record {
    let mut record = record.clone();
    if let Some(day) = day {
        record.blocks = record.blocks.iter().filter(|block| block.closed_on <= day).cloned().collect();
        record.classes.retain(|classes| classes.told_on <= day);
        record.closes.retain(|close| close.on <= day);
    }
    record
}

fn write_review(record: &Record, period: &Period, day: Option<Date>) -> Review {
    let version = record.versions.last().unwrap();
    let basis = Basis {
        office: version.questionnaire.title.clone(),
        survey: version.survey.clone(),
        title: version.questionnaire.title.clone(),
        period: period.clone(),
        closed: false,
        edition: None,
        as_of: None,
        software: String::new(),
    };
    let sources = Sources {
        basis,
        record,
        actions: &[],
        entered: Entered {
            today: day.unwrap_or(period.last()),
            stations: &[],
            visits: &[],
            targets: &[],
            complaints: &[],
            comments: &[],
            batches: &[],
        },
    };
    review(&sources).unwrap()
}

impl Parted {
    fn of(record: &Record, period: &Period) -> Self {
        let mut told = Self { shares: BTreeSet::new(), sizes: BTreeSet::new() };
        let matter = Dimension::Question("MATTER".parse().unwrap());
        let splits = [Dimension::Channel, matter].map(|dimension| GroupBy::Classes(vec![dimension]));
        for split in splits.into_iter().chain([GroupBy::Site]) {
            for period in [period.clone(), period.before()] {
                let asked = query(&period, &[], split.clone(), None);
                for group in results(&asked, record).unwrap().groups {
                    let shares = group.questions.iter().filter_map(|question| question.positive);
                    told.shares.extend(shares.map(|share| (share.n, share.of)));
                    told.sizes.extend(group.n);
                }
            }
        }
        told
    }
}

fn code(phrase: &Phrase) -> &str {
    let Phrase::Coded(code, _) = phrase else { panic!("{phrase:?} has no code") };
    code
}

fn count(cell: &Cell) -> Option<u64> {
    if let Cell::Count(n) = cell { Some(*n) } else { None }
}

fn is_annex(part: PartId) -> bool {
    part >= PartId::A1 || part == PartId::T0
}

fn shares(row: &Row) -> Vec<(u64, u64)> {
    let share = |cell: &Cell| match cell {
        Cell::Share(Proportion { n, of, .. }) | Cell::SharePhrase(Proportion { n, of, .. }, _) => Some((*n, *of)),
        _ => None,
    };
    row.cells.iter().filter_map(share).collect()
}

/// All numbers of people in a review, in order of size.
fn numbers(review: &Review) -> Vec<u64> {
    let rows = review.parts.iter().flat_map(|(_, part)| &part.tables).flat_map(|table| &table.rows);
    let mut numbers: Vec<u64> = rows
        .flat_map(|row| &row.cells)
        .flat_map(|cell| match cell {
            Cell::Count(n) => vec![*n],
            Cell::Share(share) | Cell::SharePhrase(share, _) => vec![share.n, share.of],
            Cell::Percentage(n, of) => vec![*n, *of],
            _ => Vec::new(),
        })
        .collect();
    numbers.sort_unstable();
    numbers
}

fn numbers_of_json(review: &Value) -> Vec<u64> {
    let list = |value: &Value, member: &str| value[member].as_array().unwrap().clone();
    let tables = list(review, "parts").into_iter().flat_map(|part| list(&part, "tables"));
    let cells = tables.flat_map(|table| list(&table, "rows")).flat_map(|row| list(&row, "cells"));
    let mut numbers: Vec<u64> =
        cells.flat_map(|cell| ["count", "n", "of"].map(|member| cell[member].as_u64())).flatten().collect();
    numbers.sort_unstable();
    numbers
}

/// All whole numbers that stand alone in an English page, and all that follow `n =`, in the order of the page.
fn numbers_of_page(page: &str) -> Vec<u64> {
    let main = page.split_once("<main").and_then(|(_, rest)| rest.split_once("</main>")).unwrap().0;
    let texts = main.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text.trim());
    let numbers = texts.flat_map(|text| {
        let alone = text.split('\u{a0}').next_back().filter(|_| text.starts_with("n\u{a0}=")).unwrap_or(text);
        alone.replace(',', "").parse::<u64>().ok()
    });
    numbers.collect()
}

/// The number that a text begins with, with or without spaces between its thousands.
fn leading_number(text: &str) -> u64 {
    let digits = text.chars().take_while(|letter| letter.is_ascii_digit() || *letter == '\u{a0}');
    digits.filter(char::is_ascii_digit).collect::<String>().parse().unwrap()
}
