//! Kiosks: set up, paired once, changed, replaced and revoked; how they are is told, and never who answered when.

use jiff::{ToSpan, Zoned};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Client, Engine, Office, Reply};
use crate::on_both_databases;
use crate::v1::samples::{expected, faults, item, send_batch};

on_both_databases!(
    a_code_pairs_one_tablet_once,
    a_code_dies_after_a_day,
    a_new_code_replaces_the_tablet_when_it_is_used,
    a_revoked_kiosk_is_out_of_service,
    a_tablet_out_of_service_hands_in_what_it_collected,
    a_kiosk_of_a_closed_department_is_out_of_use,
    a_tablet_that_cannot_keep_what_is_said_tells_so,
    a_heartbeat_is_answered_with_what_to_show,
    a_changed_department_is_covered_by_the_key,
    a_kiosk_is_silent_in_opening_hours_alone,
    a_kiosk_is_out_of_use_for_a_time,
    a_contact_is_no_finer_than_the_hour,
    faults_are_named_all_at_once,
    faults_of_a_heartbeat_are_named,
    guessing_is_limited_by_address,
    nobody_who_guesses_stops_others_from_pairing,
    metrics_count_kiosks_and_nothing_else,
    kiosks_are_listed_page_by_page,
);

const KIOSKS: &str = "/api/v1/kiosks";
const PAIRING: &str = "/api/v1/kiosks/pairing";
const HEARTBEAT: &str = "/api/v1/kiosks/heartbeat";

fn body() -> Value {
    json!({ "name": "Hol główny", "survey": "obsluga", "department": "KM", "site": "parter", "languages": ["pl", "uk"] })
}

/// Sets a kiosk up: its id and the code.
fn set_up(office: &Office, body: &Value) -> (String, String) {
    let made = office.json("POST", KIOSKS, &office.admin, body).expect(201).json();
    (made["kiosk"]["id"].as_str().unwrap().to_owned(), made["pairing"]["code"].as_str().unwrap().to_owned())
}

fn pair(client: &Client, code: &str) -> Reply {
    client.json("POST", PAIRING, "", &json!({ "code": code }))
}

/// Pairs a tablet: its key.
fn paired(office: &Office, code: &str) -> String {
    pair(office, code).expect(200).json()["key"].as_str().unwrap().to_owned()
}

fn report() -> Value {
    json!({ "queued": 3, "oldest_queued_on": "2026-07-12", "refused": 1, "app_version": "0.1.0", "battery": 80 })
}

fn heartbeat(office: &Office, key: &str) -> Reply {
    office.json("POST", HEARTBEAT, key, &report())
}

fn view(office: &Office, id: &str) -> Value {
    office.get(&format!("{KIOSKS}/{id}"), &office.admin).expect(200).json()
}

/// Moves the clock to a time at the office.
fn move_to(office: &Office, at: &str) {
    let at: Zoned = format!("{at}[Europe/Warsaw]").parse().unwrap();
    office.clock.set(at.timestamp());
}

