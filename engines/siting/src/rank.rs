//! One project, many sites: those that fit, best first; of the others, everything that they lack.
//!
//! A site fits where it can be had, is large enough, is of a use that the project may have, where every input will be there
//! some day, where nobody is too near, and where the project brings enough for the land that it takes: all of the site, or of
//! a larger one as much as it wants at most. What is only there later than wanted does not rule a site out: the project *waits*. Among those that fit the
//! least loss is the best:
//!
//! ```text
//! loss = waiting x years of waiting + land x (area / area wanted - 1) + reserve x largest share of an input that is asked for
//! ```

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

/// Days of a year, on average.
const DAYS_A_YEAR: f64 = 365.25;

/// What a project wants. What is left out, it does not mind.
#[derive(Debug, Clone, PartialEq)]
pub struct Wish {
    /// Least and most area, in the unit of [`Site::area`].
    pub area: Option<(f64, f64)>,
    /// Uses of land that it may have; none for any.
    pub land_uses: BTreeSet<String>,
    /// What it takes in.
    pub needs: Vec<Need>,
    /// What it brings in all, by the indicator that is measured by it: investment, output …
    pub brings: BTreeMap<String, f64>,
    /// How far it keeps from others, by their kind, in the unit of [`Neighbour::distance`].
    pub distances: BTreeMap<String, f64>,
    /// When it wants to begin.
    pub start: Date,
}

/// So much of an input.
#[derive(Debug, Clone, PartialEq)]
pub struct Need {
    /// Which: gas, water, power …
    pub input: String,
    /// How much, in the unit of [`Supply::from`].
    pub amount: f64,
}

/// A site as it stands and as it will be.
#[derive(Debug, Clone, PartialEq)]
pub struct Site {
    /// Name.
    pub name: String,
    /// How large it is.
    pub area: f64,
    /// Its use of land.
    pub land_use: String,
    /// Whether it can be had at all.
    pub is_open: bool,
    /// From when it can be built upon; none where nobody knows.
    pub ready: Option<Date>,
    /// What can be taken in there.
    pub supplies: Vec<Supply>,
    /// What must be brought there.
    pub floors: Vec<Floor>,
    /// Who lies near it already.
    pub near: Vec<Neighbour>,
}

/// Somebody who is there already, and from whom a project may have to keep away (安全距离).
#[derive(Debug, Clone, PartialEq)]
pub struct Neighbour {
    /// Name.
    pub name: String,
    /// Kind.
    pub kind: String,
    /// Distance from the site.
    pub distance: f64,
}

/// The least that a control indicator (控制指标) may come to.
#[derive(Debug, Clone, PartialEq)]
pub struct Floor {
    /// Which: investment intensity, output …
    pub indicator: String,
    /// How much for each unit of area.
    pub least: f64,
}

/// What a site offers of an input.
#[derive(Debug, Clone, PartialEq)]
pub struct Supply {
    /// Which.
    pub input: String,
    /// From each day on until the next, how much in all; in any order.
    pub from: Vec<(Date, f64)>,
}

/// How losses count against each other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights {
    /// A year of waiting.
    pub waiting: f64,
    /// As much land again as is wanted.
    pub land: f64,
    /// An input used to its last.
    pub reserve: f64,
}

impl Default for Weights {
    /// Half a year of waiting weighs as much as twice the land.
    fn default() -> Self {
        Self { waiting: 2.0, land: 1.0, reserve: 0.5 }
    }
}

/// A reason why a site does not fit.
#[derive(Debug, Clone, PartialEq)]
pub enum Lack {
    /// Somebody has it.
    Taken,
    /// Too small.
    Area {
        /// What it has.
        has: f64,
        /// What is wanted at least.
        least: f64,
    },
    /// Another use of land.
    LandUse {
        /// What it has.
        has: String,
    },
    /// Nobody knows when it can be built upon.
    NeverReady,
    /// Not enough of an input, and no more is known to come.
    Input {
        /// Which.
        input: String,
        /// What there will be in the end.
        has: f64,
        /// What is needed.
        needs: f64,
    },
    /// The project brings too little for so much land.
    Indicator {
        /// Which.
        indicator: String,
        /// What it brings for each unit of the land that it would take.
        has: f64,
        /// What must be brought at least.
        least: f64,
    },
    /// Somebody is too near.
    TooNear {
        /// Who.
        name: String,
        /// Their kind.
        kind: String,
        /// How far they are.
        has: f64,
        /// How far they must be at least.
        least: f64,
    },
}

/// A site that fits.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// Its place in the list.
    pub site: usize,
    /// The day from which it is built upon and supplied.
    pub can_start: Date,
    /// Days between the wanted start and that.
    pub waits_days: i32,
    /// The input that makes it wait; none where nothing does, or the site itself.
    pub waits_for: Option<String>,
    /// Area beyond what is wanted at least, as a share of that; 0 where nothing is wanted.
    pub spare_area: f64,
    /// The largest share of an input's supply that is asked for, on the day it starts; 0 where nothing is.
    pub tightest: f64,
    /// What it loses against a perfect site; see the module.
    pub loss: f64,
}

/// A site that does not fit.
#[derive(Debug, Clone, PartialEq)]
pub struct Misfit {
    /// Its place in the list.
    pub site: usize,
    /// All that it lacks.
    pub lacks: Vec<Lack>,
}

