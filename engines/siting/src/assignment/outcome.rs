//! What a search is given beside the problem, and what it tells.

/// When a search ends before its proof, and how it rolls its dice.
#[derive(Clone, Copy)]
pub struct Limits<'a> {
    /// Asked often, from several threads; once it says yes, the search ends with what it has. A clock, a flag or both:
    /// `&|| started.elapsed() > limit || cancelled.load(Relaxed)`.
    pub stop: &'a (dyn Fn() -> bool + Sync),
    /// Where the search for good assignments starts to try at random. Equal seeds give equal outcomes, on any number
    /// of processors, unless `stop` says yes.
    pub seed: u64,
}

impl Limits<'_> {
    /// No limit: the search ends with a proof.
    pub fn none() -> Self {
        Self { stop: &|| false, seed: 0 }
    }
}

/// Who does each job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// For each job its agent.
    pub agent_of: Vec<usize>,
    /// The sum of the costs, in the problem's unit and sense.
    pub objective: i64,
}

/// What is known at the end of a search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// No assignment is better.
    Optimal(Assignment),
    /// Stopped early.
    Feasible {
        /// The best assignment found.
        best: Assignment,
        /// No assignment has a better objective than this.
        bound: i64,
    },
    /// There is no assignment.
    Infeasible,
    /// Stopped before an assignment was found.
    Unknown {
        /// No assignment, if there is one, has a better objective than this.
        bound: i64,
    },
}

/// What a search found and what it took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What is known.
    pub answer: Answer,
    /// How many parts the search looked at.
    pub nodes: u64,
}

impl Outcome {
    /// The best assignment, if one is known.
    pub fn assignment(&self) -> Option<&Assignment> {
        match &self.answer {
            Answer::Optimal(best) | Answer::Feasible { best, .. } => Some(best),
            Answer::Infeasible | Answer::Unknown { .. } => None,
        }
    }

    /// The objective that no assignment betters; none where there is no assignment.
    pub fn bound(&self) -> Option<i64> {
        match &self.answer {
            Answer::Optimal(best) => Some(best.objective),
            Answer::Feasible { bound, .. } | Answer::Unknown { bound } => Some(*bound),
            Answer::Infeasible => None,
        }
    }

    /// How far the objective may be from the best one, as a share of its magnitude: 0 for a proven optimum; none
    /// where no assignment is known.
    pub fn gap(&self) -> Option<f64> {
        let objective = self.assignment()?.objective;
        let difference = self.bound()?.abs_diff(objective);
        Some(difference as f64 / objective.unsigned_abs().max(1) as f64)
    }
}

/// How far a search has come; told whenever the incumbent or the bound gets better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The best objective found so far.
    pub incumbent: Option<i64>,
    /// The objective that no assignment betters.
    pub bound: i64,
    /// How many parts of the search are done.
    pub nodes: u64,
}
