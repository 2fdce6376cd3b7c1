//! Our own format, in JSON or TOML. Units stand in the keys; pressures are absolute. Left out, heights are zero,
//! ambient pressure is that of the standard atmosphere at the node's height, and nothing is withdrawn. In the place of
//! density, viscosity and compressibility a fluid may have its `composition`:
//! `{ methane = 0.965, nitrogen = 0.025, "carbon dioxide" = 0.01 }`.
//!
//! ```
//! let network = gas_flow::format::read_toml(r#"
//!     [fluid]
//!     density_normal_kg_per_m3 = 0.73
//!     viscosity_pa_s = 1.1e-5
//!     temperature_k = 288.15
//!     compressibility = { law = "linear", offset = 1.0, slope_per_bar = -0.0022 }
//!
//!     [[nodes]]
//!     id = "gate"
//!     fixed_pressure_bar = 5.0
//!
//!     [[nodes]]
//!     id = "plant"
//!     withdrawal_kg_per_s = 0.2
//!
//!     [[pipes]]
//!     id = "P1"
//!     from = "gate"
//!     to = "plant"
//!     length_m = 800.0
//!     diameter_m = 0.1
//!     roughness_mm = 0.1
//! "#)?;
//! assert_eq!(network.elements()[0].id, "P1");
//! # Ok::<(), gas_flow::format::FormatError>(())
//! ```

mod read;
mod write;

use gas_properties::Composition;
use serde::{Deserialize, Serialize};

use super::FormatError;
use crate::network::Network;

/// Reads a network from JSON.
///
/// # Errors
/// Text of another shape, or numbers that are no network; the error names the node or element.
pub fn read_json(json: &[u8]) -> Result<Network, FormatError> {
    Ok(read::network(&serde_json::from_slice(json)?)?)
}

/// Reads a network from TOML.
///
/// # Errors
/// As [`read_json`].
pub fn read_toml(toml: &str) -> Result<Network, FormatError> {
    Ok(read::network(&toml::from_str(toml).map_err(|error| toml_error(toml, &error))?)?)
}

/// With the place, but without the line itself, which may be long.
fn toml_error(toml: &str, error: &toml::de::Error) -> FormatError {
    let before = error.span().and_then(|span| toml.get(..span.start)).unwrap_or_default();
    let last = before.rsplit('\n').next().unwrap_or_default();
    FormatError::Toml {
        line: before.split('\n').count(),
        column: last.chars().count() + 1,
        reason: error.message().to_owned(),
    }
}

/// A network as the format has it. `NetworkFile::from(&network)` writes with any serde format.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NetworkFile {
    fluid: FluidRow,
    nodes: Vec<NodeRow>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pipes: Vec<Row<PipeRow>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    short_pipes: Vec<Row<Plain>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    valves: Vec<Row<ValveRow>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    check_valves: Vec<Row<Plain>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    resistors: Vec<Row<ResistorRow>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    regulators: Vec<Row<RegulatorRow>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    compressors: Vec<Row<CompressorRow>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    wells: Vec<WellRow>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    storages: Vec<StorageRow>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FluidRow {
    temperature_k: f64,
    /// Mole fractions by component; everything else about the gas follows from it.
    #[serde(skip_serializing_if = "Option::is_none")]
    composition: Option<Composition>,
    #[serde(skip_serializing_if = "Option::is_none")]
    density_normal_kg_per_m3: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    viscosity_pa_s: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    compressibility: Option<CompressibilityRow>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "law", rename_all = "snake_case", deny_unknown_fields)]
enum CompressibilityRow {
    Linear { offset: f64, slope_per_bar: f64 },
    Papay { critical_pressure_bar: f64, critical_temperature_k: f64 },
    Table { pressure_bar: Vec<f64>, factor: Vec<f64> },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct NodeRow {
    id: String,
    #[serde(default)]
    height_m: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    ambient_pressure_bar: Option<f64>,
    #[serde(default)]
    withdrawal_kg_per_s: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    fixed_pressure_bar: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pressure_min_bar: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pressure_max_bar: Option<f64>,
}

/// Any element: where it lies, and what it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row<T> {
    id: String,
    from: String,
    to: String,
    #[serde(flatten)]
    what: T,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Plain {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct PipeRow {
    length_m: f64,
    diameter_m: f64,
    roughness_mm: f64,
    #[serde(default)]
    loss_coefficient: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct ValveRow {
    open: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct ResistorRow {
    loss_coefficient: f64,
    diameter_m: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct RegulatorRow {
    outlet_pressure_bar: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    flow_max_kg_per_s: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct CompressorRow {
    control: ControlRow,
    ratio_max: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    power_max_w: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    flow_max_kg_per_s: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    flow_min_kg_per_s: Option<f64>,
    efficiency: f64,
    heat_capacity_ratio: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    fuel: Option<FuelRow>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ControlRow {
    OutletPressureBar(f64),
    Ratio(f64),
    Bypass,
    Closed,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FuelRow {
    drive_efficiency: f64,
    heating_value_j_per_kg: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WellRow {
    id: String,
    node: String,
    reservoir_pressure_bar: f64,
    inflow: InflowRow,
}

/// Coefficients for kg/s and Pa.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "curve", rename_all = "snake_case", deny_unknown_fields)]
enum InflowRow {
    BackPressure { coefficient: f64, exponent: f64 },
    Quadratic { linear: f64, square: f64 },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StorageRow {
    id: String,
    node: String,
    operation: OperationRow,
    #[serde(skip_serializing_if = "Option::is_none")]
    withdrawal_max_kg_per_s: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    injection_max_kg_per_s: Option<f64>,
}

/// A flow is positive out of the storage into the network.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum OperationRow {
    FlowKgPerS(f64),
    PressureBar(f64),
}
