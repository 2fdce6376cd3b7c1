//! Plans against the steady solver of `gas-flow`: true ones are confirmed, false ones refused by name.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::float_cmp,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss
)]
mod common;

use common::{EFFORT, Known, bare, confirmed, delivery, known, market, mixed, pipe_100, receipt};
use gas_dispatch::dispatch::{
    Direction, Link, LinkKind, LinkState, Market, NoPlan, Plan, Range, Unconfirmed, confirm, feasible, least_cost,
    most_load, residuals,
};
use gas_dispatch::expansion;
use proptest::prelude::*;

/// A pipe that carries this flow between these pressures.
fn pipe(name: &str, [from, to]: [usize; 2], pressures_pa: &[f64], flow: f64) -> Link {
    let resistance = (pressures_pa[from].powi(2) - pressures_pa[to].powi(2)) / (flow * flow.abs());
    Link::new(name, from, to, LinkKind::Pipe { resistance })
}

fn compressor(name: &str, from: usize, to: usize) -> Link {
    let ratio = Range::new(1.0, 2.0);
    Link::new(name, from, to, LinkKind::Compressor { ratio, power_max_w: f64::INFINITY, direction: Direction::OneWay })
}

fn regulator(name: &str, from: usize, to: usize) -> Link {
    Link::new(name, from, to, LinkKind::Regulator { ratio: Range::new(0.0, 1.0) })
}

/// The plan from which a network was made is what steady flow comes to.
fn holds(known: &Known) {
    let confirmation = confirm(&known.market, &known.plan()).unwrap();
    assert!(confirmation.pressure_pa < 1e-3 && confirmation.flow_kg_s < 1e-7, "{confirmation:?}");
    assert!(confirmation.balance_kg_s < 1e-9, "{confirmation:?}");
}

/// What differs in a plan that is refused.
fn refused(market: &Market, plan: &Plan) -> String {
    match confirm(market, plan).unwrap_err() {
        Unconfirmed::Differs { element, .. } => element,
        other => panic!("{other}"),
    }
}

#[test]
fn gas_that_runs_back_around_a_compressor() {
    let p = [4e6, 5e6, 4.5e6];
    let links = vec![compressor("station", 0, 1), pipe("back", [1, 0], &p, 12.0), pipe("on", [1, 2], &p, 30.0)];
    let ring = known(&p, links, &[42.0, 12.0, 30.0]);
    holds(&ring);
    // Another share of it runs back than the plan says.
    let mut false_plan = ring.plan();
    false_plan.links[0].flow_kg_s += 1.0;
    false_plan.links[1].flow_kg_s += 1.0;
    assert!(["link station", "link back"].contains(&refused(&ring.market, &false_plan).as_str()));
}

#[test]
fn stations_side_by_side_and_in_a_ring() {
    let p = [4e6, 5e6, 5.5e6];
    let beside = vec![compressor("large", 0, 1), compressor("small", 0, 1), pipe("on", [1, 2], &p, -20.0)];
    holds(&known(&p, beside, &[30.0, 10.0, -20.0]));
    let around = vec![compressor("first", 0, 1), compressor("second", 1, 2), pipe("back", [2, 0], &p, 7.0)];
    holds(&known(&p, around, &[25.0, 20.0, 7.0]));
}

#[test]
fn regulators_one_behind_two_sources_and_one_in_a_ring() {
    let p = [6e6, 5e6, 4e5, 3e5];
    let links = vec![regulator("west", 0, 2), regulator("east", 1, 2), pipe("street", [2, 3], &p, 3.0)];
    holds(&known(&p, links, &[2.0, 1.5, 3.0]));
    let p = [6e6, 5e6, 4e6];
    let links = vec![pipe("a", [0, 1], &p, 10.0), regulator("valve", 1, 2), pipe("b", [0, 2], &p, 5.0)];
    let ring = known(&p, links, &[10.0, 4.0, 5.0]);
    holds(&ring);
    let mut false_plan = ring.plan();
    false_plan.links[1].flow_kg_s = 5.0;
    // What the regulator passes more, pipe a must bring.
    false_plan.links[0].flow_kg_s = 11.0;
    false_plan.links[2].flow_kg_s = 4.0;
    assert!(refused(&ring.market, &false_plan).starts_with("junction"));
}

