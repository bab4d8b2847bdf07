//! Whatever a form of the console changes is noted in the audit log with the account's name: every form of the table is
//! sent once, so that it is taken, and leaves a line. Those that leave none are listed, each with the reason.

use std::collections::BTreeSet;

use ankieta::access::Role;
use ankieta::pages::CONSOLE;
use ankieta::storage::lots::list_lots;
use uuid::Uuid;

use crate::harness::{Office, Reply};
use crate::pages::console::sweeps::{Subjects, filled_office};
use crate::pages::console::{noted, send, somebody, upload};
use crate::pages::dashboard::Visitor;

/// What is taken and leaves no line.
const UNNOTED: &[&str] = &[
    // It is nobody's business which language somebody reads.
    "/console/language",
    // They store nothing.
    "/console/kiosks/preview",
    // They would say at what moment which response was typed; what is noted is that its batch is confirmed or taken back.
    "/console/paper/forms",
    "/console/paper/forms/undo",
    "/console/paper/forms/check",
];

/// Somebody of a role, and what is there for the addresses of the forms.
struct Person<'a> {
    office: &'a Office,
    subjects: &'a Subjects,
    name: String,
    visitor: Visitor<'a>,
    sent: BTreeSet<&'static str>,
    /// What was not taken, or noted otherwise than it should be.
    faults: Vec<String>,
}

impl<'a> Person<'a> {
    fn new(office: &'a Office, subjects: &'a Subjects, role: Role) -> Self {
        let name = format!("test-{}", role.as_str().replace('_', "-"));
        Self { office, subjects, name, visitor: somebody(office, role), sent: BTreeSet::new(), faults: Vec::new() }
    }

    /// Sends a form of the table, which is to be taken and noted.
    fn change(&mut self, pattern: &'static str, fields: &[(&str, &str)]) -> Reply {
        let path = self.subjects.address(pattern);
        self.change_at(pattern, &path, fields)
    }

    /// The same, where the address is not the usual one.
    fn change_at(&mut self, pattern: &'static str, path: &str, fields: &[(&str, &str)]) -> Reply {
        self.hold(pattern, |visitor| send(visitor, path, fields))
    }

    /// Holds that what is sent is taken, and that it is noted if it is to be.
    fn hold(&mut self, pattern: &'static str, send: impl FnOnce(&Visitor<'_>) -> Reply) -> Reply {
        // What is read on the way, for the token of the form, is no change.
        self.visitor.get("/console").expect(200);
        let before = noted(self.office, &self.name).len();
        let reply = send(&self.visitor);
        let lines = noted(self.office, &self.name).len() - before;
        let is_taken = [200, 303].contains(&reply.status);
        if !is_taken || (lines > 0) == UNNOTED.contains(&pattern) {
            let text = reply.text();
            let wrong = text.split("class=\"wrong\"").skip(1).map(|rest| rest.split('<').next().unwrap_or_default());
            let wrong: Vec<&str> = wrong.collect();
            self.faults.push(format!("{pattern}: {}, {lines} lines in the audit log: {wrong:?}", reply.status));
        }
        self.sent.insert(pattern);
        reply
    }

    /// The label of the one lot that waits.
    fn lot(&self) -> String {
        self.office.storage.read(list_lots).unwrap()[0].0.number.label()
    }
}

#[test]
fn whatever_a_form_changes_is_noted_with_the_name_of_the_account() {
    let office = filled_office();
    let subjects = Subjects::make(&office);
    let mut administrator = Person::new(&office, &subjects, Role::Administrator);
    let mut manager = Person::new(&office, &subjects, Role::QualityManager);
    let mut clerk = Person::new(&office, &subjects, Role::Clerk);
    comments_and_reviews(&mut manager);
    actions_and_targets(&mut manager);
    paper_and_files(&mut clerk);
    records(&mut clerk);
    accounts_and_keys(&mut administrator);
    kiosks_and_switches(&mut administrator);
    let people = [administrator, manager, clerk];
    assert_eq!(people.iter().flat_map(|person| &person.faults).collect::<Vec<_>>(), Vec::<&String>::new());
    let sent: BTreeSet<&str> = people.into_iter().flat_map(|person| person.sent).collect();
    let forms = CONSOLE.iter().filter(|(method, ..)| *method == "post");
    assert_eq!(sent, forms.map(|(_, path, _)| *path).collect(), "a form of the console is missing here");
}

