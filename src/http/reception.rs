//! The one way in for responses, whatever form they come in: the same checks, the same limits, the same queue.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpResponseBuilder;
use uuid::Uuid;

use crate::http::credentials::Sender;
use crate::http::limits;
use crate::http::problem::{Kind, Problem};
use crate::state::{Allowance, Catalogue, Standing, State};
use crate::storage::forms::{add_form, take_back_form};
use crate::storage::lots::add_batch;
use crate::storage::responses::{Outcome, Receipt, Submission, find_receipt};
use crate::survey::fault::Fault;
use crate::survey::flags::{Flag, Flags};
use crate::survey::lot::{Lot, LotNumber, Typing, batch_digest};
use crate::survey::response::{Channel, Draft, Window, check};

/// One response as it was handed in: under which id, what it says, and what the tablet that asked has to say about it.
pub struct HandedIn {
    /// The id that the client made for it.
    pub id: Uuid,
    /// What it says.
    pub draft: Draft,
    /// The flags that a kiosk may report.
    pub flags: Flags,
}

/// What became of one response.
pub enum Verdict {
    /// It was handed over, now or before.
    Known(Outcome),
    /// It fits, and was not stored: it was given in a trial.
    Trial,
    /// It does not fit.
    Invalid(Vec<Fault>),
}

/// The one way in, for one request.
pub struct Reception<'a> {
    state: &'a Arc<State>,
    sender: Sender,
    survey: &'a str,
    catalogue: Arc<Catalogue>,
    batch: Option<String>,
    lot: Option<Lot>,
}

/// What became of a paper form that was typed at a desk.
pub struct Typed {
    /// What became of it.
    pub verdict: Verdict,
    /// Its number in its batch, from 1, where it was stored just now.
    pub place: Option<u32>,
    /// How many forms of its batch wait; 0 where that is not known.
    pub waiting: u64,
}

impl<'a> Reception<'a> {
    /// Opens it for a sender and a survey.
    ///
    /// # Errors
    /// `NotFound` when nothing of that slug is published.
    pub async fn open(state: &'a Arc<State>, sender: Sender, survey: &'a str) -> Result<Self, Problem> {
        let catalogue = state.catalogue().await;
        if catalogue.versions(survey).is_none() {
            return Err(Problem::new(Kind::NotFound));
        }
        Ok(Self { state, sender, survey, catalogue, batch: None, lot: None })
    }

    /// Takes what is handed in as part of a named stack of paper, which waits in a lot of its own.
    ///
    /// # Errors
    /// `Invalid` when it does not come from paper.
    pub fn gather(&mut self, batch: String) -> Result<(), Problem> {
        if self.sender.channel != Channel::Paper {
            return Err(Problem::invalid(vec![Fault::new(
                "/batch",
                "not_permitted",
                "is for a key of the scope paper",
            )]));
        }
        self.batch = Some(batch);
        Ok(())
    }

    /// Takes one paper form of a batch, on which so many answers could not be read, and gives it its number there.
    ///
    /// # Errors
    /// As [`Reception::receive`].
    pub async fn type_in(&mut self, batch: &str, form: HandedIn, unreadable: u64) -> Result<Typed, Problem> {
        let checked = match self.admit(&form).await? {
            Ok(submission) => submission,
            Err(verdict) => return Ok(Typed { verdict, place: None, waiting: 0 }),
        };
        let fresh = self.fresh_lot(&checked, batch);
        let taken = self.state.write(move |session| add_form(session, fresh, &checked, unreadable)).await?;
        Ok(Typed { verdict: Verdict::Known(taken.outcome), place: taken.place, waiting: taken.waiting })
    }

    /// Takes a form back out of a batch that waits, as if it had never been typed; says how many forms of it wait still.
    ///
    /// # Errors
    /// `NotFound` when no such form of the batch waits.
    pub async fn take_back(&mut self, batch: &str, form: HandedIn, unreadable: u64) -> Result<u64, Problem> {
        let checked = self.submission(&form).map_err(Problem::invalid)?;
        let digest = batch_digest(&checked.response.survey, self.sender.channel, batch);
        Ok(self.state.write(move |session| take_back_form(session, &digest, &checked, unreadable)).await?)
    }

    /// The lot in which what was handed in waits, if it does.
    pub fn lot(&self) -> Option<&Lot> {
        self.lot.as_ref()
    }

