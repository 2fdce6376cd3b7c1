//! Whatever is given as a network in our own JSON or TOML is refused with a reason, or written and read again the same.

#![no_main]
#![allow(clippy::unwrap_used, missing_docs)]

use gas_flow::{
    Network,
    format::{FormatError, NetworkFile, read_json, read_toml},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    same(read_json(bytes));
    if let Ok(text) = std::str::from_utf8(bytes) {
        same(read_toml(text));
    }
});

fn same(read: Result<Network, FormatError>) {
    let network = match read {
        Ok(network) => network,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    let file = NetworkFile::from(&network);
    assert_eq!(read_json(&serde_json::to_vec(&file).unwrap()).unwrap(), network);
    assert_eq!(read_toml(&toml::to_string(&file).unwrap()).unwrap(), network);
}