#[test]
fn what_stands_still_and_what_is_shut() {
    let p = [6e6, 5e6, 3e6, 4e6];
    let kinds = [LinkKind::Valve, LinkKind::LossResistor { loss_pa: 1e6 }];
    let mut links = vec![pipe("a", [0, 1], &p, 10.0), compressor("idle", 2, 3), regulator("tight", 1, 2)];
    let [valve, loss] = kinds.map(|kind| Link::new("fitting", 1, 3, kind));
    links.extend([valve, loss]);
    let still = known(&p, links, &[10.0, 0.0, 0.0, 0.0, 4.0]);
    let mut plan = still.plan();
    plan.links[3].state = LinkState::Closed;
    assert!(confirm(&still.market, &plan).unwrap().pressure_pa < 1e-3);
    // Opened, the valve would make pressures alike.
    plan.links[3].state = LinkState::Forward;
    assert!(refused(&still.market, &plan).starts_with("junction"));
}

#[test]
fn heights_that_do_not_close_are_named() {
    let mut market = bare(3);
    let pipe = |name: &str, from, to, rise| {
        let mut pipe = pipe_100(from, to).climbing(rise, 370.0);
        pipe.name = name.into();
        pipe
    };
    market.links = vec![pipe("up", 0, 1, 100.0), pipe("on", 1, 2, 0.0), pipe("down", 2, 0, -100.0)];
    market.receipts.push(receipt(0, 50.0, 1.0));
    market.deliveries.push(delivery(2, Range::fixed(50.0), 2.0));
    confirmed(&market, &feasible(&market, EFFORT).unwrap());
    market.links[1] = pipe("on", 1, 2, 50.0);
    let error = feasible(&market, EFFORT).unwrap_err();
    assert_eq!(error, NoPlan::Unconfirmed(Unconfirmed::Heights { pipe: "down".into() }));
}

#[test]
fn what_is_not_built_carries_nothing() {
    let market = market("case-6-ne.m");
    let plan = expansion::cheapest(&market, EFFORT).unwrap();
    let mut false_plan = plan.clone();
    let pipe = plan.built(&market).find(|e| matches!(market.links[*e].kind, LinkKind::Pipe { .. })).unwrap();
    false_plan.links[pipe].state = LinkState::NotBuilt;
    assert!(confirm(&market, &plan).is_ok() && confirm(&market, &false_plan).is_err());
}

