//! The search as a whole: one cutoff after another until one is met.

use rand::{SeedableRng, rngs::StdRng};
use rayon::prelude::*;

use super::{
    draft::{Draft, Plan},
    dual::{Dual, Walk},
    node::Node,
    outcome::{Answer, Assignment, Limits, Outcome, Progress},
    problem::{AssignmentError, Problem},
    scaled::Scaled,
    tree::{Stack, Yield},
};

/// The walks at the root, to a target that may be far off and to near ones.
const FAR_WALK: Walk = Walk { steps: 1000, patience: 8, last_pace: 0.001 };
const NEAR_WALK: Walk = Walk { steps: 200, patience: 5, last_pace: 0.1 };

/// How many prices of agents are tried for a start, each half of the one before.
const PRICES: usize = 16;

/// The walk at the root before each cutoff.
const CUTOFF_WALK: Walk = Walk { steps: 200, patience: 4, last_pace: 0.05 };

/// How many nodes are explored side by side, and how far, before what they found is shared. Fixed numbers, so that the
/// search does not depend on the number of processors.
const SIDE_BY_SIDE: usize = 4;
const NODES_A_ROUND: u64 = 16;

/// How many kicks the incumbent gets in a round.
const KICKS_A_ROUND: usize = 8;

/// The first cutoff is the bound and the bound over two to this power: as good as the root's multipliers are.
const FINENESS: u32 = 17;

/// A cutoff that took fewer nodes than this was too low: the next may be twice as far off.
const FEW_NODES: u64 = 4;

/// A cutoff that takes many more nodes than this and than the last one was too high: the next is half as far off.
const MANY_NODES: u64 = 256;

/// Finds the best assignment and proves it, unless the limits end the search before.
///
/// A warm start is an assignment to begin with, one agent per job. `report` is called on this thread whenever the
/// incumbent or the bound gets better.
///
/// # Errors
/// When the warm start is no assignment of this problem.
pub fn solve(
    problem: &Problem,
    warm_start: Option<&[usize]>,
    limits: Limits<'_>,
    report: &mut dyn FnMut(Progress),
) -> Result<Outcome, AssignmentError> {
    warm_start.map(|agent_of| problem.objective(agent_of)).transpose()?;
    let scaled = Scaled::new(problem);
    let Ok(root) = Node::root(&scaled) else {
        return Ok(Outcome { answer: Answer::Infeasible, nodes: 0 });
    };
    let mut search = Search {
        scaled: &scaled,
        stop: limits.stop,
        report,
        best: warm_start.and_then(|agent_of| Plan::new(&scaled, agent_of)),
        lower: 0,
        nodes: 0,
    };
    search.run(root, limits.seed);
    Ok(search.outcome())
}

struct Search<'a> {
    scaled: &'a Scaled,
    stop: &'a (dyn Fn() -> bool + Sync),
    report: &'a mut dyn FnMut(Progress),
    best: Option<Plan>,
    /// No assignment costs fewer units.
    lower: i64,
    nodes: u64,
}

