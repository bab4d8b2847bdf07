//! Comparisons, departments, drivers, coverage and trends as files: they say what the JSON says, what it is limited to,
//! and which days it covers, and so do their names.

use jiff::civil::date;
use serde_json::{Value, json};

use crate::harness::{Engine, Office};
use crate::on_both_databases;

on_both_databases!(
    tables_say_what_the_json_says,
    a_file_of_one_department_says_so,
    what_cannot_be_served_is_not_acceptable,
    answers_are_packed_for_those_who_take_it,
    an_analyst_lists_what_there_is_to_ask_for,
    only_what_a_department_offers_is_listed,
    periods_that_share_a_day_are_not_compared,
    more_responses_than_visits_are_said_to_be,
);

const SURVEY: &str = "/api/v1/surveys/obsluga";

/// An office with two closed quarters of two departments.
struct Quarters {
    office: Office,
    analyst: String,
}

impl Quarters {
    fn collect(engine: Engine) -> Self {
        let office = Office::open(engine);
        let kiosk = office.key("submit", &[]);
        for (tick, month) in [(date(2026, 10, 1), "2026-09"), (date(2027, 1, 1), "2026-12")] {
            office.clock.set(crate::harness::noon(format!("{month}-28").parse().unwrap()).timestamp());
            for (department, count) in [("KM", 40), ("GN", 34)] {
                let item = |number: usize| {
                    let answers = json!({ "OVERALL": number % 5 + 1, "WAIT": number % 3 + 2, "MATTER": Value::Null });
                    let day = format!("{month}-{:02}", number % 20 + 1);
                    json!({ "id": uuid::Uuid::new_v4(), "department": department, "collected_on": day, "answers": answers })
                };
                let body = json!({ "responses": (0..count).map(item).collect::<Vec<_>>() });
                office.json("POST", &format!("{SURVEY}/responses"), &kiosk, &body).expect(200);
            }
            office.tick(tick);
        }
        let analyst = office.key("results", &[]);
        Self { office, analyst }
    }

    fn json(&self, path: &str) -> Value {
        self.office.get(&format!("{SURVEY}/{path}"), &self.analyst).expect(200).json()
    }

    /// The rows of a CSV file, each by the names of its columns.
    fn rows(&self, path: &str) -> Vec<Value> {
        let reply = self.office.get(&format!("{SURVEY}/{path}&format=csv"), &self.analyst).expect(200);
        let mut reader = csv::Reader::from_reader(reply.bytes.as_slice());
        let header = reader.headers().unwrap().clone();
        let row = |record: csv::StringRecord| header.iter().zip(&record).collect();
        reader.records().map(|record| row(record.unwrap())).collect()
    }
}

fn same(cell: &Value, figure: &Value) -> bool {
    let cell = cell.as_str().unwrap();
    match figure {
        Value::Null => cell.is_empty(),
        Value::Number(number) => (cell.parse::<f64>().unwrap() - number.as_f64().unwrap()).abs() < 1e-12,
        Value::String(text) => cell == text,
        Value::Bool(flag) => cell == if *flag { "true" } else { "false" },
        other => panic!("{other} is no cell"),
    }
}

