//! Figures as files and pictures. What a figure is, is decided in `survey`; which file a client wants, in `http`.
//!
//! `figures` makes one table of results, `comparison`, `standing`, `coverage`, `trend`, `drivers` and `targets` one of
//! theirs, with the columns of `subject` and `share`, each ending with what `provenance` says of it, and `codebook` one of what its codes mean. `csv`,
//! `workbook`, `data_package` and `csvw` render these; `json_stat` is a cube of its own. `form` is the list of them all.

pub mod numbers;
pub mod charts;
pub mod table;
pub mod share;
pub mod subject;
pub mod provenance;
pub mod contrast;
pub mod content;
pub mod figures;
pub mod comparison;
pub mod standing;
pub mod coverage;
pub mod trend;
pub mod drivers;
pub mod targets;
pub mod audit;
pub mod codebook;
pub mod method;
pub mod csv;
pub mod workbook;
pub mod json_stat;
pub mod data_package;
pub mod csvw;
pub mod form;
pub mod qr;
pub mod render;
