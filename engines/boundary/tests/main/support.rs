use boundary::{Boundary, Fault};

/// A closed ring of corners.
pub fn ring(corners: &[[f64; 2]]) -> Vec<[f64; 2]> {
    corners.iter().copied().chain(corners.first().copied()).collect()
}

pub fn rectangle(west: f64, south: f64, east: f64, north: f64) -> Vec<[f64; 2]> {
    ring(&[[west, south], [east, south], [east, north], [west, north]])
}

/// A boundary of one part.
pub fn part(rings: Vec<Vec<[f64; 2]>>) -> Result<Boundary, Fault> {
    Boundary::new(vec![rings])
}

pub fn parcel(west: f64, south: f64, east: f64, north: f64) -> Boundary {
    part(vec![rectangle(west, south, east, north)]).unwrap()
}

pub fn fault(rings: Vec<Vec<[f64; 2]>>) -> Fault {
    part(rings).unwrap_err()
}

pub fn assert_near(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{found} is not {expected} to {tolerance}");
}
