use std::collections::BTreeSet;

use boundary::{Attribute, Boundary, TILE_BYTES_MAX, Tile, TileAddress, TileIndex};
use fast_mvt::{MvtReaderRef, MvtValueRef};
use geo::{Area, Geometry, MultiPolygon, Polygon};

use crate::support::{assert_near, parcel, part, rectangle};

/// What a reader makes of a tile: number, shape in units, attributes.
struct Read {
    id: u64,
    shape: MultiPolygon<f64>,
    attributes: Vec<(String, String)>,
}

/// Decodes by another library, which knows nothing of this one.
fn read(tile: &Tile) -> Vec<Read> {
    let reader = MvtReaderRef::new(&tile.bytes).unwrap();
    let mut features = Vec::new();
    for layer in reader.layers() {
        assert_eq!((layer.name(), layer.version(), layer.extent()), ("parcels", 2, 4096));
        for feature in layer.features() {
            let shape = match feature.geometry().unwrap() {
                Geometry::Polygon(polygon) => MultiPolygon::from(polygon),
                Geometry::MultiPolygon(shape) => shape,
                other => panic!("{other:?}"),
            };
            let attributes =
                feature.properties_vec().unwrap().into_iter().map(|(key, value)| (key.to_owned(), words(value)));
            let (id, attributes) = (feature.id().unwrap(), attributes.collect());
            features.push(Read { id, shape: shape.iter().map(float).collect(), attributes });
        }
    }
    assert_eq!(features.len(), tile.features);
    features
}

fn float(polygon: &Polygon<i32>) -> Polygon<f64> {
    use geo::MapCoords;
    polygon.map_coords(|at| geo::Coord { x: f64::from(at.x), y: f64::from(at.y) })
}

fn words(value: MvtValueRef<'_>) -> String {
    match value {
        MvtValueRef::String(text) => text.to_owned(),
        MvtValueRef::Double(number) => number.to_string(),
        MvtValueRef::Int(number) => number.to_string(),
        MvtValueRef::Bool(flag) => flag.to_string(),
        other => panic!("{other:?}"),
    }
}

fn plain(index: &TileIndex, zoom: u8, at: [f64; 2]) -> Tile {
    index.tile(TileAddress::at(zoom, at).unwrap(), "parcels", |_| [])
}

/// A grid of parcels of `step` degrees, numbered row by row.
fn grid(rows: u32, columns: u32, step: f64) -> Vec<Boundary> {
    let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
    cells
        .map(|(row, column)| {
            let (west, south) = (119.0 + f64::from(column) * step, 36.0 + f64::from(row) * step);
            parcel(west, south, west + 0.9 * step, south + 0.9 * step)
        })
        .collect()
}

fn indexed(boundaries: &[Boundary]) -> TileIndex {
    TileIndex::new((0..).zip(boundaries))
}

#[test]
fn addresses() {
    // Known from any map: the tile of 116.39 east, 39.91 north at zoom 10.
    assert_eq!(TileAddress::at(10, [116.39, 39.91]).unwrap().parts(), (10, 843, 387));
    assert_eq!(TileAddress::at(0, [-180.0, 90.0]).unwrap().parts(), (0, 0, 0));
    assert_eq!(TileAddress::at(22, [180.0, -90.0]).unwrap().parts(), (22, (1 << 22) - 1, (1 << 22) - 1));
    assert!(TileAddress::new(3, 8, 0).is_none() && TileAddress::new(3, 0, 8).is_none());
    assert!(TileAddress::new(23, 0, 0).is_none() && TileAddress::new(255, 0, 0).is_none());
    assert!(TileAddress::at(255, [0.0, 0.0]).is_none());
}

#[test]
fn shapes_come_to_the_right_place_and_size() {
    let boundary =
        part(vec![rectangle(119.02, 36.0, 119.03, 36.01), rectangle(119.022, 36.002, 119.024, 36.004)]).unwrap();
    let tile = plain(&indexed(std::slice::from_ref(&boundary)), 13, [119.025, 36.005]);
    let shape = &read(&tile)[0].shape;
    assert_eq!((shape.0.len(), shape.0[0].interiors().len()), (1, 1));
    // 0.01 degrees of longitude are 0.01 / 360 · 2^13 · 4096 units; of latitude, 1 / cos(latitude) times as many.
    let side = 0.01 / 360.0 * 8192.0 * 4096.0;
    assert_near(shape.unsigned_area(), side * side / 36.005_f64.to_radians().cos() * (1.0 - 0.04), 0.002 * side * side);
    let x = ((119.02 + 180.0) / 360.0 * 8192.0_f64).fract() * 4096.0;
    assert!(shape.0[0].exterior().coords().any(|at| (at.x - x).abs() <= 0.5));
    // Outer rings have a positive area by the surveyor's formula with y southward, holes a negative one.
    assert!(shape.0[0].signed_area() > 0.0);
}

