//! Searches that are watched: they tell how far they are, and end when they are told to.
#![allow(clippy::unwrap_used, clippy::panic)]
mod common;

use std::ops::ControlFlow;
use std::sync::Mutex;

use common::{bypasses, confirmed, random};
use gas_dispatch::dispatch::{Effort, Market, NoPlan, Progress, least_cost, most_load};
use gas_dispatch::expansion;

const EFFORT: Effort = Effort { programmes: 300, gap: 1e-4 };

/// Searches until `stop` says so; everything that was told on the way.
fn told<T>(
    stop: impl Fn(Progress) -> bool + Sync,
    search: impl FnOnce(&gas_dispatch::dispatch::Watch) -> T,
) -> (T, Vec<Progress>) {
    let told = Mutex::new(Vec::new());
    let found = search(&|progress| {
        told.lock().unwrap().push(progress);
        if stop(progress) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    (found, told.into_inner().unwrap())
}

fn stressed() -> Market {
    let mut market = random(7, 40, 6).market;
    market.deliveries.iter_mut().for_each(|d| d.withdrawal_kg_s.max *= 2.0);
    market.receipts.iter_mut().for_each(|r| r.injection_kg_s.max *= 2.0);
    market.power_weight_per_w = 1e-5;
    market
}

/// Loads that may be cut, candidates to serve more of them, and money for a part of these.
fn short_of_money() -> (Market, f64) {
    let mut market = bypasses(3, 10, 12);
    market.deliveries.iter_mut().for_each(|d| d.withdrawal_kg_s.min = 0.0);
    let all: f64 = market.links.iter().filter_map(|link| link.construction_cost).sum();
    (market, all / 4.0)
}

#[test]
fn plans_and_bounds_only_get_better_and_end_in_the_answer() {
    let market = stressed();
    let (plan, told) = told(|_| false, |watch| least_cost(&market, EFFORT.watched(watch)));
    let plan = plan.unwrap();
    assert!(!plan.stopped);
    for pair in told.windows(2) {
        assert!(pair[0].bound.is_infinite() || pair[1].bound >= pair[0].bound - 1e-9 * pair[0].bound.abs(), "{pair:?}");
        assert!(pair[0].objective.is_none() || pair[1].objective <= pair[0].objective, "{pair:?}");
    }
    for progress in &told {
        assert!(progress.bound <= plan.objective + 1e-6 * plan.objective.abs(), "{progress:?} {}", plan.objective);
        assert!(progress.objective.is_none_or(|value| value >= plan.bound - 1e-6 * value.abs()), "{progress:?}");
    }
}

/// Stopped as soon as there is a plan: it is a plan all the same, and the bound is still one.
#[test]
fn what_is_stopped_is_a_plan_with_a_bound() {
    let market = stressed();
    let whole = most_load(&market, EFFORT).unwrap();
    let (plan, _) = told(|progress| progress.objective.is_some(), |watch| most_load(&market, EFFORT.watched(watch)));
    let plan = plan.unwrap();
    assert!(plan.stopped || plan.gap() <= EFFORT.gap);
    confirmed(&market, &plan);
    assert!(plan.objective <= whole.bound * (1.0 + 1e-6) && plan.bound >= whole.objective * (1.0 - 1e-6));
}

#[test]
fn what_is_stopped_at_once_says_so() {
    let (market, budget) = short_of_money();
    for found in [
        told(|_| true, |watch| expansion::most_load(&market, Some(budget), EFFORT.watched(watch))).0,
        told(|_| true, |watch| expansion::cheapest(&market, EFFORT.watched(watch))).0,
        told(|_| true, |watch| least_cost(&stressed(), EFFORT.watched(watch))).0,
    ] {
        let error = found.unwrap_err();
        assert!(matches!(error, NoPlan::Stopped { .. }) && error.to_string().contains("more time"), "{error}");
    }
}

/// Wherever an expansion with a budget is stopped, it ends, keeps the budget, and its bound holds.
#[test]
fn budgets_are_kept_wherever_the_search_is_stopped() {
    let (market, budget) = short_of_money();
    let whole = expansion::most_load(&market, Some(budget), EFFORT).unwrap();
    assert!(!whole.stopped && whole.construction_cost <= budget);
    let mut served = Vec::new();
    for calls in [2, 10, 40, 160] {
        let count = std::sync::atomic::AtomicUsize::new(0);
        let spent = |_| count.fetch_add(1, std::sync::atomic::Ordering::Relaxed) >= calls;
        match told(spent, |watch| expansion::most_load(&market, Some(budget), EFFORT.watched(watch))).0 {
            Ok(plan) => {
                confirmed(&market, &plan);
                assert!(plan.construction_cost <= budget * (1.0 + 1e-9));
                assert!(plan.bound >= whole.objective * (1.0 - 1e-6), "{} {}", plan.bound, whole.objective);
                served.push(plan.objective);
            }
            Err(error) => assert!(matches!(error, NoPlan::Stopped { .. }), "{error}"),
        }
    }
    assert!(!served.is_empty());
}
