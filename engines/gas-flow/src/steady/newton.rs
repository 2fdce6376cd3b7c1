//! Newton's method on squared pressures π and flows m at once (Todini and Pilati's gradient algorithm, 1988).
//!
//! Each link asks `Y(π_i, π_j) = c(m)`, each node that its flows sum to its load. Linearised, a link gives its change of
//! flow, `δm = (β (δφ_i - δφ_j) + Y - c) / c'`; put into the nodes' balances that leaves one sparse system for the
//! δφ. Balances are linear in m, so every step after the first keeps them to rounding.

use super::control::{Machine, Mode};
use super::grid::{Grid, Link};
use super::linear::Singular;
use super::system::System;
use crate::fluid::{CompressibilityFactor, Fluid, NORMAL_PRESSURE_PA, NORMAL_TEMPERATURE_K};

/// Squared pressures below this are met only on the way, or where a load cannot be served, Pa².
pub(crate) const SQUARED_MIN: f64 = 1e6;

/// Slopes of links are taken at no less than this share of the network's mean flow, at first, and less with each step:
/// a link that happens to carry nearly no gas would else be taken for one without resistance.
const COLD_FLOOR: f64 = 0.3;
const WARM_FLOOR: f64 = 0.01;
const FLOOR_DECAY: f64 = 0.3;

/// Once a step has brought the energy down to this share, the next one tries the old factorisation: that far, and with
/// that many steps at most.
const NEAR_FALL: f64 = 1e-3;
const NEAR_SHARE: f64 = 0.01;
const NEAR_STEPS_MAX: usize = 4;

/// A step leaves a compressor at its power limit at least this share of its flow: P / m has no meaning at zero.
const POWER_FLOW_SHARE_MIN: f64 = 0.1;

/// Rounding of a difference of two squared pressures, relative to their sum.
const ROUNDING: f64 = 4.0 * f64::EPSILON;

/// Pressures and flows; the unknowns of the problem.
#[derive(Debug, Clone, Default)]
pub(crate) struct State {
    /// By group, Pa². May fall below zero on the way.
    pub squared: Vec<f64>,
    /// By link, kg/s.
    pub flow: Vec<f64>,
    /// By control, kg/s. Newton sets those whose flow is a law of its own; the others follow from balances.
    pub control_flow: Vec<f64>,
}

/// When to stop.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tolerance {
    pub pressure_pa: f64,
    pub flow_kg_per_s: f64,
    pub steps_max: usize,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Failure {
    Singular,
    /// No convergence; the link with the greatest residual.
    Stalled {
        link: u32,
    },
}

impl From<Singular> for Failure {
    fn from(_: Singular) -> Self {
        Self::Singular
    }
}

/// The gas in numbers.
#[derive(Debug, Clone)]
pub(crate) struct Gas {
    pub factor: CompressibilityFactor,
    /// `rho = p × this / K(p)`
    density_per_pa: f64,
}

impl Gas {
    pub fn new(fluid: &Fluid) -> Self {
        let density_per_pa =
            fluid.density_normal.si() * NORMAL_TEMPERATURE_K / (NORMAL_PRESSURE_PA * fluid.temperature.si());
        Self { factor: fluid.compressibility_factor(), density_per_pa }
    }

    pub fn end(&self, squared: f64) -> End {
        let pressure = squared.max(SQUARED_MIN).sqrt();
        let factor = self.factor.at(pressure).0;
        End { squared, pressure, factor, density: pressure * self.density_per_pa / factor }
    }

    /// What drives gas through a link, `Y = (π_i - π_j + rho g (h_i - h_j) (p_i + p_j)) / K(p_m)`, Pa².
    pub fn drive(&self, link: &Link, i: &End, j: &End) -> f64 {
        let sum = i.pressure + j.pressure;
        let mut difference = i.squared - j.squared;
        if link.fall != 0.0 {
            difference += 0.5 * (i.density + j.density) * link.fall * sum;
        }
        if link.real_gas {
            // p_m = 2/3 (p_i³ - p_j³) / (p_i² - p_j²), written so that equal pressures do no harm.
            let mean = 2.0 / 3.0 * (sum - i.pressure * j.pressure / sum);
            difference /= self.factor.at(mean).0;
        }
        difference
    }

