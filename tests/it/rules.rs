//! What the code must look like: one direction, no cycles, functions that fit a screen, the same schema twice.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use ankieta::storage::{Error, Session, Storage, archive};
use ankieta::survey::languages;
use serde_json::Value;

use crate::harness::{Engine, TestDatabase, config};

/// The longest function, in lines: what fits on a screen.
const SCREEN: usize = 60;

fn sources() -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    let mut found = Vec::new();
    walk(Path::new("src"), &mut found);
    assert!(found.len() > 50, "the sources were not found");
    found
}

/// The module of a file, as a path of names: `src/http/v1/keys.rs` is `http::v1::keys`.
fn module(path: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        path.strip_prefix("src").unwrap().with_extension("").iter().map(|name| name.to_string_lossy().into()).collect();
    if names.last().is_some_and(|name| name == "mod" || name == "lib" || name == "main") {
        names.pop();
    }
    names
}

/// The child modules that a file declares, in order.
fn declared(text: &str) -> Vec<String> {
    let declarations = text.lines().filter_map(|line| {
        let rest = line.trim_start_matches("pub ").strip_prefix("mod ")?;
        rest.strip_suffix(';').map(str::to_owned)
    });
    declarations.collect()
}

/// Every `crate::a::b` path that a file names, in `use` lines (with their braces) and in expressions.
fn named_paths(text: &str) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    for piece in text.replace("pub(in crate::", "").split("crate::").skip(1) {
        let end = piece.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).unwrap_or(piece.len());
        let stem: Vec<String> = piece[..end].split("::").filter(|name| !name.is_empty()).map(str::to_owned).collect();
        paths.push(stem.clone());
        if piece[end..].starts_with('{') {
            let inside = &piece[end + 1..piece.find("};").unwrap_or(piece.len())];
            for item in inside.split(',') {
                let item = item.trim().trim_start_matches('{').split([' ', ':', '}']).next().unwrap_or_default();
                paths.push(stem.iter().cloned().chain([item.to_owned()]).collect());
            }
        }
    }
    paths
}

/// Names that point upward or sideways against the order of the `mod` lines.
fn upward_names(sources: &[(PathBuf, String)]) -> Vec<String> {
    let orders: BTreeMap<Vec<String>, Vec<String>> = sources
        .iter()
        .map(|(path, text)| (module(path), declared(text)))
        .filter(|(_, order)| !order.is_empty())
        .collect();
    let modules: BTreeSet<Vec<String>> = sources.iter().map(|(path, _)| module(path)).collect();
    let mut upward = Vec::new();
    for (path, text) in sources.iter().filter(|(path, _)| !path.ends_with("main.rs") && !path.ends_with("tests.rs")) {
        let from = module(path);
        for named in named_paths(text) {
            let known = (0..=named.len()).rev().map(|length| &named[..length]).find(|path| modules.contains(*path));
            let to = known.unwrap_or_default();
            let shared = from.iter().zip(to).take_while(|(left, right)| left == right).count();
            if shared == from.len() || to.is_empty() {
                continue;
            }
            if shared == to.len() {
                upward.push(format!("{} names its parent {}", path.display(), to.join("::")));
                continue;
            }
            let order = &orders[&from[..shared]];
            let place = |name: &String| order.iter().position(|declared| declared == name);
            if place(&to[shared]) >= place(&from[shared]) {
                upward.push(format!("{} names {}", path.display(), named.join("::")));
            }
        }
        let outside_tests = text.split("#[cfg(test)]").next().unwrap_or_default();
        if outside_tests.contains("super::") {
            upward.push(format!("{} names super; use a path from the crate", path.display()));
        }
    }
    upward
}

#[test]
fn modules_name_only_what_is_declared_above_them() {
    assert_eq!(upward_names(&sources()), Vec::<String>::new());
}

#[test]
fn the_check_of_the_one_way_rule_sees_an_upward_name() {
    let mut sources = sources();
    let storage = sources.iter_mut().find(|(path, _)| path.ends_with("storage/keys.rs")).unwrap();
    storage.1.push_str("use crate::{config::Config, http::Problem};\nuse crate::storage::responses::Receipt;\n");
    let found = upward_names(&sources);
    assert!(found.iter().any(|line| line.contains("names http")), "{found:?}");
    assert!(found.iter().any(|line| line.contains("names storage::responses")), "{found:?}");
}

#[test]
fn functions_fit_on_a_screen() {
    let mut long = Vec::new();
    for (path, text) in sources() {
        let lines: Vec<&str> = text.lines().collect();
        for (start, line) in lines.iter().enumerate() {
            let indent = line.len() - line.trim_start().len();
            let words = line.trim_start().trim_start_matches("pub ").trim_start_matches("pub(super) ");
            if !(words.starts_with("fn ") || words.starts_with("async fn ")) || line.ends_with(';') {
                continue;
            }
            let end = lines[start..].iter().position(|line| *line == format!("{}}}", " ".repeat(indent)));
            if end.is_some_and(|length| length > SCREEN) {
                long.push(format!("{}:{} is {} lines", path.display(), start + 1, end.unwrap_or(0)));
            }
        }
    }
    assert_eq!(long, Vec::<String>::new());
}

