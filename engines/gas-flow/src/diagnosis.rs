//! What is wrong with a network before anything is solved.

mod unbounded;

use std::collections::VecDeque;

use crate::network::{Compressor, CompressorControl, Element, ElementKind, Network, StorageOperation, Switch};
use crate::topology::{DisjointSets, Neighbours};
use crate::units::{FlowLimit, MassFlow, Pressure};

/// A fault that leaves a network without a solution, or without a single one.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Diagnosis {
    /// A network without nodes.
    #[error("the network has no nodes: there is nothing to solve")]
    NoNodes,
    /// A connected part in which nothing holds a pressure: no held node, no well, no storage at pressure.
    #[error("nothing supplies the {} node(s) connected to \"{}\": no fixed pressure, well or storage holds a pressure there", nodes.len(), nodes[0])]
    Island {
        /// Its nodes; at least one.
        nodes: Vec<String>,
    },
    /// A withdrawal that no gas can reach, because valves are closed or elements pass gas the other way only.
    #[error("withdrawal of {withdrawal} at node \"{node}\" cannot be reached from any supply")]
    UnreachableDemand {
        /// Node of the withdrawal.
        node: String,
        /// What it asks for.
        withdrawal: MassFlow,
    },
    /// Two held pressures joined by elements without resistance.
    #[error(
        "{} both hold a pressure, and nothing with resistance lies between them{}",
        holders(first, *first_pressure, second, *second_pressure),
        by(elements)
    )]
    ContradictoryPressures {
        /// One node.
        first: String,
        /// Its pressure.
        first_pressure: Pressure,
        /// The other.
        second: String,
        /// Its pressure.
        second_pressure: Pressure,
        /// The elements between them.
        elements: Vec<String>,
    },
    /// Gas comes from one held pressure to a lower one without any resistance or limit of flow.
    #[error(
        "from node \"{from}\" to node \"{to}\", which is held at {}, nothing resists or limits the flow: {} would come there{}",
        bar(*held), bar(*brought), through(elements)
    )]
    UnboundedFlow {
        /// Where the gas comes from.
        from: String,
        /// Where it goes.
        to: String,
        /// The pressure held there.
        held: Pressure,
        /// The pressure that comes there.
        brought: Pressure,
        /// The elements on the way.
        elements: Vec<String>,
    },
    /// Compressors and what joins them without resistance lift gas round and round.
    #[error("compressors lift gas in a ring without resistance or limit of flow{}", through(elements))]
    EndlessRing {
        /// The elements of the ring.
        elements: Vec<String>,
    },
    /// The outlet of a regulator or compressor is held at another pressure than its set point.
    #[error("{word} \"{element}\" shall hold {} at node \"{node}\", which is held at {}", bar(*set_point), bar(*held))]
    SetPointAgainstHeldPressure {
        /// "regulator" or "compressor".
        word: &'static str,
        /// The element.
        element: String,
        /// Its set point.
        set_point: Pressure,
        /// The outlet node.
        node: String,
        /// The pressure there.
        held: Pressure,
    },
    /// The set point lies above what the outlet node permits.
    #[error("{word} \"{element}\" shall hold {} at node \"{node}\", which permits {} at most", bar(*set_point), bar(*limit))]
    SetPointAboveLimit {
        /// "regulator" or "compressor".
        word: &'static str,
        /// The element.
        element: String,
        /// Its set point.
        set_point: Pressure,
        /// The outlet node.
        node: String,
        /// What it permits.
        limit: Pressure,
    },
    /// A station whose least flow lies above its greatest.
    #[error("{word} \"{element}\" runs with {flow_min} at least, but passes {flow_max} at most")]
    CrossedFlowLimits {
        /// "compressor".
        word: &'static str,
        /// The element.
        element: String,
        /// Its least flow.
        flow_min: FlowLimit,
        /// Its greatest.
        flow_max: FlowLimit,
    },
    /// A held pressure outside the node's own bounds.
    #[error("node \"{node}\" is held at {}, outside its own bounds", bar(*held))]
    HeldOutsideBounds {
        /// The node.
        node: String,
        /// Its held pressure.
        held: Pressure,
    },
}

