//! Elements that switch between modes of work: regulators, compressor stations, check valves, wells.

use crate::fluid::{CompressibilityFactor, Fluid};
use crate::network::{Compressor, CompressorControl, Element, ElementKind, Fuel, Regulator, ReverseFlow, gas_constant};
use crate::units::{FlowLimit, Power};

/// How an element that switches works at the moment (工作状态).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Holds its outlet pressure (调压).
    OutletPressure,
    /// Compresses at its greatest ratio, or at the ratio it is set to.
    Ratio,
    /// Compresses at its greatest power.
    Power,
    /// Passes its greatest flow.
    Flow,
    /// Passes gas without changing its pressure: a regulator fully open, a compressor bypassed (越站).
    Bypass,
    /// Passes nothing (关断).
    Closed,
}

/// The lift from which a machine without any starts: the flow of no lift has no bound.
const RATIO_LEAST: f64 = 1.01;

/// One element that switches. A regulator is a compressor station that cannot compress; a check valve is a regulator
/// without set point.
#[derive(Debug, Clone)]
pub(crate) struct Control {
    pub from: u32,
    pub to: u32,
    /// Squared set point of the outlet pressure.
    pub set: Option<f64>,
    /// Greatest ratio, 1 if it cannot compress.
    pub ratio_max: f64,
    /// Whether it keeps to its greatest ratio rather than to a set point.
    pub ratio_held: bool,
    pub flow_max: f64,
    pub flow_min: f64,
    pub machine: Option<Machine>,
    /// The only mode it may take, if it is switched off.
    pub off: Option<Mode>,
    /// Whether it is bypassed where gas would flow backward, rather than shut.
    pub reverses: bool,
}

impl Control {
    pub fn of(element: &Element, from: u32, to: u32, fluid: &Fluid) -> Option<Self> {
        let plain = Self::check(from, to);
        match &element.kind {
            ElementKind::CheckValve => Some(plain),
            ElementKind::Regulator(Regulator { outlet_pressure, flow_max, reverse_flow, .. }) => Some(Self {
                set: Some(outlet_pressure.si().powi(2)),
                flow_max: flow_max.map_or(f64::INFINITY, FlowLimit::si),
                reverses: *reverse_flow == ReverseFlow::Bypass,
                ..plain
            }),
            ElementKind::Compressor(compressor) => Some(Self::compressor(plain, compressor, fluid)),
            _ => None,
        }
    }

    /// Passes gas forward only. One that other elements bypass without resistance does nothing: it counts as closed.
    pub fn check(from: u32, to: u32) -> Self {
        Self {
            from,
            to,
            set: None,
            ratio_max: 1.0,
            ratio_held: false,
            flow_max: f64::INFINITY,
            flow_min: 0.0,
            machine: None,
            off: (from == to).then_some(Mode::Closed),
            reverses: false,
        }
    }

    fn compressor(plain: Self, compressor: &Compressor, fluid: &Fluid) -> Self {
        let (set, ratio, ratio_held, off) = match compressor.control {
            CompressorControl::OutletPressure(p) => (Some(p.si().powi(2)), compressor.ratio_max.si(), false, None),
            CompressorControl::Ratio(ratio) => (None, ratio.si().min(compressor.ratio_max.si()), true, None),
            CompressorControl::Bypass => (None, 1.0, false, Some(Mode::Bypass)),
            CompressorControl::Closed => (None, 1.0, false, Some(Mode::Closed)),
        };
        Self {
            set,
            ratio_max: ratio,
            ratio_held,
            off: plain.off.or(off),
            flow_max: compressor.flow_max.map_or(f64::INFINITY, FlowLimit::si),
            flow_min: compressor.flow_min.map_or(0.0, FlowLimit::si),
            machine: Some(Machine::new(compressor, fluid)),
            reverses: compressor.reverse_flow == ReverseFlow::Bypass,
            ..plain
        }
    }

    /// Greatest shaft power, W; infinite if it has no limit.
    pub fn power_max(&self) -> f64 {
        self.machine.as_ref().map_or(f64::INFINITY, |machine| machine.power_max)
    }

