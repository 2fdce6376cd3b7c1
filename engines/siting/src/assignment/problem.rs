//! A problem as its asker states it, checked once.

use thiserror::Error;

/// The largest sum of costs or of needs that a problem may reach: up to 2^53 every integer is also a float, so that
/// bounds are computed in floats without rounding.
pub const MAX_SUM: i64 = 1 << 53;

/// The most pairs of agent and job in one problem, so that a problem's tables fit in memory (about 1 GB).
pub const MAX_PAIRS: usize = 1 << 24;

/// Whether the total is to be small or large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense {
    /// The numbers are costs.
    Minimise,
    /// The numbers are profits.
    Maximise,
}

/// What it means that one agent takes one job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fit {
    /// What the pair adds to the objective, in the asker's unit; of either sign.
    pub cost: i64,
    /// What the job takes of the agent's capacity, in the agent's unit; more than zero.
    pub need: i64,
}

/// A generalised assignment problem (广义指派问题): agents with capacities, jobs, and for each pair that may be
/// matched its [`Fit`].
///
/// ```
/// use siting::assignment::{Fit, Problem, Sense};
///
/// let fit = |cost, need| Some(Fit { cost, need });
/// let problem = Problem::new(Sense::Minimise, vec![4, 5], vec![vec![fit(7, 3), None], vec![fit(2, 4), fit(9, 5)]])?;
/// assert_eq!((problem.agents(), problem.jobs()), (2, 2));
/// # Ok::<(), siting::assignment::ProblemError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    sense: Sense,
    jobs: usize,
    capacities: Vec<i64>,
    fits: Vec<Option<Fit>>,
}

/// Why numbers are no problem. Agents and jobs are counted from 0.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ProblemError {
    /// Nobody to do the jobs.
    #[error("there is no agent: give at least one capacity")]
    NoAgents,
    /// Nothing to do.
    #[error("there is no job: give each agent at least one")]
    NoJobs,
    /// More pairs than [`MAX_PAIRS`].
    #[error("{agents} agents and {jobs} jobs are more than {MAX_PAIRS} pairs: split the problem")]
    TooLarge {
        /// Agents given.
        agents: usize,
        /// Jobs given.
        jobs: usize,
    },
    /// As many rows of fits as capacities are required.
    #[error("{rows} rows of fits for {agents} capacities: give one row for each agent")]
    Rows {
        /// Rows given.
        rows: usize,
        /// Capacities given.
        agents: usize,
    },
    /// All rows must be as long as the first.
    #[error("agent {agent} has {found} fits where agent 0 has {jobs}: give one for each job, forbidden ones too")]
    Columns {
        /// The agent whose row differs.
        agent: usize,
        /// The row's length.
        found: usize,
        /// The first row's length.
        jobs: usize,
    },
    /// A capacity below zero.
    #[error("agent {agent} has capacity {capacity}: a capacity is zero or more")]
    Capacity {
        /// The agent.
        agent: usize,
        /// Its capacity.
        capacity: i64,
    },
    /// A need of zero or less.
    #[error("job {job} needs {need} of agent {agent}: a need is more than zero")]
    Need {
        /// The agent.
        agent: usize,
        /// The job.
        job: usize,
        /// The need.
        need: i64,
    },
    /// The needs of one agent's jobs sum up to more than [`MAX_SUM`].
    #[error("the needs of agent {agent} exceed {MAX_SUM} together: use a coarser unit of capacity")]
    NeedSum {
        /// The agent.
        agent: usize,
    },
    /// The sum over jobs of the largest cost exceeds [`MAX_SUM`].
    #[error("the costs exceed {MAX_SUM} together, at job {job}: use a coarser unit of cost")]
    CostSum {
        /// The job at which the sum of the largest magnitudes passes the limit.
        job: usize,
    },
}

/// Why a list of agents is no assignment. Agents and jobs are counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AssignmentError {
    /// One agent per job is required.
    #[error("{found} agents for {jobs} jobs: name one agent for each job")]
    Length {
        /// Agents given.
        found: usize,
        /// Jobs of the problem.
        jobs: usize,
    },
    /// The pair is forbidden, or there is no such agent.
    #[error("job {job} must not go to agent {agent}: choose an agent that may take it")]
    Forbidden {
        /// The agent.
        agent: usize,
        /// The job.
        job: usize,
    },
    /// The agent has no room for the job beside those before it.
    #[error("agent {agent} is over its capacity with job {job}: give it fewer jobs")]
    Overloaded {
        /// The agent.
        agent: usize,
        /// The job that was too much.
        job: usize,
    },
}

