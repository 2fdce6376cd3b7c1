//! Whatever is given as a network of GasLib, its scenario and its machines is refused with a reason, or makes a network.

#![no_main]
#![allow(missing_docs)]

use gas_flow::format::gaslib::{GasLibOptions, read_gaslib};
use libfuzzer_sys::fuzz_target;

// The scenario begins where its root element does.
fuzz_target!(|text: &str| {
    let (net, scenario) = text.split_at(text.find("<boundaryValue").unwrap_or(text.len()));
    for scenario in [None, Some(scenario).filter(|scenario| !scenario.is_empty())] {
        match read_gaslib(net, scenario, &GasLibOptions::default()) {
            Ok(read) => assert!(read.skipped.iter().all(|part| part.count > 0 && part.first_line > 0)),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
});
