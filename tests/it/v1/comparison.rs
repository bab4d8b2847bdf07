//! Comparisons: figures against numbers computed by hand, Holm's adjustment, and what may be concluded.

use jiff::civil::date;
use serde_json::{Value, json};

use crate::harness::{Engine, Office, Reply, noon};
use crate::on_both_databases;
use crate::v1::samples::{SURVEY, collect, expected, faults};

on_both_databases!(
    each_department_is_compared_with_itself,
    the_whole_is_compared_on_its_own,
    a_comparison_has_filters_and_a_tag,
);

/// So many of so many.
type Share = (usize, usize);

/// How many were satisfied, by department, in July and in August 2026.
const SATISFIED: [(&str, Share, Share); 6] = [
    ("KM", (60, 100), (80, 100)),
    ("GN", (48, 60), (50, 60)),
    ("AB", (20, 25), (15, 25)),
    ("FN", (90, 100), (60, 100)),
    // Nobody can be told of both months.
    ("OS", (4, 9), (0, 0)),
    ("OR", (0, 0), (10, 20)),
];

struct Months {
    office: Office,
    analyst: String,
}

impl Months {
    fn collect(engine: Engine) -> Self {
        let office = Office::open(engine);
        let kiosk = office.key("submit", &[]);
        let send = |department: &str, day: &str, (satisfied, of): Share| {
            collect(&office, &kiosk, department, day, &json!({ "OVERALL": 4 }), satisfied);
            collect(&office, &kiosk, department, day, &json!({ "OVERALL": 3 }), of - satisfied);
        };
        SATISFIED.iter().for_each(|(department, july, _)| send(department, "2026-07-10", *july));
        office.tick(date(2026, 7, 15));
        office.clock.set(noon(date(2026, 8, 14)).timestamp());
        SATISFIED.iter().for_each(|(department, _, august)| send(department, "2026-08-10", *august));
        office.tick(date(2026, 8, 15));
        let analyst = office.key("results", &[]);
        Self { office, analyst }
    }

    fn ask(&self, query: &str) -> Reply {
        self.office.get(&format!("{SURVEY}/comparison?{query}"), &self.analyst)
    }
}

/// The comparison of a department.
fn group<'a>(comparison: &'a Value, department: &str) -> &'a Value {
    let groups = comparison["groups"].as_array().unwrap();
    groups.iter().find(|group| group["key"]["department"] == department).unwrap()
}

/// Asserts the difference with its interval, z, p and the adjusted p, and the verdict.
#[track_caller]
fn assert_compared(question: &Value, numbers: [f64; 5], p_adjusted: Option<f64>, verdict: &str) {
    let difference = &question["difference"];
    let found = [&difference["share"], &difference["low"], &difference["high"], &question["z"], &question["p"]];
    let found = found.into_iter().map(Value::as_f64).chain([question["p_adjusted"].as_f64()]);
    for (found, wanted) in found.zip(numbers.map(Some).into_iter().chain([p_adjusted])) {
        let close =
            found.zip(wanted).map_or(found == wanted, |(found, wanted)| (found - wanted).abs() <= 1e-9 * wanted.abs());
        assert!(close, "{found:?} is not {wanted:?}");
    }
    assert_eq!((&question["verdict"], &difference["level"]), (&verdict.into(), &0.95.into()));
}

