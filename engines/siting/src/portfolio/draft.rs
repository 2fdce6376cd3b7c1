//! A portfolio as its asker states it: plain data with names, as it stands in a file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::model::is_short;

/// Everything that a plan is made from. [`Portfolio::new`](super::Portfolio::new) checks it once.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Draft {
    /// Names of the periods, in their order: `2021H1`, `2021H2` …
    pub periods: Vec<String>,
    /// How many periods make a year; 2 for half-years.
    pub periods_a_year: Option<u32>,
    /// What may be spent on works in each period; none where there are no works.
    pub budgets_cny: Vec<f64>,
    /// What counts how much.
    pub goals: Goals,
    /// The land of the zone today, and its floor.
    pub land: Land,
    /// Uses of land.
    pub uses: Vec<LandUse>,
    /// Zones that supply: gas zones, feeders, heat networks …
    pub zones: Vec<Zone>,
    /// Parcels to place projects on.
    pub parcels: Vec<Parcel>,
    /// Works that can be done.
    pub works: Vec<Work>,
    /// Projects that want land.
    pub projects: Vec<Project>,
    /// Which kinds of project keep how far from each other.
    pub distances: Vec<Distance>,
}

/// Weights of the goals; the objective is in the unit that they give it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Goals {
    /// Of a yuan invested within the periods.
    pub investment: f64,
    /// Of a yuan of output within the periods.
    pub output: f64,
    /// Of a yuan of tax within the periods.
    pub tax: f64,
    /// Of a yuan invested in a project of the six news (六新), beside `investment`.
    pub six_news: f64,
    /// Of a mu whose works are all done, for each period at whose beginning they are.
    pub readiness: f64,
}

/// The land of the zone today.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Land {
    /// Land in use.
    pub used_mu: f64,
    /// Of that, industrial.
    pub industrial_mu: f64,
    /// The least share of industrial land, from 0 to 1. Where today's share lies below it, the shortfall may not grow.
    pub industrial_share_min: f64,
}

/// A use of land and what is asked of those who get it (控制指标).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LandUse {
    /// Its name; the code of GB/T 21010, for instance.
    pub id: String,
    /// Whether it counts as industrial.
    pub industrial: bool,
    /// The least investment per mu.
    pub investment_cny_per_mu_min: f64,
    /// The least output per mu in the best year.
    pub output_cny_per_mu_min: f64,
    /// The least tax per mu in the best year.
    pub tax_cny_per_mu_min: f64,
}

/// A zone of supply.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Zone {
    /// Its name.
    pub id: String,
    /// What is free of each input: one amount for all periods, or one for each.
    pub free: BTreeMap<String, Course>,
}

/// An amount that may change from period to period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Course {
    /// The same in all periods.
    Constant(f64),
    /// One for each period.
    ByPeriod(Vec<f64>),
}

/// A parcel.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Parcel {
    /// Its name.
    pub id: String,
    /// Its area.
    pub area_mu: f64,
    /// Its use: the `id` of one of the `uses`.
    #[serde(rename = "use")]
    pub land_use: String,
    /// Its place in a plane of metres; needed where distances are asked for and `near` does not tell them.
    pub x_m: Option<f64>,
    /// See `x_m`.
    pub y_m: Option<f64>,
    /// The zones that supply it; one for each input at most.
    pub zones: Vec<String>,
    /// The first period in which it can be built upon, whatever the works; the first of all unless told.
    pub ready: Option<String>,
    /// Works that must be done before.
    pub works: Vec<String>,
    /// Neighbours that it can be joined with, told on one side or on both.
    pub joins: Vec<String>,
    /// Kinds of project that must not be here.
    pub excludes: Vec<String>,
    /// Parcels near this one, with the metres between their outlines, told on one side or on both. Where it is told, all
    /// that it does not name are far, and points do not count.
    pub near: Option<BTreeMap<String, f64>>,
    /// What is asked of whoever gets it (控制指标), beside what is asked for its use.
    pub asks: Vec<Ask>,
}

/// What an indicator must come to, in the unit of [`Project::promises`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Ask {
    /// The indicator: named freely.
    pub indicator: String,
    /// Not less.
    pub least: Option<f64>,
    /// Not more.
    pub most: Option<f64>,
}

/// A work (road, substation, gas main …).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Work {
    /// Its name.
    pub id: String,
    /// What it costs, spread evenly over its periods.
    pub cost_cny: f64,
    /// How many periods it takes; what it unlocks is there from the next on.
    pub periods: usize,
    /// Works that must be done before it begins.
    pub after: Vec<String>,
    /// What it adds to zones.
    pub adds: Vec<Addition>,
    /// The first period in which it may begin.
    pub earliest: Option<String>,
    /// The last period in which it may begin.
    pub latest: Option<String>,
    /// Whether it must be done.
    pub must: bool,
}

/// An addition to a zone's capacity.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Addition {
    /// The zone.
    pub zone: String,
    /// The input.
    pub input: String,
    /// How much more, in the unit of [`Zone::free`].
    pub amount: f64,
}

/// A project that wants land.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Project {
    /// Its name.
    pub id: String,
    /// Least and most area.
    pub area_mu: (f64, f64),
    /// Uses of land that it may have; none for any.
    pub uses: Vec<String>,
    /// What it takes in from its start on, by input.
    pub needs: BTreeMap<String, f64>,
    /// The first period in which it may start.
    pub earliest: Option<String>,
    /// The last period in which it may start.
    pub latest: Option<String>,
    /// Investment by period from its start on; nothing afterwards.
    pub investment_cny: Vec<f64>,
    /// Output by period from its start on; the last one goes on.
    pub output_cny: Vec<f64>,
    /// Tax by period from its start on; the last one goes on.
    pub tax_cny: Vec<f64>,
    /// How much its goals count; 1 unless told.
    pub weight: Option<f64>,
    /// Whether it belongs to the six news (六新).
    pub six_news: bool,
    /// Its kind, where distances or parcels speak of kinds.
    pub kind: Option<String>,
    /// Whether it must be placed.
    pub must: bool,
    /// What it promises, by indicator; of one that it says nothing of, nothing is asked.
    pub promises: BTreeMap<String, f64>,
}

impl Ask {
    /// Whether a project keeps it, as far as it promises anything.
    pub fn is_kept_by(&self, project: &Project) -> bool {
        project.promises.get(&self.indicator).is_none_or(|promise| {
            self.least.is_none_or(|least| !is_short(*promise, least))
                && self.most.is_none_or(|most| !is_short(most, *promise))
        })
    }
}

/// How far two kinds of project keep from each other (安全距离).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Distance {
    /// The two kinds; the same twice for projects of one kind.
    pub between: (String, String),
    /// The least distance between points of their parcels.
    pub least_m: f64,
}
