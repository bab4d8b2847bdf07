//! Rows that come in with a response, as they are stored.

use diesel::prelude::*;

use crate::storage::schema::{comments, receipts, responses};

/// A receipt as it is stored.
#[derive(Insertable)]
#[diesel(table_name = receipts)]
pub(super) struct ReceiptRow {
    pub key: Vec<u8>,
    pub fingerprint: Vec<u8>,
    pub received_on: String,
}

/// A pending response as it is stored.
#[derive(Insertable)]
#[diesel(table_name = responses)]
pub(super) struct ResponseRow {
    pub key: Vec<u8>,
    pub survey: String,
    pub version: i32,
    pub department: String,
    pub day: String,
    pub channel: &'static str,
    pub language: Option<String>,
    pub history: bool,
    pub answers: String,
    pub flags: Option<i32>,
    pub booked: Option<String>,
}

/// A comment that waits, as it is stored.
#[derive(Insertable)]
#[diesel(table_name = comments)]
pub(super) struct CommentRow {
    pub key: Vec<u8>,
    pub survey: String,
    pub department: String,
    pub quarter: String,
    pub question: String,
    pub body: String,
    pub independent: bool,
}
