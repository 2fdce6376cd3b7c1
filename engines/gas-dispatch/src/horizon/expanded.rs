//! The periods side by side in one market, and the relations that tie them.

use super::{Contract, Exchange, Horizon, Inventory};
use crate::dispatch::{BindingKind, Conditions, Coupling, Delivery, Extra, Market, Range, Term};

/// What an element's name in the expanded market ends with: its period, from 1.
pub(super) fn mark(period: usize) -> String {
    format!(" [{}]", period + 1)
}

/// The period and the name of an element of the expanded market.
pub(super) fn unmark(name: &str) -> Option<(usize, &str)> {
    let (bare, mark) = name.strip_suffix(']')?.rsplit_once(" [")?;
    Some((mark.parse::<usize>().ok()?.checked_sub(1)?, bare))
}

/// Several markets' networks as parts of one, the elements of each in their order.
pub(crate) fn side_by_side(first: &Market, periods: &[Market]) -> Market {
    let mut all = first.clone();
    all.junctions.clear();
    all.links.clear();
    all.receipts.clear();
    all.deliveries.clear();
    all.transfers.clear();
    all.storages.clear();
    for (t, period) in periods.iter().enumerate() {
        let (shift, mark) = (t * first.junctions.len(), mark(t));
        let mut period = period.clone();
        period.junctions.iter_mut().for_each(|j| j.name += &mark);
        for link in &mut period.links {
            link.name += &mark;
            link.from += shift;
            link.to += shift;
        }
        let moved = |name: &mut String, junction: &mut usize| {
            *name += &mark;
            *junction += shift;
        };
        let out = |d: &mut Delivery| moved(&mut d.name, &mut d.junction);
        period.receipts.iter_mut().for_each(|r| moved(&mut r.name, &mut r.junction));
        period.deliveries.iter_mut().chain(&mut period.transfers).for_each(out);
        period.storages.iter_mut().for_each(|s| moved(&mut s.name, &mut s.junction));
        all.junctions.append(&mut period.junctions);
        all.links.append(&mut period.links);
        all.receipts.append(&mut period.receipts);
        all.deliveries.append(&mut period.deliveries);
        all.transfers.append(&mut period.transfers);
        all.storages.append(&mut period.storages);
    }
    all
}

/// Stores and contracts as conditions on the expanded market.
pub(super) fn conditions(horizon: &Horizon) -> Conditions {
    let mut conditions = Conditions::default();
    for (s, inventory) in horizon.inventories.iter().enumerate() {
        store(horizon, s, inventory, &mut conditions);
    }
    for contract in &horizon.contracts {
        agree(horizon, contract, &mut conditions);
    }
    conditions
}

/// A range of kg as a flow over one period.
fn per_period(horizon: &Horizon, kg: Range) -> Range {
    Range::new(kg.min / horizon.period_s, kg.max / horizon.period_s)
}

fn store(horizon: &Horizon, s: usize, inventory: &Inventory, conditions: &mut Conditions) {
    let (first, periods) = (&horizon.periods[0], horizon.periods.len());
    let (mut before, mut most) = (None, inventory.start_kg);
    for t in 0..periods {
        let name = format!("{}{}", first.storages[s].name, mark(t));
        let kg = if t + 1 == periods { inventory.stock_kg.meet(inventory.end_kg) } else { inventory.stock_kg };
        let stock = Term::Extra(conditions.extras.len());
        // More than all periods' injection it never holds: an end to an unlimited store.
        most += horizon.periods[t].storages[s].injection_kg_s.max.max(0.0) * horizon.period_s;
        let kg = Range::new(kg.min, kg.max.min(most));
        conditions.extras.push(Extra { name: name.clone(), limits: per_period(horizon, kg), cost: 0.0 });
        let place = t * first.storages.len() + s;
        let mut terms = vec![(stock, 1.0), (Term::Filling(place), -1.0), (Term::Emptying(place), 1.0)];
        terms.extend(before.map(|stock| (stock, -1.0)));
        let held = if before.is_none() { inventory.start_kg } else { 0.0 };
        let limits = per_period(horizon, Range::fixed(held));
        conditions.couplings.push(Coupling { name, kind: BindingKind::Inventory, terms, limits });
        before = Some(stock);
    }
}

fn agree(horizon: &Horizon, contract: &Contract, conditions: &mut Conditions) {
    let days = horizon.days();
    for (d, day) in days.iter().enumerate() {
        limit(horizon, contract, day, contract.daily_kg, format!("{}, day {}", contract.name, d + 1), conditions);
    }
    let all: Vec<usize> = (0..horizon.periods.len()).collect();
    limit(horizon, contract, &all, contract.total_kg, contract.name.clone(), conditions);
    let Some(take_or_pay) = contract.take_or_pay else { return };
    let name = format!("{}, take or pay", contract.name);
    let least = take_or_pay.least_kg.max(0.0) / horizon.period_s;
    let mut terms = terms(horizon, contract, &all);
    terms.push((Term::Extra(conditions.extras.len()), 1.0));
    conditions.extras.push(Extra { name: name.clone(), limits: Range::new(0.0, least), cost: take_or_pay.price });
    let limits = Range::new(least, f64::INFINITY);
    conditions.couplings.push(Coupling { name, kind: BindingKind::Contract, terms, limits });
}

fn limit(
    horizon: &Horizon,
    contract: &Contract,
    periods: &[usize],
    kg: Range,
    name: String,
    conditions: &mut Conditions,
) {
    if kg != Range::FREE {
        let (terms, limits) = (terms(horizon, contract, periods), per_period(horizon, kg));
        conditions.couplings.push(Coupling { name, kind: BindingKind::Contract, terms, limits });
    }
}

fn terms(horizon: &Horizon, contract: &Contract, periods: &[usize]) -> Vec<(Term, f64)> {
    let first = &horizon.periods[0];
    let place = |t: usize, exchange: &Exchange| match *exchange {
        Exchange::Receipt(k) => Term::Receipt(t * first.receipts.len() + k),
        Exchange::Delivery(k) => Term::Delivery(t * first.deliveries.len() + k),
        Exchange::Transfer(k) => Term::Transfer(t * first.transfers.len() + k),
    };
    periods.iter().flat_map(|&t| contract.exchanges.iter().map(move |e| (place(t, e), 1.0))).collect()
}
