//! The annexes: what was asked, how it is coded, what protects those who answered, the formulas, the figures as a table
//! for programs, and which clause of the standard each part serves.

use crate::survey::questionnaire::{Kind, Question};
use crate::survey::review::dimensions::{name, option_words};
use crate::survey::review::document::{Cell, Column, Part, PartId, Phrase, Table};
use crate::survey::review::sources::Findings;
use crate::survey::review::terms::Term;

/// All annexes.
pub fn annexes(findings: &Findings<'_>) -> Vec<Part> {
    vec![
        questionnaire(findings),
        codebook(findings),
        disclosure(findings),
        formulas(),
        // Its lines are taken from the finished tables.
        Part::new(PartId::A5).note(Term::CsvNote),
        clauses(),
    ]
}

fn questionnaire(findings: &Findings<'_>) -> Part {
    let mut table = Table::new([
        Column::numbers(Term::Number),
        Column::words(Term::Question),
        Column::words(Term::KindOfAnswer),
        Column::words(Term::AskedWhere),
    ]);
    for (place, question) in findings.version.questionnaire.questions.iter().enumerate() {
        let wherever = match (question.kiosk, question.show_if.is_some()) {
            (true, false) => Term::AskedEverywhere,
            (false, false) => Term::AskedOffKiosk,
            (true, true) => Term::AskedIfLow,
            (false, true) => Term::AskedIfLowOffKiosk,
        };
        let required = if question.required { Cell::term(Term::AskedRequired) } else { Cell::term(wherever) };
        table = table.row([Cell::Count(place as u64 + 1), Cell::Phrase(name(question)), kind(question), required]);
    }
    let version = vec![Cell::Count(findings.version.number.into()), Cell::Day(findings.version.published_on)];
    Part::new(PartId::A1).note(Phrase::Term(Term::VersionSince, version)).table(table)
}

fn kind(question: &Question) -> Cell {
    match &question.kind {
        Kind::Rating { scale } => Cell::Phrase(Phrase::Term(Term::KindRating, vec![Cell::Count((*scale).into())])),
        Kind::Single { .. } => Cell::term(Term::KindSingle),
        Kind::Multiple { max, .. } => Cell::Phrase(Phrase::Term(Term::KindMultiple, vec![Cell::Count((*max).into())])),
        Kind::YesNo => Cell::term(Term::KindYesNo),
        Kind::Nps => Cell::term(Term::KindNps),
        Kind::Text { .. } => Cell::term(Term::KindText),
    }
}

fn codebook(findings: &Findings<'_>) -> Part {
    let mut part = Part::new(PartId::A2).note(Term::CodebookNote);
    let mut departments = Table::new([Column::words(Term::Department), Column::words(Term::Site)]);
    let last = findings.sources.basis.period.last();
    for department in findings.version.departments.iter().filter(|department| department.is_known_on(last)) {
        let coded = Phrase::Coded(department.code.to_string(), department.name_on(last).clone());
        departments = departments.row([Cell::Phrase(coded), Cell::Text(department.site.clone())]);
    }
    part = part.table(departments);
    let mut options = Table::new([
        Column::words(Term::Question),
        Column::words(Term::Code),
        Column::words(Term::Answer),
        Column::words(Term::CountsAsPositive),
    ]);
    for (codes, answers) in alike(findings) {
        // The questions stand beside their first answer alone.
        let mut codes = Cell::Text(codes.join(", "));
        for (code, words, positive) in answers {
            options = options.row([std::mem::replace(&mut codes, Cell::Blank), Cell::Text(code), words, positive]);
        }
    }
    part.table(options)
}

/// A code of an answer, its words, and whether it counts as positive.
type Answer = (String, Cell, Cell);

/// The questions that have the same answers, with these: all ratings of one scale stand together.
fn alike(findings: &Findings<'_>) -> Vec<(Vec<String>, Vec<Answer>)> {
    let mut groups: Vec<(Vec<String>, Vec<Answer>)> = Vec::new();
    for question in &findings.version.questionnaire.questions {
        let answers = question.options().into_iter().map(|option| {
            let positive = question.counts_as_positive(&option);
            let positive = positive.map_or(Term::Neither, |positive| if positive { Term::Yes } else { Term::No });
            let words = Cell::Phrase(option_words(findings.version, question, &option));
            (option, words, Cell::term(positive))
        });
        let answers: Vec<Answer> = answers.collect();
        match groups.iter_mut().find(|(_, known)| *known == answers) {
            Some((codes, _)) => codes.push(question.code.to_string()),
            None => groups.push((vec![question.code.to_string()], answers)),
        }
    }
    groups
}

