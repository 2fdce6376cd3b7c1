use super::SteadyError;
use super::control::{Control, Mode};
use super::grid::{Grid, Link, Role};
use super::leaves;
use super::newton::{Gas, Out, SQUARED_MIN, State, Work};
use super::solution::Solution;
use super::systems::Systems;
use crate::diagnosis::diagnose;
use crate::friction::Friction;
use crate::network::{ElementIndex, Network, NodeIndex, StorageOperation};
use crate::units::{InvalidQuantity, MassFlow};

/// How to solve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// Friction formula of all pipes.
    pub friction: Friction,
    /// Greatest residual of a pipe's equation, Pa.
    pub pressure_tolerance_pa: f64,
    /// Greatest imbalance of a node, and error of a flow, kg/s.
    pub flow_tolerance_kg_per_s: f64,
    /// Newton steps before giving up.
    pub steps_max: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            friction: Friction::default(),
            pressure_tolerance_pa: 1e-6,
            flow_tolerance_kg_per_s: 1e-10,
            steps_max: 60,
        }
    }
}

impl Options {
    fn check(&self) -> Result<(), InvalidQuantity> {
        let tolerances = [
            ("pressure tolerance", self.pressure_tolerance_pa, "Pa"),
            ("flow tolerance", self.flow_tolerance_kg_per_s, "kg/s"),
        ];
        for (quantity, value, unit) in tolerances {
            if !(value.is_finite() && value > 0.0) {
                return Err(InvalidQuantity { quantity, value, unit, must: "finite and above zero" });
            }
        }
        Ok(())
    }
}

/// What is out of service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Loss {
    Link(u32),
    Control(u32),
    /// A node no longer holds its pressure.
    Held(NodeIndex),
}

/// A network made ready to be solved again and again: numbering and symbolic factorisation are done once.
#[derive(Clone)]
pub struct Steady<'n> {
    pub(super) network: &'n Network,
    pub(super) options: Options,
    pub(crate) grid: Grid,
    pub(super) gas: Gas,
    /// By node, kg/s out of the network.
    pub(super) load: Vec<f64>,
    pub(super) systems: Systems,
    pub(super) work: Work,
}

impl<'n> Steady<'n> {
    /// Prepares a network.
    ///
    /// # Errors
    /// [`SteadyError::Option`] for a tolerance that is none; [`SteadyError::Faults`] with everything that [`diagnose`]
    /// finds.
    pub fn new(network: &'n Network, options: Options) -> Result<Self, SteadyError> {
        options.check().map_err(SteadyError::Option)?;
        let faults = diagnose(network);
        if !faults.is_empty() {
            return Err(SteadyError::Faults(faults));
        }
        let mut load: Vec<f64> = network.nodes().iter().map(|node| node.withdrawal.si()).collect();
        for (node, flow) in storage_flows(network) {
            load[node.get()] -= flow;
        }
        let (grid, gas) = (Grid::new(network, options.friction), Gas::new(network.fluid()));
        Ok(Self { network, options, grid, gas, load, systems: Systems::default(), work: Work::default() })
    }

