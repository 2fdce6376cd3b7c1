use super::{BUFFER, EXTENT};

/// A side of the clipping square: which coordinate, its bound, and whether larger values lie inside.
type Side = (usize, f64, bool);

/// Clips an open ring to the tile and its buffer: I. E. Sutherland and G. W. Hodgman (1974), "Reentrant polygon clipping",
/// Communications of the ACM 17, 32–42. Pieces of one ring stay joined along the buffer's edge, where nobody sees it.
pub(super) fn clip(ring: Vec<[f64; 2]>) -> Vec<[f64; 2]> {
    let (low, high) = (-f64::from(BUFFER), f64::from(EXTENT + BUFFER));
    let sides: [Side; 4] = [(0, low, true), (0, high, false), (1, low, true), (1, high, false)];
    sides.into_iter().fold(ring, clip_side)
}

fn clip_side(ring: Vec<[f64; 2]>, (axis, bound, above): Side) -> Vec<[f64; 2]> {
    let inside = |at: &[f64; 2]| if above { at[axis] >= bound } else { at[axis] <= bound };
    if ring.iter().all(inside) {
        return ring;
    }
    let mut clipped = Vec::with_capacity(ring.len() + 4);
    let mut previous = ring.last().copied().unwrap_or_default();
    for at in ring {
        if inside(&at) != inside(&previous) {
            let share = (bound - previous[axis]) / (at[axis] - previous[axis]);
            let mut crossing = [0, 1].map(|other| previous[other] + share * (at[other] - previous[other]));
            crossing[axis] = bound;
            clipped.push(crossing);
        }
        if inside(&at) {
            clipped.push(at);
        }
        previous = at;
    }
    clipped
}
