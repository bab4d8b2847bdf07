//! Nobody is lost on the way in from a file, nobody is counted twice, and nothing is read as something else.

use std::collections::BTreeMap;
use std::io::Cursor;

use ankieta::access::Actor;
use ankieta::intake::import::{Doubt, Failure, Mapping, Report, Rules, Source, Target, examine, store, template};
use ankieta::intake::visits::read_visits;
use ankieta::storage::audit::Entry;
use ankieta::storage::lots::{confirm_lot, end_lot, list_lots, reopen_lot, take_back_lot};
use ankieta::storage::surveys;
use ankieta::survey::fieldwork::OPEN;
use ankieta::survey::response::Channel;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Text;
use jiff::civil::date;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde_json::{Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::harness::{Engine, Office, TestDatabase};
use crate::on_both_databases;
use crate::process::{PROGRAM, Process};

on_both_databases!(
    other_people_are_other_people_however_much_they_say_the_same,
    the_same_file_is_recognised_and_the_same_people_in_another_file_are_asked_about,
    what_was_put_right_is_asked_about_and_a_batch_takes_it,
    ids_of_the_office_tell_one_file_from_the_next,
    a_lot_waits_outside_the_release_until_it_is_confirmed,
    a_lot_is_taken_back_whole,
    an_import_that_was_killed_goes_on_where_it_ended,
);

/// Who imports, as the audit log has it.
pub fn imported() -> Entry {
    Entry::new(0, Actor::CommandLine, "lot.store", "a file")
}

/// A file on its way in, and what is said about it on the command line.
#[derive(Clone, Copy)]
struct File<'a> {
    bytes: &'a [u8],
    channel: Channel,
    batch: Option<&'a str>,
    doubt: Doubt,
    ignore: &'a [&'a str],
    map: &'a [&'a str],
}

/// What became of it.
#[derive(Debug)]
struct Came {
    report: Report,
    unfinished: usize,
    /// The lines that were refused, with the first fault of each: where, and what.
    refused: Vec<(u64, String)>,
    /// What each of these says to people.
    said: Vec<String>,
}

impl<'a> File<'a> {
    fn new(bytes: &'a (impl AsRef<[u8]> + ?Sized)) -> Self {
        let (channel, doubt) = (Channel::Paper, Doubt::Ask);
        Self { bytes: bytes.as_ref(), channel, batch: None, doubt, ignore: &[], map: &[] }
    }

    fn import(self, office: &Office) -> Result<Came, Failure> {
        let versions = office.storage.read(surveys::list_versions).unwrap();
        let version = versions.iter().rfind(|version| version.survey.as_str() == "obsluga").unwrap();
        let target =
            Target { version, channel: self.channel, batch: self.batch, today: office.clock.today(), fieldwork: &OPEN };
        let mapping = Mapping::parse(self.map.iter().copied()).unwrap();
        let rules = Rules { mapping, ignore: self.ignore.iter().map(|name| (*name).to_owned()).collect() };
        let source = Source { name: "a file", bytes: self.bytes, sheet: None, encoding: None };
        let examined = examine(target, &rules, &source)?;
        let first = |(line, faults): &(u64, Vec<ankieta::survey::fault::Fault>)| {
            (*line, format!("{} {}", faults[0].pointer, faults[0].code).trim().to_owned())
        };
        let (unfinished, refused) = (examined.unfinished, examined.refused.iter().map(first).collect());
        let said = examined.refused.iter().map(|(_, faults)| faults[0].detail.clone()).collect();
        let report = store(&office.storage, &examined, self.doubt, &imported(), |_| {})?;
        Ok(Came { report, unfinished, refused, said })
    }

    /// How many are new and how many were known.
    #[track_caller]
    fn counts(self, office: &Office) -> (usize, usize) {
        let came = self.import(office).unwrap();
        assert_eq!((came.refused, came.report.conflicts), (vec![], vec![]));
        (came.report.created, came.report.replayed)
    }
}

#[derive(QueryableByName)]
struct TextRow {
    #[diesel(sql_type = Text)]
    text: String,
}

fn texts(office: &Office, query: &str) -> Vec<String> {
    let rows: Vec<TextRow> = sql_query(query).load(&mut office.storage.dedicated().unwrap()).unwrap();
    rows.into_iter().map(|row| row.text).collect()
}

/// What the responses that wait in lots say, sorted.
pub fn held(office: &Office) -> Vec<Value> {
    let mut answers = texts(office, "SELECT answers AS text FROM lot_responses");
    answers.sort();
    answers.iter().map(|text| serde_json::from_str(text).unwrap()).collect()
}

