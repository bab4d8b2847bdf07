//! What the documents state as fact.

use std::collections::{BTreeMap, BTreeSet};

use ankieta::reports::figures::columns;
use ankieta::reports::table::ColumnKind;

/// The text between two markers of a document.
fn section<'a>(document: &'a str, name: &str) -> &'a str {
    let start = format!("<!-- {name} -->\n");
    let rest = document.split_once(&start).unwrap_or_else(|| panic!("no {start}")).1;
    rest.split_once(&format!("\n<!-- /{name} -->")).unwrap_or_else(|| panic!("no end of {start}")).0
}

#[test]
fn the_settings_are_those_of_the_program() {
    for document in [include_str!("../../README.md"), include_str!("../../README.pl.md")] {
        assert_eq!(section(document, "settings").trim(), ankieta::cli::settings_table().trim());
    }
}

#[test]
fn the_rate_of_a_key_is_the_one_that_is_set() {
    assert!(ankieta::cli::settings_table().contains("`ANKIETA_RESULTS_PER_MINUTE` | `3000`"));
    assert!(include_str!("../../README.md").contains("A key may read 3,000 times a minute"));
    assert!(include_str!("../../README.pl.md").contains("można odczytać wyniki 3000 razy na minutę"));
}

#[test]
fn the_compose_file_asks_for_the_public_address() {
    let compose = include_str!("../../docker-compose.yml");
    assert!(compose.contains("ANKIETA_PUBLIC_URL: ${ANKIETA_PUBLIC_URL:?"));
}

#[test]
fn commands_in_the_readme_exist() {
    let program = ankieta::cli::command();
    let readme = include_str!("../../README.md");
    let mut named = 0;
    let lines = readme.lines().filter(|line| line.starts_with("ankieta "));
    let spans = readme.split('`').filter(|span| span.starts_with("ankieta ") && !span.contains('\n'));
    for line in lines.chain(spans) {
        if let Err(error) = program.clone().try_get_matches_from(shell_words(line)) {
            // A word such as ID stands for a value that is none itself.
            assert_eq!(error.kind(), clap::error::ErrorKind::ValueValidation, "{line}: {error}");
        }
        named += 1;
    }
    assert!(named >= 10, "the README shows {named} commands");
    assert!(program.get_subcommands().count() >= 10);
}

/// A proxy's log of paths with ids would tie each response to an address and a time.
#[test]
fn what_is_shown_sends_responses_without_an_id_in_the_path() {
    for readme in [include_str!("../../README.md"), include_str!("../../README.pl.md")] {
        let examples: Vec<&str> = readme.split("```").skip(1).step_by(2).collect();
        let senders = examples.iter().filter(|example| example.contains("/responses\""));
        assert_eq!(senders.count(), 2);
        assert!(examples.iter().all(|example| !example.contains("/responses/")));
        let proxy = examples.iter().find(|example| example.starts_with("nginx")).unwrap();
        assert!(proxy.contains("access_log off;") && proxy.contains("proxy_set_header Forwarded \"\";"));
    }
    let kiosk = include_str!("../../src/pages/kiosk/sender.js");
    assert!(kiosk.contains("/responses`, {") && kiosk.contains("method: 'POST'") && !kiosk.contains("/responses/"));
}