fn a_code_pairs_one_tablet_once(engine: Engine) {
    let office = Office::with(engine, &["--public-url", "https://ankieta.example.pl"]);
    let reply = office.json("POST", KIOSKS, &office.admin, &body()).expect(201);
    assert_eq!(reply.header("cache-control"), "no-store");
    let made = reply.json();
    let (kiosk, pairing) = (&made["kiosk"], &made["pairing"]);
    assert_eq!(
        (&kiosk["condition"], &kiosk["contact"], &kiosk["key"]),
        (&json!("waiting"), &Value::Null, &Value::Null)
    );
    assert_eq!((&kiosk["cooldown_seconds"], &kiosk["languages"]), (&json!(8), &json!(["pl", "uk"])));
    assert_eq!(kiosk["opening_hours"]["friday"], json!(["07:30-15:30"]));
    let code = pairing["code"].as_str().unwrap();
    assert_eq!(code.split('-').count(), 3, "{code}");
    assert_eq!(pairing["url"], format!("https://ankieta.example.pl/kiosk#{code}"));
    assert!(pairing["qr"].as_str().unwrap().starts_with("<svg") && pairing["only_on_this_computer"] == false);
    assert_eq!(pairing["expires_at"], "2026-07-15T10:00:00Z");
    assert_eq!(view(&office, kiosk["id"].as_str().unwrap()), *kiosk);

    let typed = format!("  {} ", code.to_uppercase().replace('-', "  -"));
    let reply = pair(&office, &typed).expect(200);
    assert_eq!(reply.header("cache-control"), "no-store");
    let tablet = reply.json();
    for member in
        ["name", "survey", "department", "site", "languages", "opening_hours", "cooldown_seconds", "staff_pin"]
    {
        assert_eq!(tablet[member], kiosk[member], "{member}");
    }
    assert_eq!(tablet["kiosk"], kiosk["id"]);
    let key = tablet["key"].as_str().unwrap();
    let results = send_batch(&office, key, &[item("KM", json!({ "OVERALL": 5 })), item("GN", json!({ "OVERALL": 5 }))]);
    let results = results.expect(200).json();
    assert_eq!(
        (&results["results"][0]["status"], &results["results"][1]["status"]),
        (&json!("created"), &json!("invalid"))
    );
    assert_eq!(view(&office, tablet["kiosk"].as_str().unwrap())["condition"], "working");

    let again = pair(&office, code).expect(404).json();
    let wrong = pair(&office, "rower-zamek-lipiec").expect(404).json();
    let no_code = pair(&office, "nie wiem").expect(404).json();
    let plain = |mut problem: Value| {
        problem["instance"] = Value::Null;
        problem
    };
    assert_eq!((plain(again.clone()), plain(again)), (plain(wrong), plain(no_code)), "all are one and the same");
    let log = office.get("/api/v1/audit", &office.admin).expect(200).text();
    assert!(log.contains("kiosk.create") && log.contains("kiosk.pair") && !log.contains(code), "{log}");
}

fn a_code_dies_after_a_day(engine: Engine) {
    let office = Office::open(engine);
    let (_, code) = set_up(&office, &body());
    let (_, other) = set_up(&office, &body());
    move_to(&office, "2026-07-15T11:59:59");
    paired(&office, &code);
    move_to(&office, "2026-07-15T12:00:00");
    pair(&office, &other).expect(404);
}

fn a_new_code_replaces_the_tablet_when_it_is_used(engine: Engine) {
    let office = Office::open(engine);
    let (id, first) = set_up(&office, &body());
    let again = format!("{KIOSKS}/{id}/pairing");
    let new_code = || office.send("POST", &again, &office.admin, &[], &[]).expect(201).json()["code"].clone();
    let second = new_code();
    pair(&office, &first).expect(404);
    let old = paired(&office, second.as_str().unwrap());
    let third = new_code();
    heartbeat(&office, &old).expect(200);
    assert_eq!(view(&office, &id)["condition"], "working", "the old tablet works until the new one is there");
    let new = paired(&office, third.as_str().unwrap());
    heartbeat(&office, &old).expect(401);
    send_batch(&office, &old, &[item("KM", json!({ "OVERALL": 5 }))]).expect(401);
    heartbeat(&office, &new).expect(200);
    office.send("POST", &format!("{KIOSKS}/{}/pairing", Uuid::new_v4()), &office.admin, &[], &[]).expect(404);
}

fn a_revoked_kiosk_is_out_of_service(engine: Engine) {
    let office = Office::open(engine);
    let (id, code) = set_up(&office, &body());
    let key = paired(&office, &code);
    let path = format!("{KIOSKS}/{id}");
    let pending = office.send("POST", &format!("{path}/pairing"), &office.admin, &[], &[]).expect(201).json();
    office.delete(&path, &office.admin).expect(204);
    heartbeat(&office, &key).expect(401);
    pair(&office, pending["code"].as_str().unwrap()).expect(404);
    let kiosk = view(&office, &id);
    assert_eq!((&kiosk["condition"], &kiosk["revoked_on"]), (&json!("revoked"), &json!("2026-07-14")));
    office.delete(&path, &office.admin).expect(404);
    office.json("PUT", &path, &office.admin, &body()).expect(409);
    office.send("POST", &format!("{path}/pairing"), &office.admin, &[], &[]).expect(409);
    for id in ["nothing", &Uuid::new_v4().to_string()] {
        office.get(&format!("{KIOSKS}/{id}"), &office.admin).expect(404);
        office.delete(&format!("{KIOSKS}/{id}"), &office.admin).expect(404);
        office.json("PUT", &format!("{KIOSKS}/{id}"), &office.admin, &body()).expect(404);
    }
}