/// The sites in their order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ranking {
    /// Those that fit, the least loss first; of equals the first of the list.
    pub fits: Vec<Fit>,
    /// Those that do not: the fewest reasons first.
    pub misfits: Vec<Misfit>,
}

impl Supply {
    /// How much there is on a day.
    pub fn on(&self, day: Date) -> f64 {
        let known = self.from.iter().filter(|(from, _)| *from <= day);
        known.max_by_key(|(from, _)| *from).map_or(0.0, |(_, amount)| *amount)
    }

    /// The day from which there is enough for good; none where there is not enough in the end.
    fn enough_from(&self, amount: f64) -> Option<Date> {
        let mut course = self.from.clone();
        course.sort_by_key(|(from, _)| *from);
        let enough = course.iter().rev().take_while(|(_, there)| *there >= amount);
        enough.last().map(|(from, _)| *from)
    }
}

impl Wish {
    /// The land that it takes of a site: all of it, or as much as it wants at most.
    pub fn takes(&self, area: f64) -> f64 {
        self.area.map_or(area, |(_, most)| area.min(most))
    }

    /// What it brings of an indicator for each unit of the land that it takes of a site; none where that is not known.
    pub fn brings_per_area(&self, indicator: &str, area: f64) -> Option<f64> {
        self.brings.get(indicator).map(|whole| whole / self.takes(area))
    }
}

/// Sorts sites by how well they fit a wish.
pub fn rank(wish: &Wish, sites: &[Site], weights: &Weights) -> Ranking {
    let mut ranking = Ranking::default();
    for (place, site) in sites.iter().enumerate() {
        match fit(wish, place, site, weights) {
            Ok(fit) => ranking.fits.push(fit),
            Err(lacks) => ranking.misfits.push(Misfit { site: place, lacks }),
        }
    }
    ranking.fits.sort_by(|a, b| a.loss.total_cmp(&b.loss));
    ranking.misfits.sort_by_key(|misfit| misfit.lacks.len());
    ranking
}

fn fit(wish: &Wish, place: usize, site: &Site, weights: &Weights) -> Result<Fit, Vec<Lack>> {
    let mut lacks = Vec::new();
    if !site.is_open {
        lacks.push(Lack::Taken);
    }
    if let Some((least, _)) = wish.area.filter(|(least, _)| site.area < *least) {
        lacks.push(Lack::Area { has: site.area, least });
    }
    if !wish.land_uses.is_empty() && !wish.land_uses.contains(&site.land_use) {
        lacks.push(Lack::LandUse { has: site.land_use.clone() });
    }
    if site.ready.is_none() {
        lacks.push(Lack::NeverReady);
    }
    let mut waits: (Date, Option<&str>) = (site.ready.unwrap_or(wish.start), None);
    for need in &wish.needs {
        let supply = site.supplies.iter().find(|supply| supply.input == need.input);
        match supply.and_then(|supply| supply.enough_from(need.amount)) {
            Some(from) if from > waits.0 => waits = (from, Some(&need.input)),
            Some(_) => {}
            None => {
                let has = supply.map_or(0.0, |supply| supply.on(Date::MAX));
                lacks.push(Lack::Input { input: need.input.clone(), has, needs: need.amount });
            }
        }
    }
    let too_little = site.floors.iter().filter_map(|floor| {
        let has = wish.brings_per_area(&floor.indicator, site.area).filter(|has| *has < floor.least)?;
        Some(Lack::Indicator { indicator: floor.indicator.clone(), has, least: floor.least })
    });
    lacks.extend(too_little);
    let too_near = site.near.iter().filter_map(|one| {
        let least = *wish.distances.get(&one.kind).filter(|least| one.distance < **least)?;
        Some(Lack::TooNear { name: one.name.clone(), kind: one.kind.clone(), has: one.distance, least })
    });
    lacks.extend(too_near);
    if lacks.is_empty() { Ok(weighed(wish, place, site, waits, weights)) } else { Err(lacks) }
}

fn weighed(wish: &Wish, site_place: usize, site: &Site, waits: (Date, Option<&str>), weights: &Weights) -> Fit {
    let can_start = waits.0.max(wish.start);
    let waits_days = (can_start - wish.start).get_days();
    let wanted = wish.area.map(|(least, _)| least).filter(|least| *least > 0.0);
    let spare_area = wanted.map_or(0.0, |least| site.area / least - 1.0);
    let most = wish.area.map_or(f64::INFINITY, |(_, most)| most);
    let share = |need: &Need| {
        let there = site.supplies.iter().find(|one| one.input == need.input).map_or(0.0, |one| one.on(can_start));
        if there > 0.0 { need.amount / there } else { 0.0 }
    };
    let tightest = wish.needs.iter().map(share).fold(0.0, f64::max);
    // Land within what is wanted costs nothing; beyond it, all that is too much counts.
    let surplus = if site.area > most { site.area / most.max(f64::MIN_POSITIVE) - 1.0 } else { 0.0 };
    let loss =
        weights.waiting * f64::from(waits_days) / DAYS_A_YEAR + weights.land * surplus + weights.reserve * tightest;
    let waits_for = waits.1.filter(|_| waits.0 > wish.start).map(str::to_owned);
    Fit { site: site_place, can_start, waits_days, waits_for, spare_area, tightest, loss }
}
