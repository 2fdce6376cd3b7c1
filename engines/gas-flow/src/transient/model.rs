//! The network in cells as the scheme sees it.

use std::ops::Range;

use super::inputs::{Inputs, holds};
use super::profile::{Setting, Side};
use super::refine::Refined;
use crate::fluid::CompressibilityFactor;
use crate::network::{ElementKind, NodeIndex, StorageOperation};
use crate::steady::control::{Control, Machine};
use crate::steady::grid::{Grid, Role};
use crate::steady::newton::{Gas, State};
use crate::{Friction, Mode, Network};

pub(crate) struct Model {
    /// In cells.
    pub network: Network,
    /// By element of the network that it came from: its cells.
    pub parts: Vec<Range<usize>>,
    /// By element of that network.
    pub ids: Vec<String>,
    /// How many nodes of the network come from the one before.
    pub nodes: usize,
    pub grid: Grid,
    pub gas: Gas,
    pub inputs: Inputs,
    /// By link: volume, m³, and length over area, 1/m. Zero for what has none.
    pub volume: Vec<f64>,
    pub inertance: Vec<f64>,
    /// By group: half the volume of each link there, m³.
    pub group_volume: Vec<f64>,
    /// By node of the network in cells.
    pub holds: Vec<bool>,
    sources: Vec<Source>,
    pub settings: Vec<SetControl>,
}

/// A node whose held pressure changes.
struct Source {
    node: usize,
    group: usize,
    /// Squared, where no profile has another.
    held: f64,
    /// Position among the profiles of held pressures.
    profile: Option<usize>,
}

/// A control whose setting changes.
pub(crate) struct SetControl {
    pub control: u32,
    /// Position among the profiles of settings.
    profile: usize,
    /// What its machines can do at most; 1 if it has none.
    ratio_max: f64,
}

/// What a change of inputs amounts to.
#[derive(Default)]
pub(crate) struct Changed {
    pub any: bool,
    /// Controls that work differently from now on, and start again.
    pub restarted: Vec<u32>,
}

impl Model {
    /// `refined`: the network at the start of the run, with `ids` of the elements that it came from.
    pub fn new(refined: Refined, before: &Network, friction: Friction, inputs: Inputs) -> Self {
        let Refined { network, parts } = refined;
        let mut grid = grid(&network, &parts, friction, &inputs);
        // Leaves have line-pack: none is cut off.
        grid.leaves.clear();
        grid.core = (0u32..).take(grid.links.len()).collect();
        grid.core_groups = (0u32..).take(grid.groups).collect();
        let (mut volume, mut inertance) = (vec![0.0; grid.links.len()], vec![0.0; grid.links.len()]);
        let mut group_volume = vec![0.0; grid.groups];
        for (element, role) in network.elements().iter().zip(&grid.roles) {
            if let (Role::Link(link), ElementKind::Pipe(pipe)) = (*role, &element.kind) {
                let area = std::f64::consts::FRAC_PI_4 * pipe.diameter.si().powi(2);
                volume[link as usize] = pipe.length.si() * area;
                inertance[link as usize] = pipe.length.si() / area;
                let link = &grid.links[link as usize];
                for end in [link.from, link.to] {
                    group_volume[end as usize] += 0.5 * pipe.length.si() * area;
                }
            }
        }
        let (gas, holds) = (Gas::new(network.fluid()), holds(&network));
        Self {
            sources: sources(&network, &grid, &inputs),
            settings: settings(&network, &parts, &grid, &inputs),
            ids: before.elements().iter().map(|element| element.id.clone()).collect(),
            nodes: before.nodes().len(),
            network,
            parts,
            grid,
            gas,
            inputs,
            volume,
            inertance,
            group_volume,
            holds,
        }
    }

    /// Density, kg/m³, and its derivative by the squared pressure.
    pub fn density(&self, squared: f64) -> (f64, f64) {
        let end = self.gas.end(squared);
        let by_pressure =
            end.density / end.pressure * (1.0 - end.pressure * slope(&self.gas.factor, end.pressure) / end.factor);
        (end.density, by_pressure / (2.0 * end.pressure))
    }

