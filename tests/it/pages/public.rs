//! `/wyniki`: only what is public, only what is closed, only at k >= 10; and what programs find there.

use ankieta::storage::actions::insert_action;
use ankieta::survey::action::{Action, PublicWords, Source};
use ankieta::survey::text::LocalizedText;
use jiff::civil::date;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Engine, Office, Reply, noon};
use crate::v1::samples::{every_kind, publish_first, response_path, standard_office};

const PAGE: &str = "/wyniki/obsluga/2026-Q3";
const FORMS: [(&str, &str); 4] = [(".csv", "csv"), (".xlsx", "xlsx"), (".json", "json-stat"), (".zip", "data-package")];
const HOSTILE: &str = "</script><script>alert(1)</script>\"'&{k}";

fn open(office: &Office, settings: &Value) {
    office.json("PUT", "/api/v1/surveys/obsluga/settings", &office.admin, settings).expect(200);
}

fn answer(office: &Office, department: &str, good: usize, bad: usize) {
    for place in 0..good + bad {
        let overall = if place < good { 5 } else { 2 };
        office.respond(department, json!({ "OVERALL": overall, "WAIT": overall })).expect(201);
    }
}

/// An office whose third quarter of 2026 is closed, and whose fourth is not, though some of it is released.
fn with_a_closed_quarter(options: &[&str]) -> Office {
    let office = Office::with(Engine::Sqlite, options);
    answer(&office, "KM", 30, 10);
    answer(&office, "GN", 2, 1);
    office.tick(date(2026, 7, 15));
    office.tick(date(2026, 10, 1));
    answer(&office, "KM", 5, 15);
    office.tick(date(2026, 10, 2));
    office
}

fn english(office: &Office, path: &str) -> Reply {
    office.send("GET", path, "", &[("accept-language", "en")], &[])
}

#[test]
fn a_survey_is_public_only_when_it_is_marked_so() {
    let office = with_a_closed_quarter(&[]);
    let paths = ["/wyniki/obsluga", PAGE, "/wyniki/obsluga/2026-Q3.csv"];
    for path in paths.iter().chain(&["/wyniki/nowhere", "/wyniki/nowhere/2026-Q3", "/wyniki/nowhere/2026-Q3.csv"]) {
        office.get(path, "").expect(404);
    }
    assert!(!office.get("/wyniki", "").expect(200).text().contains("/wyniki/obsluga"));
    open(&office, &json!({ "public": true }));
    for path in paths {
        office.get(path, "").expect(200);
    }
    assert!(office.get("/wyniki", "").expect(200).text().contains("href=\"/wyniki/obsluga?lang=pl\""));
    open(&office, &json!({}));
    office.get(PAGE, "").expect(404);
}

#[test]
fn only_closed_quarters_and_years_are_shown() {
    let office = with_a_closed_quarter(&[]);
    open(&office, &json!({ "public": true }));
    let latest = office.get("/wyniki/obsluga", "").expect(200).text();
    assert!(latest.contains("III\u{a0}kwartał 2026") && !latest.contains("IV\u{a0}kwartał 2026"), "{latest}");
    for period in [
        "2026-Q4",
        "2026-Q2",
        "2026",
        "2026-07",
        "2026-07..2026-09",
        "2027",
        "soon",
        "2026-Q3.html",
        "2026-Q3.csv.csv",
        "2026-07.csv",
        "2026-Q4.csv",
        "2026.xlsx",
        "2026-07..2026-09.csv",
        "2026-Q3.csv-metadata.json",
    ] {
        office.get(&format!("/wyniki/obsluga/{period}"), "").expect(404);
    }
    office.tick(date(2027, 1, 1));
    let latest = english(&office, "/wyniki/obsluga").expect(200).text();
    // 5 of 20 after 30 of 40: a fall that nobody would ascribe to chance, but too few to say so.
    assert!(latest.contains("25.0%") && latest.contains("<span class=\"period\">Q4\u{a0}2026"), "{latest}");
    assert!(latest.contains("too few answers to draw a conclusion") && latest.contains("compared with Q3"), "{latest}");
    assert!(english(&office, "/wyniki/obsluga/2026").expect(200).text().contains("58.3%"));
}

