//! `/console/imports`: responses from a file, which wait as a lot until somebody confirms them or takes them back.
//!
//! A file is never kept between two requests. So it is stored at once where all of it fits, since a lot that waits is the
//! best look at it and can be taken back whole; where something does not fit, nothing is stored, and whoever wants the
//! other rows all the same says so and chooses the file once more: the one put right, most often. A look stores nothing.
//!
//! `desk` is the page, `choices` what can be chosen on it, `course` what becomes of a file, `told` the same in words.

mod words;
mod choices;
mod course;
mod told;
mod desk;

pub use desk::{get_imports, get_template, post_confirm, post_file, post_take_back};