    /// Barometric factor of squared pressure at a height above the datum.
    pub fn barometric(&self, height: f64) -> f64 {
        (2.0 * 9.81 * height * self.density_per_pa).exp()
    }
}

/// The gas at one end of a link.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct End {
    pub squared: f64,
    pub pressure: f64,
    pub factor: f64,
    pub density: f64,
}

/// Arrays that the steps share.
#[derive(Clone, Default)]
pub(crate) struct Work {
    ends: Vec<End>,
    /// By group: barometric factor e.
    barometric: Vec<f64>,
    /// By link: the mean of 1 / e over its ends, near enough.
    beta: Vec<f64>,
    /// By group: the factor of its column, for groups tied to another.
    column_factor: Vec<f64>,
    /// By group: inflow less outflow less load.
    balance: Vec<f64>,
    /// By group: what the residuals of the links push in.
    push: Vec<f64>,
    /// By link: residual and weight (then two weights for each control).
    residual: Vec<f64>,
    weight: Vec<f64>,
    /// By control: residual of those at their greatest power.
    control_push: Vec<f64>,
    /// By unknown: imbalance, and the right-hand side that becomes the step.
    imbalance: Vec<f64>,
    step: Vec<f64>,
    /// By group: change of the scaled potential.
    change: Vec<f64>,
}

/// A link out of service. If it is a bridge, what lies beyond it has no load and no held pressure; its pressures are
/// then tied to the near side by a trace of conductance, so that the matrix keeps its shape and stays regular.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Out {
    pub link: u32,
    pub bridge: bool,
}

/// That trace, as a share of the link's usual conductance.
const OUT_SHARE: f64 = 1e-6;

/// Everything Newton needs to know of the network.
pub(crate) struct Newton<'a> {
    pub grid: &'a Grid,
    pub gas: &'a Gas,
    /// Load by group, leaves' loads added to their parents'.
    pub load: &'a [f64],
    /// A link out of service.
    pub out: Option<Out>,
    pub tolerance: Tolerance,
}

/// How far a state is from a solution, each as a multiple of what is tolerated.
#[derive(Debug, Default)]
struct Distance {
    link: f64,
    worst: u32,
    balance: f64,
    /// Sum of residual² / slope: what a step must bring down.
    energy: f64,
    /// Energy over that of the step before.
    fall: f64,
}

/// How far each step goes.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Pace {
    /// All the way: a few steps do for nearly every network.
    Whole,
    /// Halfway, with slopes bounded below for longer.
    Halfway,
}

impl Pace {
    /// Share of a step, decay of the bound on slopes, and how many times the usual number of steps.
    fn figures(self) -> (f64, f64, usize) {
        match self {
            Self::Whole => (1.0, FLOOR_DECAY, 1),
            Self::Halfway => (0.5, 0.8, 4),
        }
    }
}

/// How a link is linearised.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Linearisation {
    /// By its secant through a usual flow, from no flow: the first step, when no flow is known.
    Secant,
    /// By its tangent at the present flow.
    Tangent {
        /// Slopes are taken at no less than this share of the link's usual flow.
        floor: f64,
    },
}