#[test]
fn a_page_looks_back_and_never_ahead() {
    let office = with_a_closed_quarter(&[]);
    open(&office, &json!({ "public": true }));
    let alone = english(&office, PAGE).expect(200).text();
    assert!(!alone.contains("id=\"trend\""), "one quarter is no development: {alone}");
    office.tick(date(2027, 1, 1));
    let trend = |page: &str| -> Vec<String> {
        let text = english(&office, page).expect(200).text();
        let Some((_, section)) = text.split_once("<section class=\"card\" id=\"trend\"") else { return Vec::new() };
        let table = section.split_once("<tbody>").and_then(|(_, rest)| rest.split_once("</tbody>")).unwrap().0;
        let cells = table.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text.trim().to_owned());
        cells.filter(|text| !text.is_empty()).collect()
    };
    let fourth = ["Q4\u{a0}2026", "20", "25.0%", "11.2–46.9%", "–", "none"];
    let third = ["Q3\u{a0}2026", "40", "75.0%", "59.8–85.8%", "–", "none"];
    assert_eq!(trend("/wyniki/obsluga/2026-Q4"), [fourth, third].concat());
    assert_eq!(trend("/wyniki/obsluga/2026"), [fourth, third].concat());
    assert!(trend(PAGE).is_empty());
}

#[test]
fn a_page_tells_its_figures_with_their_n_and_interval_and_why_some_are_not_told() {
    let office = with_a_closed_quarter(&[]);
    open(&office, &json!({ "public": true, "licence": "cc0-1.0" }));
    let page = office.get(PAGE, "").expect(200);
    assert_eq!(page.header("content-language"), "pl");
    let text = page.text();
    for told in [
        "75,0%",
        "59,8–85,8%",
        "n\u{a0}=\u{a0}40",
        "mniej niż 10 odpowiedzi",
        "nie ma z czym porównać",
        "CC0 1.0",
        "Wydanie definicji wskaźników: 4,",
    ] {
        assert!(text.contains(told), "{told}: {text}");
    }
    for script in text.split("<script").skip(1) {
        assert!(script.starts_with(" type=\"application/ld+json\">"), "{script}");
    }
    let text = english(&office, PAGE).expect(200).text();
    assert!(text.contains("75.0%") && text.contains("fewer than 10 answers"), "{text}");
}

#[test]
fn with_a_lower_k_nothing_is_published() {
    let office = with_a_closed_quarter(&["--k", "9"]);
    open(&office, &json!({ "public": true }));
    for path in ["/wyniki", "/wyniki/obsluga"] {
        let text = office.get(path, "").expect(200).text();
        assert!(text.contains("co najmniej 10 osób") && text.contains("próg: 9") && !text.contains('%'), "{text}");
    }
    for path in [PAGE, "/wyniki/obsluga/2026-Q3.csv"] {
        office.get(path, "").expect(404);
    }
    assert_eq!(office.get("/wyniki/catalog.jsonld", "").expect(200).json()["dcat:dataset"], json!([]));
}

#[test]
fn files_are_the_bytes_of_the_api_and_are_kept() {
    let office = with_a_closed_quarter(&[]);
    open(&office, &json!({ "public": true }));
    let key = office.key("results", &[]);
    for (ending, format) in FORMS {
        let file = office.get(&format!("{PAGE}{ending}"), "").expect(200);
        let query = format!("period=2026-Q3&group_by=department&format={format}");
        let api = office.get(&format!("/api/v1/surveys/obsluga/results?{query}"), &key).expect(200);
        assert_eq!(file.bytes, api.bytes, "{format}");
        assert_eq!(file.header("content-type"), api.header("content-type"));
        assert_eq!(file.header("content-disposition"), format!("attachment; filename=\"obsluga-2026-Q3{ending}\""));
    }
    for path in ["/wyniki", "/wyniki/obsluga", PAGE, "/wyniki/obsluga/2026-Q3.csv", "/wyniki/catalog.jsonld"] {
        let reply = office.get(path, "").expect(200);
        assert_eq!(reply.header("cache-control"), "public, max-age=300", "{path}");
        assert_eq!(reply.header("set-cookie"), "", "{path}");
        let tag = reply.header("etag").to_owned();
        let again = office.send("GET", path, "", &[("if-none-match", &tag)], &[]).expect(304);
        assert_eq!((again.header("etag"), again.bytes.len()), (tag.as_str(), 0), "{path}");
        office.send("GET", path, "", &[("if-none-match", "\"another\"")], &[]).expect(200);
    }
}

/// Every text of a document.
fn texts<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::Object(members) => members.values().for_each(|value| texts(value, found)),
        Value::Array(items) => items.iter().for_each(|value| texts(value, found)),
        Value::String(text) => found.push(text),
        _ => {}
    }
}

