//! The rows of a schedule: what changes, by id, in points of time.

use serde::{Deserialize, Serialize};

use super::{of, quantity, time};
use crate::network::Storage;
use crate::transient::error::ScheduleError;
use crate::transient::profile::{Interpolation, Mix, Profile, Setting};
use crate::units::{InvalidQuantity, MassFlow, Pressure, PressureRatio};

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

/// A valve over time: it opens and closes at once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValveProfile {
    /// Id of a valve.
    pub element: String,
    /// Times rising.
    pub points: Vec<ValvePoint>,
}

/// A valve from a time on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValvePoint {
    /// From the start.
    pub time_s: f64,
    /// Whether it is open.
    pub open: bool,
}

/// What a compressor station is run to over time. Between points of one kind the value runs as the interpolation
/// says; where the kind changes, it changes at once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CompressorProfile {
    /// Id of a compressor.
    pub element: String,
    /// Between points.
    #[serde(default)]
    pub interpolation: Interpolation,
    /// Times rising.
    pub points: Vec<CompressorPoint>,
}

/// A compressor station from a time on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CompressorPoint {
    /// From the start.
    pub time_s: f64,
    /// What it is run to.
    pub run_to: CompressorSetting,
}

/// What a compressor station is run to, as [`crate::network::CompressorControl`] has it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CompressorSetting {
    /// Holds the outlet pressure, absolute.
    OutletPressureBar(f64),
    /// Holds the ratio of outlet to inlet pressure, as far as its machines can.
    Ratio(f64),
    /// Off, gas passes by.
    Bypass,
    /// Off, shut.
    Closed,
}

/// The flow of a storage over time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StorageProfile {
    /// Id of a storage that is run to a flow. One that holds a pressure has that of its node, in `fixed_pressures`.
    pub storage: String,
    /// Between points.
    #[serde(default)]
    pub interpolation: Interpolation,
    /// Times rising.
    pub points: Vec<StoragePoint>,
}

/// The flow of a storage at a time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoragePoint {
    /// From the start.
    pub time_s: f64,
    /// Positive out of the storage into the network, below zero it injects into the storage.
    pub flow_kg_per_s: f64,
}

/// How far a well is open over time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WellProfile {
    /// Id of a well.
    pub well: String,
    /// Between points; from and to a point without limit it changes at once.
    #[serde(default)]
    pub interpolation: Interpolation,
    /// Times rising.
    pub points: Vec<WellPoint>,
}

/// How far a well is open at a time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WellPoint {
    /// From the start.
    pub time_s: f64,
    /// Greatest flow; zero shuts the well in, none leaves it to its inflow curve.
    pub flow_max_kg_per_s: Option<f64>,
}

/// From a time on a node no longer holds its pressure and feeds nothing in, until it comes back. A node may fail several
/// times, in order of time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceFailure {
    /// Id of a node whose pressure is held, by itself or by a storage.
    pub node: String,
    /// From the start, not below zero.
    pub time_s: f64,
    /// When it holds its pressure again; never, if none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until_s: Option<f64>,
}

impl FactorProfile {
    pub(crate) fn profile(&self) -> Result<Profile, ScheduleError> {
        let points = self.points.iter().map(|p| (p.time_s, p.factor)).collect::<Vec<_>>();
        let factor = |value: f64| quantity("factor", value, "1", "finite", value.is_finite());
        profile("withdrawal factor", self.interpolation, None, &points, factor)
    }
}