/// A box of forms of KM from the first days of March, ten days in turn: so many rows that say as good as the same.
fn paper_box(rows: usize) -> String {
    let row = |row: usize| format!("2026-03-{:02},KM,{}\n", 1 + row % 10, 3 + row % 3);
    "collected_on,department,OVERALL\n".to_owned() + &(0..rows).map(row).collect::<String>()
}

/// The same people, with the columns in another order, one column more and a time behind the day.
fn reshaped(text: &str) -> String {
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        format!("{},{},{} 08:15:00,\n", cells[1], cells[2], cells[0])
    };
    "department,OVERALL,collected_on,note\n".to_owned() + &text.lines().skip(1).map(row).collect::<String>()
}

/// Equal forms of one day.
fn equal_forms(rows: usize) -> String {
    "collected_on,department,OVERALL\n".to_owned() + &"2026-03-02,KM,5\n".repeat(rows)
}

fn other_people_are_other_people_however_much_they_say_the_same(engine: Engine) {
    let office = Office::open(engine);
    assert_eq!(File::new(&equal_forms(8)).counts(&office), (8, 0));
    assert_eq!(File::new(&equal_forms(9)).counts(&office), (9, 0));
    assert_eq!(File::new(&paper_box(80)).counts(&office), (80, 0));
    assert_eq!(File::new(&paper_box(79)).counts(&office), (79, 0));
    let text = paper_box(80);
    let by_web = File { channel: Channel::Web, ..File::new(&text) };
    assert_eq!(by_web.counts(&office), (80, 0), "by another channel come other people");
    assert_eq!(held(&office).len(), 8 + 9 + 80 + 79 + 80);
}

fn the_same_file_is_recognised_and_the_same_people_in_another_file_are_asked_about(engine: Engine) {
    let office = Office::open(engine);
    let (one, longer) = (paper_box(80), paper_box(80) + "2026-03-20,GN,4\n");
    let (shaped, two) = (reshaped(&one), reshaped(&paper_box(79)));
    let first = File::new(&one).import(&office).unwrap().report;
    assert_eq!((first.created, first.known_since), (80, None));
    let again = File::new(&one).import(&office).unwrap().report;
    assert_eq!((again.created, again.replayed, again.known_since), (0, 80, Some(date(2026, 7, 14))));
    for repeating in [&shaped, &longer] {
        let asked = File::new(repeating).import(&office).unwrap_err();
        assert!(matches!(asked, Failure::Repeats { number: 80, .. }), "{asked}");
        assert!(asked.to_string().contains("--skip") && asked.to_string().contains("--again"), "{asked}");
    }
    assert_eq!(File { doubt: Doubt::Skip, ..File::new(&shaped) }.counts(&office), (0, 80));
    assert_eq!(held(&office).len(), 80, "nothing was stored");
    // Two boxes as one file, after each of them.
    assert_eq!(File::new(&two).counts(&office), (79, 0));
    let both = paper_box(80) + paper_box(79).split_once('\n').unwrap().1;
    assert!(matches!(File::new(&both).import(&office), Err(Failure::Repeats { number: 159, .. })));
    assert_eq!(File { doubt: Doubt::Again, ..File::new(&shaped) }.counts(&office), (80, 0), "other people");
    // It is recognised, too, when its lot is gone.
    confirm_all(&office);
    let again = File::new(&one).import(&office).unwrap().report;
    assert_eq!((again.created, again.replayed, again.known_since, again.lot), (0, 80, Some(date(2026, 7, 14)), None));
    assert!(held(&office).is_empty());
}

fn what_was_put_right_is_asked_about_and_a_batch_takes_it(engine: Engine) {
    let office = Office::open(engine);
    let right = paper_box(12);
    for wrong in [right.replacen(",KM,4\n", ",KM,7\n", 1), right.replacen("2026-03-02", "02.03.26", 1)] {
        assert_eq!(File::new(&wrong).import(&office).unwrap().report.created, 11);
        assert!(matches!(File::new(&right).import(&office), Err(Failure::Repeats { .. })), "{wrong}");
        let batch = |text| File { batch: Some("box 7"), doubt: Doubt::Again, ..File::new(text) };
        assert_eq!(batch(&wrong).import(&office).unwrap().report.created, 11);
        assert_eq!(batch(&right).counts(&office), (1, 11), "the line that was put right, and no other");
        // Something else on a line that is known is said, and not taken for it.
        let other = right.replacen(",KM,3\n", ",KM,5\n", 1);
        assert_eq!(batch(&other).import(&office).unwrap().report.conflicts, [2]);
        for (lot, _) in office.storage.read(list_lots).unwrap() {
            office.storage.write(|session| take_back_lot(session, &lot)).unwrap();
        }
    }
    let batch = |text| File { batch: Some("box 8"), ..File::new(text) };
    assert_eq!(batch(&right).counts(&office), (12, 0));
    confirm_all(&office);
    assert_eq!(batch(&right).counts(&office), (0, 12));
    let other = paper_box(13);
    assert!(matches!(batch(&other).import(&office), Err(Failure::BatchTaken(_))), "nobody is lost to a name");
}

