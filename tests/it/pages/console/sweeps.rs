//! Every page of the console at once: each link that somebody sees opens, each form comes from these pages, and whatever
//! is typed into a field is text on every page that shows it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use ankieta::access::Role;
use ankieta::pages::CONSOLE;
use ankieta::storage::lots::list_lots;
use flate2::read::GzDecoder;
use jiff::civil::date;
use serde_json::json;
use uuid::Uuid;

use crate::harness::{Engine, Office};
use crate::pages::console::access::filled;
use crate::pages::console::actions::make_action;
use crate::pages::console::{SINS, assert_text_alone, make_account, send, signed_in, somebody, token};
use crate::pages::dashboard::Visitor;

/// The most that a page may weigh on its way, in bytes.
const HEAVIEST: usize = 60_000;
/// The most addresses that somebody can come to from their first page; more are a trap.
const MOST: usize = 600;

/// Somebody of each role, and those that may be bound to a department.
fn people(office: &Office) -> Vec<(String, Visitor<'_>)> {
    let mut people: Vec<(String, Visitor)> =
        Role::ALL.into_iter().map(|role| (role.as_str().to_owned(), somebody(office, role))).collect();
    for role in [Role::QualityManager, Role::Clerk, Role::Viewer] {
        let name = format!("km-{}", role.as_str().replace('_', "-"));
        make_account(office, &name, role, &["KM"]);
        people.push((name.clone(), signed_in(office, &name)));
    }
    people
}

/// An office with something on every page: what was typed is one of [`SINS`] wherever a field takes words.
pub fn filled_office() -> Office {
    let office = Office::open(Engine::Sqlite);
    for (index, text) in SINS.iter().cycle().take(14).enumerate() {
        let overall = 1 + index % 2;
        office.respond("KM", json!({ "OVERALL": overall, "WAIT": 1, "SUGGEST": text })).expect(201);
        office.respond("GN", json!({ "OVERALL": 5, "WAIT": 5 })).expect(201);
    }
    office.tick(date(2026, 10, 15));
    office
}

/// A page: what it says, and what it weighs on its way.
struct Seen {
    text: String,
    bytes: usize,
}

/// Everything that somebody can come to by links from their first page, by address. Fails where one does not open.
fn crawl(who: &str, visitor: &Visitor) -> BTreeMap<String, Seen> {
    let mut seen = BTreeMap::new();
    let mut known = BTreeSet::from(["/console".to_owned()]);
    let mut next = vec![("the door".to_owned(), "/console".to_owned())];
    while let Some((from, path)) = next.pop() {
        let headers = [("accept", "text/html,*/*;q=0.8"), ("accept-encoding", "gzip")];
        let reply = visitor.send("GET", &path, "", &headers);
        assert!(
            reply.status == 200 || reply.status == 303 && !reply.header("location").contains("sign-in"),
            "{who}: {path} from {from}: {}",
            reply.status
        );
        let bytes = reply.bytes.len();
        let text = match reply.header("content-encoding") {
            "gzip" => {
                let mut text = Vec::new();
                GzDecoder::new(&*reply.bytes).read_to_end(&mut text).unwrap();
                String::from_utf8_lossy(&text).into_owned()
            }
            _ => String::from_utf8_lossy(&reply.bytes).into_owned(),
        };
        // The other pages are followed by tests of their own.
        if path.starts_with("/console") {
            let found = addresses(&text).into_iter().chain([reply.header("location").to_owned()]);
            let new = found.filter(|address| address.starts_with('/') && !address.starts_with("/assets/"));
            let new: Vec<String> = new.filter(|address| known.insert(address.clone())).collect();
            next.extend(new.into_iter().map(|address| (path.clone(), address)));
            if reply.header("content-type").starts_with("text/html") {
                seen.insert(path, Seen { text, bytes });
            }
        }
        assert!(known.len() < MOST, "{who}: links without end, such as {next:?}");
    }
    seen
}

/// Where the links of a page lead, without the place on it.
fn addresses(page: &str) -> Vec<String> {
    let links = page.split(" href=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    let plain = |link: &str| link.split('#').next().unwrap().to_owned();
    links.map(|link| plain(&link.replace("&#38;", "&").replace("&amp;", "&"))).collect()
}

/// The values of an attribute on a page.
fn values<'a>(page: &'a str, attribute: &str) -> Vec<&'a str> {
    page.split(&format!(" {attribute}=\"")).skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

