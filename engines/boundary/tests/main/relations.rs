use boundary::{
    Boundary, MergeError, SplitError, facing, merge, near, neighbours, outside_m2, overlaps, split_by_line,
};

use crate::support::{assert_near, parcel, part, rectangle, ring};

/// Metres in degrees near 119 east, 36 north, to 1e-4.
const EAST: f64 = 1.0 / 90_163.0;
const NORTH: f64 = 1.0 / 110_957.0;

/// A rectangle by metres from 119 east, 36 north.
fn plot(west: f64, south: f64, east: f64, north: f64) -> Boundary {
    parcel(119.0 + west * EAST, 36.0 + south * NORTH, 119.0 + east * EAST, 36.0 + north * NORTH)
}

fn total_m2(boundaries: &[Boundary]) -> f64 {
    boundaries.iter().map(Boundary::area_m2).sum()
}

#[test]
fn overlaps_are_measured() {
    let plots = [
        ("a", plot(0.0, 0.0, 100.0, 100.0)),
        ("b", plot(90.0, 0.0, 200.0, 100.0)),
        ("c", plot(200.0, 0.0, 300.0, 100.0)),
        ("d", plot(299.99, 0.0, 400.0, 100.0)),
        ("e", plot(20.0, 20.0, 30.0, 40.0)),
    ];
    let found = overlaps(&plots, 2.0);
    let ids: Vec<_> = found.iter().map(|overlap| overlap.ids).collect();
    assert_eq!(ids, [["a", "b"], ["a", "e"]]);
    assert_near(found[0].area_m2, 1000.0, 0.2);
    assert_near(found[1].area_m2, plots[4].1.area_m2(), 1e-3);
    let slivers = overlaps(&plots, 0.1);
    assert_near(slivers[2].area_m2, 1.0, 1e-3);
    assert_eq!(slivers[2].ids, ["c", "d"]);
}

#[test]
fn land_in_a_hole_does_not_overlap() {
    let around =
        part(vec![rectangle(119.0, 36.0, 119.01, 36.01), rectangle(119.002, 36.002, 119.008, 36.008)]).unwrap();
    let within = parcel(119.002, 36.002, 119.008, 36.008);
    assert!(overlaps(&[(1, around.clone()), (2, within.clone())], 0.01).is_empty());
    let found = neighbours(&[(1, around.clone()), (2, within.clone())], 0.01);
    assert_near(found[0].length_m, within.perimeter_m(), 0.01);
    assert_near(around.distance_m(&within), 0.0, 0.0);
    let filled = merge(&[around, within], 0.01).unwrap();
    assert_near(filled.area_m2(), parcel(119.0, 36.0, 119.01, 36.01).area_m2(), 0.01);
    assert_eq!(filled.rings().count(), 1);
}

#[test]
fn what_lies_outside_of_the_zone() {
    let zone = plot(0.0, 0.0, 5000.0, 5000.0);
    assert_near(outside_m2(&zone, &plot(100.0, 100.0, 200.0, 200.0)), 0.0, 1e-4);
    let half = plot(-50.0, 100.0, 50.0, 200.0);
    assert_near(outside_m2(&zone, &half), half.area_m2() / 2.0, 0.05);
    let beyond = plot(-500.0, 100.0, -400.0, 200.0);
    assert_near(outside_m2(&zone, &beyond), beyond.area_m2(), 1e-3);
}

#[test]
fn neighbours_share_a_side_not_a_corner() {
    let plots = [
        ('a', plot(0.0, 0.0, 100.0, 100.0)),
        ('b', plot(100.03, 20.0, 200.0, 80.0)),
        ('c', plot(100.0, 100.0, 200.0, 200.0)),
        ('d', plot(0.0, 100.2, 100.0, 200.0)),
        ('e', plot(0.0, 20.0, 50.0, 60.0)),
    ];
    let found = neighbours(&plots, 0.05);
    let ids: Vec<_> = found.iter().map(|pair| pair.ids).collect();
    // c meets a at a corner, d lies 20 cm off a, e lies within a on the same side of the line.
    assert_eq!(ids, [['a', 'b'], ['c', 'd']]);
    assert_near(found[0].length_m, 60.0, 0.02);
    assert_near(found[1].length_m, 100.0, 0.3);
    let wider = neighbours(&plots, 0.3);
    assert!(wider.iter().any(|pair| pair.ids == ['a', 'd']));
}

