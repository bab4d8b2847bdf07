//! The words of the pages about visits.

use crate::pages::shared::translated;

translated! {
    /// The words of the pages about visits.
    Words {
        title,
        lead,
        month,
        department,
        listed,
        table,
        table_title,
        saved,
        not_a_number,
        not_a_month,
        not_begun,
        no_department,
        is_new,
    }
}
