//! Departments side by side.

use crate::pages::dashboard::lens::Lens;
use crate::pages::dashboard::table::{Files, Section};
use crate::pages::shared::{Row, Table, estimate, fill};
use crate::reports::charts::Caption;
use crate::reports::charts::intervals::{self, Intervals, Reference};
use crate::survey::codes::QuestionCode;
use crate::survey::comparison::Comparison;
use crate::survey::disclosure::Withheld;
use crate::survey::figures::{Group, Proportion};

/// The section about departments, of a comparison by department.
pub fn section(lens: &Lens, question: &QuestionCode, comparison: &Comparison, files: Files) -> Section {
    let words = &lens.words.departments;
    let groups = &comparison.period.groups;
    let positive = |group: &Group| group.question(question).and_then(|figures| figures.positive);
    let rows = groups.iter().map(|group| intervals::Row {
        label: lens.text(&group.label).to_owned(),
        shown: positive(group).as_ref().map(estimate).ok_or_else(|| lens.why(group.why_untold(question))),
    });
    let whole = positive(&comparison.period.total);
    let reference = whole
        .filter(|_| comparison.period.groups.len() > 1)
        .map(|share| Reference { label: lens.with_share(&words.reference, &share), share: share.share });
    let period = lens.numbers.period(&comparison.period.period);
    let shown: Vec<(&str, Proportion)> =
        groups.iter().filter_map(|group| Some((lens.text(&group.label), positive(group)?))).collect();
    let chart = Intervals {
        caption: Caption {
            id: "departments-chart",
            title: &fill(&words.chart, &[("period", &period)]),
            description: &summary(lens, &words.summary, &shown, (shown.len(), groups.len())),
        },
        numbers: lens.numbers,
        rows: rows.collect(),
        reference,
    };
    Section {
        id: "departments".to_owned(),
        title: words.title.clone(),
        notes: vec![words.lead.clone()],
        chart: Some(chart.draw()),
        table: Some(table(lens, question, comparison)),
        files: Some(files),
        ..Section::default()
    }
}

/// What a chart shows in a sentence: so many of so many, and the highest and the lowest of the shares that may be held
/// against each other.
pub fn summary(lens: &Lens, text: &str, compared: &[(&str, Proportion)], (shown, all): (usize, usize)) -> String {
    let by_share = |left: &&(&str, Proportion), right: &&(&str, Proportion)| left.1.share.total_cmp(&right.1.share);
    let named = |found: Option<&(&str, Proportion)>| {
        found.map_or_else(|| "–".to_owned(), |(name, share)| lens.named_share(name, share))
    };
    let parts = [
        ("shown", shown.to_string()),
        ("all", all.to_string()),
        ("best", named(compared.iter().max_by(by_share))),
        ("worst", named(compared.iter().min_by(by_share))),
    ];
    fill(text, &parts.each_ref().map(|(name, part)| (*name, part.as_str())))
}

fn table(lens: &Lens, question: &QuestionCode, comparison: &Comparison) -> Table {
    let columns = &lens.words.columns;
    let heads = [
        &columns.department,
        &columns.n,
        &columns.positive,
        &columns.interval,
        &columns.certainty,
        &columns.change,
        &columns.verdict,
    ];
    let rows = comparison.period.groups.iter().zip(&comparison.groups).map(|(group, compared)| {
        let cells = group.question(question).and_then(|figures| figures.positive).map(|share| {
            let [change, verdict] = lens.change(compared.questions.iter().find(|it| it.code == *question));
            vec![
                lens.numbers.count(share.of),
                lens.numbers.share(share.share),
                lens.interval(&share),
                lens.words.certainty_short.of(share.certainty()).to_owned(),
                change,
                verdict,
            ]
        });
        Row {
            head: lens.text(&group.label).to_owned(),
            code: group.key.parts().1.unwrap_or_default(),
            cells: cells.ok_or_else(|| reason(lens, group.why_untold(question))),
        }
    });
    Table { columns: heads.map(Clone::clone).into(), rows: rows.collect() }
}

fn reason(lens: &Lens, withheld: Option<Withheld>) -> String {
    match withheld {
        Some(Withheld::FewerThanK) => lens.with_k(&lens.words.withheld.in_pool),
        other => lens.why(other),
    }
}
