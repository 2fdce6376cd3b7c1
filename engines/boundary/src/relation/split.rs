use geo::{Area, Coord, LineString, MultiPolygon, Polygon};
use i_overlay::core::fill_rule::FillRule;
use i_overlay::float::slice::FloatSlice;

use super::node::lead;
use super::tidy::tidy;
use crate::boundary::{Boundary, EDGE_MIN_M, rings_of};
use crate::fault::Fault;
use crate::plane::Plane;

/// Why a boundary was not split.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SplitError {
    /// No line.
    #[error("a dividing line has two positions at least, each of longitude and latitude in degrees")]
    NoLine,
    /// Nothing was cut off.
    #[error("the line does not divide the land: draw it from outside of the boundary through to outside")]
    NoCut,
    /// A piece is no boundary.
    #[error("a piece would be no boundary: {0}")]
    Fault(#[from] Fault),
}

/// Divides land along a line of longitudes and latitudes (分宗), straight between its positions.
///
/// The line goes through corners that it passes within [`EDGE_MIN_M`]. Pieces come largest first; parts of the boundary
/// that the line misses are pieces too. Their areas add up to that of the boundary to 1e-6. Ends of the line within the
/// land cut nothing, and positions on straight sides are dropped.
pub fn split_by_line(boundary: &Boundary, line: &[[f64; 2]]) -> Result<Vec<Boundary>, SplitError> {
    let on_globe = |&[longitude, latitude]: &[f64; 2]| longitude.abs() <= 180.0 && latitude.abs() <= 90.0;
    if line.len() < 2 || !line.iter().all(on_globe) {
        return Err(SplitError::NoLine);
    }
    let plane = Plane::of(boundary.extent());
    let flat = plane.flatten(boundary.shape());
    let line: LineString<f64> = line.iter().map(|&[x, y]| plane.point(Coord { x, y })).collect();
    // A cut beside a corner would leave an edge too short to stand.
    let line: Vec<[f64; 2]> = lead(&line, &flat, EDGE_MIN_M).coords().map(|at| [at.x, at.y]).collect();
    let shape = contours(&flat);
    let pieces = shape.slice_by(&line, FillRule::EvenOdd);
    if pieces.len() <= boundary.shape().0.len() {
        return Err(SplitError::NoCut);
    }
    let mut pieces: Vec<MultiPolygon<f64>> = pieces.iter().map(|piece| tidy(&polygon(piece).into())).collect();
    pieces.sort_by(|one, other| other.unsigned_area().total_cmp(&one.unsigned_area()));
    pieces.iter().map(|piece| Ok(Boundary::from_shape(&plane.lift(piece))?)).collect()
}

fn contours(shape: &MultiPolygon<f64>) -> Vec<Vec<Vec<[f64; 2]>>> {
    let open = |ring: &LineString<f64>| ring.coords().skip(1).map(|at| [at.x, at.y]).collect();
    shape.iter().map(|part| rings_of(part).map(open).collect()).collect()
}

fn polygon(piece: &[Vec<[f64; 2]>]) -> Polygon<f64> {
    let mut rings = piece.iter().map(|ring| ring.iter().map(|&[x, y]| Coord { x, y }).collect());
    Polygon::new(rings.next().unwrap_or_else(|| LineString::new(Vec::new())), rings.collect())
}
