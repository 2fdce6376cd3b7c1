//! Two stages make a step (SDIRK2, Alexander 1977: L-stable, of second order), and three steps a trial: one whole and
//! two halves, whose difference tells the error.

use super::frame::Frame;
use super::inputs::Side;
use super::model::Model;
use super::stage::{Failure, Stage, Work};
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
}

impl std::ops::AddAssign for Crossed {
    fn add_assign(&mut self, other: Self) {
        self.supplied += other.supplied;
        self.withdrawn += other.withdrawn;
    }
}

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
    /// One step of length `dt` from `time`. `to` holds a guess of the end.
    #[allow(clippy::too_many_arguments)]
    pub fn step(
        &mut self,
        model: &Model,
        frame: &mut Frame,
        which: usize,
        from: &Point,
        (time, dt): (f64, f64),
        to: &mut Point,
    ) -> Result<Crossed, Failure> {
        let h = GAMMA * dt;
        let mut crossed = Crossed::default();
        let mut first = blend(&from.state, &to.state, GAMMA);
        self.base_mass.clone_from(&from.mass);
        self.base_flow.clone_from(&from.state.flow);
        let whole = dt * (1.0 - GAMMA);
        crossed += self.stage(model, frame, which, (time + h, h), whole, &mut first)?;
        let share = (1.0 - GAMMA) / GAMMA;
        for ((base, mass), before) in self.base_mass.iter_mut().zip(&self.work.mass).zip(&from.mass) {
            *base += share * (mass - before);
        }
        for ((base, flow), before) in self.base_flow.iter_mut().zip(&first.flow).zip(&from.state.flow) {
            *base += share * (flow - before);
        }
        crossed += self.stage(model, frame, which, (time + dt, h), h, &mut to.state)?;
        to.mass.clone_from(&self.work.mass);
        to.growth.clear();
        to.growth.extend(to.mass.iter().zip(&self.base_mass).map(|(mass, base)| (mass - base) / h));
        Ok(crossed)
    }

    /// A stage that ends at `time`; what crosses the border counts for `weight` seconds.
    fn stage(
        &mut self,
        model: &Model,
        frame: &mut Frame,
        which: usize,
        (time, h): (f64, f64),
        weight: f64,
        state: &mut State,
    ) -> Result<Crossed, Failure> {
        model.loads(time, Side::Before, &mut self.by_node, &mut self.load);
        let known = frame.known(model, time, Side::Before);
        let stage = Stage { model, h, mass: &self.base_mass, load: &self.load, flow: &self.base_flow, known: &known };
        stage.solve(frame, which, state, &mut self.work)?;
        let blocks = &frame.system.arrangement.block;
        let shares = blocks.iter().map(|&block| frame.held_share[block as usize]);
        let supplied: f64 = shares.zip(&self.work.balance).map(|(share, balance)| -share * balance).sum();
        Ok(Crossed { supplied: weight * supplied, withdrawn: weight * self.load.iter().sum::<f64>() })
    }
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
