//! How boundaries lie to each other. All lengths and areas are taken in a Gauss-Krüger plane about what is compared.

mod distance;
mod merge;
mod neighbours;
mod node;
mod overlap;
mod split;
mod tidy;

use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

pub use distance::{Near, near};
pub use merge::{MergeError, merge};
pub use neighbours::{Neighbours, facing, neighbours};
pub use overlap::{Overlap, outside_m2, overlaps};
pub use split::{SplitError, split_by_line};

use crate::boundary::Boundary;
use crate::extent::Extent;

/// The boxes of boundaries in degrees.
struct Boxes {
    tree: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
}

impl Boxes {
    fn of<'a>(boundaries: impl Iterator<Item = &'a Boundary>) -> Self {
        let leaves = boundaries.enumerate().map(|(index, boundary)| {
            let [west, south, east, north] = boundary.extent().edges_deg();
            GeomWithData::new(Rectangle::from_corners([west, south], [east, north]), index)
        });
        Self { tree: RTree::bulk_load(leaves.collect()) }
    }

    /// Pairs of boundaries whose boxes come within a distance, each once, in order.
    fn pairs(&self, reach_m: f64) -> Vec<[usize; 2]> {
        let mut pairs: Vec<[usize; 2]> = self.tree.iter().flat_map(|leaf| self.later(leaf, reach_m)).collect();
        pairs.sort_unstable();
        pairs
    }

    fn later(&self, leaf: &GeomWithData<Rectangle<[f64; 2]>, usize>, reach_m: f64) -> impl Iterator<Item = [usize; 2]> {
        let (lower, upper, index) = (leaf.geom().lower(), leaf.geom().upper(), leaf.data);
        let box_of = Extent::around([lower, upper]).map(|own| own.widened(reach_m).edges_deg());
        let [west, south, east, north] = box_of.unwrap_or_default();
        let around = AABB::from_corners([west, south], [east, north]);
        let near = self.tree.locate_in_envelope_intersecting(&around).map(|near| near.data);
        near.filter(move |&other| index < other).map(move |other| [index, other]).collect::<Vec<_>>().into_iter()
    }
}
