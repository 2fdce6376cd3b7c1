use std::{io, path::PathBuf, process::ExitCode, time::Instant};

use clap::{Args, ValueEnum};
use gas_flow::{
    Friction, Network, Options, Solution, Steady,
    format::{
        self,
        table::{Results, mode_word},
    },
    network::{ElementIndex, ElementKind, NodeIndex, node_index},
    violations,
};
use serde_json::json;

use super::{Source, load, plot, read, refusal::Refusal};
use crate::commands::Failure;

/// Networks with more nodes than this are shown by their lowest pressures.
const NODES_SHOWN_MAX: usize = 40;

/// A solution may miss its balance by this share of its greatest flow; the solver leaves far less.
const BALANCE: f64 = 1e-6;

/// Solves a network.
#[derive(Args)]
pub struct Solve {
    #[command(flatten)]
    source: Source,
    /// For programs: one table as CSV on standard output.
    #[arg(long, value_enum, value_name = "TABLE", conflicts_with = "json")]
    csv: Option<Table>,
    /// Also writes the network with its results as GeoJSON, for a map.
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// Nodes between which the pressure is drawn along the shortest way, as in `gate,works,plant`.
    #[arg(long, value_name = "NODE,NODE", value_delimiter = ',', requires = "plot")]
    route: Vec<String>,
    /// Where the pressure along the route is drawn, as SVG.
    #[arg(long, value_name = "FILE", requires = "route")]
    plot: Option<PathBuf>,
    /// How the friction of pipes is worked out.
    #[arg(long, value_enum, default_value_t = Law::Nikuradse)]
    friction: Law,
}

/// A table of results.
#[derive(Clone, Copy, ValueEnum)]
pub enum Table {
    /// Pressures and supplies.
    Nodes,
    /// Flows, velocities and modes.
    Elements,
}

/// Laws of friction.
#[derive(Clone, Copy, ValueEnum)]
pub enum Law {
    /// Nikuradse with the laminar term, as the reference networks are computed.
    Nikuradse,
    /// Colebrook and White.
    Colebrook,
    /// Hofer's explicit form of Colebrook.
    Hofer,
    /// Chen's explicit form of Colebrook.
    Chen,
}

impl Law {
    fn friction(self) -> Friction {
        match self {
            Self::Nikuradse => Friction::Nikuradse,
            Self::Colebrook => Friction::Colebrook,
            Self::Hofer => Friction::Hofer,
            Self::Chen => Friction::Chen,
        }
    }
}

