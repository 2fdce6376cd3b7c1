//! Flows that follow from balances once Newton has the rest: controls in series with their blocks, and ties.

use super::arrangement::Anchor;
use super::control::Mode;
use super::grid::Grid;
use super::linear::Singular;
use super::newton::State;
use super::spread::spread;
use super::system::System;

/// Sets `state.control_flow` for every control. `load` by group holds leaves' loads and fuel.
pub(crate) fn control_flows(grid: &Grid, system: &System, load: &[f64], state: &mut State) -> Result<(), Singular> {
    if grid.controls.is_empty() {
        return Ok(());
    }
    let mut need = load.to_vec();
    for &l in &grid.core {
        let (link, flow) = (&grid.links[l as usize], state.flow[l as usize]);
        need[link.from as usize] += flow;
        need[link.to as usize] -= flow;
    }
    for (c, control) in grid.controls.iter().enumerate() {
        if matches!(system.modes[c], Mode::Flow | Mode::Power) {
            need[control.from as usize] += state.control_flow[c];
            need[control.to as usize] -= state.control_flow[c];
        } else {
            state.control_flow[c] = 0.0;
        }
    }
    setting_flows(grid, system, &mut need, state);
    let tied: Vec<usize> =
        (0..grid.controls.len()).filter(|&c| matches!(system.modes[c], Mode::Bypass | Mode::Ratio)).collect();
    let edges: Vec<(u32, u32)> = tied.iter().map(|&c| (grid.controls[c].from, grid.controls[c].to)).collect();
    let flows = spread(&edges, |group| need[group as usize], |group| grid.held[group as usize].is_some())?;
    for (c, flow) in tied.into_iter().zip(flows) {
        state.control_flow[c] = flow;
    }
    Ok(())
}

/// Controls that hold a pressure, those furthest downstream first.
fn setting_flows(grid: &Grid, system: &System, need: &mut [f64], state: &mut State) {
    let arrangement = &system.arrangement;
    let mut total = vec![0.0; arrangement.blocks.len()];
    for &group in &grid.core_groups {
        total[arrangement.block[group as usize] as usize] += need[group as usize];
    }
    // How many controls still draw from each block with a set pressure.
    let mut waiting = vec![0; arrangement.blocks.len()];
    let front = |c: u32| arrangement.block[grid.controls[c as usize].from as usize] as usize;
    let controls_of = |block: usize| match &arrangement.blocks[block].anchor {
        Anchor::Set(controls) => controls.as_slice(),
        _ => &[],
    };
    for block in 0..total.len() {
        for &c in controls_of(block) {
            waiting[front(c)] += 1;
        }
    }
    let mut ready: Vec<usize> = (0..total.len()).filter(|&b| waiting[b] == 0 && !controls_of(b).is_empty()).collect();
    while let Some(block) = ready.pop() {
        let controls = controls_of(block);
        let flow = total[block] / controls.len() as f64;
        for &c in controls {
            let control = &grid.controls[c as usize];
            state.control_flow[c as usize] = flow;
            need[control.from as usize] += flow;
            need[control.to as usize] -= flow;
            let front = front(c);
            total[front] += flow;
            waiting[front] -= 1;
            if waiting[front] == 0 && !controls_of(front).is_empty() {
                ready.push(front);
            }
        }
    }
}

/// Flows of ties, by tie, from what every node needs.
pub(crate) fn tie_flows(grid: &Grid, need: &[f64], source: impl Fn(u32) -> bool) -> Result<Vec<f64>, Singular> {
    spread(&grid.ties, |node| need[node as usize], source)
}
