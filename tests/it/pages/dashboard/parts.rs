//! The parts of a board that need a quarter to be closed: what goes with the overall rating, and who answered; and beside
//! them targets and flags. Each says what the API says, or why it says nothing.

use jiff::civil::date;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Visitor, per_cent, row};
use crate::harness::{Engine, Office};
use crate::on_both_databases;
use crate::v1::samples::{SURVEY, collect, send_batch};

on_both_databases!(
    every_part_says_what_the_api_says,
    what_is_too_little_says_so,
    a_period_that_is_not_of_whole_quarters_says_so,
    a_question_that_too_few_answered_says_so,
    targets_are_met_or_not_or_undecided_once_the_period_is_closed,
    files_hold_what_is_on_the_screen,
);

/// A quarter of three departments: one large, one on paper, and one most of whose responses are flagged.
pub fn fill_quarter(office: &Office) {
    let kiosk = office.key("submit", &[]);
    let ratings = [(5, 5, 2, "courtesy"), (5, 4, 4, "waiting"), (2, 1, 2, "courtesy"), (2, 2, 4, "courtesy")];
    for (overall, courtesy, wait, important) in ratings {
        let answers = json!({
            "OVERALL": overall, "COURTESY": courtesy, "WAIT": wait, "IMPORT": [important], "RTYPE": "private"
        });
        collect(office, &kiosk, "KM", "2026-07-10", &answers, 110);
    }
    for overall in [4, 2] {
        let answers = json!({ "OVERALL": overall, "RTYPE": "business" });
        collect(office, &office.key("paper", &[]), "GN", "2026-07-10", &answers, 12);
        let odd = |_| json!({ "id": Uuid::new_v4(), "department": "AB", "answers": { "OVERALL": overall }, "flags": ["outside_hours"] });
        let flagged: Vec<Value> = (0..if overall == 4 { 14 } else { 6 }).map(odd).collect();
        send_batch(office, &kiosk, &flagged).expect(200);
        collect(office, &kiosk, "AB", "2026-07-10", &json!({ "OVERALL": overall }), 6);
    }
    office.tick(date(2026, 7, 15));
}

fn close(office: &Office) {
    office.tick(date(2026, 10, 1));
}

/// A page as people read it: hard spaces are spaces.
fn read(visitor: &Visitor<'_>, path: &str) -> String {
    visitor.get(&format!("/results/obsluga{path}")).expect(200).text().replace('\u{a0}', " ")
}

/// A part of a board.
fn part<'a>(page: &'a str, id: &str) -> &'a str {
    let part = page.split("<section class=\"card").find(|part| part.contains(&format!(" id=\"{id}\"")));
    part.unwrap_or_else(|| panic!("no {id}: {page}"))
}

fn shown(share: &Value) -> String {
    let interval = format!("{}–{}", per_cent(&share["low"]).trim_end_matches('%'), per_cent(&share["high"]));
    format!("{} ({interval},", per_cent(&share["share"]))
}

