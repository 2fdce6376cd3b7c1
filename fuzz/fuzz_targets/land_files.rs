//! Whatever is sent as outlines or as a table of parcels is answered without a panic; an outline that was taken has an area and is
//! written and read as the same, and a table that was taken says of each row what becomes of it.

#![no_main]
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeMap;

use boundary::{Boundary, GeoJson, GeoJsonOptions, Reading, read_well_known_text, write_geojson};
use jiff::civil::date;
use land::model::{PARCEL_COLUMNS, Registered, Vocabulary, parcels_fingerprint, read_parcels};
use libfuzzer_sys::fuzz_target;

// The first byte picks what the rest is.
fuzz_target!(|input: (u8, &str)| {
    let (choice, text) = input;
    match choice % 3 {
        0 => {
            let Ok(document) = GeoJson::parse(text.as_bytes(), &GeoJsonOptions::default()) else { return };
            document.features().filter_map(|feature| feature.boundary.ok()).for_each(|boundary| check(&boundary));
        }
        1 => {
            if let Ok(boundary) = read_well_known_text(text, &Reading::default()) {
                check(&boundary);
            }
        }
        _ => {
            let table = format!("{}\n{text}", PARCEL_COLUMNS.join(","));
            let register =
                Registered { parcels: &BTreeMap::new(), vocabulary: &Vocabulary::default(), today: date(2020, 8, 20) };
            if let Ok(rows) = read_parcels(&table, &register) {
                assert!(rows.iter().all(|row| row.number > 1));
                assert_eq!(parcels_fingerprint(&rows), parcels_fingerprint(&rows));
            }
        }
    }
});

fn check(boundary: &Boundary) {
    assert!(boundary.area_m2() > 0.0, "{boundary:?}");
    let written = write_geojson([(None, &serde_json::Map::new(), boundary)]);
    let document = GeoJson::parse(written.as_bytes(), &GeoJsonOptions::default()).unwrap();
    // Rounding to what is written may make a sliver no boundary; it may not make it another one.
    if let Some(Ok(read)) = document.features().next().map(|feature| feature.boundary) {
        assert_eq!(read.positions_count(), boundary.positions_count());
    }
}
