//! `ankieta backup` and `ankieta restore`: everything in one file, and back.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::PathBuf;

use crate::cli::outcome::{Outcome, print};
use crate::config::Config;
use crate::release::{Policy, bring_up_to_date};
use crate::storage::{Storage, archive};
use crate::survey::text::counted;

/// Where everything is written to.
#[derive(Debug, clap::Args)]
pub struct BackupArguments {
    /// The file; it must not be there yet
    file: PathBuf,
}

/// Where everything is read from.
#[derive(Debug, clap::Args)]
pub struct RestoreArguments {
    /// The file that a backup wrote
    file: PathBuf,
}

/// Writes everything in the database to a file, as it stood at one moment, while the service runs.
pub fn backup(config: &Config, arguments: &BackupArguments) -> Outcome {
    let storage = Storage::open(&config.database_url)?;
    let mut file = BufWriter::new(private_file(&arguments.file)?);
    let rows = archive::write(&mut storage.dedicated()?, &mut file)?;
    file.flush()?;
    file.get_ref().sync_all()?;
    print(counted(rows, "row"));
    Ok(())
}

/// Reads everything from a file into an empty database, of either kind.
pub fn restore(config: &Config, arguments: &RestoreArguments) -> Outcome {
    let file = BufReader::new(File::open(&arguments.file)?);
    let storage = Storage::open(&config.database_url)?;
    let mut session = storage.dedicated()?;
    bring_up_to_date(&mut session, &Policy::of(config))?;
    let rows = archive::read(&mut session, file)?;
    print(counted(rows, "row"));
    Ok(())
}

fn private_file(path: &PathBuf) -> std::io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
