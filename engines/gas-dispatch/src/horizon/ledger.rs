//! What stores hold and contracts come to, summed up anew from the plans in SI units, independent of how they were found.

use super::{Contract, Horizon};
use crate::dispatch::{HELD, Plan, Range};

/// What a contract comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// Quantity of each day, kg.
    pub daily_kg: Vec<f64>,
    /// Quantity over the horizon, kg.
    pub total_kg: f64,
    /// Paid for and not taken, kg.
    pub shortfall_kg: f64,
    /// What that costs.
    pub shortfall_cost: f64,
}

/// Stores and contracts over the horizon.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ledger {
    /// Per store, what it holds at the end of each period, kg.
    pub stock_kg: Vec<Vec<f64>>,
    /// Per contract.
    pub accounts: Vec<Account>,
    /// Largest violation of a limit of either, kg.
    pub excess_kg: f64,
    /// All gas that enters the network or leaves it for a store, kg, to compare with.
    pub size_kg: f64,
}

/// Where nothing flows at all, what rounding leaves is no measure.
const NOTHING_KG_S: f64 = 1e-3;

impl Ledger {
    /// Sums up plans, one per period.
    pub(super) fn new(horizon: &Horizon, plans: &[Plan]) -> Self {
        let entered = |plan: &Plan| plan.injections_kg_s.iter().chain(&plan.storage_kg_s).map(|q| q.abs()).sum::<f64>();
        let entered = plans.iter().map(entered).sum::<f64>() * horizon.period_s;
        let size_kg = entered + NOTHING_KG_S * horizon.period_s * plans.len() as f64;
        let mut ledger = Self { size_kg, ..Self::default() };
        for s in 0..horizon.inventories.len() {
            let stock = ledger.stock(horizon, plans, s);
            ledger.stock_kg.push(stock);
        }
        for contract in &horizon.contracts {
            let account = ledger.account(horizon, plans, contract);
            ledger.accounts.push(account);
        }
        ledger
    }

    /// Whether all limits hold to one part in a million of the gas that moves.
    pub fn holds(&self) -> bool {
        self.size_kg.is_finite() && self.share() <= HELD
    }

    /// The largest violation as a share of the gas that moves.
    pub(super) fn share(&self) -> f64 {
        self.excess_kg / self.size_kg
    }

    /// What take-or-pay costs in all.
    pub fn shortfall_cost(&self) -> f64 {
        self.accounts.iter().map(|a| a.shortfall_cost).sum()
    }

    fn compare(&mut self, limits: Range, kg: f64) {
        self.excess_kg = self.excess_kg.max(limits.excess(kg));
    }

    fn stock(&mut self, horizon: &Horizon, plans: &[Plan], s: usize) -> Vec<f64> {
        let inventory = &horizon.inventories[s];
        let mut held = inventory.start_kg;
        let mut course = Vec::new();
        for plan in plans {
            held -= plan.storage_kg_s[s] * horizon.period_s;
            self.compare(inventory.stock_kg, held);
            course.push(held);
        }
        self.compare(inventory.end_kg, held);
        course
    }

    fn account(&mut self, horizon: &Horizon, plans: &[Plan], contract: &Contract) -> Account {
        let of = |t: usize| contract.exchanges.iter().map(|e| e.flow(&plans[t])).sum::<f64>() * horizon.period_s;
        let daily_kg: Vec<f64> = horizon.days().iter().map(|day| day.iter().map(|t| of(*t)).sum()).collect();
        let total_kg = daily_kg.iter().sum();
        for &kg in &daily_kg {
            self.compare(contract.daily_kg, kg);
        }
        self.compare(contract.total_kg, total_kg);
        let short = |terms: super::TakeOrPay| (terms.least_kg - total_kg).max(0.0);
        let shortfall_kg = contract.take_or_pay.map_or(0.0, short);
        let shortfall_cost = contract.take_or_pay.map_or(0.0, |terms| terms.price * shortfall_kg);
        Account { daily_kg, total_kg, shortfall_kg, shortfall_cost }
    }
}
