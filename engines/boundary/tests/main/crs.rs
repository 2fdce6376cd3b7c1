use boundary::{Boundary, Crs, Extent, Fault, Projected, Reading, Zone};

use crate::support::{assert_near, fault, rectangle};

fn read(rings: Vec<Vec<[f64; 2]>>, epsg: u32) -> Result<Boundary, Fault> {
    Boundary::read(vec![rings], &Reading { crs: Crs::from_epsg(epsg).unwrap(), extent: None })
}

/// The corner of a square of 100 m with its lower left corner there.
fn south_west(epsg: u32, [east, north]: [f64; 2]) -> [f64; 2] {
    let boundary = read(vec![rectangle(east, north, east + 100.0, north + 100.0)], epsg).unwrap();
    let first = boundary.shape().0[0].exterior().0[0];
    [first.x, first.y]
}

/// pyproj 3.7.2 (PROJ 9.5.1): `Transformer.from_crs(code, 4490, always_xy=True).transform(easting, northing)`.
#[test]
fn metres_become_the_degrees_that_proj_gives() {
    for (epsg, metres, degrees) in [
        (4526, [38_420_000.0, 3_950_000.0], [113.116_331_903_977_01, 35.676_426_011_823_16]),
        (4547, [612_345.678, 3_377_777.123], [115.170_419_363_080_65, 30.514_907_778_186_4]),
        (4513, [25_432_100.5, 4_412_345.25], [74.206_690_635_289_65, 39.842_524_906_383_524]),
        (4554, [380_000.0, 5_300_000.0], [133.397_418_667_811_34, 47.823_080_454_102_32]),
        (4549, [500_000.0, 2_500_000.0], [120.0, 22.597_822_906_672_867]),
    ] {
        let found = south_west(epsg, metres);
        assert_near(found[0], degrees[0], 1e-11);
        assert_near(found[1], degrees[1], 1e-11);
    }
}

#[test]
fn northing_may_come_first_as_surveyors_write_it() {
    let boundary = read(vec![rectangle(3_950_000.0, 38_420_000.0, 3_950_100.0, 38_420_100.0)], 4526).unwrap();
    let first = boundary.shape().0[0].exterior().0[0];
    assert_near(first.x, 113.116_331_903_977, 1e-9);
    assert_near(first.y, 35.676_426_011_823, 1e-9);
    // The plane's scale there is 1 + (80 km / R)² / 2.
    assert_near(boundary.area_m2(), 10_000.0 / (1.0 + (80_000.0_f64 / 6_370_000.0).powi(2)), 0.05);
}

/// Two independent ways to an area: along the central meridian the plane is true, and the ellipsoid must agree.
#[test]
fn small_plots_have_the_area_that_they_have_in_the_plane() {
    for (side_m, tolerance_m2) in [(1.0, 1e-4), (10.0, 1e-4), (1000.0, 1e-2)] {
        for north in [2_000_000.0, 3_950_000.0, 5_900_000.0] {
            let half = side_m / 2.0;
            let square = rectangle(38_500_000.0 - half, north, 38_500_000.0 + half, north + side_m);
            assert_near(read(vec![square], 4526).unwrap().area_m2(), side_m * side_m, tolerance_m2);
        }
    }
}

#[test]
fn codes_and_names() {
    assert_eq!(Zone::from_epsg(4526).unwrap().central_meridian_deg(), 114.0);
    assert_eq!(Zone::from_epsg(4547).unwrap().central_meridian_deg(), 114.0);
    assert!((4513..=4554).all(|code| Zone::from_epsg(code).unwrap().epsg() == code));
    assert_eq!(Zone::from_epsg(4512), None);
    assert_eq!(Zone::from_epsg(4555), None);
    for name in
        ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "epsg:4490", "http://www.opengis.net/def/crs/EPSG/0/4490"]
    {
        assert_eq!(Crs::from_name(name), Some(Crs::Degrees), "{name}");
    }
    assert_eq!(Crs::from_name("urn:ogc:def:crs:EPSG::4526"), Crs::from_epsg(4526));
    for name in ["EPSG:2362", "EPSG:3857", "EPSG:", "", "urn:ogc:def:crs:EPSG::99999999999999", "Xian 1980", "4490"] {
        assert_eq!(Crs::from_name(name), None, "{name}");
    }
}

