//! Puts the service together: opens the database, starts the writer and the release, binds, and stops gracefully.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use actix_web::dev::{Server, ServerHandle};
use actix_web::middleware::from_fn;
use actix_web::web::Data;
use actix_web::{App, HttpServer, web};
use rustls::ServerConfig;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use utoipa::openapi::OpenApi;
use utoipa_actix_web::AppExt;

use crate::access::Secret;
use crate::backup::{self, Done};
use crate::clock::Clock;
use crate::config::Config;
use crate::http;
use crate::intake::{Keeper, Writer};
use crate::pages;
use crate::release::{self, Failure, Leap, Policy, Schedule, Vigil};
use crate::state::{Recorder, State};
use crate::storage::days::list_held;
use crate::storage::{Error, Session, Storage, installation, release as rows};
use crate::telemetry::{self, Metrics};
use crate::tls;

/// How long a client may take to send the head of a request.
const HEAD_DEADLINE: Duration = Duration::from_secs(5);
/// How long the service says that it is not ready before it takes no more requests: whoever sends it some can notice.
const NOTICE: Duration = Duration::from_secs(2);
/// How long after a backup that failed the next one is tried: a full disk is full for long.
const BACKUP_AGAIN: Duration = Duration::from_secs(60 * 60);
/// How long requests may go on after it takes no more, in seconds.
const STOP_DEADLINE: u64 = 30;

