//! The contract of the API, one file for each resource, on both databases.

mod access;
mod actions;
mod audit;
mod comments;
mod comparison;
mod complaints;
mod coverage;
mod departments;
mod dimensions;
mod docs;
mod formats;
mod head;
mod keys;
mod kiosks;
mod office;
mod origins;
mod problems;
mod responses;
mod results;
mod routes;
pub mod samples;
mod settings;
mod standing;
mod surveys;
mod targets;
mod trend;
mod visits;
