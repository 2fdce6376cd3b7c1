//! Pressures and flows of a moment as plain data: the end of one run, the start of the next, or what was measured.

use serde::{Deserialize, Serialize};

use super::error::StateError;
use crate::Mode;

/// What is known of a network at a moment. The state at the end of a run ([`super::Outcome::end`]) holds everything that
/// the next run takes to go on as if there had been no break. A measurement may hold as little as one pressure: what it
/// leaves out is filled in. Absolute pressures; units stand in the keys.
///
/// ```
/// let state = gas_flow::transient::TransientState::from_json(br#"{
///     "pressures": [{ "node": "gate", "pressure_bar": 5.0 }, { "node": "plant", "pressure_bar": 4.6 }],
///     "flows": [{ "element": "P1", "flow_kg_per_s": 0.2 }]
/// }"#)?;
/// assert_eq!(state.pressures[1].node, "plant");
/// # Ok::<(), gas_flow::transient::StateError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransientState {
    /// In the time of the schedule: the run goes from here to the schedule's end.
    #[serde(default)]
    pub time_s: f64,
    /// Pressures of nodes.
    #[serde(default)]
    pub pressures: Vec<NodePressure>,
    /// Flows of elements with resistance, from their start to their end. Without one the flow is what the pressures
    /// would drive for good.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flows: Vec<ElementFlow>,
    /// Pressures and flows along pipes. Without one the pressure between both ends is that of steady flow.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pipes: Vec<PipeState>,
    /// Modes of what switches. Without one it starts in the mode that its setting asks for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub modes: Vec<ElementMode>,
    /// Length of the step to come, s.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step_s: Option<f64>,
}

/// A pressure at a node.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NodePressure {
    /// Id of the node.
    pub node: String,
    /// Absolute.
    pub pressure_bar: f64,
}

/// A flow through an element.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ElementFlow {
    /// Id of a pipe or a resistor.
    pub element: String,
    /// From its start to its end.
    pub flow_kg_per_s: f64,
}

/// What is known along a pipe, from its start to its end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PipeState {
    /// Id of the pipe.
    pub pipe: String,
    /// Absolute pressures at even distances between the ends, without those of the ends; straight between them in
    /// squared pressure.
    #[serde(default)]
    pub pressure_bar: Vec<f64>,
    /// Flows in the middle of even parts of the pipe; straight between them.
    #[serde(default)]
    pub flow_kg_per_s: Vec<f64>,
}

/// The mode of an element that switches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ElementMode {
    /// Id of the element.
    pub element: String,
    /// Its mode.
    pub mode: Mode,
}

impl TransientState {
    /// Reads JSON.
    ///
    /// # Errors
    /// Text of another shape. Whether it fits a network, [`super::Transient::from_state`] tells.
    pub fn from_json(json: &[u8]) -> Result<Self, StateError> {
        Ok(serde_json::from_slice(json)?)
    }
}
