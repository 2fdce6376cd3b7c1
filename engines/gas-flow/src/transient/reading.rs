//! A given state in the terms of a model: checked, and what it leaves out filled in.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::error::{StateError, TransientError};
use super::model::Model;
use super::schedule::quantity;
use super::state::{PipeState, TransientState};
use crate::steady::grid::{Link, Role};
use crate::steady::law::Law;
use crate::steady::linear::{Linear, Pattern, Singular};
use crate::steady::newton::{Gas, SQUARED_MIN, State};
use crate::topology::DisjointSets;
use crate::units::{InvalidQuantity, MassFlow, PASCAL_PER_BAR, Pressure};

const FLOW_STEPS_MAX: usize = 100;

/// What is known: squared pressures by group, flows by link.
pub(crate) struct Reading<'a> {
    squared: Vec<Option<f64>>,
    flow: Vec<Option<f64>>,
    /// Pipes with something between their ends, by the place of their element.
    pipes: HashMap<usize, &'a PipeState>,
}

impl<'a> Reading<'a> {
    /// Checks every entry.
    pub fn new(given: &'a TransientState, model: &Model) -> Result<Self, StateError> {
        let time = |value: f64, what: &'static str, must: &'static str, ok: bool| {
            quantity(what, value, "s", must, ok).map_err(of("time of", "the state"))
        };
        time(given.time_s, "time", "finite and not below zero", given.time_s >= 0.0)?;
        if let Some(step) = given.step_s {
            time(step, "step", "finite and above zero", step > 0.0)?;
        }
        let mut reading = Self {
            squared: vec![None; model.grid.groups],
            flow: vec![None; model.grid.links.len()],
            pipes: HashMap::new(),
        };
        reading.read_pressures(given, model)?;
        reading.read_flows(given, model)?;
        let modes = given.modes.iter().map(|row| row.element.as_str());
        places("element", modes, model.ids.iter().map(String::as_str))?;
        let wells = given.wells.iter().map(|row| row.well.as_str());
        places("well", wells, model.network.wells().iter().map(|well| well.id.as_str()))?;
        Ok(reading)
    }

    fn read_pressures(&mut self, given: &TransientState, model: &Model) -> Result<(), StateError> {
        let names = model.network.nodes()[..model.nodes].iter().map(|node| node.id.as_str());
        let places = places("node", given.pressures.iter().map(|row| row.node.as_str()), names)?;
        let mut count = vec![0.0; model.grid.groups];
        for (row, node) in given.pressures.iter().zip(places) {
            let pressure = Pressure::from_bar(row.pressure_bar).map_err(of("node", &row.node))?;
            let group = model.grid.group_of_node[node] as usize;
            // Open valves join nodes that may have been measured each: their mean.
            count[group] += 1.0;
            let before = self.squared[group].unwrap_or(0.0);
            self.squared[group] = Some(before + (pressure.si().powi(2) - before) / count[group]);
        }
        Ok(())
    }

    fn read_flows(&mut self, given: &'a TransientState, model: &Model) -> Result<(), StateError> {
        let names = || model.ids.iter().map(String::as_str);
        let at = places("element", given.flows.iter().map(|row| row.element.as_str()), names())?;
        let flowing: HashSet<usize> = at.iter().copied().collect();
        for (row, element) in given.flows.iter().zip(at) {
            let flow = MassFlow::new(row.flow_kg_per_s).map_err(of("element", &row.element))?;
            for part in model.parts[element].clone() {
                let Role::Link(link) = model.grid.roles[part] else {
                    return Err(StateError::NoResistance { element: row.element.clone() });
                };
                self.flow[link as usize] = Some(flow.si());
            }
        }
        let at = places("pipe", given.pipes.iter().map(|row| row.pipe.as_str()), names())?;
        for (row, element) in given.pipes.iter().zip(at) {
            for &pressure in &row.pressure_bar {
                Pressure::from_bar(pressure).map_err(of("pipe", &row.pipe))?;
            }
            for &flow in &row.flow_kg_per_s {
                MassFlow::new(flow).map_err(of("pipe", &row.pipe))?;
            }
            if !matches!(model.grid.roles[model.parts[element].start], Role::Link(_)) {
                return Err(StateError::NoResistance { element: row.pipe.clone() });
            }
            if flowing.contains(&element) && !row.flow_kg_per_s.is_empty() {
                return Err(StateError::TwoFlows { pipe: row.pipe.clone() });
            }
            self.pipes.insert(element, row);
        }
        Ok(())
    }

