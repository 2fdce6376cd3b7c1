//! What the bound rises by when a pair is decided.

use super::node::{DeadEnd, Node};
use super::scaled::Scaled;

/// For each agent and place among its candidates, by how much at least the bound rises if the job goes to the agent,
/// in grid steps: the agent must choose it, and all others must not.
pub(super) struct Penalties(Vec<Vec<f64>>);

impl Penalties {
    /// From what each knapsack loses by a change of its choice.
    pub fn new(node: &Node, chosen: &[Vec<bool>], mut losses: Vec<Vec<f64>>, jobs: usize) -> Self {
        // What it costs that all agents who chose a job let it go.
        let mut refused = vec![0.0; jobs];
        for (agent, candidates) in node.candidates.iter().enumerate() {
            for (place, job) in candidates.iter().enumerate().filter(|(place, _)| chosen[agent][*place]) {
                refused[*job] += losses[agent][place];
            }
        }
        for (agent, candidates) in node.candidates.iter().enumerate() {
            for (place, job) in candidates.iter().enumerate() {
                let loss = if chosen[agent][place] { -losses[agent][place] } else { losses[agent][place] };
                losses[agent][place] = refused[*job] + loss;
            }
        }
        Self(losses)
    }

    /// Drops from the node the pairs whose penalty is over `slack`. Tells whether there were any.
    pub fn drop_over(&self, slack: f64, scaled: &Scaled, node: &mut Node) -> Result<bool, DeadEnd> {
        node.retain(scaled, |agent, place| self.0[agent][place] <= slack)
    }

    /// The job to decide next, with its agents from the least penalty up. It is the one for which the sum over its
    /// agents of exp(-`SHARPNESS` penalty / slack) is least: few agents with high penalties make small subtrees.
    pub fn branch(&self, slack: f64, node: &Node) -> (usize, Vec<usize>) {
        const SHARPNESS: f64 = 2.0;
        let mut size = vec![0.0; node.agent_of.len()];
        for (candidates, penalties) in node.candidates.iter().zip(&self.0) {
            for (job, penalty) in candidates.iter().zip(penalties) {
                size[*job] += (-SHARPNESS * penalty / (slack + 1.0)).exp();
            }
        }
        let open = (0..size.len()).filter(|job| node.is_open(*job));
        let job = open.min_by(|a, b| size[*a].total_cmp(&size[*b])).unwrap_or(0);
        let places = node.candidates.iter().enumerate();
        let places = places.filter_map(|(agent, jobs)| Some((agent, jobs.binary_search(&job).ok()?)));
        let mut agents: Vec<(f64, usize)> = places.map(|(agent, place)| (self.0[agent][place], agent)).collect();
        agents.sort_by(|a, b| a.0.total_cmp(&b.0));
        (job, agents.into_iter().map(|(_, agent)| agent).collect())
    }
}
