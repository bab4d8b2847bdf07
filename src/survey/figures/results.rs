//! Results: the answer to a query.

use std::collections::BTreeMap;

use crate::survey::codes::{DepartmentCode, QuestionCode, SurveySlug};
use crate::survey::disclosure::Withheld;
use crate::survey::figures::answer::{Coverage, Group, Key, Proportion, Results};
use crate::survey::figures::dimension;
use crate::survey::figures::query::{GroupBy, Query, UnknownName};
use crate::survey::figures::question::{ShownQuestions, Told, others_together};
use crate::survey::figures::record::{Block, Blocks, Record, SetAside};
use crate::survey::period::{Period, Unit};
use crate::survey::text::LocalizedText;

/// Figures for a query, from what was released.
///
/// # Errors
/// When the query names a department or question that no version knows; a filter is never silently widened.
pub fn results(query: &Query, record: &Record) -> Result<Results, UnknownName> {
    query.check_names(record)?;
    let blocks = if query.needs_months() || record.quarters.is_empty() { &record.blocks } else { &record.quarters };
    let chosen =
        Chosen { all: blocks, places: (0..).zip(blocks.iter()).filter(|(_, block)| query.selects(block)).collect() };
    let shown = ShownQuestions::of(query, record, &chosen.blocks());
    let why = why_untold(query, &query.period, record);
    let total = group(&shown, Key::All, LocalizedText::default(), &chosen.told(|_| true), why);
    let (set_aside, straight_lining) = (set_aside(query, record), dimension::straight_lining(query, record));
    let mut coverage = Coverage { set_aside, straight_lining, ..Coverage::of(&chosen.blocks()) };
    let groups = match &query.group_by {
        GroupBy::Nothing => vec![total.clone()],
        GroupBy::Department => by_department(query, record, &chosen, &shown),
        GroupBy::Site => by_site(query, record, &chosen, &shown),
        GroupBy::Unit(unit) => by_unit(query, record, *unit, &chosen, &shown),
        GroupBy::Classes(by) => {
            coverage.in_classes = Some(dimension::people(query, record));
            let mut groups = dimension::groups(query, record, by, &shown);
            // Flags are told of blocks and of no class: each of them may be in any.
            groups.iter_mut().flat_map(|group| &mut group.questions).for_each(|figures| {
                let known = total.question(&figures.code).and_then(|all| all.positive);
                figures.doubt(known.map_or(coverage.repeated, |share| share.repeated));
            });
            groups
        }
    };
    Ok(Results {
        survey: query.survey.clone(),
        period: query.period.clone(),
        closed: query.is_closed(record),
        filters: query.filters(),
        coverage,
        groups,
        total,
    })
}

/// The share of positive answers to a question in a period, of a department or of the whole office; none when nothing
/// is told of it.
pub fn positive_share(
    record: &Record,
    survey: &SurveySlug,
    period: &Period,
    department: Option<&DepartmentCode>,
    question: &QuestionCode,
) -> Option<Proportion> {
    let query = Query {
        survey: survey.clone(),
        period: period.clone(),
        departments: department.cloned().into_iter().collect(),
        questions: vec![question.clone()],
        group_by: GroupBy::Nothing,
        as_of: None,
    };
    results(&query, record).ok()?.total.questions.first()?.positive
}

/// How many responses were set aside in the query's quarters; none: too few to tell, or it asks for less than the whole
/// office or whole quarters.
fn set_aside(query: &Query, record: &Record) -> Option<u64> {
    query.period.whole_parts(Unit::Quarter).filter(|_| query.departments.is_empty())?;
    let within = |aside: &&SetAside| query.period.holds(aside.quarter.last()) && query.sees(aside.told_on);
    let told: u64 = record.set_aside.iter().filter(within).map(|aside| aside.number).sum();
    (told > 0).then_some(told)
}

