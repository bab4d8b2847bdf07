//! Trends: points against results, versions, limits against numbers computed apart, and what is refused.

use jiff::ToSpan;
use jiff::civil::date;
use serde_json::{Value, json};

use crate::harness::{Engine, Office, Reply, noon};
use crate::on_both_databases;
use crate::v1::samples::{SURVEY, collect, expected, faults};

on_both_databases!(
    a_point_is_what_results_say_of_its_period,
    limits_and_signals_follow_from_the_points_before,
    an_effective_action_begins_a_new_baseline,
    too_few_points_have_no_limits_and_say_so,
    a_new_version_is_marked,
    a_trend_has_filters_and_a_tag,
    csv_says_the_same_as_json,
    what_makes_no_trend_is_refused,
);

/// How many of a month's responses in KM were satisfied, from August 2026; none where nobody came.
const SATISFIED: [Option<(usize, usize)>; 10] = [
    Some((30, 40)),
    Some((33, 40)),
    Some((28, 40)),
    None,
    Some((45, 60)),
    Some((41, 50)),
    Some((15, 20)),
    Some((24, 30)),
    Some((31, 40)),
    Some((10, 40)),
];

struct Months {
    office: Office,
    kiosk: String,
    analyst: String,
}

impl Months {
    fn collect(engine: Engine, months: usize) -> Self {
        let office = Office::open(engine);
        let kiosk = office.key("submit", &[]);
        let analyst = office.key("results", &[]);
        let this = Self { office, kiosk, analyst };
        for (index, share) in SATISFIED.iter().enumerate().take(months) {
            if let Some(share) = share {
                this.month(index, "KM", *share);
            }
        }
        this
    }

    /// What a department's visitors of a month said, released within it.
    fn month(&self, index: usize, department: &str, (satisfied, of): (usize, usize)) {
        let month = date(2026, 8, 1).saturating_add(i64::try_from(index).unwrap().months());
        self.office.clock.set(noon(month.with().day(20).build().unwrap()).timestamp());
        let day = month.with().day(10).build().unwrap().to_string();
        let send = |answer: u8, count| {
            collect(&self.office, &self.kiosk, department, &day, &json!({ "OVERALL": answer, "WAIT": 5 }), count);
        };
        send(4, satisfied);
        send(2, of - satisfied);
        self.office.tick(month.with().day(21).build().unwrap());
    }

    fn ask(&self, query: &str) -> Reply {
        self.office.get(&format!("{SURVEY}/trend?{query}"), &self.analyst)
    }

    fn trend(&self, query: &str) -> Value {
        self.ask(query).expect(200).json()
    }
}

fn points(trend: &Value) -> &[Value] {
    trend["points"].as_array().unwrap()
}

fn labels(trend: &Value) -> Vec<&str> {
    points(trend).iter().map(|point| point["period"]["label"].as_str().unwrap()).collect()
}

#[track_caller]
fn assert_close(found: &Value, wanted: f64) {
    let found = found.as_f64().unwrap();
    assert!((found - wanted).abs() < 1e-9, "{found} is not {wanted}");
}

