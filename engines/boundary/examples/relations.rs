//! Times relations and GeoJSON of made-up parcels: `cargo run --release --example relations [count]`.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::time::Instant;

use boundary::{Boundary, FeatureId, GeoJson, GeoJsonOptions, merge, neighbours, outside_m2, overlaps, write_geojson};
use serde_json::json;

/// Parcels of about 45 by 55 m.
const STEP: f64 = 0.0005;

fn main() {
    let side: u32 = std::env::args().nth(1).map_or(100_000, |text| text.parse::<u32>().unwrap()).isqrt();
    let parcels: Vec<(u32, Boundary)> =
        (0..side * side).map(|number| (number, parcel(number % side, number / side))).collect();
    println!("{} parcels", parcels.len());
    let started = Instant::now();
    let found = overlaps(&parcels, 0.5);
    println!("{} overlaps in {:?}", found.len(), started.elapsed());
    let started = Instant::now();
    let found = neighbours(&parcels, 0.05);
    println!("{} neighbours in {:?}", found.len(), started.elapsed());
    let row: Vec<Boundary> = parcels.iter().take(side as usize).map(|(_, boundary)| boundary.clone()).collect();
    let started = Instant::now();
    let merged = merge(&row, 0.05).unwrap();
    let total_m2: f64 = row.iter().map(Boundary::area_m2).sum();
    println!("{side} merged in {:?}, area off by {:e}", started.elapsed(), merged.area_m2() / total_m2 - 1.0);
    let started = Instant::now();
    let outside_m2: f64 = parcels.iter().take(10_000).map(|(_, boundary)| outside_m2(&merged, boundary)).sum();
    println!(
        "10000 compared with a zone of {} positions in {:?}: {outside_m2:.0} m2 outside",
        merged.positions_count(),
        started.elapsed()
    );
    let properties = json!({"owner": "some company with a long name", "use": "industry"});
    let ids: Vec<FeatureId> = parcels.iter().map(|(id, _)| FeatureId::Number((*id).into())).collect();
    let started = Instant::now();
    let features =
        ids.iter().zip(&parcels).map(|(id, (_, boundary))| (Some(id), properties.as_object().unwrap(), boundary));
    let text = write_geojson(features);
    println!("{} MB written in {:?}", text.len() / 1_000_000, started.elapsed());
    let started = Instant::now();
    let options = GeoJsonOptions { bytes_max: usize::MAX, ..GeoJsonOptions::default() };
    let document = GeoJson::parse(text.as_bytes(), &options).unwrap();
    let good = document.features().filter(|feature| feature.boundary.is_ok()).count();
    println!("{good} read in {:?}", started.elapsed());
}

/// A parcel of six corners that fits to its neighbours.
fn parcel(column: u32, row: u32) -> Boundary {
    // Slanted, so that boxes overlap as they do in earnest.
    let corner = |[x, y]: [f64; 2]| {
        let (x, y) = (f64::from(column) + x, f64::from(row) + y);
        [119.0 + (x - 0.3 * y) * STEP, 36.0 + y * STEP]
    };
    let corners = [[0.0, 0.0], [0.5, 0.02], [1.0, 0.0], [1.0, 1.0], [0.5, 1.02], [0.0, 1.0], [0.0, 0.0]];
    Boundary::new(vec![vec![corners.map(corner).to_vec()]]).unwrap()
}
