//! A part of the search: which pairs are still open, which jobs are given.

use super::scaled::Scaled;

/// The agent of a job that nobody has yet.
pub(super) const NOBODY: usize = usize::MAX;

/// A partial assignment with what its open jobs may still do, and multipliers that bounded it well.
#[derive(Clone)]
pub(super) struct Node {
    /// For each agent the open jobs it may take, ascending; each fits the capacity left.
    pub candidates: Vec<Vec<usize>>,
    /// For each job how many agents may take it; one for a job that is given.
    pub degree: Vec<u32>,
    /// For each job its agent, or [`NOBODY`].
    pub agent_of: Vec<usize>,
    /// What is left of each agent's capacity.
    pub left: Vec<i64>,
    /// What the given jobs cost, in grid steps.
    pub given_cost: f64,
    /// How many jobs are open.
    pub open: usize,
    /// One multiplier per job, in grid steps.
    pub multipliers: Vec<f64>,
}

/// No completion of the node is an assignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DeadEnd;

impl Node {
    pub fn root(scaled: &Scaled) -> Result<Self, DeadEnd> {
        let (agents, jobs) = (scaled.agents, scaled.jobs);
        let candidates: Vec<Vec<usize>> =
            (0..agents).map(|agent| (0..jobs).filter(|job| scaled.allows(agent, *job)).collect()).collect();
        let mut degree = vec![0; jobs];
        candidates.iter().flatten().for_each(|job| degree[*job] += 1);
        let mut root = Self {
            candidates,
            agent_of: vec![NOBODY; jobs],
            left: scaled.capacity.clone(),
            given_cost: 0.0,
            open: jobs,
            multipliers: scaled.second_choices(0.0),
            degree,
        };
        let single: Vec<usize> = (0..jobs).filter(|job| root.degree[*job] <= 1).collect();
        root.settle(scaled, single)?;
        Ok(root)
    }

    pub fn is_open(&self, job: usize) -> bool {
        self.agent_of[job] == NOBODY
    }

    pub fn may_take(&self, agent: usize, job: usize) -> bool {
        self.candidates[agent].binary_search(&job).is_ok()
    }

    /// Gives a job to an agent, and every job that only one agent is left for.
    pub fn give(&mut self, scaled: &Scaled, agent: usize, job: usize) -> Result<(), DeadEnd> {
        let mut single = Vec::new();
        self.give_one(scaled, agent, job, &mut single);
        self.settle(scaled, single)
    }

    /// Keeps only the pairs for which `keep(agent, place in candidates)` holds; gives what follows. Tells whether
    /// anything changed.
    pub fn retain(&mut self, scaled: &Scaled, keep: impl Fn(usize, usize) -> bool) -> Result<bool, DeadEnd> {
        let mut single = Vec::new();
        let mut changed = false;
        for (agent, candidates) in self.candidates.iter_mut().enumerate() {
            let mut place = 0;
            candidates.retain(|job| {
                let kept = keep(agent, place);
                place += 1;
                if !kept {
                    changed = true;
                    self.degree[*job] -= 1;
                    if self.degree[*job] <= 1 {
                        single.push(*job);
                    }
                }
                kept
            });
        }
        self.settle(scaled, single)?;
        Ok(changed)
    }

    fn settle(&mut self, scaled: &Scaled, mut single: Vec<usize>) -> Result<(), DeadEnd> {
        while let Some(job) = single.pop() {
            if !self.is_open(job) {
                continue;
            }
            let holds = |candidates: &Vec<usize>| candidates.binary_search(&job).is_ok();
            let agent = self.candidates.iter().position(holds).ok_or(DeadEnd)?;
            self.give_one(scaled, agent, job, &mut single);
        }
        Ok(())
    }

    fn give_one(&mut self, scaled: &Scaled, agent: usize, job: usize, single: &mut Vec<usize>) {
        let needs = &scaled.need[agent * scaled.jobs..(agent + 1) * scaled.jobs];
        for candidates in &mut self.candidates {
            if let Ok(place) = candidates.binary_search(&job) {
                candidates.remove(place);
            }
        }
        self.agent_of[job] = agent;
        self.degree[job] = 1;
        self.open -= 1;
        self.given_cost += scaled.grid_cost[agent * scaled.jobs + job];
        self.left[agent] -= needs[job];
        let left = self.left[agent];
        self.candidates[agent].retain(|other| {
            let other = *other;
            let fits = needs[other] <= left;
            if !fits {
                self.degree[other] -= 1;
                if self.degree[other] <= 1 {
                    single.push(other);
                }
            }
            fits
        });
    }
}