    /// Whether every node of the network has a pressure, so that no steady flow is needed.
    pub fn is_complete(&self, model: &Model) -> bool {
        let groups = &model.grid.group_of_node[..model.nodes];
        groups.iter().all(|&group| self.squared[group as usize].is_some())
    }

    /// The whole state, over a steady one where that is needed.
    pub fn fill(mut self, model: &Model, base: Option<&State>) -> Result<State, TransientError> {
        let grid = &model.grid;
        if let Some(base) = base {
            self.spread(model, base)?;
        }
        for (element, parts) in model.parts.iter().enumerate() {
            let row = self.pipes.get(&element).copied();
            self.fill_pipe(model, parts.clone(), row);
        }
        let squared = self.settle_inner(model);
        let flow = grid.links.iter().zip(&self.flow).map(|(link, flow)| {
            let [from, to] = [link.from, link.to].map(|group| squared[group as usize]);
            flow.unwrap_or_else(|| steady_flow(&model.gas, link, from, to))
        });
        Ok(State { flow: flow.collect(), squared, control_flow: vec![0.0; grid.controls.len()] })
    }

    /// Nodes without a pressure: the steady one, and as much more as the nodes around them have, by conductance.
    fn spread(&mut self, model: &Model, base: &State) -> Result<(), TransientError> {
        let end = |group: u32| model.gas.end(base.squared[group as usize]);
        let ease = |link: &Link| {
            let (loss, slope) = model.gas.resist(&link.law, link.usual_flow, &end(link.from), &end(link.to));
            if matches!(link.law, Law::Loss { .. }) { link.usual_flow / loss } else { 1.0 / slope }
        };
        let excess: Vec<Option<f64>> =
            self.squared.iter().zip(&base.squared).map(|(own, base)| own.map(|own| own - base)).collect();
        let excess =
            harmonic(&model.grid.links, ease, &excess).map_err(|_| TransientError::Singular { time_s: 0.0 })?;
        for ((own, base), excess) in self.squared.iter_mut().zip(&base.squared).zip(excess) {
            *own = Some((base + excess).max(SQUARED_MIN));
        }
        Ok(())
    }

    /// Pressures between the ends of a pipe, and flows of its cells.
    fn fill_pipe(&mut self, model: &Model, parts: std::ops::Range<usize>, row: Option<&PipeState>) {
        let Role::Link(first) = model.grid.roles[parts.start] else { return };
        let Role::Link(last) = model.grid.roles[parts.end - 1] else { return };
        let cells = parts.len() as f64;
        let group = |group: u32| self.squared[group as usize].unwrap_or(SQUARED_MIN);
        let (from, to) = (model.grid.links[first as usize].from, model.grid.links[last as usize].to);
        let mut between = vec![group(from)];
        between.extend(row.iter().flat_map(|row| &row.pressure_bar).map(|bar| (bar * PASCAL_PER_BAR).powi(2)));
        between.push(group(to));
        let given = row.is_some_and(|row| !row.pressure_bar.is_empty());
        let flows = row.map_or(&[][..], |row| row.flow_kg_per_s.as_slice());
        for ((link, at), end) in (first..=last).zip(0u32..).zip(1u32..) {
            let group = model.grid.links[link as usize].to as usize;
            if link < last && (given || self.squared[group].is_none()) {
                self.squared[group] = Some(along(&between, f64::from(end) / cells));
            }
            if !flows.is_empty() {
                // Flows stand in the middle of even parts.
                let share = (f64::from(at) + 0.5) / cells * flows.len() as f64 - 0.5;
                self.flow[link as usize] = Some(along(flows, share / (flows.len() as f64 - 1.0).max(1.0)));
            }
        }
    }

    /// The bottoms of wells, and what lies inside stations, at the pressure of their nodes.
    fn settle_inner(&self, model: &Model) -> Vec<f64> {
        let mut squared: Vec<f64> = self.squared.iter().map(|own| own.unwrap_or(SQUARED_MIN)).collect();
        let own = |group: u32| self.squared[group as usize].is_none();
        for (inside, outside) in model.grid.links.iter().filter_map(Link::inside) {
            if own(inside) {
                squared[inside as usize] = squared[outside as usize];
            }
        }
        for well in &model.grid.controls[model.grid.first_well..] {
            if own(well.from) {
                squared[well.from as usize] = squared[well.to as usize];
            }
        }
        for (squared, held) in squared.iter_mut().zip(&model.grid.held) {
            *squared = held.unwrap_or(*squared);
        }
        squared
    }
}