    /// The network.
    pub fn network(&self) -> &'n Network {
        self.network
    }

    /// Changes the withdrawal of a node (positive out of the network) for the solutions to come. What storages in flow
    /// operation feed in there stays.
    pub fn set_withdrawal(&mut self, node: NodeIndex, withdrawal: MassFlow) {
        let here = storage_flows(self.network).filter(|&(at, _)| at == node);
        self.load[node.get()] = withdrawal.si() - here.map(|(_, flow)| flow).sum::<f64>();
    }

    /// Solves from nothing.
    pub fn solve(&mut self) -> Result<Solution, SteadyError> {
        let modes = self.grid.controls.iter().map(Control::start).collect();
        self.solve_without(None, self.cold_state(), modes, true)
    }

    /// Solves from a solution of the same network under another load.
    pub fn solve_from(&mut self, start: &Solution) -> Result<Solution, SteadyError> {
        self.solve_without(None, start.state.clone(), start.modes.clone(), false)
    }

    /// How it solves.
    pub fn options(&self) -> Options {
        self.options
    }

    /// Whether nothing in the network switches.
    pub(crate) fn is_passive(&self) -> bool {
        self.grid.controls.is_empty()
    }

    /// What is lost with an element, if it has resistance or switches.
    pub(crate) fn loss_of(&self, element: ElementIndex) -> Option<Loss> {
        match self.grid.roles[element.get()] {
            Role::Link(link) => Some(Loss::Link(link)),
            Role::Control(control) => Some(Loss::Control(control)),
            Role::Tie(_) | Role::Shut => None,
        }
    }

    /// Forgets what was prepared for other modes than those of a solution, to try outages from it.
    pub(crate) fn settle_on(&mut self, base: &Solution) {
        self.systems.keep_only(&base.modes);
    }

    /// Solves with something out of service, which cuts these nodes off: they lose their load, and their pressures mean
    /// nothing.
    pub(crate) fn solve_outage(
        &mut self,
        loss: Loss,
        cut_off: &[NodeIndex],
        start: &Solution,
    ) -> Result<Solution, SteadyError> {
        let (load, held) = (self.load.clone(), self.grid.held.clone());
        let off: Vec<Option<Mode>> = self.grid.controls.iter().map(|control| control.off).collect();
        let (mut state, mut modes) = (start.state.clone(), start.modes.clone());
        let mut dead = vec![false; self.grid.groups];
        for node in cut_off {
            self.load[node.get()] = 0.0;
            dead[self.grid.group_of_node[node.get()] as usize] = true;
        }
        for (inside, outside) in self.grid.links.iter().filter_map(Link::inside) {
            dead[inside as usize] = dead[outside as usize];
        }
        // Nothing comes from where nothing is left.
        for ((c, control), mode) in (0..).zip(&mut self.grid.controls).zip(&mut modes) {
            if loss == Loss::Control(c) || dead[control.from as usize] {
                (control.off, *mode) = (Some(Mode::Closed), Mode::Closed);
            }
        }
        let out = match loss {
            Loss::Link(link) => Some(Out { link, bridge: !cut_off.is_empty() }),
            Loss::Control(_) | Loss::Held(_) => None,
        };
        if let Some(out) = out {
            state.flow[out.link as usize] = 0.0;
        }
        // Systems know which pressures are held.
        let mut systems = None;
        if let Loss::Held(node) = loss {
            self.grid.held[self.grid.group_of_node[node.get()] as usize] = None;
            systems = Some(std::mem::take(&mut self.systems));
        }
        let solution = self.solve_without(out, state, modes, false);
        (self.load, self.grid.held) = (load, held);
        self.grid.controls.iter_mut().zip(off).for_each(|(control, off)| control.off = off);
        self.systems = systems.unwrap_or_else(|| std::mem::take(&mut self.systems));
        solution
    }

    fn solve_without(
        &mut self,
        out: Option<Out>,
        mut state: State,
        mut modes: Vec<Mode>,
        cold: bool,
    ) -> Result<Solution, SteadyError> {
        let mut load = self.group_loads();
        leaves::carry_loads(&self.grid, &mut load);
        let factorisations = self.find_modes(&load, out, &mut state, &mut modes, cold)?;
        leaves::settle(&self.grid, &self.gas, &load, &modes, &mut state);
        if let Some(overload) = self.overload(&state, &modes) {
            return Err(overload);
        }
        if let Some(error) = self.beyond_compressibility(&state) {
            return Err(error);
        }
        let solution = self.report(state, modes, factorisations)?;
        match self.beyond_numbers(&solution) {
            Some(at) => Err(SteadyError::BeyondNumbers { at }),
            None => Ok(solution),
        }
    }

    /// The first node or element whose pressure or flow is no number.
    fn beyond_numbers(&self, solution: &Solution) -> Option<String> {
        let nodes = self.network.nodes().iter().map(|node| &node.id).zip(&solution.pressure_pa);
        let elements = self.network.elements().iter().map(|element| &element.id).zip(&solution.flow_kg_per_s);
        nodes.chain(elements).find(|(_, number)| !number.is_finite()).map(|(id, _)| id.clone())
    }

    fn group_loads(&self) -> Vec<f64> {
        let mut load = vec![0.0; self.grid.groups];
        for (&group, node) in self.grid.group_of_node.iter().zip(&self.load) {
            load[group as usize] += node;
        }
        load
    }

    /// Pressures of the nearest supply, no flow.
    pub(super) fn cold_state(&self) -> State {
        let grid = &self.grid;
        let mut squared = vec![f64::NAN; grid.groups];
        let mut open = std::collections::VecDeque::new();
        let held = (0u32..).zip(&grid.held).filter_map(|(group, held)| held.map(|held| (group, held)));
        let set = grid.controls.iter().filter_map(|control| control.set.map(|set| (control.to, set)));
        for (group, value) in held.chain(set) {
            squared[group as usize] = value;
            open.push_back(group);
        }
        let fallback = open.front().map_or(SQUARED_MIN, |&group| squared[group as usize]);
        while let Some(group) = open.pop_front() {
            for &(_, other) in grid.neighbours.of(group) {
                if squared[other as usize].is_nan() {
                    squared[other as usize] = squared[group as usize];
                    open.push_back(other);
                }
            }
        }
        squared.iter_mut().filter(|value| value.is_nan()).for_each(|value| *value = fallback);
        State { squared, flow: vec![0.0; grid.links.len()], control_flow: vec![0.0; grid.controls.len()] }
    }
}

/// Nodes of storages in flow operation, each with what it feeds in, kg/s.
fn storage_flows(network: &Network) -> impl Iterator<Item = (NodeIndex, f64)> {
    network.storages().iter().filter_map(|storage| match storage.operation {
        StorageOperation::Flow(flow) => Some((storage.node, flow.si())),
        StorageOperation::Pressure(_) => None,
    })
}
