//! What a run notes on its way: nodes below their minimum, line-pack that runs out, where the gas went.

use super::course::{Account, Outcome, Shortfall, Stop};
use super::error::TransientError;
use super::report;
use super::run::Runner;
use super::stage::Failure;
use crate::network::node_index;
use crate::steady::grid::Role;
use crate::steady::newton::{SQUARED_MIN, State};

/// Where the shortest step fails, this pressure or less tells that the line-pack has run out, Pa.
const EMPTY_PA: f64 = 50_000.0;

impl Runner {
    /// Notes nodes that are below their minimum pressure for the first time.
    pub(super) fn watch_minimum(&mut self, before: Option<(&State, f64)>) {
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

    /// The node with the lowest pressure, if there is any.
    fn lowest(&self) -> Option<Stop> {
        let squared = |group: u32| self.now.state.squared[group as usize];
        let groups = self.model.grid.group_of_node.iter().copied();
        let group = groups.min_by(|&a, &b| squared(a).total_cmp(&squared(b)))?;
        let pressure_pa = squared(group).max(0.0).sqrt();
        Some(Stop { time_s: self.time, node: self.model.name(group), pressure_pa })
    }

    pub(super) fn ran_dry(&self) -> Option<Stop> {
        self.lowest().filter(|lowest| lowest.pressure_pa <= SQUARED_MIN.sqrt())
    }

    /// The shortest step failed: either the line-pack has run out, or that is an error.
    pub(super) fn give_up(&self, failure: Failure, step_s: f64) -> Result<Stop, TransientError> {
        let empty = self.lowest().filter(|lowest| lowest.pressure_pa < EMPTY_PA);
        empty.ok_or_else(|| self.failed(failure, step_s))
    }

    /// The error that a failure amounts to.
    pub(super) fn failed(&self, failure: Failure, step_s: f64) -> TransientError {
        let time_s = self.time;
        match failure {
            Failure::Singular => TransientError::Singular { time_s },
            Failure::Stalled(worst) => {
                TransientError::NoConvergence { time_s, step_s, element: worst.map(|role| self.model.name_of(role)) }
            }
            Failure::Fuel(control) => {
                TransientError::Fuel { time_s, element: self.model.name_of(Role::Control(control)) }
            }
        }
    }

    pub fn account(&self) -> Account {
        Account {
            linepack_start_kg: self.start_kg,
            linepack_kg: self.now.mass.iter().sum(),
            supplied_kg: self.crossed.supplied,
            withdrawn_kg: self.crossed.withdrawn,
            burnt_kg: self.crossed.burnt,
        }
    }

    pub(super) fn outcome(&self, stop: Option<Stop>) -> Outcome {
        let noted = self.shortfalls.iter().enumerate();
        let mut shortfalls: Vec<Shortfall> =
            noted.filter_map(|(node, time)| time.map(|time_s| Shortfall { node: node_index(node), time_s })).collect();
        shortfalls.sort_by(|a, b| a.time_s.total_cmp(&b.time_s));
        Outcome {
            account: self.account(),
            end: report::state(self),
            shortfalls,
            stop,
            steps: self.steps,
            rejected: self.rejected,
            factorisations: self.stepper.work.factorisations,
            cells: self.model.volume.iter().filter(|&&volume| volume > 0.0).count(),
        }
    }
}
