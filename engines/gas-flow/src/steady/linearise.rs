//! The equations at a state: residuals of links and controls, imbalances of groups, and the weights of the matrix.

use super::control::{Machine, Mode};
use super::gas::End;
use super::grid::Role;
use super::newton::{Newton, State};
use super::system::System;

/// Rounding of squared pressures and flows, relative to the greatest in the network: solving for all at once leaves errors
/// of that size everywhere.
const ROUNDING: f64 = 8.0 * f64::EPSILON;

/// That trace, as a share of the link's usual conductance.
const OUT_SHARE: f64 = 1e-6;

/// Greatest error of a machine's flow at its greatest power, relative: in a ring without resistance flows never settle.
const POWER_ERROR_MAX: f64 = 1e-9;

/// Arrays that the steps share.
#[derive(Clone, Default)]
pub(crate) struct Work {
    pub(super) ends: Vec<End>,
    /// Greatest of the squared pressures, in size, Pa².
    greatest_squared: f64,
    /// Greatest of the flows, in size, kg/s.
    greatest_flow: f64,
    /// By group: barometric factor e.
    pub(super) barometric: Vec<f64>,
    /// By link: the mean of 1 / e over its ends, near enough.
    pub(super) beta: Vec<f64>,
    /// By group: the factor of its column, for groups tied to another.
    pub(super) column_factor: Vec<f64>,
    /// By group: inflow less outflow less load.
    pub(super) balance: Vec<f64>,
    /// By group: what the residuals of the links push in.
    pub(super) push: Vec<f64>,
    /// By link: residual and weight (then two weights for each control).
    pub(super) residual: Vec<f64>,
    pub(super) weight: Vec<f64>,
    /// By control: residual of those at their greatest power.
    pub(super) control_push: Vec<f64>,
    /// By unknown: imbalance, and the right-hand side that becomes the step.
    pub(super) imbalance: Vec<f64>,
    pub(super) step: Vec<f64>,
    pub(super) change: Change,
}

/// A step: the changes of the unknowns.
#[derive(Clone, Default)]
pub(super) struct Change {
    /// By group: of the scaled potential.
    pub potential: Vec<f64>,
    /// By group, Pa².
    pub squared: Vec<f64>,
    /// By link, kg/s.
    pub flow: Vec<f64>,
    /// By control, kg/s.
    pub control_flow: Vec<f64>,
}

/// How far a state is from a solution, each as a multiple of what is tolerated.
#[derive(Debug, Default)]
pub(super) struct Distance {
    pub link: f64,
    /// What stands furthest from its law; none if nothing departs from one.
    pub worst: Option<Role>,
    pub balance: f64,
    /// Sum of residual² / slope: what a step must bring down.
    pub energy: f64,
    /// Residuals along the last step, see [`super::step`].
    pub along: f64,
}

/// How a link is linearised.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Linearisation {
    /// By its secant through a usual flow, from no flow: the first step, when no flow is known.
    Secant,
    /// By its tangent at the present flow.
    Tangent {
        /// Slopes are taken at no less than this share of the link's usual flow.
        floor: f64,
    },
}

