//! Assignments made by hand: repaired from what the knapsacks choose, and improved by moves and swaps.

use super::{
    node::{NOBODY, Node},
    scaled::Scaled,
};
use rand::{RngExt, rngs::StdRng};

/// An assignment in the search's numbers.
#[derive(Clone)]
pub(super) struct Plan {
    pub agent_of: Vec<usize>,
    /// What it costs, in units.
    pub units: i64,
}

impl Plan {
    /// From an agent for each job, if no agent is over its capacity.
    pub fn new(scaled: &Scaled, agent_of: &[usize]) -> Option<Self> {
        let mut draft = Draft::new(scaled);
        for (job, &agent) in agent_of.iter().enumerate() {
            if agent == NOBODY || !draft.fits(agent, job) {
                return None;
            }
            draft.put(agent, job);
        }
        Some(draft.plan())
    }
}

/// A plan under way.
pub(super) struct Draft<'a> {
    scaled: &'a Scaled,
    agent_of: Vec<usize>,
    left: Vec<i64>,
}

impl<'a> Draft<'a> {
    fn new(scaled: &'a Scaled) -> Self {
        Self { scaled, agent_of: vec![NOBODY; scaled.jobs], left: scaled.capacity.clone() }
    }

    /// A draft with the node's given jobs and, for each open job, the cheapest of the agents that chose it.
    pub fn from_choosers(scaled: &'a Scaled, node: &Node, choosers: &[Vec<usize>]) -> Self {
        let mut draft = Self { scaled, agent_of: node.agent_of.clone(), left: node.left.clone() };
        for (job, choosers) in choosers.iter().enumerate() {
            let fits = choosers.iter().copied().filter(|agent| node.is_open(job) && draft.fits(*agent, job));
            if let Some(agent) = fits.min_by_key(|agent| draft.cost(*agent, job)) {
                draft.put(agent, job);
            }
        }
        draft
    }

    /// A plan in which each job, the largest first, goes to the agent with room that is cheapest when a whole agent is
    /// worth `price` grid steps.
    pub fn priced(scaled: &'a Scaled, price: f64) -> Option<Plan> {
        let mut draft = Self::new(scaled);
        let mut jobs: Vec<(f64, usize)> = scaled.shares().into_iter().zip(0..).collect();
        jobs.sort_by(|a, b| b.0.total_cmp(&a.0));
        for (_, job) in jobs {
            let priced = draft.roomy(job).map(|agent| (scaled.priced(price, agent, job), agent));
            let (_, agent) = priced.min_by(|a, b| a.0.total_cmp(&b.0))?;
            draft.put(agent, job);
        }
        Some(draft.plan())
    }

    /// A plan improved by moves and swaps of all jobs.
    pub fn improved(scaled: &'a Scaled, plan: &Plan) -> Plan {
        let mut draft = Self::of(scaled, plan);
        draft.improve((0..scaled.jobs).collect());
        draft.plan()
    }

    fn of(scaled: &'a Scaled, plan: &Plan) -> Self {
        let mut draft = Self::new(scaled);
        plan.agent_of.iter().enumerate().for_each(|(job, agent)| draft.put(*agent, job));
        draft
    }

    /// Finds an agent for every job that has none, moving one other job out of the way where it must.
    pub fn complete(mut self) -> Option<Plan> {
        let mut open: Vec<usize> = (0..self.scaled.jobs).filter(|job| self.agent_of[*job] == NOBODY).collect();
        let touched = open.clone();
        while let Some(place) = (0..open.len()).max_by_key(|place| self.regret(open[*place])) {
            let job = open.swap_remove(place);
            let roomy = self.roomy(job).next();
            let agent = roomy.or_else(|| self.make_room(job))?;
            self.put(agent, job);
        }
        self.improve(touched);
        Some(self.plan())
    }

