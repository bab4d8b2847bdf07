//! What calls for a decision: one list of signals, which the review proposes from, and which every page that says where to
//! act repeats.
//!
//! Signals are arithmetic on figures that are told, and on what the office entered. Whether a share moved, stands apart or
//! misses its target is judged where that is told too ([`compare`], [`stand`], [`trends_of_departments`], [`reached`]): a
//! figure has one verdict. What a signal says in words is decided in `survey::report`.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::survey::action::{Action, Effect, EffectVerdict, Status};
use crate::survey::codes::{DepartmentCode, QuestionCode, SurveySlug};
use crate::survey::comment::Cell as CommentCell;
use crate::survey::comparison::{ComparedGroup, compare};
use crate::survey::complaint::{Cases, Complaints};
use crate::survey::disclosure::Dimension;
use crate::survey::figures::{Group, GroupBy, Key, Proportion, Query, Record, Results, UnknownName, results};
use crate::survey::period::{Period, Unit};
use crate::survey::standing::stand;
use crate::survey::statistics::{ChiSquared, Difference, Limits, Rule, chi_squared};
use crate::survey::target::{Target, TargetVerdict, reached};
use crate::survey::trend::{Point, TrendQuery, trend, trends_of_departments};
use crate::survey::wording::Verdict;

/// Below this p-value the channels are mixed in another way than before.
pub const SHIFTED: f64 = 0.01;

/// How often the list is wrong, and how often it sees a fall, in an imagined office of eleven departments with 200 answers
/// each in a quarter, of which 80 of 100 are positive; `cargo bench --bench load -- alarms` computes it anew.
pub const SIMULATED: Simulated = Simulated { false_a_year: 0.84, found_at_once: 0.73, found_by_the_next: 0.92 };

/// What was found of the list in years without any change, and after a fall of ten points in one department.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Simulated {
    /// How many signals a year were false.
    pub false_a_year: f64,
    /// The share of falls that were found in the quarter in which they happened, 0 to 1.
    pub found_at_once: f64,
    /// The share of those that were found by the end of the next, 0 to 1.
    pub found_by_the_next: f64,
}

/// Where signals are looked for.
#[derive(Debug, Clone)]
pub struct Sought<'a> {
    /// What was released of the survey.
    pub record: &'a Record,
    /// The survey.
    pub survey: SurveySlug,
    /// The period. As long as it is not closed nothing is concluded from its figures.
    pub period: Period,
    /// Only these departments; empty: the whole office, and all of its departments.
    pub departments: Vec<DepartmentCode>,
    /// The day on which it is told.
    pub today: Date,
    /// What the office decided to do.
    pub actions: &'a [Action],
    /// What the office has set itself.
    pub targets: &'a [Target],
    /// The complaints and motions that it counted.
    pub complaints: &'a [Complaints],
    /// What people wrote, as far as it was released of the period.
    pub comments: &'a [CommentCell],
}

/// Something that is more than noise. Not all of it is bad: see [`Signal::is_adverse`].
#[derive(Debug, Clone, PartialEq)]
pub enum Signal {
    /// A share of positive answers that moved, stands apart or misses its target.
    Share(Place),
    /// An action that should have been done.
    Overdue(Action),
    /// An action whose effect was measured in the period, and is known.
    Measured(Action, Effect),
    /// Complaints and motions that were not all handled on time.
    Late(DepartmentCode, Late),
    /// The channels are mixed in another way than in the period before.
    ChannelsShifted {
        /// The period before.
        against: Period,
        /// The p-value of the test of the two mixes.
        p: f64,
    },
    /// Comments were released, and nobody has read them.
    Unread(u64),
}

/// A question in one department, or in the whole office, with all that its share of positive answers gives to think about.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// The question.
    pub question: QuestionCode,
    /// The department; none: the whole office.
    pub department: Option<DepartmentCode>,
    /// Its share of positive answers in the period.
    pub share: Proportion,
    /// What is to be said of it.
    pub evidence: Vec<Evidence>,
}

impl Place {
    /// Whether any of the actions about a survey is under way for it.
    pub fn is_answered<'a>(&self, mut actions: impl Iterator<Item = &'a Action>) -> bool {
        let is_about = |action: &Action| action.question == self.question && action.department == self.department;
        actions.any(|action| is_about(action) && action.done_on.is_none())
    }

    /// Whether it is worse than its target.
    pub fn misses_target(&self) -> bool {
        self.evidence.iter().any(|evidence| matches!(evidence.kind, EvidenceKind::Target { .. }))
    }
}

