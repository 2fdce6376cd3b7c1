//! Several periods, in cases small enough to compute by hand.
#![allow(clippy::unwrap_used, clippy::panic, clippy::float_cmp)]
mod common;

use common::{EFFORT, bare, confirmed, delivery, market, pipe_100, receipt};
use gas_dispatch::dispatch::{Effort, Market, NoPlan, Range, Storage};
use gas_dispatch::horizon::{
    Bearer, Contract, Exchange, Guarantee, Horizon, Inventory, Price, Schedule, TakeOrPay, least_cost, read_toml,
};

const HOUR: f64 = 3600.0;

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-4 * (1.0 + b.abs())
}

/// Receipts at 0 with given most and offer, a pipe for 100 kg/s, and a fixed load of `load` at 1.
fn town(receipts: &[(f64, f64)], load: f64) -> Market {
    let mut market = bare(2);
    market.links.push(pipe_100(0, 1));
    market.receipts.extend(receipts.iter().map(|(most, offer)| receipt(0, *most, *offer)));
    market.deliveries.push(delivery(1, Range::fixed(load), 0.0));
    market
}

fn over(periods: Vec<Market>, period_s: f64) -> Horizon {
    Horizon { period_s, periods, inventories: vec![], contracts: vec![], guarantees: vec![], levels: vec![] }
}

fn contract(name: &str, exchanges: Vec<Exchange>) -> Contract {
    Contract { name: name.into(), exchanges, daily_kg: Range::FREE, total_kg: Range::FREE, take_or_pay: None }
}

fn solved(horizon: &Horizon) -> Schedule {
    let schedule = least_cost(horizon, EFFORT).unwrap();
    assert!(schedule.holds(), "{schedule:?}");
    horizon.periods.iter().zip(&schedule.plans).for_each(|(market, plan)| confirmed(market, plan));
    assert!(schedule.gap() < 1.1e-4 && schedule.bound <= schedule.cost * (1.0 + 1e-6), "{}", schedule.gap());
    schedule
}

fn cavern(into: f64, working_kg: f64) -> (Storage, Inventory) {
    let storage = Storage {
        name: "cavern".into(),
        junction: 0,
        injection_kg_s: Range::new(0.0, into),
        withdrawal_kg_s: Range::new(0.0, 100.0),
        price: 0.0,
    };
    (storage, Inventory { stock_kg: Range::new(0.0, working_kg), start_kg: 0.0, end_kg: Range::new(0.0, 1e9) })
}

/// Gas costs 1, then 3; the load takes 50 either way. What the store takes in the first hour it gives in the second.
#[test]
fn a_store_buys_cheap_gas_for_the_dear_hour() {
    for (into, working_kg, carried) in [(20.0, 1e6, 20.0), (20.0, 10.0 * HOUR, 10.0), (80.0, 1e6, 50.0)] {
        let (storage, inventory) = cavern(into, working_kg);
        let hour = |offer| Market { storages: vec![storage.clone()], ..town(&[(1000.0, offer)], 50.0) };
        let horizon = Horizon { inventories: vec![inventory], ..over(vec![hour(1.0), hour(3.0)], HOUR) };
        let schedule = solved(&horizon);
        assert!(near(schedule.cost, ((50.0 + carried) + 3.0 * (50.0 - carried)) * HOUR), "{}", schedule.cost);
        assert!(near(schedule.ledger.stock_kg[0][0], carried * HOUR) && schedule.ledger.stock_kg[0][1].abs() < 1.0);
        assert!(near(schedule.plans[0].storage_kg_s[0], -carried), "{:?}", schedule.plans[0].storage_kg_s);
        if carried < 50.0 {
            assert!(near(schedule.plans[0].prices.nodal[1], 1.0) && near(schedule.plans[1].prices.nodal[1], 3.0));
        }
    }
}

/// What the store is to hold in the end is bought when gas is cheapest.
#[test]
fn a_store_ends_as_it_must() {
    let (storage, mut inventory) = cavern(20.0, 1e6);
    inventory.end_kg = Range::new(15.0 * HOUR, 1e9);
    let hour = |offer| Market { storages: vec![storage.clone()], ..town(&[(1000.0, offer)], 50.0) };
    let horizon = Horizon { inventories: vec![inventory], ..over(vec![hour(2.0), hour(1.0)], HOUR) };
    let schedule = solved(&horizon);
    assert!(near(schedule.cost, (2.0 * 50.0 + 65.0) * HOUR) && near(schedule.ledger.stock_kg[0][1], 15.0 * HOUR));
    let too_much = Inventory { end_kg: Range::new(41.0 * HOUR, 1e9), ..inventory };
    let impossible = Horizon { inventories: vec![too_much], ..horizon };
    assert_eq!(least_cost(&impossible, EFFORT), Err(NoPlan::Infeasible));
}

