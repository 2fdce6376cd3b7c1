use std::collections::BTreeSet;

use jiff::civil::Date;
use land::model::{Amount, Connection, Rules};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use workdays::Calendar;

use super::{PromiseRecord, Promises, Wish, unit_cny};

/// What the zone offers investors in general (优惠与承诺): prices, permits, duties.
#[derive(Clone, Debug)]
pub struct Terms {
    /// Without these a parcel cannot be built upon.
    pub essential: BTreeSet<Connection>,
    /// Months from the first stone to production.
    pub months_to_build: u32,
    /// Months from the first day of production to full capacity; none where nobody says so.
    pub months_to_full: Option<u32>,
    /// What projects take in, with its prices.
    pub inputs: Vec<Input>,
    /// The way through the permits, each after those that it names.
    pub steps: Vec<PermitStep>,
    /// What both sides promise.
    pub duties: Vec<Duty>,
    /// Which sums are held against which control indicators.
    pub promises: Promises,
    /// Working days, as far as they are published.
    pub calendar: Calendar,
}

/// Gas, water or power, with its prices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// `gas`, `water`, `power` or `heat`.
    pub key: String,
    /// Key of the works that bring it.
    pub connection: String,
    /// Unit of what is asked for.
    pub unit: String,
    /// How much of [`Input::priced`] one unit takes in a year.
    pub yearly: String,
    /// Unit that has the price.
    pub priced: String,
    /// Price under the zone's policy, yuan.
    pub price: String,
    /// What it usually costs in the province, yuan.
    pub usual_price: String,
    /// From when the price holds.
    pub from: String,
    /// Where this is known from.
    pub source: String,
}

/// A step on the way through the permits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PermitStep {
    /// Its key.
    pub key: String,
    /// What it is called.
    pub name_zh: String,
    /// What it is called in English.
    pub name_en: String,
    /// Working days that it takes at most.
    pub days: u32,
    /// Keys of the steps that must be done before; each stands further up.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<String>,
    /// Where this is known from.
    pub source: String,
}

/// A promise of one side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Duty {
    /// `zone` or `investor`.
    pub side: String,
    /// What is promised.
    pub text_zh: String,
    /// The same in English.
    pub text_en: String,
    /// Where this is known from.
    pub source: String,
}

/// The terms as their file says them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TermsRecord {
    essential: Vec<String>,
    months_to_build: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    months_to_full: Option<u32>,
    #[serde(default)]
    input: Vec<Input>,
    #[serde(default)]
    step: Vec<PermitStep>,
    #[serde(default)]
    duty: Vec<Duty>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    promise: Vec<PromiseRecord>,
}

/// Longer than any works take to build.
const MONTHS_MAX: u32 = 120;
/// More working days than any permit takes.
const DAYS_MAX: u32 = 1000;

impl TermsRecord {
    /// The terms, with a calendar.
    ///
    /// # Errors
    /// What is wrong, in words: the entry and what would be right.
    pub fn check(&self, calendar: Calendar) -> Result<Terms, String> {
        let essential = self.essential.iter().map(|key| key.parse::<Connection>());
        let essential = essential.collect::<Result<_, _>>().map_err(|flaw| format!("essential: {flaw}"))?;
        if !(1..=MONTHS_MAX).contains(&self.months_to_build) {
            return Err(format!("months_to_build must be 1 to {MONTHS_MAX}"));
        }
        if self.months_to_full.is_some_and(|months| !(1..=MONTHS_MAX).contains(&months)) {
            return Err(format!("months_to_full must be 1 to {MONTHS_MAX}"));
        }
        self.input.iter().try_for_each(Input::check)?;
        let mut known: BTreeSet<&str> = BTreeSet::new();
        for step in &self.step {
            if let Some(other) = step.after.iter().find(|key| !known.contains(key.as_str())) {
                return Err(format!("step {}: after names {other:?}, which does not stand further up", step.key));
            }
            if step.days > DAYS_MAX {
                return Err(format!("step {}: days must be at most {DAYS_MAX}", step.key));
            }
            if !known.insert(&step.key) {
                return Err(format!("step {}: stands there twice", step.key));
            }
        }
        if let Some(duty) = self.duty.iter().find(|duty| !["zone", "investor"].contains(&duty.side.as_str())) {
            return Err(format!("duty: side {:?} is neither zone nor investor", duty.side));
        }
        let mut promises = Promises::new();
        for one in &self.promise {
            if promises.insert(one.indicator.clone(), one.of).is_some() {
                return Err(format!("promise {}: stands there twice", one.indicator));
            }
        }
        Ok(Terms {
            essential,
            months_to_build: self.months_to_build,
            months_to_full: self.months_to_full,
            inputs: self.input.clone(),
            steps: self.step.clone(),
            duties: self.duty.clone(),
            promises,
            calendar,
        })
    }

    /// The first indicator that the rules for land do not have, or not in yuan for each mu.
    pub fn unmeasured_indicator(&self, rules: &Rules) -> Option<&str> {
        let mut keys = self.promise.iter().map(|one| one.indicator.as_str());
        keys.find(|key| rules.find_indicator(key).ok().and_then(unit_cny).is_none())
    }
}

impl Input {
    fn check(&self) -> Result<(), String> {
        let wrong = |what: &str, why: &str| format!("input {}: {what} {why}", self.key);
        if !Wish::INPUTS.contains(&self.key.as_str()) {
            return Err(wrong("key", "must be gas, water, power or heat"));
        }
        self.connection.parse::<Connection>().map_err(|flaw| wrong("connection", &flaw.to_string()))?;
        for (what, text) in [("yearly", &self.yearly), ("price", &self.price), ("usual_price", &self.usual_price)] {
            text.parse::<Amount>().map_err(|flaw| wrong(what, &flaw.to_string()))?;
        }
        self.from.parse::<Date>().map(drop).map_err(|_| wrong("from", "must be a day such as 2020-08-20"))
    }

    /// A number that [`Input::check`] has read already.
    fn number(text: &str) -> f64 {
        text.parse::<Amount>().map_or(0.0, Amount::to_f64)
    }

    /// What so much costs in a year here and usually, yuan.
    pub fn yearly_cost(&self, amount: Amount) -> (f64, f64) {
        let quantity = amount.to_f64() * Self::number(&self.yearly);
        (quantity * Self::number(&self.price), quantity * Self::number(&self.usual_price))
    }
}
