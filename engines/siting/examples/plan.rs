//! Plans made-up portfolios: 60 projects, 200 parcels, 10 half-years, 40 works.
//!
//! ```sh
//! cargo run --release --package siting --example plan [SEED [SECONDS [PLENTY [KINDS]]]]
//! cargo run --release --package siting --example plan SEED write [PLENTY [KINDS]] > portfolio.json
//! ```
//!
//! Budgets and what zones have free are multiplied by PLENTY. At 1 both are scarce: some two thirds of the projects
//! and works find room; at 2 most do. KINDS per cent of the projects (30 unless told) are of a kind that keeps 800 m off
//! another kind, half of them of each.
//!
//! Prints objective, bound and gap, and when a gap of one per cent was proven. Everything in these portfolios is made
//! up.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::time::{Duration, Instant};

use siting::{
    assignment::Limits,
    portfolio::{
        Addition, Course, Distance, Draft, Goals, Land, LandUse, Parcel, Portfolio, Project, Work, Zone, solve,
    },
};

const PROJECTS: u32 = 60;
const ROWS: u32 = 10;
const COLUMNS: u32 = 20;
const WORKS: u32 = 40;
const PERIODS: u32 = 10;
const ZONES: u32 = 8;
/// Metres between neighbours.
const STEP_M: f64 = 300.0;

/// Numbers that look like chance (Knuth's MMIX constants).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, low: u32, high: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        low + u32::try_from(self.0 >> 33).unwrap() % (high - low + 1)
    }

    fn amount(&mut self, low: u32, high: u32) -> f64 {
        f64::from(self.roll(low, high))
    }

    fn is_in(&mut self, percent: u32) -> bool {
        self.roll(1, 100) <= percent
    }
}

fn period(number: u32) -> String {
    format!("{}H{}", 2021 + number / 2, number % 2 + 1)
}

/// Zones are blocks of 5 x 5 parcels; each has a road, a gas main, a substation and two works more.
fn zone_of(row: u32, column: u32) -> u32 {
    (row / 5) * 4 + column / 5
}

fn works(dice: &mut Dice) -> Vec<Work> {
    let each = WORKS / ZONES;
    let work = |number: u32, dice: &mut Dice| {
        let (zone, kind) = (number / each, number % each);
        let id =
            |kind: u32| format!("{}-{zone}", ["road", "gas-main", "substation", "levelling", "water"][kind as usize]);
        let adds = |input: &str, amount: f64| vec![Addition { zone: format!("Z{zone}"), input: input.into(), amount }];
        let (cost, periods, after, adds) = match kind {
            0 => (dice.amount(20, 60), dice.roll(1, 2), vec![], vec![]),
            1 => (dice.amount(15, 50), dice.roll(1, 3), vec![id(0)], adds("gas", dice.amount(4, 12) * 1000.0)),
            2 => (dice.amount(25, 70), dice.roll(2, 3), vec![], adds("power", dice.amount(10, 40) * 1000.0)),
            3 => (dice.amount(10, 40), dice.roll(1, 2), vec![id(0)], vec![]),
            _ => (dice.amount(10, 30), dice.roll(1, 2), vec![], adds("water", dice.amount(2, 6) * 1000.0)),
        };
        Work { id: id(kind), cost_cny: cost * 1e6, periods: periods as usize, after, adds, ..Work::default() }
    };
    (0..WORKS).map(|number| work(number, dice)).collect()
}

fn parcels(dice: &mut Dice) -> Vec<Parcel> {
    let name = |row: u32, column: u32| format!("P{row:02}-{column:02}");
    let mut parcel = |number: u32| {
        let (row, column) = (number / COLUMNS, number % COLUMNS);
        let zone = zone_of(row, column);
        let mut works = Vec::new();
        // The first block is ready; elsewhere most parcels wait for their road, half of them for levelling too.
        if zone > 0 && dice.is_in(85) {
            works.push(format!("road-{zone}"));
            if dice.is_in(50) {
                works.push(format!("levelling-{zone}"));
            }
        }
        let neighbour = (column + 1 < COLUMNS && dice.is_in(40)).then(|| name(row, column + 1));
        Parcel {
            id: name(row, column),
            area_mu: dice.amount(20, 140),
            land_use: ["0601", "0601", "0601", "0602", "0701"][dice.roll(0, 4) as usize].into(),
            x_m: Some(f64::from(column) * STEP_M),
            y_m: Some(f64::from(row) * STEP_M),
            zones: vec![format!("Z{zone}")],
            ready: dice.is_in(20).then(|| period(dice.roll(1, 4))),
            works,
            joins: neighbour.into_iter().collect(),
            excludes: if dice.is_in(10) { vec!["hazardous".into()] } else { vec![] },
            ..Parcel::default()
        }
    };
    (0..ROWS * COLUMNS).map(&mut parcel).collect()
}

