//! All that was asked: ratings below each other, and every question with its counts and shares, in the form that auditors
//! know.

use crate::survey::comparison::ComparedQuestion;
use crate::survey::figures::{GroupBy, Proportion, QuestionFigures};
use crate::survey::questionnaire::{Kind, Question, Version};
use crate::survey::report::departments::{named_share, summary};
use crate::survey::report::document::{Bar, Cell, Chart, Column, Drawing, Figures, Part, Phrase, Shape, Table};
use crate::survey::report::findings::{Asked, Findings, share_of};
use crate::survey::report::headline::{despite, difference, verdict};
use crate::survey::report::terms::Term;

/// How many bars of a chart fit on one sheet of A4.
const BARS_ON_A_PAGE: usize = 8;

/// The most rows of a chart for a screen; the table below it has all.
pub const MOST_ROWS: usize = 10;

/// The ratings of one scale, as one chart and one table; none: there are none.
pub fn ratings(findings: &Findings<'_>) -> Option<Part> {
    let rated = findings.told_ratings();
    if !rated.iter().any(|asked| asked.figures.is_some()) {
        return None;
    }
    let apart = rated.iter().filter(|asked| asked.figures.is_some_and(|figures| !figures.comparable));
    let part = Part::default().note(Term::RatingsNote);
    let part = part.notes(other_days(apart.map(|asked| asked.question)));
    let chart = chart(findings, &rated, rated.len());
    Some(with_files(part, findings).chart(chart).table(table(findings, &rated, true, true)))
}

/// Each rating's share of positive answers, and its change.
pub fn dimensions(findings: &Findings<'_>) -> Part {
    let rated = findings.ratings();
    let apart = rated.iter().filter(|asked| asked.figures.is_some_and(|figures| !figures.comparable));
    let part = Part::default().note(Term::HolmNote).notes(other_days(apart.map(|asked| asked.question)));
    let changes = rated.iter().filter_map(|asked| Some((name(asked.question), findings.change(asked)?)));
    let part = part.notes(despite(changes.map(|(name, change)| (name, &change.contrast, change.verdict()))));
    let part = part.notes(findings.doubts());
    part.table(table(findings, &rated, true, false))
}

/// How the answers are spread over the scale, as bars and as counts.
pub fn bars(findings: &Findings<'_>) -> Part {
    let mut rated = findings.told_ratings();
    rated.retain(|asked| asked.figures.is_some());
    if rated.is_empty() {
        return Part::default().note(Term::WithheldNote);
    }
    let charts = rated.chunks(BARS_ON_A_PAGE).map(|bars| chart(findings, bars, bars.len()));
    let part = charts.fold(Part::default().note(Term::BarsNote), Part::chart);
    part.table(table(findings, &rated, false, true))
}

/// Which questions cover other days than what they would be held against; nothing: all cover the same.
pub fn other_days<'a>(apart: impl Iterator<Item = &'a Question>) -> Option<Phrase> {
    let apart: Vec<Phrase> = apart.map(name).collect();
    (!apart.is_empty()).then(|| Term::OtherDaysNote.with([Cell::Phrases(apart)]))
}

/// Every question that is not among the ratings of one scale, each with its chart; none: there is none.
pub fn others(findings: &Findings<'_>) -> Option<Part> {
    let rated = findings.told_ratings();
    let mut others = findings.asked();
    others.retain(|asked| !rated.iter().any(|rating| rating.question.code == asked.question.code));
    let part = with_files(Part::default().notes(untold(findings, &others)), findings);
    let shown = others.iter().filter_map(|asked| Some((asked, asked.figures.filter(|figures| figures.n > 0)?)));
    let sections = shown.map(|(asked, figures)| {
        let id = format!("question-{}", figures.code);
        answers(findings, asked, figures).under(id, name(asked.question))
    });
    let part = Part { sections: sections.collect(), ..part };
    (!part.sections.is_empty() || !part.notes.is_empty()).then_some(part)
}

/// The frequency tables of all questions.
pub fn frequencies(findings: &Findings<'_>) -> Part {
    let asked = findings.asked();
    let part = Part::default().note(Term::FrequencyNote).notes(untold(findings, &asked));
    let told = asked.iter().filter_map(|asked| Some((asked, asked.figures?)));
    let part = told
        .fold(part, |part, (asked, figures)| part.table(frequency_table(asked, figures).called(name(asked.question))));
    if part.tables.is_empty() { Part::default().note(Term::WithheldNote) } else { part }
}

