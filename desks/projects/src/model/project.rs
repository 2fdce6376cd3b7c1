use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{
    CreditCode, Field, IndustryCode, Key, Likelihood, Line, Location, Money, ProjectCode, Prose, Quantity, Year,
};

/// What is known about a project, apart from how far it is.
///
/// Made by [`check`](super::check()) from what a person typed or a file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// Its name.
    pub name: Line,
    /// Who invests.
    pub investor_name: Line,
    /// The investor's unified social credit code.
    pub credit_code: Option<CreditCode>,
    /// Its code in the approval platform.
    pub project_code: Option<ProjectCode>,
    /// The words that it is filed under.
    pub filing: Filing,
    /// What is built and made.
    pub description: Option<Prose>,
    /// Where it stands.
    pub location: Option<Location>,
    /// Total investment.
    pub total_investment_cny: Option<Money>,
    /// Investment planned, year by year.
    pub plan: BTreeMap<Year, PlannedYear>,
    /// What it needs from the zone.
    pub needs: Needs,
    /// What the investor promises.
    pub promises: Promises,
    /// Where the lead came from.
    pub lead_source: Option<Key>,
    /// Account of whoever is in charge of it (项目负责人).
    pub manager: Option<Line>,
    /// How likely it is that the investor comes.
    pub likelihood: Option<Likelihood>,
    /// Fields of which the investor cannot say yet what they are; none of them is filled.
    pub unknown: BTreeSet<Field>,
    /// Where these particulars come from.
    pub source: Option<Line>,
}

/// The words of the zone's vocabulary that a project is filed under.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filing {
    /// Its industry.
    pub industry: Option<IndustryCode>,
    /// Its park.
    pub park: Option<Key>,
    /// Its cluster.
    pub cluster: Option<Key>,
    /// Its "six news" tags.
    pub six_news: BTreeSet<Key>,
    /// The leading industry that it belongs to.
    pub leading_industry: Option<Key>,
}

/// Investment planned for a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedYear {
    /// How much.
    pub amount_cny: Money,
    /// Where the figure comes from.
    pub source: Option<Line>,
}

/// What a project needs from the zone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// Land, in mu.
    pub land_mu: Option<Quantity>,
    /// Gas, in m3/h at 20 C and 101.325 kPa.
    pub gas_m3_per_hour: Option<Quantity>,
    /// Electric power, in kW.
    pub power_kw: Option<Quantity>,
    /// Water, in t/d.
    pub water_t_per_day: Option<Quantity>,
}

/// What an investor promises.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Promises {
    /// Output a year at full capacity.
    pub output_cny_per_year: Option<Money>,
    /// Tax a year at full benefit.
    pub tax_cny_per_year: Option<Money>,
    /// People employed.
    pub jobs: Option<u32>,
    /// When works start.
    pub start_on: Option<Date>,
    /// When production begins.
    pub production_on: Option<Date>,
}

impl Project {
    /// A field as text that [`check`](super::check()) reads back as the same value; empty when it is not filled.
    pub fn text(&self, field: Field) -> String {
        match field {
            Field::Name => self.name.to_string(),
            Field::InvestorName => self.investor_name.to_string(),
            Field::CreditCode => text(self.credit_code.as_ref()),
            Field::ProjectCode => text(self.project_code.as_ref()),
            Field::Industry => text(self.filing.industry.as_ref()),
            Field::Park => text(self.filing.park.as_ref()),
            Field::Cluster => text(self.filing.cluster.as_ref()),
            Field::SixNews => self.filing.six_news.iter().map(Key::as_str).collect::<Vec<_>>().join(";"),
            Field::LeadingIndustry => text(self.filing.leading_industry.as_ref()),
            Field::Description => text(self.description.as_ref()),
            Field::Longitude => text(self.location.map(Location::longitude_deg).as_ref()),
            Field::Latitude => text(self.location.map(Location::latitude_deg).as_ref()),
            Field::TotalInvestment => text(self.total_investment_cny.as_ref()),
            Field::Land => text(self.needs.land_mu.as_ref()),
            Field::Gas => text(self.needs.gas_m3_per_hour.as_ref()),
            Field::Power => text(self.needs.power_kw.as_ref()),
            Field::Water => text(self.needs.water_t_per_day.as_ref()),
            Field::Output => text(self.promises.output_cny_per_year.as_ref()),
            Field::Tax => text(self.promises.tax_cny_per_year.as_ref()),
            Field::Jobs => text(self.promises.jobs.as_ref()),
            Field::StartPromised => text(self.promises.start_on.as_ref()),
            Field::ProductionPromised => text(self.promises.production_on.as_ref()),
            Field::LeadSource => text(self.lead_source.as_ref()),
            Field::Manager => text(self.manager.as_ref()),
            Field::Likelihood => text(self.likelihood.as_ref()),
            Field::Unknown => self.unknown.iter().map(|field| field.key()).collect::<Vec<_>>().join(";"),
            Field::Source => text(self.source.as_ref()),
            Field::Plan(year) => text(self.plan.get(&year).map(|planned| planned.amount_cny).as_ref()),
        }
    }

    /// Whether a field is filled.
    pub fn has(&self, field: Field) -> bool {
        !self.text(field).is_empty()
    }

    /// All fields that can be filled, the planned years included.
    pub fn fields(&self) -> impl Iterator<Item = Field> + '_ {
        Field::all().chain(self.plan.keys().map(|year| Field::Plan(*year)))
    }
}

fn text(value: Option<&impl ToString>) -> String {
    value.map(ToString::to_string).unwrap_or_default()
}