fn every_part_says_what_the_api_says(engine: Engine) {
    let office = Office::open(engine);
    fill_quarter(&office);
    close(&office);
    let key = office.key("results", &[]);
    let page = read(&Visitor::signed_in(&office, &key), "?period=2026-Q3&lang=pl");
    let mut told = 0;
    for dimension in ["channel", "RTYPE"] {
        let query = format!("{SURVEY}/results?period=2026-Q3&question=OVERALL&group_by={dimension}");
        for group in office.get(&query, &key).expect(200).json()["groups"].as_array().unwrap() {
            let cells = row(&page, &format!("group-{dimension}"), group["key"][dimension].as_str().unwrap_or_default());
            match group["n"].as_u64() {
                Some(_) => {
                    let figures = &group["questions"][0];
                    assert_eq!(cells[..2], [figures["n"].to_string(), per_cent(&figures["positive"]["share"])]);
                    told += 1;
                }
                None => assert_eq!(cells, ["nie pokazujemy osobno"]),
            }
        }
    }
    assert!(told >= 5, "{told} groups are told");
    // Everybody came to one site and was asked in a language that nobody knows.
    let one = "Nie pokazujemy podziałów, w których wszyscy należą do jednej grupy: miejsce obsługi; język ankiety; ";
    assert!(part(&page, "groups").contains(one), "{page}");
    let drivers = office.get(&format!("{SURVEY}/drivers?period=2026-Q3"), &key).expect(200).json();
    for driver in drivers["drivers"].as_array().unwrap() {
        let cells = row(&page, "drivers", driver["code"].as_str().unwrap());
        let Some(correlation) = driver["correlation"].as_f64() else {
            assert_eq!((&cells[..2], &driver["withheld"]), (&["–"; 2].map(str::to_owned)[..], &json!("too_alike")));
            assert_eq!(cells[2], "mniej niż 10 odpowiedzi – nie pokazujemy");
            continue;
        };
        assert_eq!(cells[0], driver["n"].to_string());
        assert_eq!(cells[1].replace(',', ".").parse::<f64>().unwrap(), correlation);
        assert!(cells[2].starts_with(&shown(&driver["performance"])), "{cells:?}");
        assert!(cells[3].starts_with(&shown(&driver["importance"])), "{cells:?}");
        assert_eq!(cells[4], driver["words"]["pl"].as_str().unwrap());
    }
    assert_eq!(row(&page, "drivers", "COURTESY")[..2], ["440", "+0,7"], "the strongest that is told");
    assert_eq!(row(&page, "drivers", "WAIT")[1], "0,0");
    let corners = part(&page, "drivers");
    assert!(
        corners.contains("class=\"chart quadrant\"") && corners.contains("Związek nie dowodzi przyczyny"),
        "{page}"
    );
    // Two ratings make no scale.
    assert!(corners.contains("Alfy Cronbacha nie podajemy: odpowiedzi są zbyt podobne albo zbyt nieliczne"), "{page}");
    let results = office.get(&format!("{SURVEY}/results?period=2026-Q3"), &key).expect(200).json();
    let coverage = &results["coverage"];
    assert_eq!((&coverage["flags"]["outside_hours"], &coverage["n"]), (&json!(20), &json!(496)));
    assert_eq!(row(&page, "misuse", "outside_hours"), ["20", "496"]);
    assert_eq!(row(&page, "misuse", "too_fast"), ["0", "496"]);
    let flags = part(&page, "misuse");
    assert!(flags.contains("Żadnej odpowiedzi nie wyłączono") && !flags.contains("straight"), "{page}");
    assert_eq!(page.matches("Zmianę lub różnicę nazywamy potwierdzoną").count(), 1, "{page}");
}

fn what_is_too_little_says_so(engine: Engine) {
    let office = Office::open(engine);
    fill_quarter(&office);
    let key = office.key("results", &[]);
    let open = read(&Visitor::signed_in(&office, &key), "?period=2026-Q3&lang=pl");
    assert!(part(&open, "groups").contains("Po zamknięciu okresu pokażemy podziały: sposób wypełnienia"), "{open}");
    let closed = "Korelacji z oceną ogólną nie podajemy: okres nie jest jeszcze zamknięty.";
    assert!(part(&open, "drivers").contains(closed) && !open.contains("id=\"group-channel"), "{open}");
    // Flags are counts of blocks, which are told as they close.
    assert_eq!(row(&open, "misuse", "outside_hours"), ["20", "496"]);
    close(&office);
    let visitor = Visitor::signed_in(&office, &key);
    // Everybody in this department answered on paper, and coefficients are of the whole office.
    let small = read(&visitor, "?period=2026-Q3&department=GN&lang=pl");
    let one = "Nie pokazujemy podziałów, w których wszyscy należą do jednej grupy: sposób wypełnienia ankiety; ";
    assert!(part(&small, "groups").contains(one) && !small.contains("id=\"group-channel\""), "{small}");
    assert!(part(&small, "drivers").contains("Odpowiedzi jest za mało albo są zbyt podobne, by wskazać"), "{small}");
    assert!(part(&small, "misuse").contains("żadna z pokazanych odpowiedzi nie budzi zastrzeżeń"), "{small}");
    let large = read(&visitor, "?period=2026-Q3&department=KM&lang=pl");
    assert!(part(&large, "drivers").contains("współczynniki podajemy tylko dla całego urzędu"), "{large}");
    let flagged = read(&visitor, "?period=2026-Q3&department=AB&lang=pl");
    assert_eq!(row(&flagged, "misuse", "outside_hours"), ["20", "32"]);
}