fn tables_say_what_the_json_says(engine: Engine) {
    let quarters = Quarters::collect(engine);
    let query = "comparison?period=2026-Q4&against=2026-Q3&group_by=department";
    let (json, rows) = (quarters.json(query), quarters.rows(query));
    let groups = json["groups"].as_array().unwrap().iter().chain([&json["total"]]);
    let questions = groups.flat_map(|group| group["questions"].as_array().unwrap().iter().map(move |it| (group, it)));
    let mut told = rows.iter().filter(|row| row["question"] != "");
    for (group, question) in questions {
        let row = told.next().unwrap();
        assert!(same(&row["group"], &group["key"]["department"]) && same(&row["question"], &question["code"]), "{row}");
        assert!(same(&row["n"], &question["period"]["n"]) && same(&row["against_n"], &question["against"]["n"]));
        assert!(same(&row["positive_low"], &question["period"]["positive"]["low"]));
        assert!(same(&row["against_share"], &question["against"]["positive"]["share"]));
        assert!(same(&row["difference_high"], &question["difference"]["high"]));
        assert!(same(&row["p_adjusted"], &question["p_adjusted"]) && same(&row["verdict"], &question["verdict"]));
    }
    assert!(told.next().is_none());
    assert_eq!(rows.last().unwrap()["group_by"], "none", "the total comes last");
    assert_eq!((&rows[0]["first_day"], &rows[0]["against_last_day"]), (&json!("2026-12-01"), &json!("2026-09-20")));

    let (json, rows) = (
        quarters.json("comparison/departments?period=2026-Q4"),
        quarters.rows("comparison/departments?period=2026-Q4"),
    );
    let km = json["departments"].as_array().unwrap().iter().find(|department| department["code"] == "KM").unwrap();
    let row = rows.iter().find(|row| row["department"] == "KM" && row["question"] == "OVERALL").unwrap();
    let overall = km["questions"].as_array().unwrap().iter().find(|question| question["code"] == "OVERALL").unwrap();
    assert!(same(&row["against_n"], &overall["rest"]["n"]) && same(&row["equals"], &overall["equals"]), "{row}");

    let (json, rows) = (quarters.json("coverage?period=2026-Q4"), quarters.rows("coverage?period=2026-Q4"));
    assert_eq!(rows.len(), json["groups"].as_array().unwrap().len() + 2, "departments, the office and the total");
    for (row, part) in
        rows.iter().zip(json["groups"].as_array().unwrap()).chain([(rows.last().unwrap(), &json["total"])])
    {
        for name in ["n", "margin", "needed_5", "share_of_responses", "withheld"] {
            assert!(same(&row[name], &part[name]), "{name}: {row}");
        }
    }

    let (json, rows) = (quarters.json("drivers?period=2026-Q4"), quarters.rows("drivers?period=2026-Q4"));
    for (row, driver) in rows.iter().zip(json["drivers"].as_array().unwrap()) {
        assert!(
            same(&row["question"], &driver["code"]) && same(&row["positive_share"], &driver["performance"]["share"])
        );
    }
    assert_eq!(json["coverage"]["first_day"], "2026-12-01");

    let (json, rows) = (quarters.json("trend?from=2026-09&to=2026-12"), quarters.rows("trend?from=2026-09&to=2026-12"));
    assert_eq!(
        (&json["chart"]["unsaid"], &rows[0]["limits_unsaid"]),
        (&json!("too_few_points"), &json!("too_few_points"))
    );
    assert_eq!((&json["points"][3]["days"]["to"], &rows[3]["last_day"]), (&json!("2026-12-20"), &json!("2026-12-20")));
    assert_eq!(quarters.json("trend?question=REASON&from=2026-09&to=2026-12")["chart"]["unsaid"], "too_few_points");
}