/// A response that says when it was collected.
fn collected(day: &str) -> Value {
    let mut item = item("KM", json!({ "OVERALL": 5 }));
    item["collected_on"] = json!(day);
    item
}

fn a_tablet_out_of_service_hands_in_what_it_collected(engine: Engine) {
    let office = Office::open(engine);
    let (id, code) = set_up(&office, &body());
    let key = paired(&office, &code);
    let (stolen, code) = set_up(&office, &body());
    let stolen_key = paired(&office, &code);
    for id in [&id, &stolen] {
        office.delete(&format!("{KIOSKS}/{id}"), &office.admin).expect(204);
    }
    // Somebody else has that tablet now: its key itself is revoked.
    let key_of_stolen = view(&office, &stolen)["key"].as_str().unwrap().to_owned();
    office.delete(&format!("/api/v1/keys/{key_of_stolen}"), &office.admin).expect(204);
    let keys = office.get("/api/v1/keys?limit=100", &office.admin).expect(200).json();
    let retired = keys["items"].as_array().unwrap().iter().filter(|key| key["retired_on"] == "2026-07-14");
    assert_eq!(retired.count(), 2);

    move_to(&office, "2026-08-28T12:00:00");
    let before = collected("2026-07-14");
    send_batch(&office, &stolen_key, std::slice::from_ref(&before)).expect(401);
    send_batch(&office, &key, &[collected("2026-07-15")]).expect(401);
    send_batch(&office, &key, &[item("KM", json!({ "OVERALL": 5 }))]).expect(401);
    let reply = send_batch(&office, &key, &[before.clone(), collected("2026-07-15"), collected("2026-08-29")]);
    let results = reply.expect(200).json();
    let status = |place: usize| results["results"][place]["status"].as_str().unwrap().to_owned();
    assert_eq!([status(0), status(1), status(2)], ["created", "invalid", "invalid"]);
    assert_eq!(results["results"][1]["errors"][0]["code"], "not_permitted");
    heartbeat(&office, &key).expect(401);
    move_to(&office, "2026-08-29T12:00:00");
    send_batch(&office, &key, &[before]).expect(401);
}

fn a_kiosk_of_a_closed_department_is_out_of_use(engine: Engine) {
    let office = Office::open(engine);
    let (id, code) = set_up(&office, &body());
    let shown = pair(&office, &code).expect(200).json();
    let key = shown["key"].as_str().unwrap();
    let in_use = || heartbeat(&office, key).expect(200).json()["in_use"].clone();
    assert_eq!((&shown["in_use"], in_use()), (&json!(true), json!(true)));
    let mut anywhere = body();
    anywhere["department"] = Value::Null;
    let (_, code) = set_up(&office, &anywhere);
    let everywhere = paired(&office, &code);

    let open = |open: bool| {
        office.json("PATCH", "/api/v1/departments/KM", &office.admin, &json!({ "active": open })).expect(200);
    };
    open(false);
    assert_eq!(in_use(), json!(false));
    assert_eq!(heartbeat(&office, &everywhere).expect(200).json()["in_use"], true, "other departments are open");
    for (method, path) in [("POST", KIOSKS.to_owned()), ("PUT", format!("{KIOSKS}/{id}"))] {
        let refused = office.json(method, &path, &office.admin, &body()).expect(422).json();
        assert_eq!(faults(&refused), expected(&[("/department", "closed_department")]));
    }
    // What was collected before is taken.
    move_to(&office, "2026-08-28T12:00:00");
    let results = send_batch(&office, key, &[collected("2026-07-14")]).expect(200).json();
    assert_eq!(results["results"][0], json!({ "id": results["results"][0]["id"], "status": "created" }));
    open(true);
    assert_eq!(in_use(), json!(true));
}

fn a_tablet_that_cannot_keep_what_is_said_tells_so(engine: Engine) {
    let office = Office::open(engine);
    let (id, code) = set_up(&office, &body());
    let key = paired(&office, &code);
    let told = |failing: bool| {
        let mut report = report();
        report["storage_failing"] = json!(failing);
        office.json("POST", HEARTBEAT, &key, &report).expect(200);
        let kiosk = view(&office, &id);
        (kiosk["condition"].as_str().unwrap().to_owned(), kiosk["contact"]["storage_failing"].as_bool().unwrap())
    };
    assert_eq!(told(false), ("working".to_owned(), false));
    assert_eq!(told(true), ("failing".to_owned(), true), "it is news at once");
    move_to(&office, "2026-07-14T13:30:00");
    assert_eq!(view(&office, &id)["condition"], "silent", "nobody knows any more");
    assert_eq!(told(false), ("working".to_owned(), false));
}

