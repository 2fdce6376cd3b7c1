//! Where to split a box, and which states a relaxed point suggests.

use std::collections::HashSet;

use super::bounds::Bounds;
use super::core::{Core, Edge, Kind};
use super::market::Range;
use super::nonlinear::{Iterate, expand};
use super::pieces::settled;
use super::relax::Relaxed;
use super::states::{BACKWARD, FORWARD, OFF, States, decided, each};

/// Violations below this need no split.
const SETTLED: f64 = 1e-8;
/// Ranges narrower than this are not split.
const NARROW: f64 = 1e-6;
/// Shares this near to none or all are whole.
const WHOLE: f64 = 1e-4;
/// Scores of splits that are decisions, which come before what only bends a curve.
const DECISION: f64 = 10.0;
/// A drop of pressure this far from what flow explains, against the flow, in scaled units, is a matter of direction.
const CONTRARY: f64 = 1e-3;
/// A split leaves each child at least this share of the range.
const INNER: f64 = 0.2;

/// The states to try: a link goes into service where its share of being off is below `threshold`.
pub(super) fn round(core: &Core, bounds: &Bounds, relaxed: &Relaxed, threshold: f64) -> Vec<States> {
    let mut states: Vec<States> = (0..core.edges.len())
        .map(|e| {
            let left = bounds.states[e];
            let pipe = matches!(core.edges[e].kind, Kind::Pipe { .. });
            if pipe && left & OFF == 0 {
                // The local method finds a pipe's direction by itself: one state stands for both.
                return FORWARD;
            }
            if decided(left) {
                return left;
            }
            let share = |state: States| relaxed.shares[e].iter().find(|s| s.0 == state).map_or(0.0, |s| s.1);
            if left & OFF != 0 && share(OFF) >= threshold {
                return OFF;
            }
            if pipe {
                return FORWARD;
            }
            let by_flow = if relaxed.flows[e] >= 0.0 { FORWARD } else { BACKWARD };
            if relaxed.flows[e].abs() > 1e-6 && left & by_flow != 0 {
                return by_flow;
            }
            let likelier = |a: States, b: States| if share(b) > share(a) { b } else { a };
            each(left & !OFF).reduce(likelier).unwrap_or(OFF)
        })
        .collect();
    for mut copies in core.copies() {
        // Shares are the same in all scenarios but for rounding: the first decides.
        let off = copies.next().is_some_and(|first| states[first] == OFF);
        for e in copies {
            if (states[e] == OFF) != off {
                states[e] = if off { OFF } else { FORWARD };
            }
        }
    }
    states
}

/// Leaves out candidates, those first whose share of not being built is greatest, until the rest is within the budget.
pub(super) fn afford(core: &Core, relaxed: &Relaxed, mut states: Vec<States>) -> Vec<States> {
    let Some(budget) = core.budget else { return states };
    let money = |e: usize| core.edges[e].build.map_or(0.0, |build| build.1);
    let mut spent: f64 = (0..states.len()).filter(|e| states[*e] != OFF).map(money).sum();
    let mut built: Vec<usize> = (0..states.len()).filter(|e| states[*e] != OFF && money(*e) > 0.0).collect();
    built.sort_by(|a, b| share_of(relaxed, *b, OFF).total_cmp(&share_of(relaxed, *a, OFF)));
    for e in built.into_iter().filter(|e| core.edges[*e].states & OFF != 0) {
        if spent > budget {
            states[e] = OFF;
            spent -= money(e);
        }
    }
    states
}

/// A quantity whose range can be split or tightened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Quantity {
    /// Flow of a link.
    Flow(usize),
    /// Squared pressure of a junction.
    Square(usize),
}

