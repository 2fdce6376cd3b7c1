//! Branch and bound over boxes: a bound from the convex relaxation, plans from the local method, splits where they differ.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashSet};

use super::bounds::Bounds;
use super::branch::{halves, round, split};
use super::conic::Failure;
use super::core::Core;
use super::local::{Found, improve};
use super::nonlinear::Iterate;
use super::relax::{Relaxed, relax};
use super::states::{OFF, States};
use super::tighten::tighten;
use super::turn::turns;

/// How long to search.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effort {
    /// Most convex programmes to solve, each as large as the network: one per box of the search, and one per step of the local
    /// method (some tens per plan, with its restorations and multipliers). The search always examines the first box.
    pub programmes: usize,
    /// Stop when the plan is proved to be within this share of the best possible.
    pub gap: f64,
}

impl Effort {
    /// Some ten seconds of one core for a network of some hundred links, fewer for a smaller one.
    pub fn for_links(links: usize) -> Self {
        Self { programmes: (55_000 / links.max(1)).clamp(40, 5000), gap: 1e-4 }
    }

    /// Up to a minute of one core for an expansion: candidates that compete take many boxes.
    pub fn for_expansion(links: usize) -> Self {
        Self { programmes: (240_000 / links.max(1)).clamp(200, 20_000), gap: 1e-4 }
    }
}

/// What the search came to, in scaled units.
#[derive(Debug)]
pub(super) struct Outcome {
    pub best: Option<(Vec<States>, Found)>,
    /// Nothing is better than this; infinite if nothing works at all.
    pub bound: f64,
    pub boxes: usize,
}

struct Open {
    bounds: Bounds,
    bound: f64,
}

impl PartialEq for Open {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Open {}
impl PartialOrd for Open {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Open {
    /// The heap's greatest is the box with the lowest bound.
    fn cmp(&self, other: &Self) -> Ordering {
        other.bound.total_cmp(&self.bound)
    }
}

struct Search<'a> {
    core: &'a Core,
    effort: Effort,
    open: BinaryHeap<Open>,
    best: Option<(Vec<States>, Found)>,
    /// Lowest bound of the boxes that were closed though something may be left in them.
    closed: f64,
    tried: HashSet<Vec<States>>,
    boxes: usize,
    /// The child to look at next, before any other box: diving finds plans early.
    dive: Option<Open>,
    /// Programmes left.
    left: usize,
    /// Programmes spent on the local method.
    local: usize,
}

/// Programmes that the local method may use before it has to take turns with the bounds.
const START: usize = 150;
/// Most times that a new best plan's links are turned.
const TURNS: usize = 8;
/// Every this many boxes, and at the 1st, 2nd, 4th, 8th ..., the local method starts anew from states tried before.
const RETRY: usize = 25;

/// How far the local method first goes from a start that is a plan, in scaled units.
const CLOSE: f64 = 0.1;

/// Searches from `starts`; with `any`, the first plan will do.
pub(super) fn search(core: &Core, effort: Effort, any: bool, starts: Vec<(Vec<States>, Iterate)>) -> Outcome {
    let mut run = Search {
        core,
        effort,
        open: BinaryHeap::new(),
        best: None,
        closed: f64::INFINITY,
        tried: HashSet::new(),
        boxes: 0,
        dive: None,
        left: effort.programmes.max(1),
        local: 0,
    };
    run.push(Bounds::new(core), f64::NEG_INFINITY);
    for (states, start) in starts {
        run.resume(states, start);
    }
    while run.left > 0 && !(any && run.best.is_some()) {
        let Some(next) = run.dive.take().or_else(|| run.open.pop()) else { break };
        if run.hopeless(next.bound) {
            run.closed = run.closed.min(next.bound);
            continue;
        }
        run.boxes += 1;
        run.left -= 1;
        run.examine(next);
    }
    run.open.extend(run.dive.take());
    let open = run.open.peek().map_or(f64::INFINITY, |o| o.bound);
    let best = run.best.as_ref().map_or(f64::INFINITY, |b| b.1.objective);
    Outcome { bound: open.min(run.closed).min(best), best: run.best, boxes: run.boxes }
}

impl Search<'_> {
    fn opened(&self, mut bounds: Bounds, bound: f64) -> Option<Open> {
        bounds.propagate(self.core).is_ok().then_some(Open { bounds, bound })
    }

    fn push(&mut self, bounds: Bounds, bound: f64) {
        let open = self.opened(bounds, bound);
        self.open.extend(open);
    }

    /// Whether a box with this bound can hold nothing worth having.
    fn hopeless(&self, bound: f64) -> bool {
        self.best
            .as_ref()
            .is_some_and(|(_, best)| bound >= best.objective - self.effort.gap * best.objective.abs() - 1e-7)
    }

