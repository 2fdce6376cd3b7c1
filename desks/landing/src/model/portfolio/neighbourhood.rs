//! How parcels lie to each other: which can be joined, and which are too near for two who must keep apart.

use std::collections::{BTreeMap, BTreeSet};

use boundary::{Boundary, facing, near};
use land::model::Code;
use serde::{Deserialize, Serialize};
use siting::portfolio::{Distance, Parcel};

use super::rules::{DistanceRule, JoinRule};

/// Parcels with their outlines, by their places among the parcels of the plan.
pub(super) struct Neighbourhood<'b> {
    outlined: Vec<(usize, Boundary)>,
    boundaries: &'b BTreeMap<Code, Boundary>,
}

/// Somebody who has land already, by parcel and kind.
pub struct Plant<'r> {
    /// The parcel.
    pub parcel: &'r Code,
    /// Key of the kind.
    pub kind: String,
}

/// That a kind must not be on a parcel, because of somebody who has land near it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeptOff {
    /// The parcel.
    pub parcel: String,
    /// The kind.
    pub kind: String,
    /// Parcel of whoever is near.
    pub by: String,
    /// Their kind.
    pub by_kind: String,
    /// Metres between both outlines.
    pub between_m: f64,
    /// Metres that there must be.
    pub least_m: f64,
}

impl<'b> Neighbourhood<'b> {
    /// The parcels of a plan that have an outline.
    pub fn of(parcels: &[Parcel], boundaries: &'b BTreeMap<Code, Boundary>) -> Self {
        let outline = |(place, parcel): (usize, &Parcel)| {
            let boundary = boundaries.get(&parcel.id.parse::<Code>().ok()?)?;
            Some((place, boundary.clone()))
        };
        Self { outlined: parcels.iter().enumerate().filter_map(outline).collect(), boundaries }
    }

    /// Tells the parcels with whom they can be joined; each pair on one side.
    pub fn join(&self, parcels: &mut [Parcel], rule: &JoinRule) {
        for pair in facing(&self.outlined, rule.within_m, rule.side_m) {
            let [one, other] = pair.ids;
            let neighbour = parcels[other].id.clone();
            parcels[one].joins.push(neighbour);
        }
    }

    /// The parcels that have no outline.
    pub fn without(&self, parcels: &[Parcel]) -> Vec<String> {
        let outlined = |place: &usize| self.outlined.binary_search_by_key(place, |(place, _)| *place).is_ok();
        (0..parcels.len()).filter(|place| !outlined(place)).map(|place| parcels[place].id.clone()).collect()
    }

    /// Tells the parcels which others are near, as far as kinds that look for land must keep apart, and which kinds those
    /// that have land keep off them.
    pub fn keep_apart(
        &self,
        parcels: &mut [Parcel],
        sought: &[String],
        plants: &[Plant<'_>],
        rules: &[DistanceRule],
    ) -> (Vec<Distance>, Vec<KeptOff>) {
        let times = |kind: &String| sought.iter().filter(|one| *one == kind).count();
        let between_sought = |rule: &&DistanceRule| match &rule.between {
            (one, other) if one == other => times(one) > 1,
            (one, other) => times(one) > 0 && times(other) > 0,
        };
        let distances: Vec<Distance> = rules
            .iter()
            .filter(between_sought)
            .map(|rule| Distance { between: rule.between.clone(), least_m: rule.least_m })
            .collect();
        let reach_m = distances.iter().map(|one| one.least_m).fold(0.0, f64::max);
        if !distances.is_empty() {
            for parcel in parcels.iter_mut() {
                parcel.near = Some(BTreeMap::new());
            }
            for pair in near(&self.outlined, reach_m) {
                let [one, other] = pair.ids;
                let id = parcels[other].id.clone();
                parcels[one].near.get_or_insert_default().insert(id, rounded_m(pair.distance_m));
            }
        }
        let kinds: BTreeSet<&String> = sought.iter().collect();
        (distances, self.kept_off(parcels, &kinds, plants, rules))
    }

    /// What those that have land keep off the parcels.
    fn kept_off(
        &self,
        parcels: &mut [Parcel],
        sought: &BTreeSet<&String>,
        plants: &[Plant<'_>],
        rules: &[DistanceRule],
    ) -> Vec<KeptOff> {
        let asks = |plant: &Plant<'_>| -> Vec<(&String, f64)> {
            let of = rules.iter().filter_map(|rule| Some((rule.other(&plant.kind)?, rule.least_m)));
            of.filter(|(kind, _)| sought.contains(kind)).collect()
        };
        let asking: Vec<(&Plant<'_>, Vec<(&String, f64)>)> =
            plants.iter().map(|plant| (plant, asks(plant))).filter(|(_, asks)| !asks.is_empty()).collect();
        let reach_m = asking.iter().flat_map(|(_, asks)| asks).map(|(_, least)| *least).fold(0.0, f64::max);
        let count = parcels.len();
        let mut all = self.outlined.clone();
        let place = |(number, (plant, _)): (usize, &(&Plant<'_>, _))| {
            Some((count + number, self.boundaries.get(plant.parcel)?.clone()))
        };
        all.extend(asking.iter().enumerate().filter_map(place));
        let mut kept = Vec::new();
        for pair in near(&all, reach_m) {
            let [one, other] = pair.ids;
            let plant = other.checked_sub(count).and_then(|number| asking.get(number));
            let (Some(parcel), Some((plant, asks))) = (parcels.get_mut(one), plant) else { continue };
            for (kind, least_m) in asks.iter().filter(|(_, least)| pair.distance_m < *least) {
                if !parcel.excludes.contains(kind) {
                    parcel.excludes.push((*kind).clone());
                }
                kept.push(KeptOff {
                    parcel: parcel.id.clone(),
                    kind: (*kind).clone(),
                    by: plant.parcel.to_string(),
                    by_kind: plant.kind.clone(),
                    between_m: rounded_m(pair.distance_m),
                    least_m: *least_m,
                });
            }
        }
        kept
    }
}

/// Downwards to a tenth: what is too near stays so.
fn rounded_m(metres: f64) -> f64 {
    (metres * 10.0).floor() / 10.0
}
