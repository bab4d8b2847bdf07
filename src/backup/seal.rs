//! Files that say themselves whether they are whole: the last line is a checksum of all that is before it.
//!
//! A checksum in a file of its own would be lost with the first copy. SQLite reads a database with such a line behind
//! it as if there were none.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Take, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::storage::file::{beside, private};

const OPENING: &str = "[\"sha256\",\"";
const CLOSING: &str = "\"]\n";
/// How many bytes the last line has.
const LENGTH: u64 = (OPENING.len() + 64 + CLOSING.len()) as u64;
/// What the name of a file ends in while it is not whole.
pub const UNFINISHED: &str = ".new";

/// A file that is being written under another name; it is gone when it is dropped before it is finished.
#[derive(Debug)]
pub struct Draft {
    path: PathBuf,
    draft: PathBuf,
}

/// Why a file is not read.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// It cannot be read at all.
    #[error("{} cannot be read", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// Its bytes are not those that were written.
    #[error("{} is damaged: its checksum is not that of what it holds; nothing was read, take another backup", .0.display())]
    Damaged(PathBuf),
    /// It ends before its end.
    #[error("{} is not whole: the checksum at its end is missing; nothing was read, take another backup", .0.display())]
    CutShort(PathBuf),
}

impl Draft {
    /// Makes an empty file that only its owner can read, in the place of one that was cut short.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn begin(path: &Path) -> io::Result<Self> {
        let draft = beside(path, UNFINISHED);
        match fs::remove_file(&draft) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        private(File::options().create_new(true).write(true)).open(&draft)?;
        Ok(Self { path: path.to_owned(), draft })
    }

    /// The file to be filled.
    pub fn file(&self) -> &Path {
        &self.draft
    }

    /// Seals the file, and gives it its name when all of it is on the disk. What had that name before is gone then.
    ///
    /// # Errors
    /// When it cannot be written; then it is gone, and what has its name stays.
    pub fn finish(self) -> io::Result<()> {
        let mut file = File::options().read(true).append(true).open(&self.draft)?;
        let line = line(&mut file)?;
        file.write_all(line.as_bytes())?;
        file.sync_all()?;
        fs::rename(&self.draft, &self.path)?;
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // It has its own name, or is of no use.
        let _ = fs::remove_file(&self.draft);
    }
}

/// Opens a sealed file, when it is as it was written: what comes before its last line.
///
/// `may_lack`: whether a file that begins with these bytes may be without a seal; then all of it is returned.
///
/// # Errors
/// When it is damaged or cut short, or cannot be read.
pub fn open(path: &Path, may_lack: fn(&[u8]) -> bool) -> Result<Take<File>, Broken> {
    let unreadable = |source| Broken::Unreadable { path: path.to_owned(), source };
    let mut file = File::open(path).map_err(unreadable)?;
    let size = file.metadata().map_err(unreadable)?.len();
    let content = size.saturating_sub(LENGTH);
    let seal = read_from(&mut file, content).map_err(unreadable)?;
    file.rewind().map_err(unreadable)?;
    if !seal.starts_with(OPENING.as_bytes()) || !seal.ends_with(CLOSING.as_bytes()) {
        let mut beginning = Vec::new();
        Read::by_ref(&mut file).take(64).read_to_end(&mut beginning).map_err(unreadable)?;
        file.rewind().map_err(unreadable)?;
        return if may_lack(&beginning) { Ok(file.take(size)) } else { Err(Broken::CutShort(path.to_owned())) };
    }
    let mut content = file.take(content);
    let found = line(&mut content).map_err(unreadable)?;
    if found.as_bytes() != seal {
        return Err(Broken::Damaged(path.to_owned()));
    }
    let (length, mut file) = (size - LENGTH, content.into_inner());
    file.rewind().map_err(unreadable)?;
    Ok(file.take(length))
}

fn read_from(file: &mut File, place: u64) -> io::Result<Vec<u8>> {
    let mut rest = Vec::new();
    file.seek(SeekFrom::Start(place))?;
    file.take(LENGTH).read_to_end(&mut rest)?;
    Ok(rest)
}

/// The last line of a file that holds this.
fn line(content: &mut impl Read) -> io::Result<String> {
    let (mut hash, mut buffer) = (Sha256::new(), vec![0; 1 << 16]);
    loop {
        match content.read(&mut buffer)? {
            0 => break,
            read => hash.update(&buffer[..read]),
        }
    }
    let digits: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("{OPENING}{digits}{CLOSING}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed(content: &[u8]) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let draft = Draft::begin(&path).unwrap();
        fs::write(draft.file(), content).unwrap();
        draft.finish().unwrap();
        (folder, path)
    }

    #[test]
    fn every_byte_that_is_changed_lost_or_added_is_noticed() {
        let (_folder, path) = sealed(b"[\"keys\",{\"id\":7}]\n");
        let whole = fs::read(&path).unwrap();
        let read = || open(&path, |_| false).map(|mut content| io::read_to_string(&mut content).unwrap());
        assert_eq!(read().unwrap(), "[\"keys\",{\"id\":7}]\n");
        for place in 0..whole.len() {
            let mut changed = whole.clone();
            changed[place] ^= 1;
            fs::write(&path, changed).unwrap();
            assert!(read().is_err(), "byte {place}");
            fs::write(&path, &whole[..place]).unwrap();
            assert!(read().is_err(), "the first {place} bytes");
        }
        fs::write(&path, [&whole[..], b"\n"].concat()).unwrap();
        assert!(matches!(read(), Err(Broken::CutShort(_))));
    }

    #[test]
    fn what_is_cut_short_leaves_nothing_in_the_way_and_what_was_there_stays() {
        let (folder, path) = sealed(b"earlier");
        fs::write(folder.path().join("file.new"), "half of one that was killed").unwrap();
        let draft = Draft::begin(&path).unwrap();
        fs::write(draft.file(), "half").unwrap();
        drop(draft);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert_eq!(io::read_to_string(open(&path, |_| false).unwrap()).unwrap(), "earlier");
    }
}
