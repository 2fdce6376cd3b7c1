use geo::{Closest, ClosestPoint, Coord, CoordsIter, Intersects, Line, LinesIter, MultiPolygon, Point};
use rstar::RTree;
use rstar::primitives::{GeomWithData, Line as Leaf};

use crate::boundary::Boundary;
use crate::measure::geodesic_m;
use crate::plane::Plane;

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