/// Something to be said of a share.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// What it is.
    pub kind: EvidenceKind,
    /// Whether it also holds without the responses that repeat others.
    pub certain: bool,
}

/// What is to be said of a share.
#[derive(Debug, Clone, PartialEq)]
pub enum EvidenceKind {
    /// It is another one than in an earlier period: the one before, or the same of the year before.
    Change {
        /// The earlier period.
        against: Period,
        /// The share then.
        before: Proportion,
        /// The share less that one.
        difference: Difference,
    },
    /// It is another one than in the rest of the office.
    Distance {
        /// The share of the rest.
        rest: Proportion,
        /// The share less that one.
        difference: Difference,
    },
    /// On the control chart it is below the limits that what came before lets expect.
    Chart {
        /// The rule that it breaks.
        rule: Rule,
        /// Where it is expected.
        limits: Limits,
    },
    /// It misses its target.
    Target {
        /// The target, 0 to 1.
        goal: f64,
    },
}

/// What a department had in a period and did not all handle on time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Late {
    /// Complaints.
    pub complaints: Cases,
    /// Motions.
    pub motions: Cases,
}

/// The signals of a period: shares first, by department: the one whose headline fell most, then those that otherwise moved
/// or miss a target, then those that only stand apart, each with its headline first; then what the office entered. Good
/// news come at the end of their kind.
///
/// # Errors
/// As [`compare`].
pub fn signals(sought: &Sought<'_>) -> Result<Vec<Signal>, UnknownName> {
    let mut signals = Vec::new();
    if sought.is_closed() {
        signals.extend(places(sought)?.into_iter().map(Signal::Share));
    }
    signals.extend(actions(sought));
    signals.extend(late(sought));
    if let Some((against, test)) = mixes(sought)? {
        signals.extend((test.p < SHIFTED).then_some(Signal::ChannelsShifted { against, p: test.p }));
    }
    let unread: u64 =
        sought.comments.iter().filter(|cell| sought.names(cell.department.as_ref())).map(|cell| cell.waiting).sum();
    signals.extend((unread > 0).then_some(Signal::Unread(unread)));
    Ok(signals)
}

/// Every share of the period of which there is something to be said.
fn places(sought: &Sought<'_>) -> Result<Vec<Place>, UnknownName> {
    let mut places = Places::default();
    for against in earlier(&sought.period) {
        let comparison = compare(&sought.query(&sought.departments), against, sought.record)?;
        let office = sought.departments.is_empty().then_some(&comparison.total);
        for group in office.into_iter().chain(&comparison.groups) {
            places.add_changes(group, &comparison.against.period);
        }
    }
    for department in stand(&sought.query(&[]), sought.record)?.departments {
        if !sought.names(Some(&department.code)) {
            continue;
        }
        for standing in department.questions {
            let (contrast, verdict) = (standing.contrast, standing.verdict());
            let Some(((share, rest), difference)) = contrast.share.zip(contrast.against).zip(contrast.difference)
            else {
                continue;
            };
            let kind = EvidenceKind::Distance { rest, difference };
            places.add((Some(department.code.clone()), standing.code), share, kind, certainty(verdict));
        }
    }
    places.add_charts(sought)?;
    places.add_targets(sought);
    Ok(in_order(places.0.into_values(), sought.query(&[]).headline(sought.record).as_ref()))
}

/// Places as they are told: bad news first, department by department, each with its headline above its dimensions.
///
/// The department whose headline fell most comes first, then those of which there are news, then those of whose headline
/// something is to be said, and the largest difference first.
fn in_order(places: impl Iterator<Item = Place>, headline: Option<&QuestionCode>) -> Vec<Place> {
    let mut groups: BTreeMap<(bool, Option<DepartmentCode>), Vec<Place>> = BTreeMap::new();
    for place in places {
        groups.entry((!place.is_adverse(), place.department.clone())).or_default().push(place);
    }
    let lesser = |place: &Place| Some(&place.question) != headline;
    let largest = |one: f64, other: f64| other.total_cmp(&one);
    let mut groups: Vec<((bool, _), Vec<Place>)> = groups.into_iter().collect();
    for (_, places) in &mut groups {
        let key = |place: &Place| (lesser(place), !place.is_news());
        places.sort_by(|one, other| key(one).cmp(&key(other)).then(largest(one.size(), other.size())));
    }
    groups.sort_by(|((good, _), one), ((other_good, _), other)| {
        let fall = |places: &[Place]| places.iter().filter(|it| !lesser(it)).map(Place::fall).fold(0.0, f64::max);
        let key = |places: &[Place]| (!places.iter().any(Place::is_news), places.first().is_none_or(lesser));
        let size = |places: &[Place]| places.first().map_or(0.0, Place::size);
        let by_fall = good.cmp(other_good).then(largest(fall(one), fall(other)));
        by_fall.then(key(one).cmp(&key(other))).then(largest(size(one), size(other)))
    });
    groups.into_iter().flat_map(|(_, places)| places).collect()
}