fn a_question_that_too_few_answered_says_so(engine: Engine) {
    let office = Office::open(engine);
    let kiosk = office.key("submit", &[]);
    let answers = json!({ "OVERALL": 4, "WAIT": 3, "OUTCOME": "yes" });
    collect(&office, &kiosk, "KM", "2026-07-10", &json!({ "OVERALL": 4, "WAIT": 5 }), 20);
    collect(&office, &kiosk, "KM", "2026-07-10", &answers, 9);
    office.tick(date(2026, 7, 15));
    let page = read(&Visitor::signed_in(&office, &office.key("results", &[])), "?period=2026-Q3&lang=pl");
    assert_eq!(row(&page, "dimensions", "WAIT")[0], "29");
    // Nobody rated courtesy, and nine people said whether their matter was settled: these look alike.
    assert_eq!(row(&page, "dimensions", "COURTESY"), ["mniej niż 10 odpowiedzi – nie pokazujemy"]);
    let others = part(&page, "others");
    let words = "Nie podajemy wyników, bo odpowiedziało mniej niż 10 osób: ";
    assert!(others.contains(words) && others.contains("załatwienie sprawy") && !others.contains("<table"), "{page}");
    let headline =
        read(&Visitor::signed_in(&office, &office.key("results", &[])), "?period=2026-Q3&question=COURTESY&lang=pl");
    assert!(headline.contains("Za mało odpowiedzi, by pokazać wynik"), "{headline}");
}

fn a_period_that_is_not_of_whole_quarters_says_so(engine: Engine) {
    let office = Office::open(engine);
    fill_quarter(&office);
    close(&office);
    let visitor = Visitor::signed_in(&office, &office.key("results", &[]));
    for period in ["2026-07", "2026-07..2026-08"] {
        let page = read(&visitor, &format!("?period={period}&lang=pl"));
        for id in ["drivers", "groups"] {
            let words = "prosimy wybrać kwartał, rok albo inny okres złożony z całych kwartałów";
            assert!(part(&page, id).contains(words), "{id}: {page}");
        }
        assert!(!page.contains("id=\"group-channel\"") && !page.contains("id=\"drivers-chart"), "{page}");
    }
    let year = read(&visitor, "?period=2026&lang=pl");
    assert!(year.contains("id=\"group-channel\"") && year.contains("id=\"drivers-chart"), "{year}");
}

fn set_targets(office: &Office) {
    let target = |question: &str, department: Option<&str>, share: f64| json!({ "question": question, "department": department, "from": "2026-Q1", "share": share });
    let targets = [
        target("WAIT", Some("KM"), 0.9),
        target("OVERALL", None, 0.5),
        target("OVERALL", Some("GN"), 0.1),
        target("OVERALL", Some("OS"), 0.5),
    ];
    let path = format!("{SURVEY}/targets");
    office.json("PUT", &path, &office.admin, &json!({ "targets": targets })).expect(200);
}

