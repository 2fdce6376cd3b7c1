//! Gas networks at the command line: files in, answers out. Needs no database and no zone.

mod dispatch;
mod outages;
mod properties;
mod read;
mod solve;

use std::{path::PathBuf, process::ExitCode, time::Duration};

use clap::{Args, Subcommand};

use super::Failure;

/// What can be asked about a gas network.
#[derive(Subcommand)]
pub enum Gas {
    /// What a gas is: compressibility, density, viscosity, heating value, class.
    Properties(properties::Properties),
    /// Name everything that is wrong with a network before it is solved.
    Check(Source),
    /// Pressures and flows of a network at rest in its loads (steady flow).
    Solve(solve::Solve),
    /// Take out every element, supply and well in turn, and say who loses gas (N-1).
    #[command(name = "n-1")]
    Outages(outages::Outages),
    /// Which gas to take in where, whom to serve, how to set valves, regulators and compressors.
    Dispatch(dispatch::Dispatch),
    /// Which candidate pipes and compressors to build.
    Expand(dispatch::Expand),
}

/// The file with the network.
#[derive(Args)]
pub struct Source {
    /// A network: our own JSON or TOML, or a reference network in JSON. For dispatch and expansion: MATGAS (.m).
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// For programs: JSON on standard output.
    #[arg(long)]
    json: bool,
}

impl Gas {
    /// Answers.
    pub fn run(self) -> Result<ExitCode, Failure> {
        match self {
            Self::Properties(properties) => properties.run(),
            Self::Check(source) => check(&source),
            Self::Solve(solve) => solve.run(),
            Self::Outages(outages) => outages.run(),
            Self::Dispatch(dispatch) => dispatch.run(),
            Self::Expand(expand) => expand.run(),
        }
    }
}

/// Says what is wrong; exit code 1 where something is.
fn check(source: &Source) -> Result<ExitCode, Failure> {
    let faults: Vec<String> = match read::read(&source.file)? {
        read::Read::Network(network) => gas_flow::diagnose(&network).iter().map(ToString::to_string).collect(),
        read::Read::Market(imported) => imported.market.check().err().iter().map(ToString::to_string).collect(),
    };
    if source.json {
        say!("{}", serde_json::json!({ "faults": faults }));
    } else if faults.is_empty() {
        say!("{}: nothing is wrong with it", source.file.display());
    } else {
        for fault in &faults {
            say!("{fault}");
        }
    }
    Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A wheel that turns on standard error while something is worked out; silent where that is no terminal.
fn wheel(what: &'static str) -> indicatif::ProgressBar {
    let bar = super::progress_bar(what);
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}