impl Findings<'_> {
    /// The ratings of the scale that the first of them has that is told; those that are not told, too.
    fn told_ratings(&self) -> Vec<Asked<'_>> {
        let mut rated = self.ratings();
        let told = rated.iter().find(|asked| asked.figures.is_some()).map(|asked| asked.question.kind.clone());
        let untold = &self.now().total.untold;
        rated.retain(|asked| {
            let known = asked.figures.is_some() || untold.iter().any(|(code, _)| code == &asked.question.code);
            known && Some(&asked.question.kind) == told.as_ref()
        });
        rated
    }

    fn change(&self, asked: &Asked<'_>) -> Option<&ComparedQuestion> {
        self.everything.total.questions.iter().find(|compared| compared.code == asked.question.code)
    }
}

/// A part whose figures are those of all questions.
fn with_files(part: Part, findings: &Findings<'_>) -> Part {
    part.of_figures(Figures::Results(findings.scope.period.clone(), None, GroupBy::Nothing))
}

/// Which questions were asked and are not told, as too few answered; nothing: all are.
fn untold(findings: &Findings<'_>, asked: &[Asked<'_>]) -> Option<Phrase> {
    let untold = findings.now().total.untold.iter();
    let names = untold.filter(|(code, _)| asked.iter().any(|asked| &asked.question.code == code));
    let names: Vec<Phrase> = names.map(|(code, _)| findings.name(code)).collect();
    (!names.is_empty()).then(|| Term::UntoldQuestions.with([Cell::Phrases(names)]))
}

/// The distributions of some ratings of one scale.
fn chart(findings: &Findings<'_>, rated: &[Asked<'_>], all: usize) -> Chart {
    let told = || rated.iter().filter_map(|asked| Some((asked, asked.figures.filter(|figures| figures.n > 0)?)));
    let legend = rated.first().map(|asked| {
        let options = asked.question.options();
        options.iter().map(|option| option_words(asked.version, asked.question, option)).collect()
    });
    let bars = told().map(|(asked, figures)| Bar {
        name: name(asked.question),
        counts: figures.distribution.iter().map(|option| option.n).collect(),
        positive: figures.positive,
    });
    let comparable = told().filter(|(_, figures)| figures.comparable);
    let shares = comparable.filter_map(|(asked, figures)| Some((name(asked.question), figures.positive?)));
    Chart {
        title: Term::RatingsFigure.with([Cell::Period(findings.now().period.clone())]),
        summary: summary(shares, told().count(), all),
        drawing: Drawing::Distributions { legend: legend.unwrap_or_default(), bars: bars.collect() },
    }
}

/// Ratings by their shares of positive answers, by how the answers are spread, or by both.
fn table(findings: &Findings<'_>, rated: &[Asked<'_>], shares: bool, spread: bool) -> Table {
    let mut columns = vec![Column::words(if shares && spread { Term::Question } else { Term::Dimension })];
    if shares {
        columns.extend([
            Column::new(Term::SharePositive, Shape::Share),
            Column::numbers(Term::Mean),
            Column::new(Term::Change, Shape::Change),
            Column::words(Term::Verdict),
        ]);
    }
    if let Some(asked) = rated.first().filter(|_| spread) {
        let options = asked.question.options();
        // On paper there is no room for words.
        let heading = |point: &String| {
            let words = || option_words(asked.version, asked.question, point);
            if shares { words() } else { Term::Point.with([Cell::Text(point.clone())]) }
        };
        columns.extend(options.iter().map(|point| Column::numbers(heading(point))));
        columns.extend([Term::NotApplicable, Term::Missing].map(Column::numbers));
    }
    let width = columns.len();
    rated.iter().fold(Table::new(columns), |table, asked| {
        let mut cells = vec![Cell::Phrase(name(asked.question))];
        match asked.figures {
            Some(figures) if shares => cells.extend(share_cells(findings, asked, figures)),
            _ => {}
        }
        if let Some(figures) = asked.figures.filter(|_| spread) {
            let counts = figures.distribution.iter().map(|option| Some(option.n));
            let counts = counts.chain([figures.not_applicable, figures.missing]);
            cells.extend(counts.map(|n| Cell::or(n, Cell::Count, Term::FewerThanK)));
        }
        cells.resize(width, Cell::Absent(Term::why(&findings.now().total, &asked.question.code)));
        table.row(cells)
    })
}

fn share_cells(findings: &Findings<'_>, asked: &Asked<'_>, figures: &QuestionFigures) -> [Cell; 4] {
    let share = share_of(&findings.now().total, &figures.code);
    let mean = Cell::or(figures.mean, |mean| Cell::Number(mean, 2), Term::NoAnswers);
    let change = findings.change(asked);
    [Cell::told(share, Cell::Share), mean, difference(change), verdict(change)]
}

