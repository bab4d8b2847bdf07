//! A share over time: its line with the interval as a band, control limits, n under the axis, and what happened.
//!
//! A period that is withheld is a gap, never a bridge. A signal is a diamond, whatever its colour.

use crate::reports::charts::canvas::{Canvas, Caption, Short};
use crate::reports::charts::estimate::Estimate;
use crate::reports::charts::scale::Scale;
use crate::reports::numbers::Numbers;

/// The height of the plot.
const PLOT: f64 = 220.0;
/// How much of the width the figures of the axis have.
const MARGIN: f64 = 15.0;
/// More points than these have their names on two lines, in turn.
const ON_ONE_LINE: usize = 6;
/// More points than these have smaller names.
const ROOMY: usize = 9;
/// The most points that have a name and an n below them; of more, only some have.
const NAMED: usize = 14;
const DIAMOND: &str = "M0 -8L8 0L0 8L-8 0z";
const CROSS: &str = "M-4 -4L4 4M-4 4L4 -4";
const FLAG: &str = "M0 0h9l-3 4l3 4h-9z";

/// A share over time.
#[derive(Debug)]
pub struct Trend<'a> {
    /// What the chart is called.
    pub caption: Caption<'a>,
    /// How figures are written.
    pub numbers: &'a Numbers,
    /// The points, in order.
    pub points: Vec<Point>,
    /// What its shapes mean, in words.
    pub legend: Legend<'a>,
}

/// What the shapes of a trend mean.
#[derive(Debug, Clone, Copy)]
pub struct Legend<'a> {
    /// A point, and the band around it.
    pub share: &'a str,
    /// The limits.
    pub limits: &'a str,
    /// A signal.
    pub signal: &'a str,
    /// The flag of a new version.
    pub version: &'a str,
    /// A gap.
    pub withheld: &'a str,
}

/// One period.
#[derive(Debug, Clone)]
pub struct Point {
    /// Its short name.
    pub label: String,
    /// The year it is in, or whatever stands once below several names; may be empty.
    pub year: String,
    /// Its share; none: it is withheld.
    pub shown: Option<Estimate>,
    /// The limits within which chance moves it.
    pub limits: Option<Limits>,
    /// Whether a rule of the control chart fired.
    pub signal: bool,
    /// Whether another version of the questionnaire begins here.
    pub new_version: bool,
}

/// Control limits, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// The center line.
    pub center: f64,
    /// The lower limit.
    pub low: f64,
    /// The upper limit.
    pub high: f64,
}