#[test]
fn parcels_across_a_lane_face_each_other() {
    let plots = [
        ('a', plot(0.0, 0.0, 100.0, 100.0)),
        ('b', plot(108.0, 20.0, 200.0, 80.0)),
        ('c', plot(108.0, 108.0, 200.0, 200.0)),
        ('d', plot(0.0, 112.0, 100.0, 200.0)),
    ];
    let ids = |reach_m, side_m| facing(&plots, reach_m, side_m).iter().map(|pair| pair.ids).collect::<Vec<_>>();
    // c lies across the corner from a.
    assert_eq!(ids(10.0, 30.0), [['a', 'b'], ['c', 'd']]);
    assert_eq!(ids(10.0, 70.0), [['c', 'd']], "b faces a along 60 m");
    assert_eq!(ids(15.0, 95.0), [['a', 'd']]);
    assert!(ids(5.0, 0.0).is_empty());
}

#[test]
fn what_lies_near_is_found_with_its_distance() {
    let plots = [
        (1, plot(0.0, 0.0, 100.0, 100.0)),
        (2, plot(150.0, 0.0, 200.0, 100.0)),
        (3, plot(100.0, 400.0, 200.0, 500.0)),
        (4, plot(100.0, 0.0, 140.0, 50.0)),
    ];
    let found = near(&plots, 60.0);
    assert_eq!(found.iter().map(|pair| pair.ids).collect::<Vec<_>>(), [[1, 2], [1, 4], [2, 4]]);
    assert!(found.iter().all(|pair| pair.distance_m == plots[pair.ids[0] - 1].1.distance_m(&plots[pair.ids[1] - 1].1)));
    assert_eq!(near(&plots, 301.0).len(), 5, "3 lies 300 m off 1 and 2, and 350 m off 4");
    assert!(near(&plots, 0.0).is_empty(), "what touches lies 0 m apart, which is not less");
}

#[test]
fn distances_are_those_of_geodesics() {
    let (a, b) = (plot(0.0, 0.0, 100.0, 100.0), plot(150.0, 0.0, 200.0, 100.0));
    assert_near(a.distance_m(&b), 50.0, 0.02);
    assert_eq!(a.distance_m(&b), b.distance_m(&a));
    assert_eq!(a.distance_m(&plot(50.0, 50.0, 300.0, 60.0)), 0.0);
    assert_eq!(a.distance_m(&plot(50.0, 50.0, 60.0, 60.0)), 0.0, "within");
    // Corner to corner; pyproj: Geod(a=6378137, rf=298.257222101).inv, m.
    let near = (parcel(118.9, 35.9, 119.0, 36.0), parcel(119.001, 36.0005, 119.1, 36.1));
    assert_near(near.0.distance_m(&near.1), 105.865_076_862_7, 1e-6);
    let far = (parcel(118.99, 35.99, 119.0, 36.0), parcel(119.5, 36.4, 119.6, 36.5));
    assert_near(far.0.distance_m(&far.1), 63_183.125_901_24, 1e-5);
}

#[test]
fn neighbours_merge_and_keep_their_area() {
    let [west, middle, east] = [119.0, 119.001_234_5, 119.002_5];
    let tip = 36.000_987_65;
    let plots = [
        part(vec![ring(&[[west, 36.0], [middle, 36.0001], [middle, 36.0011], [west, 36.001]])]).unwrap(),
        part(vec![ring(&[[middle, 36.0001], [east, 36.0], [east, tip], [middle, 36.0011]])]).unwrap(),
    ];
    let merged = merge(&plots, 0.01).unwrap();
    assert_near(merged.area_m2() / total_m2(&plots), 1.0, 1e-6);
    assert_eq!(merged.positions_count(), 7);
    let one = merge(&plots[..1], 0.01).unwrap();
    assert_near(one.area_m2() / plots[0].area_m2(), 1.0, 1e-6);
}