/// What a period is held against: the one before, and the same of the year before.
pub fn earlier(period: &Period) -> Vec<Period> {
    let mut earlier = vec![period.before(), period.year_before()];
    earlier.dedup_by_key(|period| (period.first(), period.last()));
    earlier
}

/// Whether a verdict holds, also without the responses that repeat others; none: nothing is concluded.
fn certainty(verdict: Verdict) -> Option<bool> {
    match verdict {
        Verdict::Increase | Verdict::Decrease | Verdict::Higher | Verdict::Lower => Some(true),
        Verdict::Unconfirmed => Some(false),
        Verdict::Unchanged | Verdict::Alike | Verdict::TooFew => None,
    }
}

/// Shares with what is to be said of them, by department and question.
#[derive(Default)]
struct Places(BTreeMap<(Option<DepartmentCode>, QuestionCode), Place>);

impl Places {
    fn add(
        &mut self,
        (department, question): (Option<DepartmentCode>, QuestionCode),
        share: Proportion,
        kind: EvidenceKind,
        certain: Option<bool>,
    ) {
        let Some(certain) = certain else { return };
        let place = self.0.entry((department.clone(), question.clone()));
        let place = place.or_insert_with(|| Place { question, department, share, evidence: Vec::new() });
        place.evidence.push(Evidence { kind, certain });
    }

    fn add_changes(&mut self, group: &ComparedGroup, against: &Period) {
        let Some(department) = subject(&group.key) else { return };
        for compared in &group.questions {
            let contrast = compared.contrast;
            let both = contrast.share.zip(contrast.against).zip(contrast.difference);
            if let Some(((share, before), difference)) = both {
                let kind = EvidenceKind::Change { against: against.clone(), before, difference };
                self.add((department.cloned(), compared.code.clone()), share, kind, certainty(compared.verdict()));
            }
        }
    }

    fn add_charts(&mut self, sought: &Sought<'_>) -> Result<(), UnknownName> {
        let units = [Unit::Month, Unit::Quarter, Unit::Year];
        let Some(unit) = units.into_iter().find(|unit| sought.period.is_one(*unit)) else { return Ok(()) };
        let query = TrendQuery {
            survey: sought.survey.clone(),
            question: None,
            unit,
            period: sought.period.clone(),
            departments: sought.departments.clone(),
            as_of: None,
            actions: sought.actions.to_vec(),
        };
        let office = sought.departments.is_empty().then(|| trend(&query, sought.record)).transpose()?;
        let Some(question) = sought.query(&[]).headline(sought.record) else { return Ok(()) };
        for (department, points) in trends_of_departments(&query, sought.record)? {
            self.add_chart((Some(department), question.clone()), &points);
        }
        office.into_iter().for_each(|trend| self.add_chart((None, trend.question), &trend.points));
        Ok(())
    }

    /// That the last of some points is below its limits. The other rules are for whoever reads the chart: they tell of what
    /// has lasted for quarters, and would cost more false alarms than they find falls.
    fn add_chart(&mut self, place: (Option<DepartmentCode>, QuestionCode), points: &[Point]) {
        let Some(point) = points.last() else { return };
        let Some((share, limits)) = point.positive.zip(point.limits) else { return };
        let rules = point.signals.iter().map(|rule| (rule, true));
        let doubtful = point.unconfirmed.iter().map(|rule| (rule, false));
        for (rule, certain) in rules.chain(doubtful) {
            if *rule == Rule::BeyondLimit && share.share < limits.low {
                self.add(place.clone(), share, EvidenceKind::Chart { rule: *rule, limits }, Some(certain));
            }
        }
    }