    /// Line-pack of each group: `V ρ`, kg.
    pub fn masses(&self, squared: &[f64], mass: &mut Vec<f64>) {
        mass.clear();
        mass.extend(
            self.group_volume
                .iter()
                .zip(squared)
                .map(|(&volume, &squared)| if volume > 0.0 { volume * self.gas.end(squared).density } else { 0.0 }),
        );
    }

    /// Loads by group; `by_node` is room for those by node.
    pub fn loads(&self, time: f64, side: Side, by_node: &mut Vec<f64>, by_group: &mut Vec<f64>) {
        by_node.resize(self.network.nodes().len(), 0.0);
        self.inputs.loads(time, side, by_node);
        by_group.clear();
        by_group.resize(self.grid.groups, 0.0);
        for (&group, load) in self.grid.group_of_node.iter().zip(by_node.iter()) {
            by_group[group as usize] += load;
        }
    }

    /// Brings held pressures, settings and limits to a time.
    pub fn aim(&mut self, time: f64, side: Side) -> Changed {
        self.aim_sides(time, side, side)
    }

    /// As [`Model::aim`], at the start of a run from steady flow: what fails at this very time does so later.
    pub fn aim_first(&mut self, time: f64) {
        self.aim_sides(time, Side::After, Side::Before);
    }

    fn aim_sides(&mut self, time: f64, side: Side, failing: Side) -> Changed {
        let mut changed = Changed::default();
        for source in &self.sources {
            let profile = source.profile.map(|profile| self.inputs.held[profile].1.at(time, side).powi(2));
            let now = (!self.inputs.is_out(source.node, time, failing)).then(|| profile.unwrap_or(source.held));
            changed.any |= self.grid.held[source.group] != now;
            self.grid.held[source.group] = now;
            self.holds[source.node] = now.is_some();
        }
        let settings = self.settings.iter().map(|set| {
            let now = self.inputs.settings[set.profile].1.at(time, side);
            (set.control, Aim::Setting(now, set.ratio_max))
        });
        let number = |well: usize| u32::try_from(self.grid.first_well + well).unwrap_or(u32::MAX);
        let wells = self.inputs.wells.iter();
        let wells = wells.map(|(well, profile)| (number(*well), Aim::FlowMax(profile.at(time, side))));
        for (c, aim) in settings.chain(wells) {
            let control = &mut self.grid.controls[c as usize];
            let before = (control.set, control.ratio_max, control.off, control.flow_max);
            let way = work(control);
            match aim {
                Aim::Setting(setting, ratio_max) => run_to(control, setting, ratio_max),
                Aim::FlowMax(flow_max) => throttle(control, flow_max),
            }
            changed.any |= before != (control.set, control.ratio_max, control.off, control.flow_max);
            if way != work(control) {
                changed.restarted.push(c);
            }
        }
        changed
    }

    /// Shaft power of a control, W.
    pub fn power(&self, c: usize, mode: Mode, state: &State) -> f64 {
        let control = &self.grid.controls[c];
        let squared = |group: u32| self.gas.end(state.squared[group as usize]).pressure.powi(2);
        let machine = control.machine.as_ref();
        machine.map_or(0.0, |machine| {
            machine.power(&self.gas.factor, mode, state.control_flow[c], squared(control.from), squared(control.to))
        })
    }

    /// Gas that the drive of a control burns, kg/s.
    pub fn fuel(&self, c: usize, mode: Mode, state: &State) -> f64 {
        let per_joule = self.grid.controls[c].machine.as_ref().map_or(0.0, Machine::fuel_per_joule);
        if per_joule > 0.0 { per_joule * self.power(c, mode, state) } else { 0.0 }
    }

    /// The name of a group: its first node's.
    pub fn name(&self, group: u32) -> String {
        let node = self.grid.group_of_node.iter().position(|&g| g == group);
        node.map_or_else(|| "a well".to_owned(), |node| self.network.nodes()[node].id.clone())
    }

