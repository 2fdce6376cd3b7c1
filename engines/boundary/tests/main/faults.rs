use boundary::{Boundary, Fault, POSITIONS_MAX, Place, RingName};

use crate::support::{fault, part, rectangle, ring};

const OUTER: RingName = RingName { part: 0, ring: 0 };
const HOLE: RingName = RingName { part: 0, ring: 1 };

#[test]
fn nothing_is_no_boundary() {
    assert_eq!(Boundary::new(vec![]).unwrap_err(), Fault::Empty);
    assert_eq!(fault(vec![]), Fault::Empty);
    assert_eq!(fault(vec![vec![]]), Fault::Empty);
    let square = rectangle(0.0, 0.0, 1.0, 1.0);
    assert_eq!(fault(vec![square.clone(), vec![]]), Fault::TooFewPositions { ring: HOLE, found: 0 });
    let without_rings = Boundary::new(vec![vec![square], vec![]]).unwrap_err();
    assert_eq!(without_rings, Fault::TooFewPositions { ring: RingName { part: 1, ring: 0 }, found: 0 });
    let two = vec![[0.0, 0.0], [1.0, 0.0], [0.0, 0.0]];
    assert_eq!(fault(vec![two]), Fault::TooFewPositions { ring: OUTER, found: 3 });
}

#[test]
fn numbers_must_be_finite_and_on_the_globe() {
    for wrong in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let found = fault(vec![ring(&[[0.0, 0.0], [1.0, wrong], [1.0, 1.0]])]);
        assert!(matches!(found, Fault::NotFinite(Place { position: 1, .. })));
    }
    let beyond = fault(vec![ring(&[[179.0, 0.0], [181.0, 0.0], [180.0, 1.0]])]);
    assert_eq!(beyond, Fault::OutOfRange(Place { ring: OUTER, position: 1, numbers: [181.0, 0.0] }));
}

#[test]
fn open_rings_tell_both_ends() {
    let found = fault(vec![vec![[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1e-9]]]);
    assert_eq!(found, Fault::NotClosed { ring: OUTER, start: [0.0, 0.0], end: [0.0, 1e-9] });
}

#[test]
fn a_position_twice_is_found_where_it_stands() {
    let close = 119.01 + 1e-8;
    let found = fault(vec![ring(&[[119.0, 36.0], [119.01, 36.0], [close, 36.0], [119.01, 36.01]])]);
    assert_eq!(found, Fault::Repeated(Place { ring: OUTER, position: 2, numbers: [close, 36.0] }));
    assert!(found.to_string().starts_with("position 3 of the outer ring of part 1, [119.01000001, 36.0], repeats"));
    let apart = ring(&[[119.0, 36.0], [119.01, 36.0], [119.01 + 3e-8, 36.0], [119.01, 36.01]]);
    assert!(part(vec![apart]).is_ok(), "2.7 mm apart");
}