fn a_point_is_what_results_say_of_its_period(engine: Engine) {
    let months = Months::collect(engine, 6);
    months.month(5, "GN", (9, 12));
    for (query, wanted) in [
        ("from=2026-08&to=2027-01", 6),
        ("by=month&from=2026-Q3&to=2026", 6),
        ("by=quarter&from=2026-11&to=2027-01", 2),
        ("by=year&from=2026&to=2027-03", 2),
        ("by=month&from=2027-01&to=2027-01&department=GN", 1),
        ("question=WAIT&from=2026-12&to=2027-01", 2),
    ] {
        let trend = months.trend(query);
        assert_eq!(points(&trend).len(), wanted, "{query}");
        let question = trend["question"].as_str().unwrap();
        for point in points(&trend) {
            let label = point["period"]["label"].as_str().unwrap();
            let filter = if query.contains("GN") { "&department=GN" } else { "" };
            let path = format!("{SURVEY}/results?period={label}&question={question}{filter}");
            let results = months.office.get(&path, &months.analyst).expect(200).json();
            assert_eq!(point["period"], results["period"], "{query}");
            assert_eq!(point["withheld"], results["total"]["withheld"], "{query}");
            assert_eq!(point["versions"], results["coverage"]["versions"], "{query}");
            let figures = &results["total"]["questions"][0];
            assert_eq!((&point["n"], &point["positive"]), (&figures["n"], &figures["positive"]), "{query} {label}");
        }
    }
    assert_eq!(months.trend("from=2026-08&to=2027-01")["question"], "OVERALL", "the headline, unless another is named");
    assert_eq!(labels(&months.trend("by=quarter&from=2026-11&to=2027-01")), ["2026-Q4", "2027-Q1"]);
    let empty = &months.trend("from=2026-11&to=2026-11")["points"][0];
    assert_eq!(
        (&empty["n"], &empty["positive"], &empty["withheld"]),
        (&json!(null), &json!(null), &"fewer_than_k".into())
    );
}

fn limits_and_signals_follow_from_the_points_before(engine: Engine) {
    let months = Months::collect(engine, 10);
    let trend = months.trend("by=month&from=2026-08&to=2027-05&department=KM");
    let mut before: Vec<(usize, usize)> = Vec::new();
    for (point, satisfied) in points(&trend).iter().zip(SATISFIED) {
        let Some((hits, of)) = satisfied else {
            assert_eq!((&point["limits"], &point["signals"]), (&json!(null), &json!([])));
            continue;
        };
        if before.len() < 4 {
            assert_eq!(point["limits"], json!(null), "there is too little to judge by");
        } else {
            let (hits, people): (usize, usize) =
                before.iter().fold((0, 0), |sum, point| (sum.0 + point.0, sum.1 + point.1));
            let center = hits as f64 / people as f64;
            let reach = 3.0 * (center * (1.0 - center) * (1.0 / of as f64 + 1.0 / people as f64)).sqrt();
            assert_close(&point["limits"]["center"], center);
            assert_close(&point["limits"]["low"], center - reach);
            assert_close(&point["limits"]["high"], (center + reach).min(1.0));
        }
        before.push((hits, of));
    }
    let last = &points(&trend)[9];
    assert_eq!(
        (&trend["chart"]["method"], &trend["chart"]["points"], &trend["chart"]["unsaid"], &trend["chart"]["center"]),
        (&"p_chart".into(), &9.into(), &json!(null), &last["limits"]["center"])
    );
    assert_eq!(last["signals"], json!(["beyond_limit"]));
    assert!(points(&trend)[..9].iter().all(|point| point["signals"] == json!([])));
    let alone = months.trend("by=month&from=2027-05&to=2027-05&department=KM");
    assert_eq!(points(&alone), std::slice::from_ref(last), "a point is judged in the same way wherever it is shown");
}

fn an_effective_action_begins_a_new_baseline(engine: Engine) {
    let months = Months::collect(engine, 9);
    let limits =
        |label: &str| months.trend(&format!("from={label}&to={label}&department=KM"))["points"][0]["limits"].clone();
    for index in 9..14 {
        months.month(index, "KM", (39, 40));
    }
    assert!(limits("2027-09").is_object());
    let action = json!({
        "title": "A second counter", "source": "other", "finding": "People wait", "survey": "obsluga",
        "question": "OVERALL", "department": "KM", "owner": "Head of KM", "decided_on": "2027-02-01",
        "due_on": "2027-04-01", "done_on": "2027-04-01", "before": "2027-04", "after": "2027-06",
    });
    months.office.json("POST", "/api/v1/actions", &months.office.admin, &action).expect(201);
    months.office.tick(date(2027, 10, 20));
    let trend = months.trend("from=2027-05&to=2027-09&department=KM");
    let judged: Vec<bool> = points(&trend).iter().map(|point| point["limits"].is_object()).collect();
    assert_eq!(judged, [true, false, false, false, false], "June to September are its baseline");
    assert_eq!(trend["chart"]["center"], points(&trend)[0]["limits"]["center"]);
}