#[test]
fn metres_are_recognised_and_not_guessed() {
    let zoned = fault(vec![rectangle(38_420_000.0, 3_950_000.0, 38_420_100.0, 3_950_100.0)]);
    let Fault::Projected { place, looks: Projected::InZone(zone) } = &zoned else { panic!("{zoned:?}") };
    assert_eq!((place.position, zone.epsg()), (0, 4526));
    assert_eq!(
        zoned.to_string(),
        "position 1 of the outer ring of part 1, [38420000.0, 3950000.0], is not in degrees: these look like metres of \
         the 3-degree Gauss-Krueger zone 38; if they are in CGCS2000 (not Beijing 54 or Xian 80, which lie up to 100 m \
         away), say so with \"crs\": EPSG:4526"
    );
    let swapped = fault(vec![rectangle(3_950_000.0, 38_420_000.0, 3_950_100.0, 38_420_100.0)]);
    assert!(matches!(swapped, Fault::Projected { looks: Projected::InZone(_), .. }));
    let plain = fault(vec![rectangle(420_000.0, 3_950_000.0, 420_100.0, 3_950_100.0)]);
    assert!(matches!(plain, Fault::Projected { looks: Projected::UnknownZone, .. }));
    let nonsense = fault(vec![rectangle(1000.0, 2000.0, 1100.0, 2100.0)]);
    assert!(matches!(nonsense, Fault::OutOfRange(_)));
}

#[test]
fn metres_of_another_zone_than_was_said_are_refused() {
    let fault = read(vec![rectangle(38_420_000.0, 3_950_000.0, 38_420_100.0, 3_950_100.0)], 4525).unwrap_err();
    assert!(matches!(fault, Fault::OutsideZone { place, .. } if place.numbers == [38_420_000.0, 3_950_000.0]));
    let degrees = read(vec![rectangle(119.0, 36.0, 119.1, 36.1)], 4526).unwrap_err();
    assert!(matches!(degrees, Fault::OutsideZone { .. }));
}

#[test]
fn swapped_coordinates_are_recognised() {
    let east = fault(vec![rectangle(36.0, 119.0, 36.1, 119.1)]);
    assert!(matches!(east, Fault::Swapped(place) if place.numbers == [36.0, 119.0]));
    // West of 90 degrees both readings are on the globe, and only the zone's extent tells.
    let swapped = vec![vec![rectangle(43.8, 87.5, 43.81, 87.51)]];
    assert!(Boundary::new(swapped.clone()).is_ok());
    let reading = Reading { extent: Extent::new(87.0, 43.0, 88.0, 44.5), ..Reading::default() };
    assert!(matches!(Boundary::read(swapped, &reading), Err(Fault::Swapped(_))));
    assert!(Boundary::read(vec![vec![rectangle(87.5, 43.8, 87.51, 43.81)]], &reading).is_ok());
    // Land elsewhere is not swapped.
    assert!(Boundary::read(vec![vec![rectangle(87.5, 33.8, 87.51, 33.81)]], &reading).is_ok());
}

#[test]
fn extents_are_in_order() {
    assert!(Extent::new(119.0, 36.0, 120.0, 37.0).is_some());
    for [west, south, east, north] in
        [[120.0, 36.0, 119.0, 37.0], [119.0, 37.0, 120.0, 36.0], [119.0, 36.0, 181.0, 37.0], [f64::NAN, 0.0, 1.0, 1.0]]
    {
        assert_eq!(Extent::new(west, south, east, north), None);
    }
}
