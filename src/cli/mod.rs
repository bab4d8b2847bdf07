//! The command line. Each command is one file; what they do is done by the layers below.

mod outcome;
mod change;
mod first;
mod stateful;
mod serve;
mod demo;
mod migrate;
mod account;
mod key;
mod kiosk;
mod fieldwork;
mod release;
mod import;
mod archive;
mod export;
mod review;
mod openapi;
mod doctor;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use crate::config::Config;
use crate::telemetry;

/// Resident satisfaction surveys for public offices: anonymous responses in, figures that say how certain they are out
#[derive(Debug, Parser)]
#[command(name = "ankieta", version)]
struct Arguments {
    #[command(flatten)]
    config: Config,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the service (this is what happens without a command)
    Serve,
    /// Show an office with two years of plausible responses, in a database that is thrown away
    Demo(demo::Arguments),
    /// Bring the database up to date and stop
    Migrate,
    /// Make, list and disable accounts, and let their holders choose a password
    #[command(subcommand)]
    Account(account::Command),
    /// Make, list and revoke keys
    #[command(subcommand)]
    Key(key::Command),
    /// Set up, list, revoke and pair kiosks
    #[command(subcommand)]
    Kiosk(kiosk::Command),
    /// Say when a survey asks, and set its trial, its first day and its last
    Fieldwork(fieldwork::Arguments),
    /// Run the release
    Release(release::Arguments),
    /// Read responses from a CSV or XLSX file, and look after the lots that they wait in
    Import(import::Arguments),
    /// Write everything to a file
    Backup(archive::BackupArguments),
    /// Read everything back into an empty database
    Restore(archive::RestoreArguments),
    /// Write released figures as a file
    Export(export::Arguments),
    /// Write a management review as a file
    Review(review::Arguments),
    /// Print the OpenAPI document
    Openapi,
    /// Check the settings, the database and the release
    Doctor,
}

/// Runs the program with the arguments and the environment of this process.
pub fn run() -> ExitCode {
    let Arguments { config, command } = Arguments::parse();
    telemetry::start_log(config.log, config.log_format);
    let outcome = match command.unwrap_or(Command::Serve) {
        Command::Serve => serve::run(config),
        Command::Demo(arguments) => demo::run(config, &arguments),
        Command::Migrate => migrate::run(&config),
        Command::Account(command) => account::run(&config, command),
        Command::Key(command) => key::run(&config, command),
        Command::Kiosk(command) => kiosk::run(&config, command),
        Command::Fieldwork(arguments) => fieldwork::run(&config, &arguments),
        Command::Release(arguments) => release::run(&config, &arguments),
        Command::Import(arguments) => import::run(&config, &arguments),
        Command::Backup(arguments) => archive::backup(&config, &arguments),
        Command::Restore(arguments) => archive::restore(&config, &arguments),
        Command::Export(arguments) => export::run(&config, &arguments),
        Command::Review(arguments) => review::run(&config, arguments),
        Command::Openapi => openapi::run(),
        Command::Doctor => doctor::run(&config),
    };
    outcome::report(outcome)
}

/// The command line as a value, for tests of what documents say about it.
pub fn command() -> clap::Command {
    Arguments::command()
}

/// The settings as a Markdown table, for the README.
pub fn settings_table() -> String {
    let mut table = "| option | variable | default | what it is |\n|---|---|---|---|\n".to_owned();
    for argument in Arguments::command().get_arguments() {
        let (Some(long), Some(variable)) = (argument.get_long(), argument.get_env()) else { continue };
        let default = argument.get_default_values().first().map(|value| format!("`{}`", value.to_string_lossy()));
        let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
        table +=
            &format!("| `--{long}` | `{}` | {} | {help} |\n", variable.to_string_lossy(), default.unwrap_or_default());
    }
    table
}
