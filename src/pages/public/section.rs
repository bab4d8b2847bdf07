//! A part of a page: a chart with the table of the same figures under it. The first of them: departments side by side.

use crate::pages::public::reader::Reader;
use crate::pages::shared::{Row, Table, estimate, fill};
use crate::reports::charts::Caption;
use crate::reports::charts::intervals::{self, Intervals, Reference};
use crate::survey::codes::QuestionCode;
use crate::survey::comparison::{ComparedGroup, Comparison};
use crate::survey::figures::{Group, Proportion};

/// A part of a page.
#[derive(Debug)]
pub struct Section {
    /// A name that no other part of the page has.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// What stands between the heading and the chart.
    pub notes: Vec<String>,
    /// The chart, as SVG.
    pub chart: String,
    /// The table under it.
    pub table: Table,
}

/// The departments, of a comparison by department.
pub fn departments(reader: &Reader, question: &QuestionCode, comparison: &Comparison) -> Section {
    let words = &reader.words.departments;
    let groups = &comparison.period.groups;
    let rows = groups.iter().map(|group| intervals::Row {
        label: reader.text(&group.label).to_owned(),
        shown: positive(group, question)
            .as_ref()
            .map(estimate)
            .ok_or_else(|| reader.reason(group.why_untold(question))),
    });
    let reference = positive(&comparison.period.total, question)
        .map(|share| Reference { label: reader.with_share(&words.reference, &share), share: share.share });
    let shown: Vec<(&str, Proportion)> =
        groups.iter().filter_map(|group| Some((reader.text(&group.label), positive(group, question)?))).collect();
    let period = reader.numbers.period(&comparison.period.period);
    let chart = Intervals {
        caption: Caption {
            id: "departments-chart",
            title: &fill(&words.chart, &[("period", &period)]),
            description: &reader.summary(&shown, (shown.len(), groups.len())),
        },
        numbers: reader.numbers,
        rows: rows.collect(),
        reference,
    };
    let columns = &reader.words.columns;
    let heads =
        [&columns.department, &columns.n, &columns.positive, &columns.interval, &columns.change, &columns.verdict];
    Section {
        id: "departments".to_owned(),
        title: words.title.clone(),
        notes: vec![words.lead.clone()],
        chart: chart.draw(),
        table: Table { columns: heads.map(Clone::clone).into(), rows: department_rows(reader, question, comparison) },
    }
}

fn department_rows(reader: &Reader, question: &QuestionCode, comparison: &Comparison) -> Vec<Row> {
    let pairs = comparison.period.groups.iter().zip(&comparison.groups);
    let row = |(group, compared): (&Group, &ComparedGroup)| {
        let change = reader.change(compared.questions.iter().find(|compared| compared.code == *question));
        let cells = positive(group, question).map(|share| {
            vec![
                reader.numbers.count(share.of),
                reader.numbers.share(share.share),
                reader.interval(&share),
                change.size.unwrap_or_else(|| "–".to_owned()),
                change.verdict,
            ]
        });
        Row {
            head: reader.text(&group.label).to_owned(),
            code: group.key.parts().1.unwrap_or_default(),
            cells: cells.ok_or_else(|| reader.reason(group.why_untold(question))),
        }
    };
    pairs.map(row).collect()
}

fn positive(group: &Group, question: &QuestionCode) -> Option<Proportion> {
    group.question(question)?.positive
}