fn comments_and_reviews(manager: &mut Person<'_>) {
    manager.change("/console/language", &[("language", "pl"), ("back", "/console")]);
    let page = manager.visitor.get("/console/comments").expect(200).text();
    let after = |text: &str| page.split(text).nth(1).unwrap().split('"').next().unwrap().to_owned();
    let (path, seen) = (after("judge\" method=\"post\" action=\""), after("name=\"seen\" value=\""));
    let judged = [("survey", "obsluga"), ("seen", &*seen), ("theme", "waiting"), ("decision", "publish")];
    manager.change_at("/console/comments/{id}", &path, &judged);
    manager.change_at("/console/comments/{id}/undo", &format!("{path}/undo"), &[("survey", "obsluga")]);
    let issued = [("survey", "obsluga"), ("conclusions", "Kolejka."), ("procedure", ""), ("in_spite", "true")];
    manager.change("/console/reviews/{period}", &issued);
    let held = [
        ("survey", "obsluga"),
        ("held_on", "2026-10-15"),
        ("participants", "Anna Nowak"),
        ("prepared_by", "Anna Nowak"),
        ("approved_by", "Jan Kowalski"),
        ("distribution", ""),
        ("decisions.0.text", "Drugie okienko"),
        ("decisions.0.owner", "Jan Kowalski"),
        ("decisions.0.due_on", "2099-01-31"),
        ("decisions.0.action.question", ""),
        ("decisions.0.action.department", ""),
    ];
    manager.change("/console/reviews/{period}/meeting", &held);
}

fn actions_and_targets(manager: &mut Person<'_>) {
    let action = [
        ("survey", "obsluga"),
        ("title", "Drugie okienko"),
        ("source", "signal"),
        ("finding", "Długo się czeka."),
        ("question", "WAIT"),
        ("department", "KM"),
        ("owner", "Anna Nowak"),
        ("decided_on", "2026-07-14"),
        ("due_on", "2026-09-15"),
    ];
    manager.change("/console/actions", &action);
    manager.change("/console/actions/{action}", &action);
    let file = manager.visitor.get("/console/actions/table/file").expect(200).text();
    let file = file.replace("Drugie okienko", "Trzecie okienko");
    manager.change("/console/actions/table", &[("text", &*file), ("sure", "true")]);
    manager.change("/console/actions/{action}/delete", &[]);
    let place = [("survey", "obsluga"), ("question", "OVERALL"), ("department", ""), ("from", "2026-Q3")];
    manager.change("/console/targets", &[&place[..], &[("share", "85")]].concat());
    manager.change("/console/targets/delete", &place);
    let file = manager.visitor.get("/console/targets/table/file").expect(200).text();
    let header = file.trim_start_matches('\u{feff}').lines().next().unwrap().to_owned();
    let table = format!("{header}\nOVERALL;;2026-Q3;80\n");
    manager.change("/console/targets/table", &[("text", &*table), ("sure", "true")]);
}

fn paper_and_files(clerk: &mut Person<'_>) {
    let file = b"collected_on,department,OVERALL\n2026-03-02,KM,5\n";
    for (store, ways) in [
        (false, ["/console/paper/confirm", "/console/paper/take-back"]),
        (true, ["/console/imports/confirm", "/console/imports/take-back"]),
    ] {
        for way in ways {
            if store {
                let about =
                    [("of", "obsluga/1"), ("channel", "paper"), ("batch", way), ("store", "true"), ("again", "true")];
                clerk.hold("/console/imports", |visitor| upload(visitor, "/console/imports", &about, ("a.csv", file)));
            } else {
                type_forms(clerk, way);
            }
            let lot = clerk.lot();
            clerk.change(way, &[("lot", &*lot)]);
        }
    }
}

