use std::collections::HashSet;

use super::address::ZOOM_MAX;
use super::outlines::Entry;

/// Tiles that are too full show what tiles of one zoom less show, down to this many: specks of 8 pixels.
pub(super) const COARSER_MAX: i8 = 3;
/// Bits of the world's steps that a pixel's side has at zoom 0, on a screen of 512 pixels a tile: 8 units.
const CELL_BITS: i8 = 23;

/// A square of the world, in its steps.
#[derive(PartialEq, Eq, Hash)]
pub(super) struct Pixel {
    /// Low x and y.
    pub corner: [u32; 2],
    pub side: u32,
}

/// From which zoom on each boundary is shown: before that, it is smaller than a pixel and falls upon a larger one. What
/// is shown at a zoom is shown at all deeper ones, as the pixels of one lie in those of the other.
///
/// `entries` come largest first. Zooms start at -[`COARSER_MAX`].
pub(super) fn zooms(entries: &[Entry]) -> Vec<i8> {
    let mut zooms = vec![-COARSER_MAX; entries.len()];
    let mut shown: Vec<usize> = (0..entries.len()).collect();
    for zoom in (-COARSER_MAX..=ZOOM_MAX.cast_signed()).rev() {
        let mut taken = HashSet::new();
        shown.retain(|&rank| {
            let stays = speck(&entries[rank], zoom).is_none_or(|pixel| taken.insert(pixel));
            if !stays {
                zooms[rank] = zoom + 1;
            }
            stays
        });
    }
    zooms
}

/// The pixel that a boundary is reduced to at a zoom; nothing if it is larger.
pub(super) fn speck(entry: &Entry, zoom: i8) -> Option<Pixel> {
    let [low_x, low_y, high_x, high_y] = entry.bounds;
    let small = (high_x - low_x).max(high_y - low_y) >> (CELL_BITS - zoom) == 0;
    small.then(|| pixel(entry, zoom))
}

/// The pixel in the middle of a boundary.
pub(super) fn pixel(entry: &Entry, zoom: i8) -> Pixel {
    let (bits, [low_x, low_y, high_x, high_y]) = (CELL_BITS - zoom, entry.bounds);
    let corner = [(low_x, high_x), (low_y, high_y)].map(|(low, high)| (low + (high - low) / 2) >> bits << bits);
    Pixel { corner, side: 1 << bits }
}
