//! Rows that come in with a response, as they are stored: each column is written once, for the table in which it waits for
//! a tick and for the one in which a lot holds it.

use diesel::prelude::*;

use crate::storage::schema::{comments, lot_comments, lot_responses, receipts, responses};

/// Declares a row of a table, and the same row in the lots' table of such rows.
macro_rules! rows {
    ($($(#[$doc:meta])* $row:ident of $table:ident, $lot_row:ident of $lot_table:ident {
        $($column:ident: $type:ty,)*
    })*) => {
        $(
            $(#[$doc])*
            #[derive(Insertable)]
            #[diesel(table_name = $table)]
            pub(super) struct $row {
                $(pub $column: $type,)*
            }

            /// The same in a lot.
            #[derive(Insertable)]
            #[diesel(table_name = $lot_table)]
            pub(super) struct $lot_row<'a> {
                lot: &'a [u8],
                $($column: &'a $type,)*
            }

            impl $row {
                /// The row as a lot holds it.
                pub fn in_lot<'a>(&'a self, lot: &'a [u8]) -> $lot_row<'a> {
                    $lot_row { lot, $($column: &self.$column,)* }
                }
            }
        )*
    };
}

rows! {
    /// A pending response as it is stored.
    ResponseRow of responses, LotResponseRow of lot_responses {
        key: Vec<u8>,
        survey: String,
        version: i32,
        department: String,
        day: String,
        channel: &'static str,
        language: Option<String>,
        history: bool,
        answers: String,
        flags: Option<i32>,
        booked: Option<String>,
    }

    /// A comment that waits, as it is stored.
    CommentRow of comments, LotCommentRow of lot_comments {
        key: Vec<u8>,
        survey: String,
        department: String,
        quarter: String,
        question: String,
        body: String,
        independent: bool,
    }
}

/// A receipt as it is stored.
#[derive(Insertable)]
#[diesel(table_name = receipts)]
pub(super) struct ReceiptRow {
    pub key: Vec<u8>,
    pub fingerprint: Vec<u8>,
    pub received_on: String,
}
