//! The graph of the demo's blocks and classes, built anew from its rows: no cut of it is lighter than k, neither of people
//! nor of those who answered a question, whether flagged responses count or not.

use std::collections::BTreeMap;
use std::process::Command;

use ankieta::storage::{Session, Storage, classes};
use ankieta::survey::codes::QuestionCode;
use ankieta::survey::disclosure::{Class, Classified, Published};
use ankieta::survey::flags::Flags;
use ankieta::survey::period::Period;
use ankieta::survey::questionnaire::Version;
use ankieta::survey::response::{Answer, Answers};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Integer, Nullable, Text};

use super::desk::day;
use super::small_office::row_of;
use super::support::minimum_cut;
use crate::harness::config;
use crate::process::PROGRAM;

const K: u64 = 10;

#[derive(QueryableByName)]
struct BlockRow {
    #[diesel(sql_type = Text)]
    key: String,
    #[diesel(sql_type = Nullable<Text>)]
    department: Option<String>,
    #[diesel(sql_type = Text)]
    last_day: String,
    #[diesel(sql_type = Text)]
    counts: String,
}

#[derive(QueryableByName)]
struct PersonRow {
    #[diesel(sql_type = Text)]
    block: String,
    #[diesel(sql_type = Text)]
    department: String,
    #[diesel(sql_type = Text)]
    channel: String,
    #[diesel(sql_type = Nullable<Text>)]
    language: Option<String>,
    #[diesel(sql_type = Nullable<Integer>)]
    flags: Option<i32>,
    #[diesel(sql_type = Text)]
    answers: String,
}

/// A period's people: the place of each one's block, what they said, and whether they count.
struct Quarter {
    blocks: Vec<(Option<String>, Published)>,
    people: Vec<(usize, PersonRow, Answers, bool)>,
}

/// The edges of a graph, heavier when more people share them; an edge of no weight is there.
#[derive(Default)]
struct Graph(BTreeMap<(usize, usize), u64>);

impl Graph {
    fn add(&mut self, block: usize, class: usize, weight: u64) {
        *self.0.entry((block, class)).or_default() += weight;
    }

    /// The lightest cut, once what is joined by k or more is one.
    fn lightest_cut(&self) -> Option<u64> {
        let blocks = self.0.keys().map(|(block, _)| block + 1).max()?;
        let classes = self.0.keys().map(|(_, class)| class + 1).max()?;
        let mut group: Vec<usize> = (0..blocks + classes).collect();
        for (block, class) in self.0.iter().filter(|(_, weight)| **weight >= K).map(|(ends, _)| *ends) {
            let (kept, gone) = (group[block], group[blocks + class]);
            group.iter_mut().filter(|at| **at == gone).for_each(|at| *at = kept);
        }
        let edges: Vec<(usize, usize, u64)> = self
            .0
            .iter()
            .map(|((block, class), weight)| (group[*block], group[blocks + class], *weight))
            .filter(|(one, other, _)| one != other)
            .collect();
        minimum_cut(blocks + classes, &edges).map(|(weight, _)| weight)
    }
}

fn read(session: &mut Session, period: &Period) -> Quarter {
    let rows: Vec<BlockRow> =
        sql_query("SELECT hex(key) AS key, department, last_day, counts FROM blocks ORDER BY tick, place")
            .load(session)
            .unwrap();
    let rows: Vec<BlockRow> = rows.into_iter().filter(|row| period.holds(day(&row.last_day))).collect();
    let places: BTreeMap<&str, usize> = rows.iter().zip(0..).map(|(row, place)| (row.key.as_str(), place)).collect();
    let people: Vec<PersonRow> =
        sql_query("SELECT hex(block) AS block, department, channel, language, flags, answers FROM released_responses")
            .load(session)
            .unwrap();
    let people = people.into_iter().filter_map(|row| {
        let place = *places.get(row.block.as_str())?;
        let answers: Answers = serde_json::from_str(&row.answers).unwrap();
        let independent = Flags::from_bits(u8::try_from(row.flags.unwrap_or(0)).unwrap()).is_independent();
        Some((place, row, answers, independent))
    });
    let people = people.collect();
    let blocks = rows.iter().map(|row| (row.department.clone(), serde_json::from_str(&row.counts).unwrap())).collect();
    Quarter { blocks, people }
}

