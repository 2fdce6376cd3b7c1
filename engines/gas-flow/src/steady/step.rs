//! One step, and how far to go along it.
//!
//! With flows in balance, steady flow is the least of a convex function of the flows m alone, `Σ ∫ c(m) dm` less what
//! held pressures do (Maugis 1977; Collins, Cooper, Helgason, Kennington and LeBlanc 1978). A Newton step δm keeps the
//! balance and leads downhill, and the slope of that function along it is `-Σ δm (Y - c) / β`, whatever the free
//! pressures are: their part cancels. So a step that went too far is known by the sign of that sum, and the lowest
//! place on the way is where the sum is zero. Slopes of links are bounded, so such steps always arrive. What departs
//! from this picture (real gas on hills) is small.

use super::control::Mode;
use super::linearise::{Distance, Linearisation, Work};
use super::newton::{Newton, State};
use super::system::System;

/// A step leaves a compressor at its power limit at least this share of its flow: P / m has no meaning at zero.
const POWER_FLOW_SHARE_MIN: f64 = 0.1;

/// A step may end where the sum of residuals along it has this share of its first size, on the far side.
const OVERSHOOT_MAX: f64 = 0.5;

/// Tries of the search along a step; each shortens the stretch that holds the lowest place by a tenth at least.
const TRIES_MAX: usize = 40;

impl Newton<'_> {
    /// Works out the step from the solution of the linear system; returns the sum of residuals along it, of which a
    /// whole step ought to leave little.
    pub(super) fn find_step(&self, system: &System, state: &State, work: &mut Work) -> f64 {
        let Work { change, weight, residual, step, .. } = work;
        for group in self.grid.core_groups.iter().map(|&group| group as usize) {
            let column = system.column[group];
            let potential = if column == u32::MAX { 0.0 } else { work.column_factor[group] * step[column as usize] };
            change.potential[group] = potential;
            change.squared[group] = potential * work.ends[group].factor / work.barometric[group];
        }
        let mut promise = 0.0;
        for &l in self.grid.core.iter().filter(|&&l| self.out.is_none_or(|out| out.link != l)) {
            let (link, l) = (&self.grid.links[l as usize], l as usize);
            let difference = change.potential[link.from as usize] - change.potential[link.to as usize];
            change.flow[l] = weight[l] * difference + residual[l];
            promise += change.flow[l] * residual[l] / weight[l];
        }
        for (c, control) in self.grid.controls.iter().enumerate() {
            change.control_flow[c] = 0.0;
            if system.modes[c] == Mode::Power {
                let first = self.grid.links.len() + 2 * c;
                let front = weight[first] * change.potential[control.from as usize];
                let back = weight[first + 1] * change.potential[control.to as usize];
                let least = (POWER_FLOW_SHARE_MIN - 1.0) * state.control_flow[c];
                change.control_flow[c] = (front - back + work.control_push[c]).max(least);
            }
        }
        promise
    }

    /// Goes this share of the step further.
    pub(super) fn advance(&self, state: &mut State, work: &Work, share: f64) {
        let change = &work.change;
        for group in self.grid.core_groups.iter().map(|&group| group as usize) {
            state.squared[group] += share * change.squared[group];
        }
        for link in self.grid.core.iter().map(|&link| link as usize) {
            state.flow[link] += share * change.flow[link];
        }
        for (flow, change) in state.control_flow.iter_mut().zip(&change.control_flow) {
            *flow += share * change;
        }
    }

    /// Goes back on a step that went too far, to where the sum of residuals along it is small (regula falsi).
    pub(super) fn go_back(
        &self,
        system: &System,
        state: &mut State,
        work: &mut Work,
        how: Linearisation,
        (promise, mut distance): (f64, Distance),
    ) -> Distance {
        let (mut low, mut high, mut share) = ((0.0, promise), (1.0, distance.along), 1.0);
        for _ in 0..TRIES_MAX {
            let next = low.0 + (high.0 - low.0) * (low.1 / (low.1 - high.1)).clamp(0.1, 0.9);
            self.advance(state, work, next - share);
            share = next;
            distance = self.linearise(system, state, work, how);
            if distance.along.abs() <= OVERSHOOT_MAX * promise {
                break;
            }
            *(if distance.along > 0.0 { &mut low } else { &mut high }) = (share, distance.along);
        }
        distance
    }
}

/// Whether a step, taken whole, went too far.
pub(super) fn overshoots(promise: f64, distance: &Distance) -> bool {
    promise > 0.0 && distance.along < -OVERSHOOT_MAX * promise
}
