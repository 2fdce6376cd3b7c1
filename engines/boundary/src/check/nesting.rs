use std::collections::{BTreeMap, BTreeSet};

use geo::coordinate_position::{CoordPos, CoordinatePosition, coord_pos_relative_to_ring};
use geo::dimensions::Dimensions;
use geo::{BoundingRect, Coord, LineString, MultiPolygon, Polygon, Relate};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{RTree, RTreeObject};

use crate::fault::{Fault, RingName};

/// Two rings that touch at a point without crossing there properly.
pub(super) struct Touch {
    pub rings: [RingName; 2],
    pub at: Coord<f64>,
}

/// Checks how rings lie in each other, given that no edges cross and where rings touch.
pub(super) fn check(shape: &MultiPolygon<f64>, touches: &[Touch]) -> Result<(), Fault> {
    check_connected(touches)?;
    for (part, polygon) in shape.iter().enumerate() {
        check_holes(part, polygon)?;
    }
    check_parts(shape, touches)
}

/// Land within a part hangs together exactly if its rings and the points where they touch form no cycle. Rings of a part
/// that cross at corners touch twice, and so are found here too.
fn check_connected(touches: &[Touch]) -> Result<(), Fault> {
    let mut roots: BTreeMap<Node, Node> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for touch in touches.iter().filter(|touch| touch.rings[0].part == touch.rings[1].part) {
        let point = Node::Point(touch.rings[0].part, touch.at.x.to_bits(), touch.at.y.to_bits());
        for ring in touch.rings {
            if !seen.insert((ring, point)) {
                continue;
            }
            let (one, other) = (root(&mut roots, Node::Ring(ring)), root(&mut roots, point));
            if one == other {
                return Err(Fault::PartCut { rings: touch.rings, at: [touch.at.x, touch.at.y] });
            }
            roots.insert(one, other);
        }
    }
    Ok(())
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Node {
    Ring(RingName),
    /// A point by the bits of its coordinates, within a part.
    Point(usize, u64, u64),
}

/// The representative of a node's group, with the way to it halved.
fn root(roots: &mut BTreeMap<Node, Node>, mut node: Node) -> Node {
    while let Some(&parent) = roots.get(&node) {
        let next = roots.get(&parent).copied().unwrap_or(parent);
        roots.insert(node, next);
        node = next;
    }
    node
}

fn check_holes(part: usize, polygon: &Polygon<f64>) -> Result<(), Fault> {
    let name = |hole: usize| RingName { part, ring: hole + 1 };
    let holes = polygon.interiors();
    for (hole, ring) in holes.iter().enumerate() {
        if let Some(at) = stands(ring, polygon.exterior(), CoordPos::Outside) {
            return Err(Fault::HoleOutside { hole: name(hole), at });
        }
    }
    let tree = RTree::bulk_load(holes.iter().enumerate().filter_map(|(hole, ring)| leaf(ring, hole)).collect());
    for (inner, ring) in holes.iter().enumerate() {
        let Some(leaf) = leaf(ring, inner) else { continue };
        let around = tree.locate_in_envelope_intersecting(&leaf.envelope()).map(|near| near.data);
        for outer in around.filter(|&outer| outer != inner) {
            if let Some(at) = stands(ring, &holes[outer], CoordPos::Inside) {
                return Err(Fault::HoleInHole { inner: name(inner), outer: name(outer), at });
            }
        }
    }
    Ok(())
}

/// The position of `ring` that tells on which side of `other` it lies, if that is the side asked for: the first that is
/// not on `other`, as the two do not cross.
fn stands(ring: &LineString<f64>, other: &LineString<f64>, side: CoordPos) -> Option<[f64; 2]> {
    let sides = ring.coords().map(|at| (at, coord_pos_relative_to_ring(*at, other)));
    let (at, found) = sides.into_iter().find(|(_, found)| *found != CoordPos::OnBoundary)?;
    (found == side).then_some([at.x, at.y])
}

fn check_parts(shape: &MultiPolygon<f64>, touches: &[Touch]) -> Result<(), Fault> {
    if shape.0.len() < 2 {
        return Ok(());
    }
    let touching: BTreeSet<[usize; 2]> = touches.iter().map(|touch| touch.rings.map(|ring| ring.part)).collect();
    let parts = shape.iter().enumerate();
    let tree = RTree::bulk_load(parts.filter_map(|(part, polygon)| leaf(polygon.exterior(), part)).collect());
    for (part, polygon) in shape.iter().enumerate() {
        let Some(leaf) = leaf(polygon.exterior(), part) else { continue };
        for other in tree.locate_in_envelope_intersecting(&leaf.envelope()).map(|near| near.data) {
            if other == part {
                continue;
            }
            let touch = touching.contains(&[part, other]) || touching.contains(&[other, part]);
            if if touch { share_land(polygon, &shape.0[other]) } else { starts_in(polygon, &shape.0[other]) } {
                let at = polygon.exterior().0.first().map_or([0.0; 2], |at| [at.x, at.y]);
                return Err(Fault::PartsOverlap { parts: [part, other], at });
            }
        }
    }
    Ok(())
}

fn starts_in(part: &Polygon<f64>, other: &Polygon<f64>) -> bool {
    part.exterior().0.first().is_some_and(|at| other.coordinate_position(at) == CoordPos::Inside)
}

fn share_land(part: &Polygon<f64>, other: &Polygon<f64>) -> bool {
    part.relate(other).get(CoordPos::Inside, CoordPos::Inside) == Dimensions::TwoDimensional
}

fn leaf(ring: &LineString<f64>, index: usize) -> Option<GeomWithData<Rectangle<[f64; 2]>, usize>> {
    let bounds = ring.bounding_rect()?;
    let corners = Rectangle::from_corners([bounds.min().x, bounds.min().y], [bounds.max().x, bounds.max().y]);
    Some(GeomWithData::new(corners, index))
}
