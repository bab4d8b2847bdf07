//! How a command ends: quietly, or with one line that says why not, and its causes.

use std::error::Error;
use std::io::Write;
use std::process::ExitCode;

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
    let causes = std::iter::successors(error.source(), |cause| (*cause).source());
    tell(causes.fold(format!("error: {error}"), |line, cause| format!("{line}: {cause}")));
    ExitCode::FAILURE
}
