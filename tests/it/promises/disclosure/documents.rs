//! The analyst of `attack` also reads what is made for people: coverage, management reviews, and what everybody may
//! read at `/wyniki`. `sentences` reads what they tell elsewhere than in the cells of tables.
//!
//! Each number in them is held against the people whom it should count, and tells them from all others, as any answer
//! does. A review is read as its draft is now, and as editions that were issued on earlier days; a number that stands
//! where this test expects none is a failure, so that a new table must be attacked before it passes.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use ankieta::reports::content::Content;
use ankieta::reports::csv::Dialect;
use ankieta::reports::form::Form;
use ankieta::survey::action::{Action, PublicWords, Source};
use ankieta::survey::coverage::{CoveragePart, coverage};
use ankieta::survey::department_page::department_page;
use ankieta::survey::disclosure::{Dimension, Threshold};
use ankieta::survey::drivers::{DriversQuery, drivers};
use ankieta::survey::figures::{GroupBy, Key, Proportion, Query, Record, results};
use ankieta::survey::period::{Period, Unit};
use ankieta::survey::report::signals::finding;
use ankieta::survey::report::{Cell, Entered, Findings, Part, Phrase, Rank, Row, Scope, Table, Term};
use ankieta::survey::review::{Basis, PartId, Review, Sources, review};
use ankieta::survey::target::Target;
use ankieta::survey::text::LocalizedText;
use jiff::civil::{Date, date};
use serde_json::{Value, json};
use uuid::Uuid;

use super::attack::{Analyst, K, RATES, Trail, period, query, selects};
use super::contrasts::is_of;
use super::desk::{DIGITS, SURVEY};
use super::sentences::{expect_known, figures, repeat, shares_among, shares_of_tables, texts_and_shares};

/// The periods of which signals are read.
const SIGNALLED: [&str; 6] = ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4", "2026-08", "2026"];
use crate::harness::Office;
use crate::pages::dashboard::Visitor;

/// Where a change stands in T3 and in T5.
const CHANGE_OF_DEPARTMENTS: usize = 4;
const CHANGE_OF_DIMENSIONS: usize = 3;

/// The office on which documents are read over HTTP.
pub struct Desk {
    pub office: Office,
    pub admin: String,
    pub analyst: String,
}

/// What a row of a review is about: the people of a query who are in a part of the office, or in the rest of it.
#[derive(Clone)]
pub struct Subject<'a> {
    pub query: Query,
    pub part: Option<&'a Phrase>,
    pub rest: bool,
}

impl<'a> Subject<'a> {
    /// Everybody.
    pub fn all(query: &Query) -> Self {
        Self { query: query.clone(), part: None, rest: false }
    }

