//! What holds of every plan, on made-up networks with a plan that is known to work.
#![allow(clippy::unwrap_used, clippy::panic, clippy::float_cmp)]
mod common;

use common::{Known, confirmed, random, rounding};
use gas_dispatch::dispatch::{
    Effort, Market, NoPlan, Plan, Range, confirm, feasible, least_cost, most_load, residuals,
};
use proptest::prelude::*;

const EFFORT: Effort = Effort { programmes: 300, gap: 1e-4 };

fn load(market: &Market) -> f64 {
    market.deliveries.iter().map(|d| d.withdrawal_kg_s.max).sum()
}

fn stressed(seed: u64, n: usize, loops: usize) -> Market {
    let mut market = random(seed, n, loops).market;
    market.deliveries.iter_mut().for_each(|d| d.withdrawal_kg_s.max *= 2.0);
    market.receipts.iter_mut().for_each(|r| r.injection_kg_s.max *= 2.0);
    market.power_weight_per_w = 1e-5;
    market
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// The known plan passes the check of plans, and a spoiled one does not.
    #[test]
    fn the_check_tells_right_from_wrong(seed in 0..10_000u64, n in 2..30usize, loops in 0..6usize, by in 0.01..0.2f64) {
        let known = random(seed, n, loops);
        let plan = known.plan();
        prop_assert!(residuals(&known.market, &plan).unwrap().holds());
        let confirmation = confirm(&known.market, &plan);
        let [pressure, flow] = rounding(&known.pressures_pa, &known.market);
        let close = confirmation.as_ref().is_ok_and(|c| c.pressure_pa < pressure && c.flow_kg_s < flow);
        prop_assert!(close, "{confirmation:?}");
        let mut spoiled = plan.clone();
        spoiled.pressures_pa[n - 1] *= 1.0 + by;
        let ends = |e: &gas_dispatch::dispatch::Link| (e.from == n - 1) != (e.to == n - 1) && e.name.starts_with("pipe");
        if known.market.links.iter().any(ends) {
            prop_assert!(!residuals(&known.market, &spoiled).unwrap().holds());
            prop_assert!(confirm(&known.market, &spoiled).is_err());
        }
        let mut unbalanced = plan;
        unbalanced.links[0].flow_kg_s += by;
        prop_assert!(!residuals(&known.market, &unbalanced).unwrap().holds());
        prop_assert!(confirm(&known.market, &unbalanced).is_err());
    }

    /// Withdrawals that are known to be possible are found possible, exactly as fixed.
    #[test]
    fn known_withdrawals_are_feasible(seed in 0..10_000u64, n in 2..40usize, loops in 0..8usize) {
        let Known { mut market, .. } = random(seed, n, loops);
        market.deliveries.iter_mut().for_each(|d| d.withdrawal_kg_s = Range::fixed(d.withdrawal_kg_s.max));
        let plan = feasible(&market, EFFORT);
        prop_assert!(plan.is_ok(), "{:?}", plan.err());
        confirmed(&market, &plan.unwrap());
    }

    /// Load that is known to be possible is served in full, and the bound does not claim less.
    #[test]
    fn known_load_is_served(seed in 0..10_000u64, n in 2..40usize, loops in 0..8usize) {
        let market = random(seed, n, loops).market;
        let plan = most_load(&market, EFFORT).unwrap();
        prop_assert!(plan.bound >= load(&market) * (1.0 - 1e-6));
        prop_assert!(plan.objective >= load(&market) * (1.0 - 1e-4), "{} of {}", plan.objective, load(&market));
        confirmed(&market, &plan);
    }

    /// Where demand exceeds what pressure allows: plans hold, no bound is on the wrong side of its plan, and no plan is beaten
    /// by the one from which the network was made.
    #[test]
    fn bounds_are_bounds(seed in 0..10_000u64, n in 2..25usize, loops in 0..5usize) {
        let market = stressed(seed, n, loops);
        let cheap = least_cost(&market, EFFORT).unwrap();
        confirmed(&market, &cheap);
        prop_assert!(cheap.bound <= cheap.objective + 1e-6 * cheap.objective.abs());
        let served = most_load(&market, EFFORT).unwrap();
        confirmed(&market, &served);
        prop_assert!(served.bound >= served.objective * (1.0 - 1e-6));
        let known = random(seed, n, loops).plan();
        let power: f64 = known.links.iter().map(|l| l.power_w).sum();
        let cost = market.cost(&known.injections_kg_s, &known.withdrawals_kg_s, &[], power);
        prop_assert!(cheap.bound <= cost + 1e-6 * cost.abs(), "bound {} above a known plan's {cost}", cheap.bound);
        prop_assert!(served.bound >= load(&market) / 2.0 * (1.0 - 1e-6));
    }

    /// The order of junctions and links is no matter, nor is the way a pipe is drawn.
    #[test]
    fn relabelling_changes_nothing(seed in 0..10_000u64, n in 2..20usize, loops in 0..4usize) {
        let market = stressed(seed, n, loops);
        let mut other = market.clone();
        let place = |i: usize| n - 1 - i;
        other.junctions.reverse();
        other.links.reverse();
        for link in &mut other.links {
            (link.from, link.to) = (place(link.from), place(link.to));
            if link.name.starts_with("pipe") {
                std::mem::swap(&mut link.from, &mut link.to);
            }
        }
        other.receipts.iter_mut().for_each(|r| r.junction = place(r.junction));
        other.deliveries.iter_mut().for_each(|d| d.junction = place(d.junction));
        let (a, b) = (most_load(&market, EFFORT).unwrap(), most_load(&other, EFFORT).unwrap());
        // Both are within their proved gap of the same optimum.
        prop_assert!(a.objective <= b.bound * (1.0 + 1e-6) && b.objective <= a.bound * (1.0 + 1e-6));
        prop_assert!((a.objective - b.objective).abs() <= (a.gap().max(b.gap()) + 1e-6) * a.objective.abs());
    }

    /// The same of what it costs, with power in it.
    #[test]
    fn relabelling_changes_no_cost(seed in 0..10_000u64, n in 2..20usize, loops in 0..4usize) {
        let market = stressed(seed, n, loops);
        let mut other = market.clone();
        other.links.reverse();
        other.receipts.reverse();
        other.deliveries.reverse();
        let (a, b) = (least_cost(&market, EFFORT).unwrap(), least_cost(&other, EFFORT).unwrap());
        same(&a, &b, 1.0)?;
    }

    /// All prices `k` times as high make the plan `k` times as dear.
    #[test]
    fn prices_scale_the_cost(seed in 0..10_000u64, n in 2..20usize, k in 0.01..100.0f64) {
        let market = stressed(seed, n, 2);
        let mut dearer = market.clone();
        dearer.receipts.iter_mut().for_each(|r| r.offer_price *= k);
        dearer.deliveries.iter_mut().for_each(|d| d.bid_price *= k);
        dearer.power_weight_per_w *= k;
        same(&least_cost(&market, EFFORT).unwrap(), &least_cost(&dearer, EFFORT).unwrap(), k)?;
    }

    /// A limit that is eased never makes anything dearer, nor serves less.
    #[test]
    fn what_is_eased_is_no_worse(seed in 0..10_000u64, n in 2..20usize, which in 0..4usize, by in 1.0..1.5f64) {
        let market = stressed(seed, n, 2);
        let mut eased = market.clone();
        match which {
            0 => eased.junctions.iter_mut().for_each(|j| j.pressure_pa.min /= by),
            1 => eased.junctions.iter_mut().for_each(|j| j.pressure_pa.max *= by),
            2 => eased.receipts.iter_mut().for_each(|r| r.injection_kg_s.max *= by),
            _ => eased.deliveries.iter_mut().for_each(|d| d.withdrawal_kg_s.max *= by),
        }
        let (before, after) = (least_cost(&market, EFFORT).unwrap(), least_cost(&eased, EFFORT).unwrap());
        prop_assert!(after.bound <= before.objective + 1e-6 * before.objective.abs());
        prop_assert!(after.objective <= before.objective + (after.gap() + 1e-6) * after.objective.abs().max(1e-3 * after.scale));
        let (before, after) = (most_load(&market, EFFORT).unwrap(), most_load(&eased, EFFORT).unwrap());
        prop_assert!(after.bound >= before.objective * (1.0 - 1e-6));
        prop_assert!(after.objective >= before.objective * (1.0 - 1e-6) - after.gap() * after.objective);
    }

    /// Pressures `k` times as high with resistances `k^2` times as great, or flows `k` times as large with resistances `k^-2`
    /// times: the same problem in other units.
    #[test]
    fn units_are_no_matter(seed in 0..10_000u64, n in 2..20usize, k in 0.1..10.0f64) {
        let market = stressed(seed, n, 2);
        let base = most_load(&market, EFFORT).unwrap();
        let mut scaled = market.clone();
        for junction in &mut scaled.junctions {
            junction.pressure_pa = Range::new(junction.pressure_pa.min * k, junction.pressure_pa.max * k);
        }
        scale_resistance(&mut scaled, k * k);
        let pressures = most_load(&scaled, EFFORT).unwrap();
        prop_assert!((pressures.objective - base.objective).abs() <= (2e-4 + base.gap()) * base.objective);
        let mut scaled = market;
        scaled.deliveries.iter_mut().for_each(|d| d.withdrawal_kg_s.max *= k);
        scaled.receipts.iter_mut().for_each(|r| r.injection_kg_s.max *= k);
        scale_resistance(&mut scaled, 1.0 / (k * k));
        let flows = most_load(&scaled, EFFORT).unwrap();
        prop_assert!((flows.objective / k - base.objective).abs() <= (2e-4 + base.gap()) * base.objective);
    }
}