fn a_file_of_one_department_says_so(engine: Engine) {
    let quarters = Quarters::collect(engine);
    let narrow = "period=2026-Q4&department=KM&question=OVERALL&as_of=2027-01-02";
    let filters = json!({ "departments": ["KM"], "questions": ["OVERALL"], "group_by": "none", "as_of": "2027-01-02" });
    assert_eq!(quarters.json(&format!("results?{narrow}"))["filters"], filters);
    for (path, form, name) in [
        (format!("results?{narrow}"), "csv", "obsluga-2026-Q4-KM-OVERALL-as-of-2027-01-02.csv"),
        (format!("results?{narrow}&group_by=month"), "xlsx", "obsluga-2026-Q4-KM-OVERALL-month-as-of-2027-01-02.xlsx"),
        (
            "results?period=2026-Q4&department=KM&department=GN&department=AB&department=OS&department=NP".to_owned(),
            "json-stat",
            "obsluga-2026-Q4-KM-GN-AB-OS-and-1-more.json",
        ),
        (
            "comparison?period=2026-Q4&against=2026-Q3&department=KM".to_owned(),
            "csv",
            "obsluga-comparison-2026-Q4-against-2026-Q3-KM.csv",
        ),
        ("comparison/departments?period=2026-Q4".to_owned(), "xlsx", "obsluga-standing-2026-Q4.xlsx"),
        ("coverage?period=2026-Q4&department=KM".to_owned(), "csv", "obsluga-coverage-2026-Q4-KM.csv"),
        ("drivers?period=2026-Q4".to_owned(), "xlsx", "obsluga-drivers-2026-Q4.xlsx"),
        ("trend?from=2026-09&to=2026-12&department=KM".to_owned(), "csv", "obsluga-trend-2026-09..2026-12-KM.csv"),
    ] {
        let reply = quarters.office.get(&format!("{SURVEY}/{path}&format={form}"), &quarters.analyst).expect(200);
        assert_eq!(reply.header("content-disposition"), format!("attachment; filename=\"{name}\""));
        assert!(!reply.bytes.is_empty());
    }
    let row = &quarters.rows(&format!("results?{narrow}"))[0];
    let said = ["selected_departments", "selected_questions", "stood_on"].map(|name| row[name].as_str().unwrap());
    assert_eq!(said, ["KM", "OVERALL", "2027-01-02"]);
    let cube = quarters.json(&format!("results?{narrow}&format=json-stat"));
    assert_eq!(cube["extension"]["filters"], filters);
    assert_eq!(cube["extension"]["days"], json!({ "from": "2026-12-01", "to": "2026-12-20" }));
}

fn what_cannot_be_served_is_not_acceptable(engine: Engine) {
    let office = Office::open(engine);
    let analyst = office.key("results", &[]);
    for path in [
        "results?period=2026",
        "comparison?period=2026-Q2&against=2026-Q1",
        "trend?from=2026-01&to=2026-03",
        "drivers?period=2026-Q1",
        "coverage?period=2026-Q1",
        "targets",
        "comments?period=2026-Q1",
    ] {
        let ask =
            |accept: &str| office.send("GET", &format!("{SURVEY}/{path}"), &analyst, &[("accept", accept)], &[]).status;
        assert_eq!((ask("image/png"), ask("image/png, */*;q=0.1")), (406, 200), "{path}");
    }
}

fn answers_are_packed_for_those_who_take_it(engine: Engine) {
    let quarters = Quarters::collect(engine);
    let path = format!("{SURVEY}/results?period=2026-Q4&group_by=department");
    let ask = |headers: &[(&str, &str)]| quarters.office.send("GET", &path, &quarters.analyst, headers, &[]);
    let (plain, packed) = (ask(&[]).expect(200), ask(&[("accept-encoding", "gzip")]).expect(200));
    assert_eq!((plain.header("content-encoding"), packed.header("content-encoding")), ("", "gzip"));
    assert!(packed.bytes.len() * 3 < plain.bytes.len(), "{} of {}", packed.bytes.len(), plain.bytes.len());
    let mut unpacked = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(packed.bytes.as_slice()), &mut unpacked).unwrap();
    assert_eq!(unpacked, plain.bytes);
    // Other bytes have another tag, and no strong one in common; whoever has either need not be sent it again.
    let tag = plain.header("etag").trim_end_matches('"');
    assert_eq!(packed.header("etag"), format!("W/{tag}-gzip\""));
    for tag in [plain.header("etag"), packed.header("etag")] {
        assert_eq!(ask(&[("if-none-match", tag), ("accept-encoding", "gzip")]).status, 304);
    }
    let varies: Vec<_> =
        packed.headers.get_all("vary").iter().map(|name| name.to_str().unwrap().to_lowercase()).collect();
    assert!(varies.iter().any(|names| names.contains("accept-encoding")), "{varies:?}");
}

