//! Gas networks at the command line: files in, answers out. Needs no database and no zone.

/// Writes a line for people, with nothing in it that a terminal would obey.
macro_rules! tell {
    ($($text:tt)*) => { say!("{}", gas_flow::format::table::printable(&format!($($text)*))) };
}

mod check;
mod dispatch;
mod load;
mod outages;
mod plan;
mod plot;
mod properties;
mod quality;
mod read;
mod refusal;
mod scenarios;
mod schedule;
mod simulate;
mod solve;

use std::{
    io::{self, ErrorKind, Write},
    path::PathBuf,
    process::ExitCode,
    time::Duration,
};

use clap::{Args, Subcommand};
use gas_flow::{
    network::Setting,
    units::{Pressure, PressureRatio},
};

use super::Failure;

/// What codes mean, below each command's help.
const CODES: &str = "Exit codes: 0 done; 1 a file is missing or wrong; 2 wrong usage; 4 the files are in order, but there is no answer.";

/// What can be asked about a gas network.
#[derive(Subcommand)]
pub enum Gas {
    /// What a gas is: compressibility, density, viscosity, heating value, class.
    #[command(after_help = examples(&[
        "properties \"methane 0.965, nitrogen 0.025, carbon dioxide 0.01\" --pressure 40 --temperature 15",
    ]))]
    Properties(properties::Properties),
    /// Name everything that is wrong with a network before it is solved.
    #[command(after_help = examples(&["check works.toml", "check case-6.m --hold 1=50", "check - < works.json"]))]
    Check(Source),
    /// Pressures and flows of a network at rest in its loads (steady flow).
    #[command(after_help = examples(&[
        "solve works.toml",
        "solve works.toml --csv nodes > nodes.csv",
        "solve works.toml --route gate,works,plant --plot pressure.svg",
        "solve GasLib-40.net --scenario GasLib-40.scn --hold source_1=60 --map flow.geojson",
        "solve works.toml --set V1=closed --set R1=outlet:2.5 --set C1=ratio:1.3",
        "solve case-6.m",
    ]))]
    Solve(solve::Solve),
    /// Which source's gas arrives where, with which heating value.
    #[command(after_help = examples(&["quality works.toml", "quality works.toml --sources gases.toml --csv"]))]
    Quality(quality::Quality),
    /// Follow a network through time: line-pack, swinging loads, a source that fails (transient flow).
    #[command(after_help = examples(&[
        "simulate works.toml --schedule day.json",
        "simulate works.toml --schedule day.json --end evening.json",
        "simulate works.toml --schedule night.json --start evening.json --csv elements",
    ]))]
    Simulate(simulate::Simulate),
    /// Take out every element, supply and well in turn, and say who loses gas (N-1).
    #[command(name = "n-1", after_help = examples(&["n-1 works.toml", "n-1 works.toml --csv > cases.csv"]))]
    Outages(outages::Outages),
    /// Which gas to take in where, whom to serve, how to set valves, regulators and compressors.
    #[command(after_help = examples(&[
        "dispatch case-6.m",
        "dispatch zone.toml --goal load",
        "dispatch zone.toml --horizon day.toml --csv exchanges",
        "dispatch case-6.m --map plan.geojson",
    ]))]
    Dispatch(dispatch::Dispatch),
    /// Which candidate pipes and compressors to build.
    #[command(after_help = examples(&[
        "expand case-6-ne.m",
        "expand zone.toml --load --budget 2e6",
        "expand winter.m --also summer.m --csv links",
    ]))]
    Expand(dispatch::Expand),
}