fn disclosure(findings: &Findings<'_>) -> Part {
    let k = || vec![Cell::Count(findings.sources.k)];
    let rules = [
        Term::RuleBlocks,
        Term::RuleQuestions,
        Term::RuleIndependent,
        Term::RulePool,
        Term::RuleDepartments,
        Term::RuleClasses,
        Term::RuleOptions,
        Term::RuleSums,
        Term::RuleCoefficients,
        Term::RuleWithheld,
        Term::RuleText,
    ];
    let part = rules.into_iter().fold(Part::new(PartId::A3), |part, rule| part.note(Phrase::Term(rule, k())));
    part.note(Term::RuleRemains)
}

fn formulas() -> Part {
    let mut table =
        Table::new([Column::words(Term::Quantity), Column::words(Term::Formula), Column::words(Term::SourceOfFormula)]);
    let rows = [
        (Term::SharePositive, "p = x / n", Term::FormulaShare),
        (Term::IntervalOfShare, "(p + z²/2n ± z·√(p(1 − p)/n + z²/4n²)) / (1 + z²/n)", Term::FormulaWilson),
        (
            Term::IntervalOfChange,
            "d − √((p₁ − l₁)² + (u₂ − p₂)²) … d + √((u₁ − p₁)² + (p₂ − l₂)²), d = p₁ − p₂",
            Term::FormulaNewcombe,
        ),
        (Term::PValue, "z = (p₁ − p₂) / √(p(1 − p)(1/n₁ + 1/n₂)), p = (x₁ + x₂) / (n₁ + n₂)", Term::FormulaTest),
        (Term::SeveralComparisons, "max{min(1, (m − i + 1)·p₍ᵢ₎): i ≤ j}", Term::FormulaHolm),
        (Term::Mean, "m = Σ cᵢ·vᵢ / n", Term::FormulaMean),
        (Term::Deviation, "s = √(Σ cᵢ·(vᵢ − m)² / (n − 1))", Term::FormulaDeviation),
        (Term::RankCorrelation, "ρ = Σ (rᵢ − r̄)(sᵢ − s̄) / √(Σ (rᵢ − r̄)² · Σ (sᵢ − s̄)²)", Term::FormulaSpearman),
        (Term::Alpha, "k/(k − 1) · (1 − Σ σᵢᵢ / Σ σᵢⱼ)", Term::FormulaAlpha),
    ];
    for (quantity, formula, source) in rows {
        table = table.row([Cell::term(quantity), Cell::Text(formula.to_owned()), Cell::term(source)]);
    }
    Part::new(PartId::A4).note(Term::FormulaNote).table(table)
}

/// Which clause of ISO 9001:2015 and of PN-EN ISO 9001:2009 each part serves.
fn clauses() -> Part {
    let mut table = Table::new([
        Column::words(Term::Requirement),
        Column::words(Term::Edition2015),
        Column::words(Term::Edition2009),
        Column::words(Term::WhereInReview),
    ]);
    let rows = [
        (Term::ClauseMethod, "9.1.2", "8.2.1", "T1, A1–A4"),
        (Term::ClauseAnalysis, "9.1.3", "8.4", "T2–T9, F1–F3"),
        (Term::ClauseFeedback, "9.3.2 c) 1)", "5.6.2 b)", "T2–T8, T10, T13"),
        (Term::ClauseObjectives, "6.2, 9.3.2 c) 2)", "5.4.1", "T2, T14"),
        (Term::ClauseEarlierActions, "9.3.2 a)", "5.6.2 e)", "T11"),
        (Term::ClauseEffectiveness, "9.3.2 e), 10.2", "8.5.2, 8.5.3", "T11"),
        (Term::ClauseChanges, "9.3.2 b)", "5.6.2 f)", "T1, T8"),
        (Term::ClauseImprovement, "9.3.2 f), 9.3.3", "5.6.2 g), 5.6.3", "T12, T15"),
        (Term::ClauseComplaints, "8.2.1 c), 9.1.2", "7.2.3 c)", "T13"),
        (Term::ClauseResources, "9.3.2 d)", "6.1", "T15"),
    ];
    for (requirement, newer, older, place) in rows {
        let text = |text: &str| Cell::Text(text.to_owned());
        table = table.row([Cell::term(requirement), text(newer), text(older), text(place)]);
    }
    Part::new(PartId::A6).note(Term::ClausesNote).table(table)
}
