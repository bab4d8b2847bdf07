//! What may be wrong below the service: the disk, the backup, the clock.
//!
//! Each check says what it found as a value; `ankieta doctor` tells it in English, and a page may in its own words.
//! Nothing here calls out: a clock is held against the database's, and against what was written by it before.

mod verdict;
mod backup;
mod clock;
mod disk;

pub use backup::{Backup, look_at_backup, verify_backup};
pub use clock::{ClockCheck, Trace, look_at_clock};
pub use disk::{Disk, look_at_disk};
pub use verdict::Verdict;
