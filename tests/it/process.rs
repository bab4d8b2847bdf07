//! The program as its users run it: a process of its own, which a test may kill, stop and start again.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, mpsc};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};

use crate::harness::{Client, PATIENCE, TestDatabase, wait_until};

/// The program under test.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_ankieta");

/// A running `ankieta serve`; it dies with the test.
pub struct Process {
    pub client: Client,
    /// How long after its start it was ready for requests.
    pub ready_after: Duration,
    child: Child,
    log: Arc<Mutex<String>>,
    reader: Option<JoinHandle<()>>,
}

impl Process {
    /// Starts the service on a database, and waits until it is ready.
    pub fn start(database_url: &str, options: &[&str]) -> Self {
        let mut command = Command::new(PROGRAM);
        command.args(serve(database_url)).args(options);
        Self::spawn(command)
    }

    /// Starts a service by a command of the test's own, and waits until it is ready.
    pub fn spawn(command: Command) -> Self {
        Self::spawn_within(command, PATIENCE)
    }

    /// The same, for one that has much to do before it listens.
    pub fn spawn_within(mut command: Command, deadline: Duration) -> Self {
        let started = Instant::now();
        let mut child = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let log = Arc::new(Mutex::new(String::new()));
        let (tell, told) = mpsc::channel();
        let (lines, kept) = (BufReader::new(child.stderr.take().unwrap()).lines(), log.clone());
        let reader = std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                if let Some(address) = line.strip_prefix("Listening on ") {
                    let _ = tell.send(address.to_owned());
                }
                *kept.lock().unwrap() += &format!("{line}\n");
            }
        });
        let address = told.recv_timeout(deadline).unwrap_or_else(|_| {
            let _ = child.kill();
            panic!("it does not start: {}", log.lock().unwrap())
        });
        let client = Client::new(format!("http://{address}"));
        wait_until("it is ready", PATIENCE, || client.get("/readyz", "").status == 200);
        Self { client, ready_after: started.elapsed(), child, log, reader: Some(reader) }
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// How many connections with clients it holds, and sockets that it listens on.
    pub fn open_sockets(&self) -> usize {
        let files = std::fs::read_dir(format!("/proc/{}/fd", self.pid())).unwrap().flatten();
        // One that is closed meanwhile has no name any more.
        files
            .filter_map(|file| file.path().read_link().ok())
            .filter(|name| name.to_string_lossy().starts_with("socket:"))
            .count()
    }

    /// How many bytes of memory it holds now.
    pub fn memory(&self) -> usize {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() * 1024
    }

    /// Everything that it has written to standard error.
    pub fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    pub fn is_alive(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Takes it away without a word (SIGKILL).
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.wait();
    }

    /// Asks it to stop (SIGTERM).
    pub fn ask_to_stop(&self) {
        let pid = self.pid().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    }

    /// Waits until it has ended, and all that it wrote has been read.
    pub fn wait(&mut self) -> ExitStatus {
        wait_until("the process ends", PATIENCE, || !self.is_alive());
        if let Some(reader) = self.reader.take() {
            reader.join().unwrap();
        }
        self.child.wait().unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The arguments that make the program serve a database on a free port, with limits for those without a key that no
/// test reaches.
pub fn serve(database_url: &str) -> Vec<&str> {
    let mut arguments = vec!["serve", "--database-url", database_url, "--bind", "127.0.0.1:0"];
    arguments.extend(["--web-per-10-minutes", "100000", "--web-per-day", "100000"]);
    arguments
}

/// Another command of the program.
pub fn command(database_url: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(arguments).args(["--database-url", database_url]);
    command
}

/// Makes a key by the command line, and returns its secret.
pub fn make_key(database_url: &str, scope: &str) -> String {
    let arguments = ["key", "create", "--scope", scope, "--name", "for a test"];
    let output = command(database_url, &arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Another program that writes to a SQLite database, and keeps everybody else from it until it rolls back.
pub fn lock(database: &TestDatabase) -> SqliteConnection {
    let mut holder = SqliteConnection::establish(database.url.strip_prefix("sqlite:").unwrap()).unwrap();
    holder.batch_execute("PRAGMA busy_timeout = 30000; BEGIN IMMEDIATE").unwrap();
    holder
}
