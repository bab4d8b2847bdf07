//! Ankieta.
pub mod access;
pub mod cli;
pub mod clock;
pub mod config;
pub mod http;
pub mod intake;
pub mod release;
pub mod reports;
pub mod server;
pub mod state;
pub mod storage;
pub mod survey;
pub mod telemetry;
