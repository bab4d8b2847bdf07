//! Importance against performance: a square of four parts, with numbers in it that the list below explains.

use crate::reports::charts::canvas::{Canvas, Caption, LINE};
use crate::reports::charts::scale::Scale;

/// The height of the square.
const PLOT: f64 = 300.0;
/// The radius of a disc with one number.
const RADIUS: f64 = 11.0;
/// How near to each other two discs hide one another: in hundredths of the width, and in the unit of the height.
const NEAR: (f64, f64) = (3.0, 14.0);
/// The room for the names of the axes.
const LEFT: f64 = 4.0;

/// Importance against performance.
#[derive(Debug)]
pub struct Quadrant<'a> {
    /// What the chart is called.
    pub caption: Caption<'a>,
    /// The name of the axis across, worse to better.
    pub performance: &'a str,
    /// The name of the axis upwards, less to more important.
    pub importance: &'a str,
    /// What the four parts mean: important and weak, important and strong, unimportant and weak, unimportant and strong.
    pub corners: [&'a str; 4],
    /// Where the four parts meet: performance and importance.
    pub center: (f64, f64),
    /// What stands in it; the first has the number 1.
    pub points: Vec<Point>,
}

/// Something that has an importance and a performance.
#[derive(Debug, Clone)]
pub struct Point {
    /// What it is, with its figures in words.
    pub label: String,
    /// How well it is done, in any unit.
    pub performance: f64,
    /// How much it matters, in any unit.
    pub importance: f64,
}

impl Quadrant<'_> {
    /// Draws it.
    pub fn draw(&self) -> String {
        let across = Scale::around(self.points.iter().map(|point| point.performance).chain([self.center.0]));
        let upwards = Scale::around(self.points.iter().map(|point| point.importance).chain([self.center.1]));
        let mut plot = Canvas::default();
        plot.rectangle("frame", (0.0, 0.0), (100.0, PLOT), "");
        let (x, y) = (across.place(self.center.0), PLOT * (100.0 - upwards.place(self.center.1)) / 100.0);
        plot.line("center", (x, 0.0), (x, PLOT));
        plot.line("center", (0.0, y), (100.0, y));
        let [weak, strong, idle, surplus] = self.corners;
        plot.text("start small soft", 2.0, 16.0, weak);
        plot.text("end small soft", 98.0, 16.0, strong);
        plot.text("start small soft", 2.0, PLOT - 8.0, idle);
        plot.text("end small soft", 98.0, PLOT - 8.0, surplus);
        let places = self
            .points
            .iter()
            .map(|point| (across.place(point.performance), PLOT * (100.0 - upwards.place(point.importance)) / 100.0));
        for ((x, y), numbers) in discs(places) {
            plot.disc("numbered", x, y, RADIUS + 6.0 * (numbers.len() - 1) as f64);
            plot.text("middle small on-dot", x, y + 4.5, &numbers.join(", "));
        }
        let mut canvas = Canvas::default();
        canvas.text("start small soft", LEFT, 12.0, &format!("↑ {}", self.importance));
        canvas.inset(LEFT, LINE, 100.0 - LEFT, PLOT, plot);
        canvas.text("end small soft", 100.0, LINE + PLOT + 16.0, &format!("{} →", self.performance));
        let mut y = LINE + PLOT + 2.5 * LINE;
        for (index, point) in self.points.iter().enumerate() {
            y = canvas.lines("start soft", LEFT, y, &format!("{}. {}", index + 1, point.label)) + 2.0;
        }
        canvas.finish(&self.caption, "quadrant", y)
    }
}

/// The discs and the numbers in them: those that would hide each other are one.
fn discs(places: impl Iterator<Item = (f64, f64)>) -> Vec<((f64, f64), Vec<String>)> {
    let mut discs: Vec<((f64, f64), Vec<String>)> = Vec::new();
    for (number, (x, y)) in (1..).zip(places) {
        let near = |((other_x, other_y), _): &&mut ((f64, f64), Vec<String>)| {
            (x - *other_x).abs() < NEAR.0 && (y - *other_y).abs() < NEAR.1
        };
        match discs.iter_mut().find(near) {
            Some((_, numbers)) => numbers.push(number.to_string()),
            None => discs.push(((x, y), vec![number.to_string()])),
        }
    }
    discs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_disc_hides_another() {
        let places = [(20.0, 50.0), (80.0, 50.0), (21.0, 52.0), (21.0, 90.0)];
        let found: Vec<String> = discs(places.into_iter()).iter().map(|(_, numbers)| numbers.join(", ")).collect();
        assert_eq!(found, ["1, 3", "2", "4"]);
    }

    #[test]
    fn every_point_has_its_number_and_its_name() {
        let point = |label: &str, performance, importance| Point { label: label.to_owned(), performance, importance };
        let chart = Quadrant {
            caption: Caption { id: "quadrant", title: "Ważność i ocena", description: "Opis." },
            performance: "ocena",
            importance: "ważność",
            corners: ["poprawić najpierw", "utrzymać", "obserwować", "wystarcza"],
            center: (0.8, 0.3),
            points: vec![point("Czas", 0.6, 0.5), point("Uprzejmość", 0.9, 0.4), point("Godziny", 0.7, 0.1)],
        };
        let svg = chart.draw();
        for wanted in ["1. Czas", "2. Uprzejmość", "3. Godziny", "poprawić najpierw", "ważność", "ocena"] {
            assert!(svg.contains(wanted), "{wanted}: {svg}");
        }
        assert_eq!(svg.matches("class=\"numbered\"").count(), 3);
    }
}
