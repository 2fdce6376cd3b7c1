//! What the zone has to offer: parcels, the works that they wait for, and what works carry.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::Date;
use land::model::{Amount, Code, Readiness, Service, WorkRecord, WorkStage};
use siting::portfolio::{Addition, Course, Parcel, Work, Zone};

use super::{
    HalfYear,
    problem::{Records, granted},
    rules::TEN_THOUSAND,
};
use crate::model::Input;

/// Parcels, works and zones of supply in the words of the engine.
pub(super) struct Supply {
    pub parcels: Vec<Parcel>,
    pub works: Vec<Work>,
    pub zones: Vec<Zone>,
    /// Works whose cost nobody has told.
    pub uncosted: Vec<String>,
    /// Open parcels that lack a work that nobody plans.
    pub unserved: usize,
}

/// Works that bring the same input to parcels that share some of them: what one project takes, the others lack.
struct Network<'r> {
    id: String,
    input: &'r Input,
    works: Vec<&'r WorkRecord>,
    parcels: BTreeSet<&'r Code>,
}

struct Ground<'a, 'r> {
    records: &'a Records<'r>,
    half_years: &'a [HalfYear],
    day: Date,
    /// The works known on the day, by the parcels that they serve.
    serving: HashMap<&'r Code, Vec<&'r WorkRecord>>,
}

impl Supply {
    pub fn of(records: &Records<'_>, half_years: &[HalfYear], day: Date) -> Self {
        let known = || records.works.iter().filter(|record| record.on(day).is_some());
        let mut serving: HashMap<&Code, Vec<&WorkRecord>> = HashMap::new();
        for record in known() {
            for parcel in &record.work.serves {
                serving.entry(parcel).or_default().push(record);
            }
        }
        let ground = Ground { records, half_years, day, serving };
        let networks: Vec<Network<'_>> =
            records.terms.inputs.iter().flat_map(|input| networks(input, known().collect())).collect();
        let (parcels, unserved) = ground.parcels(&networks);
        let undone: Vec<&WorkRecord> = known().filter(|record| !ground.is_done(record)).collect();
        Self {
            parcels,
            unserved,
            works: undone.iter().map(|record| ground.work(record, &networks)).collect(),
            zones: networks.iter().map(|network| ground.zone(network)).collect(),
            uncosted: undone.iter().filter(|one| one.work.cost.is_none()).map(|one| one.code.to_string()).collect(),
        }
    }
}

/// Works of one input fall into networks: two that serve the same parcel belong together.
fn networks<'r>(input: &'r Input, known: Vec<&'r WorkRecord>) -> Vec<Network<'r>> {
    let mut all: Vec<Network<'r>> = Vec::new();
    let bringing = known.into_iter().filter(|record| record.work.connection.key() == input.connection);
    for record in bringing {
        let mut parcels: BTreeSet<&Code> = record.work.serves.iter().collect();
        let mut works = vec![record];
        let (joined, apart): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|network| !network.parcels.is_disjoint(&parcels));
        for network in joined {
            parcels.extend(network.parcels);
            works.extend(network.works);
        }
        works.sort_by(|one, other| one.code.cmp(&other.code));
        let id = format!("{}/{}", input.key, works.iter().map(|one| one.code.as_str()).min().unwrap_or_default());
        all = apart;
        all.push(Network { id, input, works, parcels });
    }
    all
}

impl Ground<'_, '_> {
    fn is_done(&self, record: &WorkRecord) -> bool {
        record.on(self.day).is_some_and(|step| step.stage == WorkStage::Done)
    }

    fn first(&self) -> HalfYear {
        HalfYear::of(self.day)
    }

    /// The name of a half-year that is planned, the last for later ones.
    fn named(&self, half_year: HalfYear) -> Option<String> {
        let last = self.half_years.last()?;
        Some(half_year.clamp(self.first(), *last).to_string())
    }

