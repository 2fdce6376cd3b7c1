use crate::boundary::{EDGE_MIN_M, Rings};
use crate::fault::{Fault, Place, RingName};

/// A degree of a meridian, m: enough to compare lengths of millimetres.
const DEGREE_M: f64 = 111_200.0;

/// Checks each ring by itself: enough positions, closed, no position twice in a row, no spike. `given` are the numbers of
/// the file, `degrees` what they say.
pub(crate) fn rings(given: &Rings, degrees: &Rings) -> Result<(), Fault> {
    for (part, (given, degrees)) in given.iter().zip(degrees).enumerate() {
        if degrees.is_empty() {
            return Err(Fault::TooFewPositions { ring: RingName { part, ring: 0 }, found: 0 });
        }
        for (ring, (given, degrees)) in given.iter().zip(degrees).enumerate() {
            check(RingName { part, ring }, given, degrees)?;
        }
    }
    Ok(())
}

#[expect(clippy::float_cmp, reason = "the last position repeats the first exactly")]
fn check(ring: RingName, given: &[[f64; 2]], degrees: &[[f64; 2]]) -> Result<(), Fault> {
    let (Some(&start), Some(&end)) = (given.first(), given.last()) else {
        return Err(Fault::TooFewPositions { ring, found: 0 });
    };
    if given.len() < 4 {
        return Err(Fault::TooFewPositions { ring, found: given.len() });
    }
    if start != end {
        return Err(Fault::NotClosed { ring, start, end });
    }
    let place = |position: usize| Place { ring, position, numbers: given[position] };
    let edges_m: Vec<[f64; 2]> = degrees.windows(2).map(|pair| between_m(pair[0], pair[1])).collect();
    if let Some(edge) = edges_m.iter().position(|&[east, north]| east.hypot(north) < EDGE_MIN_M) {
        return Err(Fault::Repeated(place(edge + 1)));
    }
    let turns = (0..edges_m.len()).map(|edge| (edge, edges_m[(edge + edges_m.len() - 1) % edges_m.len()]));
    match turns.into_iter().find(|&(edge, arriving)| turns_back(arriving, edges_m[edge])) {
        Some((position, _)) => Err(Fault::Spike(place(position))),
        None => Ok(()),
    }
}

/// Whether the shorter of two edges in a row runs back over the longer one, to [`EDGE_MIN_M`].
fn turns_back(arriving: [f64; 2], leaving: [f64; 2]) -> bool {
    let dot = arriving[0] * leaving[0] + arriving[1] * leaving[1];
    let cross = arriving[0] * leaving[1] - arriving[1] * leaving[0];
    let longer = arriving[0].hypot(arriving[1]).max(leaving[0].hypot(leaving[1]));
    dot < 0.0 && cross.abs() < EDGE_MIN_M * longer
}

/// Metres east and north, over short distances.
fn between_m(from: [f64; 2], to: [f64; 2]) -> [f64; 2] {
    let shrink = f64::midpoint(from[1], to[1]).to_radians().cos();
    [(to[0] - from[0]) * shrink * DEGREE_M, (to[1] - from[1]) * DEGREE_M]
}
