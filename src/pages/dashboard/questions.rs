//! All that was asked: ratings as bars below each other, and every other question by itself.

use crate::pages::dashboard::departments::summary;
use crate::pages::dashboard::lens::Lens;
use crate::pages::dashboard::table::{Files, MOST_ROWS, Section};
use crate::pages::shared::{Row, Table, estimate, fill};
use crate::reports::charts::Caption;
use crate::reports::charts::intervals::{self, Intervals};
use crate::reports::charts::stacked::{self, Stacked};
use crate::survey::codes::QuestionCode;
use crate::survey::comparison::{ComparedQuestion, Comparison};
use crate::survey::disclosure::Withheld;
use crate::survey::figures::{OptionFigures, Proportion, QuestionFigures};
use crate::survey::questionnaire::{Kind, Question, Questionnaire, Version};

/// A question with its figures and the questionnaire that asked it last.
type Asked<'a> = (&'a QuestionFigures, &'a Question, &'a Questionnaire);

/// The sections about questions, of a comparison of everything that was asked.
pub struct Questions<'a> {
    lens: &'a Lens,
    comparison: &'a Comparison,
    asked: Vec<Asked<'a>>,
    /// Those that were asked and are not told, and why.
    untold: Vec<(&'a Question, Withheld)>,
    period: String,
}

