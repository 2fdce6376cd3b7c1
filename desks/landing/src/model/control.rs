//! What a project must come to on a site: the control indicators (控制指标) that its letter of commitment will be held to.

use std::collections::BTreeMap;

use jiff::civil::Date;
use land::model::{Bound, Indicator, Limit, Line, ParcelRecord, Rules};
use serde::{Deserialize, Serialize};
use siting::rank::{self, Floor};
use utoipa::ToSchema;

use super::{Lists, Names, Wish, rounded};

/// Yuan of one in the fields of a wish that say sums.
const FIELD_CNY: f64 = 10_000.0;

/// Which sum that somebody promises, divided by their land, is held against an indicator (指标口径).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Promised {
    /// All that is invested.
    Investment,
    /// Output of a year.
    Output,
    /// Tax of a year.
    Tax,
}

/// The same as the terms say it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PromiseRecord {
    /// Key of the indicator in the rules for land.
    pub indicator: String,
    /// What it is measured by.
    pub of: Promised,
    /// Where this is known from.
    pub source: String,
}

/// Which sum an indicator is measured by.
pub type Promises = BTreeMap<String, Promised>;

/// A control indicator at a site.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LandingControl)]
pub struct Control {
    /// Its key.
    pub indicator: String,
    /// What it is called.
    pub name: Names,
    /// Its unit; none for a ratio.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Names>,
    /// Whether it must come to so much at least; else at most.
    pub is_least: bool,
    /// How much.
    pub limit: String,
    /// What the wish comes to on this land; none where that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub has: Option<f64>,
    /// The sum that is needed for that on this land; none where it is not measured by a sum.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needs: Option<SumNeeded>,
    /// From when it holds.
    #[schema(value_type = String, format = Date)]
    pub from: Date,
    /// Where it is known from.
    pub source: String,
}

/// A sum that a wish must come to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LandingSumNeeded)]
pub struct SumNeeded {
    /// Field of the wish.
    pub field: String,
    /// How much at least, in the unit of the field.
    pub least: f64,
}

impl Promised {
    /// The field of a wish that says it; none where no wish does.
    fn field(self) -> Option<&'static str> {
        match self {
            Self::Investment => Some("investment"),
            Self::Output => Some("output"),
            Self::Tax => None,
        }
    }

    /// What a wish says of it, yuan.
    fn of_wish(self, wish: &Wish) -> Option<f64> {
        let sum = match self {
            Self::Investment => wish.whole_investment(),
            Self::Output => wish.output,
            Self::Tax => None,
        };
        sum.map(|sum| sum.to_f64() * FIELD_CNY)
    }
}

/// What a wish brings in all, by indicator, in the unit of the indicator and for each mu.
pub fn brings(promises: &Promises, rules: &Rules, wish: &Wish) -> BTreeMap<String, f64> {
    let one = |(indicator, promised): (&String, &Promised)| {
        let known = rules.find_indicator(indicator).ok()?;
        Some((indicator.clone(), promised.of_wish(wish)? / unit_cny(known)?))
    };
    promises.iter().filter_map(one).collect()
}

/// Yuan for each mu of one in the unit of an indicator; none where its rules do not tell it in yuan for each mu.
pub fn unit_cny(indicator: &Indicator) -> Option<f64> {
    indicator.measured.as_ref().filter(|(unit, _)| unit == "cny/mu").map(|(_, times)| *times as f64)
}

/// The least that must be brought to each mu of a parcel, of what is measured by a sum.
pub fn floors(promises: &Promises, lists: &Lists, parcel: &ParcelRecord, day: Date) -> Vec<Floor> {
    let floor = |(indicator, limit): (&Indicator, &Limit)| {
        let is_floor = indicator.bound == Bound::AtLeast && promises.contains_key(indicator.key.as_str());
        is_floor.then(|| Floor { indicator: indicator.key.to_string(), least: limit.value.to_f64() })
    };
    limits(lists, parcel, day).filter_map(floor).collect()
}

/// What indicators must come to on a parcel of industrial land; nothing on other land.
fn limits<'l>(lists: &'l Lists, parcel: &ParcelRecord, day: Date) -> impl Iterator<Item = (&'l Indicator, &'l Limit)> {
    let Lists { rules, vocabulary } = lists;
    let industry = rules.industry_of(parcel.parcel.park.as_ref()).map(|one| &one.key);
    let is_industrial = vocabulary.land_use(&parcel.parcel.land_use).is_some_and(|one| one.industrial);
    let all = rules.indicators.iter().filter(move |_| is_industrial);
    all.filter_map(move |indicator| Some((indicator, rules.limit(&indicator.key, industry, day)?)))
}

/// All that holds on a parcel for what is asked, in the order of the rules.
pub fn controls(
    promises: &Promises,
    lists: &Lists,
    parcel: &ParcelRecord,
    asked: &rank::Wish,
    day: Date,
) -> Vec<Control> {
    let area = parcel.parcel.area.to_f64();
    let control = |(indicator, limit): (&Indicator, &Limit)| {
        let is_least = indicator.bound == Bound::AtLeast;
        let needs = || {
            let field = promises.get(indicator.key.as_str())?.field()?;
            let least = limit.value.to_f64() * asked.takes(area) * unit_cny(indicator)? / FIELD_CNY;
            Some(SumNeeded { field: field.to_owned(), least: rounded(least) })
        };
        Control {
            indicator: indicator.key.to_string(),
            name: Names::of(&indicator.name_zh, &indicator.name_en),
            unit: unit(indicator),
            is_least,
            limit: limit.value.to_string(),
            has: asked.brings_per_area(indicator.key.as_str(), area).map(rounded),
            needs: if is_least { needs() } else { None },
            from: limit.from,
            source: limit.source.as_ref().map(ToString::to_string).unwrap_or_default(),
        }
    };
    limits(lists, parcel, day).map(control).collect()
}

/// In which unit an indicator is told.
pub fn unit(indicator: &Indicator) -> Option<Names> {
    let in_chinese: &Line = indicator.unit_zh.as_ref()?;
    Some(Names::of(in_chinese, indicator.unit_en.as_ref().unwrap_or(in_chinese)))
}