#[test]
fn slivers_below_the_tolerance_close_and_wider_ones_do_not() {
    let plots = [plot(0.0, 0.0, 100.0, 100.0), plot(100.03, 0.0, 200.0, 50.0), plot(99.98, 50.01, 200.0, 100.0)];
    let merged = merge(&plots, 0.05).unwrap();
    assert_eq!(merged.rings().count(), 1);
    assert_near(merged.area_m2(), total_m2(&[plot(0.0, 0.0, 200.0, 100.0)]), 3.0);
    // Two plots that meet along the ends of their sides, with a gap of half a metre between.
    let bracket = ring(
        &[
            [0.0, 0.0],
            [100.0, 0.0],
            [100.0, 20.0],
            [99.5, 20.0],
            [99.5, 80.0],
            [100.0, 80.0],
            [100.0, 100.0],
            [0.0, 100.0],
        ]
        .map(|[x, y]| [119.0 + x * EAST, 36.0 + y * NORTH]),
    );
    let gap = merge(&[part(vec![bracket]).unwrap(), plot(100.0, 0.0, 200.0, 100.0)], 0.05).unwrap();
    assert_eq!(gap.rings().count(), 2);
    assert_near(gap.area_m2(), plot(0.0, 0.0, 200.0, 100.0).area_m2() - 30.0, 0.1);
}

#[test]
fn a_gap_along_whole_sides_closes() {
    let plots = [plot(0.0, 0.0, 100.0, 100.0), plot(100.03, 0.0, 200.0, 100.0)];
    let merged = merge(&plots, 0.05).unwrap();
    assert_eq!(merged.rings().count(), 1);
    assert_near(merged.area_m2(), plot(0.0, 0.0, 200.0, 100.0).area_m2(), 0.05);
}

#[test]
fn only_neighbours_without_overlap_merge() {
    assert_eq!(merge(&[], 0.05), Err(MergeError::Nothing));
    let a = plot(0.0, 0.0, 100.0, 100.0);
    assert_eq!(merge(&[a.clone(), plot(200.0, 0.0, 300.0, 100.0)], 0.05), Err(MergeError::Apart { boundary: 1 }));
    let corner = merge(&[a.clone(), plot(100.0, 100.0, 200.0, 200.0)], 0.05);
    assert_eq!(corner, Err(MergeError::Apart { boundary: 1 }));
    let over =
        [a.clone(), plot(100.0, 0.0, 200.0, 100.0), plot(150.0, 100.0, 250.0, 200.0), plot(80.0, 100.0, 160.0, 150.0)];
    let error = merge(&over, 0.05).unwrap_err();
    assert!(
        matches!(error, MergeError::Overlap { boundaries: [2, 3], area_m2 } if (area_m2 - 500.0).abs() < 1.0),
        "{error:?}"
    );
}

#[test]
fn a_line_splits() {
    let whole = plot(0.0, 0.0, 100.0, 100.0);
    let line =
        [[-10.0, 30.0], [40.0, 30.0], [40.0, 60.0], [110.0, 60.0]].map(|[x, y]| [119.0 + x * EAST, 36.0 + y * NORTH]);
    let pieces = split_by_line(&whole, &line).unwrap();
    assert_eq!(pieces.len(), 2);
    assert_near(total_m2(&pieces) / whole.area_m2(), 1.0, 1e-6);
    assert_near(pieces[0].area_m2(), 5200.0, 1.5);
    assert_near(pieces[1].area_m2(), 4800.0, 1.5);
    let again = merge(&pieces, 0.01).unwrap();
    assert_near(again.area_m2() / whole.area_m2(), 1.0, 1e-6);
    assert!(overlaps(&[(0, pieces[0].clone()), (1, pieces[1].clone())], 1e-3).is_empty());
}

#[test]
fn a_line_beside_a_corner_goes_through_it() {
    let flat = |corners: &[[f64; 2]]| -> Vec<[f64; 2]> {
        corners.iter().map(|[x, y]| [119.0 + x * EAST, 36.0 + y * NORTH]).collect()
    };
    let corners = flat(&[[0.0, 0.0], [1000.0, 0.0], [1000.0, 1000.0], [400.0, 1200.0], [0.0, 1000.0]]);
    let whole = part(vec![ring(&corners)]).unwrap();
    let pieces = split_by_line(&whole, &flat(&[[400.0015, -10.0], [400.0015, 1300.0]])).unwrap();
    assert_near(total_m2(&pieces) / whole.area_m2(), 1.0, 1e-8);
    assert!(
        pieces.iter().all(|piece| piece
            .rings()
            .flat_map(geo::LineString::coords)
            .any(|at| (at.y - corners[3][1]).abs() < 1e-11))
    );
    // A bend a millimetre behind the edge leaves no edge of a millimetre.
    let bent = split_by_line(&whole, &flat(&[[-10.0, 500.0], [0.001, 500.0], [1010.0, 600.0]])).unwrap();
    assert_eq!(bent.len(), 2);
}

