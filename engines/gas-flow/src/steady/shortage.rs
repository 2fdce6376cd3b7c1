//! What stands at its bound where the network cannot carry its load.

use std::collections::HashSet;

use super::Steady;
use super::control::{Control, Mode};
use super::error::Shortage;
use super::grid::Role;
use super::newton::{SQUARED_MIN, State};
use crate::units::{InvalidQuantity, Pressure};

/// One step against the flow.
enum Step {
    Link,
    Control(u32),
}

impl Steady<'_> {
    /// Goes against the flow from a group whose squared pressure is below zero, by the way on which most comes, to the first
    /// thing that could bring more.
    pub(super) fn shortage(&self, state: &State, modes: &[Mode], low: u32) -> Option<Shortage> {
        let missing = SQUARED_MIN - state.squared[low as usize];
        // What a squared pressure more at the place reached would be at the lowest.
        let (mut at, mut lift, mut seen) = (low, 1.0, HashSet::new());
        while seen.insert(at) {
            if let Some(held) = self.grid.held[at as usize] {
                return self.held_short(at, held, missing / lift);
            }
            let (step, from) = self.strongest(state, modes, at)?;
            if let Step::Control(c) = step {
                let control = &self.grid.controls[c as usize];
                let short = self.control_short(c, control, modes[c as usize], state, missing / lift);
                if short.is_some() {
                    return short;
                }
                lift *= if modes[c as usize] == Mode::Ratio { control.ratio_max.powi(2) } else { 1.0 };
            }
            at = from;
        }
        None
    }

    fn held_short(&self, group: u32, held: f64, more: f64) -> Option<Shortage> {
        let holds = self.network.nodes().iter().zip(&self.grid.group_of_node);
        let (node, _) = holds.filter(|(_, at)| **at == group).max_by_key(|(node, _)| node.fixed_pressure.is_some())?;
        let (held, needed) = (root(held).ok()?, root(held + more).ok()?);
        Some(Shortage::Held { node: node.id.clone(), held, needed })
    }

    fn control_short(&self, c: u32, control: &Control, mode: Mode, state: &State, more: f64) -> Option<Shortage> {
        let element = self.name(Role::Control(c)).unwrap_or_default();
        match mode {
            Mode::OutletPressure => {
                let set = control.set?;
                let (set, needed) = (root(set).ok()?, root(set + more).ok()?);
                Some(Shortage::SetPoint { element, set, needed })
            }
            Mode::Ratio => {
                let [front, back] = [control.from, control.to].map(|group| state.squared[group as usize]);
                let ratio = control.ratio_max;
                (front > SQUARED_MIN).then(|| Shortage::Ratio {
                    element,
                    ratio,
                    needed: ((back + more) / front).sqrt(),
                })
            }
            Mode::Power => Some(Shortage::Limit { element, limit: "power" }),
            Mode::Flow => Some(Shortage::Limit { element, limit: "flow" }),
            Mode::Bypass | Mode::Closed => None,
        }
    }

    /// By which way most gas comes to a group, and from where.
    fn strongest(&self, state: &State, modes: &[Mode], at: u32) -> Option<(Step, u32)> {
        let grid = &self.grid;
        let links = grid.neighbours.of(at).iter().map(|&(l, other)| {
            let flow = state.flow[l as usize];
            (Step::Link, other, if grid.links[l as usize].to == at { flow } else { -flow })
        });
        let controls = (0u32..).zip(&grid.controls).filter(|(c, _)| modes[*c as usize] != Mode::Closed);
        let controls = controls.filter_map(|(c, control)| {
            let flow = state.control_flow[c as usize];
            match at {
                _ if at == control.to => Some((Step::Control(c), control.from, flow)),
                _ if at == control.from => Some((Step::Control(c), control.to, -flow)),
                _ => None,
            }
        });
        let inflows = links.chain(controls).filter(|(.., flow)| *flow > 0.0);
        inflows.max_by(|a, b| a.2.total_cmp(&b.2)).map(|(step, from, _)| (step, from))
    }
}

fn root(squared: f64) -> Result<Pressure, InvalidQuantity> {
    Pressure::new(squared.sqrt())
}
