use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::address::TileAddress;
use super::draw::draw;
use super::outlines::Outlines;
use super::sheet::{Attribute, Sheet, TILE_BYTES_MAX, Tile};
use super::visibility::{COARSER_MAX, zooms};
use crate::boundary::Boundary;

/// A tile that shows this share of all finds its boundaries quicker by looking at all.
const SHARE_MIN: f64 = 1.0 / 32.0;
/// A speck without attributes takes this much of a tile, bytes.
const SPECK_BYTES: usize = 24;

/// Boundaries to draw tiles of, indexed once: about 175 bytes for a boundary of six corners.
///
/// Boundaries that are smaller than a pixel become specks of one pixel, one at a place, so that dense areas stay visible
/// from afar. A tile that would be larger than [`TILE_BYTES_MAX`] gets coarser specks, and then leaves out the smallest.
///
/// ```
/// use boundary::{Attribute, Boundary, TileAddress, TileIndex};
///
/// let corners = [[119.0, 36.0], [119.01, 36.0], [119.01, 36.01], [119.0, 36.01], [119.0, 36.0]];
/// let boundary = Boundary::new(vec![vec![corners.to_vec()]])?;
/// let index = TileIndex::new([(7, &boundary)]);
/// let address = TileAddress::at(14, [119.005, 36.005]).ok_or("no such tile")?;
/// let tile = index.tile(address, "parcels", |_id| [("owner", Attribute::Text("a"))]);
/// assert_eq!(tile.features, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct TileIndex {
    outlines: Outlines,
    /// From which zoom on each outline is shown.
    zooms: Vec<i8>,
    /// The places of boundaries among the outlines, by their bounds.
    tree: RTree<GeomWithData<Rectangle<[f64; 2]>, u32>>,
}

impl TileIndex {
    /// Indexes boundaries by numbers that tiles will carry.
    pub fn new<'a>(boundaries: impl IntoIterator<Item = (u64, &'a Boundary)>) -> Self {
        let outlines = Outlines::new(boundaries);
        let zooms = zooms(outlines.entries());
        let leaves = (0_u32..).zip(outlines.entries()).map(|(rank, entry)| {
            let [low_x, low_y, high_x, high_y] = entry.bounds.map(f64::from);
            GeomWithData::new(Rectangle::from_corners([low_x, low_y], [high_x, high_y]), rank)
        });
        let tree = RTree::bulk_load(leaves.collect());
        Self { outlines, zooms, tree }
    }

    /// Draws a tile with one layer, of the attributes that a boundary's number has.
    pub fn tile<'a, I>(&self, address: TileAddress, layer: &str, attributes: impl Fn(u64) -> I) -> Tile
    where
        I: IntoIterator<Item = (&'a str, Attribute<'a>)>,
    {
        let mut zoom = address.zoom().cast_signed();
        let coarsest = zoom - COARSER_MAX;
        let mut near = self.near(address, zoom);
        let mut features_max = TILE_BYTES_MAX / SPECK_BYTES;
        loop {
            if near.len() <= features_max || zoom == coarsest {
                let sheet = self.draw(address, zoom, &near, &attributes);
                if !sheet.is_cut() || zoom == coarsest {
                    return sheet.finish(layer);
                }
                // Specks take less than the larger ones that filled the sheet, but not by far.
                features_max = sheet.features_count() * 3 / 2;
            }
            zoom -= 1;
            near.retain(|&rank| self.zooms[rank as usize] <= zoom);
        }
    }

    fn draw<'a, I>(&self, address: TileAddress, zoom: i8, near: &[u32], attributes: &impl Fn(u64) -> I) -> Sheet
    where
        I: IntoIterator<Item = (&'a str, Attribute<'a>)>,
    {
        let mut sheet = Sheet::default();
        for &rank in near {
            let entry = &self.outlines.entries()[rank as usize];
            let rings = draw(&self.outlines, entry, address, zoom);
            if !rings.is_empty() && !sheet.add(entry.id, &rings, attributes(entry.id)) {
                break;
            }
        }
        sheet
    }

    /// What a tile may show, largest first.
    fn near(&self, address: TileAddress, zoom: i8) -> Vec<u32> {
        let [low_x, low_y, high_x, high_y] = address.reach();
        let reach = AABB::from_corners([low_x, low_y], [high_x, high_y]);
        if shared(&self.tree.root().envelope(), &reach) > SHARE_MIN {
            let shown = (0_u32..).zip(&self.zooms).zip(self.outlines.entries());
            let reached = |[x1, y1, x2, y2]: [f64; 4]| x1 <= high_x && x2 >= low_x && y1 <= high_y && y2 >= low_y;
            let near = shown.filter(|((_, from), entry)| **from <= zoom && reached(entry.bounds.map(f64::from)));
            return near.map(|((rank, _), _)| rank).collect();
        }
        let near = self.tree.locate_in_envelope_intersecting(&reach).map(|leaf| leaf.data);
        let mut ranks: Vec<u32> = near.filter(|&rank| self.zooms[rank as usize] <= zoom).collect();
        ranks.sort_unstable();
        ranks
    }
}

/// The share of a box that another one covers.
fn shared(all: &AABB<[f64; 2]>, reach: &AABB<[f64; 2]>) -> f64 {
    let sides = [0, 1].map(|axis| {
        let both = all.upper()[axis].min(reach.upper()[axis]) - all.lower()[axis].max(reach.lower()[axis]);
        (both / (all.upper()[axis] - all.lower()[axis])).max(0.0)
    });
    sides[0] * sides[1]
}
