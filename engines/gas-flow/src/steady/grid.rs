//! The network as the solver sees it: groups of nodes at one pressure, links with resistance, controls that switch.

use super::control::Control;
use super::law::Law;
use crate::friction::Friction;
use crate::network::{ElementKind, Network, StorageOperation, Switch};
use crate::topology::{DisjointSets, Neighbours};
use crate::units::GRAVITY;

/// Flow of a usual size through a bore of one metre, kg/(s m²): about 10 m/s at 4 bar.
const USUAL_FLUX: f64 = 30.0;

/// Something with resistance between two groups.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Link {
    pub from: u32,
    pub to: u32,
    pub law: Law,
    /// g (h_from - h_to), m²/s².
    pub fall: f64,
    /// A flow of the usual size for its bore, kg/s.
    pub usual_flow: f64,
    /// Whether the gas's departure from the ideal one counts: not in the inflow curve of a well.
    pub real_gas: bool,
}

/// What became of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Link(u32),
    /// Position among the ties: joins two nodes of one group.
    Tie(u32),
    Control(u32),
    Shut,
}

/// A leaf of the graph, cut off: its flow is known from its load, its pressure follows from its parent's.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Leaf {
    pub group: u32,
    pub parent: u32,
    pub link: u32,
}

#[derive(Clone)]
pub(crate) struct Grid {
    pub group_of_node: Vec<u32>,
    pub groups: usize,
    /// Squared held pressure, by group.
    pub held: Vec<Option<f64>>,
    /// Height above the first node, by group, m.
    pub height: Vec<f64>,
    pub links: Vec<Link>,
    pub controls: Vec<Control>,
    /// (from node, to node) of elements without resistance.
    pub ties: Vec<(u32, u32)>,
    pub roles: Vec<Role>,
    /// First of the controls that stand for the wells, in their order.
    pub first_well: usize,
    /// In the order in which they fall.
    pub leaves: Vec<Leaf>,
    /// The links that are left, and the groups.
    pub core: Vec<u32>,
    pub core_groups: Vec<u32>,
    pub neighbours: Neighbours,
}

impl Grid {
    pub fn new(network: &Network, friction: Friction) -> Self {
        let (group_of_node, groups) = merge(network);
        let mut grid = Self {
            groups,
            held: vec![None; groups],
            height: vec![0.0; groups],
            links: Vec::new(),
            controls: Vec::new(),
            ties: Vec::new(),
            roles: Vec::with_capacity(network.elements().len()),
            first_well: 0,
            leaves: Vec::new(),
            core: Vec::new(),
            core_groups: Vec::new(),
            neighbours: Neighbours::new(0, std::iter::empty()),
            group_of_node,
        };
        grid.place_nodes(network);
        grid.place_elements(network, friction);
        grid.place_wells(network);
        grid.neighbours = Neighbours::new(grid.groups, grid.links.iter().map(|l| (l.from, l.to)));
        grid.peel();
        grid
    }

    fn place_nodes(&mut self, network: &Network) {
        let datum = network.nodes().first().map_or(0.0, |node| node.height.si());
        for (node, &group) in network.nodes().iter().zip(&self.group_of_node).rev() {
            self.height[group as usize] = node.height.si() - datum;
            if let Some(pressure) = node.fixed_pressure {
                self.held[group as usize] = Some(pressure.si().powi(2));
            }
        }
        for storage in network.storages() {
            if let StorageOperation::Pressure(pressure) = storage.operation {
                self.held[self.group_of_node[storage.node.get()] as usize] = Some(pressure.si().powi(2));
            }
        }
    }

