//! Times an index of made-up parcels: `cargo run --release --example tiles [count]`.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::cast_possible_truncation, clippy::cast_sign_loss)]

use std::time::{Duration, Instant};

use boundary::{Attribute, Boundary, TileAddress, TileIndex};

fn main() {
    let count: u32 = std::env::args().nth(1).map_or(1_000_000, |text| text.parse().unwrap());
    let side = f64::from(count).sqrt().ceil() as u32;
    let started = Instant::now();
    let parcels: Vec<Boundary> = (0..count).map(|number| parcel(number % side, number / side)).collect();
    println!("{count} boundaries checked in {:?}, resident {} MB", started.elapsed(), resident_mb());
    let names: Vec<String> = (0..count).map(|number| format!("3707{number:08}")).collect();
    let before = resident_mb();
    let started = Instant::now();
    let index = TileIndex::new((0..).zip(&parcels));
    println!("index built in {:?}, {} MB more", started.elapsed(), resident_mb() - before);
    let extent = [119.0, 36.0, 119.0 + f64::from(side) * STEP, 36.0 + f64::from(side) * STEP];
    for zoom in 8..=16 {
        let (low, high) =
            (TileAddress::at(zoom, [extent[0], extent[3]]), TileAddress::at(zoom, [extent[2], extent[1]]));
        let ((_, x0, y0), (_, x1, y1)) = (low.unwrap().parts(), high.unwrap().parts());
        let all = u64::from(x1 - x0 + 1) * u64::from(y1 - y0 + 1);
        let stride = (all / 400).max(1);
        let (mut times, mut bytes, mut cut, mut features) = (Vec::new(), 0, 0, 0);
        for number in (0..all).step_by(stride as usize) {
            let (column, row) = (number % u64::from(x1 - x0 + 1), number / u64::from(x1 - x0 + 1));
            let address = TileAddress::new(zoom, x0 + column as u32, y0 + row as u32).unwrap();
            let started = busy();
            let tile = index.tile(address, "parcels", |id| {
                [("name", Attribute::Text(&names[id as usize])), ("kind", Attribute::Whole((id % 7).cast_signed()))]
            });
            times.push(busy().saturating_sub(started));
            bytes = bytes.max(tile.bytes.len());
            features = features.max(tile.features);
            cut += u32::from(tile.is_cut);
        }
        times.sort_unstable();
        println!(
            "zoom {zoom}: {} tiles of {all}, median {:?}, p95 {:?}, max {:?}, largest {} kB, {features} features, {cut} cut",
            times.len(),
            times[times.len() / 2],
            times[times.len() * 95 / 100],
            times[times.len() - 1],
            bytes / 1000
        );
    }
}

/// Parcels of about 45 by 55 m.
const STEP: f64 = 0.0005;

/// A parcel of six corners that fits to its neighbours, with its size varied.
fn parcel(column: u32, row: u32) -> Boundary {
    let (west, south) = (119.0 + f64::from(column) * STEP, 36.0 + f64::from(row) * STEP);
    let shrink = 0.6 + 0.4 * f64::from((column * 7919 + row * 104_729) % 97) / 97.0;
    let (width, height) = (STEP * shrink, STEP * shrink);
    let corners = [[0.0, 0.0], [0.5, 0.02], [1.0, 0.0], [1.0, 1.0], [0.4, 0.97], [0.0, 1.0], [0.0, 0.0]];
    let ring = corners.iter().map(|[x, y]| [west + x * width, south + y * height]).collect();
    Boundary::new(vec![vec![ring]]).unwrap()
}

/// Time that the processor has spent on this program; others on the machine do not disturb it.
fn busy() -> Duration {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    Duration::from_nanos(text.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or(0))
}

fn resident_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    status.split_whitespace().nth(1).and_then(|pages| pages.parse::<u64>().ok()).unwrap_or(0) * 4096 / 1_000_000
}
