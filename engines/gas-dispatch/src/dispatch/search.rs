//! Branch and bound over boxes: a bound from the convex relaxation, plans from the local method, splits where they differ.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed as Loose};

use super::bounds::Bounds;
use super::branch::{afford, halves, round, split};
use super::conic::Failure;
use super::core::Core;
use super::effort::{Allowance, Effort, Progress, Watch, Watched};
use super::local::{Found, improve};
use super::nonlinear::Iterate;
use super::relax::{Relaxed, relax};
use super::states::{OFF, States};
use super::tighten::tighten;
use super::turn::turns;

/// What the search came to, in scaled units.
#[derive(Debug)]
pub(super) struct Outcome {
    pub best: Option<(Vec<States>, Found)>,
    /// Nothing is better than this; infinite if nothing works at all.
    pub bound: f64,
    pub boxes: usize,
    /// Whether the watch ended it.
    pub stopped: bool,
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
    watch: &'a Watch<'a>,
    stopped: AtomicBool,
    open: BinaryHeap<Open>,
    best: Option<(Vec<States>, Found)>,
    /// Lowest bound of the boxes that were closed though something may be left in them.
    closed: f64,
    tried: HashSet<Vec<States>>,
    boxes: usize,
    /// The child to look at next, before any other box: diving finds plans early.
    dive: Option<Open>,
    /// Bound of the box under examination.
    current: f64,
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

/// States of the links, a point, and how far from it to go at first.
type Start = (Vec<States>, Iterate, f64);

/// How far the local method first goes from a start that is a plan, in scaled units.
const CLOSE: f64 = 0.1;

/// Searches from `starts`; with `any`, the first plan will do.
pub(super) fn search(core: &Core, under: Watched, any: bool, starts: Vec<(Vec<States>, Iterate)>) -> Outcome {
    let Watched { effort, watch } = under;
    let mut run = Search {
        core,
        effort,
        watch,
        stopped: AtomicBool::new(false),
        open: BinaryHeap::new(),
        best: None,
        closed: f64::INFINITY,
        tried: HashSet::new(),
        boxes: 0,
        dive: None,
        current: f64::INFINITY,
        left: effort.programmes.max(1),
        local: 0,
    };
    run.push(Bounds::new(core), f64::NEG_INFINITY);
    for (states, start) in starts {
        run.resume(states, start);
    }
    while run.left > 0 && !(any && run.best.is_some()) && !run.stops(&run.progress()) {
        let Some(next) = run.dive.take().or_else(|| run.open.pop()) else { break };
        if run.hopeless(next.bound) {
            run.closed = run.closed.min(next.bound);
            continue;
        }
        run.boxes += 1;
        run.left -= 1;
        run.examine(next);
    }
    let Progress { bound, boxes, .. } = run.progress();
    Outcome { bound, boxes, best: run.best, stopped: run.stopped.into_inner() }
}

impl Search<'_> {
    /// How far it has come, in scaled units.
    fn progress(&self) -> Progress {
        let objective = self.best.as_ref().map(|(_, best)| best.objective);
        let open = self.open.peek().into_iter().chain(&self.dive).map(|o| o.bound);
        let known = [self.closed, self.current, objective.unwrap_or(f64::INFINITY)];
        Progress { objective, bound: open.chain(known).fold(f64::INFINITY, f64::min), boxes: self.boxes }
    }

