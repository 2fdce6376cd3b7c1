//! The network in cells as the scheme sees it.

use std::ops::Range;

use super::error::TransientError;
use super::inputs::{Inputs, Side, holds};
use super::refine::Refined;
use crate::Network;
use crate::fluid::CompressibilityFactor;
use crate::network::{ElementKind, NodeIndex};
use crate::steady::grid::{Grid, Role};
use crate::steady::newton::Gas;

pub(crate) struct Model {
    /// In cells.
    pub network: Network,
    /// By element of the network that it came from: its cells.
    pub parts: Vec<Range<usize>>,
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
    /// Groups with a profile of held pressure, each with its node; controls with one of their set point.
    held_profiles: Vec<(u32, usize)>,
    set_profiles: Vec<(u32, usize)>,
}

impl Model {
    pub fn new(refined: Refined, nodes: usize, mut grid: Grid, inputs: Inputs) -> Result<Self, TransientError> {
        let Refined { network, parts } = refined;
        refuse(&network)?;
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
        let held_profiles = inputs.held_nodes().map(|node| (grid.group_of_node[node], node)).collect();
        let first = |element: usize| parts[element].start;
        let set_profiles = inputs
            .set_elements()
            .filter_map(|element| match grid.roles[first(element)] {
                Role::Control(control) => Some((control, element)),
                _ => None,
            })
            .collect();
        let (gas, holds) = (Gas::new(network.fluid()), holds(&network));
        Ok(Self {
            network,
            parts,
            nodes,
            grid,
            gas,
            inputs,
            volume,
            inertance,
            group_volume,
            holds,
            held_profiles,
            set_profiles,
        })
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

    /// Squared held pressure of a group at a time, from a profile if it has one.
    pub fn held(&self, group: u32, time: f64, side: Side) -> Option<f64> {
        let profile = self.held_profiles.iter().find(|(g, _)| *g == group);
        let now = profile.and_then(|&(_, node)| self.inputs.held(node, time, side)).map(|held| held * held);
        now.or(self.grid.held[group as usize])
    }

    /// Squared set point of a control at a time, from a profile if it has one.
    pub fn set(&self, control: u32, time: f64, side: Side) -> Option<f64> {
        let profile = self.set_profiles.iter().find(|(c, _)| *c == control);
        let now = profile.and_then(|&(_, element)| self.inputs.set(element, time, side)).map(|set| set * set);
        now.or(self.grid.controls[control as usize].set)
    }

    /// Brings held pressures, set points and failures up to a time; whether anything changed.
    pub fn update(&mut self, time: f64) -> bool {
        let mut changed = false;
        for at in 0..self.held_profiles.len() {
            let group = self.held_profiles[at].0;
            let now = self.held(group, time, Side::After);
            let held = &mut self.grid.held[group as usize];
            changed |= held.is_some() && *held != now;
            *held = held.and(now);
        }
        changed |= self.aim(time, Side::After);
        let failed: Vec<usize> = self.inputs.failed(time).collect();
        for node in failed {
            let group = self.grid.group_of_node[node];
            changed |= self.grid.held[group as usize].take().is_some();
            self.held_profiles.retain(|(g, _)| *g != group);
            self.holds[node] = false;
        }
        changed
    }

    /// Brings set points to a time; whether any changed.
    pub fn aim(&mut self, time: f64, side: Side) -> bool {
        let mut changed = false;
        for at in 0..self.set_profiles.len() {
            let control = self.set_profiles[at].0;
            let now = self.set(control, time, side);
            let set = &mut self.grid.controls[control as usize].set;
            changed |= *set != now;
            *set = now;
        }
        changed
    }

    /// The name of a group: its first node's.
    pub fn name(&self, group: u32) -> String {
        let node = self.grid.group_of_node.iter().position(|&g| g == group);
        node.map_or_else(|| "a well".to_owned(), |node| self.network.nodes()[node].id.clone())
    }

    /// The name of an element, or of a well.
    pub fn name_of(&self, role: Role) -> String {
        let element = self.grid.roles.iter().position(|&r| r == role);
        element.map_or_else(|| "a well".to_owned(), |element| self.network.elements()[element].id.clone())
    }

    /// The group of a node.
    pub fn group(&self, node: NodeIndex) -> usize {
        self.grid.group_of_node[node.get()] as usize
    }
}

fn slope(factor: &CompressibilityFactor, pressure: f64) -> f64 {
    factor.at(pressure).1
}

/// What only steady flow can do so far.
fn refuse(network: &Network) -> Result<(), TransientError> {
    for element in network.elements() {
        let ElementKind::Compressor(compressor) = &element.kind else { continue };
        let what = match (compressor.power_max, compressor.fuel) {
            (Some(_), _) => "a limit of power",
            (_, Some(_)) => "a drive that burns fuel gas",
            (None, None) => continue,
        };
        return Err(TransientError::Unsupported { element: element.id.clone(), what });
    }
    Ok(())
}