/// Both are within their proved gap of the same optimum, `k` times as great for the second.
fn same(a: &Plan, b: &Plan, k: f64) -> Result<(), TestCaseError> {
    let slack = 1e-6 * b.objective.abs().max(1e-3 * b.scale);
    prop_assert!(k * a.objective >= b.bound - slack && b.objective >= k * a.bound - slack, "{a:?} {b:?}");
    Ok(())
}

fn scale_resistance(market: &mut Market, by: f64) {
    for link in &mut market.links {
        if let gas_dispatch::dispatch::LinkKind::Pipe { resistance } = &mut link.kind {
            *resistance *= by;
        }
    }
}

/// A network of 600 junctions comes back within its allowance of programmes, with a plan that holds and an honest bound.
#[test]
fn six_hundred_junctions() {
    let market = stressed(1, 600, 30);
    let plan = most_load(&market, Effort { programmes: 60, gap: 1e-4 }).unwrap();
    confirmed(&market, &plan);
    assert!(plan.objective <= plan.bound * (1.0 + 1e-6));
    assert!(plan.gap() < 0.05, "{}", plan.gap());
}

/// More is asked than can come in: proved at once.
#[test]
fn impossible_is_proved() {
    let mut market = random(5, 10, 2).market;
    market.deliveries.iter_mut().for_each(|d| d.withdrawal_kg_s = Range::fixed(d.withdrawal_kg_s.max * 1.01));
    assert_eq!(feasible(&market, EFFORT), Err(NoPlan::Infeasible));
    // Enough gas, but the pipe cannot carry it: 27 MPa^2 are to be had, 28 would be needed.
    let mut narrow = common::bare(2);
    narrow.links.push(common::pipe_100(0, 1));
    narrow.receipts.push(common::receipt(0, 1000.0, 1.0));
    narrow.deliveries.push(common::delivery(1, Range::fixed(100.0 * (28.0f64 / 27.0).sqrt()), 1.0));
    assert_eq!(feasible(&narrow, EFFORT), Err(NoPlan::Infeasible));
    narrow.deliveries[0].withdrawal_kg_s = Range::fixed(99.9);
    assert!(feasible(&narrow, EFFORT).unwrap().residuals.holds());
}
