//! The matrix of one Newton step, for one arrangement of modes.
//!
//! Unknowns are the changes of the squared pressures, scaled at each group by `e / K(p)` (e the barometric factor
//! `exp(2 g h / (R T))`). In that scale the derivative of a pipe's driving difference by one end is the opposite of
//! that by the other, up to terms of the order of (K' p)²: without controls the matrix is a weighted graph Laplacian,
//! symmetric and positive definite.
//!
//! Controls that hold their outlet cut the network into *stages*: what lies behind them is worked out first, its flow is a
//! load of what lies in front. Within each stage the matrix is symmetric; only the loads that stages hand forward stand
//! beside it. So Cholesky serves regulated networks too, with one more solution for each stage in a row. Machines that
//! lift by a ratio or by power, and regulators whose stages lie in a ring, ask for LU.

use super::arrangement::{Anchor, Arrangement};
use super::control::Mode;
use super::grid::Grid;
use super::linear::{Linear, Pattern, Singular};
use crate::topology::DisjointSets;

/// `values[slot] += share × weight[weight] × column factor[group]`.
#[derive(Debug, Clone, Copy)]
struct Entry {
    slot: u32,
    weight: u32,
    group: u32,
    share: f64,
}

#[derive(Clone)]
pub(crate) struct System {
    pub modes: Vec<Mode>,
    pub arrangement: Arrangement,
    linear: Linear,
    entries: Vec<Entry>,
    /// What stages hand forward, each with its value; none if the matrix holds everything.
    handed: Vec<(Term, f64)>,
    /// How many stages lie one before another.
    stages: usize,
    /// By group: its unknown, or `u32::MAX`.
    pub column: Vec<u32>,
}

/// A term of the matrix before it has a place.
#[derive(Debug, Clone, Copy)]
struct Term {
    row: u32,
    column: u32,
    weight: u32,
    group: u32,
    share: f64,
}

impl System {
    #[allow(clippy::cast_possible_truncation)]
    pub fn new(grid: &Grid, modes: Vec<Mode>, arrangement: Arrangement) -> Result<Self, Singular> {
        let column = columns(&arrangement);
        let (mut own, mut handed) = (Vec::with_capacity(grid.core.len() * 3), Vec::new());
        let mut couple = |weights: [u32; 2], from: u32, to: u32| {
            for (end, sign) in [(from, 1.0), (to, -1.0)] {
                let block = &arrangement.blocks[arrangement.block[end as usize] as usize];
                let terms = if matches!(block.anchor, Anchor::Set(_)) { &mut handed } else { &mut own };
                for &(row, part) in &block.rows {
                    for (group, weight, along) in [(from, weights[0], 1.0), (to, weights[1], -1.0)] {
                        let column = column[group as usize];
                        if column != u32::MAX && (!arrangement.symmetric || row >= column) {
                            terms.push(Term { row, column, weight, group, share: part * sign * along });
                        }
                    }
                }
            }
        };
        for &link in &grid.core {
            let ends = grid.links[link as usize];
            couple([link; 2], ends.from, ends.to);
        }
        for (c, control) in grid.controls.iter().enumerate().filter(|(c, _)| modes[*c] == Mode::Power) {
            let first = (grid.links.len() + 2 * c) as u32;
            couple([first, first + 1], control.from, control.to);
        }
        let even = !modes.iter().any(|mode| matches!(mode, Mode::Ratio | Mode::Power));
        let stages = if even { stages(&own, &handed, arrangement.unknowns) } else { None };
        if stages.is_some() {
            own.retain(|term| term.row >= term.column);
        } else {
            own.append(&mut handed);
        }
        let (pattern, entries) = place(&own, arrangement.unknowns, stages.is_some());
        let handed = handed.into_iter().map(|term| (term, 0.0)).collect();
        let linear = Linear::new(pattern)?;
        Ok(Self { modes, linear, arrangement, entries, handed, stages: stages.unwrap_or(1), column })
    }

    /// Fills the matrix. `weights` runs along the links, then two for each control; `factor` along the groups.
    pub fn fill(&mut self, weights: &[f64], factor: &[f64]) {
        let values = &mut self.linear.values;
        values.fill(0.0);
        if self.arrangement.symmetric {
            for entry in &self.entries {
                values[entry.slot as usize] += entry.share * weights[entry.weight as usize];
            }
        } else {
            for entry in &self.entries {
                values[entry.slot as usize] +=
                    entry.share * weights[entry.weight as usize] * factor[entry.group as usize];
            }
        }
        for (term, value) in &mut self.handed {
            *value = term.share * weights[term.weight as usize] * factor[term.group as usize];
        }
    }