fn a_heartbeat_is_answered_with_what_to_show(engine: Engine) {
    let office = Office::open(engine);
    let (id, code) = set_up(&office, &body());
    let key = paired(&office, &code);
    let contact = view(&office, &id)["contact"].clone();
    assert_eq!((&contact["queued"], &contact["app_version"]), (&json!(0), &Value::Null), "it has not reported yet");
    let shown = heartbeat(&office, &key).expect(200).json();
    assert_eq!((&shown["kiosk"], &shown["name"]), (&json!(id), &json!("Hol główny")));
    assert_eq!(shown.get("key"), None);
    let mut contact = report();
    contact["at"] = json!("2026-07-14T10:00:00Z");
    contact["storage_failing"] = json!(false);
    assert_eq!(view(&office, &id)["contact"], contact);
    office.json("POST", HEARTBEAT, &key, &json!({ "queued": 0, "refused": 0, "app_version": "0.1.1" })).expect(200);
    let contact = view(&office, &id)["contact"].clone();
    assert_eq!(
        (&contact["battery"], &contact["oldest_queued_on"]),
        (&Value::Null, &Value::Null),
        "nothing of old stays"
    );

    let mut changed = body();
    changed["name"] = json!("Hol boczny");
    changed["cooldown_seconds"] = json!(20);
    changed["opening_hours"] = json!({ "saturday": ["08:00-12:00", "12:30-14:00"] });
    let path = format!("{KIOSKS}/{id}");
    let after = office.json("PUT", &path, &office.admin, &changed).expect(200).json();
    assert_eq!(after, view(&office, &id));
    let shown = heartbeat(&office, &key).expect(200).json();
    assert_eq!((&shown["name"], &shown["cooldown_seconds"]), (&json!("Hol boczny"), &json!(20)));
    assert_eq!(shown["opening_hours"]["saturday"], json!(["08:00-12:00", "12:30-14:00"]));
    assert_eq!(shown["opening_hours"]["monday"], json!([]));
    assert_eq!((&after["staff_pin"], &after["key"]), (&shown["staff_pin"], &view(&office, &id)["key"]));
    heartbeat(&office, &office.key("submit", &[])).expect(403);
}

fn a_changed_department_is_covered_by_the_key(engine: Engine) {
    let office = Office::open(engine);
    let (id, code) = set_up(&office, &body());
    let key = paired(&office, &code);
    let path = format!("{KIOSKS}/{id}");
    let take = |department: &str| {
        let reply = send_batch(&office, &key, &[item(department, json!({ "OVERALL": 5 }))]).expect(200).json();
        reply["results"][0]["status"] == "created"
    };
    assert!(!take("GN"));
    let mut changed = body();
    changed["department"] = json!("GN");
    office.json("PUT", &path, &office.admin, &changed).expect(200);
    assert!(take("GN") && take("KM") && !take("AB"), "what waited for the old department still arrives");
    changed["department"] = Value::Null;
    office.json("PUT", &path, &office.admin, &changed).expect(200);
    assert!(take("AB"));
}

fn a_kiosk_is_silent_in_opening_hours_alone(engine: Engine) {
    let office = Office::open(engine);
    let (id, code) = set_up(&office, &body());
    let key = paired(&office, &code);
    let condition = |at: &str| {
        move_to(&office, at);
        view(&office, &id)["condition"].as_str().unwrap().to_owned()
    };
    // Tuesday; what was heard at 12:00 may have been heard at 12:59.
    assert_eq!(condition("2026-07-14T13:29:59"), "working");
    assert_eq!(condition("2026-07-14T13:30:00"), "silent");
    assert_eq!(condition("2026-07-14T15:29:59"), "silent");
    assert_eq!(condition("2026-07-14T15:30:00"), "working", "nobody need report after closing");
    assert_eq!(condition("2026-07-15T08:00:00"), "working", "half an hour to wake up");
    assert_eq!(condition("2026-07-15T08:01:00"), "silent");
    heartbeat(&office, &key).expect(200);
    assert_eq!(condition("2026-07-15T08:20:00"), "working");
    assert_eq!(condition("2026-07-18T12:00:00"), "working", "a Saturday");
    assert_eq!(condition("2026-07-19T12:00:00"), "working", "a Sunday");
    assert_eq!(condition("2026-07-20T08:00:59"), "working");
    assert_eq!(condition("2026-07-20T08:01:00"), "silent");
}