/// How often each answer was given, as a chart of the most frequent ones and as a table.
fn answers(findings: &Findings<'_>, asked: &Asked<'_>, figures: &QuestionFigures) -> Part {
    let mut shares = groups(figures);
    if shares.is_empty() {
        shares = options(asked, figures).into_iter().filter_map(|(_, name, share)| Some((name, share?))).collect();
    }
    shares.retain(|(_, share)| share.n > 0);
    if !matches!(asked.question.kind, Kind::Rating { .. } | Kind::Nps) {
        shares.sort_by_key(|(_, share)| std::cmp::Reverse(share.n));
    }
    let best = shares.iter().max_by_key(|(_, share)| share.n);
    let best = best.map_or(Term::Neither.into(), |(name, share)| named_share(name.clone(), *share));
    let several = matches!(asked.question.kind, Kind::Multiple { .. }).then(|| Term::SeveralAnswers.into());
    let score = figures
        .nps
        .as_ref()
        .map(|score| Term::PromoterScore.with([Cell::Signed(score.score, 1), Cell::Number(score.margin, 1)]));
    let words = asked.question.short.is_some().then(|| Phrase::from(&asked.question.text));
    let notes = words.into_iter().chain(several).chain(score).chain(largest(shares.len()));
    let part = Part::default().notes(notes);
    shares.truncate(MOST_ROWS);
    let (name, period) = (name(asked.question), findings.now().period.clone());
    part.table(frequency_table(asked, figures)).chart(Chart {
        title: Term::Beside.with([Cell::Phrase(name), Cell::Period(period)]),
        summary: Term::AnswersSummary.with([Cell::Phrase(best)]),
        drawing: Drawing::Shares {
            rows: shares.into_iter().map(|(name, share)| (name, Ok(share))).collect(),
            reference: None,
        },
    })
}

/// That a chart has the largest rows alone; nothing: it has all.
pub fn largest(rows: usize) -> Option<Phrase> {
    (rows > MOST_ROWS).then(|| Term::LargestNote.with([Cell::Count(MOST_ROWS as u64)]))
}

/// The options of a question with their shares.
fn options(asked: &Asked<'_>, figures: &QuestionFigures) -> Vec<(String, Phrase, Option<Proportion>)> {
    let options = figures.distribution.iter().map(|option| {
        let words = option_words(asked.version, asked.question, &option.option);
        (option.option.clone(), words, Proportion::of(option.n, option.of))
    });
    options.collect()
}

/// Who recommends and who does not; nothing: the question does not ask.
fn groups(figures: &QuestionFigures) -> Vec<(Phrase, Proportion)> {
    let groups = figures.nps.iter().flat_map(|score| {
        [(Term::Promoters, score.promoters), (Term::Passives, score.passives), (Term::Detractors, score.detractors)]
    });
    groups.filter_map(|(name, n)| Some((name.into(), Proportion::of(n, figures.n)?))).collect()
}

fn frequency_table(asked: &Asked<'_>, figures: &QuestionFigures) -> Table {
    let columns = [Column::words(Term::Answer), Column::new(Term::Frequency, Shape::Frequency)];
    let table = options(asked, figures).into_iter().fold(Table::new(columns), |table, (option, words, share)| {
        table.coded(option, [Cell::Phrase(words), Cell::or(share, Cell::Share, Term::NoAnswers)])
    });
    let table =
        groups(figures).into_iter().fold(table, |table, (name, share)| table.total([name.into(), Cell::Share(share)]));
    let answered = Term::AnsweredOf.with([Cell::Count(figures.n)]);
    let counts = [figures.asked, figures.not_applicable, figures.missing];
    let counts = counts.map(|n| Cell::or(n, Cell::Count, Term::FewerThanK));
    let days = [figures.days.map(|days| days.from), figures.days.map(|days| days.to)];
    let days = days.map(|day| Cell::or(day, Cell::Day, Term::FewerThanK));
    let rest = Term::NotAnswered.with(counts.into_iter().chain(days));
    table.total([Cell::Phrase(answered), Cell::Phrase(rest)])
}

/// What people are shown for a question.
pub fn name(question: &Question) -> Phrase {
    Phrase::Coded(question.code.to_string(), question.name().clone())
}

/// The words of an option, as a version has them.
pub fn option_words(version: &Version, question: &Question, option: &str) -> Phrase {
    let labels = &version.questionnaire.rating_labels;
    let words = match &question.kind {
        Kind::Rating { scale } if usize::from(*scale) == labels.len() => {
            option.parse::<usize>().ok().and_then(|value| labels.get(value.checked_sub(1)?))
        }
        Kind::Single { options, .. } | Kind::Multiple { options, .. } => {
            options.iter().find(|known| known.code.as_str() == option).map(|known| &known.text)
        }
        _ => None,
    };
    match (words, &question.kind, option) {
        (Some(words), Kind::Rating { .. }, _) => Phrase::Coded(option.to_owned(), words.clone()),
        (Some(words), ..) => words.into(),
        (None, Kind::YesNo, "yes") => Term::Yes.into(),
        (None, Kind::YesNo, "no") => Term::No.into(),
        (None, ..) => Term::Point.with([Cell::Text(option.to_owned())]),
    }
}