/// Fails where an id is there twice, or a label or a link names one that is not there.
fn assert_ids(path: &str, page: &str) {
    let ids = values(page, "id");
    let once: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), once.len(), "{path}: an id is there twice: {ids:?}");
    let jumps = values(page, "href").into_iter().filter_map(|link| link.strip_prefix('#'));
    for name in values(page, "for").into_iter().chain(jumps) {
        assert!(once.contains(name), "{path}: nothing is called {name}");
    }
}

/// Fails where a page writes a day as programs do: people read one form everywhere. What the audit log was told is kept as
/// it was.
fn assert_days_are_for_people(path: &str, page: &str) {
    let mut read = String::new();
    for piece in page.split('<') {
        let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
        let is_typed = ["date", "hidden", "checkbox"].iter().all(|kind| !tag.contains(&format!("type=\"{kind}\"")));
        if tag.starts_with("input ") && is_typed {
            read.push_str(tag);
        }
        if !tag.starts_with("td class=\"long\"") {
            read.push_str(text);
        }
        read.push(' ');
    }
    let is_day = |text: &[u8]| {
        text.iter().enumerate().all(|(place, byte)| match place {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        })
    };
    let place = read.as_bytes().windows(10).position(is_day);
    let around =
        place.map(|place| String::from_utf8_lossy(&read.as_bytes()[place.saturating_sub(40)..place + 10]).into_owned());
    assert_eq!(around, None, "{path}");
}

/// The fields of a form: each with what it takes; nothing: it takes words.
type Fields = &'static [(&'static str, Option<&'static str>)];

/// The forms that take words: who sends each, where to, and what else it has. The first edition of what is issued gives no
/// reason, all others do.
const FORMS: &[(Role, &str, Fields)] = &[
    (
        Role::Administrator,
        "/console/accounts",
        &[("sign_in_name", Some("jan{n}")), ("name", None), ("role", Some("viewer"))],
    ),
    (Role::Administrator, "/console/accounts/{id}", &[("name", None), ("role", Some("viewer"))]),
    (Role::Administrator, "/console/keys", &[("name", None), ("scope", Some("results"))]),
    (Role::Administrator, "/console/kiosks", KIOSK),
    (Role::Administrator, "/console/kiosks/preview", KIOSK),
    (Role::Administrator, "/console/kiosks/{kiosk}", KIOSK),
    (
        Role::Administrator,
        "/console/departments",
        &[("code", Some("N{n}")), ("language", Some("pl")), ("name", None), ("site", None), ("active", Some("true"))],
    ),
    (
        Role::Administrator,
        "/console/departments/{code}",
        &[("language", Some("pl")), ("name", None), ("from", Some("")), ("site", None), ("active", Some("true"))],
    ),
    (Role::Clerk, "/console/paper/forms", PAPER),
    (Role::QualityManager, "/console/comments/{id}", &[]),
    (
        Role::QualityManager,
        "/console/reviews/{period}",
        &[
            ("survey", Some("obsluga")),
            ("conclusions", None),
            ("procedure", None),
            ("in_spite", Some("true")),
            ("reason", None),
        ],
    ),
    (
        Role::QualityManager,
        "/console/reviews/{period}/meeting",
        &[
            ("survey", Some("obsluga")),
            ("held_on", Some("2026-10-15")),
            ("participants", None),
            ("prepared_by", None),
            ("approved_by", None),
            ("distribution", None),
            ("decisions.0.text", None),
            ("decisions.0.owner", None),
            ("decisions.0.due_on", Some("2099-01-31")),
            ("decisions.0.action.question", Some("OVERALL")),
            ("decisions.0.action.department", Some("GN")),
            ("reason", None),
        ],
    ),
    (Role::QualityManager, "/console/actions", ACTION),
    (Role::QualityManager, "/console/actions/{action}", ACTION),
    (Role::QualityManager, "/console/actions/table", &[("text", None)]),
];
const KIOSK: Fields = &[
    ("name", None),
    ("survey", Some("obsluga")),
    ("department", Some("KM")),
    ("site", None),
    ("monday", Some("07:30-15:30")),
    ("tuesday", Some("")),
    ("wednesday", Some("")),
    ("thursday", Some("")),
    ("friday", Some("")),
    ("saturday", Some("")),
    ("sunday", Some("")),
    ("cooldown_seconds", Some("8")),
];
const ACTION: Fields = &[
    ("survey", Some("obsluga")),
    ("title", None),
    ("source", Some("signal")),
    ("finding", None),
    ("question", Some("WAIT")),
    ("department", Some("KM")),
    ("owner", None),
    ("decided_on", Some("2026-07-14")),
    ("due_on", Some("2026-09-15")),
    ("public.you_said.pl", None),
    ("public.we_did.pl", None),
    ("public.you_said.en", None),
    ("public.we_did.en", None),
];
const PAPER: Fields = &[
    ("survey", Some("obsluga")),
    ("version", Some("1")),
    ("department", Some("KM")),
    ("batch", None),
    ("day", Some("2026-10-14")),
    ("OVERALL", Some("5")),
    ("SUGGEST", None),
];
/// The forms that take choices, days and numbers alone, or more than fields, and are tried by tests of their own.
const WITHOUT_WORDS: &[&str] = &[
    "/console/language",
    "/console/accounts/{id}/link",
    "/console/accounts/{id}/disable",
    "/console/accounts/{id}/enable",
    "/console/comments/{id}/undo",
    "/console/paper/confirm",
    "/console/paper/take-back",
    "/console/paper/forms/undo",
    "/console/paper/forms/check",
    "/console/imports",
    "/console/imports/confirm",
    "/console/imports/take-back",
    "/console/kiosks/{kiosk}/pairing",
    "/console/kiosks/{kiosk}/revoke",
    "/console/departments/{code}/fieldwork",
    "/console/surveys/{survey}/fieldwork",
    "/console/surveys/{survey}/settings",
    "/console/surveys/{survey}/set-aside",
    "/console/surveys/{survey}/set-aside/take-back",
    "/console/keys/{id}/revoke",
    "/console/actions/{action}/delete",
    "/console/targets",
    "/console/targets/delete",
    "/console/targets/table",
    "/console/visits",
    "/console/visits/table",
    "/console/complaints",
    "/console/complaints/table",
];

