//! The market part (供气市场) of our own format: what gas costs where, whom it serves, what may be built.

use serde::{Deserialize, Serialize};

use super::rows::{At, CompressorRow, PipeRow, Row};
use crate::network::Element;

/// What is bought and sold at a network, beside the network itself. Money is in any one currency.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Market {
    /// Limits, prices, stores and contracts.
    pub terms: Terms,
    /// Elements that may be built (扩建备选).
    pub candidates: Vec<Candidate>,
}

/// An element that does not stand yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// What would stand; a pipe or a compressor.
    pub element: Element,
    /// What it costs to build.
    pub construction_cost: f64,
}

/// The market as its file has it, but for the candidates. A [`Market`] that was read names only what is there.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// Least absolute pressure of nodes that state none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pressure_min_bar: Option<f64>,
    /// Greatest absolute pressure of nodes that state none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pressure_max_bar: Option<f64>,
    /// What the shaft power of compressors costs.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub power_price_per_kwh: f64,
    /// Where gas may enter.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub receipts: Vec<Offer>,
    /// Where gas is taken.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deliveries: Vec<Bid>,
    /// Exchanges with other networks: gas that leaves counts above zero, and is worth the price.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub transfers: Vec<Offer>,
    /// Storages of the network: what their gas is worth, and what they hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub storages: Vec<StoreTerms>,
    /// Contracts (合同) over days and a horizon.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contracts: Vec<Contract>,
}

/// A receipt or a transfer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offer {
    /// Name, unique among receipts, deliveries and transfers.
    pub id: String,
    /// Where.
    pub node: String,
    /// Least flow.
    #[serde(default)]
    pub min_kg_per_s: f64,
    /// Greatest flow.
    pub max_kg_per_s: f64,
    /// What a kilogram costs, or for transfers is worth.
    pub price_per_kg: f64,
}

/// A delivery.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bid {
    /// Name, unique among receipts, deliveries and transfers.
    pub id: String,
    /// Where.
    pub node: String,
    /// What must be served.
    #[serde(default)]
    pub min_kg_per_s: f64,
    /// What is asked for.
    pub max_kg_per_s: f64,
    /// What a kilogram is worth.
    pub price_per_kg: f64,
    /// Weight where most load is to be served (供气优先级).
    #[serde(default = "one")]
    pub priority: f64,
}

/// A storage of the network.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoreTerms {
    /// Id of the storage.
    pub storage: String,
    /// What gas out of it costs; gas put in is worth as much.
    #[serde(default)]
    pub price_per_kg: f64,
    /// What it holds at least.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub stock_min_kg: f64,
    /// What it holds at most; with `start_kg`, for plans over several periods.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stock_max_kg: Option<f64>,
    /// What it holds at first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_kg: Option<f64>,
    /// What it must hold at last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_min_kg: Option<f64>,
    /// What it may hold at last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_max_kg: Option<f64>,
}

/// A contract over the sum of some exchanges.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contract {
    /// Name.
    pub id: String,
    /// Ids of receipts, deliveries and transfers.
    pub exchanges: Vec<String>,
    /// Over each day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub daily_min_kg: Option<f64>,
    /// Over each day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub daily_max_kg: Option<f64>,
    /// Over the horizon.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_min_kg: Option<f64>,
    /// Over the horizon.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_max_kg: Option<f64>,
    /// Paid for even if it is not taken (照付不议).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub take_or_pay: Option<TakeOrPay>,
}

/// A quantity that is paid for even if it is not taken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakeOrPay {
    /// Over the horizon.
    pub least_kg: f64,
    /// What each kilogram costs that is not taken.
    pub price_per_kg: f64,
}

/// The whole part as its file has it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(super) struct MarketRows {
    #[serde(flatten)]
    pub terms: Terms,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub candidate_pipes: Vec<CandidateRow<PipeRow>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub candidate_compressors: Vec<CandidateRow<CompressorRow>>,
}

/// An element that may be built: where it would lie, what it costs, and what it would be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CandidateRow<T> {
    pub id: String,
    pub from: String,
    pub to: String,
    pub construction_cost: f64,
    #[serde(flatten)]
    pub what: T,
}

impl<T> CandidateRow<T> {
    /// Of an element that would stand as `at` does.
    pub fn new(at: Row<T>, construction_cost: f64) -> Self {
        let Row { id, from, to, what } = at;
        Self { id, from, to, construction_cost, what }
    }

    pub fn at(&self) -> At<'_, Self> {
        At { id: &self.id, from: &self.from, to: &self.to, what: self }
    }
}

fn one() -> f64 {
    1.0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_zero(value: &f64) -> bool {
    value.to_bits() == 0
}
