//! GasLib: networks (`.net`) and scenarios (`.scn`) in XML, as the Zuse Institute publishes them.
//!
//! Source: Schmidt et al. (2017), "GasLib – A Library of Gas Network Instances", Data 2(4), 40,
//! <https://doi.org/10.3390/data2040040>; schema <http://gaslib.zib.de/schema/Gas.xsd>.
//!
//! | GasLib | here |
//! |---|---|
//! | `source`, `sink`, `innode` | node; equal `pressureMin` and `pressureMax` fix its pressure |
//! | `pipe` | [`Pipe`](crate::network::Pipe) |
//! | `shortPipe` | short pipe |
//! | `valve` | valve, open unless the options set it |
//! | `resistor` | resistor by `dragFactor`, or loss resistor by its constant `pressureLoss` |
//! | `controlValve` | regulator at the greatest outlet pressure that it and its outlet node permit, or as in the options |
//! | `compressorStation` | compressor, likewise; its machines (`.cs`) by [`read_machines`], else as in the options |
//!
//! A station or control valve whose flow may fall below zero is bypassed backward, and the drag of its piping becomes
//! resistors before and behind it, with a node of its own between. Constant losses there (`pressureLossIn`,
//! `pressureLossOut`) are the station's own, as they do not count where it is bypassed.
//!
//! Volumes count at normal conditions (0 °C, 101.325 kPa), gauge pressures (`barg`) from 1.01325 bar. Whatever else a
//! file holds is listed in [`GasLib::skipped`], and what had to be decided in [`GasLib::assumptions`].
//!
//! Scenarios of GasLib bound pressures but mostly fix none, which leaves a steady problem undetermined: see
//! [`GasLibOptions::fixed_pressure_bar`].

mod connections;
mod error;
mod gas;
mod machines;
mod nodes;
mod notes;
mod quantity;
mod scenario;
mod xml;

pub use error::{GasLibError, GasLibProblem, PressureSuggestion};
pub use gas::SourceGas;
pub use machines::{Machines, StationMachines, read_machines};
pub use notes::{Assumption, Skipped};

use std::collections::HashMap;

use self::nodes::FileNode;
use self::notes::Notes;
use self::scenario::Scenario;
use super::Layout;
use crate::network::{Network, Node, Setting, node_index};
use crate::units::{MassFlow, Pressure};

/// What GasLib's files leave open.
#[derive(Debug, Clone, PartialEq)]
pub struct GasLibOptions {
    /// Id of the scenario, if the file holds several.
    pub scenario: Option<String>,
    /// Pressures to hold, absolute in bar, by node id. A node that holds its pressure feeds in what that takes,
    /// whatever the scenario has it feed in.
    pub fixed_pressure_bar: Vec<(String, f64)>,
    /// What valves, control valves and compressor stations are set to, by element id.
    pub settings: Vec<(String, Setting)>,
    /// What their machines allow stations, by id: [`Machines::stations`].
    pub machines: HashMap<String, StationMachines>,
    /// Greatest pressure ratio of compressor stations whose machines give none.
    pub ratio_max: f64,
    /// Isentropic times mechanical efficiency of compressor stations without machines.
    pub efficiency: f64,
    /// Heat capacity ratio κ of the gas.
    pub heat_capacity_ratio: f64,
    /// Dynamic viscosity of the gas.
    pub viscosity_pa_s: f64,
    /// Gas temperature, if no source gives one.
    pub temperature_k: f64,
    /// Density at normal conditions, in place of the sources'.
    pub density_normal_kg_per_m3: Option<f64>,
}

impl Default for GasLibOptions {
    fn default() -> Self {
        Self {
            scenario: None,
            fixed_pressure_bar: Vec::new(),
            settings: Vec::new(),
            machines: HashMap::new(),
            ratio_max: 1.8,
            efficiency: 0.8,
            heat_capacity_ratio: 1.29,
            viscosity_pa_s: 1.1e-5,
            temperature_k: 283.15,
            density_normal_kg_per_m3: None,
        }
    }
}

/// A network of GasLib.
#[derive(Debug, Clone)]
pub struct GasLib {
    /// The network, with the flows and pressures of the scenario.
    pub network: Network,
    /// Where its nodes lie.
    pub layout: Layout,
    /// Id of the scenario.
    pub scenario: Option<String>,
    /// The gases of the sources, of which the network has the mean.
    pub sources: Vec<SourceGas>,
    /// What was not read.
    pub skipped: Vec<Skipped>,
    /// What was decided.
    pub assumptions: Vec<Assumption>,
}

