//! Which pressures are unknown while every control stays in its mode, and which groups share one unknown.
//!
//! A control without resistance ties the pressures at its ends: `π_to = k π_from` (π the squared pressure; k = 1 when
//! it passes gas unchanged, the squared ratio when it compresses). One that holds its outlet pressure makes it a known
//! value. Groups so tied form a *block* with one unknown, or none; the gas that a block with a set pressure takes is
//! taken from the blocks in front of the controls that hold it.

use std::collections::BTreeMap;

use super::control::{Control, Mode};
use super::grid::Grid;
use crate::topology::Neighbours;

/// Where the pressure of a block comes from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Anchor {
    /// Unknown number.
    Free(u32),
    /// A held pressure, whose node supplies any flow.
    Held,
    /// Controls that hold it at their set point, sharing the flow evenly.
    Set(Vec<u32>),
    /// A part without supply and without flow in or out: its pressure is kept where it is.
    Locked,
}

/// Groups tied together.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    pub anchor: Anchor,
    /// The group to whose squared pressure those of the others stand in fixed ratio.
    pub root: u32,
    /// Squared pressure of the root group, unless free.
    pub value: f64,
    /// Unknowns whose equations take the balance of this block, each once, with its share.
    pub rows: Vec<(u32, f64)>,
}

#[derive(Clone)]
pub(crate) struct Arrangement {
    pub blocks: Vec<Block>,
    /// Block of each group; leaves have none.
    pub block: Vec<u32>,
    /// `π_group / π_root of its block`.
    pub ratio: Vec<f64>,
    pub unknowns: usize,
    /// Whether the matrix is symmetric.
    pub symmetric: bool,
}

/// Modes that do not go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Clash {
    /// This control must close: the pressure behind it is held above its own.
    Close(u32),
    /// This control would join two held pressures without resistance, the higher one in front.
    Contradiction(u32),
    /// This control and others feed one another in a ring.
    Ring(u32),
}

/// Relative difference of squared pressures that counts as none.
const SAME: f64 = 1e-12;

impl Arrangement {
    pub fn new(grid: &Grid, modes: &[Mode]) -> Result<Self, Clash> {
        let mut arrangement = Self {
            blocks: Vec::new(),
            block: vec![u32::MAX; grid.groups],
            ratio: vec![1.0; grid.groups],
            unknowns: 0,
            symmetric: !modes.iter().any(|mode| matches!(mode, Mode::OutletPressure | Mode::Ratio | Mode::Power)),
        };
        let tied: Vec<u32> = select(modes, |mode| matches!(mode, Mode::Bypass | Mode::Ratio));
        let ends = |&c: &u32| (grid.controls[c as usize].from, grid.controls[c as usize].to);
        let ties = Neighbours::new(grid.groups, tied.iter().map(ends));
        let held = (0..grid.groups).filter(|&g| grid.held[g].is_some());
        for group in held {
            arrangement.grow(grid, modes, &tied, &ties, group, Anchor::Held, grid.held[group])?;
        }
        let mut setting = select(modes, |mode| mode == Mode::OutletPressure);
        // The highest set point first: it shuts the others.
        let set = |c: u32| grid.controls[c as usize].set.unwrap_or(0.0);
        setting.sort_by(|&a, &b| set(b).total_cmp(&set(a)).then(a.cmp(&b)));
        for control in setting {
            arrangement.hold(grid, modes, &tied, &ties, control)?;
        }
        for &group in &grid.core_groups {
            arrangement.grow(grid, modes, &tied, &ties, group as usize, Anchor::Free(0), None)?;
        }
        arrangement.number(grid)?;
        Ok(arrangement)
    }

    /// Takes the block of a group out of the unknowns: no pressure holds its part, no gas flows there.
    pub fn lock(&mut self, group: u32, squared: f64) {
        let block = self.block[group as usize] as usize;
        self.blocks[block].value = squared / self.ratio[group as usize];
        self.blocks[block].anchor = Anchor::Locked;
    }

    /// Squared pressure of a group, where its block has one.
    pub fn known(&self, group: usize) -> Option<f64> {
        let block = &self.blocks[self.block[group] as usize];
        (!matches!(block.anchor, Anchor::Free(_))).then(|| block.value * self.ratio[group])
    }

