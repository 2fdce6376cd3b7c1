//! A thin builder over clarabel: affine rows in, a solution with duals out.
//!
//! Minimises `1/2 x'Px + c'x` over rows of the form `a'x + k = 0`, `a'x + k >= 0` and `||(a_2'x + k_2, ...)|| <= a_1'x + k_1`.

use super::market::Range;
use clarabel::algebra::CscMatrix;
use clarabel::solver::{
    DefaultSettings, DefaultSolver, IPSolver, SolverStatus,
    SupportedConeT::{self, NonnegativeConeT, SecondOrderConeT, ZeroConeT},
};

/// An affine expression `sum a_j x_j + k`.
#[derive(Debug, Clone, Default)]
pub(super) struct Affine {
    pub terms: Vec<(usize, f64)>,
    pub constant: f64,
}

impl Affine {
    pub fn new(terms: impl Into<Vec<(usize, f64)>>, constant: f64) -> Self {
        Self { terms: terms.into(), constant }
    }

    pub fn plus(mut self, var: usize, coefficient: f64) -> Self {
        self.terms.push((var, coefficient));
        self
    }
}

/// A row that can be asked for its dual after the solve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Row {
    Equal(usize),
    AtLeast(usize),
    /// The first factor of a rotated cone.
    Rotated(usize),
}

#[derive(Debug, Default)]
pub(super) struct Conic {
    variables: usize,
    cost: Vec<f64>,
    quadratic: Vec<(usize, usize, f64)>,
    equal: Vec<Affine>,
    at_least: Vec<Affine>,
    cones: Vec<Vec<Affine>>,
}

#[derive(Debug, Clone)]
pub(super) struct Solution {
    pub x: Vec<f64>,
    pub objective: f64,
    /// A lower bound of the optimum, from the dual side.
    pub bound: f64,
    equal: Vec<f64>,
    at_least: Vec<f64>,
    cones: Vec<f64>,
}

impl Solution {
    /// The multiplier `y` of a row, so that `cost gradient = sum y * row gradient`; not negative for `AtLeast` rows.
    pub fn dual(&self, row: Row) -> f64 {
        match row {
            Row::Equal(i) => self.equal[i],
            Row::AtLeast(i) => self.at_least[i],
            Row::Rotated(i) => self.cones[3 * i] + self.cones[3 * i + 2],
        }
    }
}

/// How a conic solve ended without a usable point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    Infeasible,
    Unbounded,
    Numerical,
}

impl Conic {
    pub fn variable(&mut self, cost: f64) -> usize {
        self.variables += 1;
        self.cost.push(cost);
        self.variables - 1
    }

    pub fn add_cost(&mut self, var: usize, cost: f64) {
        self.cost[var] += cost;
    }

    /// Adds `h x_i x_j` (once per unordered pair) to the objective; `h x_i^2` for `i == j`.
    pub fn quadratic(&mut self, i: usize, j: usize, h: f64) {
        if h != 0.0 {
            self.quadratic.push((i.min(j), i.max(j), if i == j { 2.0 * h } else { h }));
        }
    }

    /// Replaces the objective by one variable, and keeps the old one below a cutoff.
    pub fn aim(&mut self, var: usize, sign: f64, cutoff: f64) {
        let old = std::mem::replace(&mut self.cost, vec![0.0; self.variables]);
        let terms: Vec<_> = old.into_iter().enumerate().filter(|c| c.1 != 0.0).map(|(j, c)| (j, -c)).collect();
        if cutoff.is_finite() && !terms.is_empty() {
            self.at_least(Affine::new(terms, cutoff));
        }
        self.cost[var] = sign;
    }

    pub fn equal(&mut self, row: Affine) -> Row {
        self.equal.push(row);
        Row::Equal(self.equal.len() - 1)
    }

    pub fn at_least(&mut self, row: Affine) -> Row {
        self.at_least.push(row);
        Row::AtLeast(self.at_least.len() - 1)
    }

    /// `lo <= x_j <= hi`; an infinite side adds no row.
    pub fn within(&mut self, var: usize, lo: f64, hi: f64) -> [Option<Row>; 2] {
        let low = lo.is_finite().then(|| self.at_least(Affine::new([(var, 1.0)], -lo)));
        let high = hi.is_finite().then(|| self.at_least(Affine::new([(var, -1.0)], hi)));
        [low, high]
    }

    /// `min <= a'x <= max`: one equation (the first row) where both are the same.
    pub fn between(&mut self, terms: Vec<(usize, f64)>, limits: Range) -> [Option<Row>; 2] {
        if limits.min.is_finite() && limits.min >= limits.max {
            return [Some(self.equal(Affine::new(terms, -limits.min))), None];
        }
        let negative: Vec<_> = terms.iter().map(|&(j, a)| (j, -a)).collect();
        let low = limits.min.is_finite().then(|| self.at_least(Affine::new(terms, -limits.min)));
        let high = limits.max.is_finite().then(|| self.at_least(Affine::new(negative, limits.max)));
        [low, high]
    }

