//! Several periods (多时段): stores that carry gas from one to the next, contracts (合同) over days and the whole horizon,
//! priorities, and guarantees of the lowest price (最低价保障).
//!
//! Each period is a [`Market`] of its own in steady flow: what pipes themselves hold from one period to the next (line-pack) is
//! the transient engine's matter. All periods together make one problem, their networks side by side and tied by linear
//! relations of exchanges, and it is solved as one period is: convex relaxation for the bound, local method for the plan,
//! branch and bound between them. No quantity is fixed beforehand. The bound is that of the whole horizon, or, where that is
//! better, the sum of the periods' own bounds with the relations between them priced.
//!
//! ```text
//! stock_t = stock_(t-1) + period (into_t - out_t),   within the working volume          each store
//! least <= period sum_t q_t <= most                  over each day, and over all        each contract
//! paid for but not taken >= least - period sum_t q_t                                    take-or-pay (照付不议)
//! ```

mod bound;
mod expanded;
mod format;
mod guarantee;
mod ledger;
mod schedule;
mod seed;

pub(crate) use expanded::side_by_side;
pub use format::{HorizonError, read_toml, read_toml_beside};
use guarantee::settle;
pub use guarantee::{Bearer, Guarantee, Invoice, Price, Settlement};
pub use ledger::{Account, Ledger};
pub(crate) use schedule::parts;
pub use schedule::{Schedule, least_cost};

use crate::dispatch::{Market, MarketError, Range, once, range};

/// One exchange of a [`Market`], by its number in the market's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Exchange {
    /// A receipt.
    Receipt(usize),
    /// A delivery.
    Delivery(usize),
    /// A transfer.
    Transfer(usize),
}

/// What a store of the market holds over the horizon.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Inventory {
    /// Working volume, kg: what the store may hold at the end of any period.
    pub stock_kg: Range,
    /// What it holds at first, kg.
    pub start_kg: f64,
    /// What it may hold at last, kg; some of it must lie within the working volume.
    pub end_kg: Range,
}

/// Minimum quantity that is paid for even if it is not taken.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TakeOrPay {
    /// The quantity over the horizon, kg.
    pub least_kg: f64,
    /// What each kilogram costs that is paid for and not taken. What is taken costs the receipts' offers.
    pub price: f64,
}

/// What holds at a network whatever the horizon.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Standing {
    /// Contracts.
    pub contracts: Vec<Contract>,
    /// Per store of the market, as far as it is told; nothing where there are no stores.
    pub inventories: Vec<Option<Inventory>>,
}

/// A contract over the sum of some exchanges.
#[derive(Debug, Clone, PartialEq)]
pub struct Contract {
    /// Name.
    pub name: String,
    /// Whose quantities it counts.
    pub exchanges: Vec<Exchange>,
    /// Quantity over each day, kg. A period belongs to the day (of 86400 s from the start) in which it starts.
    pub daily_kg: Range,
    /// Quantity over the horizon, kg.
    pub total_kg: Range,
    /// For contracts of receipts.
    pub take_or_pay: Option<TakeOrPay>,
}

/// A dispatch problem over periods of equal length.
#[derive(Debug, Clone, PartialEq)]
pub struct Horizon {
    /// Length of a period, s.
    pub period_s: f64,
    /// The market in each period: the same elements under the same names; limits, prices and values may change.
    pub periods: Vec<Market>,
    /// One per store of the market.
    pub inventories: Vec<Inventory>,
    /// Contracts.
    pub contracts: Vec<Contract>,
    /// Guarantees.
    pub guarantees: Vec<Guarantee>,
    /// Deliveries by number, each in one level at most, which are served before any cost counts, level after level (households, industry with a guarantee).
    pub levels: Vec<Vec<usize>>,
}

/// Length of a day, s.
const DAY_S: f64 = 86_400.0;

impl Horizon {
    /// Checks that periods, stores, contracts and guarantees fit together, so that later steps need not.
    pub fn check(&self) -> Result<(), MarketError> {
        let first = self.periods.first().ok_or(MarketError::Empty)?;
        require(
            self.period_s.is_finite() && self.period_s > 0.0,
            "period",
            "its length must be finite and positive (s)",
        )?;
        for (t, market) in self.periods.iter().enumerate() {
            market.check()?;
            let what = format!("period {}", t + 1);
            require(
                names(market).eq(names(first)),
                &what,
                "it must have the first period's elements, in the same order",
            )?;
            let weights = |m: &Market| (m.gas, m.economic_weight, m.power_weight_per_w);
            require(weights(market) == weights(first), &what, "its gas and weights must be the first period's")?;
        }
        let stores = first.storages.len();
        require(self.inventories.len() == stores, "inventories", "there must be one for each store of the market")?;
        for (store, inventory) in first.storages.iter().zip(&self.inventories) {
            inventory.check(&store.name)?;
        }
        first.check_levels(&self.levels)?;
        self.contracts.iter().try_for_each(|contract| contract.check(first))?;
        self.guarantees.iter().try_for_each(|guarantee| guarantee.check(first))
    }

