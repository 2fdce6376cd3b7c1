//! Which gas arrives where (气质跟踪): shares of the sources, composition, heating value.
//!
//! At every node the gas that flows in mixes, and leaves as the mixture: with flows m_e and feeds f_s into a node n,
//!
//! ```text
//! x_n  =  ( Σ m_e x_up(e) + Σ f_s x_s ) / ( Σ m_e + Σ f_s )
//! ```
//!
//! which holds for everything that adds up by mass: mass fractions, heating value per kilogram, the share of a source.

use gas_properties::Composition;

use crate::Network;
use crate::network::{NodeIndex, StorageOperation};
use crate::steady::Solution;

/// Flows below this share of the greatest one carry nothing: they are rounding.
const STILL_SHARE: f64 = 1e-12;
/// Rings of flow (a compressor driving gas round a loop) are mixed until nothing changes by more than this.
const MIXED: f64 = 1e-14;
const SWEEPS_MAX: usize = 100_000;
/// Most values at all nodes or feeds together: 400 MB. A network of 100,000 nodes may have 500 sources.
const VALUES_MAX: usize = 50_000_000;

/// Why qualities cannot be followed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum QualityError {
    /// Qualities that do not belong to the feeds.
    #[error("{feeds} sources feed in, but {entering} of them are told what they feed in: tell each")]
    Entering {
        /// How many feed in.
        feeds: usize,
        /// How many have qualities.
        entering: usize,
    },
    /// A source with more or fewer qualities than the first.
    #[error("source {feed} has {found} qualities, but the first has {expected}: give all the same")]
    Uneven {
        /// Its number, from 1.
        feed: usize,
        /// How many it has.
        found: usize,
        /// How many the first has.
        expected: usize,
    },
    /// A solution, or feeds, of another network.
    #[error("the solution and its sources are not those of this network")]
    Foreign,
    /// More values than memory should hold.
    #[error(
        "{nodes} nodes times {qualities} qualities are more than {VALUES_MAX} values: track fewer qualities, such as \
         heating values instead of the share of every source"
    )]
    TooMany {
        /// How many nodes, or sources where these are more.
        nodes: usize,
        /// How many qualities, or sources whose shares are asked for.
        qualities: usize,
    },
    /// Gas goes round a ring so fast, and so little is added, that its mixture does not settle.
    #[error(
        "gas goes round in a ring through node \"{node}\" faster than it is renewed: its mixture still changes after \
         {SWEEPS_MAX} rounds"
    )]
    Unsettled {
        /// The node where it changes most.
        node: String,
    },
}

/// Where gas enters the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A held pressure, or an injection, at a node.
    Node(NodeIndex),
    /// A well, by its position in [`Network::wells`].
    Well(usize),
    /// A storage that feeds in at a given flow, by its position in [`Network::storages`].
    Storage(usize),
}

/// A source and what it feeds in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Feed {
    /// Which source.
    pub source: Source,
    /// Its node.
    pub node: NodeIndex,
    /// Above zero.
    pub flow_kg_per_s: f64,
}

/// All sources that feed gas into a solved network, in the order of nodes, wells, storages.
pub fn feeds(network: &Network, solution: &Solution) -> Vec<Feed> {
    let mut feeds = Vec::new();
    for (n, (node, supply)) in network.nodes().iter().zip(&solution.supply_kg_per_s).enumerate() {
        let index = crate::network::node_index(n);
        let injected = (-node.withdrawal.si()).max(0.0);
        let flow_kg_per_s = injected + supply.max(0.0);
        feeds.push(Feed { source: Source::Node(index), node: index, flow_kg_per_s });
    }
    for (w, (well, &flow_kg_per_s)) in network.wells().iter().zip(&solution.well_flow_kg_per_s).enumerate() {
        feeds.push(Feed { source: Source::Well(w), node: well.node, flow_kg_per_s });
    }
    for (s, storage) in network.storages().iter().enumerate() {
        if let StorageOperation::Flow(flow) = storage.operation {
            feeds.push(Feed { source: Source::Storage(s), node: storage.node, flow_kg_per_s: flow.si() });
        }
    }
    feeds.retain(|feed| feed.flow_kg_per_s > 0.0);
    feeds
}

