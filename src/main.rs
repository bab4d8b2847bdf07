//! The program: reads the command line and hands over to [`ankieta::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    ankieta::cli::run()
}
