//! The network as the solver sees it: groups of nodes at one pressure, links with resistance, controls that switch.

use super::control::{Control, Mode};
use super::law::Law;
use crate::friction::Friction;
use crate::network::{Element, ElementKind, Network, StationLosses, StorageOperation, Switch};
use crate::topology::{DisjointSets, Neighbours};
use crate::units::{GRAVITY, PressureLoss};

/// Flow of a usual size through a bore of one metre, kg/(s m²): about 10 m/s at 4 bar.
const USUAL_FLUX: f64 = 30.0;

/// That flow where no bore is known, kg/s: of half a metre.
const USUAL_FLOW: f64 = 7.5;

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
    /// The control whose piping this is.
    pub station: Option<u32>,
}

impl Link {
    /// Of the piping of a station: the group inside, and the one outside.
    pub fn inside(&self) -> Option<(u32, u32)> {
        // Groups inside are numbered after those of the nodes.
        self.station.map(|_| (self.from.max(self.to), self.from.min(self.to)))
    }
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
                ElementKind::Pipe(pipe) => Some((Law::pipe(pipe, friction, fluid), usual_flow(pipe.diameter.si()))),
                ElementKind::Resistor(one) => Some((Law::resistor(one, fluid), usual_flow(one.diameter.si()))),
                ElementKind::LossResistor(loss) => Some((Law::loss(*loss), USUAL_FLOW)),
                _ => None,
            };
            let role = if let Some((law, usual_flow)) = law {
                self.links.push(Link { from, to, law, fall, usual_flow, real_gas: true, station: None });
                Role::Link(self.links.len() as u32 - 1)
            } else if let Some(mut control) = Control::of(element, from, to, fluid) {
                // Between two held pressures gas would flow backward without bound.
                control.reverses &= [from, to].iter().any(|&end| self.held[end as usize].is_none());
                self.place_piping(element, &mut control);
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

    /// The constant losses of a station are links before and behind it, each with a group between.
    #[allow(clippy::cast_possible_truncation)]
    fn place_piping(&mut self, element: &Element, control: &mut Control) {
        let losses = match &element.kind {
            ElementKind::Regulator(regulator) => regulator.losses,
            ElementKind::Compressor(compressor) => compressor.losses,
            _ => StationLosses::NONE,
        };
        if control.from == control.to {
            return;
        }
        let station = Some(self.controls.len() as u32);
        let mut place = |end: &mut u32, loss: PressureLoss, behind: bool| {
            if loss <= PressureLoss::NONE {
                return;
            }
            let inside = self.groups as u32;
            self.groups += 1;
            self.held.push(None);
            self.height.push(self.height[*end as usize]);
            let (from, to) = if behind { (inside, *end) } else { (*end, inside) };
            let (law, fall, usual_flow) = (Law::piping(loss), 0.0, USUAL_FLOW);
            self.links.push(Link { from, to, law, fall, usual_flow, real_gas: true, station });
            *end = inside;
        };
        place(&mut control.from, losses.inlet, false);
        place(&mut control.to, losses.outlet, true);
    }

    /// The law of a link, with the controls in these modes: what machines pass by has no constant loss.
    pub fn law<'a>(&'a self, link: &'a Link, modes: &[Mode]) -> &'a Law {
        let passed_by = |&c: &u32| modes[c as usize] == Mode::Bypass && self.controls[c as usize].machine.is_some();
        if link.station.as_ref().is_some_and(passed_by) { &Law::BYPASSED } else { &link.law }
    }

    /// The role of what a link is part of: the station's, if it is piping.
    pub fn owner(&self, role: Role) -> Role {
        match role {
            Role::Link(link) => self.links[link as usize].station.map_or(role, Role::Control),
            _ => role,
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
            let (fall, usual_flow, real_gas, station) = (0.0, 1.0, false, None);
            self.links.push(Link { from: reservoir, to: bottom, law, fall, usual_flow, real_gas, station });
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

fn usual_flow(diameter_m: f64) -> f64 {
    USUAL_FLUX * diameter_m.powi(2)
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