    /// Those in a part of the office.
    pub fn part(query: &Query, part: &'a Phrase) -> Self {
        Self { part: Some(part), ..Self::all(query) }
    }
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
            self.read_sheets(&period(label), day);
        }
        for label in SIGNALLED {
            let whole = query(&period(label), &[], GroupBy::Nothing, None);
            let said = tell_signals(&self.record, &period(label));
            said.iter().for_each(|finding| self.read_finding(finding, &whole));
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
        let told = shares_of_tables(made.parts.iter().map(|(_, part)| part));
        for (id, part) in &made.parts {
            assert_eq!(part.sections, [], "{}", id.as_str());
            repeat(part, &told);
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
        let all = Subject::all;
        let named = Subject { part: name, ..all(whole) };
        let change = |analyst: &mut Self, question: &str, cell: usize, now: &Subject<'_>, against: &Period| {
            let against = Subject { query: Query { period: against.clone(), ..now.query.clone() }, ..now.clone() };
            if let Cell::Difference(told) = &row.cells[cell] {
                analyst.learn_change(question, told, now, &against);
            }
        };
        match part {
            PartId::S => self.read_summary(table, row, whole),
            PartId::T11 => self.read_action(table, row, whole),
            PartId::T12 => {
                let Some(finding) = name else { panic!("{row:?}") };
                self.read_finding(finding, whole);
            }
            PartId::T14 => {
                let [Cell::Phrase(question), Cell::Phrase(department), _, share, _] = row.cells.as_slice() else {
                    panic!("{row:?}")
                };
                self.read_share(code(question), share, &Subject::part(whole, department));
            }
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
                assert_eq!(shares(row), [], "a conclusion has no shares");
                let Cell::Period(against) = &row.cells[0] else { panic!("{row:?}") };
                change(self, "OVERALL", 1, &all(whole), against);
            }
            PartId::T2 | PartId::F1 => {
                let Cell::Period(shown) = &row.cells[0] else { panic!("{row:?}") };
                self.read_share("OVERALL", &row.cells[1], &all(&Query { period: shown.clone(), ..whole.clone() }));
            }
            PartId::T3 => {
                self.read_share("OVERALL", &row.cells[1], &named);
                change(self, "OVERALL", CHANGE_OF_DEPARTMENTS, &named, &before.period);
            }
            PartId::T4 => {
                for (column, cell) in table.columns.iter().zip(&row.cells).skip(1) {
                    self.read_share(code(&column.heading), cell, &named);
                }
            }
            PartId::T5 => {
                let question = code(name.unwrap());
                self.read_share(question, &row.cells[1], &all(whole));
                change(self, question, CHANGE_OF_DIMENSIONS, &all(whole), &before.period);
            }
            PartId::F2 => {
                let people = self.answered(code(name.unwrap()), &all(whole));
                let told: u64 = row.cells[1..].iter().map(|cell| count(cell).unwrap()).sum();
                assert_eq!(told, self.count(&people), "{row:?}");
                self.separate(&people);
            }
            PartId::T9 if matches!(name, Some(Phrase::Term(Term::AnsweredOf, _))) => {
                self.read_answered(code(table.caption.as_ref().unwrap()), row, &all(whole));
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
                let told: Vec<&Cell> = row.cells.iter().flat_map(figures).collect();
                let known = is_annex(part) && told.iter().all(|cell| count(cell).is_some());
                assert!(told.is_empty() || known, "{}: {row:?}", part.as_str());
            }
        }
        // What stands in a sentence of another part is no number of people.
        if !matches!(part, PartId::S | PartId::T9 | PartId::T11 | PartId::T12) && !is_annex(part) {
            let sentences = row.cells.iter().filter(|cell| matches!(cell, Cell::Phrase(_) | Cell::Phrases(_)));
            let deep: Vec<&Cell> = sentences.flat_map(figures).collect();
            assert_eq!(deep, Vec::<&Cell>::new(), "{}: {row:?}", part.as_str());
        }
    }

    /// How many answered a question, of how many who were asked.
    fn read_answered(&mut self, question: &str, row: &Row, subject: &Subject<'_>) {
        let told: Vec<u64> = row.cells.iter().flat_map(figures).filter_map(count).collect();
        let [answered, asked, not_applicable, missing] = told[..] else { panic!("{row:?}") };
        let people = self.answered(question, subject);
        if question == "MATTER" {
            assert!(answered >= K && asked == answered + not_applicable + missing, "{row:?}");
            assert!(asked <= self.count(&people), "{row:?}");
        } else {
            let n = self.count(&people);
            assert_eq!([answered, asked, not_applicable, missing], [n, n, 0, 0], "{row:?}");
        }
        self.separate(&people);
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
                || (row.rank == Rank::Total && groups.contains(&n));
            assert!(known, "{question}: {row:?}");
        }
        self.separate(&people);
    }

    pub fn read_share(&mut self, question: &str, cell: &Cell, subject: &Subject<'_>) {
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

    pub fn answered(&self, question: &str, subject: &Subject<'_>) -> Vec<usize> {
        let people = self.whom(subject);
        self.filter(&people, |trail| question != "EXTRA" || trail.version == 2)
    }

    fn whom(&self, subject: &Subject<'_>) -> Vec<usize> {
        let inside = |trail: &Trail| match subject.part {
            None => true,
            Some(Phrase::Coded(code, _)) if RATES.iter().any(|(known, _)| known == code) => is_of(trail, Some(code)),
            Some(Phrase::Term(Term::WholeOffice, _)) => true,
            Some(_) => trail.pooled,
        };
        self.seen(&subject.query, |trail| inside(trail) != subject.rest)
    }

    fn seen(&self, query: &Query, here: impl Fn(&Trail) -> bool) -> Vec<usize> {
        let everybody: Vec<usize> = (0..self.crowds.len()).collect();
        self.filter(&everybody, |trail| selects(query, trail) && here(trail))
    }

    /// Over HTTP the same documents say the same: the draft, the edition that is issued, the pages of departments, signals,
    /// coverage, boards and what is public.
    pub fn read_over_http(&self, desk: &Desk) {
        desk.enter();
        let quarter = period("2026-Q2");
        let made = write_review(&self.record, &quarter, None);
        let told = numbers(made.parts.iter().map(|(_, part)| part));
        let path = format!("/api/v1/reviews/{quarter}?survey={SURVEY}&format=json");
        let draft = desk.office.get(&path, &desk.analyst).expect(200).json();
        assert_eq!(numbers_of_json(&draft), told, "the draft");
        expect_known_words(&draft, &made);
        let issue = format!("/api/v1/reviews/{quarter}?survey={SURVEY}");
        desk.office.json("POST", &issue, &desk.admin, &json!({})).expect(201);
        let edition = desk.office.get(&format!("{path}&edition=1"), &desk.analyst).expect(200).json();
        // The only number that an edition has and a draft has not is its own.
        let own = numbers_of_json(&edition);
        assert_eq!(own.len(), told.len() + 1);
        assert!(told.iter().all(|number| own.contains(number)));
        for (department, _) in RATES {
            let path = format!("/api/v1/reviews/{quarter}/departments/{department}?survey={SURVEY}&format=json");
            let edition = desk.office.get(&path, &desk.analyst).expect(200).json();
            let page = department_page(&sources(&self.record, &quarter, None), &department.parse().unwrap()).unwrap();
            let parts = || page.page.sections.iter().map(|section| &section.part);
            assert_eq!(numbers_of_json(&edition), numbers(parts()), "the page of {department}");
            let known = shares_of_tables(parts());
            let told = texts_and_shares(&edition).0.into_iter().map(|text| expect_known(text, &known)).sum::<usize>();
            assert!(told > 0 || department == "BP", "{department} tells its headline in a sentence");
        }
        for period in ["2026-Q1", "2026-Q3", "2026-05"] {
            let asked = query(&self::period(period), &[], GroupBy::Department, None);
            let expected = coverage(&asked, &self.record, &[]).unwrap();
            let path = format!("/api/v1/surveys/{SURVEY}/coverage?period={period}");
            let told = desk.office.get(&path, &desk.analyst).expect(200).json();
            let ns = told["groups"].as_array().unwrap().iter().map(|group| group["n"].as_u64());
            assert!(ns.eq(expected.departments.iter().map(|part| part.n)), "{told}");
            assert_eq!(told["unattributed"]["n"].as_u64(), expected.unattributed.map(|pool| pool.n));
        }
        self.read_signals(desk);
        self.read_public(desk);
        self.read_boards(desk);
    }

    /// The list of signals tells the shares of its sentences.
    fn read_signals(&self, desk: &Desk) {
        let mut told = 0;
        for label in SIGNALLED {
            let said = Cell::Phrases(tell_signals(&self.record, &period(label)));
            let known = shares_among(figures(&said));
            let path = format!("/api/v1/surveys/{SURVEY}/signals?period={label}");
            let list = desk.office.get(&path, &desk.analyst).expect(200).json();
            let (texts, shares) = texts_and_shares(&list);
            assert!(shares.iter().all(|share| known.contains(share)), "{label}: {shares:?}");
            told += texts.into_iter().map(|text| expect_known(text, &known)).sum::<usize>();
        }
        assert!(told > 20, "only {told} shares");
    }

    /// A board tells no number of people but those that `results` and `drivers` tell of the same periods.
    fn read_boards(&self, desk: &Desk) {
        let visitor = Visitor::signed_in(&desk.office, &desk.analyst);
        let over_time = self.told_over_time();
        let mut in_words = 0;
        for (label, department) in [
            ("2026-Q1", None),
            ("2026-Q2", None),
            ("2026-Q3", None),
            ("2026-Q3", Some("GN")),
            ("2026-Q4", Some("BP")),
            ("2026-05", None),
            ("2026", None),
        ] {
            let chosen = department.map(|code| format!("&department={code}")).unwrap_or_default();
            let page = visitor.get(&format!("/results/{SURVEY}?period={label}{chosen}&lang=en")).expect(200).text();
            let mut known = over_time.clone();
            for period in [period(label), period(label).before()] {
                for departments in [Vec::new(), department.into_iter().collect()] {
                    known.results(&self.record, &query(&period, &departments, GroupBy::Site, None));
                    if period.whole_parts(Unit::Quarter).is_some() {
                        for split in ["channel", "language", "MATTER"] {
                            known.results(&self.record, &query(&period, &departments, split.parse().unwrap(), None));
                        }
                        known.drivers(&self.record, &query(&period, &departments, GroupBy::Nothing, None));
                    }
                }
            }
            let told = numbers_of_page(&page);
            let unknown: Vec<&u64> = told.iter().filter(|number| !known.numbers.contains(number)).collect();
            assert!(told.len() > 20 && unknown.is_empty(), "{label}: {unknown:?} of {told:?}");
            in_words += expect_known(&page, &known.shares);
        }
        assert!(in_words > 20, "only {in_words} shares in sentences");
    }

    /// What `results` tells of every period, by department and of the whole office, and what follows for the rest of it.
    fn told_over_time(&self) -> Known {
        let everything = period("2025-10..2026-12");
        // The axis of the chart names the years.
        let mut known = Known { numbers: BTreeSet::from([2025, 2026]), shares: BTreeSet::new() };
        for unit in [Unit::Month, Unit::Quarter, Unit::Year] {
            known.results(&self.record, &query(&everything, &[], GroupBy::Unit(unit), None));
            for period in everything.parts(unit) {
                known.results(&self.record, &query(&period, &[], GroupBy::Department, None));
            }
        }
        known
    }

    /// What everybody may read is what `results` tells by department, which the analyst has asked.
    fn read_public(&self, desk: &Desk) {
        let k = Threshold::try_from(u32::try_from(K).unwrap()).unwrap();
        let known = self.told_over_time();
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
            assert!(!told.is_empty() && told.iter().all(|n| known.numbers.contains(n)), "{label}: {told:?}");
            expect_known(&page, &known.shares);
            // The first sentence: so many of so many questionnaires.
            let (_, opening) = page.split_once("<ul class=\"opening\"><li>W ").unwrap();
            let (n, rest) = opening.split_once(" z ").unwrap();
            let opening = (leading_number(n), leading_number(rest));
            let share = results.total.question(&"OVERALL".parse().unwrap()).unwrap().positive.unwrap();
            assert_eq!(opening, (share.n, share.of), "{label}");
        }
        desk.office.get(&format!("/wyniki/{SURVEY}/2027-Q1.csv"), "").expect(404);
        let sheet = desk.office.get(&format!("/wyniki/{SURVEY}/2026-Q2/plakat?lang=en"), "").expect(200).text();
        let numbers: Vec<u64> = sheet.split("n\u{a0}=\u{a0}").skip(1).map(leading_number).collect();
        assert!(numbers.iter().all(|n| known.numbers.contains(n)), "{numbers:?}");
        let (_, voices) = sheet.split_once("<section class=\"voices").unwrap();
        assert!(expect_known(voices, &known.shares) > 0, "the sheet tells what was done and what came of it");
    }
}