fn ids_of_the_office_tell_one_file_from_the_next(engine: Engine) {
    let office = Office::open(engine);
    let file = |rows: std::ops::RangeInclusive<usize>| {
        let row = |form: usize| format!("2026-03-{:02},KM,4,KM/{form}/2026\n", 1 + form % 10);
        "collected_on,department,OVERALL,id\n".to_owned() + &rows.map(row).collect::<String>()
    };
    assert_eq!(File::new(&file(1..=30)).counts(&office), (30, 0));
    assert_eq!(File::new(&file(1..=45)).counts(&office), (15, 30), "an export that grows needs no question");
    let text = file(1..=30);
    let by_web = File { channel: Channel::Web, ..File::new(&text) };
    assert_eq!(by_web.counts(&office), (30, 0));
    // The number of a form twice in one file, and once more with something else.
    let twice = file(46..=47) + "2026-03-30,KM,5,KM/46/2026\n";
    let came = File::new(&twice).import(&office).unwrap();
    assert_eq!((came.report.created, came.refused), (2, vec![(4, "/id duplicate".to_owned())]));
    let other = file(1..=1).replace(",4,", ",5,").replace("-02,", "-12,");
    assert_eq!(File::new(&other).import(&office).unwrap().report.conflicts, [2]);
    let receipts = texts(&office, "SELECT received_on AS text FROM receipts");
    assert_eq!(receipts.len(), 30 + 15 + 30 + 2);
    // A response that was sent under a UUID is the same in a file.
    let id = uuid::Uuid::new_v4();
    let body = json!({ "department": "KM", "collected_on": "2026-07-13", "version": 1, "answers": { "OVERALL": 5 } });
    office.json("PUT", &format!("/api/v1/surveys/obsluga/responses/{id}"), "", &body).expect(201);
    let sent = format!("collected_on,department,OVERALL,id\n2026-07-13,KM,5,{id}\n");
    assert_eq!(File::new(&sent).counts(&office), (0, 1));
}

fn confirm_all(office: &Office) {
    for (lot, _) in office.storage.read(list_lots).unwrap() {
        office.storage.write(|session| confirm_lot(session, &lot, office.clock.today())).unwrap();
    }
}

fn pending(office: &Office) -> usize {
    texts(office, "SELECT answers AS text FROM responses").len()
}

fn a_lot_waits_outside_the_release_until_it_is_confirmed(engine: Engine) {
    let office = Office::open(engine);
    let text = paper_box(30).replace("OVERALL\n", "OVERALL,SUGGEST\n").replace(",KM,5\n", ",KM,5,Więcej krzeseł\n");
    let text = text.replace(",KM,3\n", ",KM,3,\n").replace(",KM,4\n", ",KM,4,\n");
    assert_eq!(File::new(&text).counts(&office), (30, 0));
    assert_eq!(File::new(&equal_forms(25)).counts(&office), (25, 0));
    assert_eq!(office.tick(date(2026, 7, 15)).released, 0);
    assert_eq!((pending(&office), held(&office).len()), (0, 55));
    let (lot, number) = office.storage.read(list_lots).unwrap().into_iter().find(|(_, number)| *number == 30).unwrap();
    assert_eq!((lot.name.as_str(), number, lot.confirmed_from()), ("a file", 30, date(2026, 7, 21)));
    office.storage.write(|session| confirm_lot(session, &lot, office.clock.today())).unwrap();
    assert_eq!((pending(&office), held(&office).len()), (30, 25));
    assert_eq!(texts(&office, "SELECT body AS text FROM comments"), ["Więcej krzeseł"; 10]);
    assert_eq!(office.tick(date(2026, 7, 16)).released, 30);
    // One that was cut short waits on, whatever day it is; the other one is confirmed by itself.
    let (short, _) = office.storage.read(list_lots).unwrap().remove(0);
    office.storage.write(|session| reopen_lot(session, short.number)).unwrap();
    assert_eq!(office.tick(date(2026, 7, 22)).released, 0);
    office.storage.write(|session| end_lot(session, short.number)).unwrap();
    assert_eq!(office.tick(date(2026, 7, 23)).released, 25);
    assert!(held(&office).is_empty() && office.storage.read(list_lots).unwrap().is_empty());
}

