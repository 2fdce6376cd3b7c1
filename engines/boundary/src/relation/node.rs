use std::collections::BTreeSet;

use geo::{Coord, LineString, MultiPolygon, Polygon};
use rstar::primitives::GeomWithData;
use rstar::{AABB, PointDistance, RTree};

use crate::boundary::rings_of;

type Corners = RTree<GeomWithData<[f64; 2], usize>>;

/// Makes shapes meet exactly where they come within a tolerance of each other: corners move onto corners of shapes before
/// them, then edges take up the corners of other shapes that lie on them. Nothing moves by more than the tolerance.
pub(super) fn node(shapes: &[MultiPolygon<f64>], tolerance_m: f64) -> Vec<MultiPolygon<f64>> {
    let mut fixed = Corners::new();
    let mut snapped = Vec::with_capacity(shapes.len());
    for (owner, shape) in shapes.iter().enumerate() {
        let shape = map_rings(shape, |ring| ring.coords().map(|&at| snap(at, &fixed, tolerance_m)).collect());
        for at in corners(&shape) {
            fixed.insert(GeomWithData::new(at, owner));
        }
        snapped.push(shape);
    }
    let taken_up = snapped.iter().enumerate().map(|(owner, shape)| {
        let own: BTreeSet<[u64; 2]> = corners(shape).into_iter().map(bits).collect();
        let foreign = |at: &GeomWithData<[f64; 2], usize>| at.data != owner && !own.contains(&bits(*at.geom()));
        map_rings(shape, |ring| take_up(ring, &fixed, &foreign, tolerance_m))
    });
    taken_up.collect()
}

/// Leads a line through the corners of a shape that it passes within a tolerance.
pub(super) fn lead(line: &LineString<f64>, shape: &MultiPolygon<f64>, tolerance_m: f64) -> LineString<f64> {
    let fixed = Corners::bulk_load(corners(shape).into_iter().map(|at| GeomWithData::new(at, 0)).collect());
    let snapped = line.coords().map(|&at| snap(at, &fixed, tolerance_m)).collect();
    take_up(&snapped, &fixed, &|_| true, tolerance_m)
}

fn snap(at: Coord<f64>, fixed: &Corners, tolerance_m: f64) -> Coord<f64> {
    let nearest = fixed.nearest_neighbor(&[at.x, at.y]);
    let reached = nearest.filter(|corner| corner.distance_2(&[at.x, at.y]) <= tolerance_m * tolerance_m);
    reached.map_or(at, |corner| Coord { x: corner.geom()[0], y: corner.geom()[1] })
}

/// A ring with the foreign corners that lie on its edges.
fn take_up(
    ring: &LineString<f64>,
    corners: &Corners,
    foreign: &impl Fn(&GeomWithData<[f64; 2], usize>) -> bool,
    tolerance_m: f64,
) -> LineString<f64> {
    let mut positions: Vec<Coord<f64>> = ring.0.first().copied().into_iter().collect();
    for edge in ring.lines() {
        let (low, high) = (
            [edge.start.x.min(edge.end.x) - tolerance_m, edge.start.y.min(edge.end.y) - tolerance_m],
            [edge.start.x.max(edge.end.x) + tolerance_m, edge.start.y.max(edge.end.y) + tolerance_m],
        );
        let (along, length_2) = (edge.delta(), edge.delta().x.powi(2) + edge.delta().y.powi(2));
        let mut on_edge: Vec<(f64, Coord<f64>)> = corners
            .locate_in_envelope(&AABB::from_corners(low, high))
            .filter(|corner| foreign(corner))
            .filter_map(|corner| {
                let at = Coord { x: corner.geom()[0], y: corner.geom()[1] };
                let from = at - edge.start;
                let fraction = (from.x * along.x + from.y * along.y) / length_2;
                let across_m = (from.x * along.y - from.y * along.x).abs() / length_2.sqrt();
                (fraction > 0.0 && fraction < 1.0 && across_m <= tolerance_m).then_some((fraction, at))
            })
            .collect();
        on_edge.sort_unstable_by(|one, other| one.0.total_cmp(&other.0));
        positions.extend(on_edge.into_iter().map(|(_, at)| at).chain([edge.end]));
    }
    positions.dedup();
    LineString::new(positions)
}

fn map_rings(shape: &MultiPolygon<f64>, change: impl Fn(&LineString<f64>) -> LineString<f64>) -> MultiPolygon<f64> {
    let parts =
        shape.iter().map(|part| Polygon::new(change(part.exterior()), part.interiors().iter().map(&change).collect()));
    parts.collect()
}

fn corners(shape: &MultiPolygon<f64>) -> Vec<[f64; 2]> {
    shape.iter().flat_map(rings_of).flat_map(|ring| ring.coords().skip(1)).map(|at| [at.x, at.y]).collect()
}

fn bits(at: [f64; 2]) -> [u64; 2] {
    at.map(f64::to_bits)
}