/// A value at a share of the way through evenly spaced ones.
fn along(values: &[f64], share: f64) -> f64 {
    let last = values.len() - 1;
    let place = (share * last as f64).clamp(0.0, last as f64);
    // At most the last position.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let before = (place.floor() as usize).min(last.saturating_sub(1));
    let rest = place - before as f64;
    values[before] + rest * (values[(before + 1).min(last)] - values[before])
}

/// The flow that two squared pressures drive for good: `c(m) = Y`, by Newton from above, as c is convex. Of a constant loss
/// pressures tell none.
fn steady_flow(gas: &Gas, link: &Link, from: f64, to: f64) -> f64 {
    if matches!(link.law, Law::Loss { .. }) {
        return 0.0;
    }
    let drive = gas.drive(link, &gas.end(from), &gas.end(to));
    let mut flow = link.usual_flow;
    for _ in 0..FLOW_STEPS_MAX {
        if link.law.at(flow).0 >= drive.abs() {
            break;
        }
        flow *= 2.0;
    }
    for _ in 0..FLOW_STEPS_MAX {
        let (loss, slope) = link.law.at(flow);
        let step = (loss - drive.abs()) / slope;
        flow = (flow - step).max(0.0);
        if step.abs() <= 1e-14 * flow {
            break;
        }
    }
    flow.copysign(drive)
}

/// Values at the groups that have none such that each is the mean of those around it, by conductance; zero in parts
/// where no group has one.
fn harmonic(links: &[Link], ease: impl Fn(&Link) -> f64, known: &[Option<f64>]) -> Result<Vec<f64>, Singular> {
    let mut sets = DisjointSets::new(known.len());
    for link in links {
        sets.join(link.from, link.to);
    }
    let (part, parts) = sets.number();
    let mut reached = vec![false; parts];
    known.iter().zip(&part).filter(|(known, _)| known.is_some()).for_each(|(_, &part)| reached[part as usize] = true);
    let mut unknowns = 0u32;
    let mut unknown = vec![u32::MAX; known.len()];
    for (group, known) in known.iter().enumerate() {
        if known.is_none() && reached[part[group] as usize] {
            unknown[group] = unknowns;
            unknowns += 1;
        }
    }
    let mut columns: Vec<BTreeMap<u32, f64>> = vec![BTreeMap::new(); unknowns as usize];
    let mut push = vec![0.0; unknowns as usize];
    for link in links {
        let ease = ease(link);
        for (own, other) in [(link.from, link.to), (link.to, link.from)] {
            let (row, column) = (unknown[own as usize], unknown[other as usize]);
            if row == u32::MAX {
                continue;
            }
            *columns[row as usize].entry(row).or_default() += ease;
            match known[other as usize] {
                Some(value) => push[row as usize] += ease * value,
                None if row > column => *columns[column as usize].entry(row).or_default() -= ease,
                None => {}
            }
        }
    }
    let mut pattern = Pattern { symmetric: true, column_start: vec![0], row: Vec::new() };
    for column in &columns {
        pattern.row.extend(column.keys());
        pattern.column_start.push(u32::try_from(pattern.row.len()).map_err(|_| Singular)?);
    }
    if unknowns > 0 {
        let mut linear = Linear::new(pattern)?;
        linear.values = columns.iter().flat_map(BTreeMap::values).copied().collect();
        linear.factorise()?;
        linear.solve(&mut push);
    }
    let value =
        |(known, &at): (&Option<f64>, &u32)| known.unwrap_or_else(|| push.get(at as usize).copied().unwrap_or(0.0));
    Ok(known.iter().zip(&unknown).map(value).collect())
}

/// Where each name stands among others; each may come once.
fn places<'n>(
    what: &'static str,
    names: impl Iterator<Item = &'n str>,
    among: impl Iterator<Item = &'n str>,
) -> Result<Vec<usize>, StateError> {
    let among: HashMap<&str, usize> = among.zip(0..).collect();
    let mut seen = HashSet::new();
    names
        .map(|name| {
            let at = among.get(name).copied().ok_or_else(|| StateError::Unknown { what, id: name.to_owned() })?;
            if seen.insert(at) { Ok(at) } else { Err(StateError::Duplicate { what, id: name.to_owned() }) }
        })
        .collect()
}

fn of<'n>(what: &'static str, id: &'n str) -> impl FnOnce(InvalidQuantity) -> StateError + use<'n> {
    move |source| StateError::Quantity { what, id: id.to_owned(), source }
}
