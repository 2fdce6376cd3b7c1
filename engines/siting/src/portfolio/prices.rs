//! A bound from prices: every condition of a plan has one, and then projects and works part.
//!
//! With a price λ >= 0 for each row `Σ a x <= b` instead of the row itself,
//!
//! ```text
//! L(λ) = Σ λ b + Σ_project max { v - Σ λ a, 0 } + Σ_work max { -Σ λ a, 0 } + Σ_lot max { z - Σ λ a, 0 }
//! ```
//!
//! is not less than the objective of any plan (Geoffrion, 1974), whatever the prices and wherever they come from. Each
//! maximum is found by looking at all choices.

use std::collections::BTreeMap;

use super::{choices::Choice, domain::Domain, model::Portfolio, rows::Row};

/// Prices of rows; zero where none stands.
pub(super) type Prices = BTreeMap<Row, f64>;

/// Prices summed up so that what a decision costs is read off.
pub(super) struct Tariff {
    /// Of the right sides.
    constant: f64,
    /// By parcel and start.
    parcels: Vec<Vec<f64>>,
    /// By resource and start: of a unit.
    capacity: Vec<Vec<f64>>,
    /// By start: of a mu.
    floor: Vec<f64>,
    /// For each project its works with what they cost by start.
    works_of: Vec<BTreeMap<usize, Vec<f64>>>,
    /// For each project the rows of distances that it may be in, with their prices.
    distances: Vec<Vec<(Row, f64)>>,
    budget: Vec<f64>,
    /// By work and period: what being under way costs beside money.
    covers: Vec<Vec<f64>>,
    /// By work and period from which it is there: what that is worth.
    worth: Vec<Vec<f64>>,
    /// By work and start: what works before it cost.
    before: Vec<Vec<f64>>,
    /// By lot and period.
    lots: Vec<Vec<f64>>,
}

/// What prices say of a domain.
pub(super) struct Evaluation {
    /// No plan of the domain is better.
    pub bound: f64,
    /// For each project what it brings in at these prices at best.
    pub project_best: Vec<f64>,
    /// For each work.
    pub work_best: Vec<f64>,
}

/// Makes `list[t]` the sum from `t` on.
fn sum_from_the_end(list: &mut [f64]) {
    for at in (1..list.len()).rev() {
        list[at - 1] += list[at];
    }
}

impl Tariff {
    pub fn new(portfolio: &Portfolio, prices: &Prices) -> Self {
        let periods = portfolio.periods();
        // One more, so that what is never there costs and brings nothing.
        let table = |rows: usize| vec![vec![0.0; periods + 1]; rows];
        let (projects, works) = (portfolio.projects.len(), portfolio.works.len());
        let mut tariff = Self {
            constant: prices.iter().map(|(row, price)| price * portfolio.limit(row)).sum(),
            parcels: table(portfolio.parcels.len()),
            capacity: table(portfolio.resources.len()),
            floor: vec![0.0; periods + 1],
            works_of: vec![BTreeMap::new(); projects],
            distances: vec![Vec::new(); projects],
            budget: vec![0.0; periods],
            covers: table(works),
            worth: table(works),
            before: table(works),
            lots: table(portfolio.lots.len()),
        };
        for (row, &price) in prices {
            tariff.add(portfolio, row, price);
        }
        let Self { parcels, capacity, worth, before, .. } = &mut tariff;
        [parcels, capacity, worth, before].into_iter().flatten().for_each(|list| sum_from_the_end(list));
        tariff.works_of.iter_mut().flat_map(BTreeMap::values_mut).for_each(|list| sum_from_the_end(list));
        sum_from_the_end(&mut tariff.floor);
        for (work, data) in portfolio.works.iter().enumerate() {
            for &(resource, amount) in &data.adds {
                for (worth, unit) in tariff.worth[work].iter_mut().zip(&tariff.capacity[resource]) {
                    *worth += amount * unit;
                }
            }
        }
        for (row, price) in prices {
            if let Row::Parcel(parcel) = row {
                tariff.parcels[*parcel].iter_mut().for_each(|cost| *cost += price);
            }
        }
        tariff
    }

