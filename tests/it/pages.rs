//! The pages for residents: what they say, and the headers that they come with.

pub mod console;
pub mod dashboard;
mod embed;
mod faces;
mod form;
mod kiosk;
mod lobby;
mod poster;
mod public;
mod record;
mod register;
mod statement;
