//! The one binary of Wutong: command line, configuration, and the composition of the desks.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod commands;
mod house;
mod scheduler;
mod settings;

use std::{
    io::{self, ErrorKind, IsTerminal},
    process::ExitCode,
};

use clap::{CommandFactory, FromArgMatches, Parser};

/// A page is made of many small texts: the system's allocator took a fifth of the time of a request.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Wutong (梧桐): the open system that runs a development zone.
#[derive(Parser)]
#[command(
    version,
    about,
    after_help = "Settings come from --config FILE (TOML), then the environment (WUTONG_LISTEN, DATABASE_URL …), then flags; the last one wins.\n\
    Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 the journal is broken, 4 a gas network has no answer."
)]
struct Arguments {
    #[command(flatten)]
    settings: settings::Flags,
    #[command(subcommand)]
    command: commands::Command,
}

/// The command line. Settings of the house stand in the help of every command but those on gas networks, which need no
/// house.
fn command() -> clap::Command {
    let mut command = Arguments::command();
    // From here on every command has the settings.
    command.build();
    let hidden = |argument: clap::Arg| if argument.is_global_set() { argument.hide(true) } else { argument };
    command.mut_subcommand("gas", |gas| gas.mut_args(hidden).mut_subcommands(|one| one.mut_args(hidden)))
}

fn main() -> ExitCode {
    let arguments = match Arguments::from_arg_matches(&command().get_matches()) {
        Ok(arguments) => arguments,
        Err(error) => error.exit(),
    };
    let settings = match settings::read(&arguments.settings) {
        Ok(settings) => settings,
        Err(error) => {
            eprintln!("wutong: {error}");
            return ExitCode::from(2);
        }
    };
    tracing_subscriber::fmt()
        .with_env_filter(&settings.log)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("wutong: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(commands::run(arguments.command, settings)) {
        Ok(code) => code,
        // Whoever reads the output has seen enough.
        Err(error) if error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == ErrorKind::BrokenPipe) => {
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("wutong: {error}");
            ExitCode::FAILURE
        }
    }
}
