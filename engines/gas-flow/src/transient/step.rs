//! Two stages make a step (SDIRK2, Alexander 1977: L-stable, of second order), and three steps a trial: one whole and
//! two halves, whose difference tells the error.

use super::frame::Frame;
use super::model::Model;
use super::profile::Side;
use super::stage::{Failure, Stage, Work};
use crate::Mode;
use crate::steady::control::Control;
use crate::steady::flows::control_flows;
use crate::steady::newton::State;

/// `γ = 1 - 1/√2`.
pub(crate) const GAMMA: f64 = 1.0 - std::f64::consts::FRAC_1_SQRT_2;

/// Everything about one moment.
#[derive(Debug, Clone, Default)]
pub(crate) struct Point {
    pub state: State,
    /// By group: line-pack, kg, and its growth, kg/s.
    pub mass: Vec<f64>,
    pub growth: Vec<f64>,
}

/// What crossed the border, kg.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Crossed {
    pub supplied: f64,
    pub withdrawn: f64,
    pub burnt: f64,
}

impl std::ops::AddAssign for Crossed {
    fn add_assign(&mut self, other: Self) {
        self.supplied += other.supplied;
        self.withdrawn += other.withdrawn;
        self.burnt += other.burnt;
    }
}

/// Fuel is a share of a flow that depends on it only by that share: it is found by repetition, kg/s.
const FUEL_CLOSE: f64 = 1e-10;
const FUEL_ROUNDS_MAX: usize = 20;

/// Which of the two matrices.
pub(crate) const WHOLE: usize = 0;
pub(crate) const HALF: usize = 1;

/// Takes steps.
#[derive(Default)]
pub(crate) struct Stepper {
    pub work: Work,
    by_node: Vec<f64>,
    load: Vec<f64>,
    base_mass: Vec<f64>,
    base_flow: Vec<f64>,
}

impl Stepper {
    /// One step of length `dt` from `time` to `until`. `to` holds a guess of the end.
    #[allow(clippy::too_many_arguments)]
    pub fn step(
        &mut self,
        model: &mut Model,
        frame: &mut Frame,
        which: usize,
        from: &Point,
        (time, until, dt): (f64, f64, f64),
        to: &mut Point,
    ) -> Result<Crossed, Failure> {
        let h = GAMMA * dt;
        let mut crossed = Crossed::default();
        let guess = blend(&from.state, &to.state, GAMMA);
        let mut first = guess.clone();
        self.base_mass.clone_from(&from.mass);
        self.base_flow.clone_from(&from.state.flow);
        let whole = dt * (1.0 - GAMMA);
        crossed += self.stage(model, frame, which, (time + h, h), whole, &mut first)?;
        correct(&mut to.state, &first, &guess);
        let share = (1.0 - GAMMA) / GAMMA;
        for ((base, mass), before) in self.base_mass.iter_mut().zip(&self.work.mass).zip(&from.mass) {
            *base += share * (mass - before);
        }
        for ((base, flow), before) in self.base_flow.iter_mut().zip(&first.flow).zip(&from.state.flow) {
            *base += share * (flow - before);
        }
        crossed += self.stage(model, frame, which, (until, h), h, &mut to.state)?;
        to.mass.clone_from(&self.work.mass);
        to.growth.clear();
        to.growth.extend(to.mass.iter().zip(&self.base_mass).map(|(mass, base)| (mass - base) / h));
        Ok(crossed)
    }

    /// Finds what has neither line-pack nor inertia at the start from what has: one very short stage of length `h`, of
    /// which only that is taken.
    pub fn settle(
        &mut self,
        model: &mut Model,
        frame: &mut Frame,
        (time, h): (f64, f64),
        point: &mut Point,
    ) -> Result<(), Failure> {
        self.base_mass.clone_from(&point.mass);
        self.base_flow.clone_from(&point.state.flow);
        let squared = point.state.squared.clone();
        self.stage(model, frame, HALF, (time + h, h), 0.0, &mut point.state)?;
        for ((flow, before), inertance) in point.state.flow.iter_mut().zip(&self.base_flow).zip(&model.inertance) {
            *flow = if *inertance > 0.0 { *before } else { *flow };
        }
        for ((now, before), volume) in point.state.squared.iter_mut().zip(squared).zip(&model.group_volume) {
            *now = if *volume > 0.0 { before } else { *now };
        }
        frame.project(&frame.known(&model.grid), &mut point.state.squared);
        let growth = self.work.mass.iter().zip(&self.base_mass).map(|(mass, base)| (mass - base) / h);
        point.growth = growth.collect();
        Ok(())
    }

