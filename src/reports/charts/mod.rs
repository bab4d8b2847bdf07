//! Charts as inline SVG, drawn by the server: for a screen, for paper, and for a reader that says them aloud.
//!
//! Pure drawing: what a figure is, and whether it may be shown, is decided elsewhere. A chart has no style of its own,
//! because a strict policy forbids it: it has classes, and [`STYLE`] is the sheet that knows them.
//! Places across are in per cent, so that a chart fits a telephone and a page of A4 while its letters keep their size.
//! Nothing is told by colour alone, and every chart belongs above a table with the same figures.
//!
//! Start at one chart, [`intervals`], and the paper that all are drawn on, in `canvas`.

mod estimate;
mod canvas;
mod scale;
pub mod intervals;
pub mod stacked;
pub mod trend;
pub mod quadrant;

pub use canvas::Caption;
pub use estimate::Estimate;

/// The style sheet of all charts. It takes the colours of a page's own sheet where there is one.
pub const STYLE: &str = include_str!("charts.css");
