//! Gas networks at the command line: files in, answers out. Needs no database and no zone.

mod dispatch;
mod outages;
mod plan;
mod plot;
mod properties;
mod quality;
mod read;
mod scenarios;
mod schedule;
mod simulate;
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
    /// Which source's gas arrives where, with which heating value.
    Quality(quality::Quality),
    /// Follow a network through time: line-pack, swinging loads, a source that fails (transient flow).
    Simulate(simulate::Simulate),
    /// Take out every element, supply and well in turn, and say who loses gas (N-1).
    #[command(name = "n-1")]
    Outages(outages::Outages),
    /// Which gas to take in where, whom to serve, how to set valves, regulators and compressors.
    Dispatch(dispatch::Dispatch),
    /// Which candidate pipes and compressors to build.
    Expand(dispatch::Expand),
}

/// The file with the network.
#[derive(Args, Clone)]
pub struct Source {
    /// A network: our own JSON or TOML, GeoJSON, GasLib (.net), or a reference network in JSON. For dispatch and expansion:
    /// MATGAS (.m). What it is, its content tells.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Loads and pressures of a GasLib network (.scn).
    #[arg(long, value_name = "FILE")]
    scenario: Option<PathBuf>,
    /// Machines of a GasLib network's compressor stations (.cs).
    #[arg(long, value_name = "FILE")]
    machines: Option<PathBuf>,
    /// A pressure that a node of a GasLib network holds, absolute in bar.
    #[arg(long, value_name = "NODE=BAR", value_parser = held)]
    hold: Vec<(String, f64)>,
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
            Self::Quality(quality) => quality.run(),
            Self::Simulate(simulate) => simulate.run(),
            Self::Outages(outages) => outages.run(),
            Self::Dispatch(dispatch) => dispatch.run(),
            Self::Expand(expand) => expand.run(),
        }
    }
}

/// A node and its pressure, as in `entry=51.0`.
fn held(text: &str) -> Result<(String, f64), String> {
    let (node, bar) = text.rsplit_once('=').ok_or("write it like entry=51.0")?;
    let bar: f64 = bar.parse().map_err(|_| format!("{bar:?} is no pressure in bar"))?;
    Ok((node.to_owned(), bar))
}

/// Says what is wrong; exit code 1 where something is.
fn check(source: &Source) -> Result<ExitCode, Failure> {
    let faults: Vec<String> = match read::read(source)? {
        read::Read::Network(network) => gas_flow::diagnose(&network.0).iter().map(ToString::to_string).collect(),
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