    fn add(&mut self, portfolio: &Portfolio, row: &Row, price: f64) {
        let periods = portfolio.periods();
        match *row {
            // Whoever is on it pays the same from any start: added when the rest is summed up.
            Row::Parcel(_) => {}
            Row::Budget(period) => self.budget[period] += price,
            Row::Cover(ref cover) => {
                for &(work, count) in &cover.counts {
                    self.covers[work][cover.period] += price * f64::from(count);
                }
            }
            Row::Capacity { resource, period } => self.capacity[resource][period] += price,
            Row::Floor(period) => self.floor[period] += price,
            Row::ForProject { project, work, period } => {
                self.works_of[project].entry(work).or_insert_with(|| vec![0.0; periods + 1])[period] += price;
                self.worth[work][period] += price;
            }
            Row::ForParcel { parcel, work, period } => {
                self.parcels[parcel][period] += price;
                self.worth[work][period] += price;
            }
            Row::Before { work, needed, period } => {
                self.before[work][period] += price;
                self.worth[needed][period] += price;
            }
            Row::Near(_) | Row::Apart(_) => {
                let of = self.distances.iter_mut().enumerate();
                of.filter(|(project, _)| portfolio.is_kept_off(*project, row))
                    .for_each(|(_, rows)| rows.push((row.clone(), price)));
            }
            Row::Ready { lot, work, period } => {
                self.lots[lot][period] += price;
                self.worth[work][period] += price;
            }
        }
    }

    /// What a choice costs at these prices.
    pub fn cost(&self, portfolio: &Portfolio, choice: Choice) -> f64 {
        let (site, wish) = (&portfolio.choices.sites[choice.site], &portfolio.projects[choice.project]);
        let mut cost = site.uses_floor * self.floor[choice.start];
        for &parcel in &site.parcels {
            cost += self.parcels[parcel][choice.start];
        }
        for &(input, amount) in &wish.needs {
            cost += site.sources[input].map_or(0.0, |resource| amount * self.capacity[resource][choice.start]);
        }
        let links = &self.works_of[choice.project];
        if !links.is_empty() {
            cost += site.works.iter().filter_map(|work| links.get(work)).map(|by| by[choice.start]).sum::<f64>();
        }
        let distances = self.distances[choice.project].iter();
        cost + distances.filter(|(row, _)| portfolio.keeps_off(choice, row)).map(|(_, price)| price).sum::<f64>()
    }

    /// What a beginning brings in at these prices, which may be less than nothing.
    pub fn gain(&self, portfolio: &Portfolio, work: usize, start: usize) -> f64 {
        let data = &portfolio.works[work];
        let end = (start + data.periods).min(portfolio.periods());
        let money: f64 = self.budget[start..end].iter().sum::<f64>() * data.cost_a_period;
        let covers: f64 = self.covers[work][start..end].iter().sum();
        self.worth[work][portfolio.done(work, start)] - money - covers - self.before[work][start]
    }

    /// The bound over a domain, and what each part of it says. A must that is not met costs `penalty`.
    pub fn evaluate(&self, portfolio: &Portfolio, domain: &Domain, penalty: f64) -> Evaluation {
        let unmet = |is_forced: bool| if is_forced { -penalty } else { 0.0 };
        let mut project_best: Vec<f64> = domain.forced_projects.iter().map(|&forced| unmet(forced)).collect();
        for &number in &domain.choices {
            let choice = portfolio.choice(number);
            let best = &mut project_best[choice.project];
            *best = best.max(portfolio.value(choice) - self.cost(portfolio, choice));
        }
        let work_best: Vec<f64> = (0..portfolio.works.len())
            .map(|work| {
                let gains = domain.starts(work).map(|start| self.gain(portfolio, work, start));
                gains.fold(unmet(domain.forced_works[work]), f64::max)
            })
            .collect();
        let lots: f64 = portfolio
            .lots
            .iter()
            .zip(&self.lots)
            .map(|(lot, costs)| {
                costs[lot.ready..portfolio.periods()].iter().map(|cost| (lot.value - cost).max(0.0)).sum::<f64>()
            })
            .sum();
        let bound = self.constant + project_best.iter().sum::<f64>() + work_best.iter().sum::<f64>() + lots;
        Evaluation { bound, project_best, work_best }
    }
}