#[test]
fn spikes_are_found_at_their_tips() {
    let exact =
        fault(vec![ring(&[[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [2.0, 4.0], [2.0, 6.0], [2.0, 4.0], [0.0, 4.0]])]);
    assert_eq!(exact, Fault::Spike(Place { ring: OUTER, position: 4, numbers: [2.0, 6.0] }));
    let thin =
        [[119.0, 36.0], [119.01, 36.0], [119.01, 36.01], [119.005, 36.01], [119.005, 36.02], [119.005 - 1e-8, 36.01]];
    let thin = fault(vec![ring(&thin)]);
    assert!(matches!(thin, Fault::Spike(Place { position: 4, .. })), "{thin:?}");
    // At the start of the ring, where the line closes.
    let start = fault(vec![ring(&[[9.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0], [0.0, 0.0]])]);
    assert!(matches!(start, Fault::Spike(Place { position: 0, .. })), "{start:?}");
}

#[test]
fn rings_do_not_meet_themselves() {
    let bow_tie = fault(vec![ring(&[[0.0, 0.0], [4.0, 4.0], [4.0, 0.0], [0.0, 4.0]])]);
    assert_eq!(bow_tie, Fault::SelfIntersection { ring: OUTER, edges: [0, 2], at: [2.0, 2.0] });
    // Touching at a corner is meeting too: OGC wants an inner ring instead.
    let pinched = [[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [2.0, 0.0], [0.0, 4.0]];
    assert!(matches!(fault(vec![ring(&pinched)]), Fault::SelfIntersection { at: [2.0, 0.0], .. }));
    let twice = [[0.0, 0.0], [2.0, 2.0], [4.0, 0.0], [4.0, 4.0], [2.0, 2.0], [0.0, 4.0]];
    assert!(matches!(fault(vec![ring(&twice)]), Fault::SelfIntersection { at: [2.0, 2.0], .. }));
    let along = [[0.0, 0.0], [4.0, 0.0], [4.0, 2.0], [5.0, 0.0], [1.0, 0.0], [0.0, 4.0]];
    assert!(matches!(fault(vec![ring(&along)]), Fault::SelfIntersection { .. }));
}

#[test]
fn holes_lie_in_their_shell() {
    let shell = || rectangle(0.0, 0.0, 10.0, 10.0);
    assert!(part(vec![shell(), rectangle(1.0, 1.0, 2.0, 2.0), rectangle(3.0, 1.0, 4.0, 2.0)]).is_ok());
    let outside = fault(vec![shell(), rectangle(11.0, 1.0, 12.0, 2.0)]);
    assert_eq!(outside, Fault::HoleOutside { hole: HOLE, at: [11.0, 1.0] });
    let around = fault(vec![shell(), rectangle(-1.0, -1.0, 12.0, 12.0)]);
    assert!(matches!(around, Fault::HoleOutside { .. }));
    let crossing = fault(vec![shell(), rectangle(9.0, 1.0, 12.0, 2.0)]);
    assert!(matches!(crossing, Fault::RingsCross { rings: [OUTER, HOLE], .. }), "{crossing:?}");
    let nested = fault(vec![shell(), rectangle(1.0, 1.0, 9.0, 9.0), rectangle(2.0, 2.0, 3.0, 3.0)]);
    assert!(matches!(nested, Fault::HoleInHole { inner: RingName { ring: 2, .. }, outer: HOLE, .. }));
    let along = fault(vec![shell(), rectangle(0.0, 1.0, 2.0, 2.0)]);
    assert!(matches!(along, Fault::RingsShareEdge { rings: [OUTER, HOLE], .. }), "{along:?}");
    let same = fault(vec![shell(), shell()]);
    assert!(matches!(same, Fault::RingsShareEdge { .. }), "{same:?}");
}

#[test]
fn holes_may_touch_but_not_cut() {
    let shell = || rectangle(0.0, 0.0, 10.0, 10.0);
    let diamond = |x: f64, y: f64, r: f64| ring(&[[x - r, y], [x, y - r], [x + r, y], [x, y + r]]);
    assert!(part(vec![shell(), diamond(2.0, 5.0, 2.0)]).is_ok(), "one touch of the shell");
    let across = fault(vec![shell(), diamond(5.0, 5.0, 5.0)]);
    assert!(matches!(across, Fault::PartCut { .. }), "{across:?}");
    // Two holes that touch each other and the shell cut the land.
    assert!(part(vec![shell(), diamond(2.0, 5.0, 2.0), diamond(6.0, 5.0, 2.0)]).is_ok());
    let chain = fault(vec![shell(), diamond(2.5, 5.0, 2.5), diamond(7.5, 5.0, 2.5)]);
    assert!(matches!(chain, Fault::PartCut { .. }), "{chain:?}");
    // A hole through a corner of the shell and out at another: both are touches of corners.
    let through = vec![
        ring(&[[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [2.0, 1.0], [0.0, 4.0]]),
        ring(&[[0.0, 4.0], [4.0, 4.0], [2.0, 0.5]]),
    ];
    assert!(part(through).is_err());
}

#[test]
fn parts_do_not_overlap() {
    let parts = |others: Vec<Vec<[f64; 2]>>| {
        Boundary::new(std::iter::once(rectangle(0.0, 0.0, 10.0, 10.0)).chain(others).map(|ring| vec![ring]).collect())
    };
    assert!(parts(vec![rectangle(11.0, 0.0, 12.0, 1.0)]).is_ok());
    assert!(parts(vec![rectangle(10.0, 10.0, 12.0, 12.0)]).is_ok(), "touching at a corner");
    assert!(matches!(parts(vec![rectangle(5.0, 5.0, 15.0, 15.0)]), Err(Fault::RingsCross { .. })));
    assert!(matches!(parts(vec![rectangle(10.0, 0.0, 12.0, 10.0)]), Err(Fault::RingsShareEdge { .. })));
    let inside = parts(vec![rectangle(2.0, 2.0, 3.0, 3.0)]).unwrap_err();
    assert_eq!(inside, Fault::PartsOverlap { parts: [1, 0], at: [2.0, 2.0] });
    // Through corners only, without one proper crossing.
    let corners = parts(vec![ring(&[[0.0, 0.0], [12.0, -1.0], [10.0, 10.0]])]).unwrap_err();
    assert!(matches!(corners, Fault::PartsOverlap { .. } | Fault::RingsCross { .. }), "{corners:?}");
    let diamond = ring(&[[0.0, 5.0], [5.0, 0.0], [10.0, 5.0], [5.0, 10.0]]);
    let diamond = parts(vec![diamond]).unwrap_err();
    assert!(matches!(diamond, Fault::PartsOverlap { .. }), "{diamond:?}");
}

#[test]
fn an_island_in_a_hole_is_a_part() {
    let around = vec![rectangle(0.0, 0.0, 10.0, 10.0), rectangle(2.0, 2.0, 8.0, 8.0)];
    assert!(Boundary::new(vec![around.clone(), vec![rectangle(3.0, 3.0, 4.0, 4.0)]]).is_ok());
    let filled = Boundary::new(vec![around, vec![rectangle(2.0, 2.0, 8.0, 8.0)]]);
    assert!(matches!(filled, Err(Fault::RingsShareEdge { .. })));
}

#[test]
fn rings_are_turned_as_rfc_7946_has_them() {
    let mut shell = rectangle(0.0, 0.0, 10.0, 10.0);
    shell.reverse();
    let turned = part(vec![shell, rectangle(2.0, 2.0, 8.0, 8.0)]).unwrap();
    let straight = part(vec![rectangle(0.0, 0.0, 10.0, 10.0), rectangle(2.0, 2.0, 8.0, 8.0)]).unwrap();
    assert_eq!(turned.area_m2(), straight.area_m2());
    assert!(turned.area_m2() > 0.0);
}

fn circle(corners: usize) -> Vec<[f64; 2]> {
    let angles = (0..corners).map(|corner| std::f64::consts::TAU * corner as f64 / corners as f64);
    ring(&angles.map(|angle| [119.0 + angle.cos(), 36.0 + angle.sin()]).collect::<Vec<_>>())
}

#[test]
fn outlines_have_limits() {
    assert_eq!(part(vec![circle(POSITIONS_MAX - 1)]).unwrap().positions_count(), POSITIONS_MAX);
    let found = fault(vec![circle(1_000_000)]);
    assert_eq!(found, Fault::TooManyPositions { found: 1_000_001, limit: POSITIONS_MAX });
}

/// Diagonal teeth, whose boxes all overlap: checked or refused, but not for minutes.
#[test]
fn a_comb_is_refused() {
    let teeth = 20_000_u32;
    let zigzag = (0..teeth).map(|tooth| {
        let x = f64::from(tooth) * 1e-4;
        if tooth % 2 == 0 { [x, x] } else { [x + 10.0, x + 20.0] }
    });
    let comb: Vec<[f64; 2]> = zigzag.chain([[60.0, 0.0], [0.0, -1.0]]).collect();
    assert!(part(vec![ring(&comb)]).is_err());
}

#[test]
fn thousands_of_parts_touching_in_one_point_are_refused() {
    let fan = (0..20_000).map(|blade| {
        let angle = std::f64::consts::TAU * f64::from(blade) / 20_000.0;
        let tip = |turn: f64| [(angle + turn).cos(), (angle + turn).sin()];
        vec![ring(&[[0.0, 0.0], tip(0.0), tip(1e-4)])]
    });
    assert_eq!(Boundary::new(fan.collect()).unwrap_err(), Fault::TooIntricate);
}
