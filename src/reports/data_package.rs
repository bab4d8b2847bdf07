//! Results as a Data Package, version 2: a zip with the figures and the codebook as CSV, and a description of both.
//!
//! It holds its data rather than naming an address, so that it can be checked, and kept, without a key.

use std::io::{Cursor, Write};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::reports::codebook;
use crate::reports::content::Content;
use crate::reports::csv::{self, Dialect};
use crate::reports::figures;
use crate::reports::table::{Column, ColumnKind, Table};

const PROFILES: &str = "https://datapackage.org/profiles/2.0";

/// Writes the package.
///
/// # Errors
/// When it cannot be compressed or written as JSON, which no results are known to cause.
pub fn write(content: &Content<'_>) -> Result<Vec<u8>, ZipError> {
    let data = figures::table(content.results);
    let codebook = codebook::table(content, &data.columns);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // No date of a file's own: the same figures are the same bytes.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut resources = Vec::new();
    for (name, title, table) in [("data", "Dane", &data), ("codebook", "Słownik", &codebook)] {
        let bytes = csv::write(table, Dialect::Standard);
        resources.push(resource(name, title, table, &bytes));
        zip.start_file(format!("{name}.csv"), options)?;
        zip.write_all(&bytes)?;
    }
    zip.start_file("datapackage.json", options)?;
    zip.write_all(&serde_json::to_vec_pretty(&descriptor(content, resources)).map_err(std::io::Error::from)?)?;
    Ok(zip.finish()?.into_inner())
}

fn descriptor(content: &Content<'_>, resources: Vec<Value>) -> Value {
    let results = content.results;
    let period = results.period.label().to_ascii_lowercase().replace("..", "-");
    let mut descriptor = json!({
        "$schema": format!("{PROFILES}/datapackage.json"),
        "name": format!("{}-{period}", results.survey),
        "title": format!("{} {}", results.survey, results.period),
        "description": "Wyniki ankiety; słowa pytań i odpowiedzi są w słowniku. / \
                        Survey results; the words of questions and options are in the codebook.",
        "resources": resources,
        "filters": &results.filters,
        "days": results.coverage.days(),
    });
    if let Some(day) = results.coverage.as_of {
        descriptor["created"] = format!("{day}T00:00:00Z").into();
    }
    descriptor
}

fn resource(name: &str, title: &str, table: &Table<'_>, bytes: &[u8]) -> Value {
    let hash: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    json!({
        "$schema": format!("{PROFILES}/dataresource.json"),
        "name": name,
        "title": title,
        "type": "table",
        "path": format!("{name}.csv"),
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": bytes.len(),
        "hash": format!("sha256:{hash}"),
        "dialect": { "delimiter": ",", "lineTerminator": "\r\n", "doubleQuote": true, "header": true },
        "schema": {
            "$schema": format!("{PROFILES}/tableschema.json"),
            "missingValues": [""],
            "fields": table.columns.iter().map(|column| field(column)).collect::<Vec<_>>(),
        },
    })
}

fn field(column: &Column) -> Value {
    let (kind, constraints) = match column.kind {
        ColumnKind::Text([]) => ("string", json!({})),
        ColumnKind::Text(values) => {
            let texts: Vec<&str> = values.iter().map(|value| value.text).collect();
            ("string", json!({ "enum": texts }))
        }
        ColumnKind::Flag => ("boolean", json!({})),
        ColumnKind::Day => ("date", json!({})),
        ColumnKind::Count => ("integer", json!({ "minimum": 0 })),
        ColumnKind::Share => ("number", json!({ "minimum": 0, "maximum": 1 })),
        ColumnKind::Number => ("number", json!({})),
    };
    json!({
        "name": column.name,
        "type": kind,
        "title": column.title.pl,
        "description": format!("{} / {}", column.about.pl, column.about.en),
        "constraints": constraints,
    })
}
