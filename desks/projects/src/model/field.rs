use std::{borrow::Cow, fmt, str::FromStr};

use super::Year;

/// A field of a project that a person fills in: in a form, in a file, or by name in a stage's requirements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Name of the project (项目名称).
    Name,
    /// Name of the investor (投资方).
    InvestorName,
    /// The investor's unified social credit code.
    CreditCode,
    /// Code of the project.
    ProjectCode,
    /// Industry by GB/T 4754.
    Industry,
    /// Park (园区), a key of the vocabulary.
    Park,
    /// Cluster (产业集群), a key of the vocabulary.
    Cluster,
    /// "Six news" tags (六新), keys of the vocabulary.
    SixNews,
    /// Leading industry of the zone (主导产业), a key of the vocabulary.
    LeadingIndustry,
    /// What is built and made.
    Description,
    /// Degrees east.
    Longitude,
    /// Degrees north.
    Latitude,
    /// Total investment (总投资) in yuan.
    TotalInvestment,
    /// Land needed, in mu.
    Land,
    /// Gas needed, in m3/h at 20 C and 101.325 kPa.
    Gas,
    /// Electric power needed, in kW.
    Power,
    /// Water needed, in t/d.
    Water,
    /// Promised output (产值) in yuan a year.
    Output,
    /// Promised tax (税收) in yuan a year.
    Tax,
    /// Promised jobs.
    Jobs,
    /// Day on which works are promised to start.
    StartPromised,
    /// Day on which production is promised to begin.
    ProductionPromised,
    /// Where the lead came from (线索来源), a key of the zone's list.
    LeadSource,
    /// Account of whoever is in charge of it (项目负责人).
    Manager,
    /// How likely it is that the investor comes (成功可能性).
    Likelihood,
    /// Fields of which the investor cannot say yet what they are (暂不能提供), as their keys.
    Unknown,
    /// Where the particulars come from.
    Source,
    /// Investment planned for a year, in yuan.
    Plan(Year),
}

/// The fields in the order of forms and files, each with its key. Plans of single years follow them.
const KEYS: [(Field, &str); 27] = [
    (Field::Name, "name"),
    (Field::InvestorName, "investor_name"),
    (Field::CreditCode, "credit_code"),
    (Field::ProjectCode, "project_code"),
    (Field::Industry, "industry_code"),
    (Field::Park, "park"),
    (Field::Cluster, "cluster"),
    (Field::SixNews, "six_news"),
    (Field::LeadingIndustry, "leading_industry"),
    (Field::Description, "description"),
    (Field::Longitude, "longitude_deg"),
    (Field::Latitude, "latitude_deg"),
    (Field::TotalInvestment, "total_investment_cny"),
    (Field::Land, "land_mu"),
    (Field::Gas, "gas_m3_per_hour"),
    (Field::Power, "power_kw"),
    (Field::Water, "water_t_per_day"),
    (Field::Output, "output_cny_per_year"),
    (Field::Tax, "tax_cny_per_year"),
    (Field::Jobs, "jobs"),
    (Field::StartPromised, "start_promised_on"),
    (Field::ProductionPromised, "production_promised_on"),
    (Field::LeadSource, "lead_source"),
    (Field::Manager, "manager"),
    (Field::Likelihood, "likelihood"),
    (Field::Unknown, "unknown_fields"),
    (Field::Source, "source"),
];

/// A key that names no field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no field has the key {0:?}")]
pub struct UnknownField(pub String);

impl Field {
    /// Whether the zone keeps it to itself: what it thinks of an investor is not for the investor.
    pub fn is_internal(self) -> bool {
        matches!(self, Self::Likelihood | Self::LeadSource)
    }

    /// All fields but the yearly plan, in the order of forms and files.
    pub fn all() -> impl Iterator<Item = Self> {
        KEYS.iter().map(|(field, _)| *field)
    }

    /// Stable name in files, forms, rules and language files (`projects-field-…`, with hyphens).
    pub fn key(self) -> Cow<'static, str> {
        if let Self::Plan(year) = self {
            return Cow::Owned(format!("plan_{year}_cny"));
        }
        let found = KEYS.iter().find(|(field, _)| *field == self);
        Cow::Borrowed(found.map_or("", |(_, key)| key))
    }
}

impl FromStr for Field {
    type Err = UnknownField;

    fn from_str(key: &str) -> Result<Self, UnknownField> {
        if let Some((field, _)) = KEYS.iter().find(|(_, known)| *known == key) {
            return Ok(*field);
        }
        key.strip_prefix("plan_")
            .and_then(|rest| rest.strip_suffix("_cny"))
            .and_then(|year| year.parse().ok())
            .map(Self::Plan)
            .ok_or_else(|| UnknownField(super::problem::shown(key)))
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.key())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    #[test]
    fn every_field_is_found_by_its_key() {
        for field in Field::all().chain([Field::Plan(Year::new(2020).unwrap())]) {
            assert_eq!(field.key().parse::<Field>(), Ok(field));
            assert!(!field.key().is_empty());
        }
        assert!("plan_1_cny".parse::<Field>().is_err());
        assert!("".parse::<Field>().is_err());
    }
}
