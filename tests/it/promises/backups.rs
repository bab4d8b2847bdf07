//! The nightly backup: it is there, it is whole, it can be read back, and nights laid side by side tie no comment to answers.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use ankieta::backup::seal::{self, Broken};
use ankieta::backup::{Done, Failure, KEPT_DAYS, Restored, restore, run_if_due};
use ankieta::storage::archive::{self, Matter};
use ankieta::storage::comments::{CommentQuery, list_released_comments};
use ankieta::storage::{Session, Storage};
use diesel::connection::SimpleConnection;
use flate2::read::GzDecoder;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde_json::{Value, json};

use crate::harness::{Engine, Office, PATIENCE, TestDatabase, config, noon, wait_until};
use crate::v1::samples::SURVEY;

const FIRST: Date = date(2026, 7, 15);

/// Where a test keeps the backups of an office.
fn folder(office: &Office) -> PathBuf {
    office.database.folder.path().join("backups")
}

/// A release, and the backup after it.
fn night(office: &Office, day: Date) -> Option<Done> {
    office.tick(day);
    run_if_due(&office.storage, &folder(office)).unwrap()
}

fn names(folder: &Path) -> BTreeSet<String> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// Reads a backup into a database of its own.
fn restored(path: &Path) -> (TestDatabase, Result<Restored, Failure>) {
    let database = TestDatabase::new(Engine::Sqlite);
    let outcome = restore(&config(&database.url, &[]), path);
    (database, outcome)
}

fn open(database: &TestDatabase) -> Session {
    Storage::open(&database.url.parse().unwrap()).unwrap().dedicated().unwrap()
}

fn everything(session: &mut Session) -> String {
    let mut written = Vec::new();
    archive::write(session, &mut written).unwrap();
    String::from_utf8(written).unwrap()
}

/// What a backup of what is frozen holds, line by line.
fn kept(path: &Path) -> String {
    let mut text = String::new();
    GzDecoder::new(seal::open(path, |_| false).unwrap()).read_to_string(&mut text).unwrap();
    text
}

#[test]
fn the_service_makes_one_after_the_release() {
    let database = TestDatabase::new(Engine::Sqlite);
    let place = database.folder.path().join("somewhere/else");
    let office = Office::on(database, &["--backup-dir", place.to_str().unwrap()]);
    wait_until("there is a backup", PATIENCE, || place.join("kept-2026-07-14.backup").exists());
    assert_eq!(names(&place), ["full.db".to_owned(), "kept-2026-07-14.backup".to_owned()].into());
    #[cfg(unix)]
    for (path, expected) in [(place.clone(), 0o700), (place.join("full.db"), 0o600)] {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, expected, "{}", path.display());
    }
    let before = everything(&mut office.storage.dedicated().unwrap());
    let (copy, outcome) = restored(&place.join("full.db"));
    assert!(matches!(outcome, Ok(Restored::Copy(bytes)) if bytes > 100_000), "{outcome:?}");
    assert_eq!(everything(&mut open(&copy)), before);
}

#[test]
fn the_whole_is_kept_for_a_night_and_what_is_frozen_for_thirty_days() {
    let office = Office::open(Engine::Sqlite);
    let folder = folder(&office);
    assert!(matches!(night(&office, FIRST), Some(Done::Made { day: FIRST, .. })));
    assert_eq!(run_if_due(&office.storage, &folder).unwrap(), None, "once is enough");
    for left_over in ["full.db.new", "full.db.new-journal", "kept-2026-07-15.backup.new"] {
        fs::write(folder.join(left_over), "half of one that was killed").unwrap();
    }
    fs::write(folder.join("notes.txt"), "the office's own").unwrap();
    let last = FIRST.saturating_add((KEPT_DAYS + 1).days());
    let whole = fs::read(folder.join("full.db")).unwrap();
    for days in 1..=KEPT_DAYS + 1 {
        night(&office, FIRST.saturating_add(days.days())).unwrap();
    }
    let nights = (1..=KEPT_DAYS + 1).map(|days| format!("kept-{}.backup", FIRST.saturating_add(days.days())));
    let expected: BTreeSet<String> = nights.chain(["full.db".to_owned(), "notes.txt".to_owned()]).collect();
    assert_eq!(names(&folder), expected);
    assert_ne!(fs::read(folder.join("full.db")).unwrap(), whole);
    assert_eq!(ankieta::backup::find_last(&folder).unwrap(), Some(last));
}