    /// The flow (kg/s) that its greatest power lifts by its greatest ratio from a squared pressure, where Newton's method
    /// starts. None of what has no machine.
    pub fn power_flow(&self, factor: &CompressibilityFactor, from: f64) -> Option<f64> {
        let machine = self.machine.as_ref()?;
        let (joule, ..) = machine.work(factor, from, from * self.ratio_max.max(RATIO_LEAST).powi(2));
        Some(machine.power_max / joule)
    }

    /// The mode it starts from when nothing is known.
    pub fn start(&self) -> Mode {
        match (self.off, self.set, self.ratio_held) {
            (Some(mode), _, _) => mode,
            (None, Some(_), _) => Mode::OutletPressure,
            (None, None, true) => Mode::Ratio,
            (None, None, false) => Mode::Bypass,
        }
    }

    /// The mode in which gas would come through it, forward or backward, to a part that lacks it; none if it comes
    /// already or cannot.
    pub fn opened(&self, mode: Mode, forward: bool) -> Option<Mode> {
        let open = if forward { self.start() } else { Mode::Bypass };
        let opens = if forward { mode == Mode::Closed && open != Mode::Closed } else { self.reverses && mode != open };
        (self.off.is_none() && opens).then_some(open)
    }

    /// All modes it may take, the one it starts from first.
    pub fn choices(&self) -> Vec<Mode> {
        if let Some(mode) = self.off {
            return vec![mode];
        }
        let compresses = self.ratio_max > 1.0;
        let may = |mode: Mode| match mode {
            Mode::OutletPressure => self.set.is_some(),
            Mode::Ratio => compresses,
            // A machine that is run to a ratio passes gas by only for want of flow, or backward.
            Mode::Bypass => !self.ratio_held || !compresses || self.flow_min > 0.0 || self.reverses,
            Mode::Closed => true,
            Mode::Power => compresses && self.power_max().is_finite(),
            Mode::Flow => self.flow_max.is_finite(),
        };
        let all = [Mode::OutletPressure, Mode::Ratio, Mode::Bypass, Mode::Closed, Mode::Power, Mode::Flow];
        all.into_iter().filter(|&mode| may(mode)).collect()
    }

    /// The mode that would hold where the present one no longer does, from squared pressures at both ends and the flow.
    /// `slack` is the relative tolerance on pressures squared, `still` that on flows in kg/s.
    pub fn next(&self, mode: Mode, state: &ControlState) -> Mode {
        if self.off.is_some() {
            return mode;
        }
        let ControlState { from, to, flow, power, slack, still } = *state;
        let over = |a: f64, b: f64| a > b * (1.0 + slack);
        let lift = self.ratio_max * self.ratio_max;
        let set = self.set.unwrap_or(f64::INFINITY);
        let power_max = self.power_max();
        let compresses = self.ratio_max > 1.0;
        let full = if compresses { Mode::Ratio } else { Mode::Bypass };
        let reach = if compresses { set.min(from * lift).max(from) } else { set.min(from) };
        match mode {
            Mode::Closed if self.reverses && over(to, from) => Mode::Bypass,
            _ if self.reverses && flow < -still => Mode::Bypass,
            // Straight into the mode that its inlet allows: one that it would leave at once may upset its neighbours.
            // Too little flow to run with, and more pressure behind: it may stand still.
            Mode::Closed if self.flow_min > 0.0 && !over(from, to) => Mode::Closed,
            Mode::Closed if over(reach, to) && over(set, from * lift) => full,
            Mode::Closed if over(reach, to) && compresses && over(from, set) => Mode::Bypass,
            Mode::Closed if over(reach, to) => self.start(),
            Mode::Closed => Mode::Closed,
            _ if flow < -still => Mode::Closed,
            Mode::Flow | Mode::Power if over(to, from * lift) => full,
            Mode::Flow | Mode::Power if over(to, reach) && compresses && over(from, set) => Mode::Bypass,
            Mode::Flow | Mode::Power if over(to, reach) => Mode::OutletPressure,
            Mode::Power if over(from, to) => Mode::Bypass,
            Mode::Power if flow > self.flow_max + still => Mode::Flow,
            Mode::Flow if power > power_max * (1.0 + slack) => Mode::Power,
            Mode::Flow | Mode::Power => mode,
            _ if flow > self.flow_max + still => Mode::Flow,
            Mode::OutletPressure if over(set, from * lift) => full,
            Mode::OutletPressure if compresses && over(from, set) => Mode::Bypass,
            Mode::OutletPressure | Mode::Ratio if power > power_max * (1.0 + slack) => Mode::Power,
            Mode::OutletPressure | Mode::Ratio if compresses && flow < self.flow_min - still => Mode::Bypass,
            Mode::Ratio if over(to, set) => Mode::OutletPressure,
            Mode::Bypass if !compresses && over(to, set) => Mode::OutletPressure,
            Mode::Bypass if compresses && over(set, to) && flow >= self.flow_min - still => self.start(),
            Mode::OutletPressure | Mode::Ratio | Mode::Bypass => mode,
        }
    }
}

