//! The words of the page where somebody begins.

use crate::pages::console::signals::Call;
use crate::pages::shared::translated;

translated! {
    /// The words of the page where somebody begins.
    Words {
        title,
        nothing,
        comments,
        next_comments,
        lots,
        lots_hint,
        visits,
        complaints,
        overdue,
        due,
        silent,
        failing,
        signals,
        answered,
        missed,
        review,
        service,
        bad,
        version,
        database,
        release,
        released,
        never_released,
        clock,
        clock_right,
        clock_behind,
        clock_differs,
        disk,
        disk_roomy,
        disk_full,
        disk_elsewhere,
        disk_unknown,
        backup,
        backup_made,
        backup_dumped,
        backup_not_yet,
        backup_off,
        backup_unnamed,
        backup_missing,
        backup_old,
        backup_broken,
        backup_side_by_side,
        doctor,
    }
}

impl Words {
    /// What calls for a decision, in a line, and whether an action answers it.
    pub fn say(&self, call: &Call) -> String {
        let text = if call.is_unanswered() { "{headline}" } else { &*self.answered };
        text.replace("{headline}", &call.headline)
    }
}
