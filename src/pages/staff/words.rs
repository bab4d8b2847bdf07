//! The words at the door, and where somebody chooses a password.

use crate::pages::shared::translated;
use crate::survey::codes::Language;

translated! {
    /// The words at the door.
    Words {
        page_language,
        title,
        name,
        password,
        submit,
        wrong,
        too_many,
        forgotten,
        with_key,
        already,
        cookie,
        link_title,
        link_lead,
        link_rules,
        link_password,
        link_again,
        link_submit,
        link_over_title,
        link_over,
        unfit_short,
        unfit_long,
        unfit_guessable,
        unfit_different,
    }
}

impl Words {
    /// The languages that there are words in.
    pub fn languages() -> Vec<Language> {
        Self::all().languages()
    }
}
