//! Which links a plan would rather have in another state: multipliers say which direction is in the way of gas, and which
//! open fitting ties pressures without carrying any.

use super::bounds::ratio_in_state;
use super::core::{Core, Kind};
use super::nonlinear::Iterate;
use super::prices::Limit;
use super::states::{BACKWARD, FORWARD, OFF, States};

/// Flows below this are none, in scaled units.
const STILL: f64 = 1e-6;
/// Multipliers below this are not worth a change.
const WORTH: f64 = 1e-4;
/// Squared pressures as near as this may be made equal, in scaled units.
const NEAR: f64 = 0.02;

/// Links with the states that promise more, the most promising first. Candidates are left as they are.
pub(super) fn turns(core: &Core, states: &[States], at: &Iterate, limits: &[(Limit, f64)]) -> Vec<(usize, States)> {
    let mut wish = vec![0.0; states.len()];
    let mut tied: Vec<f64> = vec![0.0; states.len()];
    for &(limit, dual) in limits {
        match limit {
            Limit::FlowMin(e) => wish[e] -= dual,
            Limit::FlowMax(e) => wish[e] += dual,
            Limit::RatioMin(e) | Limit::RatioMax(e) => tied[e] = tied[e].max(dual.abs()),
            _ => {}
        }
    }
    let still = |e: &usize| at.flows[*e].abs() < STILL && core.edges[*e].build.is_none();
    let mut turns: Vec<(f64, usize, States)> = (0..states.len())
        .filter(still)
        .filter_map(|e| {
            let (worth, state) = if states[e] != OFF && tied[e] > wish[e].abs() {
                (tied[e], OFF)
            } else {
                (wish[e].abs(), towards(core, at, e, states[e], wish[e]))
            };
            let possible = worth > WORTH && state != states[e] && core.edges[e].states & state != 0;
            possible.then_some((worth, e, state))
        })
        .collect();
    turns.sort_by(|a, b| b.0.total_cmp(&a.0));
    turns.into_iter().map(|(_, e, state)| (e, state)).collect()
}

/// The state that lets gas run the way that pays, if the pressures are near enough to what it demands.
fn towards(core: &Core, at: &Iterate, e: usize, now: States, wish: f64) -> States {
    let edge = &core.edges[e];
    let state = if wish > 0.0 || matches!(edge.kind, Kind::Equal) { FORWARD } else { BACKWARD };
    let (from, to) = (at.squares[edge.from], at.squares[edge.to]);
    let ratio = ratio_in_state(edge.kind, state);
    let excess = (ratio.min * from - to).max(to - ratio.max * from);
    if now == OFF && excess > NEAR { now } else { state }
}