fn too_few_points_have_no_limits_and_say_so(engine: Engine) {
    let months = Months::collect(engine, 5);
    let trend = months.trend("from=2026-08&to=2027-07&department=KM");
    assert_eq!(
        trend["chart"],
        json!({ "method": "p_chart", "center": null, "points": 4, "fewest_points": 4, "unsaid": "too_few_points" })
    );
    assert_eq!(points(&trend).len(), 12);
    assert!(points(&trend).iter().all(|point| point["limits"].is_null() && point["signals"] == json!([])));
}

fn a_new_version_is_marked(engine: Engine) {
    let months = Months::collect(engine, 2);
    let marks = |trend: &Value| -> Vec<Value> {
        points(trend).iter().map(|point| json!([point["versions"], point["version_mark"]])).collect()
    };
    let draft = months.office.get(&format!("{SURVEY}/versions/1"), &months.office.admin).expect(200).json();
    let path = format!("{SURVEY}/draft");
    months.office.json("PUT", &path, &months.office.admin, &draft["questionnaire"]).expect(204);
    let path = format!("{SURVEY}/versions");
    months.office.send("POST", &path, &months.office.admin, &[], &[]).expect(201);
    months.month(2, "KM", (20, 30));
    months.month(3, "KM", (20, 30));
    let trend = months.trend("from=2026-08&to=2026-12");
    let wanted = [json!([[1], null]), json!([[1], null]), json!([[2], 2]), json!([[2], null]), json!([[], null])];
    assert_eq!(marks(&trend), wanted);
    assert_eq!(
        marks(&months.trend("from=2026-10&to=2026-11")),
        wanted[2..4].iter().map(|mark| json!([mark[0], null])).collect::<Vec<_>>()
    );
    assert_eq!(marks(&months.trend("by=quarter&from=2026-Q3&to=2026-Q4")), [json!([[1], null]), json!([[2], 2])]);
}

fn a_trend_has_filters_and_a_tag(engine: Engine) {
    let months = Months::collect(engine, 2);
    let query = "from=2026-08&to=2026-09&department=KM";
    let reply = months.ask(query).expect(200);
    let tag = [("if-none-match", reply.header("etag"))];
    months.office.send("GET", &format!("{SURVEY}/trend?{query}"), &months.analyst, &tag, &[]).expect(304);
    assert_eq!(reply.json()["definitions"], 4);
    let other = months.trend("from=2026-08&to=2026-09&department=GN");
    assert!(points(&other).iter().all(|point| point["withheld"] == "fewer_than_k"));
    let then = months.trend(&format!("{query}&as_of=2026-09-20"));
    let told: Vec<bool> = points(&then).iter().map(|point| point["withheld"].is_null()).collect();
    assert_eq!(told, [true, false]);
    let bound = months.office.key("results", &["GN"]);
    months.office.get(&format!("{SURVEY}/trend?{query}"), &bound).expect(403);
    let own = months.office.get(&format!("{SURVEY}/trend?from=2026-08&to=2026-09"), &bound).expect(200).json();
    assert!(points(&own).iter().all(|point| point["withheld"] == "fewer_than_k"), "bound to GN, it sees no KM");
}