fn by(elements: &[String]) -> String {
    if elements.is_empty() { String::new() } else { format!(": they are joined by \"{}\"", elements.join("\", \"")) }
}

/// A node may be held, and a storage at it hold another pressure.
fn holders(first: &str, first_pressure: Pressure, second: &str, second_pressure: Pressure) -> String {
    let [at_first, at_second] = [first_pressure, second_pressure].map(bar);
    if first == second {
        format!("node \"{first}\" ({at_first}) and the storage there ({at_second})")
    } else {
        format!("nodes \"{first}\" ({at_first}) and \"{second}\" ({at_second})")
    }
}

fn through(elements: &[String]) -> String {
    format!(", through \"{}\"", elements.join("\", \""))
}

/// Files tell pressures in bar.
fn bar(pressure: Pressure) -> String {
    format!("{} bar", (pressure.bar() * 1e6).round() / 1e6)
}

/// Everything that is wrong with a network; empty if it can be solved as far as its graph and its settings tell.
pub fn diagnose(network: &Network) -> Vec<Diagnosis> {
    if network.nodes().is_empty() {
        return vec![Diagnosis::NoNodes];
    }
    let mut found = Vec::new();
    let stranded = islands(network, &mut found);
    unreachable(network, &stranded, &mut found);
    contradictions(network, &mut found);
    unbounded::find(network, &mut found);
    settings(network, &mut found);
    found
}

/// Pressures that are held, each with its node.
fn held(network: &Network) -> impl Iterator<Item = (u32, Pressure)> + '_ {
    let nodes = network.nodes().iter().zip(0..).filter_map(|(node, n)| node.fixed_pressure.map(|p| (n, p)));
    let storages = network.storages().iter().filter_map(|storage| match storage.operation {
        StorageOperation::Pressure(pressure) => Some((storage.node.0, pressure)),
        StorageOperation::Flow(_) => None,
    });
    nodes.chain(storages)
}

/// Whether gas may pass at all.
pub(crate) fn conducts(element: &Element) -> bool {
    match &element.kind {
        ElementKind::Valve(switch) => *switch == Switch::Open,
        ElementKind::Compressor(Compressor { control, .. }) => *control != CompressorControl::Closed,
        _ => true,
    }
}

/// Whether it joins two nodes without resistance, either way.
fn is_rigid(element: &Element) -> bool {
    matches!(element.kind, ElementKind::ShortPipe | ElementKind::Valve(Switch::Open))
}

/// Tells by node whether it lies on an island.
fn islands(network: &Network, found: &mut Vec<Diagnosis>) -> Vec<bool> {
    let mut sets = DisjointSets::new(network.nodes().len());
    for element in network.elements().iter().filter(|e| conducts(e)) {
        sets.join(element.from.0, element.to.0);
    }
    let (part, parts) = sets.number();
    let mut supplied = vec![false; parts];
    for node in held(network).map(|(node, _)| node).chain(network.wells().iter().map(|well| well.node.0)) {
        supplied[part[node as usize] as usize] = true;
    }
    let mut members = vec![Vec::new(); parts];
    for (node, &part) in network.nodes().iter().zip(&part) {
        if !supplied[part as usize] {
            members[part as usize].push(node.id.clone());
        }
    }
    found.extend(members.into_iter().filter(|nodes| !nodes.is_empty()).map(|nodes| Diagnosis::Island { nodes }));
    part.into_iter().map(|part| !supplied[part as usize]).collect()
}

/// Follows the gas from everything that feeds in; withdrawals on islands have been told.
fn unreachable(network: &Network, island: &[bool], found: &mut Vec<Diagnosis>) {
    let ends = network.elements().iter().map(|e| (e.from.0, e.to.0));
    let neighbours = Neighbours::new(network.nodes().len(), ends);
    let mut reached = vec![false; network.nodes().len()];
    let injections = network.nodes().iter().zip(0..).filter(|(node, _)| node.withdrawal.si() < 0.0).map(|(_, n)| n);
    let wells = network.wells().iter().map(|well| well.node.0);
    let storages = network.storages().iter().map(|storage| storage.node.0);
    let mut open: VecDeque<u32> =
        held(network).map(|(n, _)| n).chain(wells).chain(storages).chain(injections).collect();
    for &node in &open {
        reached[node as usize] = true;
    }
    while let Some(node) = open.pop_front() {
        for &(element, other) in neighbours.of(node) {
            let element = &network.elements()[element as usize];
            let passes = if element.from.0 == node { conducts(element) } else { element.kind.passes_backward() };
            if passes && !reached[other as usize] {
                reached[other as usize] = true;
                open.push_back(other);
            }
        }
    }
    for ((node, reached), island) in network.nodes().iter().zip(reached).zip(island) {
        if !reached && !island && node.withdrawal.si() > 0.0 {
            found.push(Diagnosis::UnreachableDemand { node: node.id.clone(), withdrawal: node.withdrawal });
        }
    }
}