    /// Factorises the present values.
    pub fn factorise(&mut self) -> Result<(), Singular> {
        self.linear.factorise()
    }

    /// Solves with the last factorisation, in place.
    pub fn solve(&mut self, x: &mut [f64]) {
        self.by_stages(x, |linear, x| {
            linear.solve(x);
            true
        });
    }

    /// As [`Linear::solve_near`].
    pub fn solve_near(&mut self, x: &mut [f64], close: f64, steps_max: usize) -> bool {
        self.by_stages(x, |linear, x| linear.solve_near(x, close, steps_max))
    }

    /// Solves once for each stage in a row, each time with what those behind hand forward. If that fails, leaves `x` as it
    /// was and returns false.
    fn by_stages(&mut self, x: &mut [f64], mut solve: impl FnMut(&mut Linear, &mut [f64]) -> bool) -> bool {
        if self.stages == 1 {
            return solve(&mut self.linear, x);
        }
        let load = x.to_vec();
        for stage in 0..self.stages {
            let mut next = load.clone();
            for (term, value) in self.handed.iter().filter(|_| stage > 0) {
                next[term.row as usize] -= value * x[term.column as usize];
            }
            if !solve(&mut self.linear, &mut next) {
                x.copy_from_slice(&load);
                return false;
            }
            x.copy_from_slice(&next);
        }
        true
    }
}

/// By group: its unknown, or `u32::MAX`.
fn columns(arrangement: &Arrangement) -> Vec<u32> {
    let anchor = |block: u32| arrangement.blocks.get(block as usize).map(|block| &block.anchor);
    let column = |&block: &u32| match anchor(block) {
        Some(&Anchor::Free(unknown)) => unknown,
        _ => u32::MAX,
    };
    arrangement.block.iter().map(column).collect()
}

/// How many stages lie one before another: parts of unknowns that own terms join, in the order in which they hand loads
/// forward. None if some do so in a ring.
fn stages(own: &[Term], handed: &[Term], unknowns: usize) -> Option<usize> {
    if handed.is_empty() {
        return Some(1);
    }
    let mut sets = DisjointSets::new(unknowns);
    for term in own {
        sets.join(term.row, term.column);
    }
    let (part, parts) = sets.number();
    let mut ways: Vec<(u32, u32)> =
        handed.iter().map(|term| (part[term.column as usize], part[term.row as usize])).collect();
    ways.sort_unstable();
    ways.dedup();
    // Longest way to each part; on a ring it grows without end.
    let mut depth = vec![1; parts];
    for _ in 0..=parts {
        let mut longer = false;
        for &(behind, front) in &ways {
            if depth[front as usize] <= depth[behind as usize] {
                depth[front as usize] = depth[behind as usize] + 1;
                longer = true;
            }
        }
        if !longer {
            return depth.into_iter().max();
        }
    }
    None
}

/// Sorts terms by column and row (two passes of counting sort) and gives equal places one slot.
#[allow(clippy::cast_possible_truncation)]
fn place(terms: &[Term], unknowns: usize, symmetric: bool) -> (Pattern, Vec<Entry>) {
    let by_row = counting_sort(unknowns, (0..terms.len() as u32).collect(), |t| terms[t as usize].row);
    let sorted = counting_sort(unknowns, by_row, |t| terms[t as usize].column);
    let mut pattern = Pattern { symmetric, column_start: vec![0; unknowns + 1], row: Vec::new() };
    let mut entries = Vec::with_capacity(terms.len());
    let mut last = None;
    for t in sorted {
        let Term { row, column, weight, group, share } = terms[t as usize];
        if last != Some((row, column)) {
            last = Some((row, column));
            pattern.row.push(row);
            pattern.column_start[column as usize + 1] += 1;
        }
        entries.push(Entry { slot: pattern.row.len() as u32 - 1, weight, group, share });
    }
    for column in 0..unknowns {
        pattern.column_start[column + 1] += pattern.column_start[column];
    }
    (pattern, entries)
}

fn counting_sort(keys: usize, items: Vec<u32>, key: impl Fn(u32) -> u32) -> Vec<u32> {
    let mut start = vec![0u32; keys + 1];
    for &item in &items {
        start[key(item) as usize + 1] += 1;
    }
    for k in 0..keys {
        start[k + 1] += start[k];
    }
    let mut sorted = vec![0; items.len()];
    for item in items {
        let place = &mut start[key(item) as usize];
        sorted[*place as usize] = item;
        *place += 1;
    }
    sorted
}
