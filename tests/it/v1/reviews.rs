//! Reviews: what was issued stays as it was, byte for byte and in every form; a draft is never kept; what is withheld
//! stays withheld; and no share stands without its n and its interval.

use std::collections::BTreeSet;
use std::io::Cursor;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use calamine::{Data, Reader, Xlsx};
use jiff::civil::date;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use ankieta::storage::lots::{confirm_lot, list_lots};
use ankieta::storage::responses::{Receipt, Submission, commit_group};
use ankieta::storage::surveys::list_versions;
use ankieta::survey::flags::Flags;
use ankieta::survey::response::{Channel, Draft, Given, Window, check};

use crate::harness::{Engine, Office, Reply, noon};
use crate::on_both_databases;
use crate::v1::samples::{SURVEY, collect, every_kind, expected, faults, item, publish, publish_first, send_batch};

on_both_databases!(
    an_edition_is_the_same_bytes_whatever_comes_later,
    a_draft_is_made_anew_and_never_kept,
    an_edition_says_why_it_corrects_another,
    conclusions_stand_on_the_first_page,
    a_review_is_asked_for_by_form_language_and_edition,
    a_workbook_has_a_sheet_for_each_theme_and_changes_in_points,
    a_review_is_of_the_whole_office,
    what_is_withheld_stays_withheld_and_says_why,
    what_was_not_entered_is_said_to_be_absent,
    what_the_office_entered_is_in_the_review,
    signs_of_misuse_are_counted_and_verdicts_stand_without_them,
    what_channels_cannot_tell_says_why,
    importance_and_alpha_are_those_of_the_drivers,
    coefficients_are_withheld_in_words,
    a_question_says_how_many_were_asked_and_which_is_not_told,
    what_a_question_is_taken_for_is_a_mark_of_the_questionnaire,
    people_read_short_names_and_codes_stand_in_annexes_alone,
    forms_of_paper_are_told_of_the_whole_office_when_its_period_is_closed,
);

/// Every form that is handed out.
const FORMS: [&str; 5] =
    ["format=json", "format=html&lang=pl", "format=html&lang=en", "format=xlsx&lang=pl", "format=xlsx&lang=en"];

/// An office in the third quarter of 2026: a large department, one of a dozen, and one of four.
struct Quarter {
    office: Office,
    analyst: String,
}

impl Quarter {
    /// As it is while the quarter goes on.
    fn begin(engine: Engine) -> Self {
        let office = Office::open(engine);
        let kiosk = office.key("submit", &[]);
        for (department, satisfied, of) in [("KM", 80, 100), ("GN", 9, 12), ("AB", 3, 4)] {
            let answers = |rating: u8| json!({ "OVERALL": rating, "WAIT": 6 - rating, "OUTCOME": "yes" });
            collect(&office, &kiosk, department, "2026-07-10", &answers(5), satisfied);
            collect(&office, &kiosk, department, "2026-07-10", &answers(2), of - satisfied);
        }
        office.tick(date(2026, 7, 15));
        let analyst = office.key("results", &[]);
        Self { office, analyst }
    }

    /// As it is on the day after the quarter was closed.
    fn close(engine: Engine) -> Self {
        let quarter = Self::begin(engine);
        quarter.office.tick(date(2026, 10, 1));
        quarter
    }

    fn ask(&self, query: &str) -> Reply {
        self.office.get(&format!("/api/v1/reviews/2026-Q3?{query}"), &self.analyst)
    }

    fn issue(&self, body: &Value) -> Reply {
        self.office.json("POST", "/api/v1/reviews/2026-Q3", &self.office.admin, body)
    }

    fn every_form(&self, edition: &str) -> Vec<Vec<u8>> {
        FORMS.iter().map(|form| self.ask(&format!("edition={edition}&{form}")).expect(200).bytes).collect()
    }

    fn list(&self) -> Vec<Value> {
        let list = self.office.get("/api/v1/reviews", &self.analyst).expect(200).json();
        list["items"].as_array().unwrap().clone()
    }

    /// Imports a score of responses to the largest department, collected in the quarter that is closed.
    fn import(&self) {
        let mut session = self.office.storage.dedicated().unwrap();
        let versions = list_versions(&mut session).unwrap();
        let version = versions.iter().find(|version| version.survey.as_str() == "obsluga").unwrap();
        let submissions = (0..20).map(|place| {
            let draft = Draft {
                version: None,
                department: "KM".to_owned(),
                language: None,
                collected_on: Some("2026-08-20".to_owned()),
                answers: vec![("OVERALL".to_owned(), Given::Integer(1 + place % 5))],
            };
            let day = date(2026, 10, 1);
            let response = check(&draft, version, day, Window::History).unwrap();
            let receipt = Receipt::new(&version.survey, Uuid::new_v4(), &draft);
            Submission {
                receipt,
                response,
                channel: Channel::Paper,
                received_on: day,
                history: true,
                flags: Flags::default(),
            }
        });
        commit_group(&mut session, &submissions.collect::<Vec<_>>()).unwrap();
        self.office.tick(date(2026, 10, 2));
    }
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A part of a review.
fn part<'a>(review: &'a Value, id: &str) -> &'a Value {
    let parts = review["parts"].as_array().unwrap();
    parts.iter().find(|part| part["id"] == id).unwrap_or_else(|| panic!("no part {id}"))
}

/// The cells of the row whose first cell has a code or a name.
fn row<'a>(table: &'a Value, name: &str) -> &'a Vec<Value> {
    let rows = table["rows"].as_array().unwrap();
    let named = |row: &&Value| {
        let first = &row["cells"][0];
        first["phrase"]["code"] == name || first["text"] == name
    };
    rows.iter().find(named).unwrap_or_else(|| panic!("no row {name}"))["cells"].as_array().unwrap()
}

