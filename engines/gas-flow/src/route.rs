//! A way through the network (沿线): the shortest one, and how far along it each node lies.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use crate::diagnosis::conducts;
use crate::network::{ElementIndex, ElementKind, Network, NodeIndex, element_index};
use crate::topology::Neighbours;

/// A way through the network.
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    /// Nodes in order.
    pub nodes: Vec<NodeIndex>,
    /// What leads from each node to the next.
    pub elements: Vec<ElementIndex>,
    /// By node, the length of the pipes before it, m.
    pub distance_m: Vec<f64>,
}

impl Route {
    /// Distance, m, and value at each of its nodes, of a list with one value for each node of the network.
    ///
    /// # Errors
    /// [`RouteError::TooFewValues`] if the list is another network's and does not reach all nodes of the route.
    pub fn along(&self, by_node: &[f64]) -> Result<Vec<(f64, f64)>, RouteError> {
        let stop = |(node, distance): (&NodeIndex, &f64)| Some((*distance, *by_node.get(node.get())?));
        let stops: Option<Vec<_>> = self.nodes.iter().zip(&self.distance_m).map(stop).collect();
        stops.ok_or(RouteError::TooFewValues { values: by_node.len() })
    }
}

/// Why there is no way.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RouteError {
    /// Fewer than two stops.
    #[error("a route needs two nodes at least")]
    Short,
    /// A stop of another network.
    #[error("stop {stop} of the route is not in the network, which has {nodes} nodes")]
    UnknownStop {
        /// Its number, from 1.
        stop: usize,
        /// How many nodes there are.
        nodes: usize,
    },
    /// Values that do not reach all nodes of the route.
    #[error("{values} values are not one for each node of the route's network")]
    TooFewValues {
        /// How many there are.
        values: usize,
    },
    /// Nothing that is open leads on.
    #[error("no open way leads from {from} to {to}")]
    Apart {
        /// Where the way ends.
        from: String,
        /// What it does not reach.
        to: String,
    },
}

/// The shortest way by length of pipe from stop to stop, through whatever is not shut, in either direction.
///
/// # Errors
/// [`RouteError`] if there is none.
pub fn shortest(network: &Network, stops: &[NodeIndex]) -> Result<Route, RouteError> {
    let &[first, _, ..] = stops else { return Err(RouteError::Short) };
    let nodes = network.nodes().len();
    if let Some(at) = stops.iter().position(|stop| stop.get() >= nodes) {
        return Err(RouteError::UnknownStop { stop: at + 1, nodes });
    }
    let ends = network.elements().iter().map(|element| (element.from.0, element.to.0));
    let neighbours = Neighbours::new(nodes, ends);
    let mut route = Route { nodes: vec![first], elements: Vec::new(), distance_m: vec![0.0] };
    for leg in stops.windows(2) {
        let way = leg_back(network, &neighbours, leg[0], leg[1]).ok_or_else(|| RouteError::Apart {
            from: network.node(leg[0]).id.clone(),
            to: network.node(leg[1]).id.clone(),
        })?;
        for &(element, node) in way.iter().rev() {
            let before = route.distance_m.last().copied().unwrap_or(0.0);
            route.nodes.push(node);
            route.elements.push(element);
            route.distance_m.push(before + length_m(network, element).unwrap_or(0.0));
        }
    }
    Ok(route)
}

/// Elements of the shortest way with the nodes that they lead to, the last first (Dijkstra, 1959).
fn leg_back(
    network: &Network,
    neighbours: &Neighbours,
    from: NodeIndex,
    to: NodeIndex,
) -> Option<Vec<(ElementIndex, NodeIndex)>> {
    let mut nearest = vec![f64::INFINITY; network.nodes().len()];
    let mut came: Vec<Option<(ElementIndex, NodeIndex)>> = vec![None; network.nodes().len()];
    nearest[from.get()] = 0.0;
    let mut open = BinaryHeap::from([Reverse((Metres(0.0), from.0))]);
    while let Some(Reverse((Metres(distance), node))) = open.pop() {
        if node == to.0 {
            break;
        }
        if distance > nearest[node as usize] {
            continue;
        }
        for &(element, next) in neighbours.of(node) {
            let element = element_index(element as usize);
            let Some(length) = length_m(network, element) else { continue };
            if distance + length < nearest[next as usize] {
                nearest[next as usize] = distance + length;
                came[next as usize] = Some((element, NodeIndex(node)));
                open.push(Reverse((Metres(distance + length), next)));
            }
        }
    }
    let mut way = Vec::new();
    let mut at = to;
    while at != from {
        let (element, before) = came[at.get()]?;
        way.push((element, at));
        at = before;
    }
    Some(way)
}

/// Length of what leads on; `None` for what is shut.
fn length_m(network: &Network, element: ElementIndex) -> Option<f64> {
    let element = network.element(element);
    conducts(element).then(|| match &element.kind {
        ElementKind::Pipe(pipe) => pipe.length.si(),
        _ => 0.0,
    })
}

/// Lengths in their order.
#[derive(PartialEq)]
struct Metres(f64);

impl Eq for Metres {}

impl Ord for Metres {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl PartialOrd for Metres {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
