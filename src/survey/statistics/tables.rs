//! Two questions at once: tables of counts, with a row for each answer to one and a column for each answer to the other.
//!
//! A row that is shorter than others lacks nothing but zeros.

use crate::survey::statistics::tail::chi_squared_tail;

/// The outcome of a chi-squared test of independence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChiSquared {
    /// Pearson's statistic, 0 or more.
    pub statistic: f64,
    /// Its degrees of freedom, 1 or more.
    pub degrees: usize,
    /// The p-value, a probability in 0..=1.
    pub p: f64,
    /// Cramér's V, the strength of the association, 0 (none) to 1 (complete).
    pub cramers_v: f64,
}

/// Pearson's chi-squared test that the rows and columns of a table are
/// independent, without continuity correction, and Cramér's V.
///
/// Formula, with e = row total · column total / n: χ² = Σ (o − e)² / e over all
/// cells, with (rows − 1)(columns − 1) degrees of freedom;
/// V = √(χ² / (n·min(rows − 1, columns − 1))). Sources: Pearson, Philosophical
/// Magazine 50, 1900; Cramér, "Mathematical Methods of Statistics", 1946,
/// chapter 21. Rows and columns without any count are left out.
///
/// The approximation is poor when expected counts are below about five; the
/// caller decides what to show.
///
/// `None` when fewer than two rows or two columns have counts.
pub fn chi_squared(table: &[Vec<u64>]) -> Option<ChiSquared> {
    let (rows, columns) = (row_totals(table), column_totals(table));
    let n: u128 = rows.iter().sum();
    let occurring = |totals: &[u128]| totals.iter().filter(|total| **total > 0).count();
    let (height, width) = (occurring(&rows), occurring(&columns));
    if height < 2 || width < 2 {
        return None;
    }
    let mut statistic = 0.0;
    for (row, row_total) in rows.iter().enumerate().filter(|(_, total)| **total > 0) {
        for (column, column_total) in columns.iter().enumerate().filter(|(_, total)| **total > 0) {
            let expected = *row_total as f64 * (*column_total as f64 / n as f64);
            let distance = distance(cell(table, row, column).into(), n, *row_total, *column_total);
            statistic += distance / expected * distance;
        }
    }
    let degrees = (height - 1) * (width - 1);
    let smaller = (height - 1).min(width - 1) as f64;
    let cramers_v = (statistic / n as f64 / smaller).sqrt().min(1.0);
    Some(ChiSquared { statistic, degrees, p: chi_squared_tail(statistic, degrees), cramers_v })
}

/// Spearman's rank correlation of a table whose rows and columns are in order,
/// with ties at their middle rank.
///
/// Formula: Pearson's correlation of the ranks. A row's rank, less the mean
/// rank, is half of what comes before it less what comes after it, so that no
/// digits are lost in large counts. Source: Spearman, "The Proof and
/// Measurement of Association between Two Things", American Journal of
/// Psychology 15, 1904; Kendall and Gibbons, "Rank Correlation Methods", 1990,
/// chapter 3, for ties.
///
/// -1..=1, positive when high rows go with high columns.
///
/// `None` when all answers fall into one row or into one column, also when there
/// are none.
pub fn spearman(table: &[Vec<u64>]) -> Option<f64> {
    let (rows, columns) = (row_totals(table), column_totals(table));
    let (row_ranks, column_ranks) = (centred_ranks(&rows), centred_ranks(&columns));
    correlation(table, &row_ranks, &column_ranks)
}

/// Pearson's correlation of values that are centred already; none where one side has no spread.
fn correlation(table: &[Vec<u64>], row_values: &[f64], column_values: &[f64]) -> Option<f64> {
    let (rows, columns) = (row_totals(table), column_totals(table));
    let n = rows.iter().sum::<u128>() as f64;
    let spreads = spread(row_values, &rows).sqrt() * spread(column_values, &columns).sqrt();
    if n == 0.0 || spreads <= 0.0 || !spreads.is_finite() {
        return None;
    }
    let mut together = 0.0;
    for (row, row_value) in row_values.iter().enumerate() {
        for (column, column_value) in column_values.iter().enumerate() {
            together += cell(table, row, column) as f64 / n * row_value * column_value;
        }
    }
    Some((together / spreads).clamp(-1.0, 1.0))
}

/// Twice the middle ranks, less their mean: what comes before each, less what comes after.
fn centred_ranks(totals: &[u128]) -> Vec<f64> {
    let all: u128 = totals.iter().sum();
    let mut before = 0;
    let rank = |total: &u128| {
        let after = all - before - total;
        let size = before.abs_diff(after) as f64;
        let rank = if before < after { -size } else { size };
        before += total;
        rank
    };
    totals.iter().map(rank).collect()
}

/// The mean of squares of centred values.
fn spread(values: &[f64], totals: &[u128]) -> f64 {
    let n = totals.iter().sum::<u128>() as f64;
    values
        .iter()
        .zip(totals)
        .filter(|(_, total)| **total > 0)
        .map(|(value, total)| value * value * (*total as f64 / n))
        .sum()
}

/// |o − r·c/n|, subtracted as integers so that nearly independent large tables do not cancel.
fn distance(observed: u128, n: u128, row: u128, column: u128) -> f64 {
    let exact = observed.checked_mul(n).zip(row.checked_mul(column)).map(|(left, right)| left.abs_diff(right) as f64);
    let size = exact.unwrap_or_else(|| (observed as f64 * n as f64 - row as f64 * column as f64).abs());
    size / n as f64
}

fn cell(table: &[Vec<u64>], row: usize, column: usize) -> u64 {
    table[row].get(column).copied().unwrap_or(0)
}

fn row_totals(table: &[Vec<u64>]) -> Vec<u128> {
    table.iter().map(|row| row.iter().copied().map(u128::from).sum()).collect()
}

fn column_totals(table: &[Vec<u64>]) -> Vec<u128> {
    let width = table.iter().map(Vec::len).max().unwrap_or(0);
    (0..width).map(|column| (0..table.len()).map(|row| u128::from(cell(table, row, column))).sum()).collect()
}
