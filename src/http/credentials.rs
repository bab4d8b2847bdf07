//! Who is asking: a key as Bearer, X-API-Key or Basic, and what its scope opens.
//!
//! A handler says what it needs by the type of its argument, before its query and its body; there is no other gate.

use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Instant;

use actix_web::dev::Payload;
use actix_web::http::header::{self, HeaderMap};
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jiff::civil::Date;
use uuid::Uuid;

use crate::access::{Key, Scope, hash};
use crate::http::forwarded::find_sender;
use crate::http::gate;
use crate::http::limits;
use crate::http::problem::{Kind, Problem};
use crate::kiosk::Kiosk;
use crate::state::State;
use crate::storage::kiosks::find_kiosk_of_key;
use crate::survey::codes::DepartmentCode;
use crate::survey::response::Channel;

/// A key with the scope `results`.
pub struct Analyst(pub Arc<Key>);

/// A key with the scope `admin`.
pub struct Administrator(pub Arc<Key>);

/// A key with the scope `results` or `admin`: those who read what the office enters itself.
pub struct Staff(pub Arc<Key>);

/// The tablet of a kiosk, by its key; a key with the scope `submit` that belongs to no kiosk is not enough.
pub struct Tablet(pub Kiosk);

/// Where a request comes from, for limits. It is never kept.
pub struct Address(pub Option<IpAddr>);

/// Someone who may send responses: nobody in particular, a kiosk, or a clerk.
pub struct Sender {
    /// Where what they send comes from.
    pub channel: Channel,
    /// Their key, if they have one.
    pub key: Option<Arc<Key>>,
    /// The departments that they may send for, where they are signed in instead; none: all.
    pub departments: Vec<DepartmentCode>,
    /// The address they send from, for the limits of those without a key. It is never kept.
    pub address: Option<IpAddr>,
}

impl Sender {
    /// Nobody in particular, at a form in a browser: whatever key the browser may hold does not count.
    ///
    /// # Errors
    /// `Internal` when the service is not put together.
    pub fn at_a_form(request: &HttpRequest) -> Result<Self, Problem> {
        Ok(Self { channel: Channel::Web, key: None, departments: Vec::new(), address: address(request)? })
    }

    /// Somebody who is signed in and types paper forms of some departments, or of all where none is named.
    pub fn at_a_desk(departments: Vec<DepartmentCode>) -> Self {
        Self { channel: Channel::Paper, key: None, departments, address: None }
    }

    /// Whether they may send what concerns a department.
    pub fn covers(&self, department: &DepartmentCode) -> bool {
        let own = self.departments.is_empty() || self.departments.contains(department);
        own && self.key.as_ref().is_none_or(|key| key.covers(department))
    }
}

impl Staff {
    /// Whether the key may read what concerns a department, or the whole office.
    pub fn may_read(&self, department: Option<&DepartmentCode>) -> bool {
        department.map_or(self.0.departments.is_empty(), |code| self.0.covers(code))
    }
}

type Found<T> = Pin<Box<dyn Future<Output = Result<T, Problem>>>>;

impl FromRequest for Analyst {
    type Error = Problem;
    type Future = Found<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        Box::pin(gate::close(request, require(request.clone(), &[Scope::Results], Self)))
    }
}

impl FromRequest for Administrator {
    type Error = Problem;
    type Future = Found<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        Box::pin(gate::close(request, require(request.clone(), &[Scope::Admin], Self)))
    }
}

impl FromRequest for Staff {
    type Error = Problem;
    type Future = Found<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        Box::pin(gate::close(request, require(request.clone(), &[Scope::Results, Scope::Admin], Self)))
    }
}

impl FromRequest for Tablet {
    type Error = Problem;
    type Future = Found<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let asking = request.clone();
        Box::pin(gate::close(request, async move {
            let key = require(asking.clone(), &[Scope::Submit], |key| key.id).await?;
            let kiosk = state(&asking)?.read(move |session| find_kiosk_of_key(session, key)).await?;
            let nobody = || Problem::new(Kind::Forbidden).because("The key belongs to no kiosk.");
            kiosk.map(Self).ok_or_else(nobody)
        }))
    }
}

impl FromRequest for Address {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(address(request).map(Self))
    }
}

impl FromRequest for Sender {
    type Error = Problem;
    type Future = Found<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let asking = request.clone();
        Box::pin(gate::close(request, async move {
            let key = find_key(&asking, Key::hands_in_on).await?;
            let channel = match key.as_ref().map(|key| key.scope) {
                None => Channel::Web,
                Some(Scope::Submit) => Channel::Kiosk,
                Some(Scope::Paper) => Channel::Paper,
                Some(Scope::Results | Scope::Admin) => return Err(Problem::new(Kind::Forbidden)),
            };
            Ok(Self { channel, key, departments: Vec::new(), address: address(&asking)? })
        }))
    }
}

