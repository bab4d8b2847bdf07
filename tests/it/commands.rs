//! The command line, as an administrator uses it: the real binary, on a database of its own.

use std::process::{Command, Output};

use ankieta::access::Actor;
use ankieta::clock::Clock;
use ankieta::release::{self, Policy};
use ankieta::storage::Storage;
use ankieta::storage::audit::{Entry, insert_entry, list_entries};
use ankieta::storage::fieldwork::upsert_fieldwork;
use ankieta::survey::fieldwork::{Fieldwork, OPEN};
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::json;

use crate::harness::{Engine, Office, PATIENCE, TestDatabase, config, wait_until};
use crate::on_both_databases;
use crate::process::Process;
use crate::v1::samples::collect;

on_both_databases!(
    a_key_is_printed_alone_and_works_like_any_other,
    an_account_is_made_with_a_link_and_disabled,
    a_kiosk_is_set_up_paired_anew_and_revoked,
    history_is_imported_released_and_exported,
    a_review_is_written_as_the_api_hands_it_out,
    what_was_imported_is_looked_at_before_it_counts,
    a_trial_reads_a_file_and_stores_nothing_of_it,
    a_survey_is_rehearsed_and_opened,
    a_backup_is_restored_whole,
    the_doctor_says_what_is_not_well,
    a_day_after_today_is_not_released_by_accident_and_is_reopened,
    eight_days_without_a_response_are_released_by_who_says_yes,
    the_doctor_looks_at_the_backup_and_the_clock,
    the_doctor_asks_for_a_proxy_that_is_not_named,
    the_doctor_says_that_a_day_is_held,
    a_database_of_another_program_is_left_alone,
);

/// An address that phones reach.
const PUBLIC: [&str; 2] = ["--public-url", "http://ankieta.example.pl"];

/// Runs the program on a database.
fn ankieta(database: &TestDatabase, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ankieta"));
    command.env_clear().env("DATABASE_URL", &database.url).current_dir(database.folder.path());
    command.args(arguments).output().unwrap()
}

