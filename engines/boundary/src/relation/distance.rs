use geo::{Closest, ClosestPoint, Coord, CoordsIter, Intersects, Line, LinesIter, MultiPolygon, Point};
use rstar::RTree;
use rstar::primitives::{GeomWithData, Line as Leaf};

use super::Boxes;
use crate::boundary::Boundary;
use crate::measure::geodesic_m;
use crate::plane::Plane;

/// Two boundaries that lie near each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Near<Id> {
    /// Which.
    pub ids: [Id; 2],
    /// Their distance, m.
    pub distance_m: f64,
}

/// All pairs of boundaries that lie less than `reach_m` apart, in the order given, with their distances as of
/// [`Boundary::distance_m`].
pub fn near<Id: Clone>(boundaries: &[(Id, Boundary)], reach_m: f64) -> Vec<Near<Id>> {
    let pairs = Boxes::of(boundaries.iter().map(|(_, boundary)| boundary)).pairs(reach_m.max(0.0));
    let close = pairs.into_iter().filter_map(|[one, other]| {
        let [(one, first), (other, second)] = [&boundaries[one], &boundaries[other]];
        let distance_m = first.distance_m(second);
        (distance_m < reach_m).then(|| Near { ids: [one.clone(), other.clone()], distance_m })
    });
    close.collect()
}

impl Boundary {
    /// Distance between two boundaries, m: zero if they touch or overlap, else the length of the shortest geodesic, as a
    /// safety distance (安全距离) is measured.
    pub fn distance_m(&self, other: &Self) -> f64 {
        let plane = Plane::of(self.extent().join(other.extent()));
        let [one, two] = [self, other].map(|boundary| plane.flatten(boundary.shape()));
        if one.intersects(&two) {
            return 0.0;
        }
        // Two shapes apart are nearest at a corner of one of them.
        let [forth, back] = [nearest(&one, &two), nearest(&two, &one)];
        let nearer =
            [forth, back].into_iter().flatten().min_by(|one, other| one.distance_2.total_cmp(&other.distance_2));
        nearer.map_or(0.0, |gap| {
            let [from, to] = gap.ends.map(|end| Point::from(plane.position(end)));
            geodesic_m(from, to)
        })
    }
}

struct Gap {
    ends: [Coord<f64>; 2],
    distance_2: f64,
}

/// The corner of one shape and the point of the other's outline that are nearest to each other.
fn nearest(corners: &MultiPolygon<f64>, outline: &MultiPolygon<f64>) -> Option<Gap> {
    let leaves = outline
        .lines_iter()
        .map(|edge| GeomWithData::new(Leaf::new([edge.start.x, edge.start.y], [edge.end.x, edge.end.y]), edge));
    let tree = RTree::bulk_load(leaves.collect());
    let gaps = corners.coords_iter().filter_map(|corner| {
        let edge = tree.nearest_neighbor(&[corner.x, corner.y])?.data;
        let end = closest(edge, corner);
        let apart = end - corner;
        Some(Gap { ends: [corner, end], distance_2: apart.x * apart.x + apart.y * apart.y })
    });
    gaps.min_by(|one, other| one.distance_2.total_cmp(&other.distance_2))
}

fn closest(edge: Line<f64>, to: Coord<f64>) -> Coord<f64> {
    match edge.closest_point(&Point::from(to)) {
        Closest::Intersection(at) | Closest::SinglePoint(at) => at.into(),
        Closest::Indeterminate => edge.start,
    }
}