    fn stops(&self, progress: &Progress) -> bool {
        if !self.stopped.load(Loose) && (self.watch)(*progress).is_break() {
            self.stopped.store(true, Loose);
        }
        self.stopped.load(Loose)
    }

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
        self.current = node.bound;
        self.look(&mut node);
        self.current = f64::INFINITY;
    }

    fn look(&mut self, node: &mut Open) {
        let mut relaxed = match relax(self.core, &node.bounds) {
            Ok(relaxed) => relaxed,
            Err(Failure::Infeasible) => return,
            Err(Failure::Unbounded | Failure::Numerical) => return self.set_aside(node),
        };
        let safe = |bound: f64| bound - 1e-8 * (1.0 + bound.abs());
        let mut bound = node.bound.max(safe(relaxed.bound)).max(safe(node.bounds.least(self.core)));
        self.current = bound;
        // After a good start, half of the effort goes into bounds, half into plans.
        if !self.hopeless(bound) && self.local <= self.boxes + START {
            self.attempt(&node.bounds, &relaxed, bound);
        }
        if self.boxes == 1 && !self.hopeless(bound) {
            let cutoff = self.best.as_ref().map_or(f64::INFINITY, |b| b.1.objective);
            let share = self.left - self.left / 4;
            let progress = self.progress();
            let stops = || self.stops(&progress);
            let mut allowance = Allowance { left: share, stops: &stops };
            let tightened = tighten(self.core, &mut node.bounds, &mut relaxed, cutoff, &mut allowance);
            let used = share - allowance.left;
            self.left -= used;
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
    fn set_aside(&mut self, node: &Open) {
        match halves(self.core, &node.bounds) {
            Some(halves) => halves.into_iter().for_each(|half| self.push(half, node.bound)),
            None => self.closed = self.closed.min(node.bound),
        }
    }

    /// Looks for plans in the states which the relaxed point suggests, and then in states near the best of them.
    fn attempt(&mut self, bounds: &Bounds, relaxed: &Relaxed, bound: f64) {
        let again = self.boxes.is_power_of_two() || self.boxes.is_multiple_of(RETRY);
        let start = Iterate {
            squares: relaxed.squares.clone(),
            flows: relaxed.flows.clone(),
            powers: relaxed.powers.clone(),
            points: relaxed.points.clone(),
        };
        let mut starts: Vec<Start> = Vec::new();
        // Once, everything that there is money for.
        let candidates = self.core.edges.iter().any(|edge| edge.build.is_some() && edge.states != OFF);
        let everything = (self.boxes == 1 && candidates).then_some(f64::INFINITY);
        for threshold in [0.5, 0.99].into_iter().chain(everything) {
            let states = afford(self.core, relaxed, round(self.core, bounds, relaxed, threshold));
            let new = self.tried.insert(states.clone());
            let worth = new || (again && threshold < 0.9);
            if worth && self.affordable(&states) {
                starts.push((states, start.clone(), f64::INFINITY));
            }
        }
        if self.try_starts(starts) {
            self.trim();
            self.turn(bound);
        }
    }

    /// Takes a start as it is, and then what is better near it.
    fn resume(&mut self, states: Vec<States>, start: Iterate) {
        self.tried.insert(states.clone());
        let left = std::mem::take(&mut self.left);
        self.try_starts(vec![(states.clone(), start.clone(), CLOSE)]);
        self.left = left;
        self.try_starts(vec![(states, start, CLOSE)]);
    }

    /// Looks for plans from given starts, all at once; true if one is the best so far.
    fn try_starts(&mut self, starts: Vec<Start>) -> bool {
        let cutoff = self.best.as_ref().map_or(f64::INFINITY, |(_, best)| best.objective);
        let progress = self.progress();
        let stops = || self.stops(&progress);
        let improved = |(states, start, radius): Start| {
            let mut allowance = Allowance { left: self.left, stops: &stops };
            let found = improve(self.core, &states, (start, radius), cutoff, &mut allowance);
            (found.map(|found| (states, found)), self.left - allowance.left)
        };
        let all: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = starts.into_iter().map(|start| scope.spawn(|| improved(start))).collect();
            threads.into_iter().filter_map(|thread| thread.join().ok()).collect()
        });
        let mut better = false;
        for (found, used) in all {
            (self.left, self.local) = (self.left.saturating_sub(used), self.local + used);
            let Some(found) = found else { continue };
            if self.best.as_ref().is_none_or(|(_, best)| found.1.objective < best.objective) {
                (self.best, better) = (Some(found), true);
            }
        }
        better
    }

    /// Leaves out what was built for nothing, the dearest first, at first half of it at a time.
    fn trim(&mut self) {
        let mut size = usize::MAX;
        while size > 1 {
            let built = self.built();
            size = size.min(built.len()).div_ceil(2);
            for some in built.chunks(size.max(1)) {
                let Some((states, found)) = self.best.as_ref().filter(|_| self.left > 0) else { return };
                let (mut fewer, start) = (states.clone(), found.at.clone());
                let copies = self.core.repeat.unwrap_or(fewer.len());
                for &e in some {
                    (e..fewer.len()).step_by(copies).for_each(|copy| fewer[copy] = OFF);
                }
                if self.possible(&fewer) && self.tried.insert(fewer.clone()) {
                    self.try_starts(vec![(fewer, start, f64::INFINITY)]);
                }
            }
        }
    }

    /// What the best plan builds at a cost, the dearest first.
    fn built(&self) -> Vec<usize> {
        let Some((states, _)) = &self.best else { return Vec::new() };
        let cost = |e: &usize| self.core.edges[*e].build.map_or(0.0, |b| b.0);
        let mut built: Vec<usize> = (0..states.len()).filter(|e| states[*e] != OFF && cost(e) > 0.0).collect();
        built.sort_by(|a, b| cost(b).total_cmp(&cost(a)));
        built
    }

    /// Whether limits alone do not exclude that these links, and no others, are in service.
    fn possible(&self, states: &[States]) -> bool {
        let mut bounds = Bounds::new(self.core);
        for (left, state) in bounds.states.iter_mut().zip(states) {
            *left &= if *state == OFF { OFF } else { !OFF };
        }
        bounds.propagate(self.core).is_ok()
    }

    /// Turns links of the best plan to where their multipliers point, all, the foremost third or the foremost alone, while that
    /// helps.
    fn turn(&mut self, bound: f64) {
        for _ in 0..TURNS {
            let Some((states, found)) = self.best.as_ref().filter(|_| !self.hopeless(bound)) else { return };
            let all = turns(self.core, states, found);
            let turned = |count: usize| {
                let mut turned = states.clone();
                all.iter().take(count).for_each(|&(e, state)| turned[e] = state);
                (turned, found.at.clone(), f64::INFINITY)
            };
            let mut starts = [all.len(), all.len().div_ceil(3), 1].map(turned).to_vec();
            starts.retain(|start| self.tried.insert(start.0.clone()));
            let few = starts.split_off(starts.len().min(2));
            if self.left == 0 || !(self.try_starts(starts) || self.try_starts(few)) {
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