fn a_kiosk_is_out_of_use_for_a_time(engine: Engine) {
    let office = Office::open(engine);
    let (id, code) = set_up(&office, &body());
    let key = paired(&office, &code);
    let mut resting = body();
    let repair = json!({ "from": "2026-07-15", "until": "2026-07-16", "reason": "remont holu" });
    let holidays = json!({ "from": "2026-08-03", "until": "2026-08-14", "reason": "przerwa wakacyjna" });
    resting["out_of_use"] = json!([repair, holidays]);
    let path = format!("{KIOSKS}/{id}");
    assert_eq!(
        office.json("PUT", &path, &office.admin, &resting).expect(200).json()["out_of_use"],
        resting["out_of_use"]
    );
    let condition = |at: &str| {
        move_to(&office, at);
        view(&office, &id)["condition"].as_str().unwrap().to_owned()
    };
    // Nobody reports, and nobody is called.
    assert_eq!(condition("2026-07-14T14:00:00"), "silent");
    assert_eq!(condition("2026-07-15T08:01:00"), "out_of_use");
    let shown = heartbeat(&office, &key).expect(200).json();
    let days =
        json!([{ "from": "2026-07-15", "until": "2026-07-16" }, { "from": "2026-08-03", "until": "2026-08-14" }]);
    assert_eq!((&shown["out_of_use"], &shown["in_use"]), (&days, &json!(true)), "and the tablet is not told why");
    assert_eq!(condition("2026-07-16T15:00:00"), "out_of_use");
    assert_eq!(condition("2026-07-17T12:00:00"), "silent", "it is expected back by itself");
    assert_eq!(heartbeat(&office, &key).expect(200).json()["out_of_use"], json!([days[1]]));
    let refused = |changed: Value, expect: &[(&str, &str)]| {
        let mut wrong = body();
        wrong["out_of_use"] = changed;
        assert_eq!(faults(&office.json("PUT", &path, &office.admin, &wrong).expect(422).json()), expected(expect));
    };
    refused(json!([holidays, repair]), &[("/out_of_use/1/from", "out_of_order")]);
    let days = |from: &str, until: &str, reason: &str| json!([{ "from": from, "until": until, "reason": reason }]);
    refused(days("2026-08-03", "2026-08-02", "remont"), &[("/out_of_use/0/until", "out_of_order")]);
    refused(days("3.08.2026", "2026-08-04", "remont"), &[("/out_of_use/0/from", "malformed")]);
    refused(days("2026-08-03", "2026-08-04", "ab"), &[("/out_of_use/0/reason", "out_of_range")]);
    office.json("PUT", &path, &office.admin, &body()).expect(200);
    assert_eq!(view(&office, &id)["out_of_use"], json!([]));
}

fn a_contact_is_no_finer_than_the_hour(engine: Engine) {
    let office = Office::open(engine);
    let (id, code) = set_up(&office, &body());
    move_to(&office, "2026-07-14T12:09:59.999");
    let key = paired(&office, &code);
    assert_eq!(view(&office, &id)["contact"]["at"], "2026-07-14T10:00:00Z");
    for (at, kept) in [("12:59:59", "10:00:00"), ("13:00:00", "11:00:00"), ("13:17:31", "11:00:00")] {
        move_to(&office, &format!("2026-07-14T{at}"));
        heartbeat(&office, &key).expect(200);
        assert_eq!(view(&office, &id)["contact"]["at"], format!("2026-07-14T{kept}Z"));
    }
    // What is no news within the hour is not written down; what calls for somebody is, at once.
    let told = |change: Value| {
        let mut report = report();
        report.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        office.json("POST", HEARTBEAT, &key, &report).expect(200);
        view(&office, &id)["contact"].clone()
    };
    let before = view(&office, &id)["contact"].clone();
    let (queued, battery) = (before["queued"].as_u64().unwrap(), before["battery"].as_u64().unwrap());
    assert_eq!((queued > 0, battery), (true, 80));
    assert_eq!(told(json!({ "queued": queued + 1, "battery": battery + 5 })), before);
    let tenth = told(json!({ "battery": battery - 10 }));
    assert_eq!(tenth["battery"], battery - 10);
    assert_eq!(told(json!({ "refused": 77, "battery": battery - 10 }))["refused"], 77);
    // Answering is no contact, and leaves no trace in what is known of the tablet.
    let before = view(&office, &id);
    office.clock.set(office.clock.now().saturating_add(20.minutes()).timestamp());
    send_batch(&office, &key, &[item("KM", json!({ "OVERALL": 5 }))]).expect(200);
    assert_eq!(view(&office, &id), before);
    let mut backup = Vec::new();
    ankieta::storage::archive::write(&mut office.storage.dedicated().unwrap(), &mut backup).unwrap();
    let rows = String::from_utf8(backup).unwrap();
    let contact = rows.lines().find(|line| line.starts_with("[\"contacts\"")).unwrap();
    let row: Value = serde_json::from_str(contact).unwrap();
    assert_eq!(row[1]["at"].as_i64().unwrap() % 3600, 0);
}