    /// Makes a block of everything tied to a group that has none yet.
    #[allow(clippy::too_many_arguments, clippy::cast_possible_truncation)]
    fn grow(
        &mut self,
        grid: &Grid,
        modes: &[Mode],
        tied: &[u32],
        ties: &Neighbours,
        root: usize,
        anchor: Anchor,
        value: Option<f64>,
    ) -> Result<(), Clash> {
        if self.block[root] != u32::MAX {
            return Ok(());
        }
        let number = self.blocks.len() as u32;
        self.block[root] = number;
        let mut open = vec![root as u32];
        while let Some(group) = open.pop() {
            for &(tie, other) in ties.of(group) {
                let control = &grid.controls[tied[tie as usize] as usize];
                let lift =
                    if modes[tied[tie as usize] as usize] == Mode::Ratio { control.ratio_max.powi(2) } else { 1.0 };
                let step = if control.from == group { lift } else { 1.0 / lift };
                let ratio = self.ratio[group as usize] * step;
                let other = other as usize;
                if self.block[other] == u32::MAX {
                    if let (Some(value), Some(held)) = (value, grid.held[other]) {
                        clash(control, tied[tie as usize], group, value * ratio, held)?;
                    }
                    self.block[other] = number;
                    self.ratio[other] = ratio;
                    self.symmetric &= (lift - 1.0).abs() <= SAME;
                    open.push(other as u32);
                } else if (self.ratio[other] / ratio - 1.0).abs() > SAME {
                    return Err(self.weaker(grid, tied, tied[tie as usize]));
                }
            }
        }
        self.blocks.push(Block { anchor, root: root as u32, value: value.unwrap_or(0.0), rows: Vec::new() });
        Ok(())
    }

    /// Two ways without resistance lead to one group with different ratios: the one that lifts less shuts.
    fn weaker(&self, grid: &Grid, tied: &[u32], number: u32) -> Clash {
        let control = &grid.controls[number as usize];
        let lift = |c: &u32| {
            let control = &grid.controls[*c as usize];
            self.ratio[control.from as usize] * control.ratio_max.powi(2)
        };
        if self.ratio[control.to as usize] > lift(&number) {
            return Clash::Close(number);
        }
        let beside = |c: &&u32| **c != number && grid.controls[**c as usize].to == control.to;
        tied.iter()
            .filter(beside)
            .min_by(|a, b| lift(a).total_cmp(&lift(b)))
            .map_or_else(|| Clash::Contradiction(number), |&other| Clash::Close(other))
    }

    /// Puts the block behind a control at its set point.
    fn hold(
        &mut self,
        grid: &Grid,
        modes: &[Mode],
        tied: &[u32],
        ties: &Neighbours,
        control: u32,
    ) -> Result<(), Clash> {
        let Control { from, to, set, .. } = grid.controls[control as usize];
        let set = set.unwrap_or(0.0);
        let to = to as usize;
        if self.block[to] == u32::MAX {
            self.grow(grid, modes, tied, ties, to, Anchor::Set(vec![control]), Some(set))?;
            let beside = tied.iter().find(|&&c| grid.controls[c as usize].to as usize == to);
            return match beside {
                // Through another control its own outlet would feed it.
                Some(&other) if self.block[from as usize] == self.block[to] => Err(Clash::Close(other)),
                _ => Ok(()),
            };
        }
        let present = self.known(to).unwrap_or(0.0);
        let (own, front) = (self.block[to] as usize, self.block[from as usize] as usize);
        let same = (present - set).abs() <= SAME * set;
        match &mut self.blocks[own].anchor {
            Anchor::Set(controls) if same && own != front => {
                controls.push(control);
                Ok(())
            }
            _ if present * (1.0 + SAME) >= set => Err(Clash::Close(control)),
            // What is joined to it from a lower pressure would pass gas backward.
            _ => match tied.iter().find(|&&c| grid.controls[c as usize].to as usize == to) {
                Some(&other) => Err(Clash::Close(other)),
                None => Err(Clash::Contradiction(control)),
            },
        }
    }