fn an_edition_is_the_same_bytes_whatever_comes_later(engine: Engine) {
    let quarter = Quarter::close(engine);
    let issued = quarter.issue(&json!({ "procedure": "Procedura PS-05" })).expect(201).json();
    assert_eq!((&issued["edition"], &issued["issued_on"]), (&json!(1), &json!("2026-10-01")));
    let first = quarter.every_form("1");
    let seal = sha256(&first[0]);
    assert_eq!(issued["sha256"], seal.as_str());
    let json = quarter.ask("").expect(200);
    assert_eq!((json.bytes.as_slice(), json.header("x-review-sha256")), (first[0].as_slice(), seal.as_str()));
    for (document, edition) in
        first[1..3].iter().zip(["III\\a0 kwartał 2026\\a0 r\\2e  \\b7  Wydanie 1", "Q3\\a0 2026 \\b7  Edition 1"])
    {
        let text = String::from_utf8(document.clone()).unwrap();
        assert!(text.contains(&seal) && text.contains("Procedura PS-05"));
        let foot = text.split("@bottom-left").nth(1).unwrap();
        assert!(foot.contains(&format!("{edition} \\b7  SHA\\2d 256 {}\"", &seal[..12])), "{foot}");
        let first = text.split("@page:first { @bottom-left").nth(1).unwrap();
        assert!(first.split(';').next().unwrap().ends_with(&format!("SHA\\2d 256 {seal}\"")), "{first}");
    }
    quarter.import();
    assert!(quarter.every_form("1") == first, "an import changed what was issued");
    assert_ne!(quarter.ask("edition=draft").expect(200).bytes, first[0], "the import is in the next edition");
    quarter.issue(&json!({ "reason": "Uzupełniono ankiety papierowe" })).expect(201);
    let second = quarter.every_form("2");
    assert!(second.iter().zip(&first).all(|(second, first)| second != first));
    let Quarter { office, analyst } = quarter;
    let office = Office::on(office.close(), &[]);
    let quarter = Quarter { office, analyst };
    assert!(quarter.every_form("1") == first && quarter.every_form("2") == second, "a restart changed what was issued");
    assert!(quarter.ask("").expect(200).bytes == second[0], "the latest edition is meant when none is named");
    assert_eq!(quarter.list().iter().map(|edition| edition["edition"].clone()).collect::<Vec<_>>(), [1, 2]);
}

fn a_draft_is_made_anew_and_never_kept(engine: Engine) {
    let quarter = Quarter::begin(engine);
    let draft = quarter.ask("").expect(200);
    assert_eq!(draft.header("x-review-sha256"), "");
    let draft = draft.json();
    assert_eq!((&draft["edition"], &draft["period"]["closed"]), (&Value::Null, &json!(false)));
    let html = quarter.ask("format=html").expect(200).text();
    assert!(html.contains("wersja robocza"), "a draft must say what it is");
    quarter.issue(&json!({})).expect(409);
    quarter.office.tick(date(2026, 10, 1));
    assert_eq!(quarter.ask("").expect(200).json()["period"]["closed"], true);
    assert_eq!(quarter.list(), [] as [Value; 0]);
    quarter.ask("edition=1").expect(404);
}

fn an_edition_says_why_it_corrects_another(engine: Engine) {
    let quarter = Quarter::close(engine);
    quarter.issue(&json!({ "reason": "Nie ma czego poprawiać" })).expect(409);
    quarter.issue(&json!({})).expect(201);
    quarter.issue(&json!({})).expect(409);
    let wrong = quarter.issue(&json!({ "reason": "dwa\nwiersze", "procedure": "" })).expect(422).json();
    assert_eq!(faults(&wrong), expected(&[("/procedure", "out_of_range"), ("/reason", "malformed")]));
    quarter.issue(&json!({ "reason": "Poprawiono nazwę wydziału <b>" })).expect(201);
    let html = quarter.ask("format=html").expect(200).text();
    let cover = html.split("<main>").next().unwrap();
    assert!(
        cover.contains("Powód nowego wydania: Poprawiono nazwę wydziału &#60;b&#62;"),
        "text is text, and on page 1"
    );
    let log = quarter.office.get("/api/v1/audit", &quarter.office.admin).expect(200).text();
    assert!(log.contains("review.issue") && log.contains("review.read") && log.contains("obsluga 2026-Q3 2"));
}

fn conclusions_stand_on_the_first_page(engine: Engine) {
    let quarter = Quarter::close(engine);
    let too_long = "ł".repeat(4_001);
    for (wrong, code) in [(too_long.as_str(), "out_of_range"), ("", "out_of_range"), ("a\u{7}", "malformed")] {
        let wrong = quarter.issue(&json!({ "conclusions": wrong })).expect(422).json();
        assert_eq!(faults(&wrong), expected(&[("/conclusions", code)]));
    }
    quarter.issue(&json!({ "conclusions": " \n " })).expect(201);
    let parts = |edition| quarter.ask(&format!("edition={edition}")).expect(200).json()["parts"].clone();
    assert!(parts(1).as_array().unwrap().iter().all(|part| part["id"] != "C"), "nothing is concluded");
    let text = "Wyniki są dobre <b>.\n\n  Proponuję drugie okienko w KM.  ";
    let issued = quarter.issue(&json!({ "reason": "Wnioski", "conclusions": text })).expect(201).json();
    assert_eq!((&issued["conclusions"], &quarter.list()[0]["conclusions"]), (&json!(text), &Value::Null));
    let said = ["Wyniki są dobre <b>.", "Proponuję drugie okienko w KM."].map(|text| json!({ "pl": text }));
    let review = json!({ "parts": parts(2) });
    let notes: Vec<&Value> = part(&review, "C")["notes"].as_array().unwrap().iter().map(|note| &note["text"]).collect();
    assert_eq!(notes, said.iter().collect::<Vec<_>>());
    for (language, title) in [("pl", "Wnioski i zalecenia"), ("en", "Conclusions and recommendations")] {
        let html = quarter.ask(&format!("format=html&lang={language}")).expect(200).text();
        let main = html.split("<main>").nth(1).unwrap();
        let place = |text: &str| main.find(text).unwrap_or_else(|| panic!("{text}"));
        assert!(place(title) < place("Wyniki są dobre &#60;b&#62;.") && place("drugie okienko") < place("id=\"T0\""));
    }
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(quarter.ask("format=xlsx&lang=pl").expect(200).bytes)).unwrap();
    let first = book.worksheet_range("C").unwrap();
    assert!(first.used_cells().any(|(.., cell)| cell.to_string().contains("Wyniki są dobre <b>.")));
}

fn a_workbook_has_a_sheet_for_each_theme_and_changes_in_points(engine: Engine) {
    let quarter = next_quarter(engine);
    let path = "/api/v1/reviews/2026-Q4";
    let review = quarter.office.get(path, &quarter.analyst).expect(200).json();
    let bytes = quarter.office.get(&format!("{path}?format=xlsx&lang=pl"), &quarter.analyst).expect(200).bytes;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let ids: Vec<&str> = review["parts"].as_array().unwrap().iter().map(|part| part["id"].as_str().unwrap()).collect();
    assert_eq!(book.sheet_names(), [vec!["Spis treści"], ids].concat());
    for name in book.sheet_names() {
        let sheet = book.worksheet_range(&name).unwrap();
        let told = |line: u32| sheet.get_value((line, 0)).unwrap().to_string();
        assert!(told(0).ends_with("– IV\u{a0}kwartał 2026\u{a0}r."), "{name}: {}", told(0));
        assert!(told(1).contains(" · wersja robocza"), "{name}: {}", told(1));
        assert!(sheet.width() <= 19, "{name} is {} columns wide", sheet.width());
    }
    let change = &row(&part(&review, "T3")["tables"][0], "KM")[4];
    let points = 100.0 * change["share"].as_f64().unwrap();
    let sheet = book.worksheet_range("T3").unwrap();
    let is_told = |data: &&Data| matches!(data, Data::Float(value) if (value - points).abs() < 1e-9);
    assert!(sheet.rows().flatten().find(is_told).is_some() && points > 1.0, "{points} points");
}