async fn require<T>(request: HttpRequest, scopes: &[Scope], pass: fn(Arc<Key>) -> T) -> Result<T, Problem> {
    let key = find_key(&request, Key::is_valid_on).await?.ok_or_else(|| Problem::new(Kind::Unauthorized))?;
    if !scopes.contains(&key.scope) {
        return Err(Problem::new(Kind::Forbidden));
    }
    if key.scope == Scope::Results {
        await_turn(state(&request)?, key.id).await?;
    }
    Ok(pass(key))
}

/// Waits for the turn of a read of results by whoever has a key or an account, over the API or in the dashboard.
///
/// # Errors
/// `TooManyRequests` when too many reads of theirs wait already.
pub async fn await_turn(state: &State, reader: Uuid) -> Result<(), Problem> {
    let refuse = |wait| {
        let detail = "The key reads results too often. Retry-After says when to try again.";
        Problem::too_many(wait).under(limits::RESULTS, state.rates.policy()).because(detail)
    };
    let wait = state.rates.take(reader, Instant::now()).map_err(refuse)?;
    if !wait.is_zero() {
        tokio::time::sleep(wait).await;
    }
    Ok(())
}

/// The key that a request carries; none: it carries none. One that opens nothing is an error, never ignored.
async fn find_key(request: &HttpRequest, opens_on: fn(&Key, Date) -> bool) -> Result<Option<Arc<Key>>, Problem> {
    let Some(secret) = secret(request.headers())? else { return Ok(None) };
    let state = state(request)?;
    let key = find_proved_key(state, &secret).await?.filter(|key| opens_on(key, state.clock.today()));
    key.map(Some).ok_or_else(|| Problem::new(Kind::Unauthorized))
}

/// The key that a secret proves; none: it proves none that opens anything today.
///
/// # Errors
/// When the database is not available.
pub async fn find_valid_key(state: &Arc<State>, secret: &str) -> Result<Option<Arc<Key>>, Problem> {
    let key = find_proved_key(state, secret).await?;
    Ok(key.filter(|key| key.is_valid_on(state.clock.today())))
}

/// The key that a secret proves, whatever it opens.
async fn find_proved_key(state: &Arc<State>, secret: &str) -> Result<Option<Arc<Key>>, Problem> {
    let presented = hash(secret);
    let catalogue = state.catalogue().await;
    let key = match catalogue.key(&presented) {
        Some(key) => Some(key.clone()),
        // It may have been made a moment ago, by another process.
        None => state.refreshed_catalogue().await?.key(&presented).cloned(),
    };
    Ok(key.filter(|key| subtle::ConstantTimeEq::ct_eq(&key.hash[..], &presented[..]).into()))
}

fn secret(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let unreadable = || Problem::new(Kind::Unauthorized);
    if let Some(value) = headers.get("x-api-key") {
        return value.to_str().map(|secret| Some(secret.to_owned())).map_err(|_| unreadable());
    }
    let Some(value) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let value = value.to_str().map_err(|_| unreadable())?;
    let (scheme, rest) = value.split_once(' ').ok_or_else(unreadable)?;
    if scheme.eq_ignore_ascii_case("bearer") {
        return Ok(Some(rest.trim().to_owned()));
    }
    if scheme.eq_ignore_ascii_case("basic") {
        let decoded = BASE64_STANDARD.decode(rest.trim()).map_err(|_| unreadable())?;
        let pair = String::from_utf8(decoded).map_err(|_| unreadable())?;
        let (_, password) = pair.split_once(':').ok_or_else(unreadable)?;
        return Ok(Some(password.to_owned()));
    }
    Err(unreadable())
}

/// The peer's address; behind a proxy that is trusted, the one that it names.
fn address(request: &HttpRequest) -> Result<Option<IpAddr>, Problem> {
    let state = state(request)?;
    let trusted = &state.config.trusted_proxy;
    let Some(peer) = request.peer_addr().map(|peer| peer.ip().to_canonical()) else { return Ok(None) };
    if !trusted.contains(&peer) {
        return Ok(Some(peer));
    }
    let found = find_sender(request.headers(), trusted, peer);
    if found.unreadable {
        state.note_unreadable_proxy();
    }
    Ok(Some(found.address))
}

fn state(request: &HttpRequest) -> Result<&Arc<State>, Problem> {
    request.app_data::<Data<State>>().map(|data| &**data).ok_or_else(|| Problem::new(Kind::Internal))
}