/// Cheap gas at 1, dear gas at 3 of which 60 (per hour) are paid for anyway.
#[test]
fn take_or_pay_makes_the_dear_supplier_run() {
    for (dear_most, taken) in [(1000.0, 60.0), (20.0, 40.0)] {
        let market = town(&[(1000.0, 1.0), (dear_most, 3.0)], 50.0);
        let free = over(vec![market.clone(), market], HOUR);
        assert!(near(solved(&free).cost, 100.0 * HOUR));
        let terms = TakeOrPay { least_kg: 60.0 * HOUR, price: 3.0 };
        let dear = Contract { take_or_pay: Some(terms), ..contract("dear", vec![Exchange::Receipt(1)]) };
        let schedule = solved(&Horizon { contracts: vec![dear], ..free });
        let account = &schedule.ledger.accounts[0];
        assert!(near(account.total_kg, taken * HOUR) && near(account.shortfall_kg, (60.0 - taken) * HOUR));
        assert!(near(schedule.cost, ((100.0 - taken) + 3.0 * 60.0) * HOUR), "{}", schedule.cost);
    }
}

/// 60 kg/s for half a day of cheap gas a day, against a load of 50 all day: 40 more must be dear.
#[test]
fn a_daily_limit_binds() {
    let half_day = 12.0 * HOUR;
    let market = town(&[(1000.0, 1.0), (1000.0, 3.0)], 50.0);
    let cheap =
        Contract { daily_kg: Range::new(0.0, 60.0 * half_day), ..contract("cheap", vec![Exchange::Receipt(0)]) };
    let schedule = solved(&Horizon { contracts: vec![cheap], ..over(vec![market; 4], half_day) });
    assert!(near(schedule.cost, 2.0 * (60.0 + 3.0 * 40.0) * half_day), "{}", schedule.cost);
    assert!(schedule.ledger.accounts[0].daily_kg.iter().all(|kg| near(*kg, 60.0 * half_day)));
    for day in ["cheap, day 0", "cheap, day 1"] {
        let binding = schedule.bindings.iter().find(|b| b.element == day).unwrap();
        assert!(near(binding.shadow_price, 2.0), "one more kilogram a day saves 3 - 1: {binding:?}");
    }
}

/// The pipe brings 100 at 1; the rest of 130 costs 2.5 where the load is. The zone's industry takes 30 and pays no more than
/// the price at the source; the others there bear the 1.5 that it saves.
#[test]
fn the_lowest_price_is_guaranteed() {
    let mut market = town(&[(1000.0, 1.0)], 60.0);
    market.receipts.push(receipt(1, 1000.0, 2.5));
    market.deliveries.extend([delivery(1, Range::fixed(30.0), 0.0), delivery(1, Range::fixed(40.0), 0.0)]);
    market.deliveries.iter_mut().enumerate().for_each(|(k, d)| d.name = format!("load {k}"));
    let guarantee = Guarantee {
        name: "zone".into(),
        deliveries: vec![1],
        otherwise: None,
        references: vec![Price::Fixed(2.0), Price::Nodal(0)],
        bearer: Bearer::Exchanges(vec![Exchange::Delivery(0), Exchange::Delivery(2)]),
    };
    let by_operator = Guarantee { bearer: Bearer::Operator, references: vec![Price::Fixed(2.0)], ..guarantee.clone() };
    let needless = Guarantee { references: vec![Price::Offer(1)], ..guarantee.clone() };
    let horizon =
        Horizon { guarantees: vec![guarantee, by_operator, needless], ..over(vec![market.clone(), market], HOUR) };
    let schedule = solved(&horizon);
    let [zone, operator, needless] = &schedule.settlements[..] else { panic!() };
    assert!(near(zone.cost, 1.5 * 30.0 * 2.0 * HOUR), "{zone:?}");
    assert!(zone.invoices.iter().all(|i| near(i.paid, 1.0) && near(i.otherwise, 2.5) && i.lowest.1 == 1));
    assert_eq!(zone.borne[0].0, "load 0");
    assert!(near(zone.borne[0].1, 0.6 * zone.cost) && near(zone.borne[1].1, 0.4 * zone.cost));
    assert!(near(operator.cost, 0.5 * 30.0 * 2.0 * HOUR) && operator.borne[0].0 == "operator");
    assert!(needless.cost.abs() < 1e-2, "{needless:?}");
}

/// 40 come in each hour. Households want 20, then 50; the zone's industry wants 30 always: households first, out of the store.
#[test]
fn levels_come_before_cost() {
    let (storage, inventory) = cavern(100.0, 1e6);
    let hour = |households| {
        let mut market = Market { storages: vec![storage.clone()], ..town(&[(40.0, 5.0)], 0.0) };
        market.deliveries[0].withdrawal_kg_s = Range::new(0.0, households);
        market.deliveries.push(delivery(1, Range::new(0.0, 30.0), 0.0));
        market
    };
    let levels = vec![vec![0], vec![1]];
    let horizon = Horizon { inventories: vec![inventory], levels, ..over(vec![hour(20.0), hour(50.0)], HOUR) };
    let schedule = solved(&horizon);
    let taken: Vec<f64> = schedule.plans.iter().map(|p| p.withdrawals_kg_s[0]).collect();
    assert!(
        near(taken[0], 20.0) && near(taken[1], 50.0),
        "{taken:?} {:?} {} {}",
        schedule.levels,
        schedule.cost,
        schedule.bound
    );
    assert!(near(schedule.levels[0].served_kg_s, 35.0) && near(schedule.levels[1].served_kg_s, 5.0), "{schedule:?}");
    assert!(schedule.ledger.stock_kg[0][0] >= 10.0 * HOUR - 1.0);
    assert!(near(schedule.cost, 80.0 * 5.0 * HOUR), "no gas is bought that no level takes: {}", schedule.cost);
}

