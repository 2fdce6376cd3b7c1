use geo::{Coord, LineString, MultiPolygon, Polygon};

use crate::boundary::EDGE_MIN_M;

/// A position this near to the line between its neighbours is left of an operation and no corner, m.
const STRAIGHT_M: f64 = 1e-5;

/// Rids the result of an operation in the plane of what it leaves behind: positions twice, positions on straight lines,
/// spikes, rings of no width.
pub(super) fn tidy(shape: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    let parts = shape.iter().filter_map(|part| {
        let outer = tidy_ring(part.exterior())?;
        Some(Polygon::new(outer, part.interiors().iter().filter_map(tidy_ring).collect()))
    });
    parts.collect()
}

fn tidy_ring(ring: &LineString<f64>) -> Option<LineString<f64>> {
    let open = ring.0.split_last().map_or(&[][..], |(_, open)| open);
    let mut kept: Vec<Coord<f64>> = open.to_vec();
    loop {
        let before = kept.len();
        let mut index = 0;
        while index < kept.len() && kept.len() >= 3 {
            let (previous, next) = (kept[(index + kept.len() - 1) % kept.len()], kept[(index + 1) % kept.len()]);
            if is_corner(previous, kept[index], next) {
                index += 1;
            } else {
                kept.remove(index);
            }
        }
        if kept.len() < 3 {
            return None;
        }
        if kept.len() == before {
            return Some(LineString::from(kept)).map(|mut ring| {
                ring.close();
                ring
            });
        }
    }
}

fn is_corner(previous: Coord<f64>, at: Coord<f64>, next: Coord<f64>) -> bool {
    let (arriving, leaving) = (at - previous, next - at);
    let (arriving_m, leaving_m) = (arriving.x.hypot(arriving.y), leaving.x.hypot(leaving.y));
    if arriving_m < EDGE_MIN_M {
        return false;
    }
    let cross = (arriving.x * leaving.y - arriving.y * leaving.x).abs();
    let turns_back = arriving.x * leaving.x + arriving.y * leaving.y < 0.0;
    if turns_back {
        return cross >= EDGE_MIN_M * arriving_m.max(leaving_m);
    }
    cross >= STRAIGHT_M * arriving_m.max(leaving_m)
}
