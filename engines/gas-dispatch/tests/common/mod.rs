//! Networks for tests: the reference files, and made-up ones with a plan that is known to work.
#![allow(dead_code, clippy::unwrap_used, clippy::panic, clippy::cast_possible_truncation, clippy::cast_sign_loss)]

use std::path::PathBuf;

use gas_dispatch::dispatch::{
    Confirmation, Delivery, Direction, Gas, Junction, Link, LinkKind, LinkPlan, LinkState, Market, Plan, Prices, Range,
    Receipt, Residuals, confirm, feasible, residuals,
};
use gas_dispatch::matgas;

/// The shared reference data: `WUTONG_SHARED`, or beside the workspace.
pub fn shared() -> PathBuf {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let named = std::env::var_os("WUTONG_SHARED").map(PathBuf::from);
    let places = named.into_iter().chain([beside]);
    let found = places.into_iter().find(|place| place.join("peers/gas/matgas").is_dir());
    found.expect("the reference networks are missing: set WUTONG_SHARED to the folder that holds peers/gas")
}

pub fn text(name: &str) -> String {
    let path = shared().join("peers/gas/matgas").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub fn market(name: &str) -> Market {
    matgas::parse(&text(name)).unwrap().market().unwrap().market
}

pub const GAS: Gas = Gas { specific_gravity: 0.6, temperature_k: 288.706, heat_capacity_ratio: 1.4 };

/// A small generator of numbers (SplitMix64), so that a seed names a network.
pub struct Dice(pub u64);

impl Dice {
    pub fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    pub fn below(&mut self, n: usize) -> usize {
        ((self.unit() * n as f64) as usize).min(n - 1)
    }
}

/// A network and the pressures and flows from which it was made.
pub struct Known {
    pub market: Market,
    pub pressures_pa: Vec<f64>,
    pub flows_kg_s: Vec<f64>,
}

/// A tree of `n` junctions with `loops` further pipes and a compressor on about every tenth branch. Pressures are drawn first,
/// flows follow from them, and what is left over at each junction is injected or withdrawn there.
pub fn random(seed: u64, n: usize, loops: usize) -> Known {
    let mut dice = Dice(seed);
    let mut pressures = vec![dice.between(6.5e6, 7.0e6)];
    let mut links: Vec<Link> = Vec::new();
    let mut flows = Vec::new();
    for j in 1..n {
        let i = if dice.unit() < 0.7 { j - 1 } else { dice.below(j) };
        if pressures[i] < 4.2e6 || dice.unit() < 0.08 {
            let ratio = dice.between(1.1, 1.5).min(6.9e6 / pressures[i]).max(1.0);
            pressures.push(pressures[i] * ratio);
            let kind = LinkKind::Compressor {
                ratio: Range::new(1.0, 1.6),
                power_max_w: f64::INFINITY,
                direction: Direction::OneWay,
            };
            links.push(Link::new(format!("compressor {j}"), i, j, kind));
            flows.push(dice.between(1.0, 20.0));
        } else {
            pressures.push(pressures[i] - dice.between(1e4, 4e5));
            pipe(&mut dice, &pressures, &mut links, &mut flows, i, j);
        }
    }
    for _ in 0..loops {
        let (i, j) = (dice.below(n), dice.below(n));
        if i != j {
            pipe(&mut dice, &pressures, &mut links, &mut flows, i, j);
        }
    }
    Known { market: around(&pressures, links, &flows), pressures_pa: pressures, flows_kg_s: flows }
}

fn pipe(dice: &mut Dice, pressures: &[f64], links: &mut Vec<Link>, flows: &mut Vec<f64>, i: usize, j: usize) {
    let drop = pressures[i].powi(2) - pressures[j].powi(2);
    let flow = drop.signum() * dice.between(2.0, 30.0);
    let resistance = (drop / (flow * flow)).abs().max(1e6);
    links.push(Link::new(format!("pipe {}", links.len()), i, j, LinkKind::Pipe { resistance }));
    flows.push(drop.signum() * (drop.abs() / resistance).sqrt());
}

/// A network with every kind of link, rings through machines and machines side by side among them: pressures and flows are drawn
/// first, and each link is one that brings them about.
pub fn mixed(seed: u64, n: usize, loops: usize) -> Known {
    let mut dice = Dice(seed);
    let mut pressures = vec![6e6];
    let (mut links, mut flows) = (Vec::new(), Vec::new());
    for k in 1..n + loops {
        let new = k < n;
        let (i, j) = if new { (dice.below(k), k) } else { (dice.below(n), dice.below(n)) };
        if new {
            let same = dice.unit() < 0.2;
            pressures.push(if same { pressures[i] } else { dice.between(3.0e6, 7.0e6) });
        }
        if i == j {
            continue;
        }
        let [high, low] = if pressures[i] >= pressures[j] { [i, j] } else { [j, i] };
        let (drop, flow) = (pressures[high] - pressures[low], dice.between(0.5, 20.0));
        let (from, to, kind) = match dice.below(if drop > 0.0 { 6 } else { 2 }) {
            0 if drop == 0.0 => (i, j, LinkKind::ShortPipe),
            1 if drop == 0.0 => (j, i, LinkKind::Valve),
            0 => (
                low,
                high,
                LinkKind::Compressor {
                    ratio: Range::new(1.0, 3.0),
                    power_max_w: f64::INFINITY,
                    direction: Direction::OneWay,
                },
            ),
            1 => (high, low, LinkKind::Regulator { ratio: Range::new(0.0, 1.0) }),
            2 => (high, low, LinkKind::LossResistor { loss_pa: drop }),
            _ => {
                let squares = pressures[high].powi(2) - pressures[low].powi(2);
                (high, low, LinkKind::Pipe { resistance: squares / (flow * flow) })
            }
        };
        links.push(Link::new(format!("link {k}"), from, to, kind));
        flows.push(flow);
    }
    known(&pressures, links, &flows)
}

fn around(pressures: &[f64], links: Vec<Link>, flows: &[f64]) -> Market {
    let mut net = vec![0.0; pressures.len()];
    for (link, f) in links.iter().zip(flows) {
        net[link.from] += f;
        net[link.to] -= f;
    }
    let (mut receipts, mut deliveries) = (Vec::new(), Vec::new());
    for (junction, &net) in net.iter().enumerate() {
        if net > 0.0 {
            let (name, injection_kg_s) = (format!("receipt {junction}"), Range::new(0.0, net));
            receipts.push(Receipt { name, junction, injection_kg_s, offer_price: 1.0 + (junction % 7) as f64 / 10.0 });
        } else if net < 0.0 {
            let (name, withdrawal_kg_s) = (format!("delivery {junction}"), Range::new(0.0, -net));
            let bid_price = 2.0 + (junction % 5) as f64 / 5.0;
            deliveries.push(Delivery { name, junction, withdrawal_kg_s, bid_price, priority: 1.0 });
        }
    }
    let junction = |(i, _): (usize, &f64)| Junction { name: i.to_string(), pressure_pa: Range::new(3.0e6, 7.1e6) };
    Market {
        gas: GAS,
        junctions: pressures.iter().enumerate().map(junction).collect(),
        links,
        receipts,
        deliveries,
        transfers: vec![],
        storages: vec![],
        economic_weight: 1.0,
        power_weight_per_w: 0.0,
    }
}

/// A network made of given links around pressures and flows.
pub fn known(pressures_pa: &[f64], links: Vec<Link>, flows_kg_s: &[f64]) -> Known {
    let market = around(pressures_pa, links, flows_kg_s);
    Known { market, pressures_pa: pressures_pa.to_vec(), flows_kg_s: flows_kg_s.to_vec() }
}

/// What rounding leaves open, pressure in Pa and flow in kg/s: the loss of a pipe with next to no flow is lost in it.
pub fn rounding(pressures_pa: &[f64], market: &Market) -> [f64; 2] {
    let pressure = pressures_pa.iter().fold(0.0, |a: f64, b| a.max(*b));
    let capacity = |link: &Link| match link.kind {
        LinkKind::Pipe { resistance } => pressure / resistance.sqrt(),
        _ => 0.0,
    };
    [1e-9 * pressure, 1e-7 * market.links.iter().map(capacity).fold(1.0, f64::max)]
}

/// How much further than rounding the search may leave a plan from steady flow: 1e-7 of the greatest squared pressure per pipe.
const SEARCHED: f64 = 1e2;

/// The plan was near what steady flow from nothing came to, and what that came to keeps every limit.
pub fn confirmed(market: &Market, plan: &Plan) {
    assert!(residuals(market, plan).unwrap().holds(), "{:?}", plan.residuals);
    let [pressure, flow] = rounding(&plan.pressures_pa, market).map(|size| SEARCHED * size);
    let found = plan.confirmation;
    assert!(found.pressure_pa <= pressure && found.flow_kg_s <= flow && found.balance_kg_s <= flow, "{found:?}");
    assert!(confirm(market, plan).is_ok());
}

impl Known {
    /// The plan from which the network was made.
    pub fn plan(&self) -> Plan {
        let market = &self.market;
        let links = market.links.iter().zip(&self.flows_kg_s).map(|(link, &f)| {
            let ratio = self.pressures_pa[link.to] / self.pressures_pa[link.from];
            let work = GAS.specific_work_j_kg() * f.abs() * (ratio.powf(GAS.work_exponent()) - 1.0);
            let power_w = if matches!(link.kind, LinkKind::Compressor { .. }) { work } else { 0.0 };
            let state = if f < 0.0 { LinkState::Backward } else { LinkState::Forward };
            LinkPlan { state, flow_kg_s: f, power_w }
        });
        Plan {
            pressures_pa: self.pressures_pa.clone(),
            links: links.collect(),
            injections_kg_s: market.receipts.iter().map(|r| r.injection_kg_s.max).collect(),
            withdrawals_kg_s: market.deliveries.iter().map(|d| d.withdrawal_kg_s.max).collect(),
            transfers_kg_s: vec![],
            storage_kg_s: vec![],
            scale: 1.0,
            objective: 0.0,
            bound: 0.0,
            construction_cost: 0.0,
            prices: Prices::default(),
            residuals: Residuals::default(),
            confirmation: Confirmation::default(),
            boxes: 0,
            stopped: false,
        }
    }
}

/// A network without anything in it but junctions with pressure from 3 to 6 MPa.
pub fn bare(junctions: usize) -> Market {
    let junction = |i: usize| Junction { name: i.to_string(), pressure_pa: Range::new(3e6, 6e6) };
    Market {
        gas: GAS,
        junctions: (0..junctions).map(junction).collect(),
        links: vec![],
        receipts: vec![],
        deliveries: vec![],
        transfers: vec![],
        storages: vec![],
        economic_weight: 1.0,
        power_weight_per_w: 0.0,
    }
}

pub fn receipt(junction: usize, most: f64, offer_price: f64) -> Receipt {
    Receipt { name: format!("receipt at {junction}"), junction, injection_kg_s: Range::new(0.0, most), offer_price }
}

pub fn delivery(junction: usize, flow: Range, bid_price: f64) -> Delivery {
    Delivery { name: format!("delivery at {junction}"), junction, withdrawal_kg_s: flow, bid_price, priority: 1.0 }
}

/// Drops 27 MPa^2, from 6 to 3 MPa, at 100 kg/s.
pub fn pipe_100(from: usize, to: usize) -> Link {
    Link::new(format!("pipe {from}-{to}"), from, to, LinkKind::Pipe { resistance: 27e12 / 1e4 })
}

pub const EFFORT: gas_dispatch::dispatch::Effort = gas_dispatch::dispatch::Effort { programmes: 3000, gap: 1e-4 };

/// What the cheapest choice of candidates costs with which a plan is found: all are tried. Infinite if none is.
pub fn cheapest_of_all(market: &Market) -> f64 {
    let candidates = market.links.iter().filter(|link| link.construction_cost.is_some()).count();
    (0..1u32 << candidates).filter_map(|chosen| cost_if_feasible(market, chosen)).fold(f64::INFINITY, f64::min)
}

fn cost_if_feasible(market: &Market, chosen: u32) -> Option<f64> {
    let (mut fixed, mut cost, mut candidate) = (market.clone(), 0.0, 0);
    fixed.links.retain_mut(|link| {
        let Some(price) = link.construction_cost.take() else { return true };
        let keep = chosen >> candidate & 1 == 1;
        candidate += 1;
        cost += if keep { price } else { 0.0 };
        keep
    });
    feasible(&fixed, EFFORT).ok().map(|_| cost)
}

/// A main of `n` junctions, a branch here and there, and candidates that bypass one to four stretches of it and each other.
/// Loads are half as much again as the main alone can carry.
pub fn bypasses(seed: u64, n: usize, candidates: usize) -> Market {
    let mut dice = Dice(seed);
    let mut market = bare(n);
    let stretch = 27e12 / 1e4 / n as f64;
    let pipe = |resistance: f64| LinkKind::Pipe { resistance };
    for j in 1..n {
        let i = if dice.unit() < 0.85 { j - 1 } else { j.saturating_sub(2) };
        market.links.push(Link::new(format!("pipe {i}-{j}"), i, j, pipe(stretch * dice.between(0.6, 1.6))));
    }
    for c in 0..candidates {
        let hop = 1 + dice.below(4).min(n - 2);
        let from = dice.below(n - hop);
        let bore = dice.between(0.6, 1.2);
        let mut link = Link::new(format!("candidate {c}"), from, from + hop, pipe(stretch * hop as f64 / bore.powi(5)));
        link.construction_cost = Some(hop as f64 * (10.0 + 30.0 * bore * bore) * dice.between(0.8, 1.25));
        market.links.push(link);
    }
    market.receipts.push(receipt(0, 1000.0, 1.0));
    let shares: Vec<f64> = (1..n).map(|_| dice.unit()).collect();
    let reach: f64 = shares.iter().enumerate().map(|(j, s)| s * ((j + 1) as f64 / n as f64).sqrt()).sum();
    let load = |(j, share): (usize, f64)| delivery(j + 1, Range::fixed(150.0 * share / reach), 1.0);
    market.deliveries.extend(shares.into_iter().enumerate().map(load));
    market
}
