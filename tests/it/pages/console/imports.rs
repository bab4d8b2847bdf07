//! `/console/imports`: a file is looked at, stored into a lot that waits, confirmed or taken back; and what does not fit
//! is told by line, in words, while nothing is stored.

use ankieta::access::Role;
use ankieta::storage::lots::list_lots;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Binary;
use rust_xlsxwriter::Workbook;
use serde_json::json;

use crate::harness::{Engine, Office};
use crate::on_both_databases;
use crate::pages::console::{
    SINS, assert_text_alone, make_account, noted, signed_in, somebody, token, upload, upload_as_is,
};
use crate::pages::dashboard::Visitor;
use crate::promises::files::{held, other_workbooks};

on_both_databases!(
    a_file_waits_and_is_confirmed_or_taken_back,
    a_look_stores_nothing,
    what_does_not_fit_is_told_and_nothing_is_stored,
);

const PATH: &str = "/console/imports";
const FILE: &str = "collected_on,department,OVERALL\n2026-03-02,KM,5\n2026-03-03,KM,4\n2026-04-01,GN,3\n";
const ABOUT: [(&str, &str); 3] = [("of", "obsluga/1"), ("channel", "paper"), ("batch", "")];
const STORE: (&str, &str) = ("store", "true");

/// Hands a file in, with more said about it than what is usual.
fn hand_in(visitor: &Visitor, bytes: impl AsRef<[u8]>, more: &[(&str, &str)]) -> crate::harness::Reply {
    let usual = ABOUT.iter().filter(|(name, _)| more.iter().all(|(said, _)| said != name));
    let fields: Vec<(&str, &str)> = usual.chain(more).copied().collect();
    upload(visitor, PATH, &fields, ("historia.csv", bytes.as_ref()))
}

/// How many responses each lot holds, by its name.
fn lots(office: &Office) -> Vec<(String, u64)> {
    let lots = office.storage.read(list_lots).unwrap();
    lots.into_iter().map(|(lot, number)| (lot.name, number)).collect()
}

fn page(visitor: &Visitor) -> String {
    visitor.get(PATH).expect(200).text()
}

/// Does something about the only lot.
fn about_lot(office: &Office, visitor: &Visitor, way: &str) -> u16 {
    let label = office.storage.read(list_lots).unwrap().first().map_or_else(String::new, |it| it.0.number.label());
    let body = format!("token={}&lot={label}", token(visitor, PATH));
    visitor.post(&format!("{PATH}/{way}"), &body, &[]).status
}

fn a_file_waits_and_is_confirmed_or_taken_back(engine: Engine) {
    let office = Office::open(engine);
    let clerk = somebody(&office, Role::Clerk);
    for (way, notice) in [("take-back", "zostały usunięte"), ("confirm", "przy najbliższej publikacji")] {
        let done = hand_in(&clerk, FILE, &[STORE]).expect(303);
        let waits = clerk.get(done.header("location")).expect(200).text();
        for said in [
            "Plik jest wczytany",
            "historia.csv",
            "KM, marzec 2026\u{a0}r.: 2",
            "GN, kwiecień 2026\u{a0}r.: 1",
            "na papierze",
        ] {
            assert!(waits.contains(said), "{said}: {waits}");
        }
        assert_eq!(lots(&office), [("historia.csv".to_owned(), 3)]);
        let label = office.storage.read(list_lots).unwrap()[0].0.number.label();
        let body = format!("token={}&lot={label}", token(&clerk, PATH));
        let done = clerk.post(&format!("{PATH}/{way}"), &body, &[]).expect(303);
        assert!(clerk.get(done.header("location")).expect(200).text().contains(notice));
        clerk.post(&format!("{PATH}/{way}"), &body, &[]).expect(409);
        assert_eq!(lots(&office), []);
    }
    let again = hand_in(&clerk, FILE, &[STORE]).expect(303);
    assert!(clerk.get(again.header("location")).text().contains("były już wczytane"));
    let repeated = format!("{FILE}\n");
    let asked = hand_in(&clerk, &repeated, &[STORE]).expect(422).text();
    assert!(asked.contains("Czy to nie są te same osoby?") && asked.contains("name=\"again\""), "{asked}");
    assert_eq!(lots(&office), []);
    hand_in(&clerk, &repeated, &[STORE, ("again", "true")]).expect(303);
    assert_eq!(lots(&office).len(), 1);
    let mut actions: Vec<(String, String)> = noted(&office, "test-clerk");
    actions.retain(|(action, _)| action.starts_with("lot."));
    actions.sort();
    let mut wanted = ["lot.confirm", "lot.store", "lot.store", "lot.store", "lot.take_back"].map(str::to_owned);
    wanted.sort();
    assert_eq!(actions.iter().map(|(action, _)| action.clone()).collect::<Vec<_>>(), wanted);
    assert!(actions.iter().all(|(_, subject)| subject == "obsluga paper 3"), "{actions:?}");
    another_lot_is_no_matter(&office, &clerk);
}

