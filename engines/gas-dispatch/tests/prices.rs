//! Nodal prices and priority levels.
#![allow(clippy::unwrap_used, clippy::panic, clippy::float_cmp)]
mod common;

use common::{EFFORT, bare, delivery, market, pipe_100, receipt};
use gas_dispatch::dispatch::{
    Binding, BindingKind, Cause, LinkKind, Market, Plan, Range, least_cost, most_load, most_load_by_level,
};

/// Price at a junction, measured: the cost of one more gram a second withdrawn there.
fn measured(market: &Market, junction: usize) -> f64 {
    let step = 0.05;
    let cost = |more: f64| {
        let mut market = market.clone();
        market.deliveries.push(delivery(junction, Range::fixed(more), 0.0));
        least_cost(&market, EFFORT).unwrap().objective
    };
    (cost(step) - cost(0.0)) / step
}

#[test]
fn prices_are_what_one_more_kilogram_costs() {
    // Without power the objective is exact, so differences are.
    let market = market("case-6-no-power-limits.m");
    let plan = least_cost(&market, EFFORT).unwrap();
    for (junction, price) in plan.prices.nodal.iter().enumerate() {
        let measured = measured(&market, junction);
        assert!((price - measured).abs() < 0.03 * (1.0 + measured.abs()), "junction {junction}: {price} {measured}");
    }
}

#[test]
fn congestion_splits_prices_and_names_its_cause() {
    let mut market = bare(2);
    market.links.push(pipe_100(0, 1));
    market.receipts.extend([receipt(0, 1000.0, 1.0), receipt(1, 1000.0, 2.5)]);
    market.deliveries.push(delivery(1, Range::new(0.0, 60.0), 4.0));
    let free = least_cost(&market, EFFORT).unwrap();
    assert!(free.prices.nodal.iter().all(|p| (p - 1.0).abs() < 1e-4), "{:?}", free.prices);
    market.deliveries[0].withdrawal_kg_s.max = 150.0;
    let tight = least_cost(&market, EFFORT).unwrap();
    assert!(
        (tight.prices.nodal[0] - 1.0).abs() < 1e-4 && (tight.prices.nodal[1] - 2.5).abs() < 1e-4,
        "{:?}",
        tight.prices
    );
    let caused = |kind, element: &str| tight.prices.bindings.iter().find(|b| b.kind == kind && b.element == element);
    let highest = caused(BindingKind::PressureMax, "0").expect("the highest pressure at the inlet binds");
    // 100 kg/s at 1.5 less: f = sqrt((p0^2 - p1^2) / w), df/dp0 = p0 / (w f).
    let wanted = 1.5 * 6e6 / (27e8 * 100.0);
    assert!((highest.shadow_price - wanted).abs() < 1e-3 * wanted, "{} {wanted}", highest.shadow_price);
    assert!(caused(BindingKind::PressureMin, "1").is_some());
}

#[test]
fn levels_come_first_to_last() {
    // 100 kg/s reach junction 1; household, guaranteed industry and a large buyer want 160.
    let mut market = bare(2);
    market.links.push(pipe_100(0, 1));
    market.receipts.push(receipt(0, 1000.0, 1.0));
    market.deliveries.extend([30.0, 40.0, 90.0].map(|most| delivery(1, Range::new(0.0, most), 1.0)));
    let (plan, levels) = most_load_by_level(&market, &[vec![0], vec![1], vec![2]], EFFORT).unwrap();
    for (level, wanted) in levels.iter().zip([30.0, 40.0, 30.0]) {
        assert!((level.served_kg_s - wanted).abs() < 1e-3, "{levels:?}");
        assert!(level.bound_kg_s >= level.served_kg_s - 1e-3);
    }
    assert!(plan.residuals.holds());
    let (_, turned) = most_load_by_level(&market, &[vec![2], vec![0, 1]], EFFORT).unwrap();
    assert!((turned[0].served_kg_s - 90.0).abs() < 1e-3 && (turned[1].served_kg_s - 10.0).abs() < 1e-3, "{turned:?}");
    let error = most_load_by_level(&market, &[vec![7]], EFFORT).unwrap_err().to_string();
    assert!(error.contains("delivery number 7"), "{error}");
}

#[test]
fn weights_decide_between_equals() {
    let mut market = bare(2);
    market.links.push(pipe_100(0, 1));
    market.receipts.push(receipt(0, 1000.0, 1.0));
    market.deliveries.extend([80.0, 80.0].map(|most| delivery(1, Range::new(0.0, most), 1.0)));
    market.deliveries[1].priority = 3.0;
    let plan = most_load(&market, EFFORT).unwrap();
    assert!((plan.withdrawals_kg_s[1] - 80.0).abs() < 1e-3 && (plan.objective - 260.0).abs() < 1e-2, "{plan:?}");
}

/// Sum of the parts at a junction that `chosen` picks.
fn part(plan: &Plan, junction: usize, chosen: impl Fn(&Cause) -> bool) -> f64 {
    plan.prices.breakdown(junction).into_iter().filter(|(cause, _)| chosen(cause)).map(|p| p.1).sum()
}

