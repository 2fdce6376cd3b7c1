//! Which candidates a plan builds: what it can do without, and what it can have for less.
//!
//! Where links in given states do not work, the local method ends at a point of least violation, whose multipliers say what gas is
//! worth at each junction. A candidate there promises the worth of what it would carry. That is how a selection that is too small
//! is repaired; and a plan gets cheaper by leaving out a part of it and repairing what is left for less.

use super::core::{Core, Kind};
use super::local::Miss;
use super::search::Search;
use super::states::{BACKWARD, FORWARD, OFF, States};

/// One programme of so many may go into choosing anew.
const SHARE: usize = 2;

/// Turned links must reduce what is missing to this share.
const GAIN: f64 = 0.9;

impl Search<'_> {
    /// Whether there is anything to choose.
    pub fn chooses(&self) -> bool {
        self.core.edges.iter().any(|edge| edge.build.is_some() && edge.states != OFF)
    }

    /// Repairs a selection that does not work: turns links, and adds candidates, those first that promise most for their cost,
    /// until it works or is no longer cheaper than the best plan. True if that is a better plan.
    pub fn repair(&mut self, mut states: Vec<States>, mut miss: Miss) -> bool {
        while self.left > 0 {
            let turned = self.turned(&states, &miss.at, &miss.limits);
            let tries = self.try_starts(turned);
            if tries.better {
                return true;
            }
            let least = tries.misses.into_iter().min_by(|a, b| a.1.lack.total_cmp(&b.1.lack));
            if let Some(turned) = least.filter(|turned| turned.1.lack < GAIN * miss.lack) {
                (states, miss) = turned;
                continue;
            }
            let Some(e) = promising(self.core, &states, &miss, self.room(&states)) else { return false };
            states = with(self.core, &states, &[e], FORWARD);
            if !self.tried.insert(states.clone()) {
                return false;
            }
            let mut tries = self.try_starts(vec![(states.clone(), miss.at, f64::INFINITY)]);
            if tries.better {
                return true;
            }
            let Some((_, next)) = tries.misses.pop() else { return false };
            miss = next;
        }
        false
    }

    /// Leaves out parts of what is built and repairs what is left for less, at first half of it at a time: the dearest together,
    /// and then neighbours in the list, as long as that helps.
    pub fn trim(&mut self) {
        let (mut by_cost, mut idle, local) = (true, 0, self.local);
        while idle < 2 && !self.built().is_empty() {
            let better = self.trim_once(by_cost);
            (by_cost, idle) = (!by_cost, if better { 0 } else { idle + 1 });
        }
        self.chosen += self.local - local;
        self.local = local;
    }

    fn trim_once(&mut self, by_cost: bool) -> bool {
        let (mut size, mut better) = (usize::MAX, false);
        while size > 1 {
            let mut built = self.built();
            if !by_cost {
                built.sort_unstable();
            }
            size = size.min(built.len()).div_ceil(2);
            for some in built.chunks(size.max(1)) {
                if self.left == 0 || self.chosen + self.local > self.effort.programmes / SHARE {
                    return false;
                }
                better |= self.leave_out(some);
            }
        }
        better
    }

    /// Leaves out these of the best plan's links; true if that, or what it can be repaired to, is a better plan.
    fn leave_out(&mut self, some: &[usize]) -> bool {
        let Some((states, found)) = &self.best else { return false };
        let (fewer, start) = (with(self.core, states, some, OFF), found.at.clone());
        if !self.tried.insert(fewer.clone()) {
            return false;
        }
        let tries = self.try_starts(vec![(fewer, start, f64::INFINITY)]);
        tries.better || tries.misses.into_iter().any(|(states, miss)| self.repair(states, miss))
    }

    /// What the best plan builds at a cost, the dearest first.
    fn built(&self) -> Vec<usize> {
        let Some((states, _)) = &self.best else { return Vec::new() };
        let cost = |e: &usize| self.core.edges[*e].build.map_or(0.0, |build| build.0);
        let mut built: Vec<usize> = (0..states.len()).filter(|e| states[*e] != OFF && cost(e) > 0.0).collect();
        built.sort_by(|a, b| cost(b).total_cmp(&cost(a)));
        built
    }

    /// What may be added to a selection so that it stays cheaper than the best plan, in the scaled objective, and what is left
    /// of the budget.
    fn room(&self, states: &[States]) -> [f64; 2] {
        let built = || self.core.edges.iter().zip(states).filter(|(_, s)| **s != OFF).filter_map(|(e, _)| e.build);
        let best = self.best.as_ref().map_or(f64::INFINITY, |(_, best)| best.objective * (1.0 - 1e-9));
        let budget = self.core.budget.unwrap_or(f64::INFINITY);
        [best - built().map(|b| b.0).sum::<f64>(), budget - built().map(|b| b.1).sum::<f64>()]
    }
}

/// The states with some links in another, in all scenarios.
fn with(core: &Core, states: &[States], links: &[usize], state: States) -> Vec<States> {
    let mut states = states.to_vec();
    for &e in links {
        copies(core, e).for_each(|copy| states[copy] = state);
    }
    states
}

/// One and the same link in all scenarios, from its first.
fn copies(core: &Core, e: usize) -> impl Iterator<Item = usize> + use<> {
    (e..core.edges.len()).step_by(core.repeat.unwrap_or(core.edges.len()))
}

/// The candidate within what may be spent that promises to make up most of what is missing for its money.
fn promising(core: &Core, states: &[States], miss: &Miss, [room, budget]: [f64; 2]) -> Option<usize> {
    if miss.balance.is_empty() {
        return None;
    }
    let first = core.repeat.unwrap_or(core.edges.len());
    let worth = |e: usize| {
        let (objective, money) = core.edges[e].build.filter(|_| states[e] == OFF && core.edges[e].states != OFF)?;
        let promised: f64 = copies(core, e).map(|copy| promise(core, copy, miss)).sum();
        let affordable = objective < room && money <= budget && promised > 0.0;
        affordable.then(|| (promised.min(miss.lack) / money.max(f64::MIN_POSITIVE), e))
    };
    (0..first).filter_map(worth).max_by(|a, b| a.0.total_cmp(&b.0)).map(|c| c.1)
}

/// What the gas that a candidate would carry is worth.
fn promise(core: &Core, e: usize, miss: &Miss) -> f64 {
    let edge = &core.edges[e];
    let gained = miss.balance[edge.to] - miss.balance[edge.from];
    let flow = match edge.kind {
        Kind::Pipe { w } => {
            let drop = miss.at.squares[edge.from] - edge.lift * miss.at.squares[edge.to];
            drop.signum() * (drop.abs() / w).sqrt()
        }
        // What lifts or ties pressures carries gas whichever way pays.
        _ if edge.states & BACKWARD != 0 => gained.signum(),
        _ => 1.0,
    };
    (gained * flow.clamp(edge.flow.min, edge.flow.max)).max(0.0)
}