fn a_review_is_asked_for_by_form_language_and_edition(engine: Engine) {
    let quarter = Quarter::close(engine);
    let accept = |accepted: &str| {
        let headers = [("accept", accepted)];
        quarter.office.send("GET", "/api/v1/reviews/2026-Q3", &quarter.analyst, &headers, &[])
    };
    assert_eq!(accept("*/*").expect(200).header("content-type"), "application/json");
    let html = accept("text/html,application/xhtml+xml,*/*;q=0.8").expect(200);
    assert_eq!(html.header("content-type"), "text/html; charset=utf-8");
    let text = html.text();
    let styles = text.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
    let allowed = format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(styles)));
    let policy = html.header("content-security-policy");
    assert!(policy.starts_with(&format!("default-src 'none'; style-src {allowed};")), "{policy}");
    assert!(text.contains(&format!("content=\"default-src 'none'; style-src {allowed}\"")), "also from a disk");
    for fetched in ["<link", "src=", "url(", "@import", "<script"] {
        assert!(!text.replace("url(#", "").contains(fetched), "a document fetches nothing: {fetched}");
    }
    assert_eq!(html.header("content-language"), "pl");
    let xlsx = quarter.ask("format=xlsx&lang=en").expect(200);
    assert!(xlsx.bytes.starts_with(b"PK"));
    assert_eq!(xlsx.header("content-disposition"), "attachment; filename=\"obsluga-2026-Q3-draft-en.xlsx\"");
    accept("image/png").expect(406);
    assert!(quarter.ask("format=html&lang=en").expect(200).text().contains("inputs to the management review"));
    let tag = quarter.ask("").expect(200).header("etag").to_owned();
    let headers = [("if-none-match", tag.as_str())];
    quarter.office.send("GET", "/api/v1/reviews/2026-Q3", &quarter.analyst, &headers, &[]).expect(304);
    for wrong in ["edition=0", "edition=x", "edition=01234567890", "lang=de", "format=pdf", "survey=obsluga&x=1"] {
        quarter.ask(wrong).expect(400);
    }
    for (period, status) in [("2026-13", 404), ("x", 404), ("2026-07..2026-09", 200), ("2026", 200), ("2026-07", 200)] {
        quarter.office.get(&format!("/api/v1/reviews/{period}"), &quarter.analyst).expect(status);
    }
    let same = quarter.office.get("/api/v1/reviews/2026-07..2026-09", &quarter.analyst).expect(200);
    assert_eq!(same.json()["period"]["label"], "2026-Q3", "the same days have one name");
}

fn a_review_is_of_the_whole_office(engine: Engine) {
    let quarter = Quarter::close(engine);
    let bound = quarter.office.key("results", &["KM"]);
    quarter.office.get("/api/v1/reviews/2026-Q3", &bound).expect(403);
    quarter.ask("survey=inna").expect(404);
    publish_first(&quarter.office, "proba", &every_kind());
    let several = quarter.ask("").expect(400).json();
    assert_eq!(faults(&several), expected(&[("?survey", "malformed")]));
    quarter.ask("survey=obsluga").expect(200);
    let empty = quarter.ask("survey=proba").expect(200).json();
    assert_eq!(part(&empty, "T2")["notes"][1]["code"], "withheld_note");
}

fn what_is_withheld_stays_withheld_and_says_why(engine: Engine) {
    let quarter = Quarter::close(engine);
    let review = quarter.ask("").expect(200).json();
    let table = &part(&review, "T3")["tables"][0];
    let km = row(table, "KM");
    assert_eq!((&km[1]["count"], &km[1]["n"]), (&json!(80), &json!(100)));
    assert!(km[1]["low"].as_f64().unwrap() < 0.8 && km[1]["high"].as_f64().unwrap() > 0.8);
    let ab = row(table, "AB");
    assert_eq!((&ab[1]["type"], &ab[1]["reason"]["code"]), (&json!("absent"), &json!("fewer_than_k")));
    assert_eq!(row(table, "whole_office")[1]["n"], 112, "those who are withheld are in no sum either");
    let notes = part(&review, "T3")["notes"].as_array().unwrap();
    assert!(notes.iter().any(|note| note["code"] == "withheld_rows"));
    for cell in cells(&review) {
        if cell["type"] == "share" {
            assert!(cell["n"].is_u64() && cell["low"].is_number() && cell["high"].is_number(), "{cell}");
            assert!(cell["n"].as_u64().unwrap() > 0, "{cell}");
        }
    }
}

/// All cells of a review.
fn cells(review: &Value) -> impl Iterator<Item = &Value> {
    let parts = review["parts"].as_array().unwrap().iter();
    let tables = parts.flat_map(|part| part["tables"].as_array().unwrap());
    let rows = tables.flat_map(|table| table["rows"].as_array().unwrap());
    rows.flat_map(|row| row["cells"].as_array().unwrap())
}

fn what_was_not_entered_is_said_to_be_absent(engine: Engine) {
    let quarter = Quarter::close(engine);
    // A kiosk that was set up after the quarter was not there.
    let kiosk = json!({ "name": "Nowy hol", "survey": "obsluga", "department": "KM", "site": "nowy parter", "languages": ["pl"] });
    let made = quarter.office.json("POST", "/api/v1/kiosks", &quarter.office.admin, &kiosk).expect(201).json();
    let code = json!({ "code": made["pairing"]["code"] });
    quarter.office.json("POST", "/api/v1/kiosks/pairing", "", &code).expect(200);
    let review = quarter.ask("").expect(200).json();
    assert!(!review.to_string().contains("nowy parter"), "{}", part(&review, "T1"));
    for (id, note) in [
        ("T10", "no_comments_note"),
        ("T11", "no_actions_note"),
        ("T13", "no_complaints_note"),
        ("T14", "no_targets_note"),
    ] {
        assert_eq!(part(&review, id)["notes"][0]["code"], note, "what is absent is said to be");
        assert_eq!(part(&review, id)["tables"].as_array().unwrap().len(), 0);
    }
}

