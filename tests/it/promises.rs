//! The promises, one file each; each test fails when its promise is broken.

mod disclosure;
mod real_input;
