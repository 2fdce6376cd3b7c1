//! The binary knapsack of one agent: best value, best choice, and what it would lose if one item were forced into the
//! choice or out of it.

mod core;

use self::core::Core;

/// The largest capacity that gets a table with a cell for each unit; larger ones are searched from their core.
const MAX_CELLS: i64 = 1024;

/// An item worth taking.
#[derive(Clone, Copy)]
struct Item {
    place: usize,
    cells: usize,
    profit: f64,
}

/// The tables, kept to be used again.
#[derive(Default)]
pub(super) struct Knapsack {
    items: Vec<Item>,
    rows: Vec<f64>,
    after: Vec<f64>,
    core: Core,
    /// For each place whether the item is chosen.
    pub chosen: Vec<bool>,
    /// For each place what the best value falls by, at least, if its item changes between chosen and not.
    pub loss: Vec<f64>,
}

impl Knapsack {
    /// The best value, or one above it, of items `(need, profit)` that each fit the capacity, with
    /// [`chosen`](Self::chosen).
    pub fn solve(&mut self, capacity: i64, items: &[(i64, f64)]) -> f64 {
        if capacity > MAX_CELLS {
            return self.core.solve(capacity, items, &mut self.chosen);
        }
        let cells = cells_of(capacity);
        self.choose_from(items);
        let total: usize = self.items.iter().map(|item| item.cells).sum();
        if total <= cells {
            self.items.iter().for_each(|item| self.chosen[item.place] = true);
            return self.items.iter().map(|item| item.profit).sum();
        }
        self.fill(cells, total);
        self.trace(cells);
        self.rows[self.items.len() * (cells + 1) + cells]
    }

    /// As [`solve`](Self::solve), with [`loss`](Self::loss) too.
    pub fn solve_with_losses(&mut self, capacity: i64, items: &[(i64, f64)]) -> f64 {
        self.loss.clear();
        if capacity > MAX_CELLS {
            let best = self.core.solve(capacity, items, &mut self.chosen);
            self.loss.extend(self.core.losses(items, &self.chosen, best));
            return best;
        }
        let cells = cells_of(capacity);
        self.choose_from(items);
        self.fill(cells, usize::MAX / 2);
        self.trace(cells);
        let last = &self.rows[self.items.len() * (cells + 1)..][..=cells];
        let best = last[cells];
        self.loss.extend(items.iter().map(|&(need, profit)| best - last[cells - cells_of(need)] - profit));
        self.lose_items(cells, best);
        best
    }

    fn choose_from(&mut self, items: &[(i64, f64)]) {
        self.items.clear();
        self.chosen.clear();
        for (place, &(need, profit)) in items.iter().enumerate() {
            self.chosen.push(false);
            if profit > 0.0 {
                self.items.push(Item { place, cells: cells_of(need), profit });
            }
        }
    }

    /// Row k + 1 is the best value of the first k + 1 items for every capacity that the items after them, `rest` cells
    /// at first, can leave of the whole.
    fn fill(&mut self, cells: usize, mut rest: usize) {
        let width = cells + 1;
        let size = (self.items.len() + 1) * width;
        if self.rows.len() < size {
            self.rows.resize(size, 0.0);
        }
        self.rows[..width].fill(0.0);
        for (k, item) in self.items.iter().enumerate() {
            rest = rest.saturating_sub(item.cells);
            let low = cells.saturating_sub(rest);
            let (before, next) = self.rows[k * width..(k + 2) * width].split_at_mut(width);
            let split = item.cells.clamp(low, width);
            next[low..split].copy_from_slice(&before[low..split]);
            let taken = &before[split - item.cells.min(split)..];
            for ((next, kept), taken) in next[split..].iter_mut().zip(&before[split..]).zip(taken) {
                let taken = taken + item.profit;
                *next = if *kept > taken { *kept } else { taken };
            }
        }
    }

    fn trace(&mut self, cells: usize) {
        let width = cells + 1;
        let mut left = cells;
        for (k, item) in self.items.iter().enumerate().rev() {
            if self.rows[(k + 1) * width + left] > self.rows[k * width + left] {
                self.chosen[item.place] = true;
                left -= item.cells;
            }
        }
    }

    /// The losses of the items worth taking: `after[x]` is the best value of the items after k in all but x cells.
    fn lose_items(&mut self, cells: usize, best: f64) {
        let width = cells + 1;
        self.after.clear();
        self.after.resize(width, 0.0);
        for (k, item) in self.items.iter().enumerate().rev() {
            let before = &self.rows[k * width..(k + 1) * width];
            let other = if self.chosen[item.place] {
                best_sum(before, &self.after)
            } else {
                best_sum(before, &self.after[item.cells..]) + item.profit
            };
            self.loss[item.place] = best - other;
            for x in 0..width - item.cells {
                let taken = self.after[x + item.cells] + item.profit;
                if taken > self.after[x] {
                    self.after[x] = taken;
                }
            }
        }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and MAX_CELLS")]
fn cells_of(amount: i64) -> usize {
    amount as usize
}

/// The largest a[i] + b[i]; four at a time, so that the machine may do them together.
fn best_sum(a: &[f64], b: &[f64]) -> f64 {
    let length = a.len().min(b.len());
    let (a, b) = (a[..length].chunks_exact(4), b[..length].chunks_exact(4));
    let rest = a.remainder().iter().zip(b.remainder()).fold(f64::NEG_INFINITY, |best, (a, b)| best.max(a + b));
    let mut best = [rest; 4];
    for (a, b) in a.zip(b) {
        for lane in 0..4 {
            let sum = a[lane] + b[lane];
            best[lane] = if sum > best[lane] { sum } else { best[lane] };
        }
    }
    best.into_iter().fold(rest, f64::max)
}
