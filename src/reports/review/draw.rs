//! The figures of a review, drawn in one language. Each stands above a table that says the same.

use crate::reports::charts::{Caption, Estimate, intervals, quadrant, stacked, trend};
use crate::reports::review::speech::Speech;
use crate::survey::figures::Proportion;
use crate::survey::review::{Bar, Chart, Mark, PartId, Phrase, Term};
use crate::survey::trend::Point;

/// Draws one of a part's figures as SVG.
pub fn draw(chart: &Chart, part: PartId, place: usize, speech: &Speech) -> String {
    let id = format!("{}-figure-{}", part.as_str(), place + 1);
    let title = format!("{}. {}", part.as_str(), speech.words.title(part));
    let description = speech.term(match chart {
        Chart::Distributions { .. } => Term::DistributionsFigure,
        Chart::Quadrant { .. } => Term::QuadrantFigure,
        Chart::Trend(_) => Term::TrendFigure,
        Chart::Shares { .. } => Term::SharesFigure,
    });
    let caption = Caption { id: &id, title: &title, description };
    match chart {
        Chart::Distributions { legend, rows } => distributions(caption, legend, rows, speech),
        Chart::Quadrant { marks, center } => importance(caption, marks, *center, speech),
        Chart::Trend(points) => over_time(caption, points, speech),
        Chart::Shares { rows, whole } => shares(caption, rows, *whole, speech),
    }
}

fn distributions(caption: Caption<'_>, legend: &[Phrase], rows: &[Bar], speech: &Speech) -> String {
    let numbers = speech.numbers;
    let legend = legend.iter().map(|phrase| speech.line(phrase)).collect();
    let rows = rows.iter().map(|row| {
        let n: u64 = row.counts.iter().sum();
        let shares = row.counts.iter().map(|count| *count as f64 / n.max(1) as f64);
        stacked::Row { label: speech.line(&row.name), shown: Ok(shares.collect()), note: numbers.size(n) }
    });
    stacked::Stacked { caption, numbers, legend, rows: rows.collect() }.draw()
}

fn importance(caption: Caption<'_>, marks: &[Mark], center: (f64, f64), speech: &Speech) -> String {
    // The table below says what the codes mean.
    let label = |name: &Phrase| speech.phrase(name).code.unwrap_or_else(|| speech.line(name));
    let points = marks.iter().map(|mark| quadrant::Point {
        label: label(&mark.name),
        performance: mark.performance.share,
        importance: mark.importance.share,
    });
    let corners = [Term::ImproveFirst, Term::KeepUp, Term::ImproveLater, Term::GoodEnough];
    quadrant::Quadrant {
        caption,
        performance: speech.term(Term::SharePositive),
        importance: speech.term(Term::Importance),
        corners: corners.map(|corner| speech.term(corner)),
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
        share: speech.term(Term::LegendShare),
        limits: speech.term(Term::LegendLimits),
        signal: speech.term(Term::LegendSignal),
        version: speech.term(Term::LegendVersion),
        withheld: speech.term(Term::LegendWithheld),
    };
    trend::Trend { caption, numbers, points: points.collect(), legend }.draw()
}

fn shares(
    caption: Caption<'_>,
    rows: &[(Phrase, Result<Proportion, Term>)],
    whole: Option<Proportion>,
    speech: &Speech,
) -> String {
    let rows = rows.iter().map(|(name, share)| intervals::Row {
        label: speech.line(name),
        shown: share.map(estimate).map_err(|absent| speech.term(absent).to_owned()),
    });
    let reference = whole.map(|whole| {
        let label = format!("{} {}", speech.term(Term::WholeOffice), speech.share(&whole).join(" "));
        intervals::Reference { label, share: whole.share }
    });
    intervals::Intervals { caption, numbers: speech.numbers, rows: rows.collect(), reference }.draw()
}

fn estimate(share: Proportion) -> Estimate {
    Estimate { share: share.share, low: share.low, high: share.high, n: share.of }
}
