//! The matrix of one Newton step, for one arrangement of modes.
//!
//! Unknowns are the changes of the squared pressures, scaled at each group by `e / K(p)` (e the barometric factor
//! `exp(2 g h / (R T))`). In that scale the derivative of a pipe's driving difference by one end is the opposite of
//! that by the other, up to terms of the order of (K' p)²: without controls the matrix is a weighted graph Laplacian,
//! symmetric and positive definite.

use super::arrangement::{Anchor, Arrangement};
use super::control::Mode;
use super::grid::Grid;
use super::linear::{Linear, Pattern, Singular};

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
    pub linear: Linear,
    entries: Vec<Entry>,
    /// By group: its unknown, or `u32::MAX`.
    pub column: Vec<u32>,
}

/// A term of the matrix before it has a place.
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
        let column: Vec<u32> = arrangement
            .block
            .iter()
            .map(|&block| match arrangement.blocks.get(block as usize).map(|block| &block.anchor) {
                Some(&Anchor::Free(unknown)) => unknown,
                _ => u32::MAX,
            })
            .collect();
        let mut terms = Vec::with_capacity(grid.core.len() * 3);
        let mut couple = |weights: [u32; 2], from: u32, to: u32| {
            for (end, sign) in [(from, 1.0), (to, -1.0)] {
                for &(row, part) in &arrangement.blocks[arrangement.block[end as usize] as usize].rows {
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
        let (pattern, entries) = place(&terms, arrangement.unknowns, arrangement.symmetric);
        Ok(Self { modes, linear: Linear::new(pattern)?, arrangement, entries, column })
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
    }
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
