//! What calls for a decision: the quarter in which one department falls, and what the review says of it on its first page
//! and among its proposals.

use jiff::civil::date;
use serde_json::{Value, json};

use crate::harness::{Engine, Office, noon};
use crate::on_both_databases;
use crate::v1::samples::{SURVEY, collect};

on_both_databases!(
    the_quarter_with_the_fall_opens_with_it,
    whoever_automates_reads_the_same_list,
    a_bound_key_reads_the_signals_of_its_departments,
    nothing_is_concluded_of_a_quarter_that_goes_on,
    what_does_not_move_is_no_signal,
);

/// How many of how many are satisfied in each department, before and after the fall of one.
const QUARTERS: [[(&str, usize, usize); 3]; 2] =
    [[("KM", 228, 300), ("GN", 152, 200), ("AB", 154, 215)], [("KM", 231, 300), ("GN", 150, 200), ("AB", 100, 229)]];

/// An office in which one department falls from 71.6 to 43.7 % in the fourth quarter of 2026, with a target of 70 %.
struct Fall {
    office: Office,
    analyst: String,
}

impl Fall {
    /// As it is before the fourth quarter is closed.
    fn begin(engine: Engine) -> Self {
        let office = Office::open(engine);
        let kiosk = office.key("submit", &[]);
        for (quarter, first_day) in QUARTERS.iter().zip([date(2026, 7, 6), date(2026, 10, 5)]) {
            for (department, satisfied, of) in quarter {
                // Some on each of five days, as a department is used to.
                for place in 0..5 {
                    let day = first_day.checked_add(jiff::Span::new().days(place)).unwrap();
                    office.clock.set(noon(day).timestamp());
                    let place = usize::try_from(place).unwrap();
                    let part = |all: usize| all * (place + 1) / 5 - all * place / 5;
                    let answers = |rating: u8| {
                        let all = ["OVERALL", "COMPETENCE", "CONDITIONS", "COURTESY", "INFO", "WAIT"];
                        all.iter().map(|question| ((*question).to_owned(), json!(rating))).collect::<Value>()
                    };
                    collect(&office, &kiosk, department, &day.to_string(), &answers(5), part(*satisfied));
                    collect(&office, &kiosk, department, &day.to_string(), &answers(2), part(of - satisfied));
                }
            }
            office.tick(first_day.checked_add(jiff::Span::new().days(20)).unwrap());
            if first_day < date(2026, 10, 1) {
                office.tick(date(2026, 10, 1));
            }
        }
        let targets = json!({ "targets": [
            { "question": "OVERALL", "department": "AB", "from": "2026", "share": 0.7 },
            { "question": "OVERALL", "department": "GN", "from": "2026", "share": 0.7 },
        ] });
        office.json("PUT", &format!("{SURVEY}/targets"), &office.admin, &targets).expect(200);
        let analyst = office.key("results", &[]);
        Self { office, analyst }
    }

    /// As it is when the quarter of the fall is closed.
    fn close(engine: Engine) -> Self {
        let fall = Self::begin(engine);
        fall.office.tick(date(2027, 1, 1));
        fall
    }

    fn signals(&self, key: &str) -> Vec<Value> {
        let answer = self.office.get(&format!("{SURVEY}/signals?period=2026-Q4"), key).expect(200).json();
        answer["signals"].as_array().unwrap().clone()
    }

    fn review(&self, period: &str) -> Value {
        self.office.get(&format!("/api/v1/reviews/{period}"), &self.analyst).expect(200).json()
    }
}

fn part<'a>(review: &'a Value, id: &str) -> &'a Value {
    review["parts"].as_array().unwrap().iter().find(|part| part["id"] == id).unwrap()
}

fn table<'a>(part: &'a Value, caption: &str) -> &'a Vec<Value> {
    let tables = part["tables"].as_array().unwrap();
    let table = tables.iter().find(|table| table["caption"]["code"] == caption);
    table.unwrap_or_else(|| panic!("no table {caption}: {part}"))["rows"].as_array().unwrap()
}

fn notes(part: &Value) -> Vec<&str> {
    part["notes"].as_array().unwrap().iter().filter_map(|note| note["code"].as_str()).collect()
}

