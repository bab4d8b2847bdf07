//! `ankieta backup` and `ankieta restore`: everything in one file, and back.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use crate::backup::seal::Draft;
use crate::backup::{self, Restored};
use crate::cli::outcome::{Outcome, print};
use crate::config::Config;
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
    /// The file: what this command's counterpart wrote, or one of the nightly backup
    file: PathBuf,
}

/// Writes everything in the database to a file, as it stood at one moment, while the service runs.
pub fn backup(config: &Config, arguments: &BackupArguments) -> Outcome {
    if arguments.file.exists() {
        return Err(io::Error::from(io::ErrorKind::AlreadyExists).into());
    }
    let storage = Storage::open(&config.database_url)?;
    let draft = Draft::begin(&arguments.file)?;
    let mut file = BufWriter::new(File::options().write(true).open(draft.file())?);
    let rows = archive::write(&mut storage.dedicated()?, &mut file)?;
    file.flush()?;
    draft.finish()?;
    print(counted(rows, "row"));
    Ok(())
}

/// Reads everything from a file into a database that has nothing in it.
pub fn restore(config: &Config, arguments: &RestoreArguments) -> Outcome {
    match backup::restore(config, &arguments.file)? {
        Restored::Rows(rows) => print(counted(rows, "row")),
        Restored::Copy(bytes) => print(format_args!("a whole database of {}", counted(bytes, "byte"))),
    }
    Ok(())
}