    /// `u^2 <= a b`, with `a, b >= 0`, as `||(2u, a - b)|| <= a + b`.
    pub fn rotated(&mut self, u: Affine, a: &Affine, b: &Affine) -> Row {
        let combine = |sign: f64| {
            let mut terms = a.terms.clone();
            terms.extend(b.terms.iter().map(|&(j, c)| (j, sign * c)));
            Affine::new(terms, a.constant + sign * b.constant)
        };
        let twice = Affine::new(u.terms.iter().map(|&(j, c)| (j, 2.0 * c)).collect::<Vec<_>>(), 2.0 * u.constant);
        self.cones.push(vec![combine(1.0), twice, combine(-1.0)]);
        Row::Rotated(self.cones.len() - 1)
    }

    pub fn solve(&self) -> Result<Solution, Failure> {
        let (matrix, rhs, cones) = self.assemble();
        let settings = DefaultSettings { verbose: false, max_iter: 100, ..DefaultSettings::default() };
        let hessian = self.hessian();
        let mut solver = DefaultSolver::new(&hessian, &self.cost, &matrix, &rhs, &cones, settings)
            .map_err(|_| Failure::Numerical)?;
        solver.solve();
        let found = &solver.solution;
        match found.status {
            SolverStatus::Solved | SolverStatus::AlmostSolved => {}
            // A certificate of reduced accuracy proves nothing.
            SolverStatus::PrimalInfeasible => return Err(Failure::Infeasible),
            SolverStatus::DualInfeasible | SolverStatus::AlmostDualInfeasible => return Err(Failure::Unbounded),
            _ => return Err(Failure::Numerical),
        }
        let (equal, at_least) = (self.equal.len(), self.at_least.len());
        let indifferent = self.quadratic.is_empty() && self.cost.iter().all(|c| *c == 0.0);
        // Reduced accuracy stands for a relative 5e-5 in clarabel's settings.
        let almost = found.status == SolverStatus::AlmostSolved;
        let doubt = if almost { 5e-5 * (1.0 + found.obj_val.abs()) } else { 0.0 };
        Ok(Solution {
            x: found.x.clone(),
            objective: found.obj_val,
            // Nothing to gain is known without a certificate.
            bound: if indifferent { 0.0 } else { found.obj_val.min(found.obj_val_dual) - doubt },
            // clarabel's rows are `-a'x + s = k`: its gradient condition is `c + Px - sum a z = 0`.
            equal: found.z[..equal].to_vec(),
            at_least: found.z[equal..equal + at_least].to_vec(),
            cones: found.z[equal + at_least..].to_vec(),
        })
    }

    fn hessian(&self) -> CscMatrix<f64> {
        let (rows, (cols, values)): (Vec<_>, (Vec<_>, Vec<_>)) =
            self.quadratic.iter().map(|&(i, j, h)| (i, (j, h))).unzip();
        CscMatrix::new_from_triplets(self.variables, self.variables, rows, cols, values)
    }

    fn assemble(&self) -> (CscMatrix<f64>, Vec<f64>, Vec<SupportedConeT<f64>>) {
        let (mut rows, mut cols, mut values, mut rhs) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for affine in self.equal.iter().chain(&self.at_least).chain(self.cones.iter().flatten()) {
            for &(j, a) in &affine.terms {
                rows.push(rhs.len());
                cols.push(j);
                values.push(-a);
            }
            rhs.push(affine.constant);
        }
        let mut cones = Vec::new();
        if !self.equal.is_empty() {
            cones.push(ZeroConeT(self.equal.len()));
        }
        if !self.at_least.is_empty() {
            cones.push(NonnegativeConeT(self.at_least.len()));
        }
        cones.extend(self.cones.iter().map(|cone| SecondOrderConeT(cone.len())));
        (CscMatrix::new_from_triplets(rhs.len(), self.variables, rows, cols, values), rhs, cones)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_linear_programme_with_its_duals() {
        // min -x - 2y, x + y = 3, 0 <= y <= 2: y = 2, x = 1.
        let mut model = Conic::default();
        let (x, y) = (model.variable(-1.0), model.variable(-2.0));
        let sum = model.equal(Affine::new([(x, 1.0), (y, 1.0)], -3.0));
        let [_, cap] = model.within(y, 0.0, 2.0);
        let found = model.solve().unwrap();
        assert!((found.x[x] - 1.0).abs() < 1e-6 && (found.x[y] - 2.0).abs() < 1e-6);
        // gradient (-1, -2) = dual_sum * (1, 1) + dual_cap * (0, -1)
        assert!((found.dual(sum) + 1.0).abs() < 1e-6);
        assert!((found.dual(cap.unwrap()) - 1.0).abs() < 1e-6);
    }

    #[test]
    fn a_rotated_cone_and_infeasibility() {
        // max u with u^2 <= a, a <= 4.
        let mut model = Conic::default();
        let (u, a) = (model.variable(-1.0), model.variable(0.0));
        model.within(a, f64::NEG_INFINITY, 4.0);
        model.rotated(Affine::new([(u, 1.0)], 0.0), &Affine::new([(a, 1.0)], 0.0), &Affine::new([], 1.0));
        assert!((model.solve().unwrap().x[u] - 2.0).abs() < 1e-5);
        model.within(u, 3.0, f64::INFINITY);
        assert_eq!(model.solve().unwrap_err(), Failure::Infeasible);
    }
}
