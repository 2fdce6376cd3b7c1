//! Flows without bound: what gas does where neither resistance nor a limit of flow is in its way.

use std::collections::{HashSet, VecDeque};

use super::{Diagnosis, held};
use crate::network::{Compressor, CompressorControl, Element, ElementKind, Network, Regulator, Switch};
use crate::topology::Neighbours;
use crate::units::Pressure;

/// Relative difference of pressures that counts as none.
const SAME: f64 = 1e-9;

/// A pressure that rises more often than this rises without end.
const RISES_MAX: usize = 1000;

/// The pressure (Pa) that comes to the other end of an element at least, when there is this much at one end. Nothing comes
/// through what resists the flow, limits it or is shut.
fn brought(element: &Element, forward: bool, pressure_pa: f64) -> Option<f64> {
    match &element.kind {
        ElementKind::ShortPipe | ElementKind::Valve(Switch::Open) => Some(pressure_pa),
        ElementKind::CheckValve if forward => Some(pressure_pa),
        ElementKind::LossResistor(loss) => Some(pressure_pa - loss.si()),
        ElementKind::Regulator(Regulator { outlet_pressure, flow_max: None, losses, .. }) if forward => {
            Some((pressure_pa - losses.inlet.si()).min(outlet_pressure.si()) - losses.outlet.si())
        }
        ElementKind::Compressor(machine @ Compressor { flow_max: None, .. }) if forward => {
            // With little power or little flow it may stand by, and the gas passes.
            let works = machine.power_max.is_none() && machine.flow_min.is_none();
            let lift = if works { machine.ratio_max.si() } else { 1.0 };
            let (inlet_pa, lost_pa) = (pressure_pa - machine.losses.inlet.si(), machine.losses.outlet.si());
            match machine.control {
                CompressorControl::Closed => None,
                CompressorControl::Bypass => Some(pressure_pa),
                CompressorControl::Ratio(ratio) => Some(inlet_pa * ratio.si().min(lift) - lost_pa),
                // Without any lift it holds like a regulator.
                CompressorControl::OutletPressure(set) if machine.ratio_max.si() <= 1.0 => {
                    Some(inlet_pa.min(set.si()) - lost_pa)
                }
                CompressorControl::OutletPressure(set) => {
                    Some(pressure_pa.max(set.si().min(inlet_pa * lift) - lost_pa))
                }
            }
        }
        _ => None,
    }
}

/// Raises the least pressure of each node, from the held ones onwards, until nothing brings more. More than is held is a
/// fault; what rises without end, a ring.
pub(super) fn find(network: &Network, found: &mut Vec<Diagnosis>) {
    let directed = |kind: &ElementKind| {
        use ElementKind::{CheckValve, Compressor, LossResistor, Regulator};
        matches!(kind, CheckValve | LossResistor(_) | Regulator(_) | Compressor(_))
    };
    if !network.elements().iter().any(|element| directed(&element.kind)) {
        return;
    }
    let ends = network.elements().iter().map(|e| (e.from.0, e.to.0));
    let neighbours = Neighbours::new(network.nodes().len(), ends);
    let mut least = vec![0.0; network.nodes().len()];
    let mut fixed = vec![false; network.nodes().len()];
    let mut open = VecDeque::new();
    for (node, pressure) in held(network) {
        (least[node as usize], fixed[node as usize]) = (pressure.si(), true);
        open.push_back(node);
    }
    // By node: the element that brought its least pressure, and from where; how often it rose.
    let mut came: Vec<Option<(u32, u32)>> = vec![None; network.nodes().len()];
    let mut rises = vec![0; network.nodes().len()];
    while let Some(node) = open.pop_front() {
        for &(e, other) in neighbours.of(node) {
            let (element, at) = (&network.elements()[e as usize], other as usize);
            let Some(pressure) = brought(element, element.from.0 == node, least[node as usize]) else { continue };
            if pressure <= least[at] * (1.0 + SAME) || came[node as usize].is_some_and(|(way, _)| way == e) {
                continue;
            }
            if fixed[at] {
                found.extend(too_much(network, &came, (e, node, other), (pressure, least[at])));
                continue;
            }
            rises[at] += 1;
            if rises[at] > RISES_MAX {
                found.push(Diagnosis::EndlessRing { elements: ring(network, &came, node) });
                return;
            }
            (least[at], came[at]) = (pressure, Some((e, node)));
            open.push_back(other);
        }
    }
}

/// The last step of a way that brings more pressure to a node than is held there: an element, from one node to another.
fn too_much(
    network: &Network,
    came: &[Option<(u32, u32)>],
    (last, node, to): (u32, u32, u32),
    (brought, held): (f64, f64),
) -> Option<Diagnosis> {
    let mut elements = vec![network.elements()[last as usize].id.clone()];
    let mut from = node;
    // On a ring that rises without end, the way to it has none either.
    while let Some((element, before)) = came[from as usize].filter(|_| elements.len() <= network.nodes().len()) {
        elements.push(network.elements()[element as usize].id.clone());
        from = before;
    }
    elements.reverse();
    // Held pressures joined by valves, and a set point above a pressure held behind it, are faults of their own.
    let on_way = |id: &String| network.element_by_id(id).map(|e| network.element(e));
    let last = elements.iter().rev().filter_map(on_way).find(|element| !super::is_rigid(element))?;
    if super::set_point(last).is_some_and(|(_, set)| set.si() > held * (1.0 + SAME)) {
        return None;
    }
    let [from, to] = [from, to].map(|n| network.nodes()[n as usize].id.clone());
    let (held, brought) = (Pressure::new(held).ok()?, Pressure::new(brought).ok()?);
    Some(Diagnosis::UnboundedFlow { from, to, held, brought, elements })
}

/// The elements of the ring that the way to a node has run into.
fn ring(network: &Network, came: &[Option<(u32, u32)>], node: u32) -> Vec<String> {
    let (mut met, mut at) = (HashSet::new(), node);
    while met.insert(at) {
        at = came[at as usize].map_or(at, |(_, before)| before);
    }
    let (start, mut elements) = (at, Vec::new());
    while let Some((element, before)) = came[at as usize] {
        elements.push(network.elements()[element as usize].id.clone());
        at = before;
        if at == start {
            break;
        }
    }
    elements.reverse();
    elements
}