/// A line of shell as words: quotes hold a word together, a pipe, a redirection or a comment ends it.
fn shell_words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for character in line.chars() {
        match (character, quote) {
            ('"' | '\'', None) => quote = Some(character),
            (mark, Some(open)) if mark == open => quote = None,
            ('|' | '>' | '#', None) => break,
            (' ', None) => words.push(String::new()),
            (character, _) => words.last_mut().unwrap().push(character),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[test]
fn the_forms_of_results_are_those_of_the_document() {
    let document = serde_json::to_value(ankieta::server::document()).unwrap();
    let results = &document["paths"]["/api/v1/surveys/{survey}/results"]["get"];
    let content = results["responses"]["200"]["content"].as_object().unwrap();
    let parameters = results["parameters"].as_array().unwrap();
    let format = parameters.iter().find(|parameter| parameter["name"] == "format").unwrap();
    for readme in [include_str!("../../README.md"), include_str!("../../README.pl.md")] {
        let rows: Vec<Vec<&str>> =
            section(readme, "formats").lines().skip(2).map(|row| row.split('`').collect()).collect();
        assert_eq!(
            rows.iter().map(|row| row[3]).collect::<BTreeSet<_>>(),
            content.keys().map(String::as_str).collect()
        );
        let named: Vec<&str> = rows.iter().map(|row| row[1]).collect();
        let shown = format["schema"].to_string();
        assert!(named.iter().all(|name| shown.contains(&format!("\"{name}\""))), "{named:?}: {shown}");
    }
}

#[test]
fn the_power_query_knows_every_column_that_is_no_text() {
    let wanted: BTreeMap<&str, &str> = columns()
        .filter_map(|column| {
            let kind = match column.kind {
                ColumnKind::Text(_) => return None,
                ColumnKind::Flag => "type logical",
                ColumnKind::Day => "type date",
                ColumnKind::Count => "Int64.Type",
                ColumnKind::Share => "Percentage.Type",
                ColumnKind::Number => "type number",
            };
            Some((column.name, kind))
        })
        .collect();
    for readme in [include_str!("../../README.md"), include_str!("../../README.pl.md")] {
        let query = readme.split("(key as text, period as text)").nth(1).unwrap().split("```").next().unwrap();
        let typed = query.split("{\"").skip(1).map(|pair| pair.split('}').next().unwrap().split_once("\", ").unwrap());
        assert_eq!(typed.collect::<BTreeMap<_, _>>(), wanted);
    }
}

#[test]
fn the_architecture_names_every_module() {
    let architecture = include_str!("../../ARCHITECTURE.md");
    let modules = include_str!("../../src/lib.rs").lines().filter_map(|line| line.strip_prefix("pub mod "));
    for module in modules.map(|line| line.trim_end_matches(';')) {
        assert!(
            architecture.contains(&format!("`{module}`")) || architecture.contains(&format!("`{module}/`")),
            "{module}"
        );
    }
}

#[test]
fn tests_that_the_architecture_names_are_there() {
    let architecture = include_str!("../../ARCHITECTURE.md");
    let named: Vec<&str> = architecture.split('`').filter(|word| word.starts_with("tests/")).collect();
    assert!(!named.is_empty());
    for path in named.into_iter().filter(|path| !path.contains('<')) {
        let path = path.trim_end_matches('/').trim_end_matches("/*");
        assert!(std::path::Path::new(path).exists(), "{path}");
    }
}

#[test]
fn the_backups_are_kept_as_long_as_it_says() {
    for readme in [include_str!("../../README.md"), include_str!("../../README.pl.md")] {
        let days = readme.split("<!-- kept -->").nth(1).unwrap().split("<!-- /kept -->").next().unwrap();
        assert_eq!(days, ankieta::backup::KEPT_DAYS.to_string());
        for file in ["full.db", "kept-2026-11-22.backup"] {
            assert!(readme.contains(&format!("| `{file}` |")), "{file}");
        }
    }
    // The service looks where the dump of the compose file's database is written to.
    let compose = include_str!("../../docker-compose.yml");
    assert!(compose.contains("ANKIETA_BACKUP_DIR: /data") && compose.contains("- backups:/data"));
    assert!(compose.contains("- backups:/backups"));
}

/// The values of a list in a file of settings, from its name on, each in quotes or after a dash.
fn listed<'a>(text: &'a str, name: &str, end: &str, mark: char) -> BTreeSet<&'a str> {
    let list = text.split_once(name).unwrap_or_else(|| panic!("no {name}")).1;
    let list = list.split_once(end).map_or(list, |(list, _)| list);
    list.lines().map(|line| line.trim_matches([' ', '-', ',', mark])).filter(|value| !value.is_empty()).collect()
}

#[test]
fn every_licence_that_is_built_in_is_allowed_and_no_other() {
    let allowed = listed(include_str!("../../deny.toml"), "allow = [\n", "\n]", '"');
    let metadata = std::process::Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--offline"])
        .output()
        .unwrap();
    assert!(metadata.status.success(), "{}", String::from_utf8_lossy(&metadata.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&metadata.stdout).unwrap();
    let mut named = BTreeSet::new();
    for package in metadata["packages"].as_array().unwrap() {
        let licence = package["license"].as_str().unwrap().replace('/', " OR ");
        for all in licence.split(" AND ") {
            let any: Vec<&str> = all.split(" OR ").map(|name| name.trim_matches([' ', '(', ')'])).collect();
            assert!(any.iter().any(|name| allowed.contains(name)), "{}: {licence}", package["name"]);
            named.extend(any.into_iter().map(str::to_owned));
        }
    }
    assert!(allowed.iter().all(|name| named.contains(*name)), "{allowed:?}");
}

#[test]
fn what_is_said_to_catalogues_and_contributors_is_so() {
    let manifest = include_str!("../../Cargo.toml");
    let publiccode = include_str!("../../publiccode.yml");
    let languages: BTreeSet<String> =
        ankieta::survey::languages::all().iter().map(|words| words.language.to_string()).collect();
    let offered = listed(publiccode, "availableLanguages:\n", "\n\n", '-');
    assert_eq!(offered, languages.iter().map(String::as_str).collect());
    assert!(manifest.contains("license = \"Apache-2.0\"") && publiccode.contains("license: Apache-2.0"));
    assert!(include_str!("../../LICENSE").contains("Apache License"));
    // A repository that has an address says it in both places.
    assert_eq!(manifest.contains("\nrepository = "), !publiccode.contains("https://example.org/"));
    let changes = include_str!("../../CHANGELOG.md");
    let version = env!("CARGO_PKG_VERSION");
    assert!(changes.contains("## [Unreleased]") && changes.contains(&format!("will be {version}")));
    for document in [changes, include_str!("../../CONTRIBUTING.md"), include_str!("../../SECURITY.md")] {
        for path in document.split('`').skip(1).step_by(2).filter(|word| word.contains('/') && !word.contains(' ')) {
            let page = include_str!("../../src/pages/mod.rs").contains(&format!("\"{path}\""));
            assert!(page || std::path::Path::new(path).exists(), "{path}");
        }
        let links = document.split("](").skip(1).map(|rest| rest.split(')').next().unwrap());
        for link in links.filter(|link| !link.starts_with("https://")) {
            assert!(std::path::Path::new(link).exists(), "{link}");
        }
    }
}
