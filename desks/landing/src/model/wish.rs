use jiff::{Timestamp, civil::Date};
use land::model::{Amount, Code, FieldFlaw, Flaw, Line, Mu};
use projects::model::IndustryCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::YearSums;

/// What an investor wishes (投资意向). What they do not know is left out, and then nothing hangs on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// What it is about.
    pub title: Line,
    /// Who wishes it.
    pub investor: Option<Line>,
    /// Industry by GB/T 4754.
    pub industry: Option<IndustryCode>,
    /// Least area.
    pub area_least: Option<Mu>,
    /// Most area.
    pub area_most: Option<Mu>,
    /// Class of land use.
    pub land_use: Option<Code>,
    /// Gas, m³/h.
    pub gas: Option<Amount>,
    /// Water, m³/d.
    pub water: Option<Amount>,
    /// Power, kVA.
    pub power: Option<Amount>,
    /// Heat as steam, t/h.
    pub heat: Option<Amount>,
    /// When they want to begin to build.
    pub start: Option<Date>,
    /// When they want to begin to produce.
    pub production: Option<Date>,
    /// What they want to invest, in ten thousand yuan.
    pub investment: Option<Amount>,
    /// The same by year; where both are known, the years add up to the whole.
    pub investment_years: Option<YearSums>,
    /// Output a year at full capacity, in ten thousand yuan.
    pub output: Option<Amount>,
    /// People employed at full capacity.
    pub jobs: Option<Amount>,
    /// What else they said.
    pub note: Option<Line>,
}

/// A wish that was taken down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WishRecord {
    /// Its number in the zone.
    pub number: i64,
    /// What is wished.
    pub wish: Wish,
    /// On which day it was taken down.
    pub on: Date,
    /// By which account; `public` for whoever has none.
    pub by: Line,
    /// Who wrote it, where that was an investor without an account.
    pub sender: Option<Sender>,
    /// The project that it became.
    pub project: Option<Handed>,
    /// Its version.
    pub version: i64,
}

/// An investor without an account, who left a wish on the public site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sender {
    /// How they are reached. The journal does not keep it: it can still be deleted one day.
    pub contact: String,
    /// Where it came from, as far as the throttle needs to know.
    pub network: String,
    /// When it came.
    pub received_at: Timestamp,
    /// Hash of the receipt, with which they look at what became of it.
    pub receipt: String,
}

/// That a wish became a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Handed {
    /// Id of the project.
    pub project: String,
    /// Code of the parcel that was chosen; empty for none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub site: String,
    /// On which day.
    #[schema(value_type = String, format = Date)]
    pub on: Date,
    /// By which account.
    pub by: String,
}

/// A [`Wish`] as it was typed: nothing is checked yet. Any field but the title may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct WishDraft {
    /// What it is about.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Who wishes it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub investor: String,
    /// Industry by GB/T 4754, as C3073.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub industry: String,
    /// Least area, mu.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub area_least: String,
    /// Most area, mu.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub area_most: String,
    /// Class of land use, as 0601.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub land_use: String,
    /// Gas, m³/h.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub gas: String,
    /// Water, m³/d.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub water: String,
    /// Power, kVA.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub power: String,
    /// Heat as steam, t/h.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub heat: String,
    /// When they want to begin to build, as 2020-08-20.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub start: String,
    /// When they want to begin to produce, as 2021-10-01.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub production: String,
    /// What they want to invest, in ten thousand yuan.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub investment: String,
    /// The same by year, as `2020: 8000; 2021: 20000`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub investment_years: String,
    /// Output a year at full capacity, in ten thousand yuan.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub output: String,
    /// People employed at full capacity.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub jobs: String,
    /// What else they said.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// The lists of the zone that a wish is checked against.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// Parks and classes of land use.
    pub land: land::model::Vocabulary,
    /// Industries among them.
    pub projects: projects::model::Vocabulary,
}

impl Wish {
    /// The keys of the inputs that it may ask for.
    pub const INPUTS: [&'static str; 4] = ["gas", "water", "power", "heat"];

    /// As a form has it.
    pub fn draft(&self) -> WishDraft {
        fn given(value: Option<&impl std::fmt::Display>) -> String {
            value.map(ToString::to_string).unwrap_or_default()
        }
        WishDraft {
            title: self.title.to_string(),
            investor: given(self.investor.as_ref()),
            industry: given(self.industry.as_ref()),
            area_least: given(self.area_least.as_ref()),
            area_most: given(self.area_most.as_ref()),
            land_use: given(self.land_use.as_ref()),
            gas: given(self.gas.as_ref()),
            water: given(self.water.as_ref()),
            power: given(self.power.as_ref()),
            heat: given(self.heat.as_ref()),
            start: given(self.start.as_ref()),
            production: given(self.production.as_ref()),
            investment: given(self.investment.as_ref()),
            investment_years: given(self.investment_years.as_ref()),
            output: given(self.output.as_ref()),
            jobs: given(self.jobs.as_ref()),
            note: given(self.note.as_ref()),
        }
    }

    /// What they want to invest in all, in ten thousand yuan, said outright or by year.
    pub fn whole_investment(&self) -> Option<Amount> {
        self.investment.or_else(|| self.investment_years.as_ref()?.sum().ok())
    }

    /// What it needs of an input; none where that is not known.
    pub fn need(&self, input: &str) -> Option<Amount> {
        match input {
            "gas" => self.gas,
            "water" => self.water,
            "power" => self.power,
            "heat" => self.heat,
            _ => None,
        }
    }
}

/// What is wrong, field by field.
#[derive(Default)]
struct Flaws(Vec<FieldFlaw>);

impl Flaws {
    /// The value of a field that may be left empty, or a note of what is wrong with it.
    fn take<T>(&mut self, field: &'static str, text: &str, read: impl Fn(&str) -> Result<T, Flaw>) -> Option<T> {
        if text.trim().is_empty() {
            return None;
        }
        read(text).map_err(|flaw| self.0.push(FieldFlaw { field, flaw })).ok()
    }
}

/// Whole people.
fn jobs(text: &str) -> Result<Amount, Flaw> {
    let jobs: Amount = text.parse()?;
    if jobs.thousandths() % 1_000 == 0 { Ok(jobs) } else { Err(Flaw::Amount) }
}

impl Words {
    fn industry(&self, text: &str) -> Result<IndustryCode, Flaw> {
        let known = || self.projects.industries.keys().map(IndustryCode::as_str);
        self.projects.find_industry(text).map_err(|_| Flaw::unknown(text, known()))
    }
}

impl WishDraft {
    /// The fields in the order of forms.
    pub const FIELDS: [&'static str; 17] = [
        "title",
        "investor",
        "industry",
        "area_least",
        "area_most",
        "land_use",
        "start",
        "production",
        "gas",
        "water",
        "power",
        "heat",
        "investment",
        "investment_years",
        "output",
        "jobs",
        "note",
    ];