#[test]
fn shapes_are_clipped_to_the_tile_and_its_buffer() {
    let country = parcel(100.0, 25.0, 130.0, 45.0);
    let tile = plain(&indexed(&[country]), 12, [119.0, 36.0]);
    let shape = &read(&tile)[0].shape;
    assert_eq!(shape.unsigned_area(), f64::from(4096 + 128).powi(2));
    let elsewhere = parcel(119.0, 36.0, 119.01, 36.01);
    let empty = plain(&indexed(&[elsewhere]), 12, [110.0, 36.0]);
    assert_eq!((empty.bytes.len(), empty.features), (0, 0));
    assert_eq!(plain(&indexed(&[]), 3, [110.0, 36.0]).features, 0);
}

#[test]
fn attributes_come_along() {
    let boundaries = grid(2, 2, 0.001);
    let owners = ["甲", "乙", "甲", "丙"];
    let tile = indexed(&boundaries).tile(TileAddress::at(15, [119.0005, 36.0005]).unwrap(), "parcels", |id| {
        let owner = owners[usize::try_from(id).unwrap()];
        [
            ("owner", Attribute::Text(owner)),
            ("area", Attribute::Number(id as f64 + 0.5)),
            ("floors", Attribute::Whole(-3)),
            ("vacant", Attribute::Flag(id == 0)),
        ]
    });
    let mut found = read(&tile);
    found.sort_by_key(|feature| feature.id);
    assert_eq!(found.len(), 4);
    for (number, feature) in found.iter().enumerate() {
        let expected = [
            ("owner", owners[number].to_owned()),
            ("area", format!("{number}.5")),
            ("floors", "-3".to_owned()),
            ("vacant", (number == 0).to_string()),
        ];
        assert_eq!(feature.attributes, expected.map(|(key, value)| (key.to_owned(), value)));
    }
}

#[test]
fn what_is_smaller_than_a_pixel_becomes_a_speck_one_at_a_place() {
    let boundaries = grid(100, 100, 0.0001);
    let tile = plain(&indexed(&boundaries), 6, [119.0, 36.0]);
    let found = read(&tile);
    assert!((1..=9).contains(&found.len()), "{} specks", found.len());
    let squares: Vec<f64> = found.iter().map(|feature| feature.shape.unsigned_area()).collect();
    assert!(squares.iter().all(|&area| area == 64.0));
    assert!(!tile.is_cut);
    // A road's land of 1 m by 10 km is thinner than a unit.
    let road = parcel(119.0, 36.0, 119.1, 36.000_01);
    assert_eq!(read(&plain(&indexed(&[road]), 9, [119.05, 36.0]))[0].shape.unsigned_area(), 64.0);
}

#[test]
fn a_speck_is_in_one_tile_only() {
    // 118.125 degrees east is a border of tiles at zoom 6; the parcel lies west of it, within the next tile's buffer.
    let index = indexed(&[parcel(118.1, 36.0, 118.1001, 36.0001)]);
    assert_eq!(plain(&index, 6, [118.05, 36.0]).features, 1);
    assert_eq!(plain(&index, 6, [118.2, 36.0]).features, 0);
}

#[test]
fn crowded_tiles_stay_small_and_show_all_places() {
    let boundaries = grid(300, 300, 0.0004);
    let index = indexed(&boundaries);
    for zoom in 4..=16 {
        let address = TileAddress::at(zoom, [119.06, 36.06]).unwrap();
        let names: Vec<String> =
            (0..boundaries.len()).map(|number| format!("a parcel's long number {number:010}")).collect();
        let tile =
            index.tile(address, "parcels", |id| [("name", Attribute::Text(&names[usize::try_from(id).unwrap()]))]);
        assert!(tile.bytes.len() <= TILE_BYTES_MAX + 1000, "{} bytes at zoom {zoom}", tile.bytes.len());
        assert!(!tile.is_cut, "at zoom {zoom}");
        let found = read(&tile);
        let ids: BTreeSet<u64> = found.iter().map(|feature| feature.id).collect();
        assert_eq!(ids.len(), found.len());
    }
}

#[test]
fn the_largest_stay_when_a_tile_is_full() {
    let mut boundaries = grid(120, 120, 0.001);
    boundaries.push(parcel(119.0, 36.0, 119.1, 36.1));
    let index = indexed(&boundaries);
    let long: Vec<String> = (0..boundaries.len()).map(|number| format!("{number:0400}")).collect();
    let address = TileAddress::at(11, [119.06, 36.06]).unwrap();
    let tile = index.tile(address, "parcels", |id| [("name", Attribute::Text(&long[usize::try_from(id).unwrap()]))]);
    assert!(tile.is_cut && tile.bytes.len() <= TILE_BYTES_MAX + 1000);
    assert_eq!(read(&tile)[0].id, 14_400);
}

#[test]
fn the_same_boundaries_give_the_same_bytes() {
    let boundaries = grid(30, 30, 0.001);
    let index = indexed(&boundaries);
    let reversed = TileIndex::new((0..).zip(&boundaries).collect::<Vec<_>>().into_iter().rev());
    for zoom in [8, 12, 15] {
        assert_eq!(plain(&index, zoom, [119.01, 36.01]), plain(&reversed, zoom, [119.01, 36.01]));
    }
}
