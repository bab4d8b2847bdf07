//! What speaks against some responses, how many those are, and whether the headline would be another without them.
//! Nothing is ever dropped.

use crate::pages::dashboard::lens::Lens;
use crate::pages::dashboard::selection::Selection;
use crate::pages::dashboard::table::{Files, Holding, Section};
use crate::pages::shared::{Row, Table, estimate, fill};
use crate::reports::charts::Caption;
use crate::reports::charts::intervals::{self, Intervals};
use crate::survey::codes::QuestionCode;
use crate::survey::disclosure::Dimension;
use crate::survey::figures::{GroupBy, Record, Results, UnknownName, results};
use crate::survey::flags::{FLAGGED, UNFLAGGED};
use crate::survey::misuse::WithAndWithout;
use crate::survey::period::{Period, Unit};

/// The name of the section.
const ID: &str = "misuse";

/// The section about flags.
///
/// # Errors
/// As [`results`].
pub fn section(
    selection: &Selection,
    lens: &Lens,
    record: &Record,
    period: &Period,
    question: &QuestionCode,
) -> Result<Section, UnknownName> {
    let words = &lens.words.misuse;
    let query = selection.query(period, GroupBy::Dimension(Dimension::Flags), vec![question.clone()]);
    let figures = results(&query, record)?;
    let mut section = Section::in_words(ID, &words.title, words.lead.clone());
    section.notes.push(counts(lens, &figures));
    if figures.coverage.flags.is_empty() {
        return Ok(section);
    }
    match WithAndWithout::of(&figures, question) {
        Some(told) => {
            let files = selection.files(period, Holding::GroupBy(Dimension::Flags.as_str().to_owned()));
            section.files = Some(Files { question: question.to_string(), ..files });
            show(lens, &mut section, &lens.numbers.period(&figures.period), &told);
        }
        None if period.whole_parts(Unit::Quarter).is_none() => section.notes.push(words.quarters.clone()),
        None if !figures.closed => section.notes.push(words.open.clone()),
        None => section.notes.push(lens.with_k(&words.untold)),
    }
    Ok(section)
}

/// How many responses carry each flag.
fn counts(lens: &Lens, figures: &Results) -> String {
    let words = &lens.words.misuse;
    if figures.coverage.flags.is_empty() {
        return words.none.clone();
    }
    let each = |(flag, n)| format!("{}: {}", words.flag(flag), lens.numbers.count(n));
    let counted: Vec<String> = figures.coverage.flags.iter().map(|(flag, n)| each((*flag, *n))).collect();
    fill(&words.counts, &[("list", &counted.join("; "))])
}

fn show(lens: &Lens, section: &mut Section, period: &str, told: &WithAndWithout) {
    let words = &lens.words.misuse;
    let rows = [
        ("all", &words.all, &told.all),
        (UNFLAGGED, &words.unflagged, &told.unflagged),
        (FLAGGED, &words.flagged, &told.flagged),
    ];
    let points = lens.numbers.points(told.unflagged.share - told.all.share);
    section.notes.push(fill(&words.difference, &[("points", &points)]));
    let chart = Intervals {
        caption: Caption {
            id: "misuse-chart",
            title: &fill(&words.chart, &[("period", period)]),
            description: &lens.with_share(&words.summary, &told.unflagged),
        },
        numbers: lens.numbers,
        rows: rows
            .iter()
            .map(|(_, label, share)| intervals::Row { label: (*label).clone(), shown: Ok(estimate(share)) })
            .collect(),
        reference: None,
    };
    section.chart = Some(chart.draw());
    let columns = &lens.words.columns;
    let heads = [&words.part, &columns.n, &columns.positive, &columns.interval, &columns.certainty];
    let rows = rows.into_iter().map(|(code, label, share)| Row {
        head: label.clone(),
        code: code.to_owned(),
        cells: lens.share_cells(Some(share), false),
    });
    section.table = Some(Table { columns: heads.map(Clone::clone).into(), rows: rows.collect() });
}