/// What DCAT-AP 3 requires and recommends, by the type of a thing.
const PROFILE: [(&str, &[&str]); 5] = [
    (
        "dcat:Catalog",
        &[
            "dct:title",
            "dct:description",
            "dct:publisher",
            "dct:license",
            "dct:spatial",
            "dct:language",
            "dcat:dataset",
            "dcat:themeTaxonomy",
            "foaf:homepage",
        ],
    ),
    (
        "dcat:Dataset",
        &[
            "dct:title",
            "dct:description",
            "dct:publisher",
            "dct:spatial",
            "dct:temporal",
            "dcat:contactPoint",
            "dcat:distribution",
            "dcat:keyword",
            "dcat:theme",
        ],
    ),
    (
        "dcat:Distribution",
        &["dcat:accessURL", "dct:description", "dct:format", "dct:license", "dcatap:availability", "dcat:mediaType"],
    ),
    ("foaf:Agent", &["foaf:name", "dct:type"]),
    ("vcard:Organization", &["vcard:fn", "vcard:hasURL"]),
];

/// The members that things of a document lack of those that the profile asks for.
fn lacking(document: &Value) -> Vec<String> {
    let members = match document {
        Value::Object(members) => members.values().collect::<Vec<_>>(),
        Value::Array(items) => items.iter().collect(),
        _ => Vec::new(),
    };
    let asked = PROFILE.iter().find(|(kind, _)| document["@type"] == *kind).map_or(&[][..], |(_, asked)| asked);
    let is_there = |value: &Value| match value {
        Value::Array(items) => !items.is_empty(),
        value => !value.is_null(),
    };
    let own = asked.iter().filter(|member| !is_there(&document[**member]));
    let own = own.map(|member| format!("{} {member}", document["@type"]));
    own.chain(members.into_iter().flat_map(lacking)).collect()
}

#[test]
fn the_catalogue_says_whom_to_ask_and_where_the_office_is() {
    let office = with_a_closed_quarter(&["--public-url", "https://ankieta.example.pl"]);
    open(&office, &json!({ "public": true }));
    let dataset = || office.get("/wyniki/catalog.jsonld", "").expect(200).json()["dcat:dataset"][0].clone();
    assert_eq!(dataset()["dcat:contactPoint"]["vcard:fn"], "Starostwo Powiatowe w Jeleniej Górze");
    assert_eq!(dataset()["dct:spatial"]["dct:identifier"], "0206");
    let media_types = ["text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"];
    for (place, media_type) in media_types.iter().enumerate() {
        let told = &dataset()["dcat:distribution"][place]["dcat:mediaType"]["@id"];
        assert_eq!(*told, format!("https://www.iana.org/assignments/media-types/{media_type}"));
    }
    let mut document = standard_office();
    document["teryt"] = Value::Null;
    document["data_contact"] =
        json!({ "name": { "pl": "Dane" }, "email": "dane@example.pl", "phone": "+48 75 64 73 100" });
    office.json("PUT", "/api/v1/office", &office.admin, &document).expect(200);
    let contact = json!({
        "@type": "vcard:Organization", "vcard:fn": "Dane", "vcard:hasURL": { "@id": "https://ankieta.example.pl/wyniki" },
        "vcard:hasEmail": { "@id": "mailto:dane@example.pl" }, "vcard:hasTelephone": { "@id": "tel:+48756473100" },
    });
    assert_eq!((&dataset()["dcat:contactPoint"], &dataset()["dct:spatial"]), (&contact, &Value::Null));
    assert_eq!(lacking(&dataset()), ["\"dcat:Dataset\" dct:spatial"], "and nothing else");
}

