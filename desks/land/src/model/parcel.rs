use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Code, FieldFlaw, History, Line, Mu, Vocabulary, flaw::Flaws};

/// What is known of a parcel (地块), besides how far it has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parcel {
    /// What it is called.
    pub name: Line,
    /// The park that it lies in.
    pub park: Option<Code>,
    /// Its class of use.
    pub land_use: Code,
    /// Its area as declared.
    pub area: Mu,
    /// What an investor should know of it.
    pub note: Option<Line>,
    /// Where all this is known from.
    pub source: Option<Line>,
}

/// That the zone shows a parcel to the public (对外展示).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// Account of who has put it there.
    pub by: Line,
    /// On which day.
    pub on: Date,
}

/// A parcel with its way through the land bank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParcelRecord {
    /// Its number in the register (地块编号); names it for good.
    pub code: Code,
    /// What is known of it.
    pub parcel: Parcel,
    /// Its steps.
    pub history: History,
    /// That it stands on the public site, if it does.
    pub listing: Option<Listing>,
    /// Its version.
    pub version: i64,
}

/// A [`Parcel`] as it was typed or stands in a file: nothing is checked yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ParcelDraft {
    /// What it is called.
    pub name: String,
    /// Key of its park; may be empty.
    pub park: String,
    /// Code of its class of use.
    pub land_use: String,
    /// Its area as declared, in mu.
    pub area_mu: String,
    /// What an investor should know of it; may be empty.
    pub note: String,
    /// Where all this is known from; may be empty.
    pub source: String,
}

impl Parcel {
    /// As a form or a file has it.
    pub fn draft(&self) -> ParcelDraft {
        let line = |line: &Option<Line>| line.as_ref().map(ToString::to_string).unwrap_or_default();
        ParcelDraft {
            name: self.name.to_string(),
            park: self.park.as_ref().map(ToString::to_string).unwrap_or_default(),
            land_use: self.land_use.to_string(),
            area_mu: self.area.to_string(),
            note: line(&self.note),
            source: line(&self.source),
        }
    }
}

impl ParcelDraft {
    /// The parcel.
    ///
    /// # Errors
    /// All that is wrong, by field.
    pub fn check(&self, vocabulary: &Vocabulary) -> Result<Parcel, Vec<FieldFlaw>> {
        let mut flaws = Flaws::default();
        let name = flaws.take("name", self.name.parse());
        let park = flaws.take_given("park", &self.park, |park| vocabulary.find_park(park));
        let land_use = flaws.take("land_use", vocabulary.find_use(&self.land_use));
        let area = flaws.take("area_mu", self.area_mu.parse());
        let note = flaws.take_given("note", &self.note, str::parse);
        let source = flaws.take_given("source", &self.source, str::parse);
        match (name, land_use, area) {
            (Some(name), Some(land_use), Some(area)) if flaws.0.is_empty() => {
                Ok(Parcel { name, park, land_use, area, note, source })
            }
            _ => Err(flaws.0),
        }
    }
}
