//! What everybody said to one question, and its rare options: in tables by class, neighbouring options are told together until each has enough answers.
//!
//! Counts are whole and never negative, and that bounds what sums leave open: where few gave an answer, tables by block and
//! by class together may say of a small group that somebody in it gave it. An attacker with linear programming, in the
//! tests, sets the number.

use crate::survey::disclosure::published::Threshold;
use crate::survey::questionnaire::{Kind, Question};
use crate::survey::response::{Answer, Answers};

/// How many times k answers each option of a table by class has, at least, in the whole period.
const ANSWERS: u64 = 4;

/// What everybody said to one question: a bit for each option that they chose; none: no real answer.
pub(in crate::survey::disclosure) struct Column {
    pub question: Question,
    pub options: Vec<String>,
    pub chosen: Vec<u64>,
}

impl Column {
    pub fn of(question: &Question) -> Self {
        Self { question: question.clone(), options: question.options(), chosen: Vec::new() }
    }

    /// Notes what one person said.
    pub fn add(&mut self, answers: &Answers) {
        let bit = |name: &str| self.options.iter().position(|option| option == name).map_or(0, |place| 1 << place);
        self.chosen.push(match answers.get(&self.question.code) {
            Some(Answer::Number(value)) => bit(&value.to_string()),
            Some(Answer::Word(option)) => bit(option.as_str()),
            Some(Answer::Words(options)) => options.iter().fold(0, |bits, option| bits | bit(option.as_str())),
            Some(Answer::NotApplicable) | None => 0,
        });
    }
}

/// The options of a column, by place, those together that are told together; none: nothing would be left to tell apart.
///
/// Only neighbours on one side of what counts as positive are joined, so that shares stay exact.
pub(in crate::survey::disclosure) fn join_rare(column: &Column, k: Threshold) -> Option<Vec<Vec<usize>>> {
    let least = ANSWERS * k.get();
    let chose = |group: &[usize]| {
        let bits = group.iter().fold(0, |bits, option| bits | 1_u64 << option);
        column.chosen.iter().filter(|chosen| **chosen & bits != 0).count() as u64
    };
    let mut groups: Vec<Vec<usize>> = (0..column.options.len()).map(|option| vec![option]).collect();
    let mut counts: Vec<u64> = groups.iter().map(|group| chose(group)).collect();
    while let Some(rarest) = (0..groups.len()).min_by_key(|place| counts[*place]).filter(|place| counts[*place] < least)
    {
        let side = |place: usize| side(&column.question, &column.options[groups[place][0]]);
        let beside = [rarest.checked_sub(1), Some(rarest + 1).filter(|next| *next < groups.len())];
        let beside = beside.into_iter().flatten().filter(|place| side(*place) == side(rarest));
        let other = beside.min_by_key(|place| counts[*place])?;
        let (first, second) = (rarest.min(other), rarest.max(other));
        let joined = groups.remove(second);
        counts.remove(second);
        groups[first].extend(joined);
        counts[first] = chose(&groups[first]);
    }
    (groups.len() > 1).then_some(groups)
}

/// On which side of what counts as positive an option lies.
fn side(question: &Question, option: &str) -> u8 {
    match (&question.kind, option.parse::<u8>()) {
        // Detractors, passives and promoters: so the score stays exact.
        (Kind::Nps, Ok(value)) => u8::from(value > 6) + u8::from(value > 8),
        _ => u8::from(question.counts_as_positive(option) == Some(true)),
    }
}
