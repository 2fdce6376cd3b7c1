//! Where a run starts: in the steady flow of its first moment, or in a state that was given.

use std::collections::HashMap;

use super::error::{StateError, TransientError};
use super::inputs::Inputs;
use super::model::{Model, throttle};
use super::options::TransientOptions;
use super::profile::{Setting, Side};
use super::reading::Reading;
use super::refine::{Refined, refine};
use super::state::TransientState;
use crate::network::{
    Compressor, CompressorControl, Element, ElementKind, Node, Regulator, StorageOperation, Switch, node_index,
};
use crate::steady::grid::{Grid, Role};
use crate::steady::newton::State;
use crate::units::{InvalidQuantity, MassFlow, Pressure, PressureRatio};
use crate::{Mode, Network, Steady};

/// A state in the terms of a model.
pub(crate) struct Start {
    pub time: f64,
    pub state: State,
    pub modes: Vec<Mode>,
    /// Length of the first step, s, if known.
    pub step_s: Option<f64>,
    /// Whether pressures and flows fit one another: they do in steady flow, and may not where they were measured.
    pub at_rest: bool,
}

impl Start {
    /// Steady flow in cells. Sources that fail at this very time still feed it.
    pub fn steady(model: &Model, options: &TransientOptions, time: f64) -> Result<Self, TransientError> {
        let mut steady = Steady::new(&model.network, options.steady)?;
        let first = steady.grid.first_well;
        for (well, profile) in &model.inputs.wells {
            throttle(&mut steady.grid.controls[first + well], profile.at(time, Side::After));
        }
        let solution = steady.solve()?;
        let (state, modes) = carry(&steady.grid, &solution.state, &solution.modes, &model.grid);
        Ok(Self { time, state, modes, step_s: None, at_rest: true })
    }

    /// From what was given. What was not follows: pressures from those around and the steady flow, flows from pressures.
    pub fn given(model: &Model, options: &TransientOptions, given: &TransientState) -> Result<Self, TransientError> {
        let reading = Reading::new(given, model)?;
        let base = if reading.is_complete(model) { None } else { Some(Self::steady(model, options, given.time_s)?) };
        let mut modes: Vec<Mode> = match &base {
            Some(base) => base.modes.clone(),
            None => model.grid.controls.iter().map(crate::steady::control::Control::start).collect(),
        };
        let state = reading.fill(model, base.as_ref().map(|base| &base.state))?;
        let controls: HashMap<&str, Role> = model
            .parts
            .iter()
            .zip(&model.ids)
            .map(|(parts, id)| (id.as_str(), model.grid.roles[parts.start]))
            .collect();
        for row in &given.modes {
            let unknown = || StateError::Unknown { what: "element", id: row.element.clone() };
            let wrong = || StateError::Mode { element: row.element.clone(), mode: row.mode };
            let role = controls.get(row.element.as_str()).ok_or_else(unknown)?;
            let Role::Control(control) = *role else { return Err(wrong().into()) };
            set_mode(model, control, row.mode, &mut modes).ok_or_else(wrong)?;
        }
        let wells: HashMap<&str, u32> =
            model.network.wells().iter().map(|well| well.id.as_str()).zip(well_controls(model)).collect();
        for row in &given.wells {
            let unknown = || StateError::Unknown { what: "well", id: row.well.clone() };
            let wrong = || StateError::WellMode { well: row.well.clone(), mode: row.mode };
            let control = *wells.get(row.well.as_str()).ok_or_else(unknown)?;
            set_mode(model, control, row.mode, &mut modes).ok_or_else(wrong)?;
        }
        Ok(Self { time: given.time_s, state, modes, step_s: given.step_s, at_rest: false })
    }
}

/// The controls of the wells, in their order.
#[allow(clippy::cast_possible_truncation)] // controls are counted in 32 bits
fn well_controls(model: &Model) -> std::ops::Range<u32> {
    model.grid.first_well as u32..model.grid.controls.len() as u32
}

/// None for a mode that the control cannot take. Modes that the settings of the moment forbid are left to those.
fn set_mode(model: &Model, c: u32, mode: Mode, modes: &mut [Mode]) -> Option<()> {
    let control = &model.grid.controls[c as usize];
    let fits = match mode {
        Mode::OutletPressure => control.set.is_some(),
        Mode::Ratio => control.ratio_max > 1.0 || control.ratio_held,
        Mode::Power => control.power_max().is_finite(),
        Mode::Flow => control.flow_max.is_finite(),
        Mode::Bypass | Mode::Closed => true,
    };
    match (control.off, fits) {
        (Some(off), _) => modes[c as usize] = off,
        (None, true) => modes[c as usize] = mode,
        (None, false) if model.settings.iter().any(|setting| setting.control == c) => {}
        (None, false) => return None,
    }
    Some(())
}

