//! The page of a department: the quarter with the fall, told with its n and interval, frozen with the review, and open to
//! the department's own key.

use jiff::civil::date;
use serde_json::{Value, json};

use crate::harness::{Engine, Office, Reply, noon};
use crate::on_both_databases;
use crate::v1::samples::{SURVEY, collect};

on_both_databases!(
    the_quarter_with_the_fall_is_on_the_page,
    what_is_concluded_is_what_the_review_concludes,
    a_page_is_the_same_bytes_whatever_comes_later,
    a_department_reads_its_own_page,
    comments_stand_on_a_sheet_of_their_own,
);

const REVIEW: &str = "/api/v1/reviews/2026-Q4";
const PAGE: &str = "/api/v1/reviews/2026-Q4/departments/KM";
/// Every form that is handed out.
const FORMS: [&str; 3] = ["format=json", "format=html&lang=pl", "format=html&lang=en"];

/// An office in which one department fell from 71.6 to 43.7 % within a quarter, and another one did not; both closed.
struct Fall {
    office: Office,
    analyst: String,
}

impl Fall {
    fn open(engine: Engine) -> Self {
        let office = Office::with(engine, &["--day-ceiling", "0"]);
        let kiosk = office.key("submit", &[]);
        let quarters = [(date(2026, 7, 14), 164, date(2026, 10, 1)), (date(2026, 10, 14), 100, date(2027, 1, 1))];
        for (day, satisfied, closed) in quarters {
            office.clock.set(noon(day).timestamp());
            for (department, satisfied, of) in [("KM", satisfied, 229), ("GN", 170, 200)] {
                let answers = |rating: u8| json!({ "OVERALL": rating, "WAIT": 6 - rating });
                collect(&office, &kiosk, department, &day.to_string(), &answers(5), satisfied);
                collect(&office, &kiosk, department, &day.to_string(), &answers(2), of - satisfied);
            }
            office.tick(day.tomorrow().unwrap());
            office.tick(closed);
        }
        let analyst = office.key("results", &[]);
        Self { office, analyst }
    }

    fn ask(&self, query: &str) -> Reply {
        self.office.get(&format!("{PAGE}?{query}"), &self.analyst)
    }

    fn issue(&self, body: &Value) {
        self.office.json("POST", REVIEW, &self.office.admin, body).expect(201);
    }

    fn every_form(&self, edition: &str) -> Vec<Vec<u8>> {
        FORMS.iter().map(|form| self.ask(&format!("edition={edition}&{form}")).expect(200).bytes).collect()
    }
}

fn part<'a>(page: &'a Value, id: &str) -> &'a Value {
    page["parts"].as_array().unwrap().iter().find(|part| part["id"] == id).unwrap_or_else(|| panic!("no part {id}"))
}

fn cells(part: &Value, row: usize) -> &Value {
    &part["tables"][0]["rows"][row]["cells"]
}

fn the_quarter_with_the_fall_is_on_the_page(engine: Engine) {
    let fall = Fall::open(engine);
    let page = fall.ask("").expect(200).json();
    assert_eq!((&page["department"]["code"], &page["edition"]), (&json!("KM"), &Value::Null));
    let headline = part(&page, "headline");
    let counts = |cell: &Value| (cell["count"].as_u64(), cell["n"].as_u64());
    let (now, before) = (cells(headline, 0), cells(headline, 1));
    assert_eq!(counts(&now[1]), (Some(100), Some(229)));
    assert_eq!(counts(&before[1]), (Some(164), Some(229)));
    // Newcombe's interval of 100 of 229 less 164 of 229.
    let close = |cell: &Value, expected: f64| (cell.as_f64().unwrap() - expected).abs() < 5e-4;
    let change = &before[2];
    assert!(
        close(&change["share"], -0.2795) && close(&change["low"], -0.3625) && close(&change["high"], -0.1901),
        "{change}"
    );
    assert_eq!(before[3]["phrase"]["code"], "decrease");
    let rest = cells(headline, 2);
    assert_eq!((counts(&rest[1]), &rest[3]["phrase"]["code"]), ((Some(170), Some(200)), &json!("lower")));
    assert_eq!(counts(&cells(headline, 3)[1]), (Some(270), Some(429)));
    let html = fall.ask("format=html").expect(200).text().replace('\u{a0}', " ");
    for text in ["43,7", "37,4–50,1", "n = 229", "71,6", "−27,9", "spadek potwierdzony statystycznie"] {
        assert!(html.contains(text), "{text}");
    }
}

/// The verdicts on a department, by the question: of its change and of its place.
fn what_is_concluded_is_what_the_review_concludes(engine: Engine) {
    let fall = Fall::open(engine);
    let page = fall.ask("").expect(200).json();
    let review = fall.office.get(REVIEW, &fall.analyst).expect(200).json();
    let row = |part: &Value| {
        let rows = part["tables"][0]["rows"].as_array().unwrap().iter();
        rows.map(|row| row["cells"].clone()).find(|cells| cells[0]["phrase"]["code"] == "KM").unwrap()
    };
    let (own, km) = (cells(part(&page, "headline"), 1), row(part(&review, "T3")));
    let of_review: Vec<&Value> = km.as_array().unwrap().iter().filter(|cell| cell["type"] == "difference").collect();
    assert_eq!(of_review, [&own[2]], "one figure");
    let verdict = km.as_array().unwrap().iter().rfind(|cell| cell["phrase"]["code"] == "decrease");
    assert_eq!(verdict.map(|cell| &cell["phrase"]["code"]), Some(&own[3]["phrase"]["code"]), "one verdict");
    let wait = part(&page, "dimensions")["tables"][0]["rows"].as_array().unwrap();
    let wait = wait.iter().map(|row| &row["cells"]).find(|cells| cells[0]["phrase"]["code"] == "WAIT").unwrap();
    assert_eq!(
        (&wait[1]["count"], &wait[2]["meaning"]["code"], &wait[4]["meaning"]["code"]),
        (&json!(129), &json!("rose"), &json!("above_office"))
    );
}

