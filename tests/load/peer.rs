//! The peer: the same request served by a small program with Fastify and pg, which npm installs, and the one statement
//! that it sends by itself, which pgbench repeats. Nothing here is part of the service.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::Outcome;
use crate::figures::{Figures, Tally};
use crate::server::{Server, free_address};

/// The key that it asks for.
pub const KEY: &str = "peer";

const PARTS: [(&str, &str); 3] = [
    ("package.json", include_str!("peer/package.json")),
    ("package-lock.json", include_str!("peer/package-lock.json")),
    ("peer.mjs", include_str!("peer/peer.mjs")),
];

/// Where it keeps responses.
pub const TABLE: &str = "CREATE TABLE peer_responses (id uuid PRIMARY KEY, survey text NOT NULL, \
    department text NOT NULL, language text, day date NOT NULL, answers jsonb NOT NULL)";

/// The statement of `peer.mjs`, with what is the same for all written out.
const STATEMENT: &str = "INSERT INTO peer_responses (id, survey, department, language, day, answers) \
    VALUES (gen_random_uuid(), 'obsluga', 'KM', 'pl', '2026-09-30', '{\"OVERALL\":5,\"COURTESY\":5,\"COMPETENCE\":4,\
    \"INFO\":4,\"WAIT\":3,\"CONDITIONS\":4,\"OUTCOME\":\"yes\",\"RTYPE\":\"private\"}') ON CONFLICT (id) DO NOTHING;";

/// The program, installed.
#[derive(Debug)]
pub struct Peer {
    folder: PathBuf,
}

impl Peer {
    /// Installs it in a folder of its own within a directory; npm fetches what the lock names.
    pub fn install(directory: &Path) -> Outcome<Self> {
        let folder = directory.join("peer");
        std::fs::create_dir(&folder)?;
        for (name, text) in PARTS {
            std::fs::write(folder.join(name), text)?;
        }
        let mut npm = Command::new("npm");
        npm.args(["ci", "--silent", "--no-audit", "--no-fund"]).current_dir(&folder).stdout(Stdio::null());
        match npm.status().map_err(|error| format!("npm, which installs the peer: {error}"))? {
            status if status.success() => Ok(Self { folder }),
            status => Err(format!("npm ci ended with {status}; --without-peer leaves the peer out").into()),
        }
    }

    /// Starts it on a database.
    pub fn start(&self, database_url: &str) -> Outcome<Server> {
        let address = free_address()?;
        let mut command = Command::new("node");
        command.arg("peer.mjs").current_dir(&self.folder).envs([
            ("NODE_ENV", "production"),
            ("PEER_DATABASE_URL", database_url),
            ("PEER_KEY", KEY),
            ("PEER_PORT", &address.port().to_string()),
        ]);
        Server::start(command, address, &self.folder)
    }
}

/// Repeats the statement over one connection for so long.
pub fn repeat_statement(pgbench: &Path, database_url: &str, directory: &Path, duration: Duration) -> Outcome<Figures> {
    let script = directory.join("statement.sql");
    std::fs::write(&script, STATEMENT)?;
    let mut command = Command::new(pgbench);
    command.args(["--no-vacuum", "--protocol=prepared", "--client=1", "--log", "--log-prefix=statement"]);
    command.arg(format!("--time={}", duration.as_secs())).arg("--file").arg(&script).arg(database_url);
    let output = command.current_dir(directory).output().map_err(|error| format!("{}: {error}", pgbench.display()))?;
    if !output.status.success() {
        return Err(format!("pgbench ended with {}: {}", output.status, String::from_utf8_lossy(&output.stderr)).into());
    }
    let log = std::fs::read_dir(directory)?
        .flatten()
        .map(|entry| entry.path())
        .find(|path| {
            path.file_name().is_some_and(|name| {
                name.to_string_lossy().starts_with("statement.") && !name.to_string_lossy().ends_with(".sql")
            })
        })
        .ok_or("pgbench has written no log")?;
    let text = std::fs::read_to_string(log)?;
    Ok(Figures::of(&mut read_log(&text)?, duration))
}

/// Reads lines of the form `client transaction microseconds script second microsecond`.
fn read_log(text: &str) -> Outcome<Tally> {
    let (mut tally, mut first) = (Tally::default(), None);
    for line in text.lines() {
        let fields = line.split_whitespace().map(str::parse).collect::<Result<Vec<u64>, _>>()?;
        let &[_, _, micros, _, second, fraction, ..] = fields.as_slice() else {
            return Err(format!("pgbench's log has a line of another form: {line}").into());
        };
        let ended = Duration::new(second, 0) + Duration::from_micros(fraction);
        let micros = u32::try_from(micros)?;
        let start = *first.get_or_insert(ended.saturating_sub(Duration::from_micros(micros.into())));
        tally.sent += 1;
        tally.count_reply(micros, 201);
        tally.count_created(ended.saturating_sub(start));
    }
    Ok(tally)
}