/// The network as it is at a time, in cells.
pub(crate) fn cells(
    network: &Network,
    inputs: &Inputs,
    options: &TransientOptions,
    time: f64,
) -> Result<Refined, TransientError> {
    let network = at(network, inputs, time).map_err(|source| TransientError::Value { time_s: time, source })?;
    refine(&network, options.cell_length_m)
}

/// A network as it is at a time. Its loads hold what storages take and give.
fn at(network: &Network, inputs: &Inputs, time: f64) -> Result<Network, InvalidQuantity> {
    let (mut nodes, mut elements): (Vec<Node>, Vec<Element>) = (network.nodes().to_vec(), network.elements().to_vec());
    let mut storages = network.storages().to_vec();
    let mut loads = vec![0.0; nodes.len()];
    inputs.loads(time, Side::After, &mut loads);
    for (node, load) in nodes.iter_mut().zip(loads) {
        node.withdrawal = MassFlow::new(load)?;
    }
    for (node, profile) in &inputs.held {
        let held = Pressure::new(profile.at(time, Side::After))?;
        let fixed = &mut nodes[*node].fixed_pressure;
        *fixed = fixed.and(Some(held));
        for storage in storages.iter_mut().filter(|storage| storage.node == node_index(*node)) {
            if let StorageOperation::Pressure(pressure) = &mut storage.operation {
                *pressure = held;
            }
        }
    }
    for storage in &mut storages {
        if let StorageOperation::Flow(flow) = &mut storage.operation {
            *flow = MassFlow::ZERO;
        }
    }
    for (element, profile) in &inputs.settings {
        set(&mut elements[*element].kind, profile.at(time, Side::After))?;
    }
    Ok(Network::trusted(network.fluid().clone(), nodes, elements, network.wells().to_vec(), storages))
}

fn set(kind: &mut ElementKind, setting: Setting) -> Result<(), InvalidQuantity> {
    match (kind, setting) {
        (ElementKind::Regulator(Regulator { outlet_pressure, .. }), Setting::OutletPressure(pressure)) => {
            *outlet_pressure = Pressure::new(pressure)?;
        }
        (ElementKind::Compressor(Compressor { control, .. }), setting) => {
            *control = match setting {
                Setting::OutletPressure(pressure) => CompressorControl::OutletPressure(Pressure::new(pressure)?),
                Setting::Ratio(ratio) => CompressorControl::Ratio(PressureRatio::new(ratio)?),
                Setting::Bypass => CompressorControl::Bypass,
                Setting::Closed => CompressorControl::Closed,
            };
        }
        (ElementKind::Valve(switch), Setting::Bypass) => *switch = Switch::Open,
        (ElementKind::Valve(switch), Setting::Closed) => *switch = Switch::Closed,
        _ => {}
    }
    Ok(())
}

/// A state of one grid in the terms of another of the same network, in which other valves join groups.
fn carry(from: &Grid, state: &State, modes: &[Mode], to: &Grid) -> (State, Vec<Mode>) {
    let nodes = from.group_of_node.iter().zip(&to.group_of_node);
    let ends = from.links.iter().zip(&to.links).flat_map(|(a, b)| [(&a.from, &b.from), (&a.to, &b.to)]);
    let mut squared = vec![0.0; to.groups];
    for (&old, &new) in nodes.chain(ends) {
        squared[new as usize] = state.squared[old as usize];
    }
    let mut carried: Vec<Mode> = to.controls.iter().map(crate::steady::control::Control::start).collect();
    let mut control_flow = vec![0.0; to.controls.len()];
    let elements = from.roles.iter().zip(&to.roles).filter_map(|roles| match roles {
        (Role::Control(old), Role::Control(new)) => Some((*old as usize, *new as usize)),
        _ => None,
    });
    for (old, new) in elements.chain((from.first_well..from.controls.len()).zip(to.first_well..)) {
        (carried[new], control_flow[new]) = (modes[old], state.control_flow[old]);
    }
    (State { squared, flow: state.flow.clone(), control_flow }, carried)
}
