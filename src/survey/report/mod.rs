//! What is told of figures, whoever reads it: the management review, the dashboard and the public page are lists of parts
//! from here, in words, tables and charts that are made once.
//!
//! [`Findings`] are what all parts look at. A theme is a file, which makes its part of them; who renders a part adds
//! nothing but words and ink. Which parts a face has, and in which order, is decided by the face.

mod terms;
mod document;
mod page;
pub mod findings;
pub mod conclusions;
pub mod targets;
pub mod headline;
pub mod departments;
pub mod one_department;
pub mod questions;
pub mod trend;
pub mod opening;
pub mod drivers;
pub mod segments;
pub mod misuse;
pub mod coverage;
pub mod method;
pub mod comments;
pub mod complaints;
pub mod actions;
pub mod signals;
pub mod summary;
pub mod annexes;
pub mod voices;

pub use document::{Bar, Cell, Chart, Column, Drawing, Figures, Lead, Mark, Part, Phrase, Row, Section, Shape, Table};
pub use findings::{Entered, Findings, Scope, Station};
pub use page::Page;
pub use terms::Term;
