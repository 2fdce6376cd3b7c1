//! Errors in the network's own names.

use super::arrangement::Clash;
use super::control::Mode;
use super::grid::Role;
use super::newton::{Failure, SQUARED_MIN, State};
use super::switching::{Exhausted, Loose};
use super::{Steady, SteadyError};
use crate::units::{MassFlow, PASCAL_PER_BAR};

impl Steady<'_> {
    /// Whether any pressure stands below the least that makes sense.
    pub(super) fn overload(&self, state: &State, modes: &[Mode]) -> Option<SteadyError> {
        let squared = |group: u32| state.squared[group as usize];
        let groups = self.grid.group_of_node.iter().copied().enumerate();
        let low: Vec<(usize, u32)> = groups.filter(|&(_, group)| squared(group) < SQUARED_MIN).collect();
        let &(node, group) = low.iter().min_by(|a, b| squared(a.1).total_cmp(&squared(b.1)))?;
        let short = self.shortage(state, modes, group);
        Some(SteadyError::Overload { node: self.network.nodes()[node].id.clone(), others: low.len() - 1, short })
    }

    pub(super) fn failed(&self, failure: Failure) -> SteadyError {
        match failure {
            Failure::Singular => SteadyError::Singular,
            Failure::Stalled { worst } => {
                let element = worst.and_then(|role| self.name(role));
                SteadyError::NoConvergence { element, steps: self.options.steps_max }
            }
        }
    }

    /// The node with the highest pressure, if K means nothing there.
    pub(super) fn beyond_compressibility(&self, state: &State) -> Option<SteadyError> {
        let pressure = |group: u32| self.gas.end(state.squared[group as usize]).pressure;
        let groups = self.grid.group_of_node.iter().copied().enumerate();
        let (node, group) = groups.max_by(|a, b| pressure(a.1).total_cmp(&pressure(b.1)))?;
        let limit = self.gas.factor.limit(pressure(group))?;
        Some(SteadyError::Compressibility {
            node: self.network.nodes()[node].id.clone(),
            pressure_bar: pressure(group) / PASCAL_PER_BAR,
            limit_bar: limit / PASCAL_PER_BAR,
        })
    }

    pub(super) fn fuel(&self, control: u32, rounds: usize) -> SteadyError {
        SteadyError::Fuel { element: self.control_name(control), rounds }
    }

    pub(super) fn clash(&self, clash: Clash) -> SteadyError {
        match clash {
            Clash::Close(c) | Clash::Contradiction(c) => SteadyError::Contradiction { element: self.control_name(c) },
            Clash::Ring(c) => SteadyError::Ring { element: self.control_name(c) },
        }
    }

    /// No modes fit: because pressures fall below vacuum in those tried last, or because elements work against one
    /// another.
    pub(super) fn undecided(&self, exhausted: &Exhausted, modes: &[Mode], state: &State) -> SteadyError {
        self.overload(state, modes).unwrap_or_else(|| {
            let elements = exhausted.0.iter().map(|&c| (self.control_name(c), modes[c as usize])).collect();
            SteadyError::Switching { elements }
        })
    }

    pub(super) fn stranded(&self, part: &Loose, withdrawal: f64) -> SteadyError {
        let node = self.grid.group_of_node.iter().position(|group| part.groups.contains(group));
        let node = node.map_or_else(String::new, |node| self.network.nodes()[node].id.clone());
        let elements = part.border.iter().map(|&c| self.control_name(c)).collect();
        let withdrawal = MassFlow::new(withdrawal).unwrap_or(MassFlow::ZERO);
        SteadyError::Stranded { node, withdrawal, elements }
    }

    fn control_name(&self, control: u32) -> String {
        self.name(Role::Control(control)).unwrap_or_default()
    }

    /// The element in a role, or the well.
    pub(super) fn name(&self, role: Role) -> Option<String> {
        let role = self.grid.owner(role);
        if let Some(element) = self.grid.roles.iter().position(|&r| r == role) {
            return Some(self.network.elements()[element].id.clone());
        }
        let well = match role {
            Role::Control(control) => (control as usize).checked_sub(self.grid.first_well)?,
            Role::Link(link) => (link as usize).checked_sub(self.grid.links.len() - self.network.wells().len())?,
            Role::Tie(_) | Role::Shut => return None,
        };
        self.network.wells().get(well).map(|well| well.id.clone())
    }
}
