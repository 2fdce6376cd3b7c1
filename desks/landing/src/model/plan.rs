//! What a landing plan says, in words and figures of its own: it is kept as an edition, printed and shared, and must read
//! the same when the records that it rests on have changed.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Control, Duty, WishDraft};

/// The landing plan (落地方案) for a wish, as of a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The day of the records, which counts as the day of signing.
    #[schema(value_type = String, format = Date)]
    pub day: Date,
    /// What was wished.
    pub wish: WishDraft,
    /// What the class of use is called that was wished.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub land_use_name: Option<Names>,
    /// The best sites, the best first; three at most.
    pub sites: Vec<SitePlan>,
    /// All that fit, the best first.
    pub fitting: Vec<ParcelName>,
    /// Those that do not fit, the fewest reasons first.
    pub rejected: Vec<Rejected>,
    /// What is taken in, with its prices.
    pub costs: Vec<Cost>,
    /// Keys of inputs that are asked for and of which the zone says neither works nor price.
    pub unpriced: Vec<String>,
    /// The permits, from the day of signing on.
    pub permits: Vec<Permit>,
    /// From when until when is built at the best site: permits, works and wish allow it. None without a site or without days.
    pub building: Option<Days>,
    /// From the first day of production until full capacity at the best site. None where nobody says how long that takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ramp: Option<Days>,
    /// What both sides promise.
    pub duties: Vec<Duty>,
    /// What the project would change in the zone's facts and measures.
    pub effects: Vec<Effect>,
}

/// What something is called in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LandingNames)]
pub struct Names {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// What a parcel is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ParcelName {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// From one day until another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Days {
    /// The first.
    #[schema(value_type = String, format = Date)]
    pub from: Date,
    /// The last.
    #[schema(value_type = String, format = Date)]
    pub to: Date,
}

/// A parcel as a site for the wish.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SitePlan {
    /// The parcel.
    pub parcel: ParcelName,
    /// Its area in mu.
    pub area_mu: f64,
    /// Code of its class of use.
    pub land_use: String,
    /// What that is called; none in plans that were kept without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub land_use_name: Option<Names>,
    /// How far it is through the land bank, by its key.
    pub status: String,
    /// Since when.
    #[schema(value_type = String, format = Date)]
    pub since: Date,
    /// Where what is known of it comes from; empty for nothing.
    pub source: String,
    /// How it fits; none where it does not.
    pub fit: Option<SiteFit>,
    /// All that it lacks; nothing where it fits.
    pub lacks: Vec<Shortfall>,
    /// The works that bring what was asked for.
    pub supplies: Vec<InputSupply>,
    /// Nine connections and one levelling.
    pub services: Vec<ServicePlan>,
    /// What the project must come to there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub controls: Vec<Control>,
}

/// How well a site fits, and from when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SiteFit {
    /// Its place among those that fit, from 1.
    pub place: usize,
    /// The day from which it can be built upon and is supplied.
    #[schema(value_type = String, format = Date)]
    pub can_start: Date,
    /// The day from which can be produced, permits and building done. None without days of permits.
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub can_produce: Option<Date>,
    /// Days between the wished start and that.
    pub waits_days: i32,
    /// Key of the input that makes it wait; none where nothing does, or the site itself.
    pub waits_for: Option<String>,
    /// Area beyond the least that is wished, as a share of that.
    pub spare_area: f64,
    /// The largest share of an input's capacity that is asked for.
    pub tightest: f64,
}

/// A parcel that does not fit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rejected {
    /// The parcel.
    pub parcel: ParcelName,
    /// All that it lacks.
    pub lacks: Vec<Shortfall>,
}