/// Why the service does not run.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// The database cannot be used.
    #[error("the database cannot be used")]
    Storage(#[from] Error),
    /// It is to speak TLS, and cannot.
    #[error("the service cannot speak TLS")]
    Tls(#[from] tls::Error),
    /// The address to listen on cannot be used.
    #[error("the service cannot listen on {address}")]
    Address {
        /// The address.
        address: SocketAddr,
        /// Why not.
        source: io::Error,
    },
    /// The system refuses a thread or a socket.
    #[error("the service cannot run")]
    Io(#[from] io::Error),
}

/// Takes the address to listen on, so that nobody else has it when the service starts.
///
/// # Errors
/// When something listens there already, or the address is not this computer's.
pub fn listen(address: SocketAddr) -> Result<TcpListener, Failed> {
    TcpListener::bind(address).map_err(|source| Failed::Address { address, source })
}

/// What lets the first people in, told once.
#[derive(Default)]
pub struct First {
    /// The secret of an administrator's key, of a new database.
    pub key: Option<Secret>,
    /// The secret of a link for the first administrator's account, where there was no account yet.
    pub link: Option<Secret>,
}

/// Opens the database and brings it up to date; a new one is filled. What lets the first people in is returned.
///
/// # Errors
/// When the database cannot be used, or when what is in its place is empty or another program's.
pub fn prepare(config: &Config, clock: &Clock) -> Result<(Storage, First), Error> {
    let storage = Storage::open(&config.database_url)?;
    let mut session = storage.dedicated()?;
    release::bring_up_to_date(&mut session, &Policy::of(config))?;
    let today = clock.today();
    let now = clock.now().timestamp().as_second();
    let first = session.exclusively(|session: &mut Session| {
        let key = installation::install(session, today)?;
        Ok(First { key, link: installation::admit_first(session, today, now)? })
    })?;
    if session.exclusively(installation::draft_better_words)? {
        tracing::info!("the standard survey has better words: they wait in its draft, to be read and published");
    }
    drop(session);
    if first.key.is_some() {
        // So that the file of a new database is never without what makes it one.
        storage.empty_log()?;
    }
    Ok((storage, first))
}

/// A service that listens and can be told to stop.
pub struct Service {
    address: SocketAddr,
    server: Server,
    metrics_server: Option<ServerHandle>,
    state: Arc<State>,
    writer: Writer,
    keeper: Keeper,
    recorder: Recorder,
    stop: watch::Sender<bool>,
    releases: tokio::task::JoinHandle<()>,
}

impl Service {
    /// Starts the writer, who keeps the log short, the nightly release, and the server. Must be called on an actix system.
    ///
    /// # Errors
    /// When the database or the certificate cannot be used.
    pub fn start(config: Config, clock: Clock, storage: Storage, listener: TcpListener) -> Result<Self, Failed> {
        let tls = tls::load(&config)?;
        let metrics = Arc::new(Metrics::default());
        let (intake, writer) = Writer::start(storage.clone(), metrics.clone())?;
        let keeper = Keeper::start(storage.clone())?;
        let address = listener.local_addr()?;
        let metrics_listener = config.metrics_bind.map(listen).transpose()?;
        let workers = config.workers.max(1);
        let policy = Policy::of(&config);
        let schedule = Schedule::daily(config.tick_at);
        let backups = backup::folder(&config);
        let state = Arc::new(State::new(config, clock.clone(), storage.clone(), intake, metrics)?);
        let recorder = Recorder::start(state.reads.clone(), storage.clone(), clock.clone())?;
        let server = serve(state.clone(), listener, tls, workers)?;
        let metrics_server = match metrics_listener {
            Some(listener) => {
                let server = serve_metrics(state.clone(), listener)?;
                let handle = server.handle();
                tokio::spawn(server);
                Some(handle)
            }
            None => None,
        };
        let (stop, stopped) = watch::channel(false);
        let vigil = Mutex::default();
        let backups = backups.map(Backups::new);
        let nightly = Nightly { storage, clock, policy, schedule, vigil, backups, state: state.clone() };
        let releases = tokio::spawn(nightly.run(stopped));
        Ok(Self { address, server, metrics_server, state, writer, keeper, recorder, stop, releases })
    }

    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What stops it: the server answers what it has taken, then [`Service::run`] ends.
    pub fn handle(&self) -> ServerHandle {
        self.server.handle()
    }

    /// Serves until stopped, by its handle or by a signal, then finishes what was taken: every acknowledged response is durable before this returns.
    ///
    /// # Errors
    /// When the server fails.
    pub async fn run(self) -> io::Result<()> {
        let handle = self.server.handle();
        let ended = tokio::select! {
            ended = self.server => ended,
            ended = obey_signals(self.state.clone(), handle) => ended,
        };
        self.stop.send_replace(true);
        let _ = self.releases.await;
        if let Some(metrics_server) = self.metrics_server {
            metrics_server.stop(true).await;
        }
        // The last way into the queue goes with the state; then the writer finishes what waits.
        drop(self.state);
        let (writer, recorder, keeper) = (self.writer, self.recorder, self.keeper);
        let finish = move || {
            writer.finish();
            recorder.finish();
            keeper.finish();
        };
        let _ = tokio::task::spawn_blocking(finish).await;
        ended
    }
}

/// On SIGTERM gives notice, then stops the server when it has answered what it took. Returns when it is to end at once.
async fn obey_signals(state: Arc<State>, server: ServerHandle) -> io::Result<()> {
    let mut terminated = signal(SignalKind::terminate())?;
    let (mut interrupted, mut quit) = (signal(SignalKind::interrupt())?, signal(SignalKind::quit())?);
    let gracefully = async {
        terminated.recv().await;
        state.stop();
        tokio::time::sleep(NOTICE).await;
        server.stop(true).await;
        // From here on the server itself says when it has ended.
        std::future::pending::<()>().await;
    };
    tokio::select! {
        () = gracefully => {}
        _ = interrupted.recv() => {}
        _ = quit.recv() => {}
    }
    Ok(())
}

fn serve(state: Arc<State>, listener: TcpListener, tls: Option<ServerConfig>, workers: usize) -> io::Result<Server> {
    let document = Data::new(document());
    let data = Data::from(state);
    let factory = move || {
        App::new()
            .app_data(data.clone())
            .app_data(document.clone())
            // Innermost first: what is counted is what was asked.
            .wrap(from_fn(http::head_as_get))
            // Outside of all that answers, so that errors carry them too; inside of what every answer carries.
            .wrap(http::cors(data.clone()))
            .wrap(from_fn(http::admit_origins))
            .wrap(from_fn(pages::show_problems))
            .wrap(from_fn(http::count_and_log))
            .wrap(from_fn(http::security_headers))
            .into_utoipa_app()
            .configure(http::routes)
            .into_app()
            .service(web::redirect("/docs", "/docs/"))
            .service(http::swagger(document.as_ref().clone()))
            .configure(pages::routes)
            .configure(http::fallback)
    };
    let server = HttpServer::new(factory).workers(workers).client_request_timeout(HEAD_DEADLINE);
    // The last piece of a page must not wait until the client has acknowledged those before it: that takes 40 ms.
    let server = server.tcp_nodelay(true).shutdown_timeout(STOP_DEADLINE).disable_signals();
    Ok(match tls {
        Some(tls) => server.listen_rustls_0_23(listener, tls)?,
        None => server.listen(listener)?,
    }
    .run())
}

/// The second address: the metrics, and nothing else.
fn serve_metrics(state: Arc<State>, listener: TcpListener) -> io::Result<Server> {
    let data = Data::from(state);
    let factory = move || {
        let app = App::new().app_data(data.clone()).wrap(from_fn(http::head_as_get));
        app.route("/metrics", web::get().to(http::metrics))
    };
    Ok(HttpServer::new(factory).workers(1).disable_signals().listen(listener)?.run())
}

/// The OpenAPI document of the service.
pub fn document() -> OpenApi {
    let (_, paths) = App::new().into_utoipa_app().configure(http::routes).split_for_parts();
    http::document(paths)
}

/// The release as the service runs it by itself, and the backup after it.
struct Nightly {
    storage: Storage,
    clock: Clock,
    policy: Policy,
    schedule: Schedule,
    vigil: Mutex<Vigil>,
    backups: Option<Backups>,
    state: Arc<State>,
}

/// The backups that the service makes by itself.
struct Backups {
    folder: PathBuf,
    failed: Mutex<Option<Instant>>,
}

impl Backups {
    fn new(folder: PathBuf) -> Self {
        Self { folder, failed: Mutex::default() }
    }

    fn make_if_due(&self, storage: &Storage) {
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        if failed.is_some_and(|since| since.elapsed() < BACKUP_AGAIN) {
            return;
        }
        let outcome = backup::run_if_due(storage, &self.folder);
        *failed = outcome.is_err().then(Instant::now);
        match outcome {
            Ok(None) => {}
            Ok(Some(Done::Made { day, bytes })) => tracing::info!(%day, bytes, "a backup was made"),
            Ok(Some(Done::Followed)) => tracing::info!("what was left out of comments was taken out of the backup"),
            Err(failure) => tracing::error!(error = telemetry::chain(&failure), "the backup failed"),
        }
    }
}

impl Nightly {
    async fn run(self, mut stopped: watch::Receiver<bool>) {
        let nightly = Arc::new(self);
        while !*stopped.borrow() {
            let job = nightly.clone();
            let _ = tokio::task::spawn_blocking(move || {
                job.tick_if_due();
                job.backups.iter().for_each(|backups| backups.make_if_due(&job.storage));
            })
            .await;
            nightly.state.review_addresses();
            let nap = nightly.schedule.nap(&nightly.clock.now());
            tokio::select! {
                () = tokio::time::sleep(nap) => {}
                _ = stopped.changed() => break,
            }
        }
    }

    fn tick_if_due(&self) {
        let due = match self.storage.read(|session| self.find_due(session)) {
            Ok(due) => due,
            Err(error) => return tracing::error!(error = error.chain(), "the last release cannot be found"),
        };
        if self.is_held(due.as_ref()) {
            return;
        }
        let Some(Leap { day, .. }) = due else { return };
        match release::run_nightly(&self.storage, &self.policy, day) {
            Ok(None) => {}
            Ok(Some(report)) => tracing::info!(
                %day,
                blocks = report.blocks,
                released = report.released,
                purged = report.purged,
                "a release was run"
            ),
            Err(Failure::Storage(error)) => tracing::error!(error = error.chain(), "the release failed"),
            Err(failure) => tracing::info!(%failure, "no release was run"),
        }
    }

    /// The tick that is due by the clock, if one is.
    fn find_due(&self, session: &mut Session) -> Result<Option<Leap>, Error> {
        let last = rows::find_last_tick(session)?;
        self.state.metrics.last_tick.set(last.map_or(0, |(number, _)| number));
        self.state.metrics.crowded_days.set(list_held(session)?.len() as i64);
        let due = self.schedule.due(&self.clock.now(), last.map(|(_, day)| day));
        due.map(|day| Leap::find(session, day)).transpose()
    }

    /// Whether the tick that is due must wait, because its day may be a wrong clock's.
    fn is_held(&self, due: Option<&Leap>) -> bool {
        let hold = self.vigil.lock().unwrap_or_else(PoisonError::into_inner).look(due, Instant::now());
        let days = hold.map_or(0, |hold| i64::from(hold.days()));
        // Said once a day, not at every look.
        if self.state.metrics.held_days.set(days) != days
            && let Some(hold) = hold
        {
            tracing::warn!(day = %hold.day, last = %hold.last, "{hold}; if the day is right, run `ankieta release --now --yes`");
        }
        hold.is_some()
    }
}
