//! The march through time.

use super::attempt::Trial;
use super::course::{Outcome, Snapshot, Stop};
use super::error::TransientError;
use super::frame::Frame;
use super::model::Model;
use super::modes::{arrange, shut_overfilled};
use super::options::TransientOptions;
use super::profile::Side;
use super::report;
use super::start::Start;
use super::step::{Crossed, Point, Stepper};
use crate::Mode;
use crate::steady::grid::Role;
use crate::steady::newton::State;

/// How the next step follows from the error of the last.
const SAFETY: f64 = 0.9;
pub(super) const GROWTH_MAX: f64 = 3.0;
const SHRINK_MIN: f64 = 0.2;
/// After Newton's failure.
const SHRINK_FAILED: f64 = 0.25;
/// A step that leaves less than this share of its length to where it should end, ends there.
const SNAP: f64 = 1e-9;
/// First step of all, s.
const FIRST_STEP_S: f64 = 60.0;
/// Steps in a row that end with a switch.
const SWITCHES_MAX: usize = 2_000;

pub(crate) struct Runner {
    pub model: Model,
    pub options: TransientOptions,
    pub frame: Frame,
    pub modes: Vec<Mode>,
    /// The modes of the last step.
    pub modes_before: Vec<Mode>,
    pub now: Point,
    pub time: f64,
    pub start_s: f64,
    /// The last step, to guess the next from.
    pub last: Option<(State, f64)>,
    pub step_s: f64,
    pub stepper: Stepper,
    pub crossed: Crossed,
    pub start_kg: f64,
    pub shortfalls: Vec<Option<f64>>,
    switches: usize,
    pub steps: usize,
    pub rejected: usize,
}

impl Runner {
    /// At the start; the inputs of the model stand there already.
    pub fn new(model: Model, options: TransientOptions, start: Start) -> Result<Self, TransientError> {
        let Start { time, state, mut modes, step_s, at_rest } = start;
        let (mut by_node, mut load, mut mass) = (Vec::new(), Vec::new(), Vec::new());
        model.loads(time, Side::After, &mut by_node, &mut load);
        model.masses(&state.squared, &mut mass);
        let growth = vec![0.0; model.grid.groups];
        let start_kg = mass.iter().sum();
        if !at_rest {
            shut_overfilled(&model, &state, &mut modes);
        }
        let frame = arrange(&model, &load, &state, &mut modes, time)?;
        let shortfalls = vec![None; model.nodes];
        let mut runner = Self {
            model,
            options,
            frame,
            modes_before: modes.clone(),
            modes,
            now: Point { state, mass, growth },
            time,
            start_s: time,
            last: None,
            step_s: step_s.unwrap_or(FIRST_STEP_S).clamp(options.step_min_s, options.step_max_s),
            stepper: Stepper::default(),
            crossed: Crossed::default(),
            start_kg,
            shortfalls,
            switches: 0,
            steps: 0,
            rejected: 0,
        };
        runner.start_powers();
        runner.settle(at_rest)?;
        runner.watch_minimum(None);
        Ok(runner)
    }

    /// Runs to the end; shows a snapshot at each output time.
    pub fn run(
        &mut self,
        duration: f64,
        every: f64,
        show: &mut dyn FnMut(Snapshot),
    ) -> Result<Outcome, TransientError> {
        show(report::snapshot(self)?);
        let breaks = std::mem::take(&mut self.model.inputs.breaks);
        let start = self.time;
        let mut breaks = breaks.into_iter().filter(|&bend| bend > start).peekable();
        self.change()?;
        let mut output = (start / every * (1.0 + 1e-12)).floor() + 1.0;
        while self.time < duration {
            let next = if output * every < duration * (1.0 - 1e-12) { output * every } else { duration };
            let bend = breaks.peek().copied().filter(|&bend| bend <= next);
            if let Some(stop) = self.march(bend.unwrap_or(next))? {
                return Ok(self.outcome(Some(stop)));
            }
            if self.time >= next {
                show(report::snapshot(self)?);
                output += 1.0;
            }
            if bend.is_some() {
                breaks.next();
                self.last = None;
                self.change()?;
            }
        }
        Ok(self.outcome(None))
    }

    /// Takes over what is held and set from now on.
    fn change(&mut self) -> Result<(), TransientError> {
        let changed = self.model.aim(self.time, Side::After);
        if !changed.any {
            return Ok(());
        }
        let mut modes = self.modes.clone();
        for control in changed.restarted {
            modes[control as usize] = self.model.grid.controls[control as usize].start();
        }
        shut_overfilled(&self.model, &self.now.state, &mut modes);
        self.rearrange(modes)
    }

