//! What a careful client keeps: which ids it sent, and which of them were acknowledged.
//!
//! The one invariant of all faults is checked here: acknowledged ⊆ stored ⊆ sent, nothing doubled, integrity ok.

use std::collections::HashSet;

use ankieta::storage::{Session, Storage, blocks};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Client, PATIENCE, Reply, wait_until};

/// The departments that responses are spread over.
const DEPARTMENTS: [&str; 4] = ["KM", "GN", "AB", "OS"];

/// One client's ledger.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    key: String,
    acknowledged: HashSet<Uuid>,
    /// Sent, and not acknowledged: stored or not, a retry settles which.
    open: Vec<Uuid>,
}

/// What a database holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Census {
    pub pending: usize,
    pub released: usize,
    pub receipts: usize,
    /// The sum over all blocks.
    pub in_blocks: usize,
    pub blocks: usize,
}

impl Ledger {
    pub fn new(key: &str) -> Self {
        Self { key: key.to_owned(), ..Self::default() }
    }

    /// Retries what is open, or else sends a response under a new id; none: the connection broke.
    pub fn send(&mut self, client: &Client) -> Option<Reply> {
        let id = self.open.last().copied().unwrap_or_else(|| {
            self.open.push(Uuid::new_v4());
            self.open[self.open.len() - 1]
        });
        let reply = put(client, &self.key, id).ok()?;
        match reply.status {
            200 | 201 => self.acknowledge(id),
            503 => {}
            _ => panic!("{}: {}", reply.status, reply.text()),
        }
        Some(reply)
    }

    /// Sends a hundred responses at once, under new ids.
    pub fn send_batch(&mut self, client: &Client) -> Reply {
        let ids: Vec<Uuid> = (0..100).map(|_| Uuid::new_v4()).collect();
        self.open.extend(&ids);
        let reply = post(client, &self.key, &ids);
        if reply.status == 200 {
            ids.into_iter().for_each(|id| self.acknowledge(id));
        }
        reply
    }

    fn acknowledge(&mut self, id: Uuid) {
        self.open.retain(|open| *open != id);
        self.acknowledged.insert(id);
    }

    /// How many were sent.
    pub fn sent(&self) -> usize {
        self.acknowledged.len() + self.open.len()
    }

    /// How many were acknowledged.
    pub fn acknowledged(&self) -> usize {
        self.acknowledged.len()
    }

    /// The ledgers of several clients as one.
    pub fn merged(ledgers: &[Self]) -> Self {
        let mut all = ledgers[0].clone();
        for ledger in &ledgers[1..] {
            all.acknowledged.extend(&ledger.acknowledged);
            all.open.extend(&ledger.open);
        }
        all
    }

    /// Asserts that what is stored lies between what was acknowledged and what was sent, each once.
    pub fn check(&self, database_url: &str) {
        let census = Census::of(database_url);
        let stored = census.pending + census.released;
        assert_eq!(stored, census.receipts, "each response has one receipt");
        assert!(
            (self.acknowledged()..=self.sent()).contains(&stored),
            "{census:?}, {} acknowledged, {} sent",
            self.acknowledged(),
            self.sent()
        );
    }

    /// Sends everything once more, to a service that is well: all is recognised, and what was open is settled.
    pub fn resend(&mut self, client: &Client) {
        let acknowledged: Vec<Uuid> = self.acknowledged.iter().copied().collect();
        for ids in acknowledged.chunks(100) {
            let statuses = self.post_until_taken(client, ids);
            assert!(statuses.iter().all(|status| status == "replayed"), "an acknowledged response was lost");
        }
        let open = std::mem::take(&mut self.open);
        for ids in open.chunks(100) {
            let statuses = self.post_until_taken(client, ids);
            assert!(statuses.iter().all(|status| status == "replayed" || status == "created"), "{statuses:?}");
        }
        self.acknowledged.extend(open);
    }

    /// The same, and asserts that each id is stored once, before and after.
    pub fn settle(&mut self, client: &Client, database_url: &str) {
        self.check(database_url);
        self.resend(client);
        self.check(database_url);
    }

    fn post_until_taken(&self, client: &Client, ids: &[Uuid]) -> Vec<Value> {
        let mut taken = Vec::new();
        wait_until("a batch is taken", PATIENCE, || {
            let reply = post(client, &self.key, ids);
            if reply.status == 200 {
                taken = reply.json()["results"].as_array().unwrap().iter().map(|item| item["status"].clone()).collect();
            }
            reply.status == 200
        });
        taken
    }
}

impl Census {
    pub fn of(database_url: &str) -> Self {
        let storage = Storage::open(&database_url.parse().unwrap()).unwrap();
        assert_eq!(storage.dedicated().unwrap().integrity().unwrap(), "ok");
        storage.read(|session| Ok(Self::read(session))).unwrap()
    }

    /// Takes the census within a transaction, so that nothing moves meanwhile.
    pub fn read(session: &mut Session) -> Self {
        let generation = blocks::load_generation(session).unwrap();
        let blocks = blocks::list_blocks(session, 0, generation).unwrap();
        Self {
            pending: count(session, "responses"),
            released: count(session, "released_responses"),
            receipts: count(session, "receipts"),
            in_blocks: blocks.iter().map(|(_, block)| usize::try_from(block.counts.n()).unwrap()).sum(),
            blocks: blocks.len(),
        }
    }
}

/// Sends the response that belongs to an id: what it says follows from the id.
pub fn put(client: &Client, key: &str, id: Uuid) -> Result<Reply, ureq::Error> {
    let mut body = item(id);
    body.as_object_mut().unwrap().remove("id");
    let path = format!("/api/v1/surveys/obsluga/responses/{id}");
    let headers = [("content-type", "application/json")];
    client.try_send("PUT", &path, key, &headers, body.to_string().as_bytes())
}

fn post(client: &Client, key: &str, ids: &[Uuid]) -> Reply {
    let items: Vec<Value> = ids.iter().map(|id| item(*id)).collect();
    client.json("POST", "/api/v1/surveys/obsluga/responses", key, &json!({ "responses": items }))
}

/// The number of rows in a table.
fn count(session: &mut Session, table: &str) -> usize {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        number: i64,
    }
    let query = format!("SELECT count(*) AS number FROM {table}");
    let row: Row = diesel::sql_query(query).get_result(session).unwrap();
    usize::try_from(row.number).unwrap()
}

fn item(id: Uuid) -> Value {
    let seed = id.as_bytes();
    let rating = |place: usize| 1 + seed[place] % 5;
    let one_of = |options: &[&'static str], chance: u8| options[usize::from(chance) % options.len()];
    json!({
        "id": id,
        "department": one_of(&DEPARTMENTS, seed[15]),
        "answers": {
            "OVERALL": 3 + seed[0] % 3,
            "COURTESY": rating(1),
            "COMPETENCE": rating(2),
            "INFO": rating(3),
            "WAIT": rating(4),
            "CONDITIONS": rating(5),
            "OUTCOME": one_of(&["yes", "partly", "no"], seed[9]),
            "RTYPE": one_of(&["private", "business"], seed[10]),
        },
    })
}
