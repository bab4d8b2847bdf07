//! The kiosk as the server sends it: what a tablet keeps, and what it shows in each language.

use crate::harness::{Engine, Office};

#[test]
fn a_tablet_is_given_everything_that_it_keeps() {
    let office = Office::open(Engine::Sqlite);
    let page = office.get("/kiosk", "").expect(200);
    assert!(page.header("content-security-policy").contains("worker-src 'self'"));
    let worker = office.get("/kiosk/worker.js", "").expect(200);
    assert_eq!(worker.header("service-worker-allowed"), "/kiosk");
    assert_eq!(worker.header("cache-control"), "no-cache");
    // A worker fetches by its own policy.
    assert!(worker.header("content-security-policy").contains("connect-src 'self'"));
    let script = worker.text();
    let files = script.split("FILES = ").nth(1).and_then(|rest| rest.split(';').next()).unwrap();
    let files: Vec<String> = serde_json::from_str(files).unwrap();
    for file in &files {
        office.get(file, "").expect(200);
    }
    // What the page names, and what its scripts import, is among it.
    for asked in page.text().split('"').filter(|text| text.starts_with("/assets/")) {
        assert!(files.iter().any(|file| file == asked), "{asked}");
    }
    for file in files.iter().filter(|file| file.ends_with(".js")) {
        let (folder, _) = file.rsplit_once('/').unwrap();
        for import in office.get(file, "").text().split("from './").skip(1) {
            let wanted = format!("{folder}/{}", import.split('\'').next().unwrap());
            assert!(files.contains(&wanted), "{file} imports {wanted}");
        }
    }
}

#[test]
fn screens_are_in_one_language_and_hold_what_a_kiosk_asks() {
    let office = Office::open(Engine::Sqlite);
    let words = [("pl", "Jeszcze jestem"), ("en", "I am still here"), ("uk", "Я ще тут"), ("de", "Ich bin noch da")];
    for (language, own) in words {
        let screens = office.get(&format!("/kiosk/screens/obsluga?lang={language}"), "").expect(200);
        assert_eq!(screens.header("content-language"), language);
        assert!(screens.header("etag").len() > 10);
        let text = screens.text();
        for (other, foreign) in words {
            assert_eq!(text.contains(foreign), other == language, "{foreign} in {language}");
        }
        assert!(text.contains(own));
        for asked in ["OVERALL", "COURTESY", "OUTCOME", "REASON", "MATTER", "RTYPE"] {
            assert!(text.contains(&format!("data-code=\"{asked}\"")), "{asked}");
        }
        // Asked on the web and on paper alone.
        assert!(!text.contains("data-code=\"FREQ\"") && !text.contains("data-code=\"SUGGEST\""));
        assert!(text.contains("data-code=\"REASON\" tabindex=\"-1\"") && text.contains("data-after=\"OVERALL\""));
    }
    office.get("/kiosk/screens/nothing", "").expect(404);
}