/// What a cell says in Polish, with plain spaces.
fn said(cell: &Value) -> String {
    cell["phrase"]["text"]["pl"].as_str().unwrap_or_else(|| panic!("{cell}")).replace('\u{a0}', " ")
}

/// What stands where in the shares of a table: where, and of how many.
fn places(rows: &[Value], share: usize) -> Vec<(String, u64, u64)> {
    let count = |cell: &Value, key: &str| cell[key].as_u64().unwrap();
    let place = |row: &Value| {
        let cells = &row["cells"];
        (said(&cells[0]), count(&cells[share], "count"), count(&cells[share], "n"))
    };
    rows.iter().map(place).collect()
}

fn the_quarter_with_the_fall_opens_with_it(engine: Engine) {
    let fall = Fall::close(engine);
    let review = fall.review("2026-Q4");
    assert_eq!(review["parts"][0]["id"], "S", "the summary is the first page");
    let summary = part(&review, "S");
    let moved = table(summary, "what_moved");
    let places = places(moved, 1);
    assert!(places[0].0.contains("Wydział Architektury i Budownictwa"), "the largest comes first: {places:?}");
    assert_eq!((places[0].1, places[0].2), (100, 229));
    // Newcombe's intervals of 100 of 229 less 154 of 215, and less 381 of 500.
    let points =
        |cell: &Value| ["share", "low", "high"].map(|end| (cell[end].as_f64().unwrap() * 1000.0).round() / 10.0);
    assert_eq!(points(&moved[0]["cells"][2]), [-28.0, -36.4, -18.9]);
    assert_eq!(points(&moved[0]["cells"][3]), [-32.5, -39.7, -25.0]);
    assert_eq!(said(&moved[1]["cells"][0]), "– fachowość", "then its dimensions");
    let legend = said(&json!({ "phrase": summary["notes"].as_array().unwrap().last().unwrap() }));
    assert!(legend.contains("„–”: ") && !legend.contains("„?”"), "there are dashes, and there is no doubt: {legend}");
    let missed = table(summary, "targets_missed");
    assert_eq!(missed.len(), 1, "the other department reached its target, or nobody knows: {missed:?}");
    assert_eq!((&missed[0]["cells"][1]["share"], &missed[0]["cells"][2]["n"]), (&json!(0.7), &json!(229)));
    let asked = table(summary, "asked_of_meeting");
    // Five dimensions moved: two are named, three are counted, and the headline is none of them.
    let about = "Wydział Architektury i Budownictwa \
                 (ocena ogólna, fachowość, warunki obsługi oraz inne wymiary: 3)";
    assert!(said(&asked[0]["cells"][1]).starts_with(about), "{asked:?}");
    let proposals = part(&review, "T12")["tables"][0]["rows"].as_array().unwrap();
    let department = |row: &&Value| said(&row["cells"][0]).starts_with("Wydział Architektury i Budownictwa: ");
    let own = proposals.iter().find(department).unwrap();
    let first = said(&own["cells"][0]);
    assert!(first.contains("Wydział Architektury i Budownictwa: 43,7"), "{first}");
    assert!(first.contains("37,4–50,1") && first.contains("n = 229"), "{first}");
    assert!(
        first.ends_with(
            "wobec celu 70%: cel nieosiągnięty; spadek: −28,0 p.p. (od −36,4 do −18,9 p.p.); niżej niż reszta urzędu"
        ),
        "{first}"
    );
    let first_of_all = said(&proposals[0]["cells"][0]);
    assert_eq!(first_of_all, first, "the headline that fell stands above its dimensions, which fell as much");
    assert_eq!(own["cells"][1]["text"], "T3, T14");
    assert!((3..6).all(|place| own["cells"][place]["type"] == "blank"), "room for the decision");
    let mut others = proposals.iter().map(|row| said(&row["cells"][0])).filter(|found| !found.contains("Architektury"));
    assert!(others.all(|found| found.starts_with("Cały urząd")), "no other department fell: {proposals:?}");
}

