//! The march through time.

use super::course::{Account, Outcome, Shortfall, Snapshot, Stop};
use super::error::TransientError;
use super::frame::Frame;
use super::inputs::Side;
use super::model::Model;
use super::modes::{arrange, shut_overfilled};
use super::options::TransientOptions;
use super::report;
use super::stage::Failure;
use super::step::{Crossed, HALF, Point, Stepper, WHOLE, blend};
use crate::Mode;
use crate::network::node_index;
use crate::steady::flows::control_flows;
use crate::steady::grid::Role;
use crate::steady::newton::{SQUARED_MIN, State};
use crate::steady::switching::misfits;

/// The error of the halves is this share of their difference from the whole: one over 2² - 1.
const RICHARDSON: f64 = 1.0 / 3.0;
/// How the next step follows from the error of the last.
const SAFETY: f64 = 0.9;
const GROWTH_MAX: f64 = 3.0;
const SHRINK_MIN: f64 = 0.2;
/// After Newton's failure.
const SHRINK_FAILED: f64 = 0.25;
/// First step of all, s.
const FIRST_STEP_S: f64 = 60.0;
/// Where the shortest step fails, this pressure or less tells that the line-pack has run out, Pa.
const EMPTY_PA: f64 = 50_000.0;
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
    /// The last step, to guess the next from.
    last: Option<(State, f64)>,
    dt: f64,
    stepper: Stepper,
    pub crossed: Crossed,
    pub start_kg: f64,
    shortfalls: Vec<Option<f64>>,
    switches: usize,
    steps: usize,
    rejected: usize,
}

/// A step on trial.
struct Trial {
    end: Point,
    crossed: Crossed,
    /// As a multiple of what is tolerated.
    error: f64,
    wanted: Vec<(u32, Mode)>,
}

impl Runner {
    /// At the start, in a steady state.
    pub fn new(
        mut model: Model,
        options: TransientOptions,
        state: State,
        mut modes: Vec<Mode>,
    ) -> Result<Self, TransientError> {
        let (mut by_node, mut load) = (Vec::new(), Vec::new());
        model.loads(0.0, Side::After, &mut by_node, &mut load);
        let mut mass = Vec::new();
        model.masses(&state.squared, &mut mass);
        let growth = vec![0.0; model.grid.groups];
        let start_kg = mass.iter().sum();
        // Failures at the start come after it.
        model.update(-f64::MIN_POSITIVE);
        let frame = arrange(&model, &load, &state, &mut modes, 0.0)?;
        let shortfalls = vec![None; model.nodes];
        let mut runner = Self {
            model,
            options,
            frame,
            modes_before: modes.clone(),
            modes,
            now: Point { state, mass, growth },
            time: 0.0,
            last: None,
            dt: FIRST_STEP_S.min(options.step_max_s),
            stepper: Stepper::default(),
            crossed: Crossed::default(),
            start_kg,
            shortfalls,
            switches: 0,
            steps: 0,
            rejected: 0,
        };
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
        let mut breaks = breaks.into_iter().peekable();
        self.change()?;
        let mut output = 1.0;
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
        if !self.model.update(self.time) {
            return Ok(());
        }
        let mut modes = self.modes.clone();
        shut_overfilled(&self.model, &self.now.state, &mut modes);
        self.rearrange(modes)
    }

    fn rearrange(&mut self, mut modes: Vec<Mode>) -> Result<(), TransientError> {
        let (mut by_node, mut load) = (Vec::new(), Vec::new());
        self.model.loads(self.time, Side::After, &mut by_node, &mut load);
        self.frame = arrange(&self.model, &load, &self.now.state, &mut modes, self.time)?;
        self.modes = modes;
        self.last = None;
        Ok(())
    }

    /// To a time, in as many steps as it takes.
    fn march(&mut self, until: f64) -> Result<Option<Stop>, TransientError> {
        while self.time < until {
            let remaining = until - self.time;
            let count = (remaining / self.dt * (1.0 - 1e-9)).ceil().max(1.0);
            let (dt, last) = (remaining / count, count <= 1.0);
            if let Some(stop) = self.advance(dt, last.then_some(until))? {
                return Ok(Some(stop));
            }
            // Set points on a ramp must reach the next arrangement.
            if !self.model.grid.controls.is_empty() && self.time < until {
                self.change()?;
            }
        }
        Ok(None)
    }