#[test]
fn several_processes_make_one() {
    let office = Office::open(Engine::Sqlite);
    office.tick(FIRST);
    let others: Vec<Storage> = (0..4).map(|_| Storage::open(&office.config.database_url).unwrap()).collect();
    let lock = office.storage.try_lock_release().unwrap().unwrap();
    assert!(others.iter().all(|other| run_if_due(other, &folder(&office)).unwrap().is_none()), "one is at it");
    drop(lock);
    let place = folder(&office);
    let made: usize = std::thread::scope(|scope| {
        let threads: Vec<_> = others.iter().map(|other| scope.spawn(|| run_if_due(other, &place).unwrap())).collect();
        threads.into_iter().map(|thread| usize::from(thread.join().unwrap().is_some())).sum()
    });
    assert_eq!(made, 1);
}

#[test]
fn it_waits_for_nobody_who_writes() {
    let office = Office::open(Engine::Sqlite);
    office.respond("KM", json!({ "OVERALL": 5 })).expect(201);
    office.tick(FIRST);
    let mut writer = office.storage.dedicated().unwrap();
    writer.batch_execute("BEGIN IMMEDIATE; DELETE FROM receipts").unwrap();
    assert!(run_if_due(&office.storage, &folder(&office)).unwrap().is_some());
    writer.batch_execute("ROLLBACK").unwrap();
    let (copy, outcome) = restored(&folder(&office).join("full.db"));
    outcome.unwrap();
    assert_eq!(everything(&mut open(&copy)).matches("[\"receipts\"").count(), 1, "as it stood");
}

/// Where somebody's answers and words are in what one backup holds.
#[derive(Default)]
struct Seen {
    /// The department of each comment, by its key.
    comments: BTreeMap<String, String>,
    /// The department and the answers of each response, by its key.
    responses: BTreeMap<String, (String, String)>,
}

impl Seen {
    /// Looks for words and answers in every table, whatever it is called.
    fn in_lines(lines: &str) -> Self {
        let mut seen = Self::default();
        for line in lines.lines().skip(1) {
            let (_, row): (String, Value) = serde_json::from_str(line).unwrap();
            let text = |column: &str| row[column].as_str().map(str::to_owned);
            let (key, department) = (text("key"), text("department").unwrap_or_default());
            if row.get("answers").is_some() {
                seen.responses.insert(key.unwrap(), (department, text("answers").unwrap()));
            } else if row.get("question").is_some() && row.get("body").is_some() {
                seen.comments.insert(key.unwrap(), department);
            }
        }
        seen
    }
}

/// How many comments lead to the answers that they were given with, for who lays backups side by side: those of one
/// department that first appear on the same night came on one day.
fn tied(nights: &[Seen]) -> usize {
    let mut known = Seen::default();
    let mut tied = 0;
    for night in nights {
        let fresh = |key: &String| !known.responses.contains_key(key);
        let responses: Vec<_> = night.responses.iter().filter(|(key, _)| fresh(key)).map(|(_, said)| said).collect();
        for (_, department) in night.comments.iter().filter(|(key, _)| !known.comments.contains_key(*key)) {
            let answers: BTreeSet<_> =
                responses.iter().filter(|(own, _)| own == department).map(|(_, answers)| answers).collect();
            tied += usize::from(answers.len() == 1);
        }
        known.comments.extend(night.comments.clone());
        known.responses.extend(night.responses.clone());
    }
    tied
}

