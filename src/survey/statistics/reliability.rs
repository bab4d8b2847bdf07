//! Whether several questions measure one thing: Cronbach's alpha.

/// Cronbach's alpha of questions as they are answered, from their covariance matrix.
///
/// Formula, for k questions with variances σᵢᵢ on the diagonal:
/// k/(k − 1)·(1 − Σ σᵢᵢ / Σ σᵢⱼ). Source: Cronbach, "Coefficient Alpha and the
/// Internal Structure of Tests", Psychometrika 16, 1951. A matrix whose pairs
/// were answered by different people makes it an approximation.
///
/// At most 1 for a matrix of covariances; there is no lower end, and it is
/// negative when the questions go against each other.
///
/// `None` for fewer than two questions, a matrix that is not square or not
/// finite, a negative variance, or when the sum has no variance.
pub fn alpha(covariances: &[Vec<f64>]) -> Option<f64> {
    let k = size(covariances)?;
    let variances = diagonal(covariances);
    let total: f64 = covariances.iter().flatten().sum();
    if variances.iter().any(|variance| *variance < 0.0) || total <= 0.0 {
        return None;
    }
    let alpha = k / (k - 1.0) * (1.0 - variances.iter().sum::<f64>() / total);
    alpha.is_finite().then_some(alpha)
}

/// How many questions a matrix is about; none when it is no square of at least two finite rows.
fn size(matrix: &[Vec<f64>]) -> Option<f64> {
    let square = matrix.iter().all(|row| row.len() == matrix.len());
    let finite = matrix.iter().flatten().all(|value| value.is_finite());
    (matrix.len() >= 2 && square && finite).then_some(matrix.len() as f64)
}

fn diagonal(matrix: &[Vec<f64>]) -> Vec<f64> {
    matrix.iter().enumerate().map(|(index, row)| row[index]).collect()
}
