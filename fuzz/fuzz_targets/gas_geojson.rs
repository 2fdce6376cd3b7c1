//! Whatever is given as a network on a map is refused with a reason; or what is written of it reads as the same network
//! in the same place.

#![no_main]
#![allow(clippy::unwrap_used, missing_docs)]

use gas_flow::{
    Compressibility, Fluid,
    format::{geojson::GeoJsonOptions, read_geojson, write_geojson},
    units::{Density, Temperature, Viscosity},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let fluid = Fluid {
        density_normal: Density::new(0.73).unwrap(),
        viscosity: Viscosity::new(1.1e-5).unwrap(),
        temperature: Temperature::new(288.15).unwrap(),
        compressibility: Compressibility::IDEAL,
    };
    let read = match read_geojson(bytes, &GeoJsonOptions { fluid: Some(fluid), ..GeoJsonOptions::default() }) {
        Ok(read) => read,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    let written = write_geojson(&read.network, &read.layout, None).unwrap();
    let again = read_geojson(written.as_bytes(), &GeoJsonOptions::default()).unwrap();
    assert_eq!(again.network, read.network);
    assert_eq!(again.layout.positions, read.layout.positions);
    assert!(again.created_nodes.is_empty() && again.measured_pipes.is_empty() && again.skipped.is_empty());
});
