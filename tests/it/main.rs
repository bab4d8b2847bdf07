//! The integration tests: one binary, so that it is linked once.
//!
//! `v1` holds one file for each resource of the API, run on both databases; `promises` one for each promise of the
//! service; `rules` what the code must look like. PostgreSQL's half is ignored unless `tests/run` brings a server.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop, with a trace")]

mod commands;
mod contract;
mod documents;
mod harness;
mod ledger;
mod pages;
mod process;
mod promises;
mod proxy;
mod released;
mod rules;
mod statistics;
mod tls;
mod v1;
