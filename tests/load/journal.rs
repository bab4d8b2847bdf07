//! What was sent and what was acknowledged, kept in memory while the clock runs and written when it stops.
//! It makes no claims of its own: a test compares it with what is stored.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use uuid::Uuid;

use crate::Outcome;

/// Events in the order in which they happened.
#[derive(Debug, Default)]
pub struct Journal {
    events: Vec<Event>,
}

#[derive(Debug)]
enum Event {
    Sent(Uuid),
    Acknowledged(Uuid, u16),
}

impl Journal {
    /// A request with this id is about to leave.
    pub fn sent(&mut self, id: Uuid) {
        self.events.push(Event::Sent(id));
    }

    /// A reply came.
    pub fn acknowledged(&mut self, id: Uuid, status: u16) {
        self.events.push(Event::Acknowledged(id, status));
    }

    /// Writes `sent ID` and `ack ID STATUS`, one event a line.
    pub fn write(&self, path: &Path) -> Outcome<()> {
        let mut file = BufWriter::new(File::create(path)?);
        for event in &self.events {
            match event {
                Event::Sent(id) => writeln!(file, "sent {id}")?,
                Event::Acknowledged(id, status) => writeln!(file, "ack {id} {status}")?,
            }
        }
        Ok(file.flush()?)
    }
}
