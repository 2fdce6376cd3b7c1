//! Who is cut off: nodes that no held pressure reaches any more.

use super::Outage;
use crate::diagnosis::conducts;
use crate::network::{Element, Network, NodeIndex, StorageOperation, element_index, node_index};
use crate::topology::Neighbours;

pub(super) struct Cut {
    neighbours: Neighbours,
    /// Elements whose loss cuts nothing off or something, told apart by one walk: the nodes beyond each bridge lie in
    /// a stretch of `order`.
    order: Vec<u32>,
    /// By element: the stretch of `order` that its loss cuts off, for those that gas may pass both ways.
    beyond: Vec<Option<(u32, u32)>>,
    /// Whether all elements let gas pass both ways or not at all, so that `beyond` tells everything.
    two_way: bool,
}

impl Cut {
    pub fn new(network: &Network) -> Self {
        let ends = network.elements().iter().map(|element| (element.from.0, element.to.0));
        let neighbours = Neighbours::new(network.nodes().len(), ends);
        let two_way = network.elements().iter().all(|element| passes(element, true) == passes(element, false));
        let mut cut = Self { neighbours, order: Vec::new(), beyond: vec![None; network.elements().len()], two_way };
        if two_way {
            cut.find_bridges(network);
        }
        cut
    }

    /// Nodes cut off by an outage, in rising order.
    pub fn nodes(&self, network: &Network, outage: Outage) -> Vec<NodeIndex> {
        if let (true, Outage::Element(element)) = (self.two_way, outage) {
            let stretch = self.beyond[element.get()].map_or(0..0, |(start, end)| start as usize..end as usize);
            let mut nodes: Vec<NodeIndex> = self.order[stretch].iter().map(|&node| NodeIndex(node)).collect();
            nodes.sort_unstable();
            return nodes;
        }
        let mut reached = vec![false; network.nodes().len()];
        let mut open: Vec<u32> = anchors(network, outage).collect();
        for &node in &open {
            reached[node as usize] = true;
        }
        while let Some(node) = open.pop() {
            for &(e, other) in self.neighbours.of(node) {
                let element = &network.elements()[e as usize];
                let out = outage == Outage::Element(element_index(e as usize));
                if !out && !reached[other as usize] && passes(element, element.from.0 == node) {
                    reached[other as usize] = true;
                    open.push(other);
                }
            }
        }
        reached.iter().enumerate().filter(|(_, reached)| !**reached).map(|(n, _)| node_index(n)).collect()
    }

    /// Tarjan's bridges, from a root joined to every node that holds a pressure: an element is a bridge if nothing
    /// beyond it has another way back.
    #[allow(clippy::cast_possible_truncation)]
    fn find_bridges(&mut self, network: &Network) {
        let nodes = network.nodes().len();
        let mut held = vec![false; nodes];
        anchors(network, Outage::Well(usize::MAX)).for_each(|node| held[node as usize] = true);
        // By node: its place in `order` (from 1), and the least place that it or anything beyond it leads back to.
        let mut place = vec![0u32; nodes];
        let mut low = vec![0u32; nodes];
        for root in (0..nodes as u32).filter(|&node| held[node as usize]) {
            if place[root as usize] != 0 {
                continue;
            }
            let mut path: Vec<(u32, u32, usize)> = Vec::new();
            self.enter(root, u32::MAX, &held, &mut place, &mut low, &mut path);
            while let Some(&mut (node, came, ref mut next)) = path.last_mut() {
                if let Some(&(e, other)) = self.neighbours.of(node).get(*next) {
                    *next += 1;
                    if e == came || !passes(&network.elements()[e as usize], true) {
                        continue;
                    }
                    if place[other as usize] == 0 {
                        self.enter(other, e, &held, &mut place, &mut low, &mut path);
                    } else {
                        low[node as usize] = low[node as usize].min(place[other as usize]);
                    }
                    continue;
                }
                path.pop();
                if let Some(&(above, ..)) = path.last() {
                    low[above as usize] = low[above as usize].min(low[node as usize]);
                    if low[node as usize] >= place[node as usize] {
                        self.beyond[came as usize] = Some((place[node as usize] - 1, self.order.len() as u32));
                    }
                }
            }
        }
    }

    #[allow(clippy::cast_possible_truncation)]
    fn enter(
        &mut self,
        node: u32,
        came: u32,
        held: &[bool],
        place: &mut [u32],
        low: &mut [u32],
        path: &mut Vec<(u32, u32, usize)>,
    ) {
        self.order.push(node);
        place[node as usize] = self.order.len() as u32;
        // A held node leads back to the root of everything.
        low[node as usize] = if held[node as usize] { 0 } else { place[node as usize] };
        path.push((node, came, 0));
    }
}

/// Nodes whose pressure something holds.
fn anchors(network: &Network, outage: Outage) -> impl Iterator<Item = u32> {
    let held = network
        .nodes()
        .iter()
        .enumerate()
        .filter(move |(n, node)| node.fixed_pressure.is_some() && outage != Outage::Supply(node_index(*n)));
    let wells = network.wells().iter().enumerate().filter(move |(w, _)| outage != Outage::Well(*w));
    let storages = network.storages().iter().enumerate().filter(move |(s, storage)| {
        matches!(storage.operation, StorageOperation::Pressure(_)) && outage != Outage::Storage(*s)
    });
    let sources = held.map(|(n, _)| node_index(n).0).chain(wells.map(|(_, well)| well.node.0));
    sources.chain(storages.map(|(_, storage)| storage.node.0))
}

/// Whether gas may pass, forward or backward.
fn passes(element: &Element, forward: bool) -> bool {
    if forward { conducts(element) } else { element.kind.passes_backward() }
}
