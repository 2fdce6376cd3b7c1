use geo::line_intersection::{LineIntersection, line_intersection};
use geo::{Coord, Line, MultiPolygon};
use rstar::primitives::{GeomWithData, Line as Leaf};
use rstar::{RTree, RTreeObject};

use super::nesting::{self, Touch};
use crate::boundary::{Rings, rings_of};
use crate::fault::{Fault, Place, RingName};

/// Pairs of edges with overlapping boxes at most: a second's work. Real outlines have a few pairs for each edge; combs of
/// diagonal teeth have billions.
const PAIRS_MAX: usize = 30_000_000;
/// Touches of rings at most, for the same reason.
const TOUCHES_MAX: usize = 200_000;

struct Edge {
    line: Line<f64>,
    ring: RingName,
    /// From zero, in the order given.
    number: usize,
    /// Edges of its ring.
    of: usize,
}

impl Edge {
    fn follows(&self, other: &Self) -> bool {
        self.ring == other.ring
            && (self.number == other.number + 1 || (other.number + 1 == other.of && self.number == 0))
    }
}

/// Checks that no two edges meet where they must not, then that rings lie in each other as they should.
pub(crate) fn crossings(given: &Rings, shape: &MultiPolygon<f64>) -> Result<(), Fault> {
    let edges = edges(shape);
    let leaves = edges.iter().enumerate().map(|(index, edge)| {
        let [from, to] = [edge.line.start, edge.line.end].map(|at| [at.x, at.y]);
        GeomWithData::new(Leaf::new(from, to), index)
    });
    let tree = RTree::bulk_load(leaves.collect());
    let (mut touches, mut pairs) = (Vec::new(), 0_usize);
    for (index, edge) in edges.iter().enumerate() {
        let envelope = Leaf::new([edge.line.start.x, edge.line.start.y], [edge.line.end.x, edge.line.end.y]).envelope();
        for near in tree.locate_in_envelope_intersecting(&envelope) {
            pairs += 1;
            if pairs > PAIRS_MAX || touches.len() > TOUCHES_MAX {
                return Err(Fault::TooIntricate);
            }
            if near.data > index {
                touches.extend(meet(given, edge, &edges[near.data])?);
            }
        }
    }
    nesting::check(shape, &touches)
}

fn edges(shape: &MultiPolygon<f64>) -> Vec<Edge> {
    let rings = shape.iter().enumerate().flat_map(|(part, polygon)| {
        rings_of(polygon).enumerate().map(move |(ring, positions)| (RingName { part, ring }, positions))
    });
    rings
        .flat_map(|(ring, positions)| {
            let of = positions.0.len() - 1;
            positions.lines().enumerate().map(move |(number, line)| Edge { line, ring, number, of })
        })
        .collect()
}

/// What the meeting of two edges means; a touch of two rings is none of their fault yet.
fn meet(given: &Rings, one: &Edge, other: &Edge) -> Result<Option<Touch>, Fault> {
    let rings = [one.ring, other.ring];
    let Some(meeting) = line_intersection(one.line, other.line) else { return Ok(None) };
    let (at, along) = match meeting {
        LineIntersection::SinglePoint { intersection, is_proper: false } => (intersection, false),
        LineIntersection::SinglePoint { intersection, is_proper: true } if one.ring != other.ring => {
            return Err(Fault::RingsCross { rings, at: pair(intersection) });
        }
        LineIntersection::SinglePoint { intersection, .. } => return Err(self_intersection(one, other, intersection)),
        LineIntersection::Collinear { intersection } => (intersection.start, true),
    };
    if one.ring != other.ring {
        let fault = Fault::RingsShareEdge { rings, at: pair(at) };
        return if along { Err(fault) } else { Ok(Some(Touch { rings, at })) };
    }
    let later = [one, other].into_iter().find(|edge| edge.follows(one) || edge.follows(other));
    match later {
        Some(later) if along => {
            let numbers = given[later.ring.part][later.ring.ring][later.number];
            Err(Fault::Spike(Place { ring: later.ring, position: later.number, numbers }))
        }
        Some(_) => Ok(None),
        None => Err(self_intersection(one, other, at)),
    }
}

fn self_intersection(one: &Edge, other: &Edge, at: Coord<f64>) -> Fault {
    let mut edges = [one.number, other.number];
    edges.sort_unstable();
    Fault::SelfIntersection { ring: one.ring, edges, at: pair(at) }
}

fn pair(at: Coord<f64>) -> [f64; 2] {
    [at.x, at.y]
}
