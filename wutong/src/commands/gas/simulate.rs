use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use clap::Args;
use gas_flow::{
    Network,
    format::table::{field, mode_word},
    network::Element,
    transient::{Outcome, Schedule, Snapshot, Transient, TransientError, TransientOptions, TransientState},
};
use serde_json::{Value, json};

use super::{
    Source, load, read,
    refusal::Refusal,
    solve::{Table, gauge_bar, node_id, write_rows},
    wheel,
};
use crate::commands::{Failure, NO_ANSWER};

/// Moments shown to people at most; programs get all.
const MOMENTS_SHOWN_MAX: usize = 49;

/// Follows a network through time.
#[derive(Args)]
pub struct Simulate {
    #[command(flatten)]
    source: Source,
    /// What changes when, as JSON: duration_s, output_every_s, withdrawals, fixed_pressures, source_failures …
    #[arg(long, value_name = "FILE")]
    schedule: PathBuf,
    /// Starts from a state instead of the steady solution, as JSON: what `--end` wrote, or measured pressures by node.
    #[arg(long, value_name = "FILE")]
    start: Option<PathBuf>,
    /// Also writes the state in which the run ends, for the next run to start from.
    #[arg(long, value_name = "FILE")]
    end: Option<PathBuf>,
    /// For programs: the course of one table as CSV on standard output.
    #[arg(long, value_enum, value_name = "TABLE", conflicts_with = "json")]
    csv: Option<Table>,
}

/// What people read of a moment.
struct Moment {
    time_s: f64,
    least: (usize, f64),
    linepack_kg: f64,
    supply_kg_per_s: f64,
}

impl Simulate {
    /// Simulates and shows.
    pub fn run(self) -> Result<ExitCode, Failure> {
        let read = [&*self.source.file, &*self.schedule].into_iter().chain(self.start.as_deref());
        load::apart(read, self.end.as_deref())?;
        let (network, _) = read::network(&self.source)?;
        let schedule = told(&self.schedule, Schedule::from_json)?;
        let start = self.start.as_ref().map(|path| told(path, TransientState::from_json)).transpose()?;
        let options = TransientOptions::default();
        let transient = match &start {
            Some(state) => Transient::from_state(&network, &schedule, options, state),
            None => Transient::new(&network, &schedule, options),
        };
        let transient = transient.map_err(|error| self.refused(error))?;
        let turning = wheel("moments");
        let begun = Instant::now();
        let (mut moments, mut snapshots) = (Vec::new(), Vec::new());
        let mut rows: Vec<String> = self.csv.map(head).into_iter().collect();
        let outcome = transient.run_each(|snapshot| {
            turning.inc(1);
            if let Some(table) = self.csv {
                rows.extend(as_rows(&network, &snapshot, table));
            } else if self.source.json {
                snapshots.push(as_json(&network, &snapshot));
            } else {
                moments.push(moment(&snapshot));
            }
        });
        let outcome = outcome.map_err(|error| self.refused(error))?;
        let seconds = begun.elapsed().as_secs_f64();
        turning.finish_and_clear();
        if let Some(path) = &self.end {
            load::write(path, &serde_json::to_string(&outcome.end)?)?;
        }
        if self.csv.is_some() {
            write_rows(&rows)?;
        } else if self.source.json {
            say!("{}", whole(&network, &snapshots, &outcome, seconds));
        } else {
            show(&network, &moments, &outcome, seconds)?;
        }
        // A network that ran dry did not get to the end that was asked for.
        Ok(if outcome.stop.is_none() { ExitCode::SUCCESS } else { ExitCode::from(NO_ANSWER) })
    }
}

impl Simulate {
    /// Names the file at which something is wrong.
    fn refused(&self, error: TransientError) -> Refusal {
        let file = match &error {
            TransientError::Schedule(_) | TransientError::Value { .. } => &self.schedule,
            TransientError::State(_) => self.start.as_ref().unwrap_or(&self.source.file),
            _ => &self.source.file,
        };
        read::at(&load::name(file), Refusal::from(error))
    }
}

/// What a file tells; what is wrong with it names the file.
fn told<T, E: std::fmt::Display>(path: &Path, read: impl Fn(&[u8]) -> Result<T, E>) -> Result<T, Refusal> {
    read(&load::bytes(path)?).map_err(|problem| Refusal::file(format!("{}: {problem}", load::name(path))))
}

