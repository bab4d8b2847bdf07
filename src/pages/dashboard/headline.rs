//! The first thing that one reads: a share, how sure it is, and whether it changed.

use crate::pages::dashboard::lens::Lens;
use crate::pages::shared::fill;
use crate::survey::comparison::Comparison;
use crate::survey::figures::QuestionFigures;

/// The headline.
#[derive(Debug)]
pub struct Headline {
    /// The question.
    pub question: String,
    /// The share of positive answers.
    pub share: String,
    /// Its label, value pairs: n, the interval, the certainty, the mean.
    pub facts: Vec<(String, String)>,
    /// What may be concluded of the change.
    pub verdict: String,
    /// The change: how large, and against what; empty: there is nothing to hold it against.
    pub change: Vec<String>,
}

impl Headline {
    /// The headline of the one question of a comparison; none: nobody answered it.
    pub fn new(lens: &Lens, question: &str, comparison: &Comparison, figures: &QuestionFigures) -> Option<Self> {
        let positive = figures.positive?;
        let words = &lens.words.headline;
        let mut facts = vec![
            (words.interval.clone(), lens.interval(&positive)),
            (words.n.clone(), lens.numbers.count(positive.of)),
        ];
        facts.extend(figures.mean.map(|mean| (words.mean.clone(), lens.numbers.decimal(mean, 2))));
        facts.push((words.certainty.clone(), lens.words.certainty.of(positive.certainty()).to_owned()));
        let compared = comparison.total.questions.iter().find(|compared| compared.code == figures.code);
        let [_, verdict] = lens.change(compared);
        let mut change = Vec::new();
        if let Some((difference, before)) =
            compared.and_then(|it| Some((it.contrast.difference?, it.contrast.against?)))
        {
            change.push(lens.numbers.points(difference.share));
            let interval = lens.numbers.points_interval(difference.low, difference.high);
            change.push(fill(&words.change_interval, &[("interval", &interval)]));
            let against = fill(&words.against, &[("period", &lens.numbers.period(&comparison.against.period))]);
            change.push(lens.with_share(&against, &before));
        }
        Some(Self { question: question.to_owned(), share: lens.numbers.share(positive.share), facts, verdict, change })
    }
}
