use geo::{Coord, LineString, Simplify};

use super::EXTENT;
use super::address::TileAddress;
use super::clip::clip;
use super::outlines::{Entry, Outlines};
use super::visibility::{Pixel, pixel, speck};

/// Outlines may depart from the land by this much, units: an eighth of a pixel on a screen of 512 pixels a tile.
const DEPARTURE: f64 = 1.0;
/// Shorter rings are not worth simplifying.
const SIMPLE: usize = 8;

/// A ring in units of the tile, open; outer rings have a positive area by the surveyor's formula, holes a negative one.
pub(super) type Ring = Vec<[i32; 2]>;

/// A boundary in a tile, with specks as at a zoom that may be less than the tile's: its outer rings, each followed by its
/// holes; none if nothing of it lies in the tile or its buffer.
pub(super) fn draw(outlines: &Outlines, entry: &Entry, tile: TileAddress, zoom: i8) -> Vec<Ring> {
    if let Some(pixel) = speck(entry, zoom) {
        return square(&pixel, tile);
    }
    let (mut rings, mut within_shell, mut in_tile) = (Vec::new(), false, false);
    for (is_outer, positions) in outlines.rings(entry) {
        if !is_outer && !within_shell {
            continue;
        }
        let clipped = clip(positions.iter().map(|&at| tile.units(at)).collect());
        in_tile |= is_outer && clipped.len() >= 3;
        let ring = settle(&clipped, is_outer);
        within_shell = ring.is_some() || (!is_outer && within_shell);
        rings.extend(ring);
    }
    if rings.is_empty() && in_tile {
        // Long and thinner than a unit: a road's land seen from afar.
        return square(&pixel(entry, zoom), tile);
    }
    rings
}

/// A pixel in the one tile that it lies in.
fn square(pixel: &Pixel, tile: TileAddress) -> Vec<Ring> {
    let [west, north] = tile.units(pixel.corner).map(whole);
    if !(0..EXTENT).contains(&west) || !(0..EXTENT).contains(&north) {
        return Vec::new();
    }
    let side = whole(tile.units_of(pixel.side)).max(1);
    vec![vec![[west, north], [west + side, north], [west + side, north + side], [west, north + side]]]
}

/// A ring in whole units without what they cannot show; nothing if no area is left.
fn settle(ring: &[[f64; 2]], is_outer: bool) -> Option<Ring> {
    let mut settled: Ring = ring.iter().map(|at| at.map(|number| whole(number.round()))).collect();
    settled.dedup();
    while settled.len() > 1 && settled.first() == settled.last() {
        settled.pop();
    }
    if settled.len() > SIMPLE {
        settled = simplify(&settled);
    }
    let doubled = doubled_area(&settled);
    if settled.len() < 3 || doubled == 0 {
        return None;
    }
    if (doubled > 0) != is_outer {
        settled.reverse();
    }
    Some(settled)
}

fn simplify(ring: &[[i32; 2]]) -> Ring {
    let closed = ring.iter().chain(ring.first()).map(|&[x, y]| Coord { x: f64::from(x), y: f64::from(y) });
    let simple = LineString::new(closed.collect()).simplify(DEPARTURE);
    simple.coords().skip(1).map(|at| [whole(at.x), whole(at.y)]).collect()
}

fn doubled_area(ring: &[[i32; 2]]) -> i64 {
    let pairs = ring.iter().zip(ring.iter().cycle().skip(1));
    pairs.map(|(a, b)| i64::from(a[0]) * i64::from(b[1]) - i64::from(b[0]) * i64::from(a[1])).sum()
}

#[expect(clippy::cast_possible_truncation, reason = "within the tile and its buffer")]
fn whole(number: f64) -> i32 {
    number as i32
}