    /// Takes some jobs out of a plan at random and finds agents for them anew.
    pub fn kicked(scaled: &'a Scaled, plan: &Plan, random: &mut StdRng) -> Option<Plan> {
        let mut draft = Self::of(scaled, plan);
        let mut out: Vec<usize> = (0..3 + scaled.jobs / 30).map(|_| random.random_range(0..scaled.jobs)).collect();
        out.sort_unstable();
        out.dedup();
        for job in &out {
            draft.take(*job);
        }
        let touched = out.clone();
        while !out.is_empty() {
            let job = out.swap_remove(random.random_range(0..out.len()));
            let before = plan.agent_of[job];
            let elsewhere = draft.roomy(job).find(|agent| *agent != before || random.random_bool(0.3));
            let roomy = elsewhere.or_else(|| draft.roomy(job).next());
            let agent = roomy.or_else(|| draft.make_room(job))?;
            draft.put(agent, job);
        }
        draft.improve(touched);
        Some(draft.plan())
    }

    fn plan(self) -> Plan {
        let units = self.agent_of.iter().enumerate().map(|(job, agent)| self.cost(*agent, job)).sum();
        Plan { agent_of: self.agent_of, units }
    }

    fn cost(&self, agent: usize, job: usize) -> i64 {
        self.scaled.cost[agent * self.scaled.jobs + job]
    }

    fn need(&self, agent: usize, job: usize) -> i64 {
        self.scaled.need[agent * self.scaled.jobs + job]
    }

    fn fits(&self, agent: usize, job: usize) -> bool {
        self.need(agent, job) <= self.left[agent]
    }

    fn put(&mut self, agent: usize, job: usize) {
        self.left[agent] -= self.need(agent, job);
        self.agent_of[job] = agent;
    }

    fn take(&mut self, job: usize) {
        let agent = std::mem::replace(&mut self.agent_of[job], NOBODY);
        self.left[agent] += self.need(agent, job);
    }

    /// The agents with room for the job, the cheapest first.
    fn roomy(&self, job: usize) -> impl Iterator<Item = usize> {
        self.scaled.choices[job].iter().copied().filter(move |agent| self.fits(*agent, job))
    }

    /// What waiting may cost the job: the difference between its two cheapest agents with room.
    fn regret(&self, job: usize) -> i64 {
        let mut costs = self.roomy(job).map(|agent| self.cost(agent, job));
        match (costs.next(), costs.next()) {
            (Some(first), Some(second)) => second - first,
            _ => i64::MAX,
        }
    }

    /// Moves the job whose move costs least to another agent, so that its own has room for the given job.
    fn make_room(&mut self, job: usize) -> Option<usize> {
        let mut best: Option<(i64, usize, usize, usize)> = None;
        for other in (0..self.scaled.jobs).filter(|other| self.agent_of[*other] != NOBODY) {
            let agent = self.agent_of[other];
            if self.need(agent, job) > self.left[agent] + self.need(agent, other) {
                continue;
            }
            let Some(to) = self.roomy(other).find(|to| *to != agent) else { continue };
            let dearer = self.cost(agent, job) + self.cost(to, other) - self.cost(agent, other);
            if best.is_none_or(|best| dearer < best.0) {
                best = Some((dearer, agent, other, to));
            }
        }
        let (_, agent, other, to) = best?;
        self.take(other);
        self.put(to, other);
        Some(agent)
    }

    /// Moves and swaps the jobs put last, and those that this moves, until none makes the plan cheaper.
    fn improve(&mut self, mut touched: Vec<usize>) {
        while let Some(job) = touched.pop() {
            if self.move_cheaper(job) {
                touched.push(job);
            }
            if let Some(other) = (0..self.scaled.jobs).find(|other| self.swap_cheaper(job, *other)) {
                touched.extend([job, other]);
            }
        }
    }

    fn move_cheaper(&mut self, job: usize) -> bool {
        let from = self.agent_of[job];
        let cost = self.cost(from, job);
        let to = self.roomy(job).next().filter(|to| self.cost(*to, job) < cost);
        if let Some(to) = to {
            self.take(job);
            self.put(to, job);
        }
        to.is_some()
    }

    fn swap_cheaper(&mut self, first: usize, second: usize) -> bool {
        let (a, b) = (self.agent_of[first], self.agent_of[second]);
        let now = self.cost(a, first) + self.cost(b, second);
        let better = a != b
            && self.cost(a, second) + self.cost(b, first) < now
            && self.need(a, second) <= self.left[a] + self.need(a, first)
            && self.need(b, first) <= self.left[b] + self.need(b, second);
        if better {
            self.take(first);
            self.take(second);
            self.put(b, first);
            self.put(a, second);
        }
        better
    }
}
