//! What a project must come to on a site: the control indicators (控制指标) that its letter of commitment will be held to.

use jiff::civil::Date;
use land::model::{Amount, Bound, Indicator, Line, Mu, ParcelRecord, Rules};
use serde::{Deserialize, Serialize};
use siting::rank::Floor;
use utoipa::ToSchema;

use super::{Names, Wish, rounded};

/// By which sum of a wish, divided by its land, an indicator is measured (指标口径).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// Key of the indicator in the rules for land.
    pub indicator: String,
    /// Field of the wish: one of [`Measured::FIELDS`].
    pub by: String,
}

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

impl Measured {
    /// Fields of a wish that say a sum.
    const FIELDS: [&'static str; 3] = ["investment", "output", "jobs"];

    /// The sum that a wish says.
    pub fn sum(&self, wish: &Wish) -> Option<f64> {
        let sum = match self.by.as_str() {
            "investment" => wish.whole_investment(),
            "output" => wish.output,
            _ => wish.jobs,
        };
        sum.map(Amount::to_f64)
    }

    pub(super) fn check(&self) -> Result<(), String> {
        let is_known = Self::FIELDS.contains(&self.by.as_str());
        let wrong = || format!("measured {}: by must be one of {}", self.indicator, Self::FIELDS.join(", "));
        is_known.then_some(()).ok_or_else(wrong)
    }
}

/// The least that must be brought to each mu of a parcel, of what is measured by a sum.
pub fn floors(measured: &[Measured], rules: &Rules, parcel: &ParcelRecord, day: Date) -> Vec<Floor> {
    let industry = rules.industry_of(parcel.parcel.park.as_ref()).map(|one| &one.key);
    let floor = |one: &Measured| {
        let indicator = rules.find_indicator(&one.indicator).ok().filter(|found| found.bound == Bound::AtLeast)?;
        let least = rules.limit(&indicator.key, industry, day)?.value.to_f64();
        Some(Floor { indicator: one.indicator.clone(), least })
    };
    measured.iter().filter_map(floor).collect()
}

/// All that holds on a parcel for a wish, in the order of the rules.
pub fn controls(measured: &[Measured], rules: &Rules, parcel: &ParcelRecord, wish: &Wish, day: Date) -> Vec<Control> {
    let (whole, industry) = (parcel.parcel.area.to_f64(), rules.industry_of(parcel.parcel.park.as_ref()));
    let taken = wish.area_most.map(Mu::to_f64).map_or(whole, |most| most.min(whole));
    let control = |indicator: &Indicator| {
        let limit = rules.limit(&indicator.key, industry.map(|one| &one.key), day)?;
        let measured = measured.iter().find(|one| one.indicator == indicator.key.as_str());
        let is_least = indicator.bound == Bound::AtLeast;
        let needs = |one: &Measured| SumNeeded { field: one.by.clone(), least: rounded(limit.value.to_f64() * taken) };
        Some(Control {
            indicator: indicator.key.to_string(),
            name: Names::of(&indicator.name_zh, &indicator.name_en),
            unit: unit(indicator),
            is_least,
            limit: limit.value.to_string(),
            has: measured.and_then(|one| one.sum(wish)).map(|sum| rounded(sum / taken)),
            needs: measured.filter(|_| is_least).map(needs),
            from: limit.from,
            source: limit.source.as_ref().map(ToString::to_string).unwrap_or_default(),
        })
    };
    rules.indicators.iter().filter_map(control).collect()
}

/// In which unit an indicator is told.
pub fn unit(indicator: &Indicator) -> Option<Names> {
    let in_chinese: &Line = indicator.unit_zh.as_ref()?;
    Some(Names::of(in_chinese, indicator.unit_en.as_ref().unwrap_or(in_chinese)))
}