impl WithdrawalProfile {
    pub(crate) fn profile(&self) -> Result<Profile, ScheduleError> {
        let points = self.points.iter().map(|p| (p.time_s, p.withdrawal_kg_per_s)).collect::<Vec<_>>();
        let bearer = format!("withdrawal of node \"{}\"", self.node);
        profile(&bearer, self.interpolation, None, &points, |value| Ok(MassFlow::new(value)?.si()))
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
    pub(crate) fn profile(&self) -> Result<Profile<Setting>, ScheduleError> {
        let bearer = format!("outlet pressure of \"{}\"", self.element);
        let points = self.points.iter().map(|p| (p.time_s, p.pressure_bar)).collect::<Vec<_>>();
        let admit = |value| Ok(Setting::OutletPressure(Pressure::from_bar(value)?.si()));
        profile(&bearer, self.interpolation, None, &points, admit)
    }
}

impl ValveProfile {
    /// `first` counts before the first point.
    pub(crate) fn profile(&self, first: Setting) -> Result<Profile<Setting>, ScheduleError> {
        let bearer = format!("valve \"{}\"", self.element);
        let points = self.points.iter().map(|p| (p.time_s, p.open)).collect::<Vec<_>>();
        let admit = |open| Ok(if open { Setting::Bypass } else { Setting::Closed });
        profile(&bearer, Interpolation::Step, Some(first), &points, admit)
    }
}

impl CompressorProfile {
    /// `first` counts before the first point.
    pub(crate) fn profile(&self, first: Setting) -> Result<Profile<Setting>, ScheduleError> {
        let bearer = format!("compressor \"{}\"", self.element);
        let points = self.points.iter().map(|p| (p.time_s, p.run_to)).collect::<Vec<_>>();
        profile(&bearer, self.interpolation, Some(first), &points, CompressorSetting::setting)
    }
}

impl CompressorSetting {
    fn setting(self) -> Result<Setting, InvalidQuantity> {
        Ok(match self {
            Self::OutletPressureBar(bar) => Setting::OutletPressure(Pressure::from_bar(bar)?.si()),
            Self::Ratio(ratio) => Setting::Ratio(PressureRatio::new(ratio)?.si()),
            Self::Bypass => Setting::Bypass,
            Self::Closed => Setting::Closed,
        })
    }
}

impl StorageProfile {
    /// Flow out of the storage within its limits, kg/s; its own flow counts before the first point.
    pub(crate) fn profile(&self, storage: &Storage, first: MassFlow) -> Result<Profile, ScheduleError> {
        let bearer = format!("flow of storage \"{}\"", self.storage);
        let points = self.points.iter().map(|p| (p.time_s, p.flow_kg_per_s)).collect::<Vec<_>>();
        let (out, into) = (storage.withdrawal_max, storage.injection_max);
        profile(&bearer, self.interpolation, Some(first.si()), &points, |value| {
            let flow = MassFlow::new(value)?;
            let within =
                out.is_none_or(|most| flow.si() <= most.si()) && into.is_none_or(|most| -flow.si() <= most.si());
            quantity("storage flow", value, "kg/s", "within the limits of the storage", within)
        })
    }
}

impl WellProfile {
    /// Greatest flow, kg/s, infinite where there is no limit.
    pub(crate) fn profile(&self) -> Result<Profile, ScheduleError> {
        let bearer = format!("flow of well \"{}\"", self.well);
        let points = self.points.iter().map(|p| (p.time_s, p.flow_max_kg_per_s)).collect::<Vec<_>>();
        profile(&bearer, self.interpolation, Some(f64::INFINITY), &points, |most| match most {
            Some(most) => quantity("greatest flow", most, "kg/s", "finite and not below zero", most >= 0.0),
            None => Ok(f64::INFINITY),
        })
    }
}

impl SourceFailure {
    /// Checks it beside those before it.
    pub(super) fn check(&self, before: &[Self]) -> Result<(), ScheduleError> {
        let bearer = format!("source failure of node \"{}\"", self.node);
        time(self.time_s).map_err(of(&bearer))?;
        if let Some(until) = self.until_s {
            let later = until > self.time_s;
            quantity("end", until, "s", "finite and after the failure", later).map_err(of(&bearer))?;
        }
        let last = before.iter().rfind(|other| other.node == self.node);
        match last.map(|last| last.until_s.is_some_and(|until| until < self.time_s)) {
            Some(false) => Err(ScheduleError::Overlap { node: self.node.clone(), time_s: self.time_s }),
            _ => Ok(()),
        }
    }
}

fn pressures(bearer: &str, how: Interpolation, points: &[PressurePoint]) -> Result<Profile, ScheduleError> {
    let points = points.iter().map(|p| (p.time_s, p.pressure_bar)).collect::<Vec<_>>();
    profile(bearer, how, None, &points, |value| Ok(Pressure::from_bar(value)?.si()))
}

/// Points checked; without `first` the first value counts from the start.
fn profile<V: Copy, T: Mix>(
    bearer: &str,
    how: Interpolation,
    first: Option<T>,
    points: &[(f64, V)],
    admit: impl Fn(V) -> Result<T, InvalidQuantity>,
) -> Result<Profile<T>, ScheduleError> {
    let mut admitted = Vec::with_capacity(points.len());
    for (position, &(at, value)) in points.iter().enumerate() {
        let point = || format!("point {position} of {bearer}");
        let at = time(at).map_err(|source| ScheduleError::Quantity { bearer: point(), source })?;
        admitted.push((at, admit(value).map_err(|source| ScheduleError::Quantity { bearer: point(), source })?));
    }
    if let Some(before) = admitted.windows(2).position(|pair| pair[0].0 >= pair[1].0) {
        return Err(ScheduleError::NotRising { bearer: bearer.to_owned(), position: before + 1 });
    }
    let Some(first) = first.or(admitted.first().map(|&(_, value)| value)).filter(|_| !admitted.is_empty()) else {
        return Err(ScheduleError::NoPoints { bearer: bearer.to_owned() });
    };
    Ok(Profile::new(how, first, admitted.into_iter()))
}