fn projects(dice: &mut Dice, kinds: u32) -> Vec<Project> {
    let mut project = |number: u32| {
        let least = dice.amount(25, 160);
        // Investment per mu, in thousands of yuan, spread over three half-years.
        let invested = least * dice.amount(1500, 6000) * 1e3;
        let output = invested * dice.amount(30, 90) / 100.0 / 2.0;
        let tax = output * dice.amount(3, 9) / 100.0;
        let earliest = dice.roll(0, 5);
        Project {
            id: format!("project-{number:02}"),
            area_mu: (least, (least * 1.5).round()),
            uses: if dice.is_in(60) { vec!["0601".into()] } else { vec!["0601".into(), "0602".into(), "0701".into()] },
            needs: [
                ("gas", dice.amount(0, 40) * 100.0),
                ("power", dice.amount(5, 90) * 100.0),
                ("water", dice.amount(1, 20) * 100.0),
            ]
            .map(|(input, amount)| (input.to_owned(), amount))
            .into(),
            earliest: Some(period(earliest)),
            latest: Some(period((earliest + dice.roll(3, 6)).min(PERIODS - 1))),
            investment_cny: [0.3, 0.5, 0.2].map(|part| (invested * part).round()).to_vec(),
            output_cny: vec![0.0, 0.0, (output / 2.0).round(), output.round()],
            tax_cny: vec![0.0, 0.0, (tax / 2.0).round(), tax.round()],
            weight: Some(dice.amount(8, 12) / 10.0),
            six_news: dice.is_in(40),
            kind: dice.is_in(kinds).then(|| ["hazardous", "food"][dice.roll(0, 1) as usize].into()),
            must: number < 3,
            ..Project::default()
        }
    };
    (0..PROJECTS).map(&mut project).collect()
}

fn draft(seed: u64, plenty: f64, kinds: u32) -> Draft {
    let mut dice = Dice(seed.wrapping_mul(2_654_435_769).wrapping_add(12345));
    let zone = |number: u32, dice: &mut Dice| Zone {
        id: format!("Z{number}"),
        free: [("gas", 3, 9), ("power", 8, 25), ("water", 2, 5)]
            .map(|(input, low, high)| (input.to_owned(), Course::Constant(dice.amount(low, high) * 1000.0 * plenty)))
            .into(),
    };
    let industrial = |id: &str, investment_cny_per_mu_min: f64| LandUse {
        id: id.into(),
        industrial: id.starts_with("06"),
        investment_cny_per_mu_min,
        ..LandUse::default()
    };
    Draft {
        periods: (0..PERIODS).map(period).collect(),
        periods_a_year: Some(2),
        budgets_cny: (0..PERIODS).map(|_| dice.amount(60, 120) * 1e6 * plenty).collect(),
        goals: Goals { investment: 1.0, output: 0.2, tax: 5.0, six_news: 0.3, readiness: 10_000.0 },
        land: Land { used_mu: 9_000.0, industrial_mu: 5_600.0, industrial_share_min: 0.6 },
        uses: vec![industrial("0601", 1.2e6), industrial("0602", 1e6), industrial("0701", 0.0)],
        zones: (0..ZONES).map(|number| zone(number, &mut dice)).collect(),
        works: works(&mut dice),
        parcels: parcels(&mut dice),
        projects: projects(&mut dice, kinds),
        distances: vec![Distance { between: ("hazardous".into(), "food".into()), least_m: 800.0 }],
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let seed = arguments.next().map_or(1, |text| text.parse().unwrap());
    let then = arguments.next().unwrap_or("60".into());
    let plenty = arguments.next().map_or(1.0, |text| text.parse().unwrap());
    let kinds = arguments.next().map_or(30, |text| text.parse().unwrap());
    let draft = draft(seed, plenty, kinds);
    if then == "write" {
        println!("{}", serde_json::to_string_pretty(&draft).unwrap());
        return;
    }
    let limit = Duration::from_secs_f64(then.parse().unwrap());
    let portfolio = Portfolio::new(draft).unwrap();
    let begun = Instant::now();
    let mut is_within = None;
    let outcome = solve(&portfolio, None, Limits { stop: &|| begun.elapsed() > limit, seed: 0 }, &mut |now| {
        let gap = now.incumbent.map(|found| (now.bound - found) / found);
        if std::env::var_os("TRACE").is_some() {
            println!("{:7.2} s {:6} {gap:?} {now:?}", begun.elapsed().as_secs_f64(), now.nodes);
        }
        if gap.is_some_and(|gap| gap <= 0.01) && is_within.is_none() {
            is_within = Some(begun.elapsed().as_secs_f64());
        }
    });
    let placed = outcome.projects.iter().filter(|project| project.placement.is_some()).count();
    let within = is_within.map_or("not reached".into(), |seconds| format!("{seconds:.1} s"));
    println!(
        "seed {seed}, plenty {plenty}, kinds {kinds}: {} ways, {placed} of {PROJECTS} projects placed, {} of {WORKS} works, {:?}, objective {:.4e}, \
         bound {:.4e}, gap {:.3} %, 1 % after {within}, {} nodes, {:.1} s",
        portfolio.choices(),
        outcome.works.len(),
        outcome.status,
        outcome.objective,
        outcome.bound,
        outcome.gap.unwrap_or(f64::INFINITY) * 100.0,
        outcome.nodes,
        begun.elapsed().as_secs_f64(),
    );
}