/// The file with the network.
#[derive(Args, Clone)]
pub struct Source {
    /// A network: our own JSON or TOML, GeoJSON, GasLib (.net), MATGAS (.m), or a reference network in JSON; `-` reads standard
    /// input. What it is, its content tells. Dispatch and expansion need offers and bids: MATGAS, or a part `market`.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Loads and pressures of a GasLib network (.scn).
    #[arg(long, value_name = "FILE")]
    scenario: Option<PathBuf>,
    /// Machines of a GasLib network's compressor stations (.cs).
    #[arg(long, value_name = "FILE")]
    machines: Option<PathBuf>,
    /// A pressure that a node of a GasLib network or a junction of a MATGAS case holds, absolute in bar.
    #[arg(long, value_name = "NODE=BAR", value_parser = held)]
    hold: Vec<(String, f64)>,
    /// What a valve (open, closed), a regulator (outlet:BAR, bypass, closed) or a compressor (outlet:BAR, ratio:NUMBER,
    /// bypass, closed) is set to, whatever the file says.
    #[arg(long, value_name = "ELEMENT=SETTING", value_parser = setting)]
    set: Vec<(String, Setting)>,
    /// For programs: JSON on standard output.
    #[arg(long)]
    json: bool,
}

impl Gas {
    /// Answers, or says why not.
    pub fn run(self) -> Result<ExitCode, Failure> {
        let error = match self.answer() {
            Ok(code) => return Ok(code),
            Err(error) => error,
        };
        if error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == ErrorKind::BrokenPipe) {
            return Err(error);
        }
        let (code, lines) = refusal::told(error.as_ref());
        for line in &lines {
            aside(line);
        }
        Ok(ExitCode::from(code))
    }

    fn answer(self) -> Result<ExitCode, Failure> {
        match self {
            Self::Properties(properties) => properties.run(),
            Self::Check(source) => check::run(&source),
            Self::Solve(solve) => solve.run(),
            Self::Quality(quality) => quality.run(),
            Self::Simulate(simulate) => simulate.run(),
            Self::Outages(outages) => outages.run(),
            Self::Dispatch(dispatch) => dispatch.run(),
            Self::Expand(expand) => expand.run(),
        }
    }
}

/// Writes a line to standard error; that nobody reads there is no reason to stop.
fn aside(line: &str) {
    let _ = writeln!(io::stderr(), "wutong: {line}");
}

/// Examples and exit codes below a command's help.
fn examples(lines: &[&str]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| format!("  wutong gas {line}")).collect();
    format!("Examples:\n{}\n\n{CODES}", lines.join("\n"))
}

/// A node and its pressure, as in `entry=51.0`.
fn held(text: &str) -> Result<(String, f64), String> {
    let (node, bar) = text.rsplit_once('=').ok_or("write it like entry=51.0")?;
    Ok((node.to_owned(), absolute_bar(bar)?))
}

/// An element and what it is set to, as in `V1=closed`, `R1=outlet:45` or `C1=ratio:1.3`.
fn setting(text: &str) -> Result<(String, Setting), String> {
    let (element, told) = text.rsplit_once('=').ok_or("write it like V1=closed, R1=outlet:45 or C1=ratio:1.3")?;
    let setting = match told.split_once(':') {
        None if told == "open" => Setting::Open,
        None if told == "closed" => Setting::Closed,
        None if told == "bypass" => Setting::Bypass,
        Some(("outlet", bar)) => {
            let bar = absolute_bar(bar.strip_suffix("bar").unwrap_or(bar).trim())?;
            Setting::OutletPressure(Pressure::from_bar(bar).map_err(|error| error.to_string())?)
        }
        Some(("ratio", number)) => {
            let ratio = number.parse().map_err(|_| format!("{number:?} is no number"))?;
            Setting::Ratio(PressureRatio::new(ratio).map_err(|error| error.to_string())?)
        }
        _ => {
            return Err(format!(
                "{element:?} cannot be set to {told:?}: open, closed, bypass, outlet:BAR, ratio:NUMBER"
            ));
        }
    };
    Ok((element.to_owned(), setting))
}

/// An absolute pressure in bar.
fn absolute_bar(text: &str) -> Result<f64, String> {
    let pressure = text.parse().ok().filter(|bar: &f64| bar.is_finite() && *bar > 0.0);
    pressure.ok_or_else(|| format!("{text:?} is no absolute pressure in bar"))
}

/// A wheel that turns on standard error while something is worked out; silent where that is no terminal.
fn wheel(what: &'static str) -> indicatif::ProgressBar {
    let bar = super::progress_bar(what);
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}
