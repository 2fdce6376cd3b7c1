//! Cholesky's factorisation of a sparse symmetric matrix, front by front (multifrontal: I. S. Duff and J. K. Reid, ACM
//! Trans. Math. Software 9(3), 1983; J. W. H. Liu, SIAM Review 34(1), 1992).
//!
//! A *front* is a dense matrix: the columns that it eliminates and the rows that those have. What is left of it goes to its
//! parent, the front that eliminates the first of its rows left. Gas networks have many fronts of about ten rows: small
//! loops are done with these before a general kernel has begun. Only large fronts are given to one.

mod shape;

use std::sync::Arc;

use faer::linalg::matmul::triangular::{BlockStructure, matmul};
use faer::{Accum, MatMut, MatRef};

use self::shape::{Front, Shape};
use super::linear::{ONE_THREAD, Pattern, Singular, dot};

/// Columns that are eliminated before those behind them in the same front are brought up to date.
const PANEL: usize = 32;

/// From so many rows and columns on, a general kernel is faster than a loop.
const LARGE_ROWS: usize = 48;
const LARGE_COLUMNS: usize = 8;

pub(super) struct Cholesky {
    shape: Arc<Shape>,
    values: Vec<f64>,
    /// What fronts hand to their parents, those of even and of odd depth: a front takes from one what it needs to make what it
    /// lays upon the other.
    handed: [Vec<f64>; 2],
    /// While solving, the unknowns in the order of elimination, and those of the front at hand.
    placed: [Vec<f64>; 2],
}

impl Clone for Cholesky {
    /// Shares the shape.
    fn clone(&self) -> Self {
        Self {
            shape: self.shape.clone(),
            values: self.values.clone(),
            handed: Default::default(),
            placed: Default::default(),
        }
    }
}

impl Cholesky {
    pub fn new(pattern: &Pattern) -> Result<Self, Singular> {
        let shape = Arc::new(Shape::new(pattern)?);
        Ok(Self { shape, values: Vec::new(), handed: Default::default(), placed: Default::default() })
    }

    /// Factorises the matrix of the pattern with these entries.
    pub fn factorise(&mut self, entries: &[f64]) -> Result<(), Singular> {
        let shape = &*self.shape;
        self.values.clear();
        self.values.resize(shape.fronts.last().map_or(0, |front| front.values.end), 0.0);
        for (&slot, entry) in shape.slot.iter().zip(entries) {
            self.values[slot] = *entry;
        }
        self.handed.iter_mut().for_each(Vec::clear);
        let mut waiting = Vec::new();
        for (f, front) in shape.fronts.iter().enumerate() {
            let [even, odd] = &mut self.handed;
            let (below, above) = if front.odd { (even, odd) } else { (odd, even) };
            let (columns, left) = (&mut self.values[front.values.clone()], front.below().len());
            let start = above.len();
            above.resize(start + left * left, 0.0);
            let rest = &mut above[start..];
            for child in waiting.drain(waiting.len() - front.children..).rev() {
                let from: &Front = &shape.fronts[child];
                let at = &shape.in_parent[from.below()];
                let taken = below.len() - at.len() * at.len();
                take_over(&below[taken..], at, front, columns, rest);
                below.truncate(taken);
            }
            eliminate(columns, front.rows.len(), rest)?;
            waiting.push(f);
        }
        Ok(())
    }

    /// Solves with the last factorisation, in place.
    pub fn solve(&mut self, x: &mut [f64]) {
        let (shape, values) = (&*self.shape, &self.values);
        let [y, here] = &mut self.placed;
        y.resize(x.len(), 0.0);
        for (x, &place) in x.iter().zip(&shape.place) {
            y[place as usize] = *x;
        }
        for front in &shape.fronts {
            let rows = &shape.rows[front.rows.clone()];
            here.clear();
            here.extend(rows.iter().map(|&row| y[row as usize]));
            for (k, column) in values[front.values.clone()].chunks(rows.len()).enumerate() {
                here[k] /= column[k];
                let known = here[k];
                here[k + 1..].iter_mut().zip(&column[k + 1..]).for_each(|(y, value)| *y -= value * known);
            }
            rows.iter().zip(&*here).for_each(|(&row, here)| y[row as usize] = *here);
        }
        for front in shape.fronts.iter().rev() {
            let rows = &shape.rows[front.rows.clone()];
            here.clear();
            here.extend(rows.iter().map(|&row| y[row as usize]));
            for (k, column) in values[front.values.clone()].chunks(rows.len()).enumerate().rev() {
                here[k] = (here[k] - dot(&here[k + 1..], &column[k + 1..])) / column[k];
            }
            y[front.columns.clone()].copy_from_slice(&here[..front.columns.len()]);
        }
        for (x, &place) in x.iter_mut().zip(&shape.place) {
            *x = y[place as usize];
        }
    }
}

/// Adds what a child hands on, of which each row has its place in the front, to the front's columns and to its rest.
fn take_over(handed: &[f64], at: &[u32], front: &Front, columns: &mut [f64], rest: &mut [f64]) {
    let (height, width) = (front.rows.len(), front.columns.len());
    for (j, (&to, from)) in at.iter().zip(handed.chunks(at.len())).enumerate() {
        let to = to as usize;
        let (into, above) = match to.checked_sub(width) {
            None => (&mut columns[to * height..][..height], 0),
            Some(to) => (&mut rest[to * (height - width)..][..height - width], width),
        };
        for (&row, value) in at[j..].iter().zip(&from[j..]) {
            into[row as usize - above] += value;
        }
    }
}

