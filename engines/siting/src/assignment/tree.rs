//! The search below a node, depth first, for assignments within a cutoff.

use super::{
    draft::{Draft, Plan},
    dual::{Dual, Walk},
    node::Node,
};

/// The walk at a node; few steps, since its multipliers were good for its parent.
const NODE_WALK: Walk = Walk { steps: 8, patience: 2, last_pace: 0.1 };

/// A part of a search: nodes still to look at, the next one last.
pub(super) struct Stack {
    pub nodes: Vec<Node>,
    /// Only assignments of at most this many units are of interest.
    pub cutoff: i64,
}

/// What some nodes brought.
#[derive(Default)]
pub(super) struct Yield {
    /// The cheapest plan met, within the cutoff or not.
    pub best: Option<Plan>,
    /// How many nodes were looked at.
    pub looked_at: u64,
}

impl Yield {
    fn offer(&mut self, plan: Option<Plan>) {
        let plan = plan.filter(|plan| self.best.as_ref().is_none_or(|best| plan.units < best.units));
        self.best = plan.or(self.best.take());
    }
}

impl Stack {
    /// Looks at up to `budget` nodes. Plans within the cutoff lower it.
    pub fn explore(&mut self, dual: &mut Dual, budget: u64) -> Yield {
        let mut found = Yield::default();
        while found.looked_at < budget && !(dual.stop)() {
            let Some(node) = self.nodes.pop() else { break };
            found.looked_at += 1;
            self.look_at(node, dual, &mut found);
        }
        found
    }

    fn look_at(&mut self, mut node: Node, dual: &mut Dual, found: &mut Yield) {
        let scaled = dual.scaled;
        let grid = |units: i64| units as f64 * scaled.grid;
        if dual.ascend(&mut node, grid(self.cutoff + 1), NODE_WALK) > grid(self.cutoff) {
            return;
        }
        let (bound, penalties) = dual.penalties(&node);
        found.offer(Draft::from_choosers(scaled, &node, &dual.choosers(&node)).complete());
        if let Some(plan) = &found.best {
            self.cutoff = self.cutoff.min(plan.units - 1);
        }
        let slack = grid(self.cutoff) - bound;
        if slack < 0.0 || node.open == 0 {
            return;
        }
        let (job, agents) = penalties.branch(slack, &node);
        if penalties.drop_over(slack, scaled, &mut node).is_err() {
            return;
        }
        if !node.is_open(job) {
            self.nodes.push(node);
            return;
        }
        for agent in agents.into_iter().rev().filter(|agent| node.may_take(*agent, job)) {
            let mut child = node.clone();
            if child.give(scaled, agent, job).is_ok() {
                self.nodes.push(child);
            }
        }
    }
}
