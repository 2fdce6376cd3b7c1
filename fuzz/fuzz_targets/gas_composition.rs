//! Whatever is given as a gas's composition is refused with a reason, or written and read again the same.

#![no_main]
#![allow(clippy::unwrap_used, missing_docs)]

use gas_flow::{Fluid, units::Temperature};
use gas_properties::{Composition, SUM_TOLERANCE};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let gas: Composition = match text.parse() {
        Ok(gas) => gas,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    assert!((gas.iter().map(|(_, fraction)| fraction).sum::<f64>() - 1.0).abs() <= SUM_TOLERANCE);
    assert_eq!(gas.to_string().parse(), Ok(gas.clone()));
    for temperature_k in [150.0, 288.15, 600.0] {
        if let Ok(fluid) = Fluid::of_composition(&gas, Temperature::new(temperature_k).unwrap()) {
            assert!(fluid.density_normal.si() < 10_000.0);
        }
    }
});
