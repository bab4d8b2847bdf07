//! The one session of this program: its cookie holds a random secret, and the database that secret's hash, the key or the
//! account that was shown, and when it is over. A revoked key and a disabled account end theirs at once.

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::header;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq;

use crate::access::{Account, Actor, Holder, Key, Scope, Secret, SignIn, hash};
use crate::http::{Kind, Problem};
use crate::state::State;
use crate::storage::accounts::load_account;
use crate::storage::audit::insert_entry;
use crate::storage::sessions::{delete_session, find_session, insert_session, renew_session};
use crate::storage::{Error, Session};

/// The name of the cookie.
const NAME: &str = "ankieta_session";
/// The pages that are sent it: no page for residents is.
const PLACES: [&str; 2] = ["/console", "/results"];

/// Who signed in.
#[derive(Debug, Clone)]
pub enum Visitor {
    /// Somebody who showed a key for results.
    Key(Arc<Key>),
    /// Somebody with an account.
    Account(Box<Account>),
}

/// Someone who is signed in.
#[derive(Debug, Clone)]
pub struct Visit {
    /// Who it is.
    pub visitor: Visitor,
    secret: String,
}

impl Visit {
    /// Who sends a request, if they are signed in. It is a sign of life.
    ///
    /// # Errors
    /// When the database is not available.
    pub async fn find(state: &Arc<State>, request: &HttpRequest) -> Result<Option<Self>, Problem> {
        let Some(secret) = cookie(request) else { return Ok(None) };
        let (presented, now) = (hash(&secret), state.clock.now());
        let seconds = now.timestamp().as_second();
        let find = move |session: &mut Session| {
            let found = find_session(session, presented)?.filter(|sign_in| sign_in.is_open(seconds));
            let Some(sign_in) = found else { return Ok(None) };
            let account = match sign_in.holder {
                Holder::Key(_) => None,
                Holder::Account(id) => Some(load_account(session, id)?),
            };
            Ok(Some((sign_in, account)))
        };
        let Some((sign_in, account)) = state.read(find).await? else { return Ok(None) };
        let visitor = match sign_in.holder {
            Holder::Key(id) => {
                let key = state.catalogue().await.key_with_id(id).cloned();
                let key = key.filter(|key| key.scope == Scope::Results && key.is_valid_on(now.date()));
                key.map(Visitor::Key)
            }
            Holder::Account(_) => {
                account.filter(|account| account.disabled_on.is_none()).map(Box::new).map(Visitor::Account)
            }
        };
        let Some(visitor) = visitor else { return Ok(None) };
        if let Some(idle_at) = sign_in.renewed(seconds) {
            state.append(move |session| renew_session(session, presented, idle_at)).await?;
        }
        Ok(Some(Self { visitor, secret }))
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

impl Visitor {
    fn holder(&self) -> Holder {
        match self {
            Self::Key(key) => Holder::Key(key.id),
            Self::Account(account) => Holder::Account(account.id),
        }
    }

    fn actor(&self) -> Actor {
        match self {
            Self::Key(key) => Actor::from(key),
            Self::Account(account) => Actor::from(&**account),
        }
    }

    /// What they signed in to, as the audit log says it.
    fn place(&self) -> &'static str {
        match self {
            Self::Key(_) => "results",
            Self::Account(_) => "console",
        }
    }
}

/// Opens a session, and returns its cookies. A session that the browser had before is over, and its secret is of no more
/// use to whoever may have planted it.
///
/// # Errors
/// When the database is not available.
pub async fn open(state: &Arc<State>, request: &HttpRequest, visitor: &Visitor) -> Result<[String; 2], Problem> {
    let secret = Secret::generate().map_err(|_| Problem::new(Kind::Unavailable))?;
    let now = state.clock.now().timestamp().as_second();
    let sign_in = SignIn::new(secret.hash(), visitor.holder(), now);
    let entry = state.audit_entry(visitor.actor(), &format!("{}.sign_in", visitor.place()), "");
    let before = cookie(request).map(|secret| hash(&secret));
    let write = move |session: &mut Session| -> Result<(), Error> {
        insert_entry(session, &entry)?;
        if let Some(before) = before {
            delete_session(session, before)?;
        }
        insert_session(session, &sign_in, now)
    };
    state.append(write).await?;
    Ok(write_cookies(state, secret.reveal(), ""))
}

/// Ends a session, and returns the cookies that take its place.
///
/// # Errors
/// When the database is not available.
pub async fn close(state: &Arc<State>, visit: &Visit) -> Result<[String; 2], Problem> {
    let visitor = &visit.visitor;
    let entry = state.audit_entry(visitor.actor(), &format!("{}.sign_out", visitor.place()), "");
    let hash = hash(&visit.secret);
    let write = move |session: &mut Session| -> Result<(), Error> {
        insert_entry(session, &entry)?;
        delete_session(session, hash)
    };
    state.append(write).await?;
    Ok(write_cookies(state, "", "; Max-Age=0"))
}

fn cookie(request: &HttpRequest) -> Option<String> {
    let lines = request.headers().get_all(header::COOKIE).filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == NAME).map(|(_, value)| value.to_owned())
}

/// A browser sends them to these pages alone, shows them to no script, and lets no other website send them along: not
/// even with a link (`Strict` and not `Lax`), for nothing here is linked to from elsewhere but by people, who are asked
/// at the door whether they are signed in already.
fn write_cookies(state: &State, value: &str, end: &str) -> [String; 2] {
    let secure = if state.config.public_url().starts_with("https:") { "; Secure" } else { "" };
    PLACES.map(|place| format!("{NAME}={value}; Path={place}; HttpOnly; SameSite=Strict{secure}{end}"))
}
