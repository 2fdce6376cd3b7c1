use boundary::{Boundary, Extent, MU_M2};

use crate::support::{assert_near, parcel, part, rectangle, ring};

/// From pyproj 3.7.2 (PROJ 9.5.1): `Geod(a=6378137, rf=298.257222101).polygon_area_perimeter`, m² and m.
fn published() -> Vec<(Vec<[f64; 2]>, f64, f64)> {
    let parcel = [
        [119.123_456_7, 36.765_432_1],
        [119.124_567_8, 36.765_543_2],
        [119.124_432_1, 36.766_432_1],
        [119.123_987_6, 36.766_876_5],
        [119.123_345_6, 36.766_210_9],
    ];
    let mohe = [[122.3, 53.4], [122.5, 53.45], [122.45, 53.55], [122.28, 53.5]];
    let zone = [[118.9, 35.9], [119.4, 35.95], [119.5, 36.4], [119.0, 36.5], [118.8, 36.2]];
    vec![
        (rectangle(119.0, 36.0, 119.01, 36.01), 1_000_384.947_681_9, 4_022.341_778_689),
        (ring(&parcel), 12_160.399_593_875, 443.143_064_882),
        (rectangle(104.06, 30.67, 104.0601, 30.670_001), 1.062_425_181, 19.388_039_488),
        (rectangle(110.0, -0.01, 110.02, 0.01), 4_923_628.857_557_93, 8_875.750_597_533),
        (ring(&mohe), 149_637_551.577_970_5, 49_807.873_608_493),
        (ring(&zone), 3_093_827_070.874_412_5, 214_686.472_101_958),
    ]
}

#[test]
fn area_and_perimeter_are_those_of_proj() {
    for (ring, area_m2, perimeter_m) in published() {
        let boundary = part(vec![ring]).unwrap();
        assert_near(boundary.area_m2(), area_m2, 1e-4 + 2e-11 * area_m2);
        assert_near(boundary.area_mu(), area_m2 / 666.666_666_667, 1e-6 + 1e-9 * area_m2);
        assert_near(boundary.perimeter_m(), perimeter_m, 1e-6 + 1e-11 * perimeter_m);
    }
    assert_near(1500.0 * MU_M2, 1e6, 1e-9);
}

#[test]
fn holes_are_not_land_but_their_edges_are_counted() {
    let holed = part(vec![rectangle(113.0, 23.0, 113.02, 23.02), rectangle(113.005, 23.005, 113.01, 23.01)]).unwrap();
    assert_near(holed.area_m2(), 4_541_173.773_989 - 283_828.500_336, 1e-3);
    assert_near(holed.perimeter_m(), 8_530.365_169_897 + 2_132.609_845_655, 1e-6);
}

#[test]
fn parts_add_up() {
    let parts = vec![vec![rectangle(119.0, 36.0, 119.01, 36.01)], vec![rectangle(113.0, 23.0, 113.02, 23.02)]];
    let boundary = Boundary::new(parts).unwrap();
    assert_near(boundary.area_m2(), 1_000_384.947_682 + 4_541_173.773_989, 1e-3);
    assert_eq!(boundary.extent().edges_deg(), [113.0, 23.0, 119.01, 36.01]);
}

#[test]
fn a_label_lies_inside_even_of_a_horseshoe() {
    let horseshoe = ring(&[
        [0.0, 0.0],
        [0.010, 0.0],
        [0.010, 0.010],
        [0.009, 0.010],
        [0.009, 0.001],
        [0.001, 0.001],
        [0.001, 0.010],
        [0.0, 0.010],
    ]);
    let boundary = part(vec![horseshoe]).unwrap();
    assert!(!boundary.contains(boundary.centroid()));
    assert!(boundary.contains(boundary.label_point()));
    let square = parcel(119.0, 36.0, 119.01, 36.02);
    assert_near(square.label_point()[0], 119.005, 1e-9);
    assert_near(square.label_point()[1], 36.01, 1e-9);
}

#[test]
fn points_in_on_and_out() {
    let holed = part(vec![rectangle(113.0, 23.0, 113.02, 23.02), rectangle(113.005, 23.005, 113.01, 23.01)]).unwrap();
    assert!(holed.contains([113.001, 23.001]));
    assert!(holed.contains([113.0, 23.01]), "on the outline");
    assert!(holed.contains([113.005, 23.007]), "on the hole's outline");
    assert!(!holed.contains([113.007, 23.007]), "in the hole");
    assert!(!holed.contains([113.03, 23.01]));
}

#[test]
fn boxes_over_beside_and_in_a_hole() {
    let meets = |west, south, east, north| {
        let holed =
            part(vec![rectangle(113.0, 23.0, 113.02, 23.02), rectangle(113.005, 23.005, 113.015, 23.015)]).unwrap();
        holed.meets(Extent::new(west, south, east, north).unwrap())
    };
    assert!(meets(112.0, 22.0, 114.0, 24.0), "all of it");
    assert!(meets(113.001, 23.001, 113.002, 23.002), "within");
    assert!(meets(113.02, 23.0, 113.03, 23.01), "along an edge");
    assert!(meets(113.01, 23.01, 113.01, 23.02), "a line");
    assert!(!meets(113.006, 23.006, 113.014, 23.014), "in the hole");
    assert!(!meets(113.021, 23.0, 113.03, 23.01), "beside");
}