/// What is there for the addresses of the forms.
pub struct Subjects {
    account: Uuid,
    action: String,
    kiosk: String,
}

impl Subjects {
    pub fn make(office: &Office) -> Self {
        let kiosk = json!({ "name": "a", "survey": "obsluga" });
        let made = office.json("POST", "/api/v1/kiosks", &office.admin, &kiosk).expect(201).json();
        Self {
            account: make_account(office, "subject", Role::Viewer, &[]).id,
            action: make_action(office, "KM"),
            kiosk: made["kiosk"]["id"].as_str().unwrap().to_owned(),
        }
    }

    pub fn address(&self, pattern: &str) -> String {
        filled(pattern, self.account, &self.action, &self.kiosk)
    }
}

/// Sends a form with something in each field that takes words, a different thing in each; they are all taken.
fn sin(visitor: &Visitor, subjects: &Subjects, pattern: &str, fields: Fields, round: usize) {
    let id = Uuid::new_v4().to_string();
    let number = round.to_string();
    let mut sent: Vec<(&str, String)> = fields
        .iter()
        .enumerate()
        .filter(|(_, (name, _))| *name != "reason" || round > 0)
        .map(|(place, (name, value))| {
            let words = || SINS[(place + round) % SINS.len()].to_owned();
            (*name, value.map_or_else(words, |value| value.replace("{n}", &number)))
        })
        .collect();
    let mut path = subjects.address(pattern);
    if pattern.ends_with("/forms") {
        sent.push(("id", id));
    } else if pattern.ends_with("/comments/{id}") {
        let page = visitor.get("/console/comments").expect(200).text();
        path = page.split("judge\" method=\"post\" action=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let seen = values(page.split("name=\"seen\"").nth(1).unwrap(), "value")[0].to_owned();
        let decision = if round.is_multiple_of(2) { "publish" } else { "withhold" };
        let judged = [("survey", "obsluga"), ("decision", decision), ("reason", "other"), ("theme", "waiting")];
        sent.extend(judged.map(|(name, value)| (name, value.to_owned())).into_iter().chain([("seen", seen)]));
    } else if pattern.ends_with("/table") {
        let file = visitor.get(&format!("{path}/file")).expect(200).text();
        let (header, line) = file.trim_end().split_once("\r\n").unwrap();
        let line = line.lines().next().unwrap().replace(&subjects.action, "");
        sent = vec![("text", format!("{header}\r\n{line}")), ("sure", "true".to_owned())];
    }
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let reply = send(visitor, &path, &sent);
    assert!([200, 303].contains(&reply.status), "{path} {round}: {}: {}", reply.status, reply.text());
    assert_text_alone(&reply.text());
}

