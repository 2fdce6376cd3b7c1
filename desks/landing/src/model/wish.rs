use jiff::civil::Date;
use land::model::{Amount, Code, FieldFlaw, Flaw, Line, Mu, Vocabulary};
use serde::{Deserialize, Serialize};

/// What an investor wishes (投资意向). What they do not know is left out, and then nothing hangs on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// What it is about.
    pub title: Line,
    /// Who wishes it.
    pub investor: Option<Line>,
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
    /// When they want to begin to build.
    pub start: Option<Date>,
    /// What they want to invest, in ten thousand yuan.
    pub investment: Option<Amount>,
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
    /// By which account.
    pub by: Line,
    /// Its version.
    pub version: i64,
}

/// A [`Wish`] as it was typed: nothing is checked yet. Any field but the title may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WishDraft {
    /// What it is about.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Who wishes it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub investor: String,
    /// Least area, mu.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub area_least: String,
    /// Most area, mu.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub area_most: String,
    /// Code of the class of land use.
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
    /// When they want to begin to build, as 2020-08-20.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub start: String,
    /// What they want to invest, in ten thousand yuan.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub investment: String,
    /// What else they said.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Wish {
    /// As a form has it.
    pub fn draft(&self) -> WishDraft {
        fn given(value: Option<&impl std::fmt::Display>) -> String {
            value.map(ToString::to_string).unwrap_or_default()
        }
        WishDraft {
            title: self.title.to_string(),
            investor: given(self.investor.as_ref()),
            area_least: given(self.area_least.as_ref()),
            area_most: given(self.area_most.as_ref()),
            land_use: given(self.land_use.as_ref()),
            gas: given(self.gas.as_ref()),
            water: given(self.water.as_ref()),
            power: given(self.power.as_ref()),
            start: given(self.start.as_ref()),
            investment: given(self.investment.as_ref()),
            note: given(self.note.as_ref()),
        }
    }

    /// What it needs of an input; none where that is not known.
    pub fn need(&self, input: &str) -> Option<Amount> {
        match input {
            "gas" => self.gas,
            "water" => self.water,
            "power" => self.power,
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

impl WishDraft {
    /// The wish.
    ///
    /// # Errors
    /// All that is wrong, by field.
    pub fn check(&self, vocabulary: &Vocabulary) -> Result<Wish, Vec<FieldFlaw>> {
        let mut flaws = Flaws::default();
        let title = FieldFlaw::at("title", self.title.parse::<Line>()).map_err(|flaw| flaws.0.push(flaw)).ok();
        let investor = flaws.take("investor", &self.investor, str::parse);
        let area_least = flaws.take("area_least", &self.area_least, str::parse);
        let area_most = flaws.take("area_most", &self.area_most, str::parse);
        if let (Some(least), Some(most)) = (area_least, area_most)
            && least > most
        {
            flaws.0.push(FieldFlaw { field: "area_most", flaw: Flaw::LessThanLeast });
        }
        let land_use = flaws.take("land_use", &self.land_use, |text| vocabulary.find_use(text));
        let gas = flaws.take("gas", &self.gas, str::parse);
        let water = flaws.take("water", &self.water, str::parse);
        let power = flaws.take("power", &self.power, str::parse);
        let start = flaws.take("start", &self.start, |text| text.trim().parse().map_err(|_| Flaw::Day));
        let investment = flaws.take("investment", &self.investment, str::parse);
        let note = flaws.take("note", &self.note, str::parse);
        match title {
            Some(title) if flaws.0.is_empty() => Ok(Wish {
                title,
                investor,
                area_least,
                area_most,
                land_use,
                gas,
                water,
                power,
                start,
                investment,
                note,
            }),
            _ => Err(flaws.0),
        }
    }
}
