//! One sparse matrix, analysed once and factorised many times: Cholesky where it is symmetric, LU where it is not.

use faer::dyn_stack::{MemBuffer, MemStack};
use faer::sparse::linalg::lu::{LuRef, LuSymbolicParams, NumericLu, SymbolicLu, factorize_symbolic_lu};
use faer::sparse::{SparseColMatRef, SymbolicSparseColMatRef};
use faer::{Conj, MatMut, Par};

use super::cholesky::Cholesky;

/// Fronts of gas networks are small: on two cores two threads take half as long again as one, from 10,000 unknowns to
/// 1,000,000.
pub(super) const ONE_THREAD: Par = Par::Seq;

/// The matrix could not be factorised: it is singular to working precision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Singular;

/// Square sparse matrix by columns, row numbers rising. A symmetric one holds its lower triangle.
#[derive(Clone)]
pub(crate) struct Pattern {
    pub symmetric: bool,
    pub column_start: Vec<u32>,
    pub row: Vec<u32>,
}

impl Pattern {
    pub fn symbolic(&self) -> SymbolicSparseColMatRef<'_, u32> {
        let n = self.column_start.len() - 1;
        SymbolicSparseColMatRef::new_checked(n, n, &self.column_start, None, &self.row)
    }
}

#[derive(Clone)]
enum Factor {
    Cholesky(Cholesky),
    Lu(Lu),
}

struct Lu {
    symbolic: std::sync::Arc<SymbolicLu<u32>>,
    numeric: Box<NumericLu<u32, f64>>,
    memory: MemBuffer,
}

impl Lu {
    fn new(symbolic: std::sync::Arc<SymbolicLu<u32>>) -> Self {
        let memory = MemBuffer::new(
            symbolic
                .factorize_numeric_lu_scratch::<f64>(ONE_THREAD, faer::Spec::default())
                .or(symbolic.solve_in_place_scratch::<f64>(1, ONE_THREAD)),
        );
        Self { symbolic, numeric: Box::default(), memory }
    }
}

impl Clone for Lu {
    /// Shares the analysis; starts without a factorisation.
    fn clone(&self) -> Self {
        Self::new(self.symbolic.clone())
    }
}

pub(crate) struct Linear {
    pub pattern: Pattern,
    pub values: Vec<f64>,
    factor: Factor,
    /// Whether `factor` holds the factorisation of some matrix of this pattern.
    pub factorised: bool,
}

impl Clone for Linear {
    fn clone(&self) -> Self {
        let factorised = self.factorised && matches!(self.factor, Factor::Cholesky(_));
        Self { pattern: self.pattern.clone(), values: self.values.clone(), factor: self.factor.clone(), factorised }
    }
}

impl Linear {
    /// Analyses the pattern: fill-reducing ordering and the shape of the factor.
    pub fn new(pattern: Pattern) -> Result<Self, Singular> {
        let factor = if pattern.symmetric {
            Factor::Cholesky(Cholesky::new(&pattern)?)
        } else {
            let symbolic =
                factorize_symbolic_lu(pattern.symbolic(), LuSymbolicParams::default()).map_err(|_| Singular)?;
            Factor::Lu(Lu::new(symbolic.into()))
        };
        let values = vec![0.0; pattern.row.len()];
        Ok(Self { pattern, values, factor, factorised: false })
    }

    /// Factorises the present values.
    pub fn factorise(&mut self) -> Result<(), Singular> {
        self.factorised = false;
        match &mut self.factor {
            Factor::Cholesky(cholesky) => cholesky.factorise(&self.values)?,
            Factor::Lu(Lu { symbolic, numeric, memory }) => {
                let matrix = SparseColMatRef::new(self.pattern.symbolic(), self.values.as_slice());
                let (stack, how) = (MemStack::new(memory), faer::Spec::default());
                symbolic.factorize_numeric_lu(numeric, matrix, ONE_THREAD, stack, how).map_err(|_| Singular)?;
            }
        }
        self.factorised = true;
        Ok(())
    }

    /// Solves with the last factorisation, in place.
    pub fn solve(&mut self, x: &mut [f64]) {
        match &mut self.factor {
            Factor::Cholesky(cholesky) => cholesky.solve(x),
            Factor::Lu(Lu { symbolic, numeric, memory }) => {
                let (n, stack) = (x.len(), MemStack::new(memory));
                let x = MatMut::from_column_major_slice_mut(x, n, 1);
                // The factorisation before left both in step: `Linear::factorise` is the only one to write them.
                LuRef::new_unchecked(symbolic, numeric).solve_in_place_with_conj(Conj::No, x, ONE_THREAD, stack);
            }
        }
    }

    /// Solves the present matrix by conjugate gradients, with the last factorisation, of an older matrix, as
    /// preconditioner, in place: until the residual is at most `close` in each row. If that takes more than `steps_max`
    /// steps, leaves `rhs` as it was and returns false.
    pub fn solve_near(&mut self, rhs: &mut [f64], close: f64, steps_max: usize) -> bool {
        if !self.factorised || !self.pattern.symmetric {
            return false;
        }
        let mut residual = rhs.to_vec();
        let mut x = vec![0.0; rhs.len()];
        let mut direction = vec![0.0; x.len()];
        let mut image = vec![0.0; x.len()];
        let mut before = 1.0;
        for step in 0..steps_max {
            let mut near = residual.clone();
            self.solve(&mut near);
            let product = dot(&residual, &near);
            let keep = if step == 0 { 0.0 } else { product / before };
            before = product;
            direction.iter_mut().zip(&near).for_each(|(d, near)| *d = near + keep * *d);
            self.multiply(&direction, &mut image);
            let along = product / dot(&direction, &image);
            x.iter_mut().zip(&direction).for_each(|(x, d)| *x += along * d);
            residual.iter_mut().zip(&image).for_each(|(r, i)| *r -= along * i);
            if residual.iter().all(|r| r.abs() <= close) {
                rhs.copy_from_slice(&x);
                return true;
            }
        }
        false
    }

    /// Product with the present symmetric matrix.
    fn multiply(&self, x: &[f64], y: &mut [f64]) {
        y.fill(0.0);
        for column in 0..x.len() {
            let range = self.pattern.column_start[column] as usize..self.pattern.column_start[column + 1] as usize;
            for (&row, &value) in self.pattern.row[range.clone()].iter().zip(&self.values[range]) {
                let row = row as usize;
                y[row] += value * x[column];
                if row != column {
                    y[column] += value * x[row];
                }
            }
        }
    }
}

/// Sums side by side do not wait for each other.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let (a, b) = (a.chunks_exact(4), b.chunks_exact(4));
    let rest: f64 = a.remainder().iter().zip(b.remainder()).map(|(a, b)| a * b).sum();
    let mut sums = [0.0; 4];
    for (a, b) in a.zip(b) {
        for k in 0..4 {
            sums[k] += a[k] * b[k];
        }
    }
    sums.iter().sum::<f64>() + rest
}
