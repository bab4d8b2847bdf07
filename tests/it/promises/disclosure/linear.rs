//! What follows from counts of overlapping sets: Gaussian elimination over a prime field.

/// The field's prime; products of two elements fit into 64 bits.
pub const PRIME: u64 = (1 << 31) - 1;

/// Equations over cells: each says how many people are in some of them together.
pub struct Equations {
    cells: usize,
    /// Each row begins with a one, in a column where no other row begins.
    rows: Vec<(usize, Vec<u64>)>,
}

impl Equations {
    pub fn about(cells: usize) -> Self {
        Self { cells, rows: Vec::new() }
    }

    /// Takes in the count of a set of cells.
    pub fn learn(&mut self, set: impl IntoIterator<Item = usize>) {
        let mut row = vec![0; self.cells];
        set.into_iter().for_each(|cell| row[cell] = 1);
        for (first, known) in &self.rows {
            subtract(&mut row, known, *first);
        }
        if let Some(first) = row.iter().position(|value| *value != 0) {
            let inverse = power(row[first], PRIME - 2);
            row.iter_mut().for_each(|value| *value = *value * inverse % PRIME);
            self.rows.push((first, row));
        }
    }

    /// The sets whose counts follow, each as small as elimination makes it.
    pub fn determined(mut self) -> Vec<Vec<usize>> {
        self.rows.sort_by_key(|(first, _)| *first);
        for index in (0..self.rows.len()).rev() {
            let (above, below) = self.rows.split_at_mut(index);
            let (first, known) = &below[0];
            for (_, row) in above {
                subtract(row, known, *first);
            }
        }
        let sets = self.rows.into_iter().filter(|(_, row)| row.iter().all(|value| *value <= 1));
        sets.map(|(_, row)| (0..row.len()).filter(|cell| row[*cell] == 1).collect()).collect()
    }
}

/// Takes a row that begins in `first` away from another, as often as it takes to make that column zero.
fn subtract(row: &mut [u64], known: &[u64], first: usize) {
    let times = row[first];
    if times != 0 {
        for (value, taken) in row[first..].iter_mut().zip(&known[first..]).filter(|(_, taken)| **taken != 0) {
            *value = (*value + (PRIME - times) * taken) % PRIME;
        }
    }
}

/// A power of an element of the field.
pub fn power(base: u64, exponent: u64) -> u64 {
    let (mut result, mut square, mut left) = (1, base, exponent);
    while left > 0 {
        if left % 2 == 1 {
            result = result * square % PRIME;
        }
        square = square * square % PRIME;
        left /= 2;
    }
    result
}

#[test]
fn differences_of_nested_and_overlapping_sets_are_found() {
    let mut equations = Equations::about(5);
    for set in [vec![0, 1, 2, 3, 4], vec![0, 1, 2], vec![1, 2, 3], vec![0, 1]] {
        equations.learn(set);
    }
    let determined = equations.determined();
    assert!(determined.contains(&vec![2]), "{determined:?}");
    assert!(!determined.contains(&vec![0]) && !determined.contains(&vec![4]), "{determined:?}");
}