impl Newton<'_> {
    /// Improves the state until it solves the network in the system's modes; returns the number of factorisations.
    /// `cold`: the flows of the state mean nothing. Where whole steps lead away from a solution, it is sought once more
    /// from the start, halfway each time.
    pub fn run(&self, system: &mut System, state: &mut State, work: &mut Work, cold: bool) -> Result<usize, Failure> {
        let start = state.squared.clone();
        match self.seek(system, state, work, (cold, Pace::Whole)) {
            Err(stalled @ Failure::Stalled { .. }) => {
                state.squared = start;
                let second = self.seek(system, state, work, (true, Pace::Halfway));
                second.map(|steps| self.tolerance.steps_max + steps).map_err(|_| stalled)
            }
            done => done,
        }
    }

    fn seek(
        &self,
        system: &mut System,
        state: &mut State,
        work: &mut Work,
        (cold, pace): (bool, Pace),
    ) -> Result<usize, Failure> {
        self.prepare(system, work);
        if cold {
            state.flow.fill(0.0);
        }
        self.start_powers(system, state);
        let mut how = if cold { Linearisation::Secant } else { self.tangent(state, WARM_FLOOR) };
        let mut factorisations = 0;
        let mut distance = self.linearise(system, state, work, how);
        // From a solution of nearly the same problem, its factorisation may do.
        distance.fall = if cold { 1.0 } else { 0.0 };
        let (share, decay, tries) = pace.figures();
        for _ in 0..tries * self.tolerance.steps_max {
            if distance.link <= 1.0 && distance.balance <= 1.0 && how != Linearisation::Secant {
                return Ok(factorisations);
            }
            system.fill(&work.weight, &work.column_factor);
            let near = distance.fall < NEAR_FALL && self.solve_near(system, work);
            if !near {
                system.linear.factorise()?;
                system.linear.solve(&mut work.step);
                factorisations += 1;
            }
            // The first step brings the flows into balance; it must be whole.
            self.advance(system, state, work, if how == Linearisation::Secant { 1.0 } else { share });
            how = match how {
                Linearisation::Secant => self.tangent(state, COLD_FLOOR),
                Linearisation::Tangent { floor } => Linearisation::Tangent { floor: floor * decay },
            };
            let energy = distance.energy;
            distance = self.linearise(system, state, work, how);
            distance.fall = distance.energy / energy;
        }
        Err(Failure::Stalled { link: distance.worst })
    }

    /// A machine that enters its power limit with no flow starts with what it could lift by its greatest ratio.
    fn start_powers(&self, system: &System, state: &mut State) {
        for (c, control) in self.grid.controls.iter().enumerate().filter(|(c, _)| system.modes[*c] == Mode::Power) {
            let Some(machine) = control.machine.as_ref().filter(|_| state.control_flow[c] <= 0.0) else { continue };
            let front = self.gas.end(state.squared[control.from as usize]).pressure.powi(2);
            let (joule, ..) = machine.work(&self.gas.factor, front, front * control.ratio_max.powi(2));
            state.control_flow[c] = machine.power_max / joule;
        }
    }

    /// Slopes are taken at no less than a share of the network's mean flow.
    fn tangent(&self, state: &State, share: f64) -> Linearisation {
        let links = || self.grid.core.iter().map(|&link| link as usize);
        let flow: f64 = links().map(|link| state.flow[link].abs()).sum();
        let usual: f64 = links().map(|link| self.grid.links[link].usual_flow).sum();
        Linearisation::Tangent { floor: if usual > 0.0 { share * flow / usual } else { 0.0 } }
    }

    /// When steps have become small, the last factorisation is nearly that of the present matrix: a few steps of
    /// conjugate gradients then cost less than another.
    fn solve_near(&self, system: &mut System, work: &mut Work) -> bool {
        let greatest = work.step.iter().fold(0.0, |most: f64, push| most.max(push.abs()));
        let close = (NEAR_SHARE * greatest).max(0.3 * self.tolerance.flow_kg_per_s);
        system.linear.solve_near(&mut work.step, close, NEAR_STEPS_MAX)
    }

    fn prepare(&self, system: &System, work: &mut Work) {
        let (grid, arrangement) = (self.grid, &system.arrangement);
        work.barometric.resize(grid.groups, 1.0);
        for &group in &grid.core_groups {
            let root = arrangement.blocks[arrangement.block[group as usize] as usize].root;
            work.barometric[group as usize] = self.gas.barometric(grid.height[root as usize]);
        }
        work.beta.resize(grid.links.len(), 1.0);
        for &l in &grid.core {
            let link = &grid.links[l as usize];
            work.beta[l as usize] = 2.0 / (work.barometric[link.from as usize] + work.barometric[link.to as usize]);
        }
        work.ends.resize(grid.groups, End::default());
        // Another arrangement may have left its factors.
        work.column_factor.clear();
        work.column_factor.resize(grid.groups, 1.0);
        work.change.resize(grid.groups, 0.0);
        work.push.resize(grid.groups, 0.0);
        work.control_push.resize(grid.controls.len(), 0.0);
        work.residual.resize(grid.links.len(), 0.0);
        work.weight.resize(grid.links.len() + 2 * grid.controls.len(), 0.0);
    }

    /// Residuals, weights and the right-hand side at a state.
    fn linearise(&self, system: &System, state: &mut State, work: &mut Work, how: Linearisation) -> Distance {
        self.project(system, state, work);
        work.balance.clear();
        work.balance.extend(self.load.iter().map(|load| -load));
        work.push.fill(0.0);
        let mut distance = Distance { fall: 1.0, ..Distance::default() };
        self.linearise_controls(system, state, work, &mut distance);
        for &l in &self.grid.core {
            self.linearise_link(l, state, work, how, &mut distance);
        }
        self.gather(system, work);
        for imbalance in &work.imbalance {
            distance.balance = distance.balance.max(imbalance.abs() / self.tolerance.flow_kg_per_s);
        }
        distance
    }

    fn linearise_link(&self, l: u32, state: &State, work: &mut Work, how: Linearisation, distance: &mut Distance) {
        let (link, at) = (&self.grid.links[l as usize], l as usize);
        if let Some(out) = self.out.filter(|out| out.link == l) {
            let usual = link.law.at(link.usual_flow).1;
            (work.residual[at], work.weight[at]) = (0.0, if out.bridge { OUT_SHARE / usual } else { 0.0 });
            return;
        }
        let (from, to) = (link.from as usize, link.to as usize);
        let (i, j) = (&work.ends[from], &work.ends[to]);
        let m = state.flow[at];
        let (value, slope) = match how {
            Linearisation::Tangent { floor } if m.abs() < floor * link.usual_flow => {
                (link.law.at(m).0, link.law.at(floor * link.usual_flow).1)
            }
            Linearisation::Tangent { .. } => link.law.at(m),
            Linearisation::Secant => (0.0, link.law.at(link.usual_flow).0 / link.usual_flow),
        };
        let residual = self.gas.drive(link, i, j) - value;
        let ease = 1.0 / slope;
        let close = (self.tolerance.pressure_pa * (i.pressure + j.pressure)).min(self.tolerance.flow_kg_per_s * slope);
        let allowed = close.max(ROUNDING * (i.squared.abs() + j.squared.abs()));
        if residual.abs() > distance.link * allowed {
            (distance.link, distance.worst) = (residual.abs() / allowed, l);
        }
        let push = residual * ease;
        distance.energy += residual * push;
        (work.residual[at], work.weight[at]) = (push, ease * work.beta[at]);
        work.balance[from] -= m;
        work.balance[to] += m;
        work.push[from] -= push;
        work.push[to] += push;
    }

    /// Brings pressures into line with what the arrangement says of them, and works out the gas at each group.
    fn project(&self, system: &System, state: &mut State, work: &mut Work) {
        let arrangement = &system.arrangement;
        for group in self.grid.core_groups.iter().map(|&group| group as usize) {
            let block = &arrangement.blocks[arrangement.block[group] as usize];
            if system.column[group] == u32::MAX {
                state.squared[group] = block.value * arrangement.ratio[group];
            } else if block.root as usize != group {
                state.squared[group] = state.squared[block.root as usize] * arrangement.ratio[group];
            }
            work.ends[group] = self.gas.end(state.squared[group]);
        }
        if !arrangement.symmetric {
            for group in self.grid.core_groups.iter().map(|&group| group as usize) {
                let root = arrangement.blocks[arrangement.block[group] as usize].root as usize;
                work.column_factor[group] = arrangement.ratio[group] * work.ends[root].factor / work.ends[group].factor;
            }
        }
    }

    /// Flows of the controls that have a law of their own, and the fuel of the compressors.
    fn linearise_controls(&self, system: &System, state: &mut State, work: &mut Work, distance: &mut Distance) {
        for (c, control) in self.grid.controls.iter().enumerate() {
            let (from, to) = (control.from as usize, control.to as usize);
            let (i, j) = (work.ends[from].pressure.powi(2), work.ends[to].pressure.powi(2));
            match (system.modes[c], &control.machine) {
                (Mode::Flow, _) => state.control_flow[c] = control.flow_max,
                (Mode::Power, Some(machine)) => self.linearise_power(c, machine, state, work, distance),
                _ => {}
            }
            if matches!(system.modes[c], Mode::Flow | Mode::Power) {
                work.balance[from] -= state.control_flow[c];
                work.balance[to] += state.control_flow[c];
            }
            if let Some(machine) = &control.machine {
                let power = machine.power(&self.gas.factor, system.modes[c], state.control_flow[c], i, j);
                work.balance[from] -= power * machine.fuel_per_joule();
            }
        }
    }

    /// A machine at its greatest power P: `w(π_i, π_j) = P / m`, w the work per kilogram. As with pipes the flow stays
    /// an unknown of its own: w is nearly straight in the pressures, P / w is not.
    fn linearise_power(&self, c: usize, machine: &Machine, state: &State, work: &mut Work, distance: &mut Distance) {
        let control = &self.grid.controls[c];
        let (from, to) = (control.from as usize, control.to as usize);
        let (i, j) = (work.ends[from].pressure.powi(2), work.ends[to].squared);
        let (joule, by_from, by_to) = machine.work(&self.gas.factor, i, j);
        let flow = state.control_flow[c];
        let bend = flow * flow / machine.power_max;
        let push = flow - bend * joule;
        let first = self.grid.links.len() + 2 * c;
        work.weight[first] = -bend * by_from * work.ends[from].factor / work.barometric[from];
        work.weight[first + 1] = bend * by_to * work.ends[to].factor / work.barometric[to];
        work.control_push[c] = push;
        work.push[from] -= push;
        work.push[to] += push;
        distance.link = distance.link.max(push.abs() / self.tolerance.flow_kg_per_s);
    }

    /// Balances of groups into those of unknowns.
    fn gather(&self, system: &System, work: &mut Work) {
        let arrangement = &system.arrangement;
        work.imbalance.clear();
        work.imbalance.resize(arrangement.unknowns, 0.0);
        work.step.clear();
        work.step.resize(arrangement.unknowns, 0.0);
        for group in self.grid.core_groups.iter().map(|&group| group as usize) {
            for &(row, share) in &arrangement.blocks[arrangement.block[group] as usize].rows {
                work.imbalance[row as usize] += share * work.balance[group];
                work.step[row as usize] += share * (work.balance[group] + work.push[group]);
            }
        }
    }

    /// Takes this share of the step that the linear system gave.
    fn advance(&self, system: &System, state: &mut State, work: &mut Work, share: f64) {
        for group in self.grid.core_groups.iter().map(|&group| group as usize) {
            let column = system.column[group];
            if column == u32::MAX {
                work.change[group] = 0.0;
                continue;
            }
            work.change[group] = share * work.column_factor[group] * work.step[column as usize];
            state.squared[group] += work.change[group] * work.ends[group].factor / work.barometric[group];
        }
        for &l in &self.grid.core {
            if self.out.is_some_and(|out| out.link == l) {
                continue;
            }
            let (link, l) = (&self.grid.links[l as usize], l as usize);
            let difference = work.change[link.from as usize] - work.change[link.to as usize];
            state.flow[l] += work.weight[l] * difference + share * work.residual[l];
        }
        for (c, control) in self.grid.controls.iter().enumerate().filter(|(c, _)| system.modes[*c] == Mode::Power) {
            let first = self.grid.links.len() + 2 * c;
            let front = work.weight[first] * work.change[control.from as usize];
            let back = work.weight[first + 1] * work.change[control.to as usize];
            let flow = state.control_flow[c];
            state.control_flow[c] =
                (flow + front - back + share * work.control_push[c]).max(POWER_FLOW_SHARE_MIN * flow);
        }
    }
}
