//! One implicit stage: Newton's method with a matrix that is kept as long as it serves.
//!
//! Links: `r = Y(π_i, π_j) - c(m) - I (m - m*) / h`, `δm = (β (δφ_i - δφ_j) + r) / (c' + I / h)`.
//! Compressors at their greatest power: `P / m - w(π_i, π_j)`, w the work per kilogram.
//! Groups: `Σ m_in - Σ m_out - d = (M(π) - M*) / h`. All weights stay those of the matrix, so that every step leaves
//! the balances to the curvature of M alone.

use super::frame::Frame;
use super::model::Model;
use crate::Mode;
use crate::steady::control::{Control, Machine};
use crate::steady::grid::Role;
use crate::steady::law::Law;
use crate::steady::newton::{End, State};

/// Greatest residual of a link, Pa, of its flow, kg/s, and of a balance, kg/s.
const PRESSURE_CLOSE: f64 = 1e-4;
const FLOW_CLOSE: f64 = 1e-8;
const BALANCE_CLOSE: f64 = 1e-12;
/// Rounding, relative to the terms of a sum.
const ROUNDING: f64 = 8.0 * f64::EPSILON;
const STEPS_MAX: usize = 40;
/// Newton leaves a compressor at its greatest power at least this share of its flow, as P / m has no meaning at zero, and
/// at most this much more.
const POWER_FLOW_SHARE_MIN: f64 = 0.1;
const POWER_FLOW_GROWTH_MAX: f64 = 4.0;
/// A step that leaves more than this share of the residual calls for a new matrix.
const SLOW: f64 = 0.05;
/// Slope of what has neither inertia nor laminar friction: no less than at this share of a usual flow, less with each
/// new matrix.
const FLOOR: f64 = 0.03;
const FLOOR_DECAY: f64 = 0.2;

/// Why a stage has no solution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Failure {
    Singular,
    /// What stands furthest from its law; none if only balances are open.
    Stalled(Option<Role>),
    /// The fuel of this control does not settle.
    Fuel(u32),
}

/// Arrays that stages share.
#[derive(Default)]
pub(crate) struct Work {
    ends: Vec<End>,
    /// By group: inflow less outflow less load less growth of line-pack.
    pub balance: Vec<f64>,
    push: Vec<f64>,
    residual: Vec<f64>,
    slope: Vec<f64>,
    /// By control at its greatest power: residual, J/kg.
    power_residual: Vec<f64>,
    imbalance: Vec<f64>,
    step: Vec<f64>,
    pub mass: Vec<f64>,
    /// Matrices factorised.
    pub factorisations: usize,
}

/// What a stage starts from.
pub(crate) struct Stage<'a> {
    pub model: &'a Model,
    /// s
    pub h: f64,
    /// By group.
    pub mass: &'a [f64],
    pub load: &'a [f64],
    /// By link.
    pub flow: &'a [f64],
    /// By block: known squared pressures.
    pub known: &'a [f64],
}

