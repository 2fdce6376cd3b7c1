//! Branch and bound over boxes: a bound from the convex relaxation, plans from the local method, splits where they differ.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed as Loose};

use super::bounds::Bounds;
use super::branch::{afford, halves, is_whole, round, splits};
use super::conic::Failure;
use super::core::Core;
use super::effort::{Allowance, Effort, Progress, Watch, Watched};
use super::local::{Found, Miss, improve};
use super::nonlinear::Iterate;
use super::prices::Limit;
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
    /// The relaxation, where it is known already.
    relaxed: Option<Relaxed>,
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

pub(super) struct Search<'a> {
    pub core: &'a Core,
    pub effort: Effort,
    watch: &'a Watch<'a>,
    stopped: AtomicBool,
    open: BinaryHeap<Open>,
    pub best: Option<(Vec<States>, Found)>,
    /// Lowest bound of the boxes that were closed though something may be left in them.
    closed: f64,
    pub tried: HashSet<Vec<States>>,
    boxes: usize,
    /// The child to look at next, before any other box: diving finds plans early.
    dive: Option<Open>,
    /// Bound of the box under examination.
    current: f64,
    /// Programmes left.
    pub left: usize,
    /// Programmes spent on the local method.
    pub local: usize,
    /// Programmes spent on choosing anew what is built.
    pub chosen: usize,
}

/// Programmes that the local method may use before it has to take turns with the bounds.
const START: usize = 150;
/// Most times that a new best plan's links are turned.
const TURNS: usize = 8;
/// Most splits of a box that are tried, and how many in a row may fail to be better than the best.
const SPLITS: usize = 8;
const PATIENCE: usize = 3;
/// Every this many boxes, and at the 1st, 2nd, 4th, 8th ..., the local method starts anew from states tried before.
const RETRY: usize = 25;

/// States of the links, a point, and how far from it to go at first.
pub(super) type Start = (Vec<States>, Iterate, f64);