fn a_lot_is_taken_back_whole(engine: Engine) {
    let office = Office::open(engine);
    let text = "collected_on,department,OVERALL,SUGGEST\n2026-03-02,KM,5,Więcej krzeseł\n2026-03-03,KM,4,\n";
    assert_eq!(File::new(text).counts(&office), (2, 0));
    assert_eq!(File::new(&equal_forms(3)).counts(&office), (3, 0));
    let lots = office.storage.read(list_lots).unwrap();
    let (lot, _) = lots.iter().find(|(_, number)| *number == 2).unwrap();
    assert_eq!(office.storage.write(|session| take_back_lot(session, lot)).unwrap(), 2);
    assert_eq!(held(&office), vec![json!({ "OVERALL": 5 }); 3], "what others brought stays");
    for table in ["lot_comments", "comments", "responses"] {
        assert!(texts(&office, &format!("SELECT survey AS text FROM {table}")).is_empty(), "{table}");
    }
    assert_eq!(texts(&office, "SELECT received_on AS text FROM receipts").len(), 3);
    assert_eq!(File::new(text).counts(&office), (2, 0), "as if it had never come");
}

fn an_import_that_was_killed_goes_on_where_it_ended(engine: Engine) {
    use std::io::{BufRead, BufReader};
    let database = TestDatabase::new(engine);
    let file = database.folder.path().join("box.csv");
    // Months that are over on whatever day this runs, and many rows that are equal.
    std::fs::write(&file, paper_box(3_000).replace("2026-03", "2024-03")).unwrap();
    let import = || {
        let mut command = std::process::Command::new(PROGRAM);
        command.env_clear().env("DATABASE_URL", &database.url).arg("import").arg(&file);
        command.args(["--survey", "obsluga", "--channel", "paper"]);
        command
    };
    let mut killed = import().stderr(std::process::Stdio::piped()).stdout(std::process::Stdio::null()).spawn().unwrap();
    let mut told = BufReader::new(killed.stderr.take().unwrap()).lines();
    assert!(told.any(|line| line.unwrap().contains("512 of 3000 rows read")));
    killed.kill().unwrap();
    killed.wait().unwrap();
    let lots = |database: &TestDatabase| {
        let storage = ankieta::storage::Storage::open(&database.url.parse().unwrap()).unwrap();
        storage.read(list_lots).unwrap()
    };
    let (short, number) = lots(&database).remove(0);
    assert!(!short.whole && (512..3_000).contains(&number), "{number}");
    let refused = |arguments: &[&str]| {
        let mut command = std::process::Command::new(PROGRAM);
        let output = command.env_clear().env("DATABASE_URL", &database.url).args(arguments).output().unwrap();
        assert!(!output.status.success());
        String::from_utf8(output.stderr).unwrap() + &String::from_utf8(output.stdout).unwrap()
    };
    assert!(refused(&["import", "--confirm"]).contains("was cut short"));
    assert!(refused(&["doctor"]).lines().any(|line| line.starts_with("BAD   lots") && line.contains("box.csv")));
    let again = import().output().unwrap();
    let said = String::from_utf8(again.stdout).unwrap();
    assert!(
        again.status.success() && said.contains(&format!("{} new, {number} known before", 3_000 - number)),
        "{said}"
    );
    let (whole, number) = lots(&database).remove(0);
    assert!((whole.whole, number, whole.number) == (true, 3_000, short.number));
}