    /// The name of an element, or of a well.
    pub fn name_of(&self, role: Role) -> String {
        let role = self.grid.owner(role);
        if let Some(element) = self.grid.roles.iter().position(|&r| r == role) {
            return self.network.elements()[element].id.clone();
        }
        let wells = self.network.wells();
        let well = match role {
            Role::Control(control) => (control as usize).checked_sub(self.grid.first_well),
            Role::Link(link) => (link as usize).checked_sub(self.grid.links.len() - wells.len()),
            Role::Tie(_) | Role::Shut => None,
        };
        well.and_then(|well| wells.get(well)).map_or_else(|| "a well".to_owned(), |well| well.id.clone())
    }

    /// The group of a node.
    pub fn group(&self, node: NodeIndex) -> usize {
        self.grid.group_of_node[node.get()] as usize
    }
}

fn slope(factor: &CompressibilityFactor, pressure: f64) -> f64 {
    factor.at(pressure).1
}

/// What a control is told.
enum Aim {
    Setting(Setting, f64),
    FlowMax(f64),
}

/// In which way a control works.
fn work(control: &Control) -> (Option<Mode>, bool, bool, bool) {
    (control.off, control.set.is_some(), control.ratio_held, control.flow_max.is_finite())
}

fn run_to(control: &mut Control, setting: Setting, ratio_max: f64) {
    let (set, ratio, off) = match setting {
        Setting::OutletPressure(pressure) => (Some(pressure * pressure), ratio_max, None),
        Setting::Ratio(ratio) => (None, ratio.min(ratio_max), None),
        Setting::Bypass => (None, 1.0, Some(Mode::Bypass)),
        Setting::Closed => (None, 1.0, Some(Mode::Closed)),
    };
    (control.set, control.ratio_max) = (set, ratio);
    control.ratio_held = matches!(setting, Setting::Ratio(_));
    control.off = Control::check(control.from, control.to).off.or(off);
}

/// Limits the flow of a well; zero shuts it.
pub(crate) fn throttle(control: &mut Control, flow_max: f64) {
    control.flow_max = flow_max;
    control.off = (flow_max <= 0.0).then_some(Mode::Closed);
}

/// Valves that move do not join their ends for good: they are stations without machines, bypassed or shut.
fn grid(network: &Network, parts: &[Range<usize>], friction: Friction, inputs: &Inputs) -> Grid {
    let moving = inputs.settings.iter().map(|(element, _)| parts[*element].start);
    let moving: Vec<usize> =
        moving.filter(|&at| matches!(network.elements()[at].kind, ElementKind::Valve(_))).collect();
    if moving.is_empty() {
        return Grid::new(network, friction);
    }
    let mut elements = network.elements().to_vec();
    for at in moving {
        elements[at].kind = ElementKind::CheckValve;
    }
    let (nodes, wells, storages) = (network.nodes().to_vec(), network.wells().to_vec(), network.storages().to_vec());
    Grid::new(&Network::trusted(network.fluid().clone(), nodes, elements, wells, storages), friction)
}

fn sources(network: &Network, grid: &Grid, inputs: &Inputs) -> Vec<Source> {
    let mut nodes: Vec<usize> = inputs.held.iter().map(|(node, _)| *node).chain(inputs.failing()).collect();
    nodes.sort_unstable();
    nodes.dedup();
    let source = |node: usize| {
        let stored = network.storages().iter().find_map(|storage| match storage.operation {
            StorageOperation::Pressure(pressure) if storage.node.get() == node => Some(pressure),
            _ => None,
        });
        let held = stored.or(network.nodes()[node].fixed_pressure)?.si().powi(2);
        let profile = inputs.held.iter().position(|(with, _)| *with == node);
        Some(Source { node, group: grid.group_of_node[node] as usize, held, profile })
    };
    nodes.into_iter().filter_map(source).collect()
}

fn settings(network: &Network, parts: &[Range<usize>], grid: &Grid, inputs: &Inputs) -> Vec<SetControl> {
    let set = |(profile, (element, _)): (usize, &(usize, _))| {
        let at = parts[*element].start;
        let ratio_max = match &network.elements()[at].kind {
            ElementKind::Compressor(compressor) => compressor.ratio_max.si(),
            _ => 1.0,
        };
        match grid.roles[at] {
            Role::Control(control) => Some(SetControl { control, profile, ratio_max }),
            _ => None,
        }
    };
    inputs.settings.iter().enumerate().filter_map(set).collect()
}
