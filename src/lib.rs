//! Ankieta: a resident satisfaction survey service for public offices.
//!
//! Data goes one way, in three movements: **collect, release, report**.
//!
//! ```text
//! kiosk ─┐
//! web  ──┼─► http ─► survey (check) ─► intake (group commit) ─► responses, comments, receipts
//! paper ─┘                                                          │  nightly
//!                                                                   ▼
//!                                                         release ─► blocks      (append-only, frozen)
//!                                                                       │
//!                               JSON, CSV, export  ◄─ reports ◄─ figures ┘
//! ```
//!
//! Nothing that reports can read what is not released.
//! Start with [`survey`], whose front page is the glossary; then follow one request:
//! [`http`] (find the line), its file in `http/v1`, [`survey::response`], [`intake`], [`storage::responses`].
//!
//! The order of the modules below is a rule, and a test keeps it: a module names only modules above it.

pub mod survey;
pub mod config;
pub mod tls;
pub mod clock;
pub mod telemetry;
pub mod access;
pub mod kiosk;
pub mod storage;
pub mod intake;
pub mod release;
pub mod backup;
pub mod checks;
pub mod reports;
pub mod state;
pub mod http;
pub mod pages;
pub mod server;
pub mod cli;