/// A table of a part by the code of its caption.
fn table<'a>(part: &'a Value, caption: &str) -> &'a Value {
    let tables = part["tables"].as_array().unwrap();
    tables.iter().find(|table| table["caption"]["code"] == caption).unwrap_or_else(|| panic!("no table {caption}"))
}

/// The codes of a part's notes.
fn notes(part: &Value) -> Vec<&str> {
    part["notes"].as_array().unwrap().iter().filter_map(|note| note["code"].as_str()).collect()
}

/// How many of how many a share is.
fn share(cell: &Value) -> (u64, u64) {
    (cell["count"].as_u64().unwrap_or_else(|| panic!("{cell}")), cell["n"].as_u64().unwrap())
}

/// The quarter after that of [`Quarter`], closed: KM is better than before, but for the wait, and everything that an
/// office may enter was entered.
fn next_quarter(engine: Engine) -> Quarter {
    let quarter = Quarter::close(engine);
    let office = &quarter.office;
    let kiosk = office.key("submit", &[]);
    office.clock.set(noon(date(2026, 10, 10)).timestamp());
    for (department, satisfied, of) in [("KM", 95, 100), ("GN", 15, 40)] {
        let answers = |rating: u8| json!({ "OVERALL": rating, "WAIT": 6 - rating, "OUTCOME": "yes" });
        collect(office, &kiosk, department, "2026-10-09", &answers(5), satisfied);
        collect(office, &kiosk, department, "2026-10-09", &answers(2), of - satisfied);
    }
    for number in 0..12 {
        let answers = json!({ "OVERALL": 4, "SUGGEST": format!("Więcej <b>krzeseł</b>: {number}.") });
        office.respond("KM", answers).expect(201);
    }
    office.tick(date(2026, 10, 11));
    office.tick(date(2027, 1, 1));
    enter(office);
    quarter
}

fn cases(received: u32, on_time: u32, justified: u32) -> Value {
    json!({ "received": received, "on_time": on_time, "justified": justified })
}

fn enter(office: &Office) {
    let put = |path: &str, body: Value| office.json("PUT", path, &office.admin, &body).expect(200);
    for (month, visits) in [("2026-10", 500), ("2026-11", 400), ("2026-12", 300)] {
        put(&format!("/api/v1/visits/{month}/KM"), json!({ "visits": visits }));
    }
    let target = |department: Option<&str>, share: f64| json!({ "question": "OVERALL", "department": department, "from": "2026", "share": share });
    let targets = json!([target(None, 0.85), target(Some("KM"), 0.8), target(Some("GN"), 0.9)]);
    put(&format!("{SURVEY}/targets"), json!({ "targets": targets }));
    put("/api/v1/complaints/2026-Q4/KM", json!({ "complaints": cases(4, 3, 1), "motions": cases(2, 2, 0) }));
    put("/api/v1/complaints/2026-Q3/GN", json!({ "complaints": cases(7, 6, 5), "motions": cases(0, 0, 0) }));
    for (title, question, department, done) in [
        ("Drugie okienko", "OVERALL", "KM", Some("2026-09-20")),
        ("Numerki", "WAIT", "KM", Some("2026-09-21")),
        ("Nowe tablice", "OVERALL", "GN", Some("2026-09-22")),
        ("Szkolenie <i>", "OVERALL", "GN", None),
    ] {
        let action = json!({
            "title": title, "source": "signal", "finding": "Kolejki.", "survey": "obsluga", "question": question, "department": department,
            "owner": "Kierownik", "decided_on": "2026-09-01", "due_on": "2026-09-30", "done_on": done,
            "before": "2026-Q3", "after": "2026-Q4"
        });
        office.json("POST", "/api/v1/actions", &office.admin, &action).expect(201);
    }
    let waiting = office.get(&format!("{SURVEY}/comments/moderation"), &office.admin).expect(200).json();
    for (place, comment) in waiting["items"].as_array().unwrap().iter().enumerate().take(3) {
        let decision = if place < 2 {
            json!({ "decision": "publish", "theme": "conditions" })
        } else {
            json!({ "decision": "withhold" })
        };
        put(&format!("{SURVEY}/comments/{}", comment["id"].as_str().unwrap()), decision);
    }
}

