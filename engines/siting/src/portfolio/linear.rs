//! The linear relaxation over some choices and some rows, solved by clarabel.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use clarabel::algebra::CscMatrix;
use clarabel::solver::{DefaultSettings, DefaultSolver, IPSolver, SolverStatus, SupportedConeT::NonnegativeConeT};

use super::{domain::Domain, model::Portfolio, prices::Prices, rows::Row};

/// A solution that need not be whole.
#[derive(Clone, Debug, Default)]
pub(super) struct Fraction {
    /// Choices with how far they are taken, more than nothing.
    pub choices: Vec<(u32, f64)>,
    /// Beginnings of works likewise.
    pub starts: Vec<(usize, usize, f64)>,
    /// Lots in periods likewise.
    pub lots: Vec<(usize, usize, f64)>,
}

/// Parts below this are none.
const NOTHING: f64 = 1e-6;

/// A row with a price below this share of the dearest column is as good as none.
const CHEAP: f64 = 1e-6;

/// Programmes of more columns are solved to this accuracy only: a bound is computed exactly from whatever prices come.
const FEW: usize = 500;
const ROUGHLY: f64 = 1e-6;

/// A matrix by columns, with what each column brings in.
struct Programme {
    cost: Vec<f64>,
    begins: Vec<usize>,
    places: Vec<usize>,
    values: Vec<f64>,
    limits: Vec<f64>,
}

impl Programme {
    /// Ends a column of entries in any order.
    fn push(&mut self, gain: f64, mut entries: Vec<(usize, f64)>) {
        entries.sort_unstable_by_key(|(row, _)| *row);
        for (row, value) in entries {
            self.places.push(row);
            self.values.push(value);
        }
        self.begins.push(self.places.len());
        self.cost.push(-gain);
    }
}

/// A column's meaning.
#[derive(Clone, Copy)]
enum Column {
    Choice(u32),
    Start(usize, usize),
    Lot(usize, usize),
    Unmet,
}

/// A solution with its prices.
pub(super) struct Solution {
    pub fraction: Fraction,
    pub prices: Prices,
    /// The rows that it leans upon.
    pub tight: BTreeSet<Row>,
}

/// Solves the relaxation over these columns (of the domain) and rows. None where the solver gives up.
pub(super) fn solve(
    portfolio: &Portfolio,
    domain: &Domain,
    choices: &[u32],
    rows: &[Row],
    penalty: f64,
) -> Option<Solution> {
    let (mut columns, mut programme) = assemble(portfolio, domain, choices, rows, penalty);
    let scale = scale_rows(&mut programme, rows.len());
    let unit = programme.cost.iter().fold(0.0_f64, |most, cost| most.max(cost.abs())).max(f64::MIN_POSITIVE);
    programme.cost.iter_mut().for_each(|cost| *cost /= unit);
    // Each column is not below zero.
    let (count, height) = (columns.len(), programme.limits.len());
    let (mut begins, mut places, mut values) = (vec![0], Vec::new(), Vec::new());
    for column in 0..count {
        let range = programme.begins[column]..programme.begins[column + 1];
        places.extend_from_slice(&programme.places[range.clone()]);
        values.extend_from_slice(&programme.values[range]);
        places.push(height + column);
        values.push(-1.0);
        begins.push(places.len());
    }
    programme.limits.resize(height + count, 0.0);
    let matrix = CscMatrix::new(height + count, count, begins, places, values);
    let quadratic = CscMatrix::zeros((count, count));
    let mut settings = DefaultSettings { verbose: false, max_iter: 60, ..DefaultSettings::default() };
    if count > FEW {
        (settings.tol_gap_rel, settings.tol_gap_abs, settings.tol_feas) = (ROUGHLY, ROUGHLY, ROUGHLY);
    }
    let cones = [NonnegativeConeT(height + count)];
    let mut solver =
        DefaultSolver::new(&quadratic, &programme.cost, &matrix, &programme.limits, &cones, settings).ok()?;
    solver.solve();
    let found = &solver.solution;
    if !matches!(
        found.status,
        SolverStatus::Solved
            | SolverStatus::AlmostSolved
            | SolverStatus::InsufficientProgress
            | SolverStatus::MaxIterations
    ) {
        return None;
    }
    let mut fraction = Fraction::default();
    for (column, &value) in columns.drain(..).zip(&found.x).filter(|(_, value)| **value > NOTHING) {
        match column {
            Column::Choice(number) => fraction.choices.push((number, value)),
            Column::Start(work, start) => fraction.starts.push((work, start, value)),
            Column::Lot(lot, period) => fraction.lots.push((lot, period, value)),
            Column::Unmet => {}
        }
    }
    let price = |(place, row): (usize, &Row)| {
        let price = found.z[place] * unit / scale[place];
        (price.is_finite() && price > 0.0).then(|| (row.clone(), price))
    };
    let is_tight = |place: usize| found.z[place] > CHEAP;
    let tight = rows.iter().enumerate().filter(|(place, _)| is_tight(*place)).map(|(_, row)| row.clone()).collect();
    Some(Solution { fraction, prices: rows.iter().enumerate().filter_map(price).collect(), tight })
}

