//! What the CSV of results holds, as CSV on the Web has it (W3C): metadata for the file at its own address.

use serde_json::{Value, json};

use crate::reports::content::Content;
use crate::reports::figures;
use crate::reports::table::{Column, ColumnKind};
use crate::survey::wording::Words;

/// Writes the metadata.
///
/// # Errors
/// When they cannot be written as JSON, which no results are known to cause.
pub fn write(content: &Content<'_>) -> Result<Vec<u8>, serde_json::Error> {
    let results = content.results;
    let mut metadata = json!({
        "@context": ["http://www.w3.org/ns/csvw", { "@language": "pl" }],
        "url": content.csv_address,
        "dc:title": format!("{} {}", results.survey, results.period),
        "dialect": {
            "encoding": "utf-8", "delimiter": ",", "quoteChar": "\"", "doubleQuote": true,
            "lineTerminators": ["\r\n"], "header": true, "headerRowCount": 1,
        },
        "tableSchema": { "columns": figures::columns().map(described).collect::<Vec<_>>() },
    });
    if let Some(days) = results.coverage.days() {
        metadata["dc:temporal"] = json!(format!("{}/{}", days.from, days.to));
    }
    if let Some(day) = results.coverage.as_of {
        metadata["dc:modified"] = json!({ "@value": day.to_string(), "@type": "xsd:date" });
    }
    serde_json::to_vec_pretty(&metadata)
}

fn described(column: &Column) -> Value {
    let datatype = match column.kind {
        ColumnKind::Text([]) => json!("string"),
        ColumnKind::Text(values) => {
            let texts: Vec<&str> = values.iter().map(|value| value.text).collect();
            json!({ "base": "string", "format": format!("^({})$", texts.join("|")) })
        }
        ColumnKind::Flag => json!("boolean"),
        ColumnKind::Day => json!({ "base": "date", "format": "yyyy-MM-dd" }),
        ColumnKind::Count => json!("nonNegativeInteger"),
        ColumnKind::Share => json!({ "base": "double", "minimum": 0, "maximum": 1 }),
        ColumnKind::Number => json!("double"),
    };
    json!({
        "name": column.name,
        "titles": column.name,
        "null": "",
        "datatype": datatype,
        "dc:title": in_both(column.title),
        "dc:description": in_both(column.about),
    })
}

fn in_both(words: Words) -> Value {
    json!([{ "@value": words.pl, "@language": "pl" }, { "@value": words.en, "@language": "en" }])
}