/// The quantities that the relaxation is furthest from real about, the worst first.
pub(super) fn doubtful(core: &Core, bounds: &Bounds, relaxed: &Relaxed) -> Vec<Quantity> {
    let mut all: Vec<(f64, Cut)> = curved(core, bounds, relaxed).filter(|c| c.0 > SETTLED).collect();
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut seen = HashSet::new();
    let quantity = |cut: &Cut| match *cut {
        Cut::Flow(e, _) => Some(Quantity::Flow(e)),
        Cut::Square(i, _) => Some(Quantity::Square(i)),
        Cut::States(..) | Cut::Direction(_) => None,
    };
    // First of all what decides how much of a candidate a share of it is worth: its flow, where it may turn that of a pipe beside
    // it, and the pressures at its ends.
    let open =
        core.edges.iter().enumerate().filter(|(e, edge)| edge.build.is_some() && !settled(edge, bounds.states[*e]));
    let reversal = |e: usize| (-bounds.flows[e].min).min(bounds.flows[e].max).max(0.0);
    let standing = |(e, edge): (usize, &Edge)| {
        let beside = &core.pairs[edge.pair.0].members;
        beside
            .iter()
            .copied()
            .find(|e| matches!(core.edges[*e].kind, Kind::Pipe { .. }) && bounds.states[*e] & OFF == 0)
            .unwrap_or(e)
    };
    let mut flows: Vec<usize> = open.clone().map(standing).collect();
    flows.sort_by(|a, b| reversal(*b).total_cmp(&reversal(*a)));
    let ends = |(_, edge): (usize, &Edge)| [edge.from, edge.to].map(Quantity::Square);
    let candidates = flows.into_iter().map(Quantity::Flow).chain(open.flat_map(ends));
    candidates.chain(all.iter().filter_map(|c| quantity(&c.1))).filter(|q| seen.insert(*q)).collect()
}

enum Cut {
    /// These states, or the others.
    States(usize, States),
    /// Pipes between a pair of junctions: flow from its first to its second, or the other way.
    Direction(usize),
    Flow(usize, f64),
    Square(usize, f64),
}

impl Cut {
    /// The two boxes on either side.
    fn boxes(&self, core: &Core, bounds: &Bounds) -> [Bounds; 2] {
        let (mut low, mut high) = (bounds.clone(), bounds.clone());
        match *self {
            Cut::States(e, states) => {
                low.states[e] &= states;
                high.states[e] &= !states;
                if states == OFF {
                    low.flows[e] = Range::fixed(0.0);
                }
            }
            Cut::Direction(p) => {
                (low.totals[p].max, high.totals[p].min) = (0.0, 0.0);
                (low.drops[p].max, high.drops[p].min) = (0.0, 0.0);
                for &e in &core.pairs[p].members {
                    let along = core.edges[e].pair.1 > 0.0;
                    let (forth, back) = if along { (FORWARD, BACKWARD) } else { (BACKWARD, FORWARD) };
                    low.states[e] &= !forth;
                    high.states[e] &= !back;
                    let [low, high] = if along { [&mut low, &mut high] } else { [&mut high, &mut low] };
                    (low.flows[e].max, high.flows[e].min) = (low.flows[e].max.min(0.0), high.flows[e].min.max(0.0));
                }
            }
            Cut::Flow(e, at) => {
                low.flows[e].max = at;
                high.flows[e].min = at;
            }
            Cut::Square(i, at) => {
                low.squares[i].max = at;
                high.squares[i].min = at;
            }
        }
        [low, high]
    }
}

/// Two boxes that cover the box, if nothing is known of a point in it: the dearest open candidate built or not, or else any
/// link in one of its states or not, or else the widest range of flow cut in two.
pub(super) fn halves(core: &Core, bounds: &Bounds) -> Option<[Bounds; 2]> {
    let open = || (0..core.edges.len()).filter(|e| !decided(bounds.states[*e]));
    let cost = |e: &usize| core.edges[*e].build.map_or(-1.0, |b| b.0);
    let dearest = open().max_by(|a, b| cost(a).total_cmp(&cost(b)));
    let width = |e: &usize| bounds.flows[*e].max - bounds.flows[*e].min;
    let widest = (0..core.edges.len()).filter(|e| width(e).is_finite()).max_by(|a, b| width(a).total_cmp(&width(b)));
    let state = |e: usize| if core.edges[e].build.is_some() { Some(OFF) } else { each(bounds.states[e]).next() };
    let by_state = dearest.and_then(|e| Some(Cut::States(e, state(e)?)));
    let middle = |e: usize| f64::midpoint(bounds.flows[e].min, bounds.flows[e].max);
    let by_flow = widest.filter(|e| width(e) > NARROW).map(|e| Cut::Flow(e, middle(e)));
    Some(by_state.or(by_flow)?.boxes(core, bounds))
}