/// Whatever is wrong with one lot, another is found without it.
fn another_lot_is_no_matter(office: &Office, clerk: &Visitor) {
    let spoilt = office.storage.read(list_lots).unwrap()[0].0.number.0.to_vec();
    hand_in(clerk, "collected_on,department,OVERALL\n2026-05-04,KM,5\n", &[STORE, ("batch", "pudło 7")]).expect(303);
    let found = office.storage.read(list_lots).unwrap();
    let label = found.iter().find(|(lot, _)| lot.name == "pudło 7").unwrap().0.number.label();
    let token = token(clerk, PATH);
    let spoil = "UPDATE lot_responses SET department = 'no code' WHERE lot = $1";
    let mut session = office.storage.dedicated().unwrap();
    sql_query(spoil).bind::<Binary, _>(spoilt).execute(&mut session).unwrap();
    clerk.post(&format!("{PATH}/take-back"), &format!("token={token}&lot={label}"), &[]).expect(303);
}

fn a_look_stores_nothing(engine: Engine) {
    let office = Office::open(engine);
    let clerk = somebody(&office, Role::Clerk);
    let look = hand_in(&clerk, FILE, &[]).expect(200).text();
    for said in [
        "Wiersze, które pasują: 3.",
        "Nic nie zostało zapisane.",
        ">marzec 2026\u{a0}r.<",
        ">KM<",
        ">kwiecień 2026\u{a0}r.<",
    ] {
        assert!(look.contains(said), "{said}: {look}");
    }
    assert_eq!(lots(&office), []);
    assert!(!noted(&office, "test-clerk").iter().any(|(action, _)| action.starts_with("lot.")));
    let workbook = {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        for (row, line) in (0..).zip(FILE.lines()) {
            for (column, cell) in (0..).zip(line.split(',')) {
                sheet.write_string(row, column, cell).unwrap();
            }
        }
        workbook.save_to_buffer().unwrap()
    };
    assert!(hand_in(&clerk, &workbook, &[]).expect(200).text().contains("Wiersze, które pasują: 3."));
    hand_in(&clerk, &workbook, &[STORE, ("batch", "pudło 7")]).expect(303);
    assert_eq!(lots(&office), [("pudło 7".to_owned(), 3)]);
}

fn what_does_not_fit_is_told_and_nothing_is_stored(engine: Engine) {
    let office = Office::open(engine);
    let clerk = somebody(&office, Role::Clerk);
    let wrong = "Data;Wydział;OVERALL\n30.09.25;KM;4\n2026-13-01;KM;4\n2026-03-02;XX;4\n2026-03-02;KM;9\n2026-03-02;KM\n\
                 2026-03-03;KM;4\n2027-01-01;KM;4\n2026-03-03;KM;\"a\n";
    let told = hand_in(&clerk, wrong, &[STORE]).expect(422).text();
    for said in [
        "na przykład 2026-09-30 albo 30.09.2026",
        "Nie ma takiego wydziału",
        "liczba całkowita od 1 do 5",
        "mniej kolumn niż nagłówek",
        "nie może być późniejszy niż dzisiaj",
        "Cudzysłów otwarto",
        "<th scope=\"row\">4</th><td>Wydział</td>",
        "Wczytaj tylko wiersze, które pasują (1)",
        "Nic nie zostało zapisane.",
    ] {
        assert!(told.contains(said), "{said}: {told}");
    }
    assert_eq!(lots(&office), []);
    hand_in(&clerk, wrong, &[STORE, ("partial", "true")]).expect(303);
    assert_eq!(lots(&office), [("historia.csv".to_owned(), 1)]);
    assert_eq!(about_lot(&office, &clerk, "take-back"), 303);
}