impl Desk {
    /// Enters what the office has set itself and what it did, and opens the results to everybody.
    fn enter(&self) {
        let settings = format!("/api/v1/surveys/{SURVEY}/settings");
        self.office.json("PUT", &settings, &self.admin, &json!({ "public": true })).expect(200);
        let targets = format!("/api/v1/surveys/{SURVEY}/targets");
        self.office.json("PUT", &targets, &self.admin, &json!({ "targets": *TARGETS })).expect(200);
        for action in decided() {
            let mut action = serde_json::to_value(action).unwrap();
            action.as_object_mut().unwrap().remove("id");
            self.office.json("POST", "/api/v1/actions", &self.admin, &action).expect(201);
        }
    }
}

/// What is told of people by answers that the analyst has asked for.
#[derive(Clone)]
struct Known {
    numbers: BTreeSet<u64>,
    shares: BTreeSet<(u64, u64)>,
}

impl Known {
    fn results(&mut self, record: &Record, query: &Query) {
        let Ok(results) = results(query, record) else { return };
        self.numbers.extend(results.coverage.n);
        self.numbers.insert(results.coverage.pooled);
        self.numbers.extend(results.coverage.flags.values());
        let headline = "OVERALL".parse().unwrap();
        for group in results.groups.iter().chain([&results.total]) {
            self.numbers.extend(group.n);
            for question in &group.questions {
                self.numbers.extend([question.n, question.people]);
                self.numbers.extend([question.asked, question.missing, question.not_applicable].into_iter().flatten());
                self.numbers.extend(question.distribution.iter().flat_map(|option| [option.n, option.of]));
                self.numbers.extend(question.positive.map(|share| share.n));
                let scored = question.nps.iter().flat_map(|nps| [nps.promoters, nps.passives, nps.detractors]);
                self.shares.extend(scored.clone().map(|n| (n, question.n)));
                self.numbers.extend(scored);
                self.shares.extend(question.positive.map(|share| (share.n, share.of)));
                self.shares.extend(question.distribution.iter().map(|option| (option.n, option.of)));
            }
            let both = results.total.whole_share(&headline).zip(group.whole_share(&headline));
            let rest = both.and_then(|(all, own)| all.without(&own));
            self.shares.extend(rest.map(|rest| (rest.n, rest.of)));
        }
    }

