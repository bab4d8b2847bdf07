//! The handles that every handler is given, and the few things that are done with all of them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::access::Actor;
use crate::clock::Clock;
use crate::config::Config;
use crate::intake::Intake;
use crate::kiosk::Condition;
use crate::state::catalogue::{Catalogue, Memory};
use crate::state::guesses::Guesses;
use crate::state::limiter::{Limiter, Limits, Lobby};
use crate::state::passwords::Passwords;
use crate::state::rates::Rates;
use crate::state::reads::Reads;
use crate::state::records::{Answer, Records, Released, Sight};
use crate::state::room::Room;
use crate::storage::audit::{Entry, insert_entry};
use crate::storage::{Error, Session, Storage, health, kiosks};
use crate::survey::codes::SurveySlug;
use crate::survey::figures::Record;
use crate::survey::figures::Terms;
use crate::survey::questionnaire::Version;
use crate::telemetry::Metrics;

/// How long a request waits for the database, whatever keeps that from answering.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long it waits for what it can do without.
const SHORT_PATIENCE: Duration = Duration::from_millis(500);
/// How many wrong pairing codes may come from an address in ten minutes.
const WRONG_CODES: u32 = 10;
/// How many wrong keys and passwords: a whole office may be behind one address.
const WRONG_SIGN_INS: u32 = 30;

/// Everything that handlers share.
pub struct State {
    /// The settings.
    pub config: Config,
    /// The time.
    pub clock: Clock,
    /// The way in for responses.
    pub intake: Intake,
    /// What the service tells about itself.
    pub metrics: Arc<Metrics>,
    /// How much an address may send without a key.
    pub limiter: Limiter,
    /// How often pairing codes may be tried.
    pub guesses: Guesses,
    /// How often someone may try to sign in.
    pub sign_ins: Guesses,
    /// The turns of those whose passwords are hashed.
    pub passwords: Passwords,
    /// The memory that bodies may take.
    pub room: Room,
    /// How often a key may read.
    pub rates: Rates,
    /// What was read with keys, on its way into the audit log.
    pub reads: Arc<Reads>,
    storage: Storage,
    catalogue: Memory,
    records: Records,
    stopping: AtomicBool,
    unreadable_proxy: AtomicBool,
    told_of_proxy: AtomicBool,
}

impl State {
    /// Gathers the handles, and reads the catalogue and what was released, so that nobody waits for it later.
    ///
    /// # Errors
    /// When the database is not available.
    pub fn new(
        config: Config,
        clock: Clock,
        storage: Storage,
        intake: Intake,
        metrics: Arc<Metrics>,
    ) -> Result<Self, Error> {
        let records = Records::new(Terms { close: config.close, k: config.k });
        let catalogue = storage.read(|session| {
            let catalogue = Memory::load(session, clock.today())?;
            records.refresh(session, catalogue.latest().revision())?;
            Ok(catalogue)
        })?;
        Ok(Self {
            limiter: limiter(&config, clock.clone()),
            guesses: Guesses::new(clock.clone(), WRONG_CODES),
            sign_ins: Guesses::new(clock.clone(), WRONG_SIGN_INS),
            passwords: Passwords::default(),
            room: Room::default(),
            rates: Rates::new(config.results_per_minute),
            reads: Arc::default(),
            catalogue,
            records,
            stopping: AtomicBool::new(false),
            unreadable_proxy: AtomicBool::new(false),
            told_of_proxy: AtomicBool::new(false),
            config,
            clock,
            intake,
            metrics,
            storage,
        })
    }

    /// Departments, versions and keys as they are, or as they were a second ago.
    /// While the database is away, as they were last seen, so that forms are still shown.
    pub async fn catalogue(self: &Arc<Self>) -> Arc<Catalogue> {
        if let Some(catalogue) = self.catalogue.fresh(self.clock.today()) {
            return catalogue;
        }
        let refreshed = tokio::time::timeout(SHORT_PATIENCE, self.refreshed_catalogue()).await;
        refreshed.unwrap_or_else(|elapsed| Err(Error::unavailable(elapsed))).unwrap_or_else(|error| {
            tracing::warn!(error = error.chain(), "the catalogue could not be refreshed");
            self.catalogue.miss();
            self.catalogue.latest()
        })
    }

    /// The catalogue as it was last seen, without asking whether it still holds.
    pub fn latest_catalogue(&self) -> Arc<Catalogue> {
        self.catalogue.latest()
    }

