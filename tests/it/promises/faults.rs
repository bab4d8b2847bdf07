//! What goes wrong around the service, and that it says so at once, loses nothing, and resumes by itself.

use std::fs::{self, File};
use std::io::Write;
use std::net::TcpStream;
use std::process::Command;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use uuid::Uuid;

use crate::harness::{Client, Engine, PATIENCE, TestDatabase, wait_until};
use crate::ledger::{Census, Ledger, put};
use crate::process::{PROGRAM, Process, lock, make_key, serve};
use crate::proxy::{Mood, Proxy};

/// How many clients send at the same time.
const CLIENTS: usize = 8;
/// How soon a client is told to try again. It takes two seconds where nothing else runs, and a fault here lasts for good:
/// whoever waits for its end is found out by any bound.
const REFUSED_WITHIN: Duration = Duration::from_secs(10);
/// How soon responses are accepted again when the fault is over: five seconds where nothing else runs.
const ACCEPTED_WITHIN: Duration = Duration::from_secs(20);
/// A disk is full when nothing was accepted for so long: the log is carried over every second.
const FULL_FOR: Duration = Duration::from_secs(3);

#[test]
#[ignore = "needs PostgreSQL: tests/run brings one"]
fn a_database_that_is_cut_off_is_found_again() {
    lose_and_find(Mood::Cut);
}

#[test]
#[ignore = "needs PostgreSQL: tests/run brings one"]
fn a_database_that_stalls_is_not_waited_for() {
    lose_and_find(Mood::Stalled);
}

fn lose_and_find(mood: Mood) {
    let database = TestDatabase::new(Engine::Postgres);
    let (before, rest) = database.url.split_once('@').unwrap();
    let (server, name) = rest.split_once('/').unwrap();
    let proxy = Proxy::before(server);
    let process = Process::start(&format!("{before}@{}/{name}", proxy.address), &[]);
    let mut service = Service::on(&database.url, process);
    service.accept(20);
    for _ in 0..2 {
        proxy.set(mood);
        service.refuse();
        service.client().get("/api/v1/surveys/obsluga", "").expect(200);
        service.client().get("/readyz", "").expect(503);
        proxy.set(Mood::Passing);
        service.resume();
    }
    service.settle(&database.url);
}

#[test]
#[ignore = "needs PostgreSQL: tests/run brings one"]
fn connections_that_the_database_ends_are_made_again_at_once() {
    let database = TestDatabase::new(Engine::Postgres);
    let mut service = Service::on(&database.url, Process::start(&database.url, &[]));
    let admin = make_key(&database.url, "admin");
    let mut server = PgConnection::establish(&database.url).unwrap();
    for _ in 0..3 {
        service.accept(CLIENTS);
        service.client().get("/api/v1/departments", &admin).expect(200);
        let end = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity \
                   WHERE datname = current_database() AND pid <> pg_backend_pid()";
        server.batch_execute(end).unwrap();
        service.accept(1);
        service.client().get("/api/v1/departments", &admin).expect(200);
    }
    service.settle(&database.url);
}

#[test]
fn a_database_that_another_program_locks_is_waited_for_and_reads_go_on() {
    let database = TestDatabase::new(Engine::Sqlite);
    let mut service = Service::on(&database.url, Process::start(&database.url, &[]));
    service.accept(20);
    let mut holder = lock(&database);
    service.refuse();
    service.assert_reads();
    holder.batch_execute("ROLLBACK").unwrap();
    service.resume();
    service.settle(&database.url);
}

#[test]
fn a_full_queue_says_so_at_once_and_loses_nothing() {
    let database = TestDatabase::new(Engine::Sqlite);
    let mut service = Service::on(&database.url, Process::start(&database.url, &[]));
    let mut holder = lock(&database);
    // The writer holds 256 at most, and the queue 1,024.
    service.ledgers.resize(16, service.ledgers[0].clone());
    let address = service.client().address.clone();
    let send = &|ledger: &mut Ledger| ledger.send_batch(&Client::new(address.clone())).expect(503);
    let replies: Vec<_> = std::thread::scope(|scope| {
        let clients: Vec<_> = service.ledgers.iter_mut().map(|ledger| scope.spawn(move || send(ledger))).collect();
        clients.into_iter().map(|client| client.join().unwrap()).collect()
    });
    assert!(replies.iter().all(|reply| reply.header("retry-after").parse::<u32>().is_ok()));
    let full = replies.iter().filter(|reply| reply.text().contains("Too many responses are waiting")).count();
    assert!((3..=6).contains(&full), "{full} of 16 batches were turned away");
    holder.batch_execute("ROLLBACK").unwrap();
    service.resume();
    service.settle(&database.url);
}

#[test]
fn a_file_that_may_not_grow_refuses_responses_and_reads_go_on() {
    run_out_of(SmallDisk::Limit);
}

#[test]
fn a_full_disk_refuses_responses_and_reads_go_on() {
    run_out_of(SmallDisk::new());
}

