//! The words of the audit log's page.

use crate::pages::shared::translated;

translated! {
    /// The words of the audit log's page.
    Words {
        title,
        lead,
        actor,
        actor_hint,
        action,
        any_action,
        from,
        to,
        show,
        file,
        at,
        subject,
        count,
        nothing,
        older,
        key,
        command_line,
        pairing_code,
    }
}
