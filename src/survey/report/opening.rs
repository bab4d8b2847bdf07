//! What a period comes to, in three plain sentences for everybody: how people rated the office, whether that changed, and
//! whether the office reached what it has set itself.

use crate::survey::questionnaire::Kind;
use crate::survey::report::document::{Cell, Phrase};
use crate::survey::report::findings::Findings;
use crate::survey::report::targets::main;
use crate::survey::report::terms::Term;
use crate::survey::target::{Target, TargetVerdict};
use crate::survey::wording::Verdict;

/// The three sentences.
pub fn opening(findings: &Findings<'_>, targets: &[Target]) -> [Phrase; 3] {
    [result(findings), change(findings), goal(findings, targets)]
}

/// How many of how many were content.
fn result(findings: &Findings<'_>) -> Phrase {
    let total = &findings.by_department.period.total;
    let share = total.question(&findings.question.code).and_then(|figures| figures.positive);
    let of_five = matches!(findings.question.kind, Kind::Rating { scale: 5 });
    let term = if of_five { Term::OpeningResult } else { Term::OpeningPositive };
    share.map_or(Term::UntoldNote.into(), |share| term.with([share.n, share.of].map(Cell::Count)))
}

/// Whether that is another result than before.
fn change(findings: &Findings<'_>) -> Phrase {
    let change = findings.by_department.total.questions.first();
    let told = change.filter(|change| change.contrast.difference.is_some());
    let term = match told.map(|change| change.verdict()) {
        Some(Verdict::Increase) => Term::OpeningBetter,
        Some(Verdict::Decrease) => Term::OpeningWorse,
        Some(Verdict::TooFew) => Term::OpeningTooFew,
        Some(Verdict::Unconfirmed) => Term::OpeningDoubtful,
        Some(_) => Term::OpeningAlike,
        None => Term::OpeningAlone,
    };
    term.with([Cell::Period(findings.scope.against.clone())])
}

/// Whether the office reached what it has set itself for the question that comes first.
fn goal(findings: &Findings<'_>, targets: &[Target]) -> Phrase {
    let Some(held) = main(findings, targets) else { return Term::OpeningNoGoal.into() };
    let term = match held.verdict {
        TargetVerdict::Met => Term::OpeningMet,
        TargetVerdict::NotMet => Term::OpeningMissed,
        TargetVerdict::Undecided | TargetVerdict::Unconfirmed | TargetVerdict::NotYet => Term::OpeningUndecided,
    };
    term.with([Cell::Goal(held.target.share)])
}
