//! The words of the pages about comments.

use crate::pages::shared::translated;
use crate::survey::comment::Reason;

translated! {
    /// The words of the pages about comments.
    Words {
        title,
        lead,
        left,
        none_left,
        readable_from,
        whole_office,
        comment,
        theme,
        theme_hint,
        no_theme,
        publish,
        withhold,
        withhold_lead,
        choose_reason,
        reason,
        reason_hint,
        personal_data,
        offensive,
        unrelated,
        unintelligible,
        other,
        needs_reason,
        strike_lead,
        strike_hint,
        strike,
        skip,
        keys,
        keys_off,
        keys_on,
        changed_meanwhile,
        sure_title,
        sure_lead,
        sure_publish,
        sure_withhold,
        back,
        done_publish,
        done_withhold,
        done_reopened,
        undo,
        undo_note,
        decided_title,
        decided_lead,
        decided_none,
        quarter,
        count,
        published,
        withheld,
        unread,
    }
}

impl Words {
    /// A reason to withhold a comment, in words.
    pub fn why(&self, reason: Reason) -> &str {
        match reason {
            Reason::PersonalData => &self.personal_data,
            Reason::Offensive => &self.offensive,
            Reason::Unrelated => &self.unrelated,
            Reason::Unintelligible => &self.unintelligible,
            Reason::Other => &self.other,
        }
    }
}
