//! A plan over several periods, for people and for programs.

use gas_dispatch::horizon::{Horizon, Schedule};
use serde_json::{Value, json};

use super::plan::{self, exchanges, status, way};
use crate::commands::Failure;

pub fn as_json(horizon: &Horizon, schedule: &Schedule, seconds: f64) -> Value {
    let periods = horizon.periods.iter().zip(&schedule.plans).map(|(market, plan)| plan::as_json(market, plan));
    let accounts = horizon.contracts.iter().zip(&schedule.ledger.accounts).map(|(contract, account)| {
        json!({
            "contract": contract.name,
            "daily_kg": account.daily_kg,
            "total_kg": account.total_kg,
            "paid_not_taken_kg": account.shortfall_kg,
            "paid_not_taken_cost": account.shortfall_cost,
        })
    });
    let settlements = horizon.guarantees.iter().zip(&schedule.settlements).map(|(guarantee, settled)| {
        let invoices = settled.invoices.iter().map(|one| {
            json!({
                "period": one.period + 1,
                "delivery": horizon.periods[0].deliveries[one.delivery].name,
                "quantity_kg": one.quantity_kg,
                "price_otherwise": one.otherwise,
                "price_paid": one.paid,
            })
        });
        json!({
            "guarantee": guarantee.name,
            "cost": settled.cost,
            "borne": settled.borne.iter().map(|(who, cost)| json!({ "by": who, "cost": cost })).collect::<Vec<_>>(),
            "invoices": invoices.collect::<Vec<_>>(),
        })
    });
    json!({
        "status": status(schedule.gap()),
        "objective": schedule.cost,
        "bound": schedule.bound,
        "gap": schedule.gap(),
        "seconds": seconds,
        "periods": periods.collect::<Vec<_>>(),
        "stock_kg": schedule.ledger.stock_kg,
        "contracts": accounts.collect::<Vec<_>>(),
        "guarantees": settlements.collect::<Vec<_>>(),
        "levels": schedule.levels.iter()
            .map(|level| json!({ "served_kg_per_s": level.served_kg_s, "bound_kg_per_s": level.bound_kg_s }))
            .collect::<Vec<_>>(),
    })
}

pub fn show(horizon: &Horizon, schedule: &Schedule, seconds: f64) -> Result<(), Failure> {
    tell!("{:>6} {:<20} {:>12}", "period", "exchange", "kg/s");
    for (period, (market, plan)) in horizon.periods.iter().zip(&schedule.plans).enumerate() {
        for (_, name, flow) in exchanges(market, plan) {
            tell!("{:>6} {name:<20} {:>12.4}  {}", period + 1, flow.abs(), way(flow));
        }
    }
    for (store, stock) in horizon.periods[0].storages.iter().zip(&schedule.ledger.stock_kg) {
        let stock: Vec<String> = stock.iter().map(|kg| format!("{:.1}", kg / 1e3)).collect();
        tell!("{} holds at the end of each period, t: {}", store.name, stock.join(", "));
    }
    for (contract, account) in horizon.contracts.iter().zip(&schedule.ledger.accounts) {
        let (total, unused) = (account.total_kg / 1e3, account.shortfall_kg / 1e3);
        tell!(
            "{}: {total:.1} t; paid for and not taken {unused:.1} t, cost {:.2}",
            contract.name,
            account.shortfall_cost
        );
    }
    for (guarantee, settled) in horizon.guarantees.iter().zip(&schedule.settlements) {
        let borne: Vec<String> = settled.borne.iter().map(|(who, cost)| format!("{who} {cost:.2}")).collect();
        tell!("{}: costs {:.2}, borne by {}", guarantee.name, settled.cost, borne.join(", "));
    }
    for (number, level) in schedule.levels.iter().enumerate() {
        let (served, bound) = (level.served_kg_s, level.bound_kg_s);
        tell!("level {}: {served:.4} kg/s served on average, no more than {bound:.4} can be", number + 1);
    }
    let (cost, bound, gap) = (schedule.cost, schedule.bound, schedule.gap());
    let (status, percent) = (status(gap), gap * 100.0);
    tell!("{status}: cost {cost:.2}, no schedule costs less than {bound:.2} (gap {percent:.3} %); {seconds:.3} s");
    Ok(())
}
