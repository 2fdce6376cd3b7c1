//! The portfolio, checked: names are places in lists, and every list is as long as it must be.

use super::{
    choices::{Choice, Choices},
    draft::Draft,
};

/// At most this many periods: a set of periods is the bits of a word.
pub const MAX_PERIODS: usize = 64;
/// At most this many of each list, so that tables over pairs fit in memory.
pub const MAX_LIST: usize = 20_000;
/// At most this many pairs of project and work, and of project and project.
pub const MAX_PAIRS: usize = 1 << 22;
/// At most this many choices (project, site, start).
pub const MAX_CHOICES: usize = 4_000_000;
/// At most this many sites, single and joined; where everybody is everybody's neighbour, there are soon more.
pub const MAX_SITES: usize = 200_000;
/// The most parcels that are joined into one site.
pub const MAX_JOINED: usize = 3;

/// A portfolio (项目组合): what may be placed where and when, and what is gained by it.
#[derive(Clone, Debug)]
pub struct Portfolio {
    pub(super) draft: Draft,
    pub(super) projects: Vec<Project>,
    pub(super) parcels: Vec<Parcel>,
    pub(super) works: Vec<Work>,
    pub(super) resources: Vec<Resource>,
    pub(super) inputs: Vec<String>,
    pub(super) budgets: Vec<f64>,
    pub(super) floor: Floor,
    /// For each pair of kinds how far they keep apart.
    pub(super) apart: Vec<Vec<f64>>,
    pub(super) lots: Vec<Lot>,
    pub(super) choices: Choices,
}

/// Sums may differ from a limit by so much of it, as figures are binary.
const ROUNDING: f64 = 1e-9;

/// Whether there is less left than is taken.
pub(super) fn is_short(left: f64, taken: f64) -> bool {
    left < taken - ROUNDING * taken.abs().max(1.0)
}

/// A project by places.
#[derive(Clone, Debug)]
pub(super) struct Project {
    pub kind: Option<usize>,
    pub needs: Vec<(usize, f64)>,
    pub window: (usize, usize),
    pub uses: Vec<usize>,
    /// What starting in each period adds to the objective.
    pub values: Vec<f64>,
    pub must: bool,
}

/// A parcel by places.
#[derive(Clone, Debug)]
pub(super) struct Parcel {
    pub area: f64,
    pub land_use: usize,
    pub at: Option<(f64, f64)>,
    pub ready: usize,
    pub works: Vec<usize>,
    pub joins: Vec<usize>,
    pub excludes: Vec<usize>,
    /// Parcels near it with the metres between, in their order; none where points say how far parcels are.
    pub near: Option<Vec<(usize, f64)>>,
    /// For each input the resource that it takes it from.
    pub sources: Vec<Option<usize>>,
}

/// A work by places.
#[derive(Clone, Debug)]
pub(super) struct Work {
    pub cost_a_period: f64,
    pub periods: usize,
    pub after: Vec<usize>,
    pub adds: Vec<(usize, f64)>,
    pub window: (usize, usize),
    pub must: bool,
}

/// An input of a zone, with what is free of it in each period.
#[derive(Clone, Debug)]
pub(super) struct Resource {
    pub zone: usize,
    pub input: String,
    pub free: Vec<f64>,
}

/// What the share of industrial land allows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Floor {
    pub share: f64,
    /// Industrial land above the floor today; zero where there is none.
    pub surplus: f64,
}

/// Parcels that become ready by the same works: what is gained when they do.
#[derive(Clone, Debug)]
pub(super) struct Lot {
    pub ready: usize,
    pub works: Vec<usize>,
    /// For each period.
    pub value: f64,
}

impl Portfolio {
    /// The data as they were given.
    pub fn draft(&self) -> &Draft {
        &self.draft
    }

    /// How many periods there are.
    pub fn periods(&self) -> usize {
        self.draft.periods.len()
    }

    /// How many ways there are to place a project: sites times starts, over all projects.
    pub fn choices(&self) -> usize {
        self.choices.all.len()
    }

    pub(super) fn choice(&self, number: u32) -> Choice {
        self.choices.all[number as usize]
    }

    /// What a way to place a project adds to the objective.
    pub(super) fn value(&self, choice: Choice) -> f64 {
        self.projects[choice.project].values[choice.start]
    }

    /// How far two projects keep apart.
    pub(super) fn apart(&self, first: usize, second: usize) -> f64 {
        match (self.projects[first].kind, self.projects[second].kind) {
            (Some(one), Some(other)) if first != second => self.apart[one][other],
            _ => 0.0,
        }
    }

    /// How far two parcels are from each other, in metres; none where that is too far to be told.
    pub(super) fn between_m(&self, one: usize, other: usize) -> Option<f64> {
        let told = |from: usize, to: usize| self.parcels[from].near.as_ref().map(|near| (near, to));
        if let Some((near, to)) = told(one, other).or_else(|| told(other, one)) {
            let place = near.binary_search_by_key(&to, |(parcel, _)| *parcel).ok()?;
            return Some(near[place].1);
        }
        let (a, b) = self.parcels[one].at.zip(self.parcels[other].at)?;
        Some((a.0 - b.0).hypot(a.1 - b.1))
    }

    /// Whether two parcels are closer than that; never where nothing is asked.
    pub(super) fn are_closer(&self, one: usize, other: usize, least_m: f64) -> bool {
        least_m > 0.0 && self.between_m(one, other).is_some_and(|between| between < least_m)
    }

    /// The period from which a work is there that begins in `start`.
    pub(super) fn done(&self, work: usize, start: usize) -> usize {
        (start + self.works[work].periods).min(self.periods())
    }

    /// Whether the budgets reach for a work that begins then, were it the only one.
    pub(super) fn can_pay(&self, work: usize, start: usize) -> bool {
        let (cost, periods) = (self.works[work].cost_a_period, self.works[work].periods);
        self.budgets.iter().skip(start).take(periods).all(|budget| !is_short(*budget, cost))
    }

    /// What all that is wished for is worth more than: a must that is not met costs so much.
    pub(super) fn all_values(&self) -> f64 {
        let best = |project: &Project| project.values.iter().copied().fold(0.0, f64::max);
        let projects: f64 = self.projects.iter().map(best).sum();
        let lots: f64 = self.lots.iter().map(|lot| lot.value * self.periods() as f64).sum();
        (projects + lots).max(1.0)
    }

    /// The least value that differs from nothing, against the size of the objective.
    pub(super) fn tolerance(&self) -> f64 {
        self.all_values() * 1e-9
    }
}
