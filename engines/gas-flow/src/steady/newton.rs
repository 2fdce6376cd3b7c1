//! Newton's method on squared pressures π and flows m at once (Todini and Pilati's gradient algorithm, 1988).
//!
//! Each link asks `Y(π_i, π_j) = c(m)`, each node that its flows sum to its load. Linearised, a link gives its change of
//! flow, `δm = (β (δφ_i - δφ_j) + Y - c) / c'`; put into the nodes' balances that leaves one sparse system for the
//! δφ. Balances are linear in m, so every step after the first keeps them to rounding.
//!
//! [`super::linearise`] sets the equations up at a state, [`super::system`] holds the matrix, [`super::step`] says how
//! far to go along a step.

use super::control::Mode;
pub(crate) use super::gas::{End, Gas, SQUARED_MIN};
use super::grid::{Grid, Role};
use super::linear::Singular;
use super::linearise::Linearisation;
pub(crate) use super::linearise::Work;
use super::step::overshoots;
use super::system::System;

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
    /// No convergence; what has the greatest residual.
    Stalled {
        worst: Option<Role>,
    },
}

impl From<Singular> for Failure {
    fn from(_: Singular) -> Self {
        Self::Singular
    }
}

/// A link out of service. If it is a bridge, what lies beyond it has no load and no held pressure; its pressures are
/// then tied to the near side by a trace of conductance, so that the matrix keeps its shape and stays regular.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Out {
    pub link: u32,
    pub bridge: bool,
}

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

impl Newton<'_> {
    /// Improves the state until it solves the network in the system's modes; returns the number of factorisations.
    /// `cold`: the flows of the state mean nothing.
    pub fn run(&self, system: &mut System, state: &mut State, work: &mut Work, cold: bool) -> Result<usize, Failure> {
        self.prepare(system, work);
        if cold {
            state.flow.fill(0.0);
        }
        self.start_powers(system, state, cold);
        let mut how = if cold { Linearisation::Secant } else { self.tangent(state, WARM_FLOOR) };
        let mut distance = self.linearise(system, state, work, how);
        // From a solution of nearly the same problem, its factorisation may do.
        let mut close = !cold;
        let mut balanced = false;
        let mut factorisations = 0;
        for _ in 0..self.tolerance.steps_max {
            if distance.link <= 1.0 && distance.balance <= 1.0 && how != Linearisation::Secant {
                return Ok(factorisations);
            }
            system.fill(&work.weight, &work.column_factor);
            let near = close && self.solve_near(system, work);
            if !near {
                system.factorise()?;
                system.solve(&mut work.step);
                factorisations += 1;
            }
            // LU does not tell of itself that a matrix is singular.
            if !work.step.iter().all(|step| step.is_finite()) {
                return Err(Failure::Singular);
            }
            let promise = self.find_step(system, state, work);
            self.advance(state, work, 1.0);
            how = match how {
                Linearisation::Secant => self.tangent(state, COLD_FLOOR),
                Linearisation::Tangent { floor } => Linearisation::Tangent { floor: floor * FLOOR_DECAY },
            };
            let energy = distance.energy;
            distance = self.linearise(system, state, work, how);
            let too_far = overshoots(promise, &distance);
            // A step that has yet to bring the flows into balance must be whole. Where a machine works the step has no
            // least place to look for.
            if too_far && balanced && system.arrangement.symmetric {
                distance = self.go_back(system, state, work, how, (promise, distance));
            }
            close = !too_far && distance.energy < NEAR_FALL * energy;
            balanced = !near;
        }
        Err(Failure::Stalled { worst: distance.worst })
    }

    /// A machine that enters its power limit with no flow starts with what it could lift by its greatest ratio.
    fn start_powers(&self, system: &System, state: &mut State, cold: bool) {
        for (c, control) in self.grid.controls.iter().enumerate().filter(|(c, _)| system.modes[*c] == Mode::Power) {
            if cold || state.control_flow[c] <= 0.0 {
                let front = self.gas.end(state.squared[control.from as usize]).pressure.powi(2);
                state.control_flow[c] = control.power_flow(&self.gas.factor, front).unwrap_or(state.control_flow[c]);
            }
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
        system.solve_near(&mut work.step, close, NEAR_STEPS_MAX)
    }
}