    fn add_targets(&mut self, sought: &Sought<'_>) {
        let held = reached(sought.targets, &sought.survey, &sought.period, sought.record).into_iter();
        for held in held.filter(|held| sought.concerns(held.target.department.as_ref())) {
            let certain = match held.verdict {
                TargetVerdict::NotMet => Some(true),
                TargetVerdict::Unconfirmed => Some(false),
                TargetVerdict::Met | TargetVerdict::Undecided | TargetVerdict::NotYet => None,
            };
            let Some(share) = held.positive else { continue };
            let place = (held.target.department.clone(), held.target.question.clone());
            self.add(place, share, EvidenceKind::Target { goal: held.target.share }, certain);
        }
    }
}

/// Which department a group is, or, with none, the whole office; none: neither.
fn subject(key: &Key) -> Option<Option<&DepartmentCode>> {
    match key {
        Key::All => Some(None),
        Key::Department(Some(code)) => Some(Some(code)),
        _ => None,
    }
}

/// The actions that are overdue, and those whose effect was measured in the period.
fn actions(sought: &Sought<'_>) -> Vec<Signal> {
    let ours = |action: &&Action| {
        action.survey == sought.survey
            && action.decided_on <= sought.period.last()
            && sought.concerns(action.department.as_ref())
    };
    let mut found: Vec<(u8, &Action, Signal)> = Vec::new();
    for action in sought.actions.iter().filter(ours) {
        if action.status(sought.today) == Status::Overdue {
            found.push((0, action, Signal::Overdue(action.clone())));
        }
        if !action.after.as_ref().is_some_and(|after| sought.period.holds(after.last())) {
            continue;
        }
        let effect = action.effect_in(sought.record);
        let place = match effect.verdict {
            EffectVerdict::NotEffective => 1,
            EffectVerdict::Unconfirmed => 2,
            EffectVerdict::Effective => 3,
            EffectVerdict::Undecided | EffectVerdict::NotYet => continue,
        };
        found.push((place, action, Signal::Measured(action.clone(), effect)));
    }
    found.sort_by_key(|(place, action, _)| (*place, action.due_on, action.id));
    found.into_iter().map(|(.., signal)| signal).collect()
}

/// The departments whose complaints and motions of the period were not all handled on time, those with most first.
fn late(sought: &Sought<'_>) -> Vec<Signal> {
    let mut sums: BTreeMap<&DepartmentCode, Late> = BTreeMap::new();
    let within = |quarter: &Period| sought.period.holds(quarter.first()) && sought.period.holds(quarter.last());
    let entered = sought.complaints.iter().filter(|entry| within(&entry.quarter));
    for entry in entered.filter(|entry| sought.names(Some(&entry.department))) {
        let sum = sums.entry(&entry.department).or_default();
        sum.complaints.add(entry.complaints);
        sum.motions.add(entry.motions);
    }
    let mut late: Vec<(&DepartmentCode, Late)> = sums.into_iter().filter(|(_, sum)| sum.number() > 0).collect();
    late.sort_by_key(|(_, sum)| Reverse(sum.number()));
    late.into_iter().map(|(department, sum)| Signal::Late(department.clone(), sum)).collect()
}

/// The period before, and the test of how the channels of the whole office are mixed in the two; none: that cannot be
/// said.
///
/// # Errors
/// As [`results`].
fn mixes(sought: &Sought<'_>) -> Result<Option<(Period, ChiSquared)>, UnknownName> {
    if !sought.departments.is_empty() {
        return Ok(None);
    }
    let by_channel = Query { group_by: GroupBy::Classes(vec![Dimension::Channel]), ..sought.query(&[]) };
    let before = Query { period: sought.period.before(), ..by_channel.clone() };
    let (now, before) = (results(&by_channel, sought.record)?, results(&before, sought.record)?);
    Ok(shift(&now, &before).map(|test| (before.period, test)))
}

/// Whether the groups of a period are mixed as they were in another one; none: too little is told of them.
pub fn shift(now: &Results, before: &Results) -> Option<ChiSquared> {
    let whole = |group: &Group| group.n.filter(|_| group.partial.is_none());
    let counts = now.groups.iter().filter_map(|group| {
        let earlier = before.groups.iter().find(|earlier| earlier.key == group.key)?;
        Some(vec![whole(group)?, whole(earlier)?])
    });
    chi_squared(&counts.collect::<Vec<_>>())
}

