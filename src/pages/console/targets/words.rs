//! The words of the pages about targets.

use crate::pages::shared::translated;
use crate::survey::target::TargetVerdict;

translated! {
    /// The words of the pages about targets.
    Words {
        title,
        lead,
        none,
        new,
        question,
        department,
        from,
        share,
        share_hint,
        change,
        delete,
        reached,
        none_closed,
        met,
        not_met,
        undecided,
        not_yet,
        unconfirmed,
        not_in_force,
        untold,
        saved,
        deleted,
        not_a_share,
        not_a_period,
        there_already,
        table,
        table_title,
        is_new,
        twice,
        no_department,
    }
}

impl Words {
    /// Whether a target was reached.
    pub fn verdict(&self, verdict: TargetVerdict) -> &str {
        match verdict {
            TargetVerdict::Met => &self.met,
            TargetVerdict::NotMet => &self.not_met,
            TargetVerdict::Undecided => &self.undecided,
            TargetVerdict::NotYet => &self.not_yet,
            TargetVerdict::Unconfirmed => &self.unconfirmed,
        }
    }
}
