//! A PostgreSQL server of our own, and databases of our own on any: made, used, dropped. No tables here.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel::prelude::*;

use crate::Outcome;
use crate::report;
use crate::server::free_address;

/// Where Debian puts the programs of each version.
const INSTALLED: &str = "/usr/lib/postgresql";
/// How long a server may take to become ready.
const READY: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(50);

/// A server on loopback that writes as durably as its defaults; it ends when dropped.
#[derive(Debug)]
pub struct Cluster {
    child: Child,
    /// The URL of a database on it.
    pub url: String,
}

impl Cluster {
    /// Makes one in a directory and starts it.
    pub fn start(directory: &Path) -> Outcome<Self> {
        let binaries = binaries().ok_or("no PostgreSQL is installed: --postgres names one")?;
        let (home, port) = (directory.join("postgres"), free_address()?.port().to_string());
        std::fs::create_dir(&home)?;
        let root = is_root()?;
        if root {
            // It does not run as root, and must be let into the directory.
            let script = "chown postgres \"$0\" && chmod 755 \"$1\"";
            expect(Command::new("sh").args(["-c", script]).args([&home, directory]))?;
        }
        let data = home.join("data");
        let mut initdb = as_postgres(&binaries.join("initdb"), root);
        initdb.args(["--username=ankieta", "--auth=trust", "--encoding=UTF8", "--no-locale", "-D"]).arg(&data);
        expect(initdb.stdout(Stdio::null()))?;
        let mut server = as_postgres(&binaries.join("postgres"), root);
        server.arg("-D").arg(&data).arg("-k").arg(&home).args(["-h", "127.0.0.1", "-p", &port]);
        let log = File::create(directory.join("postgres.log"))?;
        let child = server.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).spawn()?;
        let cluster = Self { child, url: format!("postgres://ankieta@127.0.0.1:{port}/postgres") };
        let since = Instant::now();
        while let Err(error) = PgConnection::establish(&cluster.url) {
            if since.elapsed() > READY {
                return Err(format!("PostgreSQL was not ready within {READY:?}: {error}").into());
            }
            std::thread::sleep(PAUSE);
        }
        Ok(cluster)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // std knows no signal but kill, after which its own processes would linger.
        let asked = Command::new("sh").arg("-c").arg(format!("kill -INT {}", self.child.id())).status();
        if asked.is_ok_and(|status| status.success()) {
            let _ = self.child.wait();
        }
    }
}

/// The folder with PostgreSQL's programs, if it is installed where Debian puts it.
pub fn binaries() -> Option<PathBuf> {
    let versions = std::fs::read_dir(INSTALLED).ok()?.flatten().map(|entry| entry.path().join("bin"));
    versions.filter(|folder| folder.join("initdb").is_file()).max()
}

fn is_root() -> Outcome<bool> {
    Ok(Command::new("id").arg("-u").output()?.stdout.trim_ascii() == b"0")
}

fn as_postgres(program: &Path, root: bool) -> Command {
    if !root {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid", "postgres", "--regid", "postgres", "--clear-groups"]).arg(program);
    command
}

fn expect(command: &mut Command) -> Outcome<()> {
    match command.status()? {
        status if status.success() => Ok(()),
        status => Err(format!("{} ended with {status}", command.get_program().display()).into()),
    }
}

/// A database of our own; dropped when dropped.
#[derive(Debug)]
pub struct ScratchDatabase {
    server_url: String,
    name: String,
    /// Its URL.
    pub url: String,
}

impl ScratchDatabase {
    /// Makes a database on the server that the URL names.
    pub fn create(server_url: &str) -> Outcome<Self> {
        let name = format!("ankieta_load_{:016x}", fastrand::u64(..));
        let url = with_database(server_url, &name).ok_or("the URL of PostgreSQL must be postgres://…/database")?;
        PgConnection::establish(server_url)?.batch_execute(&format!("CREATE DATABASE {name}"))?;
        Ok(Self { server_url: server_url.to_owned(), name, url })
    }
}

impl Drop for ScratchDatabase {
    fn drop(&mut self) {
        let dropped =
            PgConnection::establish(&self.server_url).map_err(|error| error.to_string()).and_then(|mut connection| {
                let statement = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
                connection.batch_execute(&statement).map_err(|error| error.to_string())
            });
        if let Err(error) = dropped {
            report::note(&format!("database {} remains: {error}", self.name));
        }
    }
}

/// The URL with another database in it; parameters stay.
fn with_database(url: &str, name: &str) -> Option<String> {
    let (address, parameters) = url.split_once('?').map_or((url, None), |(address, rest)| (address, Some(rest)));
    let (scheme, rest) = address.split_once("://")?;
    let authority = rest.split_once('/').map_or(rest, |(authority, _)| authority);
    let parameters = parameters.map(|parameters| format!("?{parameters}")).unwrap_or_default();
    Some(format!("{scheme}://{authority}/{name}{parameters}"))
}
