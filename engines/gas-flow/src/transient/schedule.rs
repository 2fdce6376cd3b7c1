//! What changes in the course of time, as plain data.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::error::ScheduleError;
use super::profile::{Interpolation, Profile};
use crate::units::{InvalidQuantity, MassFlow, Pressure};

/// Most outputs of one run.
pub const OUTPUTS_MAX: usize = 1_000_000;

/// What changes in the course of time. Units stand in the keys; pressures are absolute. Before the first point of a
/// profile its first value counts, after the last point the last one. What has no profile keeps the network's value.
///
/// ```
/// let schedule = gas_flow::transient::Schedule::from_json(br#"{
///     "duration_s": 86400, "output_every_s": 60,
///     "withdrawals": [{ "node": "plant", "interpolation": "step", "points": [
///         { "time_s": 0, "withdrawal_kg_per_s": 0.2 }, { "time_s": 21600, "withdrawal_kg_per_s": 0.5 }] }],
///     "source_failures": [{ "node": "gate", "time_s": 43200 }]
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
    /// Sources that fail.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub source_failures: Vec<SourceFailure>,
}

/// A factor over time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactorProfile {
    /// Between points.
    #[serde(default)]
    pub interpolation: Interpolation,
    /// Times rising.
    pub points: Vec<FactorPoint>,
}

/// A point of a factor's profile.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactorPoint {
    /// From the start.
    pub time_s: f64,
    /// Finite.
    pub factor: f64,
}

/// A node's withdrawal over time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithdrawalProfile {
    /// Id of the node.
    pub node: String,
    /// Between points.
    #[serde(default)]
    pub interpolation: Interpolation,
    /// Times rising.
    pub points: Vec<WithdrawalPoint>,
}

/// A point of a withdrawal's profile.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithdrawalPoint {
    /// From the start.
    pub time_s: f64,
    /// Positive out of the network.
    pub withdrawal_kg_per_s: f64,
}

/// A held pressure over time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FixedPressureProfile {
    /// Id of a node whose pressure is held.
    pub node: String,
    /// Between points.
    #[serde(default)]
    pub interpolation: Interpolation,
    /// Times rising.
    pub points: Vec<PressurePoint>,
}

/// A set point over time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutletPressureProfile {
    /// Id of a regulator, or of a compressor that holds its outlet pressure.
    pub element: String,
    /// Between points.
    #[serde(default)]
    pub interpolation: Interpolation,
    /// Times rising.
    pub points: Vec<PressurePoint>,
}

/// A point of a pressure's profile.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PressurePoint {
    /// From the start.
    pub time_s: f64,
    /// Absolute.
    pub pressure_bar: f64,
}

/// From a time on a node no longer holds its pressure and feeds nothing in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceFailure {
    /// Id of a node whose pressure is held, by itself or by a storage.
    pub node: String,
    /// From the start, not below zero.
    pub time_s: f64,
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
        let outputs = self.duration_s / self.output_every_s;
        if outputs > OUTPUTS_MAX as f64 {
            return Err(ScheduleError::TooManyOutputs { outputs, most: OUTPUTS_MAX });
        }
        once("withdrawal of node", self.withdrawals.iter().map(|p| &p.node))?;
        once("fixed pressure of node", self.fixed_pressures.iter().map(|p| &p.node))?;
        once("outlet pressure of", self.outlet_pressures.iter().map(|p| &p.element))?;
        once("source failure of node", self.source_failures.iter().map(|p| &p.node))?;
        for SourceFailure { node, time_s } in &self.source_failures {
            time(*time_s).map_err(of(&format!("source failure of node \"{node}\"")))?;
        }
        Ok(())
    }
}

impl FactorProfile {
    pub(crate) fn profile(&self) -> Result<Profile, ScheduleError> {
        let points = self.points.iter().map(|p| (p.time_s, p.factor)).collect::<Vec<_>>();
        let factor = |value: f64| quantity("factor", value, "1", "finite", value.is_finite());
        profile("withdrawal factor", self.interpolation, &points, factor)
    }
}

impl WithdrawalProfile {
    pub(crate) fn profile(&self) -> Result<Profile, ScheduleError> {
        let points = self.points.iter().map(|p| (p.time_s, p.withdrawal_kg_per_s)).collect::<Vec<_>>();
        let bearer = format!("withdrawal of node \"{}\"", self.node);
        profile(&bearer, self.interpolation, &points, |value| Ok(MassFlow::new(value)?.si()))
    }
}

impl FixedPressureProfile {
    /// In Pa.
    pub(crate) fn profile(&self) -> Result<Profile, ScheduleError> {
        let bearer = format!("fixed pressure of node \"{}\"", self.node);
        pressures(&bearer, self.interpolation, &self.points)
    }
}

impl OutletPressureProfile {
    /// In Pa.
    pub(crate) fn profile(&self) -> Result<Profile, ScheduleError> {
        let bearer = format!("outlet pressure of \"{}\"", self.element);
        pressures(&bearer, self.interpolation, &self.points)
    }
}

fn pressures(bearer: &str, how: Interpolation, points: &[PressurePoint]) -> Result<Profile, ScheduleError> {
    let points = points.iter().map(|p| (p.time_s, p.pressure_bar)).collect::<Vec<_>>();
    profile(bearer, how, &points, |value| Ok(Pressure::from_bar(value)?.si()))
}

fn profile(
    bearer: &str,
    how: Interpolation,
    points: &[(f64, f64)],
    admit: impl Fn(f64) -> Result<f64, InvalidQuantity>,
) -> Result<Profile, ScheduleError> {
    if points.is_empty() {
        return Err(ScheduleError::NoPoints { bearer: bearer.to_owned() });
    }
    let mut admitted = Vec::with_capacity(points.len());
    for &(at, value) in points {
        let at = quantity("time", at, "s", "finite", at.is_finite()).map_err(of(bearer))?;
        admitted.push((at, admit(value).map_err(of(bearer))?));
    }
    if let Some(before) = admitted.windows(2).position(|pair| pair[0].0 >= pair[1].0) {
        return Err(ScheduleError::NotRising { bearer: bearer.to_owned(), position: before + 1 });
    }
    Ok(Profile::new(how, admitted.into_iter()))
}

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