fn a_page_is_the_same_bytes_whatever_comes_later(engine: Engine) {
    let fall = Fall::open(engine);
    fall.issue(&json!({}));
    let first = fall.every_form("1");
    let page: Value = serde_json::from_slice(&first[0]).unwrap();
    assert_eq!(page["edition"]["number"], 1);
    let seal = fall.ask("").expect(200).header("x-review-sha256").to_owned();
    let sealed = fall.office.get(REVIEW, &fall.analyst).expect(200).header("x-review-sha256").to_owned();
    assert_eq!((seal.as_str(), seal.len()), (sealed.as_str(), 64), "it is part of the edition that was sealed");
    assert!(String::from_utf8(first[1].clone()).unwrap().contains(&seal));
    let action = json!({
        "title": "Drugie okienko", "source": "review", "finding": "Kolejki.", "survey": "obsluga", "question": "WAIT", "department": "KM",
        "owner": "Kierownik", "decided_on": "2026-09-01", "due_on": "2027-03-31"
    });
    fall.office.json("POST", "/api/v1/actions", &fall.office.admin, &action).expect(201);
    assert!(fall.every_form("1") == first, "an action changed what was issued");
    let draft = fall.ask("edition=draft").expect(200).json();
    assert!(
        cells(part(&draft, "actions"), 0)[0]["phrase"]["text"]["pl"].as_str().unwrap().starts_with("Drugie okienko")
    );
    fall.issue(&json!({ "reason": "Dopisano działanie" }));
    let second = fall.every_form("2");
    assert!(second.iter().zip(&first).all(|(second, first)| second != first));
    let Fall { office, analyst } = fall;
    let fall = Fall { office: Office::on(office.close(), &[]), analyst };
    assert!(fall.every_form("1") == first && fall.every_form("2") == second, "a restart changed what was issued");
    assert!(fall.ask("").expect(200).bytes == second[0], "the latest edition is meant when none is named");
}

fn a_department_reads_its_own_page(engine: Engine) {
    let fall = Fall::open(engine);
    let bound = fall.office.key("results", &["KM"]);
    let read = |path: &str, key: &str| fall.office.get(path, key).status;
    for issued in [false, true] {
        if issued {
            fall.issue(&json!({}));
        }
        assert_eq!(read(PAGE, &bound), 200, "issued: {issued}");
        assert_eq!(read(&PAGE.replace("KM", "GN"), &bound), 403);
        assert_eq!(read(REVIEW, &bound), 403, "the review is of the whole office");
        assert_eq!(read(PAGE, &fall.office.admin), 403);
        assert_eq!(read(&PAGE.replace("KM", "XX"), &fall.analyst), 404);
        assert_eq!(read(&format!("{PAGE}?edition=2"), &fall.analyst), 404);
        assert_eq!(read(&format!("{PAGE}?format=xlsx"), &fall.analyst), 400);
        // A department of which nothing is told has a page that says so.
        let untold = fall.office.get(&PAGE.replace("KM", "AB"), &fall.analyst).expect(200).json();
        assert_eq!(part(&untold, "headline")["tables"].as_array().unwrap().len(), 0);
    }
}

fn comments_stand_on_a_sheet_of_their_own(engine: Engine) {
    let fall = Fall::open(engine);
    for department in ["KM", "GN"] {
        for number in 0..12 {
            let answers = json!({ "OVERALL": 4, "SUGGEST": format!("{department} <b>{number}</b>") });
            fall.office.respond(department, answers).expect(201);
        }
    }
    fall.office.tick(date(2027, 1, 2));
    fall.office.tick(date(2027, 4, 1));
    let waiting = fall.office.get(&format!("{SURVEY}/comments/moderation"), &fall.office.admin).expect(200).json();
    for comment in waiting["items"].as_array().unwrap() {
        let path = format!("{SURVEY}/comments/{}", comment["id"].as_str().unwrap());
        let decision = json!({ "decision": "publish", "theme": "conditions" });
        fall.office.json("PUT", &path, &fall.office.admin, &decision).expect(200);
    }
    let path = PAGE.replace("2026-Q4", "2027-Q1");
    let page = fall.office.get(&path, &fall.analyst).expect(200).json();
    let parts = page["parts"].as_array().unwrap();
    let of_comments = |part: &&Value| part.to_string().contains("KM <b>");
    assert_eq!(parts.iter().filter(of_comments).map(|part| &part["id"]).collect::<Vec<_>>(), ["comments"]);
    assert!(!page.to_string().contains("GN <b>"), "only the department's own");
    let html = fall.office.get(&format!("{path}?format=html"), &fall.analyst).expect(200).text();
    assert!(html.contains("#comments { break-before: page; }") && html.contains("KM &#60;b&#62;"));
    let (figures, comments) = html.split_once("id=\"comments\"").unwrap();
    assert!(!figures.contains("&#60;b&#62;") && comments.contains("&#60;b&#62;"), "never beside a score");
}