/// A reason why a parcel does not fit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Shortfall {
    /// Somebody has it.
    Taken,
    /// Too small, in mu.
    Area {
        /// What it has.
        has: f64,
        /// What is wished at least.
        least: f64,
    },
    /// Another class of use.
    LandUse {
        /// What it has.
        has: String,
        /// What that is called.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<Names>,
    },
    /// Nobody has planned works without which nobody can build.
    NeverReady,
    /// Not enough of an input, and no more is known to come.
    Input {
        /// Its key.
        input: String,
        /// What there will be in the end.
        has: f64,
        /// What is needed.
        needs: f64,
    },
    /// The project brings too little for so much land.
    Indicator {
        /// What it is called.
        name: Names,
        /// Its unit; none for a ratio.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<Names>,
        /// What the wish comes to on this land.
        has: f64,
        /// What it must come to at least.
        least: f64,
    },
    /// Somebody who has land is of a kind of industry that this one keeps farther away from, in metres.
    TooNear {
        /// The parcel that they have.
        parcel: ParcelName,
        /// What their kind of industry is called.
        industry: Names,
        /// Between both outlines.
        has: f64,
        /// What there must be at least.
        least: f64,
    },
}

/// A work as a plan names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkRef {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What it can carry, with the unit; empty for nothing that could be told.
    pub capacity: String,
    /// Whether it is done.
    pub is_done: bool,
    /// Since when it is done, or by when it is to be done.
    #[schema(value_type = String, format = Date)]
    pub day: Date,
    /// Whether it should be done by the day of the plan and is not.
    pub is_overdue: bool,
    /// Where what is known of it comes from; empty for nothing.
    pub source: String,
}

/// The works that bring an input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InputSupply {
    /// Key of the input.
    pub input: String,
    /// The works.
    pub works: Vec<WorkRef>,
}

/// How a site stands with one of the ten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ServicePlan {
    /// Key of the connection.
    pub connection: String,
    /// The work that serves it, or that is to; none where nobody has planned one.
    pub work: Option<WorkRef>,
}

/// What an input costs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Cost {
    /// Key of the input.
    pub input: String,
    /// What is asked for.
    pub amount: f64,
    /// In which unit.
    pub unit: String,
    /// The unit that has a price.
    pub priced: String,
    /// Price here, yuan.
    pub price: String,
    /// Usual price in the province, yuan.
    pub usual_price: String,
    /// A year here, yuan.
    pub yearly: f64,
    /// A year as it usually costs, yuan.
    pub usual_yearly: f64,
    /// From when the price holds.
    pub from: String,
    /// Where it is known from.
    pub source: String,
}

/// When a permit is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Permit {
    /// Key of the step.
    pub step: String,
    /// What it is called.
    pub name_zh: String,
    /// The same in English.
    pub name_en: String,
    /// Working days that it takes at most.
    pub working_days: u32,
    /// From when until when; none where the working days are not published that far.
    pub days: Option<Days>,
    /// Where it is known from.
    pub source: String,
}

/// A fact or a measure of the zone before and after the project.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Effect {
    /// Where the fact or the measure is looked at, below the zone.
    pub path: String,
    /// What it is called.
    pub name_zh: String,
    /// The same in English.
    pub name_en: String,
    /// Its unit.
    pub unit: String,
    /// Now; none where it is not known.
    pub was: Option<f64>,
    /// With the project at full capacity; none where it is not known.
    pub is: Option<f64>,
}

impl Names {
    /// As a list of the zone has them.
    pub fn of(zh: &impl ToString, en: &impl ToString) -> Self {
        Self { zh: zh.to_string(), en: en.to_string() }
    }
}

impl SitePlan {
    /// How many of the ten serve it.
    pub fn served(&self) -> usize {
        self.services.iter().filter(|one| one.work.as_ref().is_some_and(|work| work.is_done)).count()
    }

    /// Those of the ten that do not serve it yet.
    pub fn missing(&self) -> impl Iterator<Item = &ServicePlan> {
        self.services.iter().filter(|one| one.work.as_ref().is_none_or(|work| !work.is_done))
    }
}

impl Cost {
    /// Years over which prices are compared.
    pub const YEARS: u8 = 10;

    /// What is asked for, with its unit.
    pub fn asked(&self) -> String {
        format!("{} {}", self.amount, self.unit)
    }

    /// What ten years here save against what is usual, yuan.
    pub fn saved(&self) -> f64 {
        (self.usual_yearly - self.yearly) * f64::from(Self::YEARS)
    }
}
