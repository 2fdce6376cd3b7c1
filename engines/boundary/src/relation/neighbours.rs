use geo::{Coord, Line, LinesIter, MultiPolygon};
use rstar::primitives::{GeomWithData, Line as Leaf};
use rstar::{AABB, RTree};

use super::Boxes;
use crate::boundary::{Boundary, EDGE_MIN_M};
use crate::plane::Plane;

/// Sine of the angle at which edges still run along each other, about 6 degrees.
const SLANT_MAX: f64 = 0.1;

/// Two boundaries with a common side.
#[derive(Debug, Clone, PartialEq)]
pub struct Neighbours<Id> {
    /// Which.
    pub ids: [Id; 2],
    /// Length of their common side, m.
    pub length_m: f64,
}

/// All pairs of boundaries that lie side by side, their sides within `tolerance_m` of each other, in the order given.
///
/// Sides count where they run within 6 degrees of each other in opposite directions, which is how rings of neighbours run.
/// A common side is at least 20 tolerances long, so that corners do not count. A tolerance below
/// [`EDGE_MIN_M`] counts as that.
pub fn neighbours<Id: Clone>(boundaries: &[(Id, Boundary)], tolerance_m: f64) -> Vec<Neighbours<Id>> {
    let tolerance_m = tolerance_m.max(EDGE_MIN_M);
    facing(boundaries, tolerance_m, side_min_m(tolerance_m))
}

/// All pairs of boundaries that face each other within `reach_m`, a lane or a ditch between them, along at least `side_m`; in
/// the order given. Sides count as for [`neighbours`]; what else lies between them is not looked at.
pub fn facing<Id: Clone>(boundaries: &[(Id, Boundary)], reach_m: f64, side_m: f64) -> Vec<Neighbours<Id>> {
    let reach_m = reach_m.max(EDGE_MIN_M);
    let pairs = Boxes::of(boundaries.iter().map(|(_, boundary)| boundary)).pairs(reach_m);
    let sides = pairs.into_iter().filter_map(|[one, other]| {
        let [(one, first), (other, second)] = [&boundaries[one], &boundaries[other]];
        let length_m = faced_m(first, second, reach_m);
        (length_m > 0.0 && length_m >= side_m).then(|| Neighbours { ids: [one.clone(), other.clone()], length_m })
    });
    sides.collect()
}

/// Sides that are shorter may be corners.
fn side_min_m(tolerance_m: f64) -> f64 {
    tolerance_m / SLANT_MAX * 2.0
}

/// Whether there is a common side.
pub(super) fn have_common_side(one: &Boundary, other: &Boundary, tolerance_m: f64) -> bool {
    faced_m(one, other, tolerance_m) >= side_min_m(tolerance_m)
}

/// How much of one boundary runs along the other.
fn faced_m(one: &Boundary, other: &Boundary, tolerance_m: f64) -> f64 {
    let plane = Plane::of(one.extent().join(other.extent()));
    let [one, other] = [one, other].map(|boundary| plane.flatten(boundary.shape()));
    let tree = edges(&other);
    one.lines_iter().map(|edge| followed_m(edge, &tree, tolerance_m)).sum()
}

type Edges = RTree<GeomWithData<Leaf<[f64; 2]>, Line<f64>>>;

fn edges(shape: &MultiPolygon<f64>) -> Edges {
    let leaves = shape
        .lines_iter()
        .map(|edge| GeomWithData::new(Leaf::new([edge.start.x, edge.start.y], [edge.end.x, edge.end.y]), edge));
    RTree::bulk_load(leaves.collect())
}

/// How much of an edge others run along.
fn followed_m(edge: Line<f64>, others: &Edges, tolerance_m: f64) -> f64 {
    let (low, high) = (
        [edge.start.x.min(edge.end.x) - tolerance_m, edge.start.y.min(edge.end.y) - tolerance_m],
        [edge.start.x.max(edge.end.x) + tolerance_m, edge.start.y.max(edge.end.y) + tolerance_m],
    );
    let near = others.locate_in_envelope_intersecting(&AABB::from_corners(low, high));
    let mut stretches: Vec<[f64; 2]> = near.filter_map(|near| stretch(edge, near.data, tolerance_m)).collect();
    stretches.sort_unstable_by(|one, other| one[0].total_cmp(&other[0]));
    let (mut covered, mut end) = (0.0, 0.0_f64);
    for [from, to] in stretches {
        covered += (to - from.max(end)).max(0.0);
        end = end.max(to);
    }
    covered * length(edge.delta())
}

/// The stretch of an edge, as fractions of it, along which another one runs back.
fn stretch(edge: Line<f64>, other: Line<f64>, tolerance_m: f64) -> Option<[f64; 2]> {
    let (along, back) = (edge.delta(), other.delta());
    let (edge_m, other_m) = (length(along), length(back));
    let sine = (along.x * back.y - along.y * back.x) / (edge_m * other_m);
    if along.x * back.x + along.y * back.y >= 0.0 || sine.abs() > SLANT_MAX {
        return None;
    }
    // Along the other's line and across it, in metres, both ends of the edge.
    let frame = |at: Coord<f64>| {
        let from = at - other.start;
        [(from.x * back.x + from.y * back.y) / other_m, (back.x * from.y - back.y * from.x) / other_m]
    };
    let ([start_along, start_across], [end_along, end_across]) = (frame(edge.start), frame(edge.end));
    let reached = within(start_along, end_along, 0.0, other_m)?;
    let close = within(start_across, end_across, -tolerance_m, tolerance_m)?;
    let (from, to) = (reached[0].max(close[0]).max(0.0), reached[1].min(close[1]).min(1.0));
    (from < to).then_some([from, to])
}

/// Where on the way from `start` to `end` a value lies between two bounds, as fractions of the way.
fn within(start: f64, end: f64, low: f64, high: f64) -> Option<[f64; 2]> {
    let slope = end - start;
    if slope.abs() < 1e-12 {
        return (low..=high).contains(&start).then_some([0.0, 1.0]);
    }
    let (one, other) = ((low - start) / slope, (high - start) / slope);
    Some([one.min(other), one.max(other)])
}

fn length(vector: Coord<f64>) -> f64 {
    vector.x.hypot(vector.y)
}
