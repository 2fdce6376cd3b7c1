//! The problem as the search sees it: costs are minimised, start from zero for each job and have no common divisor;
//! the bounds work on floats that are integers, so that their sums are exact.

use super::problem::{Fit, Problem, Sense};

/// The finest grid for multipliers, in parts of one unit of cost.
const FINEST: f64 = 1_048_576.0;

/// Multipliers stay below this by the number of jobs, so that no sum of them leaves the exact integers of a float.
const LARGEST_SUM: f64 = 2_251_799_813_685_248.0;

/// A problem in the search's own numbers, `[agent * jobs + job]`.
pub(super) struct Scaled {
    pub agents: usize,
    pub jobs: usize,
    /// Costs in [`unit`](Self::unit)s above the cheapest agent's; meaningless where the need is over capacity.
    pub cost: Vec<i64>,
    /// Costs in grid steps, rounded down where the grid is coarser than the unit.
    pub grid_cost: Vec<f64>,
    pub need: Vec<i64>,
    pub capacity: Vec<i64>,
    /// Grid steps in one unit of cost, a power of two.
    pub grid: f64,
    /// No multiplier is larger in magnitude.
    pub multiplier_limit: f64,
    /// No assignment costs more units than this.
    pub dearest: i64,
    /// For each job the agents that may take it, the cheapest first.
    pub choices: Vec<Vec<usize>>,
    sense: Sense,
    offset: i64,
    unit: i64,
}

impl Scaled {
    pub fn new(problem: &Problem) -> Self {
        let (agents, jobs) = (problem.agents(), problem.jobs());
        let sign = if problem.sense() == Sense::Minimise { 1 } else { -1 };
        let capacity: Vec<i64> = (0..agents).map(|agent| useful_capacity(problem, agent)).collect();
        let fits =
            |agent: usize, job: usize| problem.fit(agent, job).filter(|fit| fit.need <= problem.capacities()[agent]);
        let cheapest: Vec<i64> = (0..jobs)
            .map(|job| (0..agents).filter_map(|agent| Some(sign * fits(agent, job)?.cost)).min().unwrap_or(0))
            .collect();
        let mut cost = vec![0; agents * jobs];
        let mut need = vec![i64::MAX; agents * jobs];
        for agent in 0..agents {
            let divisor = need_divisor(problem.row(agent));
            for job in 0..jobs {
                let Some(Fit { cost: given, need: needed }) = fits(agent, job) else { continue };
                cost[agent * jobs + job] = sign * given - cheapest[job];
                need[agent * jobs + job] = needed / divisor;
            }
        }
        let unit = cost.iter().copied().fold(0, gcd).max(1);
        for cost in &mut cost {
            *cost /= unit;
        }
        let dearest = (0..jobs).map(|job| (0..agents).map(|agent| cost[agent * jobs + job]).max().unwrap_or(0)).sum();
        let multiplier_limit = (LARGEST_SUM / jobs as f64).floor();
        let mut grid = FINEST;
        while grid * (dearest + 1) as f64 > multiplier_limit {
            grid /= 2.0;
        }
        let mut choices: Vec<Vec<usize>> = Vec::with_capacity(jobs);
        for job in 0..jobs {
            let able = |agent: &usize| need[agent * jobs + job] <= capacity[*agent];
            let mut agents: Vec<usize> = (0..agents).filter(able).collect();
            agents.sort_by_key(|agent| cost[agent * jobs + job]);
            choices.push(agents);
        }
        let grid_cost = cost.iter().map(|cost| (*cost as f64 * grid).floor()).collect();
        let offset = cheapest.iter().sum();
        Self {
            agents,
            jobs,
            cost,
            grid_cost,
            need,
            capacity,
            grid,
            multiplier_limit,
            choices,
            dearest,
            sense: problem.sense(),
            offset,
            unit,
        }
    }

    /// The same problem with everything for free.
    pub fn without_costs(&self) -> Self {
        Self {
            cost: vec![0; self.cost.len()],
            grid_cost: vec![0.0; self.cost.len()],
            need: self.need.clone(),
            capacity: self.capacity.clone(),
            choices: self.choices.clone(),
            dearest: 0,
            grid: FINEST,
            ..*self
        }
    }

    /// For each job the least share of an agent's capacity that it needs, as a multiplier.
    pub fn shares(&self) -> Vec<f64> {
        let least = |job: usize| self.choices[job].iter().map(|agent| self.share(*agent, job)).fold(1.0, f64::min);
        (0..self.jobs).map(|job| (least(job) * self.grid).round()).collect()
    }

    /// For each job, as a multiplier, what its second choice would cost if a whole agent were worth `price` grid steps:
    /// only its first choice is worth taking then.
    pub fn second_choices(&self, price: f64) -> Vec<f64> {
        let second = |job: usize| {
            let mut costs: Vec<f64> = self.choices[job].iter().map(|agent| self.priced(price, *agent, job)).collect();
            costs.sort_by(f64::total_cmp);
            costs.get(1).or(costs.first()).copied().unwrap_or(0.0)
        };
        (0..self.jobs).map(|job| second(job).round().min(self.multiplier_limit)).collect()
    }

    /// What a pair costs in grid steps if a whole agent is worth `price`.
    pub fn priced(&self, price: f64, agent: usize, job: usize) -> f64 {
        self.grid_cost[agent * self.jobs + job] + price * self.share(agent, job)
    }

    fn share(&self, agent: usize, job: usize) -> f64 {
        self.need[agent * self.jobs + job] as f64 / self.capacity[agent] as f64
    }

    /// Whether the agent could take the job if it took no other.
    pub fn allows(&self, agent: usize, job: usize) -> bool {
        self.need[agent * self.jobs + job] <= self.capacity[agent]
    }

    /// The least whole number of units that is not under a bound in grid steps.
    #[expect(clippy::cast_possible_truncation, reason = "a bound is far below 2^63 units")]
    pub fn units(&self, bound: f64) -> i64 {
        (bound / self.grid).ceil() as i64
    }

    /// An objective of the asker from units of cost.
    pub fn objective(&self, units: i64) -> i64 {
        let minimised = self.offset + units * self.unit;
        if self.sense == Sense::Minimise { minimised } else { -minimised }
    }
}

fn useful_capacity(problem: &Problem, agent: usize) -> i64 {
    let row = problem.row(agent);
    let all: i64 = row.iter().flatten().map(|fit| fit.need).sum();
    problem.capacities()[agent].min(all) / need_divisor(row)
}

fn need_divisor(row: &[Option<Fit>]) -> i64 {
    row.iter().flatten().map(|fit| fit.need).fold(0, gcd).max(1)
}

fn gcd(a: i64, b: i64) -> i64 {
    let (mut a, mut b) = (a.abs(), b.abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