fn targets_are_met_or_not_or_undecided_once_the_period_is_closed(engine: Engine) {
    let office = Office::open(engine);
    fill_quarter(&office);
    let key = office.key("results", &[]);
    let visitor = Visitor::signed_in(&office, &key);
    let path = "?period=2026-Q3&lang=pl";
    assert!(part(&read(&visitor, path), "targets").contains("Na ten okres nie wyznaczono celów."));
    set_targets(&office);
    let running = read(&visitor, path);
    assert!(part(&running, "targets").contains("Okres nie jest jeszcze zamknięty, dlatego celów się nie ocenia."));
    let told = office.get(&format!("{SURVEY}/targets?period=2026-Q3"), &key).expect(200).json();
    let file = visitor.get("/results/obsluga/download?period=2026-Q3&part=targets&format=csv").expect(200).text();
    for (target, line) in told["targets"].as_array().unwrap().iter().zip(file.lines().skip(1)) {
        assert_eq!((&target["verdict"], line.matches(",not_yet,").count()), (&json!("not_yet"), 1), "{line}");
    }
    assert_eq!(row(&running, "targets", "WAIT KM")[0], "okres nie jest jeszcze zamknięty");
    close(&office);
    let visitor = Visitor::signed_in(&office, &key);
    let page = read(&visitor, path);
    let verdicts = [
        ("OVERALL", "nie wiadomo, czy osiągnięty"),
        ("OVERALL GN", "osiągnięty"),
        ("OVERALL OS", "nie wiadomo, czy osiągnięty"),
        ("WAIT KM", "nieosiągnięty"),
    ];
    let told = office.get(&format!("{SURVEY}/targets?period=2026-Q3"), &key).expect(200).json();
    for (code, verdict) in verdicts {
        let cells = row(&page, "targets", code);
        assert_eq!(cells[0], verdict, "{code}");
        let (question, department) = code.split_once(' ').unwrap_or((code, ""));
        let named =
            |one: &&Value| one["question"] == question && one["department"].as_str().unwrap_or("") == department;
        let target = told["targets"].as_array().unwrap().iter().find(named).unwrap();
        match &target["positive"] {
            Value::Null => assert_eq!(cells[2], "mniej niż 10 odpowiedzi – nie pokazujemy"),
            positive => assert!(cells[2].starts_with(&shown(positive)), "{cells:?}"),
        }
    }
    assert!(part(&page, "targets").contains("Osiągnięte: 1. Nieosiągnięte: 1. Nie wiadomo: 2."), "{page}");
    // A department sees its own, and so does a key for it; and a change is seen at once.
    let own = read(&visitor, "?period=2026-Q3&department=GN&lang=pl");
    let bound = read(&Visitor::signed_in(&office, &office.key("results", &["GN"])), path);
    for page in [&own, &bound] {
        let codes = part(page, "targets").matches("<tr data-code=").count();
        assert_eq!((codes, row(page, "targets", "OVERALL GN")[0].as_str()), (1, "osiągnięty"));
    }
    office.json("PUT", &format!("{SURVEY}/targets"), &office.admin, &json!({ "targets": [] })).expect(200);
    assert!(part(&read(&visitor, path), "targets").contains("Na ten okres nie wyznaczono celów."));
}

