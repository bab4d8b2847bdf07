//! `ankieta export`: released figures as a file, as an analyst with all rights would get them.

use std::io::Write;

use crate::cli::first::tell_first;
use crate::cli::outcome::Outcome;
use crate::clock::Clock;
use crate::config::Config;
use crate::http::csv_address;
use crate::reports::content::Content;
use crate::reports::csv::Dialect;
use crate::reports::form::Form;
use crate::server::prepare;
use crate::storage::records;
use crate::survey::codes::SurveySlug;
use crate::survey::figures::{GroupBy, Query, Terms, results};
use crate::survey::period::{InvalidPeriod, Period};

/// Which figures are written.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The survey
    #[arg(long)]
    survey: SurveySlug,
    /// The period: 2026-07, 2026-Q3, 2026, or 2026-07..2026-09
    #[arg(long, value_parser = parse_period)]
    period: Period,
    /// Write one group for the whole office, not one for each department
    #[arg(long)]
    office: bool,
    /// The form of the file
    #[arg(long, default_value = "csv")]
    format: Format,
    /// Write CSV with semicolons and decimal commas, for a Polish Excel
    #[arg(long)]
    excel_pl: bool,
}

/// The forms of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// CSV
    Csv,
    /// An Excel workbook: the data, a codebook and the method
    Xlsx,
    /// JSON-stat 2.0
    JsonStat,
    /// A Data Package, version 2: a zip
    DataPackage,
    /// CSV on the Web: the description of the CSV at its address
    Csvw,
}

/// Writes figures to standard output.
pub fn run(config: &Config, arguments: &Arguments) -> Outcome {
    let form = arguments.form()?;
    let clock = Clock::system(config.time_zone.clone());
    let (storage, first) = prepare(config, &clock)?;
    tell_first(config, &first);
    let terms = Terms { close: config.close, k: config.k };
    let record = storage.read(|session| records::load_record(session, &arguments.survey, terms))?;
    if record.versions.is_empty() {
        return Err(format!("there is no published survey {}", arguments.survey).into());
    }
    let query = Query {
        survey: arguments.survey.clone(),
        period: arguments.period.clone(),
        departments: Vec::new(),
        questions: Vec::new(),
        group_by: if arguments.office { GroupBy::Nothing } else { GroupBy::Department },
        as_of: None,
    };
    let content = Content {
        results: &results(&query, &record)?,
        versions: &record.versions,
        k: config.k,
        csv_address: &csv_address(&config.public_url(), &query),
    };
    std::io::stdout().write_all(&form.write(&content)?)?;
    Ok(())
}

impl Arguments {
    fn form(&self) -> Result<Form, &'static str> {
        match self.format {
            Format::Csv if self.excel_pl => Ok(Form::Csv(Dialect::ExcelPl)),
            _ if self.excel_pl => Err("--excel-pl belongs to CSV"),
            Format::Csv => Ok(Form::Csv(Dialect::Standard)),
            Format::Xlsx => Ok(Form::Xlsx),
            Format::JsonStat => Ok(Form::JsonStat),
            Format::DataPackage => Ok(Form::DataPackage),
            Format::Csvw => Ok(Form::Csvw),
        }
    }
}

fn parse_period(text: &str) -> Result<Period, String> {
    text.parse().map_err(|error: InvalidPeriod| error.to_string())
}
