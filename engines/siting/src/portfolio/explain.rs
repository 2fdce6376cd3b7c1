//! From a plan and prices to reasons.

use std::collections::BTreeMap;

use super::{
    choices::{Choice, Misfit, fit},
    domain::Domain,
    ledger::{Ledger, Obstacle},
    model::Portfolio,
    outcome::{Bottleneck, Brought, Condition, Hindrance, NextBest, Outcome, Reason, Status, WorkReason},
    plan::Beginning,
    prices::{Evaluation, Prices, Tariff},
    relax::Task,
    rows::Row,
    value::{Yield, yields},
};

/// What reasons are read from.
struct Grounds<'a> {
    portfolio: &'a Portfolio,
    ledger: &'a Ledger<'a>,
    tariff: Tariff,
    evaluation: Evaluation,
    objective: f64,
}

pub(super) fn outcome(
    task: Task<'_>,
    ledger: Ledger<'_>,
    status: Status,
    bound: f64,
    nodes: u64,
    fallen: Vec<String>,
    prices: &Prices,
) -> Outcome {
    let portfolio = task.portfolio;
    let tariff = Tariff::new(portfolio, prices);
    let evaluation = tariff.evaluate(portfolio, &Domain::all(portfolio), task.penalty);
    let objective = ledger.objective();
    let grounds = Grounds { portfolio, ledger: &ledger, tariff, evaluation, objective };
    let works = (0..portfolio.works.len()).filter_map(|work| Some(grounds.work(work, ledger.begun[work]?))).collect();
    let is_met = matches!(status, Status::Optimal | Status::Feasible);
    Outcome {
        status,
        objective,
        bound,
        gap: (is_met && objective > 0.0).then(|| (bound - objective).max(0.0) / objective),
        plan: ledger.plan(),
        brought: grounds.brought(),
        projects: (0..portfolio.projects.len()).map(|project| grounds.project(project)).collect(),
        works,
        bottlenecks: grounds.bottlenecks(prices),
        fallen,
        nodes,
    }
}