impl<'a> Questions<'a> {
    /// The questions that have figures, as the newest version asks them.
    pub fn new<V>(lens: &'a Lens, versions: &'a [V], comparison: &'a Comparison) -> Self
    where
        V: AsRef<Version>,
    {
        let total = &comparison.period.total;
        let asked = total.questions.iter().filter_map(|figures| {
            let (question, questionnaire) = find(versions, &figures.code)?;
            Some((figures, question, questionnaire))
        });
        let untold = total.untold.iter().filter_map(|(code, why)| Some((find(versions, code)?.0, *why)));
        let period = lens.numbers.period(&comparison.period.period);
        Self { lens, comparison, asked: asked.collect(), untold: untold.collect(), period }
    }

    /// The ratings, those of one scale together; none: there are none.
    pub fn ratings(&self, files: &Files) -> Option<Section> {
        let scale = self.asked.iter().find_map(|(_, question, _)| scale(question))?;
        let rated: Vec<_> = self.asked.iter().filter(|(_, question, _)| self::scale(question) == Some(scale)).collect();
        let untold: Vec<_> = self.untold.iter().filter(|(question, _)| self::scale(question) == Some(scale)).collect();
        let (figures, question, questionnaire) = rated.first()?;
        let options = figures.distribution.iter();
        let legend: Vec<String> = options.map(|option| self.option(question, questionnaire, &option.option)).collect();
        let words = &self.lens.words.dimensions;
        let rows = rated.iter().map(|(figures, question, _)| self.rating_row(figures, self.lens.text(&question.text)));
        let rows = rows.chain(untold.iter().map(|(question, why)| self.untold_row(question, *why)));
        Some(Section {
            id: "dimensions".to_owned(),
            title: words.title.clone(),
            notes: std::iter::once(words.lead.clone()).chain(self.other_days(&rated)).collect(),
            chart: Some(self.stack(&rated, &legend, rated.len() + untold.len())),
            table: Some(Table { columns: self.rating_columns(legend), rows: rows.collect() }),
            files: Some(files.clone()),
            ..Section::default()
        })
    }

    /// The chart of some ratings, of so many that were asked.
    fn stack(&self, rated: &[&Asked<'a>], legend: &[String], asked: usize) -> String {
        let words = &self.lens.words.dimensions;
        let answered = rated.iter().filter(|(figures, ..)| figures.n > 0);
        let rows = answered.map(|(figures, question, _)| self.bar(figures, self.lens.text(&question.text)));
        let rows: Vec<stacked::Row> = rows.collect();
        let named = |(figures, question, _): &&Asked<'a>| Some((self.lens.text(&question.text), figures.positive?));
        let comparable = rated.iter().copied().filter(|(figures, ..)| figures.comparable);
        let compared: Vec<(&str, Proportion)> = comparable.filter_map(|asked| named(&asked)).collect();
        let chart = Stacked {
            caption: Caption {
                id: "dimensions-chart",
                title: &fill(&words.chart, &[("period", &self.period)]),
                description: &summary(self.lens, &words.summary, &compared, (rows.len(), asked)),
            },
            numbers: self.lens.numbers,
            rows,
            legend: legend.to_vec(),
        };
        chart.draw()
    }

    /// Which ratings cover other days than the headline; none: all cover the same.
    fn other_days(&self, rated: &[&Asked<'a>]) -> Option<String> {
        let apart = rated.iter().filter(|(figures, ..)| !figures.comparable);
        let apart: Vec<&str> = apart.map(|(_, question, _)| self.lens.text(&question.text)).collect();
        let list = apart.join("; ");
        (!apart.is_empty()).then(|| fill(&self.lens.words.dimensions.other_days, &[("list", &list)]))
    }

    /// Every question that is not among the ratings, and that somebody answered; none: there is none.
    pub fn others(&self, files: &Files) -> Option<Section> {
        let first = self.asked.iter().find_map(|(_, question, _)| scale(question));
        let is_other = |question: &Question| first.is_none() || scale(question) != first;
        let others = self.asked.iter().filter(|(figures, question, _)| figures.n > 0 && is_other(question));
        let parts: Vec<Section> =
            others.map(|(figures, question, questionnaire)| self.other(figures, question, questionnaire)).collect();
        let notes: Vec<String> = self.others_untold(is_other).into_iter().collect();
        (!parts.is_empty() || !notes.is_empty()).then(|| Section {
            id: "others".to_owned(),
            title: self.lens.words.others.title.clone(),
            notes,
            files: Some(files.clone()),
            parts,
            ..Section::default()
        })
    }

    /// Which of these questions are not told; none: all are.
    fn others_untold(&self, is_other: impl Fn(&Question) -> bool) -> Option<String> {
        let others = self.untold.iter().filter(|(question, _)| is_other(question));
        let texts: Vec<&str> = others.map(|(question, _)| self.lens.text(&question.text)).collect();
        let note = || self.lens.with_k(&fill(&self.lens.words.others.untold, &[("list", &texts.join("; "))]));
        (!texts.is_empty()).then(note)
    }

    fn untold_row(&self, question: &Question, why: Withheld) -> Row {
        Row {
            head: self.lens.text(&question.text).to_owned(),
            code: question.code.to_string(),
            cells: Err(self.lens.why(Some(why))),
        }
    }

    fn bar(&self, figures: &QuestionFigures, text: &str) -> stacked::Row {
        let nobody = || self.lens.words.withheld.nobody.clone();
        let shares: Option<Vec<f64>> = figures.distribution.iter().map(|option| option.share).collect();
        let note = figures.positive.map(|share| self.lens.with_share(&self.lens.words.dimensions.note, &share));
        stacked::Row {
            label: text.to_owned(),
            shown: shares.filter(|_| figures.n > 0).ok_or_else(nobody),
            note: note.unwrap_or_default(),
        }
    }

    fn rating_columns(&self, legend: Vec<String>) -> Vec<String> {
        let columns = &self.lens.words.columns;
        let front = [&columns.question, &columns.n, &columns.positive, &columns.interval, &columns.mean];
        let back = [&columns.change, &columns.verdict, &columns.not_applicable, &columns.missing];
        front.map(Clone::clone).into_iter().chain(legend).chain(back.map(Clone::clone)).collect()
    }

    fn rating_row(&self, figures: &QuestionFigures, text: &str) -> Row {
        let numbers = self.lens.numbers;
        let cells = figures.positive.map(|share| {
            let mut cells = vec![numbers.count(share.of), numbers.share(share.share), self.lens.interval(&share)];
            cells.push(figures.mean.map_or_else(|| "–".to_owned(), |mean| numbers.decimal(mean, 2)));
            cells.extend(figures.distribution.iter().map(|option| self.count_with_share(option)));
            cells.extend(self.lens.change(self.compared(&figures.code)));
            let rest = [figures.not_applicable, figures.missing];
            cells.extend(rest.map(|n| n.map_or_else(|| "–".to_owned(), |n| numbers.count(n))));
            cells
        });
        Row {
            head: text.to_owned(),
            code: figures.code.to_string(),
            cells: cells.ok_or_else(|| self.lens.words.withheld.nobody.clone()),
        }
    }

    fn other(&self, figures: &QuestionFigures, question: &Question, questionnaire: &Questionnaire) -> Section {
        let words = &self.lens.words.others;
        let text = self.lens.text(&question.text);
        let mut notes = Vec::new();
        if matches!(question.kind, Kind::Multiple { .. }) {
            notes.push(words.several.clone());
        }
        if let Some(score) = &figures.nps {
            let (score, margin) =
                (self.lens.numbers.signed(score.score, 1), self.lens.numbers.decimal(score.margin, 1));
            notes.push(fill(&words.score, &[("score", &score), ("margin", &margin)]));
        }
        let shares = self.shares(figures, question, questionnaire);
        let mut chosen: Vec<(&str, Proportion)> = shares
            .iter()
            .filter_map(|(_, name, share)| Some((name.as_str(), share.filter(|share| share.n > 0)?)))
            .collect();
        if !matches!(question.kind, Kind::Rating { .. }) {
            chosen.sort_by_key(|(_, share)| std::cmp::Reverse(share.n));
        }
        let best = chosen.iter().max_by_key(|(_, share)| share.n);
        let best = best.map_or_else(|| "–".to_owned(), |(name, share)| self.lens.named_share(name, share));
        if chosen.len() > MOST_ROWS {
            chosen.truncate(MOST_ROWS);
            notes.push(fill(&self.lens.words.largest, &[("count", &MOST_ROWS.to_string())]));
        }
        let title = fill(&words.chart, &[("question", text), ("period", &self.period)]);
        let rows =
            chosen.iter().map(|(name, share)| intervals::Row { label: (*name).to_owned(), shown: Ok(estimate(share)) });
        let id = format!("question-{}", question.code);
        let chart = Intervals {
            caption: Caption {
                id: &format!("{id}-chart"),
                title: &title,
                description: &fill(&words.summary, &[("best", &best)]),
            },
            numbers: self.lens.numbers,
            rows: rows.collect(),
            reference: None,
        };
        Section {
            chart: Some(chart.draw()),
            table: Some(self.share_table(&shares)),
            id,
            title: text.to_owned(),
            notes,
            ..Section::default()
        }
    }

    /// The options of a question with their shares; those of a recommendation in its three groups.
    fn shares(
        &self,
        figures: &QuestionFigures,
        question: &Question,
        questionnaire: &Questionnaire,
    ) -> Vec<(String, String, Option<Proportion>)> {
        let words = &self.lens.words.others;
        if let Some(score) = &figures.nps {
            let groups = [
                ("promoters", &words.promoters, score.promoters),
                ("passives", &words.passives, score.passives),
                ("detractors", &words.detractors, score.detractors),
            ];
            return groups.map(|(code, name, n)| (code.to_owned(), name.clone(), Proportion::of(n, figures.n))).into();
        }
        let options = figures.distribution.iter();
        let share = |option: &OptionFigures| Proportion::of(option.n, option.of);
        let name = |option: &OptionFigures| self.option(question, questionnaire, &option.option);
        options.map(|option| (option.option.clone(), name(option), share(option))).collect()
    }

    fn share_table(&self, shares: &[(String, String, Option<Proportion>)]) -> Table {
        let columns = &self.lens.words.columns;
        let heads = [&columns.answer, &columns.n, &columns.share, &columns.interval];
        let rows = shares.iter().map(|(code, name, share)| Row {
            head: name.clone(),
            code: code.clone(),
            cells: share
                .map(|share| {
                    let numbers = self.lens.numbers;
                    vec![numbers.count(share.n), numbers.share(share.share), self.lens.interval(&share)]
                })
                .ok_or_else(|| self.lens.words.withheld.nobody.clone()),
        });
        Table { columns: heads.map(Clone::clone).into(), rows: rows.collect() }
    }

    fn count_with_share(&self, option: &OptionFigures) -> String {
        let n = self.lens.numbers.count(option.n);
        option.share.map_or_else(|| n.clone(), |share| format!("{n} ({})", self.lens.numbers.share(share)))
    }

    fn compared(&self, code: &QuestionCode) -> Option<&ComparedQuestion> {
        self.comparison.total.questions.iter().find(|compared| compared.code == *code)
    }

    /// The words of an option.
    fn option(&self, question: &Question, questionnaire: &Questionnaire, option: &str) -> String {
        let words = match &question.kind {
            Kind::Rating { scale } if questionnaire.rating_labels.len() == usize::from(*scale) => {
                let place = option.parse::<usize>().ok().and_then(|value| value.checked_sub(1));
                place.and_then(|place| questionnaire.rating_labels.get(place)).map(|label| self.lens.text(label))
            }
            Kind::Single { options, .. } | Kind::Multiple { options, .. } => {
                let known = options.iter().find(|known| known.code.as_str() == option);
                known.map(|known| self.lens.text(&known.text))
            }
            Kind::YesNo => Some(if option == "yes" { &self.lens.words.yes } else { &self.lens.words.no }.as_str()),
            _ => None,
        };
        words.unwrap_or(option).to_owned()
    }
}

/// A question as the newest version asks it that does.
pub fn find<'a, V: AsRef<Version>>(
    versions: &'a [V],
    code: &QuestionCode,
) -> Option<(&'a Question, &'a Questionnaire)> {
    let mut versions = versions.iter().rev().map(AsRef::as_ref);
    versions.find_map(|version| Some((version.question(code.as_str())?, &version.questionnaire)))
}

fn scale(question: &Question) -> Option<u8> {
    match question.kind {
        Kind::Rating { scale } => Some(scale),
        _ => None,
    }
}