#[test]
fn every_file_says_what_it_is() {
    let silent = sources().into_iter().filter(|(_, text)| !text.starts_with("//! "));
    assert_eq!(silent.map(|(path, _)| path).collect::<Vec<_>>(), Vec::<PathBuf>::new());
}

#[test]
fn only_the_core_and_its_storage_build_what_may_be_told() {
    let reading = sources().into_iter().filter(|(path, text)| {
        let inside = path.starts_with("src/survey") || path.ends_with("storage/blocks.rs");
        let mut code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        !inside && code.any(|line| line.contains("Published") || line.contains("QuestionTally"))
    });
    assert_eq!(reading.map(|(path, _)| path).collect::<Vec<_>>(), Vec::<PathBuf>::new());
}

#[test]
fn nothing_knows_how_to_call_out() {
    let manifest = std::fs::read_to_string("Cargo.toml").unwrap();
    let dependencies = manifest.split("[dev-dependencies]").next().unwrap();
    for client in ["reqwest", "ureq", "hyper ", "awc", "isahc", "curl"] {
        assert!(!dependencies.contains(client), "{client}");
    }
    let connecting = sources().into_iter().filter(|(_, text)| text.contains("TcpStream::connect"));
    assert_eq!(connecting.count(), 0);
}

#[test]
fn migrations_have_the_same_names_for_both_databases() {
    let names = |database: &str| -> BTreeSet<String> {
        let folder = std::fs::read_dir(format!("migrations/{database}")).unwrap();
        folder.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    };
    assert_eq!(names("sqlite"), names("postgres"));
}

/// What `list` lists of a database that is up to date.
fn listed(engine: Engine, list: fn(&mut Session) -> Result<Vec<String>, Error>) -> Vec<String> {
    let database = TestDatabase::new(engine);
    let storage = Storage::open(&config(&database.url, &[]).database_url).unwrap();
    let mut session = storage.dedicated().unwrap();
    let policy = ankieta::release::Policy::of(&config(&database.url, &[]));
    ankieta::release::bring_up_to_date(&mut session, &policy).unwrap();
    assert_eq!(ankieta::storage::migrations::list_pending(&mut session).unwrap(), Vec::<String>::new());
    let columns = list(&mut session).unwrap().into_iter();
    columns.filter(|column| !column.starts_with("__diesel")).collect()
}

fn schema(engine: Engine) -> Vec<String> {
    listed(engine, Session::columns)
}

#[test]
fn a_backup_holds_every_column() {
    let kept: Vec<String> =
        schema(Engine::Sqlite).into_iter().filter(|column| !column.starts_with("catalogue.")).collect();
    assert_eq!(listed(Engine::Sqlite, archive::columns), kept);
}

#[test]
#[ignore = "needs PostgreSQL: tests/run brings one"]
fn a_backup_holds_the_same_columns_of_both_databases() {
    assert_eq!(listed(Engine::Postgres, archive::columns), listed(Engine::Sqlite, archive::columns));
}

#[test]
#[ignore = "needs PostgreSQL: tests/run brings one"]
fn both_databases_have_the_same_columns() {
    assert_eq!(schema(Engine::Sqlite), schema(Engine::Postgres));
}

/// The names that types have in the document, each with the types that have it.
fn schema_names(sources: &[(PathBuf, String)]) -> BTreeMap<String, BTreeSet<String>> {
    let mut names: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, text) in sources {
        for piece in
            text.split("#[derive(").skip(1).filter(|piece| piece.split(")]").next().unwrap().contains("ToSchema"))
        {
            let (attributes, declared) = piece.split_once("pub ").or_else(|| piece.split_once("struct ")).unwrap();
            let declared = declared.trim_start_matches("struct ").trim_start_matches("enum ");
            let own = declared.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap();
            let renamed = attributes.split_once("schema(as = ").and_then(|(_, name)| name.split([')', ',']).next());
            let place = format!("{}::{own}", module(path).join("::"));
            names.entry(renamed.unwrap_or(own).to_owned()).or_default().insert(place);
        }
    }
    names
}

