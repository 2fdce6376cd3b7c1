use super::SteadyError;
use super::arrangement::Arrangement;
use super::control::{Control, Mode};
use super::flows::control_flows;
use super::grid::{Grid, Role};
use super::leaves;
use super::newton::{Failure, Gas, Newton, Out, SQUARED_MIN, State, Tolerance, Work};
use super::solution::Solution;
use super::switching::{Exhausted, Loose, Search, loose_parts, misfits, resolve};
use super::system::System;
use crate::diagnosis::diagnose;
use crate::friction::Friction;
use crate::network::{ElementIndex, Network, NodeIndex, StorageOperation};
use crate::units::{InvalidQuantity, MassFlow};

/// Rounds of flow and fuel: each leaves the share of the flow that is burnt, so that a few are enough.
const FUEL_ROUNDS_MAX: usize = 100;

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

/// A network made ready to be solved again and again: numbering and symbolic factorisation are done once.
#[derive(Clone)]
pub struct Steady<'n> {
    pub(super) network: &'n Network,
    pub(super) options: Options,
    pub(crate) grid: Grid,
    pub(super) gas: Gas,
    /// By node, kg/s out of the network.
    pub(super) load: Vec<f64>,
    system: Option<System>,
    work: Work,
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
        Ok(Self { network, options, grid, gas, load, system: None, work: Work::default() })
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
        self.solve_without(None, None)
    }

    /// Solves from a solution of the same network under another load.
    pub fn solve_from(&mut self, start: &Solution) -> Result<Solution, SteadyError> {
        self.solve_without(None, Some(start))
    }

    /// How it solves.
    pub fn options(&self) -> Options {
        self.options
    }

    /// Whether nothing in the network switches.
    pub(crate) fn is_passive(&self) -> bool {
        self.grid.controls.is_empty()
    }

    /// The link that an element became, if it has resistance.
    pub(crate) fn link_of(&self, element: ElementIndex) -> Option<u32> {
        match self.grid.roles[element.get()] {
            Role::Link(link) => Some(link),
            _ => None,
        }
    }

    /// Solves with a link out of service, which cuts these nodes off: they lose their load, and their pressures mean
    /// nothing.
    pub(crate) fn solve_outage(
        &mut self,
        link: u32,
        cut_off: &[NodeIndex],
        start: &Solution,
    ) -> Result<Solution, SteadyError> {
        let load = self.load.clone();
        for node in cut_off {
            self.load[node.get()] = 0.0;
        }
        let out = Out { link, bridge: !cut_off.is_empty() };
        let solution = self.solve_without(Some(out), Some(start));
        self.load = load;
        solution
    }

    fn solve_without(&mut self, out: Option<Out>, start: Option<&Solution>) -> Result<Solution, SteadyError> {
        let (mut state, mut modes) = match start {
            Some(solution) => (solution.state.clone(), solution.modes.clone()),
            None => (self.cold_state(), self.grid.controls.iter().map(Control::start).collect()),
        };
        if let Some(out) = out {
            state.flow[out.link as usize] = 0.0;
        }
        let mut load = self.group_loads();
        leaves::carry_loads(&self.grid, &mut load);
        let factorisations = self.find_modes(&load, out, &mut state, &mut modes, start.is_none())?;
        leaves::settle(&self.grid, &self.gas, &load, &mut state);
        if let Some(overload) = self.overload(&state) {
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
    fn cold_state(&self) -> State {
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

    /// Newton, then modes, until both fit.
    fn find_modes(
        &mut self,
        load: &[f64],
        out: Option<Out>,
        state: &mut State,
        modes: &mut [Mode],
        mut cold: bool,
    ) -> Result<usize, SteadyError> {
        let mut search = Search::default();
        let (mut factorisations, mut fuel_rounds) = (0, 0);
        loop {
            self.arrange(load, state, modes)?;
            let Some(system) = self.system.as_mut() else { return Err(SteadyError::Singular) };
            let tolerance = Tolerance {
                pressure_pa: self.options.pressure_tolerance_pa,
                flow_kg_per_s: self.options.flow_tolerance_kg_per_s,
                steps_max: self.options.steps_max,
            };
            let newton = Newton { grid: &self.grid, gas: &self.gas, load, out, tolerance };
            match newton.run(system, state, &mut self.work, cold) {
                Ok(steps) => factorisations += steps,
                Err(failure) => {
                    let wanted = self.ways_out(load, failure, modes, state)?;
                    if self.go_on(&mut search, &wanted, state, modes).is_err() {
                        // Far below vacuum numbers are so large that rounding may keep Newton from its tolerance.
                        return Err(self.overload(state).unwrap_or_else(|| self.failed(failure)));
                    }
                    *state = self.cold_state();
                    cold = true;
                    continue;
                }
            }
            let before = state.control_flow.clone();
            let wanted = self.misfits(load, modes, state)?;
            cold = !wanted.is_empty();
            if cold {
                self.go_on(&mut search, &wanted, state, modes)?;
                continue;
            }
            let Some(moved) = self.fuel_moved(&before, state) else { return Ok(factorisations) };
            fuel_rounds += 1;
            if fuel_rounds == FUEL_ROUNDS_MAX {
                return Err(self.fuel(moved, fuel_rounds));
            }
        }
    }

    fn go_on(
        &self,
        search: &mut Search,
        wanted: &[(u32, Mode)],
        state: &State,
        modes: &mut [Mode],
    ) -> Result<(), SteadyError> {
        let closes =
            |(c, control): (u32, &Control)| (control.off.is_none() && modes[c as usize] != Mode::Closed).then_some(c);
        let open: Vec<u32> = (0u32..).zip(&self.grid.controls).filter_map(closes).collect();
        search.go_on(modes, wanted, &open).map_err(|exhausted| self.undecided(&exhausted, modes, state))
    }

    /// Sets the flows of controls, and tells those whose modes do not fit.
    fn misfits(&self, load: &[f64], modes: &[Mode], state: &mut State) -> Result<Vec<(u32, Mode)>, SteadyError> {
        let fuelled = self.with_fuel(load, modes, state);
        let Some(system) = self.system.as_ref() else { return Err(SteadyError::Singular) };
        control_flows(&self.grid, system, &fuelled, state).map_err(|_| SteadyError::Singular)?;
        Ok(misfits(&self.grid, &self.gas, modes, state))
    }

    /// What may help where modes have no steady flow: what fits the pressures below vacuum that Newton was left with, or,
    /// as a compressor may drive gas in a ring without end, a machine that closes.
    fn ways_out(
        &self,
        load: &[f64],
        failure: Failure,
        modes: &[Mode],
        state: &mut State,
    ) -> Result<Vec<(u32, Mode)>, SteadyError> {
        if matches!(failure, Failure::Stalled { .. }) && self.overload(state).is_some() {
            return self.misfits(load, modes, state);
        }
        let drives = |(c, control): (u32, &Control)| {
            let works = matches!(modes[c as usize], Mode::OutletPressure | Mode::Ratio | Mode::Power);
            (control.machine.is_some() && works).then_some((c, Mode::Closed))
        };
        Ok((0u32..).zip(&self.grid.controls).filter_map(drives).collect())
    }

    /// Builds the system for the modes, unless it is there; mends modes that cannot be.
    fn arrange(&mut self, load: &[f64], state: &State, modes: &mut [Mode]) -> Result<(), SteadyError> {
        if self.system.as_ref().is_some_and(|system| system.modes == *modes) {
            return Ok(());
        }
        // Each round closes or opens a control for good, or ends.
        for _ in 0..=4 * self.grid.controls.len() {
            let mut arrangement = match Arrangement::new(&self.grid, modes) {
                Ok(arrangement) => arrangement,
                Err(clash) => {
                    resolve(&self.grid, clash, state, modes).map_err(|clash| self.clash(clash))?;
                    continue;
                }
            };
            let loose = loose_parts(&self.grid, modes, &arrangement);
            if self.open_up(load, modes, &loose)? {
                continue;
            }
            for part in &loose {
                arrangement.lock(part.groups[0], state.squared[part.groups[0] as usize]);
            }
            if !loose.is_empty() {
                arrangement.number(&self.grid).map_err(|clash| self.clash(clash))?;
            }
            let system = System::new(&self.grid, modes.to_vec(), arrangement).map_err(|_| SteadyError::Singular)?;
            self.system = Some(system);
            return Ok(());
        }
        let all = Exhausted((0u32..).zip(&self.grid.controls).map(|(c, _)| c).collect());
        Err(self.undecided(&all, modes, state))
    }

    /// Opens a closed control at the border of each part that has a load and no supply.
    fn open_up(&self, load: &[f64], modes: &mut [Mode], loose: &[Loose]) -> Result<bool, SteadyError> {
        let mut opened = false;
        for part in loose {
            let mut withdrawal: f64 = part.groups.iter().map(|&g| load[g as usize]).sum();
            for &c in part.border.iter().filter(|&&c| modes[c as usize] == Mode::Flow) {
                let control = &self.grid.controls[c as usize];
                withdrawal -= if part.groups.contains(&control.to) { control.flow_max } else { -control.flow_max };
            }
            if withdrawal.abs() <= self.options.flow_tolerance_kg_per_s {
                continue;
            }
            let inward = |c: &&u32| part.groups.contains(&self.grid.controls[**c as usize].to) == (withdrawal > 0.0);
            let closed = |c: &&u32| {
                let control = &self.grid.controls[**c as usize];
                modes[**c as usize] == Mode::Closed && control.start() != Mode::Closed
            };
            let Some(&control) = part.border.iter().filter(inward).find(closed) else {
                return Err(self.stranded(part, withdrawal));
            };
            modes[control as usize] = self.grid.controls[control as usize].start();
            opened = true;
        }
        Ok(opened)
    }

    fn with_fuel(&self, load: &[f64], modes: &[Mode], state: &State) -> Vec<f64> {
        let mut load = load.to_vec();
        for (c, control) in self.grid.controls.iter().enumerate() {
            if let Some(machine) = &control.machine {
                load[control.from as usize] += self.power(c, modes, state) * machine.fuel_per_joule();
            }
        }
        load
    }

    /// A control that burns fuel and whose flow has not come to rest.
    fn fuel_moved(&self, before: &[f64], state: &State) -> Option<u32> {
        let flows = before.iter().zip(&state.control_flow);
        let moved = |((_, control), (before, now)): (&(u32, &Control), (&f64, &f64))| {
            let burns = control.machine.as_ref().is_some_and(|machine| machine.fuel_per_joule() > 0.0);
            burns && (before - now).abs() > self.options.flow_tolerance_kg_per_s
        };
        let controls: Vec<(u32, &Control)> = (0u32..).zip(&self.grid.controls).collect();
        controls.iter().zip(flows).find(|&pair| moved(pair)).map(|(&(c, _), _)| c)
    }
}

/// Nodes of storages in flow operation, each with what it feeds in, kg/s.
fn storage_flows(network: &Network) -> impl Iterator<Item = (NodeIndex, f64)> {
    network.storages().iter().filter_map(|storage| match storage.operation {
        StorageOperation::Flow(flow) => Some((storage.node, flow.si())),
        StorageOperation::Pressure(_) => None,
    })
}
