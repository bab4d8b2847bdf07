//! Whether there is room on the disk: where there is none, no response is taken and no backup made.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::checks::verdict::Verdict;
use crate::config::{Config, Database};

/// How much must be free beside the room for a copy of the database, in bytes: 256 MiB.
const RESERVE: u64 = 256 << 20;

/// What was found of the disk. Its text says it in English, with what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Disk {
    /// There is room enough.
    Roomy {
        /// How many bytes are free.
        free: u64,
    },
    /// It is full, or will be with the next backup.
    Full {
        /// Where.
        folder: PathBuf,
        /// How many bytes are free.
        free: u64,
        /// How many should be.
        wanted: u64,
    },
    /// The database lies on a server of its own, and no folder of this computer is written to.
    Elsewhere,
    /// It cannot be looked at.
    Unknown {
        /// Where.
        folder: PathBuf,
        /// Why not.
        reason: String,
    },
}

/// Looks at the disk that the database lies on, and at that of the backups.
pub fn look_at_disk(config: &Config) -> Disk {
    let database = match &config.database_url {
        Database::Sqlite(path) => Some(path.as_path()),
        Database::Postgres(_) => None,
    };
    let wanted = database.map_or(0, size) + RESERVE;
    let folders = database.and_then(Path::parent).map(Path::to_owned).into_iter().chain(config.backup_folder());
    let found = folders.map(|folder| {
        let there = folder.ancestors().find(|folder| folder.exists()).unwrap_or(Path::new(".")).to_owned();
        match rustix::fs::statvfs(&there) {
            Ok(disk) => judge(there, disk.f_bavail.saturating_mul(disk.f_frsize), wanted),
            Err(error) => Disk::Unknown { folder: there, reason: error.to_string() },
        }
    });
    // The worst of them.
    found.reduce(|one, other| if one.verdict() == Verdict::Well { other } else { one }).unwrap_or(Disk::Elsewhere)
}

fn judge(folder: PathBuf, free: u64, wanted: u64) -> Disk {
    if free < wanted { Disk::Full { folder, free, wanted } } else { Disk::Roomy { free } }
}

fn size(path: &Path) -> u64 {
    path.metadata().map_or(0, |file| file.len())
}

impl Disk {
    /// How it is to be taken.
    pub fn verdict(&self) -> Verdict {
        match self {
            Self::Roomy { .. } => Verdict::Well,
            Self::Elsewhere => Verdict::Note,
            Self::Full { .. } | Self::Unknown { .. } => Verdict::Bad,
        }
    }
}

impl fmt::Display for Disk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let megabytes = |bytes: u64| bytes >> 20;
        match self {
            Self::Roomy { free } => write!(f, "{} MB free", megabytes(*free)),
            Self::Elsewhere => write!(f, "the database lies on a server of its own: look at its disk there"),
            Self::Full { folder, free, wanted } => write!(
                f,
                "{} MB are free in {}, and the next backup may need {}: make room, or no response will be taken",
                megabytes(*free),
                folder.display(),
                megabytes(*wanted)
            ),
            Self::Unknown { folder, reason } => write!(f, "the room in {} cannot be read: {reason}", folder.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_without_room_for_the_next_backup_is_full() {
        let judged = |free| judge("data".into(), free, 300 << 20);
        assert_eq!(judged(300 << 20), Disk::Roomy { free: 300 << 20 });
        let full = judged((300 << 20) - 1);
        assert_eq!(full.verdict(), Verdict::Bad);
        assert!(full.to_string().contains("299 MB are free in data") && full.to_string().contains("may need 300"));
    }
}