#[test]
fn files_are_read_as_programs_of_offices_write_them() {
    let office = Office::open(Engine::Sqlite);
    let clerk = somebody(&office, Role::Clerk);
    let excel = "\u{feff}sep=;\r\nData;Wydział;OVERALL;SUGGEST\r\n02.03.2026;KM;5;\"Źle; „głośno”\"\r\n;;;\r\n3.3.2026 r.;KM;4;\r\n";
    assert!(hand_in(&clerk, excel, &[]).expect(200).text().contains("pasują: 2."), "Excel");
    let cp1250 = encoding_rs::WINDOWS_1250.encode("Data;Wydział;OVERALL\r\n2.03.2026;KM;5\r\n").0.into_owned();
    let read = hand_in(&clerk, &cp1250, &[]).expect(200).text();
    assert!(read.contains("pasują: 1.") && read.contains("w kodowaniu windows-1250"), "{read}");
    let strange = b"Data;Wydzia\xb3;OVERALL;Uwagi M\xfcller\r\n2.03.2026;KM;5;\r\n";
    assert!(hand_in(&clerk, strange, &[]).expect(422).text().contains("CSV UTF-8"), "letters");
    hand_in(&clerk, strange, &[("encoding", "windows-1250")]).expect(200);
    let lime = "\"Response ID\",\"Date submitted\",\"Last page\",\"Start language\",\"department\",\"OVERALL\"\n\
                \"1\",\"2026-03-02 12:00:01\",\"3\",\"pl\",\"KM\",\"5\"\n\"2\",\"\",\"1\",\"pl\",\"KM\",\"\"\n";
    let read = hand_in(&clerk, lime, &[("channel", "web")]).expect(200).text();
    assert!(read.contains("pasują: 1.") && read.contains("Niedokończone odpowiedzi, pominięte: 1."), "{read}");
    let twice = "collected_on,department,OVERALL,OVERALL\n2026-03-02,KM,5,5\n";
    let read = hand_in(&clerk, twice, &[]).expect(422).text();
    assert!(read.contains("Dwie kolumny, „OVERALL” i „OVERALL”"), "{read}");
    let odd = "collected_on,department,OVERALL\n0000-00-00,KM,5\n1899-12-30,KM,5\n03/04/2026,KM,5\n";
    let read = hand_in(&clerk, odd, &[STORE]).expect(422).text();
    assert!(read.contains("pasują: 0.") && !read.contains("name=\"partial\""), "{read}");
    for (broken, why) in [("", "nic nie ma"), ("PK\u{3}\u{4}nothing", "nie jest skoroszyt")] {
        assert!(hand_in(&clerk, broken, &[]).expect(422).text().contains(why), "{why}");
    }
    for (format, bytes) in other_workbooks() {
        let why = if format == "password" { "zabezpieczony hasłem" } else { format };
        let said = hand_in(&clerk, &bytes, &[]).expect(422).text();
        assert!(said.contains(why) && said.contains("XLSX"), "{why}: {said}");
    }
    assert_eq!(lots(&office), []);
}

#[test]
fn what_a_column_is_can_be_said() {
    let office = Office::open(Engine::Sqlite);
    let clerk = somebody(&office, Role::Clerk);
    let text = "kiedy,gdzie,ogólnie,stażysta\n2026-03-02,KM,5,Jan\n";
    let asked = hand_in(&clerk, text, &[STORE]).expect(422).text();
    assert!(asked.contains("Brakuje kolumny z dniem") && asked.contains("Brakuje kolumny z wydziałem"), "{asked}");
    for name in ["kiedy", "gdzie", "ogólnie", "stażysta"] {
        assert!(asked.contains(&format!("<input type=\"hidden\" name=\"column\" value=\"{name}\">")), "{asked}");
    }
    let said = [
        STORE,
        ("column", "kiedy"),
        ("means", "collected_on"),
        ("column", "gdzie"),
        ("means", "department"),
        ("column", "ogólnie"),
        ("means", "OVERALL"),
        ("column", "stażysta"),
    ];
    let asked = hand_in(&clerk, text, &[&said[..], &[("means", "")]].concat()).expect(422).text();
    assert!(
        asked.contains("których nie rozpoznano") && asked.contains("<option value=\"OVERALL\" selected>"),
        "{asked}"
    );
    assert_eq!(lots(&office), []);
    hand_in(&clerk, text, &[&said[..], &[("means", "-")]].concat()).expect(303);
    assert_eq!(lots(&office), [("historia.csv".to_owned(), 1)]);
}