impl Solve {
    /// Solves and shows.
    pub fn run(self) -> Result<ExitCode, Failure> {
        load::apart([&*self.source.file], self.map.as_deref().into_iter().chain(self.plot.as_deref()))?;
        let (network, layout) = read::network(&self.source)?;
        let options = Options { friction: self.friction.friction(), ..Options::default() };
        let begun = Instant::now();
        let (_, solution) = solved(&self.source, &network, options)?;
        let seconds = begun.elapsed().as_secs_f64();
        if let Some(path) = &self.map {
            let text = format::write_geojson(&network, &layout, Some(&solution))?;
            load::write(path, &text)?;
        }
        if let Some(path) = &self.plot {
            let picture = plot::pressure(&network, &solution, &plot::route(&network, &self.route)?)?;
            load::write(path, &picture)?;
        }
        match self.csv {
            Some(Table::Nodes) => write_all(&format::write_nodes_csv(&network, &solution)?)?,
            Some(Table::Elements) => write_all(&format::write_elements_csv(&network, &solution)?)?,
            None if self.source.json => say!("{}", as_json(&network, &solution, seconds)),
            None => show(&network, &solution, seconds)?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The steady flow of a network, and the solver that found it.
pub fn solved<'a>(source: &Source, network: &'a Network, options: Options) -> Result<(Steady<'a>, Solution), Refusal> {
    let solve = || {
        let mut steady = Steady::new(network, options)?;
        let solution = steady.solve()?;
        let greatest = solution.flow_kg_per_s.iter().fold(1.0, |most: f64, flow| most.max(flow.abs()));
        let missing = solution.imbalance_kg_per_s;
        if missing.is_nan() || missing > BALANCE * greatest {
            let fault = "what was found does not balance";
            return Err(Refusal::no_answer(format!(
                "{fault}: {missing:.3e} kg/s are missing; this is a fault of ours"
            )));
        }
        Ok((steady, solution))
    };
    solve().map_err(|refusal| read::at(&load::name(&source.file), refusal))
}

/// Writes a text as it is. That nobody reads on is an error like any other; see `main`.
fn write_all(text: &str) -> Result<(), Failure> {
    Ok(io::Write::write_all(&mut io::stdout(), text.as_bytes())?)
}

/// Writes the rows of a table.
pub fn write_rows(rows: &[String]) -> Result<(), Failure> {
    write_all(&(rows.join("\r\n") + "\r\n"))
}

/// By node: the pressure over that of the air around, bar.
pub fn gauge_bar(network: &Network, pressure_pa: &[f64]) -> Vec<f64> {
    let nodes = network.nodes().iter().zip(pressure_pa);
    nodes.map(|(node, pressure)| (pressure - node.ambient.si()) / 1e5).collect()
}

/// Shaped as the solution of a reference network, with the ids beside it.
fn as_json(network: &Network, solution: &Solution, seconds: f64) -> serde_json::Value {
    let pressures = gauge_bar(network, &solution.pressure_pa);
    let modes = network.elements().iter().zip(&solution.mode);
    let modes: serde_json::Map<_, _> =
        modes.filter_map(|(element, mode)| Some((element.id.clone(), json!(mode_word((*mode)?))))).collect();
    json!({
        "solution": { "pressure_bar_g": pressures, "mass_flow_kg_per_s": solution.flow_kg_per_s },
        "nodes": network.nodes().iter().map(|node| &node.id).collect::<Vec<_>>(),
        "elements": network.elements().iter().map(|element| &element.id).collect::<Vec<_>>(),
        "modes": modes,
        "power_w": solution.power_w,
        "fuel_kg_per_s": solution.fuel_kg_per_s,
        "violations": violations(network, solution).iter().map(ToString::to_string).collect::<Vec<_>>(),
        "imbalance_kg_per_s": solution.imbalance_kg_per_s,
        "iterations": solution.factorisations,
        "seconds": seconds,
    })
}

fn show(network: &Network, solution: &Solution, seconds: f64) -> Result<(), Failure> {
    let (nodes, elements) = (network.nodes(), network.elements());
    let pressures = gauge_bar(network, &solution.pressure_pa);
    let results = Results::new(network, solution)?;
    let mut order: Vec<usize> = (0..nodes.len()).collect();
    let all = nodes.len() <= NODES_SHOWN_MAX;
    if !all {
        order.sort_by(|a, b| pressures[*a].total_cmp(&pressures[*b]));
        order.truncate(NODES_SHOWN_MAX);
        tell!("the {NODES_SHOWN_MAX} nodes with the lowest pressure:");
    }
    tell!("{:<24} {:>14} {:>16} {:>14}", "node", "pressure bar(g)", "withdrawal kg/s", "supply kg/s");
    for node in order {
        let (id, taken) = (&nodes[node].id, nodes[node].withdrawal.si());
        let supply = unsigned_zero(results.node(node_index(node)).supply_kg_per_s);
        let pressure = pressures[node];
        tell!("{id:<24} {pressure:>14.6} {taken:>16.6} {supply:>14.6}");
    }
    if all {
        say!("");
        tell!("{:<24} {:<12} {:>14} {:>12} {:>14}  mode", "element", "kind", "flow kg/s", "power kW", "fuel kg/s");
        for (place, element) in elements.iter().enumerate() {
            let mode = solution.mode[place].map(mode_word).unwrap_or_default();
            let (id, kind, flow) = (&element.id, element.kind.word(), unsigned_zero(solution.flow_kg_per_s[place]));
            let (power, fuel) = match element.kind {
                ElementKind::Compressor(_) => {
                    let (watt, fuel) = (solution.power_w[place], solution.fuel_kg_per_s[place]);
                    (format!("{:.3}", watt / 1e3), format!("{fuel:.6}"))
                }
                _ => (String::new(), String::new()),
            };
            tell!("{id:<24} {kind:<12} {flow:>14.6} {power:>12} {fuel:>14}  {mode}");
        }
    }
    for violation in violations(network, solution) {
        tell!("{violation}");
    }
    let steps = solution.factorisations;
    let imbalance = solution.imbalance_kg_per_s;
    say!("");
    tell!(
        "{} nodes, {} elements; {steps} factorisations in {seconds:.4} s; greatest imbalance {imbalance:.1e} kg/s",
        nodes.len(),
        elements.len()
    );
    Ok(())
}

/// Without the sign of what six digits show as nothing.
fn unsigned_zero(value: f64) -> f64 {
    if value.abs() < 5e-7 { 0.0 } else { value }
}

/// A node by its place.
pub fn node_id(network: &Network, node: NodeIndex) -> &str {
    &network.node(node).id
}

/// An element by its place.
pub fn element_id(network: &Network, element: ElementIndex) -> &str {
    &network.element(element).id
}