    /// Checks every item, hands over those that fit, and says of each, in order, what became of it.
    ///
    /// # Errors
    /// `Unauthorized` when the key takes none of them any more. `TooManyRequests` or `Unavailable`: nothing was taken, or
    /// it is not certain; the same may be sent again.
    pub async fn receive(&mut self, items: Vec<Result<HandedIn, Vec<Fault>>>) -> Result<Vec<Verdict>, Problem> {
        if let Some(key) = &self.sender.key
            && !items.iter().flatten().any(|item| key.takes(item.draft.day()))
            && !key.takes(None)
        {
            return Err(Problem::new(Kind::Unauthorized));
        }
        self.learn_newer_versions(&items).await?;
        let mut verdicts = Vec::with_capacity(items.len());
        let (mut places, mut submissions) = (Vec::new(), Vec::new());
        for (place, item) in items.into_iter().enumerate() {
            let admitted = match item {
                Ok(item) => self.admit(&item).await?,
                Err(faults) => Err(Verdict::Invalid(faults)),
            };
            verdicts.push(admitted.map_or_else(Some, |submission| {
                places.push(place);
                submissions.push(submission);
                None
            }));
        }
        for (place, outcome) in places.into_iter().zip(self.submit(submissions).await?) {
            verdicts[place] = Some(Verdict::Known(outcome));
        }
        Ok(verdicts.into_iter().map(|verdict| verdict.unwrap_or(Verdict::Invalid(Vec::new()))).collect())
    }

    /// A version that is not known here may have been published a moment ago, by another process.
    async fn learn_newer_versions(&mut self, items: &[Result<HandedIn, Vec<Fault>>]) -> Result<(), Problem> {
        let mut wanted = items.iter().flatten().filter_map(|item| item.draft.version);
        if wanted.any(|number| self.catalogue.version(self.survey, Some(number)).is_none()) {
            self.catalogue = self.state.refreshed_catalogue().await?;
        }
        Ok(())
    }

    /// What of an item is to be stored, or what became of it already.
    async fn admit(&self, item: &HandedIn) -> Result<Result<Submission, Verdict>, Problem> {
        Ok(match self.submission(item) {
            Ok(_) if self.is_trial(&item.draft) => Err(Verdict::Trial),
            Ok(submission) => Ok(submission),
            // What was accepted stays accepted, also when the current version would not take it any more.
            Err(faults) => Err(self.recognise(item).await?.unwrap_or(Verdict::Invalid(faults))),
        })
    }

    fn submission(&self, item: &HandedIn) -> Result<Submission, Vec<Fault>> {
        let HandedIn { id, draft, flags } = item;
        let version = self.catalogue.version(self.survey, draft.version);
        let version = version.ok_or_else(|| {
            vec![Fault::new("/version", "unknown_version", "is not a published version of the survey")]
        })?;
        let today = self.state.clock.today();
        let response = check(draft, version, today, Window::Recent)?;
        self.catalogue.fieldwork(self.survey).admit_day(response.day).map_err(|fault| vec![fault])?;
        if !self.sender.covers(&response.department) {
            let whose = if self.sender.key.is_some() { "the key is good for" } else { "you may type forms of" };
            let detail = format!("is not a department that {whose}");
            return Err(vec![Fault::new("/department", "not_permitted", detail)]);
        }
        if self.sender.key.as_ref().is_some_and(|key| !key.takes(draft.day())) {
            return Err(vec![Fault::new(
                "/collected_on",
                "not_permitted",
                "must be a day by which the tablet was in service",
            )]);
        }
        if self.sender.channel != Channel::Kiosk && !flags.is_empty() {
            return Err(vec![Fault::new("/flags", "not_permitted", "are for a kiosk to report")]);
        }
        let flags = Flags::of_answers(&response.answers, version).and(*flags);
        Ok(Submission {
            receipt: Receipt::new(&version.survey, *id, draft),
            response,
            channel: self.sender.channel,
            received_on: today,
            history: false,
            flags,
        })
    }

    /// Whether a draft was collected in a trial. It arrives when it may: what a tablet kept from a rehearsal never counts.
    fn is_trial(&self, draft: &Draft) -> bool {
        let today = self.state.clock.today();
        let day = draft.day().map_or(today, |day| day.min(today));
        self.catalogue.fieldwork(self.survey).is_trial_on(day)
    }

