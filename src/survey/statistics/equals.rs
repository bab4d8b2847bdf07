//! Groups of equals: which of many do not differ, said in letters.

/// The compact letter display of pairwise comparisons of `groups` groups:
/// two groups share a letter if and only if they are not among the `different`
/// pairs.
///
/// The algorithm is insert and absorb: one column holds all groups; each pair
/// that differs splits every column that holds both into one without the first
/// and one without the second; a column that another one contains is absorbed.
/// Source: Piepho, "An Algorithm for a Letter-Based Representation of
/// All-Pairwise Comparisons", Journal of Computational and Graphical Statistics
/// 13, 2004. Pairs should be adjusted for how many they are, as by
/// [`holm`](crate::survey::statistics::adjustment::holm).
///
/// One text for each group, at least one letter each: `a` to `z`, then `a2` to
/// `z2` and so on. Letters follow the order of the groups, and are no ranks: `a`
/// is no better than `b`. Empty for no groups. A pair of a group with itself, or
/// beyond the last group, is ignored.
pub fn letters(groups: usize, different: &[(usize, usize)]) -> Vec<String> {
    let mut columns: Vec<Vec<bool>> = vec![vec![true; groups]];
    for &(one, other) in different.iter().filter(|(one, other)| one != other && *one < groups && *other < groups) {
        let (split, kept): (Vec<_>, Vec<_>) = columns.into_iter().partition(|column| column[one] && column[other]);
        columns = kept;
        for column in split {
            for without in [one, other] {
                let mut part = column.clone();
                part[without] = false;
                absorb(&mut columns, part);
            }
        }
    }
    // The column whose members come first has the first letter.
    columns.sort_by(|left, right| right.cmp(left));
    let of = |group: usize| {
        let mine = columns.iter().enumerate().filter(|(_, column)| column[group]);
        mine.map(|(index, _)| letter(index)).collect()
    };
    (0..groups).map(of).collect()
}

/// Adds a column, unless one that is there contains it; those that it contains go.
fn absorb(columns: &mut Vec<Vec<bool>>, part: Vec<bool>) {
    let contains =
        |larger: &[bool], smaller: &[bool]| smaller.iter().zip(larger).all(|(small, large)| !small || *large);
    if columns.iter().any(|column| contains(column, &part)) {
        return;
    }
    columns.retain(|column| !contains(&part, column));
    columns.push(part);
}

fn letter(index: usize) -> String {
    let round = index / 26 + 1;
    let letter = char::from(b'a' + u8::try_from(index % 26).unwrap_or(0));
    if round == 1 { letter.to_string() } else { format!("{letter}{round}") }
}
