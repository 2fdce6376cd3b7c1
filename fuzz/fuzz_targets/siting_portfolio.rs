//! Whatever is given as a portfolio is refused with a reason, or written and read again the same; and a plan of a
//! small one holds in it, with a bound not below.

#![no_main]
#![allow(clippy::unwrap_used, missing_docs)]

use libfuzzer_sys::fuzz_target;
use siting::{
    assignment::Limits,
    portfolio::{Plan, Portfolio, ReadError, solve},
};

/// More ways to place projects than this take too long for one try.
const FEW: usize = 100;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    try_out(Portfolio::from_toml(text));
    try_out(Portfolio::from_json(text));
    if let Err(error) = Plan::from_json(text) {
        assert!(!error.to_string().is_empty());
    }
});

fn try_out(read: Result<Portfolio, ReadError>) {
    let portfolio = match read {
        Ok(portfolio) => portfolio,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    let again = Portfolio::from_json(&serde_json::to_string(portfolio.draft()).unwrap()).unwrap();
    assert_eq!(again.draft(), portfolio.draft());
    if portfolio.choices() < FEW && portfolio.draft().works.len() < 5 {
        let limits = Limits { stop: &|| true, seed: 0 };
        let outcome = solve(&portfolio, None, limits, &mut |_| ());
        let (kept, fallen) = portfolio.review(&outcome.plan);
        assert!(fallen.is_empty() && kept == outcome.plan);
    }
}
