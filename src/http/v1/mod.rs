//! Version 1 of the API: one file per resource, named as in its URL. Each reads: handlers, then what comes in and goes out.

mod page;
mod answers;
mod questionnaire;
mod figures;
mod contrast;
pub mod surveys;
pub mod settings;
pub mod versions;
pub mod responses;
pub mod results;
pub mod comparison;
pub mod standing;
pub mod trend;
pub mod definitions;
pub mod drivers;
pub mod departments;
pub mod office;
pub mod keys;
pub mod kiosks;
pub mod pairing;
pub mod audit;