/// Eliminates the columns of a front, and takes what follows from the rest.
fn eliminate(columns: &mut [f64], height: usize, rest: &mut [f64]) -> Result<(), Singular> {
    let width = columns.len() / height;
    for start in (0..width).step_by(PANEL) {
        let end = width.min(start + PANEL);
        let (panel, behind) = columns[start * height..].split_at_mut((end - start) * height);
        for k in start..end {
            let (done, column) = panel.split_at_mut((k - start) * height);
            let column = &mut column[k..height];
            subtract_column(column, done, height, k);
            // Not a number is not above zero either.
            if column[0].partial_cmp(&0.0) != Some(std::cmp::Ordering::Greater) {
                return Err(Singular);
            }
            let pivot = column[0].sqrt();
            column[0] = pivot;
            let share = 1.0 / pivot;
            column[1..].iter_mut().for_each(|value| *value *= share);
        }
        for (j, column) in (end..width).zip(behind.chunks_mut(height)) {
            subtract_column(&mut column[j..], panel, height, j);
        }
        subtract_square(rest, panel, height);
    }
    Ok(())
}

/// Takes `Σ_k panel[row, k] panel[first, k]` from a column that begins with the row `first`.
fn subtract_column(column: &mut [f64], panel: &[f64], height: usize, first: usize) {
    let mut left = panel.chunks(height).map(|one| &one[first..]);
    while let Some(a) = left.next() {
        match (left.next(), left.next(), left.next()) {
            (Some(b), Some(c), Some(d)) => {
                let (fa, fb, fc, fd) = (a[0], b[0], c[0], d[0]);
                for ((((y, a), b), c), d) in column.iter_mut().zip(a).zip(b).zip(c).zip(d) {
                    *y -= (fa * a + fb * b) + (fc * c + fd * d);
                }
            }
            (b, c, _) => {
                for one in [Some(a), b, c].into_iter().flatten() {
                    let factor = one[0];
                    column.iter_mut().zip(one).for_each(|(y, value)| *y -= factor * value);
                }
            }
        }
    }
}

/// The same for all columns of a square that begins behind the columns of the front; of what lies above its diagonal nothing is
/// read.
fn subtract_square(square: &mut [f64], panel: &[f64], height: usize) {
    let (size, width) = (square.len().isqrt(), panel.len() / height);
    if size >= LARGE_ROWS && width >= LARGE_COLUMNS {
        let (lower, full) = (BlockStructure::TriangularLower, BlockStructure::Rectangular);
        let panel = MatRef::from_column_major_slice(panel, height, width).subrows(height - size, size);
        let square = MatMut::from_column_major_slice_mut(square, size, size);
        matmul(square, lower, Accum::Add, panel, full, panel.transpose(), full, -1.0, ONE_THREAD);
        return;
    }
    for (j, column) in square.chunks_mut(size.max(1)).enumerate() {
        subtract_column(&mut column[j..], panel, height, height - size + j);
    }
}

#[cfg(test)]
mod tests {
    use crate::steady::linear::{Linear, Pattern};

    const SIDE: usize = 12;

    /// A cube of cells, each joined to its neighbours, by columns of the lower triangle: its last fronts are large.
    #[allow(clippy::cast_possible_truncation)]
    fn cube() -> (Pattern, Vec<f64>) {
        let cells = SIDE * SIDE * SIDE;
        let (mut pattern, mut values) = (Pattern { symmetric: true, column_start: vec![0], row: vec![] }, vec![]);
        for cell in 0..cells {
            let joined = [1, SIDE, SIDE * SIDE].map(|step| (step, (cell / step) % SIDE + 1 < SIDE));
            pattern.row.push(cell as u32);
            values.push(6.5 + (cell % 7) as f64);
            for (step, _) in joined.into_iter().filter(|(_, joined)| *joined) {
                pattern.row.push((cell + step) as u32);
                values.push(-1.0 - (cell % 3) as f64 / 4.0);
            }
            pattern.column_start.push(pattern.row.len() as u32);
        }
        (pattern, values)
    }

    #[test]
    #[allow(clippy::unwrap_used)]
    fn solutions_solve_and_what_is_not_definite_is_refused() {
        let (pattern, values) = cube();
        let known: Vec<f64> = (0..SIDE.pow(3)).map(|cell| ((cell * 37) % 101) as f64 - 50.0).collect();
        let mut x = vec![0.0; known.len()];
        for column in 0..known.len() {
            let entries = pattern.column_start[column] as usize..pattern.column_start[column + 1] as usize;
            for (&row, value) in pattern.row[entries.clone()].iter().zip(&values[entries]) {
                let row = row as usize;
                x[row] += value * known[column];
                if row != column {
                    x[column] += value * known[row];
                }
            }
        }
        let mut linear = Linear::new(pattern).unwrap();
        linear.values.copy_from_slice(&values);
        linear.factorise().unwrap();
        linear.clone().solve(&mut x);
        for (found, known) in x.iter().zip(&known) {
            assert!((found - known).abs() < 1e-11 * 50.0, "{found} {known}");
        }
        linear.values[0] = -1.0;
        assert!(linear.factorise().is_err());
    }

    #[test]
    #[allow(clippy::unwrap_used)]
    fn nothing_is_solved_too() {
        let mut linear = Linear::new(Pattern { symmetric: true, column_start: vec![0], row: vec![] }).unwrap();
        linear.factorise().unwrap();
        linear.solve(&mut []);
    }
}