/// Reads a network (`.net`) and, if given, a scenario for it (`.scn`). Without scenario nothing flows.
///
/// # Errors
/// [`GasLibError`], with the line and the element; [`GasLibError::NoFixedPressure`] if there is a scenario but neither
/// the files nor the options fix a pressure.
pub fn read_gaslib(net: &str, scenario: Option<&str>, options: &GasLibOptions) -> Result<GasLib, GasLibError> {
    let mut notes = Notes::default();
    let root = rooted(net, "network (.net)", "network")?;
    let scenario_root = scenario.map(|text| rooted(text, "scenario (.scn)", "boundaryValue")).transpose()?;
    let chosen = options.scenario.as_deref();
    let scenario = scenario_root.as_ref().map(|root| scenario::read(root, chosen, &mut notes)).transpose()?;
    let part = |name: &'static str| root.child(name).ok_or_else(|| root.at(GasLibProblem::MissingChild(name)));
    let file_nodes = nodes::read(part("nodes")?, &mut notes)?;
    for other in root.children.iter().filter(|c| !matches!(c.name.as_str(), "information" | "nodes" | "connections")) {
        notes.skip(format!("network > {}", other.name), other.line);
    }
    let flow_of = |id: &str| scenario.as_ref().and_then(|s| s.nodes.get(id)).and_then(|node| node.flow);
    let fluid = gas::fluid(&file_nodes, |id| flow_of(id).map_or(0.0, quantity::Flow::size), options, &mut notes)?;
    let density_normal_kg_per_m3 = fluid.density_normal.si();
    let mut nodes = file_nodes.iter().map(FileNode::node).collect::<Result<Vec<Node>, _>>()?;
    if let Some(scenario) = &scenario {
        apply(scenario, &file_nodes, &mut nodes, density_normal_kg_per_m3, &mut notes)?;
    }
    fix_pressures(&mut nodes, options, &mut notes)?;
    if scenario.is_some() && nodes.iter().all(|node| node.fixed_pressure.is_none()) {
        return Err(GasLibError::NoFixedPressure { suggestion: suggestion(&nodes) });
    }
    let mut layout = nodes::layout(&file_nodes)?;
    let (elements, inner) = {
        let index = file_nodes.iter().enumerate().map(|(n, node)| (node.id, node_index(n))).collect();
        let (nodes, notes) = (&nodes, &mut notes);
        let reader = connections::Reader { nodes, index, density_normal_kg_per_m3, options, inner: Vec::new(), notes };
        reader.read(part("connections")?)?
    };
    for (node, end) in inner {
        for places in [&mut layout.positions, &mut layout.drawing] {
            if let Some(&at) = places.get(&nodes[end.get()].id) {
                places.insert(node.id.clone(), at);
            }
        }
        nodes.push(node);
    }
    Ok(GasLib {
        layout,
        network: Network::new(fluid, nodes, elements)?.with_settings(&options.settings)?,
        scenario: scenario.map(|scenario| scenario.id),
        sources: file_nodes.into_iter().filter_map(|node| node.gas).collect(),
        skipped: notes.skipped,
        assumptions: notes.assumptions,
    })
}

fn rooted(text: &str, wanted: &'static str, root: &'static str) -> Result<xml::Element, GasLibError> {
    let element = xml::parse(text.strip_prefix('\u{feff}').unwrap_or(text))?;
    let found = element.name.clone();
    if found == root { Ok(element) } else { Err(GasLibError::Root { found, wanted, root }) }
}

/// Gives the nodes the scenario's flows and pressures.
fn apply(
    scenario: &Scenario<'_>,
    file: &[FileNode<'_>],
    nodes: &mut [Node],
    density_normal_kg_per_m3: f64,
    notes: &mut Notes,
) -> Result<(), GasLibError> {
    let mut left: HashMap<_, _> = scenario.nodes.iter().collect();
    for (file, node) in file.iter().zip(nodes) {
        let Some(given) = left.remove(&file.id) else { continue };
        if given.is_entry != file.is_source {
            notes.assume(
                "entry in the scenario but no source in the network, or the reverse: as in the scenario",
                file.id,
            );
        }
        if let Some(flow) = given.flow {
            let into = flow.kg_per_s(density_normal_kg_per_m3);
            let bound = |flow: Option<quantity::Flow>| flow.map(|flow| flow.kg_per_s(density_normal_kg_per_m3));
            let least = bound(file.flow_min).is_some_and(|least| into < least * (1.0 - 1e-9));
            let most = bound(file.flow_max).is_some_and(|most| into > most * (1.0 + 1e-9));
            if least || most {
                notes.assume(
                    "the scenario's flow lies outside the node's own bounds and is taken all the same",
                    file.id,
                );
            }
            let withdrawal = if given.is_entry { -into } else { into };
            node.withdrawal = MassFlow::new(withdrawal).map_err(|e| given.element.at(e))?;
        }
        node.pressure_min = given.pressure_min.or(node.pressure_min);
        node.pressure_max = given.pressure_max.or(node.pressure_max);
        if let Some(fixed) = given.pressure_min.filter(|_| given.pressure_min == given.pressure_max) {
            node.fixed_pressure = Some(fixed);
        }
    }
    // In the order of the file, so that the same file always gives the same error.
    match left.into_values().min_by_key(|node| node.element.line) {
        Some(unknown) => Err(unknown.element.at(GasLibProblem::UnknownNode)),
        None => Ok(()),
    }
}

/// Holds the pressures of the options; a node that holds its pressure is free in its flow.
fn fix_pressures(nodes: &mut [Node], options: &GasLibOptions, notes: &mut Notes) -> Result<(), GasLibError> {
    for (id, bar) in &options.fixed_pressure_bar {
        let unknown = || GasLibError::UnknownInOptions { id: id.clone() };
        let node = nodes.iter_mut().find(|node| node.id == *id).ok_or_else(unknown)?;
        let refused = |source| GasLibError::Option { what: "fixed_pressure_bar", source };
        node.fixed_pressure = Some(Pressure::from_bar(*bar).map_err(refused)?);
    }
    for node in nodes.iter_mut().filter(|node| node.fixed_pressure.is_some() && node.withdrawal != MassFlow::ZERO) {
        let text = "the node holds its pressure, so the scenario's flow there gives way to what that takes";
        notes.assume(text, &node.id);
        node.withdrawal = MassFlow::ZERO;
    }
    Ok(())
}

/// The node that feeds in most.
fn suggestion(nodes: &[Node]) -> Option<PressureSuggestion> {
    let node = nodes.iter().min_by(|a, b| a.withdrawal.si().total_cmp(&b.withdrawal.si()))?;
    Some(PressureSuggestion {
        node: node.id.clone(),
        pressure_min_bar: node.pressure_min.map(Pressure::bar),
        pressure_max_bar: node.pressure_max.map(Pressure::bar),
    })
}
