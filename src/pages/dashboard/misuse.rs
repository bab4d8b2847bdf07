//! What speaks against some responses, and how many those are. Nothing is ever dropped, and what is called confirmed
//! would be so without them, too.

use crate::pages::dashboard::lens::Lens;
use crate::pages::dashboard::table::Section;
use crate::pages::shared::{Row, Table, fill};
use crate::survey::codes::QuestionCode;
use crate::survey::figures::Results;
use crate::survey::flags::Flag;

/// The name of the section.
const ID: &str = "misuse";

/// The section about flags.
pub fn section(lens: &Lens, headline: (&QuestionCode, &str), figures: &Results) -> Section {
    let words = &lens.words.misuse;
    let mut section = Section::in_words(ID, &words.title, words.lead.clone());
    if figures.coverage.flags.is_empty() {
        section.notes.push(words.none.clone());
    } else {
        section.notes.push(words.verdicts.clone());
        section.notes.extend(bound(lens, headline, figures));
        section.table = Some(table(lens, figures));
    }
    let set_aside = figures.coverage.set_aside.map(|n| fill(&words.set_aside, &[("n", &lens.numbers.count(n))]));
    section.notes.extend(set_aside);
    section
}

/// Between which shares the headline lies without the responses that repeat others; none: there are none.
fn bound(lens: &Lens, (code, text): (&QuestionCode, &str), figures: &Results) -> Option<String> {
    let share = figures.total.question(code)?.positive.filter(|share| share.repeated > 0)?;
    let (words, bound) = (&lens.words.misuse, share.bound());
    let parts = [
        ("n", &*lens.numbers.count(share.repeated)),
        ("question", text),
        ("low", &lens.numbers.share(bound.low)),
        ("high", &lens.numbers.share(bound.high)),
    ];
    Some(fill(&words.bound, &parts))
}

/// How many responses carry each flag, of how many.
fn table(lens: &Lens, figures: &Results) -> Table {
    let words = &lens.words.misuse;
    let count = |n: Option<u64>| lens.numbers.count(n.unwrap_or_default());
    let named = Flag::ALL.into_iter().filter_map(|flag| Some((flag, words.flag(flag)?)));
    let rows = named.map(|(flag, name)| Row {
        head: name.to_owned(),
        code: flag.as_str().to_owned(),
        cells: Ok(vec![count(figures.coverage.flags.get(&flag).copied()), count(figures.coverage.n)]),
    });
    let heads = [&words.flag, &words.count, &words.of];
    Table { columns: heads.map(Clone::clone).into(), rows: rows.collect() }
}
