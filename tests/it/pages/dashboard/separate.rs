//! What stands on pages of its own: comments, which never stand beside a figure, and the management review.

use jiff::civil::date;
use serde_json::{Value, json};

use super::Visitor;
use super::parts::fill_quarter;
use crate::harness::{Engine, Office};
use crate::on_both_databases;
use crate::v1::samples::SURVEY;

on_both_databases!(
    comments_are_those_of_the_api,
    a_bound_key_reads_the_comments_of_its_departments,
    a_review_is_that_of_the_api,
);

/// What somebody might write who means no good.
const HOSTILE: &str = "<script>alert(1)</script><img src=x onerror=alert(2)>\" onfocus='alert(3)' {{ 7 * 7 }} & co.";

/// Comments about two departments, all but some of which an administrator approves.
fn comment(office: &Office) {
    let say = |department: &str, text: &str| {
        office.respond(department, json!({ "OVERALL": 4, "SUGGEST": text })).expect(201);
    };
    for number in 0..11 {
        say("KM", &format!("Więcej krzeseł, uwaga {number}"));
    }
    say("KM", HOSTILE);
    for number in 0..10 {
        say("GN", &format!("Mapy są nieczytelne, uwaga {number}"));
    }
    for number in 0..3 {
        say("AB", &format!("Za mało, uwaga {number}"));
    }
}

fn moderate(office: &Office) {
    let waiting = office.get(&format!("{SURVEY}/comments/moderation"), &office.admin).expect(200).json();
    for comment in waiting["items"].as_array().unwrap() {
        let text = comment["text"].as_str().unwrap();
        let body = match text {
            text if text.ends_with("uwaga 3") => continue,
            text if text.ends_with("uwaga 4") => json!({ "decision": "withhold" }),
            text if text.ends_with("uwaga 5") => json!({ "decision": "publish", "theme": "conditions" }),
            _ => json!({ "decision": "publish" }),
        };
        let path = format!("{SURVEY}/comments/{}", comment["id"].as_str().unwrap());
        office.json("PUT", &path, &office.admin, &body).expect(200);
    }
}

