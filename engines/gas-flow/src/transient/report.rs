//! From cells and groups back to nodes and elements.

use super::course::Snapshot;
use super::error::TransientError;
use super::profile::Side;
use super::run::Runner;
use super::state::{ElementFlow, ElementMode, NodePressure, PipeState, TransientState, WellMode};
use crate::network::node_index;
use crate::steady::flows::tie_flows;
use crate::steady::grid::Role;
use crate::units::PASCAL_PER_BAR;

/// Flows into and out of every part of the network in cells.
struct Ends {
    flow_in: Vec<f64>,
    flow_out: Vec<f64>,
    linepack: Vec<f64>,
    power: Vec<f64>,
    fuel: Vec<f64>,
}

/// The present moment.
pub(crate) fn snapshot(run: &Runner) -> Result<Snapshot, TransientError> {
    let model = &run.model;
    let mut need = Vec::new();
    let side = if run.time > run.start_s { Side::Before } else { Side::After };
    model.loads(run.time, side, &mut need, &mut Vec::new());
    let mut ends = ends(run);
    for (e, element) in model.network.elements().iter().enumerate() {
        need[element.from.get()] += ends.flow_in[e] + ends.fuel[e];
        need[element.to.get()] -= ends.flow_out[e];
    }
    let first_well = model.grid.first_well;
    let well_flow_kg_per_s = run.now.state.control_flow[first_well..].to_vec();
    for (well, flow) in model.network.wells().iter().zip(&well_flow_kg_per_s) {
        need[well.node.get()] -= flow;
    }
    let ties = tie_flows(&model.grid, &need, |node| model.holds[node as usize])
        .map_err(|_| TransientError::Singular { time_s: run.time })?;
    for (e, role) in model.grid.roles.iter().enumerate() {
        if let Role::Tie(tie) = *role {
            let element = &model.network.elements()[e];
            (ends.flow_in[e], ends.flow_out[e]) = (ties[tie as usize], ties[tie as usize]);
            need[element.from.get()] += ties[tie as usize];
            need[element.to.get()] -= ties[tie as usize];
        }
    }
    let holding = (0..model.nodes).filter(|&node| model.holds[node]);
    let squared = |node: usize| run.now.state.squared[model.grid.group_of_node[node] as usize];
    let whole = |of: fn(&std::ops::Range<usize>) -> usize, values: &[f64]| -> Vec<f64> {
        model.parts.iter().map(|parts| values[of(parts)]).collect()
    };
    Ok(Snapshot {
        time_s: run.time,
        pressure_pa: (0..model.nodes).map(|node| model.gas.end(squared(node)).pressure).collect(),
        flow_in_kg_per_s: whole(|parts| parts.start, &ends.flow_in),
        flow_out_kg_per_s: whole(|parts| parts.end - 1, &ends.flow_out),
        linepack_kg: model.parts.iter().map(|parts| ends.linepack[parts.clone()].iter().sum()).collect(),
        mode: model.parts.iter().map(|parts| mode(run, parts.start)).collect(),
        power_w: whole(|parts| parts.start, &ends.power),
        fuel_kg_per_s: whole(|parts| parts.start, &ends.fuel),
        supply_kg_per_s: holding.map(|node| (node_index(node), need[node])).collect(),
        well_flow_kg_per_s,
        account: run.account(),
    })
}

fn mode(run: &Runner, element: usize) -> Option<crate::Mode> {
    match run.model.grid.roles[element] {
        Role::Control(control) => Some(run.modes_before[control as usize]),
        _ => None,
    }
}

/// A cell's own flow is that at its middle; at its ends it differs by the growth of the line-pack in its halves.
fn ends(run: &Runner) -> Ends {
    let (model, now) = (&run.model, &run.now);
    let count = model.network.elements().len();
    let none = || vec![0.0; count];
    let mut ends = Ends { flow_in: none(), flow_out: none(), linepack: none(), power: none(), fuel: none() };
    for (e, role) in model.grid.roles.iter().enumerate() {
        match *role {
            Role::Link(l) => {
                let (link, half) = (&model.grid.links[l as usize], 0.5 * model.volume[l as usize]);
                let growth = |group: u32| {
                    let volume = model.group_volume[group as usize];
                    if half > 0.0 { half / volume * now.growth[group as usize] } else { 0.0 }
                };
                let density = |group: u32| model.gas.end(now.state.squared[group as usize]).density;
                ends.flow_in[e] = now.state.flow[l as usize] + growth(link.from);
                ends.flow_out[e] = now.state.flow[l as usize] - growth(link.to);
                ends.linepack[e] = half * (density(link.from) + density(link.to));
            }
            Role::Control(c) => {
                let flow = now.state.control_flow[c as usize];
                (ends.flow_in[e], ends.flow_out[e]) = (flow, flow);
                let mode = run.modes_before[c as usize];
                ends.power[e] = model.power(c as usize, mode, &now.state);
                ends.fuel[e] = model.fuel(c as usize, mode, &now.state);
            }
            Role::Tie(_) | Role::Shut => {}
        }
    }
    ends
}

/// The present state, in full.
pub(crate) fn state(run: &Runner) -> TransientState {
    let (model, state) = (&run.model, &run.now.state);
    let bar = |group: u32| model.gas.end(state.squared[group as usize]).pressure / PASCAL_PER_BAR;
    let nodes = model.network.nodes()[..model.nodes].iter().zip(&model.grid.group_of_node);
    let (mut flows, mut pipes, mut modes) = (Vec::new(), Vec::new(), Vec::new());
    for (parts, id) in model.parts.iter().zip(&model.ids) {
        match model.grid.roles[parts.start] {
            Role::Link(first) if parts.len() > 1 => {
                let links = first as usize..first as usize + parts.len();
                let inner = model.grid.links[links.start..links.end - 1].iter();
                let pressure_bar = inner.map(|link| bar(link.to)).collect();
                pipes.push(PipeState { pipe: id.clone(), pressure_bar, flow_kg_per_s: state.flow[links].to_vec() });
            }
            Role::Link(link) => {
                flows.push(ElementFlow { element: id.clone(), flow_kg_per_s: state.flow[link as usize] });
            }
            Role::Control(c) => modes.push(ElementMode { element: id.clone(), mode: run.modes[c as usize] }),
            Role::Tie(_) | Role::Shut => {}
        }
    }
    let wells = model.network.wells().iter().zip(&run.modes[model.grid.first_well..]);
    TransientState {
        time_s: run.time,
        pressures: nodes
            .map(|(node, &group)| NodePressure { node: node.id.clone(), pressure_bar: bar(group) })
            .collect(),
        flows,
        pipes,
        modes,
        wells: wells.map(|(well, &mode)| WellMode { well: well.id.clone(), mode }).collect(),
        step_s: Some(run.step_s),
    }
}
