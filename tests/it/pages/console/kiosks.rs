//! `/console/kiosks`: a tablet is paired, looked after and revoked without the API.

use ankieta::access::Role;
use serde_json::json;

use crate::harness::{Engine, Office};
use crate::on_both_databases;
use crate::pages::console::{SINS, assert_guarded, assert_text_alone, make_account, noted, send, signed_in, somebody};

on_both_databases!(
    a_kiosk_is_made_paired_changed_and_revoked,
    the_fleet_is_seen_without_a_number_that_moves_with_answers,
    a_kiosk_is_out_of_use_for_a_time,
    the_screen_is_seen_before_settings_are_saved,
    what_does_not_fit_is_shown_as_it_was_typed,
    a_kiosk_is_looked_after_by_those_of_its_department,
);

/// A kiosk, as the empty form sends it with a name.
const LOBBY: [(&str, &str); 12] = [
    ("name", " Hol "),
    ("survey", "obsluga"),
    ("department", "KM"),
    ("site", "parter"),
    ("monday", "07:30 – 12:00; 13:00-17:00"),
    ("tuesday", "07:30-15:30"),
    ("wednesday", "07:30-15:30"),
    ("thursday", "07:30-15:30"),
    ("friday", "07:30-15:30"),
    ("saturday", ""),
    ("sunday", ""),
    ("cooldown_seconds", "8"),
];

/// The same with something else in some fields.
fn but<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = LOBBY.iter().filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    kept.chain(changes).copied().collect()
}

/// What a page shows in a field that is read only.
fn value(page: &str, id: &str) -> String {
    let field = page.split(&format!("id=\"{id}\" value=\"")).nth(1).unwrap();
    field.split('"').next().unwrap().to_owned()
}