fn faults_are_named_all_at_once(engine: Engine) {
    let office = Office::open(engine);
    let refused = |change: Value| {
        let mut body = body();
        for (member, value) in change.as_object().unwrap() {
            body[member] = value.clone();
        }
        faults(&office.json("POST", KIOSKS, &office.admin, &body).expect(422).json())
    };
    for (change, found) in [
        (json!({ "name": "" }), vec![("/name", "out_of_range")]),
        (json!({ "name": "a\u{0}" }), vec![("/name", "malformed")]),
        (json!({ "site": "x".repeat(201) }), vec![("/site", "out_of_range")]),
        (json!({ "survey": "nieznana" }), vec![("/survey", "unknown_survey")]),
        (
            json!({ "department": "NONE", "languages": ["pl", "fr", "pl"] }),
            vec![
                ("/department", "unknown_department"),
                ("/languages/1", "unknown_language"),
                ("/languages/2", "duplicate"),
            ],
        ),
        (
            json!({ "survey": "A b", "department": "km", "languages": ["polski"] }),
            vec![("/survey", "malformed"), ("/department", "malformed"), ("/languages/0", "malformed")],
        ),
        (json!({ "languages": [] }), vec![("/languages", "out_of_range")]),
        (json!({ "cooldown_seconds": 0 }), vec![("/cooldown_seconds", "out_of_range")]),
        (json!({ "cooldown_seconds": 601 }), vec![("/cooldown_seconds", "out_of_range")]),
        (
            json!({ "opening_hours": { "monday": ["08:00-16:00", "8-16"], "sunday": ["25:00-26:00"] } }),
            vec![("/opening_hours/monday/1", "malformed"), ("/opening_hours/sunday/0", "malformed")],
        ),
        (
            json!({ "opening_hours": { "tuesday": ["08:00-12:00", "11:00-16:00"] } }),
            vec![("/opening_hours/tuesday/1", "out_of_order")],
        ),
        (
            json!({ "opening_hours": { "friday": vec!["08:00-16:00"; 5] } }),
            vec![("/opening_hours/friday", "out_of_range")],
        ),
        (json!({ "opening_hours": { "funday": [] } }), vec![("/opening_hours/funday", "unknown_field")]),
        (json!({ "staff_pin": "000000" }), vec![("/staff_pin", "unknown_field")]),
    ] {
        assert_eq!(refused(change.clone()), expected(&found), "{change}");
    }
    assert_eq!(office.get(KIOSKS, &office.admin).expect(200).json()["items"], json!([]), "nothing was set up");
    let least = json!({ "name": "a", "survey": "obsluga" });
    let made = office.json("POST", KIOSKS, &office.admin, &least).expect(201).json();
    assert_eq!(made["kiosk"]["languages"], json!(["pl", "en", "uk", "de"]));
    assert_eq!((&made["kiosk"]["department"], &made["kiosk"]["site"]), (&Value::Null, &json!("")));
}

