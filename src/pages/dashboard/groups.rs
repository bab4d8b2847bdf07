//! Who answered, and how: by channel, site and language, and by every question that is marked as a segment. These
//! tables are frozen when a quarter is over, one at a time, and never crossed.

use crate::pages::dashboard::departments::summary;
use crate::pages::dashboard::lens::Lens;
use crate::pages::dashboard::selection::Selection;
use crate::pages::dashboard::table::{Files, Holding, MOST_ROWS, Section};
use crate::pages::shared::{Row, Table, estimate, fill};
use crate::reports::charts::Caption;
use crate::reports::charts::intervals::{self, Intervals, Reference};
use crate::survey::codes::QuestionCode;
use crate::survey::disclosure::Dimension;
use crate::survey::figures::{Group, GroupBy, Key, Proportion, Record, Results, UnknownName, results};
use crate::survey::period::{Period, Unit};

/// The name of the section.
const ID: &str = "groups";

/// The section about all dimensions: those of which something is told, and a sentence about the others.
///
/// # Errors
/// As [`results`].
pub fn section(
    selection: &Selection,
    lens: &Lens,
    record: &Record,
    period: &Period,
    question: (&QuestionCode, &str),
) -> Result<Section, UnknownName> {
    let words = &lens.words.groups;
    let (mut parts, mut untold, mut closed) = (Vec::new(), Vec::new(), true);
    if period.whole_parts(Unit::Quarter).is_none() {
        return Ok(Section::in_words(ID, &words.title, words.quarters.clone()));
    }
    for (dimension, title) in dimensions(selection, lens) {
        let query = selection.query(period, GroupBy::Dimension(dimension), vec![question.0.clone()]);
        let figures = results(&query, record)?;
        closed = figures.closed;
        let holding = Holding::GroupBy(query.group_by.as_str().to_owned());
        let files = Files { question: question.0.to_string(), ..selection.files(period, holding) };
        match part(lens, &title, &figures, files) {
            Some(part) => parts.push(part),
            None => untold.push(title),
        }
    }
    if parts.is_empty() && !closed {
        return Ok(Section::in_words(ID, &words.title, words.open.clone()));
    }
    let mut notes = Vec::new();
    if !parts.is_empty() {
        notes.push(fill(&words.lead, &[("question", question.1)]));
    }
    if !untold.is_empty() {
        notes.push(lens.with_k(&fill(&words.untold, &[("list", &untold.join("; "))])));
    }
    Ok(Section { id: ID.to_owned(), title: words.title.clone(), notes, parts, ..Section::default() })
}

/// What people may be told apart by, with its name.
fn dimensions(selection: &Selection, lens: &Lens) -> Vec<(Dimension, String)> {
    let words = &lens.words.groups;
    let mut all = vec![
        (Dimension::Channel, words.channel.clone()),
        (Dimension::Site, words.site.clone()),
        (Dimension::Language, words.language.clone()),
    ];
    for question in selection.versions.iter().rev().flat_map(|version| &version.questionnaire.questions) {
        let dimension = Dimension::Question(question.code.clone());
        if question.segment && !all.iter().any(|(known, _)| *known == dimension) {
            all.push((dimension, fill(&words.by, &[("question", lens.text(&question.text))])));
        }
    }
    all
}

/// The part about one dimension; none: nothing of it is told.
fn part(lens: &Lens, title: &str, figures: &Results, files: Files) -> Option<Section> {
    let words = &lens.words.groups;
    let mut shown: Vec<(&str, Proportion)> =
        figures.groups.iter().filter_map(|group| Some((lens.text(&group.label), positive(group)?))).collect();
    if shown.is_empty() {
        return None;
    }
    let mut notes = Vec::new();
    if let (Some(n), Some(all)) = (figures.coverage.in_cuts, figures.coverage.n)
        && n < all
    {
        let (n, all) = (lens.numbers.count(n), lens.numbers.count(all));
        notes.push(fill(&words.covered, &[("n", &n), ("all", &all)]));
    }
    if figures.groups.iter().any(|group| matches!(group.key, Key::Category(_, None))) {
        notes.push(words.together.clone());
    }
    if shown.len() > MOST_ROWS {
        shown.sort_by_key(|(_, share)| std::cmp::Reverse(share.of));
        shown.truncate(MOST_ROWS);
        notes.push(fill(&lens.words.largest, &[("count", &MOST_ROWS.to_string())]));
    }
    let Holding::GroupBy(dimension) = &files.holding else { return None };
    let id = format!("group-{dimension}");
    let period = lens.numbers.period(&figures.period);
    let total = figures.total.questions.first().and_then(|figures| figures.positive);
    let chart = Intervals {
        caption: Caption {
            id: &format!("{id}-chart"),
            title: &fill(&words.chart, &[("title", title), ("period", &period)]),
            description: &summary(lens, &lens.words.departments.summary, &shown, figures.groups.len()),
        },
        numbers: lens.numbers,
        rows: shown
            .iter()
            .map(|(label, share)| intervals::Row { label: (*label).to_owned(), shown: Ok(estimate(share)) })
            .collect(),
        reference: total
            .map(|share| Reference { label: lens.with_share(&words.reference, &share), share: share.share }),
    };
    Some(Section {
        chart: Some(chart.draw()),
        table: Some(table(lens, &figures.groups)),
        id,
        title: title.to_owned(),
        notes,
        files: Some(files),
        ..Section::default()
    })
}

fn positive(group: &Group) -> Option<Proportion> {
    group.questions.first()?.positive
}

fn table(lens: &Lens, groups: &[Group]) -> Table {
    let columns = &lens.words.columns;
    let heads = [&lens.words.groups.category, &columns.n, &columns.positive, &columns.interval, &columns.certainty];
    let rows = groups.iter().map(|group| Row {
        head: lens.text(&group.label).to_owned(),
        code: match &group.key {
            Key::Category(_, Some(category)) => category.clone(),
            _ => String::new(),
        },
        cells: lens.share_cells(positive(group).as_ref(), group.withheld.is_some()),
    });
    Table { columns: heads.map(Clone::clone).into(), rows: rows.collect() }
}