    /// Numbers the unknowns and hands out the equations.
    #[allow(clippy::cast_possible_truncation)]
    pub fn number(&mut self, grid: &Grid) -> Result<(), Clash> {
        self.unknowns = 0;
        for block in &mut self.blocks {
            if let Anchor::Free(unknown) = &mut block.anchor {
                *unknown = self.unknowns as u32;
                self.unknowns += 1;
            }
        }
        self.share_rows(grid)
    }

    /// Finds for each block the equations that take its balance: those of the blocks in front of the controls that hold
    /// it, in the shares in which they bring its gas.
    fn share_rows(&mut self, grid: &Grid) -> Result<(), Clash> {
        for index in self.front_to_back(grid)? {
            self.blocks[index].rows = match &self.blocks[index].anchor {
                Anchor::Free(unknown) => vec![(*unknown, 1.0)],
                Anchor::Held | Anchor::Locked => Vec::new(),
                Anchor::Set(controls) => {
                    let part = 1.0 / controls.len() as f64;
                    let mut rows = BTreeMap::new();
                    for &(row, share) in controls.iter().flat_map(|&c| &self.blocks[self.front(grid, c)].rows) {
                        *rows.entry(row).or_insert(0.0) += share * part;
                    }
                    rows.into_iter().collect()
                }
            };
        }
        Ok(())
    }

    /// The blocks, each behind those in front of the controls that hold it.
    fn front_to_back(&self, grid: &Grid) -> Result<Vec<usize>, Clash> {
        let mut order = Vec::with_capacity(self.blocks.len());
        let mut met = vec![false; self.blocks.len()];
        let mut placed = vec![false; self.blocks.len()];
        for start in 0..self.blocks.len() {
            // Blocks on the way forward, each with how many of its controls were followed.
            let mut way = if placed[start] { Vec::new() } else { vec![(start, 0)] };
            met[start] = true;
            while let Some(&mut (block, ref mut followed)) = way.last_mut() {
                let Some(&control) = self.controls_of(block).get(*followed) else {
                    placed[block] = true;
                    order.push(block);
                    way.pop();
                    continue;
                };
                *followed += 1;
                let front = self.front(grid, control);
                if !std::mem::replace(&mut met[front], true) {
                    way.push((front, 0));
                } else if !placed[front] {
                    return Err(self.ring(grid, front, &way));
                }
            }
        }
        Ok(order)
    }

    /// The way forward has come back to a block. Of the controls on that ring one that compresses, if there is one:
    /// without it the gas stops going round.
    fn ring(&self, grid: &Grid, again: usize, way: &[(usize, usize)]) -> Clash {
        let ring = way.iter().skip_while(|(block, _)| *block != again);
        let mut controls = ring.map(|&(block, followed)| self.controls_of(block)[followed - 1]).peekable();
        let first = controls.peek().copied().unwrap_or_default();
        Clash::Ring(controls.find(|&c| grid.controls[c as usize].ratio_max > 1.0).unwrap_or(first))
    }

    /// The block in front of a control.
    fn front(&self, grid: &Grid, control: u32) -> usize {
        self.block[grid.controls[control as usize].from as usize] as usize
    }

    /// Controls that hold the pressure of a block.
    fn controls_of(&self, block: usize) -> &[u32] {
        match &self.blocks[block].anchor {
            Anchor::Set(controls) => controls,
            _ => &[],
        }
    }
}

/// Two known pressures meet at an open control, one carried over from `group`, the other held beyond it.
fn clash(control: &Control, number: u32, group: u32, carried: f64, held: f64) -> Result<(), Clash> {
    let (front, back) = if control.from == group { (carried, held) } else { (held, carried) };
    if back > front * (1.0 + SAME) { Err(Clash::Close(number)) } else { Err(Clash::Contradiction(number)) }
}

#[allow(clippy::cast_possible_truncation)]
fn select(modes: &[Mode], which: impl Fn(Mode) -> bool) -> Vec<u32> {
    (0..modes.len() as u32).filter(|&c| which(modes[c as usize])).collect()
}