/// The address of the only kiosk in the list.
fn address(list: &str) -> String {
    let rest = list.split("<tbody>").nth(1).unwrap().split("href=\"").nth(1).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

fn a_kiosk_is_made_paired_changed_and_revoked(engine: Engine) {
    let office = Office::open(engine);
    let administrator = somebody(&office, Role::Administrator);
    let made = send(&administrator, "/console/kiosks", &LOBBY).expect(200);
    assert_eq!(made.header("cache-control"), "no-store");
    let words = value(&made.text(), "code");
    // Where nothing else is known, where this browser reached the service.
    let url = value(&made.text(), "url");
    let (kiosk_page, _) = url.split_once('#').unwrap();
    assert!(made.text().contains(&format!("otworzyć stronę {kiosk_page} i wpisać")), "{url}: {}", made.text());
    assert!(made.text().contains("na tablecie się nie otworzy") && !made.text().contains("albo zeskanować"));
    let list = administrator.get("/console/kiosks").expect(200).text();
    assert!(list.contains(">Hol</a>") && list.contains("czeka na sparowanie") && !list.contains(&words), "{list}");
    let kiosk = address(&list);
    let again = send(&administrator, &format!("{kiosk}/pairing"), &[]).expect(200).text();
    let newer = value(&again, "code");
    let pair = |code: &str| office.json("POST", "/api/v1/kiosks/pairing", "", &json!({ "code": code }));
    pair(&words).expect(404);
    let tablet = pair(&newer).expect(200).json();
    assert_eq!(tablet["opening_hours"]["monday"], json!(["07:30-12:00", "13:00-17:00"]));
    assert_eq!(tablet["name"], "Hol");
    let page = administrator.get(&kiosk).expect(200).text();
    assert!(page.contains(tablet["staff_pin"].as_str().unwrap()) && !page.contains(&newer), "{page}");
    assert!(page.contains("value=\"07:30-12:00, 13:00-17:00\""), "{page}");
    let changed =
        send(&administrator, &kiosk, &but(&[("name", "Sala"), ("department", ""), ("cooldown_seconds", "30")]));
    assert_eq!(changed.expect(303).header("location"), format!("{kiosk}?done=changed"));
    let key = tablet["key"].as_str().unwrap();
    let beat = json!({ "queued": 0, "refused": 0, "app_version": "1" });
    let shown = office.json("POST", "/api/v1/kiosks/heartbeat", key, &beat).expect(200).json();
    assert_eq!(
        (&shown["name"], &shown["department"], &shown["cooldown_seconds"]),
        (&json!("Sala"), &json!(null), &json!(30))
    );
    let revoked = send(&administrator, &format!("{kiosk}/revoke"), &[]).expect(303);
    let told = administrator.get(revoked.header("location")).expect(200).text();
    assert!(told.contains("Kiosk został wycofany.") && !told.contains("<button class=\"quiet\""), "{told}");
    for path in ["", "/pairing"] {
        let fields: &[(&str, &str)] = if path.is_empty() { &LOBBY } else { &[] };
        send(&administrator, &format!("{kiosk}{path}"), fields).expect(409);
    }
    send(&administrator, &format!("{kiosk}/revoke"), &[]).expect(404);
    let done: Vec<String> = noted(&office, "test-administrator").into_iter().map(|(action, _)| action).collect();
    for action in ["kiosk.create", "kiosk.code", "kiosk.change", "kiosk.revoke"] {
        assert_eq!(done.iter().filter(|noted| *noted == action).count(), 1, "{action}: {done:?}");
    }
}

fn the_fleet_is_seen_without_a_number_that_moves_with_answers(engine: Engine) {
    let office = Office::open(engine);
    let administrator = somebody(&office, Role::Administrator);
    let made = send(&administrator, "/console/kiosks", &LOBBY).expect(200).text();
    let code = json!({ "code": value(&made, "code") });
    let key = office.json("POST", "/api/v1/kiosks/pairing", "", &code).expect(200).json()["key"].clone();
    let list = |queued: u32, refused: u32, oldest: Option<&str>| {
        let beat = json!({
            "queued": queued, "oldest_queued_on": oldest, "refused": refused, "app_version": "1.2.3", "battery": 47,
        });
        office.json("POST", "/api/v1/kiosks/heartbeat", key.as_str().unwrap(), &beat).expect(200);
        let page = administrator.get("/console/kiosks").expect(200).text();
        page.split("<tbody>").nth(1).unwrap().split("</tbody>").next().unwrap().to_owned()
    };
    let calm = list(0, 0, None);
    for told in [">działa</td>", ">pusta</td>", ">brak</td>", "47\u{a0}%", ">starsza; tablet", ":00</td>"] {
        assert!(calm.contains(told), "{told}: {calm}");
    }
    let waiting = list(3, 2, Some("2026-07-13"));
    assert!(waiting.contains("czeka od 13.07.2026") && waiting.contains(">są</td>"), "{waiting}");
    assert_eq!(list(917, 845, Some("2026-07-13")), waiting, "how many there are is nowhere to be seen");
    let page = office.get("/kiosk", "").expect(200).text();
    let version = page.split("data-version=\"").nth(1).unwrap().split('"').next().unwrap();
    let beat = json!({ "queued": 0, "refused": 0, "app_version": version });
    office.json("POST", "/api/v1/kiosks/heartbeat", key.as_str().unwrap(), &beat).expect(200);
    assert!(administrator.get("/console/kiosks").expect(200).text().contains(">aktualna</td>"));
}

fn a_kiosk_is_out_of_use_for_a_time(engine: Engine) {
    let office = Office::open(engine);
    let administrator = somebody(&office, Role::Administrator);
    let made = send(&administrator, "/console/kiosks", &LOBBY).expect(200).text();
    office.json("POST", "/api/v1/kiosks/pairing", "", &json!({ "code": value(&made, "code") })).expect(200);
    let kiosk = address(&administrator.get("/console/kiosks").text());
    let days = |from, until, reason| [("out_from", from), ("out_until", until), ("out_reason", reason)];
    let rows =
        [days("2026-08-03", "2026-08-14", "wakacje"), days("2026-07-14", " 2026-07-15 ", " remont "), days("", "", "")];
    send(&administrator, &kiosk, &[&LOBBY[..], &rows.concat()].concat()).expect(303);
    let stored = office.get(&format!("/api/v1{}", kiosk.trim_start_matches("/console")), &office.admin).json();
    let expected = json!([
        { "from": "2026-07-14", "until": "2026-07-15", "reason": "remont" },
        { "from": "2026-08-03", "until": "2026-08-14", "reason": "wakacje" },
    ]);
    assert_eq!(stored["out_of_use"], expected, "in their order");
    let list = administrator.get("/console/kiosks").expect(200).text();
    assert!(list.contains(">nieczynny do 15.07.2026: remont</td>"), "{list}");
    // The tablet goes on until it has asked: how often it does is its own program's.
    assert!(include_str!("../../../../src/pages/kiosk/heartbeat.js").contains(
        "EVERY = 5 * 60_000;
const JITTER = 30_000;"
    ));
    assert!(list.contains("pyta o ustawienia co pięć minut"), "{list}");
    let page = administrator.get(&kiosk).expect(200).text();
    assert!(
        page.contains("value=\"wakacje\"") && page.contains("id=\"out_from-2\""),
        "a row waits for one more: {page}"
    );
    // Long after the last contact it is silent, but for the days on which nobody expects it.
    let waits = |at: &str| {
        let at: jiff::Zoned = format!("{at}[Europe/Warsaw]").parse().unwrap();
        office.clock.set(at.timestamp());
        signed_in(&office, "test-administrator").get("/console").expect(200).text().contains("Kioski, które milczą")
    };
    let called: Vec<bool> =
        ["2026-07-15T12:00", "2026-07-16T12:00", "2026-08-05T12:00"].into_iter().map(waits).collect();
    assert_eq!(called, [false, true, false]);
    let administrator = signed_in(&office, "test-administrator");
    for (place, row) in [
        ("out_from-0", days("lato", "2026-08-14", "wakacje")),
        ("out_until-0", days("2026-08-14", "2026-08-03", "wakacje")),
        ("out_reason-0", days("2026-08-03", "2026-08-14", "")),
    ] {
        let page = send(&administrator, &kiosk, &[&LOBBY[..], &row].concat()).expect(422).text();
        assert!(
            page.contains(&format!("id=\"{place}-wrong\"")) && page.contains("value=\"2026-08-14\""),
            "{place}: {page}"
        );
    }
    for sin in SINS {
        let row = days(sin, sin, sin);
        assert_text_alone(&send(&administrator, &kiosk, &[&LOBBY[..], &row].concat()).expect(422).text());
    }
}

fn the_screen_is_seen_before_settings_are_saved(engine: Engine) {
    let office = Office::open(engine);
    let administrator = somebody(&office, Role::Administrator);
    send(&administrator, "/console/kiosks", &LOBBY).expect(200);
    let kiosk = address(&administrator.get("/console/kiosks").text());
    let page = administrator.get(&kiosk).expect(200).text();
    assert!(page.contains(&format!("src=\"{kiosk}/preview\"")), "{page}");
    let still = administrator.get(&format!("{kiosk}/preview")).expect(200);
    let policy = still.header("content-security-policy").to_owned();
    assert!(policy.ends_with("frame-ancestors 'self'"), "{policy}");
    // Of the screens one is seen.
    let seen = |still: &str| {
        let screens = still.split("<section data-screen=\"").skip(1);
        let shown = screens.filter(|screen| !screen.split('>').next().unwrap().contains(" hidden"));
        shown.map(|screen| screen.split('"').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let still = still.text();
    assert_eq!(seen(&still), ["question"]);
    assert!(!still.contains("<script"), "it runs nothing and sends nothing");
    let preview = |changes: &[(&str, &str)]| send(&administrator, "/console/kiosks/preview", &but(changes));
    let anywhere = preview(&[("department", ""), ("name", ""), ("languages", "uk")]).expect(200).text();
    assert_eq!(seen(&anywhere), ["department"]);
    assert!(anywhere.contains("<html lang=\"uk\">"), "{anywhere}");
    let stored = || administrator.get(&kiosk).expect(200).text();
    assert!(stored().contains("value=\"KM\" selected"), "nothing is saved");
    assert!(noted(&office, "test-administrator").iter().all(|(action, _)| action != "kiosk.change"));
    let unfit = preview(&[("languages", "xx")]).expect(422);
    assert!(unfit.header("content-security-policy").ends_with("frame-ancestors 'self'"));
    assert_text_alone(&preview(&[("monday", SINS[0])]).expect(422).text());
    assert_guarded(&administrator, "/console/kiosks/preview", &LOBBY);
}

fn what_does_not_fit_is_shown_as_it_was_typed(engine: Engine) {
    let office = Office::open(engine);
    let administrator = somebody(&office, Role::Administrator);
    send(&administrator, "/console/kiosks", &LOBBY).expect(200);
    let kiosk = address(&administrator.get("/console/kiosks").text());
    for (field, typed) in [
        ("name", ""),
        ("survey", "none"),
        ("department", "XX"),
        ("site", "a\u{7}b"),
        ("languages", "xx"),
        ("monday", "siódma"),
        ("sunday", "15:30-07:30"),
        ("friday", "13:00-15:00, 08:00-12:00"),
        ("tuesday", "01:00-02:00,03:00-04:00,05:00-06:00,07:00-08:00,09:00-10:00"),
        ("cooldown_seconds", "osiem"),
        ("cooldown_seconds", "601"),
    ] {
        for path in ["/console/kiosks", &kiosk] {
            let refused = send(&administrator, path, &but(&[(field, typed)])).expect(422).text();
            assert!(refused.contains(&format!("id=\"{field}-wrong\"")), "{field}: {refused}");
            assert!(field == "survey" || field == "department" || refused.contains(typed), "{field}: {refused}");
        }
    }
    for sin in SINS {
        for field in ["name", "site", "monday", "cooldown_seconds"] {
            assert_text_alone(&send(&administrator, &kiosk, &but(&[(field, sin), ("sunday", "x")])).expect(422).text());
        }
        send(&administrator, &kiosk, &but(&[("name", sin), ("site", sin)])).expect(303);
        assert_text_alone(&administrator.get(&kiosk).expect(200).text());
        assert_text_alone(&administrator.get("/console/kiosks").expect(200).text());
        assert_text_alone(&send(&administrator, &format!("{kiosk}/pairing"), &[]).expect(200).text());
    }
    assert_guarded(&administrator, "/console/kiosks", &LOBBY);
    assert_guarded(&administrator, &kiosk, &LOBBY);
    assert_guarded(&administrator, &format!("{kiosk}/pairing"), &[]);
    assert_guarded(&administrator, &format!("{kiosk}/revoke"), &[]);
}

fn a_kiosk_is_looked_after_by_those_of_its_department(engine: Engine) {
    let office = Office::open(engine);
    make_account(&office, "jakosc", Role::QualityManager, &["GN"]);
    let manager = signed_in(&office, "jakosc");
    let administrator = somebody(&office, Role::Administrator);
    send(&administrator, "/console/kiosks", &LOBBY).expect(200);
    let kiosk = address(&administrator.get("/console/kiosks").text());
    assert!(!manager.get("/console/kiosks").expect(200).text().contains("Hol"));
    manager.get(&kiosk).expect(403);
    send(&manager, &kiosk, &but(&[("department", "GN")])).expect(403);
    for button in ["pairing", "revoke"] {
        send(&manager, &format!("{kiosk}/{button}"), &[]).expect(403);
    }
    for department in ["KM", ""] {
        send(&manager, "/console/kiosks", &but(&[("department", department)])).expect(403);
    }
    send(&manager, "/console/kiosks", &but(&[("department", "GN"), ("name", "Geodezja")])).expect(200);
    let list = manager.get("/console/kiosks").expect(200).text();
    assert!(list.contains("Geodezja") && !list.contains("Hol"), "{list}");
    let form = manager.get("/console/kiosks/new").expect(200).text();
    assert!(form.contains("value=\"GN\"") && !form.contains("value=\"KM\""), "{form}");
}
