//! A schedule applied to a network: loads, held pressures and set points at any time.

use std::collections::HashMap;

use super::error::ScheduleError;
use super::profile::Profile;
use super::schedule::Schedule;
use crate::Network;
use crate::network::{Compressor, CompressorControl, Element, ElementKind, Node, Regulator, StorageOperation};
use crate::units::{InvalidQuantity, MassFlow, Pressure};

/// Which limit is meant where an input jumps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Before,
    After,
}

#[derive(Debug)]
pub(crate) struct Inputs {
    /// By node: withdrawal that only the factor changes, and what storages take.
    scaled: Vec<f64>,
    fixed: Vec<f64>,
    factor: Option<Profile>,
    withdrawal: Vec<(usize, Profile)>,
    /// By node, Pa.
    held: HashMap<usize, Profile>,
    /// By element, Pa.
    set: HashMap<usize, Profile>,
    /// (time, node)
    failures: Vec<(f64, usize)>,
    /// Times at which an input jumps or bends, rising.
    pub breaks: Vec<f64>,
}

fn value(profile: &Profile, time: f64, side: Side) -> f64 {
    match side {
        Side::Before => profile.before(time),
        Side::After => profile.after(time),
    }
}

impl Inputs {
    /// Checks a schedule against a network.
    pub fn new(schedule: &Schedule, network: &Network) -> Result<Self, ScheduleError> {
        schedule.check()?;
        let nodes: HashMap<&str, usize> = network.nodes().iter().zip(0..).map(|(n, i)| (n.id.as_str(), i)).collect();
        let node = |bearer: &'static str, id: &str| {
            let unknown = || ScheduleError::UnknownNode { bearer, node: id.to_owned() };
            nodes.get(id).copied().ok_or_else(unknown)
        };
        let holds = holds(network);
        let holding = |bearer: &'static str, id: &str| {
            let at = node(bearer, id)?;
            holds[at].then_some(at).ok_or_else(|| ScheduleError::NotHeld { bearer, node: id.to_owned() })
        };
        let mut inputs = Self::constant(network);
        inputs.factor = schedule.withdrawal_factor.as_ref().map(super::FactorProfile::profile).transpose()?;
        for row in &schedule.withdrawals {
            let at = node("a withdrawal", &row.node)?;
            inputs.scaled[at] = 0.0;
            inputs.withdrawal.push((at, row.profile()?));
        }
        for row in &schedule.fixed_pressures {
            inputs.held.insert(holding("a fixed pressure", &row.node)?, row.profile()?);
        }
        let elements: HashMap<&str, usize> =
            network.elements().iter().zip(0..).map(|(e, i)| (e.id.as_str(), i)).collect();
        for row in &schedule.outlet_pressures {
            let unknown = || ScheduleError::UnknownElement { element: row.element.clone() };
            let at = elements.get(row.element.as_str()).copied().ok_or_else(unknown)?;
            let element = &network.elements()[at];
            if !has_set_point(&element.kind) {
                let (element, word) = (row.element.clone(), element.kind.word());
                return Err(ScheduleError::NoSetPoint { element, word });
            }
            inputs.set.insert(at, row.profile()?);
        }
        for row in &schedule.source_failures {
            inputs.failures.push((row.time_s, holding("a source failure", &row.node)?));
        }
        inputs.find_breaks(schedule.duration_s);
        Ok(inputs)
    }

    fn constant(network: &Network) -> Self {
        let mut fixed = vec![0.0; network.nodes().len()];
        for storage in network.storages() {
            if let StorageOperation::Flow(flow) = storage.operation {
                fixed[storage.node.get()] -= flow.si();
            }
        }
        Self {
            scaled: network.nodes().iter().map(|node| node.withdrawal.si()).collect(),
            fixed,
            factor: None,
            withdrawal: Vec::new(),
            held: HashMap::new(),
            set: HashMap::new(),
            failures: Vec::new(),
            breaks: Vec::new(),
        }
    }

    fn find_breaks(&mut self, duration: f64) {
        let profiles = self.withdrawal.iter().map(|(_, profile)| profile);
        let profiles = profiles.chain(&self.factor).chain(self.held.values()).chain(self.set.values());
        let times = profiles.flat_map(|profile| profile.breaks().iter().copied());
        let mut breaks: Vec<f64> = times.chain(self.failures.iter().map(|&(time, _)| time)).collect();
        breaks.retain(|&time| time > 0.0 && time < duration);
        breaks.sort_by(f64::total_cmp);
        breaks.dedup();
        self.breaks = breaks;
    }

    /// Loads by node (out of the network, kg/s); nodes beyond those of the schedule's network have none.
    pub fn loads(&self, time: f64, side: Side, loads: &mut [f64]) {
        let factor = self.factor.as_ref().map_or(1.0, |factor| value(factor, time, side));
        loads.fill(0.0);
        for ((load, scaled), fixed) in loads.iter_mut().zip(&self.scaled).zip(&self.fixed) {
            *load = scaled * factor + fixed;
        }
        for (node, profile) in &self.withdrawal {
            loads[*node] += value(profile, time, side);
        }
    }

    /// Held pressure of a node that has a profile, Pa.
    pub fn held(&self, node: usize, time: f64, side: Side) -> Option<f64> {
        self.held.get(&node).map(|profile| value(profile, time, side))
    }

    /// Set point of an element that has a profile, Pa.
    pub fn set(&self, element: usize, time: f64, side: Side) -> Option<f64> {
        self.set.get(&element).map(|profile| value(profile, time, side))
    }

    /// Nodes with a profile of held pressure.
    pub fn held_nodes(&self) -> impl Iterator<Item = usize> + '_ {
        self.held.keys().copied()
    }

    /// Elements with a profile of their set point.
    pub fn set_elements(&self) -> impl Iterator<Item = usize> + '_ {
        self.set.keys().copied()
    }

    /// Nodes whose source has failed by a time.
    pub fn failed(&self, time: f64) -> impl Iterator<Item = usize> + '_ {
        self.failures.iter().filter(move |(at, _)| *at <= time).map(|&(_, node)| node)
    }

    /// The network as it is at the start.
    pub fn at_start(&self, network: &Network) -> Result<Network, InvalidQuantity> {
        let (mut nodes, mut elements): (Vec<Node>, Vec<Element>) =
            (network.nodes().to_vec(), network.elements().to_vec());
        let mut loads = vec![0.0; nodes.len()];
        self.loads(0.0, Side::After, &mut loads);
        for (at, node) in nodes.iter_mut().enumerate() {
            // Storages stay in the network.
            node.withdrawal = MassFlow::new(loads[at] - self.fixed[at])?;
            if let Some(held) = self.held(at, 0.0, Side::After).filter(|_| node.fixed_pressure.is_some()) {
                node.fixed_pressure = Some(Pressure::new(held)?);
            }
        }
        let mut storages = network.storages().to_vec();
        for storage in &mut storages {
            if let (StorageOperation::Pressure(held), Some(now)) =
                (&mut storage.operation, self.held(storage.node.get(), 0.0, Side::After))
            {
                *held = Pressure::new(now)?;
            }
        }
        for (at, element) in elements.iter_mut().enumerate() {
            let Some(set) = self.set(at, 0.0, Side::After) else { continue };
            match &mut element.kind {
                ElementKind::Regulator(Regulator { outlet_pressure, .. })
                | ElementKind::Compressor(Compressor {
                    control: CompressorControl::OutletPressure(outlet_pressure),
                    ..
                }) => *outlet_pressure = Pressure::new(set)?,
                _ => {}
            }
        }
        Ok(Network::trusted(network.fluid().clone(), nodes, elements, network.wells().to_vec(), storages))
    }
}

/// By node: whether its pressure is held, by itself or by a storage.
pub(crate) fn holds(network: &Network) -> Vec<bool> {
    let mut holds: Vec<bool> = network.nodes().iter().map(|node| node.fixed_pressure.is_some()).collect();
    for storage in network.storages() {
        holds[storage.node.get()] |= matches!(storage.operation, StorageOperation::Pressure(_));
    }
    holds
}

fn has_set_point(kind: &ElementKind) -> bool {
    match kind {
        ElementKind::Regulator(_) => true,
        ElementKind::Compressor(compressor) => matches!(compressor.control, CompressorControl::OutletPressure(_)),
        _ => false,
    }
}