#[test]
fn the_catalogue_names_every_file_at_the_public_address_and_each_is_there() {
    let office = with_a_closed_quarter(&["--public-url", "https://ankieta.example.pl"]);
    open(&office, &json!({ "public": true }));
    office.tick(date(2027, 1, 1));
    let reply = office.send("GET", "/wyniki/catalog.jsonld", "", &[("x-forwarded-host", "evil.example")], &[]);
    assert_eq!(reply.header("content-type"), "application/ld+json");
    let catalogue = reply.expect(200).json();
    let dataset = &catalogue["dcat:dataset"][0];
    // Two quarters and a year, in four forms each.
    assert_eq!(dataset["dcat:distribution"].as_array().unwrap().len(), 12);
    let first = &dataset["dcat:distribution"][0];
    assert_eq!(first["dcat:downloadURL"]["@id"], "https://ankieta.example.pl/wyniki/obsluga/2026-Q3.csv");
    assert_eq!(first["dct:license"]["@id"], "https://creativecommons.org/licenses/by/4.0/");
    assert_eq!(dataset["dct:temporal"]["dcat:endDate"]["@value"], "2026-12-31");
    assert_eq!(lacking(&catalogue), Vec::<String>::new());
    for file in dataset["dcat:distribution"].as_array().unwrap() {
        let address = file["dcat:downloadURL"]["@id"].as_str().unwrap();
        let path = address.strip_prefix("https://ankieta.example.pl").unwrap();
        let size = office.get(path, "").expect(200).bytes.len().to_string();
        assert_eq!(file["dcat:byteSize"], json!({ "@value": size, "@type": "xsd:decimal" }), "{address}");
    }
    let page = office.get(PAGE, "").expect(200).text();
    let data = page.split("<script type=\"application/ld+json\">").nth(1).unwrap().split("</script>").next().unwrap();
    let described: Value = serde_json::from_str(data).unwrap();
    assert_eq!(
        (&described["@type"], &described["distribution"][1]["@type"]),
        (&json!("Dataset"), &json!("DataDownload"))
    );
    let mut found = Vec::new();
    texts(&catalogue, &mut found);
    texts(&described, &mut found);
    let own: Vec<&str> = found.iter().filter_map(|text| text.strip_prefix("https://ankieta.example.pl")).collect();
    assert!(own.len() > 30, "{own:?}");
    for path in own {
        office.get(path.split('#').next().unwrap(), "").expect(200);
    }
    assert!(!found.iter().any(|text| text.contains("127.0.0.1") || text.contains("evil")), "{found:?}");
}

