//! The relaxation of a domain: columns and rows are added to the linear programme until nothing is left to add, and
//! the prices that come of it give the bound.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    covers,
    domain::Domain,
    linear::{self, Fraction, Solution},
    model::Portfolio,
    prices::{Evaluation, Prices, Tariff},
    rows::{Apart, Near, Row},
};

/// What is asked of every node of a search.
#[derive(Clone, Copy)]
pub(super) struct Task<'a> {
    pub portfolio: &'a Portfolio,
    /// What a must costs that is not met.
    pub penalty: f64,
    pub stop: &'a (dyn Fn() -> bool + Sync),
}

/// What is known of a domain.
#[derive(Clone, Debug)]
pub(super) struct Relaxed {
    /// The domain, less what no plan above the cutoff has.
    pub domain: Domain,
    /// No plan of the domain is better.
    pub bound: f64,
    /// The prices that say so.
    pub prices: Prices,
    /// The last solution.
    pub fraction: Fraction,
    /// The rows in use.
    pub rows: BTreeSet<Row>,
    /// Those that the last solution leans upon.
    pub tight: BTreeSet<Row>,
}

impl Relaxed {
    /// A domain of which only a bound is known.
    pub fn whole(domain: Domain, bound: f64) -> Self {
        let (prices, fraction) = (Prices::new(), Fraction::default());
        Self { domain, bound, prices, fraction, rows: BTreeSet::new(), tight: BTreeSet::new() }
    }
}

/// Choices of each project in the first programme, and how many are added at once.
const FIRST_CHOICES: usize = 30;
const MORE_CHOICES: usize = 12;
/// Rows added at once.
const MORE_ROWS: usize = 400;
/// A row is broken by more than this share of its largest entry.
const BROKEN: f64 = 1e-4;
/// Rounds without a bound that is better by this share of the distance to the cutoff end the relaxation.
const WORTHWHILE: f64 = 0.01;
const PATIENCE: usize = 3;

/// Relaxes a domain as long as its bound is above the cutoff.
pub(super) fn relax(task: Task<'_>, mut from: Relaxed, cutoff: f64, rounds: usize) -> Relaxed {
    let Task { portfolio, penalty, stop } = task;
    let tariff = Tariff::new(portfolio, &from.prices);
    let mut evaluation = tariff.evaluate(portfolio, &from.domain, penalty);
    from.bound = from.bound.min(evaluation.bound);
    fix(portfolio, &mut from.domain, &tariff, &evaluation, cutoff);
    let mut pool: BTreeSet<u32> = from.fraction.choices.iter().map(|(number, _)| *number).collect();
    pool.extend(best_choices(portfolio, &from.domain, &tariff, &evaluation, FIRST_CHOICES, f64::NEG_INFINITY));
    from.fraction = Fraction::default();
    let mut idle = 0;
    // What the last solution did not lean upon comes back when it is broken.
    from.rows = std::mem::take(&mut from.tight);
    for _ in 0..rounds {
        if from.bound <= cutoff || stop() {
            break;
        }
        let open: BTreeSet<u32> = from.domain.choices.iter().copied().collect();
        let columns: Vec<u32> = pool.intersection(&open).copied().collect();
        let rows: Vec<Row> = from.rows.iter().cloned().collect();
        let Some(Solution { fraction, prices, tight }) =
            linear::solve(portfolio, &from.domain, &columns, &rows, penalty)
        else {
            break;
        };
        let tariff = Tariff::new(portfolio, &prices);
        evaluation = tariff.evaluate(portfolio, &from.domain, penalty);
        let distance = (from.bound - cutoff).min(from.bound.abs()).max(portfolio.tolerance());
        idle = if evaluation.bound < from.bound - WORTHWHILE * distance { 0 } else { idle + 1 };
        if evaluation.bound < from.bound {
            (from.bound, from.prices) = (evaluation.bound, prices);
            fix(portfolio, &mut from.domain, &tariff, &evaluation, cutoff);
        }
        let broken = broken(portfolio, &fraction);
        let better = best_choices(portfolio, &from.domain, &tariff, &evaluation, MORE_CHOICES, portfolio.tolerance());
        let (rows_before, pool_before) = (from.rows.len(), pool.len());
        from.rows.extend(broken);
        pool.extend(better);
        (from.fraction, from.tight) = (fraction, tight);
        if idle >= PATIENCE || (from.rows.len(), pool.len()) == (rows_before, pool_before) {
            break;
        }
    }
    from
}

/// Choices that bring in most at these prices, at most so many of each project, and each more than `least` above what
/// the project has without them.
fn best_choices(
    portfolio: &Portfolio,
    domain: &Domain,
    tariff: &Tariff,
    evaluation: &Evaluation,
    count: usize,
    least: f64,
) -> Vec<u32> {
    let mut best = Vec::new();
    let mut of_one: Vec<(f64, u32)> = Vec::new();
    let project = |number: u32| portfolio.choice(number).project;
    for group in domain.choices.chunk_by(|&one, &other| project(one) == project(other)) {
        if evaluation.project_best[project(group[0])] <= least {
            continue;
        }
        of_one.clear();
        of_one.extend(group.iter().map(|&number| {
            let choice = portfolio.choice(number);
            (portfolio.value(choice) - tariff.cost(portfolio, choice), number)
        }));
        of_one.retain(|(gain, _)| *gain > least);
        of_one.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        best.extend(of_one.iter().take(count).map(|(_, number)| *number));
    }
    best
}

