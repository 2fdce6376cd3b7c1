//! Whatever is given as a reference network is refused with a reason, or its network is written and read again the same.

#![no_main]
#![allow(clippy::unwrap_used, missing_docs)]

use gas_flow::format::{NetworkFile, read_json, read_reference};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let network = match read_reference(bytes) {
        Ok(reference) => reference.network,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    let again = read_json(&serde_json::to_vec(&NetworkFile::from(&network)).unwrap()).unwrap();
    assert_eq!((again.nodes().len(), again.elements()), (network.nodes().len(), network.elements()));
});
