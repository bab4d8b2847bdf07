//! The words at the door, and where somebody chooses a password.

use crate::access::Role;
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
        signed_in,
        console,
        desk,
        print,
        administrator,
        quality_manager,
        clerk,
        head,
        viewer,
    }
}

impl Words {
    /// The languages that there are words in.
    pub fn languages() -> Vec<Language> {
        Self::all().languages()
    }

    /// What somebody with a role is called.
    pub fn role(&self, role: Role) -> &str {
        match role {
            Role::Administrator => &self.administrator,
            Role::QualityManager => &self.quality_manager,
            Role::Clerk => &self.clerk,
            Role::Head => &self.head,
            Role::Viewer => &self.viewer,
        }
    }
}