#[test]
fn what_a_word_means_can_be_said() {
    let office = Office::open(Engine::Sqlite);
    let clerk = somebody(&office, Role::Clerk);
    let row = |overall: &str, outcome: &str| format!("2026-03-02,KM,{overall},{outcome}\n");
    let header = "collected_on,department,OVERALL,OUTCOME\n";
    let text = format!("{header}{}{}{}", row("5", "raczej tak"), row("świetnie", "Raczej tak."), row("7", "yes"));
    let asked = hand_in(&clerk, &text, &[STORE]).expect(422).text();
    let words: Vec<&str> =
        asked.split("name=\"word\" value=\"").skip(1).map(|it| it.split('"').next().unwrap()).collect();
    assert_eq!(words, ["świetnie", "raczej tak"], "each word once, and no number: {asked}");
    let said = |option: &'static str| {
        let first = [("question", "OVERALL"), ("word", "świetnie"), ("option", "5")];
        let second = [("question", "OUTCOME"), ("word", "raczej tak"), ("option", option)];
        [&[STORE][..], &first, &second].concat()
    };
    // Nothing is chosen, or no option of the question: nothing is stored, and nothing read as something else.
    for option in ["", "sideways"] {
        let asked = hand_in(&clerk, &text, &said(option)).expect(422).text();
        assert!(asked.contains("<option value=\"5\" selected>"), "{asked}");
        assert!(asked.contains("pasują: 0."), "{option}: {asked}");
    }
    let asked = hand_in(&clerk, &text, &said("partly")).expect(422).text();
    assert!(asked.contains("pasują: 2.") && asked.contains("<option value=\"partly\" selected>"), "{asked}");
    assert_eq!(lots(&office), []);
    hand_in(&clerk, &text, &[&said("partly")[..], &[("partial", "true")]].concat()).expect(303);
    assert_eq!(held(&office), vec![json!({ "OVERALL": 5, "OUTCOME": "partly" }); 2]);
    let many: String = (0..32).map(|number| row("4", &format!("tak {number}"))).collect();
    let asked = hand_in(&clerk, format!("{header}{many}"), &[STORE]).expect(422).text();
    assert_eq!(asked.matches("name=\"word\"").count(), 30);
    assert!(asked.contains("jest więcej: 2."), "{asked}");
}

#[test]
fn a_sheet_is_chosen_where_there_are_several_and_none_takes_the_memory() {
    let office = Office::open(Engine::Sqlite);
    let clerk = somebody(&office, Role::Clerk);
    let mut workbook = Workbook::new();
    for name in ["marzec", "kwiecień"] {
        let sheet = workbook.add_worksheet().set_name(name).unwrap();
        sheet.write_row(0, 0, ["collected_on", "department", "OVERALL"]).unwrap();
        sheet.write_row(1, 0, ["2026-03-02", "KM", "5"]).unwrap();
    }
    let bytes = workbook.save_to_buffer().unwrap();
    let asked = hand_in(&clerk, &bytes, &[STORE]).expect(422).text();
    assert!(asked.contains("<option value=\"kwiecień\">"), "{asked}");
    hand_in(&clerk, &bytes, &[STORE, ("sheet", "kwiecień")]).expect(303);
    let mut wide = Workbook::new();
    let sheet = wide.add_worksheet();
    sheet.write_string(0, 0, "collected_on").unwrap();
    sheet.write_string(1_048_575, 16_383, "x").unwrap();
    let refused = hand_in(&clerk, wide.save_to_buffer().unwrap(), &[]).expect(422).text();
    assert!(refused.contains("Skoroszyt jest za duży"), "{refused}");
}

