//! Modes and flows that fit each other: Newton in the modes at hand, then other modes, until both do.

use super::arrangement::{Arrangement, Clash};
use super::control::{Control, Mode};
use super::flows::control_flows;
use super::newton::{Failure, Newton, Out, State, Tolerance};
use super::switching::{Loose, Search, Ways, are_few, loose_parts, misfits, resolve};
use super::system::System;
use super::{Steady, SteadyError};

/// Rounds of flow and fuel: each leaves the share of the flow that is burnt, so that a few are enough.
const FUEL_ROUNDS_MAX: usize = 100;

/// What modes brought about that have a steady flow.
enum Fit {
    /// All fit; the control whose fuel has not come to rest yet.
    All { moved: Option<u32> },
    /// These do not, and would fit in these modes.
    Misfits(Vec<(u32, Mode)>),
}

/// Modes without steady flow: why, and what may help.
struct Dead {
    error: SteadyError,
    ways: Ways,
}

impl From<SteadyError> for Dead {
    fn from(error: SteadyError) -> Self {
        Self { error, ways: Ways::OneOf(Vec::new()) }
    }
}

impl Steady<'_> {
    /// Newton, then modes, until both fit.
    pub(super) fn find_modes(
        &mut self,
        load: &[f64],
        out: Option<Out>,
        state: &mut State,
        modes: &mut [Mode],
        mut cold: bool,
    ) -> Result<usize, SteadyError> {
        let mut search = Search::default();
        let mut reason = None;
        let (mut factorisations, mut fuel_rounds) = (0, 0);
        loop {
            let tried = self.attempt(load, out, state, modes, cold, search.mends(), &mut factorisations);
            let warm = !std::mem::replace(&mut cold, true);
            let ways = match tried {
                Ok(Fit::All { moved: None }) => return Ok(factorisations),
                Ok(Fit::All { moved: Some(moved) }) => {
                    fuel_rounds += 1;
                    if fuel_rounds == FUEL_ROUNDS_MAX {
                        return Err(self.fuel(moved, fuel_rounds));
                    }
                    cold = false;
                    continue;
                }
                Ok(Fit::Misfits(wanted)) => Ways::Together(wanted),
                Err(Dead { error, ways }) => {
                    *state = self.cold_state();
                    if warm {
                        continue;
                    }
                    keep_reason(&mut reason, error);
                    ways
                }
            };
            if let Err(exhausted) = search.go_on(&self.grid, modes, ways) {
                return Err(reason.unwrap_or_else(|| self.undecided(&exhausted, modes, state)));
            }
        }
    }

    /// Newton in the modes at hand. `mend`: modes that cannot be may change.
    #[expect(clippy::too_many_arguments, reason = "what one try needs and nothing else does")]
    fn attempt(
        &mut self,
        load: &[f64],
        out: Option<Out>,
        state: &mut State,
        modes: &mut [Mode],
        cold: bool,
        mend: bool,
        factorisations: &mut usize,
    ) -> Result<Fit, Dead> {
        self.arrange(load, state, modes, mend)?;
        let Some(system) = self.systems.present_mut() else { return Err(SteadyError::Singular.into()) };
        let tolerance = Tolerance {
            pressure_pa: self.options.pressure_tolerance_pa,
            flow_kg_per_s: self.options.flow_tolerance_kg_per_s,
            steps_max: self.options.steps_max,
        };
        let newton = Newton { grid: &self.grid, gas: &self.gas, load, out, tolerance };
        match newton.run(system, state, &mut self.work, cold) {
            Ok(steps) => *factorisations += steps,
            Err(failure) => {
                // Far below vacuum numbers are so large that rounding may keep Newton from its tolerance.
                let error = self.overload(state, modes).unwrap_or_else(|| self.failed(failure));
                return Err(Dead { error, ways: Ways::Together(self.ways_out(load, failure, modes, state)?) });
            }
        }
        let before = state.control_flow.clone();
        let wanted = self.misfits(load, modes, state)?;
        if !wanted.is_empty() {
            return Ok(Fit::Misfits(wanted));
        }
        let opened = self.feed_locked(load, modes, state)?;
        if !opened.is_empty() {
            return Ok(Fit::Misfits(opened));
        }
        // Machines may lift the gas another way, and there may be another balance of regulators: looking for it among many
        // would cost more than it brings.
        let lifts = self.grid.controls.iter().any(|control| control.ratio_max > 1.0);
        if (lifts || are_few(&self.grid))
            && let Some(error) = self.overload(state, modes)
        {
            return Err(error.into());
        }
        Ok(Fit::All { moved: self.fuel_moved(&before, state) })
    }

    /// Sets the flows of controls, and tells those whose modes do not fit.
    fn misfits(&self, load: &[f64], modes: &[Mode], state: &mut State) -> Result<Vec<(u32, Mode)>, SteadyError> {
        let fuelled = self.with_fuel(load, modes, state);
        let Some(system) = self.systems.present() else { return Err(SteadyError::Singular) };
        control_flows(&self.grid, system, &fuelled, state).map_err(|_| SteadyError::Singular)?;
        Ok(misfits(&self.grid, &self.gas, modes, state))
    }

    /// A part that no pressure holds may stand in front of a control that draws gas from it: something at its border
    /// must open then.
    fn feed_locked(&self, load: &[f64], modes: &[Mode], state: &State) -> Result<Vec<(u32, Mode)>, Dead> {
        let Some(system) = self.systems.present() else { return Err(SteadyError::Singular.into()) };
        let loose = loose_parts(&self.grid, modes, &system.arrangement);
        if loose.is_empty() {
            return Ok(Vec::new());
        }
        let mut need = self.with_fuel(load, modes, state);
        for ((control, flow), mode) in self.grid.controls.iter().zip(&state.control_flow).zip(modes) {
            if *mode != Mode::Flow {
                need[control.from as usize] += flow;
                need[control.to as usize] -= flow;
            }
        }
        let mut open = modes.to_vec();
        self.open_up(&need, &mut open, &loose)?;
        Ok((0u32..).zip(open).filter(|&(c, mode)| mode != modes[c as usize]).collect())
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
        if matches!(failure, Failure::Stalled { .. }) && self.overload(state, modes).is_some() {
            return self.misfits(load, modes, state);
        }
        let drives = |(c, control): (u32, &Control)| {
            let works = matches!(modes[c as usize], Mode::OutletPressure | Mode::Ratio | Mode::Power);
            (control.machine.is_some() && works).then_some((c, Mode::Closed))
        };
        Ok((0u32..).zip(&self.grid.controls).filter_map(drives).collect())
    }

    /// Builds the system for the modes, unless it is there. `mend`: modes that cannot be are changed.
    fn arrange(&mut self, load: &[f64], state: &State, modes: &mut [Mode], mend: bool) -> Result<(), Dead> {
        if self.systems.turn_to(modes) {
            return Ok(());
        }
        // Each round closes or opens a control for good, or ends.
        for _ in 0..=4 * self.grid.controls.len() {
            let mut arrangement = match Arrangement::new(&self.grid, modes) {
                Ok(arrangement) => arrangement,
                Err(clash) if mend => {
                    resolve(&self.grid, clash, state, modes).map_err(|clash| self.dead(clash))?;
                    continue;
                }
                Err(clash) => return Err(self.dead(clash)),
            };
            let loose = loose_parts(&self.grid, modes, &arrangement);
            let mut open = modes.to_vec();
            if self.open_up(load, &mut open, &loose)? {
                if !mend {
                    return Err(SteadyError::Singular.into());
                }
                modes.copy_from_slice(&open);
                continue;
            }
            for part in &loose {
                arrangement.lock(part.groups[0], state.squared[part.groups[0] as usize]);
            }
            if !loose.is_empty() {
                arrangement.number(&self.grid).map_err(|clash| self.dead(clash))?;
            }
            let system = System::new(&self.grid, modes.to_vec(), arrangement).map_err(|_| SteadyError::Singular)?;
            self.systems.add(system);
            return Ok(());
        }
        Err(SteadyError::Singular.into())
    }

    fn dead(&self, clash: Clash) -> Dead {
        let (Clash::Close(c) | Clash::Contradiction(c) | Clash::Ring(c)) = clash;
        Dead { error: self.clash(clash), ways: Ways::at(&self.grid, c) }
    }

    /// Opens a closed control at the border of each part that has a load and no supply.
    fn open_up(&self, load: &[f64], modes: &mut [Mode], loose: &[Loose]) -> Result<bool, Dead> {
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
            let Some((control, mode)) = part.opened(&self.grid, modes, withdrawal > 0.0) else {
                return Err(Dead {
                    error: self.stranded(part, withdrawal),
                    ways: Ways::among(&self.grid, &part.border),
                });
            };
            modes[control as usize] = mode;
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

/// Keeps the error that tells most, the first of equals: numbers tell little of a network, and gas that is locked in or cannot come
/// tells what was shut on trial, not what lacks where it may flow.
fn keep_reason(reason: &mut Option<SteadyError>, error: SteadyError) {
    let telling = |error: &SteadyError| match error {
        SteadyError::Singular | SteadyError::NoConvergence { .. } => 0,
        SteadyError::Stranded { .. } => 1,
        _ => 2,
    };
    if reason.as_ref().is_none_or(|reason| telling(reason) < telling(&error)) {
        *reason = Some(error);
    }
}