fn each_department_is_compared_with_itself(engine: Engine) {
    let months = Months::collect(engine);
    let query = "period=2026-08&against=2026-07&group_by=department&question=OVERALL";
    let comparison = months.ask(query).expect(200).json();
    assert_eq!(
        (&comparison["period"]["label"], &comparison["against"]["to"]),
        (&"2026-08".into(), &"2026-07-31".into())
    );
    // Computed apart from the service: Newcombe's interval, the pooled test, and Holm over the three with enough answers.
    for (department, numbers, p_adjusted, verdict) in [
        (
            "KM",
            [0.2, 0.073_119_159_996_2, 0.318_505_099_339, 3.086_066_999_24, 0.002_028_231_148_45],
            Some(0.004_056_462_296_90),
            "increase",
        ),
        (
            "GN",
            [1.0 / 30.0, -0.106_643_569_810, 0.172_216_290_756, 0.471_841_613_626, 0.637_039_845_517],
            Some(0.637_039_845_517),
            "within_error",
        ),
        ("AB", [-0.2, -0.422_498_331_757, 0.053_267_375_318_3, -1.543_033_499_62, 0.122_822_648_101], None, "too_few"),
        (
            "FN",
            [-0.3, -0.407_740_072_229, -0.182_789_170_675, -4.898_979_485_57, 9.633_570_086_43e-7],
            Some(2.890_071_025_93e-6),
            "decrease",
        ),
    ] {
        let group = group(&comparison, department);
        assert_eq!((&group["withheld"], group["questions"].as_array().unwrap().len()), (&Value::Null, 1));
        assert_compared(&group["questions"][0], numbers, p_adjusted, verdict);
    }
    // Of the same three p-values, by Benjamini and Hochberg; and what people read.
    for (department, p_adjusted, words) in [
        ("KM", Some(0.003_042_346_722_68), "wzrost potwierdzony statystycznie"),
        ("GN", Some(0.637_039_845_517), "zmiana w granicach błędu"),
        ("AB", None, "za mało odpowiedzi, by wnioskować"),
        ("FN", Some(2.890_071_025_93e-6), "spadek potwierdzony statystycznie"),
    ] {
        let question = &group(&comparison, department)["questions"][0];
        let found = question["p_adjusted_bh"].as_f64();
        let close = |(found, wanted): (f64, f64)| (found - wanted).abs() <= 1e-9 * wanted;
        assert!(found.zip(p_adjusted).map_or(found == p_adjusted, close), "{found:?} is not {p_adjusted:?}");
        assert_eq!(question["words"]["pl"], words);
        assert!(question["words"]["en"].as_str().is_some_and(|words| !words.is_empty()));
    }
    let sides = &group(&comparison, "KM")["questions"][0];
    assert_eq!(
        (&sides["code"], &sides["period"]["n"], &sides["against"]["n"]),
        (&"OVERALL".into(), &100.into(), &100.into())
    );
    let positive = &sides["against"]["positive"];
    assert_eq!((&positive["n"], &positive["share"], &positive["level"]), (&60.into(), &0.6.into(), &0.95.into()));
    assert!((positive["low"].as_f64().unwrap() - 0.502_002_586_791).abs() < 1e-9);
    for department in ["OS", "OR", "NP"] {
        let group = group(&comparison, department);
        assert_eq!((&group["withheld"], &group["questions"]), (&"fewer_than_k".into(), &json!([])), "{department}");
    }
}

fn the_whole_is_compared_on_its_own(engine: Engine) {
    let months = Months::collect(engine);
    let comparison = months.ask("period=2026-08&against=2026-07").expect(200).json();
    assert_eq!(comparison["groups"], json!([comparison["total"]]));
    let total = &comparison["total"]["questions"][0];
    let p = 0.099_386_167_487;
    let numbers = [215.0 / 305.0 - 218.0 / 285.0, -0.130_213_651_715, 0.011_437_547_569_7, -1.647_836_788_98, p];
    assert_compared(total, numbers, Some(p), "within_error");
    // Nobody answered anything else, so there is nothing else to compare.
    assert_eq!(comparison["total"]["questions"].as_array().unwrap().len(), 1);
    let grouped = months.ask("period=2026-08&against=2026-07&group_by=department").expect(200).json();
    assert_eq!(grouped["total"], comparison["total"]);
    let before = months.ask("period=2026-07&against=2026-06").expect(200).json();
    assert_eq!((&before["total"]["withheld"], &before["total"]["questions"]), (&"fewer_than_k".into(), &json!([])));
}

fn a_comparison_has_filters_and_a_tag(engine: Engine) {
    let months = Months::collect(engine);
    let query = "period=2026-08&against=2026-07&department=KM&group_by=department";
    let reply = months.ask(query).expect(200);
    let comparison = reply.json();
    assert_eq!(comparison["groups"].as_array().unwrap().len(), 1);
    // Asked for alone it is concluded of as beside all the others, in the group and in the total.
    let whole = months.ask("period=2026-08&against=2026-07&group_by=department").expect(200).json();
    assert_eq!(comparison["groups"][0], *group(&whole, "KM"));
    assert_eq!(comparison["total"]["questions"], comparison["groups"][0]["questions"]);
    let one = months.ask("period=2026-08&against=2026-07&department=KM&question=OVERALL").expect(200).json();
    assert_eq!(one["total"]["questions"], comparison["total"]["questions"]);
    assert_eq!(one["groups"], json!([one["total"]]), "without a split the one group is the total");
    let path = format!("{SURVEY}/comparison?{query}");
    let tag = [("if-none-match", reply.header("etag"))];
    months.office.send("GET", &path, &months.analyst, &tag, &[]).expect(304);
    let then = months.ask(&format!("{query}&as_of=2026-08-14")).expect(200).json();
    assert_eq!(then["groups"][0]["withheld"], "fewer_than_k");
    for (query, pointer) in [
        ("period=2026-08&against=2026-7", "?against"),
        ("period=2026-8&against=2026-07", "?period"),
        ("period=2026-08&against=2026-07&department=XX", "?department"),
        ("period=2026-08&against=2026-07&question=NOPE", "?question"),
    ] {
        assert_eq!(faults(&months.ask(query).expect(400).json()), expected(&[(pointer, "malformed")]), "{query}");
    }
    for query in [
        "period=2026-08",
        "against=2026-07",
        "period=2026-08&against=2026-07&group_by=month",
        "period=2026-08&against=2026-07&x=",
    ] {
        months.ask(query).expect(400);
    }
}