#[test]
fn whoever_is_of_departments_imports_theirs() {
    let office = Office::open(Engine::Sqlite);
    make_account(&office, "jan.kowalski", Role::Clerk, &["KM"]);
    let (own, all) = (signed_in(&office, "jan.kowalski"), somebody(&office, Role::Clerk));
    let refused = hand_in(&own, FILE, &[STORE]).expect(422).text();
    assert!(refused.contains("których Państwa konto nie obejmuje: GN."), "{refused}");
    hand_in(&all, FILE, &[STORE]).expect(303);
    assert!(!page(&own).contains("historia.csv") && page(&all).contains("historia.csv"));
    assert_eq!(about_lot(&office, &own, "confirm"), 403);
    assert_eq!(about_lot(&office, &own, "take-back"), 403);
    hand_in(&own, "collected_on,department,OVERALL\n2026-05-02,KM,5\n", &[STORE]).expect(303);
    assert_eq!(lots(&office).len(), 2);
}

#[test]
fn a_form_is_of_these_pages_small_enough_and_text_alone() {
    let office = Office::open(Engine::Sqlite);
    let clerk = somebody(&office, Role::Clerk);
    let token = token(&clerk, PATH);
    let with = |token: &'static [(&'static str, &'static str)]| [&ABOUT[..], &[STORE], token].concat();
    let file = ("a.csv", FILE.as_bytes());
    upload_as_is(&clerk, PATH, &with(&[]), file, &[]).expect(403);
    upload_as_is(&clerk, PATH, &with(&[("token", "wrong")]), file, &[]).expect(403);
    let own = [&ABOUT[..], &[STORE, ("token", &*token)]].concat();
    for foreign in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
        upload_as_is(&clerk, PATH, &own, file, &[foreign]).expect(403);
    }
    let large = vec![b'x'; 8 * 1024 * 1024];
    assert_eq!(upload_as_is(&clerk, PATH, &own, ("a.csv", &large), &[]).status, 413);
    upload_as_is(&clerk, PATH, &[&own[..], &[("other", "1")]].concat(), file, &[]).expect(400);
    assert!(upload_as_is(&clerk, PATH, &own, ("", b""), &[]).expect(422).text().contains("Prosimy wybrać plik."));
    for sin in SINS {
        for field in ["of", "channel", "batch", "encoding", "sheet", "column", "word", "question", "option"] {
            let reply = hand_in(&clerk, FILE, &[(field, sin), ("means", "-")]);
            assert_text_alone(&reply.text());
        }
        let reply = hand_in(
            &clerk,
            format!("collected_on,department,OVERALL,\"{}\"\n{sin},KM,5,x\n", sin.replace('"', "'")),
            &[],
        );
        assert_text_alone(&reply.expect(422).text());
        let word = format!("\"{}\"", sin.replace('"', "\"\""));
        let asked = hand_in(&clerk, format!("collected_on,department,OVERALL,OUTCOME\n2026-03-02,KM,5,{word}\n"), &[]);
        let asked = asked.expect(422).text();
        assert!(asked.contains("name=\"word\""), "{asked}");
        assert_text_alone(&asked);
    }
    assert_eq!(lots(&office), []);
    upload_as_is(&clerk, PATH, &own, ("C:\\fakepath\\<img src=x>.csv", FILE.as_bytes()), &[]).expect(303);
    assert_eq!(lots(&office), [("<img src=x>.csv".to_owned(), 3)]);
    assert_text_alone(&page(&clerk));
}

#[test]
fn a_trial_stores_nothing_and_a_table_can_be_filled_in() {
    let office = Office::open(Engine::Sqlite);
    let clerk = somebody(&office, Role::Clerk);
    let table = clerk.get(&format!("{PATH}/template?of=obsluga/1")).expect(200).text();
    assert!(table.starts_with("\u{feff}\"Data\";\"Wydział\""), "{table}");
    clerk.get(&format!("{PATH}/template?of=nothing/1")).expect(404);
    let trial = json!({ "trial": true });
    office.json("PUT", "/api/v1/surveys/obsluga/fieldwork", &office.admin, &trial).expect(200);
    let told = hand_in(&clerk, FILE, &[STORE]).expect(200).text();
    assert!(told.contains("Ankieta jest w próbie"), "{told}");
    assert_eq!(lots(&office), []);
}