impl Trend<'_> {
    /// Draws it.
    pub fn draw(&self) -> String {
        let limits = self.points.iter().filter_map(|point| point.limits).flat_map(|limits| [limits.low, limits.high]);
        let shown = self.points.iter().filter_map(|point| point.shown);
        let scale = Scale::of_shares(shown.flat_map(|estimate| [estimate.low, estimate.high]).chain(limits));
        let mut canvas = Canvas::default();
        let top = self.draw_legend(&mut canvas) + 12.0;
        for mark in scale.marks() {
            let y = top + down(&scale, mark);
            canvas.text("end small soft", MARGIN - 2.0, y + 4.0, &self.numbers.whole_share(mark));
            canvas.line("grid", (MARGIN, y), (100.0, y));
        }
        canvas.inset(MARGIN, top, 100.0 - MARGIN, PLOT, self.plot(&scale));
        let height = self.draw_axis(&mut canvas, top + PLOT);
        canvas.finish(&self.caption, "trend", height)
    }

    fn draw_legend(&self, canvas: &mut Canvas) -> f64 {
        let any = |has: fn(&Point) -> bool| self.points.iter().any(has);
        let mut y = 10.0;
        let mut entry = |wanted: bool, mark: &dyn Fn(&mut Canvas, f64), text: &str| {
            if wanted {
                mark(canvas, y);
                y = canvas.lines("start small soft beside", 0.0, y + 4.5, text) - 2.5;
            }
        };
        let share = |canvas: &mut Canvas, y: f64| {
            canvas.mark("band", 0.0, y, "M0 -7h22v14h-22z");
            canvas.mark("trace", 0.0, y, "M0 0h22");
            canvas.mark("dot", 0.0, y, "M15.5 0a4.5 4.5 0 1 1-9 0a4.5 4.5 0 1 1 9 0");
        };
        let limits = |canvas: &mut Canvas, y: f64| {
            canvas.mark("limit", 0.0, y, "M0 -5h22M0 5h22");
            canvas.mark("center", 0.0, y, "M0 0h22");
        };
        entry(true, &share, self.legend.share);
        entry(any(|point| point.limits.is_some()), &limits, self.legend.limits);
        let signal = |canvas: &mut Canvas, y: f64| canvas.mark("signal", 0.0, y, "M11 -8L19 0L11 8L3 0z");
        entry(any(|point| point.signal), &signal, self.legend.signal);
        let version = |canvas: &mut Canvas, y: f64| canvas.mark("flag", 0.0, y, "M6 -6h9l-3 4l3 4h-9zM6 -6v13");
        entry(any(|point| point.new_version), &version, self.legend.version);
        let withheld = |canvas: &mut Canvas, y: f64| canvas.mark("gap", 0.0, y, "M7 -4L15 4M7 4L15 -4");
        entry(any(|point| point.shown.is_none()), &withheld, self.legend.withheld);
        y
    }

    fn plot(&self, scale: &Scale) -> Canvas {
        let mut plot = Canvas::default();
        let (mut bands, mut traces) = (String::new(), String::new());
        for run in self.runs() {
            let place = |(index, estimate): &(usize, Estimate), value: fn(&Estimate) -> f64| {
                format!("{} {}", Short(self.across(*index)), Short(100.0 - scale.place(value(estimate))))
            };
            let upper = run.iter().map(|point| place(point, |estimate| estimate.high));
            let lower = run.iter().rev().map(|point| place(point, |estimate| estimate.low));
            bands += &format!("M{}z", upper.chain(lower).collect::<Vec<_>>().join("L"));
            let line: Vec<String> = run.iter().map(|point| place(point, |estimate| estimate.share)).collect();
            traces += &format!("M{}", line.join("L"));
        }
        let half = 50.0 / self.points.len().max(1) as f64;
        plot.stretched(PLOT, &[("band", bands)]);
        for (index, limits) in self.points.iter().enumerate().filter_map(|(index, point)| Some((index, point.limits?)))
        {
            let (from, to) = (self.across(index) - half, self.across(index) + half);
            for (class, value) in [("limit", limits.low), ("center", limits.center), ("limit", limits.high)] {
                plot.line(class, (from, down(scale, value)), (to, down(scale, value)));
            }
        }
        plot.stretched(PLOT, &[("trace", traces)]);
        for (index, point) in self.points.iter().enumerate() {
            let x = self.across(index);
            if point.new_version {
                plot.line("flag", (x - half, 0.0), (x - half, PLOT));
                plot.mark("flag", x - half, 0.0, FLAG);
            }
            match &point.shown {
                None => plot.mark("gap", x, PLOT - 8.0, CROSS),
                Some(estimate) => {
                    let y = down(scale, estimate.share);
                    plot.line("whisker faint", (x, down(scale, estimate.low)), (x, down(scale, estimate.high)));
                    if point.signal { plot.mark("signal", x, y, DIAMOND) } else { plot.disc("dot", x, y, 4.5) }
                }
            }
        }
        plot
    }

    /// The points that follow each other without a gap.
    fn runs(&self) -> Vec<Vec<(usize, Estimate)>> {
        let mut runs: Vec<Vec<(usize, Estimate)>> = Vec::new();
        for (index, point) in self.points.iter().enumerate() {
            let Some(estimate) = point.shown else { continue };
            match runs.last_mut().filter(|run| run.last().is_some_and(|(last, _)| last + 1 == index)) {
                Some(run) => run.push((index, estimate)),
                None => runs.push(vec![(index, estimate)]),
            }
        }
        runs
    }

    fn draw_axis(&self, canvas: &mut Canvas, y: f64) -> f64 {
        canvas.line("axis", (MARGIN, y), (100.0, y));
        let every = self.points.len().div_ceil(NAMED).max(1);
        let lines = if self.points.len() > ON_ONE_LINE { 2 } else { 1 };
        let size = if self.points.len() > ROOMY { "tiny" } else { "small" };
        let deep = 15.0 * (lines - 1) as f64;
        let (names, years, sizes) = (y + 17.0, y + 35.0 + deep, y + 57.0 + deep);
        canvas.text("end small soft", MARGIN - 2.0, sizes, "n");
        let mut year = "";
        for (place, (index, point)) in self.points.iter().enumerate().step_by(every).enumerate() {
            let x = MARGIN + self.across(index) * (100.0 - MARGIN) / 100.0;
            let lower = 15.0 * (place % lines) as f64;
            canvas.text(&format!("middle {size}"), x, names + lower, &point.label);
            if point.year != year {
                canvas.text("middle small soft", x, years, &point.year);
                year = &point.year;
            }
            let n = point.shown.map_or_else(|| "–".to_owned(), |estimate| self.numbers.count(estimate.n));
            canvas.text(&format!("middle {size} soft"), x, sizes + lower, &n);
        }
        sizes + deep + 8.0
    }

    fn across(&self, index: usize) -> f64 {
        100.0 * (index as f64 + 0.5) / self.points.len().max(1) as f64
    }
}

