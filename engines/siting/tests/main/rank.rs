//! Sites for one project.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use proptest::prelude::*;
use siting::rank::{Floor, Lack, Need, Neighbour, Site, Supply, Weights, Wish, rank};

const START: Date = date(2020, 10, 1);

fn site(area: f64, ready: Option<Date>, gas: &[(Date, f64)]) -> Site {
    let supplies = vec![Supply { input: "gas".into(), from: gas.to_vec() }];
    Site {
        name: String::new(),
        area,
        land_use: "0601".into(),
        is_open: true,
        ready,
        supplies,
        floors: Vec::new(),
        near: Vec::new(),
    }
}

fn wish(gas: f64) -> Wish {
    Wish {
        area: Some((100.0, 120.0)),
        land_uses: ["0601".to_owned()].into(),
        needs: vec![Need { input: "gas".into(), amount: gas }],
        brings: BTreeMap::new(),
        distances: BTreeMap::new(),
        start: START,
    }
}

#[test]
fn everything_that_a_site_lacks_is_said() {
    let poor = Site { is_open: false, land_use: "0701".into(), ..site(50.0, None, &[(START, 3200.0)]) };
    let ranking = rank(&wish(5000.0), &[poor], &Weights::default());
    assert_eq!(
        ranking.misfits[0].lacks,
        [
            Lack::Taken,
            Lack::Area { has: 50.0, least: 100.0 },
            Lack::LandUse { has: "0701".into() },
            Lack::NeverReady,
            Lack::Input { input: "gas".into(), has: 3200.0, needs: 5000.0 },
        ]
    );
}

#[test]
fn whoever_is_too_near_rules_a_site_out_and_is_named() {
    let early = date(2019, 1, 1);
    let neighbour = |name: &str, kind: &str, distance| Neighbour { name: name.into(), kind: kind.into(), distance };
    let beside = |near| Site { near, ..site(110.0, Some(early), &[(early, 8000.0)]) };
    let sites = [
        beside(vec![neighbour("kiln", "furnace", 49.9), neighbour("school", "school", 1.0)]),
        beside(vec![neighbour("kiln", "furnace", 50.0)]),
    ];
    let careful = Wish { distances: [("furnace".to_owned(), 50.0)].into(), ..wish(5000.0) };
    let ranking = rank(&careful, &sites, &Weights::default());
    assert_eq!(ranking.fits.iter().map(|fit| fit.site).collect::<Vec<_>>(), [1], "so far is far enough");
    let lacks = &ranking.misfits[0].lacks;
    assert_eq!(
        *lacks,
        [Lack::TooNear { name: "kiln".into(), kind: "furnace".into(), has: 49.9, least: 50.0 }],
        "what no distance is kept from does not matter"
    );
}

#[test]
fn what_comes_later_makes_a_project_wait_and_says_for_what() {
    let early = date(2019, 1, 1);
    let sites = [
        site(110.0, Some(early), &[(early, 3200.0), (date(2021, 6, 30), 8000.0)]),
        site(110.0, Some(date(2021, 1, 31)), &[(early, 8000.0)]),
        site(110.0, Some(early), &[(early, 8000.0)]),
    ];
    let ranking = rank(&wish(5000.0), &sites, &Weights::default());
    let order: Vec<_> = ranking.fits.iter().map(|fit| (fit.site, fit.waits_days, fit.waits_for.as_deref())).collect();
    assert_eq!(order, [(2, 0, None), (1, 122, None), (0, 272, Some("gas"))]);
    assert_eq!(ranking.fits[0].tightest, 0.625);
}

#[test]
fn land_beyond_what_is_wanted_counts_against_a_site() {
    let early = date(2019, 1, 1);
    let gas = [(early, 8000.0)];
    let sites = [400.0, 120.0, 100.0].map(|area| site(area, Some(early), &gas));
    let ranking = rank(&wish(5000.0), &sites, &Weights::default());
    assert_eq!(ranking.fits.iter().map(|fit| fit.site).collect::<Vec<_>>(), [1, 2, 0]);
    assert!((ranking.fits[2].spare_area - 3.0).abs() < 1e-12);
}

#[test]
fn whoever_brings_too_little_for_the_land_is_told_how_little() {
    let early = date(2019, 1, 1);
    let floors =
        vec![Floor { indicator: "intensity".into(), least: 200.0 }, Floor { indicator: "tax".into(), least: 12.0 }];
    let sites =
        [100.0, 110.0, 400.0].map(|area| Site { floors: floors.clone(), ..site(area, Some(early), &[(early, 8e3)]) });
    let brings = |whole| Wish { brings: [("intensity".to_owned(), whole)].into(), ..wish(5000.0) };
    // Of the site of 400 it takes the 120 that it wants at most; nobody knows its tax.
    let ranking = rank(&brings(22_000.0), &sites, &Weights::default());
    assert_eq!(ranking.fits.iter().map(|fit| fit.site).collect::<Vec<_>>(), [0, 1]);
    let lack = Lack::Indicator { indicator: "intensity".into(), has: 22_000.0 / 120.0, least: 200.0 };
    assert_eq!(ranking.misfits[0].lacks, [lack]);
    assert_eq!(rank(&brings(24_000.0), &sites, &Weights::default()).fits.len(), 3);
}

fn any_day() -> impl Strategy<Value = Date> {
    (0_i32..2000).prop_map(|days| date(2018, 1, 1).saturating_add(jiff::Span::new().days(days)))
}

fn any_site() -> impl Strategy<Value = Site> {
    let gas = prop::collection::vec((any_day(), 0.0..10_000.0), 0..4);
    (10.0..500.0, prop::option::of(any_day()), gas, any::<bool>())
        .prop_map(|(area, ready, gas, is_open)| Site { is_open, ..site(area, ready, &gas) })
}

proptest! {
    #[test]
    fn each_site_is_told_once_and_asking_for_less_never_loses_one(
        sites in prop::collection::vec(any_site(), 0..30),
        gas in 0.0..9000.0,
        less in 0.0..1.0,
    ) {
        let much = rank(&wish(gas), &sites, &Weights::default());
        prop_assert_eq!(much.fits.len() + much.misfits.len(), sites.len());
        prop_assert!(much.misfits.iter().all(|misfit| !misfit.lacks.is_empty()));
        prop_assert!(much.fits.is_sorted_by(|a, b| a.loss <= b.loss));
        let little = rank(&wish(gas * less), &sites, &Weights::default());
        for fit in &much.fits {
            let other = little.fits.iter().find(|one| one.site == fit.site);
            prop_assert!(other.is_some_and(|other| other.can_start <= fit.can_start));
        }
    }

    #[test]
    fn on_the_day_it_can_start_a_site_has_what_is_asked(site in any_site(), gas in 0.1..9000.0) {
        let ranking = rank(&wish(gas), std::slice::from_ref(&site), &Weights::default());
        if let Some(fit) = ranking.fits.first() {
            prop_assert!(fit.can_start >= START && site.ready.unwrap() <= fit.can_start);
            prop_assert!(site.supplies[0].on(fit.can_start) >= gas && fit.tightest <= 1.0);
        }
    }
}
