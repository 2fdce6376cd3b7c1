//! The guarantee of the lowest price (最低价保障): stated deliveries pay no more than the lowest of stated prices.
//!
//! A guarantee moves money, not gas: it changes no flow. It is settled after the dispatch, and says what it costs and who
//! bears that. The plan's nodal prices are what one more kilogram adds to its objective, in which money counts by
//! [`Market::economic_weight`]; divided by that weight they are money per kg, like offers and bids.

use super::{Exchange, Horizon, require};
use crate::dispatch::{Market, MarketError, Plan, once};

/// A price, money per kg, in each period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Price {
    /// Always this.
    Fixed(f64),
    /// The nodal price at a junction: that of the plan over the market's economic weight.
    Nodal(usize),
    /// A receipt's offer.
    Offer(usize),
    /// A delivery's bid, as for a buyer with a contract at that price.
    Bid(usize),
}

/// Who bears what a guarantee costs.
#[derive(Debug, Clone, PartialEq)]
pub enum Bearer {
    /// The network's operator.
    Operator,
    /// These, in each period in proportion to their quantity; the operator where they have none.
    Exchanges(Vec<Exchange>),
}

/// Stated deliveries pay at most the lowest of stated prices.
#[derive(Debug, Clone, PartialEq)]
pub struct Guarantee {
    /// Name.
    pub name: String,
    /// Deliveries by number.
    pub deliveries: Vec<usize>,
    /// What they would pay without the guarantee; `None` for the nodal price where each of them is.
    pub otherwise: Option<Price>,
    /// What they are compared with.
    pub references: Vec<Price>,
    /// Who bears the difference.
    pub bearer: Bearer,
}

/// One delivery in one period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Invoice {
    /// Period.
    pub period: usize,
    /// Delivery.
    pub delivery: usize,
    /// What it took, kg.
    pub quantity_kg: f64,
    /// Price without the guarantee.
    pub otherwise: f64,
    /// Lowest reference price, and which reference that is; infinite if there is none.
    pub lowest: (f64, usize),
    /// Price that is paid.
    pub paid: f64,
}

/// What a guarantee comes to over the horizon.
#[derive(Debug, Clone, PartialEq)]
pub struct Settlement {
    /// One per delivery and period.
    pub invoices: Vec<Invoice>,
    /// What the deliveries save: money.
    pub cost: f64,
    /// Who bears how much of it.
    pub borne: Vec<(String, f64)>,
}

impl Settlement {
    /// Whether nobody pays more than the lowest reference, or more than without the guarantee, and what is saved is borne.
    pub fn holds(&self) -> bool {
        let kept = |i: &Invoice| i.paid <= i.lowest.0 && i.paid <= i.otherwise;
        let saved: f64 = self.invoices.iter().map(|i| (i.otherwise - i.paid) * i.quantity_kg).sum();
        let borne: f64 = self.borne.iter().map(|b| b.1).sum();
        let near = |a: f64, b: f64| (a - b).abs() <= 1e-9 * (1.0 + a.abs());
        self.invoices.iter().all(kept) && near(saved, self.cost) && near(borne, self.cost)
    }
}

impl Price {
    fn at(self, market: &Market, plan: &Plan) -> f64 {
        match self {
            Self::Fixed(price) => price,
            Self::Nodal(junction) => plan.prices.nodal[junction] / market.economic_weight,
            Self::Offer(receipt) => market.receipts[receipt].offer_price,
            Self::Bid(delivery) => market.deliveries[delivery].bid_price,
        }
    }

    fn is_in(self, market: &Market) -> bool {
        match self {
            Self::Fixed(price) => price.is_finite(),
            Self::Nodal(junction) => junction < market.junctions.len(),
            Self::Offer(receipt) => receipt < market.receipts.len(),
            Self::Bid(delivery) => delivery < market.deliveries.len(),
        }
    }
}

impl Guarantee {
    pub(super) fn check(&self, market: &Market) -> Result<(), MarketError> {
        let deliveries = self.deliveries.iter().all(|d| *d < market.deliveries.len());
        require(deliveries, &self.name, "it must name deliveries of the market")?;
        let what = format!("guarantee {}", self.name);
        once(&what, self.deliveries.iter().copied(), |d| &market.deliveries[d].name)?;
        let is_nodal = |p: &Price| matches!(p, Price::Nodal(_));
        let nodal = self.otherwise.as_ref().is_none_or(is_nodal) || self.references.iter().any(is_nodal);
        let wanted =
            "where money has no weight in the objective, nodal prices say nothing about it: raise the economic weight";
        require(!nodal || market.economic_weight > 0.0, &self.name, wanted)?;
        let mut prices = self.references.iter().chain(&self.otherwise);
        require(prices.all(|p| p.is_in(market)), &self.name, "its prices must be finite or refer to the market")?;
        let Bearer::Exchanges(bearers) = &self.bearer else { return Ok(()) };
        require(bearers.iter().all(|e| e.is_in(market)), &self.name, "its bearers must be exchanges of the market")?;
        once(&what, bearers.iter().copied(), |e| e.name(market))
    }

    fn invoice(&self, market: &Market, plan: &Plan, period_s: f64, period: usize, delivery: usize) -> Invoice {
        let own = Price::Nodal(market.deliveries[delivery].junction);
        let otherwise = self.otherwise.unwrap_or(own).at(market, plan);
        let prices = self.references.iter().enumerate().map(|(k, p)| (p.at(market, plan), k));
        let lowest = prices.min_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or((f64::INFINITY, 0));
        let quantity_kg = plan.withdrawals_kg_s[delivery].max(0.0) * period_s;
        Invoice { period, delivery, quantity_kg, otherwise, lowest, paid: otherwise.min(lowest.0) }
    }
}

/// Settles a guarantee over plans, one per period.
pub(super) fn settle(guarantee: &Guarantee, horizon: &Horizon, plans: &[Plan]) -> Settlement {
    let bearers: &[Exchange] = match &guarantee.bearer {
        Bearer::Operator => &[],
        Bearer::Exchanges(exchanges) => exchanges,
    };
    let (mut invoices, mut shares, mut operator) = (Vec::new(), vec![0.0; bearers.len()], 0.0);
    for (t, (market, plan)) in horizon.periods.iter().zip(plans).enumerate() {
        let of = |&d: &usize| guarantee.invoice(market, plan, horizon.period_s, t, d);
        let now: Vec<Invoice> = guarantee.deliveries.iter().map(of).collect();
        let cost: f64 = now.iter().map(|i| (i.otherwise - i.paid) * i.quantity_kg).sum();
        let flows: Vec<f64> = bearers.iter().map(|e| e.flow(plan).max(0.0)).collect();
        let total: f64 = flows.iter().sum();
        if total > 0.0 {
            shares.iter_mut().zip(flows).for_each(|(share, flow)| *share += cost * flow / total);
        } else {
            operator += cost;
        }
        invoices.extend(now);
    }
    let market = &horizon.periods[0];
    let mut borne: Vec<(String, f64)> = bearers.iter().map(|e| e.name(market).to_owned()).zip(shares).collect();
    if operator != 0.0 {
        borne.push(("operator".to_owned(), operator));
    }
    Settlement { cost: borne.iter().map(|b| b.1).sum(), invoices, borne }
}
