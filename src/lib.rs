//! Ankieta.
pub mod survey;
pub mod config;
pub mod clock;
pub mod telemetry;
pub mod access;
pub mod storage;
pub mod intake;
pub mod release;
pub mod reports;
pub mod state;
pub mod http;
pub mod server;
pub mod cli;