#[test]
fn no_plan_needs_a_vacuum() {
    let mut market = bare(2);
    market.junctions[1].pressure_pa.min = 0.0;
    market.links.push(pipe_100(0, 1));
    market.receipts.push(receipt(0, 1000.0, 1.0));
    market.deliveries.push(delivery(1, Range::new(0.0, 500.0), 2.0));
    let plan = most_load(&market, EFFORT).unwrap();
    confirmed(&market, &plan);
    assert!((plan.objective - (36e12f64 / 27e8).sqrt()).abs() < 1e-3, "{}", plan.objective);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Whatever is joined to whatever: steady flow from nothing comes to the pressures and flows from which the network was made.
    #[test]
    fn mixed_networks_are_confirmed(seed in any::<u64>(), n in 2..60usize, loops in 0..20usize) {
        holds(&mixed(seed, n, loops));
    }

    /// Any one figure of a plan for a real network, made false, is found out.
    #[test]
    fn falsified_plans_are_refused(which in 0..4usize, at in 0.0..1.0f64, by in 0.01..0.3f64, up in any::<bool>()) {
        let (market, plan) = honest();
        let mut spoiled = plan.clone();
        let factor = if up { 1.0 + by } else { 1.0 - by };
        let pick = |count: usize| ((at * count as f64).floor()).min(count as f64 - 1.0) as usize;
        match which {
            // A junction between machines only may have another pressure: they are set otherwise then.
            0 => {
                let pipes = market.links.iter().filter(|l| matches!(l.kind, LinkKind::Pipe { .. }));
                let piped: Vec<usize> = pipes.flat_map(|l| [l.from, l.to]).collect();
                spoiled.pressures_pa[piped[pick(piped.len())]] *= factor;
            }
            1 => {
                let carrying: Vec<usize> = (0..plan.links.len()).filter(|e| plan.links[*e].flow_kg_s.abs() > 1.0).collect();
                spoiled.links[carrying[pick(carrying.len())]].flow_kg_s *= factor;
            }
            2 => spoiled.injections_kg_s[0] *= factor,
            _ => {
                let served: Vec<usize> = (0..plan.withdrawals_kg_s.len()).filter(|d| plan.withdrawals_kg_s[*d] > 1.0).collect();
                spoiled.withdrawals_kg_s[served[pick(served.len())]] *= factor;
            }
        }
        prop_assert!(confirm(market, plan).is_ok());
        prop_assert!(confirm(market, &spoiled).is_err());
    }
}

/// What is as large as anything in the network may be off by no more than a few tolerances of 1e-4.
#[test]
fn small_falsehoods_are_refused() {
    let p = [6e6, 5e6, 4e6];
    let known = known(&p, vec![pipe("a", [0, 1], &p, 100.0), pipe("b", [1, 2], &p, 100.0)], &[100.0, 100.0]);
    let plan = known.plan();
    for by in [2e-4, 5e-4] {
        for sign in [1.0, -1.0] {
            let refused_with = |spoil: &dyn Fn(&mut Plan)| {
                let mut spoiled = plan.clone();
                spoil(&mut spoiled);
                refused(&known.market, &spoiled)
            };
            let factor = 1.0 + sign * by;
            assert!(refused_with(&|plan| plan.pressures_pa[0] *= factor).starts_with("junction"));
            assert!(refused_with(&|plan| plan.pressures_pa[1] *= 1.0 + 1.5 * sign * by).starts_with("junction"));
            assert_eq!(refused_with(&|plan| plan.injections_kg_s[0] *= factor), "junction 0");
            assert_eq!(refused_with(&|plan| plan.withdrawals_kg_s[0] *= factor), "junction 2");
            assert_eq!(refused_with(&|plan| plan.links[0].flow_kg_s *= factor), "junction 0");
        }
    }
}

/// GasLib-40 with its best plan.
fn honest() -> &'static (Market, Plan) {
    static HONEST: std::sync::OnceLock<(Market, Plan)> = std::sync::OnceLock::new();
    HONEST.get_or_init(|| {
        let market = market("gaslib-40-E.m");
        let plan = least_cost(&market, EFFORT).unwrap();
        (market, plan)
    })
}

#[test]
fn storage_flows_are_part_of_the_balance() {
    let market = market("case-6-storage.m");
    let mut plan = feasible(&market, EFFORT).unwrap();
    confirmed(&market, &plan);
    plan.storage_kg_s[0] += 1.0;
    assert!(confirm(&market, &plan).unwrap_err().to_string().contains("outflow"));
}

/// A stub of 10 m and 1.2 m bore would carry some 60,000 kg/s into a vacuum; what stands far from it is not measured by that.
#[test]
fn a_fat_stub_elsewhere_hides_nothing() {
    let p = [6e6, 5e6, 5e6, 6e6];
    let valve = |name: &str| Link::new(name, 1, 2, LinkKind::Valve);
    let stub = Link::new("stub", 0, 3, LinkKind::Pipe { resistance: 36e12 / 6e4f64.powi(2) });
    let links = vec![pipe("main", [0, 1], &p, 100.0), valve("open"), valve("shut"), stub];
    let known = known(&p, links, &[100.0, 100.0, 0.0, 0.0]);
    let mut plan = known.plan();
    plan.links[2].state = LinkState::Closed;
    assert!(confirm(&known.market, &plan).is_ok());
    // A valve that is shut passes nothing.
    plan.links[1].flow_kg_s -= 1.0;
    plan.links[2].flow_kg_s += 1.0;
    assert!(["link open", "link shut"].contains(&refused(&known.market, &plan).as_str()));
}