impl Sought<'_> {
    fn query(&self, departments: &[DepartmentCode]) -> Query {
        Query {
            survey: self.survey.clone(),
            period: self.period.clone(),
            departments: departments.to_vec(),
            questions: Vec::new(),
            group_by: GroupBy::Department,
            as_of: None,
        }
    }

    fn is_closed(&self) -> bool {
        self.record.closes.iter().any(|close| close.through >= self.period.last())
    }

    /// Whether a department is looked at, or, without one, what is told for the whole office.
    fn names(&self, department: Option<&DepartmentCode>) -> bool {
        self.departments.is_empty() || self.concerns(department)
    }

    /// Whether what is about a department, or, without one, about the whole office, is looked at.
    fn concerns(&self, department: Option<&DepartmentCode>) -> bool {
        match department {
            Some(code) => self.departments.is_empty() || self.departments.contains(code),
            None => self.departments.is_empty(),
        }
    }
}

impl Signal {
    /// The share that it is about; none: it is about something else.
    pub fn place(&self) -> Option<&Place> {
        if let Self::Share(place) = self { Some(place) } else { None }
    }

    /// Whether it is bad news, or in doubt: something that a meeting decides about.
    pub fn is_adverse(&self) -> bool {
        match self {
            Self::Share(place) => place.is_adverse(),
            Self::Measured(_, effect) => effect.verdict != EffectVerdict::Effective,
            Self::Overdue(_) | Self::Late(..) | Self::ChannelsShifted { .. } | Self::Unread(_) => true,
        }
    }
}

impl Place {
    /// Whether some of what is said of it is bad news, or in doubt.
    pub fn is_adverse(&self) -> bool {
        self.evidence.iter().any(Evidence::is_adverse)
    }

    /// Whether it is something else than what it has always been: more than a distance to the rest of the office.
    fn is_news(&self) -> bool {
        self.evidence.iter().any(|evidence| !matches!(evidence.kind, EvidenceKind::Distance { .. }))
    }

    /// By how much it fell for certain since one of the earlier periods; 0 or more.
    fn fall(&self) -> f64 {
        let falls =
            self.evidence.iter().filter(|evidence| evidence.certain).filter_map(|evidence| match evidence.kind {
                EvidenceKind::Change { difference, .. } => Some(-difference.share),
                _ => None,
            });
        falls.fold(0.0, f64::max)
    }

    /// The largest of the differences that speak for what it is, bad or good; 0 or more.
    fn size(&self) -> f64 {
        let speaks = |evidence: &&Evidence| evidence.is_adverse() == self.is_adverse();
        self.evidence
            .iter()
            .filter(speaks)
            .map(|evidence| evidence.size(self.share.share))
            .max_by(f64::total_cmp)
            .unwrap_or(0.0)
    }
}

impl Evidence {
    /// Whether it is bad news, or in doubt.
    pub fn is_adverse(&self) -> bool {
        let good = match &self.kind {
            EvidenceKind::Change { difference, .. } | EvidenceKind::Distance { difference, .. } => {
                difference.share > 0.0
            }
            EvidenceKind::Chart { .. } | EvidenceKind::Target { .. } => false,
        };
        !(good && self.certain)
    }

    /// By how much a share differs from what it is held against.
    fn size(&self, share: f64) -> f64 {
        match &self.kind {
            EvidenceKind::Change { difference, .. } | EvidenceKind::Distance { difference, .. } => {
                difference.share.abs()
            }
            EvidenceKind::Chart { limits, .. } => (limits.center - share).abs(),
            EvidenceKind::Target { goal } => (goal - share).abs(),
        }
    }
}

impl Late {
    /// How many were not handled on time.
    pub fn number(&self) -> u64 {
        [self.complaints, self.motions].map(|cases| u64::from(cases.late())).iter().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_department_is_told_as_a_whole_before_what_it_falls_in() {
        let place = |department: &str, question: &str| Place {
            question: question.parse().unwrap(),
            department: (!department.is_empty()).then(|| department.parse().unwrap()),
            share: Proportion::of(10, 60).unwrap(),
            evidence: vec![Evidence { kind: EvidenceKind::Target { goal: 0.9 }, certain: true }],
        };
        let places = [("AB", "WAIT"), ("", "WAIT"), ("AB", "INFO"), ("KM", "OVERALL"), ("AB", "OVERALL")];
        let places = places.map(|(department, question)| place(department, question));
        let told: Vec<String> = in_order(places.into_iter(), Some(&"OVERALL".parse().unwrap()))
            .iter()
            .map(|it| format!("{} {}", it.department.as_ref().map_or("-", |code| code.as_str()), it.question))
            .collect();
        assert_eq!(told, ["AB OVERALL", "AB WAIT", "AB INFO", "KM OVERALL", "- WAIT"]);
    }
}
