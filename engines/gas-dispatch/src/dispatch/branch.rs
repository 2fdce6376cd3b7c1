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
            let sign = relaxed.flows[e];
            let by_flow = if sign >= 0.0 { FORWARD } else { BACKWARD };
            let likelier = if share(BACKWARD) > share(FORWARD) { BACKWARD } else { FORWARD };
            let wanted = if sign.abs() > 1e-6 { by_flow } else { likelier };
            if left & wanted != 0 { wanted } else { left & !OFF }
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
        Cut::States(..) => None,
    };
    // First of all what decides how much of a candidate a share of it is worth: its flow, and the pressures at its ends.
    let open =
        core.edges.iter().enumerate().filter(|(e, edge)| edge.build.is_some() && !settled(edge, bounds.states[*e]));
    let ends = |(_, edge): (usize, &Edge)| [edge.from, edge.to].map(Quantity::Square);
    let candidates = open.clone().map(|(e, _)| Quantity::Flow(e)).chain(open.flat_map(ends));
    candidates.chain(all.iter().filter_map(|c| quantity(&c.1))).filter(|q| seen.insert(*q)).collect()
}

enum Cut {
    /// These states, or the others.
    States(usize, States),
    Flow(usize, f64),
    Square(usize, f64),
}

impl Cut {
    /// The two boxes on either side.
    fn boxes(&self, bounds: &Bounds) -> [Bounds; 2] {
        let (mut low, mut high) = (bounds.clone(), bounds.clone());
        match *self {
            Cut::States(e, states) => {
                low.states[e] &= states;
                high.states[e] &= !states;
                if states == OFF {
                    low.flows[e] = Range::fixed(0.0);
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
    Some(by_state.or(by_flow)?.boxes(bounds))
}

/// Two boxes that cover the box, split where the relaxed point is furthest from real; nothing if it is real.
pub(super) fn split(core: &Core, bounds: &Bounds, relaxed: &Relaxed) -> Option<[Bounds; 2]> {
    let choices =
        candidates(core, bounds, relaxed).chain(undecided(core, bounds, relaxed)).chain(curved(core, bounds, relaxed));
    let (_, cut) = choices.filter(|c| c.0 > SETTLED).max_by(|a, b| a.0.total_cmp(&b.0))?;
    let [low, high] = cut.boxes(bounds);
    // The likelier child first: the one that the relaxed point lies in, or nearly.
    let likelier_low = match cut {
        Cut::States(e, states) => states != OFF || share_of(relaxed, e, OFF) > 0.5,
        Cut::Flow(e, at) => relaxed.flows[e] <= at,
        Cut::Square(i, at) => relaxed.squares[i] <= at,
    };
    Some(if likelier_low { [low, high] } else { [high, low] })
}

/// Build or not: decided before anything else (scores from 10).
fn candidates<'a>(core: &'a Core, bounds: &'a Bounds, relaxed: &'a Relaxed) -> impl Iterator<Item = (f64, Cut)> + 'a {
    core.edges.iter().enumerate().filter_map(move |(e, edge)| {
        let (objective, money) = edge.build?;
        let off = relaxed.shares[e].iter().find(|s| s.0 == OFF)?.1;
        let fraction = off.min(1.0 - off);
        (bounds.states[e] != OFF && fraction > 1e-4)
            .then_some((10.0 + fraction * (1.0 + objective + 1e-3 * money.min(1.0)), Cut::States(e, OFF)))
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
