//! The words of the pages about actions.

use crate::pages::shared::translated;
use crate::survey::action::{EffectVerdict, Source, Status};

translated! {
    /// The words of the pages about actions.
    Words {
        title,
        new,
        signals,
        signals_lead,
        signals_elsewhere,
        from_signal,
        grounds,
        all,
        none,
        about,
        state,
        effect,
        open,
        overdue,
        done,
        effective,
        not_effective,
        undecided,
        not_yet,
        unconfirmed,
        new_title,
        edit_title,
        action_title,
        title_hint,
        source,
        signal,
        comment_theme,
        target_missed,
        review,
        other,
        finding,
        finding_hint,
        question,
        department,
        owner,
        owner_hint,
        decided_on,
        due_on,
        done_on,
        before,
        before_hint,
        after,
        no_period,
        public,
        public_hint,
        you_said_pl,
        we_did_pl,
        you_said_en,
        we_did_en,
        due_early,
        done_early,
        after_early,
        not_a_period,
        delete,
        delete_hint,
        saved,
        deleted,
        table,
        table_title,
        is_new,
        is_changed,
        no_action,
    }
}

impl Words {
    /// Where a reason came from.
    pub fn source(&self, source: Source) -> &str {
        match source {
            Source::Signal => &self.signal,
            Source::CommentTheme => &self.comment_theme,
            Source::TargetMissed => &self.target_missed,
            Source::Review => &self.review,
            Source::Other => &self.other,
        }
    }

    /// How far an action has come.
    pub fn status(&self, status: Status) -> &str {
        match status {
            Status::Open => &self.open,
            Status::Overdue => &self.overdue,
            Status::Done => &self.done,
        }
    }

    /// What an action changed.
    pub fn effect(&self, verdict: EffectVerdict) -> &str {
        match verdict {
            EffectVerdict::Effective => &self.effective,
            EffectVerdict::NotEffective => &self.not_effective,
            EffectVerdict::Undecided => &self.undecided,
            EffectVerdict::NotYet => &self.not_yet,
            EffectVerdict::Unconfirmed => &self.unconfirmed,
        }
    }
}
