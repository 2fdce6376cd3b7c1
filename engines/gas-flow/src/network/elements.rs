use super::NodeIndex;
use crate::units::{
    BackPressureCoefficient, BackPressureExponent, Density, Diameter, FlowLimit, HeatCapacityRatio, HeatingValue,
    InertialCoefficient, LaminarCoefficient, Length, LossCoefficient, MassFlow, Power, Pressure, PressureLoss,
    PressureRatio, Roughness, Share,
};

/// Something gas flows through, from one node to another. Its flow counts positive from `from` to `to`.
#[derive(Debug, Clone, PartialEq)]
pub struct Element {
    /// Name, unique among elements.
    pub id: String,
    /// Where it starts.
    pub from: NodeIndex,
    /// Where it ends.
    pub to: NodeIndex,
    /// What it is.
    pub kind: ElementKind,
}

/// Kinds of elements.
#[derive(Debug, Clone, PartialEq)]
pub enum ElementKind {
    /// A pipe (管道).
    Pipe(Pipe),
    /// A connection without resistance, either way.
    ShortPipe,
    /// A valve (阀门): open it has no resistance, closed it passes nothing.
    Valve(Switch),
    /// Passes forward without resistance, backward nothing (止回阀).
    CheckValve,
    /// A fitting with a loss of its own, either way.
    Resistor(Resistor),
    /// A fitting that loses a constant pressure in the direction of flow, none without flow (定压损元件). Schmidt et al.,
    /// "GasLib – A Library of Gas Network Instances", Data 2(4), 40, 2017.
    LossResistor(PressureLoss),
    /// A regulator, or control valve (调压器).
    Regulator(Regulator),
    /// A compressor station (压气站).
    Compressor(Compressor),
}

impl ElementKind {
    /// Whether gas may flow from its end to its start, as far as its kind and its settings tell.
    pub fn passes_backward(&self) -> bool {
        match self {
            Self::Pipe(_) | Self::ShortPipe | Self::Valve(Switch::Open) | Self::Resistor(_) | Self::LossResistor(_) => {
                true
            }
            Self::Valve(Switch::Closed) | Self::CheckValve => false,
            Self::Regulator(regulator) => regulator.reverse_flow == ReverseFlow::Bypass,
            Self::Compressor(machine) => match machine.control {
                CompressorControl::Bypass => true,
                CompressorControl::Closed => false,
                _ => machine.reverse_flow == ReverseFlow::Bypass,
            },
        }
    }

    /// The word for it in messages.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Pipe(_) => "pipe",
            Self::ShortPipe => "short pipe",
            Self::Valve(_) => "valve",
            Self::CheckValve => "check valve",
            Self::Resistor(_) => "resistor",
            Self::LossResistor(_) => "loss resistor",
            Self::Regulator(_) => "regulator",
            Self::Compressor(_) => "compressor",
        }
    }
}

/// A pipe of one bore.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pipe {
    /// Length.
    pub length: Length,
    /// Inner diameter.
    pub diameter: Diameter,
    /// Wall roughness.
    pub roughness: Roughness,
    /// Sum of the loss coefficients of its fittings.
    pub loss_coefficient: LossCoefficient,
}

/// Position of a valve, or whether a machine is in service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Switch {
    /// Open, in service.
    Open,
    /// Closed, out of service.
    Closed,
}

/// Pressure loss ζ ρ v² / 2 at the velocity in the given bore.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Resistor {
    /// ζ.
    pub loss_coefficient: LossCoefficient,
    /// Bore to which ζ refers.
    pub diameter: Diameter,
}

/// Holds the pressure behind it at the set point while there is more in front; fully open (no resistance) when there
/// is less; shut when the pressure behind stands above the set point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Regulator {
    /// Set point of the outlet pressure.
    pub outlet_pressure: Pressure,
    /// Greatest flow; the outlet pressure falls when more is asked for.
    pub flow_max: Option<FlowLimit>,
    /// What it does with gas that would flow backward.
    pub reverse_flow: ReverseFlow,
    /// What its piping loses; the set point holds before the loss of the outlet.
    pub losses: StationLosses,
}

/// Constant losses of pressure in the piping of a regulator or compressor station. Gas that passes forward feels them, a
/// fully open regulator's too; where the station is bypassed there are none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StationLosses {
    /// In front of valve or machines.
    pub inlet: PressureLoss,
    /// Behind them.
    pub outlet: PressureLoss,
}

