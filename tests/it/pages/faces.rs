//! The three faces of a report, the board, the public page and the review, tell what the API tells: every n, share and
//! interval of the headline, of departments and of questions.

use jiff::civil::date;
use serde_json::{Value, json};

use super::dashboard::{Visitor, per_cent, row};
use crate::harness::{Engine, Office, noon};
use crate::v1::samples::{SURVEY, collect};

/// A quarter of two large departments and of a small one, and the one before.
fn two_quarters() -> Office {
    let office = Office::open(Engine::Sqlite);
    let kiosk = office.key("submit", &[]);
    let quarters =
        [(date(2026, 7, 14), date(2026, 10, 1), [30, 20, 2]), (date(2026, 10, 10), date(2027, 1, 1), [55, 21, 3])];
    for (today, closed, good) in quarters {
        office.clock.set(noon(today).timestamp());
        let yesterday = today.yesterday().unwrap().to_string();
        for (department, (good, bad)) in ["KM", "GN", "OS"].into_iter().zip(good.into_iter().zip([20, 15, 1])) {
            let answers =
                |rating: u8, settled: &str| json!({ "OVERALL": rating, "WAIT": 6 - rating, "OUTCOME": settled });
            collect(&office, &kiosk, department, &yesterday, &answers(5, "yes"), good);
            collect(&office, &kiosk, department, &yesterday, &answers(2, "no"), bad);
        }
        office.tick(today.tomorrow().unwrap());
        office.tick(closed);
    }
    office.json("PUT", &format!("{SURVEY}/settings"), &office.admin, &json!({ "public": true })).expect(200);
    office
}

/// A share as a page shows it in three cells: n, the share, its interval.
fn cells(positive: &Value, n: &Value) -> [String; 3] {
    let interval = format!("{}–{}", per_cent(&positive["low"]).trim_end_matches('%'), per_cent(&positive["high"]));
    [n.to_string(), per_cent(&positive["share"]), interval]
}

/// The row of a part of a review that is named by a code.
fn told<'a>(review: &'a Value, part: &str, code: &str) -> &'a Value {
    let part = review["parts"].as_array().unwrap().iter().find(|known| known["id"] == part).unwrap();
    let mut rows = part["tables"].as_array().unwrap().iter().flat_map(|table| table["rows"].as_array().unwrap());
    &rows.find(|row| row["cells"][0]["phrase"]["code"] == code).unwrap_or_else(|| panic!("no {code}: {part}"))["cells"]
}

/// Asserts that a cell of a review is a share of the API, to the last digit.
fn assert_same(cell: &Value, positive: &Value) {
    for (one, other) in [("count", "n"), ("share", "share"), ("low", "low"), ("high", "high")] {
        assert_eq!(cell[one], positive[other], "{cell} {positive}");
    }
}

#[test]
fn every_number_of_every_face_is_that_of_the_api() {
    let office = two_quarters();
    let key = office.key("results", &[]);
    let api = |query: &str| office.get(&format!("{SURVEY}/{query}"), &key).expect(200).json();
    let results = api("results?period=2026-Q4&group_by=department");
    let compared = api("comparison?period=2026-Q4&against=2026-Q3&question=OVERALL&group_by=department");
    let review = office.get("/api/v1/reviews/2026-Q4", &key).expect(200).json();
    let board = Visitor::signed_in(&office, &key).get("/results/obsluga?period=2026-Q4&lang=pl").expect(200).text();
    let public = office.get("/wyniki/obsluga/2026-Q4?lang=pl", "").expect(200).text();
    let question = |group: &Value, code: &str| {
        group["questions"].as_array().unwrap().iter().find(|question| question["code"] == code).unwrap().clone()
    };
    let overall = question(&results["total"], "OVERALL");
    let [n, share, interval] = cells(&overall["positive"], &overall["n"]);
    for page in [&board, &public] {
        let page = page.replace('\u{a0}', " ");
        for wanted in [format!("<strong>{share}</strong>"), format!("<dd>{interval}</dd>"), format!("<dd>{n}</dd>")] {
            assert!(page.contains(&wanted), "{wanted}: {page}");
        }
    }
    assert_same(&told(&review, "T3", "whole_office")[1], &overall["positive"]);
    let mut departments = 0;
    for (group, change) in results["groups"].as_array().unwrap().iter().zip(compared["groups"].as_array().unwrap()) {
        let Some(code) = group["key"]["department"].as_str().filter(|_| group["withheld"].is_null()) else { continue };
        let figures = question(group, "OVERALL");
        let words = change["questions"][0]["words"]["pl"].as_str().unwrap();
        for page in [&board, &public] {
            let row = row(page, "departments", code);
            assert_eq!(row[..3], cells(&figures["positive"], &figures["n"]), "{code}");
            assert_eq!(row[5], words, "{code}");
        }
        assert_same(&told(&review, "T3", code)[1], &figures["positive"]);
        assert_eq!(told(&review, "T3", code)[5]["phrase"]["code"], change["questions"][0]["verdict"]);
        departments += 1;
    }
    assert_eq!(departments, 2);
    for code in ["OVERALL", "WAIT"] {
        let figures = question(&results["total"], code);
        for (page, id) in [(&board, "dimensions"), (&public, "ratings")] {
            assert_eq!(row(page, id, code)[..3], cells(&figures["positive"], &figures["n"]), "{code}");
        }
        assert_same(&told(&review, "T5", code)[1], &figures["positive"]);
    }
    let outcome = question(&results["total"], "OUTCOME");
    for option in outcome["distribution"].as_array().unwrap() {
        let shown: Vec<_> =
            [&board, &public].map(|page| row(page, "question-OUTCOME", option["option"].as_str().unwrap())).into();
        assert_eq!(shown[0], shown[1]);
        assert_eq!(shown[0][..2], [option["n"].to_string(), per_cent(&option["share"])]);
    }
}
