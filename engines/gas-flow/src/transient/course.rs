//! What came out.

use super::state::TransientState;
use crate::Mode;
use crate::network::{ElementIndex, NodeIndex};

/// One moment. Where an input jumps, the moment just before.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// From the start.
    pub time_s: f64,
    /// By node: absolute pressure, Pa.
    pub pressure_pa: Vec<f64>,
    /// By element: mass flow into its start, kg/s.
    pub flow_in_kg_per_s: Vec<f64>,
    /// By element: mass flow out of its end, kg/s. What it differs by from the flow in, the line-pack grows by.
    pub flow_out_kg_per_s: Vec<f64>,
    /// By element: line-pack (管存) of pipes, kg; zero elsewhere.
    pub linepack_kg: Vec<f64>,
    /// By element: the mode of those that switch.
    pub mode: Vec<Option<Mode>>,
    /// By element: shaft power of compressors, W; zero elsewhere.
    pub power_w: Vec<f64>,
    /// By element: gas that their drives burn from their inlets, kg/s; zero elsewhere.
    pub fuel_kg_per_s: Vec<f64>,
    /// What nodes of held pressure feed in, kg/s; other nodes do not appear.
    pub supply_kg_per_s: Vec<(NodeIndex, f64)>,
    /// By well: flow into the network, kg/s.
    pub well_flow_kg_per_s: Vec<f64>,
    /// Where the gas is and went.
    pub account: Account,
}

impl Snapshot {
    /// Absolute pressure at a node, bar.
    pub fn pressure_bar(&self, node: NodeIndex) -> f64 {
        self.pressure_pa[node.get()] / crate::units::PASCAL_PER_BAR
    }

    /// Line-pack of a pipe, kg.
    pub fn linepack(&self, element: ElementIndex) -> f64 {
        self.linepack_kg[element.get()]
    }
}

/// Mass balance since the start, kg.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Account {
    /// Line-pack at the start.
    pub linepack_start_kg: f64,
    /// Line-pack now.
    pub linepack_kg: f64,
    /// What drives of compressors burnt.
    pub burnt_kg: f64,
    /// What held pressures and wells fed in.
    pub supplied_kg: f64,
    /// What loads took out, less what they fed in.
    pub withdrawn_kg: f64,
}

impl Account {
    /// `line-pack - (line-pack at the start + supplied - withdrawn - burnt)`: zero but for rounding and Newton's
    /// tolerance.
    pub fn error_kg(&self) -> f64 {
        self.linepack_kg - self.linepack_start_kg - (self.supplied_kg - self.withdrawn_kg - self.burnt_kg)
    }

    /// The error over what was there or went through.
    pub fn relative_error(&self) -> f64 {
        let size = self.linepack_start_kg.abs().max(self.supplied_kg.abs()).max(self.withdrawn_kg.abs());
        if size > 0.0 { self.error_kg().abs() / size } else { 0.0 }
    }
}

/// A node's pressure fell below its minimum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shortfall {
    /// The node.
    pub node: NodeIndex,
    /// When that happened first, s from the start.
    pub time_s: f64,
}

/// The run ended early: the line-pack can no longer serve the loads.
#[derive(Debug, Clone, PartialEq)]
pub struct Stop {
    /// When, s from the start.
    pub time_s: f64,
    /// The node with the lowest pressure.
    pub node: String,
    /// That pressure, absolute, Pa.
    pub pressure_pa: f64,
}

/// A run in sum.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outcome {
    /// At the end.
    pub account: Account,
    /// Pressures and flows at the end, from which another run may go on.
    pub end: TransientState,
    /// Nodes with a minimum pressure that fell below it, in order of time.
    pub shortfalls: Vec<Shortfall>,
    /// Why it ended early, if it did.
    pub stop: Option<Stop>,
    /// Steps taken, each of them in two halves.
    pub steps: usize,
    /// Steps given up because of their error, a switch within, or Newton's failure.
    pub rejected: usize,
    /// Numeric factorisations.
    pub factorisations: usize,
    /// Cells of all pipes.
    pub cells: usize,
}

impl Outcome {
    /// Time from an event until the first node falls below its minimum pressure; none if all hold out to the end of the
    /// run. A run that stopped early has failed by then, minimum pressures or not.
    pub fn survival_s(&self, since_s: f64) -> Option<f64> {
        let short = self.shortfalls.iter().map(|shortfall| shortfall.time_s);
        let times = short.chain(self.stop.iter().map(|stop| stop.time_s));
        times.filter(|&time| time >= since_s).map(|time| time - since_s).reduce(f64::min)
    }
}

/// A run with all its outputs.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// By output time, the start first.
    pub snapshots: Vec<Snapshot>,
    /// In sum.
    pub outcome: Outcome,
}
