//! `/console`: what waits, for each of them what is theirs; and how the service is, for whoever runs it.

use ankieta::access::Role;
use jiff::civil::date;
use serde_json::{Value, json};

use crate::harness::{Engine, Office};
use crate::on_both_databases;
use crate::pages::console::somebody;
use crate::v1::samples::collect;

on_both_databases!(
    each_sees_what_waits_for_them,
    nothing_waits_when_all_is_done,
    a_page_is_in_the_language_of_the_account,
);

fn each_sees_what_waits_for_them(engine: Engine) {
    let office = Office::open(engine);
    let kiosk = office.key("submit", &[]);
    let answers = json!({ "OVERALL": 5, "SUGGEST": "Więcej krzeseł w holu." });
    collect(&office, &kiosk, "KM", "2026-07-10", &answers, 12);
    collect(&office, &kiosk, "KM", "2026-07-10", &json!({ "OVERALL": 1 }), 60);
    let kiosk = json!({ "name": "Hol", "survey": "obsluga" });
    let made = office.json("POST", "/api/v1/kiosks", &office.admin, &kiosk).expect(201).json();
    let code = json!({ "code": made["pairing"]["code"] });
    office.json("POST", "/api/v1/kiosks/pairing", "", &code).expect(200);
    let action = |due: &str, department: &str| {
        let body = json!({
            "title": "Krzesła", "source": "other", "finding": "Brakuje krzeseł.", "survey": "obsluga",
            "question": "OVERALL", "department": department, "owner": "Jan", "decided_on": "2026-07-01", "due_on": due,
        });
        office.json("POST", "/api/v1/actions", &office.admin, &body).expect(201);
    };
    action("2026-10-01", "KM");
    action("2026-10-20", "GN");
    let target =
        |department: Value| json!({ "question": "OVERALL", "department": department, "share": 0.9, "from": "2026-Q3" });
    let target = json!({ "targets": [target(json!("KM")), target(Value::Null)] });
    office.json("PUT", "/api/v1/surveys/obsluga/targets", &office.admin, &target).expect(200);
    office.tick(date(2026, 10, 15));
    let shown = |role: Role| somebody(&office, role).get("/console").expect(200).text();
    let visitor = somebody(&office, Role::QualityManager);
    let manager = visitor.get("/console").expect(200).text().replace('\u{a0}', " ");
    for waiting in [
        "Uwagi do przeczytania: 12",
        "Uwagi za IV kwartał 2026 r. będzie można przeczytać od 01.01.2027.",
        "Liczba wizyt za wrzesień 2026 r. do wpisania",
        "Skargi i wnioski za III kwartał 2026 r. do wpisania",
        "Działania po terminie: 1",
        "Działania z terminem w ciągu dwóch tygodni: 1",
        "Kioski, które milczą w godzinach otwarcia: 1",
        "Sygnały w wynikach za III kwartał 2026 r. bez działania: 1<",
        "Nieosiągnięte cele za III kwartał 2026 r. bez działania: 1<",
        "Przegląd zarządzania za III kwartał 2026 r. do wydania",
    ] {
        assert!(manager.contains(waiting), "{waiting}: {manager}");
    }
    let tasks = manager.split("<ul class=\"tasks\">").nth(1).unwrap().split("\n</ul>").next().unwrap();
    assert!(
        tasks.contains("<li>Cały urząd: ") && tasks.contains("(działanie w toku)</li>"),
        "each department once, by its headline: {tasks}"
    );
    let addresses: Vec<&str> = tasks.split("<a href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(addresses.len(), tasks.matches("<li><a ").count(), "{tasks}");
    for address in &addresses {
        let path = address.split('#').next().unwrap().replace("&#38;", "&");
        visitor.get(&path).expect(200);
    }
    assert!(addresses[0] == "/console/comments" && addresses.contains(&"/console/actions?survey=obsluga#signals"));
    assert!(!manager.contains("Stan usługi"));
    let head = shown(Role::Head);
    assert!(head.contains("Działania po terminie: 1") && !head.contains("w ciągu dwóch tygodni"), "{head}");
    assert!(!head.contains("Uwagi do") && !head.contains("Przegląd"), "{head}");
    let clerk = shown(Role::Clerk);
    assert!(clerk.contains("Liczba wizyt za wrzesień") && !clerk.contains("Sygnały"), "{clerk}");
    let viewer = shown(Role::Viewer);
    assert!(
        viewer.contains("Sygnały w wynikach")
            && viewer.contains("href=\"/results/obsluga?")
            && !viewer.contains("Działania po"),
        "{viewer}"
    );
    let administrator = shown(Role::Administrator);
    for found in [
        "Stan usługi",
        env!("CARGO_PKG_VERSION"),
        "<dd>15.10.2026",
        "Kioski, które milczą",
        "Dysk",
        "na serwerze, w folderze programu",
    ] {
        assert!(administrator.contains(found), "{found}: {administrator}");
    }
    assert!(!administrator.contains("Uwagi do przeczytania"), "{administrator}");
}

fn nothing_waits_when_all_is_done(engine: Engine) {
    let office = Office::open(engine);
    let departments = office.get("/api/v1/departments", &office.admin).expect(200).json();
    for department in departments["items"].as_array().unwrap() {
        let code = department["code"].as_str().unwrap();
        let visits = json!({ "visits": 5 });
        office.json("PUT", &format!("/api/v1/visits/2026-06/{code}"), &office.admin, &visits).expect(200);
        let none = json!({ "received": 0, "on_time": 0, "justified": 0 });
        let path = format!("/api/v1/complaints/2026-Q2/{code}");
        office.json("PUT", &path, &office.admin, &json!({ "complaints": none, "motions": none })).expect(200);
    }
    for role in [Role::QualityManager, Role::Clerk, Role::Viewer, Role::Administrator] {
        let page = somebody(&office, role).get("/console").expect(200).text();
        assert!(page.contains("Nic na Państwa nie czeka."), "{role:?}: {page}");
    }
}

fn a_page_is_in_the_language_of_the_account(engine: Engine) {
    let office = Office::open(engine);
    let page = somebody(&office, Role::Clerk).send("GET", "/console", "", &[("accept-language", "en")]);
    let page = page.expect(200).text();
    assert!(page.contains("Starostwo Powiatowe w Jeleniej Górze"), "{page}");
    assert!(!page.contains("County Office"), "{page}");
}