impl Quarter {
    fn values(
        &self,
        (block, row, answers, _): &(usize, PersonRow, Answers, bool),
        of: &Classified,
        version: &Version,
    ) -> Vec<Option<String>> {
        let pooled = self.blocks[*block].0.is_none();
        let value = |name: &str| match name {
            "channel" => Some(row.channel.clone()),
            "department" => (!pooled).then(|| row.department.clone()),
            "language" => Some(row.language.clone().unwrap_or_else(|| "na".to_owned())),
            code if pooled && version.depends_on_department(version.question(code).unwrap()) => None,
            code => match answers.get(&code.parse().unwrap()) {
                Some(Answer::Word(option)) => Some(option.to_string()),
                _ => Some("na".to_owned()),
            },
        };
        of.dimensions.iter().map(|dimension| value(dimension.as_str())).collect()
    }

    /// The union of blocks of which a question is told, by block: since it was last told in its department; what
    /// departments could not tell is told with the office block.
    fn unions(&self, code: &QuestionCode) -> Vec<usize> {
        let (mut union_of, mut next) = (vec![0; self.blocks.len()], 1);
        let mut open: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (place, (department, counts)) in self.blocks.iter().enumerate() {
            let Some(department) = department else { continue };
            open.entry(department).or_default().push(place);
            if let Some(told) = counts.question(code) {
                let waiting = open.remove(department.as_str()).unwrap();
                let people: u64 = waiting.iter().map(|place| self.blocks[*place].1.n()).sum();
                assert_eq!(told.people, people, "{code} in {department}");
                waiting.into_iter().for_each(|place| union_of[place] = next);
                next += 1;
            }
        }
        union_of
    }
}

#[test]
fn no_cut_of_the_demo_is_lighter_than_k() {
    let folder = tempfile::tempdir().unwrap();
    let mut demo = Command::new(PROGRAM);
    demo.env_clear().env("TMPDIR", folder.path()).env("ANKIETA_PURGE_AFTER_DAYS", "9999");
    let demo = demo.args(["demo", "--no-serve", "--years", "1"]).output().unwrap();
    assert!(demo.status.success(), "{}", String::from_utf8_lossy(&demo.stderr));
    let made = std::fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path().join("ankieta.db");
    let url = format!("sqlite:{}", made.display());
    let storage = Storage::open(&config(&url, &[]).database_url).unwrap();
    let mut session = storage.dedicated().unwrap();
    let versions = ankieta::storage::surveys::list_versions(&mut session).unwrap();
    let (mut quarters, mut tables) = (0, 0);
    for (_, _, classified) in classes::list_classified(&mut session, 0, i64::MAX).unwrap() {
        let quarter = read(&mut session, &classified.period);
        let version = versions.iter().find(|version| version.number == classified.version).unwrap();
        let rows: Vec<&Class> = classified.classes.iter().filter(|class| class.counts.n() > 0).collect();
        let class_of: Vec<usize> =
            quarter.people.iter().map(|person| row_of(&rows, &quarter.values(person, &classified, version))).collect();
        let cut = |code: Option<&QuestionCode>, union_of: &[usize], row_of_class: &[usize], flagged: bool| {
            let mut graph = Graph::default();
            for ((block, _, answers, independent), class) in quarter.people.iter().zip(&class_of) {
                let real = |code| answers.get(code).is_some_and(|answer| *answer != Answer::NotApplicable);
                if code.is_none_or(real) {
                    graph.add(union_of[*block], row_of_class[*class], u64::from(flagged || *independent));
                }
            }
            graph.lightest_cut()
        };
        let same: Vec<usize> = (0..quarter.blocks.len().max(rows.len())).collect();
        let holds = |cut: Option<u64>| cut.is_none_or(|weight| weight >= K);
        for flagged in [false, true] {
            assert!(holds(cut(None, &same, &same, flagged)), "people of {}", classified.period);
        }
        quarters += 1;
        for question in &version.questionnaire.questions {
            let told = |class: &&Class| class.counts.question(&question.code).is_some();
            let told: Vec<&Class> = classified.classes.iter().filter(told).collect();
            if told.is_empty() {
                continue;
            }
            tables += 1;
            let row_of_class: Vec<usize> = rows.iter().map(|class| row_of(&told, &class.values)).collect();
            let unions = quarter.unions(&question.code);
            for flagged in [false, true] {
                let lightest = cut(Some(&question.code), &unions, &row_of_class, flagged);
                assert!(holds(lightest), "{} in {}: {lightest:?}", question.code, classified.period);
            }
        }
    }
    assert!(quarters >= 4 && tables > 20, "{quarters} quarters, {tables} tables by class");
}