impl Grounds<'_> {
    fn zone(&self, resource: usize) -> (String, String) {
        let resource = &self.portfolio.resources[resource];
        (self.portfolio.draft.zones[resource.zone].id.clone(), resource.input.clone())
    }

    fn period(&self, period: usize) -> String {
        self.portfolio.draft.periods[period].clone()
    }

    fn project_id(&self, project: usize) -> String {
        self.portfolio.draft.projects[project].id.clone()
    }

    /// What a choice brings in at the prices.
    fn gain(&self, number: u32) -> f64 {
        let choice = self.portfolio.choice(number);
        self.portfolio.value(choice) - self.tariff.cost(self.portfolio, choice)
    }

    /// What the objective falls by, at least, in any plan with this choice.
    fn costs_at_least(&self, number: u32) -> f64 {
        let Evaluation { bound, project_best, .. } = &self.evaluation;
        let best = project_best[self.portfolio.choice(number).project];
        (self.objective - (bound - best + self.gain(number))).max(0.0)
    }

    fn project(&self, project: usize) -> Reason {
        let portfolio = self.portfolio;
        let placed = self.ledger.placed[project].map(|number| portfolio.choice(number));
        let range = portfolio.choices.of[project].clone();
        let next = self.next_best(project, placed);
        let obstacles = match (placed, next) {
            (None, Some((number, _))) => {
                self.ledger.obstacles(portfolio.choice(number)).map(|obstacle| self.hindrance(obstacle)).collect()
            }
            _ => Vec::new(),
        };
        Reason {
            project: self.project_id(project),
            placement: placed.map(|choice| portfolio.placement(choice)),
            value: placed.map_or(0.0, |choice| portfolio.value(choice)),
            next: next.map(|(number, costs_at_most)| NextBest {
                placement: portfolio.placement(portfolio.choice(number)),
                costs_at_least: self.costs_at_least(number).min(costs_at_most.unwrap_or(f64::INFINITY)),
                costs_at_most,
            }),
            obstacles,
            misfits: if range.is_empty() { misfits(portfolio, project) } else { Vec::new() },
            ways: range.len(),
        }
    }

    /// The best other site that the rest of the plan has room for, with what it costs; else the one that costs least
    /// at the prices.
    fn next_best(&self, project: usize, placed: Option<Choice>) -> Option<(u32, Option<f64>)> {
        let portfolio = self.portfolio;
        let others = || {
            let numbers = portfolio.choices.of[project].clone().filter_map(|number| u32::try_from(number).ok());
            numbers.filter(|&number| placed.is_none_or(|here| here.site != portfolio.choice(number).site))
        };
        let mut without = self.ledger.clone();
        let is_free = placed.is_some() && without.remove(project).is_some();
        let value = |number: &u32| portfolio.value(portfolio.choice(*number));
        let with_room = others().filter(|&number| is_free && without.obstacle(portfolio.choice(number)).is_none());
        // Of equals the first: `max_by` takes the last.
        let found = with_room.max_by(|a, b| value(a).total_cmp(&value(b)).then(b.cmp(a)));
        let here = placed.map_or(0.0, |choice| portfolio.value(choice));
        match found {
            Some(number) => Some((number, Some((here - value(&number)).max(0.0)))),
            None => others()
                .max_by(|&a, &b| self.gain(a).total_cmp(&self.gain(b)).then(b.cmp(&a)))
                .map(|number| (number, None)),
        }
    }

    fn hindrance(&self, obstacle: Obstacle) -> Hindrance {
        let draft = &self.portfolio.draft;
        match obstacle {
            Obstacle::Taken { parcel, by } => {
                Hindrance::Taken { parcel: draft.parcels[parcel].id.clone(), by: self.project_id(by) }
            }
            Obstacle::Work(work) => Hindrance::Work { work: draft.works[work].id.clone() },
            Obstacle::Short { resource, period, by } => {
                let (zone, input) = self.zone(resource);
                Hindrance::Short { zone, input, period: self.period(period), by }
            }
            Obstacle::Floor { period } => Hindrance::Floor { period: self.period(period) },
            Obstacle::TooClose { project, between_m, least_m } => Hindrance::TooClose {
                project: self.project_id(project),
                between_m: Some(between_m),
                least_m: Some(least_m),
            },
        }
    }

    fn work(&self, work: usize, start: usize) -> WorkReason {
        let (portfolio, data) = (self.portfolio, &self.portfolio.works[work]);
        let done = portfolio.done(work, start);
        let stands_on = |number: u32| {
            let choice = portfolio.choice(number);
            let site = &portfolio.choices.sites[choice.site];
            let draws = |input: usize| data.adds.iter().any(|(resource, _)| site.sources[input] == Some(*resource));
            site.works.contains(&work)
                || portfolio.projects[choice.project].needs.iter().any(|&(input, _)| draws(input))
        };
        let projects = (0..portfolio.projects.len()).filter(|&one| self.ledger.placed[one].is_some_and(stands_on));
        let waits = |one: &usize| self.ledger.begun[*one].is_some() && portfolio.works[*one].after.contains(&work);
        WorkReason {
            beginning: Beginning { work: portfolio.draft.works[work].id.clone(), start: self.period(start) },
            done: portfolio.draft.periods.get(done).cloned(),
            cost_cny: portfolio.draft.works[work].cost_cny,
            projects: projects.map(|one| self.project_id(one)).collect(),
            works: (0..portfolio.works.len()).filter(waits).map(|one| portfolio.draft.works[one].id.clone()).collect(),
        }
    }

    fn brought(&self) -> Brought {
        let (portfolio, periods) = (self.portfolio, self.portfolio.periods());
        let (mut total, mut news, mut land, mut industrial) = (Yield::default(), 0.0, 0.0, 0.0);
        for choice in self.ledger.placed.iter().flatten().map(|&number| portfolio.choice(number)) {
            let project = &portfolio.draft.projects[choice.project];
            let brought = yields(project, periods - choice.start);
            total.investment_cny += brought.investment_cny;
            total.output_cny += brought.output_cny;
            total.tax_cny += brought.tax_cny;
            news += if project.six_news { brought.investment_cny } else { 0.0 };
            for &parcel in &portfolio.choices.sites[choice.site].parcels {
                let parcel = &portfolio.parcels[parcel];
                land += parcel.area;
                industrial += if portfolio.draft.uses[parcel.land_use].industrial { parcel.area } else { 0.0 };
            }
        }
        let today = &portfolio.draft.land;
        let share = |part: f64, all: f64| (all > 0.0).then(|| part / all);
        let spent = portfolio.budgets.iter().zip(&self.ledger.money).map(|(budget, left)| budget - left).sum();
        Brought {
            six_news_share: share(news, total.investment_cny),
            industrial_share: share(industrial + today.industrial_mu, land + today.used_mu),
            total,
            land_mu: land,
            works_cny: spent,
        }
    }

    fn bottlenecks(&self, prices: &Prices) -> Vec<Bottleneck> {
        let portfolio = self.portfolio;
        let bottleneck = |(row, &price): (&Row, &f64)| {
            let (condition, left, size) = match *row {
                Row::Budget(period) => {
                    let left = self.ledger.money[period];
                    (Condition::Budget { period: self.period(period) }, left, portfolio.budgets[period])
                }
                Row::Capacity { resource, period } => {
                    let (zone, input) = self.zone(resource);
                    let period_id = Some(self.period(period));
                    let most = portfolio.choices.most[resource][period];
                    (Condition::Capacity { zone, input, period: period_id }, self.ledger.left[resource][period], most)
                }
                Row::Floor(period) => {
                    (Condition::IndustrialShare, self.ledger.floor[period], portfolio.floor.surplus.max(1.0))
                }
                Row::Parcel(parcel) => {
                    let left = if self.ledger.on[parcel].is_some() { 0.0 } else { 1.0 };
                    (Condition::Parcel { parcel: portfolio.draft.parcels[parcel].id.clone() }, left, 1.0)
                }
                _ => return None,
            };
            let rent = price * size;
            (rent > self.objective * 1e-5).then_some((rent, Bottleneck { condition, price, left }))
        };
        let mut bottlenecks: Vec<(f64, Bottleneck)> = told(portfolio, prices).iter().filter_map(bottleneck).collect();
        bottlenecks.sort_by(|a, b| b.0.total_cmp(&a.0));
        bottlenecks.into_iter().map(|(_, bottleneck)| bottleneck).collect()
    }
}

/// Prices as they are told: what a cover of a budget costs is the rent of that budget.
fn told(portfolio: &Portfolio, prices: &Prices) -> Prices {
    let mut told = Prices::new();
    for (row, price) in prices {
        let (row, price) = match row {
            Row::Cover(cover) => {
                (Row::Budget(cover.period), price * f64::from(cover.most) / portfolio.budgets[cover.period])
            }
            row => (row.clone(), *price),
        };
        *told.entry(row).or_default() += price;
    }
    told
}

/// How many single parcels each misfit rules out; the most frequent first.
fn misfits(portfolio: &Portfolio, project: usize) -> Vec<(Misfit, usize)> {
    let mut counts: BTreeMap<Misfit, usize> = BTreeMap::new();
    for site in portfolio.choices.sites.iter().filter(|site| site.parcels.len() == 1) {
        let found = fit(portfolio, &portfolio.choices.most, project, site).err().unwrap_or_default();
        for misfit in found {
            *counts.entry(misfit).or_default() += 1;
        }
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}