    fn drivers(&mut self, record: &Record, query: &Query) {
        let Query { survey, period, departments, .. } = query.clone();
        let told = drivers(&DriversQuery { survey, period, departments, as_of: None }, record).unwrap();
        self.numbers.extend(told.drivers.iter().filter_map(|driver| driver.association.ok()).map(|told| told.n));
        self.numbers.extend(told.drivers.iter().filter_map(|driver| driver.importance).map(|share| share.of));
        self.numbers.extend(told.reliability.map(|reliability| reliability.n));
    }
}

/// Fails if a text of a review tells a share that no table of it tells.
fn expect_known_words(told: &Value, made: &Review) {
    let known = shares_of_tables(made.parts.iter().map(|(_, part)| part));
    let (texts, _) = texts_and_shares(told);
    let told = texts.into_iter().map(|text| expect_known(text, &known)).sum::<usize>();
    assert!(told > 0, "the summary tells shares in sentences");
}

/// What had been released by the end of a day.
pub fn as_of(record: &Record, day: Option<Date>) -> Record {
    let mut record = record.clone();
    if let Some(day) = day {
        record.blocks = record.blocks.iter().filter(|block| block.closed_on <= day).cloned().collect();
        record.classes.retain(|classes| classes.told_on <= day);
        record.closes.retain(|close| close.on <= day);
    }
    record
}

