//! Every form that results are given out in as a file. Which one a client wants is decided in `http` and `cli`.

use jiff::civil::Date;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::reports::content::Content;
use crate::reports::csv::{self, Dialect};
use crate::reports::csvw;
use crate::reports::data_package;
use crate::reports::figures;
use crate::reports::json_stat;
use crate::reports::table::Table;
use crate::reports::workbook;

/// The forms that figures are given out in, by the names that programs use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// JSON.
    Json,
    /// CSV.
    Csv,
    /// An Excel workbook: the data, a codebook and the method.
    Xlsx,
    /// JSON-stat 2.0: a cube of group × answer × measure.
    JsonStat,
    /// A Data Package, version 2: a zip of the CSV, a codebook and their description.
    DataPackage,
    /// CSV on the Web: the description of the CSV at its address.
    Csvw,
}

/// A form of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// One table.
    Csv(Dialect),
    /// An Excel workbook: the data, a codebook and the method.
    Xlsx,
    /// A cube.
    JsonStat,
    /// A zip of CSV files and their description.
    DataPackage,
    /// The description of the CSV at its address.
    Csvw,
}

/// A form could not be written.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// It does not fit into a workbook.
    #[error("the workbook could not be written")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// It could not be written as JSON.
    #[error("the JSON could not be written")]
    Json(#[from] serde_json::Error),
    /// It could not be packed.
    #[error("the package could not be written")]
    Package(#[from] zip::result::ZipError),
}

impl Format {
    /// Those of results.
    pub const OF_RESULTS: [Self; 6] =
        [Self::Json, Self::Csv, Self::Xlsx, Self::JsonStat, Self::DataPackage, Self::Csvw];
    /// Those of every other table of figures.
    pub const OF_TABLES: [Self; 3] = [Self::Json, Self::Csv, Self::Xlsx];

    /// The name that programs use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::JsonStat => "json-stat",
            Self::DataPackage => "data-package",
            Self::Csvw => "csvw",
        }
    }

    /// Its media type, without parameters.
    pub fn media_type(self) -> &'static str {
        let form = self.form(Dialect::Standard).map_or("application/json", Form::media_type);
        form.split(';').next().unwrap_or(form)
    }

    /// The file of that form; none: JSON is what the API speaks itself.
    pub fn form(self, dialect: Dialect) -> Option<Form> {
        Some(match self {
            Self::Json => return None,
            Self::Csv => Form::Csv(dialect),
            Self::Xlsx => Form::Xlsx,
            Self::JsonStat => Form::JsonStat,
            Self::DataPackage => Form::DataPackage,
            Self::Csvw => Form::Csvw,
        })
    }
}

impl Form {
    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv(_) => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::JsonStat => "application/vnd.json-stat+json",
            Self::DataPackage => "application/zip",
            Self::Csvw => "application/csvm+json",
        }
    }

    /// The name that a person keeps the file under, after the survey and the period.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Csv(_) => ".csv",
            Self::Xlsx => ".xlsx",
            Self::JsonStat => ".json",
            Self::DataPackage => ".zip",
            Self::Csvw => ".csv-metadata.json",
        }
    }

    /// Writes another table of figures, which stood so on a day, in this form; none: only results have it.
    ///
    /// # Errors
    /// When there is more than the form can hold.
    pub fn write_table(self, title: &str, day: Date, table: &Table<'_>) -> Result<Option<Vec<u8>>, Failure> {
        Ok(match self {
            Self::Csv(dialect) => Some(csv::write(table, dialect)),
            Self::Xlsx => Some(workbook::write_table_alone(title, day, table)?),
            Self::JsonStat | Self::DataPackage | Self::Csvw => None,
        })
    }

    /// Writes results in this form.
    ///
    /// # Errors
    /// When there is more than the form can hold.
    pub fn write(self, content: &Content<'_>) -> Result<Vec<u8>, Failure> {
        Ok(match self {
            Self::Csv(dialect) => csv::write(&figures::table(content.results), dialect),
            Self::Xlsx => workbook::write(content)?,
            Self::JsonStat => json_stat::write(content)?,
            Self::DataPackage => data_package::write(content)?,
            Self::Csvw => csvw::write(content)?,
        })
    }
}
