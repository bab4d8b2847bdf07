//! How PostgreSQL takes what comes in: many rows in one statement, and a lone response in one.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{Array, Binary, Bool, Integer, Nullable, Text};
use diesel::{PgConnection, sql_query};

use crate::storage::error::Error;
use crate::storage::rows::{CommentRow, ReceiptRow, ResponseRow};

#[derive(QueryableByName)]
struct KeyRow {
    #[diesel(sql_type = Binary)]
    key: Vec<u8>,
}

/// Writes the receipts that are not there yet, and says of each whether it is new.
pub(super) fn insert_receipts(connection: &mut PgConnection, rows: &[ReceiptRow]) -> Result<Vec<bool>, Error> {
    let mut rows: Vec<(usize, &ReceiptRow)> = rows.iter().enumerate().collect();
    // In one order everywhere, so that two processes that write the same receipts never wait for each other in a ring.
    rows.sort_by(|left, right| left.1.key.cmp(&right.1.key));
    let inserted: Vec<KeyRow> = sql_query(
        "INSERT INTO receipts (key, fingerprint, received_on) \
         SELECT * FROM unnest($1, $2, $3) ON CONFLICT (key) DO NOTHING RETURNING key",
    )
    .bind::<Array<Binary>, _>(column(&rows, |row| row.key.as_slice()))
    .bind::<Array<Binary>, _>(column(&rows, |row| row.fingerprint.as_slice()))
    .bind::<Array<Text>, _>(column(&rows, |row| row.received_on.as_str()))
    .load(connection)?;
    let inserted: std::collections::HashSet<Vec<u8>> = inserted.into_iter().map(|row| row.key).collect();
    let mut fresh = vec![false; rows.len()];
    for (index, row) in rows {
        fresh[index] = inserted.contains(&row.key);
    }
    Ok(fresh)
}

/// Writes pending responses.
pub(super) fn insert_responses(connection: &mut PgConnection, rows: &[ResponseRow]) -> Result<(), Error> {
    let rows: Vec<(usize, &ResponseRow)> = rows.iter().enumerate().collect();
    sql_query(
        "INSERT INTO responses (key, survey, version, department, day, channel, language, history, answers, flags, booked) \
         SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind::<Array<Binary>, _>(column(&rows, |row| row.key.as_slice()))
    .bind::<Array<Text>, _>(column(&rows, |row| row.survey.as_str()))
    .bind::<Array<Integer>, _>(column(&rows, |row| row.version))
    .bind::<Array<Text>, _>(column(&rows, |row| row.department.as_str()))
    .bind::<Array<Text>, _>(column(&rows, |row| row.day.as_str()))
    .bind::<Array<Text>, _>(column(&rows, |row| row.channel))
    .bind::<Array<Nullable<Text>>, _>(column(&rows, |row| row.language.as_deref()))
    .bind::<Array<Bool>, _>(column(&rows, |row| row.history))
    .bind::<Array<Text>, _>(column(&rows, |row| row.answers.as_str()))
    .bind::<Array<Nullable<Integer>>, _>(column(&rows, |row| row.flags))
    .bind::<Array<Nullable<Text>>, _>(column(&rows, |row| row.booked.as_deref()))
    .execute(connection)?;
    Ok(())
}

fn column<'a, R, T>(rows: &[(usize, &'a R)], field: impl Fn(&'a R) -> T) -> Vec<T> {
    rows.iter().map(|(_, row)| field(row)).collect()
}

/// A receipt, with the response and the comments that are written only if it is new. Unlike the statements of
/// `sql_query`, it is prepared once for each connection.
struct LoneInsert<R, A, C> {
    receipt: R,
    response: A,
    comments: Option<C>,
}

impl<R: QueryFragment<Pg>, A: QueryFragment<Pg>, C: QueryFragment<Pg>> QueryFragment<Pg> for LoneInsert<R, A, C> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("WITH fresh AS (INSERT INTO receipts (key, fingerprint, received_on) VALUES (");
        self.receipt.walk_ast(out.reborrow())?;
        out.push_sql(") ON CONFLICT (key) DO NOTHING RETURNING 1)");
        if let Some(comments) = &self.comments {
            out.push_sql(
                ", remarks AS (INSERT INTO comments (key, survey, department, quarter, question, body, independent) \
                 SELECT row.* FROM fresh, unnest(",
            );
            comments.walk_ast(out.reborrow())?;
            out.push_sql(") AS row)");
        }
        out.push_sql(
            " INSERT INTO responses \
             (key, survey, version, department, day, channel, language, history, answers, flags, booked) SELECT ",
        );
        self.response.walk_ast(out.reborrow())?;
        out.push_sql(" FROM fresh");
        Ok(())
    }
}

impl<R, A, C> QueryId for LoneInsert<R, A, C> {
    type QueryId = ();
    // It has two forms.
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<R, A, C> RunQueryDsl<PgConnection> for LoneInsert<R, A, C> {}

/// Writes a receipt that is not there yet, with the response and the comments that it is for, and says whether it is new.
pub(super) fn insert_alone(
    connection: &mut PgConnection,
    receipt: &ReceiptRow,
    response: &ResponseRow,
    comments: &[CommentRow],
) -> Result<bool, Error> {
    let mut remarks: Vec<(usize, &CommentRow)> = comments.iter().enumerate().collect();
    // Keys are random: this is a shuffle.
    remarks.sort_unstable_by_key(|(_, row)| row.key.as_slice());
    let statement = LoneInsert {
        receipt: (
            receipt.key.as_slice().into_sql::<Binary>(),
            receipt.fingerprint.as_slice().into_sql::<Binary>(),
            receipt.received_on.as_str().into_sql::<Text>(),
        ),
        response: (
            response.key.as_slice().into_sql::<Binary>(),
            response.survey.as_str().into_sql::<Text>(),
            response.version.into_sql::<Integer>(),
            response.department.as_str().into_sql::<Text>(),
            response.day.as_str().into_sql::<Text>(),
            response.channel.into_sql::<Text>(),
            response.language.as_deref().into_sql::<Nullable<Text>>(),
            response.history.into_sql::<Bool>(),
            response.answers.as_str().into_sql::<Text>(),
            response.flags.into_sql::<Nullable<Integer>>(),
            response.booked.as_deref().into_sql::<Nullable<Text>>(),
        ),
        comments: (!remarks.is_empty()).then(|| {
            (
                column(&remarks, |row| row.key.as_slice()).into_sql::<Array<Binary>>(),
                column(&remarks, |row| row.survey.as_str()).into_sql::<Array<Text>>(),
                column(&remarks, |row| row.department.as_str()).into_sql::<Array<Text>>(),
                column(&remarks, |row| row.quarter.as_str()).into_sql::<Array<Text>>(),
                column(&remarks, |row| row.question.as_str()).into_sql::<Array<Text>>(),
                column(&remarks, |row| row.body.as_str()).into_sql::<Array<Text>>(),
                column(&remarks, |row| row.independent).into_sql::<Array<Bool>>(),
            )
        }),
    };
    Ok(statement.execute(connection)? == 1)
}
