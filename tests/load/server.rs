//! Starts servers on a free port of this machine, waits until they are ready, and ends exactly these processes.
//! What they print goes to a file. Nothing here loads or measures them.

use std::fs::File;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use clap::Args;
use tempfile::TempDir;

use crate::Outcome;
use crate::report;

/// How long a server may take to become ready.
const READY: Duration = Duration::from_secs(60);
/// How long it may take to stop when asked.
const STOP: Duration = Duration::from_secs(40);
const PROBE: Duration = Duration::from_secs(1);
const PAUSE: Duration = Duration::from_millis(20);

/// Which program is the service, and where its databases go.
#[derive(Debug, Clone, Args)]
pub struct Setting {
    /// The service; by default the one that cargo built along with these tools.
    #[arg(long)]
    binary: Option<PathBuf>,
    /// Where databases are made and removed again; by default the directory for temporary files.
    /// Should be on the kind of disk that matters, not in memory.
    #[arg(long)]
    dir: Option<PathBuf>,
    /// `NAME=VALUE` for the environment of the service; repeatable.
    #[arg(long = "env", value_name = "NAME=VALUE")]
    environment: Vec<String>,
}

/// The service on one database.
#[derive(Debug)]
pub struct Service {
    binary: PathBuf,
    environment: Vec<(String, String)>,
    database_url: String,
    directory: PathBuf,
}

/// A running server; ends when dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Setting {
    /// A directory for databases, removed when dropped.
    pub fn scratch(&self) -> Outcome<TempDir> {
        let parent = self.dir.clone().unwrap_or_else(std::env::temp_dir);
        Ok(tempfile::Builder::new().prefix("ankieta-load-").tempdir_in(parent)?)
    }

    /// The service on a database; its log goes into the directory.
    pub fn service(&self, database_url: &str, directory: &Path) -> Outcome<Service> {
        let built = option_env!("CARGO_BIN_EXE_ankieta").map(PathBuf::from);
        let binary = self.binary.clone().or(built).ok_or("--binary is needed: cargo named no service")?;
        let binary = binary.canonicalize().map_err(|error| format!("{}: {error}", binary.display()))?;
        let split = |pair: &String| pair.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
        let environment: Option<_> = self.environment.iter().map(split).collect();
        let environment = environment.ok_or("--env must be NAME=VALUE")?;
        Ok(Service { binary, environment, database_url: database_url.to_owned(), directory: directory.to_owned() })
    }
}

impl Service {
    /// The same service, with more in its environment.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Makes a key; sets the database up if it is new.
    pub fn create_key(&self, scope: &str) -> Outcome<String> {
        let log = self.directory.join(format!("key-{scope}.log"));
        let mut command = self.command();
        command.args(["key", "create", "--scope", scope, "--name", "bench"]);
        let output = command.stderr(File::create(&log)?).output()?;
        let key = String::from_utf8(output.stdout)?.trim().to_owned();
        if output.status.success() && !key.is_empty() && !key.contains(char::is_whitespace) {
            return Ok(key);
        }
        Err(format!("key create ended with {} and no key: {}", output.status, tail(&log)).into())
    }

    /// Fills a database of its own with years of plausible responses, in the directory, and goes on with that one.
    pub fn fill_with_demo(mut self, years: u32) -> Outcome<Self> {
        let mut command = self.command();
        command.args(["demo", "--no-serve", "--years", &years.to_string()]).env("TMPDIR", &self.directory);
        let log = self.directory.join("demo.log");
        if !command.stdout(Stdio::null()).stderr(File::create(&log)?).status()?.success() {
            return Err(format!("the demo could not be filled: {}", tail(&log)).into());
        }
        let mut folders = std::fs::read_dir(&self.directory)?.flatten().map(|entry| entry.path().join("ankieta.db"));
        let database = folders.find(|path| path.is_file()).ok_or("the demo has made no database")?;
        self.database_url = format!("sqlite:{}", database.display());
        Ok(self)
    }

    /// Starts it and waits until it is ready.
    pub fn start(&self) -> Outcome<Server> {
        let address = free_address()?;
        let mut command = self.command();
        command.arg("serve").env("ANKIETA_BIND", address.to_string());
        Server::start(command, address, &self.directory)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.binary);
        command.current_dir(&self.directory).env("DATABASE_URL", &self.database_url).stdin(Stdio::null());
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }
}

impl Server {
    /// Starts a server that will listen on the address, and waits until it is ready.
    pub fn start(mut command: Command, address: SocketAddr, directory: &Path) -> Outcome<Self> {
        let path = directory.join(format!("server-{}.log", address.port()));
        let log = File::create(&path)?;
        let child = command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).spawn()?;
        let mut server = Self { child, address };
        let since = Instant::now();
        while !is_ready(address) {
            if let Some(status) = server.child.try_wait()? {
                return Err(format!("the server ended with {status}: {}", tail(&path)).into());
            }
            if since.elapsed() > READY {
                return Err(format!("the server was not ready within {READY:?}: {}", tail(&path)).into());
            }
            std::thread::sleep(PAUSE);
        }
        Ok(server)
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to stop and waits; ends it when that takes too long, and says so.
    pub fn stop(mut self) -> Outcome<()> {
        // std knows no signal but kill.
        let ask = Command::new("sh").arg("-c").arg(format!("kill -TERM {}", self.pid())).status()?;
        let since = Instant::now();
        while ask.success() && since.elapsed() < STOP {
            if self.child.try_wait()?.is_some() {
                return Ok(());
            }
            std::thread::sleep(PAUSE);
        }
        report::note(&format!("the server did not stop within {STOP:?} and is killed"));
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already; then there is nothing left to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that nobody uses at the moment.
pub fn free_address() -> Outcome<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

fn is_ready(address: SocketAddr) -> bool {
    let probe = || -> std::io::Result<bool> {
        let mut stream = TcpStream::connect_timeout(&address, PROBE)?;
        stream.set_read_timeout(Some(PROBE))?;
        stream.set_write_timeout(Some(PROBE))?;
        write!(stream, "GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
        let mut start = [0; 12];
        stream.read_exact(&mut start)?;
        Ok(start.starts_with(b"HTTP/1.1 200"))
    };
    probe().unwrap_or(false)
}

fn tail(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(10)..].join(" / ")
}