/// Ways to cover the box by two boxes, split where the relaxed point is furthest from real, that first which looks best; at most
/// so many of them. Nothing if the point is real. The likelier box is the first of each: the one that the point lies in, or nearly.
pub(super) fn splits(core: &Core, bounds: &Bounds, relaxed: &Relaxed, most: usize) -> Vec<[Bounds; 2]> {
    let choices = contrary(core, bounds, relaxed)
        .chain(candidates(core, bounds, relaxed))
        .chain(undecided(core, bounds, relaxed))
        .chain(curved(core, bounds, relaxed));
    let mut all: Vec<(f64, Cut)> = choices.filter(|c| c.0 > SETTLED).collect();
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    let decisions = all.iter().take_while(|c| c.0 >= DECISION).count();
    all.truncate(decisions.clamp(1, most));
    let boxes = |(_, cut): (f64, Cut)| {
        let [low, high] = cut.boxes(core, bounds);
        let likelier_low = match cut {
            Cut::States(e, states) => states != OFF || share_of(relaxed, e, OFF) > 0.5,
            Cut::Direction(p) => drop(core, relaxed, p) <= 0.0,
            Cut::Flow(e, at) => relaxed.flows[e] <= at,
            Cut::Square(i, at) => relaxed.squares[i] <= at,
        };
        if likelier_low { [low, high] } else { [high, low] }
    };
    all.into_iter().map(boxes).collect()
}

/// What the pair's second end has less than its first of squared pressure.
fn drop(core: &Core, relaxed: &Relaxed, p: usize) -> f64 {
    let pair = &core.pairs[p];
    relaxed.squares[pair.ends[0]] - pair.lift * relaxed.squares[pair.ends[1]]
}

/// Pipes whose flow runs against their pressures, which no mixture of what is built explains: their direction is decided with
/// the candidates.
fn contrary<'a>(core: &'a Core, bounds: &'a Bounds, relaxed: &'a Relaxed) -> impl Iterator<Item = (f64, Cut)> + 'a {
    core.pairs.iter().enumerate().filter_map(move |(p, pair)| {
        let open = bounds.totals[p].min < 0.0 && bounds.totals[p].max > 0.0;
        let pipes = pair.members.iter().all(|e| matches!(core.edges[*e].kind, Kind::Pipe { .. }));
        let flow: f64 = pair.members.iter().map(|e| core.edges[*e].pair.1.signum() * relaxed.flows[*e]).sum();
        let conductance = |e: &usize| match core.edges[*e].kind {
            Kind::Pipe { w } => (1.0 - share_of(relaxed, *e, OFF)) * (core.edges[*e].pair.1.abs() / w).sqrt(),
            _ => 0.0,
        };
        let sum: f64 = pair.members.iter().map(conductance).sum();
        let excess = (drop(core, relaxed, p) - flow * flow.abs() / (sum * sum)).abs();
        let contrary = drop(core, relaxed, p) * flow < 0.0 && excess > CONTRARY;
        (open && pipes && contrary).then_some((DECISION + 10.0 + excess, Cut::Direction(p)))
    })
}

/// Whether each candidate is built or not in the relaxed point.
pub(super) fn is_whole(core: &Core, relaxed: &Relaxed) -> bool {
    let open = core.edges.iter().enumerate().filter(|(e, edge)| edge.build.is_some() && !relaxed.shares[*e].is_empty());
    open.map(|(e, _)| share_of(relaxed, e, OFF)).all(|off| off.min(1.0 - off) <= WHOLE)
}

/// Build or not: decided before anything else.
fn candidates<'a>(core: &'a Core, bounds: &'a Bounds, relaxed: &'a Relaxed) -> impl Iterator<Item = (f64, Cut)> + 'a {
    core.edges.iter().enumerate().filter_map(move |(e, edge)| {
        let (objective, money) = edge.build?;
        let off = relaxed.shares[e].iter().find(|s| s.0 == OFF)?.1;
        let fraction = off.min(1.0 - off);
        (bounds.states[e] != OFF && fraction > WHOLE)
            .then_some((DECISION + fraction * (1.0 + objective + 1e-3 * money.min(1.0)), Cut::States(e, OFF)))
    })
}