/// Types a form, takes it back, types another, and types that once more.
fn type_forms(clerk: &mut Person<'_>, batch: &str) {
    let ids = [Uuid::new_v4(), Uuid::new_v4()].map(|id| id.to_string());
    let form = |id: &str| {
        let about = [("survey", "obsluga"), ("version", "1"), ("department", "KM"), ("batch", batch)];
        let said = [("day", "2026-10-14"), ("OVERALL", "5"), ("id", id)];
        about.into_iter().chain(said).map(|(name, value)| (name.to_owned(), value.to_owned())).collect::<Vec<_>>()
    };
    let mut change = |pattern, id: &str, place: &str, became: &str| {
        let form = form(id);
        let fields = form.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let fields: Vec<(&str, &str)> = fields.chain([("place", place)]).collect();
        let answer = clerk.change(pattern, &fields).json();
        assert_eq!(answer["status"], became, "{answer}");
        answer["place"].to_string()
    };
    change("/console/paper/forms", &ids[0], "", "stored");
    change("/console/paper/forms/undo", &ids[0], "", "taken_back");
    let place = change("/console/paper/forms", &ids[1], "", "stored");
    change("/console/paper/forms/check", &ids[1], &place, "compared");
}

fn records(clerk: &mut Person<'_>) {
    clerk.change("/console/visits", &[("month", "2026-06"), ("KM", "5")]);
    let table = "month;department;visits\n2026-05;KM;3\n";
    clerk.change("/console/visits/table", &[("text", table), ("sure", "true")]);
    let row =
        ["complaints", "motions"].map(|what| ["received", "on_time", "justified"].map(|it| format!("KM.{what}.{it}")));
    let entered = row.iter().flatten().map(|field| (field.as_str(), "3"));
    clerk.change("/console/complaints", &[("quarter", "2026-Q2")].into_iter().chain(entered).collect::<Vec<_>>());
    let table = "quarter;department;complaints_received;complaints_on_time;complaints_justified;motions_received;\
                 motions_on_time;motions_justified\n2026-Q1;KM;3;2;1;0;0;0\n";
    clerk.change("/console/complaints/table", &[("text", table), ("sure", "true")]);
}

fn accounts_and_keys(administrator: &mut Person<'_>) {
    administrator.change("/console/accounts", &[("sign_in_name", "jan"), ("name", "Jan Nowak"), ("role", "viewer")]);
    administrator.change("/console/accounts/{id}", &[("name", "Jan Nowak"), ("role", "clerk")]);
    for way in ["/console/accounts/{id}/link", "/console/accounts/{id}/disable", "/console/accounts/{id}/enable"] {
        administrator.change(way, &[]);
    }
    administrator.change("/console/keys", &[("name", "Power BI"), ("scope", "results")]);
    let list = administrator.visitor.get("/console/keys").expect(200).text();
    let of_key = list.split("Power BI</th>").nth(1).unwrap().split("/console/keys/").nth(1).unwrap();
    let path = format!("/console/keys/{}/revoke", of_key.split('/').next().unwrap());
    administrator.change_at("/console/keys/{id}/revoke", &path, &[]);
}

fn kiosks_and_switches(administrator: &mut Person<'_>) {
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"].map(|day| (day, ""));
    let kiosk = [("name", "Hol"), ("survey", "obsluga"), ("department", "KM"), ("site", ""), ("cooldown_seconds", "8")];
    let kiosk = [&kiosk[..], &days].concat();
    for way in ["/console/kiosks", "/console/kiosks/preview", "/console/kiosks/{kiosk}"] {
        administrator.change(way, &kiosk);
    }
    administrator.change("/console/kiosks/{kiosk}/pairing", &[]);
    administrator.change("/console/kiosks/{kiosk}/revoke", &[]);
    let named = [("language", "pl"), ("name", "Archiwum"), ("site", "A"), ("active", "true")];
    administrator.change("/console/departments", &[&[("code", "AR")][..], &named].concat());
    administrator.change("/console/departments/{code}", &[&[("from", "")][..], &named].concat());
    let asked = [("survey", "obsluga"), ("from", ""), ("until", "2027-12-31")];
    administrator.change("/console/departments/{code}/fieldwork", &asked);
    administrator.change("/console/surveys/{survey}/fieldwork", &[("opens_on", ""), ("closes_on", "2027-12-31")]);
    administrator.change("/console/surveys/{survey}/settings", &[("licence", "cc-by-4.0"), ("origins", "")]);
    let place = [("department", "KM"), ("channel", "kiosk")];
    let order = [("from", "2026-10-14"), ("until", "2026-10-14"), ("reason", "skradziony tablet")];
    administrator.change("/console/surveys/{survey}/set-aside", &[&place[..], &order].concat());
    let path = "/console/surveys/{survey}/set-aside/take-back";
    administrator.change(path, &[&place[..], &[("day", "2026-10-14")]].concat());
}