/// The number of a lot is on the disk while it waits, and nowhere when it is confirmed: it says who came together.
#[test]
fn nothing_on_the_disk_says_who_came_together_when_a_lot_is_confirmed() {
    let database = TestDatabase::new(Engine::Sqlite);
    let process = Process::start(&database.url, &[]);
    let run = |arguments: &[&str]| {
        let mut command = std::process::Command::new(PROGRAM);
        let output = command.env_clear().env("DATABASE_URL", &database.url).args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let mut labels = Vec::new();
    for (channel, rows) in [("paper", 400), ("web", 300)] {
        let file = database.folder.path().join("rows.csv");
        std::fs::write(&file, paper_box(rows).replace("2026-03", "2024-03")).unwrap();
        run(&["import", file.to_str().unwrap(), "--survey", "obsluga", "--channel", channel]);
        labels.push(run(&["import", "--lots"]));
    }
    let numbers: Vec<[u8; 16]> = {
        let storage = ankieta::storage::Storage::open(&database.url.parse().unwrap()).unwrap();
        storage.read(list_lots).unwrap().into_iter().map(|(lot, _)| lot.number.0).collect()
    };
    let found = || {
        let mut all = Vec::new();
        for end in ["", "-wal"] {
            all.extend(std::fs::read(database.folder.path().join(format!("ankieta.db{end}"))).unwrap_or_default());
        }
        numbers.iter().map(|number| all.windows(16).filter(|bytes| bytes == number).count()).collect::<Vec<usize>>()
    };
    assert!(found().iter().all(|count| *count > 300), "{:?}", found());
    let label = labels[0].split_whitespace().next().unwrap();
    assert!(run(&["import", "--confirm", label]).starts_with("400 responses"));
    let counts = found();
    assert!(counts.contains(&0) && counts.iter().any(|count| *count > 300), "{counts:?}");
    assert!(run(&["import", "--confirm"]).starts_with("300 responses"));
    assert_eq!(found(), [0, 0]);
    drop(process);
}

/// What people export goes in as it is, and says what it said.
#[test]
fn what_people_export_is_read_as_it_was_meant() {
    let text = "collected_on;department;OVERALL;SUGGEST;REASON[time];REASON[info];\r\n\
                30.09.2025;KM;5;Więcej krzeseł;;;\r\n\
                1 października 2025;Wydział Komunikacji;bardzo dobrze;\"kawa;\n\"\"herbata\"\"\";;;\r\n\
                ;;;;;;\r\n\r\n\
                2025-10-02 08:15;km;2.0;;x;Tak;;\r\n";
    let bytes = |encoding: &'static encoding_rs::Encoding| encoding.encode(text).0.into_owned();
    let utf16: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let files = [
        text.as_bytes().to_vec(),
        [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        text.replace(';', "\t").replace("kawa\t", "kawa;").into_bytes(),
        bytes(encoding_rs::WINDOWS_1250),
        bytes(encoding_rs::ISO_8859_2),
        utf16,
        workbook(),
    ];
    for (place, file) in files.iter().enumerate() {
        let office = Office::open(Engine::Sqlite);
        let came = File::new(file).import(&office).unwrap();
        assert_eq!((came.report.created, came.refused), (3, vec![]), "file {place}");
        let wanted =
            [json!({ "OVERALL": 2, "REASON": ["time", "info"] }), json!({ "OVERALL": 5 }), json!({ "OVERALL": 5 })];
        assert_eq!(held(&office), wanted, "file {place}");
        let mut days = texts(&office, "SELECT day AS text FROM lot_responses");
        days.sort();
        assert_eq!(days, ["2025-09-30", "2025-10-01", "2025-10-02"], "file {place}");
        let mut words = texts(&office, "SELECT body AS text FROM lot_comments");
        words.sort();
        assert_eq!(words, ["Więcej krzeseł", "kawa;\n\"herbata\""], "file {place}");
    }
}

/// The same as a sheet of Excel, with days that are days and a row that begins further down.
fn workbook() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let day = Format::new().set_num_format("dd.mm.yyyy");
    for (column, name) in
        (0..).zip(["collected_on", "department", "OVERALL", "SUGGEST", "REASON[time]", "REASON[info]"])
    {
        sheet.write(2, column, name).unwrap();
    }
    let moment = |year, month, day| ExcelDateTime::from_ymd(year, month, day).unwrap();
    sheet.write_with_format(3, 0, moment(2025, 9, 30), &day).unwrap();
    sheet.write(3, 1, "KM").unwrap().write(3, 2, 5).unwrap().write(3, 3, "Więcej krzeseł").unwrap();
    sheet.write_with_format(4, 0, moment(2025, 10, 1).and_hms(23, 59, 0).unwrap(), &day).unwrap();
    sheet.write(4, 1, "KM").unwrap().write(4, 2, "Bardzo dobrze").unwrap().write(4, 3, "kawa;\n\"herbata\"").unwrap();
    sheet.write(6, 0, "2.10.2025").unwrap().write(6, 1, "KM").unwrap().write(6, 2, 2).unwrap();
    sheet.write(6, 4, true).unwrap().write(6, 5, "x").unwrap();
    workbook.add_worksheet();
    workbook.save_to_buffer().unwrap()
}

/// The same row as Excel and LibreOffice write it in other formats, each with what is said of it, whatever its name is.
pub fn other_workbooks() -> Vec<(&'static str, Vec<u8>)> {
    let mut binary = ZipWriter::new(Cursor::new(Vec::new()));
    for part in ["[Content_Types].xml", "xl/workbook.bin", "xl/worksheets/sheet1.bin"] {
        binary.start_file(part, SimpleFileOptions::default()).unwrap();
    }
    vec![
        ("XLS", include_bytes!("../data/workbooks/history.xls").to_vec()),
        ("XLSB", binary.finish().unwrap().into_inner()),
        ("ODS", include_bytes!("../data/workbooks/history.ods").to_vec()),
        ("HTML/XML", b"\xef\xbb\xbf\r\n<HTML><body><table><tr><td>collected_on".to_vec()),
        ("HTML/XML", b"<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>".to_vec()),
        ("password", include_bytes!("../data/workbooks/protected.xlsx").to_vec()),
    ]
}

/// Other formats have no reader that goes cell by cell: one stray cell at the end of a sheet would take all memory.
#[test]
fn a_workbook_of_another_format_is_refused_by_its_name() {
    let office = Office::open(Engine::Sqlite);
    for (format, bytes) in other_workbooks() {
        let said = File::new(&bytes).import(&office).unwrap_err().to_string();
        assert!(said.contains(format) && said.contains("XLSX") && said.contains("CSV"), "{format}: {said}");
        let said = read_visits(&bytes, None, &[], date(2026, 3, 2)).unwrap_err()[0].detail.clone();
        assert!(said.contains(format) && said.contains("XLSX"), "{format}: {said}");
    }
    let letter = [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), &[0; 600]].concat();
    assert!(File::new(&letter).import(&office).unwrap_err().to_string().contains("no workbook"));
}

