//! The words of the pages about kiosks.

use crate::kiosk::Condition;
use crate::pages::shared::translated;

translated! {
    /// The words of the pages about kiosks.
    Words {
        title,
        lead,
        none,
        new,
        name,
        name_hint,
        department,
        any_department,
        closed_department,
        site,
        site_hint,
        languages,
        languages_hint,
        settings,
        hours,
        hours_hint,
        monday,
        tuesday,
        wednesday,
        thursday,
        friday,
        saturday,
        sunday,
        cooldown,
        cooldown_hint,
        state,
        waiting,
        working,
        silent,
        failing,
        out_of_use_until,
        out_of_use,
        out_of_use_hint,
        out_from,
        out_until,
        out_reason,
        out_overlap,
        out_ends_before,
        out_no_reason,
        out_no_day,
        out_of_service,
        revoked,
        last_contact,
        between_hours,
        unknown,
        queue,
        queue_empty,
        queue_since,
        queue_waits,
        refused,
        yes,
        no,
        battery,
        version,
        version_current,
        version_older,
        staff_pin,
        created_on,
        new_title,
        create,
        edit_title,
        changed,
        preview,
        preview_show,
        preview_hint,
        preview_unfit,
        preview_unfit_text,
        pairing,
        pair,
        pair_hint,
        end,
        revoke,
        revoke_hint,
        revoked_now,
        set_aside,
        set_aside_by,
        pairing_title,
        pairing_lead,
        pairing_lead_plain,
        pairing_label,
        pairing_url,
        pairing_qr,
        pairing_only_here,
        pairing_no_code,
        pairing_until,
        pairing_done,
    }
}

impl Words {
    /// How a kiosk is.
    pub fn condition(&self, condition: Condition) -> &str {
        match condition {
            Condition::Waiting => &self.waiting,
            Condition::Working => &self.working,
            Condition::Silent => &self.silent,
            Condition::Failing => &self.failing,
            Condition::OutOfUse => &self.out_of_use,
            Condition::Revoked => &self.out_of_service,
        }
    }

    /// The days of a week, Monday first.
    pub fn weekdays(&self) -> [&str; 7] {
        [&self.monday, &self.tuesday, &self.wednesday, &self.thursday, &self.friday, &self.saturday, &self.sunday]
    }
}