/// Links with several states left, by how far the relaxed point is from the best of them.
fn undecided<'a>(core: &'a Core, bounds: &'a Bounds, relaxed: &'a Relaxed) -> impl Iterator<Item = (f64, Cut)> + 'a {
    core.edges.iter().enumerate().filter(|(e, edge)| !settled(edge, bounds.states[*e])).filter_map(move |(e, edge)| {
        let (state, share) = relaxed.shares[e].iter().copied().max_by(|a, b| a.1.total_cmp(&b.1))?;
        let (from, to, f) = (relaxed.squares[edge.from], relaxed.squares[edge.to], relaxed.flows[e]);
        let mixed = (1.0 - share).max(0.0);
        let violation = match edge.kind {
            Kind::Pipe { w } if share_of(relaxed, e, OFF) < 1e-4 => (from - edge.lift * to - w * f * f.abs()).abs(),
            Kind::Equal => mixed.min(f.abs()).min((from - to).abs()),
            _ => mixed * (f.abs() + (from - to).abs()).min(1.0),
        };
        Some((violation * weight(relaxed, e), Cut::States(e, state)))
    })
}

/// A violation counts by what it does for the bound, and a little in any case.
fn weight(relaxed: &Relaxed, e: usize) -> f64 {
    1e-2 + relaxed.weights[e].abs()
}

fn share_of(relaxed: &Relaxed, e: usize, state: States) -> f64 {
    relaxed.shares[e].iter().find(|s| s.0 == state).map_or(0.0, |s| s.1)
}

/// Links in one state whose curve the relaxation misses.
fn curved<'a>(core: &'a Core, bounds: &'a Bounds, relaxed: &'a Relaxed) -> impl Iterator<Item = (f64, Cut)> + 'a {
    let at = Iterate {
        squares: relaxed.squares.clone(),
        flows: relaxed.flows.clone(),
        powers: relaxed.powers.clone(),
        points: Vec::new(),
    };
    let likeliest =
        |e: usize| relaxed.shares[e].iter().copied().max_by(|a, b| a.1.total_cmp(&b.1)).map_or(OFF, |s| s.0);
    let states: Vec<States> = bounds
        .states
        .iter()
        .enumerate()
        .map(|(e, s)| if settled(&core.edges[e], *s) { *s } else { likeliest(e) })
        .collect();
    expand(core, &states, &at).into_iter().filter_map(move |c| {
        let edge = &core.edges[c.edge];
        let violation =
            if c.is_power { (c.value - relaxed.powers[c.edge]) * core.power_cost.max(1.0) } else { c.value.abs() };
        // Where a flow can turn, there.
        let turning = |low: f64, high: f64, at: f64| if low < 0.0 && high > 0.0 { 0.0 } else { at.clamp(low, high) };
        let inner = |range: Range, at: f64| {
            let width = range.max - range.min;
            (width > NARROW && width.is_finite())
                .then(|| turning(range.min + INNER * width, range.max - INNER * width, at))
        };
        let flow = (c.gradient[2].abs(), bounds.flows[c.edge], relaxed.flows[c.edge]);
        let from = (c.gradient[0].abs(), bounds.squares[edge.from], relaxed.squares[edge.from]);
        let to = (c.gradient[1].abs(), bounds.squares[edge.to], relaxed.squares[edge.to]);
        let reach = |(slope, range, _): (f64, Range, f64)| slope * (range.max - range.min);
        let flow_cut = inner(flow.1, flow.2).map(|at| Cut::Flow(c.edge, at));
        if !c.is_power && !matches!(edge.kind, Kind::Loss { .. }) {
            return flow_cut.map(|cut| (violation * weight(relaxed, c.edge), cut));
        }
        let from_cut = inner(from.1, from.2).map(|at| Cut::Square(edge.from, at));
        let to_cut = inner(to.1, to.2).map(|at| Cut::Square(edge.to, at));
        let options = [(reach(flow), flow_cut), (reach(from), from_cut), (reach(to), to_cut)];
        let widest = options.into_iter().filter_map(|(r, cut)| Some((r, cut?))).max_by(|a, b| a.0.total_cmp(&b.0))?;
        Some((violation * weight(relaxed, c.edge), widest.1))
    })
}
