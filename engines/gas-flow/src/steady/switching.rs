//! Finding the modes of all controls: those that fit the pressures and flows that they bring about.

use std::collections::{HashMap, HashSet};

use super::arrangement::{Anchor, Arrangement, Clash};
use super::control::{ControlState, Mode};
use super::grid::Grid;
use super::newton::{Gas, State};
use crate::topology::DisjointSets;

/// Relative tolerance on squared pressures and power, and on flows (kg/s), within which a mode is left alone.
const SLACK: f64 = 1e-9;
const STILL: f64 = 1e-9;

/// Keeps controls from switching for ever. As long as modes are new, all that ought to switch do so at once. When modes
/// come back, one switches at a time, the one that has waited longest; when the same one has to switch from the same
/// modes again, there is no hope.
#[derive(Default)]
pub(crate) struct Guard {
    seen: HashSet<Vec<Mode>>,
    careful: HashSet<(Vec<Mode>, u32)>,
    /// When each control switched last, counting switches.
    last: HashMap<u32, usize>,
    count: usize,
}

/// Modes come back even so: these still want to switch.
pub(crate) struct Cycle(pub Vec<u32>);

impl Guard {
    /// Switches what ought to; false if all modes fit.
    pub fn switch(&mut self, modes: &mut [Mode], wanted: &[(u32, Mode)]) -> Result<bool, Cycle> {
        if wanted.is_empty() {
            return Ok(false);
        }
        let mut wanted = wanted.to_vec();
        if !self.seen.insert(modes.to_vec()) || !self.careful.is_empty() {
            wanted.sort_by_key(|(control, _)| (self.last.get(control).copied(), *control));
            if !self.careful.insert((modes.to_vec(), wanted[0].0)) {
                return Err(Cycle(wanted.iter().map(|&(control, _)| control).collect()));
            }
            wanted.truncate(1);
        }
        self.count += 1;
        for (control, mode) in wanted {
            modes[control as usize] = mode;
            self.last.insert(control, self.count);
        }
        Ok(true)
    }
}

/// Controls whose mode does not fit a state, each with the mode that would.
#[allow(clippy::cast_possible_truncation)]
pub(crate) fn misfits(grid: &Grid, gas: &Gas, modes: &[Mode], state: &State) -> Vec<(u32, Mode)> {
    let mut wanted = Vec::new();
    for (c, control) in grid.controls.iter().enumerate() {
        let [from, to] =
            [control.from, control.to].map(|group| gas.end(state.squared[group as usize]).pressure.powi(2));
        let flow = state.control_flow[c];
        let machine = control.machine.as_ref();
        let power = machine.map_or(0.0, |machine| machine.power(&gas.factor, modes[c], flow, from, to));
        let seen = ControlState { from, to, flow, power, slack: SLACK, still: STILL };
        let next = control.next(modes[c], &seen);
        if next != modes[c] {
            wanted.push((c as u32, next));
        }
    }
    wanted
}

/// A part of the network that no pressure holds, in the present modes.
pub(crate) struct Loose {
    pub groups: Vec<u32>,
    /// Controls at its border, closed or at a limit of flow.
    pub border: Vec<u32>,
}

/// Parts in which no pressure is known.
#[allow(clippy::cast_possible_truncation)]
pub(crate) fn loose_parts(grid: &Grid, modes: &[Mode], arrangement: &Arrangement) -> Vec<Loose> {
    let mut sets = DisjointSets::new(arrangement.blocks.len());
    let block = |group: u32| arrangement.block[group as usize];
    for link in grid.core.iter().map(|&link| &grid.links[link as usize]) {
        sets.join(block(link.from), block(link.to));
    }
    for (control, _) in grid.controls.iter().zip(modes).filter(|(_, mode)| **mode == Mode::Power) {
        sets.join(block(control.from), block(control.to));
    }
    let (part, parts) = sets.number();
    let mut anchored = vec![false; parts];
    for (block, &part) in arrangement.blocks.iter().zip(&part) {
        anchored[part as usize] |= !matches!(block.anchor, Anchor::Free(_));
    }
    if anchored.iter().all(|&anchored| anchored) {
        return Vec::new();
    }
    let mut loose: Vec<Loose> = (0..parts).map(|_| Loose { groups: Vec::new(), border: Vec::new() }).collect();
    for &group in &grid.core_groups {
        loose[part[block(group) as usize] as usize].groups.push(group);
    }
    for (c, control) in grid.controls.iter().enumerate() {
        let [from, to] = [control.from, control.to].map(|group| part[block(group) as usize] as usize);
        if from != to && matches!(modes[c], Mode::Closed | Mode::Flow) {
            loose[from].border.push(c as u32);
            loose[to].border.push(c as u32);
        }
    }
    loose.into_iter().zip(anchored).filter(|(_, anchored)| !anchored).map(|(loose, _)| loose).collect()
}

/// Changes the modes of a clash: what feeds backward closes; what would have to pass gas without bound goes to its
/// limit, if it has one. On a ring a compressor closes that has no limit or no work.
#[allow(clippy::match_same_arms)] // the order of the arms is the rule
pub(crate) fn resolve(grid: &Grid, clash: Clash, state: &State, modes: &mut [Mode]) -> Result<(), Clash> {
    // Whether there is more pressure behind a control than it shall hold.
    let idle = |c: u32| {
        let control = &grid.controls[c as usize];
        control.set.is_some_and(|set| state.squared[control.to as usize] > set * (1.0 + SLACK))
    };
    let (control, mode) = match clash {
        Clash::Close(control) => (control, Mode::Closed),
        Clash::Ring(control) if idle(control) => (control, Mode::Closed),
        Clash::Contradiction(control) | Clash::Ring(control)
            if grid.controls[control as usize].power_max().is_finite() =>
        {
            (control, Mode::Power)
        }
        Clash::Contradiction(control) if grid.controls[control as usize].flow_max.is_finite() => (control, Mode::Flow),
        Clash::Ring(control) => (control, Mode::Closed),
        Clash::Contradiction(_) => return Err(clash),
    };
    if modes[control as usize] == mode {
        return Err(clash);
    }
    modes[control as usize] = mode;
    Ok(())
}