    /// One accepted step of at most `dt`; `until` is its end if it is taken in full.
    fn advance(&mut self, mut dt: f64, mut until: Option<f64>) -> Result<Option<Stop>, TransientError> {
        let mut tried = vec![self.modes.clone()];
        loop {
            let trial = match self.attempt(dt) {
                Ok(trial) => trial,
                Err(failure) => {
                    if dt * SHRINK_FAILED < self.options.step_min_s {
                        return self.give_up(failure, dt).map(Some);
                    }
                    (dt, until) = (dt * SHRINK_FAILED, None);
                    self.dt = dt;
                    self.rejected += 1;
                    continue;
                }
            };
            let factor = (SAFETY * trial.error.powf(-1.0 / 3.0)).clamp(SHRINK_MIN, GROWTH_MAX);
            if trial.error > 1.0 && dt > self.options.step_min_s {
                (dt, until) = ((dt * factor).max(self.options.step_min_s), None);
                self.dt = dt;
                self.rejected += 1;
                continue;
            }
            if !trial.wanted.is_empty() {
                if dt > self.options.switch_within_s {
                    (dt, until) = ((0.5 * dt).max(self.options.switch_within_s), None);
                    self.dt = dt;
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
            self.accept(trial, dt, until, factor)?;
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

    fn accept(&mut self, trial: Trial, dt: f64, until: Option<f64>, factor: f64) -> Result<(), TransientError> {
        let before = std::mem::replace(&mut self.now, trial.end);
        let start = self.time;
        self.time = until.unwrap_or(start + dt);
        self.modes_before.clone_from(&self.modes);
        self.crossed += trial.crossed;
        self.steps += 1;
        self.watch_minimum(Some((&before.state, start)));
        self.last = Some((before.state, dt));
        // A step cut short by an output says little about the next.
        self.dt = (dt * factor).max(if factor >= 1.0 { self.dt } else { 0.0 }).min(self.options.step_max_s);
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

    /// A whole step and two halves.
    fn attempt(&mut self, dt: f64) -> Result<Trial, Failure> {
        let Self { model, frame, stepper, now, time, .. } = self;
        let guess = match &self.last {
            Some((before, last)) => blend(before, &now.state, 1.0 + dt / last),
            None => now.state.clone(),
        };
        let mut whole = Point { state: guess, ..Point::default() };
        stepper.step(model, frame, WHOLE, now, (*time, dt), &mut whole)?;
        let half = 0.5 * dt;
        let mut middle = Point { state: blend(&now.state, &whole.state, 0.5), ..Point::default() };
        let mut crossed = stepper.step(model, frame, HALF, now, (*time, half), &mut middle)?;
        let mut end = Point { state: whole.state.clone(), ..Point::default() };
        crossed += stepper.step(model, frame, HALF, &middle, (*time + half, half), &mut end)?;
        let pressure = |squared: f64| squared.max(SQUARED_MIN).sqrt();
        let pairs = end.state.squared.iter().zip(&whole.state.squared);
        let difference = pairs.map(|(&a, &b)| (pressure(a) - pressure(b)).abs()).fold(0.0, f64::max);
        let error = RICHARDSON * difference / self.options.tolerance_pa;
        self.settle_controls(&mut end, self.time + dt, Side::Before)?;
        // Modes must fit the set points at the end of the step.
        self.model.aim(self.time + dt, Side::Before);
        let wanted = misfits(&self.model.grid, &self.model.gas, &self.modes, &end.state);
        self.model.aim(self.time, Side::After);
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
        control_flows(&self.model.grid, &self.frame.system, &need, &mut point.state).map_err(|_| Failure::Singular)
    }

    /// Notes nodes that are below their minimum pressure for the first time.
    fn watch_minimum(&mut self, before: Option<(&State, f64)>) {
        for (at, node) in self.model.network.nodes()[..self.model.nodes].iter().enumerate() {
            let (Some(least), None) = (node.pressure_min, self.shortfalls[at]) else { continue };
            let group = self.model.group(node_index(at));
            let pressure = |state: &State| state.squared[group].max(SQUARED_MIN).sqrt();
            let now = pressure(&self.now.state);
            if now >= least.si() {
                continue;
            }
            self.shortfalls[at] = Some(match before {
                Some((state, start)) if pressure(state) > now => {
                    let share = (pressure(state) - least.si()) / (pressure(state) - now);
                    start + share.clamp(0.0, 1.0) * (self.time - start)
                }
                _ => self.time,
            });
        }
    }

    /// The node with the lowest pressure.
    fn lowest(&self) -> Stop {
        let squared = |group: u32| self.now.state.squared[group as usize];
        let groups = self.model.grid.group_of_node.iter().copied();
        let group = groups.min_by(|&a, &b| squared(a).total_cmp(&squared(b))).unwrap_or(0);
        Stop { time_s: self.time, node: self.model.name(group), pressure_pa: squared(group).max(0.0).sqrt() }
    }

    fn ran_dry(&self) -> Option<Stop> {
        let lowest = self.lowest();
        (lowest.pressure_pa <= SQUARED_MIN.sqrt()).then_some(lowest)
    }

    /// The shortest step failed: either the line-pack has run out, or that is an error.
    fn give_up(&self, failure: Failure, step_s: f64) -> Result<Stop, TransientError> {
        let lowest = self.lowest();
        if lowest.pressure_pa < EMPTY_PA {
            return Ok(lowest);
        }
        let time_s = self.time;
        Err(match failure {
            Failure::Singular => TransientError::Singular { time_s },
            Failure::Stalled(link) => {
                TransientError::NoConvergence { time_s, step_s, element: self.model.name_of(Role::Link(link)) }
            }
        })
    }

    pub fn account(&self) -> Account {
        Account {
            linepack_start_kg: self.start_kg,
            linepack_kg: self.now.mass.iter().sum(),
            supplied_kg: self.crossed.supplied,
            withdrawn_kg: self.crossed.withdrawn,
        }
    }

    fn outcome(&self, stop: Option<Stop>) -> Outcome {
        let noted = self.shortfalls.iter().enumerate();
        let mut shortfalls: Vec<Shortfall> =
            noted.filter_map(|(node, time)| time.map(|time_s| Shortfall { node: node_index(node), time_s })).collect();
        shortfalls.sort_by(|a, b| a.time_s.total_cmp(&b.time_s));
        Outcome {
            account: self.account(),
            shortfalls,
            stop,
            steps: self.steps,
            rejected: self.rejected,
            factorisations: self.stepper.work.factorisations,
            cells: self.model.volume.iter().filter(|&&volume| volume > 0.0).count(),
        }
    }
}