fn moment(snapshot: &Snapshot) -> Moment {
    let pressures = snapshot.pressure_pa.iter().copied().enumerate();
    let least = pressures.fold((0, f64::INFINITY), |least, one| if one.1 < least.1 { one } else { least });
    Moment {
        time_s: snapshot.time_s,
        least,
        linepack_kg: snapshot.account.linepack_kg,
        supply_kg_per_s: snapshot.supply_kg_per_s.iter().map(|(_, flow)| flow).sum(),
    }
}

fn head(table: Table) -> String {
    match table {
        Table::Nodes => "time_s,id,pressure_bar,pressure_bar_g".to_owned(),
        Table::Elements => {
            "time_s,id,flow_in_kg_per_s,flow_out_kg_per_s,linepack_kg,power_w,fuel_kg_per_s,mode".to_owned()
        }
    }
}

fn as_rows(network: &Network, snapshot: &Snapshot, table: Table) -> Vec<String> {
    let time = snapshot.time_s;
    match table {
        Table::Nodes => {
            let pressures = gauge_bar(network, &snapshot.pressure_pa);
            let nodes = network.nodes().iter().zip(snapshot.pressure_pa.iter().zip(pressures));
            nodes.map(|(node, (pascal, bar))| format!("{time},{},{},{bar}", field(&node.id), pascal / 1e5)).collect()
        }
        Table::Elements => {
            let row = |(place, element): (usize, &Element)| {
                let (into, out) = (snapshot.flow_in_kg_per_s[place], snapshot.flow_out_kg_per_s[place]);
                let (kg, power, fuel) =
                    (snapshot.linepack_kg[place], snapshot.power_w[place], snapshot.fuel_kg_per_s[place]);
                let mode = snapshot.mode[place].map_or("", mode_word);
                format!("{time},{},{into},{out},{kg},{power},{fuel},{mode}", field(&element.id))
            };
            network.elements().iter().enumerate().map(row).collect()
        }
    }
}

fn as_json(network: &Network, snapshot: &Snapshot) -> Value {
    json!({
        "time_s": snapshot.time_s,
        "pressure_bar_g": gauge_bar(network, &snapshot.pressure_pa),
        "mass_flow_in_kg_per_s": snapshot.flow_in_kg_per_s,
        "mass_flow_out_kg_per_s": snapshot.flow_out_kg_per_s,
        "linepack_kg": snapshot.linepack_kg,
        "power_w": snapshot.power_w,
        "fuel_kg_per_s": snapshot.fuel_kg_per_s,
    })
}

fn whole(network: &Network, moments: &[Value], outcome: &Outcome, seconds: f64) -> Value {
    let shortfalls = outcome.shortfalls.iter();
    let shortfalls: Vec<_> =
        shortfalls.map(|one| json!({ "node": node_id(network, one.node), "time_s": one.time_s })).collect();
    json!({
        "nodes": network.nodes().iter().map(|node| &node.id).collect::<Vec<_>>(),
        "elements": network.elements().iter().map(|element| &element.id).collect::<Vec<_>>(),
        "moments": moments,
        "shortfalls": shortfalls,
        "stop": outcome.stop.as_ref().map(|stop| json!({ "node": stop.node, "time_s": stop.time_s })),
        "mass_error": outcome.account.relative_error(),
        "steps": outcome.steps,
        "seconds": seconds,
    })
}

fn show(network: &Network, moments: &[Moment], outcome: &Outcome, seconds: f64) -> Result<(), Failure> {
    tell!("{:>10} {:>14} {:<20} {:>14} {:>12}", "hour", "lowest bar abs", "at", "line-pack kg", "supply kg/s");
    let every = moments.len().div_ceil(MOMENTS_SHOWN_MAX).max(1);
    for moment in moments.iter().step_by(every) {
        let (node, pressure) = moment.least;
        let (hour, at) = (moment.time_s / 3600.0, &network.nodes()[node].id);
        let (linepack, supply) = (moment.linepack_kg, moment.supply_kg_per_s);
        tell!("{hour:>10.2} {:>14.5} {at:<20} {linepack:>14.2} {supply:>12.4}", pressure / 1e5);
    }
    for short in outcome.shortfalls.iter().take(MOMENTS_SHOWN_MAX) {
        tell!("{} falls below its minimum after {:.0} s", node_id(network, short.node), short.time_s);
    }
    if let Some(stop) = &outcome.stop {
        tell!("{} runs dry after {:.0} s; there the simulation ends", stop.node, stop.time_s);
    }
    let (steps, error) = (outcome.steps, outcome.account.relative_error());
    tell!("{} moments, {steps} steps in {seconds:.2} s; mass kept within {error:.1e}", moments.len());
    Ok(())
}
