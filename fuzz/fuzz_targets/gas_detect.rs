//! Any file is in a format that its reader then begins to read, or in none, with what was tried.

#![no_main]
#![allow(missing_docs)]

use gas_flow::format::{
    Format, detect,
    gaslib::{GasLibError, GasLibOptions, read_gaslib},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for name in [None, Some("a.json"), Some("a.toml"), Some("a.net"), Some("a.m"), Some("a")] {
        match detect(bytes, name) {
            Ok(Format::GasLibNetwork) if name.is_none() => {
                let text = std::str::from_utf8(bytes).unwrap_or_default();
                let read = read_gaslib(text, None, &GasLibOptions::default());
                assert!(!matches!(read, Err(GasLibError::Root { .. })));
            }
            Ok(_) => {}
            Err(error) => assert!(error.to_string().len() < 2_000, "{error}"),
        }
    }
});
