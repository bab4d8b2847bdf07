//! Where a value stands on an axis.

/// The least that an axis of shares spans: below that, chance would look like a change.
const LEAST_SPAN: f64 = 0.4;

/// A stretch of an axis with its marks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    low: f64,
    high: f64,
    step: f64,
}

impl Scale {
    /// The axis of shares that holds all values: from one multiple of ten per cent to another.
    pub fn of_shares(values: impl Iterator<Item = f64>) -> Self {
        let (mut low, mut high) = (1.0_f64, 0.0_f64);
        for value in values {
            (low, high) = (low.min(value), high.max(value));
        }
        if low > high {
            return Self { low: 0.0, high: 1.0, step: 0.25 };
        }
        let (mut low, mut high) = ((low * 10.0).floor() / 10.0, (high * 10.0).ceil() / 10.0);
        if high - low < LEAST_SPAN {
            high = (low + LEAST_SPAN).min(1.0);
            low = high - LEAST_SPAN;
        }
        // Five marks at most are what the axis has room for on a telephone.
        let step = if high - low < 0.45 { 0.1 } else { 0.2 };
        low = (low / step + 1e-9).floor() * step;
        if high - low > 0.85 {
            return Self { low: 0.0, high: 1.0, step: 0.25 };
        }
        high = low + ((high - low) / step - 1e-9).ceil() * step;
        Self { low, high: high.min(1.0), step }
    }

    /// An axis of any unit that holds all values, with some room around them.
    pub fn around(values: impl Iterator<Item = f64>) -> Self {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for value in values {
            (low, high) = (low.min(value), high.max(value));
        }
        if low > high {
            return Self { low: 0.0, high: 1.0, step: 1.0 };
        }
        let room = if high > low { 0.12 * (high - low) } else { 0.5 };
        Self { low: low - room, high: high + room, step: high - low + 2.0 * room }
    }

    /// Where a value stands, in per cent of the axis.
    pub fn place(&self, value: f64) -> f64 {
        (100.0 * (value - self.low) / (self.high - self.low)).clamp(0.0, 100.0)
    }

    /// The marks of the axis, from its low end.
    pub fn marks(&self) -> impl Iterator<Item = f64> {
        let Self { low, high, step } = *self;
        std::iter::successors(Some(low), move |mark| Some(mark + step))
            .take_while(move |mark| *mark < high + step / 4.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(values: &[f64]) -> Vec<f64> {
        let scale = Scale::of_shares(values.iter().copied());
        scale.marks().map(|mark| (100.0 * mark).round()).collect()
    }

    #[test]
    fn an_axis_holds_its_values_and_has_few_marks() {
        assert_eq!(marks(&[0.812, 0.905]), [60.0, 70.0, 80.0, 90.0, 100.0]);
        assert_eq!(marks(&[0.45, 0.95]), [40.0, 60.0, 80.0, 100.0]);
        assert_eq!(marks(&[0.0, 0.02]), [0.0, 10.0, 20.0, 30.0, 40.0]);
        assert_eq!(marks(&[1.0, 1.0]), [60.0, 70.0, 80.0, 90.0, 100.0]);
        assert_eq!(marks(&[0.05, 0.95]), [0.0, 25.0, 50.0, 75.0, 100.0]);
        assert_eq!(marks(&[]), [0.0, 25.0, 50.0, 75.0, 100.0]);
        for low in 0..=100 {
            for high in low..=100 {
                let (low, high) = (f64::from(low) / 100.0, f64::from(high) / 100.0);
                let scale = Scale::of_shares([low, high].into_iter());
                let marks: Vec<f64> = scale.marks().collect();
                assert!((3..=5).contains(&marks.len()), "{low} {high}: {marks:?}");
                assert!(marks[0] <= low + 1e-9 && high <= marks[marks.len() - 1] + 1e-9, "{low} {high}: {marks:?}");
                assert!(marks[0] > -1e-9 && marks[marks.len() - 1] < 1.0 + 1e-9, "{low} {high}: {marks:?}");
            }
        }
    }

    #[test]
    fn an_axis_of_one_value_has_it_in_the_middle() {
        assert_eq!(Scale::around([3.0].into_iter()).place(3.0), 50.0);
        assert_eq!(Scale::around(std::iter::empty()).place(0.5), 50.0);
    }
}