fn faults_of_a_heartbeat_are_named(engine: Engine) {
    let office = Office::open(engine);
    let (_, code) = set_up(&office, &body());
    let key = paired(&office, &code);
    for (member, value, found) in [
        ("queued", json!(1_000_001), "out_of_range"),
        ("queued", json!(-1), "wrong_type"),
        ("refused", json!(1_000_001), "out_of_range"),
        ("battery", json!(101), "out_of_range"),
        ("app_version", json!(""), "out_of_range"),
        ("app_version", json!("a\nb"), "malformed"),
        ("oldest_queued_on", json!("2026-07-12T10:00"), "malformed"),
        ("responses", json!(7), "unknown_field"),
        ("last_response_at", json!("10:00"), "unknown_field"),
    ] {
        let mut body = report();
        body[member] = value;
        let problem = office.json("POST", HEARTBEAT, &key, &body).expect(422).json();
        assert_eq!(faults(&problem), expected(&[(&format!("/{member}"), found)]));
    }
    let long = "x".repeat(201);
    assert_eq!(faults(&pair(&office, &long).expect(422).json()), expected(&[("/code", "out_of_range")]));
}

fn guessing_is_limited_by_address(engine: Engine) {
    let office = Office::with(engine, &["--trusted-proxy", "127.0.0.1"]);
    let (_, code) = set_up(&office, &body());
    let try_from = |address: &str, code: &str| {
        let headers = [("content-type", "application/json"), ("x-forwarded-for", address)];
        office.send("POST", PAIRING, "", &headers, json!({ "code": code }).to_string().as_bytes())
    };
    for _ in 0..10 {
        try_from("203.0.113.1", "rower-zamek-lipiec").expect(404);
    }
    let refused = try_from("203.0.113.1", &code).expect(429);
    let wait: u64 = refused.header("retry-after").parse().unwrap();
    assert_eq!(wait, 600);
    assert_eq!(refused.json()["type"], "urn:ankieta:problem:too-many-requests");
    try_from("203.0.113.2", "rower-zamek-lipiec").expect(404);
    let later = office.clock.now().timestamp() + 10.minutes();
    office.clock.set(later - 1.second());
    try_from("203.0.113.1", &code).expect(429);
    office.clock.set(later);
    try_from("203.0.113.1", &code).expect(200);
}

fn nobody_who_guesses_stops_others_from_pairing(engine: Engine) {
    let office = Office::with(engine, &["--trusted-proxy", "127.0.0.1"]);
    let try_from = |number: usize, code: &str| {
        let address = format!("203.0.113.{number}");
        let headers = [("content-type", "application/json"), ("x-forwarded-for", address.as_str())];
        office.send("POST", PAIRING, "", &headers, json!({ "code": code }).to_string().as_bytes())
    };
    for number in 0..150 {
        try_from(number, "rower-zamek-lipiec").expect(404);
    }
    // A lobby of tablets behind one address: what is right counts for nothing.
    for _ in 0..12 {
        let (_, code) = set_up(&office, &body());
        try_from(250, &code).expect(200);
    }
}

fn metrics_count_kiosks_and_nothing_else(engine: Engine) {
    let office = Office::open(engine);
    let (_, first) = set_up(&office, &body());
    let (_, second) = set_up(&office, &body());
    let (third, _) = set_up(&office, &body());
    set_up(&office, &body());
    office.delete(&format!("{KIOSKS}/{third}"), &office.admin).expect(204);
    paired(&office, &first);
    let key = paired(&office, &second);
    move_to(&office, "2026-07-14T13:30:00");
    heartbeat(&office, &key).expect(200);
    let text = office.get("/metrics", &office.admin).expect(200).text();
    let lines: Vec<&str> = text.lines().filter(|line| line.starts_with("ankieta_kiosks{")).collect();
    assert_eq!(lines.len(), 6, "{lines:?}");
    for condition in ["working", "silent", "waiting", "revoked"] {
        assert!(lines.contains(&format!("ankieta_kiosks{{condition=\"{condition}\"}} 1").as_str()), "{lines:?}");
    }
}

fn kiosks_are_listed_page_by_page(engine: Engine) {
    let office = Office::open(engine);
    let mut made: Vec<String> = (0..5).map(|_| set_up(&office, &body()).0).collect();
    made.sort();
    let mut listed = Vec::new();
    let mut path = format!("{KIOSKS}?limit=2");
    loop {
        let page = office.get(&path, &office.admin).expect(200).json();
        listed.extend(page["items"].as_array().unwrap().iter().map(|kiosk| kiosk["id"].as_str().unwrap().to_owned()));
        match page["cursor"].as_str() {
            Some(cursor) => path = format!("{KIOSKS}?limit=2&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(listed, made);
}