fn by_department(query: &Query, record: &Record, chosen: &Chosen<'_>, shown: &ShownQuestions<'_>) -> Vec<Group> {
    let mut labels: Vec<(DepartmentCode, LocalizedText)> = Vec::new();
    for version in query.reference_first(record) {
        for department in &version.departments {
            let listed = labels.iter().any(|(code, _)| code == &department.code);
            let wanted = query.names(Some(&department.code)) && department.is_known_on(query.period.last());
            if wanted && !listed {
                labels.push((department.code.clone(), department.name_on(query.period.last()).clone()));
            }
        }
    }
    let why = why_untold(query, &query.period, record);
    let of = |code: Option<&DepartmentCode>| chosen.told(|block| block.department.as_ref() == code);
    let mut groups: Vec<Group> = labels
        .into_iter()
        .map(|(code, label)| group(shown, Key::Department(Some(code.clone())), label, &of(Some(&code)), why))
        .collect();
    if query.departments.is_empty() {
        groups.push(group(shown, Key::Department(None), others_together(), &of(None), why));
    }
    groups
}

/// Where departments receive people, by the version that was answered.
fn by_site(query: &Query, record: &Record, chosen: &Chosen<'_>, shown: &ShownQuestions<'_>) -> Vec<Group> {
    let site_of = |block: &Block| {
        let version = record.versions.iter().find(|version| version.number == block.version)?;
        Some(version.department(block.department.as_ref()?)?.site.as_str())
    };
    let mut sites: Vec<&str> = Vec::new();
    for department in query.reference_first(record).into_iter().flat_map(|version| &version.departments) {
        let wanted = query.names(Some(&department.code)) && department.is_known_on(query.period.last());
        if wanted && !sites.contains(&department.site.as_str()) {
            sites.push(&department.site);
        }
    }
    let why = why_untold(query, &query.period, record);
    let of = |site: Option<&str>| chosen.told(|block| site_of(block) == site);
    let name = |site: &str| LocalizedText::same(site);
    let mut groups: Vec<Group> = sites
        .into_iter()
        .map(|site| group(shown, Key::Site(Some(site.to_owned())), name(site), &of(Some(site)), why))
        .collect();
    if query.departments.is_empty() {
        groups.push(group(shown, Key::Site(None), others_together(), &of(None), why));
    }
    groups
}

fn by_unit(query: &Query, record: &Record, unit: Unit, chosen: &Chosen<'_>, shown: &ShownQuestions<'_>) -> Vec<Group> {
    let parts = query.period.parts(unit).into_iter();
    let of = |part: Period| {
        let blocks = chosen.told(|block| part.holds(block.last_day));
        let label = part.label().to_owned();
        let key = match unit {
            Unit::Month => Key::Month(label),
            Unit::Quarter => Key::Quarter(label),
            Unit::Year => Key::Year(label),
        };
        group(shown, key, LocalizedText::default(), &blocks, why_untold(query, &part, record))
    };
    parts.map(of).collect()
}

/// Why nothing is told of blocks of a period: what everybody may know of it, else that they may be too few.
fn why_untold(query: &Query, period: &Period, record: &Record) -> Withheld {
    if query.is_future(period, record) { Withheld::Future } else { Withheld::FewerThanK }
}

fn group(shown: &ShownQuestions<'_>, key: Key, label: LocalizedText, told: &[Told<'_>], why: Withheld) -> Group {
    shown.group(key, label, told, &|_| 0, why)
}

/// The blocks that a query selects.
struct Chosen<'a> {
    all: &'a Blocks,
    places: Vec<(usize, &'a Block)>,
}

impl<'a> Chosen<'a> {
    fn blocks(&self) -> Vec<&'a Block> {
        self.places.iter().map(|(_, block)| *block).collect()
    }

    /// What is told by those of them that are wanted, together where they are of one version and department.
    fn told(&self, wanted: impl Fn(&Block) -> bool) -> Vec<Told<'a>> {
        let mut groups: BTreeMap<(u32, Option<&DepartmentCode>), Vec<usize>> = BTreeMap::new();
        for (place, block) in self.places.iter().filter(|(_, block)| wanted(block)) {
            groups.entry((block.version, block.department.as_ref())).or_default().push(*place);
        }
        let columns = self.all.columns();
        let told = |((version, department), groups)| Told { version, department, columns, groups };
        groups.into_iter().map(told).collect()
    }
}
