//! The equations of one arrangement of modes: which pressures are unknown, and the shape of the matrix.

use super::model::Model;
use crate::Mode;
use crate::steady::arrangement::{Anchor, Arrangement};
use crate::steady::control::{Control, Machine};
use crate::steady::grid::Grid;
use crate::steady::linear::{Linear, Pattern, Singular};
use crate::steady::newton::State;
use crate::steady::system::System;

/// `values[slot] += share × weight[weight] × column factor[group]`; weights run along the links, then the
/// groups, then two for each control.
struct Entry {
    slot: usize,
    weight: usize,
    group: usize,
    share: f64,
}

/// A term of the matrix before it has a place.
struct Term {
    row: u32,
    column: u32,
    weight: usize,
    group: usize,
    share: f64,
}

/// The matrix as it was factorised last, with everything that its steps need.
pub(crate) struct Jacobian {
    pub linear: Linear,
    /// Length of the stage that it belongs to, s.
    pub h: f64,
    /// By link, then by group, then twice by control: conductance, storage over h, and how the flow of a compressor at
    /// its greatest power answers to the pressures in front and behind.
    pub weight: Vec<f64>,
    /// By link: one over the slope of its law, kg/s/Pa².
    pub ease: Vec<f64>,
    /// By control at its greatest power: one over the slope of P / m, (kg/s)²/W.
    pub power_ease: Vec<f64>,
    /// By group: change of its potential for a unit change of the unknown.
    pub column_factor: Vec<f64>,
    /// By group: change of the squared pressure for a unit change of its potential, `K / e`.
    pub scale: Vec<f64>,
}

pub(crate) struct Frame {
    /// Its own matrix stays unused.
    pub system: System,
    entries: Vec<Entry>,
    /// By group: barometric factor.
    barometric: Vec<f64>,
    /// By link: mean of one over it.
    pub beta: Vec<f64>,
    /// By block: which share of its balance held pressures take.
    pub held_share: Vec<f64>,
    /// By group: the one unknown whose balance takes its own in full, or `u32::MAX`.
    row: Vec<u32>,
    /// Groups whose balance other unknowns share.
    shared: Vec<u32>,
    /// Groups whose pressure is known, or follows from another's.
    derived: Vec<u32>,
    /// By control: the ratio that the arrangement has.
    ratios: Vec<f64>,
    /// For the whole step, and for half of it.
    pub jacobians: [Jacobian; 2],
}

impl Frame {
    pub fn new(model: &Model, modes: Vec<Mode>, arrangement: Arrangement) -> Result<Self, Singular> {
        let grid = &model.grid;
        let system = System::new(grid, modes, arrangement)?;
        let (pattern, entries) = place(terms(model, &system), &system.arrangement);
        let arrangement = &system.arrangement;
        let root = |group: usize| arrangement.blocks[arrangement.block[group] as usize].root;
        let barometric: Vec<f64> =
            (0..grid.groups).map(|group| model.gas.barometric(grid.height[root(group) as usize])).collect();
        let mean = |from: u32, to: u32| 2.0 / (barometric[from as usize] + barometric[to as usize]);
        let beta = grid.links.iter().map(|link| mean(link.from, link.to)).collect();
        let taken = |rows: &[(u32, f64)]| rows.iter().map(|(_, share)| share).sum::<f64>();
        let held_share = arrangement.blocks.iter().map(|block| 1.0 - taken(&block.rows)).collect();
        let rows = |group: u32| arrangement.blocks[arrangement.block[group as usize] as usize].rows.as_slice();
        let single = |group| match rows(group) {
            &[(row, share)] if (share - 1.0).abs() <= f64::EPSILON => row,
            _ => u32::MAX,
        };
        let groups = || (0u32..).take(grid.groups);
        let row: Vec<u32> = groups().map(single).collect();
        let shared = groups().filter(|&group| row[group as usize] == u32::MAX && !rows(group).is_empty()).collect();
        let own = |group: u32| system.column[group as usize] != u32::MAX && root(group as usize) == group;
        let derived = groups().filter(|&group| !own(group)).collect();
        let jacobian = |linear| Jacobian {
            linear,
            h: 0.0,
            weight: vec![0.0; grid.links.len() + grid.groups + 2 * grid.controls.len()],
            ease: vec![0.0; grid.links.len()],
            power_ease: vec![0.0; grid.controls.len()],
            column_factor: vec![1.0; grid.groups],
            scale: vec![1.0; grid.groups],
        };
        let linear = Linear::new(pattern)?;
        let jacobians = [jacobian(linear.clone()), jacobian(linear)];
        let ratios = grid.controls.iter().map(|control| control.ratio_max).collect();
        Ok(Self { system, entries, barometric, beta, held_share, row, shared, derived, ratios, jacobians })
    }

    /// Fills and factorises a matrix from its weights.
    pub fn factorise(&mut self, which: usize, model: &Model, state: &State) -> Result<(), Singular> {
        let arrangement = &self.system.arrangement;
        let jacobian = &mut self.jacobians[which];
        jacobian.linear.values.fill(0.0);
        let k = |group: usize| model.gas.end(state.squared[group]).factor;
        for group in 0..model.grid.groups {
            let root = arrangement.blocks[arrangement.block[group] as usize].root as usize;
            let factor = if root == group { 1.0 } else { arrangement.ratio[group] * k(root) / k(group) };
            jacobian.column_factor[group] = factor;
            jacobian.scale[group] = k(group) / self.barometric[group];
        }
        for entry in &self.entries {
            jacobian.linear.values[entry.slot] +=
                entry.share * jacobian.weight[entry.weight] * jacobian.column_factor[entry.group];
        }
        jacobian.linear.factorise()
    }

