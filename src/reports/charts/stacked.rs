//! Distributions as bars of parts, worst first. The parts differ by shade, by pattern and by place, and have a legend.

use crate::reports::charts::canvas::{Canvas, Caption, LETTERS, LINE};
use crate::reports::numbers::Numbers;

/// The height of a bar.
const BAR: f64 = 28.0;
/// The room between two rows.
const GAP: f64 = 18.0;
/// The least share whose figure fits into its part on a telephone.
const LEGIBLE: f64 = 0.17;
/// The most letters of a legend that fit beside another.
const HALF: usize = LETTERS / 2 - 4;
/// What is drawn on each shade, from the worst: two kinds of lines, nothing, points, nothing.
const PATTERNS: [&str; 5] = ["M0 0L8 8M0 8L8 0", "M-1 1L1 -1M0 8L8 0M7 9L9 7", "", "M2 2h1v1h-1zM6 6h1v1h-1z", ""];

/// Distributions below each other.
#[derive(Debug)]
pub struct Stacked<'a> {
    /// What the chart is called.
    pub caption: Caption<'a>,
    /// How figures are written.
    pub numbers: &'a Numbers,
    /// What the parts of every bar mean, worst first.
    pub legend: Vec<String>,
    /// The bars, from the top.
    pub rows: Vec<Row>,
}

/// One bar.
#[derive(Debug, Clone)]
pub struct Row {
    /// What it is about.
    pub label: String,
    /// The shares of its parts, 0 to 1, in the order of the legend; or why they are not told.
    pub shown: Result<Vec<f64>, String>,
    /// What stands below the bar: at least its n.
    pub note: String,
}

impl Stacked<'_> {
    /// Draws them.
    pub fn draw(&self) -> String {
        let mut canvas = Canvas::default();
        for (shade, path) in PATTERNS.iter().enumerate() {
            canvas.pattern(&self.pattern(shade), &format!("shade-{}", shade + 1), path);
        }
        let mut y = self.draw_legend(&mut canvas);
        for row in &self.rows {
            y = self.draw_row(&mut canvas, row, y + GAP);
        }
        canvas.finish(&self.caption, "stacked", y + 6.0)
    }

    fn draw_legend(&self, canvas: &mut Canvas) -> f64 {
        let short = self.legend.iter().all(|text| text.chars().count() <= HALF);
        let columns = if short { 2 } else { 1 };
        for (index, text) in self.legend.iter().enumerate() {
            let x = 50.0 * (index % columns) as f64;
            let y = (LINE + 4.0) * (index / columns) as f64;
            let shade = self.shade(index);
            canvas.swatch(&format!("part shade-{}", shade + 1), x, y, &self.pattern(shade));
            canvas.text("start soft beside", x, y + 13.0, text);
        }
        (LINE + 4.0) * self.legend.len().div_ceil(columns) as f64
    }

    fn draw_row(&self, canvas: &mut Canvas, row: &Row, y: f64) -> f64 {
        let bar = canvas.lines("start strong", 0.0, y + 13.0, &row.label) - 8.0;
        let shares = match &row.shown {
            Ok(shares) => shares,
            Err(reason) => return canvas.lines("start soft withheld", 0.0, bar + 12.0, reason) - 12.0,
        };
        let mut x = 0.0;
        for (index, share) in shares.iter().enumerate().filter(|(_, share)| **share > 0.0) {
            let shade = self.shade(index);
            let class = format!("part shade-{}", shade + 1);
            canvas.rectangle(&class, (x, bar), (100.0 * share, BAR), &self.pattern(shade));
            if *share >= LEGIBLE {
                let middle = x + 50.0 * share;
                let class = format!("middle small on-shade-{}", shade + 1);
                canvas.text(&class, middle, bar + BAR / 2.0 + 4.5, &self.numbers.share(*share));
            }
            x += 100.0 * share;
        }
        canvas.lines("start small soft", 0.0, bar + BAR + 15.0, &row.note) - LINE + 4.0
    }

    /// The shade of a part: five of them are spread over all parts.
    fn shade(&self, index: usize) -> usize {
        match self.legend.len() {
            0 | 1 => PATTERNS.len() - 1,
            parts => (index * (PATTERNS.len() - 1) + (parts - 1) / 2) / (parts - 1),
        }
    }

    fn pattern(&self, shade: usize) -> String {
        format!("{}-shade-{}", self.caption.id, shade + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(parts: usize, shown: Result<Vec<f64>, String>) -> String {
        let chart = Stacked {
            caption: Caption { id: "dimensions", title: "Pytania", description: "Opis." },
            numbers: Numbers::of(&"pl".parse().unwrap()),
            legend: (1..=parts).map(|part| format!("część {part}")).collect(),
            rows: vec![Row { label: "Czas".to_owned(), shown, note: "n = 208".to_owned() }],
        };
        chart.draw()
    }

    #[test]
    fn a_bar_has_a_part_for_each_share_that_there_is() {
        let svg = chart(5, Ok(vec![0.02, 0.0, 0.1, 0.4, 0.48]));
        let bar = svg.split("część 5").nth(1).unwrap();
        assert_eq!(bar.matches("<rect class=\"part").count(), 4, "{svg}");
        assert!(bar.contains("48,0%") && !bar.contains("10,0%"), "{svg}");
        assert!(bar.contains("n = 208"), "{svg}");
        for shade in 1..=5 {
            assert_eq!(svg.matches(&format!("id=\"dimensions-shade-{shade}\"")).count(), 1, "{svg}");
        }
    }

    #[test]
    fn the_worst_and_the_best_have_the_same_shade_on_every_scale() {
        for parts in 2..=11 {
            let svg = chart(parts, Ok(vec![1.0 / parts as f64; parts]));
            let bar = svg.split(&format!("część {parts}")).nth(1).unwrap();
            let first = bar.find("shade-1").unwrap();
            assert!(first < bar.find("shade-5").unwrap(), "{parts}: {svg}");
        }
    }

    #[test]
    fn a_withheld_bar_says_why() {
        let svg = chart(5, Err("za mało odpowiedzi".to_owned()));
        assert!(svg.contains("za mało odpowiedzi") && !svg.contains("n = 208"), "{svg}");
    }
}