#[test]
fn an_action_under_way_is_told_where_the_meeting_is_asked() {
    let fall = Fall::close(Engine::Sqlite);
    let action = json!({
        "title": "Drugie okienko", "source": "signal", "finding": "Spadek ocen.", "survey": "obsluga", "question": "OVERALL",
        "department": "AB", "owner": "Naczelnik", "decided_on": "2027-01-02", "due_on": "2027-03-31",
    });
    let told = || {
        let review = fall.review("2026-Q4");
        let asked = said(&table(part(&review, "S"), "asked_of_meeting")[0]["cells"][1]);
        let proposals = &part(&review, "T12")["tables"][0]["rows"];
        [asked, said(&proposals[0]["cells"][0]), said(&proposals[1]["cells"][0])]
            .map(|told| told.contains("(działanie w toku)"))
    };
    assert_eq!(told(), [false; 3]);
    fall.office.json("POST", "/api/v1/actions", &fall.office.admin, &action).expect(201);
    assert_eq!(told(), [true, true, false], "the department, and the share that it is about");
}

fn whoever_automates_reads_the_same_list(engine: Engine) {
    let fall = Fall::close(engine);
    let told = fall.signals(&fall.analyst);
    let proposals = fall.review("2026-Q4");
    let proposals = part(&proposals, "T12")["tables"][0]["rows"].as_array().unwrap().clone();
    let adverse: Vec<&Value> = told.iter().filter(|signal| signal["adverse"] == true).collect();
    assert_eq!(adverse.len(), proposals.len());
    let first = adverse.iter().find(|signal| signal["question"] == "OVERALL").unwrap();
    assert_eq!((&first["kind"], &first["department"]), (&json!("share"), &json!("AB")));
    assert_eq!((&first["positive"]["n"], &first["positive"]["share"]), (&json!(100), &json!(100.0 / 229.0)));
    let evidence = first["evidence"].as_array().unwrap();
    let of = |kind: &str| evidence.iter().find(|it| it["kind"] == kind).unwrap_or_else(|| panic!("{kind}: {first}"));
    assert_eq!((&of("change")["against"], &of("change")["other"]["n"]), (&json!("2026-Q3"), &json!(154)));
    assert!(of("change")["difference"]["high"].as_f64().unwrap() < 0.0 && of("distance")["certain"] == true);
    assert_eq!(of("target")["target"], 0.7);
    assert!(first["text"]["en"].as_str().unwrap().contains("target missed"), "{first}");
}

fn a_bound_key_reads_the_signals_of_its_departments(engine: Engine) {
    let fall = Fall::close(engine);
    let departments = |signals: &[Value]| -> Vec<Value> { signals.iter().map(|it| it["department"].clone()).collect() };
    let [own, other] = ["AB", "GN"].map(|department| fall.signals(&fall.office.key("results", &[department])));
    assert!(!own.is_empty() && departments(&own).iter().all(|department| department == "AB"), "{own:?}");
    assert!(departments(&other).iter().all(|department| department == "GN"), "{other:?}");
    let all = fall.signals(&fall.analyst);
    let same: Vec<&Value> = all.iter().filter(|signal| signal["department"] == "AB").collect();
    assert_eq!(own.iter().collect::<Vec<_>>(), same, "whoever asks, a figure has one verdict");
}

fn nothing_is_concluded_of_a_quarter_that_goes_on(engine: Engine) {
    let fall = Fall::begin(engine);
    let review = fall.review("2026-Q4");
    for id in ["S", "T12"] {
        assert!(notes(part(&review, id)).contains(&"unjudged_note"), "{id}");
    }
    assert!(notes(part(&review, "S")).contains(&"nothing_asked"));
    assert_eq!(part(&review, "T12")["tables"], json!([]));
}

fn what_does_not_move_is_no_signal(engine: Engine) {
    let fall = Fall::close(engine);
    let review = fall.review("2026-Q3");
    let summary = part(&review, "S");
    for note in ["nothing_moved", "nothing_missed", "no_actions_to_tell", "nothing_asked"] {
        assert!(notes(summary).contains(&note), "{note}");
    }
    assert_eq!(summary["tables"].as_array().unwrap().len(), 1, "the headline alone");
    assert!(notes(part(&review, "T12")).contains(&"no_signals_note"));
}