/// Divides each row by its largest entry; by what.
fn scale_rows(programme: &mut Programme, rows: usize) -> Vec<f64> {
    let mut scale = vec![0.0_f64; rows];
    for (&place, value) in programme.places.iter().zip(&programme.values).filter(|(place, _)| **place < rows) {
        scale[place] = scale[place].max(value.abs());
    }
    scale.iter_mut().filter(|scale| **scale == 0.0).for_each(|scale| *scale = 1.0);
    for (&place, value) in programme.places.iter().zip(&mut programme.values).filter(|(place, _)| **place < rows) {
        *value /= scale[place];
    }
    programme.limits.iter_mut().zip(&scale).for_each(|(limit, scale)| *limit /= scale);
    scale
}

fn assemble(
    portfolio: &Portfolio,
    domain: &Domain,
    choices: &[u32],
    rows: &[Row],
    penalty: f64,
) -> (Vec<Column>, Programme) {
    let place: HashMap<Row, usize> = rows.iter().enumerate().map(|(place, row)| (row.clone(), place)).collect();
    let (projects, works) = (portfolio.projects.len(), portfolio.works.len());
    let (of_projects, of_works) = (rows.len(), rows.len() + projects);
    let mut limits: Vec<f64> = rows.iter().map(|row| portfolio.limit(row)).collect();
    limits.resize(of_works + works, 1.0);
    // What must be is not below one: the same row again, with its sign turned.
    let must = |forced: &[bool], from: usize| -> Vec<usize> {
        forced.iter().enumerate().filter(|(_, forced)| **forced).map(|(one, _)| from + one).collect()
    };
    let groups = [must(&domain.forced_projects, of_projects), must(&domain.forced_works, of_works)].concat();
    let demands: BTreeMap<usize, usize> = groups.into_iter().zip(limits.len()..).collect();
    limits.resize(limits.len() + demands.len(), -1.0);
    let group = |row: usize| [Some((row, 1.0)), demands.get(&row).map(|&demand| (demand, -1.0))].into_iter().flatten();
    let mut programme = Programme { cost: Vec::new(), begins: vec![0], places: Vec::new(), values: Vec::new(), limits };
    let mut columns = Vec::new();

    let distances: Vec<Vec<usize>> = (0..projects)
        .map(|project| (0..rows.len()).filter(|&row| portfolio.is_kept_off(project, &rows[row])).collect())
        .collect();
    for &number in choices {
        let choice = portfolio.choice(number);
        let mut entries: Vec<(usize, f64)> = group(of_projects + choice.project).collect();
        portfolio.choice_entries(choice, &mut |row, value| entries.extend(place.get(&row).map(|&row| (row, value))));
        let kept_off = distances[choice.project].iter().filter(|row| portfolio.keeps_off(choice, &rows[**row]));
        entries.extend(kept_off.map(|&row| (row, 1.0)));
        programme.push(portfolio.value(choice), entries);
        columns.push(Column::Choice(number));
    }
    let mut rows_of: Vec<Vec<usize>> = vec![Vec::new(); works];
    for (place, row) in rows.iter().enumerate() {
        portfolio.works_in(row).into_iter().for_each(|work| rows_of[work].push(place));
    }
    for (work, rows_of_work) in rows_of.iter().enumerate() {
        for start in domain.starts(work) {
            let entry = |&place: &usize| {
                let value = portfolio.start_coefficient(&rows[place], work, start);
                (value != 0.0).then_some((place, value))
            };
            let mut entries: Vec<(usize, f64)> = rows_of_work.iter().filter_map(entry).collect();
            entries.extend(group(of_works + work));
            programme.push(0.0, entries);
            columns.push(Column::Start(work, start));
        }
    }
    for (lot, data) in portfolio.lots.iter().enumerate() {
        for period in data.ready..portfolio.periods() {
            let row = |&work: &usize| place.get(&Row::Ready { lot, work, period }).map(|&row| (row, 1.0));
            let mut entries: Vec<(usize, f64)> = data.works.iter().filter_map(row).collect();
            entries.push((programme.limits.len(), 1.0));
            programme.limits.push(1.0);
            programme.push(data.value, entries);
            columns.push(Column::Lot(lot, period));
        }
    }
    unmet(&demands, &mut programme, penalty, &mut columns);
    (columns, programme)
}

/// Columns of what must be and is not, each paid for.
fn unmet(groups: &BTreeMap<usize, usize>, programme: &mut Programme, penalty: f64, columns: &mut Vec<Column>) {
    for &row in groups.values() {
        programme.push(-penalty, vec![(row, -1.0)]);
        columns.push(Column::Unmet);
    }
}