impl Stage<'_> {
    /// Improves a state until it solves the stage; leaves its line-pack and its balances in `work`.
    pub fn solve(&self, frame: &mut Frame, which: usize, state: &mut State, work: &mut Work) -> Result<(), Failure> {
        let (mut before, mut floor) = (f64::INFINITY, FLOOR);
        let mut worst = None;
        for _ in 0..STEPS_MAX {
            let distance = self.evaluate(frame, state, work, &mut worst);
            if distance <= 1.0 {
                return Ok(());
            }
            if !distance.is_finite() {
                break;
            }
            let other = (frame.jacobians[which].h - self.h).abs() > 1e-9 * self.h;
            if other || distance > SLOW * before {
                self.refresh(frame, which, state, work, floor)?;
                floor *= FLOOR_DECAY;
            }
            before = distance;
            self.advance(frame, which, state, work);
        }
        Err(Failure::Stalled(worst))
    }

    /// Residuals at a state; how far it is from solving the stage, as a multiple of what is tolerated.
    fn evaluate(&self, frame: &Frame, state: &mut State, work: &mut Work, worst: &mut Option<Role>) -> f64 {
        let grid = &self.model.grid;
        frame.project(self.known, &mut state.squared);
        work.ends.clear();
        work.ends.extend(state.squared.iter().map(|&squared| self.model.gas.end(squared)));
        self.balances(frame, state, work);
        *worst = None;
        let mut distance = self.powers(frame, state, work, worst);
        work.residual.resize(grid.links.len(), 0.0);
        work.slope.resize(grid.links.len(), 0.0);
        for (l, link) in grid.links.iter().enumerate() {
            let (i, j) = (&work.ends[link.from as usize], &work.ends[link.to as usize]);
            let m = state.flow[l];
            let law = grid.law(link, &frame.system.modes);
            let (loss, slope) = self.model.gas.resist(law, m, i, j);
            let sum = i.pressure + j.pressure;
            let inertia = self.model.inertance[l] * sum / (self.h * 0.5 * (i.factor + j.factor));
            let drive = self.model.gas.drive(link, i, j);
            let slope = self.model.gas.slope_towards(law, m, drive, i, j).unwrap_or(slope);
            let residual = drive - loss - inertia * (m - self.flow[l]);
            (work.residual[l], work.slope[l]) = (residual, slope + inertia);
            work.balance[link.from as usize] -= m;
            work.balance[link.to as usize] += m;
            let close = (PRESSURE_CLOSE * sum).min(FLOW_CLOSE * work.slope[l]);
            let rounding = ROUNDING * (i.squared.abs() + j.squared.abs() + inertia * m.abs());
            let share = residual.abs() / close.max(rounding);
            if share.is_nan() || share > distance {
                distance = share;
                *worst = u32::try_from(l).ok().map(Role::Link);
            }
        }
        let imbalance = self.imbalance(frame, work);
        // `max` would drop what is not a number.
        let sound = !distance.is_nan() && work.ends.iter().all(|end| end.squared.is_finite());
        if sound { distance.max(imbalance) } else { f64::NAN }
    }

    /// Starts the balances: loads, growth of line-pack, and controls at their limit of flow.
    fn balances(&self, frame: &Frame, state: &mut State, work: &mut Work) {
        let volumes = self.model.group_volume.iter().zip(&work.ends);
        work.mass.clear();
        work.mass.extend(volumes.map(|(volume, end)| volume * end.density));
        work.balance.clear();
        let rate = 1.0 / self.h;
        let growth = work.mass.iter().zip(self.mass).map(|(mass, before)| (before - mass) * rate);
        work.balance.extend(self.load.iter().zip(growth).map(|(load, growth)| growth - load));
        for (c, control) in self.model.grid.controls.iter().enumerate() {
            if frame.system.modes[c] == Mode::Flow {
                state.control_flow[c] = control.flow_max;
                work.balance[control.from as usize] -= control.flow_max;
                work.balance[control.to as usize] += control.flow_max;
            }
        }
    }

    /// Compressors at their greatest power: their flows in the balances, their residuals, and how far they are.
    fn powers(&self, frame: &Frame, state: &State, work: &mut Work, worst: &mut Option<Role>) -> f64 {
        let grid = &self.model.grid;
        work.power_residual.clear();
        work.power_residual.resize(grid.controls.len(), 0.0);
        let mut distance: f64 = 0.0;
        for (c, control, machine) in frame.powered(grid) {
            let flow = state.control_flow[c];
            let (joule, ..) = self.work(control, machine, &work.ends);
            work.power_residual[c] = machine.power_max / flow - joule;
            let error = work.power_residual[c] * flow * flow / machine.power_max;
            let share = error.abs() / FLOW_CLOSE.max(ROUNDING * flow);
            if share.is_nan() || share > distance {
                distance = share;
                *worst = u32::try_from(c).ok().map(Role::Control);
            }
            work.balance[control.from as usize] -= flow;
            work.balance[control.to as usize] += flow;
        }
        distance
    }

    /// Work per kilogram, J/kg, and its derivatives by the squared pressures in front and behind.
    fn work(&self, control: &Control, machine: &Machine, ends: &[End]) -> (f64, f64, f64) {
        let (from, to) = (&ends[control.from as usize], &ends[control.to as usize]);
        machine.work(&self.model.gas.factor, from.pressure.powi(2), to.squared)
    }

    /// Balances of groups into those of unknowns.
    fn imbalance(&self, frame: &Frame, work: &mut Work) -> f64 {
        let unknowns = frame.system.arrangement.unknowns;
        work.imbalance.clear();
        work.imbalance.resize(unknowns, 0.0);
        work.step.clear();
        work.step.resize(unknowns, BALANCE_CLOSE);
        let (rounding, Work { balance, mass, imbalance, step, .. }) = (ROUNDING / self.h, &mut *work);
        frame.gather(|group| balance[group], imbalance);
        frame.gather(|group| rounding * mass[group], step);
        let rows = work.imbalance.iter().zip(&work.step);
        rows.map(|(imbalance, close)| imbalance.abs() / close)
            .fold(0.0, |most, share| if share > most || share.is_nan() { share } else { most })
    }

    /// Weights of the matrix at the present state, and its factorisation.
    fn refresh(
        &self,
        frame: &mut Frame,
        which: usize,
        state: &State,
        work: &mut Work,
        floor: f64,
    ) -> Result<(), Failure> {
        let links = self.model.grid.links.len();
        for (l, link) in self.model.grid.links.iter().enumerate() {
            let mut slope = work.slope[l];
            if self.model.inertance[l] == 0.0 && !matches!(link.law, Law::Loss { .. }) {
                slope = slope.max(link.law.at(floor * link.usual_flow).1);
            }
            let ease = 1.0 / slope;
            frame.jacobians[which].ease[l] = ease;
            frame.jacobians[which].weight[l] = ease * frame.beta[l];
        }
        for (group, (&volume, end)) in self.model.group_volume.iter().zip(&work.ends).enumerate() {
            let storage = if volume > 0.0 { volume * self.model.density(end.squared).1 / self.h } else { 0.0 };
            frame.jacobians[which].weight[links + group] = storage * frame.potential(group, end.factor);
        }
        let powered: Vec<_> = frame
            .powered(&self.model.grid)
            .map(|(c, control, machine)| {
                let (_, by_from, by_to) = self.work(control, machine, &work.ends);
                (c, control, machine.power_max, by_from, by_to)
            })
            .collect();
        for (c, control, power, by_from, by_to) in powered {
            let first = links + self.model.grid.groups + 2 * c;
            let ease = state.control_flow[c].powi(2) / power;
            let potential = |group: u32| frame.potential(group as usize, work.ends[group as usize].factor);
            let weights = [-ease * by_from * potential(control.from), ease * by_to * potential(control.to)];
            frame.jacobians[which].power_ease[c] = ease;
            frame.jacobians[which].weight[first..first + 2].copy_from_slice(&weights);
        }
        frame.jacobians[which].h = self.h;
        work.factorisations += 1;
        frame.factorise(which, self.model, state).map_err(|_| {
            frame.jacobians[which].h = 0.0;
            Failure::Singular
        })
    }

    /// Takes a step with the matrix as it is.
    fn advance(&self, frame: &mut Frame, which: usize, state: &mut State, work: &mut Work) {
        let grid = &self.model.grid;
        let jacobian = &frame.jacobians[which];
        work.push.clear();
        work.push.extend_from_slice(&work.balance);
        for (l, link) in grid.links.iter().enumerate() {
            let push = work.residual[l] * jacobian.ease[l];
            work.residual[l] = push;
            work.push[link.from as usize] -= push;
            work.push[link.to as usize] += push;
        }
        for (c, control, _) in frame.powered(grid) {
            let push = work.power_residual[c] * jacobian.power_ease[c];
            work.power_residual[c] = push;
            work.push[control.from as usize] -= push;
            work.push[control.to as usize] += push;
        }
        work.step.fill(0.0);
        frame.gather(|group| work.push[group], &mut work.step);
        let Frame { system, jacobians, .. } = frame;
        let jacobian = &mut jacobians[which];
        jacobian.linear.solve(&mut work.step);
        // From here on `push` holds the change of each group's potential.
        for (group, &column) in system.column.iter().enumerate() {
            let step = if column == u32::MAX { 0.0 } else { work.step[column as usize] };
            work.push[group] = step * jacobian.column_factor[group];
            state.squared[group] += work.push[group] * jacobian.scale[group];
        }
        for (l, link) in grid.links.iter().enumerate() {
            let difference = work.push[link.from as usize] - work.push[link.to as usize];
            state.flow[l] += jacobian.weight[l] * difference + work.residual[l];
        }
        let mut unequal = false;
        for (c, control) in grid.controls.iter().enumerate().filter(|(c, _)| system.modes[*c] == Mode::Power) {
            let first = grid.links.len() + grid.groups + 2 * c;
            let front = jacobian.weight[first] * work.push[control.from as usize];
            let back = jacobian.weight[first + 1] * work.push[control.to as usize];
            let flow = state.control_flow[c];
            let wanted = flow + front - back + work.power_residual[c];
            state.control_flow[c] = wanted.clamp(POWER_FLOW_SHARE_MIN * flow, POWER_FLOW_GROWTH_MAX * flow);
            unequal |= wanted > POWER_FLOW_GROWTH_MAX * flow;
        }
        if unequal {
            // Far from where it was made, the matrix does not serve any longer.
            jacobian.h = 0.0;
        }
    }
}
