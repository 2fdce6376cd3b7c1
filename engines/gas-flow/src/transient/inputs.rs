//! A schedule applied to a network: loads, held pressures, settings and limits at any time.

use std::collections::HashMap;

use super::error::ScheduleError;
use super::profile::{Profile, Setting, Side};
use super::schedule::Schedule;
use crate::Network;
use crate::network::{CompressorControl, ElementKind, StorageOperation, Switch};

#[derive(Debug)]
pub(crate) struct Inputs {
    /// By node: withdrawal that only the factor changes, and what storages without a profile take.
    scaled: Vec<f64>,
    fixed: Vec<f64>,
    factor: Option<Profile>,
    /// By node: withdrawals, and flows out of storages.
    withdrawal: Vec<(usize, Profile)>,
    storage: Vec<(usize, Profile)>,
    /// By node, Pa.
    pub held: Vec<(usize, Profile)>,
    /// By element: valves, regulators, compressors.
    pub settings: Vec<(usize, Profile<Setting>)>,
    /// By well: greatest flow, kg/s.
    pub wells: Vec<(usize, Profile)>,
    /// Nodes without their source, and from when to when.
    outages: Vec<(usize, [f64; 2])>,
    /// Times at which an input jumps or bends, rising.
    pub breaks: Vec<f64>,
}

/// Positions by id.
struct Names<'a> {
    network: &'a Network,
    nodes: HashMap<&'a str, usize>,
    elements: HashMap<&'a str, usize>,
    holds: Vec<bool>,
}

impl<'a> Names<'a> {
    fn new(network: &'a Network) -> Self {
        let nodes = network.nodes().iter().zip(0..).map(|(node, at)| (node.id.as_str(), at)).collect();
        let elements = network.elements().iter().zip(0..).map(|(element, at)| (element.id.as_str(), at)).collect();
        Self { network, nodes, elements, holds: holds(network) }
    }

    fn node(&self, bearer: &'static str, id: &str) -> Result<usize, ScheduleError> {
        let unknown = || ScheduleError::UnknownNode { bearer, node: id.to_owned() };
        self.nodes.get(id).copied().ok_or_else(unknown)
    }

    fn holding(&self, bearer: &'static str, id: &str) -> Result<usize, ScheduleError> {
        let at = self.node(bearer, id)?;
        self.holds[at].then_some(at).ok_or_else(|| ScheduleError::NotHeld { bearer, node: id.to_owned() })
    }

    /// An element, and what it is.
    fn element(&self, bearer: &'static str, id: &str) -> Result<(usize, &'a ElementKind), ScheduleError> {
        let at = self.elements.get(id).copied().ok_or_else(|| unknown(bearer, id))?;
        Ok((at, &self.network.elements()[at].kind))
    }
}

fn unknown(bearer: &'static str, id: &str) -> ScheduleError {
    ScheduleError::UnknownElement { bearer, element: id.to_owned() }
}

fn wrong(bearer: &'static str, id: &str, word: &'static str, applies_to: &'static str) -> ScheduleError {
    ScheduleError::WrongKind { bearer, element: id.to_owned(), word, applies_to }
}

impl Inputs {
    /// Checks a schedule against a network.
    pub fn new(schedule: &Schedule, network: &Network) -> Result<Self, ScheduleError> {
        schedule.check()?;
        let names = Names::new(network);
        let mut inputs = Self::constant(network);
        inputs.factor = schedule.withdrawal_factor.as_ref().map(super::FactorProfile::profile).transpose()?;
        for row in &schedule.withdrawals {
            let at = names.node("a withdrawal", &row.node)?;
            inputs.scaled[at] = 0.0;
            inputs.withdrawal.push((at, row.profile()?));
        }
        for row in &schedule.fixed_pressures {
            inputs.held.push((names.holding("a fixed pressure", &row.node)?, row.profile()?));
        }
        inputs.read_settings(schedule, &names)?;
        inputs.read_facilities(schedule, network)?;
        for row in &schedule.source_failures {
            let until = row.until_s.unwrap_or(f64::INFINITY);
            inputs.outages.push((names.holding("a source failure", &row.node)?, [row.time_s, until]));
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
            storage: Vec::new(),
            held: Vec::new(),
            settings: Vec::new(),
            wells: Vec::new(),
            outages: Vec::new(),
            breaks: Vec::new(),
        }
    }