#[test]
fn a_price_is_the_offer_and_what_the_limits_add() {
    let mut market = bare(2);
    market.links.push(pipe_100(0, 1));
    market.receipts.extend([receipt(0, 1000.0, 1.0), receipt(1, 1000.0, 2.5)]);
    market.deliveries.push(delivery(1, Range::new(0.0, 150.0), 4.0));
    let plan = least_cost(&market, EFFORT).unwrap();
    let supply = Cause::Supply("receipt at 0".into());
    for junction in 0..2 {
        assert!((part(&plan, junction, |c| *c == supply) - 1.0).abs() < 1e-4, "{:?}", plan.prices.parts);
        assert!(part(&plan, junction, |c| *c == Cause::Rest).abs() < 1e-4);
    }
    // 1.5 more at the town, from the highest pressure here and the lowest there, which share the pipe's drop.
    let limits = |kind, element: &str| part(&plan, 1, |c| *c == Cause::Limit(kind, element.into()));
    let (high, low) = (limits(BindingKind::PressureMax, "0"), limits(BindingKind::PressureMin, "1"));
    assert!((high - 0.75).abs() < 1e-3 && (low - 0.75).abs() < 1e-3, "{high} {low}");
}

/// Eases a limit by `by` in its unit, in the direction that helps.
fn ease(market: &mut Market, kind: BindingKind, element: &str, by: f64) {
    let junction = market.junctions.iter_mut().find(|j| j.name == element);
    let link = market.links.iter_mut().find(|l| l.name == element).map(|l| &mut l.kind);
    match (kind, junction, link) {
        (BindingKind::PressureMin, Some(j), _) => j.pressure_pa.min -= by,
        (BindingKind::PressureMax, Some(j), _) => j.pressure_pa.max += by,
        (BindingKind::RatioMin, _, Some(LinkKind::Compressor { ratio, .. })) => ratio.min -= by,
        (BindingKind::RatioMax, _, Some(LinkKind::Compressor { ratio, .. })) => ratio.max += by,
        other => panic!("{other:?}"),
    }
}

/// If every limit gives what its part says it must give for a little more gas at a junction, that gas costs the supply's and
/// the compressors' parts and no more. And each limit is worth its shadow price.
#[test]
fn parts_and_shadow_prices_are_what_they_cost() {
    let mut compared = 0;
    for seed in 1..7 {
        let mut market = common::random(seed, 12, 2).market;
        market.deliveries.iter_mut().for_each(|d| d.withdrawal_kg_s.max *= 1.6);
        market.receipts.iter_mut().for_each(|r| r.injection_kg_s.max *= 3.0);
        let plan = least_cost(&market, EFFORT).unwrap();
        let exchange = |b: &Binding| matches!(b.kind, BindingKind::ExchangeMin | BindingKind::ExchangeMax);
        let direction = |b: &Binding| b.kind == BindingKind::Direction;
        if plan.gap() > 1e-4 || plan.prices.bindings.iter().any(direction) {
            continue;
        }
        let network: Vec<&Binding> = plan.prices.bindings.iter().filter(|b| !exchange(b)).collect();
        for binding in &network {
            let step =
                if matches!(binding.kind, BindingKind::PressureMin | BindingKind::PressureMax) { 2e3 } else { 1e-3 };
            let mut eased = market.clone();
            ease(&mut eased, binding.kind, &binding.element, step);
            let saved = (plan.objective - least_cost(&eased, EFFORT).unwrap().objective) / step;
            assert!(
                (saved - binding.shadow_price).abs() < 0.1 * binding.shadow_price + 2e-2 / step,
                "{seed} {binding:?} {saved}"
            );
            compared += 1;
        }
        for junction in 0..12 {
            let rest = part(&plan, junction, |c| *c == Cause::Rest);
            assert!(rest.abs() < 2e-3 * (1.0 + plan.prices.nodal[junction].abs()), "{seed} {junction} rest {rest}");
            let (mut changed, step) = (market.clone(), 0.05);
            for binding in &network {
                let cause = Cause::Limit(binding.kind, binding.element.clone());
                let gives = part(&plan, junction, |c| *c == cause) / binding.shadow_price;
                ease(&mut changed, binding.kind, &binding.element, step * gives);
            }
            changed.deliveries.push(delivery(junction, Range::fixed(step), 0.0));
            let measured = (least_cost(&changed, EFFORT).unwrap().objective - plan.objective) / step;
            let own = part(&plan, junction, |c| {
                matches!(c, Cause::Supply(_) | Cause::Power | Cause::Limit(BindingKind::ExchangeMax, _))
            });
            assert!(
                (measured - own).abs() < 0.05 * (1.0 + own.abs()),
                "{seed} {junction}: {measured} {own} {:?}",
                plan.prices.breakdown(junction)
            );
        }
    }
    assert!(compared >= 5, "{compared} limits compared");
}