#[test]
fn what_was_said_and_done_is_told_once_it_is_done_and_hostile_words_are_text() {
    let office = with_a_closed_quarter(&[]);
    open(&office, &json!({ "public": true }));
    let words = |text: &str| LocalizedText::of(&[("pl", text)]);
    let action = |you_said: &str, done_on, public: bool| Action {
        id: Uuid::new_v4(),
        title: "An inner title".to_owned(),
        source: Source::CommentTheme,
        finding: "An inner finding".to_owned(),
        survey: "obsluga".parse().unwrap(),
        question: "WAIT".parse().unwrap(),
        department: Some("KM".parse().unwrap()),
        owner: "An inner owner".to_owned(),
        decided_on: date(2026, 7, 1),
        due_on: date(2026, 12, 1),
        done_on,
        before: Some("2026-Q3".parse().unwrap()),
        after: Some("2026-Q4".parse().unwrap()),
        public: public.then(|| PublicWords { you_said: words(you_said), we_did: words("Drugie okienko") }),
    };
    let actions = [
        action(HOSTILE, Some(date(2026, 9, 1)), true),
        action("Not done yet", None, true),
        action("Done one day", Some(date(2027, 5, 1)), true),
        action("", Some(date(2026, 9, 1)), false),
    ];
    for action in actions {
        office.storage.write(|session| insert_action(session, &action)).unwrap();
    }
    let text = english(&office, PAGE).expect(200).text();
    assert!(text.contains("You said, we did") && text.contains("<p lang=\"pl\">Drugie okienko</p>"), "{text}");
    // What is still to be done is told with what residents said, and without the words for when it is done.
    let open = text.split("id=\"open\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(open.contains("Not done yet") && !open.contains("Drugie okienko") && open.contains("due 1"), "{open}");
    assert_eq!((text.matches("<article>").count(), open.matches("<article>").count()), (3, 2));
    assert!(!text.contains("inner") && !text.contains("<script>") && text.contains("{k}"), "{text}");
    // The quarter afterwards is not closed: nothing is told of it, though some of it is released.
    assert!(!text.contains("improvement") && !text.contains("after: "), "{text}");
    office.tick(date(2027, 1, 1));
    let text = english(&office, PAGE).expect(200).text();
    assert!(text.contains("after: 25.0% (") && text.contains("It cannot be said yet whether it helped."), "{text}");
    office.clock.set(noon(date(2027, 5, 2)).timestamp());
    let (older, latest) = (english(&office, PAGE).text(), english(&office, "/wyniki/obsluga").text());
    assert!(!older.contains("Done one day") && !older.contains("Not done yet"), "of a later year: {older}");
    assert!(latest.contains("Done one day") && latest.contains("Not done yet"), "{latest}");
}

#[test]
fn a_page_opens_with_three_sentences_and_the_targets_of_the_office() {
    let office = with_a_closed_quarter(&[]);
    open(&office, &json!({ "public": true }));
    let opening = || -> Vec<String> {
        let text = english(&office, PAGE).expect(200).text().replace('\u{a0}', " ");
        let list = text.split("<ul class=\"opening\">").nth(1).unwrap().split("</ul>").next().unwrap().to_owned();
        list.split("<li>").skip(1).map(|item| item.trim_end_matches("</li>").to_owned()).collect()
    };
    let first = "In 30 of 40 questionnaires people rated our service as good or very good.";
    let second = "There is no result of the period before (Q2 2026) to compare this with.";
    let third = "The office set no target for the overall rating in this period.";
    assert_eq!(opening(), [first, second, third]);
    let target = |department: Option<&str>, share: f64| json!({ "question": "OVERALL", "department": department, "from": "2026-Q1", "share": share });
    let path = "/api/v1/surveys/obsluga/targets";
    for (share, said) in [(0.9, "was not met"), (0.5, "was met"), (0.8, "do not decide")] {
        let targets = json!({ "targets": [target(None, share), target(Some("KM"), 0.99)] });
        office.json("PUT", path, &office.admin, &targets).expect(200);
        assert!(opening()[2].contains(said), "{:?}", opening());
    }
    let text = english(&office, PAGE).expect(200).text();
    // On a phone nobody scrolls through every question before they know what is below.
    for folded in ["ratings", "others", "method"] {
        let summary = format!("<summary><h2 id=\"{folded}-title\">");
        assert!(text.contains(&summary), "{folded}: {text}");
    }
    let targets = text.split("id=\"targets\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(
        targets.contains("at least 80%") && !targets.contains("99"),
        "a department's own is not for everybody: {targets}"
    );
}

#[test]
fn hostile_titles_stay_text() {
    let office = Office::open(Engine::Sqlite);
    let mut questionnaire = every_kind();
    questionnaire["title"] = json!({ "pl": HOSTILE });
    questionnaire["questions"][0]["text"] = json!({ "pl": HOSTILE });
    questionnaire["questions"][2]["options"][0]["text"] = json!({ "pl": HOSTILE });
    publish_first(&office, "wroga", &questionnaire);
    let settings = json!({ "public": true });
    office.json("PUT", "/api/v1/surveys/wroga/settings", &office.admin, &settings).expect(200);
    for place in 0..24 {
        let answers =
            json!({ "OVERALL": 4 + place % 2, "SETTLED": "yes", "OUTCOME": "yes", "RECOMMEND": 9, "WAIT": 3 });
        let body = json!({ "department": "KM", "answers": answers });
        office.json("PUT", &response_path("wroga"), "", &body).expect(201);
    }
    office.tick(date(2026, 10, 1));
    for path in ["/wyniki", "/wyniki/wroga"] {
        let text = office.get(path, "").expect(200).text();
        assert!(!text.contains("<script>") && text.contains("alert(1)"), "{text}");
    }
    let text = office.get("/wyniki/wroga", "").expect(200).text();
    let data = text.split("<script type=\"application/ld+json\">").nth(1).unwrap().split("</script>").next().unwrap();
    let described: Value = serde_json::from_str(data).unwrap();
    assert!(described["name"].as_str().unwrap().starts_with(HOSTILE));
}

#[test]
fn nothing_moves_until_a_period_is_closed() {
    let office = with_a_closed_quarter(&[]);
    open(&office, &json!({ "public": true }));
    let paths = [
        "/wyniki",
        "/wyniki/obsluga",
        PAGE,
        "/wyniki/obsluga/2026-Q3.csv",
        "/wyniki/obsluga/2026-Q4",
        "/wyniki/catalog.jsonld",
    ];
    let look = || paths.map(|path| office.get(path, "")).map(|reply| (reply.status, reply.header("etag").to_owned()));
    let before = look();
    answer(&office, "KM", 40, 7);
    assert_eq!(look(), before, "by a response");
    office.tick(date(2026, 10, 3));
    assert_eq!(look(), before, "by a tick within a quarter");
    office.clock.set(noon(date(2026, 12, 31)).timestamp());
    assert_eq!(look(), before, "by time");
    office.tick(date(2027, 1, 1));
    let after = look();
    assert_eq!(after[4].0, 200);
    assert_eq!(after[3], before[3], "a file of a closed quarter");
}