/// The comments that a page shows, as a browser reads them.
fn said(page: &str) -> Vec<String> {
    let quoted =
        page.split("<blockquote dir=\"auto\">").skip(1).map(|rest| rest.split("</blockquote>").next().unwrap());
    let text = |escaped: &str| {
        let plain = [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")];
        plain.iter().fold(escaped.to_owned(), |text, (from, to)| text.replace(from, to))
    };
    quoted.map(text).collect()
}

/// The comments that the API gives, those without a theme last in each group.
fn told(answer: &Value) -> Vec<String> {
    let mut texts = Vec::new();
    for group in answer["groups"].as_array().unwrap() {
        let themes = group["themes"].as_array().unwrap().iter();
        let (named, bare): (Vec<_>, Vec<_>) = themes.partition(|theme| !theme["theme"].is_null());
        for theme in named.into_iter().chain(bare) {
            let comments = theme["comments"].as_array().unwrap().iter();
            texts.extend(comments.map(|comment| comment["text"].as_str().unwrap().to_owned()));
        }
    }
    texts
}

fn comments_are_those_of_the_api(engine: Engine) {
    let office = Office::open(engine);
    comment(&office);
    let key = office.key("results", &[]);
    let path = "/results/obsluga/comments?period=2026-Q3&lang=pl";
    let open = Visitor::signed_in(&office, &key).get(path).expect(200).text();
    assert!(said(&open).is_empty() && open.contains("Okres nie jest jeszcze zamknięty"), "{open}");
    office.tick(date(2026, 10, 1));
    let visitor = Visitor::signed_in(&office, &key);
    // Nothing is read that an administrator has not approved.
    let waiting = visitor.get(path).expect(200).text();
    assert!(said(&waiting).is_empty() && waiting.contains("na decyzję czeka 12."), "{waiting}");
    moderate(&office);
    let page = visitor.get(path).expect(200).text();
    let answer = office.get(&format!("{SURVEY}/comments?period=2026-Q3"), &key).expect(200).json();
    assert_eq!((said(&page), said(&page).len()), (told(&answer), 18));
    assert!(page.contains("Uwag udostępnionych do moderacji: 12; opublikowano 10, wstrzymano 1, na decyzję czeka 1."));
    assert!(page.contains("Warunki obsługi") && page.contains("Inne"), "{page}");
    assert!(
        said(&page).contains(&HOSTILE.to_owned()) && !page.contains("<script>alert") && !page.contains("<img src=x")
    );
    assert!(!page.contains('%'), "no share stands beside a comment: {page}");
    // Those of AB are too few, even together.
    let small = visitor.get("/results/obsluga/comments?period=2026-Q3&department=AB&lang=pl").expect(200).text();
    assert!(said(&small).is_empty() && small.contains("pod nazwą wydziału"), "{small}");
    let month = visitor.get("/results/obsluga/comments?period=2026-07&lang=pl").expect(200).text();
    assert!(said(&month).is_empty() && month.contains("prosimy wybrać kwartał albo rok"), "{month}");
    let none = visitor.get("/results/obsluga/comments?period=2026-Q1&lang=pl").expect(200).text();
    assert!(none.contains("W tym okresie nie ma uwag"), "{none}");
    let year = visitor.get("/results/obsluga/comments?period=2026&lang=pl").expect(200).text();
    assert!(
        year.replace('\u{a0}', " ").contains("<h2 id=\"comments-2-title\">Wydział Komunikacji, III kwartał 2026"),
        "{year}"
    );
    assert!(office.get("/api/v1/audit", &office.admin).expect(200).text().contains("comments.read"));
    // The board leads there and back, about the same.
    let board = visitor.get("/results/obsluga?period=2026-Q3&department=KM&against=year&question=WAIT&lang=pl");
    let board = board.expect(200).text().replace("&#38;", "&");
    assert!(
        board.contains("/results/obsluga/comments?period=2026-Q3&against=year&department=KM&question=WAIT&lang=pl\"")
    );
    for (query, status) in [
        ("?period=2026-Q5", 400),
        ("?department=XX", 400),
        ("?question=SUGGEST", 400),
        ("?moderation=1", 400),
        ("?lang=en", 200),
    ] {
        visitor.get(&format!("/results/obsluga/comments{query}")).expect(status);
    }
    visitor.get("/results/nothing/comments").expect(404);
    let away = Visitor::new(&office).get(path).expect(303);
    assert!(away.header("location").starts_with("/results?lang=pl&next=%2Fresults%2Fobsluga%2Fcomments"));
}

fn a_bound_key_reads_the_comments_of_its_departments(engine: Engine) {
    let office = Office::open(engine);
    comment(&office);
    office.tick(date(2026, 10, 1));
    moderate(&office);
    let key = office.key("results", &["GN"]);
    let visitor = Visitor::signed_in(&office, &key);
    let page = visitor.get("/results/obsluga/comments?period=2026-Q3&lang=pl").expect(200).text();
    let answer = office.get(&format!("{SURVEY}/comments?period=2026-Q3"), &key).expect(200).json();
    assert_eq!((said(&page), said(&page).len()), (told(&answer), 8));
    assert!(said(&page).iter().all(|text| text.starts_with("Mapy")), "{page}");
    visitor.get("/results/obsluga/comments?period=2026-Q3&department=KM").expect(403);
}

fn a_review_is_that_of_the_api(engine: Engine) {
    let office = Office::open(engine);
    fill_quarter(&office);
    office.tick(date(2026, 10, 1));
    let key = office.key("results", &[]);
    let visitor = Visitor::signed_in(&office, &key);
    let board = visitor.get("/results/obsluga?period=2026-Q3&lang=pl").expect(200).text();
    assert!(board.contains("href=\"/results/obsluga/review/2026-Q3?lang=pl\""), "{board}");
    let same = |query: &str| {
        let page = visitor.get(&format!("/results/obsluga/review/2026-Q3?{query}")).expect(200);
        let api = office.get(&format!("/api/v1/reviews/2026-Q3?format=html&{query}"), &key).expect(200);
        assert_eq!(page.text(), api.text(), "{query}");
        assert_eq!(page.header("x-review-sha256"), api.header("x-review-sha256"));
        assert_eq!(page.header("content-security-policy"), api.header("content-security-policy"));
        assert_eq!((page.header("cache-control"), page.header("etag")), ("no-store", ""));
        page
    };
    let draft = same("lang=pl");
    assert_eq!(draft.header("x-review-sha256"), "");
    same("lang=en&survey=obsluga");
    let body = json!({ "procedure": "Procedura PS-05" });
    let issued = office.json("POST", "/api/v1/reviews/2026-Q3", &office.admin, &body).expect(201).json();
    let edition = same("lang=pl");
    assert_eq!(edition.header("x-review-sha256"), issued["sha256"].as_str().unwrap());
    assert!(edition.text().contains("Procedura PS-05") && !draft.text().contains("Procedura PS-05"));
    same("lang=pl&edition=draft");
    same("lang=en&edition=1");
    // The other forms that the document offers are there, too.
    let book = visitor.get("/results/obsluga/review/2026-Q3?survey=obsluga&edition=1&format=xlsx&lang=pl").expect(200);
    assert!(book.bytes.starts_with(b"PK") && book.header("content-disposition").ends_with("-pl.xlsx\""));
    assert!(office.get("/api/v1/audit", &office.admin).expect(200).text().contains("review.read"));
    for (path, status) in [
        ("obsluga/review/2026-Q3?edition=9", 404),
        ("obsluga/review/2026-Q3?edition=x", 400),
        ("obsluga/review/2026-Q3?lang=uk", 400),
        ("obsluga/review/2026-Q3?survey=other", 400),
        ("obsluga/review/2026-Q3?draft=1", 400),
        ("obsluga/review/soon", 404),
        ("nothing/review/2026-Q3", 404),
    ] {
        visitor.get(&format!("/results/{path}")).expect(status);
    }
    let away = Visitor::new(&office).get("/results/obsluga/review/2026-Q3?lang=pl").expect(303);
    assert!(away.header("location").ends_with("next=%2Fresults%2Fobsluga%2Freview%2F2026-Q3%3Flang%3Dpl"));
    // A review is of the whole office.
    let bound = Visitor::signed_in(&office, &office.key("results", &["KM"]));
    let refused = bound.get("/results/obsluga/review/2026-Q3?lang=pl").expect(403).text();
    assert!(
        refused.contains("Przegląd zarządzania obejmuje cały urząd") && !refused.contains("id=\"T2\""),
        "{refused}"
    );
    let board = bound.get("/results/obsluga?period=2026-Q3&lang=pl").expect(200).text();
    let own = "/review/2026-Q3/departments/KM?";
    assert!(!board.contains("/review/2026-Q3?") && board.contains(own), "{board}");
}