#[test]
fn lines_that_divide_nothing_are_refused() {
    let whole = plot(0.0, 0.0, 100.0, 100.0);
    let line = |ends: [[f64; 2]; 2]| ends.map(|[x, y]| [119.0 + x * EAST, 36.0 + y * NORTH]);
    assert_eq!(split_by_line(&whole, &[]), Err(SplitError::NoLine));
    assert_eq!(split_by_line(&whole, &[[119.0, 36.0]]), Err(SplitError::NoLine));
    assert_eq!(split_by_line(&whole, &[[119.0, f64::NAN], [119.0, 36.0]]), Err(SplitError::NoLine));
    for ends in [
        [[-10.0, 110.0], [110.0, 110.0]],
        [[-10.0, 50.0], [50.0, 50.0]],
        [[20.0, 50.0], [50.0, 50.0]],
        [[0.0, 0.0], [100.0, 0.0]],
    ] {
        assert_eq!(split_by_line(&whole, &line(ends)), Err(SplitError::NoCut), "{ends:?}");
    }
}

#[test]
fn what_a_line_does_beyond_its_cut_leaves_no_trace() {
    let whole = plot(0.0, 0.0, 100.0, 100.0);
    // Through, round outside, in again, and an end inside.
    let line = [[-10.0, 30.0], [110.0, 30.0], [110.0, 80.0], [60.0, 80.0], [60.0, 70.0]]
        .map(|[x, y]| [119.0 + x * EAST, 36.0 + y * NORTH]);
    let pieces = split_by_line(&whole, &line).unwrap();
    assert_eq!(pieces.len(), 2);
    assert_near(total_m2(&pieces) / whole.area_m2(), 1.0, 1e-6);
    assert_eq!(pieces[0].positions_count(), 5);
    // A line that crosses itself cuts a loop out.
    let loops = [[-10.0, 20.0], [80.0, 20.0], [80.0, 80.0], [20.0, 80.0], [20.0, -10.0]]
        .map(|[x, y]| [119.0 + x * EAST, 36.0 + y * NORTH]);
    let pieces = split_by_line(&whole, &loops).unwrap();
    assert_eq!(pieces.len(), 3);
    assert_near(total_m2(&pieces) / whole.area_m2(), 1.0, 1e-6);
}

#[test]
fn holes_and_parts_are_split_too() {
    let rings = vec![rectangle(119.0, 36.0, 119.01, 36.01), rectangle(119.004, 36.004, 119.006, 36.006)];
    let far = vec![rectangle(119.02, 36.0, 119.03, 36.01)];
    let whole = Boundary::new(vec![rings, far]).unwrap();
    let pieces = split_by_line(&whole, &[[119.005, 35.9], [119.005, 36.1]]).unwrap();
    assert_eq!(pieces.len(), 3);
    assert_near(total_m2(&pieces) / whole.area_m2(), 1.0, 1e-6);
    let through_hole = split_by_line(&whole, &[[119.005, 35.9], [119.005, 36.005]]);
    assert_eq!(through_hole, Err(SplitError::NoCut));
}

#[test]
fn a_comb_splits_into_its_teeth() {
    let comb = ring(
        &[
            [0.0, 0.0],
            [50.0, 0.0],
            [50.0, 50.0],
            [40.0, 50.0],
            [40.0, 10.0],
            [30.0, 10.0],
            [30.0, 50.0],
            [20.0, 50.0],
            [20.0, 10.0],
            [0.0, 10.0],
        ]
        .map(|[x, y]| [119.0 + x * EAST, 36.0 + y * NORTH]),
    );
    let comb = part(vec![comb]).unwrap();
    let line = [[-10.0, 30.0], [60.0, 30.0]].map(|[x, y]| [119.0 + x * EAST, 36.0 + y * NORTH]);
    let pieces = split_by_line(&comb, &line).unwrap();
    assert_eq!(pieces.len(), 3);
    assert_near(total_m2(&pieces) / comb.area_m2(), 1.0, 1e-6);
}
