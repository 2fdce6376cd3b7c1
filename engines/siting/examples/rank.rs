//! Ranks made-up parcels for one project: `rank [PARCELS]`, 10,000 unless told. Prints the median of some runs.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::time::{Duration, Instant};

use jiff::{Span, civil::date};
use siting::rank::{Floor, Need, Site, Supply, Weights, Wish, rank};

const RUNS: usize = 21;
const INPUTS: [&str; 4] = ["gas", "power", "water", "heat"];

fn site(number: u32) -> Site {
    let mut state = u64::from(number) + 1;
    let mut draw = |most: u32| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from(state >> 33).unwrap() % most
    };
    let mut day = |most: u32| date(2018, 1, 1).saturating_add(Span::new().days(i64::from(draw(most))));
    let ready = day(1500);
    let from = INPUTS.map(|input| (input, [day(700), day(1500), day(2500)]));
    let supplies = from.map(|(input, days)| Supply {
        input: input.into(),
        from: days.map(|day| (day, f64::from(draw(9_000)))).into(),
    });
    Site {
        name: format!("parcel {number}"),
        area: f64::from(20 + draw(300)),
        land_use: ["0601", "0602", "0701"][draw(3) as usize].into(),
        is_open: draw(10) > 0,
        ready: Some(ready),
        supplies: supplies.into(),
        floors: vec![Floor { indicator: "intensity".into(), least: 200.0 }],
        near: Vec::new(),
    }
}

fn main() {
    let parcels: u32 = std::env::args().nth(1).map_or(10_000, |text| text.parse().unwrap());
    let sites: Vec<Site> = (0..parcels).map(site).collect();
    let wish = Wish {
        area: Some((60.0, 120.0)),
        land_uses: ["0601".to_owned(), "0602".to_owned()].into(),
        needs: INPUTS.map(|input| Need { input: input.into(), amount: 2_000.0 }).into(),
        brings: [("intensity".to_owned(), 30_000.0)].into(),
        distances: [].into(),
        start: date(2020, 10, 1),
    };
    let run = || {
        let begun = Instant::now();
        let ranking = rank(&wish, &sites, &Weights::default());
        (begun.elapsed(), ranking.fits.len())
    };
    let mut runs: Vec<(Duration, usize)> = (0..RUNS).map(|_| run()).collect();
    runs.sort_unstable();
    let (median, fits) = runs[RUNS / 2];
    println!("{parcels} parcels ranked in {:.2} ms (median of {RUNS}), {fits} fit", median.as_secs_f64() * 1e3);
}
