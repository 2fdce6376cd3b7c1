//! What changes in the course of time, as plain data.

mod rows;

use std::collections::HashSet;

pub use rows::{
    CompressorPoint, CompressorProfile, CompressorSetting, FactorPoint, FactorProfile, FixedPressureProfile,
    OutletPressureProfile, PressurePoint, SourceFailure, StoragePoint, StorageProfile, ValvePoint, ValveProfile,
    WellPoint, WellProfile, WithdrawalPoint, WithdrawalProfile,
};
use serde::{Deserialize, Serialize};

use super::error::ScheduleError;
use crate::units::InvalidQuantity;

/// Most outputs of one run.
pub const OUTPUTS_MAX: usize = 1_000_000;

/// Longest run, s: ten years. At the longest default step that is some 88,000 steps; what asks for more is a slip.
pub const DURATION_MAX_S: f64 = 10.0 * 366.0 * 86_400.0;

/// What changes in the course of time. Units stand in the keys; pressures are absolute. What has no profile keeps the
/// network's value. Before the first point of a withdrawal, a factor or a pressure its first value counts; before the
/// first of a valve, a compressor, a storage or a well, what the network says. After the last point the last one counts.
///
/// ```
/// let schedule = gas_flow::transient::Schedule::from_json(br#"{
///     "duration_s": 86400, "output_every_s": 60,
///     "withdrawals": [{ "node": "plant", "interpolation": "step", "points": [
///         { "time_s": 0, "withdrawal_kg_per_s": 0.2 }, { "time_s": 21600, "withdrawal_kg_per_s": 0.5 }] }],
///     "valves": [{ "element": "V1", "points": [{ "time_s": 7200, "open": false }] }],
///     "compressors": [{ "element": "C1", "interpolation": "linear", "points": [
///         { "time_s": 3600, "run_to": { "ratio": 1.2 } }, { "time_s": 7200, "run_to": { "ratio": 1.4 } },
///         { "time_s": 36000, "run_to": "bypass" }] }],
///     "storages": [{ "storage": "S1", "points": [{ "time_s": 3600, "flow_kg_per_s": -1.5 }] }],
///     "wells": [{ "well": "W1", "points": [{ "time_s": 3600, "flow_max_kg_per_s": 0 }] }],
///     "source_failures": [{ "node": "gate", "time_s": 43200, "until_s": 50400 }]
/// }"#)?;
/// assert_eq!(schedule.withdrawals[0].points.len(), 2);
/// # Ok::<(), gas_flow::transient::ScheduleError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// How long.
    pub duration_s: f64,
    /// Time between outputs; the end is one in any case.
    pub output_every_s: f64,
    /// Multiplies the withdrawals that have no profile of their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawal_factor: Option<FactorProfile>,
    /// Withdrawals of nodes; below zero they inject.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withdrawals: Vec<WithdrawalProfile>,
    /// Pressures of nodes that hold one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fixed_pressures: Vec<FixedPressureProfile>,
    /// Set points of regulators and compressors that hold an outlet pressure.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outlet_pressures: Vec<OutletPressureProfile>,
    /// Valves that open and close.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub valves: Vec<ValveProfile>,
    /// What compressor stations are run to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub compressors: Vec<CompressorProfile>,
    /// Flows of storages that are run to a flow.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub storages: Vec<StorageProfile>,
    /// Wells that are throttled or shut in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wells: Vec<WellProfile>,
    /// Sources that fail, and may come back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub source_failures: Vec<SourceFailure>,
}

impl Schedule {
    /// Nothing changes.
    pub fn constant(duration_s: f64, output_every_s: f64) -> Self {
        Self {
            duration_s,
            output_every_s,
            withdrawal_factor: None,
            withdrawals: Vec::new(),
            fixed_pressures: Vec::new(),
            outlet_pressures: Vec::new(),
            valves: Vec::new(),
            compressors: Vec::new(),
            storages: Vec::new(),
            wells: Vec::new(),
            source_failures: Vec::new(),
        }
    }

    /// Reads JSON.
    ///
    /// # Errors
    /// Text of another shape. Whether it fits a network, [`super::Transient::new`] tells.
    pub fn from_json(json: &[u8]) -> Result<Self, ScheduleError> {
        Ok(serde_json::from_slice(json)?)
    }

    /// Checks what needs no network.
    pub(crate) fn check(&self) -> Result<(), ScheduleError> {
        positive("duration", self.duration_s)?;
        positive("output interval", self.output_every_s)?;
        let short = self.duration_s <= DURATION_MAX_S;
        quantity("duration", self.duration_s, "s", "at most ten years", short).map_err(of("schedule"))?;
        let outputs = self.duration_s / self.output_every_s;
        if outputs > OUTPUTS_MAX as f64 {
            return Err(ScheduleError::TooManyOutputs { outputs, most: OUTPUTS_MAX });
        }
        once("withdrawal of node", self.withdrawals.iter().map(|p| &p.node))?;
        once("fixed pressure of node", self.fixed_pressures.iter().map(|p| &p.node))?;
        once("flow of storage", self.storages.iter().map(|p| &p.storage))?;
        once("flow of well", self.wells.iter().map(|p| &p.well))?;
        let settings = self.outlet_pressures.iter().map(|p| &p.element);
        let settings = settings.chain(self.valves.iter().map(|p| &p.element));
        once("setting of", settings.chain(self.compressors.iter().map(|p| &p.element)))?;
        for (at, failure) in self.source_failures.iter().enumerate() {
            failure.check(&self.source_failures[..at])?;
        }
        Ok(())
    }
}

/// A time from the start.
fn time(value: f64) -> Result<f64, InvalidQuantity> {
    quantity("time", value, "s", "finite and not below zero", value >= 0.0)
}

fn positive(what: &'static str, value: f64) -> Result<f64, ScheduleError> {
    quantity(what, value, "s", "finite and above zero", value > 0.0).map_err(of("schedule"))
}

pub(crate) fn quantity(
    quantity: &'static str,
    value: f64,
    unit: &'static str,
    must: &'static str,
    admissible: bool,
) -> Result<f64, InvalidQuantity> {
    let admissible = admissible && value.is_finite();
    if admissible { Ok(value) } else { Err(InvalidQuantity { quantity, value, unit, must }) }
}

fn of(bearer: &str) -> impl Fn(InvalidQuantity) -> ScheduleError {
    move |source| ScheduleError::Quantity { bearer: bearer.to_owned(), source }
}

fn once<'a>(what: &str, ids: impl Iterator<Item = &'a String>) -> Result<(), ScheduleError> {
    let mut seen = HashSet::new();
    for id in ids {
        if !seen.insert(id) {
            return Err(ScheduleError::Duplicate { bearer: format!("{what} \"{id}\"") });
        }
    }
    Ok(())
}