    /// Open parcels, and how many more would be if somebody planned the works that they lack.
    fn parcels(&self, networks: &[Network<'_>]) -> (Vec<Parcel>, usize) {
        let (mut parcels, mut unserved) = (Vec::new(), 0);
        for record in self.records.parcels {
            let Some(step) = record.history.on(self.day).filter(|step| step.status.is_open()) else { continue };
            let waits = self.records.rules.waits.get(&step.status).copied().unwrap_or_default();
            let ready = self.first().later(i16::try_from(waits).unwrap_or(i16::MAX));
            match self.essential_works(&record.code) {
                None => unserved += 1,
                // Land that comes after the last half-year is no use to this plan.
                Some(_) if self.half_years.last().is_none_or(|last| ready > *last) => {}
                Some(works) => parcels.push(Parcel {
                    id: record.code.to_string(),
                    area_mu: record.parcel.area.to_f64(),
                    land_use: record.parcel.land_use.to_string(),
                    zones: networks
                        .iter()
                        .filter(|one| one.parcels.contains(&record.code))
                        .map(|one| one.id.clone())
                        .collect(),
                    ready: Some(ready.to_string()),
                    works,
                    ..Parcel::default()
                }),
            }
        }
        (parcels, unserved)
    }

    /// The works that a parcel still waits for; none where nobody plans one that it needs.
    fn essential_works(&self, parcel: &Code) -> Option<Vec<String>> {
        let serving = self.serving.get(parcel).map_or(&[][..], Vec::as_slice);
        let mut works = Vec::new();
        for (connection, service) in Readiness::served_by(serving, self.day).services {
            match service {
                _ if !self.records.terms.essential.contains(&connection) => {}
                Service::Served { .. } => {}
                Service::Coming { work, .. } => works.push(work.code.to_string()),
                Service::Missing => return None,
            }
        }
        Some(works)
    }

    /// What is free of an input: what the works carry that are there, without what projects on granted land take.
    fn zone(&self, network: &Network<'_>) -> Zone {
        let carries = |record: &&WorkRecord| record.work.capacity.map_or(0.0, Amount::to_f64);
        let there: f64 = network.works.iter().filter(|record| self.is_done(record)).map(carries).sum();
        let taken: f64 = granted(self.records.grants, self.day)
            .into_iter()
            .filter(|(_, parcel)| network.parcels.contains(parcel))
            .filter_map(|(project, _)| self.takes(project, &network.input.key))
            .sum();
        let free = Course::Constant((there - taken).max(0.0));
        Zone { id: network.id.clone(), free: BTreeMap::from([(network.input.key.clone(), free)]) }
    }

    fn takes(&self, project: &str, input: &str) -> Option<f64> {
        let needs = &self.records.projects.iter().find(|record| record.id.as_str() == project)?.project.needs;
        let (need, factor) = match input {
            "gas" => (needs.gas_m3_per_hour, 1.0),
            "water" => (needs.water_t_per_day, 1.0),
            "power" => (needs.power_kw, self.records.rules.kva_per_kw),
            _ => (None, 1.0),
        };
        Some(need?.thousandths() as f64 / 1_000.0 * factor)
    }

    /// A work that is not done. One that was begun goes on, and costs what is left of it when money is spent evenly; one
    /// that was not begins at the earliest so that it is done by the day on which it is due.
    fn work(&self, record: &WorkRecord, networks: &[Network<'_>]) -> Work {
        let cost_cny = record.work.cost.map_or(0.0, |cost| cost.to_f64() * TEN_THOUSAND);
        let (first, due) = (self.first(), HalfYear::of(record.work.due));
        let begun = record.steps.iter().find(|step| step.stage == WorkStage::UnderConstruction && step.on <= self.day);
        let lasts = self.records.rules.lasts.get(&record.work.connection).copied().unwrap_or(1);
        let lasts = i16::try_from(lasts).unwrap_or(i16::MAX);
        let (earliest, periods, cost_cny) = match begun {
            Some(step) => {
                let left = first.until(due).max(0) + 1;
                let whole = HalfYear::of(step.on).until(first.later(left)).max(left);
                (first, left, cost_cny * f64::from(left) / f64::from(whole))
            }
            None => (due.later(1 - lasts).max(first), lasts, cost_cny),
        };
        let brings = networks.iter().filter(|network| network.works.iter().any(|one| one.code == record.code));
        let added = |network: &Network<'_>| {
            let amount = record.work.capacity?.to_f64();
            Some(Addition { zone: network.id.clone(), input: network.input.key.clone(), amount })
        };
        let is_open = |code: &&Code| {
            self.records.works.iter().any(|one| one.code == **code && one.on(self.day).is_some() && !self.is_done(one))
        };
        Work {
            id: record.code.to_string(),
            cost_cny,
            periods: usize::try_from(periods).unwrap_or(1).min(siting::portfolio::MAX_PERIODS),
            after: if begun.is_some() {
                Vec::new()
            } else {
                record.work.after.iter().filter(is_open).map(ToString::to_string).collect()
            },
            adds: brings.filter_map(added).collect(),
            earliest: self.named(earliest),
            latest: begun.and_then(|_| self.named(first)),
            must: begun.is_some(),
        }
    }
}
