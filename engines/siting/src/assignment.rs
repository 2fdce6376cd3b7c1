//! The generalised assignment problem (广义指派问题), solved to proven optimality.
//!
//! Given agents i with capacities b_i and jobs j, what agent i would cost (or earn) with job j, c_ij, and what the job
//! would need of it, a_ij, find x such that
//!
//! ```text
//! minimise   Σ_ij c_ij x_ij
//! where      Σ_i  x_ij       = 1      for every job: one agent does it
//!            Σ_j  a_ij x_ij <= b_i    for every agent: within its capacity
//!            x_ij ∈ {0, 1},  and 0 for forbidden pairs
//! ```
//!
//! ```
//! use siting::assignment::{Answer, Limits, Sense, orlib, solve};
//!
//! // One problem of two agents and three jobs: costs, needs, capacities.
//! let problems = orlib::read("1  2 3  6 2 9  5 3 1  4 3 2  3 4 5  7 8", Sense::Minimise)?;
//! let outcome = solve(&problems[0], None, Limits::none(), &mut |_| ())?;
//! let Answer::Optimal(best) = outcome.answer else { return Err("no optimum".into()) };
//! assert_eq!((best.objective, best.agent_of), (8, vec![1, 0, 1]));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # How
//! With a multiplier u_j for each job instead of its equation, the agents part:
//!
//! ```text
//! L(u) = Σ_j u_j - Σ_i max { Σ_j (u_j - c_ij) x_ij : Σ_j a_ij x_ij <= b_i }
//! ```
//!
//! is a bound for every u, and each maximum is a binary knapsack, solved by dynamic programming. A subgradient walk
//! raises L. The tables of the programs, read forwards and backwards, also tell what L(u) becomes when job j goes to
//! agent i: pairs for which that passes a cutoff are out. The search sets a cutoff just above the bound, which leaves
//! few pairs, and branches on the job that has the fewest and dearest agents left; a cutoff without an assignment is a
//! better bound, and the next one is further off. This follows Posta, Ferland and Michelon, "An exact method with variable
//! fixing for solving the generalized assignment problem", Computational Optimization and Applications 52 (2012).
//! Assignments come from what the knapsacks choose, repaired and improved by moves and swaps.
//!
//! Multipliers and bounds are whole numbers of a fine grid, kept in floats below 2^53: no bound is ever rounded.
//! Knapsacks of large capacity have no table but are searched from their core (Balas and Zemel, 1980); where that takes
//! too many states, the knapsack's linear relaxation stands in, which is a weaker bound but one.

mod draft;
mod dual;
mod knapsack;
mod node;
pub mod orlib;
mod outcome;
mod penalties;
mod problem;
mod scaled;
mod solve;
mod tree;

pub use outcome::{Answer, Assignment, Limits, Outcome, Progress};
pub use problem::{AssignmentError, Fit, MAX_PAIRS, MAX_SUM, Problem, ProblemError, Sense};
pub use solve::solve;
