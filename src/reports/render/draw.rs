//! The charts of a report, drawn in one language. Each stands above a table that says the same.

use crate::reports::charts::{Caption, Estimate, intervals, quadrant, stacked, trend};
use crate::reports::render::speech::Speech;
use crate::survey::figures::Proportion;
use crate::survey::report::{Bar, Cell, Chart, Drawing, Mark, Phrase, Term};
use crate::survey::trend::Point;

/// Draws a chart as SVG; the id is that of no other one on the page.
pub fn draw(chart: &Chart, id: &str, speech: &Speech) -> String {
    let (title, description) = (speech.heading(&chart.title).text, speech.line(&chart.summary));
    let caption = Caption { id, title: &title, description: &description };
    match &chart.drawing {
        Drawing::Distributions { legend, bars } => distributions(caption, legend, bars, speech),
        Drawing::Quadrant { marks, center } => importance(caption, marks, *center, speech),
        Drawing::Trend(points) => over_time(caption, points, speech),
        Drawing::Shares { rows, reference } => shares(caption, rows, *reference, speech),
    }
}

fn distributions(caption: Caption<'_>, legend: &[Phrase], bars: &[Bar], speech: &Speech) -> String {
    let numbers = speech.numbers;
    let legend = legend.iter().map(|phrase| speech.line(phrase)).collect();
    let rows = bars.iter().map(|bar| {
        let n: u64 = bar.counts.iter().sum();
        let shares = bar.counts.iter().map(|count| *count as f64 / n.max(1) as f64);
        let positive = |share| speech.filled(speech.words.term(Term::PositiveOf), &[Cell::Share(share)]);
        let note = bar.positive.map_or_else(|| numbers.size(n), positive);
        stacked::Row { label: speech.heading(&bar.name).text, shown: Ok(shares.collect()), note }
    });
    stacked::Stacked { caption, numbers, legend, rows: rows.collect() }.draw()
}

fn importance(caption: Caption<'_>, marks: &[Mark], center: (f64, f64), speech: &Speech) -> String {
    let points = marks.iter().map(|mark| quadrant::Point {
        label: speech.heading(&mark.name).text,
        performance: mark.performance.share,
        importance: mark.importance.share,
    });
    let corners = [Term::ImproveFirst, Term::KeepUp, Term::ImproveLater, Term::GoodEnough];
    quadrant::Quadrant {
        caption,
        performance: speech.words.term(Term::SharePositive),
        importance: speech.words.term(Term::Importance),
        corners: corners.map(|corner| speech.words.term(corner)),
        center,
        points: points.collect(),
    }
    .draw()
}

fn over_time(caption: Caption<'_>, points: &[Point], speech: &Speech) -> String {
    let numbers = speech.numbers;
    let points = points.iter().map(|point| {
        let (label, year) = numbers.short_period(&point.period);
        let limits = point.limits;
        trend::Point {
            label,
            year,
            shown: point.positive.map(estimate),
            limits: limits.map(|it| trend::Limits { center: it.center, low: it.low, high: it.high }),
            signal: !point.signals.is_empty(),
            new_version: point.version_mark.is_some(),
        }
    });
    let legend = trend::Legend {
        share: speech.words.term(Term::LegendShare),
        limits: speech.words.term(Term::LegendLimits),
        signal: speech.words.term(Term::LegendSignal),
        version: speech.words.term(Term::LegendVersion),
        withheld: speech.words.term(Term::LegendWithheld),
    };
    trend::Trend { caption, numbers, points: points.collect(), legend }.draw()
}

fn shares(
    caption: Caption<'_>,
    rows: &[(Phrase, Result<Proportion, Term>)],
    reference: Option<(Term, Proportion)>,
    speech: &Speech,
) -> String {
    let rows = rows.iter().map(|(name, share)| intervals::Row {
        label: speech.heading(name).text,
        shown: share.map(estimate).map_err(|absent| speech.term(absent)),
    });
    let reference = reference.map(|(name, share)| {
        let label = speech.filled(speech.words.term(Term::Labelled), &[Cell::term(name), Cell::Share(share)]);
        intervals::Reference { label, share: share.share }
    });
    intervals::Intervals { caption, numbers: speech.numbers, rows: rows.collect(), reference }.draw()
}

fn estimate(share: Proportion) -> Estimate {
    Estimate { share: share.share, low: share.low, high: share.high, n: share.of }
}
