//! Figures on the wire: what the answers to inquiries share beside the figures themselves.

use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use crate::survey::codes::SurveySlug;
use crate::survey::definitions;
use crate::survey::figures::{Coverage, Filters, Group, Results};
use crate::survey::period::Period;

/// A period, as it was asked for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AskedPeriod)]
pub struct PeriodView {
    /// Its name.
    #[schema(example = "2026-Q3")]
    label: String,
    /// Its first day.
    from: Date,
    /// Its last day.
    to: Date,
    /// Whether all of it is closed.
    closed: bool,
}

/// Results for a period.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Results)]
pub struct ResultsView<'a> {
    /// The survey's slug.
    survey: &'a SurveySlug,
    /// The edition of the definitions that the figures are computed by, see `/definitions`.
    definitions: u32,
    /// The period.
    period: PeriodView,
    /// What they are limited to.
    filters: &'a Filters,
    /// Which responses the figures rest on.
    coverage: &'a Coverage,
    /// One group for each part.
    groups: &'a [Group],
    /// Everything that was selected.
    total: &'a Group,
}

impl PeriodView {
    /// A period that is closed or not.
    pub fn new(period: &Period, closed: bool) -> Self {
        Self { label: period.label().to_owned(), from: period.first(), to: period.last(), closed }
    }
}

impl<'a> From<&'a Results> for ResultsView<'a> {
    fn from(results: &'a Results) -> Self {
        Self {
            survey: &results.survey,
            definitions: definitions::IN_FORCE.number,
            period: PeriodView::new(&results.period, results.closed),
            filters: &results.filters,
            coverage: &results.coverage,
            groups: &results.groups,
            total: &results.total,
        }
    }
}