#[test]
fn every_link_opens_and_every_word_is_text() {
    let listed: BTreeSet<&str> = FORMS.iter().map(|(_, path, _)| *path).chain(WITHOUT_WORDS.iter().copied()).collect();
    let known = CONSOLE.iter().filter(|(method, ..)| *method == "post").map(|(_, path, _)| *path).collect();
    assert_eq!(listed, known, "a form of the console is missing here");
    let office = filled_office();
    let subjects = Subjects::make(&office);
    let people = people(&office);
    for (role, pattern, fields) in FORMS {
        let (_, visitor) = people.iter().find(|(name, _)| name == role.as_str()).unwrap();
        for round in 0..SINS.len() {
            sin(visitor, &subjects, pattern, fields, round);
        }
    }
    let lots = office.storage.read(list_lots).unwrap();
    let (_, clerk) = people.iter().find(|(name, _)| name == "clerk").unwrap();
    for (lot, _) in lots.iter().skip(2) {
        send(clerk, "/console/paper/confirm", &[("lot", &lot.number.label())]).expect(303);
    }
    let mut shown = String::new();
    for (who, visitor) in &people {
        let pages = crawl(who, visitor);
        assert!(pages.len() > 1 || who.contains("viewer"), "{who}: {:?}", pages.keys());
        for (path, Seen { text, bytes }) in pages {
            assert_text_alone(&text);
            assert_ids(&path, &text);
            assert_days_are_for_people(&path, &text);
            assert!(bytes < HEAVIEST, "{who}: {path}: {bytes} bytes");
            shown.push_str(&text);
        }
    }
    // What was typed is there, to be read.
    for text in ["&#60;script&#62;alert(1)&#60;/script&#62;", "{{ 7 * 7 }}", "&#60;/textarea&#62;&#60;svg/onload"] {
        assert!(shown.matches(text).count() > 20, "{text}: {}", shown.matches(text).count());
    }
}

/// A form with several things wrong: who sends it, where to, what is typed, and the ids of the fields that do not fit.
type Misfit = (Role, &'static str, &'static [(&'static str, &'static str)], &'static [&'static str]);
const WRONG: &[Misfit] = &[
    (
        Role::Administrator,
        "/console/accounts",
        &[("sign_in_name", ""), ("name", ""), ("role", "head")],
        &["sign_in_name", "name", "departments"],
    ),
    (
        Role::Administrator,
        "/console/keys",
        &[("name", ""), ("scope", "admin"), ("departments", "KM"), ("expires_on", "jutro")],
        &["name", "departments", "expires_on"],
    ),
    (
        Role::Administrator,
        "/console/kiosks",
        &[
            ("name", ""),
            ("survey", "obsluga"),
            ("department", "XX"),
            ("site", "a\u{7}b"),
            ("languages", "xx"),
            ("monday", "siódma"),
            ("tuesday", "13:00-15:00, 08:00-12:00"),
            ("wednesday", ""),
            ("thursday", ""),
            ("friday", ""),
            ("saturday", ""),
            ("sunday", ""),
            ("cooldown_seconds", "601"),
            ("out_from", "2026-08-14"),
            ("out_until", "2026-08-03"),
            ("out_reason", ""),
        ],
        &[
            "name",
            "department",
            "site",
            "languages",
            "monday",
            "tuesday",
            "cooldown_seconds",
            "out_until-0",
            "out_reason-0",
        ],
    ),
    (
        Role::Administrator,
        "/console/departments",
        &[
            ("code", "km 1"),
            ("language", "pl"),
            ("name", ""),
            ("site", "a\u{7}b"),
            ("matter_code", "Zła"),
            ("matter_text", ""),
        ],
        &["code", "name-pl", "site", "matter_code-0", "matter-0-pl"],
    ),
    (
        Role::Administrator,
        "/console/surveys/obsluga/fieldwork",
        &[("opens_on", "x"), ("closes_on", "y")],
        &["opens_on", "closes_on"],
    ),
    (
        Role::Administrator,
        "/console/surveys/obsluga/set-aside",
        &[("channel", "kiosk"), ("from", ""), ("until", "jutro"), ("reason", "")],
        &["department", "from", "until"],
    ),
    (
        Role::QualityManager,
        "/console/actions",
        &[
            ("survey", "obsluga"),
            ("title", ""),
            ("source", "signal"),
            ("finding", ""),
            ("question", "OVERALL"),
            ("owner", " "),
            ("decided_on", "2026-07-14"),
            ("due_on", ""),
            ("done_on", "2026-07-13"),
            ("before", "dawno"),
            ("public.you_said.pl", "Długo"),
        ],
        &["title", "finding", "owner", "due_on", "done_on", "before", "public.we_did.pl"],
    ),
    (
        Role::QualityManager,
        "/console/targets",
        &[("survey", "obsluga"), ("question", "OVERALL"), ("from", ""), ("share", "dużo")],
        &["from", "share"],
    ),
    (Role::Clerk, "/console/visits", &[("month", "2026-06"), ("KM", "x"), ("GN", "-1")], &["field-KM", "field-GN"]),
    (
        Role::Clerk,
        "/console/complaints",
        &[
            ("quarter", "2026-Q2"),
            ("KM.complaints.received", "x"),
            ("KM.complaints.on_time", "0"),
            ("KM.complaints.justified", "0"),
            ("KM.motions.received", "1"),
            ("KM.motions.on_time", "7"),
            ("KM.motions.justified", ""),
        ],
        &["KM.complaints.received", "KM.motions.on_time", "KM.motions.justified"],
    ),
];

