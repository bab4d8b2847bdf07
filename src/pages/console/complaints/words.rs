//! The words of the pages about complaints and motions.

use crate::pages::shared::translated;

translated! {
    /// The words of the pages about complaints and motions.
    Words {
        title,
        lead,
        quarter,
        department,
        complaints,
        motions,
        received,
        on_time,
        justified,
        table,
        table_title,
        saved,
        left_blank,
        not_a_number,
        too_many,
        not_a_quarter,
        not_begun,
        no_department,
        is_new,
    }
}