/// What came of some starts.
pub(super) struct Tries {
    /// Whether one is the best so far.
    pub better: bool,
    /// Those that led to no plan, in their order.
    pub misses: Vec<(Vec<States>, Miss)>,
}

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
        chosen: 0,
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
        bounds.propagate(self.core).is_ok().then_some(Open { bounds, bound, relaxed: None })
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
        let mut relaxed = match node.relaxed.take().map_or_else(|| relax(self.core, &node.bounds), Ok) {
            Ok(relaxed) => relaxed,
            Err(Failure::Infeasible) => return,
            Err(Failure::Unbounded | Failure::Numerical) => return self.set_aside(node),
        };
        let safe = |bound: f64| bound - 1e-8 * (1.0 + bound.abs());
        let mut bound = node.bound.max(safe(relaxed.bound)).max(safe(node.bounds.least(self.core)));
        self.current = bound;
        // After a good start, half of the effort goes into bounds, half into plans; but where no candidate is left in doubt there
        // may be one.
        let whole = self.chooses() && is_whole(self.core, &relaxed);
        if !self.hopeless(bound) && (whole || self.local <= self.boxes + START) {
            self.attempt(&node.bounds, &relaxed, bound, whole);
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
        let mut splits = splits(self.core, &node.bounds, &relaxed, if self.chooses() { SPLITS } else { 1 });
        match splits.len() {
            0 => self.closed = self.closed.min(bound),
            1 => splits.into_iter().for_each(|children| self.descend(children.map(|child| self.opened(child, bound)))),
            _ => {
                let children = self.best_split(&mut splits, bound);
                self.descend(children);
            }
        }
    }

    /// Queues both children, the likelier first in the dive.
    fn descend(&mut self, [likelier, other]: [Option<Open>; 2]) {
        self.open.extend(other);
        self.dive = likelier;
    }

    /// The children of the split that raises the lesser of both bounds, and the greater, most: each is tried.
    fn best_split(&mut self, splits: &mut Vec<[Bounds; 2]>, bound: f64) -> [Option<Open>; 2] {
        let (mut best, mut idle) = (None, 0);
        for children in splits.drain(..) {
            let opened = children.map(|child| self.opened(child, bound));
            let [first, second] = self.look_ahead(opened);
            let gain = |child: &Option<Open>| child.as_ref().map_or(1.0, |open| (open.bound - bound).clamp(1e-6, 1.0));
            let gains = gain(&first) * gain(&second);
            idle += 1;
            if best.as_ref().is_none_or(|(most, _)| gains > *most) {
                (best, idle) = (Some((gains, [first, second])), 0);
            }
            if idle == PATIENCE || self.left == 0 || self.stops(&self.progress()) {
                break;
            }
        }
        best.map_or([None, None], |(_, children)| children)
    }

    /// Relaxes two boxes at once; what has nothing in it is gone.
    fn look_ahead(&mut self, opened: [Option<Open>; 2]) -> [Option<Open>; 2] {
        let count = opened.iter().flatten().count();
        self.left = self.left.saturating_sub(count);
        let core = self.core;
        let look = |open: Option<Open>| {
            let mut open = open?;
            match relax(core, &open.bounds) {
                Ok(relaxed) => {
                    open.bound = open.bound.max(relaxed.bound - 1e-8 * (1.0 + relaxed.bound.abs()));
                    open.relaxed = Some(relaxed);
                }
                Err(Failure::Infeasible) => return None,
                Err(_) => {}
            }
            Some(open)
        };
        let [first, second] = opened;
        std::thread::scope(|scope| {
            let other = scope.spawn(|| look(second));
            [look(first), other.join().unwrap_or(None)]
        })
    }

    /// A box whose relaxation the solver could not settle: its parent's bound stays, and its halves may fare better.
    fn set_aside(&mut self, node: &Open) {
        match halves(self.core, &node.bounds) {
            Some(halves) => halves.into_iter().for_each(|half| self.push(half, node.bound)),
            None => self.closed = self.closed.min(node.bound),
        }
    }

    /// Looks for plans in the states which the relaxed point suggests, and then in states near the best of them.
    fn attempt(&mut self, bounds: &Bounds, relaxed: &Relaxed, bound: f64, whole: bool) {
        let again = whole || self.boxes.is_power_of_two() || self.boxes.is_multiple_of(RETRY);
        let start = Iterate {
            squares: relaxed.squares.clone(),
            flows: relaxed.flows.clone(),
            powers: relaxed.powers.clone(),
            points: relaxed.points.clone(),
        };
        // Once, everything that there is money for.
        let everything = (self.boxes == 1 && self.chooses()).then_some(f64::INFINITY);
        let mut better = false;
        for thresholds in [vec![0.5, 0.99], everything.into_iter().collect()] {
            let mut starts: Vec<Start> = Vec::new();
            for threshold in thresholds {
                let states = afford(self.core, relaxed, round(self.core, bounds, relaxed, threshold));
                let new = self.tried.insert(states.clone());
                let worth = new || (again && threshold < 0.9);
                if worth && self.affordable(&states) {
                    starts.push((states, start.clone(), f64::INFINITY));
                }
            }
            let tries = self.try_starts(starts);
            better |= tries.better;
            better |= !better && tries.misses.into_iter().any(|(states, miss)| self.repair(states, miss));
            if self.best.is_some() {
                break;
            }
        }
        if better {
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

    /// Looks for plans from given starts, all at once.
    pub fn try_starts(&mut self, starts: Vec<Start>) -> Tries {
        let cutoff = self.best.as_ref().map_or(f64::INFINITY, |(_, best)| best.objective);
        let progress = self.progress();
        let stops = || self.stops(&progress);
        let improved = |(states, start, radius): Start| {
            let mut allowance = Allowance { left: self.left, stops: &stops };
            let found = improve(self.core, &states, (start, radius), cutoff, &mut allowance);
            (states, found, self.left - allowance.left)
        };
        let all: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = starts.into_iter().map(|start| scope.spawn(|| improved(start))).collect();
            threads.into_iter().filter_map(|thread| thread.join().ok()).collect()
        });
        let mut tries = Tries { better: false, misses: Vec::new() };
        for (states, found, used) in all {
            (self.left, self.local) = (self.left.saturating_sub(used), self.local + used);
            match found {
                Ok(found) if self.best.as_ref().is_none_or(|(_, best)| found.objective < best.objective) => {
                    (self.best, tries.better) = (Some((states, found)), true);
                }
                Ok(_) => {}
                Err(miss) => tries.misses.push((states, *miss)),
            }
        }
        tries
    }

    /// Turns links of the best plan to where their multipliers point, all, the foremost third or the foremost alone, while that
    /// helps.
    fn turn(&mut self, bound: f64) {
        for _ in 0..TURNS {
            let Some((states, found)) = self.best.as_ref().filter(|_| !self.hopeless(bound)) else { return };
            let (states, at, limits) = (states.clone(), found.at.clone(), found.limits.clone());
            let mut starts = self.turned(&states, &at, &limits);
            let few = starts.split_off(starts.len().min(2));
            if self.left == 0 || !(self.try_starts(starts).better || self.try_starts(few).better) {
                return;
            }
        }
    }

    /// Starts with links turned: all, the foremost third or the foremost alone; without those tried before.
    pub fn turned(&mut self, states: &[States], at: &Iterate, limits: &[(Limit, f64)]) -> Vec<Start> {
        let all = turns(self.core, states, at, limits);
        let turned = |count: usize| {
            let mut turned = states.to_vec();
            all.iter().take(count).for_each(|&(e, state)| turned[e] = state);
            (turned, at.clone(), f64::INFINITY)
        };
        let mut starts = [all.len(), all.len().div_ceil(3), 1].map(turned).to_vec();
        starts.retain(|start| self.tried.insert(start.0.clone()));
        starts
    }

    fn affordable(&self, states: &[States]) -> bool {
        let built = self.core.edges.iter().zip(states).filter(|(_, s)| **s != OFF);
        let spent: f64 = built.filter_map(|(e, _)| e.build.map(|b| b.1)).sum();
        self.core.budget.is_none_or(|budget| spent <= budget * (1.0 + 1e-12))
    }
}
