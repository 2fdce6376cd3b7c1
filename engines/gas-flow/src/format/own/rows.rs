//! Rows as the format has them.

use gas_properties::Composition;
use serde::{Deserialize, Serialize};

use super::market::MarketRows;
use crate::network::ReverseFlow;

/// A network as the format has it. `NetworkFile::from(&network)` writes with any serde format.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NetworkFile {
    pub(super) fluid: FluidRow,
    pub(super) nodes: Vec<NodeRow>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) pipes: Vec<Row<PipeRow>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) short_pipes: Vec<Row<Plain>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) valves: Vec<Row<ValveRow>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) check_valves: Vec<Row<Plain>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) resistors: Vec<Row<ResistorRow>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) loss_resistors: Vec<Row<LossResistorRow>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) regulators: Vec<Row<RegulatorRow>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) compressors: Vec<Row<CompressorRow>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) wells: Vec<WellRow>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) storages: Vec<StorageRow>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) market: Option<MarketRows>,
}

/// A market in a file of its own.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MarketFile {
    pub(super) market: MarketRows,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FluidRow {
    pub(super) temperature_k: f64,
    /// Mole fractions by component; everything else about the gas follows from it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) composition: Option<Composition>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) density_normal_kg_per_m3: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) viscosity_pa_s: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) compressibility: Option<CompressibilityRow>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "law", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum CompressibilityRow {
    Linear { offset: f64, slope_per_bar: f64 },
    Papay { critical_pressure_bar: f64, critical_temperature_k: f64 },
    Table { pressure_bar: Vec<f64>, factor: Vec<f64> },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NodeRow {
    pub(super) id: String,
    #[serde(default)]
    pub(super) height_m: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ambient_pressure_bar: Option<f64>,
    #[serde(default)]
    pub(super) withdrawal_kg_per_s: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) fixed_pressure_bar: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) pressure_min_bar: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) pressure_max_bar: Option<f64>,
}

/// Any element: where it lies, and what it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Row<T> {
    pub(super) id: String,
    pub(super) from: String,
    pub(super) to: String,
    #[serde(flatten)]
    pub(super) what: T,
}

/// Where a row lies, and the row.
#[derive(Clone, Copy)]
pub(super) struct At<'a, T> {
    pub(super) id: &'a str,
    pub(super) from: &'a str,
    pub(super) to: &'a str,
    pub(super) what: &'a T,
}

impl<T> Row<T> {
    pub(super) fn at(&self) -> At<'_, T> {
        At { id: &self.id, from: &self.from, to: &self.to, what: &self.what }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Plain {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct PipeRow {
    pub(super) length_m: f64,
    pub(super) diameter_m: f64,
    pub(super) roughness_mm: f64,
    #[serde(default)]
    pub(super) loss_coefficient: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct ValveRow {
    pub(super) open: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct ResistorRow {
    pub(super) loss_coefficient: f64,
    pub(super) diameter_m: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct LossResistorRow {
    pub(super) pressure_loss_bar: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct RegulatorRow {
    pub(super) outlet_pressure_bar: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) flow_max_kg_per_s: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reverse_flow: Option<ReverseFlow>,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) pressure_loss_in_bar: f64,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) pressure_loss_out_bar: f64,
}

/// As serde asks for it.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_zero(value: &f64) -> bool {
    *value == 0.0
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct CompressorRow {
    pub(super) control: ControlRow,
    pub(super) ratio_max: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) power_max_w: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) flow_max_kg_per_s: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) flow_min_kg_per_s: Option<f64>,
    pub(super) efficiency: f64,
    pub(super) heat_capacity_ratio: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) fuel: Option<FuelRow>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reverse_flow: Option<ReverseFlow>,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) pressure_loss_in_bar: f64,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) pressure_loss_out_bar: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ControlRow {
    OutletPressureBar(f64),
    Ratio(f64),
    Bypass,
    Closed,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FuelRow {
    pub(super) drive_efficiency: f64,
    pub(super) heating_value_j_per_kg: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WellRow {
    pub(super) id: String,
    pub(super) node: String,
    pub(super) reservoir_pressure_bar: f64,
    pub(super) inflow: InflowRow,
}

/// Coefficients for kg/s and Pa.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "curve", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum InflowRow {
    BackPressure { coefficient: f64, exponent: f64 },
    Quadratic { linear: f64, square: f64 },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StorageRow {
    pub(super) id: String,
    pub(super) node: String,
    pub(super) operation: OperationRow,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) withdrawal_max_kg_per_s: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) injection_max_kg_per_s: Option<f64>,
}

/// A flow is positive out of the storage into the network.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum OperationRow {
    FlowKgPerS(f64),
    PressureBar(f64),
}