#[test]
fn plans_of_another_market_are_refused() {
    let market = bare(2);
    let plan = known(&[6e6, 5e6], vec![], &[]).plan();
    assert!(confirm(&market, &plan).is_ok() && residuals(&market, &plan).is_ok());
    let mut short = plan.clone();
    short.pressures_pa.pop();
    let error = confirm(&market, &short).unwrap_err().to_string();
    assert!(error.contains("1 pressures, the market 2"), "{error}");
    assert_eq!(residuals(&market, &short).unwrap_err().to_string(), error);
    let mut broken = market;
    broken.links.push(pipe_100(0, 7));
    assert!(confirm(&broken, &plan).unwrap_err().to_string().contains("junction number 7"));
}

/// What is no number is in no range, and no plan of it holds.
#[test]
fn what_is_no_number_does_not_hold() {
    assert_eq!(Range::FREE.excess(f64::NAN), f64::INFINITY);
    assert_eq!(Range::new(0.0, f64::NAN).excess(1.0), f64::INFINITY);
    assert_eq!([2.0, 0.0, 1.0].map(|x| Range::new(0.0, 1.0).excess(x)), [1.0, 0.0, 0.0]);
    let p = [6e6, 5e6, 5.5e6];
    let known = known(&p, vec![pipe("main", [0, 1], &p, 50.0), compressor("station", 1, 2)], &[50.0, 50.0]);
    let plan = known.plan();
    assert!(residuals(&known.market, &plan).unwrap().holds());
    let spoil: [fn(&mut Plan); 5] = [
        |plan| plan.pressures_pa.fill(f64::NAN),
        |plan| plan.pressures_pa[1] = f64::NAN,
        |plan| plan.links[0].flow_kg_s = f64::NAN,
        |plan| plan.links[1].power_w = f64::NAN,
        |plan| plan.injections_kg_s.fill(f64::NAN),
    ];
    for spoil in spoil {
        let mut spoiled = plan.clone();
        spoil(&mut spoiled);
        let found = residuals(&known.market, &spoiled).unwrap();
        assert!(!found.holds() && found.worst() == f64::INFINITY, "{found:?}");
    }
}

/// Power is that of the pressures and flows that the plan's settings bring about, and so is its cost.
#[test]
fn power_is_that_of_the_settled_flow() {
    let (market, plan) = honest();
    let (mut taken, mut at_work) = (0.0, 0);
    for (link, at) in market.links.iter().zip(&plan.links) {
        if !matches!(link.kind, LinkKind::Compressor { .. }) || at.state != LinkState::Forward {
            assert_eq!(at.power_w, 0.0, "{}", link.name);
            continue;
        }
        let ratio = plan.pressures_pa[link.to] / plan.pressures_pa[link.from];
        let power_w =
            market.gas.specific_work_j_kg() * at.flow_kg_s * (ratio.powf(market.gas.work_exponent()) - 1.0).max(0.0);
        assert!((at.power_w - power_w).abs() <= 1e-13 * power_w, "{}: {} {power_w}", link.name, at.power_w);
        (taken, at_work) = (taken + power_w, at_work + usize::from(power_w > 1e3));
    }
    let cost = market.cost(&plan.injections_kg_s, &plan.withdrawals_kg_s, &plan.transfers_kg_s, taken);
    assert!(at_work > 0 && (plan.objective - cost).abs() <= 1e-9 * cost.abs(), "{at_work} {} {cost}", plan.objective);
    assert!(plan.bound <= plan.objective);
}