impl Search<'_> {
    /// Sets one cutoff after another, further and further off as long as they are cheap to close.
    fn run(&mut self, mut root: Node, seed: u64) {
        let mut dual = Dual::new(self.scaled, self.stop);
        self.look_at_root(&mut dual, &root);
        if self.best.is_none() && self.lacks_room(&root) {
            self.raise(self.scaled.dearest + 1);
        }
        self.bound_root(&mut dual, &mut root);
        let mut random = StdRng::seed_from_u64(seed);
        let mut ahead = self.lower >> FINENESS;
        let mut before = 0_u64;
        while !self.is_done() {
            let cutoff = self.lower.saturating_add(ahead).min(self.most());
            let budget = if ahead == 0 { u64::MAX } else { before.saturating_mul(8).saturating_add(MANY_NODES) };
            let start = self.nodes;
            let closed = self.close(cutoff, budget, &mut dual, &mut root, &mut random);
            let took = self.nodes - start;
            if !closed || took > before.saturating_mul(3).max(FEW_NODES) {
                ahead /= 2;
            } else if took < FEW_NODES || took < before.saturating_mul(3) / 2 {
                ahead = (2 * ahead).max(1);
            }
            before = if closed { took } else { before };
        }
    }

    /// The most units that an assignment of interest may cost.
    fn most(&self) -> i64 {
        self.best.as_ref().map_or(self.scaled.dearest, |best| best.units - 1)
    }

    /// Raises the bound at the root: a long walk towards what is known to be attainable, then walks to targets closer
    /// and closer above the bound.
    fn bound_root(&mut self, dual: &mut Dual, root: &mut Node) {
        let grid = self.scaled.grid;
        if self.is_done() {
            return;
        }
        self.price_agents(dual, root);
        let mut bound = dual.ascend(root, (self.most() + 1) as f64 * grid, FAR_WALK);
        let mut ahead = bound / 50.0;
        let least = grid * (self.lower >> FINENESS).max(1) as f64 / 2.0;
        while ahead > least {
            self.look_at_root(dual, root);
            if self.is_done() {
                return;
            }
            let target = (bound + ahead).min((self.most() + 1) as f64 * grid);
            let next = dual.ascend(root, target, NEAR_WALK);
            if next - bound < ahead / 2.0 {
                ahead /= 2.0;
            }
            bound = next;
        }
        self.look_at_root(dual, root);
    }

    /// Starts the multipliers from the best one price of all agents, and looks for plans at all prices.
    fn price_agents(&mut self, dual: &mut Dual, root: &mut Node) {
        let (mut best, mut plan) = (f64::NEG_INFINITY, None);
        let mut price = (self.scaled.dearest + 1) as f64 * self.scaled.grid;
        for _ in 0..PRICES {
            let multipliers = self.scaled.second_choices(price);
            let bound = dual.bound(root, &multipliers);
            if bound > best {
                best = bound;
                root.multipliers = multipliers;
            }
            plan = plan.into_iter().chain(Draft::priced(self.scaled, price)).min_by_key(|plan| plan.units);
            price /= 2.0;
        }
        self.offer(plan.map(|plan| Draft::improved(self.scaled, &plan)));
    }

    fn look_at_root(&mut self, dual: &mut Dual, root: &Node) {
        let (bound, _) = dual.penalties(root);
        self.raise(self.scaled.units(bound));
        let draft = Draft::from_choosers(self.scaled, root, &dual.choosers(root));
        self.offer(draft.complete());
    }

    /// Whether the search is over.
    fn is_done(&self) -> bool {
        self.lower > self.most() || (self.stop)()
    }

    /// Whether the needs alone prove that there is no assignment.
    fn lacks_room(&self, root: &Node) -> bool {
        let free = self.scaled.without_costs();
        let mut root = root.clone();
        root.given_cost = 0.0;
        root.multipliers = free.shares();
        let all: f64 = root.multipliers.iter().sum();
        Dual::new(&free, self.stop).ascend(&mut root, all / 16.0, FAR_WALK) > 0.0
    }

    /// Finds an assignment within the cutoff or raises the bound over it; false if it was stopped before, or would have
    /// taken more nodes than the budget.
    fn close(&mut self, cutoff: i64, budget: u64, dual: &mut Dual, root: &mut Node, random: &mut StdRng) -> bool {
        let grid = |units: i64| units as f64 * self.scaled.grid;
        let bound = dual.ascend(root, grid(cutoff + 1), CUTOFF_WALK);
        self.nodes += 1;
        if bound > grid(cutoff) {
            self.raise(self.scaled.units(bound));
            return true;
        }
        let last = self.nodes.saturating_add(budget);
        let mut stack = Stack { nodes: vec![root.clone()], cutoff };
        while !stack.nodes.is_empty() {
            if (self.stop)() || self.nodes > last {
                return false;
            }
            self.explore_round(&mut stack, random);
            stack.cutoff = cutoff.min(self.most());
            if stack.cutoff < self.lower {
                return true;
            }
        }
        self.raise(stack.cutoff + 1);
        true
    }

    /// Explores the last nodes of the stack side by side, and kicks the incumbent meanwhile.
    fn explore_round(&mut self, stack: &mut Stack, random: &mut StdRng) {
        let (scaled, stop, best) = (self.scaled, self.stop, self.best.as_ref());
        let rest = stack.nodes.len().saturating_sub(SIDE_BY_SIDE);
        let mut sides: Vec<Stack> =
            stack.nodes.drain(rest..).map(|node| Stack { nodes: vec![node], cutoff: stack.cutoff }).collect();
        let explore = |side: &mut Stack| side.explore(&mut Dual::new(scaled, stop), NODES_A_ROUND);
        let (yields, kicked): (Vec<Yield>, Option<Plan>) = rayon::join(
            || sides.par_iter_mut().map(explore).collect(),
            || best.filter(|best| best.units > stack.cutoff + 1).and_then(|best| kick(scaled, best, random)),
        );
        stack.nodes.extend(sides.into_iter().flat_map(|side| side.nodes));
        self.nodes += yields.iter().map(|found| found.looked_at).sum::<u64>();
        for found in yields {
            self.offer(found.best);
        }
        self.offer(kicked);
    }

    fn offer(&mut self, plan: Option<Plan>) {
        if let Some(plan) = plan.filter(|plan| plan.units <= self.most()) {
            self.best = Some(plan);
            self.tell();
        }
    }

    fn raise(&mut self, lower: i64) {
        let lower = lower.min(self.most() + 1);
        if lower > self.lower {
            self.lower = lower;
            self.tell();
        }
    }

    fn bound(&self) -> i64 {
        self.scaled.objective(self.best.as_ref().map_or(self.lower, |best| best.units.min(self.lower)))
    }

    fn tell(&mut self) {
        let incumbent = self.best.as_ref().map(|best| self.scaled.objective(best.units));
        let progress = Progress { incumbent, bound: self.bound(), nodes: self.nodes };
        (self.report)(progress);
    }

    fn outcome(self) -> Outcome {
        let (bound, done) = (self.bound(), self.lower > self.most());
        let objective = |units| self.scaled.objective(units);
        let best = self.best.map(|best| Assignment { objective: objective(best.units), agent_of: best.agent_of });
        let answer = match best {
            Some(best) if done => Answer::Optimal(best),
            Some(best) => Answer::Feasible { best, bound },
            None if done => Answer::Infeasible,
            None => Answer::Unknown { bound },
        };
        Outcome { answer, nodes: self.nodes }
    }
}

/// The best of some plans near the given one.
fn kick(scaled: &Scaled, best: &Plan, random: &mut StdRng) -> Option<Plan> {
    let kicked = |_| Draft::kicked(scaled, best, random);
    (0..KICKS_A_ROUND).filter_map(kicked).min_by_key(|plan| plan.units)
}
