//! The Lagrangian bound of a node and the multipliers that raise it.

use super::{knapsack::Knapsack, node::Node, penalties::Penalties, scaled::Scaled};

/// How a pace shrinks.
const SHRINK: f64 = 0.6;

/// How much of the last direction goes into the next, which keeps the walk from zigzagging (Camerini, Fratta and
/// Maffioli, 1975).
const MOMENTUM: f64 = 0.4;

/// How many bounds are computed between two looks at the clock.
const STEPS_PER_LOOK: usize = 32;

/// How the multipliers walk. A step goes `pace`, at first 1, of the way that would take the bound from where it is to
/// the target if its slope did not change; after `patience` steps without a better bound the walk goes on from the best
/// multipliers at a smaller pace.
#[derive(Clone, Copy)]
pub(super) struct Walk {
    pub steps: usize,
    pub patience: usize,
    pub last_pace: f64,
}

/// Bounds of nodes, with the tables that computing them takes.
pub(super) struct Dual<'a> {
    pub scaled: &'a Scaled,
    pub stop: &'a (dyn Fn() -> bool + Sync),
    knapsack: Knapsack,
    items: Vec<(i64, f64)>,
    /// For each job by how many agents it is chosen under the last multipliers.
    counts: Vec<u32>,
    /// For each agent and place among its candidates, whether the job is chosen.
    chosen: Vec<Vec<bool>>,
}

impl<'a> Dual<'a> {
    pub fn new(scaled: &'a Scaled, stop: &'a (dyn Fn() -> bool + Sync)) -> Self {
        let chosen = vec![Vec::new(); scaled.agents];
        Self { scaled, stop, knapsack: Knapsack::default(), items: Vec::new(), counts: Vec::new(), chosen }
    }

    /// The bound at some multipliers, in grid steps.
    pub fn bound(&mut self, node: &Node, multipliers: &[f64]) -> f64 {
        self.relax(node, multipliers, Knapsack::solve)
    }

    /// The bound at the node's own multipliers, with penalties; both in grid steps.
    pub fn penalties(&mut self, node: &Node) -> (f64, Penalties) {
        let mut losses = Vec::with_capacity(self.scaled.agents);
        let bound = self.relax(node, &node.multipliers, |knapsack, capacity, items| {
            let value = knapsack.solve_with_losses(capacity, items);
            losses.push(knapsack.loss.clone());
            value
        });
        (bound, Penalties::new(node, &self.chosen, losses, self.scaled.jobs))
    }

    /// For each open job the agents that the last bound chose it for.
    pub fn choosers(&self, node: &Node) -> Vec<Vec<usize>> {
        let mut choosers = vec![Vec::new(); self.scaled.jobs];
        for (agent, (candidates, chosen)) in node.candidates.iter().zip(&self.chosen).enumerate() {
            for (job, _) in candidates.iter().zip(chosen).filter(|(_, chosen)| **chosen) {
                choosers[*job].push(agent);
            }
        }
        choosers
    }

    /// Walks to multipliers with a better bound, leaves the best in the node and tells its bound in grid steps. Stops
    /// at the target, or where every job is chosen once: no multipliers are better then.
    pub fn ascend(&mut self, node: &mut Node, target: f64, walk: Walk) -> f64 {
        let mut best = f64::NEG_INFINITY;
        let mut multipliers = node.multipliers.clone();
        let mut direction = vec![0.0; self.scaled.jobs];
        let (mut pace, mut failures) = (1.0, 0);
        for step in 1..=walk.steps {
            let bound = self.bound(node, &multipliers);
            failures += 1;
            if bound > best {
                best = bound;
                node.multipliers.clone_from(&multipliers);
                failures = 0;
            } else if failures >= walk.patience {
                pace *= SHRINK;
                failures = 0;
                multipliers.clone_from(&node.multipliers);
                direction.fill(0.0);
            }
            let looked = step % STEPS_PER_LOOK == 0 && (self.stop)();
            if best >= target || pace < walk.last_pace || looked || !self.turn(node, &mut direction) {
                break;
            }
            self.step(node, &mut multipliers, &direction, pace * (target - bound));
        }
        best
    }

    /// Turns a direction towards the slope of the last bound; false where the slope is flat.
    fn turn(&self, node: &Node, direction: &mut [f64]) -> bool {
        let mut flat = true;
        for (job, direction) in direction.iter_mut().enumerate().filter(|(job, _)| node.is_open(*job)) {
            let slope = 1.0 - f64::from(self.counts[job]);
            flat &= slope == 0.0;
            *direction = slope + MOMENTUM * *direction;
        }
        !flat
    }

    /// Moves along a direction so far that the bound would rise by `rise` if the direction were its slope.
    fn step(&self, node: &Node, multipliers: &mut [f64], direction: &[f64], rise: f64) {
        let open = |job: &usize| node.is_open(*job);
        let norm: f64 = (0..self.scaled.jobs).filter(open).map(|job| direction[job] * direction[job]).sum();
        let length = if norm > 0.0 { rise / norm } else { 0.0 };
        let limit = self.scaled.multiplier_limit;
        for job in (0..self.scaled.jobs).filter(open) {
            multipliers[job] = (multipliers[job] + length * direction[job]).round().clamp(-limit, limit);
        }
    }

    /// Computes the bound with `value` for the best value of one knapsack.
    fn relax(
        &mut self,
        node: &Node,
        multipliers: &[f64],
        mut value: impl FnMut(&mut Knapsack, i64, &[(i64, f64)]) -> f64,
    ) -> f64 {
        let jobs = self.scaled.jobs;
        self.counts.clear();
        self.counts.resize(jobs, 0);
        let open: f64 = (0..jobs).filter(|job| node.is_open(*job)).map(|job| multipliers[job]).sum();
        let mut bound = node.given_cost + open;
        for (agent, candidates) in node.candidates.iter().enumerate() {
            let row = agent * jobs..(agent + 1) * jobs;
            let (needs, costs) = (&self.scaled.need[row.clone()], &self.scaled.grid_cost[row]);
            let item = |job: &usize| (needs[*job], multipliers[*job] - costs[*job]);
            self.items.clear();
            self.items.extend(candidates.iter().map(item));
            bound -= value(&mut self.knapsack, node.left[agent], &self.items);
            for (job, chosen) in candidates.iter().zip(&self.knapsack.chosen) {
                self.counts[*job] += u32::from(*chosen);
            }
            self.chosen[agent].clone_from(&self.knapsack.chosen);
        }
        bound
    }
}
