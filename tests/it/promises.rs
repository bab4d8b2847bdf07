//! The promises, one file each; each test fails when its promise is broken.

mod alone;
mod anonymity;
mod backups;
mod clock;
mod crowd;
mod disclosure;
mod durability;
mod faults;
pub mod files;
mod paper;
mod real_input;
mod sharing;
