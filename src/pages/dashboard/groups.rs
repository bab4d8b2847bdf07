//! Who answered, and how: by channel, site and language, and by every question that is marked as a segment. People are
//! sorted into classes once, when a period is closed; a site is the sum of its departments.

use std::collections::BTreeMap;

use crate::pages::dashboard::departments::summary;
use crate::pages::dashboard::lens::Lens;
use crate::pages::dashboard::selection::Selection;
use crate::pages::dashboard::table::{Files, Holding, MOST_ROWS, Section};
use crate::pages::shared::{Row, Table, estimate, fill};
use crate::reports::charts::Caption;
use crate::reports::charts::intervals::{self, Intervals, Reference};
use crate::survey::codes::QuestionCode;
use crate::survey::disclosure::{Dimension, Withheld};
use crate::survey::figures::{Group, GroupBy, Proportion, Record, Results, UnknownName, results};
use crate::survey::period::Period;

/// The name of the section.
const ID: &str = "groups";

/// The section about all ways to split people: those of which something is told, and sentences about the others.
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
    let mut parts = Vec::new();
    let mut untold: BTreeMap<Untold, Vec<String>> = BTreeMap::new();
    for (split, title) in splits(selection, lens) {
        let query = selection.query(period, split, vec![question.0.clone()]);
        let holding = Holding::GroupBy(query.group_by.name());
        let files = Files { question: question.0.to_string(), ..selection.files(period, holding) };
        let told = Told { lens, question: question.0, title, figures: results(&query, record)? };
        match told.why() {
            Some(why) => untold.entry(why).or_default().push(told.title),
            None => parts.push(told.part(files)),
        }
    }
    let lead = (!parts.is_empty()).then(|| fill(&words.lead, &[("question", question.1)]));
    let sentences = untold.into_iter().map(|(why, titles)| sentence(lens, why, &titles.join("; ")));
    let notes = lead.into_iter().chain(sentences).collect();
    Ok(Section { id: ID.to_owned(), title: words.title.clone(), notes, parts, ..Section::default() })
}

/// How people may be told apart, each with its name.
fn splits(selection: &Selection, lens: &Lens) -> Vec<(GroupBy, String)> {
    let words = &lens.words.groups;
    let by = |dimension| GroupBy::Classes(vec![dimension]);
    let mut all = vec![
        (by(Dimension::Channel), words.channel.clone()),
        (GroupBy::Site, words.site.clone()),
        (by(Dimension::Language), words.language.clone()),
    ];
    for question in selection.versions.iter().rev().flat_map(|version| &version.questionnaire.questions) {
        let split = by(Dimension::Question(question.code.clone()));
        if question.segment && !all.iter().any(|(known, _)| *known == split) {
            all.push((split, fill(&words.by, &[("question", lens.text(&question.text))])));
        }
    }
    all
}

/// Why a split is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Untold {
    /// Nothing of it is told.
    Withheld(Withheld),
    /// Everybody belongs to one group.
    OneGroup,
}

fn sentence(lens: &Lens, why: Untold, list: &str) -> String {
    let words = &lens.words.groups;
    let text = match why {
        Untold::Withheld(Withheld::NotClosedYet | Withheld::Future) => &words.open,
        Untold::Withheld(Withheld::QuartersOnly) => &words.quarters,
        Untold::Withheld(Withheld::Carried) => &words.carried,
        Untold::Withheld(Withheld::FewerThanK | Withheld::TooAlike) => &words.untold,
        Untold::OneGroup => &words.one_group,
    };
    lens.with_k(&fill(text, &[("list", list)]))
}

/// What is told of one split, for a question.
struct Told<'a> {
    lens: &'a Lens,
    question: &'a QuestionCode,
    title: String,
    figures: Results,
}

