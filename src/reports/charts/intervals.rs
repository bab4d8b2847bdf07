//! Shares side by side, each a dot with its interval as a whisker: departments, or the options of a question.

use crate::reports::charts::canvas::{Canvas, Caption, LINE};
use crate::reports::charts::estimate::Estimate;
use crate::reports::charts::scale::Scale;
use crate::reports::numbers::Numbers;

/// How much of the width the dots have; the rest is for their figures.
const LANE: f64 = 52.0;
/// The height of the lane of one dot.
const LANE_HEIGHT: f64 = 22.0;
/// The room between two rows.
const GAP: f64 = 10.0;

/// Shares side by side.
#[derive(Debug)]
pub struct Intervals<'a> {
    /// What the chart is called.
    pub caption: Caption<'a>,
    /// How figures are written.
    pub numbers: &'a Numbers,
    /// The rows, from the top.
    pub rows: Vec<Row>,
    /// A share that all are held against.
    pub reference: Option<Reference>,
}

/// One row.
#[derive(Debug, Clone)]
pub struct Row {
    /// What it is about.
    pub label: String,
    /// Its share, or why it is not told.
    pub shown: Result<Estimate, String>,
}

/// A line through all rows.
#[derive(Debug, Clone)]
pub struct Reference {
    /// What it is, with its share, n and interval in words.
    pub label: String,
    /// Its share, 0 to 1.
    pub share: f64,
}

impl Intervals<'_> {
    /// Draws them.
    pub fn draw(&self) -> String {
        let shown = || self.rows.iter().filter_map(|row| row.shown.as_ref().ok());
        let ends = shown().flat_map(|estimate| [estimate.low, estimate.high]);
        let scale = Scale::of_shares(ends.chain(self.reference.iter().map(|reference| reference.share)));
        let mut rows = Canvas::default();
        let mut canvas = Canvas::default();
        let mut top = 0.0;
        if let Some(reference) = &self.reference {
            canvas.mark("reference", 0.0, 9.0, "M0 0h22");
            top = canvas.lines("start small soft beside", 0.0, 13.0, &reference.label) - 4.0;
        }
        let mut y = top + LINE + GAP;
        for row in &self.rows {
            y = self.draw_row(&mut rows, row, &scale, y) + GAP;
        }
        canvas.inset(2.0, top, LANE, y - top, self.grid(&scale, y - top));
        canvas.append(rows);
        canvas.finish(&self.caption, "intervals", y)
    }

    fn grid(&self, scale: &Scale, bottom: f64) -> Canvas {
        let mut grid = Canvas::default();
        for mark in scale.marks() {
            let x = scale.place(mark);
            grid.text("middle small soft", x, 11.0, &self.numbers.whole_share(mark));
            grid.line("grid", (x, LINE), (x, bottom));
        }
        if let Some(reference) = &self.reference {
            let x = scale.place(reference.share);
            grid.line("reference", (x, LINE), (x, bottom));
        }
        grid
    }

    fn draw_row(&self, canvas: &mut Canvas, row: &Row, scale: &Scale, y: f64) -> f64 {
        let below = canvas.lines("start strong halo", 0.0, y + 14.0, &row.label) - 14.0;
        let estimate = match &row.shown {
            Ok(estimate) => estimate,
            Err(reason) => return canvas.lines("start soft withheld halo", 0.0, below + 14.0, reason) - 10.0,
        };
        let (low, share, high) = (scale.place(estimate.low), scale.place(estimate.share), scale.place(estimate.high));
        let middle = LANE_HEIGHT / 2.0;
        let mut lane = Canvas::default();
        lane.line("whisker", (low, middle), (high, middle));
        for end in [low, high] {
            lane.line("whisker", (end, middle - 5.0), (end, middle + 5.0));
        }
        lane.disc("dot", share, middle, 5.5);
        canvas.inset(2.0, below, LANE, LANE_HEIGHT, lane);
        let (share, n) = (self.numbers.share(estimate.share), self.numbers.size(estimate.n));
        canvas.texts("end", 100.0, below + 15.5, &[("strong", &share), ("small soft", &format!("\u{2002}{n}"))]);
        below + LANE_HEIGHT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_its_figures_or_its_reason() {
        let row = |label: &str, shown| Row { label: label.to_owned(), shown };
        let estimate = Estimate { share: 0.8654, low: 0.8124, high: 0.9051, n: 208 };
        let chart = Intervals {
            caption: Caption { id: "departments", title: "Wydziały", description: "Opis." },
            numbers: Numbers::of(&"pl".parse().unwrap()),
            rows: vec![
                row("Wydział <Komunikacji>", Ok(estimate)),
                row("Rzecznik", Err("za mało odpowiedzi".to_owned())),
            ],
            reference: Some(Reference { label: "Cały urząd".to_owned(), share: 0.84 }),
        };
        let svg = chart.draw();
        for wanted in ["86,5%", "n\u{a0}=\u{a0}208", "za mało odpowiedzi", "Wydział &lt;Komunikacji&gt;", "Cały urząd"]
        {
            assert!(svg.contains(wanted), "{wanted}: {svg}");
        }
        assert_eq!(svg.matches("class=\"dot\"").count(), 1);
        assert_eq!(svg.matches("class=\"reference\"").count(), 2);
        assert!(!svg.contains("style"), "{svg}");
        assert!(svg.starts_with("<svg class=\"chart intervals\" role=\"img\" aria-labelledby="), "{svg}");
    }
}