    /// Departments, versions and keys as they are now.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn refreshed_catalogue(self: &Arc<Self>) -> Result<Arc<Catalogue>, Error> {
        let state = self.clone();
        self.blocking(move |storage| storage.read(|session| state.catalogue.refresh(session, state.clock.today())))
            .await
    }

    /// Runs reads in one transaction, off the threads that answer requests.
    ///
    /// # Errors
    /// When the database is not available, or when `work` fails.
    pub async fn read<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&mut Session) -> Result<T, Error> + Send + 'static,
    {
        self.blocking(move |storage| storage.read(work)).await
    }

    /// Runs an administrator's change and its entry in the audit log in one transaction, and forgets the old catalogue.
    ///
    /// # Errors
    /// When the database is not available, or when `work` fails; then nothing was changed.
    pub async fn change<T, F>(self: &Arc<Self>, entry: Entry, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&mut Session) -> Result<T, Error> + Send + 'static,
    {
        let change = move |session: &mut Session| {
            insert_entry(session, &entry)?;
            work(session)
        };
        let value = self.blocking(move |storage| storage.write(change)).await?;
        self.refreshed_catalogue().await?;
        Ok(value)
    }

    /// Writes down what a machine reports of itself; nobody's change, so nothing is added to the audit log.
    ///
    /// # Errors
    /// When the database is not available, or when `work` fails; then nothing was written.
    pub async fn append<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&mut Session) -> Result<T, Error> + Send + 'static,
    {
        self.blocking(move |storage| storage.append(work)).await
    }

    /// Runs reads and writes as one, in turn with those of administrators: what clerks hand in as a stack of paper.
    ///
    /// # Errors
    /// When the database is not available, or when `work` fails; then nothing was written.
    pub async fn write<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&mut Session) -> Result<T, Error> + Send + 'static,
    {
        self.blocking(move |storage| storage.write(work)).await
    }

    /// Empties the database's log of writes, so that nothing stays there of what was deleted.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn empty_log(&self) -> Result<(), Error> {
        self.blocking(|storage| storage.empty_log().map(|_| ())).await
    }

    /// Looks at the database as a whole, off the threads that answer requests.
    ///
    /// # Errors
    /// When the database is not available, or when `work` fails.
    pub async fn inspect<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&Storage) -> Result<T, Error> + Send + 'static,
    {
        self.blocking(work).await
    }

    /// Counts the kiosks by their condition, for the metrics. While the database is away, the last count stands.
    pub async fn count_kiosks(&self) {
        let Ok(Ok(known)) = tokio::time::timeout(SHORT_PATIENCE, self.read(kiosks::list_kiosks)).await else { return };
        let now = self.clock.now();
        for condition in Condition::ALL {
            let such = known.iter().filter(|(kiosk, contact)| kiosk.condition(contact.as_ref(), &now) == condition);
            self.metrics.set_kiosks(condition.as_str(), such.count());
        }
    }

    /// An entry for the audit log: what somebody did, by their key or account, to what.
    pub fn audit_entry(&self, actor: impl Into<Actor>, action: &str, subject: impl Into<String>) -> Entry {
        Entry::new(self.clock.now().timestamp().as_second(), actor, action, subject)
    }

    /// Notes that something was read with a key: soon in the audit log, and no commit to wait for.
    ///
    /// # Errors
    /// When there is more to note than the database takes; then nothing may be read.
    pub fn note_read(&self, entry: Entry) -> Result<(), Error> {
        self.reads.note(entry)
    }

    /// Writes into the audit log what was read until now.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn write_reads(&self) -> Result<(), Error> {
        let reads = self.reads.clone();
        self.blocking(move |storage| reads.write_all(storage)).await
    }

    /// Answers an analyst's question from what was released, and notes for the audit log that it was asked.
    ///
    /// The question's text must name everything that the answer depends on: an answer is made once for each generation.
    ///
    /// # Errors
    /// When the database is not available, or when `make` refuses.
    pub async fn answer<E, F>(self: &Arc<Self>, entry: Entry, question: Question, make: F) -> Result<Arc<Answer>, E>
    where
        E: From<Error> + Send + 'static,
        F: FnOnce(&Record) -> Result<(&'static str, Vec<u8>), E> + Send + 'static,
    {
        self.note_read(entry)?;
        self.answer_openly(question, make).await
    }

    /// Answers what everybody may ask without a key, from what was released; nobody is noted.
    ///
    /// # Errors
    /// As [`State::answer`].
    pub async fn answer_openly<E, F>(self: &Arc<Self>, question: Question, make: F) -> Result<Arc<Answer>, E>
    where
        E: From<Error> + Send + 'static,
        F: FnOnce(&Record) -> Result<(&'static str, Vec<u8>), E> + Send + 'static,
    {
        let state = self.clone();
        let revision = self.catalogue().await.revision();
        let work = move |storage: &Storage| -> Result<Result<Arc<Answer>, E>, Error> {
            storage.read(|session| {
                state.records.refresh(session, revision)?;
                state.answer_from_memory(session, question, make)
            })
        };
        self.blocking(work).await.map_err(E::from)?
    }

    /// Reads in one transaction, beside what was released, and notes for the audit log that it was asked, unless what
    /// led here is noted already.
    ///
    /// # Errors
    /// When the database is not available, or when `work` fails.
    pub async fn consult<T, F>(self: &Arc<Self>, entry: Option<Entry>, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&mut Session, Released<'_>) -> Result<T, Error> + Send + 'static,
    {
        entry.map_or(Ok(()), |entry| self.note_read(entry))?;
        let state = self.clone();
        let revision = self.catalogue().await.revision();
        let work = move |storage: &Storage| {
            storage.read(|session| {
                state.records.refresh(session, revision)?;
                work(session, Released(&state.records))
            })
        };
        self.blocking(work).await
    }

    fn answer_from_memory<E>(
        &self,
        session: &mut Session,
        question: Question,
        make: impl FnOnce(&Record) -> Result<(&'static str, Vec<u8>), E>,
    ) -> Result<Result<Arc<Answer>, E>, Error> {
        if let Some(answer) = self.records.find_answer(&question.text) {
            return Ok(Ok(answer));
        }
        let Question { text, survey, versions, sight } = question;
        let (generation, record) = self.records.record(session, &survey, &versions, sight)?;
        Ok(make(&record).map(|(media_type, body)| {
            let answer = Arc::new(Answer::new(media_type, body));
            self.records.keep_answer(text, generation, answer.clone());
            answer
        }))
    }

    /// Notes that a trusted proxy named somebody in a form that cannot be read.
    pub fn note_unreadable_proxy(&self) {
        self.unreadable_proxy.store(true, Ordering::Relaxed);
    }

    /// Forgets the addresses of days that are over, and says when addresses tell nobody from another. It is done now and
    /// then, and never for a request: a line must not tell when somebody answered.
    pub fn review_addresses(&self) {
        self.limiter.forget();
        self.guesses.forget();
        self.sign_ins.forget();
        if self.config.trusted_proxy.is_empty() && self.limiter.is_crowded() {
            tracing::warn!("most responses from the website come from one address: is ANKIETA_TRUSTED_PROXY missing?");
        }
        if self.unreadable_proxy.load(Ordering::Relaxed) && !self.told_of_proxy.swap(true, Ordering::Relaxed) {
            tracing::warn!("a trusted proxy names visitors in a form that cannot be read");
        }
    }

    /// Whether requests can be served: not while stopping, and not without a database.
    pub async fn is_ready(&self) -> bool {
        let ping = tokio::time::timeout(SHORT_PATIENCE, self.read(health::ping));
        !self.stopping.load(Ordering::Relaxed) && matches!(ping.await, Ok(Ok(())))
    }

    /// From now on the service says that it is not ready, so that nobody new is sent to it.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    async fn blocking<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&Storage) -> Result<T, Error> + Send + 'static,
    {
        let storage = self.storage.clone();
        let work = tokio::task::spawn_blocking(move || work(&storage));
        tokio::time::timeout(PATIENCE, work).await.map_err(Error::unavailable)?.map_err(Error::unavailable)?
    }
}

/// The limits of those without a key, as they are set.
fn limiter(config: &Config, clock: Clock) -> Limiter {
    let limits = Limits { per_10_minutes: config.web_per_10_minutes, per_day: config.web_per_day };
    let of_lobby = Limits { per_10_minutes: config.lobby_per_10_minutes, per_day: 0 };
    Limiter::new(clock, limits, Lobby { networks: config.lobby.clone(), limits: of_lobby })
}

/// What an analyst asks.
pub struct Question {
    /// Everything that the answer depends on, as text.
    pub text: String,
    /// The survey it is about.
    pub survey: SurveySlug,
    /// The survey's published versions.
    pub versions: Vec<Arc<Version>>,
    /// What it can see.
    pub sight: Sight,
}
