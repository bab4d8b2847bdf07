//! `/console/keys` and `/console/audit`: a secret is shown once, and the log says who did what.

use ankieta::access::Role;

use crate::harness::{Engine, Office};
use crate::on_both_databases;
use crate::pages::console::{somebody, token};

on_both_databases!(a_key_is_made_and_revoked, the_log_is_narrowed_down_and_exported);

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn a_key_is_made_and_revoked(engine: Engine) {
    let office = Office::open(engine);
    let administrator = somebody(&office, Role::Administrator);
    let token = token(&administrator, "/console");
    let post = |path: &str, body: &str| administrator.post(path, &format!("token={token}&{body}"), &[]);
    let made = post("/console/keys", "name=+Power+BI+&scope=results&departments=KM&expires_on=2026-12-31").expect(200);
    let page = made.text();
    let secret = page.split("value=\"ank_").nth(1).unwrap().split('"').next().unwrap();
    let secret = format!("ank_{secret}");
    office.get("/api/v1/surveys/obsluga/results?period=2026-Q2&department=KM", &secret).expect(200);
    let list = administrator.get("/console/keys").expect(200).text();
    assert!(list.contains("Power BI") && list.contains("ważny do 31.12.2026") && !list.contains(&secret), "{list}");
    let id = list.split("Power BI</th>").nth(1).unwrap().split("/console/keys/").nth(1).unwrap();
    let id = id.split('/').next().unwrap();
    post(&format!("/console/keys/{id}/revoke"), "x=1").expect(400);
    let revoked = administrator.post(&format!("/console/keys/{id}/revoke"), &format!("token={token}"), &[]).expect(303);
    assert_eq!(revoked.header("location"), "/console/keys?done=revoked");
    office.get("/api/v1/surveys/obsluga/results?period=2026-Q2&department=KM", &secret).expect(401);
    administrator.post(&format!("/console/keys/{id}/revoke"), &format!("token={token}"), &[]).expect(404);
    let log = office.get("/api/v1/audit?limit=100", &office.admin).expect(200).json();
    let noted = |action: &str| {
        let entries = log["items"].as_array().unwrap().iter().filter(|entry| entry["action"] == action);
        entries.filter(|entry| entry["actor"].to_string().contains("administrator")).count()
    };
    assert_eq!((noted("key.create"), noted("key.revoke")), (1, 1), "{log}");
    for (body, why) in [
        ("name=&scope=results", "do czego klucz służy"),
        ("name=a&scope=admin&departments=KM", "Klucz do zarządzania obejmuje cały urząd."),
        ("name=a&scope=results&departments=XX", "Urząd nie ma takiego wydziału."),
        ("name=a&scope=results&expires_on=31.12.2026", "Potrzebny jest dzień."),
    ] {
        let refused = post("/console/keys", body).expect(422).text();
        assert!(refused.contains(why) && refused.contains("class=\"wrong\""), "{body}: {refused}");
    }
    let sin = "<script>alert(1)</script>\"><img src=x>";
    let shown = post("/console/keys", &format!("name={}&scope=results", encoded(sin))).expect(200).text();
    let again = post("/console/keys", &format!("name={}&scope=results&expires_on={}", encoded(sin), encoded(sin)));
    for page in [shown, again.expect(422).text(), administrator.get("/console/keys").text()] {
        assert!(!page.contains("<script>alert") && !page.contains("<img src=x"), "{page}");
    }
}

fn the_log_is_narrowed_down_and_exported(engine: Engine) {
    let office = Office::open(engine);
    let administrator = somebody(&office, Role::Administrator);
    let key = office.key("results", &[]);
    office.get("/api/v1/surveys/obsluga/results?period=2026-Q2", &key).expect(200);
    let shown = |query: &str| {
        let page = administrator.get(&format!("/console/audit?{query}")).expect(200).text();
        let rows = page
            .split("<tbody>")
            .nth(1)
            .map_or(String::new(), |rows| rows.split("</tbody>").next().unwrap().to_owned());
        rows.replace("</tr>", "\n")
    };
    let all = shown("");
    assert!(
        all.contains(">zalogowano się<") && all.contains(">utworzono klucz<") && all.contains(">odczytano wyniki<"),
        "{all}"
    );
    assert!(all.contains("klucz: results for a test ("), "a key is named");
    assert!(all.contains(">results for a test</td>"), "what was made is named, too: {all}");
    let signed_in = shown("actor=TEST-admin&action=sign_in");
    assert!(signed_in.contains("test-administrator") && !signed_in.contains("utworzono klucz"), "{signed_in}");
    for nothing in ["actor=%25", "action=k_y", "action=%5C", "from=2026-07-15", "to=2026-07-13", "actor='+OR+1%3D1+--"]
    {
        assert_eq!(shown(nothing), "", "{nothing}");
    }
    assert!(shown("from=2026-07-14&to=2026-07-14").contains("utworzono klucz"));
    assert!(shown("from=never&to=%3Cb%3E").contains("utworzono klucz"), "what is no day narrows nothing down");
    let sin = administrator.get("/console/audit?actor=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E").expect(200).text();
    assert!(!sin.contains("<script>alert"), "{sin}");
    let file = administrator.get("/console/audit.csv?action=key.create").expect(200);
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"audit.csv\"");
    assert_eq!(file.header("cache-control"), "no-store");
    let text = file.text();
    assert!(text.starts_with("\u{feff}at;actor;action;subject;count\r\n"), "{text}");
    assert!(text.contains(";key.create;") && !text.contains("sign_in"), "{text}");
    assert!(shown("action=audit.export").contains("action=key.create"), "the export is noted");
    // Page by page, nothing is left out and nothing comes twice.
    for _ in 0..120 {
        office.key("paper", &[]);
    }
    let first = administrator.get("/console/audit?action=key.create").expect(200).text();
    let next = first.split("/console/audit?").filter(|part| part.contains("before=")).last().unwrap();
    let next = next.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
    let second = administrator.get(&format!("/console/audit?{next}")).expect(200).text();
    let count = |page: &str| page.matches(">utworzono klucz</td>").count();
    assert_eq!((count(&first), count(&second)), (100, 21));
}