#[test]
fn thirty_nights_side_by_side_tie_no_comment_to_answers() {
    let office = Office::open(Engine::Sqlite);
    let mut copies = Vec::new();
    let mut comments = 0;
    let answers = |number: usize| json!({ "OVERALL": 1 + number % 5, "WAIT": 1 + number / 5 % 5 });
    for number in 0..30 {
        let day = FIRST.saturating_add((number as i64).days());
        office.clock.set(noon(day).timestamp());
        // A small department hears from one person every other day, a large one from twelve; half of them have words.
        if number % 2 == 0 {
            let mut said = answers(number);
            said["SUGGEST"] = format!("Uwaga z dnia {number}").into();
            office.respond("GN", said).expect(201);
            comments += 1;
        }
        for other in 0..12 {
            office.respond("KM", answers(number + other)).expect(201);
        }
        night(&office, day.tomorrow().unwrap()).unwrap();
        copies.push(Seen::in_lines(&everything(&mut office.storage.dedicated().unwrap())));
    }
    assert_eq!(tied(&copies), comments, "copies of the whole would tie all of them: the attack works");
    let folder = folder(&office);
    let mut nights: Vec<Seen> = names(&folder)
        .iter()
        .filter(|name| name.starts_with("kept-"))
        .map(|name| Seen::in_lines(&kept(&folder.join(name))))
        .collect();
    assert_eq!(nights.len(), 30);
    let (last, outcome) = restored(&folder.join("full.db"));
    outcome.unwrap();
    nights.push(Seen::in_lines(&everything(&mut open(&last))));
    assert_eq!(nights[30].comments.len(), comments, "the last night's holds them");
    assert_eq!(tied(&nights), 0);
}

#[test]
fn what_is_kept_holds_no_row_of_a_single_person() {
    let office = Office::open(Engine::Sqlite);
    for number in 0..12 {
        office.respond("KM", json!({ "OVERALL": 5, "SUGGEST": format!("Uwaga {number}") })).expect(201);
    }
    office.respond("GN", json!({ "OVERALL": 5, "SUGGEST": "Sam jeden" })).expect(201);
    let reader = office.key("results", &[]);
    night(&office, date(2026, 10, 1)).unwrap();
    let held = |text: &str| -> BTreeSet<String> {
        text.lines().skip(1).map(|line| line.split('"').nth(1).unwrap().to_owned()).collect()
    };
    let all = held(&everything(&mut office.storage.dedicated().unwrap()));
    let text = kept(&folder(&office).join("kept-2026-10-01.backup"));
    let kept = held(&text);
    assert!(kept.contains("blocks") && kept.contains("versions") && kept.contains("keys"));
    assert!(!text.contains("Uwaga") && !text.contains("Sam jeden"));
    let left_out: Vec<&String> = all.difference(&kept).collect();
    assert!(
        ["comments", "receipts", "released_comments", "released_responses", "responses"]
            .iter()
            .all(|table| left_out.contains(&&(*table).to_owned())),
        "{left_out:?}"
    );
    let may: BTreeSet<&str> =
        Matter::ALL.into_iter().filter(|matter| matter.may_be_kept()).flat_map(Matter::tables).collect();
    assert!(kept.iter().all(|table| may.contains(table.as_str())));
    // It is an office again, with its figures.
    let (copy, outcome) = restored(&folder(&office).join("kept-2026-10-01.backup"));
    assert!(matches!(outcome, Ok(Restored::Rows(_))), "{outcome:?}");
    let again = Office::on(copy, &[]);
    again.clock.set(noon(date(2026, 10, 1)).timestamp());
    let results = format!("{SURVEY}/results?period=2026-Q3");
    let told = office.get(&results, &reader).expect(200).bytes;
    assert_eq!(again.get(&results, &reader).expect(200).bytes, told);
}