impl StationLosses {
    /// Piping without constant losses.
    pub const NONE: Self = Self { inlet: PressureLoss::NONE, outlet: PressureLoss::NONE };
}

/// What a regulator or compressor station does with gas that would flow backward (反向流).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReverseFlow {
    /// It shuts.
    #[default]
    Shut,
    /// It lets the gas by at the pressure that it has.
    Bypass,
}

/// Raises the pressure towards its control target, as far as its limits allow. Bypassed when the gas needs no lift.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Compressor {
    /// What it is run to.
    pub control: CompressorControl,
    /// Greatest ratio of outlet to inlet pressure.
    pub ratio_max: PressureRatio,
    /// Greatest shaft power.
    pub power_max: Option<Power>,
    /// Greatest flow.
    pub flow_max: Option<FlowLimit>,
    /// Least flow of a running machine: with less it is bypassed (surge limit without recycling).
    pub flow_min: Option<FlowLimit>,
    /// Isentropic efficiency times mechanical efficiency.
    pub efficiency: Share,
    /// Heat capacity ratio κ of the gas.
    pub heat_capacity_ratio: HeatCapacityRatio,
    /// Gas burnt by its drive, if it burns gas from its own inlet.
    pub fuel: Option<Fuel>,
    /// What it does with gas that would flow backward; run in bypass, it lets it by.
    pub reverse_flow: ReverseFlow,
    /// What its piping loses; set point and ratio hold between the losses.
    pub losses: StationLosses,
}

/// Control target of a compressor station.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CompressorControl {
    /// Holds the outlet pressure.
    OutletPressure(Pressure),
    /// Holds the ratio of outlet to inlet pressure.
    Ratio(PressureRatio),
    /// Off, gas passes by.
    Bypass,
    /// Off, shut.
    Closed,
}

/// Fuel gas of a compressor's drive.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fuel {
    /// Efficiency of the drive, shaft power over heat of the fuel.
    pub drive_efficiency: Share,
    /// Lower heating value of the fuel.
    pub heating_value: HeatingValue,
}

/// A well (气井): flows into its node as the pressure there lets it, never backward.
#[derive(Debug, Clone, PartialEq)]
pub struct Well {
    /// Name, unique among elements, wells and storages.
    pub id: String,
    /// Where it feeds in.
    pub node: NodeIndex,
    /// Static pressure of the reservoir.
    pub reservoir_pressure: Pressure,
    /// Inflow curve (流入动态曲线).
    pub inflow: WellInflow,
}

/// Inflow curve of a well, m in kg/s and pressures in Pa.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum WellInflow {
    /// Rawlins and Schellhardt (1936), back-pressure equation: `m = C (p_r² - p²)^n`.
    BackPressure {
        /// C.
        coefficient: BackPressureCoefficient,
        /// n.
        exponent: BackPressureExponent,
    },
    /// Laminar-inertial-turbulent form: `p_r² - p² = A m + B m²`.
    Quadratic {
        /// A.
        linear: LaminarCoefficient,
        /// B.
        square: InertialCoefficient,
    },
}

/// A storage (储气库) at a node.
#[derive(Debug, Clone, PartialEq)]
pub struct Storage {
    /// Name, unique among elements, wells and storages.
    pub id: String,
    /// Where it joins the network.
    pub node: NodeIndex,
    /// How it is run at the moment.
    pub operation: StorageOperation,
    /// Greatest flow out of the storage into the network.
    pub withdrawal_max: Option<FlowLimit>,
    /// Greatest flow out of the network into the storage.
    pub injection_max: Option<FlowLimit>,
}

/// How a storage is run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum StorageOperation {
    /// A given flow, positive out of the storage into the network.
    Flow(MassFlow),
    /// Its node is held at the storage's pressure.
    Pressure(Pressure),
}

/// Gas constant per kilogram at normal conditions, `p_n / (rho_n T_n)`, J/(kg K).
pub(crate) fn gas_constant(density_normal: Density) -> f64 {
    crate::fluid::NORMAL_PRESSURE_PA / (density_normal.si() * crate::fluid::NORMAL_TEMPERATURE_K)
}