    /// Set points, valves and compressor stations.
    fn read_settings(&mut self, schedule: &Schedule, names: &Names) -> Result<(), ScheduleError> {
        for row in &schedule.outlet_pressures {
            let bearer = "an outlet pressure";
            let (at, kind) = names.element(bearer, &row.element)?;
            if !has_set_point(kind) {
                return Err(wrong(bearer, &row.element, kind.word(), "what holds its outlet pressure"));
            }
            self.settings.push((at, row.profile()?));
        }
        for row in &schedule.valves {
            let bearer = "a valve's profile";
            let (at, kind) = names.element(bearer, &row.element)?;
            let ElementKind::Valve(switch) = kind else {
                return Err(wrong(bearer, &row.element, kind.word(), "a valve"));
            };
            let first = if *switch == Switch::Open { Setting::Bypass } else { Setting::Closed };
            self.settings.push((at, row.profile(first)?));
        }
        for row in &schedule.compressors {
            let bearer = "a compressor's profile";
            let (at, kind) = names.element(bearer, &row.element)?;
            let ElementKind::Compressor(compressor) = kind else {
                return Err(wrong(bearer, &row.element, kind.word(), "a compressor"));
            };
            let first = match compressor.control {
                CompressorControl::OutletPressure(pressure) => Setting::OutletPressure(pressure.si()),
                CompressorControl::Ratio(ratio) => Setting::Ratio(ratio.si()),
                CompressorControl::Bypass => Setting::Bypass,
                CompressorControl::Closed => Setting::Closed,
            };
            self.settings.push((at, row.profile(first)?));
        }
        Ok(())
    }

    /// Storages and wells.
    fn read_facilities(&mut self, schedule: &Schedule, network: &Network) -> Result<(), ScheduleError> {
        for row in &schedule.storages {
            let bearer = "a storage's profile";
            let storage = network.storages().iter().find(|storage| storage.id == row.storage);
            let storage = storage.ok_or_else(|| unknown(bearer, &row.storage))?;
            let StorageOperation::Flow(first) = storage.operation else {
                return Err(wrong(bearer, &row.storage, "storage", "one that is run to a flow, not a pressure"));
            };
            self.fixed[storage.node.get()] += first.si();
            self.storage.push((storage.node.get(), row.profile(storage, first)?));
        }
        for row in &schedule.wells {
            let well = network.wells().iter().position(|well| well.id == row.well);
            let well = well.ok_or_else(|| unknown("a well's profile", &row.well))?;
            self.wells.push((well, row.profile()?));
        }
        Ok(())
    }

    fn find_breaks(&mut self, duration: f64) {
        let listed = [&self.withdrawal, &self.storage, &self.held, &self.wells];
        let profiles = listed.into_iter().flatten().map(|(_, profile)| profile).chain(&self.factor);
        let times = profiles.flat_map(|profile| profile.breaks().iter().copied());
        let times = times.chain(self.settings.iter().flat_map(|(_, profile)| profile.breaks().iter().copied()));
        let mut breaks: Vec<f64> = times.chain(self.outages.iter().flat_map(|(_, times)| *times)).collect();
        breaks.retain(|&time| time > 0.0 && time < duration);
        breaks.sort_by(f64::total_cmp);
        breaks.dedup();
        self.breaks = breaks;
    }

    /// Loads by node (out of the network, kg/s); nodes beyond those of the schedule's network have none.
    pub fn loads(&self, time: f64, side: Side, loads: &mut [f64]) {
        let factor = self.factor.as_ref().map_or(1.0, |factor| factor.at(time, side));
        loads.fill(0.0);
        for ((load, scaled), fixed) in loads.iter_mut().zip(&self.scaled).zip(&self.fixed) {
            *load = scaled * factor + fixed;
        }
        for (node, profile) in &self.withdrawal {
            loads[*node] += profile.at(time, side);
        }
        for (node, profile) in &self.storage {
            loads[*node] -= profile.at(time, side);
        }
    }

    /// Nodes whose source may fail.
    pub fn failing(&self) -> impl Iterator<Item = usize> + '_ {
        self.outages.iter().map(|&(node, _)| node)
    }

    /// Whether the source of a node is out.
    pub fn is_out(&self, node: usize, time: f64, side: Side) -> bool {
        let out = |&(which, [from, to]): &(usize, [f64; 2])| {
            which == node
                && match side {
                    Side::Before => from < time && time <= to,
                    Side::After => from <= time && time < to,
                }
        };
        self.outages.iter().any(out)
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