/// Of two types with one name utoipa keeps either, and describes both as that one.
#[test]
fn no_two_types_share_a_name_in_the_document() {
    let names = schema_names(&sources());
    assert!(names.len() > 80, "the types were not found: {}", names.len());
    let shared: Vec<_> = names.into_iter().filter(|(_, types)| types.len() > 1).collect();
    assert!(shared.is_empty(), "give one of each `#[schema(as = ...)]`: {shared:#?}");
    let key =
        |name: &str| (PathBuf::from(format!("src/{name}.rs")), "#[derive(ToSchema)]\npub struct Key {".to_owned());
    assert_eq!(schema_names(&[key("one"), key("two")])["Key"].len(), 2);
}

#[test]
fn the_document_is_the_api() {
    let committed = std::fs::read_to_string("openapi/openapi.json").unwrap();
    let made = ankieta::server::document().to_pretty_json().unwrap() + "\n";
    assert!(committed == made, "run: cargo run -- openapi > openapi/openapi.json");
}

/// A text, by its place in a document.
type Texts = BTreeMap<String, String>;

/// Every text of a document; the forms of a number apart, since languages differ in them.
fn texts(document: &Value) -> Texts {
    fn gather(place: &str, value: &Value, texts: &mut Texts) {
        match value {
            Value::Object(members) => {
                let alike = members.iter().filter(|(name, _)| !["few", "many"].contains(&name.as_str()));
                alike.for_each(|(name, value)| gather(&format!("{place}/{name}"), value, texts));
            }
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(at, value)| gather(&format!("{place}/{at}"), value, texts));
            }
            text => drop(texts.insert(place.to_owned(), text.as_str().unwrap().to_owned())),
        }
    }
    let mut all = Texts::new();
    gather("", document, &mut all);
    all
}

/// What is put into a text.
fn placeholders(text: &str) -> Vec<&str> {
    let mut found: Vec<&str> = text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect();
    found.sort_unstable();
    found
}

/// The texts of each language in a folder of words.
fn words(folder: &str) -> BTreeMap<String, Texts> {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let read = |path: PathBuf| {
        let document = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        (path.file_stem().unwrap().to_str().unwrap().to_owned(), texts(&document))
    };
    files.map(read).collect()
}

/// Every folder of words there is, wherever it lies.
fn folders_of_words() -> BTreeSet<String> {
    fn walk(folder: &Path, found: &mut BTreeSet<String>) {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
            if path.ends_with("words") {
                found.insert(path.to_str().unwrap().to_owned());
            } else {
                walk(&path, found);
            }
        }
    }
    let mut found = BTreeSet::new();
    walk(Path::new("src"), &mut found);
    found
}

/// The languages of residents, by the one list of them.
fn spoken() -> BTreeSet<String> {
    languages::all().iter().map(|words| words.language.to_string()).collect()
}

#[test]
fn every_language_says_everything_and_puts_in_the_same_things() {
    let folders = folders_of_words();
    assert!(folders.len() > 6, "the words were not found: {folders:?}");
    for folder in &folders {
        let of_residents = ["src/survey/words", "src/pages/shared/words"].contains(&folder.as_str());
        let all = words(folder);
        assert!(
            !of_residents || all.keys().cloned().collect::<BTreeSet<_>>() == spoken(),
            "{folder}: {:?}",
            all.keys()
        );
        let parts = |texts: &Texts| -> Vec<(String, Vec<String>)> {
            let named = |text: &str| placeholders(text).into_iter().map(str::to_owned).collect();
            texts.iter().map(|(place, text)| (place.clone(), named(text))).collect()
        };
        for (language, texts) in &all {
            assert_eq!(texts["/language"], *language, "{folder}");
            assert_eq!(parts(texts), parts(&all["pl"]), "{folder}/{language}.json");
        }
    }
}

#[test]
fn no_language_borrows_from_another() {
    let all = words("src/pages/shared/words");
    for (language, own) in &all {
        for (other, texts) in all.iter().filter(|(other, _)| *other != language) {
            let borrowed: Vec<_> = own.iter().filter(|(place, text)| texts.get(*place) == Some(text)).collect();
            assert!(borrowed.is_empty(), "{language} and {other}: {borrowed:?}");
        }
    }
}

#[test]
fn what_an_office_starts_with_is_in_every_language() {
    fn check(file: &str, value: &Value, found: &mut usize) {
        match value {
            Value::Object(members) if members.contains_key("pl") => {
                *found += 1;
                assert_eq!(members.keys().cloned().collect::<BTreeSet<_>>(), spoken(), "{file}: {value}");
            }
            Value::Object(members) => members.values().for_each(|value| check(file, value, found)),
            Value::Array(items) => items.iter().for_each(|value| check(file, value, found)),
            _ => {}
        }
    }
    for file in ["questionnaire", "departments", "office"] {
        let text = std::fs::read_to_string(format!("src/survey/standard/{file}.json")).unwrap();
        let mut found = 0;
        check(file, &serde_json::from_str(&text).unwrap(), &mut found);
        assert!(found > 5, "{file}");
    }
}
