//! The words of the pages about accounts.

use crate::pages::shared::translated;

translated! {
    /// The words of the pages about accounts.
    Words {
        title,
        lead,
        new,
        sign_in_name,
        name,
        role,
        departments,
        state,
        active,
        invited,
        disabled,
        new_title,
        sign_in_name_hint,
        departments_hint,
        create,
        edit_title,
        changed,
        enabled,
        disabled_now,
        link_title,
        link_lead,
        link_label,
        link_until,
        link_note,
        make_link,
        make_link_hint,
        disable,
        disable_hint,
        enable,
        enable_hint,
        wrong_sign_in_name,
        taken,
        wrong_name,
        unknown_department,
        needs_departments,
        takes_no_departments,
        last_administrator,
    }
}
