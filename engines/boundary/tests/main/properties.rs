use std::collections::BTreeSet;

use boundary::{Boundary, GeoJson, GeoJsonOptions, TileAddress, TileIndex, merge, split_by_line, write_geojson};
use fast_mvt::{MvtFeatureRef, MvtLayerRef, MvtReaderRef};
use proptest::prelude::*;
use serde_json::Map;

use crate::support::{part, ring};

/// Star-shaped outlines of 50 to 300 m about a place in China.
fn outline() -> impl Strategy<Value = Vec<[f64; 2]>> {
    let place = (80.0..130.0_f64, 20.0..50.0_f64);
    (place, prop::collection::vec(0.3..1.0_f64, 4..40), 0.001..0.006_f64).prop_map(|((east, north), radii, size)| {
        let corners = radii.len() as f64;
        let corner = |(number, radius): (usize, f64)| {
            let angle = std::f64::consts::TAU * number as f64 / corners;
            [east + size * radius * angle.cos(), north + size * radius * angle.sin()]
        };
        radii.iter().copied().enumerate().map(corner).collect()
    })
}

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-3 + 1e-6 * one.abs()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn area_knows_neither_start_nor_turn(corners in outline(), start in 0..40_usize) {
        let area_m2 = part(vec![ring(&corners)]).unwrap().area_m2();
        let mut turned = corners.clone();
        turned.rotate_left(start % corners.len());
        prop_assert!((part(vec![ring(&turned)]).unwrap().area_m2() - area_m2).abs() < 1e-3);
        turned.reverse();
        prop_assert!((part(vec![ring(&turned)]).unwrap().area_m2() - area_m2).abs() < 1e-3);
    }

    #[test]
    fn pieces_make_the_whole_again(corners in outline(), angle in 0.0..std::f64::consts::TAU, aside in -0.2..0.2_f64) {
        let whole = part(vec![ring(&corners)]).unwrap();
        let [x, y] = whole.centroid();
        let (sine, cosine) = angle.sin_cos();
        let end = |way: f64| [x + 0.01 * (way * cosine - aside * sine * 0.1), y + 0.01 * (way * sine + aside * cosine * 0.1)];
        let Ok(pieces) = split_by_line(&whole, &[end(-1.0), end(1.0)]) else {
            return Err(TestCaseError::reject("the line passes by, or leaves a piece of no width"));
        };
        let total_m2: f64 = pieces.iter().map(Boundary::area_m2).sum();
        prop_assert!(near(whole.area_m2(), total_m2), "{} {total_m2}", whole.area_m2());
        // Pieces that meet at less than 20 tolerances of side are no neighbours.
        if let Ok(merged) = merge(&pieces, 0.002) {
            prop_assert!(near(whole.area_m2(), merged.area_m2()), "{} {}", whole.area_m2(), merged.area_m2());
            prop_assert_eq!(merged.rings().count(), 1);
        } else {
            prop_assert!(pieces.len() > 2 || pieces[1].area_m2() < 1.0, "{:?}", merge(&pieces, 0.002));
        }
    }

    #[test]
    fn tiles_show_every_boundary_from_near(outlines in prop::collection::vec(outline(), 1..20)) {
        let boundaries: Vec<Boundary> = outlines.iter().map(|corners| part(vec![ring(corners)]).unwrap()).collect();
        let index = TileIndex::new((0..).zip(&boundaries));
        for (number, boundary) in (0_u64..).zip(&boundaries) {
            let address = TileAddress::at(15, boundary.label_point()).unwrap();
            let tile = index.tile(address, "l", |_| []);
            let reader = MvtReaderRef::new(&tile.bytes).unwrap();
            let ids: BTreeSet<u64> = reader.layers().flat_map(MvtLayerRef::features).filter_map(MvtFeatureRef::id).collect();
            prop_assert!(ids.contains(&number));
        }
    }

    #[test]
    fn geojson_keeps_boundaries_to_a_millimetre(corners in outline()) {
        let boundary = part(vec![ring(&corners)]).unwrap();
        let text = write_geojson([(None, &Map::new(), &boundary)]);
        let read = GeoJson::parse(text.as_bytes(), &GeoJsonOptions::default()).unwrap().features().next().unwrap();
        let read = read.boundary.unwrap();
        prop_assert_eq!(read.positions_count(), boundary.positions_count());
        for (one, other) in read.rings().flat_map(geo::LineString::coords).zip(boundary.rings().flat_map(geo::LineString::coords)) {
            prop_assert!((one.x - other.x).abs() <= 0.51e-8 && (one.y - other.y).abs() <= 0.51e-8);
        }
        prop_assert_eq!(write_geojson([(None, &Map::new(), &read)]), text);
    }

    #[test]
    fn no_text_makes_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "[\\[\\]{}\",:0-9a-z.eE+-]{0,100}") {
        for input in [bytes.as_slice(), text.as_bytes(), format!(r#"{{"type":"Polygon","coordinates":[[{text}]]}}"#).as_bytes()] {
            if let Ok(read) = GeoJson::parse(input, &GeoJsonOptions::default()) {
                read.features().for_each(drop);
            }
        }
    }

    #[test]
    fn any_ring_is_judged_without_panic(corners in prop::collection::vec([0..6_i8, 0..6_i8], 3..9), hole in prop::collection::vec([0..6_i8, 0..6_i8], 0..6)) {
        let ring_of = |corners: &[[i8; 2]]| ring(&corners.iter().map(|at| at.map(f64::from)).collect::<Vec<_>>());
        let rings: Vec<_> = [ring_of(&corners)].into_iter().chain((!hole.is_empty()).then(|| ring_of(&hole))).collect();
        if let Ok(boundary) = part(rings) {
            // An independent judge of what got through.
            use geo::Validation;
            prop_assert!(boundary.shape().is_valid());
        }
    }

    #[test]
    fn parts_that_get_through_are_valid(first in prop::collection::vec([0..6_i8, 0..6_i8], 3..6), second in prop::collection::vec([0..6_i8, 0..6_i8], 3..6)) {
        use geo::Validation;
        let part_of = |corners: &[[i8; 2]]| vec![ring(&corners.iter().map(|at| at.map(f64::from)).collect::<Vec<_>>())];
        let (first, second) = (part_of(&first), part_of(&second));
        let alone = [&first, &second].into_iter().all(|rings| part(rings.clone()).is_ok());
        if !alone {
            return Ok(());
        }
        let polygons = [&first, &second].map(|rings| geo::Polygon::new(rings[0].clone().into(), vec![]));
        let valid = geo::MultiPolygon::new(polygons.to_vec()).is_valid();
        prop_assert_eq!(Boundary::new(vec![first, second]).is_ok(), valid);
    }

    /// Plots of a jittered grid: what each has alone, they have together.
    #[test]
    fn grids_merge(jitter in prop::collection::vec(-0.2..0.2_f64, 50), gaps_m in prop::collection::vec(0.0..0.03_f64, 32)) {
        let corner = |column: usize, row: usize| {
            let (x, y) = (jitter[row * 5 + column], jitter[25 + row * 5 + column]);
            [119.0 + (column as f64 + x) * 1e-3, 36.0 + (row as f64 + y) * 1e-3]
        };
        let plot = |column: usize, row: usize| {
            let corners = [(0, 0), (1, 0), (1, 1), (0, 1)].map(|(x, y)| corner(column + x, row + y));
            // Each plot is surveyed a little aside.
            let aside = gaps_m[(row * 4 + column) * 2] * 1e-5;
            part(vec![ring(&corners.map(|[x, y]| [x + aside, y]))]).unwrap()
        };
        let plots: Vec<Boundary> = (0..16).map(|number| plot(number % 4, number / 4)).collect();
        let total_m2: f64 = plots.iter().map(Boundary::area_m2).sum();
        let merged = merge(&plots, 0.05).unwrap();
        prop_assert_eq!(merged.rings().count(), 1);
        // 40 sides of about 110 m moved by up to 3 cm.
        prop_assert!((merged.area_m2() - total_m2).abs() < 40.0 * 110.0 * 0.03);
        let exact: Vec<Boundary> = plots.iter().take(1).cloned().collect();
        prop_assert!(near(merge(&exact, 0.05).unwrap().area_m2(), plots[0].area_m2()));
    }

    /// What another implementation calls valid is not refused, but for rings without any width.
    #[test]
    fn nothing_valid_is_refused(corners in prop::collection::vec([0..6_i8, 0..6_i8], 3..8)) {
        use geo::{Area, Validation};
        let mut corners: Vec<[f64; 2]> = corners.iter().map(|at| at.map(f64::from)).collect();
        // Repeated positions are valid to others.
        corners.dedup();
        prop_assume!(corners.len() > 2 && corners.first() != corners.last());
        let polygon = geo::Polygon::new(ring(&corners).into(), vec![]);
        prop_assume!(polygon.unsigned_area() > 0.0);
        prop_assert_eq!(part(vec![ring(&corners)]).is_ok(), polygon.is_valid());
    }
}
