//! Whatever is given as a network in our own JSON or TOML is refused with a reason, or written and read again the same, with its
//! market; and that market is refused by name, or can be computed.

#![no_main]
#![allow(clippy::unwrap_used, missing_docs)]

use gas_flow::format::{FormatError, NetworkFile, Own, own_json, own_toml};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    same(own_json(bytes));
    if let Ok(text) = std::str::from_utf8(bytes) {
        same(own_toml(text));
    }
});

fn same(read: Result<Own, FormatError>) {
    let own = match read {
        Ok(own) => own,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    let file = NetworkFile::from(&own);
    assert_eq!(own_json(&serde_json::to_vec(&file).unwrap()).unwrap(), own);
    assert_eq!(own_toml(&toml::to_string(&file).unwrap()).unwrap(), own);
    if let Some(market) = &own.market {
        match gas_dispatch::own::market(&own.network, market) {
            Ok(converted) => converted.market.check().unwrap(),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
}