fn what_the_office_entered_is_in_the_review(engine: Engine) {
    let quarter = next_quarter(engine);
    let path = "/api/v1/reviews/2026-Q4";
    let review = quarter.office.get(path, &quarter.analyst).expect(200).json();
    let km = row(table(part(&review, "T1"), "response_rates"), "KM");
    assert_eq!((&km[1]["count"], &km[3]["count"]), (&json!(1200), &json!(112)));
    assert_eq!((&km[4]["count"], &km[4]["of"]), (&json!(112), &json!(1200)));
    assert_eq!(row(table(part(&review, "T1"), "response_rates"), "GN")[1]["reason"]["code"], "not_entered");
    // Each objective with its share, and what the interval says of it.
    let objectives = part(&review, "T14")["tables"][0]["rows"].as_array().unwrap();
    let verdicts: Vec<(String, (u64, u64), String)> = objectives
        .iter()
        .map(|row| {
            let cells = &row["cells"];
            let text = |cell: &Value| cell["phrase"]["code"].as_str().unwrap().to_owned();
            (text(&cells[1]), share(&cells[3]), text(&cells[4]))
        })
        .collect();
    let expected = [("whole_office", (122, 152), "undecided"), ("GN", (15, 40), "not_met"), ("KM", (107, 112), "met")];
    assert_eq!(
        verdicts,
        expected.map(|(department, share, verdict)| (department.to_owned(), share, verdict.to_owned()))
    );
    assert!(notes(part(&review, "T12")).contains(&"signals_note"));
    let proposals = part(&review, "T12")["tables"][0]["rows"].as_array().unwrap();
    let proposed: Vec<&str> =
        proposals.iter().map(|row| row["cells"][0]["phrase"]["text"]["pl"].as_str().unwrap()).collect();
    assert!(proposed[0].contains("wobec celu 90%: cel nieosiągnięty"), "{}", proposed[0]);
    for told in ["Szkolenie <i>", "Numerki", "(skargi po terminie: 1 z 4)", "czekają na przeczytanie: 9"] {
        assert!(proposed.iter().any(|proposal| proposal.contains(told)), "{told}: {proposed:?}");
    }
    assert!(!proposed.iter().any(|proposal| proposal.contains("Drugie okienko")), "what works is no proposal");
    // By when a fall of ten points would be seen: computed with statsmodels.
    let falls = table(part(&review, "T15"), "falls_to_see");
    let km = row(falls, "KM");
    assert_eq!((share(&km[1]), &km[4]["count"], &km[5]["day"]), ((107, 112), &json!(183), &json!("2027-05-31")));
    for cell in [&km[2], &km[3], &row(falls, "GN")[4], &row(falls, "whole_office")[4]] {
        assert_eq!(cell["reason"]["code"], "not_within_a_year", "{cell}");
    }
    // Each action with its effect.
    let actions = part(&review, "T11")["tables"][0]["rows"].as_array().unwrap();
    let effect = |title: &str| {
        let named = |row: &&Value| row["cells"][0]["phrase"]["text"]["pl"].as_str().unwrap().starts_with(title);
        actions.iter().find(named).unwrap()["cells"].clone()
    };
    let effective = effect("Drugie okienko");
    assert_eq!((share(&effective[3]), share(&effective[4])), ((80, 100), (107, 112)));
    assert!(effective[5]["low"].as_f64().unwrap() > 0.0);
    for (title, verdict, state) in [
        ("Drugie okienko", "effective", "done_on"),
        ("Numerki", "not_effective", "done_on"),
        ("Nowe tablice", "effect_undecided", "done_on"),
        ("Szkolenie <i>", "not_yet_measured", "overdue_since"),
    ] {
        let cells = effect(title);
        let codes = (&cells[6]["phrase"]["code"], &cells[2]["phrase"]["code"]);
        assert_eq!(codes, (&json!(verdict), &json!(state)), "{title}");
    }
    // Complaints, those of the period before on a line of their own.
    let complaints = &part(&review, "T13")["tables"][0];
    let counts =
        |cells: &Vec<Value>| -> Vec<u64> { cells[1..].iter().map(|cell| cell["count"].as_u64().unwrap()).collect() };
    assert_eq!(counts(row(complaints, "KM")), [4, 3, 1, 2, 2, 0]);
    let totals = complaints["rows"].as_array().unwrap().iter().rev().take(2);
    let totals: Vec<(&Value, Vec<u64>)> = totals
        .map(|row| row["cells"].as_array().unwrap())
        .map(|cells| (&cells[0]["phrase"]["text"]["pl"], counts(cells)))
        .collect();
    let totals_of = |name: &str, counts: [u64; 6]| (json!(name), counts.to_vec());
    let expected = [
        totals_of("Razem: III\u{a0}kwartał 2026\u{a0}r.", [7, 6, 5, 0, 0, 0]),
        totals_of("Razem: IV\u{a0}kwartał 2026\u{a0}r.", [4, 3, 1, 2, 2, 0]),
    ];
    assert_eq!(totals, expected.each_ref().map(|(name, counts)| (name, counts.clone())), "neither is the whole office");
    let of_complaints = part(&review, "T13");
    assert_eq!(notes(of_complaints), ["complaints_note", "no_figures_of", "no_figures_of", "totals_differ"]);
    let silent = of_complaints["notes"][1]["text"]["pl"].as_str().unwrap();
    assert!(silent.starts_with("Pełnych liczb za IV\u{a0}kwartał 2026\u{a0}r. nie podały wydziały: "), "{silent}");
    assert!(silent.contains("Wydział Geodezji") && !silent.contains("Wydział Komunikacji"), "{silent}");
    // Comments that were approved, and how many were not.
    let words = part(&review, "T10");
    let said = words["notes"][0]["text"]["pl"].as_str().unwrap();
    assert!(
        said.starts_with("Uwag udostępnionych do moderacji: 12; opublikowano 2, wstrzymano 1, na decyzję czeka 9."),
        "{said}"
    );
    assert_eq!(row(table(words, "themes_of_comments"), "other_themes")[1]["count"], 2);
    let told = words["tables"][1]["rows"].as_array().unwrap();
    assert_eq!((words["tables"][1]["caption"]["text"]["pl"].as_str(), told.len()), (Some("Warunki obsługi"), 2));
    let html = quarter.office.get(&format!("{path}?format=html"), &quarter.analyst).expect(200).text();
    for row in told {
        let text = row["cells"][0]["text"].as_str().unwrap();
        assert!(html.contains(&text.replace('<', "&#60;").replace('>', "&#62;")), "{text}");
    }
    assert_eq!(html.matches("krzeseł").count(), 2, "what was not approved is nowhere");
    assert!(html.contains("Szkolenie &#60;i&#62;") && html.contains("107") && html.contains("95,5%"));
    // Another year, other complaints: what was issued stays.
    let issued = quarter.office.json("POST", path, &quarter.office.admin, &json!({})).expect(201).json();
    let edition = quarter.office.get(path, &quarter.analyst).expect(200);
    quarter.office.tick(date(2027, 12, 1));
    let later = json!({ "complaints": cases(99, 0, 0), "motions": cases(0, 0, 0) });
    quarter.office.json("PUT", "/api/v1/complaints/2026-Q4/KM", &quarter.office.admin, &later).expect(200);
    let kept = quarter.office.get(path, &quarter.analyst).expect(200);
    assert!(kept.bytes == edition.bytes && issued["sha256"] == sha256(&kept.bytes), "a year later it is another one");
}

/// An office whose kiosks reported some misuse in a quarter that is closed.
fn misused(engine: Engine, flagged: usize) -> Quarter {
    let office = Office::open(engine);
    let (kiosk, paper) = (office.key("submit", &[]), office.key("paper", &[]));
    let send = |count: usize, flags: &[&str], satisfied: usize| {
        let one = |place| {
            let mut item = item("KM", json!({ "OVERALL": if place < satisfied { 5 } else { 2 } }));
            item["flags"] = json!(flags);
            item
        };
        let items: Vec<Value> = (0..count).map(one).collect();
        let results = send_batch(&office, &kiosk, &items).expect(200).json();
        assert!(results["results"].as_array().unwrap().iter().all(|result| result["status"] == "created"), "{results}");
    };
    send(40, &[], 30);
    send(flagged, &["outside_hours", "too_fast"], flagged - 1);
    collect(&office, &paper, "KM", "2026-07-10", &json!({ "OVERALL": 5 }), 14);
    collect(&office, &paper, "KM", "2026-07-10", &json!({ "OVERALL": 1 }), 6);
    office.tick(date(2026, 7, 15));
    let analyst = office.key("results", &[]);
    Quarter { office, analyst }
}

