//! `/console/surveys`: the switches of each survey: when it asks, where its form may be shown, whether results are public.

mod words;
mod list;
mod switches;

pub use list::get_surveys;
pub use switches::{get_survey, post_fieldwork, post_settings};