    #[allow(clippy::cast_possible_truncation)]
    fn place_elements(&mut self, network: &Network, friction: Friction) {
        let fluid = network.fluid();
        for element in network.elements() {
            let (from, to) = (self.group_of_node[element.from.get()], self.group_of_node[element.to.get()]);
            let fall = GRAVITY * (network.node(element.from).height.si() - network.node(element.to).height.si());
            let law = match &element.kind {
                ElementKind::Pipe(pipe) => Some((Law::pipe(pipe, friction, fluid), pipe.diameter)),
                ElementKind::Resistor(resistor) => Some((Law::resistor(resistor, fluid), resistor.diameter)),
                _ => None,
            };
            let role = if let Some((law, bore)) = law {
                let usual_flow = USUAL_FLUX * bore.si().powi(2);
                self.links.push(Link { from, to, law, fall, usual_flow, real_gas: true });
                Role::Link(self.links.len() as u32 - 1)
            } else if let Some(mut control) = Control::of(element, from, to, fluid) {
                // Between two held pressures gas would flow backward without bound.
                control.reverses &= [from, to].iter().any(|&end| self.held[end as usize].is_none());
                self.controls.push(control);
                Role::Control(self.controls.len() as u32 - 1)
            } else if matches!(element.kind, ElementKind::ShortPipe | ElementKind::Valve(Switch::Open)) {
                self.ties.push((element.from.0, element.to.0));
                Role::Tie(self.ties.len() as u32 - 1)
            } else {
                Role::Shut
            };
            self.roles.push(role);
        }
    }

    /// A well is a reservoir of held pressure, a link with the inflow curve, and a check valve.
    #[allow(clippy::cast_possible_truncation)]
    fn place_wells(&mut self, network: &Network) {
        self.first_well = self.controls.len();
        for well in network.wells() {
            let reservoir = self.groups as u32;
            let bottom = reservoir + 1;
            let group = self.group_of_node[well.node.get()];
            self.groups += 2;
            self.held.extend([Some(well.reservoir_pressure.si().powi(2)), None]);
            self.height.extend([self.height[group as usize]; 2]);
            let law = Law::well(&well.inflow);
            self.links.push(Link { from: reservoir, to: bottom, law, fall: 0.0, usual_flow: 1.0, real_gas: false });
            self.controls.push(Control::check(bottom, group));
        }
    }

    /// Cuts leaves off, one after another, until only loops, held pressures and controls and the ways between them are
    /// left.
    #[allow(clippy::cast_possible_truncation)]
    fn peel(&mut self) {
        let mut degree: Vec<u32> = (0..self.groups as u32).map(|g| self.neighbours.of(g).len() as u32).collect();
        let mut stays: Vec<bool> = self.held.iter().map(Option::is_some).collect();
        for control in &self.controls {
            stays[control.from as usize] = true;
            stays[control.to as usize] = true;
        }
        let mut gone = vec![false; self.links.len()];
        let mut loose: Vec<u32> =
            (0..self.groups as u32).rev().filter(|&g| degree[g as usize] == 1 && !stays[g as usize]).collect();
        while let Some(group) = loose.pop() {
            let Some(&(link, parent)) = self.neighbours.of(group).iter().find(|(link, _)| !gone[*link as usize]) else {
                continue;
            };
            gone[link as usize] = true;
            degree[group as usize] = 0;
            degree[parent as usize] -= 1;
            self.leaves.push(Leaf { group, parent, link });
            if degree[parent as usize] == 1 && !stays[parent as usize] {
                loose.push(parent);
            }
        }
        let mut leaf = vec![false; self.groups];
        self.leaves.iter().for_each(|fallen| leaf[fallen.group as usize] = true);
        self.core_groups = (0..self.groups as u32).filter(|&group| !leaf[group as usize]).collect();
        self.core = (0..self.links.len() as u32).filter(|&link| !gone[link as usize]).collect();
    }
}

/// Groups of nodes that elements without resistance join.
fn merge(network: &Network) -> (Vec<u32>, usize) {
    let mut sets = DisjointSets::new(network.nodes().len());
    for element in network.elements() {
        if matches!(element.kind, ElementKind::ShortPipe | ElementKind::Valve(Switch::Open)) {
            sets.join(element.from.0, element.to.0);
        }
    }
    sets.number()
}
