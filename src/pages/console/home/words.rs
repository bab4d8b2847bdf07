//! The words of the page where somebody begins.

use crate::pages::shared::translated;

translated! {
    /// The words of the page where somebody begins.
    Words {
        title,
        nothing,
    }
}
