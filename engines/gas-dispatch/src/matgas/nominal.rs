//! A case at its nominal flows, as a network of `gas-flow`.

use gas_flow::fluid::{NORMAL_PRESSURE_PA, NORMAL_TEMPERATURE_K};
use gas_flow::network::{
    Compressor, CompressorControl, Element, ElementKind, NetworkError, Node, Pipe, Regulator, Resistor, ReverseFlow,
    Setting, SettingError, StationLosses, Storage, StorageOperation, Switch, node_index,
};
use gas_flow::units::{
    Density, Diameter, FlowLimit, HeatCapacityRatio, Height, InvalidQuantity, Length, LossCoefficient, MassFlow, Power,
    Pressure, PressureLoss, PressureRatio, Roughness, Share, Temperature, Viscosity,
};
use gas_flow::{Compressibility, Fluid, Friction, Network};

use super::Imported;
use crate::dispatch::{Delivery, Direction, Link, LinkKind, Range};

/// What a case says beyond its market.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Nominal {
    /// Speed of sound, m/s.
    pub sound_speed_m_s: f64,
    /// Per junction, m.
    pub heights_m: Vec<f64>,
    /// Per link; of pipes and resistors only.
    pub bores: Vec<Option<Bore>>,
    /// Per receipt.
    pub injections_kg_s: Vec<Option<f64>>,
    /// Per delivery.
    pub withdrawals_kg_s: Vec<Option<f64>>,
    /// Per transfer.
    pub transfers_kg_s: Vec<Option<f64>>,
}

/// Shape of a pipe, or of a resistor, which has no length.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bore {
    /// Inner diameter.
    pub diameter_m: f64,
    /// Length; zero for a resistor.
    pub length_m: f64,
    /// `lambda L / D`, or the drag factor of a resistor.
    pub drag: f64,
}

/// A case at its nominal flows.
#[derive(Debug, Clone, PartialEq)]
pub struct AtNominal {
    /// The network.
    pub network: Network,
    /// What the case leaves open and how it is taken, with the elements concerned.
    pub assumptions: Vec<(&'static str, Vec<String>)>,
}

/// Why a case has no steady flow to be looked for.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum NominalError {
    /// No pressure is fixed.
    #[error(
        "no junction holds a pressure, so the pressures are not determined: give one junction_type 1 and its p_nominal, \
         or hold one when asking (say junction {junction}, which may lie from {min_bar:.3} to {max_bar:.3} bar)"
    )]
    NoPressure {
        /// The junction with the greatest receipt.
        junction: String,
        /// Its least pressure.
        min_bar: f64,
        /// Its greatest.
        max_bar: f64,
    },
    /// A junction that is not there.
    #[error("the case has no junction {0} whose pressure could be held")]
    Unknown(String),
    /// A dispatchable exchange without nominal flow.
    #[error("{0} states no nominal flow: give it the column injection_nominal or withdrawal_nominal")]
    NoFlow(String),
    /// A number that is no such quantity.
    #[error("{bearer}: {source}")]
    Quantity {
        /// Junction or link.
        bearer: String,
        /// What is wrong.
        source: InvalidQuantity,
    },
    /// A valve, regulator or compressor that cannot be set so.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// Parts that make no network.
    #[error(transparent)]
    Network(#[from] NetworkError),
}

/// Walls are not taken to be rougher than this share of the diameter: a greater friction factor is a loss beside.
const ROUGHNESS_MOST: f64 = 0.05;
/// Weymouth's law knows no viscosity; this one leaves the laminar term below rounding.
const VISCOSITY_PA_S: f64 = 1e-12;

const HELD: &str = "the pressure is held there, so that receipts give what that takes, whatever is nominal";
const LIFTED: &str = "holds the greatest pressure that it and its outlet permit, within its ratio and power";
const REDUCED: &str = "holds the greatest pressure that its outlet permits";
const OPEN: &str = "open";
const ONE_WAY: &str = "compresses forward only";
const SMOOTH: &str = "friction below that of any wall: taken as a resistor, without volume";

impl Imported {
    /// The network at the case's nominal flows. Pressures are held where the case fixes them, and at `held_bar`, absolute, by
    /// junction. What a compressor or regulator is set to the case leaves open: see [`AtNominal::assumptions`], unless
    /// `settings` tells, by link. Pipes have the roughness that gives their friction factor in fully rough flow;
    /// candidates are not there.
    ///
    /// # Errors
    /// [`NominalError`] if no pressure is held, or an exchange has no nominal flow.
    pub fn network(
        &self,
        held_bar: &[(String, f64)],
        settings: &[(String, Setting)],
    ) -> Result<AtNominal, NominalError> {
        let mut builder = Builder { case: self, settings, assumptions: Vec::new() };
        let nodes = builder.nodes(held_bar)?;
        let links = self.market.links.iter().zip(&self.nominal.bores);
        let standing = links.filter(|(link, _)| link.construction_cost.is_none());
        let elements = standing.map(|(link, bore)| {
            let kind = builder.kind(link, *bore).map_err(of(&link.name))?;
            Ok(Element { id: link.name.clone(), from: node_index(link.from), to: node_index(link.to), kind })
        });
        let elements = elements.collect::<Result<_, NominalError>>()?;
        let network = Network::new(self.fluid().map_err(of("the gas"))?, nodes, elements)?;
        let network = network.with_facilities(Vec::new(), self.storages()?)?.with_settings(settings)?;
        Ok(AtNominal { network, assumptions: builder.assumptions })
    }

