//! `/s/{survey}/{department}/poster`: the address on it is the public one. That a camera reads it is tested in a browser.

use serde_json::json;

use crate::harness::{Engine, Office};

#[test]
fn a_poster_has_the_public_address_of_its_form() {
    let office = Office::with(Engine::Sqlite, &["--public-url", "https://ankieta.example.pl"]);
    for (language, invitation) in [
        ("pl", "Jak Państwa obsłużyliśmy?"),
        ("en", "How did we serve you?"),
        ("uk", "Як ми Вас обслужили?"),
        ("de", "Wie zufrieden waren Sie mit uns?"),
    ] {
        let reply = office.get(&format!("/s/obsluga/KM/poster?lang={language}"), "").expect(200);
        assert_eq!(reply.header("content-language"), language);
        assert!(reply.header("content-security-policy").contains("frame-ancestors 'none'"));
        let page = reply.text();
        assert!(page.contains("<meta name=\"robots\" content=\"noindex\">"));
        assert!(page.contains(invitation), "{language}");
        assert!(page.replace("<wbr>", "").contains(">https://ankieta.example.pl/s/obsluga/KM<"), "{language}");
        assert!(page.contains(&ankieta::reports::qr::svg("https://ankieta.example.pl/s/obsluga/KM").unwrap()));
    }
}

#[test]
fn nothing_that_leads_only_here_has_a_code() {
    let here = ["http://localhost:8080", "http://0.0.0.0:8080"].map(|url| vec!["--public-url", url]);
    for options in std::iter::once(vec![]).chain(here) {
        let office = Office::with(Engine::Sqlite, &options);
        for (language, words) in [
            ("pl", "tylko na tym komputerze"),
            ("en", "only on this computer"),
            ("uk", "лише на цьому комп’ютері"),
            ("de", "nur auf diesem Computer"),
        ] {
            let poster = office.get(&format!("/s/obsluga/KM/poster?lang={language}"), "").expect(200).text();
            assert!(poster.contains(words) && poster.contains("ANKIETA_PUBLIC_URL"), "{options:?} {language}");
            assert!(!poster.contains("class=\"code\"") && !poster.contains("class=\"scan\""), "{options:?} {language}");
        }
        let snippets = office.get("/snippets/obsluga?department=KM&lang=pl", "").expect(200).text();
        assert!(snippets.contains("tylko na tym komputerze") && snippets.contains("ANKIETA_PUBLIC_URL"), "{options:?}");
        assert!(!snippets.contains("-code\">Kod do wklejenia") && !snippets.contains("script-src"), "{options:?}");
        let kiosk = json!({ "name": "Hol", "survey": "obsluga" });
        let pairing =
            office.json("POST", "/api/v1/kiosks", &office.admin, &kiosk).expect(201).json()["pairing"].clone();
        assert_eq!((&pairing["qr"], &pairing["only_on_this_computer"]), (&json!(null), &json!(true)), "{options:?}");
    }
}

#[test]
fn there_is_a_poster_only_where_there_is_a_form() {
    let office = Office::open(Engine::Sqlite);
    for path in ["/s/obsluga/NIKT/poster", "/s/nic/KM/poster"] {
        office.get(path, "").expect(404);
    }
}