fn an_analyst_lists_what_there_is_to_ask_for(engine: Engine) {
    let office = Office::open(engine);
    let draft = office.get(&format!("{SURVEY}/versions/1"), &office.admin).expect(200).json()["questionnaire"].clone();
    office
        .json("POST", "/api/v1/surveys", &office.admin, &json!({ "slug": "draft", "questionnaire": draft }))
        .expect(201);
    let slugs = |key: &str| {
        let surveys = office.get("/api/v1/surveys", key).expect(200).json();
        surveys["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["survey"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(slugs(&office.admin), ["draft", "obsluga"]);
    assert_eq!(slugs(&office.key("results", &[])), ["obsluga"], "nothing is to be asked of a draft");
    let codes = |key: &str| {
        let departments = office.get("/api/v1/departments", key).expect(200).json();
        departments["items"].as_array().unwrap().iter().map(|it| it["code"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(codes(&office.key("results", &[])), codes(&office.admin));
    assert_eq!(codes(&office.key("results", &["KM"])), ["KM"]);
    office.get("/api/v1/departments", &office.key("submit", &[])).expect(403);
    office.get("/api/v1/departments/KM", &office.key("results", &[])).expect(403);
}

fn only_what_a_department_offers_is_listed(engine: Engine) {
    let quarters = Quarters::collect(engine);
    let version = quarters.office.get(&format!("{SURVEY}/versions/1"), &quarters.office.admin).expect(200).json();
    let questions = version["questionnaire"]["questions"].as_array().unwrap();
    let matter = questions.iter().find(|question| question["code"] == "MATTER").unwrap();
    let offered: Vec<&Value> = matter["options"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|option| option["departments"].as_array().unwrap().contains(&json!("KM")))
        .map(|option| &option["code"])
        .collect();
    let listed = |query: &str| {
        let results = quarters.json(&format!("results?period=2026-Q4&group_by=MATTER{query}"));
        let groups = results["groups"].as_array().unwrap().clone();
        groups
            .iter()
            .map(|group| group["key"]["MATTER"].clone())
            .filter(|value| !value.is_null() && value != "na")
            .collect::<Vec<_>>()
    };
    let own = listed("&department=KM");
    assert_eq!(own.iter().collect::<Vec<_>>(), offered);
    assert!(listed("").len() > own.len());
}

fn periods_that_share_a_day_are_not_compared(engine: Engine) {
    let office = Office::open(engine);
    for (period, against) in [("2026-Q2", "2026-Q2"), ("2026-Q2", "2026"), ("2026-04..2026-06", "2026-06")] {
        let path = format!("{SURVEY}/comparison?period={period}&against={against}");
        let problem = office.get(&path, &office.admin).status;
        assert_eq!(problem, 403, "an administrator's key reads no figures");
        let refused = office.get(&path, &office.key("results", &[])).expect(400).json();
        assert_eq!(refused["errors"][0]["pointer"], "?against");
    }
    office.get(&format!("{SURVEY}/comparison?period=2026-06&against=2026-05"), &office.key("results", &[])).expect(200);
}

fn more_responses_than_visits_are_said_to_be(engine: Engine) {
    let quarters = Quarters::collect(engine);
    for (month, visits) in [("2026-10", 10), ("2026-11", 10), ("2026-12", 10)] {
        let path = format!("/api/v1/visits/{month}/KM");
        quarters.office.json("PUT", &path, &quarters.office.admin, &json!({ "visits": visits })).expect(200);
    }
    let report = quarters.json("coverage?period=2026-Q4&department=KM&department=GN");
    let part = |code: &str| {
        report["groups"].as_array().unwrap().iter().find(|part| part["key"]["department"] == code).unwrap().clone()
    };
    assert_eq!((&part("KM")["more_than_visits"], &part("GN")["more_than_visits"]), (&json!(true), &json!(false)));
    assert!(part("KM")["response_rate"].as_f64().unwrap() > 1.0);
    let rows = quarters.rows("coverage?period=2026-Q4&department=KM");
    assert_eq!(rows[0]["more_than_visits"], "true");
}