#[test]
fn an_export_of_limesurvey_goes_in_as_it_is() {
    let codes = "id,submitdate,lastpage,startlanguage,seed,startdate,ipaddr,department,OVERALL,OUTCOME,\"REASON[time]\",\
                 \"REASON[info]\",SUGGEST,interviewtime,groupTime12\n\
                 1,\"2025-09-30 12:01:22\",3,pl,188,\"2025-09-30 11:58:00\",203.0.113.9,KM,2,yes,Y,N,\"Więcej krzeseł\",61.2,9\n\
                 2,,1,pl,189,\"2025-09-30 12:10:00\",203.0.113.9,KM,,,,,,2,2\n\
                 3,\"2025-09-29 08:10:00\",3,pl-informal,190,\"2025-09-29 08:00:00\",203.0.113.9,KM,4,no,N/A,N/A,,40,8\n";
    let questions = polish_questions();
    let full = format!(
        "Response ID,Date submitted,Last page,Start language,Seed,department,\"{}\",OUTCOME,\
         \"REASON. {} [niejasne lub niepełne informacje]\",SUGGEST\n\
         1,2025-09-30 12:01:22,3,pl,188,KM,źle,Tak,Nie,Więcej krzeseł\n\
         2,,1,pl,189,KM,,,,\n\
         3,2025-09-29 08:10:00,3,pl,190,KM,dobrze,nie,N/A,\n",
        questions["OVERALL"], questions["REASON"]
    );
    for (text, later, first) in [
        (
            codes.to_owned(),
            "4,2025-10-06 09:00:00,3,pl,191,,,KM,5,yes,,,,,\n",
            json!({ "OVERALL": 2, "OUTCOME": "yes", "REASON": ["time"] }),
        ),
        (full, "4,2025-10-06 09:00:00,3,pl,191,KM,bardzo dobrze,tak,,\n", json!({ "OVERALL": 2, "OUTCOME": "yes" })),
    ] {
        let office = Office::open(Engine::Sqlite);
        let came = File::new(&text).import(&office).unwrap();
        assert_eq!((came.report.created, came.unfinished, came.refused), (2, 1, vec![]), "{text}");
        assert_eq!(held(&office), [first, json!({ "OVERALL": 4, "OUTCOME": "no" })], "{text}");
        assert_eq!(texts(&office, "SELECT language AS text FROM lot_responses"), ["pl", "pl"]);
        // The export of a week later has the same people and more.
        assert_eq!(File::new(&(text + later)).counts(&office), (1, 2));
    }
}