/// Walks from each held node over elements without resistance; meeting another held node is a contradiction.
fn contradictions(network: &Network, found: &mut Vec<Diagnosis>) {
    let rigid: Vec<&Element> = network.elements().iter().filter(|e| is_rigid(e)).collect();
    let neighbours = Neighbours::new(network.nodes().len(), rigid.iter().map(|e| (e.from.0, e.to.0)));
    // By node: who holds its pressure, and the tie and node through which the walk came.
    let mut holder: Vec<Option<(u32, Pressure)>> = vec![None; network.nodes().len()];
    let mut came: Vec<Option<(u32, u32)>> = vec![None; network.nodes().len()];
    for (root, pressure) in held(network) {
        if let Some((first, first_pressure)) = holder[root as usize] {
            let mut elements = Vec::new();
            let mut at = root;
            while let Some((tie, before)) = came[at as usize] {
                elements.push(rigid[tie as usize].id.clone());
                at = before;
            }
            let [first, second] = [first, root].map(|n| network.nodes()[n as usize].id.clone());
            let second_pressure = pressure;
            found.push(Diagnosis::ContradictoryPressures { first, first_pressure, second, second_pressure, elements });
            continue;
        }
        holder[root as usize] = Some((root, pressure));
        let mut open = vec![root];
        while let Some(node) = open.pop() {
            for &(tie, other) in neighbours.of(node) {
                if holder[other as usize].is_none() {
                    holder[other as usize] = Some((root, pressure));
                    came[other as usize] = Some((tie, node));
                    open.push(other);
                }
            }
        }
    }
    for element in network.elements() {
        let Some((word, set_point)) = set_point(element) else { continue };
        let Some((node, held)) = holder[element.to.get()] else { continue };
        if (held.si() - set_point.si()).abs() > 1e-9 * held.si() && held < set_point {
            let (element, node) = (element.id.clone(), network.nodes()[node as usize].id.clone());
            found.push(Diagnosis::SetPointAgainstHeldPressure { word, element, set_point, node, held });
        }
    }
}

fn set_point(element: &Element) -> Option<(&'static str, Pressure)> {
    match &element.kind {
        ElementKind::Regulator(regulator) => Some((element.kind.word(), regulator.outlet_pressure)),
        ElementKind::Compressor(Compressor { control: CompressorControl::OutletPressure(p), .. }) => {
            Some((element.kind.word(), *p))
        }
        _ => None,
    }
}

fn settings(network: &Network, found: &mut Vec<Diagnosis>) {
    for element in network.elements() {
        if let ElementKind::Compressor(Compressor { flow_min: Some(flow_min), flow_max: Some(flow_max), .. }) =
            element.kind
            && flow_min > flow_max
        {
            let (word, element) = (element.kind.word(), element.id.clone());
            found.push(Diagnosis::CrossedFlowLimits { word, element, flow_min, flow_max });
        }
        let Some((word, set_point)) = set_point(element) else { continue };
        let node = network.node(element.to);
        if let Some(limit) = node.pressure_max.filter(|limit| set_point > *limit) {
            let (element, node) = (element.id.clone(), node.id.clone());
            found.push(Diagnosis::SetPointAboveLimit { word, element, set_point, node, limit });
        }
    }
    for node in network.nodes() {
        let Some(held) = node.fixed_pressure else { continue };
        let low = node.pressure_min.is_some_and(|limit| held < limit);
        let high = node.pressure_max.is_some_and(|limit| held > limit);
        if low || high {
            found.push(Diagnosis::HeldOutsideBounds { node: node.id.clone(), held });
        }
    }
}
