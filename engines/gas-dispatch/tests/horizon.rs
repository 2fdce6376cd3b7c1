//! Several periods, in cases small enough to compute by hand.
#![allow(clippy::unwrap_used, clippy::panic, clippy::float_cmp)]
mod common;

use common::{EFFORT, bare, confirmed, delivery, market, pipe_100, receipt};
use gas_dispatch::dispatch::{self, Effort, Market, NoPlan, Range, Storage};
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
    for day in ["cheap, day 1", "cheap, day 2"] {
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
    assert!(error(over(vec![market.clone(), other], HOUR)).contains("period 2"));
    assert!(error(over(vec![market.clone()], 0.0)).contains("length"));
    assert!(error(over(vec![], HOUR)).contains("no junction"));
    let unknown = Horizon {
        contracts: vec![contract("gas year", vec![Exchange::Receipt(3)])],
        ..over(vec![market.clone()], HOUR)
    };
    assert!(error(unknown).contains("gas year"));
    assert!(error(Horizon { levels: vec![vec![9]], ..over(vec![market], HOUR) }).contains("delivery number 9"));
}

/// Limits that leave nothing, or are no numbers, are said and not solved.
#[test]
fn limits_that_leave_nothing_are_refused() {
    let error = |horizon: Horizon| match least_cost(&horizon, EFFORT).unwrap_err() {
        NoPlan::Market(error) => error.to_string(),
        other => panic!("{other}"),
    };
    let market = town(&[(1000.0, 1.0)], 50.0);
    let terms = contract("gas year", vec![Exchange::Receipt(0)]);
    for wrong in [Range::new(2e6, 1e6), Range::new(f64::NAN, f64::NAN), Range::new(f64::INFINITY, f64::INFINITY)] {
        let daily = Contract { daily_kg: wrong, ..terms.clone() };
        let total = Contract { total_kg: wrong, ..terms.clone() };
        for (contract, what) in [(daily, "over a day"), (total, "over the horizon")] {
            let text = error(Horizon { contracts: vec![contract], ..over(vec![market.clone()], HOUR) });
            assert!(text.contains("contract gas year") && text.contains(what), "{text}");
        }
        let (storage, inventory) = cavern(20.0, 1e6);
        let stored = Market { storages: vec![storage], ..market.clone() };
        let stock = Inventory { stock_kg: wrong, ..inventory };
        let end = Inventory { end_kg: wrong, ..inventory };
        let beyond = Inventory { end_kg: Range::new(2e6, 3e6), ..inventory };
        for inventory in [stock, end, beyond] {
            let text = error(Horizon { inventories: vec![inventory], ..over(vec![stored.clone()], HOUR) });
            assert!(text.contains("store cavern: stock"), "{text}");
        }
    }
}

/// What is named twice would count twice.
#[test]
fn what_is_named_twice_is_refused() {
    let mut market = town(&[(1000.0, 1.0)], 50.0);
    market.deliveries.push(delivery(0, Range::new(0.0, 10.0), 0.0));
    let base = over(vec![market.clone()], HOUR);
    let guarantee = Guarantee {
        name: "zone".into(),
        deliveries: vec![0],
        otherwise: None,
        references: vec![Price::Fixed(1.0)],
        bearer: Bearer::Operator,
    };
    let receipts = vec![Exchange::Receipt(0), Exchange::Delivery(0), Exchange::Receipt(0)];
    let bearer = Bearer::Exchanges(vec![Exchange::Delivery(1), Exchange::Delivery(1)]);
    let twice = [
        (Horizon { levels: vec![vec![0, 0]], ..base.clone() }, "levels: delivery at 1 is named twice"),
        (Horizon { levels: vec![vec![1], vec![0, 1]], ..base.clone() }, "levels: delivery at 0 is named twice"),
        (
            Horizon { contracts: vec![contract("year", receipts)], ..base.clone() },
            "contract year: receipt at 0 is named twice",
        ),
        (
            Horizon { guarantees: vec![Guarantee { deliveries: vec![0, 1, 0], ..guarantee.clone() }], ..base.clone() },
            "guarantee zone: delivery at 1 is named twice",
        ),
        (
            Horizon { guarantees: vec![Guarantee { bearer, ..guarantee }], ..base },
            "guarantee zone: delivery at 0 is named twice",
        ),
    ];
    for (horizon, wanted) in twice {
        let text = least_cost(&horizon, EFFORT).unwrap_err().to_string();
        assert!(text.contains(wanted), "{text}");
    }
    let error = dispatch::most_load_by_level(&market, &[vec![0, 0]], EFFORT).unwrap_err().to_string();
    assert!(error.contains("levels: delivery at 1 is named twice"), "{error}");
}

/// The price at the source is the offer there, whatever money weighs in the objective.
#[test]
fn guarantees_are_settled_in_money() {
    let mut market = town(&[(1000.0, 1.25)], 50.0);
    let guarantee = |references| Guarantee {
        name: "zone".into(),
        deliveries: vec![0],
        otherwise: None,
        references,
        bearer: Bearer::Operator,
    };
    for weight in [1.0, 0.95, 0.2] {
        market.economic_weight = weight;
        let guarantees = vec![
            guarantee(vec![Price::Offer(0)]),
            guarantee(vec![Price::Fixed(1.0)]),
            guarantee(vec![Price::Nodal(0)]),
        ];
        let schedule = solved(&Horizon { guarantees, ..over(vec![market.clone(); 2], HOUR) });
        assert!(near(schedule.plans[0].prices.nodal[0], 1.25 * weight));
        let paid: Vec<f64> = schedule.settlements.iter().map(|s| s.invoices[0].paid).collect();
        assert!(near(paid[0], 1.25) && near(paid[1], 1.0) && near(paid[2], 1.25), "{paid:?}");
        assert!(schedule.settlements.iter().all(|s| near(s.invoices[0].otherwise, 1.25)), "{schedule:?}");
        assert!(near(schedule.settlements[1].cost, 0.25 * 50.0 * 2.0 * HOUR), "{:?}", schedule.settlements[1]);
    }
    market.economic_weight = 0.0;
    market.power_weight_per_w = 1.0;
    let weightless = Horizon { guarantees: vec![guarantee(vec![Price::Nodal(0)])], ..over(vec![market], HOUR) };
    let error = least_cost(&weightless, EFFORT).unwrap_err().to_string();
    assert!(error.contains("economic weight"), "{error}");
}

