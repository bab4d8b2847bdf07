//! The one cookie of this program: it holds a random secret, and the database that secret's hash, the key that was
//! shown, and when it is over. A revoked or expired key ends its sessions at once.

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::header;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq;

use crate::access::{Key, Scope, Secret, SecretHash, SignIn, hash};
use crate::http::{Kind, Problem, count_read};
use crate::state::State;
use crate::storage::Error;
use crate::storage::audit::insert_entry;
use crate::storage::sessions::{delete_session, find_key_of_session, insert_session};

/// The name of the cookie.
const NAME: &str = "ankieta_results";
/// How long a session lasts, in seconds: a working day.
pub const LASTS: i64 = 8 * 60 * 60;

/// Someone who is signed in.
pub struct Visit {
    /// The key that they showed.
    pub key: Arc<Key>,
    secret: String,
}

impl Visit {
    /// Who sends a request, if they are signed in.
    ///
    /// # Errors
    /// When the database is not available, or when they have read too often.
    pub async fn find(state: &Arc<State>, request: &HttpRequest) -> Result<Option<Self>, Problem> {
        let Some(secret) = cookie(request) else { return Ok(None) };
        let (presented, now) = (hash(&secret), state.clock.now());
        let seconds = now.timestamp().as_second();
        let id = state.read(move |session| find_key_of_session(session, presented, seconds)).await?;
        let Some(id) = id else { return Ok(None) };
        let key = state.catalogue().await.key_with_id(id).cloned();
        let key = key.filter(|key| key.scope == Scope::Results && key.is_valid_on(now.date()));
        let Some(key) = key else { return Ok(None) };
        count_read(state, &key)?;
        Ok(Some(Self { key, secret }))
    }

    /// What a form of theirs must bring along: another website cannot know it.
    pub fn form_token(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(hash(&format!("form {}", self.secret)))
    }

    /// Whether a form brought it along.
    pub fn sent(&self, token: &str) -> bool {
        self.form_token().as_bytes().ct_eq(token.as_bytes()).into()
    }
}

/// Opens a session, and returns its cookie. A session that the browser had before is over.
///
/// # Errors
/// When the database is not available.
pub async fn open(state: &Arc<State>, request: &HttpRequest, key: &Key) -> Result<String, Problem> {
    let secret = Secret::generate().map_err(|_| Problem::new(Kind::Unavailable))?;
    let now = state.clock.now().timestamp().as_second();
    let sign_in = SignIn { hash: secret.hash(), key: key.id, expires_at: now + LASTS };
    let entry = state.audit_entry(key, "results.sign_in", "");
    let before = hash_of_cookie(request);
    let write = move |session: &mut crate::storage::Session| -> Result<(), Error> {
        insert_entry(session, &entry)?;
        if let Some(before) = before {
            delete_session(session, before)?;
        }
        insert_session(session, &sign_in, now)
    };
    state.append(write).await?;
    Ok(write_cookie(state, secret.reveal()))
}

/// Ends a session, and returns the cookie that takes its place.
///
/// # Errors
/// When the database is not available.
pub async fn close(state: &Arc<State>, visit: &Visit) -> Result<String, Problem> {
    let (entry, hash) = (state.audit_entry(&visit.key, "results.sign_out", ""), hash(&visit.secret));
    let write = move |session: &mut crate::storage::Session| -> Result<(), Error> {
        insert_entry(session, &entry)?;
        delete_session(session, hash)
    };
    state.append(write).await?;
    Ok(format!("{}; Max-Age=0", write_cookie(state, "")))
}

fn hash_of_cookie(request: &HttpRequest) -> Option<SecretHash> {
    cookie(request).map(|secret| hash(&secret))
}

fn cookie(request: &HttpRequest) -> Option<String> {
    let lines = request.headers().get_all(header::COOKIE).filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == NAME).map(|(_, value)| value.to_owned())
}

/// A browser sends it to these pages alone, shows it to no script, and lets no other website send it along.
fn write_cookie(state: &State, value: &str) -> String {
    let secure = if state.config.public_url().starts_with("https:") { "; Secure" } else { "" };
    format!("{NAME}={value}; Path=/results; HttpOnly; SameSite=Strict{secure}")
}
