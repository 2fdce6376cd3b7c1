//! Results as tables in CSV (RFC 4180), UTF-8.
//!
//! - Pressures: absolute, and gauge against the ambient pressure of the node.
//! - `flow_m3_per_h`: volume at 20 °C and 101.325 kPa (GB/T 19205), which is the mass over the density at normal conditions
//!   times 273.15 / 293.15; natural gas departs from that by less than 0.1 %.
//! - `velocity_m_per_s`: of pipes and resistors, at the end with the lower pressure, where it is greatest; without sign.
//!
//! Spreadsheets take text that begins with `=`, `+`, `-` or `@` for a formula, so such ids get an apostrophe before
//! them (OWASP, "CSV Injection"); control characters in ids are written out, as `\u{1b}`. Some spreadsheets take UTF-8 for another encoding unless [`BYTE_ORDER_MARK`] stands
//! before it.

use std::borrow::Cow;
use std::fmt::Write;

use crate::fluid::NORMAL_TEMPERATURE_K;
use crate::network::{ElementIndex, ElementKind, Network, NodeIndex, StorageOperation, element_index, node_index};
use crate::steady::{Mode, Solution};
use crate::units::{PASCAL_PER_BAR, Pressure};

/// Temperature of the volumes, K.
const STANDARD_TEMPERATURE_K: f64 = 293.15;

/// Put before a table, it tells spreadsheets that UTF-8 follows.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A solution that does not belong to the network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the solution is of another network: it has {found} {what}, the network {expected}")]
pub struct SolutionMismatch {
    /// "nodes", "elements" or "wells".
    pub what: &'static str,
    /// How many the solution has.
    pub found: usize,
    /// How many the network has.
    pub expected: usize,
}

/// Results in the units in which people read them.
#[derive(Debug, Clone)]
pub struct Results<'a> {
    network: &'a Network,
    solution: &'a Solution,
    /// By node: what held pressures, wells and storages feed in, kg/s.
    supplies: Vec<f64>,
}

/// Results of a node.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NodeResult {
    /// Absolute pressure.
    pub pressure_bar: f64,
    /// Gauge pressure.
    pub pressure_bar_g: f64,
    /// What a held pressure, wells and storages here feed in; below zero they take gas out.
    pub supply_kg_per_s: f64,
}

/// Results of an element.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ElementResult {
    /// From `from` to `to`.
    pub flow_kg_per_s: f64,
    /// Volume at 20 °C, 101.325 kPa.
    pub flow_m3_per_h: f64,
    /// Greatest velocity, if it has a bore.
    pub velocity_m_per_s: Option<f64>,
    /// Of those that switch.
    pub mode: Option<Mode>,
    /// Shaft power of a compressor.
    pub power_w: Option<f64>,
    /// Fuel that a compressor takes from its inlet.
    pub fuel_kg_per_s: Option<f64>,
}

impl<'a> Results<'a> {
    /// Of a solution.
    ///
    /// # Errors
    /// A solution of another network, as far as the numbers of its parts tell.
    pub fn new(network: &'a Network, solution: &'a Solution) -> Result<Self, SolutionMismatch> {
        let (nodes, elements) = (network.nodes().len(), network.elements().len());
        let sizes = [
            ("nodes", solution.pressure_pa.len(), nodes),
            ("nodes", solution.supply_kg_per_s.len(), nodes),
            ("elements", solution.flow_kg_per_s.len(), elements),
            ("elements", solution.mode.len(), elements),
            ("elements", solution.power_w.len(), elements),
            ("elements", solution.fuel_kg_per_s.len(), elements),
            ("wells", solution.well_flow_kg_per_s.len(), network.wells().len()),
        ];
        match sizes.into_iter().find(|(_, found, expected)| found != expected) {
            Some((what, found, expected)) => Err(SolutionMismatch { what, found, expected }),
            None => Ok(Self { network, solution, supplies: supplies(network, solution) }),
        }
    }

    /// The solution.
    pub fn solution(&self) -> &'a Solution {
        self.solution
    }

    /// Of one node.
    pub fn node(&self, node: NodeIndex) -> NodeResult {
        let pressure_bar = self.solution.pressure_bar(node);
        let pressure_bar_g = pressure_bar - self.network.node(node).ambient.bar();
        NodeResult { pressure_bar, pressure_bar_g, supply_kg_per_s: self.supplies[node.get()] }
    }

    /// Of one element.
    pub fn element(&self, element: ElementIndex) -> ElementResult {
        let flow_kg_per_s = self.solution.flow(element);
        let density_normal = self.network.fluid().density_normal.si();
        let standard_kg_per_m3 = density_normal * NORMAL_TEMPERATURE_K / STANDARD_TEMPERATURE_K;
        let compressor = matches!(self.network.element(element).kind, ElementKind::Compressor(_));
        ElementResult {
            flow_kg_per_s,
            flow_m3_per_h: flow_kg_per_s / standard_kg_per_m3 * 3600.0,
            velocity_m_per_s: self.velocity(element),
            mode: self.solution.mode[element.get()],
            power_w: compressor.then(|| self.solution.power_w[element.get()]),
            fuel_kg_per_s: compressor.then(|| self.solution.fuel_kg_per_s[element.get()]),
        }
    }

    fn velocity(&self, index: ElementIndex) -> Option<f64> {
        let element = self.network.element(index);
        let diameter_m = match &element.kind {
            ElementKind::Pipe(pipe) => pipe.diameter.si(),
            ElementKind::Resistor(resistor) => resistor.diameter.si(),
            _ => return None,
        };
        let [from, to] = [element.from, element.to].map(|node| self.solution.pressure_pa[node.get()]);
        let density = self.network.fluid().density_at(Pressure::new(from.min(to)).ok()?);
        let area_m2 = std::f64::consts::PI * diameter_m * diameter_m / 4.0;
        Some(self.solution.flow(index).abs() / (density * area_m2))
    }
}