    async fn submit(&mut self, mut submissions: Vec<Submission>) -> Result<Vec<Outcome>, Problem> {
        if submissions.is_empty() {
            return Ok(Vec::new());
        }
        if let Some(name) = self.batch.clone() {
            return self.add_to_batch(name, submissions).await;
        }
        let (None, Some(address)) = (&self.sender.key, self.sender.address) else {
            return Ok(self.state.intake.submit(submissions).await?);
        };
        let count = u32::try_from(submissions.len()).unwrap_or(u32::MAX);
        let today = self.state.clock.today();
        let standing = match self.state.limiter.take(address, count) {
            Allowance::Granted(standing) => standing,
            Allowance::Wait(wait) => return self.recognise_all(&submissions, address, wait).await,
        };
        mark_repeats(&mut submissions, standing);
        let outcomes = self.state.intake.submit(submissions).await;
        let stored = |outcomes: &Vec<Outcome>| outcomes.iter().any(|it| matches!(it, Outcome::Created { .. }));
        if standing == Standing::First && !outcomes.as_ref().is_ok_and(stored) {
            self.state.limiter.give_back(address, today);
        }
        Ok(outcomes?)
    }

    /// Writes submissions into the lot of their batch.
    async fn add_to_batch(&mut self, name: String, submissions: Vec<Submission>) -> Result<Vec<Outcome>, Problem> {
        let Some(first) = submissions.first() else { return Ok(Vec::new()) };
        let fresh = self.fresh_lot(first, &name);
        let (outcomes, lot) = self.state.write(move |session| add_batch(session, fresh, &submissions)).await?;
        self.lot = lot;
        Ok(outcomes)
    }

    /// The lot of a batch whose first response this is.
    fn fresh_lot(&self, first: &Submission, batch: &str) -> Lot {
        let survey = first.response.survey.clone();
        Lot {
            number: LotNumber::random(),
            digest: batch_digest(&survey, self.sender.channel, batch),
            name: batch.to_owned(),
            survey,
            channel: self.sender.channel,
            made_on: self.state.clock.today(),
            whole: true,
            typing: Typing::default(),
        }
    }

    /// What is stored already is said to be so, however many an address has sent; if anything is not, it must wait.
    async fn recognise_all(
        &self,
        submissions: &[Submission],
        address: IpAddr,
        wait: Duration,
    ) -> Result<Vec<Outcome>, Problem> {
        let receipts: Vec<Receipt> = submissions.iter().map(|submission| submission.receipt).collect();
        let known: Vec<Option<Outcome>> = self
            .state
            .read(move |session| receipts.into_iter().map(|receipt| find_receipt(session, receipt)).collect())
            .await?;
        let known = known.into_iter().collect::<Option<Vec<Outcome>>>();
        known.ok_or_else(|| Problem::too_many(wait).under(limits::WEB, self.state.limiter.policy(address)))
    }

    /// An answer that says how much may be sent, where there is a limit. How much of it is left is told to nobody.
    pub fn answer(&self, mut answer: HttpResponseBuilder) -> HttpResponseBuilder {
        if let (None, Some(address)) = (&self.sender.key, self.sender.address)
            && let Some(policy) = self.state.limiter.policy(address)
        {
            answer.insert_header((limits::HEADER, limits::describe(limits::WEB, policy)));
        }
        answer
    }

    async fn recognise(&self, item: &HandedIn) -> Result<Option<Verdict>, Problem> {
        let Some(version) = self.catalogue.version(self.survey, None) else { return Ok(None) };
        let receipt = Receipt::new(&version.survey, item.id, &item.draft);
        let known = self.state.read(move |session| find_receipt(session, receipt)).await?;
        Ok(known.filter(|outcome| *outcome == Outcome::Replayed).map(Verdict::Known))
    }
}

/// Marks what an address has sent as more of the same person's, as far as numbers tell.
fn mark_repeats(submissions: &mut [Submission], standing: Standing) {
    let independent = match standing {
        Standing::First => 1,
        Standing::Repeated => 0,
        Standing::Shared => submissions.len(),
    };
    for submission in submissions.iter_mut().skip(independent) {
        submission.flags = submission.flags.with(Flag::Repeat);
    }
}

/// The id of a response, as its client made it.
///
/// # Errors
/// When it is no UUID version 4.
pub fn parse_id(text: &str) -> Result<Uuid, Fault> {
    // Other versions carry the time or the machine, and would tell when or where someone answered.
    let id = Uuid::try_parse(text).ok().filter(|id| id.get_version_num() == 4 && text.len() == 36);
    id.ok_or_else(|| Fault::new("", "malformed", "must be a UUID version 4 that the client made for this response"))
}