/// Bought and sold for the same money: the objective is near zero, and what rounding leaves is no gap.
#[test]
fn what_comes_to_nothing_has_no_gap() {
    let mut market = town(&[(1000.0, 1.0)], 50.0);
    market.deliveries[0].bid_price = 1.0;
    let plan = dispatch::least_cost(&market, EFFORT).unwrap();
    assert!(plan.objective.abs() < 1e-3 && plan.gap() < 1e-3, "{} {} {}", plan.objective, plan.bound, plan.gap());
    let schedule = least_cost(&over(vec![market.clone(), market.clone()], HOUR), EFFORT).unwrap();
    assert!(schedule.gap() < 1e-3, "{} {} {}", schedule.cost, schedule.bound, schedule.gap());
    // A bound that is a tenth of the trade away is a gap all the same.
    let loose = dispatch::Plan { bound: plan.bound - 5.0, ..plan };
    assert!(loose.gap() > 0.1, "{}", loose.gap());
}

/// A market with a store, as a file would have it.
fn stored() -> Market {
    Market { storages: vec![cavern(20.0, 1e6).0], ..town(&[(1000.0, 2.0)], 50.0) }
}

const DAY: &str = "period_h = 1.0\nperiods = 2\n";
const STORE: &str = "[[stores]]\nname = 'cavern'\nstock_kg = [0.0, 1e6]\nstart_kg = 10.0\nend_kg = [20.0, inf]\n";

#[test]
fn a_horizon_is_read_from_toml() {
    let changes = "[[receipts]]\nname = 'receipt at 0'\nmax_kg_per_s = [80.0, 90.0]\nprice = 1.5\n\
        [[deliveries]]\nname = 'delivery at 1'\nmin_kg_per_s = [10.0, 20.0]\nprice = 4.0\n";
    let zone = "[[guarantees]]\nname = 'zone'\ndeliveries = ['delivery at 1']\notherwise = { bid = 'delivery at 1' }\n\
        references = [{ offer = 'receipt at 0' }, { nodal = '1' }, { fixed = 3.5 }]\nborne_by = ['receipt at 0']\n";
    let text = format!("{DAY}levels = [['delivery at 1']]\n{changes}{STORE}{zone}");
    let horizon = read_toml(&text, &stored()).unwrap();
    let [first, second] = &horizon.periods[..] else { panic!("{horizon:?}") };
    assert_eq!(first.receipts[0].injection_kg_s, Range::new(0.0, 80.0));
    assert_eq!(second.receipts[0].injection_kg_s, Range::new(0.0, 90.0));
    assert_eq!((first.receipts[0].offer_price, second.deliveries[0].bid_price), (1.5, 4.0));
    assert_eq!(second.deliveries[0].withdrawal_kg_s, Range::new(20.0, 50.0));
    let inventory =
        Inventory { stock_kg: Range::new(0.0, 1e6), start_kg: 10.0, end_kg: Range::new(20.0, f64::INFINITY) };
    assert_eq!((horizon.inventories, horizon.levels), (vec![inventory], vec![vec![0]]));
    let wanted = Guarantee {
        name: "zone".into(),
        deliveries: vec![0],
        otherwise: Some(Price::Bid(0)),
        references: vec![Price::Offer(0), Price::Nodal(1), Price::Fixed(3.5)],
        bearer: Bearer::Exchanges(vec![Exchange::Receipt(0)]),
    };
    assert_eq!(horizon.guarantees, [wanted]);
}

#[test]
fn a_wrong_horizon_is_named() {
    let error = |rest: &str| read_toml(&format!("{DAY}{rest}"), &stored()).unwrap_err().to_string();
    assert!(error("").contains("the store \"cavern\""));
    let receipt = "[[receipts]]\nname = 'receipt at 0'\nprice = 1.0\n";
    let terms = "[[contracts]]\nname = 'year'\nexchanges = ['receipt at 0']\n";
    assert!(error(&format!("{receipt}{receipt}{STORE}")).contains("receipts: receipt at 0 is named twice"));
    assert!(error(&format!("{STORE}{STORE}")).contains("stores: cavern is named twice"));
    assert!(error(&format!("{STORE}{terms}{terms}")).contains("contracts: year is named twice"));
    assert!(error(&format!("{STORE}{terms}total_kg = [2e6, 1e6]\n")).contains("from 2000000 to 1000000"));
    assert!(error(&format!("{STORE}{terms}total_kg = [nan, nan]\n")).contains("contract year"));
    let missing = "[[transfers]]\nname = 'west'\nprice = 1.0\n";
    assert!(error(missing).contains("transfers: the market has no transfer \"west\""), "{}", error(missing));
    let short = "[[deliveries]]\nname = 'delivery at 1'\nprice = [1.0, 2.0, 3.0]\n";
    assert!(error(short).contains("3 values for 2 periods"));
    let wide = bare(1000);
    let error = read_toml("period_h = 1.0\nperiods = 8784\n", &wide).unwrap_err().to_string();
    assert!(error.contains("8784 periods of a network of 1000"), "{error}");
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
