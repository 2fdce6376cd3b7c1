use super::control::Mode;
use super::newton::State;
use crate::network::{ElementIndex, NodeIndex};

/// Steady pressures and flows of a network.
#[derive(Debug, Clone)]
pub struct Solution {
    /// By node: absolute pressure, Pa.
    pub pressure_pa: Vec<f64>,
    /// By element: mass flow from `from` to `to`, kg/s.
    pub flow_kg_per_s: Vec<f64>,
    /// By node: what a held pressure there feeds into the network, kg/s; below zero it takes gas out. Zero elsewhere.
    pub supply_kg_per_s: Vec<f64>,
    /// By well: flow into the network, kg/s.
    pub well_flow_kg_per_s: Vec<f64>,
    /// By element: the mode of those that switch.
    pub mode: Vec<Option<Mode>>,
    /// By element: shaft power of compressors, W; zero elsewhere.
    pub power_w: Vec<f64>,
    /// By element: fuel that compressors take from their inlet, kg/s; zero elsewhere.
    pub fuel_kg_per_s: Vec<f64>,
    /// Greatest imbalance of a node, kg/s.
    pub imbalance_kg_per_s: f64,
    /// Numeric factorisations that it took.
    pub factorisations: usize,
    /// Where the next solution may start.
    pub(crate) state: State,
    pub(crate) modes: Vec<Mode>,
}

impl Solution {
    /// Absolute pressure at a node, bar.
    pub fn pressure_bar(&self, node: NodeIndex) -> f64 {
        self.pressure_pa[node.get()] / crate::units::PASCAL_PER_BAR
    }

    /// Mass flow through an element, kg/s.
    pub fn flow(&self, element: ElementIndex) -> f64 {
        self.flow_kg_per_s[element.get()]
    }
}