/// The words of the questions in Polish, by code.
fn polish_questions() -> BTreeMap<String, String> {
    let standard: Value =
        serde_json::from_str(include_str!("../../../src/survey/standard/questionnaire.json")).unwrap();
    let questions = standard["questions"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    questions.map(|question| (text(&question["code"]), text(&question["text"]["pl"]))).collect()
}

#[test]
fn what_is_not_understood_is_refused_by_line() {
    let header = "collected_on,department,OVERALL,OUTCOME,REASON[time],SUGGEST\n";
    for (row, wanted) in [
        ("2026-13-01,KM,4,,,", "/collected_on malformed"),
        ("03/04/2026,KM,4,,,", "/collected_on malformed"),
        ("30.09.25,KM,4,,,", "/collected_on malformed"),
        (",KM,4,,,", "/collected_on required"),
        ("0001-01-01,KM,4,,,", "/collected_on out_of_range"),
        ("1899-12-30,KM,4,,,", "/collected_on out_of_range"),
        ("1980-01-01 00:00:00,KM,4,,,", "/collected_on out_of_range"),
        ("2026-07-15,KM,4,,,", "/collected_on out_of_range"),
        ("2026-03-02,XX,4,,,", "/department unknown_department"),
        ("2026-03-02,,4,,,", "/department unknown_department"),
        ("2026-03-02,KM,6,,,", "/answers/OVERALL out_of_range"),
        ("2026-03-02,KM,4.5,,,", "/answers/OVERALL wrong_type"),
        ("2026-03-02,KM,świetnie,,,", "/answers/OVERALL wrong_type"),
        ("2026-03-02,KM,4,może,,", "/answers/OUTCOME unknown_option"),
        ("2026-03-02,KM,2,,zaznaczone,", "/answers/REASON malformed"),
        ("2026-03-02,KM,4,,x,", "/answers/REASON not_shown"),
        ("2026-03-02,KM,,,,", "/answers/OVERALL required"),
        ("2026-03-02,KM,4", "too_narrow"),
        ("2026-03-02,KM,4,,,a,b", "too_wide"),
        ("2026-03-02,KM,4,,,a,,b", "too_wide"),
        ("2026-03-02,KM,4,,,\"abc", "open_quote"),
        ("2026-03-02,KM,4,,,abc\" d", "lone_quote"),
        ("2026-03-02,KM,4,,,\"a\" b", "text_after_quote"),
    ] {
        let office = Office::open(Engine::Sqlite);
        let text = format!("{header}2026-03-01,KM,5,,,ok\n{row}\n2026-03-03,KM,3,,,ok\n");
        let came = File::new(&text).import(&office).unwrap();
        assert_eq!((came.report.created, came.refused), (2, vec![(3, wanted.to_owned())]), "{row}");
        let alone = format!("{header}{row}\n");
        let came = File::new(&alone).import(&office).unwrap();
        assert_eq!((came.report.created, came.refused.len(), came.report.lot), (0, 1, None), "{row}");
    }
}

/// Twenty forms typed under the words of the form, saved by a spreadsheet as it likes.
#[test]
fn a_template_is_filled_in_and_goes_in_as_it_is() {
    let office = Office::open(Engine::Sqlite);
    let versions = office.storage.read(surveys::list_versions).unwrap();
    let header = template(versions.last().unwrap());
    let places: Vec<&str> = header.trim_start_matches('\u{feff}').trim_end().split("\";\"").collect();
    let questions = polish_questions();
    let row = |answers: &[(&str, &str)]| {
        let place = |name: &str| places.iter().position(|column| column.trim_matches('"') == name).expect(name);
        let mut cells = vec![""; places.len()];
        answers.iter().for_each(|(name, cell)| cells[place(name)] = cell);
        cells.join(";") + "\r\n"
    };
    let why = format!("{} [zbyt długi czas oczekiwania lub załatwiania sprawy]", questions["REASON"]);
    let form = row(&[
        ("Data", "2.03.2026"),
        ("Wydział", "Wydział Komunikacji"),
        (&questions["OVERALL"], "źle"),
        (&why, "x"),
        (&questions["OUTCOME"], "częściowo"),
        (&questions["WAIT"], "nie dotyczy"),
    ]);
    let table = header + &form.repeat(20);
    assert_eq!(File::new(&table).counts(&office), (20, 0));
    let said = json!({ "OVERALL": 2, "WAIT": "na", "OUTCOME": "partly", "REASON": ["time"] });
    assert!(held(&office).iter().all(|answers| *answers == said), "{:?}", held(&office)[0]);
    // Excel writes it in the letters of Windows without a word.
    let windows = encoding_rs::WINDOWS_1250.encode(table.trim_start_matches('\u{feff}')).0.into_owned();
    assert_eq!(File { doubt: Doubt::Again, ..File::new(&windows) }.counts(&office), (20, 0));
}

#[test]
fn whoever_wrote_another_word_is_told_which_there_are() {
    let office = Office::open(Engine::Sqlite);
    let rows = "collected_on,department,OVERALL,OUTCOME\n2026-03-02,KM,świetnie,\n2026-03-02,KM,6,\n\
                2026-03-02,KM,5,może\n2026-03-02,Komunikacja,5,\n";
    let said = File::new(rows).import(&office).unwrap().said;
    for (line, wanted) in
        ["1 to 5, or in words: \"bardzo źle\", \"źle\"", "\"bardzo dobrze\"", "yes (\"tak\"), partly", "KM"]
            .iter()
            .enumerate()
    {
        assert!(said[line].contains(wanted), "{}", said[line]);
        assert!(!said[line].contains("świetnie"), "what was written is not repeated: {}", said[line]);
    }
}

#[test]
fn another_word_for_an_option_means_it_once_that_is_said() {
    let office = Office::open(Engine::Sqlite);
    let rows = "collected_on,department,OVERALL,OUTCOME,REASON\n2026-03-02,KM,świetnie,Raczej  tak.,\n\
                2026-03-03,KM,1,raczej nie,kolejka|info\n";
    let said = File::new(rows).import(&office).unwrap();
    assert_eq!((said.report.created, said.refused.len()), (0, 2));
    let map = ["OVERALL.5=Świetnie", "OUTCOME.yes=raczej tak", "OUTCOME.no=raczej nie", "REASON.time=kolejka"];
    assert_eq!(File { map: &map, ..File::new(rows) }.counts(&office), (2, 0));
    let wanted = [
        json!({ "OVERALL": 1, "OUTCOME": "no", "REASON": ["time", "info"] }),
        json!({ "OVERALL": 5, "OUTCOME": "yes" }),
    ];
    assert_eq!(held(&office), wanted);
}

#[test]
fn two_stray_quotes_cost_two_rows_and_no_one_else() {
    let office = Office::open(Engine::Sqlite);
    let rows = |count: usize| "2026-03-02,KM,4,ok\n".repeat(count);
    let text = format!(
        "collected_on,department,OVERALL,SUGGEST\n{}2026-03-02,KM,4,\"abc\n{}2026-03-02,KM,4,\"abc\n{}",
        rows(5),
        rows(4),
        rows(49)
    );
    let came = File::new(&text).import(&office).unwrap();
    assert_eq!(came.report.created, 58);
    assert_eq!(came.refused.iter().map(|(line, _)| *line).collect::<Vec<u64>>(), [7, 12]);
    assert_eq!(texts(&office, "SELECT body AS text FROM lot_comments"), ["ok"; 58]);
    // A pair that encloses rows takes none of them for a comment, and none out of a comment.
    let text =
        format!("collected_on,department,OVERALL,SUGGEST\n2026-03-02,KM,4,\"abc\n{}2026-03-02,KM,4,abc\"\n", rows(3));
    let came = File { doubt: Doubt::Again, ..File::new(&text) }.import(&office).unwrap();
    assert_eq!((came.report.created, came.refused.len()), (0, 1));
}

#[test]
fn columns_that_do_not_fit_are_named_all_at_once() {
    let office = Office::open(Engine::Sqlite);
    let wrong = |file: File<'_>| match file.import(&office) {
        Err(Failure::Columns(misfit)) => misfit.lines().join("\n"),
        other => panic!("{other:?}"),
    };
    let rows = "2026-03-02,KM,5,4\n";
    let twice = format!("collected_on,department,OVERALL,OVERALL\n{rows}");
    assert!(wrong(File::new(&twice)).contains("both say OVERALL"));
    let twice = format!("collected_on,department,OVERALL,Q1\n{rows}");
    assert!(wrong(File { map: &["OVERALL=Q1"], ..File::new(&twice) }).contains("both say OVERALL"));
    let twice = "collected_on,department,OVERALL,REASON,REASON[time]\n";
    assert!(wrong(File::new(twice)).contains("both say REASON"));
    let neither = wrong(File::new("a,b\n1,2\n"));
    assert!(neither.contains("no column collected_on") && neither.contains("no column department"), "{neither}");
    let strange = format!("collected_on,department,OVERALL,Numer okna\n{rows}");
    // What is said can be typed as it stands, and names what there is.
    for wanted in ["--ignore \"Numer okna\"", "--map \"CODE=Numer okna\"", "WAIT (Czas oczekiwania na obsługę)"] {
        assert!(wrong(File::new(&strange)).contains(wanted), "{wanted}");
    }
    assert!(wrong(File { ignore: &["Nr okna"], ..File::new(&strange) }).contains("--ignore \"Numer okna\""));
    assert!(wrong(File { map: &["WAIT=Nr okna"], ..File::new(&strange) }).contains("no column \"Nr okna\""));
    assert!(wrong(File { map: &["NONE=Numer okna"], ..File::new(&strange) }).contains("\"NONE\""));
    assert_eq!(File { ignore: &["Numer okna"], ..File::new(&strange) }.counts(&office), (1, 0));
    // Where nothing stands in it, a column is no matter.
    let empty = "collected_on,department,OVERALL,Numer okna\n2026-03-05,KM,5,\n";
    assert_eq!(File::new(empty).counts(&office), (1, 0));
}