    /// The wish.
    ///
    /// # Errors
    /// All that is wrong, by field.
    pub fn check(&self, words: &Words) -> Result<Wish, Vec<FieldFlaw>> {
        self.read(|text| words.land.find_use(text), |text| words.industry(text))
    }

    /// A wish that was checked when it was kept; what has left the zone's lists since may stay.
    ///
    /// # Errors
    /// All that cannot be read any more.
    pub fn restore(&self) -> Result<Wish, Vec<FieldFlaw>> {
        self.read(str::parse, |text| text.parse().map_err(|_| Flaw::Code))
    }

    fn read(
        &self,
        find_use: impl Fn(&str) -> Result<Code, Flaw>,
        find_industry: impl Fn(&str) -> Result<IndustryCode, Flaw>,
    ) -> Result<Wish, Vec<FieldFlaw>> {
        let mut flaws = Flaws::default();
        let title = FieldFlaw::at("title", self.title.parse::<Line>()).map_err(|flaw| flaws.0.push(flaw)).ok();
        let investor = flaws.take("investor", &self.investor, str::parse);
        let industry = flaws.take("industry", &self.industry, find_industry);
        let area_least = flaws.take("area_least", &self.area_least, str::parse);
        let area_most = flaws.take("area_most", &self.area_most, str::parse);
        if let (Some(least), Some(most)) = (area_least, area_most)
            && least > most
        {
            flaws.0.push(FieldFlaw { field: "area_most", flaw: Flaw::LessThanLeast });
        }
        let land_use = flaws.take("land_use", &self.land_use, find_use);
        let [gas, water, power, heat, investment, output] = [
            ("gas", &self.gas),
            ("water", &self.water),
            ("power", &self.power),
            ("heat", &self.heat),
            ("investment", &self.investment),
            ("output", &self.output),
        ]
        .map(|(field, text)| flaws.take(field, text, str::parse));
        let investment_years = flaws.take("investment_years", &self.investment_years, |text| {
            let years: YearSums = text.parse()?;
            years.adds_up_to(investment).map(|()| years)
        });
        let jobs = flaws.take("jobs", &self.jobs, jobs);
        let [start, production] = [("start", &self.start), ("production", &self.production)]
            .map(|(field, text)| flaws.take(field, text, |text| text.trim().parse::<Date>().map_err(|_| Flaw::Day)));
        if let (Some(start), Some(production)) = (start, production)
            && start > production
        {
            flaws.0.push(FieldFlaw { field: "production", flaw: Flaw::Before { day: start } });
        }
        let note = flaws.take("note", &self.note, str::parse);
        let Some(title) = title.filter(|_| flaws.0.is_empty()) else { return Err(flaws.0) };
        Ok(Wish {
            title,
            investor,
            industry,
            area_least,
            area_most,
            land_use,
            gas,
            water,
            power,
            heat,
            start,
            production,
            investment,
            investment_years,
            output,
            jobs,
            note,
        })
    }

    /// What stands in a field; nothing in one that a wish does not have.
    pub fn get(&self, field: &str) -> &str {
        match field {
            "title" => &self.title,
            "investor" => &self.investor,
            "industry" => &self.industry,
            "area_least" => &self.area_least,
            "area_most" => &self.area_most,
            "land_use" => &self.land_use,
            "start" => &self.start,
            "production" => &self.production,
            "gas" => &self.gas,
            "water" => &self.water,
            "power" => &self.power,
            "heat" => &self.heat,
            "investment" => &self.investment,
            "investment_years" => &self.investment_years,
            "output" => &self.output,
            "jobs" => &self.jobs,
            "note" => &self.note,
            _ => "",
        }
    }

    /// Types into a field; what names none belongs to somebody else and is left out.
    pub fn set(&mut self, field: &str, text: &str) {
        let place = match field {
            "title" => &mut self.title,
            "investor" => &mut self.investor,
            "industry" => &mut self.industry,
            "area_least" => &mut self.area_least,
            "area_most" => &mut self.area_most,
            "land_use" => &mut self.land_use,
            "start" => &mut self.start,
            "production" => &mut self.production,
            "gas" => &mut self.gas,
            "water" => &mut self.water,
            "power" => &mut self.power,
            "heat" => &mut self.heat,
            "investment" => &mut self.investment,
            "investment_years" => &mut self.investment_years,
            "output" => &mut self.output,
            "jobs" => &mut self.jobs,
            "note" => &mut self.note,
            _ => return,
        };
        text.clone_into(place);
    }
}
