//! Version 1 of the API: one file per resource, named as in its URL. Each reads: handlers, then what comes in and goes out.

mod answers;
pub mod audit;
pub mod comparison;
pub mod departments;
mod figures;
pub mod keys;
mod page;
mod questionnaire;
pub mod responses;
pub mod results;
pub mod surveys;
pub mod versions;