#[test]
fn what_moderators_leave_out_is_taken_out_of_the_last_copy() {
    let office = Office::open(Engine::Sqlite);
    for number in 0..40 {
        let text = format!("Pani Nowakowska-{number} była {}", "bardzo ".repeat(number));
        office.respond("KM", json!({ "OVERALL": 5, "SUGGEST": text })).expect(201);
    }
    night(&office, date(2026, 10, 1)).unwrap();
    let full = folder(&office).join("full.db");
    let holds = |text: &str| {
        let file = fs::read(&full).unwrap();
        file.windows(text.len()).any(|window| window == text.as_bytes())
    };
    assert!(holds("Nowakowska-7 "));
    let query = CommentQuery { survey: "obsluga".parse().unwrap(), period: None, decision: None };
    for comment in office.storage.read(|session| list_released_comments(session, &query)).unwrap() {
        // What stands for it is as long as what is left out.
        let name = comment.text.split(' ').nth(1).unwrap();
        let decision = json!({ "decision": "publish", "text": comment.text.replace(name, "[…]") });
        office.json("PUT", &format!("{SURVEY}/comments/{}", comment.id), &office.admin, &decision).expect(200);
    }
    // What came in meanwhile does not get into the copy: it would be another one of the same day.
    office.respond("GN", json!({ "OVERALL": 1, "SUGGEST": "Dopiero co" })).expect(201);
    assert_eq!(run_if_due(&office.storage, &folder(&office)).unwrap(), Some(Done::Followed));
    assert!(!holds("Nowakowska") && holds("[…] była bardzo") && !holds("Dopiero co"));
    assert_eq!(run_if_due(&office.storage, &folder(&office)).unwrap(), None);
    let (copy, outcome) = restored(&full);
    outcome.unwrap();
    assert_eq!(everything(&mut open(&copy)).matches("[…] była").count(), 40);
    assert_eq!(names(&folder(&office)).len(), 2, "nothing is left beside it");
}

#[test]
fn a_changed_byte_is_found_in_every_kind() {
    let office = Office::open(Engine::Sqlite);
    office.respond("KM", json!({ "OVERALL": 5 })).expect(201);
    night(&office, FIRST).unwrap();
    for name in ["full.db", "kept-2026-07-15.backup"] {
        let path = folder(&office).join(name);
        let whole = fs::read(&path).unwrap();
        for place in [20, whole.len() / 3, whole.len() / 2, whole.len() - 90, whole.len() - 20] {
            let mut changed = whole.clone();
            changed[place] ^= 1;
            fs::write(&path, changed).unwrap();
            let (database, outcome) = restored(&path);
            assert!(matches!(outcome, Err(Failure::Broken(Broken::Damaged(_)))), "{name}, byte {place}: {outcome:?}");
            assert!(!database.folder.path().join("ankieta.db").exists(), "nothing was read");
        }
        fs::write(&path, &whole[..whole.len() / 2]).unwrap();
        let (_, outcome) = restored(&path);
        assert!(matches!(outcome, Err(Failure::Broken(Broken::CutShort(_)))), "{name}: {outcome:?}");
        fs::write(&path, whole).unwrap();
        restored(&path).1.unwrap();
    }
    // A database is not overwritten.
    let outcome = restore(&office.config, &folder(&office).join("full.db"));
    assert!(outcome.unwrap_err().to_string().contains("not empty"));
}

#[test]
fn a_backup_that_fails_leaves_the_last_one() {
    let office = Office::open(Engine::Sqlite);
    night(&office, FIRST).unwrap();
    let full = folder(&office).join("full.db");
    let before = fs::read(&full).unwrap();
    office.tick(FIRST.tomorrow().unwrap());
    // In the way of the draft is what cannot be deleted as a file.
    fs::create_dir(folder(&office).join("full.db.new")).unwrap();
    assert!(run_if_due(&office.storage, &folder(&office)).is_err());
    assert_eq!(fs::read(&full).unwrap(), before);
}
