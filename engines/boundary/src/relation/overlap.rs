use geo::{Area, BooleanOps};

use super::Boxes;
use crate::boundary::Boundary;
use crate::plane::Plane;

/// Two boundaries that share land.
#[derive(Debug, Clone, PartialEq)]
pub struct Overlap<Id> {
    /// Which.
    pub ids: [Id; 2],
    /// The land they share, m².
    pub area_m2: f64,
}

/// All pairs of boundaries that share more land than `tolerance_m2`, in the order given.
///
/// Boundaries from separate surveys overlap by slivers along their common sides: a tolerance of 5 cm times the side is
/// usual.
///
/// ```
/// use boundary::{Boundary, overlaps};
///
/// let parcel = |west: f64, east: f64| {
///     let [south, north] = [36.0, 36.001];
///     Boundary::new(vec![vec![vec![[west, south], [east, south], [east, north], [west, north], [west, south]]]])
/// };
/// let parcels = [("1-1", parcel(119.0, 119.001)?), ("1-2", parcel(119.0009, 119.002)?)];
/// let found = overlaps(&parcels, 10.0);
/// assert_eq!(found[0].ids, ["1-1", "1-2"]);
/// assert!((found[0].area_m2 - 1000.4).abs() < 0.1);
/// # Ok::<(), boundary::Fault>(())
/// ```
pub fn overlaps<Id: Clone>(boundaries: &[(Id, Boundary)], tolerance_m2: f64) -> Vec<Overlap<Id>> {
    let tolerance_m2 = tolerance_m2.max(0.0);
    let pairs = Boxes::of(boundaries.iter().map(|(_, boundary)| boundary)).pairs(0.0);
    let overlaps = pairs.into_iter().map(|[one, other]| {
        let [(one, first), (other, second)] = [&boundaries[one], &boundaries[other]];
        Overlap { ids: [one.clone(), other.clone()], area_m2: shared_m2(first, second) }
    });
    overlaps.filter(|overlap| overlap.area_m2 > tolerance_m2).collect()
}

/// How much of a boundary lies outside of a zone, m².
pub fn outside_m2(zone: &Boundary, boundary: &Boundary) -> f64 {
    let plane = Plane::of(boundary.extent());
    plane.flatten(boundary.shape()).difference(&plane.flatten(zone.shape())).unsigned_area()
}

fn shared_m2(one: &Boundary, other: &Boundary) -> f64 {
    let plane = Plane::of(one.extent().join(other.extent()));
    plane.flatten(one.shape()).intersection(&plane.flatten(other.shape())).unsigned_area()
}
