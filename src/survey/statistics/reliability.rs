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

/// Cronbach's alpha of questions brought to one variance, from their correlation matrix.
///
/// Formula, with r̄ the mean correlation of the k(k − 1)/2 pairs:
/// k·r̄ / (1 + (k − 1)·r̄). It is the alpha of answers divided by their standard
/// deviation. Source: Nunnally and Bernstein, "Psychometric Theory", 3rd
/// edition, 1994, chapter 6.
///
/// At most 1; there is no lower end. Only what lies above the diagonal is read.
///
/// `None` for fewer than two questions, a matrix that is not square, a
/// correlation outside -1..=1, or when r̄ is at or below -1/(k − 1).
pub fn standardised_alpha(correlations: &[Vec<f64>]) -> Option<f64> {
    let k = size(correlations)?;
    let pairs: Vec<f64> =
        correlations.iter().enumerate().flat_map(|(row, values)| &values[row + 1..]).copied().collect();
    if !pairs.iter().all(|pair| (-1.0..=1.0).contains(pair)) {
        return None;
    }
    let mean = pairs.iter().sum::<f64>() / pairs.len() as f64;
    let total = 1.0 + (k - 1.0) * mean;
    (total > 0.0).then(|| k * mean / total).filter(|alpha| alpha.is_finite())
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