/// A review of some day; what the office entered is there on any.
pub fn sources<'a>(record: &'a Record, period: &Period, day: Option<Date>) -> Sources<'a> {
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
    let entered = Entered {
        today: day.unwrap_or(period.last()),
        stations: &[],
        visits: &[],
        targets: &TARGETS,
        complaints: &[],
        comments: &[],
        batches: &[],
    };
    Sources { basis, record, actions: &ACTIONS, entered }
}

/// What the list of signals of a period says, in whole sentences.
fn tell_signals(record: &Record, period: &Period) -> Vec<Phrase> {
    let Sources { basis, actions, entered, .. } = sources(record, period, None);
    let scope = Scope {
        record,
        survey: basis.survey,
        period: basis.period,
        against: period.before(),
        departments: Vec::new(),
        question: None,
        span: None,
        actions,
    };
    let findings = Findings::of(scope).unwrap().unwrap();
    findings.signals(&entered).unwrap().iter().map(|signal| finding(&findings, signal)).collect()
}

fn write_review(record: &Record, period: &Period, day: Option<Date>) -> Review {
    review(&sources(record, period, day)).unwrap()
}

/// What the office has set itself, and what it did: enough that every kind of sentence about shares is told.
static TARGETS: LazyLock<Vec<Target>> = LazyLock::new(|| {
    let target = |question: &str, department: Option<&str>| Target {
        question: question.parse().unwrap(),
        department: department.map(|code| code.parse().unwrap()),
        from: period("2025-Q4"),
        share: 0.9,
    };
    vec![
        target("OVERALL", None),
        target("OVERALL", Some("GN")),
        target("EXTRA", Some("AB")),
        target("OVERALL", Some("BP")),
    ]
});