/// How far down in the plot a share stands, in pixels.
fn down(scale: &Scale, share: f64) -> f64 {
    PLOT * (100.0 - scale.place(share)) / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(share: Option<f64>) -> Point {
        let estimate = |share| Estimate { share, low: share - 0.05, high: share + 0.05, n: 208 };
        Point {
            label: "I kw.".to_owned(),
            year: "2026".to_owned(),
            shown: share.map(estimate),
            limits: None,
            signal: false,
            new_version: false,
        }
    }

    fn draw(points: Vec<Point>) -> String {
        let legend = Legend {
            share: "udział z przedziałem",
            limits: "granice kontrolne",
            signal: "sygnał",
            version: "nowa wersja",
            withheld: "za mało odpowiedzi",
        };
        let caption = Caption { id: "trend", title: "Trend", description: "Opis." };
        Trend { caption, numbers: Numbers::of(&"pl".parse().unwrap()), points, legend }.draw()
    }

    #[test]
    fn a_withheld_period_is_a_gap() {
        let svg = draw(vec![point(Some(0.8)), point(Some(0.82)), point(None), point(Some(0.81)), point(Some(0.83))]);
        let trace = svg.split("class=\"trace\" d=\"").nth(2).unwrap().split('"').next().unwrap();
        assert_eq!(trace.matches('M').count(), 2, "{trace}");
        assert!(svg.contains("za mało odpowiedzi") && svg.contains(CROSS), "{svg}");
        assert_eq!(svg.matches(">208<").count(), 4, "{svg}");
        assert_eq!(svg.matches(">2026<").count(), 1, "{svg}");
    }

    #[test]
    fn only_what_is_there_has_a_legend() {
        let plain = draw(vec![point(Some(0.8))]);
        for absent in ["sygnał", "granice", "nowa wersja", "zbyt mało"] {
            assert!(!plain.contains(absent), "{absent}: {plain}");
        }
        let limits = Some(Limits { center: 0.8, low: 0.7, high: 0.9 });
        let full = draw(vec![Point { limits, signal: true, new_version: true, ..point(Some(0.95)) }]);
        for wanted in ["sygnał", "granice", "nowa wersja", DIAMOND] {
            assert!(full.contains(wanted), "{wanted}: {full}");
        }
    }

    #[test]
    fn many_points_have_few_names() {
        for count in [0, 1, 13, 60] {
            let svg = draw(vec![point(Some(0.8)); count]);
            assert!(svg.matches("I kw.").count() <= NAMED, "{count}");
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        }
    }
}
