//! What was asked, how it is coded, what protects those who answered, and the formulas.

use crate::survey::questionnaire::{Kind, Question};
use crate::survey::report::document::{Cell, Column, Part, Phrase, Table};
use crate::survey::report::findings::Findings;
use crate::survey::report::questions::option_words;
use crate::survey::report::terms::Term;

/// What was asked.
pub fn questionnaire(findings: &Findings<'_>) -> Part {
    let mut table = Table::new([
        Column::numbers(Term::Number),
        Column::words(Term::Code),
        Column::words(Term::Question),
        Column::words(Term::ShortName),
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
        table = table.row([
            Cell::Count(place as u64 + 1),
            Cell::Text(question.code.to_string()),
            Cell::Phrase((&question.text).into()),
            Cell::or(question.short.as_ref(), Cell::from, Term::Neither),
            kind(question),
            required,
        ]);
    }
    let version = vec![Cell::Count(findings.version.number.into()), Cell::Day(findings.version.published_on)];
    Part::default().note(Term::VersionSince.with(version)).table(table)
}

fn kind(question: &Question) -> Cell {
    match &question.kind {
        Kind::Rating { scale } => Cell::Phrase(Term::KindRating.with([Cell::Count((*scale).into())])),
        Kind::Single { .. } => Cell::term(Term::KindSingle),
        Kind::Multiple { max, .. } => Cell::Phrase(Term::KindMultiple.with([Cell::Count((*max).into())])),
        Kind::YesNo => Cell::term(Term::KindYesNo),
        Kind::Nps => Cell::term(Term::KindNps),
        Kind::Text { .. } => Cell::term(Term::KindText),
    }
}

/// How it is coded.
pub fn codebook(findings: &Findings<'_>) -> Part {
    let mut part = Part::default().note(Term::CodebookNote);
    let mut departments = Table::new([Term::Code, Term::Department, Term::Site].map(Column::words));
    let last = findings.scope.period.last();
    for department in findings.version.departments.iter().filter(|department| department.is_known_on(last)) {
        let code = department.code.to_string();
        let name = Cell::from(department.name_on(last));
        departments = departments.coded(code.clone(), [Cell::Text(code), name, Cell::Text(department.site.clone())]);
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

/// What protects those who answered.
pub fn disclosure() -> Part {
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
        Term::RuleRemains,
    ];
    Part::default().notes(rules.map(Phrase::from))
}

/// The formulas.
pub fn formulas() -> Part {
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
        (Term::MostFrequentReason, "z = (x₁ − x₂) / √(x₁ + x₂ − 2b)", Term::FormulaLeads),
        (Term::Mean, "m = Σ cᵢ·vᵢ / n", Term::FormulaMean),
        (Term::Deviation, "s = √(Σ cᵢ·(vᵢ − m)² / (n − 1))", Term::FormulaDeviation),
        (Term::RankCorrelation, "ρ = Σ (rᵢ − r̄)(sᵢ − s̄) / √(Σ (rᵢ − r̄)² · Σ (sᵢ − s̄)²)", Term::FormulaSpearman),
        (Term::Alpha, "k/(k − 1) · (1 − Σ σᵢᵢ / Σ σᵢⱼ)", Term::FormulaAlpha),
    ];
    for (quantity, formula, source) in rows {
        table = table.row([Cell::term(quantity), Cell::Text(formula.to_owned()), Cell::term(source)]);
    }
    Part::default().note(Term::FormulaNote).table(table)
}
