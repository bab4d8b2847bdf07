//! The words of the pages about keys.

use crate::access::Scope;
use crate::pages::shared::translated;

translated! {
    /// The words of the pages about keys.
    Words {
        title,
        lead,
        new,
        name,
        scope,
        departments,
        state,
        made_on,
        valid,
        valid_until,
        expired,
        revoked,
        retired,
        revoke,
        revoke_hint,
        revoked_now,
        submit,
        paper,
        results,
        admin,
        new_title,
        name_hint,
        departments_hint,
        expires_on,
        expires_on_hint,
        create,
        secret_title,
        secret_lead,
        secret_label,
        secret_note,
        wrong_name,
        unknown_department,
        takes_no_departments,
        wrong_day,
    }
}

impl Words {
    /// What a key with a scope is good for.
    pub fn scope(&self, scope: Scope) -> &str {
        match scope {
            Scope::Submit => &self.submit,
            Scope::Paper => &self.paper,
            Scope::Results => &self.results,
            Scope::Admin => &self.admin,
        }
    }
}
