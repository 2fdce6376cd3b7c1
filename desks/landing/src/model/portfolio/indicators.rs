//! Control indicators (控制指标): what parcels ask for, what those promise who look for land, and who misses what.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use land::model::{Bound, Code, Rules};
use serde::{Deserialize, Serialize};
use siting::portfolio::{Ask, Draft, Parcel, Project};

use super::problem::Records;
use crate::model::{Promised, unit_cny};

/// What an indicator is called, and its unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndicatorName {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// Its unit; empty for ratios.
    pub unit_zh: String,
    /// The same in English.
    pub unit_en: String,
}

/// That somebody promises too little of an indicator for some parcels, or too much.
#[derive(Clone, Debug, PartialEq)]
pub struct Missed<'d> {
    /// Who.
    pub seeker: &'d str,
    /// The indicator.
    pub indicator: &'d str,
    /// What is promised.
    pub promise: f64,
    /// What those parcels ask for: the least and the most of it.
    pub asked: (f64, f64),
    /// The parcels.
    pub parcels: Vec<&'d str>,
}

/// What somebody promises of sums that they name, on the land that they need at least.
pub(super) fn per_mu(records: &Records<'_>, sum_cny: impl Fn(Promised) -> f64, mu: f64) -> BTreeMap<String, f64> {
    let promise = |(indicator, promised): (&String, &Promised)| {
        let unit = unit_cny(records.land_rules.find_indicator(indicator).ok()?)?;
        // Who does not say a sum promises nothing.
        Some((indicator.clone(), sum_cny(*promised) / mu / unit)).filter(|(_, promise)| *promise > 0.0)
    };
    records.terms.promises.iter().filter_map(promise).collect()
}

/// What a letter of commitment promises, by indicator; none without a letter.
pub(super) fn committed(records: &Records<'_>, project: &str, day: Date) -> BTreeMap<String, f64> {
    let letters = records.commitments.iter().filter(|letter| letter.signed <= day);
    let of = letters.filter(|letter| letter.project.as_ref().is_some_and(|code| code.as_str() == project));
    let latest = of.max_by_key(|letter| letter.signed);
    let promises = latest.iter().flat_map(|letter| &letter.promises);
    promises.map(|(indicator, level)| (indicator.to_string(), level.to_f64())).collect()
}

/// Tells parcels of industrial land what they ask for on a day, as far as anybody promises something of it.
pub(super) fn ask(parcels: &mut [Parcel], records: &Records<'_>, promised: &BTreeSet<&String>, day: Date) {
    let parks: BTreeMap<&str, Option<&Code>> =
        records.parcels.iter().map(|record| (record.code.as_str(), record.parcel.park.as_ref())).collect();
    let is_industrial = |land_use: &str| {
        let code = land_use.parse::<Code>().ok();
        code.and_then(|code| records.vocabulary.land_use(&code)).is_some_and(|one| one.industrial)
    };
    for parcel in parcels.iter_mut().filter(|parcel| is_industrial(&parcel.land_use)) {
        let park = parks.get(parcel.id.as_str()).copied().flatten();
        parcel.asks = asks(records.land_rules, park, promised, day);
    }
}

fn asks(rules: &Rules, park: Option<&Code>, promised: &BTreeSet<&String>, day: Date) -> Vec<Ask> {
    let industry = rules.industry_of(park).map(|one| &one.key);
    let indicators = rules.indicators.iter().filter(|one| promised.contains(&one.key.to_string()));
    let ask = |indicator: &land::model::Indicator| {
        let value = rules.limit(&indicator.key, industry, day)?.value.to_f64();
        let (least, most) = match indicator.bound {
            Bound::AtLeast => (Some(value), None),
            Bound::AtMost => (None, Some(value)),
        };
        Some(Ask { indicator: indicator.key.to_string(), least, most })
    };
    indicators.filter_map(ask).collect()
}

/// What the indicators of rules are called.
pub(super) fn names(rules: &Rules) -> BTreeMap<String, IndicatorName> {
    let text = |line: &Option<land::model::Line>| line.as_ref().map(ToString::to_string).unwrap_or_default();
    let name = |one: &land::model::Indicator| IndicatorName {
        zh: one.name_zh.to_string(),
        en: one.name_en.to_string(),
        unit_zh: text(&one.unit_zh),
        unit_en: text(&one.unit_en),
    };
    rules.indicators.iter().map(|one| (one.key.to_string(), name(one))).collect()
}

/// Who misses which indicator on parcels of a use that they could have, in the order of those who look for land.
pub fn missed(draft: &Draft) -> Vec<Missed<'_>> {
    draft.projects.iter().flat_map(|project| missed_by(draft, project)).collect()
}

/// What one of them misses.
pub fn missed_by<'d>(draft: &'d Draft, project: &'d Project) -> Vec<Missed<'d>> {
    let mut all: BTreeMap<&str, Missed<'_>> = BTreeMap::new();
    let usable = |parcel: &&Parcel| project.uses.is_empty() || project.uses.contains(&parcel.land_use);
    for parcel in draft.parcels.iter().filter(usable) {
        for ask in parcel.asks.iter().filter(|ask| !ask.is_kept_by(project)) {
            let asked = ask.least.or(ask.most).unwrap_or_default();
            let one = all.entry(&ask.indicator).or_insert_with(|| Missed {
                seeker: &project.id,
                indicator: &ask.indicator,
                promise: project.promises.get(&ask.indicator).copied().unwrap_or_default(),
                asked: (asked, asked),
                parcels: Vec::new(),
            });
            one.asked = (one.asked.0.min(asked), one.asked.1.max(asked));
            one.parcels.push(&parcel.id);
        }
    }
    all.into_values().collect()
}