    fn examine(&mut self, mut node: Open) {
        let mut relaxed = match relax(self.core, &node.bounds) {
            Ok(relaxed) => relaxed,
            Err(Failure::Infeasible) => return,
            Err(Failure::Unbounded | Failure::Numerical) => return self.set_aside(node),
        };
        let safe = |bound: f64| bound - 1e-8 * (1.0 + bound.abs());
        let mut bound = node.bound.max(safe(relaxed.bound)).max(safe(node.bounds.least(self.core)));
        // After a good start, half of the effort goes into bounds, half into plans.
        if !self.hopeless(bound) && self.local <= self.boxes + START {
            self.attempt(&node.bounds, &relaxed, bound);
        }
        if self.boxes == 1 && !self.hopeless(bound) {
            let cutoff = self.best.as_ref().map_or(f64::INFINITY, |b| b.1.objective);
            let mut share = self.left - self.left / 4;
            self.left -= share;
            let tightened = tighten(self.core, &mut node.bounds, &mut relaxed, cutoff, &mut share);
            self.left += share;
            bound = bound.max(safe(relaxed.bound));
            if tightened == Err(Failure::Infeasible) {
                // Nothing is better than the best plan, or, where there is none, nothing works at all.
                if cutoff.is_infinite() {
                    return;
                }
                bound = bound.max(safe(cutoff));
            }
        }
        if self.hopeless(bound) {
            self.closed = self.closed.min(bound);
            return;
        }
        match split(self.core, &node.bounds, &relaxed) {
            Some(children) => self.descend(children, bound),
            None => self.closed = self.closed.min(bound),
        }
    }

    /// Queues both children, the likelier first in the dive.
    fn descend(&mut self, [likelier, other]: [Bounds; 2], bound: f64) {
        self.push(other, bound);
        self.dive = self.opened(likelier, bound);
    }

    /// A box whose relaxation the solver could not settle: its parent's bound stays, and its halves may fare better.
    fn set_aside(&mut self, node: Open) {
        match halves(self.core, &node.bounds) {
            Some(halves) => halves.into_iter().for_each(|half| self.push(half, node.bound)),
            None => self.closed = self.closed.min(node.bound),
        }
    }

    fn attempt(&mut self, bounds: &Bounds, relaxed: &Relaxed, bound: f64) {
        let again = self.boxes.is_power_of_two() || self.boxes.is_multiple_of(RETRY);
        for threshold in [0.5, 0.99] {
            let states = round(self.core, bounds, relaxed, threshold);
            let new = self.tried.insert(states.clone());
            let worth = new || (again && threshold < 0.9);
            if !worth || !self.affordable(&states) || self.hopeless(bound) {
                continue;
            }
            let start = Iterate {
                squares: relaxed.squares.clone(),
                flows: relaxed.flows.clone(),
                powers: relaxed.powers.clone(),
                points: relaxed.points.clone(),
            };
            if self.try_states(states, start, f64::INFINITY) {
                self.trim();
                self.turn(bound);
            }
        }
    }

    /// Takes a start as it is, and then what is better near it.
    fn resume(&mut self, states: Vec<States>, start: Iterate) {
        self.tried.insert(states.clone());
        let left = std::mem::take(&mut self.left);
        self.try_states(states.clone(), start.clone(), CLOSE);
        self.left = left;
        self.try_states(states, start, CLOSE);
    }

    /// Looks for a plan in given states, at first no further than `radius` from the start; true if it is the best so far.
    fn try_states(&mut self, states: Vec<States>, start: Iterate, radius: f64) -> bool {
        let before = self.left;
        let cutoff = self.best.as_ref().map_or(f64::INFINITY, |(_, best)| best.objective);
        let found = improve(self.core, &states, (start, radius), cutoff, &mut self.left);
        self.local += before - self.left;
        let better = |f: &Found| self.best.as_ref().is_none_or(|(_, best)| f.objective < best.objective);
        let Some(found) = found.filter(better) else { return false };
        self.best = Some((states, found));
        true
    }

    /// Leaves out what was built for nothing, the dearest first.
    fn trim(&mut self) {
        let Some((states, _)) = &self.best else { return };
        let built = |e: &usize| states[*e] != OFF && self.core.edges[*e].build.is_some_and(|b| b.0 > 0.0);
        let mut candidates: Vec<usize> = (0..states.len()).filter(built).collect();
        let cost = |e: &usize| self.core.edges[*e].build.map_or(0.0, |b| b.0);
        candidates.sort_by(|a, b| cost(b).total_cmp(&cost(a)));
        for e in candidates {
            let Some((states, found)) = &self.best else { return };
            let (mut fewer, start) = (states.clone(), found.at.clone());
            (e..fewer.len()).step_by(self.core.repeat.unwrap_or(fewer.len())).for_each(|copy| fewer[copy] = OFF);
            if self.left == 0 || !self.tried.insert(fewer.clone()) {
                continue;
            }
            self.try_states(fewer, start, f64::INFINITY);
        }
    }

    /// Turns links of the best plan to where their multipliers point, all at once or the foremost third, while that helps.
    fn turn(&mut self, bound: f64) {
        for _ in 0..TURNS {
            let Some((states, found)) = self.best.as_ref().filter(|_| !self.hopeless(bound)) else { return };
            let (states, start) = (states.clone(), found.at.clone());
            let all = turns(self.core, &states, found);
            let better = [all.len(), all.len().div_ceil(3), 1].into_iter().any(|count| {
                let mut turned = states.clone();
                all.iter().take(count).for_each(|&(e, state)| turned[e] = state);
                self.left > 0
                    && self.tried.insert(turned.clone())
                    && self.try_states(turned, start.clone(), f64::INFINITY)
            });
            if !better {
                return;
            }
        }
    }

    fn affordable(&self, states: &[States]) -> bool {
        let built = self.core.edges.iter().zip(states).filter(|(_, s)| **s != OFF);
        let spent: f64 = built.filter_map(|(e, _)| e.build.map(|b| b.1)).sum();
        self.core.budget.is_none_or(|budget| spent <= budget * (1.0 + 1e-12))
    }
}