impl Newton<'_> {
    pub(super) fn prepare(&self, system: &System, work: &mut Work) {
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
        work.push.resize(grid.groups, 0.0);
        let change = &mut work.change;
        change.potential.resize(grid.groups, 0.0);
        change.squared.resize(grid.groups, 0.0);
        change.control_flow.resize(grid.controls.len(), 0.0);
        // Before the first step there is no way along which to look.
        change.flow.clear();
        change.flow.resize(grid.links.len(), 0.0);
        work.control_push.resize(grid.controls.len(), 0.0);
        work.residual.resize(grid.links.len(), 0.0);
        work.weight.resize(grid.links.len() + 2 * grid.controls.len(), 0.0);
    }

    /// Residuals, weights and the right-hand side at a state.
    pub(super) fn linearise(
        &self,
        system: &System,
        state: &mut State,
        work: &mut Work,
        how: Linearisation,
    ) -> Distance {
        self.project(system, state, work);
        work.balance.clear();
        work.balance.extend(self.load.iter().map(|load| -load));
        work.push.fill(0.0);
        let mut distance = Distance::default();
        self.linearise_controls(system, state, work, &mut distance);
        let size = |&link: &u32| state.flow[link as usize].abs();
        work.greatest_flow = self.grid.core.iter().map(size).fold(0.0, f64::max);
        for &l in &self.grid.core {
            self.linearise_link(l, &system.modes, state, work, how, &mut distance);
        }
        self.gather(system, work);
        for imbalance in &work.imbalance {
            distance.balance = distance.balance.max(imbalance.abs() / self.tolerance.flow_kg_per_s);
        }
        distance
    }

    fn linearise_link(
        &self,
        l: u32,
        modes: &[Mode],
        state: &State,
        work: &mut Work,
        how: Linearisation,
        distance: &mut Distance,
    ) {
        let (link, at) = (&self.grid.links[l as usize], l as usize);
        let (from, to) = (link.from as usize, link.to as usize);
        let (i, j) = (&work.ends[from], &work.ends[to]);
        let law = self.grid.law(link, modes);
        let at_flow = |m: f64| self.gas.resist(law, m, i, j);
        if let Some(out) = self.out.filter(|out| out.link == l) {
            let usual = at_flow(link.usual_flow).1;
            (work.residual[at], work.weight[at]) = (0.0, if out.bridge { OUT_SHARE / usual } else { 0.0 });
            return;
        }
        let m = state.flow[at];
        let (value, tangent) = at_flow(m);
        let drive = self.gas.drive(link, i, j);
        let towards = self.gas.slope_towards(law, m, drive, i, j);
        let (value, slope) = match how {
            Linearisation::Tangent { .. } if towards.is_some() => (value, towards.unwrap_or(tangent)),
            Linearisation::Tangent { floor } if m.abs() < floor * link.usual_flow => {
                (value, at_flow(floor * link.usual_flow).1)
            }
            Linearisation::Tangent { .. } => (value, tangent),
            Linearisation::Secant => (0.0, at_flow(link.usual_flow).0 / link.usual_flow),
        };
        let residual = drive - value;
        let ease = 1.0 / slope;
        let close = (self.tolerance.pressure_pa * (i.pressure + j.pressure)).min(self.tolerance.flow_kg_per_s * slope);
        // A slope that was lifted above the tangent says nothing of how a flow's rounding shows.
        let allowed = close.max(ROUNDING * (work.greatest_squared + work.greatest_flow * tangent));
        if residual.abs() > distance.link * allowed {
            (distance.link, distance.worst) = (residual.abs() / allowed, Some(Role::Link(l)));
        }
        let push = residual * ease;
        distance.energy += residual * push;
        distance.along += work.change.flow[at] * residual / work.beta[at];
        (work.residual[at], work.weight[at]) = (push, ease * work.beta[at]);
        work.balance[from] -= m;
        work.balance[to] += m;
        work.push[from] -= push;
        work.push[to] += push;
    }

    /// Brings pressures into line with what the arrangement says of them, and works out the gas at each group.
    fn project(&self, system: &System, state: &mut State, work: &mut Work) {
        let arrangement = &system.arrangement;
        work.greatest_squared = 0.0;
        for group in self.grid.core_groups.iter().map(|&group| group as usize) {
            let block = &arrangement.blocks[arrangement.block[group] as usize];
            if system.column[group] == u32::MAX {
                state.squared[group] = block.value * arrangement.ratio[group];
            } else if block.root as usize != group {
                state.squared[group] = state.squared[block.root as usize] * arrangement.ratio[group];
            }
            work.ends[group] = self.gas.end(state.squared[group]);
            work.greatest_squared = work.greatest_squared.max(state.squared[group].abs());
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
        // Where there is hardly any lift, the rounding of pressures makes much of a flow.
        let rounding = (ROUNDING * bend * (by_to - by_from) * work.greatest_squared).min(POWER_ERROR_MAX * flow);
        let share = push.abs() / self.tolerance.flow_kg_per_s.max(rounding);
        if share > distance.link {
            (distance.link, distance.worst) = (share, u32::try_from(c).ok().map(Role::Control));
        }
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
}
