//! `/s/{survey}/{department}/poster`: the address on it is the public one. That a camera reads it is tested in a browser.

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
fn there_is_a_poster_only_where_there_is_a_form() {
    let office = Office::open(Engine::Sqlite);
    for path in ["/s/obsluga/NIKT/poster", "/s/nic/KM/poster"] {
        office.get(path, "").expect(404);
    }
}