    /// Number of the day to which a period belongs.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    pub fn day(&self, period: usize) -> usize {
        // Half a second keeps rounding from moving midnight.
        ((period as f64 * self.period_s + 0.5) / DAY_S) as usize
    }

    /// The periods of each day.
    fn days(&self) -> Vec<Vec<usize>> {
        let mut days: Vec<Vec<usize>> = Vec::new();
        for t in 0..self.periods.len() {
            match days.last_mut() {
                Some(last) if self.day(last[0]) == self.day(t) => last.push(t),
                _ => days.push(vec![t]),
            }
        }
        days
    }
}

impl Inventory {
    fn check(&self, store: &str) -> Result<(), MarketError> {
        let what = || format!("store {store}");
        range(what, "stock (kg)", self.stock_kg)?;
        range(what, "stock at the end (kg)", self.end_kg)?;
        let possible = self.start_kg.is_finite() && self.stock_kg.excess(self.start_kg) == 0.0;
        require(possible, &what(), "its start must lie within its working volume")?;
        range(what, "stock at the end (kg), within its working volume,", self.stock_kg.meet(self.end_kg))
    }
}

impl Contract {
    fn check(&self, market: &Market) -> Result<(), MarketError> {
        let what = || format!("contract {}", self.name);
        require(self.exchanges.iter().all(|e| e.is_in(market)), &self.name, "it must name exchanges of the market")?;
        once(&what(), self.exchanges.iter().copied(), |e| e.name(market))?;
        range(what, "quantity over a day (kg)", self.daily_kg)?;
        range(what, "quantity over the horizon (kg)", self.total_kg)?;
        let Some(terms) = self.take_or_pay else { return Ok(()) };
        let receipts = self.exchanges.iter().all(|e| matches!(e, Exchange::Receipt(_)));
        require(receipts, &self.name, "take-or-pay is for receipts only")?;
        let possible = terms.least_kg.is_finite() && terms.price.is_finite() && terms.price >= 0.0;
        require(possible, &self.name, "take-or-pay needs a finite quantity and a price that is not negative")
    }
}

impl Exchange {
    /// By name: receipts first, then deliveries, then transfers.
    pub fn find(market: &Market, name: &str) -> Option<Self> {
        let receipt = market.receipts.iter().position(|one| one.name == name).map(Self::Receipt);
        let named = |list: &[crate::dispatch::Delivery]| list.iter().position(|one| one.name == name);
        let delivery = || named(&market.deliveries).map(Self::Delivery);
        receipt.or_else(delivery).or_else(|| named(&market.transfers).map(Self::Transfer))
    }

    fn is_in(self, market: &Market) -> bool {
        match self {
            Self::Receipt(k) => k < market.receipts.len(),
            Self::Delivery(k) => k < market.deliveries.len(),
            Self::Transfer(k) => k < market.transfers.len(),
        }
    }

    pub(super) fn name(self, market: &Market) -> &str {
        match self {
            Self::Receipt(k) => &market.receipts[k].name,
            Self::Delivery(k) => &market.deliveries[k].name,
            Self::Transfer(k) => &market.transfers[k].name,
        }
    }

    fn flow(self, plan: &crate::dispatch::Plan) -> f64 {
        match self {
            Self::Receipt(k) => plan.injections_kg_s[k],
            Self::Delivery(k) => plan.withdrawals_kg_s[k],
            Self::Transfer(k) => plan.transfers_kg_s[k],
        }
    }
}

/// Names of all elements, kind by kind.
pub(crate) fn names(market: &Market) -> impl Iterator<Item = Option<&str>> {
    let some = |name| Some(str::as_ref(name));
    let junctions = market.junctions.iter().map(move |j| some(&j.name)).chain([None]);
    let links = market.links.iter().map(move |l| some(&l.name)).chain([None]);
    let receipts = market.receipts.iter().map(move |r| some(&r.name)).chain([None]);
    let deliveries = market.deliveries.iter().map(move |d| some(&d.name)).chain([None]);
    let transfers = market.transfers.iter().map(move |d| some(&d.name)).chain([None]);
    let stores = market.storages.iter().map(move |s| some(&s.name));
    junctions.chain(links).chain(receipts).chain(deliveries).chain(transfers).chain(stores)
}

fn require(holds: bool, what: &str, wanted: &'static str) -> Result<(), MarketError> {
    if holds { Ok(()) } else { Err(MarketError::Horizon { what: what.to_owned(), wanted }) }
}
