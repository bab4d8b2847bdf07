//! What the documents state as fact.

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