/// Storages that hold a pressure feed in as held nodes do, and are counted there.
fn supplies(network: &Network, solution: &Solution) -> Vec<f64> {
    let mut supplies = solution.supply_kg_per_s.clone();
    for (well, flow) in network.wells().iter().zip(&solution.well_flow_kg_per_s) {
        supplies[well.node.get()] += flow;
    }
    for storage in network.storages() {
        if let StorageOperation::Flow(flow) = storage.operation {
            supplies[storage.node.get()] += flow.si();
        }
    }
    supplies
}

/// The word for a mode in files.
pub fn mode_word(mode: Mode) -> &'static str {
    match mode {
        Mode::OutletPressure => "outlet_pressure",
        Mode::Ratio => "ratio",
        Mode::Power => "power",
        Mode::Flow => "flow",
        Mode::Bypass => "bypass",
        Mode::Closed => "closed",
    }
}

/// The table of the nodes.
///
/// # Errors
/// A solution of another network.
pub fn write_nodes_csv(network: &Network, solution: &Solution) -> Result<String, SolutionMismatch> {
    let results = Results::new(network, solution)?;
    let mut csv = String::from("id,pressure_bar,pressure_bar_g,withdrawal_kg_per_s,supply_kg_per_s\r\n");
    for (n, node) in network.nodes().iter().enumerate() {
        let NodeResult { pressure_bar, pressure_bar_g, supply_kg_per_s } = results.node(node_index(n));
        let withdrawal = node.withdrawal.si();
        csv.push_str(&field(&node.id));
        // Writing to a string does not fail.
        let _ = write!(csv, ",{pressure_bar},{pressure_bar_g},{withdrawal},{supply_kg_per_s}\r\n");
    }
    Ok(csv)
}

/// The table of the elements.
///
/// # Errors
/// A solution of another network.
pub fn write_elements_csv(network: &Network, solution: &Solution) -> Result<String, SolutionMismatch> {
    let results = Results::new(network, solution)?;
    let mut csv = String::from(
        "id,kind,from,to,pressure_from_bar,pressure_to_bar,flow_kg_per_s,flow_m3_per_h,velocity_m_per_s,mode,\
         power_w,fuel_kg_per_s\r\n",
    );
    for (e, element) in network.elements().iter().enumerate() {
        let result = results.element(element_index(e));
        let kind = element.kind.word().replace(' ', "_");
        let [from, to] = [element.from, element.to].map(|node| field(&network.node(node).id));
        let [p_from, p_to] = [element.from, element.to].map(|n| solution.pressure_pa[n.get()] / PASCAL_PER_BAR);
        let velocity = result.velocity_m_per_s.map_or_else(String::new, |velocity| velocity.to_string());
        let mode = result.mode.map_or("", mode_word);
        let [power, fuel] = [result.power_w, result.fuel_kg_per_s]
            .map(|value| value.map_or_else(String::new, |value| value.to_string()));
        let (mass, volume) = (result.flow_kg_per_s, result.flow_m3_per_h);
        csv.push_str(&field(&element.id));
        let _ = write!(csv, ",{kind},{from},{to},{p_from},{p_to},{mass},{volume},{velocity},{mode},{power},{fuel}\r\n");
    }
    Ok(csv)
}

/// Text as a field: no formula, nothing that a terminal obeys, and quoted if it has to be.
pub fn field(text: &str) -> String {
    let text = printable(text);
    let formula = text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    let safe = if formula { format!("'{text}") } else { text.into_owned() };
    let plain = !safe.contains([',', '"', ';']) && safe.trim() == safe;
    if plain { safe } else { format!("\"{}\"", safe.replace('"', "\"\"")) }
}

/// Text in which whatever a terminal or a reader's eye would obey instead of show is written out: control characters, and
/// marks that turn the direction of writing (Unicode TR 36, 3.3).
pub fn printable(text: &str) -> Cow<'_, str> {
    let obeyed = |c: char| {
        let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        c.is_control() || turns || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')
    };
    if !text.contains(obeyed) {
        return Cow::Borrowed(text);
    }
    let shown = |c: char| if obeyed(c) { c.escape_default().to_string() } else { c.to_string() };
    Cow::Owned(text.chars().map(shown).collect())
}
