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
use crate::survey::figures::{OptionFigures, Proportion, QuestionFigures};
use crate::survey::questionnaire::{Kind, Question, Questionnaire, Version};

/// The sections about questions, of a comparison of everything that was asked.
pub struct Questions<'a> {
    lens: &'a Lens,
    comparison: &'a Comparison,
    /// Each question with its figures and the questionnaire that asked it last.
    asked: Vec<(&'a QuestionFigures, &'a Question, &'a Questionnaire)>,
    period: String,
}

impl<'a> Questions<'a> {
    /// The questions that have figures, as the newest version asks them.
    pub fn new<V>(lens: &'a Lens, versions: &'a [V], comparison: &'a Comparison) -> Self
    where
        V: AsRef<Version>,
    {
        let asked = comparison.period.total.questions.iter().filter_map(|figures| {
            let (question, questionnaire) = find(versions, &figures.code)?;
            Some((figures, question, questionnaire))
        });
        let period = lens.numbers.period(&comparison.period.period);
        Self { lens, comparison, asked: asked.collect(), period }
    }

    /// The ratings, those of one scale together; none: there are none.
    pub fn ratings(&self, files: &Files) -> Option<Section> {
        let scale = self.asked.iter().find_map(|(_, question, _)| scale(question))?;
        let rated: Vec<_> = self.asked.iter().filter(|(_, question, _)| self::scale(question) == Some(scale)).collect();
        let words = &self.lens.words.dimensions;
        let legend = rated.first().map(|(figures, question, questionnaire)| {
            figures.distribution.iter().map(|option| self.option(question, questionnaire, &option.option)).collect()
        });
        let legend: Vec<String> = legend?;
        let answered = rated.iter().filter(|(figures, ..)| figures.n > 0);
        let rows = answered.map(|(figures, question, _)| self.bar(figures, self.lens.text(&question.text)));
        let shown: Vec<(&str, Proportion)> = rated
            .iter()
            .filter_map(|(figures, question, _)| Some((self.lens.text(&question.text), figures.positive?)))
            .collect();
        let chart = Stacked {
            caption: Caption {
                id: "dimensions-chart",
                title: &fill(&words.chart, &[("period", &self.period)]),
                description: &summary(self.lens, &words.summary, &shown, rated.len()),
            },
            numbers: self.lens.numbers,
            rows: rows.collect(),
            legend: legend.clone(),
        };
        let rows = rated.iter().map(|(figures, question, _)| self.rating_row(figures, self.lens.text(&question.text)));
        Some(Section {
            id: "dimensions".to_owned(),
            title: words.title.clone(),
            notes: vec![words.lead.clone()],
            chart: Some(chart.draw()),
            table: Some(Table { columns: self.rating_columns(legend), rows: rows.collect() }),
            files: Some(files.clone()),
            ..Section::default()
        })
    }

    /// Every question that is not among the ratings, and that somebody answered; none: there is none.
    pub fn others(&self, files: &Files) -> Option<Section> {
        let first = self.asked.iter().find_map(|(_, question, _)| scale(question));
        let is_other = |question: &Question| first.is_none() || scale(question) != first;
        let others = self.asked.iter().filter(|(figures, question, _)| figures.n > 0 && is_other(question));
        let parts: Vec<Section> =
            others.map(|(figures, question, questionnaire)| self.other(figures, question, questionnaire)).collect();
        (!parts.is_empty()).then(|| Section {
            id: "others".to_owned(),
            title: self.lens.words.others.title.clone(),
            files: Some(files.clone()),
            parts,
            ..Section::default()
        })
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
            cells.extend([numbers.count(figures.not_applicable), numbers.count(figures.missing)]);
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
        let share = |option: &OptionFigures| Proportion::of(option.n, figures.n);
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