fn files_hold_what_is_on_the_screen(engine: Engine) {
    let office = Office::open(engine);
    fill_quarter(&office);
    set_targets(&office);
    close(&office);
    let key = office.key("results", &[]);
    let visitor = Visitor::signed_in(&office, &key);
    let page = read(&visitor, "?period=2026-Q3&lang=pl");
    for split in ["channel", "RTYPE"] {
        let query = format!("period=2026-Q3&question=OVERALL&group_by={split}");
        assert!(
            page.contains(&format!("/results/obsluga/download?{}&amp;format=csv", query.replace('&', "&amp;")))
                || page.contains(&format!("/results/obsluga/download?{}&amp;format=csv", query.replace('&', "&#38;"))),
            "{split}: {page}"
        );
        let file = visitor.get(&format!("/results/obsluga/download?{query}&format=csv")).expect(200);
        assert_eq!(file.text(), office.get(&format!("{SURVEY}/results?{query}&format=csv"), &key).expect(200).text());
        assert!(file.header("content-disposition").ends_with(&format!("obsluga-2026-Q3-{split}.csv\"")));
    }
    let excel = "period=2026-Q3&group_by=none&format=csv&dialect=excel-pl";
    assert!(page.contains("&amp;format=csv&#38;dialect=excel-pl\""), "{page}");
    let file = visitor.get(&format!("/results/obsluga/download?{excel}")).expect(200);
    assert_eq!(file.bytes, office.get(&format!("{SURVEY}/results?{excel}"), &key).expect(200).bytes);
    // Whatever way the API splits results, a file does, though no part of the board is split so.
    for split in ["none", "department", "site", "month", "quarter", "year", "language"] {
        let query = format!("period=2026-Q3&group_by={split}&format=csv");
        let file = visitor.get(&format!("/results/obsluga/download?{query}")).expect(200);
        assert_eq!(file.text(), office.get(&format!("{SURVEY}/results?{query}"), &key).expect(200).text(), "{split}");
    }
    // Two together are no part of the board, and to be had all the same.
    let file = visitor.get("/results/obsluga/download?period=2026-Q3&group_by=channel%2CRTYPE&format=csv").expect(200);
    assert!(file.text().contains(",\"channel,RTYPE\",\"kiosk,private\","), "{}", file.text());
    assert!(file.header("content-disposition").ends_with("obsluga-2026-Q3-channel-RTYPE.csv\""));
    let table = |part: &str| -> Vec<Vec<String>> {
        let file = visitor.get(&format!("/results/obsluga/download?period=2026-Q3&part={part}&format=csv")).expect(200);
        file.text().lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
    };
    let drivers = table("drivers");
    let at = |name: &str| drivers[0].iter().position(|column| column == name).unwrap();
    assert_eq!(drivers.len() - 1, part(&page, "drivers").matches("<tr data-code=").count());
    let courtesy = drivers.iter().find(|row| row[at("question")] == "COURTESY").unwrap();
    let told = office.get(&format!("{SURVEY}/drivers?period=2026-Q3"), &key).expect(200).json();
    let first = told["drivers"].as_array().unwrap().iter().find(|driver| driver["code"] == "COURTESY").unwrap();
    for (column, value) in [
        ("n", &first["n"]),
        ("spearman", &first["correlation"]),
        ("positive_share", &first["performance"]["share"]),
        ("importance_high", &first["importance"]["high"]),
    ] {
        assert_eq!(courtesy[at(column)].parse::<f64>().unwrap(), value.as_f64().unwrap(), "{column}");
    }
    let targets = table("targets");
    let verdicts: Vec<&str> = targets[1..].iter().map(|row| row[12].as_str()).collect();
    assert_eq!((targets[0][12].as_str(), verdicts), ("verdict", vec!["undecided", "met", "undecided", "not_met"]));
    for name in ["drivers", "targets"] {
        let path = format!("/results/obsluga/download?period=2026-Q3&part={name}&format=xlsx");
        let (book, again) = (visitor.get(&path).expect(200), visitor.get(&path).expect(200));
        assert!(book.bytes.starts_with(b"PK") && book.bytes == again.bytes);
        assert!(book.header("content-disposition").ends_with(&format!("obsluga-2026-Q3-{name}.xlsx\"")));
    }
    let bound = Visitor::signed_in(&office, &office.key("results", &["GN"]));
    let own = bound.get("/results/obsluga/download?period=2026-Q3&part=targets&format=csv").expect(200).text();
    assert!(own.contains(",OVERALL,GN,") && !own.contains(",KM,") && own.lines().count() == 2, "{own}");
    bound.get("/results/obsluga/download?period=2026-Q3&part=drivers&department=KM&format=csv").expect(403);
}

