//! What if one thing fails (N-1 校核): every pipe, machine, source or storage out in turn, and who then loses supply.

mod cut;

use rayon::prelude::*;

use crate::network::{Element, ElementIndex, Network, Node, NodeIndex, Storage, Well, element_index, node_index};
use crate::steady::{Loss, Options, Solution, Steady, SteadyError, is_below};
use crate::units::MassFlow;
use cut::Cut;

/// One thing out of service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outage {
    /// An element is shut: nothing passes any more. A compressor that fails is shut too, not bypassed.
    Element(ElementIndex),
    /// A node no longer holds its pressure.
    Supply(NodeIndex),
    /// A well is shut, by its position in [`Network::wells`].
    Well(usize),
    /// A storage neither takes nor gives, by its position in [`Network::storages`].
    Storage(usize),
}

/// What an outage does.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// What is out.
    pub outage: Outage,
    /// Nodes that no gas can reach any more, in rising order.
    pub cut_off: Vec<NodeIndex>,
    /// Nodes still connected whose pressure falls below their minimum, in rising order.
    pub below_minimum: Vec<NodeIndex>,
    /// Withdrawal that is lost with the nodes cut off; what they would inject does not count.
    pub lost: MassFlow,
    /// No more than this is lost: as much as `lost` where the rest has a steady flow, all withdrawals where it has none.
    pub lost_at_most: MassFlow,
    /// Why the rest of the network has no steady flow, if it has none: then more nodes lose supply than are listed.
    pub failure: Option<SteadyError>,
}

impl Case {
    /// Whether anyone notices: a withdrawal is lost, or may be, or a pressure falls below its minimum. Cutting off nodes
    /// without a withdrawal hurts nobody.
    pub fn hurts(&self) -> bool {
        self.lost_at_most > MassFlow::ZERO || !self.below_minimum.is_empty() || self.failure.is_some()
    }
}

/// Every element, held node, well and storage, one after another.
pub fn all_outages(network: &Network) -> Vec<Outage> {
    let elements = (0..network.elements().len()).map(|e| Outage::Element(element_index(e)));
    let held = network.nodes().iter().enumerate().filter(|(_, node)| node.fixed_pressure.is_some());
    let wells = (0..network.wells().len()).map(Outage::Well);
    let storages = (0..network.storages().len()).map(Outage::Storage);
    elements.chain(held.map(|(n, _)| Outage::Supply(node_index(n)))).chain(wells).chain(storages).collect()
}

/// Tries outages on a solved network, on all cores; results stand in the order of `outages`.
///
/// Cases start from `base`, the solution of `steady` with everything in service. In a network of nothing but pipes and
/// the like, an outage that merely cuts a part off leaves more pressure to the rest; it is not solved again, unless a
/// node is short already.
pub fn contingencies(steady: &Steady, base: &Solution, outages: &[Outage]) -> Vec<Case> {
    contingencies_watched(steady, base, outages, &|_| ())
}

/// As [`contingencies`]; calls `done` with each case as soon as it is known, from any thread and in any order: to count
/// them, or to show those that matter while the others are yet to come.
pub fn contingencies_watched(
    steady: &Steady,
    base: &Solution,
    outages: &[Outage],
    done: &(dyn Fn(&Case) + Sync),
) -> Vec<Case> {
    let cut = Cut::new(steady.network());
    let short = !below_minimum(steady.network(), base, &[]).is_empty();
    let simple = steady.is_passive() && !short;
    let tried = outages.par_iter().map_init(
        || {
            let mut own = steady.clone();
            own.settle_on(base);
            own
        },
        |steady, &outage| {
            let case = case(steady, base, &cut, simple, outage);
            done(&case);
            case
        },
    );
    tried.collect()
}

fn case(steady: &mut Steady, base: &Solution, cut: &Cut, simple: bool, outage: Outage) -> Case {
    let network = steady.network();
    let cut_off = cut.nodes(network, outage);
    let lost = withdrawals(cut_off.iter().map(|&node| network.node(node)));
    let mut case = Case { outage, cut_off, below_minimum: Vec::new(), lost, lost_at_most: lost, failure: None };
    let loss = match outage {
        Outage::Element(element) => steady.loss_of(element),
        Outage::Supply(node) => Some(Loss::Held(node)),
        Outage::Well(_) | Outage::Storage(_) => None,
    };
    if (matches!(loss, Some(Loss::Link(_))) && simple && !case.cut_off.is_empty())
        || case.cut_off.len() == network.nodes().len()
    {
        return case;
    }
    let solved = match loss {
        Some(loss) => steady.solve_outage(loss, &case.cut_off, base).map(|s| below_minimum(network, &s, &case.cut_off)),
        None => rest(network, outage, &case.cut_off, steady.options()),
    };
    match solved {
        Ok(below) => case.below_minimum = below,
        Err(failure) => {
            case.lost_at_most = withdrawals(network.nodes().iter());
            case.failure = Some(failure);
        }
    }
    case
}

/// What nodes take in sum, injections left out.
fn withdrawals<'n>(nodes: impl Iterator<Item = &'n Node>) -> MassFlow {
    let sum = nodes.fold(0.0, |sum, node| sum + node.withdrawal.si().max(0.0));
    MassFlow::new(sum).unwrap_or(MassFlow::ZERO)
}

fn below_minimum(network: &Network, solution: &Solution, cut_off: &[NodeIndex]) -> Vec<NodeIndex> {
    let short = |(n, node): (usize, &Node)| {
        let low = node.pressure_min.is_some_and(|least| is_below(solution.pressure_pa[n], least.si()));
        (low && cut_off.binary_search(&node_index(n)).is_err()).then(|| node_index(n))
    };
    network.nodes().iter().enumerate().filter_map(short).collect()
}

/// Solves what is left as a network of its own: for outages that change which pressures are joined or held.
fn rest(
    network: &Network,
    outage: Outage,
    cut_off: &[NodeIndex],
    options: Options,
) -> Result<Vec<NodeIndex>, SteadyError> {
    let kept: Vec<usize> =
        (0..network.nodes().len()).filter(|&n| cut_off.binary_search(&node_index(n)).is_err()).collect();
    let mut place = vec![None; network.nodes().len()];
    kept.iter().enumerate().for_each(|(new, &old)| place[old] = Some(node_index(new)));
    let nodes: Vec<_> = kept.iter().map(|&old| network.nodes()[old].clone()).collect();
    let elements = network.elements().iter().enumerate().filter_map(|(e, element)| {
        let (from, to) = (place[element.from.get()]?, place[element.to.get()]?);
        (outage != Outage::Element(element_index(e))).then(|| Element { from, to, ..element.clone() })
    });
    let wells = network.wells().iter().enumerate().filter_map(|(w, well)| {
        let node = place[well.node.get()]?;
        (outage != Outage::Well(w)).then(|| Well { node, ..well.clone() })
    });
    let storages = network.storages().iter().enumerate().filter_map(|(s, storage)| {
        let node = place[storage.node.get()]?;
        (outage != Outage::Storage(s)).then(|| Storage { node, ..storage.clone() })
    });
    let rest =
        Network::trusted(network.fluid().clone(), nodes, elements.collect(), wells.collect(), storages.collect());
    let solution = Steady::new(&rest, options)?.solve()?;
    Ok(below_minimum(&rest, &solution, &[]).into_iter().map(|new| node_index(kept[new.get()])).collect())
}
