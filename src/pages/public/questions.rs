//! All that was asked: ratings as bars below each other, and every other question by itself.

use crate::pages::public::reader::Reader;
use crate::pages::public::section::Section;
use crate::pages::shared::{Row, Table, estimate, fill};
use crate::reports::charts::Caption;
use crate::reports::charts::intervals::{self, Intervals};
use crate::reports::charts::stacked::{self, Stacked};
use crate::survey::codes::QuestionCode;
use crate::survey::comparison::Comparison;
use crate::survey::disclosure::Withheld;
use crate::survey::figures::{Proportion, QuestionFigures};
use crate::survey::questionnaire::{Kind, Question, Questionnaire, Version};

/// A question with its figures, as the newest version asked it that was there by then.
type Asked<'a> = (&'a QuestionFigures, &'a Question, &'a Questionnaire);

/// The sections about questions, of a comparison of everything that was asked.
pub struct Questions<'a> {
    reader: &'a Reader,
    comparison: &'a Comparison,
    asked: Vec<Asked<'a>>,
    /// Those that were asked and are not told, and why.
    untold: Vec<(&'a Question, Withheld)>,
    period: String,
}

impl<'a> Questions<'a> {
    /// The questions that have figures; the versions newest first.
    pub fn new(reader: &'a Reader, versions: &[&'a Version], comparison: &'a Comparison) -> Self {
        let total = &comparison.period.total;
        let figures = total.questions.iter().filter(|figures| figures.n > 0);
        let asked = figures.filter_map(|figures| {
            let (question, questionnaire) = find(versions, &figures.code)?;
            Some((figures, question, questionnaire))
        });
        let untold = total.untold.iter().filter_map(|(code, why)| Some((find(versions, code)?.0, *why)));
        let period = reader.numbers.period(&comparison.period.period);
        Self { reader, comparison, asked: asked.collect(), untold: untold.collect(), period }
    }

    /// The ratings, those of one scale together; none: there are none.
    pub fn ratings(&self) -> Option<Section> {
        let scale = self.scale()?;
        let rated: Vec<&Asked<'_>> = self.asked.iter().filter(|(_, question, _)| scale_of(question) == scale).collect();
        let (figures, question, questionnaire) = rated.first()?;
        let options = figures.distribution.iter();
        let legend: Vec<String> =
            options.map(|option| self.reader.option(question, questionnaire, &option.option)).collect();
        let words = &self.reader.words.ratings;
        let untold = self.untold.iter().filter(|(question, _)| scale_of(question) == scale);
        let rows = rated.iter().map(|asked| self.rating_row(asked)).chain(untold.map(|untold| self.untold_row(untold)));
        let columns = &self.reader.words.columns;
        let front = [&columns.question, &columns.n, &columns.positive, &columns.interval].map(Clone::clone);
        let back = [&columns.change, &columns.verdict].map(Clone::clone);
        Some(Section {
            id: "ratings".to_owned(),
            title: words.title.clone(),
            notes: std::iter::once(words.lead.clone()).chain(self.other_days(&rated)).collect(),
            chart: self.stack(&rated, &legend),
            table: Table { columns: front.into_iter().chain(legend).chain(back).collect(), rows: rows.collect() },
        })
    }

    fn stack(&self, rated: &[&Asked<'_>], legend: &[String]) -> String {
        let comparable = rated.iter().filter(|(figures, ..)| figures.comparable);
        let compared =
            comparable.filter_map(|(figures, question, _)| Some((self.reader.text(&question.text), figures.positive?)));
        let compared: Vec<(&str, Proportion)> = compared.collect();
        let chart = Stacked {
            caption: Caption {
                id: "ratings-chart",
                title: &fill(&self.reader.words.ratings.chart, &[("period", &self.period)]),
                description: &self.reader.summary(&compared, (rated.len(), rated.len())),
            },
            numbers: self.reader.numbers,
            rows: rated.iter().map(|asked| self.bar(asked)).collect(),
            legend: legend.to_vec(),
        };
        chart.draw()
    }

    /// Which ratings cover other days than the headline; none: all cover the same.
    fn other_days(&self, rated: &[&Asked<'_>]) -> Option<String> {
        let apart = rated.iter().filter(|(figures, ..)| !figures.comparable);
        let apart: Vec<&str> = apart.map(|(_, question, _)| self.reader.text(&question.text)).collect();
        let list = apart.join("; ");
        (!apart.is_empty()).then(|| fill(&self.reader.words.ratings.other_days, &[("list", &list)]))
    }

    fn untold_row(&self, (question, why): &(&Question, Withheld)) -> Row {
        Row {
            head: self.reader.text(&question.text).to_owned(),
            code: question.code.to_string(),
            cells: Err(self.reader.reason(Some(*why))),
        }
    }

    /// Which questions that are not among the ratings are not told, and why; none: all are.
    pub fn untold(&self) -> Option<String> {
        let scale = self.scale();
        let others = self.untold.iter().filter(|(question, _)| scale.is_none_or(|scale| scale_of(question) != scale));
        let list: Vec<&str> = others.map(|(question, _)| self.reader.text(&question.text)).collect();
        let note = || self.reader.with_k(&fill(&self.reader.words.others.untold, &[("list", &list.join("; "))]));
        (!list.is_empty()).then(note)
    }

    /// Every question that is not among the ratings.
    pub fn others(&self) -> Vec<Section> {
        let scale = self.scale();
        let others = self.asked.iter().filter(|(_, question, _)| scale.is_none_or(|scale| scale_of(question) != scale));
        others.map(|asked| self.other(asked)).collect()
    }

    /// The scale that ratings are shown on together: that of the first.
    fn scale(&self) -> Option<Option<u8>> {
        self.asked.iter().map(|(_, question, _)| scale_of(question)).find(Option::is_some)
    }

    fn bar(&self, (figures, question, _): &Asked<'_>) -> stacked::Row {
        let shares: Option<Vec<f64>> = figures.distribution.iter().map(|option| option.share).collect();
        let note = figures.positive.map(|share| self.reader.with_share(&self.reader.words.ratings.note, &share));
        stacked::Row {
            label: self.reader.text(&question.text).to_owned(),
            shown: shares.ok_or_else(|| self.reader.words.withheld.nobody.clone()),
            note: note.unwrap_or_else(|| self.reader.numbers.size(figures.n)),
        }
    }

    fn rating_row(&self, (figures, question, _): &Asked<'_>) -> Row {
        let numbers = self.reader.numbers;
        let compared = self.comparison.total.questions.iter().find(|compared| compared.code == figures.code);
        let change = self.reader.change(compared);
        let cells = figures.positive.map(|share| {
            let mut cells = vec![numbers.count(share.of), numbers.share(share.share), self.reader.interval(&share)];
            cells.extend(figures.distribution.iter().map(|option| match option.share {
                Some(share) => format!("{} ({})", numbers.count(option.n), numbers.share(share)),
                None => numbers.count(option.n),
            }));
            cells.extend([change.size.unwrap_or_else(|| "–".to_owned()), change.verdict]);
            cells
        });
        Row {
            head: self.reader.text(&question.text).to_owned(),
            code: figures.code.to_string(),
            cells: cells.ok_or_else(|| self.reader.words.withheld.nobody.clone()),
        }
    }

    fn other(&self, asked: &Asked<'_>) -> Section {
        let (figures, question, _) = asked;
        let text = self.reader.text(&question.text);
        let words = &self.reader.words;
        let mut shares = self.shares(asked);
        if matches!(question.kind, Kind::Single { .. } | Kind::Multiple { .. }) {
            shares.sort_by_key(|(_, share)| std::cmp::Reverse(share.n));
        }
        let shown: Vec<(&str, Proportion)> = shares.iter().map(|(name, share)| (name.as_str(), *share)).collect();
        let id = format!("question-{}", figures.code);
        let chart = Intervals {
            caption: Caption {
                id: &format!("{id}-chart"),
                title: &format!("{text} {}", self.period),
                description: &self.reader.summary(&shown, (shown.len(), shares.len())),
            },
            numbers: self.reader.numbers,
            rows: shares
                .iter()
                .map(|(name, share)| intervals::Row { label: name.clone(), shown: Ok(estimate(share)) })
                .collect(),
            reference: None,
        };
        let columns = &words.columns;
        let rows = shares.iter().map(|(name, share)| {
            let numbers = self.reader.numbers;
            let cells = vec![numbers.count(share.n), numbers.share(share.share), self.reader.interval(share)];
            Row { head: name.clone(), code: String::new(), cells: Ok(cells) }
        });
        let several = matches!(question.kind, Kind::Multiple { .. }).then(|| words.others.several.clone());
        Section {
            chart: chart.draw(),
            table: Table {
                columns: [&columns.answer, &columns.n, &columns.share, &columns.interval].map(Clone::clone).into(),
                rows: rows.collect(),
            },
            id,
            title: text.to_owned(),
            notes: several.into_iter().chain([self.reader.numbers.size(figures.n)]).collect(),
        }
    }

    /// The options of a question with their shares; those of a recommendation in its three groups.
    fn shares(&self, (figures, question, questionnaire): &Asked<'_>) -> Vec<(String, Proportion)> {
        let words = &self.reader.words.others;
        let named: Vec<(String, u64, u64)> = match &figures.nps {
            Some(score) => vec![
                (words.promoters.clone(), score.promoters, figures.n),
                (words.passives.clone(), score.passives, figures.n),
                (words.detractors.clone(), score.detractors, figures.n),
            ],
            None => figures
                .distribution
                .iter()
                .map(|option| (self.reader.option(question, questionnaire, &option.option), option.n, option.of))
                .collect(),
        };
        named.into_iter().filter_map(|(name, n, of)| Some((name, Proportion::of(n, of)?))).collect()
    }
}

/// A question as the newest of these versions asks it that does; the versions newest first.
pub fn find<'a>(versions: &[&'a Version], code: &QuestionCode) -> Option<(&'a Question, &'a Questionnaire)> {
    versions.iter().find_map(|version| Some((version.question(code.as_str())?, &version.questionnaire)))
}

fn scale_of(question: &Question) -> Option<u8> {
    match question.kind {
        Kind::Rating { scale } => Some(scale),
        _ => None,
    }
}
