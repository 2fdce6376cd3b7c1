use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{
    Code, FieldFlaw, Flaw, Level, Line,
    record::{day, whole},
    rules::{AssessmentKind, Bound, Floor, IdleRule, Indicator, Industry, LeaseRule, Limit, Rules},
};

/// The rules as their file says them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RulesRecord {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    standard: Option<StandardWritten>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    industrial: Option<FloorWritten>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    idle: Option<IdleWritten>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lease: Option<LeaseWritten>,
    #[serde(default, rename = "industry", skip_serializing_if = "Vec::is_empty")]
    industries: Vec<IndustryWritten>,
    #[serde(default, rename = "assessment", skip_serializing_if = "Vec::is_empty")]
    assessments: Vec<AssessmentWritten>,
    #[serde(default, rename = "indicator", skip_serializing_if = "Vec::is_empty")]
    indicators: Vec<IndicatorWritten>,
    #[serde(default, rename = "limit", skip_serializing_if = "Vec::is_empty")]
    limits: Vec<LimitWritten>,
}

macro_rules! written {
    ($name:ident { $($field:ident: $kind:ty),* $(,)? } optional { $($spare:ident),* $(,)? }) => {
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        struct $name {
            $($field: $kind,)*
            $(#[serde(default, skip_serializing_if = "String::is_empty")] $spare: String,)*
            #[serde(default, skip_serializing_if = "String::is_empty")]
            source: String,
        }
    };
}

written!(StandardWritten { works: Vec<String> } optional {});
written!(FloorWritten { floor_percent: String } optional {});
written!(IdleWritten {
    start_months: i16,
    stopped_months: i16,
    built_percent: String,
    invested_percent: String,
    recover_months: i16,
    warn_days: i16,
} optional {});
written!(LeaseWritten { warn_days: i16 } optional {});
written!(IndustryWritten { key: String, name_zh: String, name_en: String, parks: Vec<String> } optional {});
written!(AssessmentWritten { key: String, name_zh: String, name_en: String, warn_days: i16 } optional {});
written!(IndicatorWritten { key: String, name_zh: String, name_en: String, bound: String } optional {
    unit_zh,
    unit_en,
    measured_in,
    measured_times,
});
written!(LimitWritten { indicator: String, from: String, value: String } optional { industry });

fn optional(field: &'static str, text: &str) -> Result<Option<Line>, FieldFlaw> {
    FieldFlaw::at(field, if text.is_empty() { Ok(None) } else { text.parse().map(Some) })
}

fn positive(field: &'static str, number: i16) -> Result<i16, FieldFlaw> {
    FieldFlaw::at(field, whole(&number.to_string(), 1, 1_200))
}

fn percent(field: &'static str, text: &str) -> Result<Level, FieldFlaw> {
    let level: Level = FieldFlaw::at(field, text.parse())?;
    let most = Flaw::MoreThan { max: "100".to_owned() };
    FieldFlaw::at(field, if level.to_f64() > 100.0 { Err(most) } else { Ok(level) })
}

/// Refuses two entries of one key.
fn unique<'k>(field: &'static str, keys: impl Iterator<Item = &'k Code>) -> Result<(), FieldFlaw> {
    let mut seen = BTreeSet::new();
    let mut keys = keys;
    FieldFlaw::at(field, if keys.all(|key| seen.insert(key)) { Ok(()) } else { Err(Flaw::Taken) })
}