/// What a control sees of the flow at the moment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ControlState {
    /// Squared pressures at the ends, Pa².
    pub from: f64,
    pub to: f64,
    /// kg/s
    pub flow: f64,
    /// Shaft power, W.
    pub power: f64,
    /// Relative tolerance on squared pressures and power.
    pub slack: f64,
    /// Tolerance on flows, kg/s.
    pub still: f64,
}

/// The thermodynamics of a compressor: isentropic compression with efficiency.
///
/// `P = m w(p_in, p_out) / efficiency`, `w = κ/(κ-1) z R T ((p_out/p_in)^((κ-1)/κ) - 1)`, z at the inlet.
#[derive(Debug, Clone)]
pub(crate) struct Machine {
    pub power_max: f64,
    efficiency: f64,
    /// (κ - 1) / κ
    exponent: f64,
    /// R T, J/kg
    heat: f64,
    fuel: Option<Fuel>,
}

impl Machine {
    fn new(compressor: &Compressor, fluid: &Fluid) -> Self {
        let kappa = compressor.heat_capacity_ratio.si();
        Self {
            power_max: compressor.power_max.map_or(f64::INFINITY, Power::si),
            efficiency: compressor.efficiency.si(),
            exponent: (kappa - 1.0) / kappa,
            heat: gas_constant(fluid.density_normal) * fluid.temperature.si(),
            fuel: compressor.fuel,
        }
    }

    /// Shaft work per kilogram (J/kg) from squared pressures, and its derivatives by them.
    pub fn work(&self, factor: &CompressibilityFactor, from: f64, to: f64) -> (f64, f64, f64) {
        let inlet = factor.at(from.sqrt()).0 * self.heat / (self.exponent * self.efficiency);
        if to < from {
            // No machine expands gas: met on the way only, and carried on by the tangent at no lift, which leaves
            // Newton a slope to climb.
            let slope = inlet * self.exponent / 2.0;
            return (slope * (to / from - 1.0), -slope * to / (from * from), slope / from);
        }
        let lift = (to / from).powf(self.exponent / 2.0);
        let slope = inlet * lift * self.exponent / 2.0;
        (inlet * (lift - 1.0), -slope / from, slope / to)
    }

    /// Shaft power (W) of the flow from one squared pressure to another; none where the gas passes by.
    pub fn power(&self, factor: &CompressibilityFactor, mode: Mode, flow: f64, from: f64, to: f64) -> f64 {
        let runs = matches!(mode, Mode::OutletPressure | Mode::Ratio | Mode::Power | Mode::Flow) && to > from;
        if runs && flow > 0.0 { flow * self.work(factor, from, to).0 } else { 0.0 }
    }

    /// Fuel burnt for each joule of shaft work, kg/J.
    pub fn fuel_per_joule(&self) -> f64 {
        self.fuel.map_or(0.0, |fuel| 1.0 / (fuel.drive_efficiency.si() * fuel.heating_value.si()))
    }
}
