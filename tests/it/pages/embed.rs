//! The form on other websites: who may show it, what the loader costs, and the page for web editors.

use serde_json::json;

use crate::harness::{Engine, Office};
use crate::on_both_databases;

on_both_databases!(only_named_websites_may_show_a_form);

/// The largest loader, in bytes as they are sent.
const LOADER_BUDGET: usize = 3000;

fn ancestors(office: &Office, path: &str) -> String {
    let reply = office.get(path, "").expect(200);
    let policy = reply.header("content-security-policy").to_owned();
    policy.split("frame-ancestors ").nth(1).unwrap().to_owned()
}

fn only_named_websites_may_show_a_form(engine: Engine) {
    let office = Office::open(engine);
    for path in ["/embed/obsluga", "/embed/obsluga/KM", "/embed/obsluga/KM/thanks"] {
        assert_eq!(ancestors(&office, path), "'self'", "{path}");
    }
    let settings = json!({ "origins": ["https://www.example.pl", "https://bip.example.pl:8443"] });
    office.json("PUT", "/api/v1/surveys/obsluga/settings", &office.admin, &settings).expect(200);
    for path in ["/embed/obsluga", "/embed/obsluga/KM", "/embed/obsluga/KM/thanks"] {
        assert_eq!(ancestors(&office, path), "'self' https://www.example.pl https://bip.example.pl:8443", "{path}");
        let page = office.get(path, "").text();
        let hosts = r#"<meta name="hosts" content="https://www.example.pl https://bip.example.pl:8443">"#;
        assert!(page.contains(hosts) && page.contains("/embed/frame.js"), "{page}");
    }
    for path in ["/s/obsluga", "/s/obsluga/KM", "/s/obsluga/KM/thanks", "/snippets/obsluga"] {
        assert_eq!(ancestors(&office, path), "'none'", "{path}");
        assert!(!office.get(path, "").text().contains("embed/frame.js"), "{path}");
    }
    // What was typed and did not fit comes back into the same frame.
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let reply = office.send("POST", "/embed/obsluga/KM", "", &form, b"OVERALL=9").expect(422);
    assert!(reply.header("content-security-policy").contains("frame-ancestors 'self' https://www.example.pl"));
    assert!(office.get("/embed/obsluga/NOWHERE", "").header("content-security-policy").ends_with("'none'"));
}

#[test]
fn the_loader_is_small_and_kept_for_an_hour() {
    let office = Office::open(Engine::Sqlite);
    let plain = office.get("/embed.js", "").expect(200);
    assert_eq!(plain.header("content-type"), "text/javascript; charset=utf-8");
    assert_eq!(plain.header("cache-control"), "public, max-age=3600");
    let zipped = office.send("GET", "/embed.js", "", &[("accept-encoding", "gzip")], &[]).expect(200);
    assert_eq!(zipped.header("content-encoding"), "gzip");
    assert!(zipped.bytes.starts_with(&[0x1f, 0x8b]), "it is not compressed");
    assert!(zipped.bytes.len() <= LOADER_BUDGET, "{} bytes", zipped.bytes.len());
    for refusing in ["identity", "gzip;q=0"] {
        let reply = office.send("GET", "/embed.js", "", &[("accept-encoding", refusing)], &[]).expect(200);
        assert_eq!((reply.header("content-encoding"), &reply.bytes), ("", &plain.bytes), "{refusing}");
    }
    let tag = plain.header("etag").to_owned();
    assert_eq!(zipped.header("etag"), tag);
    let known = office.send("GET", "/embed.js", "", &[("if-none-match", &tag)], &[]).expect(304);
    assert!(known.bytes.is_empty());
    assert_eq!(known.header("cache-control"), "public, max-age=3600");
    office.send("GET", "/embed.js", "", &[("if-none-match", "W/\"other\"")], &[]).expect(200);
}

#[test]
fn snippets_have_the_public_address_and_escape_everything() {
    let public = "https://ankieta.example.pl";
    let office = Office::with(Engine::Sqlite, &["--public-url", public]);
    let page = office.get("/snippets/obsluga?department=KM&lang=pl", "").expect(200).text();
    for part in [
        "&#60;a href=&#34;https://ankieta.example.pl/s/obsluga/KM?lang=pl&#34;&#62;Oceń naszą obsługę&#60;/a&#62;",
        "src=&#34;https://ankieta.example.pl/embed.js&#34; data-survey=&#34;obsluga&#34; data-department=&#34;KM&#34;",
        "data-mode=&#34;dialog&#34;",
        "&#60;iframe src=&#34;https://ankieta.example.pl/embed/obsluga/KM?lang=pl&#34;",
        "&#60;ankieta-form survey=&#34;obsluga&#34;",
        "curl -X PUT https://ankieta.example.pl/api/v1/surveys/obsluga/settings",
        "script-src https://ankieta.example.pl;",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    // The previews are this service's own, by whatever address it is visited.
    assert!(page.contains(r#"<script async src="/embed.js" data-survey="obsluga""#), "{page}");
    let wild = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E";
    let query = format!("department={wild}&lang={wild}&form={wild}&kind={wild}");
    let page = office.get(&format!("/snippets/obsluga?{query}"), "").expect(200).text();
    assert!(!page.contains("alert(1)"), "{page}");
    office.get("/snippets/nothing", "").expect(404);
    office.get(&format!("/snippets/{wild}"), "").expect(404);
}

#[test]
fn the_page_for_web_editors_is_in_one_language_from_top_to_bottom() {
    let office = Office::with(Engine::Sqlite, &["--public-url", "https://ankieta.example.pl"]);
    for (asked, page_language, form_language) in
        [("lang=pl", "pl", "pl"), ("lang=en", "en", "en"), ("lang=uk", "pl", "uk"), ("lang=en&form=de", "en", "de")]
    {
        let reply = office.get(&format!("/snippets/obsluga?{asked}&kind=inline"), "").expect(200);
        assert_eq!(reply.header("content-language"), page_language, "{asked}");
        let page = reply.text();
        assert!(page.contains(&format!(r#"<html lang="{page_language}">"#)), "{asked}");
        assert!(page.contains(&format!("data-lang=&#34;{form_language}&#34;")), "{asked}");
        assert_eq!(page.contains("Kod do wklejenia"), page_language == "pl", "{asked}");
    }
}