impl RulesRecord {
    /// The rules.
    ///
    /// # Errors
    /// The first entry that cannot be: its field and what is wrong with it. Two entries of one key are [`Flaw::Taken`].
    pub fn check(&self) -> Result<Rules, FieldFlaw> {
        let works = self.standard.iter().flat_map(|one| &one.works).map(|one| one.parse());
        let source = self.standard.as_ref().map_or("", |one| one.source.as_str());
        let rules = Rules {
            works: FieldFlaw::at("standard.works", works.collect())?,
            works_source: optional("standard.source", source)?,
            floor: self.industrial.as_ref().map(FloorWritten::check).transpose()?,
            idle: self.idle.as_ref().map(IdleWritten::check).transpose()?,
            lease: self.lease.as_ref().map(LeaseWritten::check).transpose()?,
            industries: self.industries.iter().map(IndustryWritten::check).collect::<Result<_, _>>()?,
            assessments: self.assessments.iter().map(AssessmentWritten::check).collect::<Result<_, _>>()?,
            indicators: self.indicators.iter().map(IndicatorWritten::check).collect::<Result<_, _>>()?,
            limits: self.limits.iter().map(LimitWritten::check).collect::<Result<_, _>>()?,
        };
        unique("industry.key", rules.industries.iter().map(|one| &one.key))?;
        unique("assessment.key", rules.assessments.iter().map(|one| &one.key))?;
        unique("indicator.key", rules.indicators.iter().map(|one| &one.key))?;
        for limit in &rules.limits {
            FieldFlaw::at("limit.indicator", rules.find_indicator(limit.indicator.as_str()))?;
            if let Some(industry) = &limit.industry {
                FieldFlaw::at("limit.industry", rules.find_industry(industry.as_str()))?;
            }
        }
        Ok(rules)
    }
}

impl FloorWritten {
    fn check(&self) -> Result<Floor, FieldFlaw> {
        let percent = percent("industrial.floor_percent", &self.floor_percent)?;
        Ok(Floor { percent, source: optional("industrial.source", &self.source)? })
    }
}

impl IdleWritten {
    fn check(&self) -> Result<IdleRule, FieldFlaw> {
        Ok(IdleRule {
            start_months: positive("idle.start_months", self.start_months)?,
            stopped_months: positive("idle.stopped_months", self.stopped_months)?,
            built_percent: percent("idle.built_percent", &self.built_percent)?,
            invested_percent: percent("idle.invested_percent", &self.invested_percent)?,
            recover_months: positive("idle.recover_months", self.recover_months)?,
            warn_days: positive("idle.warn_days", self.warn_days)?,
            source: optional("idle.source", &self.source)?,
        })
    }
}

impl LeaseWritten {
    fn check(&self) -> Result<LeaseRule, FieldFlaw> {
        Ok(LeaseRule {
            warn_days: positive("lease.warn_days", self.warn_days)?,
            source: optional("lease.source", &self.source)?,
        })
    }
}

impl IndustryWritten {
    fn check(&self) -> Result<Industry, FieldFlaw> {
        Ok(Industry {
            key: FieldFlaw::at("industry.key", self.key.parse())?,
            name_zh: FieldFlaw::at("industry.name_zh", self.name_zh.parse())?,
            name_en: FieldFlaw::at("industry.name_en", self.name_en.parse())?,
            parks: FieldFlaw::at("industry.parks", self.parks.iter().map(|park| park.parse()).collect())?,
            source: optional("industry.source", &self.source)?,
        })
    }
}

impl AssessmentWritten {
    fn check(&self) -> Result<AssessmentKind, FieldFlaw> {
        Ok(AssessmentKind {
            key: FieldFlaw::at("assessment.key", self.key.parse())?,
            name_zh: FieldFlaw::at("assessment.name_zh", self.name_zh.parse())?,
            name_en: FieldFlaw::at("assessment.name_en", self.name_en.parse())?,
            warn_days: positive("assessment.warn_days", self.warn_days)?,
            source: optional("assessment.source", &self.source)?,
        })
    }
}

impl IndicatorWritten {
    fn check(&self) -> Result<Indicator, FieldFlaw> {
        let bound = match self.bound.as_str() {
            "at_least" => Ok(Bound::AtLeast),
            "at_most" => Ok(Bound::AtMost),
            other => Err(Flaw::unknown(other, ["at_least", "at_most"].into_iter())),
        };
        let measured = if self.measured_in.is_empty() {
            None
        } else {
            let unknown = |_| Flaw::unknown(&self.measured_in, ["count", "share", "cny/mu"].into_iter());
            FieldFlaw::at("indicator.measured_in", self.measured_in.parse::<facts::Unit>().map_err(unknown))?;
            let times = FieldFlaw::at("indicator.measured_times", factor(&self.measured_times))?;
            Some((self.measured_in.clone(), times))
        };
        Ok(Indicator {
            key: FieldFlaw::at("indicator.key", self.key.parse())?,
            name_zh: FieldFlaw::at("indicator.name_zh", self.name_zh.parse())?,
            name_en: FieldFlaw::at("indicator.name_en", self.name_en.parse())?,
            unit_zh: optional("indicator.unit_zh", &self.unit_zh)?,
            unit_en: optional("indicator.unit_en", &self.unit_en)?,
            bound: FieldFlaw::at("indicator.bound", bound)?,
            measured,
            source: optional("indicator.source", &self.source)?,
        })
    }
}