/// Qualities at the nodes.
#[derive(Debug, Clone, PartialEq)]
pub struct Tracking {
    /// By node, then by quality; rows of stagnant nodes are zero.
    values: Vec<f64>,
    width: usize,
    reached: Vec<bool>,
}

impl Tracking {
    /// The qualities at a node; none where no gas arrives.
    pub fn at(&self, node: NodeIndex) -> Option<&[f64]> {
        let start = node.get() * self.width;
        self.reached[node.get()].then(|| &self.values[start..start + self.width])
    }
}

/// Carries qualities from the sources through the network: `entering` has one row for each of [`feeds`], all of one
/// length. Shares of sources are the rows of the unit matrix, which [`shares`] gives.
///
/// # Errors
/// [`QualityError`]: lengths that do not fit, more values than 50 million, or a ring whose mixture does not settle.
pub fn track(
    network: &Network,
    solution: &Solution,
    feeds: &[Feed],
    entering: &[Vec<f64>],
) -> Result<Tracking, QualityError> {
    check(network, solution, feeds, entering.len())?;
    let width = entering.first().map_or(0, Vec::len);
    if let Some(at) = entering.iter().position(|row| row.len() != width) {
        return Err(QualityError::Uneven { feed: at + 1, found: entering[at].len(), expected: width });
    }
    bound(network, feeds, width)?;
    let mixing = Mixing::new(network, solution, feeds);
    let nodes = network.nodes().len();
    let mut values = vec![0.0; nodes * width];
    let mut reached = vec![false; nodes];
    let (order, ringed) = mixing.order();
    for node in order {
        mixing.mix(node, entering, width, &mut values, &mut reached);
    }
    mixing
        .settle_rings(&ringed, entering, width, &mut values, &mut reached)
        .map_err(|node| QualityError::Unsettled { node: network.nodes()[node].id.clone() })?;
    Ok(Tracking { values, width, reached })
}

/// Whether everything belongs together.
fn check(network: &Network, solution: &Solution, feeds: &[Feed], entering: usize) -> Result<(), QualityError> {
    let nodes = network.nodes().len();
    let flows = solution.flow_kg_per_s.len();
    if flows != network.elements().len() || feeds.iter().any(|feed| feed.node.get() >= nodes) {
        return Err(QualityError::Foreign);
    }
    if entering != feeds.len() {
        return Err(QualityError::Entering { feeds: feeds.len(), entering });
    }
    Ok(())
}

fn bound(network: &Network, feeds: &[Feed], qualities: usize) -> Result<(), QualityError> {
    let nodes = network.nodes().len().max(feeds.len());
    if nodes.saturating_mul(qualities) > VALUES_MAX {
        return Err(QualityError::TooMany { nodes, qualities });
    }
    Ok(())
}

/// The share of every feed in the gas at every node; shares at a node add up to one.
///
/// # Errors
/// As [`track`].
pub fn shares(network: &Network, solution: &Solution, feeds: &[Feed]) -> Result<Tracking, QualityError> {
    bound(network, feeds, feeds.len())?;
    let unit = |row: usize| (0..feeds.len()).map(|column| if row == column { 1.0 } else { 0.0 }).collect();
    track(network, solution, feeds, &(0..feeds.len()).map(unit).collect::<Vec<_>>())
}

/// The gas at each node, from the gas of each of [`feeds`]: moles of each component are kept. `None` where nothing flows.
///
/// # Errors
/// As [`track`].
pub fn compositions(
    network: &Network,
    solution: &Solution,
    feeds: &[Feed],
    entering: &[Composition],
) -> Result<Vec<Option<Composition>>, QualityError> {
    check(network, solution, feeds, entering.len())?;
    // Shares are by mass; streams mix by moles.
    let shares = shares(network, solution, feeds)?;
    let mixture = |node: usize| {
        let shares = shares.at(crate::network::node_index(node))?;
        let moles = |(gas, share): (_, &f64)| (gas, share / Composition::molar_mass_g_per_mol(gas));
        Composition::mix(&entering.iter().zip(shares).map(moles).collect::<Vec<_>>()).ok()
    };
    Ok((0..network.nodes().len()).map(mixture).collect())
}

