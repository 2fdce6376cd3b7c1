//! Pressures and flows of a moment as plain data: the end of one run, the start of the next, or what was measured.

use serde::{Deserialize, Serialize};

use super::error::StateError;
use crate::Mode;

/// What is known of a network at a moment. The state at the end of a run ([`super::Outcome::end`]) holds everything that
/// the next run takes to go on as if there had been no break. A measurement may hold as little as one pressure: what it
/// leaves out is filled in: every key may be missing, none may be unknown. Absolute pressures; units stand in the keys;
/// everything goes by id, so that a state fits the same network in cells of another length too.
///
/// ```
/// let state = gas_flow::transient::TransientState::from_json(br#"{
///     "time_s": 3600,
///     "pressures": [{ "node": "gate", "pressure_bar": 5.0 }, { "node": "plant", "pressure_bar": 4.6 }],
///     "flows": [{ "element": "P1", "flow_kg_per_s": 0.2 }],
///     "pipes": [{ "pipe": "P2", "pressure_bar": [4.9, 4.8, 4.7], "flow_kg_per_s": [0.3, 0.2] }],
///     "modes": [{ "element": "C1", "mode": "outlet_pressure" }],
///     "step_s": 30
/// }"#)?;
/// assert_eq!(state.pressures[1].node, "plant");
/// assert_eq!(gas_flow::transient::TransientState::from_json(state.to_json()?.as_bytes())?, state);
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
    /// Modes of wells. Without one a well starts open.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wells: Vec<WellMode>,
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

/// The mode of a well, which passes gas into the network only.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WellMode {
    /// Id of the well.
    pub well: String,
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

    /// Writes JSON that [`TransientState::from_json`] reads back to the bit.
    ///
    /// # Errors
    /// A number that is not finite: JSON has no word for it.
    pub fn to_json(&self) -> Result<String, StateError> {
        let json = serde_json::to_string(self)?;
        // What is not finite was written as `null`, which does not read back.
        Self::from_json(json.as_bytes())?;
        Ok(json)
    }
}