/// By what values are multiplied for measures; once where nothing is said.
fn factor(text: &str) -> Result<i64, Flaw> {
    if text.is_empty() { Ok(1) } else { whole(text, 1, 10_000).map(i64::from) }
}

impl LimitWritten {
    fn check(&self) -> Result<Limit, FieldFlaw> {
        let industry = if self.industry.is_empty() { Ok(None) } else { self.industry.parse().map(Some) };
        Ok(Limit {
            indicator: FieldFlaw::at("limit.indicator", self.indicator.parse())?,
            industry: FieldFlaw::at("limit.industry", industry)?,
            from: FieldFlaw::at("limit.from", day(&self.from))?,
            value: FieldFlaw::at("limit.value", self.value.parse())?,
            source: optional("limit.source", &self.source)?,
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use jiff::civil::date;

    use super::*;

    const RULES: &str = r#"
[[industry]]
key = "materials"
name_zh = "新材料"
name_en = "New materials"
parks = ["new_materials"]

[[indicator]]
key = "intensity"
name_zh = "投资强度"
name_en = "Investment intensity"
bound = "at_least"

[[limit]]
indicator = "intensity"
from = "2019-01-01"
value = "200"

[[limit]]
indicator = "intensity"
from = "2020-01-01"
value = "220"

[[limit]]
indicator = "intensity"
industry = "materials"
from = "2019-06-01"
value = "300"
"#;

    fn record(text: &str) -> RulesRecord {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn the_limit_of_the_industry_comes_before_the_limit_for_all_and_the_latest_before_earlier_ones() {
        let rules = record(RULES).check().unwrap();
        let (intensity, materials) = ("intensity".parse().unwrap(), "materials".parse().unwrap());
        let limit = |industry, on| rules.limit(&intensity, industry, on).map(|limit| limit.value.to_string());
        assert_eq!(limit(None, date(2018, 12, 31)), None);
        assert_eq!(limit(None, date(2019, 12, 31)).as_deref(), Some("200"));
        assert_eq!(limit(None, date(2020, 1, 1)).as_deref(), Some("220"));
        assert_eq!(limit(Some(&materials), date(2019, 5, 31)).as_deref(), Some("200"));
        assert_eq!(limit(Some(&materials), date(2020, 8, 20)).as_deref(), Some("300"));
    }

    #[test]
    fn what_cannot_be_a_rule_is_refused_with_its_field() {
        for (from, to, field) in [
            ("indicator = \"intensity\"", "indicator = \"moon\"", "limit.indicator"),
            ("industry = \"materials\"", "industry = \"moon\"", "limit.industry"),
            ("value = \"220\"", "value = \"-1\"", "limit.value"),
            ("from = \"2019-06-01\"", "from = \"June\"", "limit.from"),
            ("bound = \"at_least\"", "bound = \"more\"", "indicator.bound"),
            ("bound = \"at_least\"", "bound = \"at_least\"\nmeasured_in = \"moon\"", "indicator.measured_in"),
        ] {
            let text = RULES.replacen(from, to, 1);
            assert!(text != RULES, "{from}");
            assert_eq!(record(&text).check().unwrap_err().field, field, "{to}");
        }
        assert_eq!(
            record("[industrial]\nfloor_percent = \"101\"").check().unwrap_err().field,
            "industrial.floor_percent"
        );
        assert!(toml::from_str::<RulesRecord>("[moon]").is_err());
    }
}
