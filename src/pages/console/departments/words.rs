//! The words of the pages about departments.

use crate::pages::shared::translated;

translated! {
    /// The words of the pages about departments.
    Words {
        title,
        lead,
        new,
        code,
        code_hint,
        wrong_code,
        taken,
        name,
        name_hint,
        from,
        from_hint,
        past_day,
        renamed,
        site,
        site_hint,
        state,
        offered,
        closed,
        active,
        new_title,
        create,
        edit_title,
        added,
        changed,
    }
}