    /// A stage that ends at `time`; what crosses the border counts for `weight` seconds.
    fn stage(
        &mut self,
        model: &mut Model,
        frame: &mut Frame,
        which: usize,
        (time, h): (f64, f64),
        weight: f64,
        state: &mut State,
    ) -> Result<Crossed, Failure> {
        model.aim(time, Side::Before);
        frame.follow_ratios(&model.grid);
        model.loads(time, Side::Before, &mut self.by_node, &mut self.load);
        let withdrawn: f64 = self.load.iter().sum();
        let known = frame.known(&model.grid);
        let mut fuel = burn(model, frame, state);
        for round in 1.. {
            let mut load = self.load.clone();
            for burnt in &fuel {
                load[burnt.group] += burnt.fuel;
            }
            let stage = Stage { model, h, mass: &self.base_mass, load: &load, flow: &self.base_flow, known: &known };
            stage.solve(frame, which, state, &mut self.work)?;
            if fuel.is_empty() {
                break;
            }
            let growth = self.work.mass.iter().zip(&self.base_mass).map(|(mass, base)| (mass - base) / h);
            load.iter_mut().zip(growth).for_each(|(need, growth)| *need += growth);
            control_flows(&model.grid, &frame.system, &load, state).map_err(|_| Failure::Singular)?;
            let next = burn(model, frame, state);
            let moved = fuel.iter().zip(&next).find(|(before, now)| (before.fuel - now.fuel).abs() > FUEL_CLOSE);
            let Some((burner, _)) = moved else { break };
            if round == FUEL_ROUNDS_MAX {
                return Err(Failure::Fuel(burner.control));
            }
            fuel = next;
        }
        let blocks = &frame.system.arrangement.block;
        let shares = blocks.iter().map(|&block| frame.held_share[block as usize]);
        let supplied: f64 = shares.zip(&self.work.balance).map(|(share, balance)| -share * balance).sum();
        let burnt: f64 = fuel.iter().map(|burnt| burnt.fuel).sum();
        Ok(Crossed { supplied: weight * supplied, withdrawn: weight * withdrawn, burnt: weight * burnt })
    }
}

/// What a drive burns.
pub(crate) struct Burnt {
    pub control: u32,
    /// The group that it is taken from.
    pub group: usize,
    /// kg/s
    pub fuel: f64,
}

/// What drives burn.
pub(crate) fn burn(model: &Model, frame: &Frame, state: &State) -> Vec<Burnt> {
    let controls = (0u32..).zip(&model.grid.controls).zip(&frame.system.modes);
    let burns = controls.filter(|((_, control), _)| control.machine.as_ref().is_some_and(|m| m.fuel_per_joule() > 0.0));
    let burnt = |((c, control), &mode): ((u32, &Control), &Mode)| {
        let fuel = model.fuel(c as usize, mode, state);
        Burnt { control: c, group: control.from as usize, fuel }
    };
    burns.map(burnt).collect()
}

/// Brings the guess of the end as much further as the first stage went beyond its own.
fn correct(end: &mut State, first: &State, guess: &State) {
    let shift = |end: &mut [f64], first: &[f64], guess: &[f64]| {
        end.iter_mut().zip(first).zip(guess).for_each(|((end, first), guess)| *end += first - guess);
    };
    shift(&mut end.squared, &first.squared, &guess.squared);
    shift(&mut end.flow, &first.flow, &guess.flow);
    end.control_flow.clone_from(&first.control_flow);
}

/// Between two states.
pub(crate) fn blend(from: &State, to: &State, share: f64) -> State {
    let mix = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a + share * (b - a)).collect();
    State {
        squared: mix(&from.squared, &to.squared),
        flow: mix(&from.flow, &to.flow),
        control_flow: to.control_flow.clone(),
    }
}
