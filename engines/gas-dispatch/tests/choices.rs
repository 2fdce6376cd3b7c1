//! Which candidates are built, against trying every choice of them.
#![allow(clippy::unwrap_used, clippy::panic)]
mod common;

use common::{Dice, EFFORT, bare, bypasses, cheapest_of_all, confirmed, delivery, receipt};
use gas_dispatch::dispatch::{Direction, Link, LinkKind, Market, NoPlan, Range, conflict};
use gas_dispatch::expansion::{cheapest, cheapest_for_all};
use proptest::prelude::*;

/// A ring fed at one junction, where flow may turn: pipes around it may be doubled, crossed or helped by a compressor.
fn ring(seed: u64, n: usize) -> Market {
    let mut dice = Dice(seed);
    let mut market = bare(n);
    let candidate = |name: String, from, to, kind, cost| {
        let mut link = Link::new(name, from, to, kind);
        link.construction_cost = Some(cost);
        link
    };
    for i in 0..n {
        let kind = LinkKind::Pipe { resistance: 27e12 / 1e4 / n as f64 * dice.between(0.5, 2.0) };
        market.links.push(Link::new(format!("pipe {i}"), i, (i + 1) % n, kind.clone()));
        if i > 0 {
            market.links.push(candidate(format!("double {i}"), i, (i + 1) % n, kind, dice.between(10.0, 40.0)));
        }
    }
    let chord = LinkKind::Pipe { resistance: 27e12 / 1e4 * dice.between(0.3, 1.5) };
    market.links.push(candidate("chord".into(), 0, n / 2, chord, dice.between(20.0, 80.0)));
    let kind =
        LinkKind::Compressor { ratio: Range::new(1.0, 1.6), power_max_w: f64::INFINITY, direction: Direction::OneWay };
    market.links.push(candidate("compressor".into(), 1, 2, kind, dice.between(10.0, 60.0)));
    market.receipts.push(receipt(0, 1000.0, 1.0));
    market.deliveries.extend((1..n).map(|j| delivery(j, Range::fixed(dice.between(20.0, 90.0)), 1.0)));
    market
}

/// What is built costs no more than any choice that works, and the bound says no less than is true.
fn is_cheapest(market: &Market) {
    let least = cheapest_of_all(market);
    match cheapest(market, EFFORT) {
        Ok(plan) => {
            assert!(plan.objective <= least * (1.0 + 1e-4) + 1e-6, "{} instead of {least}", plan.objective);
            assert!(plan.bound <= least + 1e-6 && plan.gap() < 1e-3, "bound {} of {least}", plan.bound);
            let built: f64 = plan.built(market).filter_map(|e| market.links[e].construction_cost).sum();
            assert!((built - plan.construction_cost).abs() < 1e-9 && !plan.stopped);
            confirmed(market, &plan);
        }
        Err(error) => {
            assert!(error == NoPlan::Infeasible && least.is_infinite(), "{error} instead of {least}");
            assert!(conflict(market, true, &|| false).is_some());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn of_rings_the_cheapest_choice_is_built(seed in 0..10_000u64, n in 3..5usize) {
        is_cheapest(&ring(seed, n));
    }

    /// Where not even all candidates are enough, limits are named that cannot hold together, a load among them.
    #[test]
    fn why_nothing_is_enough_is_named(seed in 0..10_000u64, n in 3..5usize, more in 1.0..4.0f64) {
        let mut market = ring(seed, n);
        market.deliveries.iter_mut().for_each(|d| d.withdrawal_kg_s = Range::fixed(more * d.withdrawal_kg_s.min));
        if cheapest(&market, EFFORT) == Err(NoPlan::Infeasible) {
            let found = conflict(&market, true, &|| false).map(|found| found.to_string()).unwrap_or_default();
            prop_assert!(found.contains("delivery at"), "{found}");
        }
    }

    #[test]
    fn of_bypasses_the_cheapest_choice_is_built(seed in 0..10_000u64, n in 4..8usize, candidates in 1..7usize) {
        is_cheapest(&bypasses(seed, n, candidates));
    }

    /// For two loads at once no less is built than for either, and the same search comes to the same plan again.
    #[test]
    fn more_loads_cost_no_less(seed in 0..10_000u64, less in 0.5..0.95f64) {
        let full = bypasses(seed, 5, 4);
        let mut low = full.clone();
        low.deliveries.iter_mut().for_each(|d| d.withdrawal_kg_s = Range::fixed(less * d.withdrawal_kg_s.min));
        let both = cheapest_for_all(&[low, full.clone()], EFFORT);
        match cheapest(&full, EFFORT) {
            Ok(alone) => {
                let both = both.unwrap();
                prop_assert!(both.construction_cost >= alone.bound - 1e-6);
                prop_assert_eq!(cheapest(&full, EFFORT).unwrap(), alone);
            }
            Err(error) => prop_assert_eq!(both.unwrap_err(), error),
        }
    }
}

/// As many candidates as on the public networks, with rings: a plan is found, and proved to be the cheapest.
#[test]
fn a_ring_of_many_candidates_is_settled() {
    let market = ring(5, 12);
    let plan = cheapest(&market, EFFORT).unwrap();
    assert!(plan.gap() < 1e-3, "{} {}", plan.objective, plan.bound);
    confirmed(&market, &plan);
}