/// Closes what no plan above the cutoff has: with it, the bound would not be above.
fn fix(portfolio: &Portfolio, domain: &mut Domain, tariff: &Tariff, evaluation: &Evaluation, cutoff: f64) {
    if !cutoff.is_finite() {
        return;
    }
    let Evaluation { bound, project_best, work_best } = evaluation;
    domain.choices.retain(|&number| {
        let choice = portfolio.choice(number);
        let gain = portfolio.value(choice) - tariff.cost(portfolio, choice);
        bound - project_best[choice.project] + gain > cutoff
    });
    for (work, best) in work_best.iter().enumerate() {
        domain.keep_starts(work, |start| bound - best + tariff.gain(portfolio, work, start) > cutoff);
        domain.forced_works[work] |= bound - best <= cutoff;
    }
    for (project, best) in project_best.iter().enumerate() {
        domain.forced_projects[project] |= bound - best <= cutoff;
    }
}

/// The rows that a solution breaks, the worst first.
fn broken(portfolio: &Portfolio, fraction: &Fraction) -> Vec<Row> {
    // Sum and largest entry of each row.
    let mut sums: HashMap<Row, (f64, f64)> = HashMap::new();
    let mut put = |row: Row, part: f64, entry: f64| {
        let sum = sums.entry(row).or_default();
        *sum = (sum.0 + part * entry, sum.1.max(entry.abs()));
    };
    for &(number, part) in &fraction.choices {
        portfolio.choice_entries(portfolio.choice(number), &mut |row, entry| put(row, part, entry));
    }
    for &(work, start, part) in &fraction.starts {
        let end = (start + portfolio.works[work].periods).min(portfolio.periods());
        (start..end).for_each(|period| put(Row::Budget(period), part, 0.0));
        for &needed in &portfolio.works[work].after {
            (start..portfolio.periods()).for_each(|period| put(Row::Before { work, needed, period }, part, 0.0));
        }
    }
    for &(lot, period, part) in &fraction.lots {
        portfolio.lots[lot].works.iter().for_each(|&work| put(Row::Ready { lot, work, period }, part, 1.0));
    }
    let mut starts: BTreeMap<usize, Vec<(usize, f64)>> = BTreeMap::new();
    for &(work, start, part) in &fraction.starts {
        starts.entry(work).or_default().push((start, part));
    }
    let mut broken: Vec<(f64, Row)> = Vec::new();
    for (row, (mut sum, mut most)) in sums {
        for work in portfolio.works_in(&row) {
            for &(start, part) in starts.get(&work).into_iter().flatten() {
                let entry = portfolio.start_coefficient(&row, work, start);
                sum += part * entry;
                most = most.max(entry.abs());
            }
        }
        let excess = (sum - portfolio.limit(&row)) / most.max(f64::MIN_POSITIVE);
        if excess > BROKEN {
            broken.push((excess, row));
        }
    }
    broken.extend(broken_distances(portfolio, fraction));
    broken.extend(covers::broken(portfolio, fraction));
    broken.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    broken.truncate(MORE_ROWS);
    broken.into_iter().map(|(_, row)| row).collect()
}

/// The rows of distances that a solution breaks.
fn broken_distances(portfolio: &Portfolio, fraction: &Fraction) -> Vec<(f64, Row)> {
    if portfolio.apart.iter().flatten().all(|least_m| *least_m <= 0.0) {
        return Vec::new();
    }
    // How far each kind is on each parcel, and each project.
    let mut kinds: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    let mut projects: BTreeMap<usize, Vec<(u32, f64)>> = BTreeMap::new();
    for &(number, part) in &fraction.choices {
        let choice = portfolio.choice(number);
        let Some(kind) = portfolio.projects[choice.project].kind else { continue };
        projects.entry(choice.project).or_default().push((number, part));
        for &parcel in &portfolio.choices.sites[choice.site].parcels {
            *kinds.entry((kind, parcel)).or_default() += part;
        }
    }
    let mut found = Vec::new();
    for (&(kind, parcel), part) in &kinds {
        let near = projects.iter().filter_map(|(&project, places)| {
            let of = portfolio.projects[project].kind.filter(|&of| portfolio.apart[kind][of] > 0.0)?;
            let row = Row::Near(Near { kind, parcel, project });
            let is_counted = |number: u32| {
                of == kind && portfolio.choices.sites[portfolio.choice(number).site].parcels.contains(&parcel)
            };
            let is_near = |number: u32| portfolio.keeps_off(portfolio.choice(number), &row);
            let more = places.iter().filter(|(number, _)| !is_counted(*number) && is_near(*number));
            Some((part + more.map(|(_, part)| part).sum::<f64>() - 1.0, row))
        });
        let apart = kinds.range((kind + 1, 0)..).filter_map(|(&(other, at), more)| {
            let excess = part + more - 1.0;
            let is_near = || at != parcel && portfolio.are_closer(parcel, at, portfolio.apart[kind][other]);
            let row = Row::Apart(Apart { kinds: (kind, other), parcels: (parcel, at) });
            (excess > BROKEN && is_near()).then_some((excess, row))
        });
        // Many say much the same: the worst of each is enough for one round.
        let worst = |one: &(f64, Row), other: &(f64, Row)| one.0.total_cmp(&other.0);
        found.extend(near.max_by(worst).into_iter().chain(apart.max_by(worst)));
    }
    found.retain(|(excess, _)| *excess > BROKEN);
    found
}
