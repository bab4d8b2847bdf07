//! Requests as bytes, prepared before the clock starts. Nothing here opens a socket.

use std::net::SocketAddr;

use uuid::Uuid;
use uuid::fmt::Hyphenated;

use crate::sample::Sample;

/// How many different bodies are sent.
const VARIETY: usize = 512;

/// Prepared submissions; only the id of the response changes from one to the next.
#[derive(Debug)]
pub struct Submissions {
    templates: Vec<Template>,
}

#[derive(Debug)]
struct Template {
    bytes: Vec<u8>,
    id_at: usize,
}

impl Submissions {
    /// Prepares submissions of one key to one survey.
    pub fn prepare(address: SocketAddr, survey: &str, key: &str) -> Self {
        let mut random = fastrand::Rng::new();
        let templates = (0..VARIETY)
            .map(|_| {
                let sample = Sample::random(&mut random);
                let (department, answers) = (sample.department(), sample.answers());
                let body = format!("{{\"department\":\"{department}\",\"language\":\"pl\",\"answers\":{answers}}}");
                Template::new(address, survey, key, &body)
            })
            .collect();
        Self { templates }
    }

    /// Writes the next request into the buffer and returns the id that it carries.
    pub fn write_next(&self, random: &mut fastrand::Rng, buffer: &mut Vec<u8>) -> Uuid {
        let template = &self.templates[random.usize(..self.templates.len())];
        let id = uuid::Builder::from_random_bytes(random.u128(..).to_ne_bytes()).into_uuid();
        buffer.clear();
        buffer.extend_from_slice(&template.bytes);
        id.hyphenated().encode_lower(&mut buffer[template.id_at..template.id_at + Hyphenated::LENGTH]);
        id
    }
}

impl Template {
    fn new(address: SocketAddr, survey: &str, key: &str, body: &str) -> Self {
        let before_id = format!("PUT /api/v1/surveys/{survey}/responses/");
        let length = body.len();
        let after_id = format!(
            " HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {key}\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        let id = Uuid::nil();
        Self { id_at: before_id.len(), bytes: format!("{before_id}{id}{after_id}").into_bytes() }
    }
}

/// A request with a body, and with headers of one's own: lines that end in `\r\n`.
pub fn send(address: SocketAddr, method: &str, path: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("{method} {path} HTTP/1.1\r\nHost: {address}\r\n{headers}Content-Length: {length}\r\n\r\n{body}")
        .into_bytes()
}

/// A request that reads something.
pub fn get(address: SocketAddr, key: &str, path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {key}\r\nAccept: application/json\r\n\r\n")
        .into_bytes()
}