static ACTIONS: LazyLock<Vec<Action>> = LazyLock::new(|| {
    let action = |title: &str, department: Option<&str>, before: &str, after: &str| Action {
        id: Uuid::new_v4(),
        title: title.to_owned(),
        source: Source::Review,
        finding: "Kolejki".to_owned(),
        survey: SURVEY.parse().unwrap(),
        question: "OVERALL".parse().unwrap(),
        department: department.map(|code| code.parse().unwrap()),
        owner: "Kierownik".to_owned(),
        decided_on: date(2026, 1, 12),
        due_on: date(2026, 3, 31),
        done_on: Some(date(2026, 3, 30)),
        before: Some(period(before)),
        after: Some(period(after)),
        // As many as fit on the lobby sheet.
        public: (!matches!(department, Some("KM"))).then(|| PublicWords {
            you_said: LocalizedText::of(&[("pl", title)]),
            we_did: LocalizedText::of(&[("pl", "Zrobione.")]),
        }),
    };
    vec![
        action("Całość", None, "2026-Q1", "2026-Q2"),
        action("Geodezja", Some("GN"), "2026-Q1", "2026-Q3"),
        action("Komunikacja", Some("KM"), "2026-01", "2026-06"),
        action("Najmniejszy", Some("BP"), "2026-Q1", "2026-Q3"),
    ]
});

/// What the office did.
pub fn decided() -> Vec<Action> {
    ACTIONS.clone()
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

pub fn code(phrase: &Phrase) -> &str {
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

/// All numbers of people in the cells of some parts, in order of size.
fn numbers<'a>(parts: impl Iterator<Item = &'a Part>) -> Vec<u64> {
    let rows = parts.flat_map(|part| &part.tables).flat_map(|table| &table.rows);
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

/// The number that a text begins with, with or without something between its thousands.
fn leading_number(text: &str) -> u64 {
    let digits = text.trim_end_matches(',').chars();
    let digits = digits.take_while(|letter| letter.is_ascii_digit() || matches!(letter, ',' | '\u{a0}'));
    digits.filter(char::is_ascii_digit).collect::<String>().parse().unwrap()
}
