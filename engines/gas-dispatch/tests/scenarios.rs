//! Expansion for several scenarios at once, and of networks that lie apart.
#![allow(clippy::unwrap_used, clippy::panic)]
mod common;

use common::{EFFORT, bare, bypasses, confirmed, delivery, receipt};
use gas_dispatch::dispatch::{Link, LinkKind, LinkState, Market, MarketError, NoPlan, Range};
use gas_dispatch::expansion::{cheapest, cheapest_for_all, most_load};

/// A candidate that carries `carries` kg/s from 6 to 3 MPa.
fn candidate(from: usize, to: usize, carries: f64, cost: f64) -> Link {
    let kind = LinkKind::Pipe { resistance: 27e12 / (carries * carries) };
    let mut link = Link::new(format!("{from}-{to} for {carries}"), from, to, kind);
    link.construction_cost = Some(cost);
    link
}

/// A field and two towns, each with a small, a large and an even larger candidate.
fn towns(loads: [f64; 2]) -> Market {
    let mut market = bare(3);
    for town in [1, 2] {
        let sizes = [(60.0, 10.0), (100.0, 14.0), (160.0, 30.0)];
        market.links.extend(sizes.map(|(carries, cost)| candidate(0, town, carries, cost)));
        market.deliveries.push(delivery(town, Range::fixed(loads[town - 1]), 1.0));
    }
    market.receipts.push(receipt(0, 1000.0, 1.0));
    market
}

/// By itself each scenario builds large for one town and small for the other; together both need large ones, once.
#[test]
fn one_decision_serves_all_scenarios() {
    let scenarios = [towns([90.0, 50.0]), towns([50.0, 90.0]), towns([20.0, 20.0])];
    for alone in &scenarios[..2] {
        assert!((cheapest(alone, EFFORT).unwrap().objective - 24.0).abs() < 1e-6);
    }
    let all = cheapest_for_all(&scenarios, EFFORT).unwrap();
    assert!((all.construction_cost - 28.0).abs() < 1e-6 && all.gap() < 1e-4, "{} {}", all.construction_cost, all.bound);
    for (plan, scenario) in all.plans.iter().zip(&scenarios) {
        confirmed(scenario, plan);
        assert_eq!(plan.built(scenario).collect::<Vec<_>>(), [1, 4]);
        let served: f64 = plan.withdrawals_kg_s.iter().sum();
        assert!((served - scenario.deliveries.iter().map(|d| d.withdrawal_kg_s.min).sum::<f64>()).abs() < 1e-3);
    }
    // More than all candidates of a town together carry.
    let too_much = [towns([90.0, 50.0]), towns([90.0, 330.0])];
    assert_eq!(cheapest_for_all(&too_much, EFFORT), Err(NoPlan::Infeasible));
}

#[test]
fn a_scenario_alone_is_an_expansion() {
    let market = bypasses(3, 6, 5);
    let (one, plain) =
        (cheapest_for_all(std::slice::from_ref(&market), EFFORT).unwrap(), cheapest(&market, EFFORT).unwrap());
    assert!((one.construction_cost - plain.objective).abs() < 1e-6);
    // The same twice costs no more.
    let twice = cheapest_for_all(&[market.clone(), market], EFFORT).unwrap();
    assert!(
        (twice.construction_cost - plain.objective).abs() < 1e-6,
        "{} {}",
        twice.construction_cost,
        plain.objective
    );
}

#[test]
fn scenarios_are_one_network() {
    let mut other = towns([1.0, 1.0]);
    other.links[0].construction_cost = Some(11.0);
    let error = cheapest_for_all(&[towns([1.0, 1.0]), other], EFFORT).unwrap_err();
    assert!(error.to_string().contains("scenario 2"), "{error}");
    assert_eq!(cheapest_for_all(&[], EFFORT), Err(NoPlan::Market(MarketError::Empty)));
}

/// Two networks that lie apart, one with gas and one with a town: the cheaper of two ways to join them that is enough.
#[test]
fn networks_that_lie_apart_are_joined() {
    let mut market = bare(4);
    let pipe = |from, to| Link::new("pipe", from, to, LinkKind::Pipe { resistance: 27e12 / 1e6 });
    market.links = vec![
        pipe(0, 1),
        pipe(2, 3),
        candidate(1, 2, 50.0, 5.0),
        candidate(0, 3, 90.0, 20.0),
        candidate(1, 3, 100.0, 22.0),
    ];
    market.receipts.push(receipt(0, 1000.0, 1.0));
    market.deliveries.push(delivery(3, Range::fixed(80.0), 1.0));
    let plan = cheapest(&market, EFFORT).unwrap();
    assert_eq!(plan.built(&market).collect::<Vec<_>>(), [3]);
    confirmed(&market, &plan);
    assert_eq!(plan.links[2].state, LinkState::NotBuilt);
    market.links.truncate(3);
    assert_eq!(cheapest(&market, EFFORT), Err(NoPlan::Infeasible));
}

#[test]
fn budgets_are_amounts_of_money() {
    let market = towns([90.0, 50.0]);
    for budget in [f64::NAN, f64::INFINITY, -1.0] {
        let error = most_load(&market, Some(budget), EFFORT).unwrap_err();
        assert!(matches!(&error, NoPlan::Market(MarketError::Value { quantity: "budget", .. })), "{error}");
    }
    assert_eq!(most_load(&market, Some(23.0), EFFORT), Err(NoPlan::Infeasible), "24 is the least");
    assert!(most_load(&market, Some(24.0), EFFORT).unwrap().construction_cost <= 24.0);
}