#[test]
fn everything_that_does_not_fit_is_told_at_once() {
    let office = Office::open(Engine::Sqlite);
    for role in [Role::Administrator, Role::QualityManager, Role::Clerk] {
        let visitor = somebody(&office, role);
        for (_, path, typed, wrong) in WRONG.iter().filter(|(of, ..)| *of == role) {
            let page = send(&visitor, path, typed).expect(422).text();
            let list = page.split("role=\"alert\"").nth(1).unwrap().split("</ul>").next().unwrap();
            let mut listed: Vec<&str> = values(list, "href").iter().map(|link| link.trim_start_matches('#')).collect();
            listed.sort_unstable();
            let mut expected = wrong.to_vec();
            expected.sort_unstable();
            assert_eq!(listed, expected, "{path}");
            assert_ids(path, &page);
            // Each is told beside its field as well, and nothing else is.
            assert_eq!(page.matches("<span class=\"wrong\" id=").count(), wrong.len(), "{path}");
        }
    }
}

#[test]
fn whoever_guesses_an_address_is_led_to_the_page() {
    let office = Office::open(Engine::Sqlite);
    let clerk = somebody(&office, Role::Clerk);
    for (guessed, page) in [("/login", "/console"), ("/admin", "/console"), ("/paper", "/console/paper")] {
        let reply = clerk.get(guessed);
        assert_eq!((reply.status, reply.header("location")), (307, page), "{guessed}");
        clerk.get(page).expect(200);
    }
}

#[test]
fn every_form_comes_from_these_pages_with_its_own_token() {
    let office = filled_office();
    let subjects = Subjects::make(&office);
    let people = people(&office);
    let another = signed_in(&office, "test-viewer");
    for (method, pattern, right) in CONSOLE.iter().filter(|(method, ..)| *method == "post") {
        let may = |role: &&Role| role.may(*right);
        let role = Role::ALL.iter().find(may).unwrap();
        let (_, visitor) = people.iter().find(|(name, _)| name == role.as_str()).unwrap();
        let path = subjects.address(pattern);
        let own = format!("token={}", token(visitor, "/console"));
        let anothers = format!("token={}", token(&another, "/console"));
        for (body, headers) in [
            ("", &[][..]),
            ("token=", &[]),
            (&anothers, &[]),
            (&own, &[("origin", "https://evil.example")]),
            (&own, &[("origin", "null")]),
            (&own, &[("sec-fetch-site", "cross-site")]),
            (&own, &[("sec-fetch-site", "same-site")]),
        ] {
            assert_eq!(visitor.post(&path, body, headers).status, 403, "{method} {path} {body} {headers:?}");
        }
        // With both it gets further: to what the form says, which is nothing here.
        let status = visitor.post(&path, &own, &[("sec-fetch-site", "same-origin")]).status;
        assert_ne!(status, 403, "{method} {path}");
    }
}