fn csv_says_the_same_as_json(engine: Engine) {
    let months = Months::collect(engine, 10);
    let query = "from=2026-08&to=2027-05&department=KM";
    let trend = months.trend(query);
    let file = months.ask(&format!("{query}&format=csv")).expect(200);
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    let accepted = [("accept", "text/csv")];
    let path = format!("{SURVEY}/trend?{query}");
    assert_eq!(months.office.send("GET", &path, &months.analyst, &accepted, &[]).expect(200).bytes, file.bytes);
    let mut reader = csv::Reader::from_reader(file.bytes.as_slice());
    assert_eq!(reader.headers().unwrap().iter().next_back(), Some("last_day"));
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), points(&trend).len());
    let listed = |list: &Value| -> String {
        let words = list.as_array().unwrap().iter().map(|word| word.as_str().map_or(word.to_string(), str::to_owned));
        words.collect::<Vec<_>>().join(" ")
    };
    for (row, point) in rows.iter().zip(points(&trend)) {
        let (positive, limits) = (&point["positive"], &point["limits"]);
        let signals = listed(&point["signals"]).into();
        let versions = listed(&point["versions"]).into();
        let (unconfirmed, bound) = (listed(&point["not_confirmed"]).into(), &positive["without_repeated"]);
        let wanted = [
            &trend["survey"],
            &trend["question"],
            &trend["by"],
            &point["period"]["label"],
            &point["period"]["closed"],
            &point["withheld"],
            &point["n"],
            &positive["n"],
            &positive["share"],
            &positive["low"],
            &positive["high"],
            &positive["level"],
            &limits["center"],
            &limits["low"],
            &limits["high"],
            &signals,
            &versions,
            &point["version_mark"],
            &trend["definitions"],
            &unconfirmed,
            &bound["repeated"],
            &bound["low"],
            &bound["high"],
            &trend["chart"]["unsaid"],
            &trend["filters"]["departments"][0],
            &trend["filters"]["questions"][0],
            &trend["filters"]["as_of"],
            &point["days"]["from"],
            &point["days"]["to"],
        ];
        assert_eq!(row.len(), wanted.len());
        for (cell, wanted) in row.iter().zip(wanted) {
            match wanted {
                Value::Null => assert_eq!(cell, ""),
                Value::String(text) => assert_eq!(cell, text),
                Value::Number(number) => assert_close(&cell.parse::<f64>().unwrap().into(), number.as_f64().unwrap()),
                _ => assert_eq!(cell, wanted.to_string()),
            }
        }
    }
    let polish = months.ask(&format!("{query}&format=csv&dialect=excel-pl")).expect(200).text();
    assert!(polish.starts_with("\u{feff}survey;question;") && polish.contains(";0,75;"), "{polish}");
    let refused = [("accept", "image/png")];
    months.office.send("GET", &path, &months.analyst, &refused, &[]).expect(406);
    let dialect = months.ask(&format!("{query}&dialect=excel-pl")).expect(400).json();
    assert_eq!(faults(&dialect), expected(&[("?dialect", "malformed")]));
}

fn what_makes_no_trend_is_refused(engine: Engine) {
    let office = Office::open(engine);
    let months = Months { kiosk: String::new(), analyst: office.key("results", &[]), office };
    for (query, pointer) in [
        ("from=2026-1&to=2026-03", "?from"),
        ("from=2026-01&to=2026-03-31", "?to"),
        ("from=2026-03&to=2026-02", "?to"),
        ("from=2016-01&to=2026-01", "?to"),
        ("from=0001&to=9999", "?to"),
        ("from=2026-01&to=2026-02&department=XX", "?department"),
        ("from=2026-01&to=2026-02&question=NOPE", "?question"),
        ("from=2026-01&to=2026-02&question=SUGGEST", "?question"),
        ("from=2026-01&to=2026-02&as_of=yesterday", "?as_of"),
    ] {
        assert_eq!(faults(&months.ask(query).expect(400).json()), expected(&[(pointer, "malformed")]), "{query}");
    }
    for query in [
        "from=2026-01",
        "to=2026-01",
        "from=2026-01&to=2026-02&by=week",
        "from=2026-01&to=2026-02&x=",
        "from=2026-01&to=2026-02&question=OVERALL&question=WAIT",
    ] {
        months.ask(query).expect(400);
    }
    assert_eq!(points(&months.trend("from=2016-01&to=2025-12")).len(), 120);
    months.office.get("/api/v1/surveys/nope/trend?from=2026-01&to=2026-02", &months.analyst).expect(404);
}