/// The flows as a directed graph.
struct Mixing<'a> {
    /// By node: (upstream node, flow).
    inflows: Vec<Vec<(u32, f64)>>,
    outflows: Vec<Vec<u32>>,
    feeds: &'a [Feed],
    /// By node: positions in `feeds`.
    feeds_at: Vec<Vec<usize>>,
}

impl<'a> Mixing<'a> {
    fn new(network: &Network, solution: &Solution, feeds: &'a [Feed]) -> Self {
        let nodes = network.nodes().len();
        let greatest = solution.flow_kg_per_s.iter().fold(0.0, |most: f64, flow| most.max(flow.abs()));
        let mut mixing = Self {
            inflows: vec![Vec::new(); nodes],
            outflows: vec![Vec::new(); nodes],
            feeds,
            feeds_at: vec![Vec::new(); nodes],
        };
        for (element, &flow) in network.elements().iter().zip(&solution.flow_kg_per_s) {
            if flow.abs() > greatest * STILL_SHARE {
                let (up, down) = if flow > 0.0 { (element.from, element.to) } else { (element.to, element.from) };
                mixing.inflows[down.get()].push((up.0, flow.abs()));
                mixing.outflows[up.get()].push(down.0);
            }
        }
        for (at, feed) in feeds.iter().enumerate() {
            mixing.feeds_at[feed.node.get()].push(at);
        }
        mixing
    }

    /// Nodes downstream of all that flows into them, in order; and the rest, which lies on rings or behind them.
    fn order(&self) -> (Vec<usize>, Vec<usize>) {
        let mut waiting: Vec<usize> = self.inflows.iter().map(Vec::len).collect();
        let mut order: Vec<usize> = (0..waiting.len()).filter(|&node| waiting[node] == 0).collect();
        let mut next = 0;
        while next < order.len() {
            for &down in &self.outflows[order[next]] {
                waiting[down as usize] -= 1;
                if waiting[down as usize] == 0 {
                    order.push(down as usize);
                }
            }
            next += 1;
        }
        let ringed = (0..waiting.len()).filter(|&node| waiting[node] > 0).collect();
        (order, ringed)
    }

    /// Mixes what flows into a node from nodes that gas has reached; returns the greatest change.
    fn mix(&self, node: usize, entering: &[Vec<f64>], width: usize, values: &mut [f64], reached: &mut [bool]) -> f64 {
        let mut sum = vec![0.0; width];
        let mut total = 0.0;
        for &(up, flow) in self.inflows[node].iter().filter(|(up, _)| reached[*up as usize]) {
            let start = up as usize * width;
            sum.iter_mut().zip(&values[start..start + width]).for_each(|(sum, value)| *sum += flow * value);
            total += flow;
        }
        for &at in &self.feeds_at[node] {
            let flow = self.feeds[at].flow_kg_per_s;
            sum.iter_mut().zip(&entering[at]).for_each(|(sum, value)| *sum += flow * value);
            total += flow;
        }
        if total <= 0.0 {
            return 0.0;
        }
        let first = !std::mem::replace(&mut reached[node], true);
        let mut change = if first { f64::INFINITY } else { 0.0 };
        for (value, sum) in values[node * width..].iter_mut().zip(sum) {
            let mixed = sum / total;
            change = change.max((mixed - *value).abs() / mixed.abs().max(1.0));
            *value = mixed;
        }
        change
    }

    /// Mixes rings until nothing changes.
    ///
    /// # Errors
    /// The node that changed most, if there is no end to it.
    fn settle_rings(
        &self,
        ringed: &[usize],
        entering: &[Vec<f64>],
        width: usize,
        values: &mut [f64],
        reached: &mut [bool],
    ) -> Result<(), usize> {
        let mut most = (0.0, 0);
        for _ in 0..SWEEPS_MAX {
            most = (0.0, 0);
            for &node in ringed {
                let change = self.mix(node, entering, width, values, reached);
                most = if change > most.0 { (change, node) } else { most };
            }
            if most.0 <= MIXED {
                return Ok(());
            }
        }
        Err(most.1)
    }
}