fn signs_of_misuse_are_counted_and_verdicts_stand_without_them(engine: Engine) {
    let quarter = misused(engine, 12);
    quarter.office.tick(date(2026, 10, 1));
    let review = quarter.ask("").expect(200).json();
    let method = part(&review, "T1");
    let flags = table(method, "misuse");
    for (flag, n) in [("flag_burst", 0), ("flag_too_fast", 12), ("flag_outside_hours", 12), ("flag_repeat", 0)] {
        let cells = row(flags, flag);
        assert_eq!(
            (&cells[1]["count"], &cells[2]["count"], &cells[2]["of"]),
            (&json!(n), &json!(n), &json!(72)),
            "{flag}"
        );
    }
    assert_eq!(flags["rows"].as_array().unwrap().len(), 4, "what follows from answers is counted by nobody");
    let channels = table(method, "channels")["rows"].as_array().unwrap();
    let counts: Vec<(Option<&str>, Option<u64>)> = channels
        .iter()
        .map(|row| (row["cells"][0]["phrase"]["text"]["en"].as_str(), row["cells"][1]["count"].as_u64()))
        .collect();
    assert_eq!(counts, [(Some("Kiosk"), Some(52)), (Some("Website"), None), (Some("Paper form"), Some(20))]);
    for note in ["batches_note", "misuse_note", "confirmed_note"] {
        assert!(notes(method).contains(&note), "{note}");
    }
    assert_forms_agree(&quarter, &review, "T1");
}

fn what_channels_cannot_tell_says_why(engine: Engine) {
    let quarter = misused(engine, 9);
    let reasons = |period: &str| {
        let review = quarter.office.get(&format!("/api/v1/reviews/{period}"), &quarter.analyst).expect(200).json();
        let rows = table(part(&review, "T1"), "channels")["rows"].as_array().unwrap().clone();
        let reasons = rows.iter().map(|row| row["cells"][1]["reason"]["code"].as_str().unwrap_or("told").to_owned());
        let notes = notes(part(&review, "T8")).iter().map(|note| (*note).to_owned()).collect::<Vec<_>>();
        (reasons.collect::<BTreeSet<_>>(), notes)
    };
    let only = |reason: &str| BTreeSet::from([reason.to_owned()]);
    let (open, notes_of_open) = reasons("2026-Q3");
    assert_eq!(open, only("not_closed_yet"));
    assert!(notes_of_open.contains(&"not_told".to_owned()), "{notes_of_open:?}");
    quarter.office.tick(date(2026, 10, 1));
    let told = BTreeSet::from(["told".to_owned(), "fewer_than_k".to_owned()]);
    assert_eq!(reasons("2026-Q3").0, told, "nobody answered on the website");
    assert_eq!(reasons("2026-07").0, only("quarters_only"));
    let review = quarter.ask("").expect(200).json();
    assert_eq!(
        row(table(part(&review, "T1"), "misuse"), "flag_too_fast")[1]["count"],
        9,
        "a count of a block, as any other"
    );
    let empty = quarter.office.get("/api/v1/reviews/2026-Q1", &quarter.analyst).expect(200).json();
    let burst = row(table(part(&empty, "T1"), "misuse"), "flag_burst").clone();
    assert_eq!(burst[1]["reason"]["code"], "fewer_than_k", "empty and withheld look alike");
    assert_forms_agree(&quarter, &review, "T1");
}

/// The rated dimensions, in the order in which they are asked.
const DIMENSIONS: [&str; 11] =
    ["COURTESY", "COMPETENCE", "INFO", "WAIT", "CONDITIONS", "TIMELY", "EFFORT", "FAIRNESS", "FORMS", "FIND", "ACCESS"];

/// Eleven dimensions of three kinds that have nothing to do with each other: four are rated as the whole is, four in a
/// second way, and three in a third; by 480 people.
fn dimensions_of_three_kinds(engine: Engine) -> Quarter {
    let office = Office::open(engine);
    let paper = office.key("paper", &[]);
    for place in 0..8_u8 {
        let kinds = [0, 1, 2].map(|bit| if place >> bit & 1 == 1 { 5 } else { 2 });
        let mut answers = json!({ "OVERALL": kinds[0], "IMPORT": ["courtesy"] });
        for (index, dimension) in DIMENSIONS.into_iter().enumerate() {
            answers[dimension] = json!(kinds[index % 3]);
        }
        collect(&office, &paper, "KM", "2026-07-10", &answers, 60);
    }
    office.tick(date(2026, 7, 15));
    let analyst = office.key("results", &[]);
    Quarter { office, analyst }
}

fn importance_and_alpha_are_those_of_the_drivers(engine: Engine) {
    let quarter = dimensions_of_three_kinds(engine);
    quarter.office.tick(date(2026, 10, 1));
    let review = quarter.ask("").expect(200).json();
    let figure = part(&review, "F3");
    let told = quarter.office.get(&format!("{SURVEY}/drivers?period=2026-Q3"), &quarter.analyst).expect(200).json();
    let survey = quarter.office.get(SURVEY, "").expect(200).json();
    let rows = figure["tables"][0]["rows"].as_array().unwrap();
    assert_eq!(rows.len(), told["drivers"].as_array().unwrap().len());
    for driver in told["drivers"].as_array().unwrap() {
        let same = |question: &&Value| question["code"] == driver["code"];
        let asked = survey["questions"].as_array().unwrap().iter().find(same).unwrap();
        let wanted = asked["short"]["pl"].as_str().unwrap();
        let named = |row: &&Value| {
            let phrase = &row["cells"][0]["phrase"];
            phrase["code"] == driver["code"] || phrase["text"]["pl"].as_str().is_some_and(|text| text.ends_with(wanted))
        };
        let cells = &rows.iter().find(named).unwrap()["cells"];
        assert_eq!(cells[2]["share"], driver["performance"]["share"]);
        assert_eq!(cells[1]["count"], driver["importance"]["n"]);
        for (cell, member) in [(3, "n"), (4, "correlation")] {
            let value = if cell == 3 { &cells[cell]["count"] } else { &cells[cell]["number"] };
            assert_eq!(value, &driver[member], "{wanted} {member}");
        }
        assert_eq!(cells[5]["phrase"]["code"], driver["priority"]);
    }
    assert!(told["drivers"].as_array().unwrap().iter().any(|driver| driver["correlation"].is_number()), "{told}");
    let alpha = table(figure, "alpha");
    // 11/10 · (1 − 11 / (16 + 16 + 9)), with one decimal.
    assert_eq!((&row(alpha, "alpha")[1]["number"], &told["reliability"]["alpha"]), (&json!(0.8), &json!(0.8)));
    assert_eq!(row(alpha, "alpha_items")[1]["phrase"]["text"]["en"].as_str().unwrap().matches("; ").count(), 10);
    assert_eq!((&row(alpha, "alpha_people")[1]["count"], &told["reliability"]["n"]), (&json!(480), &json!(480)));
    for note in ["drivers_note", "alpha_note"] {
        assert!(notes(figure).contains(&note), "{figure}");
    }
    assert!(!notes(figure).contains(&"no_alpha_note") && !notes(figure).contains(&"no_association_note"));
    assert_forms_agree(&quarter, &review, "F3");
}

