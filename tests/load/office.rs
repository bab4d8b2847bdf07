//! An office in memory: people come, ticks pass, periods close, and everybody's place is known.
//!
//! It drives the rule of the core as the service's release does, without a database, for one version of a survey and
//! without imports. What is told of whom is noted here; what that is worth is for [`told`](crate::told) to say.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ankieta::survey::codes::{DepartmentCode, QuestionCode};
use ankieta::survey::disclosure::{
    Census, Classified, Crowd, Days, Enumerated, Months, Published, Rule, Subject, Tails, Threshold, close,
};
use ankieta::survey::flags::Flags;
use ankieta::survey::period::{Period, Unit};
use ankieta::survey::questionnaire::Version;
use ankieta::survey::response::{Asking, Channel, Response};
use jiff::ToSpan;
use jiff::civil::Date;

use crate::Outcome;
use crate::visitors::Visitors;

/// How many days after its end a period is closed.
const CLOSE_AFTER_DAYS: i64 = 14;

/// Somebody who answered.
pub struct Person {
    /// What they said.
    pub response: Response,
    /// Where it came from.
    pub channel: Channel,
}

/// A block, and who is in it.
pub struct Block {
    /// The block as it is counted.
    pub enumerated: Enumerated,
    /// The days that its people count for.
    pub days: Days,
    /// The first day of its period.
    pub period: Date,
    /// Its people.
    pub members: Vec<usize>,
}

/// People of whom a question is told together.
pub struct Union {
    /// The question.
    pub question: QuestionCode,
    /// Whether it is told under their own department.
    pub own: bool,
    /// The day of the tick that told it.
    pub told_on: Date,
    /// The people.
    pub members: Vec<usize>,
}

/// An office with all that it told.
pub struct Office {
    /// What it asks.
    pub version: Arc<Version>,
    /// Who answered.
    pub people: Vec<Person>,
    /// Its blocks, in the order in which they were closed.
    pub blocks: Vec<Block>,
    /// Of whom questions are told.
    pub unions: Vec<Union>,
    /// The classes of each period, and the places of its blocks.
    pub classified: Vec<(Classified, Vec<usize>)>,
    /// Who was in no block when their period was closed.
    pub carried: BTreeSet<usize>,
    questions: Vec<QuestionCode>,
    close: Unit,
    k: Threshold,
    strips: BTreeMap<Date, Strip>,
}

/// What waits in a period.
#[derive(Default)]
struct Strip {
    waiting: Vec<Waiting>,
    streams: BTreeMap<Option<DepartmentCode>, Tails>,
    /// Who is in the blocks that were closed since a question was last told.
    open: BTreeMap<(QuestionCode, Option<DepartmentCode>), Vec<usize>>,
}

/// Somebody who waits, and the day that they count for.
struct Waiting {
    person: usize,
    day: Date,
}

impl Office {
    /// An office after some days and the closes that follow them; whom `questions` are told of is noted.
    pub fn after(
        days: Days,
        version: &Arc<Version>,
        questions: &[QuestionCode],
        visitors: &mut Visitors,
        (close, k): (Unit, Threshold),
    ) -> Outcome<Self> {
        let mut office = Self {
            version: version.clone(),
            people: Vec::new(),
            blocks: Vec::new(),
            unions: Vec::new(),
            classified: Vec::new(),
            carried: BTreeSet::new(),
            questions: questions.to_vec(),
            close,
            k,
            strips: BTreeMap::new(),
        };
        let mut day = days.from;
        while day <= days.to.saturating_add(CLOSE_AFTER_DAYS.days()) {
            // The tick comes at night, before anybody does.
            office.tick(day)?;
            for department in if day <= days.to { visitors.arrivals(day) } else { Vec::new() } {
                let visit = visitors.visit(version, department, day)?;
                office.accept(Person { response: visit.response, channel: visit.channel });
            }
            day = day.saturating_add(1.day());
        }
        Ok(office)
    }

    fn accept(&mut self, person: Person) {
        let (day, place) = (person.response.day, self.people.len());
        let strip = self.strips.entry(Period::holding(day, self.close).first()).or_default();
        strip.waiting.push(Waiting { person: place, day });
        self.people.push(person);
    }

    fn tick(&mut self, today: Date) -> Outcome<()> {
        let mut next = self.strips.keys().next().copied();
        while let Some(first) = next {
            let period = Period::holding(first, self.close);
            self.release(&period, today)?;
            next = self.strips.range(period.next(self.close).first()..).next().map(|(first, _)| *first);
        }
        Ok(())
    }

