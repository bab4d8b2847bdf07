//! Who looks at the dashboard: whoever is signed in with a key for results, or with an account that may read them.

use std::sync::Arc;

use actix_web::HttpRequest;

use crate::access::{Reader, Right};
use crate::http::{Problem, await_turn};
use crate::pages::staff::{self, Visitor};
use crate::state::State;

/// Someone who reads figures.
pub struct Visit {
    /// Who it is, and whose figures they read.
    pub reader: Reader,
    /// Who is signed in.
    pub visitor: Visitor,
    form_token: String,
}

impl Visit {
    /// Who sends a request, if they are signed in and may read figures.
    ///
    /// # Errors
    /// When the database is not available, or when they have read too often.
    pub async fn find(state: &Arc<State>, request: &HttpRequest) -> Result<Option<Self>, Problem> {
        let Some(visit) = staff::Visit::find(state, request).await? else { return Ok(None) };
        let reader = match &visit.visitor {
            Visitor::Key(key) => Reader::from(&**key),
            Visitor::Account(account) if account.may(Right::ReadResults) => Reader::from(&**account),
            Visitor::Account(_) => return Ok(None),
        };
        await_turn(state, reader.id).await?;
        Ok(Some(Self { reader, form_token: visit.form_token(), visitor: visit.visitor }))
    }

    /// What a form of theirs must bring along: another website cannot know it.
    pub fn form_token(&self) -> String {
        self.form_token.clone()
    }
}