fn coefficients_are_withheld_in_words(engine: Engine) {
    let quarter = dimensions_of_three_kinds(engine);
    let without = |review: &Value, why: &str| {
        let figure = part(review, "F3");
        for note in ["no_association_note", "no_alpha_note"] {
            assert!(notes(figure).contains(&note), "{note}: {figure}");
        }
        assert!(figure["tables"].as_array().unwrap().iter().all(|table| table["caption"]["code"] != "alpha"));
        // Those that have a place in the figure come first.
        let row = &figure["tables"][0]["rows"][0]["cells"];
        assert_eq!((&row[3]["reason"]["code"], &row[4]["reason"]["code"]), (&json!(why), &json!(why)), "{row:?}");
        // Importance and performance stand all the same.
        assert!(share(&row[1]).1 > 0 && share(&row[2]).1 > 0 && row[5]["phrase"]["code"].is_string(), "{row:?}");
    };
    without(&quarter.ask("").expect(200).json(), "not_closed_yet");
    let month = quarter.office.get("/api/v1/reviews/2026-07", &quarter.analyst).expect(200).json();
    without(&month, "not_closed_yet");
    // A few people are too few for a coefficient that gives nobody away.
    let quarter = Quarter::close(engine);
    let figure = part(&quarter.ask("").expect(200).json(), "F3").clone();
    let wait = row(&figure["tables"][0], "WAIT");
    assert_eq!((&wait[3]["reason"]["code"], &wait[4]["reason"]["code"]), (&json!("too_alike"), &json!("too_alike")));
    assert_eq!(share(&wait[2]).1, 112, "{wait:?}");
    let html = quarter.ask("format=html&lang=pl").expect(200).text();
    assert!(html.contains("odpowiedzi są zbyt podobne albo zbyt nieliczne"), "{html}");
}

fn a_question_says_how_many_were_asked_and_which_is_not_told(engine: Engine) {
    let quarter = Quarter::close(engine);
    let review = quarter.ask("").expect(200).json();
    let frequencies = part(&review, "T9");
    let wait = table(frequencies, "WAIT")["rows"].as_array().unwrap().last().unwrap().clone();
    let said = wait["cells"][1]["phrase"]["text"]["pl"].as_str().unwrap();
    assert_eq!(
        said,
        "pytanie zadano 112 osobom; nie dotyczy: 0; brak odpowiedzi: 0; odpowiedzi z dni od 10.07.2026 do 10.07.2026"
    );
    // Those who were dissatisfied were asked why, and nobody said so.
    let untold =
        frequencies["notes"].as_array().unwrap().iter().find(|note| note["code"] == "untold_questions").unwrap();
    let said = untold["text"]["pl"].as_str().unwrap();
    assert!(said.starts_with("Nie podajemy wyników, bo odpowiedziało mniej niż 10 osób: "), "{said}");
    assert!(said.contains("przyczyny niezadowolenia"), "{said}");
    assert!(!said.contains("czas oczekiwania") && !said.contains("ocena ogólna"), "{said}");
}

fn people_read_short_names_and_codes_stand_in_annexes_alone(engine: Engine) {
    let quarter = next_quarter(engine);
    let survey = quarter.office.get(SURVEY, "").expect(200).json();
    let codes = |list: &str| -> Vec<String> {
        let items = survey[list].as_array().unwrap().iter();
        items.map(|item| item["code"].as_str().unwrap().to_owned()).collect()
    };
    let codes = [codes("questions"), codes("departments")].concat();
    for (language, names) in [("pl", ["Ocena ogólna", "Czas oczekiwania"]), ("en", ["Overall rating", "Waiting time"])]
    {
        let path = format!("/api/v1/reviews/2026-Q4?format=html&lang={language}");
        let html = quarter.office.get(&path, &quarter.analyst).expect(200).text();
        for section in html.split("<section id=\"").skip(1) {
            let (id, rest) = section.split_once('"').unwrap();
            let words = words(rest.split("</section>").next().unwrap());
            let told: Vec<&String> = codes.iter().filter(|code| words.contains(*code)).collect();
            match id {
                "A1" => assert!(told.len() >= survey["questions"].as_array().unwrap().len(), "{told:?}"),
                "A2" | "A5" => assert!(!told.is_empty(), "{id}"),
                _ => assert!(told.is_empty(), "{id}: {told:?}"),
            }
        }
        assert!(names.iter().all(|name| html.contains(&format!(">{name}<"))), "{names:?}");
    }
}

/// The words that stand between the tags.
fn words(html: &str) -> BTreeSet<String> {
    let text = html.split('<').filter_map(|piece| Some(piece.split_once('>')?.1));
    let letters = |letter: char| !letter.is_alphanumeric() && letter != '_';
    text.flat_map(|text| text.split(letters).map(str::to_owned)).collect()
}

fn what_a_question_is_taken_for_is_a_mark_of_the_questionnaire(engine: Engine) {
    let office = Office::open(engine);
    let option = |code: &str| json!({ "code": code, "text": { "pl": code } });
    let options = json!([option("first"), option("second")]);
    let other = json!({ "code": "km_other", "text": { "pl": "inna sprawa" }, "departments": ["KM"] });
    let topics = json!([option("first"), other]);
    let questionnaire = json!({
        "title": { "pl": "Inny urząd" }, "languages": ["pl"], "headline": "RATING", "departments": ["KM"],
        "questions": [
            { "code": "RATING", "kind": "rating", "required": true, "na": false, "text": { "pl": "Jak było?" } },
            { "code": "TOPIC", "kind": "single", "segment": true, "role": "matter", "text": { "pl": "O co chodziło?" }, "options": topics },
            { "code": "DONE", "kind": "yes_no", "role": "outcome", "text": { "pl": "Udało się?" } },
            { "code": "WHY", "kind": "single", "role": "reason", "text": { "pl": "Dlaczego nie?" }, "options": options },
        ]
    });
    let wrong = |question: usize, role: &str| {
        let mut questionnaire = questionnaire.clone();
        questionnaire["questions"][question]["role"] = json!(role);
        let draft = json!({ "slug": format!("zle-{question}"), "questionnaire": questionnaire });
        office.json("POST", "/api/v1/surveys", &office.admin, &draft).expect(201);
        faults(&publish(&office, &format!("zle-{question}")).expect(422).json())
    };
    assert_eq!(
        wrong(3, "outcome"),
        expected(&[("/questions/3/role", "duplicate"), ("/questions/3/role", "wrong_kind")])
    );
    assert_eq!(
        wrong(2, "matter"),
        expected(&[("/questions/2/role", "duplicate"), ("/questions/2/role", "wrong_kind")])
    );
    publish_first(&office, "inny", &questionnaire);
    for (topic, done, why, count) in [
        ("first", "yes", "first", 30),
        ("first", "no", "second", 70),
        ("km_other", "yes", "first", 60),
        ("km_other", "yes", "second", 50),
    ] {
        for place in 0..count {
            let answers = json!({ "RATING": 1 + 4 * (place % 2), "TOPIC": topic, "DONE": done, "WHY": why });
            let body = json!({ "department": "KM", "answers": answers });
            let path = format!("/api/v1/surveys/inny/responses/{}", Uuid::new_v4());
            office.json("PUT", &path, "", &body).expect(201);
        }
    }
    office.tick(date(2026, 10, 1));
    let analyst = office.key("results", &[]);
    let review = office.get("/api/v1/reviews/2026-Q3?survey=inny", &analyst).expect(200).json();
    let matters = part(&review, "T7")["tables"][0]["rows"].as_array().unwrap();
    let told: Vec<_> = matters.iter().map(|row| (share(&row["cells"][1]).1, share(&row["cells"][2]))).collect();
    assert_eq!(told, [(100, (30, 100)), (110, (110, 110))], "{matters:?}");
    let named = matters[1]["cells"][0]["phrase"]["text"]["pl"].as_str().unwrap();
    assert_eq!(named, "inna sprawa · Wydział Komunikacji", "any other matter is one of its department");
    let reason = matters[0]["cells"][3]["phrase"]["text"]["pl"].as_str().unwrap();
    assert!(reason.starts_with("second (70 z 100 "), "{reason}");
    assert_eq!(matters[1]["cells"][3]["reason"]["code"], "no_reason_leads", "60 of 110 against 50 may be chance");
    // What is told by matter is told nowhere else.
    assert_eq!(part(&review, "T6")["tables"].as_array().unwrap().len(), 0);
}

