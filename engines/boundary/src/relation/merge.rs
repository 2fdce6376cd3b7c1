use geo::{Area, BooleanOps, MultiPolygon, unary_union};

use super::Boxes;
use super::neighbours::have_common_side;
use super::node::node;
use super::tidy::tidy;
use crate::boundary::{Boundary, EDGE_MIN_M};
use crate::fault::Fault;
use crate::plane::Plane;

/// Why boundaries were not merged. Numbers count from zero in the order given.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum MergeError {
    /// None given.
    #[error("there is nothing to merge")]
    Nothing,
    /// No common side with the others.
    #[error("boundary {} has no common side with those before it: only neighbours merge", .boundary + 1)]
    Apart {
        /// Which.
        boundary: usize,
    },
    /// Land that belongs to two of them.
    #[error("boundaries {} and {} overlap by {area_m2:.2} m2: settle first whose land that is", .boundaries[0] + 1, .boundaries[1] + 1)]
    Overlap {
        /// Which.
        boundaries: [usize; 2],
        /// By how much.
        area_m2: f64,
    },
    /// The result is no boundary.
    #[error("what they make together is no boundary: {0}")]
    Fault(#[from] Fault),
}

/// One boundary of neighbours (合宗).
///
/// Sides within `tolerance_m` of each other become one, so that slivers between and over them close; wider gaps stay as
/// holes. The area is the sum of the areas to 1e-6, but for the slivers. Positions on straight sides are dropped. A
/// tolerance below [`EDGE_MIN_M`] counts as that.
pub fn merge(boundaries: &[Boundary], tolerance_m: f64) -> Result<Boundary, MergeError> {
    let tolerance_m = tolerance_m.max(EDGE_MIN_M);
    let extents = boundaries.iter().map(Boundary::extent);
    let extent = extents.reduce(crate::Extent::join).ok_or(MergeError::Nothing)?;
    let pairs = Boxes::of(boundaries.iter()).pairs(tolerance_m);
    check_joined(boundaries, &pairs, tolerance_m)?;
    let plane = Plane::of(extent);
    let flat: Vec<MultiPolygon<f64>> = boundaries.iter().map(|boundary| plane.flatten(boundary.shape())).collect();
    let noded = node(&flat, tolerance_m);
    for [one, other] in pairs {
        let area_m2 = noded[one].intersection(&noded[other]).unsigned_area();
        if area_m2 > tolerance_m * boundaries[one].perimeter_m().min(boundaries[other].perimeter_m()) {
            return Err(MergeError::Overlap { boundaries: [one, other], area_m2 });
        }
    }
    let union = unary_union(noded.iter().flatten());
    Ok(Boundary::from_shape(&plane.lift(&tidy(&union)))?)
}

/// Checks that common sides lead from the first boundary to all others.
fn check_joined(boundaries: &[Boundary], pairs: &[[usize; 2]], tolerance_m: f64) -> Result<(), MergeError> {
    let mut next: Vec<Vec<usize>> = vec![Vec::new(); boundaries.len()];
    for &[one, other] in pairs {
        if have_common_side(&boundaries[one], &boundaries[other], tolerance_m) {
            next[one].push(other);
            next[other].push(one);
        }
    }
    let mut reached = vec![false; boundaries.len()];
    let mut open = vec![0];
    while let Some(boundary) = open.pop() {
        if !std::mem::replace(&mut reached[boundary], true) {
            open.extend(&next[boundary]);
        }
    }
    reached.iter().position(|reached| !reached).map_or(Ok(()), |boundary| Err(MergeError::Apart { boundary }))
}