    fn release(&mut self, period: &Period, today: Date) -> Outcome<()> {
        let versions = [self.version.clone()];
        let (version, rule) = (&versions[0], Rule { versions: &versions, k: self.k });
        let over = period.last().saturating_add(CLOSE_AFTER_DAYS.days()) <= today;
        let mut strip = self.strips.remove(&period.first()).unwrap_or_default();
        let closing = close(self.streams(&strip.waiting), &version.questionnaire.headline, self.k, over);
        for (department, crowd) in closing.blocks {
            let members = strip.leave(|waiting| {
                let response = &self.people[waiting.person].response;
                response.department == department && (crowd.days.from..=crowd.days.to).contains(&waiting.day)
            });
            let (days, carried) = (crowd.days, crowd.carried);
            let tails = strip.streams.entry(Some(department.clone())).or_default();
            let counts = rule.tell(tails, version, Some(&department), crowd);
            let enumerated = self.enumerated(Some(department), carried, counts);
            self.add(&mut strip, Block { enumerated, days, period: period.first(), members }, today)?;
        }
        if over {
            let crowds = closing.pool.map(|(_, crowd)| (version.number, crowd)).into_iter().collect();
            for pooled in rule.tell_pooled(&mut strip.streams, crowds) {
                let members = if pooled.counts.n() > 0 { strip.leave(|_| true) } else { Vec::new() };
                let enumerated = self.enumerated(None, pooled.carried, pooled.counts);
                self.add(&mut strip, Block { enumerated, days: pooled.days, period: period.first(), members }, today)?;
            }
            self.classify(period);
            self.carry(strip, period.next(self.close).first());
        } else {
            self.strips.insert(period.first(), strip);
        }
        Ok(())
    }

    fn enumerated(&self, department: Option<DepartmentCode>, carried: bool, counts: Published) -> Enumerated {
        Enumerated { version: self.version.number, department, history: false, carried, counts }
    }

    fn streams(&self, waiting: &[Waiting]) -> BTreeMap<DepartmentCode, Months> {
        let mut streams: BTreeMap<DepartmentCode, Months> = BTreeMap::new();
        for Waiting { person, day } in waiting {
            let come = &self.people[*person];
            let months = streams.entry(come.response.department.clone()).or_default();
            let crowd = months.entry(day.first_of_month()).or_insert_with(|| Crowd::empty(*day));
            let asking = Asking { department: &come.response.department, channel: come.channel };
            crowd.tally.add(&self.version, asking, &come.response.answers, Flags::default());
            crowd.days = crowd.days.and(Days { from: *day, to: *day });
            crowd.carried |= self.carried.contains(person);
        }
        streams
    }

    /// Notes a block, and of whom questions are told with it.
    fn add(&mut self, strip: &mut Strip, block: Block, told_on: Date) -> Outcome<()> {
        let department = &block.enumerated.department;
        if block.enumerated.counts.n() != block.members.len() as u64 {
            return Err("a block and its people differ".into());
        }
        for code in &self.questions {
            strip.open.entry((code.clone(), department.clone())).or_default().extend(&block.members);
            let Some(counts) = block.enumerated.counts.question(code) else { continue };
            let told = strip
                .open
                .iter_mut()
                .filter(|((question, of), _)| question == code && (department.is_none() || of == department));
            let members: Vec<usize> = told.flat_map(|(_, people)| std::mem::take(people)).collect();
            if counts.people != members.len() as u64 {
                return Err(format!("{code} is told of {} people and not of {}", counts.people, members.len()).into());
            }
            self.unions.push(Union { question: code.clone(), own: department.is_some(), told_on, members });
        }
        self.blocks.push(block);
        Ok(())
    }

    fn classify(&mut self, period: &Period) {
        let places: Vec<usize> =
            (0..self.blocks.len()).filter(|place| self.blocks[*place].period == period.first()).collect();
        let enumerated = places.iter().map(|place| self.blocks[*place].enumerated.clone()).collect();
        let versions = std::slice::from_ref(&self.version);
        let Some(mut census) = Census::of(period.clone(), versions, enumerated) else { return };
        for (block, place) in places.iter().enumerate() {
            for person in &self.blocks[*place].members {
                let person = &self.people[*person];
                census.add(&Subject {
                    block,
                    department: &person.response.department,
                    channel: person.channel.as_str(),
                    language: person.response.language.as_ref().map(|language| language.as_str()),
                    flags: Flags::default(),
                    answers: &person.response.answers,
                });
            }
        }
        self.classified.push((census.classify(self.k), places));
    }

    /// Who waits, and what is yet to be told, goes to the next period.
    fn carry(&mut self, strip: Strip, next: Date) {
        let later = self.strips.entry(next).or_default();
        self.carried.extend(strip.waiting.iter().map(|waiting| waiting.person));
        later.waiting.extend(strip.waiting.into_iter().map(|waiting| Waiting { day: next, ..waiting }));
        for (department, tails) in strip.streams {
            later.streams.entry(department).or_default().carry(tails);
        }
        for (stream, people) in strip.open {
            later.open.entry(stream).or_default().extend(people);
        }
    }
}

impl Strip {
    /// Takes those out who leave.
    fn leave(&mut self, leaves: impl Fn(&Waiting) -> bool) -> Vec<usize> {
        self.waiting.extract_if(.., |waiting| leaves(waiting)).map(|waiting| waiting.person).collect()
    }
}
