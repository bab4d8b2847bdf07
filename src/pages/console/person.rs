//! Who uses the console, and what they send: a handler says by its arguments that it needs one or the other.

use std::future::{Ready, ready};
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use serde::de::DeserializeOwned;

use crate::access::{Account, Actor, Right};
use crate::http::{FormFields, FormFile, FormParts, Kind, Problem};
use crate::pages::staff::Visit;
use crate::state::Catalogue;
use crate::survey::codes::DepartmentCode;

/// The field of every form that holds its token.
const TOKEN: &str = "token";

/// Somebody with an account, who is signed in and has the right that the console's table asks for.
#[derive(Debug, Clone)]
pub struct Person {
    /// Their account, as it is now.
    pub account: Account,
    visit: Visit,
}

impl Person {
    /// Whoever is signed in with an account.
    pub fn new(account: Account, visit: Visit) -> Self {
        Self { account, visit }
    }

    /// Whether they have a right.
    pub fn may(&self, right: Right) -> bool {
        self.account.may(right)
    }

    /// Whether their account is about a department.
    pub fn covers(&self, department: &DepartmentCode) -> bool {
        self.account.covers(department)
    }

    /// The departments that the office has and their account is about.
    pub fn own_departments(&self, catalogue: &Catalogue) -> Vec<DepartmentCode> {
        let own = catalogue.departments.iter().filter(|department| self.covers(&department.code));
        own.map(|department| department.code.clone()).collect()
    }

    /// Refuses, with a page that says so, what concerns a department that is none of theirs; none: the whole office.
    ///
    /// # Errors
    /// `Forbidden`.
    pub fn require(&self, department: Option<&DepartmentCode>) -> Result<(), Problem> {
        let covers = department.map_or(self.account.departments.is_empty(), |code| self.covers(code));
        if covers { Ok(()) } else { Err(Problem::new(Kind::Forbidden)) }
    }

    /// What each of their forms must bring along, in the field `token`.
    pub fn form_token(&self) -> String {
        self.visit.form_token()
    }
}

impl From<&Person> for Actor {
    fn from(person: &Person) -> Self {
        Self::from(&person.account)
    }
}

impl FromRequest for Person {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let person = request.extensions().get::<Self>().cloned();
        ready(person.ok_or_else(|| Problem::new(Kind::Unauthorized)))
    }
}

/// A form that somebody sent from a page of the console; its token is looked at before anything else in it. A field that
/// `T` does not name is refused, if `T` says `deny_unknown_fields`.
pub struct Form<T> {
    /// Who sent it.
    pub person: Person,
    /// What they sent.
    pub sent: T,
}

impl<T: DeserializeOwned + 'static> FromRequest for Form<T> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let person = Person::from_request(request, payload);
        let fields = FormFields::from_request(request, payload);
        Box::pin(async move { Self::open(person.await?, fields.await?.0) })
    }
}

impl<T: DeserializeOwned> Form<T> {
    /// A form of somebody's, if its token is theirs.
    fn open(person: Person, fields: Vec<(String, String)>) -> Result<Self, Problem> {
        let (tokens, rest): (Vec<_>, Vec<_>) = fields.into_iter().partition(|(name, _)| name == TOKEN);
        if !matches!(&tokens[..], [(_, token)] if person.visit.sent(token)) {
            return Err(Problem::new(Kind::Forbidden));
        }
        let unfit = || Problem::new(Kind::BadQuery);
        let text = serde_html_form::to_string(rest).map_err(|_| unfit())?;
        Ok(Self { person, sent: serde_html_form::from_str(&text).map_err(|_| unfit())? })
    }
}

/// A form with a place for a file, of at most `LIMIT` bytes; its token is looked at like that of any [`Form`].
pub struct Upload<T, const LIMIT: usize> {
    /// Who sent it.
    pub person: Person,
    /// What they sent beside the file.
    pub sent: T,
    /// The file, if one was chosen.
    pub file: Option<FormFile>,
}

impl<T: DeserializeOwned + 'static, const LIMIT: usize> FromRequest for Upload<T, LIMIT> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let person = Person::from_request(request, payload);
        let parts = FormParts::<LIMIT>::from_request(request, payload);
        Box::pin(async move {
            let (person, parts) = (person.await?, parts.await?);
            let Form { person, sent } = Form::open(person, parts.fields)?;
            Ok(Self { person, sent, file: parts.file })
        })
    }
}