impl Told<'_> {
    /// Why nothing is shown; none: something is.
    fn why(&self) -> Option<Untold> {
        let groups = &self.figures.groups;
        if groups.iter().any(|group| group.n.is_some() && group.n == self.figures.total.n) {
            return Some(Untold::OneGroup);
        }
        let told = groups.iter().any(|group| self.positive(group).is_some());
        let why = groups.iter().find_map(|group| group.why_untold(self.question)).unwrap_or(Withheld::FewerThanK);
        (!told).then_some(Untold::Withheld(why))
    }

    /// The part of the section about it.
    fn part(&self, files: Files) -> Section {
        let (mut shown, mut notes) = (self.shown(), self.notes());
        let counts = (shown.len(), self.figures.groups.len());
        // What is told of some people only is held against nothing.
        let whole = shown.iter().filter(|(group, _)| self.partial(group).is_none());
        let compared: Vec<(&str, Proportion)> =
            whole.map(|(group, share)| (self.lens.text(&group.label), *share)).collect();
        let summary = summary(self.lens, &self.lens.words.departments.summary, &compared, counts);
        if shown.len() > MOST_ROWS {
            shown.sort_by_key(|(_, share)| std::cmp::Reverse(share.of));
            shown.truncate(MOST_ROWS);
            notes.push(fill(&self.lens.words.largest, &[("count", &MOST_ROWS.to_string())]));
        }
        let id = format!("group-{}", self.split());
        Section {
            chart: Some(self.draw(&format!("{id}-chart"), &summary, &shown)),
            table: Some(self.table()),
            id,
            title: self.title.clone(),
            notes,
            files: Some(files),
            ..Section::default()
        }
    }

    /// The name of the split.
    fn split(&self) -> String {
        self.figures.groups.first().map(|group| group.key.parts().0).unwrap_or_default()
    }

    /// The groups that have a share.
    fn shown(&self) -> Vec<(&Group, Proportion)> {
        self.figures.groups.iter().filter_map(|group| Some((group, self.positive(group)?))).collect()
    }

    /// What must be said before the figures are read.
    fn notes(&self) -> Vec<String> {
        let (lens, words) = (self.lens, &self.lens.words.groups);
        let (groups, coverage) = (&self.figures.groups, &self.figures.coverage);
        let covered = coverage.in_classes.zip(coverage.n).filter(|(n, all)| n < all).map(|(n, all)| {
            let (n, all) = (lens.numbers.count(n), lens.numbers.count(all));
            fill(&words.covered, &[("n", &n), ("all", &all)])
        });
        let others = groups.iter().any(|group| group.key.parts().1.is_none() && group.withheld.is_none());
        let partial = groups.iter().any(|group| self.partial(group).is_some());
        let together = others.then(|| words.together.clone());
        covered.into_iter().chain(together).chain(partial.then(|| words.partly.clone())).collect()
    }

    fn draw(&self, id: &str, summary: &str, shown: &[(&Group, Proportion)]) -> String {
        let (lens, words) = (self.lens, &self.lens.words.groups);
        let period = lens.numbers.period(&self.figures.period);
        let total = self.positive(&self.figures.total);
        let rows =
            shown.iter().map(|(group, share)| intervals::Row { label: self.name(group), shown: Ok(estimate(share)) });
        let chart = Intervals {
            caption: Caption {
                id,
                title: &fill(&words.chart, &[("title", &self.title), ("period", &period)]),
                description: summary,
            },
            numbers: lens.numbers,
            rows: rows.collect(),
            reference: total
                .map(|share| Reference { label: lens.with_share(&words.reference, &share), share: share.share }),
        };
        chart.draw()
    }

    fn table(&self) -> Table {
        let (lens, columns) = (self.lens, &self.lens.words.columns);
        let heads = [&lens.words.groups.category, &columns.n, &columns.positive, &columns.interval, &columns.certainty];
        let rows = self.figures.groups.iter().map(|group| Row {
            head: self.name(group),
            code: group.key.parts().1.unwrap_or_default(),
            cells: self.cells(group),
        });
        Table { columns: heads.map(Clone::clone).into(), rows: rows.collect() }
    }

    fn cells(&self, group: &Group) -> Result<Vec<String>, String> {
        let words = &self.lens.words.groups;
        let why = group.why_untold(self.question);
        // A group of which nothing is told may be one of the others, however many people it has.
        if why == Some(Withheld::FewerThanK) {
            return Err(words.not_alone.clone());
        }
        let mut cells = self.lens.share_cells(self.positive(group).as_ref(), why)?;
        if self.partial(group).is_some() {
            // How sure a share is says nothing about those whom it leaves out.
            cells.splice(3.., [words.only_part.clone()]);
        }
        Ok(cells)
    }

    /// A group's name, with the share of its people that the figures are about where those are not all.
    fn name(&self, group: &Group) -> String {
        let label = self.lens.text(&group.label);
        self.partial(group).map_or_else(
            || label.to_owned(),
            |part| {
                let share = self.lens.numbers.share(part);
                fill(&self.lens.words.groups.part, &[("label", label), ("share", &share)])
            },
        )
    }

    fn partial(&self, group: &Group) -> Option<f64> {
        group.question(self.question).map_or(group.partial, |figures| figures.partial)
    }

    fn positive(&self, group: &Group) -> Option<Proportion> {
        group.question(self.question)?.positive
    }
}
