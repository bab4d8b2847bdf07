//! What the office has set itself, and whether it was reached: said in words, and by the interval alone.

use crate::pages::dashboard::lens::Lens;
use crate::pages::dashboard::questions::find;
use crate::pages::dashboard::selection::Selection;
use crate::pages::dashboard::table::{Holding, Section};
use crate::pages::shared::{Row, Table, fill};
use crate::survey::codes::QuestionCode;
use crate::survey::figures::Record;
use crate::survey::period::Period;
use crate::survey::target::{Reached, Target, TargetVerdict, reached};
use crate::survey::wording::DOUBTFUL;

/// The section about targets; they are those that the visitor may see.
pub fn section(selection: &Selection, lens: &Lens, record: &Record, period: &Period, targets: &[Target]) -> Section {
    let words = &lens.words.targets;
    let mut reached = reached(targets, &selection.survey, period, record);
    // The whole office comes first, and questions stand as they are asked.
    let asked = |code: &QuestionCode| {
        let newest = selection.versions.last().map(|version| &version.questionnaire.questions);
        newest.and_then(|questions| questions.iter().position(|question| question.code == *code))
    };
    reached.sort_by_key(|reached| (reached.target.department.clone(), asked(&reached.target.question)));
    if reached.is_empty() {
        return Section::in_words("targets", &words.title, words.none.clone());
    }
    let count = |wanted: TargetVerdict| {
        let such = reached.iter().filter(|reached| reached.verdict == wanted).count();
        such.to_string()
    };
    let parts = [
        ("met", count(TargetVerdict::Met)),
        ("not_met", count(TargetVerdict::NotMet)),
        ("undecided", count(TargetVerdict::Undecided)),
        ("unconfirmed", count(TargetVerdict::Unconfirmed)),
    ];
    let rows = reached.iter().map(|reached| row(selection, lens, reached)).collect();
    let heads = [&lens.words.columns.question, &lens.words.columns.verdict, &words.target, &words.result];
    Section {
        id: "targets".to_owned(),
        title: words.title.clone(),
        notes: vec![
            fill(&words.counts, &parts.each_ref().map(|(name, part)| (*name, part.as_str()))),
            words.lead.clone(),
        ],
        table: Some(Table { columns: heads.map(Clone::clone).into(), rows }),
        files: Some(selection.files(period, Holding::Part("targets"))),
        ..Section::default()
    }
}

fn row(selection: &Selection, lens: &Lens, reached: &Reached<'_>) -> Row {
    let (words, target) = (&lens.words.targets, reached.target);
    let scope = match &target.department {
        Some(code) => selection.department_name(lens, code),
        None => lens.words.scope.office.clone(),
    };
    let question = find(&selection.versions, &target.question).map(|(question, _)| lens.text(&question.text));
    let result = match &reached.positive {
        Some(share) => lens.with_share("{share} ({interval}), {n}", share),
        None => lens.with_k(&lens.words.withheld.short),
    };
    let department = target.department.as_ref().map(|code| format!(" {code}")).unwrap_or_default();
    Row {
        head: format!("{} · {scope}", question.unwrap_or(target.question.as_str())),
        code: format!("{}{department}", target.question),
        cells: Ok(vec![
            match reached.verdict {
                TargetVerdict::Met => words.met.clone(),
                TargetVerdict::NotMet => words.not_met.clone(),
                TargetVerdict::Undecided => words.undecided.clone(),
                TargetVerdict::Unconfirmed => lens.said(DOUBTFUL).to_owned(),
            },
            fill(&words.at_least, &[("share", &lens.numbers.share(target.share))]),
            result,
        ]),
    }
}