fn run_out_of(disk: SmallDisk) {
    let database = TestDatabase::new(Engine::Sqlite);
    let key = make_key(&database.url, "submit");
    let mut service = Service { process: disk.start(&database), ledgers: vec![Ledger::new(&key); CLIENTS] };
    service.accept(20);
    disk.fill(&service.process, &database);
    // What room the log has is used up first, and used again as long as what it holds finds room in the database.
    let Service { process, ledgers } = &mut service;
    let mut refused_since = None;
    wait_until("the disk is full for good", PATIENCE, || match ledgers[0].send(&process.client).unwrap().status {
        503 => refused_since.get_or_insert_with(Instant::now).elapsed() > FULL_FOR,
        _ => {
            refused_since = None;
            false
        }
    });
    service.refuse();
    service.assert_reads();
    disk.free(&service.process, &database);
    service.resume();
    let mut ledger = Ledger::merged(&service.ledgers);
    ledger.check(&disk.look(&service.process, &database).0);
    ledger.resend(service.client());
    ledger.check(&disk.look(&service.process, &database).0);
}

#[test]
fn uploads_that_break_off_stand_in_nobodys_way() {
    let database = TestDatabase::new(Engine::Sqlite);
    let key = make_key(&database.url, "submit");
    let process = Process::start(&database.url, &[]);
    let before = process.open_sockets();
    let address = process.client.address.clone();
    let send = |number: usize| {
        let client = Client::new(address.clone());
        (0..number).for_each(|_| assert_eq!(put(&client, &key, Uuid::new_v4()).unwrap().status, 201));
    };
    let left_hanging = std::thread::scope(|scope| {
        let uploads = scope.spawn(|| {
            (0..1_000)
                .map(|number| (number, begin_upload(&address)))
                .filter(|(number, _)| number % 2 == 0)
                .collect::<Vec<_>>()
        });
        (0..2).for_each(|_| drop(scope.spawn(|| send(125))));
        uploads.join().unwrap()
    });
    // The first of them may have met their deadline by now; the last ones have not.
    assert!(process.open_sockets() > before);
    send(125);
    // They are still open at this end.
    wait_until("the service has let go of them", PATIENCE, || process.open_sockets() <= before);
    drop(left_hanging);
    send(125);
    let census = Census::of(&database.url);
    assert_eq!((census.pending, census.receipts), (500, 500));
}

#[test]
fn bodies_take_so_much_memory_together_and_no_more() {
    const MEBIBYTE: usize = 1 << 20;
    let database = TestDatabase::new(Engine::Sqlite);
    let key = make_key(&database.url, "submit");
    let process = Process::start(&database.url, &[]);
    let address = process.client.address.strip_prefix("http://").unwrap().to_owned();
    let before = process.memory();
    // Each is almost whole, and would be a batch. One that is refused is told so at once.
    let body = vec![b' '; MEBIBYTE - 1];
    let begin = |_| {
        let mut stream = TcpStream::connect(&address).unwrap();
        let head = format!(
            "POST /api/v1/surveys/obsluga/responses HTTP/1.1\r\nhost: office\r\nauthorization: Bearer {key}\r\n\
             content-type: application/json\r\ncontent-length: {MEBIBYTE}\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        // Whoever is refused may be cut off meanwhile.
        let _ = stream.write_all(&body);
        stream
    };
    let client = &process.client;
    let one = || put(client, &key, Uuid::new_v4()).unwrap();
    let (mut hanging, mut refused) = (Vec::new(), None);
    // The first ones meet their deadline after ten seconds, so more of them come until there is no room.
    wait_until("there is no room", PATIENCE, || {
        hanging.extend((0..16).map(begin));
        refused = Some(one()).filter(|reply| reply.status == 503);
        refused.is_some()
    });
    let refused = refused.unwrap();
    assert!(refused.header("retry-after").parse::<u32>().is_ok() && refused.text().contains("Too many bodies"));
    let taken = process.memory() - before;
    assert!(taken < 160 * MEBIBYTE, "{} MiB", taken / MEBIBYTE);
    client.get("/api/v1/surveys/obsluga", "").expect(200);
    drop(hanging);
    wait_until("there is room again", PATIENCE, || one().status == 201);
}

/// Sends the head of a request and half of its body.
fn begin_upload(address: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address.strip_prefix("http://").unwrap()).unwrap();
    let path = format!("/api/v1/surveys/obsluga/responses/{}", Uuid::new_v4());
    let head =
        format!("PUT {path} HTTP/1.1\r\nhost: office\r\ncontent-type: application/json\r\ncontent-length: 60\r\n\r\n");
    stream.write_all(format!("{head}{{ \"department\": \"KM\", \"answers\"").as_bytes()).unwrap();
    stream
}

/// A service and the clients that send to it.
struct Service {
    process: Process,
    ledgers: Vec<Ledger>,
}

impl Service {
    fn on(database_url: &str, process: Process) -> Self {
        let key = make_key(database_url, "submit");
        Self { process, ledgers: vec![Ledger::new(&key); CLIENTS] }
    }

    fn client(&self) -> &Client {
        &self.process.client
    }