impl Problem {
    /// A problem from one capacity and one row of fits per agent, `fits[agent][job]`; `None` forbids the pair.
    pub fn new(sense: Sense, capacities: Vec<i64>, fits: Vec<Vec<Option<Fit>>>) -> Result<Self, ProblemError> {
        let agents = capacities.len();
        let jobs = shape(agents, &fits)?;
        for (agent, (&capacity, row)) in capacities.iter().zip(&fits).enumerate() {
            if capacity < 0 {
                return Err(ProblemError::Capacity { agent, capacity });
            }
            check_needs(agent, row)?;
        }
        let fits: Vec<_> = fits.into_iter().flatten().collect();
        check_costs(&fits, jobs)?;
        Ok(Self { sense, jobs, capacities, fits })
    }

    /// Whether costs or profits are given.
    pub fn sense(&self) -> Sense {
        self.sense
    }

    /// How many agents there are.
    pub fn agents(&self) -> usize {
        self.capacities.len()
    }

    /// How many jobs there are.
    pub fn jobs(&self) -> usize {
        self.jobs
    }

    /// What each agent can take.
    pub fn capacities(&self) -> &[i64] {
        &self.capacities
    }

    /// What it means that `agent` takes `job`; `None` where it must not, or where either does not exist.
    pub fn fit(&self, agent: usize, job: usize) -> Option<Fit> {
        self.row(agent).get(job).copied().flatten()
    }

    /// The fits of one agent, one per job; empty for an agent that does not exist.
    pub fn row(&self, agent: usize) -> &[Option<Fit>] {
        let start = agent.saturating_mul(self.jobs);
        self.fits.get(start..start.saturating_add(self.jobs)).unwrap_or_default()
    }

    /// The objective when each job goes to `agent_of[job]`, or why it cannot.
    pub fn objective(&self, agent_of: &[usize]) -> Result<i64, AssignmentError> {
        if agent_of.len() != self.jobs {
            return Err(AssignmentError::Length { found: agent_of.len(), jobs: self.jobs });
        }
        let mut left = self.capacities.clone();
        let mut objective = 0;
        for (job, &agent) in agent_of.iter().enumerate() {
            let fit = self.fit(agent, job).ok_or(AssignmentError::Forbidden { agent, job })?;
            left[agent] = left[agent]
                .checked_sub(fit.need)
                .filter(|left| *left >= 0)
                .ok_or(AssignmentError::Overloaded { agent, job })?;
            objective += fit.cost;
        }
        Ok(objective)
    }
}

fn shape(agents: usize, fits: &[Vec<Option<Fit>>]) -> Result<usize, ProblemError> {
    if agents == 0 {
        return Err(ProblemError::NoAgents);
    }
    if fits.len() != agents {
        return Err(ProblemError::Rows { rows: fits.len(), agents });
    }
    let jobs = fits[0].len();
    if let Some(agent) = fits.iter().position(|row| row.len() != jobs) {
        return Err(ProblemError::Columns { agent, found: fits[agent].len(), jobs });
    }
    match agents.checked_mul(jobs) {
        Some(0) => Err(ProblemError::NoJobs),
        Some(pairs) if pairs <= MAX_PAIRS => Ok(jobs),
        _ => Err(ProblemError::TooLarge { agents, jobs }),
    }
}

fn check_needs(agent: usize, row: &[Option<Fit>]) -> Result<(), ProblemError> {
    let mut sum = 0_i64;
    for (job, fit) in row.iter().enumerate() {
        let Some(Fit { need, .. }) = *fit else { continue };
        if need <= 0 {
            return Err(ProblemError::Need { agent, job, need });
        }
        sum = sum.checked_add(need).filter(|sum| *sum <= MAX_SUM).ok_or(ProblemError::NeedSum { agent })?;
    }
    Ok(())
}

fn check_costs(fits: &[Option<Fit>], jobs: usize) -> Result<(), ProblemError> {
    let mut largest = vec![0_u64; jobs];
    for row in fits.chunks_exact(jobs) {
        for (largest, fit) in largest.iter_mut().zip(row) {
            *largest = (*largest).max(fit.map_or(0, |fit| fit.cost.unsigned_abs()));
        }
    }
    let mut sum = 0_u64;
    for (job, largest) in largest.into_iter().enumerate() {
        sum = sum
            .checked_add(largest)
            .filter(|sum| *sum <= MAX_SUM.unsigned_abs())
            .ok_or(ProblemError::CostSum { job })?;
    }
    Ok(())
}