/// The same, when it must succeed: what it printed on standard output.
#[track_caller]
fn printed(database: &TestDatabase, arguments: &[&str]) -> String {
    let output = ankieta(database, arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The same, when it must fail: what it told on standard error.
#[track_caller]
fn refused(database: &TestDatabase, arguments: &[&str]) -> String {
    let output = ankieta(database, arguments);
    assert!(!output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stderr).unwrap()
}

/// A file of twelve responses from March 2024, one of which nobody could have given.
fn history(database: &TestDatabase) -> String {
    let mut rows = "collected_on,department,OVERALL,WAIT,REASON\n".to_owned();
    for number in 0..11 {
        let reason = if number == 0 { "time|info" } else { "" };
        rows += &format!("2024-03-{:02},KM,{},4,{reason}\n", number + 1, if number == 0 { 2 } else { 5 });
    }
    rows += "2024-03-12,KM,9,4,\n";
    let path = database.folder.path().join("history.csv");
    std::fs::write(&path, rows).unwrap();
    path.display().to_string()
}

fn a_key_is_printed_alone_and_works_like_any_other(engine: Engine) {
    let database = TestDatabase::new(engine);
    let secret = printed(&database, &["key", "create", "--scope", "results", "--name", "Power BI"]);
    assert_eq!(secret.lines().count(), 1);
    assert!(secret.starts_with("ank_") && secret.trim().len() == 47, "{secret}");
    let list = printed(&database, &["key", "list"]);
    let line = list.lines().find(|line| line.contains("Power BI")).unwrap();
    assert!(!list.contains(secret.trim()) && line.contains("valid"), "{list}");
    let id = line.split_whitespace().next().unwrap();
    printed(&database, &["key", "revoke", id]);
    assert!(printed(&database, &["key", "list"]).contains("revoked"));
    assert!(refused(&database, &["key", "revoke", id]).contains("no valid key"));
    let unknown = ["key", "create", "--scope", "paper", "--name", "x", "--department", "NONE"];
    assert!(refused(&database, &unknown).contains("no department NONE"));
    let bound = ["key", "create", "--scope", "admin", "--name", "x", "--department", "KM"];
    assert!(refused(&database, &bound).contains("good for the whole office"));
}

fn an_account_is_made_with_a_link_and_disabled(engine: Engine) {
    let database = TestDatabase::new(engine);
    let (jan, anna) = ("jan.kowalski", "Anna.Nowak");
    let create = ["account", "create", jan, "--name", "Jan Kowalski", "--role", "head", "--department", "KM"];
    let link = printed(&database, &create);
    assert!(link.starts_with("http://127.0.0.1:") && link.contains("/console/link/ank_"), "{link}");
    assert!(refused(&database, &create).contains("there is an account jan.kowalski already"));
    let another = printed(&database, &["account", "link", jan]);
    assert_ne!(another, link);
    let headless = ["account", "create", anna, "--name", "Anna Nowak", "--role", "head"];
    assert!(refused(&database, &headless).contains("a head of department needs a department"));
    printed(&database, &["account", "disable", jan]);
    let list = printed(&database, &["account", "list"]);
    let line = |name: &str| list.lines().find(|line| line.starts_with(name)).unwrap().to_owned();
    assert!(line(jan).contains("disabled") && line(jan).contains("head"), "{list}");
    assert!(line("administrator").contains("no password"), "{list}");
    assert!(refused(&database, &["account", "link", jan]).contains("is disabled"));
    assert!(refused(&database, &["account", "disable", "administrator"]).contains("nobody else is administrator"));
    assert!(refused(&database, &["account", "link", "nobody"]).contains("there is no account nobody"));
}

fn a_kiosk_is_set_up_paired_anew_and_revoked(engine: Engine) {
    let database = TestDatabase::new(engine);
    let create =
        ["kiosk", "create", "--name", "Hol", "--survey", "obsluga", "--department", "KM", "--languages", "pl,en"];
    let said = printed(&database, &[&create[..], &PUBLIC].concat());
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines[0].split('-').count(), 3, "{said}");
    assert_eq!(lines[1], format!("http://ankieta.example.pl/kiosk#{}", lines[0]));
    assert!(lines.len() > 15 && lines[2..].iter().any(|line| line.contains('█')), "{said}");
    let list = printed(&database, &["kiosk", "list"]);
    assert!(list.contains("waiting") && list.contains("Hol") && !list.contains(lines[0]), "{list}");
    let id = list.split_whitespace().next().unwrap();
    let again = ankieta(&database, &["kiosk", "pair", id]);
    let (code, said) = (String::from_utf8(again.stdout).unwrap(), String::from_utf8(again.stderr).unwrap());
    let code: Vec<&str> = code.lines().collect();
    assert_ne!(code[0], lines[0]);
    assert_eq!(code[1..], [format!("http://127.0.0.1:8080/kiosk#{}", code[0])], "no tablet could follow a QR code");
    assert!(said.contains("only on this computer") && said.contains("ANKIETA_PUBLIC_URL"), "{said}");
    printed(&database, &["kiosk", "revoke", id]);
    assert!(printed(&database, &["kiosk", "list"]).contains("revoked"));
    for command in ["revoke", "pair"] {
        assert!(refused(&database, &["kiosk", command, id]).contains("in service"));
    }
    let unknown =
        ["kiosk", "create", "--name", "Hol", "--survey", "obsluga", "--department", "NONE", "--languages", "fr"];
    let said = refused(&database, &unknown);
    assert!(said.contains("/department") && said.contains("/languages/0"), "{said}");
}

fn a_review_is_written_as_the_api_hands_it_out(engine: Engine) {
    let office = Office::open(engine);
    let kiosk = office.key("submit", &[]);
    collect(&office, &kiosk, "KM", "2026-07-10", &json!({ "OVERALL": 4, "WAIT": 5 }), 40);
    office.tick(jiff::civil::date(2026, 7, 15));
    office.tick(jiff::civil::date(2026, 10, 1));
    let analyst = office.key("results", &[]);
    let asked = |query: &str| office.get(&format!("/api/v1/reviews/2026-Q3?{query}"), &analyst).expect(200).bytes;
    let draft = asked("format=html&lang=en");
    office.json("POST", "/api/v1/reviews/2026-Q3", &office.admin, &json!({})).expect(201);
    let handed = [asked("format=json"), asked("format=html"), asked("format=xlsx&lang=en")];
    let database = office.close();
    let written = |arguments: &[&str]| {
        let output = ankieta(&database, &[&["review", "2026-Q3"], arguments].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    };
    assert!(written(&["--edition", "draft", "--lang", "en"]) == draft);
    assert!(written(&["--format", "json"]) == handed[0] && written(&[]) == handed[1]);
    assert!(written(&["--format", "xlsx", "--lang", "en", "--edition", "1"]) == handed[2]);
    for (wrong, why) in [(["review", "2026-13"], "no review of 2026-13"), (["review", "lato"], "no review of lato")] {
        let said = refused(&database, &wrong);
        assert!(said.contains(why), "{said}");
    }
    assert!(refused(&database, &["review", "2026-Q3", "--edition", "7"]).contains("no review of 2026-Q3"));
}

fn history_is_imported_released_and_exported(engine: Engine) {
    let database = TestDatabase::new(engine);
    let file = history(&database);
    let import = ["import", &file, "--survey", "obsluga", "--channel", "paper"];
    let output = ankieta(&database, &import);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(!output.status.success(), "a refused row is a failure");
    assert!(
        said.contains("line 13: OVERALL: must be a whole number from 1 to 5, or in words")
            && said.contains("11 new, 0 known before"),
        "{said}"
    );
    assert!(String::from_utf8_lossy(&output.stderr).contains("12 rows read"));
    let again = String::from_utf8(ankieta(&database, &import).stdout).unwrap();
    assert!(again.contains("0 new, 11 known before"), "{again}");
    assert!(printed(&database, &["release", "--now"]).starts_with("0 responses"), "the lot waits");
    assert!(printed(&database, &["import", "--confirm"]).contains("11 responses count"));
    assert!(printed(&database, &["release", "--now"]).starts_with("11 responses in 1 block ("));
    let csv = printed(&database, &["export", "--survey", "obsluga", "--period", "2024-Q1"]);
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    let header = rows.headers().unwrap().clone();
    let column = |name: &str| header.iter().position(|column| column == name).unwrap();
    let (group, question, option) = (column("group"), column("question"), column("option"));
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    let best =
        rows.iter().find(|row| &row[group] == "KM" && &row[question] == "OVERALL" && &row[option] == "5").unwrap();
    assert_eq!((&best[column("option_n")], &best[column("n")]), ("10", "11"));
    assert!(rows.iter().any(|row| &row[group] == "GN" && &row[column("withheld")] == "fewer_than_k"));
    assert!(refused(&database, &["release", "--now", "--as-of", "2024-04-01"]).contains("would change figures"));
}

fn what_was_imported_is_looked_at_before_it_counts(engine: Engine) {
    let database = TestDatabase::new(engine);
    let file = history(&database);
    let import = |options: &[&str]| {
        let output =
            ankieta(&database, &[&["import", &file, "--survey", "obsluga", "--channel", "paper"], options].concat());
        assert!(!output.status.success(), "a refused row is a failure");
        String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap()
    };
    let checked = import(&["--check"]);
    for said in ["line 13: OVERALL: ", "KM       2024-03  11\n", "11 would fit; nothing was stored", "1 row refused"] {
        assert!(checked.contains(said), "{checked}");
    }
    assert_eq!(printed(&database, &["import", "--lots"]), "no lot waits\n");
    assert_eq!(printed(&database, &["import", "--confirm"]), "0 responses count from the next release on\n");
    assert!(import(&[]).contains("11 new"));
    let list = printed(&database, &["import", "--lots"]);
    let label = list.split_whitespace().next().unwrap();
    assert!(list.contains("obsluga  paper  11 responses") && list.contains("history.csv"), "{list}");
    let findings = String::from_utf8(ankieta(&database, &["doctor"]).stdout).unwrap();
    let finding = findings.lines().find(|line| line.contains(" lots ")).unwrap();
    assert!(finding.starts_with("ok") && finding.contains("1 lot waits, with 11 responses"), "{finding}");
    // The same people in another file, of which nobody has said that they are others.
    let other = database.folder.path().join("other.csv");
    std::fs::write(&other, std::fs::read_to_string(&file).unwrap() + "\n\n").unwrap();
    let repeated = ["import", other.to_str().unwrap(), "--survey", "obsluga", "--channel", "paper"];
    let asked = refused(&database, &repeated);
    assert!(asked.contains("12 responses") && asked.contains("--skip") && asked.contains("--again"), "{asked}");
    let skipped = ankieta(&database, &[&repeated[..], &["--skip"]].concat());
    assert!(String::from_utf8(skipped.stdout).unwrap().contains("0 new, 11 known before"));
    assert_eq!(printed(&database, &["import", "--take-back", label]), "11 responses were taken back\n");
    for way in ["--take-back", "--confirm"] {
        assert!(refused(&database, &["import", way, label]).contains("no such lot"), "{way}");
    }
    assert!(refused(&database, &["import", &file, "--confirm"]).contains("--survey"));
    assert!(import(&["--confirm"]).contains("11 responses count from the next release on"));
    assert!(printed(&database, &["release", "--now"]).starts_with("11 responses in 1 block ("));
    let known = import(&[]);
    assert!(known.contains("the same was imported on") && known.contains("0 new, 11 known before"), "{known}");
}

fn a_trial_reads_a_file_and_stores_nothing_of_it(engine: Engine) {
    let database = TestDatabase::new(engine);
    printed(&database, &["key", "list"]);
    let storage = Storage::open(&config(&database.url, &[]).database_url).unwrap();
    let trial = Fieldwork { trial: true, ..OPEN.clone() };
    storage.write(|session| upsert_fieldwork(session, &"obsluga".parse().unwrap(), &trial)).unwrap();
    let file = history(&database);
    let said = ankieta(&database, &["import", &file, "--survey", "obsluga", "--channel", "paper"]);
    let said = String::from_utf8(said.stdout).unwrap();
    assert!(said.contains("line 13: OVERALL: ") && said.contains("trial: 11 rows would be stored"), "{said}");
    assert!(printed(&database, &["release", "--now"]).starts_with("0 responses"));
    let findings = printed(&database, &["doctor", "--backup-dir", "off"]);
    assert!(findings.contains("; a trial, of which nothing is stored: obsluga"), "{findings}");
}

fn a_survey_is_rehearsed_and_opened(engine: Engine) {
    let database = TestDatabase::new(engine);
    printed(&database, &["key", "list"]);
    let command = ["fieldwork", "--survey", "obsluga"];
    let set = |options: &[&str]| printed(&database, &[&command[..], options].concat());
    assert_eq!(set(&[]), "responses count\n");
    assert_eq!((set(&["--trial"]), set(&[]).contains("a trial, until")), (set(&[]), true));
    let (now, later) = (today().to_string(), today().saturating_add(3.days()).to_string());
    assert_eq!(set(&["--opens-on", &later]), format!("a trial; responses count from {later} on\n"));
    let backwards = refused(&database, &[&command[..], &["--closes-on", &now]].concat());
    assert!(backwards.contains("closes_on must not be before"), "{backwards}");
    assert_eq!(
        set(&["--opens-on", &now, "--closes-on", &later]),
        format!("responses count; the last day is {later}\n")
    );
    let file = history(&database);
    ankieta(&database, &["import", &file, "--survey", "obsluga", "--channel", "paper", "--confirm"]);
    let late = refused(&database, &[&command[..], &["--trial"]].concat());
    assert!(late.contains("trial responses that count were given already"), "{late}");
    assert!(refused(&database, &["fieldwork", "--survey", "nic"]).contains("no survey of that name"));
    let storage = Storage::open(&config(&database.url, &[]).database_url).unwrap();
    let noted = storage.read(|session| list_entries(session, None, 100)).unwrap();
    assert_eq!(noted.iter().filter(|entry| entry.action == "survey.fieldwork").count(), 3);
}

fn a_backup_is_restored_whole(engine: Engine) {
    let database = TestDatabase::new(engine);
    let file = history(&database);
    ankieta(&database, &["import", &file, "--survey", "obsluga", "--channel", "web", "--confirm"]);
    printed(&database, &["release", "--now"]);
    // A lot that waits is a part of it, too.
    ankieta(&database, &["import", &file, "--survey", "obsluga", "--channel", "paper"]);
    // A kiosk without a department and without a tablet: columns that hold nothing come back holding nothing.
    printed(&database, &["kiosk", "create", "--name", "Hol", "--survey", "obsluga"]);
    let backup = database.folder.path().join("backup").display().to_string();
    let rows = printed(&database, &["backup", &backup]);
    assert!(refused(&database, &["backup", &backup]).contains("exists"), "a backup overwrites nothing");
    let figures = printed(&database, &["export", "--survey", "obsluga", "--period", "2024"]);
    let copy = TestDatabase::new(Engine::Sqlite);
    assert_eq!(printed(&copy, &["restore", &backup]), rows);
    assert_eq!(printed(&copy, &["export", "--survey", "obsluga", "--period", "2024"]), figures);
    for list in ["key", "kiosk"] {
        assert_eq!(printed(&copy, &[list, "list"]), printed(&database, &[list, "list"]));
    }
    assert!(refused(&copy, &["restore", &backup]).contains("not empty"));
    let second = copy.folder.path().join("second").display().to_string();
    printed(&copy, &["backup", &second]);
    let lines = |path: &str| {
        let mut lines: Vec<_> = std::fs::read_to_string(path).unwrap().lines().map(value).collect();
        // The two databases write the same rows with other blanks.
        assert_eq!(lines.pop().unwrap()[0], "sha256");
        lines
    };
    assert_eq!(lines(&backup), lines(&second), "nothing was lost on the way");
    damaged_backups_are_refused(&backup);
}

/// What somebody changed, and what was cut short, is not read; what an earlier program wrote is.
#[track_caller]
fn damaged_backups_are_refused(path: &str) {
    let whole = std::fs::read_to_string(path).unwrap();
    let (rows, seal) = whole.trim_end().rsplit_once('\n').unwrap();
    let earlier = rows.replacen("backup 3", "backup 2", 1) + "\n";
    let strays = earlier
        .lines()
        .filter(|line| !line.starts_with("[\"blocks\""))
        .fold(String::new(), |all, line| all + line + "\n");
    for (text, said) in [
        (whole.replace("OVERALL\\\":5", "OVERALL\\\":1"), "damaged"),
        (format!("{rows}\n"), "not whole"),
        (format!("{earlier}{seal}\n"), "damaged"),
        (strays, "lacks the blocks of 11 released responses"),
    ] {
        assert_ne!(text, whole);
        std::fs::write(path, text).unwrap();
        let copy = TestDatabase::new(Engine::Sqlite);
        let refusal = refused(&copy, &["restore", path]);
        assert!(refusal.contains(said), "{said}: {refusal}");
    }
    std::fs::write(path, earlier).unwrap();
    printed(&TestDatabase::new(Engine::Sqlite), &["restore", path]);
}

fn value(line: &str) -> serde_json::Value {
    serde_json::from_str(line).unwrap()
}

/// Whether the doctor finds nothing amiss. With PostgreSQL backups are somebody else's, and its disk.
#[track_caller]
fn assert_well(database: &TestDatabase, engine: Engine) {
    let off: &[&str] = if engine == Engine::Postgres { &["--backup-dir", "off"] } else { &[] };
    let findings = printed(database, &[&["doctor"], &PUBLIC[..], off].concat());
    let well = |line: &str| {
        let others = engine == Engine::Postgres && (line.contains(" backup ") || line.contains(" disk "));
        line.starts_with(if others { "note" } else { "ok" })
    };
    assert!(findings.lines().all(well), "{findings}");
}

fn the_doctor_says_what_is_not_well(engine: Engine) {
    let database = TestDatabase::new(engine);
    printed(&database, &["migrate"]);
    assert!(refused(&database, &["doctor"]).contains("not well"), "nothing is published, no release was run");
    printed(&database, &["key", "list"]);
    printed(&database, &["release", "--now"]);
    assert_well(&database, engine);
    let said = |options: &[&str]| {
        let findings = ankieta(&database, &[&["doctor", "--backup-dir", "off"], options].concat());
        let lines = String::from_utf8(findings.stdout).unwrap();
        let finding = lines.lines().find(|line| line.contains("public URL")).unwrap().to_owned();
        assert!(finding.contains("ANKIETA_PUBLIC_URL"), "{finding}");
        (finding.split_once(' ').unwrap().0.to_owned(), findings.status.success())
    };
    // It is a fault only where somebody else comes, or is meant to.
    assert_eq!(said(&[]), ("note".to_owned(), true));
    for others in [["--bind", "0.0.0.0:8080"], ["--trusted-proxy", "127.0.0.1"]] {
        assert_eq!(said(&others), ("BAD".to_owned(), false), "{others:?}");
    }
    printed(&database, &["kiosk", "create", "--name", "Hol", "--survey", "obsluga"]);
    assert_eq!(said(&[]), ("BAD".to_owned(), false));
    let below = refused(&database, &["serve", "--public-url", "https://www.example.pl/ankieta"]);
    assert!(below.contains("has a path") && below.contains("a host name of its own"), "{below}");
    assert_eq!(printed(&database, &["migrate"]), "up to date\n");
}

/// What the doctor finds of one thing, after its verdict.
fn found(database: &TestDatabase, what: &str, options: &[&str]) -> String {
    let findings = String::from_utf8(ankieta(database, &[&["doctor"], options].concat()).stdout).unwrap();
    let line = findings.lines().find(|line| line.split_whitespace().nth(1) == Some(what));
    line.unwrap_or_else(|| panic!("{findings}")).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn the_doctor_looks_at_the_backup_and_the_clock(engine: Engine) {
    let database = TestDatabase::new(engine);
    let storage = Storage::open(&config(&database.url, &[]).database_url).unwrap();
    printed(&database, &["key", "list"]);
    let folder = database.folder.path().join("backups");
    let named = ["--backup-dir", folder.to_str().unwrap()];
    assert!(found(&database, "backup", &["--backup-dir", ""]).starts_with("note backup turned off"));
    if engine == Engine::Postgres {
        assert!(found(&database, "backup", &[]).starts_with("BAD backup nothing is known of one: have pg_dump write"));
        std::fs::create_dir(&folder).unwrap();
        assert!(found(&database, "backup", &named).starts_with("BAD backup there is none in"));
        std::fs::write(folder.join("ankieta.dump"), "").unwrap();
        assert!(found(&database, "backup", &named).contains("ankieta.dump is empty"));
        std::fs::write(folder.join("ankieta.dump"), "PGDMP").unwrap();
        assert_eq!(found(&database, "backup", &named), format!("ok backup of {}", today()));
        std::fs::write(folder.join("yesterday.dump"), "PGDMP").unwrap();
        assert!(found(&database, "backup", &named).starts_with("BAD backup 2 of them lie side by side"));
    } else {
        assert_eq!(found(&database, "backup", &[]), "ok backup the first one is made after the first release");
        let policy = Policy::of(&config(&database.url, &[]));
        let before = today().saturating_sub(3.days());
        release::run(&storage, &policy, before).unwrap();
        assert!(found(&database, "backup", &[]).starts_with("BAD backup there is none in"));
        ankieta::backup::run_if_due(&storage, &folder).unwrap();
        assert!(found(&database, "backup", &[]).contains(&format!("is of {before}")));
        printed(&database, &["release", "--now"]);
        assert_eq!(found(&database, "backup", &named), format!("ok backup of {}", today()));
        let mut bytes = std::fs::read(folder.join("full.db")).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(folder.join("full.db"), bytes).unwrap();
        assert!(found(&database, "backup", &[]).contains("is damaged"));
    }
    assert!(found(&database, "clock", &[]).contains("nothing speaks against it"));
    let ahead = Clock::system(jiff::tz::TimeZone::UTC).now().timestamp().as_second() + 86_400;
    storage.write(|session| insert_entry(session, &Entry::new(ahead, Actor::CommandLine, "key.create", "x"))).unwrap();
    let clock = found(&database, "clock", &[]);
    assert!(clock.starts_with("BAD clock it says") && clock.contains("the audit log has something of"), "{clock}");
}

fn a_day_after_today_is_not_released_by_accident_and_is_reopened(engine: Engine) {
    let database = TestDatabase::new(engine);
    printed(&database, &["release", "--now"]);
    assert!(refused(&database, &["release", "--reopen"]).contains("nothing to reopen"));
    let ahead = today().saturating_add(400.days()).to_string();
    let wrong = ["release", "--now", "--as-of", &ahead];
    let said = refused(&database, &wrong);
    assert!(said.contains("after today") && said.contains("--yes"), "{said}");
    assert_well(&database, engine);
    printed(&database, &[&wrong[..], &["--yes"]].concat());
    let finding = ailment(&database);
    assert!(finding.contains(&ahead) && finding.contains("after today") && finding.contains("--reopen"), "{finding}");
    assert!(printed(&database, &["release", "--reopen"]).contains("the calendar is set back"));
    assert_well(&database, engine);
    assert!(printed(&database, &["release", "--now"]).starts_with("0 responses"));
    for together in [&["release", "--reopen", "--now"][..], &["release", "--reopen", "--as-of", &ahead], &["release"]] {
        refused(&database, together);
    }
}

fn eight_days_without_a_response_are_released_by_who_says_yes(engine: Engine) {
    for (days, condition) in [(8, "24 hours"), (41, "until somebody confirms it")] {
        let database = TestDatabase::new(engine);
        printed(&database, &["key", "list"]);
        let settings = config(&database.url, &[]);
        let storage = Storage::open(&settings.database_url).unwrap();
        release::run(&storage, &Policy::of(&settings), today().saturating_sub(days.days())).unwrap();
        drop(storage);
        for said in [ailment(&database), refused(&database, &["release", "--now"])] {
            assert!(
                said.contains(&format!("{days} days")) && said.contains(condition) && said.contains("--yes"),
                "{said}"
            );
        }
        assert_eq!(confirmed(&database), 0);
        // Whoever lets it go is noted once: the next one needs nobody.
        (0..2).for_each(|_| drop(printed(&database, &["release", "--now", "--yes"])));
        assert_eq!(confirmed(&database), 1);
        assert_well(&database, engine);
    }
}

/// How often the audit log says that a release was let go.
fn confirmed(database: &TestDatabase) -> usize {
    let storage = Storage::open(&database.url.parse().unwrap()).unwrap();
    let entries = storage.read(|session| list_entries(session, None, 100)).unwrap();
    entries.iter().filter(|entry| entry.action == "release.confirm").count()
}

fn the_doctor_says_that_a_day_is_held(engine: Engine) {
    let office = Office::with(engine, &["--day-ceiling", "10"]);
    let kiosk = office.key("submit", &[]);
    collect(&office, &kiosk, "KM", "2026-07-14", &json!({ "OVERALL": 1 }), 101);
    office.tick(jiff::civil::date(2026, 7, 15));
    let output = ankieta(&office.close(), &["doctor"]);
    let findings = String::from_utf8(output.stdout).unwrap();
    let found = findings.lines().find(|line| line.contains("crowds")).unwrap();
    assert!(found.starts_with("BAD") && found.contains("obsluga KM kiosk of 2026-07-14"), "{found}");
    assert!(found.contains("until the release for 2026-07-22"), "{found}");
}

fn today() -> Date {
    Clock::system(jiff::tz::TimeZone::get("Europe/Warsaw").unwrap()).today()
}

/// What the doctor finds of the release, when that is not well.
#[track_caller]
fn ailment(database: &TestDatabase) -> String {
    let output = ankieta(database, &["doctor"]);
    assert!(!output.status.success());
    let findings = String::from_utf8(output.stdout).unwrap();
    findings.lines().find(|line| line.starts_with("BAD   release")).unwrap_or_else(|| panic!("{findings}")).to_owned()
}

fn the_doctor_asks_for_a_proxy_that_is_not_named(engine: Engine) {
    let repeating = |responses: usize, options: &[&str]| {
        let office = Office::with(engine, &["--web-per-10-minutes", "0", "--web-per-day", "0"]);
        // The doctor asks the system what day it is.
        office.clock.set(Clock::system(jiff::tz::TimeZone::UTC).now().timestamp());
        (0..responses).for_each(|_| drop(office.respond("KM", json!({ "OVERALL": 5 })).expect(201)));
        let database = office.close();
        let output = ankieta(&database, &[&["doctor"], options].concat());
        let findings = String::from_utf8(output.stdout).unwrap();
        findings.lines().find(|line| line.contains("addresses")).unwrap().to_owned()
    };
    assert!(repeating(19, &[]).starts_with("ok"), "too few to say so");
    let found = repeating(20, &[]);
    assert!(found.starts_with("BAD") && found.contains("19 of the last 20") && found.contains("ANKIETA_TRUSTED_PROXY"));
    assert!(repeating(20, &["--trusted-proxy", "127.0.0.1"]).starts_with("ok"));
    assert!(repeating(0, &["--public-url", "https://ankieta.example.pl"]).starts_with("BAD"));
}

/// Runs statements as another program would.
fn execute(engine: Engine, database: &TestDatabase, statements: &str) {
    match engine {
        Engine::Sqlite => SqliteConnection::establish(database.url.strip_prefix("sqlite:").unwrap())
            .unwrap()
            .batch_execute(statements)
            .unwrap(),
        Engine::Postgres => PgConnection::establish(&database.url).unwrap().batch_execute(statements).unwrap(),
    }
}

fn a_database_of_another_program_is_left_alone(engine: Engine) {
    let database = TestDatabase::new(engine);
    execute(engine, &database, "CREATE TABLE invoices (number INTEGER); INSERT INTO invoices VALUES (7)");
    let file = database.url.strip_prefix("sqlite:");
    let before = file.map(|path| std::fs::read(path).unwrap());
    for command in [&["migrate"][..], &["key", "list"], &["serve", "--bind", "127.0.0.1:0"], &["release", "--now"]] {
        let said = refused(&database, command);
        assert!(said.contains("another program (invoices)") && said.contains("nothing was changed"), "{said}");
    }
    assert!(refused(&database, &["doctor"]).contains("not well"));
    assert_eq!(file.map(|path| std::fs::read(path).unwrap()), before);
    // Nothing stands beside its table.
    execute(
        engine,
        &database,
        "CREATE TABLE departments (name TEXT); CREATE TABLE __diesel_schema_migrations (name TEXT)",
    );
}

#[test]
fn an_empty_file_is_not_taken_for_a_new_database() {
    let database = TestDatabase::new(Engine::Sqlite);
    let path = database.folder.path().join("ankieta.db");
    let log = database.folder.path().join("ankieta.db-wal");
    let all = |said: &str| {
        for command in [&["migrate"][..], &["serve", "--bind", "127.0.0.1:0"], &["key", "list"]] {
            let told = refused(&database, command);
            assert!(told.contains("ankieta.db") && told.contains(said), "{told}");
        }
    };
    // The disk was full when somebody copied it, or only its log was left.
    std::fs::write(&path, "").unwrap();
    all("is empty, where a database was expected");
    std::fs::write(&log, "what was written last").unwrap();
    all("is empty, where a database was expected");
    std::fs::remove_file(&path).unwrap();
    all("is not there, but");
    assert_eq!(std::fs::read_to_string(&log).unwrap(), "what was written last", "it may be needed");
    std::fs::remove_file(&log).unwrap();
    // A copy without the log that all its tables were in.
    execute(Engine::Sqlite, &database, "PRAGMA journal_mode = WAL");
    assert_eq!(std::fs::metadata(&path).unwrap().len(), 4_096);
    all("holds no tables");
    std::fs::remove_file(&path).unwrap();
    // What is not there is made, also where somebody was cut short at that.
    std::fs::write(database.folder.path().join("ankieta.db.new"), "half").unwrap();
    printed(&database, &["key", "list"]);
    assert!(printed(&database, &["migrate"]).contains("up to date"));
    assert!(!database.folder.path().join("ankieta.db.new").exists());
}

#[test]
fn a_copy_of_the_file_alone_is_a_whole_database() {
    let database = TestDatabase::new(Engine::Sqlite);
    let process = Process::start(&database.url, &[]);
    let copy = TestDatabase::new(Engine::Sqlite);
    std::fs::copy(database.folder.path().join("ankieta.db"), copy.folder.path().join("ankieta.db")).unwrap();
    drop(process);
    assert!(printed(&copy, &["key", "list"]).contains("first administrator"));
}

#[test]
fn the_service_says_what_a_person_opens_without_a_line_between() {
    let database = TestDatabase::new(Engine::Sqlite);
    let process = Process::start(&database.url, &[]);
    let address = &process.client.address;
    wait_until("it says so", PATIENCE, || process.log().contains("ANKIETA_PUBLIC_URL"));
    let said = process.log();
    let lines: Vec<&str> = said.lines().skip_while(|line| !line.starts_with("Listening on ")).collect();
    let opens = ["Form", "Kiosk", "Console", "Dashboard", "Public results", "Documentation"];
    let paths = ["/", "/kiosk", "/console", "/results", "/wyniki", "/docs/"];
    for ((line, what), path) in lines[1..].iter().zip(opens).zip(paths) {
        assert!(line.trim().starts_with(what) && line.ends_with(&format!(" {address}{path}")), "{said}");
        assert_eq!(process.client.get(path, "").status, 200, "{path}");
    }
    assert!(lines[7].contains("only on this computer") && lines[7].contains("ANKIETA_PUBLIC_URL"), "{said}");
    assert!(!said.contains("workers") && !said.contains("starting"), "{said}");
}

#[test]
fn the_demo_does_not_fill_anything_where_something_listens() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let folder = tempfile::tempdir().unwrap();
    let mut demo = Command::new(env!("CARGO_BIN_EXE_ankieta"));
    demo.env_clear().env("TMPDIR", folder.path()).args(["demo", "--bind", &address]);
    let output = demo.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && said.contains(&format!("cannot listen on {address}")), "{said}");
    assert!(!said.contains("Filling"), "{said}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn the_demo_shows_its_best_side() {
    let folder = tempfile::tempdir().unwrap();
    let mut demo = Command::new(env!("CARGO_BIN_EXE_ankieta"));
    demo.env_clear().env("TMPDIR", folder.path()).args(["demo", "--bind", "127.0.0.1:0"]);
    let process = Process::spawn_within(demo, 10 * PATIENCE);
    wait_until("it says what it opens", PATIENCE, || process.log().contains("Documentation"));
    let said = process.log();
    let after = |words: &str| said.lines().find_map(|line| line.trim().strip_prefix(words)).unwrap().trim().to_owned();
    let (reader, client) = (after("Key that opens everything there is to read: "), &process.client);
    let admin = after("Administrator's key, shown this once: ");
    let reviews = client.get("/api/v1/reviews", &reader).expect(200).json();
    assert_eq!(reviews["items"].as_array().map(Vec::len), Some(1), "{reviews}");
    let period = reviews["items"][0]["period"].as_str().unwrap().to_owned();
    let concluded = reviews["items"][0]["conclusions"].as_str().unwrap();
    assert!(concluded.contains("Rekomendacje: "), "{concluded}");
    let minutes = client.get(&format!("/api/v1/reviews/{period}/minutes/1?format=json"), &reader).expect(200).json();
    let decided: Vec<bool> =
        minutes["decisions"].as_array().unwrap().iter().map(|decision| decision["action"].is_object()).collect();
    assert_eq!(decided, [true, false], "one decision becomes an action: {minutes}");
    let results = client.get(&format!("/wyniki/obsluga/{period}?lang=pl"), "").expect(200).text();
    assert!(results.contains("Otworzyliśmy drugie okienko.") && results.contains("95"), "{results}");
    let comments = client.get(&format!("/api/v1/surveys/obsluga/comments?period={period}"), &reader).expect(200).json();
    assert!(comments.to_string().contains("waiting"), "{comments}");
    let kiosks = client.get("/api/v1/kiosks", &admin).expect(200).json();
    let working = kiosks["items"].as_array().unwrap().iter().filter(|kiosk| kiosk["condition"] == "working").count();
    assert_eq!(working, 3, "{kiosks}");
    let (_, code) = after("Kiosk ").split_once('#').map(|(page, code)| (page.to_owned(), code.to_owned())).unwrap();
    let json = [("content-type", "application/json")];
    let body = json!({ "code": code }).to_string();
    let paired = client.send("POST", "/api/v1/kiosks/pairing", "", &json, body.as_bytes()).expect(200).json();
    assert_eq!(paired["survey"], "obsluga");
}

#[test]
fn the_same_seed_makes_the_same_office() {
    let figures = |seed: &str| {
        let folder = tempfile::tempdir().unwrap();
        let demo = Command::new(env!("CARGO_BIN_EXE_ankieta"))
            .env_clear()
            .env("TMPDIR", folder.path())
            .args(["demo", "--no-serve", "--years", "1", "--seed", seed])
            .output()
            .unwrap();
        assert!(demo.status.success(), "{}", String::from_utf8_lossy(&demo.stderr));
        let made = std::fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path().join("ankieta.db");
        let url = format!("sqlite:{}", made.display());
        let years = ["2025", "2026"].map(|year| {
            let mut export = Command::new(env!("CARGO_BIN_EXE_ankieta"));
            export.env_clear().env("DATABASE_URL", &url).args(["export", "--survey", "obsluga", "--period", year]);
            String::from_utf8(export.output().unwrap().stdout).unwrap()
        });
        years.concat()
    };
    let (one, same, other) = std::thread::scope(|scope| {
        let runs = ["7", "7", "8"].map(|seed| scope.spawn(move || figures(seed)));
        let [one, same, other] = runs.map(|run| run.join().unwrap());
        (one, same, other)
    });
    assert!(one.lines().count() > 500, "{one}");
    assert_eq!(one, same);
    assert_ne!(one, other);
}