#[test]
fn what_is_told_only_together_says_so() {
    let office = Office::open(Engine::Sqlite);
    let kiosk = office.key("submit", &[]);
    for (kind, count) in [("private", 120), ("business", 6), ("organisation", 4), ("professional", 4)] {
        for overall in [5, 2] {
            let answers = json!({ "OVERALL": overall, "RTYPE": kind });
            collect(&office, &kiosk, "KM", "2026-07-10", &answers, count / 2);
        }
    }
    office.tick(date(2026, 7, 15));
    close(&office);
    let page = read(&Visitor::signed_in(&office, &office.key("results", &[])), "?period=2026-Q3&lang=pl");
    assert_eq!(row(&page, "group-RTYPE", "")[0], "14");
    assert!(part(&page, "groups").contains("„Pozostałe łącznie” to grupy, które osobno są zbyt małe"), "{page}");
    // What is among the others and what nobody said look alike.
    for alike in ["business", "na"] {
        assert_eq!(row(&page, "group-RTYPE", alike), ["nie pokazujemy osobno"], "{alike}");
    }
}

#[test]
fn what_is_told_of_some_people_only_is_marked_and_held_against_nothing() {
    let office = Office::open(Engine::Sqlite);
    // On paper six businesses are too few, so that those on paper are not told apart.
    for (channel, kind, count) in
        [("submit", "private", 60), ("submit", "business", 40), ("paper", "private", 24), ("paper", "business", 6)]
    {
        for overall in [5, 2] {
            let answers = json!({ "OVERALL": overall, "RTYPE": kind });
            collect(&office, &office.key(channel, &[]), "KM", "2026-07-10", &answers, count / 2);
        }
    }
    office.tick(date(2026, 7, 15));
    close(&office);
    let key = office.key("results", &[]);
    let visitor = Visitor::signed_in(&office, &key);
    let page = read(&visitor, "?period=2026-Q3&lang=pl");
    assert_eq!(row(&page, "group-RTYPE", "private")[0], "60");
    assert_eq!(row(&page, "group-RTYPE", "private")[3], "tylko część osób z grupy");
    let groups = part(&page, "groups");
    assert_eq!(row(&page, "group-RTYPE", "private")[4], "66,7%");
    assert!(groups.contains("Wiersz, który nie obejmuje całej grupy, dotyczy tylko osób, które na pewno"), "{page}");
    // Of those only the others together are told as a whole.
    assert!(groups.contains("Najwyższy udział: Pozostałe łącznie 50,0%"), "{page}");
    assert_eq!(row(&page, "group-channel", "paper")[3], "±16,8 p.p.");
    let path = "/results/obsluga/download?period=2026-Q3&question=OVERALL&group_by=RTYPE&format=csv";
    let file = visitor.get(path).expect(200).text();
    let lines: Vec<Vec<&str>> = file.lines().map(|line| line.split(',').collect()).collect();
    let at = |name: &str| lines[0].iter().position(|column| *column == name).unwrap();
    let private: Vec<_> = lines.iter().filter(|line| line[at("group")] == "private").collect();
    assert!(!private.is_empty(), "{file}");
    for line in private {
        assert_eq!((line[at("people")], line[at("comparable")]), ("60", "false"));
        assert_eq!(line[at("partial")].parse::<f64>().unwrap(), 60.0 / 90.0);
        assert_eq!((line[at("missing")], line[at("asked")], line[at("from")]), ("", "", ""), "not told by class");
    }
    let review = office.get("/api/v1/reviews/2026-Q3", &key).expect(200).json();
    let types = review["parts"].as_array().unwrap().iter().find(|part| part["id"] == "T6").unwrap();
    let codes: Vec<&Value> = types["notes"].as_array().unwrap().iter().map(|note| &note["code"]).collect();
    assert!(codes.contains(&&json!("partial_note")) && !codes.contains(&&json!("segments_alike")), "{types}");
    let private = &types["tables"][0]["rows"][0]["cells"];
    assert_eq!((&private[3]["count"], &private[3]["of"]), (&json!(60), &json!(90)), "{private}");
}