    fn rearrange(&mut self, mut modes: Vec<Mode>) -> Result<(), TransientError> {
        let (mut by_node, mut load) = (Vec::new(), Vec::new());
        self.model.loads(self.time, Side::After, &mut by_node, &mut load);
        self.frame = arrange(&self.model, &load, &self.now.state, &mut modes, self.time)?;
        self.modes = modes;
        self.last = None;
        self.start_powers();
        Ok(())
    }

    /// A machine that enters its power limit with no flow starts with what it could lift by its greatest ratio.
    pub(super) fn start_powers(&mut self) {
        let Self { model, frame, now, .. } = self;
        for (c, control, _) in frame.powered(&model.grid) {
            let front = model.gas.end(now.state.squared[control.from as usize]).pressure.powi(2);
            let flow = &mut now.state.control_flow[c];
            if *flow <= 0.0 {
                *flow = control.power_flow(&model.gas.factor, front).unwrap_or(*flow);
            }
        }
    }

    /// To a time, in as many steps as it takes.
    fn march(&mut self, until: f64) -> Result<Option<Stop>, TransientError> {
        while self.time < until {
            let remaining = until - self.time;
            let count = (remaining / self.step_s * (1.0 - SNAP)).ceil().max(1.0);
            if let Some(stop) = self.advance(remaining / count, until)? {
                return Ok(Some(stop));
            }
            // Set points on a ramp must reach the next arrangement.
            if !self.model.grid.controls.is_empty() && self.time < until {
                self.change()?;
            }
        }
        Ok(None)
    }

    /// One accepted step of at most `dt`, no further than `until`.
    fn advance(&mut self, mut dt: f64, until: f64) -> Result<Option<Stop>, TransientError> {
        let mut tried = vec![self.modes.clone()];
        loop {
            // To the bit: what jumps there must not be seen from before.
            let end = self.time + dt;
            let end = if until - end < SNAP * dt { until } else { end };
            let trial = match self.attempt(dt, end) {
                Ok(trial) => trial,
                Err(failure) => {
                    if dt * SHRINK_FAILED < self.options.step_min_s {
                        return self.give_up(failure, dt).map(Some);
                    }
                    dt *= SHRINK_FAILED;
                    self.step_s = dt;
                    self.rejected += 1;
                    continue;
                }
            };
            let factor = (SAFETY * trial.error.powf(-1.0 / 3.0)).clamp(SHRINK_MIN, GROWTH_MAX);
            if trial.error > 1.0 && dt > self.options.step_min_s {
                dt = (dt * factor).max(self.options.step_min_s);
                self.step_s = dt;
                self.rejected += 1;
                continue;
            }
            if !trial.wanted.is_empty() {
                if dt > self.options.switch_within_s {
                    dt = (0.5 * dt).max(self.options.switch_within_s);
                    self.step_s = dt;
                    self.rejected += 1;
                    continue;
                }
                let modes = self.switched(&trial.wanted);
                if !tried.contains(&modes) {
                    tried.push(modes.clone());
                    self.rejected += 1;
                    self.rearrange(modes)?;
                    continue;
                }
            }
            self.accept(trial, dt, end, factor)?;
            return Ok(self.ran_dry());
        }
    }

    fn switched(&self, wanted: &[(u32, Mode)]) -> Vec<Mode> {
        let mut modes = self.modes.clone();
        for &(control, mode) in wanted {
            modes[control as usize] = mode;
        }
        modes
    }

    fn accept(&mut self, trial: Trial, dt: f64, end: f64, factor: f64) -> Result<(), TransientError> {
        let before = std::mem::replace(&mut self.now, trial.end);
        let start = self.time;
        self.time = end;
        self.modes_before.clone_from(&self.modes);
        self.crossed += trial.crossed;
        self.steps += 1;
        self.watch_minimum(Some((&before.state, start)));
        self.last = Some((before.state, dt));
        // A step cut short by an output says little about the next.
        let least = if factor >= 1.0 { self.step_s } else { self.options.step_min_s };
        self.step_s = (dt * factor).max(least).min(self.options.step_max_s);
        if trial.wanted.is_empty() {
            self.switches = 0;
            return Ok(());
        }
        self.switches += 1;
        if self.switches > SWITCHES_MAX {
            let element = self.model.name_of(Role::Control(trial.wanted[0].0));
            return Err(TransientError::Switching { time_s: self.time, element });
        }
        self.rearrange(self.switched(&trial.wanted))
    }
}
