//! The words of the page about what is set aside.

use crate::pages::shared::translated;
use crate::survey::response::Channel;

translated! {
    /// The words of the page about what is set aside.
    Words {
        title,
        lead,
        held,
        held_lead,
        held_until,
        orders,
        orders_lead,
        take_back,
        taken_back,
        choose,
        department,
        departments,
        departments_hint,
        no_departments,
        channel,
        kiosk,
        web,
        paper,
        day,
        from,
        until,
        until_hint,
        too_long,
        no_day,
        look,
        effect,
        effect_all,
        effect_kiosks,
        effect_released,
        effect_comments,
        effect_number,
        effect_back,
        reason,
        reason_hint,
        wrong_reason,
        order,
        ordered,
    }
}

impl Words {
    /// Where responses came from.
    pub fn channel(&self, channel: &Channel) -> &str {
        match channel {
            Channel::Kiosk => &self.kiosk,
            Channel::Web => &self.web,
            Channel::Paper => &self.paper,
        }
    }
}