/// Asserts that HTML and XLSX have every number that the JSON form has of a part, in the same row of the same table.
fn assert_forms_agree(quarter: &Quarter, review: &Value, id: &str) {
    let html = quarter.ask("format=html&lang=pl").expect(200).text();
    let section = html.split(&format!("<section id=\"{id}\"")).nth(1).unwrap().split("</section>").next().unwrap();
    let printed: Vec<&str> = section.split("<table>").skip(1).collect();
    let bytes = quarter.ask("format=xlsx&lang=pl").expect(200).bytes;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let tables = part(review, id)["tables"].as_array().unwrap();
    assert_eq!(printed.len(), tables.len());
    let mut held = 0;
    let sheet = workbook.worksheet_range(id).unwrap();
    let mut written = sheet.rows();
    for (place, table) in tables.iter().enumerate() {
        let lines: Vec<&str> = printed[place].split("<tbody>").nth(1).unwrap().split("<tr").skip(1).collect();
        for (index, row) in table["rows"].as_array().unwrap().iter().enumerate() {
            let numbers: Vec<(f64, String)> = row["cells"].as_array().unwrap().iter().flat_map(numbers).collect();
            let in_row = |row: &[Data], number: f64| {
                row.iter().any(|data| matches!(data, Data::Float(value) if (value - number).abs() < 1e-12))
            };
            // Rows stand in the sheet as they do in the table, below headings and captions.
            let found = written.by_ref().find(|row| numbers.iter().all(|(number, _)| in_row(row, *number)));
            assert!(found.is_some(), "{id}: no row has {numbers:?}");
            for (_, shown) in numbers {
                assert!(lines[index].contains(&shown), "{id}: {shown} is not in {}", lines[index]);
                held += 1;
            }
        }
    }
    assert!(held > 10, "{held} numbers are no comparison");
}

/// The numbers of a cell, and how Polish people read them.
fn numbers(cell: &Value) -> Vec<(f64, String)> {
    let number = |member: &str| cell[member].as_f64();
    let comma = |value: f64, places: usize| format!("{value:.places$}").replace('.', ",");
    let count = |value: f64| (value, format!("{value}"));
    match cell["type"].as_str().unwrap() {
        "count" => number("count").map(count).into_iter().collect(),
        "number" => number("number").map(|value| (value, comma(value, 1))).into_iter().collect(),
        "part" => {
            let share = number("count").unwrap() / number("of").unwrap();
            vec![(share, format!("{}%", comma(100.0 * share, 1)))]
        }
        "share" => {
            let share = number("share").unwrap();
            vec![count(number("n").unwrap()), (share, format!("{}%", comma(100.0 * share, 1)))]
        }
        _ => Vec::new(),
    }
}

/// Forms of one batch of paper beside some responses from the web, in the last quarter of 2026.
fn with_paper(engine: Engine, forms: usize) -> Office {
    let office = Office::open(engine);
    office.clock.set(noon(date(2026, 10, 10)).timestamp());
    let form = |_| json!({ "id": Uuid::new_v4(), "department": "KM", "answers": { "OVERALL": 4 } });
    let body = json!({ "batch": "okienko 3", "responses": (0..forms).map(form).collect::<Vec<_>>() });
    let clerk = office.key("paper", &[]);
    office.json("POST", &format!("{SURVEY}/responses"), &clerk, &body).expect(200);
    for _ in 0..15 {
        office.respond("KM", json!({ "OVERALL": 5 })).expect(201);
    }
    let (lot, _) = office.storage.read(list_lots).unwrap().remove(0);
    office.storage.write(|session| confirm_lot(session, &lot, office.clock.today())).unwrap();
    office.tick(date(2026, 10, 11));
    office
}

fn forms_of_paper_are_told_of_the_whole_office_when_its_period_is_closed(engine: Engine) {
    let told = |office: &Office| {
        let key = office.key("results", &[]);
        let review = office.get("/api/v1/reviews/2026-Q4?survey=obsluga", &key).expect(200).json();
        let rows = table(part(&review, "T1"), "paper_forms")["rows"].clone();
        rows.as_array().unwrap().iter().map(|row| row["cells"][1].clone()).collect::<Vec<Value>>()
    };
    let office = with_paper(engine, 12);
    assert!(told(&office).iter().all(|cell| cell["reason"]["code"] == "not_closed_yet"), "{:?}", told(&office));
    office.tick(date(2027, 1, 1));
    let cells = told(&office);
    assert_eq!(cells[..3].iter().map(|cell| cell["count"].clone()).collect::<Vec<_>>(), [1, 12, 0]);
    assert_eq!(cells[3]["phrase"]["code"], "not_typed_twice");
    let office = with_paper(engine, 3);
    office.tick(date(2027, 1, 1));
    assert!(told(&office).iter().all(|cell| cell["reason"]["code"] == "fewer_than_k"), "{:?}", told(&office));
}
