//! How a command ends: quietly, or with one line that says why not, and its causes.

use std::error::Error;
use std::io::Write;
use std::process::ExitCode;

use crate::telemetry::chain;

/// What a command returns; the error is for the person who ran it.
pub type Outcome = Result<(), Box<dyn Error>>;

/// Prints a line to standard output. A reader that has gone away is no failure of ours.
pub fn print(line: impl std::fmt::Display) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// Tells a person something beside the output.
pub fn tell(line: impl std::fmt::Display) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// The exit code of a command; a failure is told with all its causes.
pub fn report(outcome: Outcome) -> ExitCode {
    let Err(error) = outcome else { return ExitCode::SUCCESS };
    tell(format_args!("error: {}", chain(error.as_ref())));
    ExitCode::FAILURE
}