    /// The gas of which `p = rho a^2`, with the speed of sound `a` of the case.
    fn fluid(&self) -> Result<Fluid, InvalidQuantity> {
        let gas = &self.market.gas;
        let ideal = gas.constant_j_kg_k() * gas.temperature_k;
        Ok(Fluid {
            density_normal: Density::new(NORMAL_PRESSURE_PA / (gas.constant_j_kg_k() * NORMAL_TEMPERATURE_K))?,
            viscosity: Viscosity::new(VISCOSITY_PA_S)?,
            temperature: Temperature::new(gas.temperature_k)?,
            compressibility: Compressibility::linear(self.nominal.sound_speed_m_s.powi(2) / ideal, 0.0)?,
        })
    }

    /// Stores, which rest: no table gives them a nominal flow.
    fn storages(&self) -> Result<Vec<Storage>, NominalError> {
        let store = |one: &crate::dispatch::Storage| {
            Ok(Storage {
                id: one.name.clone(),
                node: node_index(one.junction),
                operation: StorageOperation::Flow(MassFlow::ZERO),
                withdrawal_max: limit(one.withdrawal_kg_s.max).map_err(of(&one.name))?,
                injection_max: limit(one.injection_kg_s.max).map_err(of(&one.name))?,
            })
        };
        self.market.storages.iter().map(store).collect()
    }

    /// Per junction, what leaves less what enters, kg/s; what enters where a pressure is held does not count.
    fn withdrawals(&self, held: &[bool]) -> Result<Vec<f64>, NominalError> {
        let mut load = vec![0.0; self.market.junctions.len()];
        let named = |name: &String, flow: Option<f64>| flow.ok_or_else(|| NominalError::NoFlow(name.clone()));
        for (one, flow) in self.market.receipts.iter().zip(&self.nominal.injections_kg_s) {
            load[one.junction] -= if held[one.junction] { 0.0 } else { named(&one.name, *flow)? };
        }
        let (deliveries, transfers) = (&self.market.deliveries, &self.market.transfers);
        let flows = self.nominal.withdrawals_kg_s.iter().chain(&self.nominal.transfers_kg_s);
        for (one, flow) in deliveries.iter().chain(transfers).zip(flows) {
            let one: &Delivery = one;
            load[one.junction] += named(&one.name, *flow)?;
        }
        Ok(load)
    }
}

struct Builder<'a> {
    case: &'a Imported,
    settings: &'a [(String, Setting)],
    assumptions: Vec<(&'static str, Vec<String>)>,
}