    /// Sends so many, one after the other: all are accepted at the first attempt.
    fn accept(&mut self, number: usize) {
        for turn in 0..number {
            let reply = self.ledgers[turn % CLIENTS].send(&self.process.client).unwrap();
            assert_eq!(reply.status, 201, "{}", reply.text());
        }
    }

    /// Sends from all clients at once: each is told soon to try again later.
    fn refuse(&mut self) {
        let address = self.client().address.clone();
        std::thread::scope(|scope| {
            for ledger in &mut self.ledgers {
                let client = Client::new(address.clone());
                scope.spawn(move || {
                    for _ in 0..2 {
                        let asked = Instant::now();
                        let reply = ledger.send(&client).unwrap().expect(503);
                        assert!(asked.elapsed() < REFUSED_WITHIN, "refused only after {:?}", asked.elapsed());
                        assert!(reply.header("retry-after").parse::<u32>().is_ok());
                    }
                });
            }
        });
    }

    /// The fault is over: all clients are accepted soon, by the same process.
    fn resume(&mut self) {
        let client = &self.process.client;
        let accepted = |ledger: &mut Ledger| ledger.send(client).unwrap().status != 503;
        wait_until("responses are accepted again", ACCEPTED_WITHIN, || accepted(&mut self.ledgers[0]));
        assert!(self.ledgers.iter_mut().all(accepted));
        wait_until("it is ready again", ACCEPTED_WITHIN, || client.get("/readyz", "").status == 200);
        assert!(self.process.is_alive());
    }

    fn assert_reads(&self) {
        self.client().get("/api/v1/surveys/obsluga", "").expect(200);
        self.client().get("/readyz", "").expect(200);
    }

    fn settle(&mut self, database_url: &str) {
        Ledger::merged(&self.ledgers).settle(&self.process.client, database_url);
    }
}

/// A disk that a test can fill, without being more than an ordinary user where the system lets it.
#[derive(Clone, Copy)]
enum SmallDisk {
    /// A file system of 8 MB that only the service sees.
    Tmpfs,
    /// A limit on the size of files, which the service meets as an error of the disk.
    Limit,
}

impl SmallDisk {
    fn new() -> Self {
        let try_it = ["--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"];
        match Command::new("unshare").args(try_it).output() {
            Ok(output) if output.status.success() => Self::Tmpfs,
            // The system does not let its users mount anything.
            _ => Self::Limit,
        }
    }

    fn start(self, database: &TestDatabase) -> Process {
        let mut command = Command::new(match self {
            Self::Tmpfs => "unshare",
            Self::Limit => "sh",
        });
        let url = match self {
            Self::Tmpfs => {
                let disk = disk(database);
                fs::create_dir(&disk).unwrap();
                // Whoever made the key may have left it in the log.
                let prepare = "mount -t tmpfs -o size=8m tmpfs \"$1\" && cp \"$0\" \"$1\" && \
                    { [ ! -e \"$0-wal\" ] || cp \"$0-wal\" \"$1\"; } && shift && exec \"$@\"";
                command.args(["--user", "--map-root-user", "--mount", "sh", "-c", prepare, path(database), &disk]);
                format!("sqlite:{disk}/ankieta.db")
            }
            Self::Limit => {
                command.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""]);
                database.url.clone()
            }
        };
        command.arg(PROGRAM).args(serve(&url));
        Process::spawn(command)
    }

    fn fill(self, process: &Process, database: &TestDatabase) {
        match self {
            Self::Tmpfs => {
                let mut filler = File::create(format!("{}/filler", inside(process, database))).unwrap();
                while filler.write_all(&[0; 4096]).is_ok() {}
            }
            Self::Limit => limit_files(process, "1"),
        }
    }

    fn free(self, process: &Process, database: &TestDatabase) {
        match self {
            Self::Tmpfs => fs::remove_file(format!("{}/filler", inside(process, database))).unwrap(),
            Self::Limit => limit_files(process, "unlimited"),
        }
    }

    /// The database as it is now; a copy where only the service sees its disk.
    fn look(self, process: &Process, database: &TestDatabase) -> (String, Option<tempfile::TempDir>) {
        if matches!(self, Self::Limit) {
            return (database.url.clone(), None);
        }
        let copy = tempfile::tempdir().unwrap();
        for name in ["ankieta.db", "ankieta.db-wal"] {
            fs::copy(format!("{}/{name}", inside(process, database)), copy.path().join(name)).unwrap();
        }
        (format!("sqlite:{}/ankieta.db", copy.path().display()), Some(copy))
    }
}

/// Where the service sees its small disk.
fn disk(database: &TestDatabase) -> String {
    database.folder.path().join("disk").display().to_string()
}

/// The same, as it is seen from outside.
fn inside(process: &Process, database: &TestDatabase) -> String {
    format!("/proc/{}/root{}", process.pid(), disk(database))
}

fn limit_files(process: &Process, size: &str) {
    let arguments = [format!("--pid={}", process.pid()), format!("--fsize={size}:")];
    assert!(Command::new("prlimit").args(arguments).status().unwrap().success());
}

fn path(database: &TestDatabase) -> &str {
    database.url.strip_prefix("sqlite:").unwrap()
}
