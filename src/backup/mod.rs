//! Backups: the one that the service makes of an embedded database every night, and the way back from any.
//!
//! [`run_if_due`] makes, after each release, two files in the folder of backups. `full.db` is the whole database; it
//! takes the place of the last night's, for two of them side by side would tell whose comment came with which answers,
//! and an older one would keep what was purged. `kept-DAY.backup` stays for [`KEPT_DAYS`], and holds only what is frozen
//! or entered by the office (`storage::archive::Matter`). Each file ends in a checksum ([`seal`]); [`restore`] reads none
//! that is damaged. PostgreSQL has `pg_dump`, and nothing here writes anything of it.

pub mod seal;
mod failure;
mod nightly;
mod restore;

pub use failure::Failure;
pub use nightly::{Done, FULL, KEPT_DAYS, find_last, folder, run_if_due, verify};
pub use restore::{Restored, restore};
