//! Markets without a plan: which limits cannot hold together.
#![allow(clippy::unwrap_used, clippy::panic)]
mod common;

use common::{EFFORT, bare, bypasses, delivery, pipe_100, random, receipt};
use gas_dispatch::dispatch::{Conflict, Effort, Market, NoPlan, Range, conflict, feasible};
use proptest::prelude::*;

fn names(found: &Conflict) -> Vec<&str> {
    match found {
        Conflict::Limits { limits, rough: false } => limits.iter().map(|limit| limit.element.as_str()).collect(),
        other => panic!("{other}"),
    }
}

/// 110 kg/s through a pipe for 100, and a branch that has nothing to do with it.
fn narrow() -> Market {
    let mut market = bare(4);
    market.links = vec![pipe_100(0, 1), pipe_100(1, 2), pipe_100(0, 3)];
    market.receipts.push(receipt(0, 1000.0, 1.0));
    market.deliveries.push(delivery(1, Range::fixed(110.0), 1.0));
    market.deliveries.push(delivery(3, Range::fixed(50.0), 1.0));
    market
}

#[test]
fn pressures_at_both_ends_and_the_load_between() {
    let market = narrow();
    assert_eq!(feasible(&market, EFFORT), Err(NoPlan::Infeasible));
    let found = conflict(&market, false, &|| false).unwrap();
    // Junction 2 hangs on junction 1 without a load: the lowest pressure of either will do.
    let low = ["junction 1", "junction 2"].into_iter().find(|low| names(&found).contains(low)).unwrap();
    assert!(names(&found).contains(&"junction 0") && names(&found).contains(&"delivery at 1"), "{found}");
    assert!(!names(&found).contains(&"delivery at 3") && !names(&found).contains(&"junction 3"), "{found}");
    let text = found.to_string();
    assert!(
        text.contains("delivery at 1: kg/s is 110") && text.contains(&format!("{low}: pressure in bar from 30")),
        "{text}"
    );
}

/// Each of the limits named is needed: without it the same market has a plan, or is in conflict for other reasons.
#[test]
fn no_limit_is_named_for_nothing() {
    let mut eased = narrow();
    eased.junctions[0].pressure_pa.max = 7e6;
    assert!(feasible(&eased, EFFORT).is_ok() && conflict(&eased, false, &|| false).is_none());
    let mut eased = narrow();
    eased.deliveries[0].withdrawal_kg_s = Range::new(0.0, 110.0);
    assert!(feasible(&eased, EFFORT).is_ok() && conflict(&eased, false, &|| false).is_none());
    let mut eased = narrow();
    eased.junctions[1].pressure_pa.min = 1e6;
    eased.junctions[2].pressure_pa.min = 1e6;
    assert!(feasible(&eased, EFFORT).is_ok() && conflict(&eased, false, &|| false).is_none());
}

#[test]
fn what_is_not_built_is_in_the_way() {
    let mut market = narrow();
    market.links.push(pipe_100(0, 1));
    market.links[3].name = "second pipe".into();
    market.links[3].construction_cost = Some(5.0);
    let found = conflict(&market, false, &|| false).unwrap();
    assert!(names(&found).contains(&"second pipe"), "{found}");
    assert_eq!(conflict(&market, true, &|| false), None);
}

/// Told to stop after so many questions, it names what is left so far and says that this is not proved.
#[test]
fn a_search_that_has_to_stop_says_so() {
    use std::sync::atomic::{AtomicUsize, Ordering};
    let market = narrow();
    let asked = AtomicUsize::new(0);
    let after = |most: usize| {
        asked.store(0, Ordering::Relaxed);
        conflict(&market, false, &|| asked.fetch_add(1, Ordering::Relaxed) >= most)
    };
    let Some(Conflict::Limits { limits: whole, rough: false }) = after(usize::MAX) else { panic!("no conflict") };
    let needed = asked.load(Ordering::Relaxed);
    let mut before = usize::MAX;
    for most in [1, needed / 2, needed - 1] {
        let Some(found) = after(most) else { panic!("nothing named after {most} of {needed}") };
        assert_eq!(asked.load(Ordering::Relaxed), most + 1, "it goes on after it was told to stop");
        assert!(found.to_string().contains("not proved to be the fewest"), "{found}");
        let Conflict::Limits { limits, rough: true } = found else { panic!("{found}") };
        assert!(limits.len() >= whole.len() && limits.len() <= before);
        before = limits.len();
    }
}

#[test]
fn a_market_that_is_wrong_is_in_no_conflict() {
    let mut market = narrow();
    market.junctions[0].pressure_pa = Range::new(5e6, 4e6);
    assert_eq!(conflict(&market, false, &|| false), None);
    assert_eq!(conflict(&bare(0), false, &|| false), None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// More gas is asked for than can come in.
    #[test]
    fn a_part_that_takes_more_than_it_gets(seed in 0..10_000u64, n in 2..30usize, more in 1.01..3.0f64) {
        let mut market = random(seed, n, 3).market;
        market.deliveries.iter_mut().for_each(|d| d.withdrawal_kg_s = Range::fixed(d.withdrawal_kg_s.max * more));
        let asked: f64 = market.deliveries.iter().map(|d| d.withdrawal_kg_s.min).sum();
        let Some(Conflict::Balance { least_kg_s, most_kg_s, leaves: true, .. }) = conflict(&market, false, &|| false) else {
            panic!("{:?}", conflict(&market, false, &|| false))
        };
        prop_assert!((least_kg_s / asked - 1.0).abs() < 1e-9 && (most_kg_s * more / asked - 1.0).abs() < 1e-6);
    }

    /// No conflict where there is a plan, and none where candidates make it.
    #[test]
    fn what_works_is_in_no_conflict(seed in 0..10_000u64, n in 4..30usize) {
        let mut market = random(seed, n, 3).market;
        market.deliveries.iter_mut().for_each(|d| d.withdrawal_kg_s = Range::fixed(d.withdrawal_kg_s.max));
        prop_assert_eq!(conflict(&market, false, &|| false), None);
        let market = bypasses(seed, 4 + n % 6, 6);
        let effort = Effort { programmes: 100, gap: 1e-4 };
        if gas_dispatch::expansion::cheapest(&market, effort).is_ok() {
            prop_assert_eq!(conflict(&market, true, &|| false), None);
        }
    }
}
