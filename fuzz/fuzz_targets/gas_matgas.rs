//! Whatever is given as MATGAS is refused with a reason, or makes a market whose links join junctions
//! that it has, and a network at nominal flows or a reason why not.

#![no_main]
#![allow(missing_docs)]

use gas_dispatch::matgas::parse;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match parse(text).and_then(|case| case.market()) {
        Ok(imported) => {
            let market = &imported.market;
            assert!(market.links.iter().all(|link| link.from.max(link.to) < market.junctions.len()));
            if let Err(error) = imported.network(&[], &[]) {
                assert!(!error.to_string().is_empty());
            }
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
