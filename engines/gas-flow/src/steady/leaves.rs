//! Trees hanging off the core: their flows are sums of loads, their pressures follow from the root outwards.

use super::control::Mode;
use super::grid::Grid;
use super::newton::{Gas, SQUARED_MIN, State};

/// Carries the loads of leaves to the core.
pub(crate) fn carry_loads(grid: &Grid, load: &mut [f64]) {
    for leaf in &grid.leaves {
        load[leaf.parent as usize] += load[leaf.group as usize];
    }
}

/// Steps of the scalar iteration; from a bad start it halves its error, from a good one it squares it.
const STEPS_MAX: usize = 60;

/// Flows and pressures of the leaves, from loads that [`carry_loads`] has carried.
pub(crate) fn settle(grid: &Grid, gas: &Gas, load: &[f64], modes: &[Mode], state: &mut State) {
    for leaf in grid.leaves.iter().rev() {
        let link = &grid.links[leaf.link as usize];
        let law = grid.law(link, modes);
        let (group, parent) = (leaf.group as usize, leaf.parent as usize);
        let outward = link.to == leaf.group;
        let flow = if outward { load[group] } else { -load[group] };
        state.flow[leaf.link as usize] = flow;
        let root = gas.end(state.squared[parent]);
        let mut squared = state.squared[parent];
        for _ in 0..STEPS_MAX {
            let end = gas.end(squared);
            let (i, j) = if outward { (&root, &end) } else { (&end, &root) };
            let excess = gas.drive(link, i, j) - gas.resist(law, flow, i, j).0;
            let step = if outward { excess } else { -excess } * end.factor;
            squared += step;
            // Each step shortens the error by K' p and g h / (R T), a factor of hundred and more, and that of a loss to its
            // share of the pressure.
            if step.abs() <= 1e-13 * squared.abs().max(SQUARED_MIN) {
                break;
            }
        }
        state.squared[group] = squared;
    }
}