impl Builder<'_> {
    fn assume(&mut self, what: &'static str, name: &str) {
        match self.assumptions.iter_mut().find(|(text, _)| *text == what) {
            Some((_, names)) => names.push(name.to_owned()),
            None => self.assumptions.push((what, vec![name.to_owned()])),
        }
    }

    fn assume_setting(&mut self, what: &'static str, name: &str) {
        if !self.settings.iter().any(|(set, _)| set == name) {
            self.assume(what, name);
        }
    }

    fn nodes(&mut self, held_bar: &[(String, f64)]) -> Result<Vec<Node>, NominalError> {
        let junctions = &self.case.market.junctions;
        let fixed = |range: Range| (range.min.to_bits() == range.max.to_bits()).then_some(range.min);
        let mut held: Vec<Option<f64>> = junctions.iter().map(|one| fixed(one.pressure_pa)).collect();
        for (name, bar) in held_bar {
            let junction = junctions.iter().position(|one| one.name == *name);
            let junction = junction.ok_or_else(|| NominalError::Unknown(name.clone()))?;
            held[junction] = Some(Pressure::from_bar(*bar).map_err(of(name))?.si());
        }
        if held.iter().all(Option::is_none) {
            return Err(self.no_pressure());
        }
        let is_held: Vec<bool> = held.iter().map(Option::is_some).collect();
        for receipt in self.case.market.receipts.iter().filter(|receipt| is_held[receipt.junction]) {
            self.assume(HELD, &receipt.name);
        }
        let load = self.case.withdrawals(&is_held)?;
        let node = |(j, one): (usize, &crate::dispatch::Junction)| {
            let of = of(&one.name);
            let limit = |pascal: f64| {
                let told = held[j].is_none() && pascal.is_finite() && pascal > 0.0;
                told.then(|| Pressure::new(pascal)).transpose()
            };
            let height = Height::new(self.case.nominal.heights_m[j]).map_err(&of)?;
            Ok(Node {
                height,
                ambient: height.standard_atmosphere().map_err(&of)?,
                withdrawal: MassFlow::new(load[j]).map_err(&of)?,
                fixed_pressure: held[j].map(Pressure::new).transpose().map_err(&of)?,
                pressure_min: limit(one.pressure_pa.min).map_err(&of)?,
                pressure_max: limit(one.pressure_pa.max).map_err(&of)?,
                ..Node::new(one.name.clone()).map_err(&of)?
            })
        };
        junctions.iter().enumerate().map(node).collect()
    }

    fn no_pressure(&self) -> NominalError {
        let market = &self.case.market;
        let greatest = market.receipts.iter().max_by(|a, b| a.injection_kg_s.max.total_cmp(&b.injection_kg_s.max));
        let junction = &market.junctions[greatest.map_or(0, |receipt| receipt.junction)];
        let (min_bar, max_bar) = (junction.pressure_pa.min / 1e5, junction.pressure_pa.max / 1e5);
        NominalError::NoPressure { junction: junction.name.clone(), min_bar, max_bar }
    }

    fn kind(&mut self, link: &Link, bore: Option<Bore>) -> Result<ElementKind, InvalidQuantity> {
        let outlet = self.case.market.junctions[link.to].pressure_pa.max.min(link.outlet_pa.max);
        Ok(match (&link.kind, bore) {
            (LinkKind::Pipe { .. }, Some(bore)) => self.pipe(&link.name, bore)?,
            (LinkKind::Pipe { .. } | LinkKind::ShortPipe, _) => ElementKind::ShortPipe,
            (LinkKind::Valve, _) => {
                self.assume_setting(OPEN, &link.name);
                ElementKind::Valve(Switch::Open)
            }
            (LinkKind::LossResistor { loss_pa }, _) => ElementKind::LossResistor(PressureLoss::new(*loss_pa)?),
            (LinkKind::Regulator { .. }, _) => {
                self.assume_setting(REDUCED, &link.name);
                let flow_max = limit(link.flow_kg_s.max)?;
                let outlet_pressure = Pressure::new(outlet)?;
                let (reverse_flow, losses) = (reverse_flow(link), StationLosses::NONE);
                ElementKind::Regulator(Regulator { outlet_pressure, flow_max, reverse_flow, losses })
            }
            (LinkKind::Compressor { ratio, power_max_w, direction }, _) => {
                self.assume_setting(LIFTED, &link.name);
                if *direction == Direction::Either {
                    self.assume(ONE_WAY, &link.name);
                }
                ElementKind::Compressor(Compressor {
                    control: CompressorControl::OutletPressure(Pressure::new(outlet)?),
                    ratio_max: PressureRatio::new(ratio.max.max(1.0))?,
                    power_max: Some(*power_max_w).filter(|watt| watt.is_finite()).map(Power::new).transpose()?,
                    flow_max: limit(link.flow_kg_s.max)?,
                    flow_min: None,
                    efficiency: Share::new(1.0)?,
                    heat_capacity_ratio: HeatCapacityRatio::new(self.case.market.gas.heat_capacity_ratio)?,
                    fuel: None,
                    reverse_flow: match direction {
                        Direction::OneWay => ReverseFlow::Shut,
                        Direction::Either | Direction::OneWayWithBypass => reverse_flow(link),
                    },
                    losses: StationLosses::NONE,
                })
            }
        })
    }

    fn pipe(&mut self, name: &str, bore: Bore) -> Result<ElementKind, InvalidQuantity> {
        let Bore { diameter_m, length_m, drag } = bore;
        let diameter = Diameter::new(diameter_m)?;
        let resistor =
            |loss: f64| Ok(ElementKind::Resistor(Resistor { loss_coefficient: LossCoefficient::new(loss)?, diameter }));
        if length_m <= 0.0 {
            return resistor(drag);
        }
        // Nikuradse's law for rough pipes, 1 / sqrt(lambda) = 2 lg(D / k) + 1.14, the other way round.
        let share = 10_f64.powf((1.14 - (drag * diameter_m / length_m).sqrt().recip()) / 2.0).min(ROUGHNESS_MOST);
        let beside = drag - Friction::Nikuradse.factor(f64::INFINITY, share) * length_m / diameter_m;
        // Rounding, and no more, may make less than nothing of what is left.
        if beside < -1e-6 * drag {
            self.assume(SMOOTH, name);
            return resistor(drag);
        }
        Ok(ElementKind::Pipe(Pipe {
            length: Length::new(length_m)?,
            diameter,
            roughness: Roughness::new(share * diameter_m)?,
            loss_coefficient: LossCoefficient::new(if beside > 1e-9 * drag { beside } else { 0.0 })?,
        }))
    }
}

fn reverse_flow(link: &Link) -> ReverseFlow {
    if link.flow_kg_s.min < 0.0 { ReverseFlow::Bypass } else { ReverseFlow::Shut }
}

fn limit(flow: f64) -> Result<Option<FlowLimit>, InvalidQuantity> {
    Some(flow).filter(|flow| flow.is_finite() && *flow >= 0.0).map(FlowLimit::new).transpose()
}

fn of(bearer: &str) -> impl Fn(InvalidQuantity) -> NominalError + '_ {
    move |source| NominalError::Quantity { bearer: bearer.to_owned(), source }
}
