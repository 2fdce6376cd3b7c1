//! A step on trial, whole and in halves.

use super::error::TransientError;
use super::profile::Side;
use super::run::{GROWTH_MAX, Runner};
use super::stage::Failure;
use super::step::{Burnt, Crossed, HALF, Point, WHOLE, blend, burn};
use crate::Mode;
use crate::steady::flows::control_flows;
use crate::steady::newton::SQUARED_MIN;
use crate::steady::switching::misfits;

/// The error of the halves is this share of their difference from the whole: one over 2² - 1.
const RICHARDSON: f64 = 1.0 / 3.0;

/// A step on trial.
pub(crate) struct Trial {
    pub end: Point,
    pub crossed: Crossed,
    /// As a multiple of what is tolerated.
    pub error: f64,
    pub wanted: Vec<(u32, Mode)>,
}

impl Runner {
    /// A whole step and two halves, of length `dt` to the time `until`.
    pub(super) fn attempt(&mut self, dt: f64, until: f64) -> Result<Trial, Failure> {
        let trial = self.try_step(dt, until);
        self.model.aim(self.time, Side::After);
        trial
    }

    fn try_step(&mut self, dt: f64, until: f64) -> Result<Trial, Failure> {
        let Self { model, frame, stepper, now, time, .. } = self;
        let guess = match &self.last {
            // Of a much shorter step nothing follows for one so long.
            Some((before, last)) => blend(before, &now.state, 1.0 + (dt / last).min(GROWTH_MAX)),
            None => now.state.clone(),
        };
        let mut whole = Point { state: guess, ..Point::default() };
        stepper.step(model, frame, WHOLE, now, (*time, until, dt), &mut whole)?;
        let half = 0.5 * dt;
        let mut middle = Point { state: blend(&now.state, &whole.state, 0.5), ..Point::default() };
        let mut crossed = stepper.step(model, frame, HALF, now, (*time, *time + half, half), &mut middle)?;
        let mut end = Point { state: whole.state.clone(), ..Point::default() };
        crossed += stepper.step(model, frame, HALF, &middle, (*time + half, until, half), &mut end)?;
        let pressure = |squared: f64| squared.max(SQUARED_MIN).sqrt();
        let pairs = end.state.squared.iter().zip(&whole.state.squared);
        let difference = pairs.map(|(&a, &b)| (pressure(a) - pressure(b)).abs()).fold(0.0, f64::max);
        let error = RICHARDSON * difference / self.options.tolerance_pa;
        // Inputs stand at the end of the step, where modes must fit.
        self.settle_controls(&mut end, until, Side::Before)?;
        let wanted = misfits(&self.model.grid, &self.model.gas, &self.modes, &end.state);
        Ok(Trial { end, crossed, error, wanted })
    }

    /// Flows of the controls that follow from balances.
    fn settle_controls(&self, point: &mut Point, time: f64, side: Side) -> Result<(), Failure> {
        if self.model.grid.controls.is_empty() {
            return Ok(());
        }
        let (mut by_node, mut need) = (Vec::new(), Vec::new());
        self.model.loads(time, side, &mut by_node, &mut need);
        need.iter_mut().zip(&point.growth).for_each(|(need, growth)| *need += growth);
        for Burnt { group, fuel, .. } in burn(&self.model, &self.frame, &point.state) {
            need[group] += fuel;
        }
        control_flows(&self.model.grid, &self.frame.system, &need, &mut point.state).map_err(|_| Failure::Singular)
    }

    /// Brings the start into line: what has neither line-pack nor inertia follows from what has.
    pub(super) fn settle(&mut self, at_rest: bool) -> Result<(), TransientError> {
        let mut point = std::mem::take(&mut self.now);
        let (time, h) = (self.time, self.options.step_min_s);
        let mut settled = Ok(());
        if !at_rest {
            settled = self.stepper.settle(&mut self.model, &mut self.frame, (time, h), &mut point);
            self.model.aim(time, Side::After);
        }
        let settled = settled.and_then(|()| self.settle_controls(&mut point, time, Side::After));
        self.now = point;
        settled.map_err(|failure| self.failed(failure, h))
    }
}
