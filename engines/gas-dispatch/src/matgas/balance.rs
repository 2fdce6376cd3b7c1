//! Files whose flows are rounded.

use crate::dispatch::{Market, Range};

/// Exchanges that miss their balance by up to this share are taken to be rounded (published files have four decimals).
const ROUNDING: f64 = 1e-5;

/// Scales receipts to withdrawals if what must go out and what can come in miss each other by rounding only; returns the
/// difference.
pub(super) fn balance_rounded(market: &mut Market) -> f64 {
    if !market.storages.is_empty() {
        return 0.0;
    }
    let sum = |end: fn(&Range) -> f64| -> (f64, f64) {
        let out = market.deliveries.iter().chain(&market.transfers).map(|d| end(&d.withdrawal_kg_s)).sum();
        (market.receipts.iter().map(|r| end(&r.injection_kg_s)).sum(), out)
    };
    let ((least_in, least_out), (most_in, most_out)) = (sum(|r| r.min), sum(|r| r.max));
    let (injected, withdrawn) = if least_out > most_in { (most_in, least_out) } else { (least_in, most_out) };
    let missing = withdrawn - injected;
    let apart = least_out > most_in || least_in > most_out;
    if !apart || missing.abs() > ROUNDING * injected.abs() {
        return 0.0;
    }
    let factor = withdrawn / injected;
    for receipt in &mut market.receipts {
        let range = receipt.injection_kg_s;
        let fixed = range.max - range.min <= 0.0;
        // What can be dispatched gets room, what is fixed stays so.
        let (min, max) = if fixed { (factor, factor) } else { (factor.min(1.0), factor.max(1.0)) };
        receipt.injection_kg_s = Range::new(range.min * min, range.max * max);
    }
    missing
}
