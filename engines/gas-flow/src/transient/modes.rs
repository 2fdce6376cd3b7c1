//! Modes of controls in the course of time.

use super::error::TransientError;
use super::frame::Frame;
use super::model::Model;
use crate::Mode;
use crate::steady::arrangement::{Arrangement, Clash};
use crate::steady::grid::Role;
use crate::steady::newton::State;
use crate::steady::switching::{Loose, loose_parts, resolve};
use crate::units::MassFlow;

/// Loads below this count as none, kg/s.
const STILL: f64 = 1e-10;
/// Relative difference of squared pressures that counts as none.
const SLACK: f64 = 1e-9;

/// Builds the equations for the modes; mends modes that cannot be. `load` by group.
pub(crate) fn arrange(
    model: &Model,
    load: &[f64],
    state: &State,
    modes: &mut [Mode],
    time: f64,
) -> Result<Frame, TransientError> {
    let grid = &model.grid;
    // Each round closes or opens a control for good, or ends.
    for _ in 0..=4 * grid.controls.len() {
        let mut arrangement = match Arrangement::new(grid, modes) {
            Ok(arrangement) => arrangement,
            Err(clash) => {
                resolve(grid, clash, state, modes).map_err(|clash| contradiction(model, clash, time))?;
                continue;
            }
        };
        // Parts without line-pack have no pressure of their own unless one is held.
        let mut loose = loose_parts(grid, modes, &arrangement);
        loose.retain(|part| part.groups.iter().all(|&group| model.group_volume[group as usize] <= 0.0));
        if open_up(model, load, modes, &loose, time)? {
            continue;
        }
        for part in &loose {
            arrangement.lock(part.groups[0], state.squared[part.groups[0] as usize]);
        }
        if !loose.is_empty() {
            arrangement.number(grid).map_err(|clash| contradiction(model, clash, time))?;
        }
        // What is open or shut by order stays so, whatever would have it otherwise.
        let forced = (0u32..).zip(&grid.controls).zip(&*modes);
        if let Some(((control, _), _)) =
            forced.into_iter().find(|((_, c), mode)| c.off.is_some_and(|off| off != **mode))
        {
            return Err(contradiction(model, Clash::Contradiction(control), time));
        }
        return Frame::new(model, modes.to_vec(), arrangement).map_err(|_| TransientError::Singular { time_s: time });
    }
    Err(TransientError::Switching { time_s: time, element: model.name_of(Role::Control(0)) })
}

/// Opens a closed control at the border of each part that has a load and no supply.
fn open_up(
    model: &Model,
    load: &[f64],
    modes: &mut [Mode],
    loose: &[Loose],
    time: f64,
) -> Result<bool, TransientError> {
    let controls = &model.grid.controls;
    let mut opened = false;
    for part in loose {
        let mut withdrawal: f64 = part.groups.iter().map(|&group| load[group as usize]).sum();
        for &c in part.border.iter().filter(|&&c| modes[c as usize] == Mode::Flow) {
            let control = &controls[c as usize];
            withdrawal -= if part.groups.contains(&control.to) { control.flow_max } else { -control.flow_max };
        }
        if withdrawal.abs() <= STILL {
            continue;
        }
        let Some((control, mode)) = part.opened(&model.grid, modes, withdrawal > 0.0) else {
            let withdrawal = MassFlow::new(withdrawal).unwrap_or(MassFlow::ZERO);
            return Err(TransientError::Stranded { time_s: time, node: model.name(part.groups[0]), withdrawal });
        };
        modes[control as usize] = mode;
        opened = true;
    }
    Ok(opened)
}

/// A set point that fell below the pressure behind it shuts its control: it cannot take gas back.
pub(crate) fn shut_overfilled(model: &Model, state: &State, modes: &mut [Mode]) {
    for (control, mode) in model.grid.controls.iter().zip(modes) {
        let over = control.set.is_some_and(|set| state.squared[control.to as usize] > set * (1.0 + SLACK));
        if over && *mode == Mode::OutletPressure && model.group_volume[control.to as usize] > 0.0 {
            *mode = Mode::Closed;
        }
    }
}

fn contradiction(model: &Model, clash: Clash, time: f64) -> TransientError {
    let (Clash::Close(control) | Clash::Contradiction(control) | Clash::Ring(control)) = clash;
    TransientError::Contradiction { time_s: time, element: model.name_of(Role::Control(control)) }
}