    /// `K / e` of a group: the scale of its potential.
    pub fn potential(&self, group: usize, factor: f64) -> f64 {
        factor / self.barometric[group]
    }

    /// By block: the squared pressure of its root, where that is known.
    pub fn known(&self, grid: &Grid) -> Vec<f64> {
        let blocks = self.system.arrangement.blocks.iter();
        let known = blocks.map(|block| match &block.anchor {
            Anchor::Free(_) => None,
            Anchor::Locked => Some(block.value),
            Anchor::Held => grid.held[block.root as usize],
            Anchor::Set(controls) => controls.first().and_then(|&control| grid.controls[control as usize].set),
        });
        known.map(Option::unwrap_or_default).collect()
    }

    /// Follows the ratios of compressors where they move; the shape of the equations stays.
    pub fn follow_ratios(&mut self, grid: &Grid) {
        let now = grid.controls.iter().map(|control| control.ratio_max);
        if self.ratios.iter().copied().ne(now.clone()) {
            self.ratios = now.collect();
            // Where modes no longer go together, the end of the step will tell.
            if let Ok(moved) = Arrangement::new(grid, &self.system.modes) {
                self.system.arrangement.ratio = moved.ratio;
            }
        }
    }

    /// Compressors at their greatest power.
    pub fn powered<'a>(&self, grid: &'a Grid) -> impl Iterator<Item = (usize, &'a Control, &'a Machine)> + use<'_, 'a> {
        let at_power = grid.controls.iter().zip(&self.system.modes).enumerate();
        at_power.filter_map(|(c, (control, mode))| match (mode, &control.machine) {
            (Mode::Power, Some(machine)) => Some((c, control, machine)),
            _ => None,
        })
    }

    /// Brings pressures into line with what is known.
    pub fn project(&self, known: &[f64], squared: &mut [f64]) {
        let arrangement = &self.system.arrangement;
        for group in self.derived.iter().map(|&group| group as usize) {
            let block = arrangement.block[group] as usize;
            let root = arrangement.blocks[block].root as usize;
            let from = if self.system.column[group] == u32::MAX { known[block] } else { squared[root] };
            squared[group] = from * arrangement.ratio[group];
        }
    }

    /// Sums what groups have into the unknowns whose balances take it.
    pub fn gather(&self, of_group: impl Fn(usize) -> f64, of_row: &mut [f64]) {
        for (group, &row) in self.row.iter().enumerate() {
            if row != u32::MAX {
                of_row[row as usize] += of_group(group);
            }
        }
        let arrangement = &self.system.arrangement;
        for group in self.shared.iter().map(|&group| group as usize) {
            for &(row, share) in &arrangement.blocks[arrangement.block[group] as usize].rows {
                of_row[row as usize] += share * of_group(group);
            }
        }
    }
}

/// Links, and compressors at their greatest power, couple the balances at their ends to the pressures there; storage couples each balance to its own.
fn terms(model: &Model, system: &System) -> Vec<Term> {
    let arrangement = &system.arrangement;
    let rows = |group: usize| arrangement.blocks[arrangement.block[group] as usize].rows.iter();
    let mut terms = Vec::with_capacity(4 * model.grid.links.len() + model.grid.groups);
    let mut add = |row: u32, group: usize, weight: usize, share: f64| {
        let column = system.column[group];
        if column != u32::MAX && (!arrangement.symmetric || row >= column) {
            terms.push(Term { row, column, weight, group, share });
        }
    };
    for (l, link) in model.grid.links.iter().enumerate() {
        let (from, to) = (link.from as usize, link.to as usize);
        for (end, sign) in [(from, 1.0), (to, -1.0)] {
            for &(row, part) in rows(end) {
                add(row, from, l, part * sign);
                add(row, to, l, -part * sign);
            }
        }
    }
    for group in 0..model.grid.groups {
        for &(row, part) in rows(group) {
            add(row, group, model.grid.links.len() + group, part);
        }
    }
    for (c, control) in model.grid.controls.iter().enumerate().filter(|(c, _)| system.modes[*c] == Mode::Power) {
        let first = model.grid.links.len() + model.grid.groups + 2 * c;
        let (from, to) = (control.from as usize, control.to as usize);
        for (end, sign) in [(from, 1.0), (to, -1.0)] {
            for &(row, part) in rows(end) {
                add(row, from, first, part * sign);
                add(row, to, first + 1, -part * sign);
            }
        }
    }
    terms
}

#[allow(clippy::cast_possible_truncation)]
fn place(mut terms: Vec<Term>, arrangement: &Arrangement) -> (Pattern, Vec<Entry>) {
    terms.sort_by_key(|term| (term.column, term.row));
    let column_start = vec![0; arrangement.unknowns + 1];
    let mut pattern = Pattern { symmetric: arrangement.symmetric, column_start, row: Vec::new() };
    let mut entries = Vec::with_capacity(terms.len());
    let mut last = None;
    for Term { row, column, weight, group, share } in terms {
        if last != Some((row, column)) {
            last = Some((row, column));
            pattern.row.push(row);
            pattern.column_start[column as usize + 1] += 1;
        }
        entries.push(Entry { slot: pattern.row.len() - 1, weight, group, share });
    }
    for column in 0..arrangement.unknowns {
        pattern.column_start[column + 1] += pattern.column_start[column];
    }
    (pattern, entries)
}