/// A day of a reference network with compressors: bids that rise and fall, a contract for the source.
#[test]
fn a_day_of_a_reference_network() {
    let base = market("case-6.m");
    let hour = |t: usize| {
        let mut market = base.clone();
        market
            .deliveries
            .iter_mut()
            .for_each(|d| d.bid_price *= 1.0 + 0.3 * (t as f64 / 24.0 * std::f64::consts::TAU).sin());
        market
    };
    let mut horizon = over((0..24).map(hour).collect(), HOUR);
    let free = least_cost(&horizon, EFFORT).unwrap();
    assert!(free.holds() && free.gap() < 2e-4, "{} {}", free.cost, free.bound);
    assert!(free.bound <= free.cost + 1e-6 * free.cost.abs());
    let taken: f64 = free.plans.iter().map(|p| p.injections_kg_s[0] * HOUR).sum();
    horizon.contracts =
        vec![Contract { total_kg: Range::new(0.0, 0.8 * taken), ..contract("source", vec![Exchange::Receipt(0)]) }];
    let tied = least_cost(&horizon, EFFORT).unwrap();
    assert!(tied.holds() && tied.cost >= free.bound && tied.gap() < 2e-3, "{} {}", tied.cost, tied.bound);
    assert!(tied.ledger.accounts[0].total_kg <= 0.8 * taken * (1.0 + 1e-6));
}

#[test]
fn what_does_not_fit_is_said() {
    let market = town(&[(100.0, 1.0)], 50.0);
    let error = |horizon: Horizon| least_cost(&horizon, EFFORT).unwrap_err().to_string();
    let mut other = market.clone();
    other.receipts[0].name = "another".into();
    assert!(error(over(vec![market.clone(), other], HOUR)).contains("period 1"));
    assert!(error(over(vec![market.clone()], 0.0)).contains("length"));
    assert!(error(over(vec![], HOUR)).contains("no junction"));
    let unknown = Horizon {
        contracts: vec![contract("gas year", vec![Exchange::Receipt(3)])],
        ..over(vec![market.clone()], HOUR)
    };
    assert!(error(unknown).contains("gas year"));
    assert!(error(Horizon { levels: vec![vec![9]], ..over(vec![market], HOUR) }).contains("delivery number 9"));
}

/// A reference network over a day that a table describes; the gap must be small.
fn day(network: &str, table: &str) -> f64 {
    let horizon = read_toml(table, &market(network)).unwrap();
    let links = horizon.periods.len() * horizon.periods[0].links.len();
    let schedule = least_cost(&horizon, Effort::for_links(links)).unwrap();
    assert!(schedule.holds(), "{schedule:?}");
    let cost = schedule.cost;
    assert!(schedule.gap() < 1e-3, "{table}: {cost}, gap {}", schedule.gap());
    cost
}

/// What one period of `case-6` costs over a day.
const CASE_6_DAY: f64 = -14_444_965.0;

/// Periods that nothing ties are as good as each alone, however many they are.
#[test]
fn periods_that_nothing_ties_are_as_good_as_one() {
    assert!(near(day("case-6.m", "period_h = 1.0\nperiods = 24"), CASE_6_DAY));
    assert!(near(day("case-6.m", "period_h = 6.0\nperiods = 4"), CASE_6_DAY));
}

/// Nobody gains from the store: its schedule is no worse than one that leaves it alone.
#[test]
fn a_store_that_is_of_no_use_is_left_alone() {
    let store = "[[stores]]\nname = \"storage 1\"\nstock_kg = [0.0, 1e6]\nstart_kg = 5e5\nend_kg = [5e5, inf]";
    let cost = day("case-6-storage.m", &format!("period_h = 6.0\nperiods = 4\n{store}"));
    assert!(cost <= CASE_6_DAY * (1.0 - 1e-6), "{cost}");
}

/// Gas that is paid for in any case changes a day's plan only if it is worth it.
#[test]
fn paying_for_what_is_not_taken_is_a_choice() {
    let prices = "period_h = 6.0\nperiods = 4\n[[transfers]]\nname = \"transfer 1\"\nmax_kg_per_s = [10.0, 30.0, 30.0, 10.0]\n\
        [[receipts]]\nname = \"receipt 1\"\nprice = [1.25, 1.25, 2.5, 1.0]\n\
        [[contracts]]\nname = \"west\"\nexchanges = [\"receipt 1\"]\n";
    let pay = "take_or_pay = { least_kg = 7e6, price = 1.0 }";
    assert!(day("case-6.m", &format!("{prices}{pay}")) <= -11_423_000.0);
    day("case-6.m", &format!("{prices}daily_kg = [0.0, 6e6]\n{pay}"));
}
