//! The documentation page: all of it comes from this program.

use crate::harness::{Engine, Office};

#[test]
fn the_documentation_asks_nobody_else_for_anything() {
    let office = Office::open(Engine::Sqlite);
    assert_eq!(office.get("/docs", "").expect(200).bytes, office.get("/docs/", "").bytes, "without the slash too");
    let page = office.get("/docs/", "").expect(200);
    assert!(page.header("content-security-policy").contains("default-src 'none'"));
    let html = page.text();
    let links: Vec<&str> = ["src=\"", "href=\""].iter().flat_map(|name| html.split(name).skip(1)).collect();
    assert!(links.len() >= 3, "{html}");
    for link in links {
        let target = link.split('"').next().unwrap();
        assert!(!target.contains("//"), "{target}");
        office.get(&format!("/docs/{}", target.trim_start_matches("./")), "").expect(200);
    }
    let document = office.get("/openapi.json", "").expect(200).json();
    assert_eq!(document, serde_json::to_value(ankieta::server::document()).unwrap());
}
