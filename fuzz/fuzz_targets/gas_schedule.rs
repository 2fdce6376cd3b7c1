//! Whatever is given as a transient schedule is refused with a reason, or written and read again the same; and what does
//! not fit the network is refused by name.

#![no_main]
#![allow(clippy::unwrap_used, missing_docs)]

use std::sync::LazyLock;

use gas_flow::{
    Network,
    format::read_toml,
    transient::{Schedule, Transient, TransientOptions},
};
use libfuzzer_sys::fuzz_target;

static NETWORK: LazyLock<Network> =
    LazyLock::new(|| read_toml(include_str!("../seeds/gas_own/every-element.toml")).unwrap());

fuzz_target!(|bytes: &[u8]| {
    let schedule = match Schedule::from_json(bytes) {
        Ok(schedule) => schedule,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    assert_eq!(Schedule::from_json(&serde_json::to_vec(&schedule).unwrap()).unwrap(), schedule);
    if let Err(error) = Transient::new(&NETWORK, &schedule, TransientOptions::default()) {
        assert!(!error.to_string().is_empty());
    }
});
