use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Code, FieldFlaw, Flaw, Line};

/// A park of the zone (园区) that parcels lie in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Park {
    /// Its key in files.
    pub key: Code,
    /// What it is called.
    pub name_zh: Line,
    /// What it is called in English.
    pub name_en: Line,
    /// Where this is known from.
    pub source: Option<Line>,
}

/// A class of land use (用地类别), by the codes of GB/T 21010.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LandUse {
    /// Its code.
    pub code: Code,
    /// What it is called.
    pub name_zh: Line,
    /// What it is called in English.
    pub name_en: Line,
    /// Whether land of this class counts as land for industry (产业用地).
    pub industrial: bool,
    /// Where this is known from.
    pub source: Option<Line>,
}

/// The words of the zone for its land: its parks, and the classes of use that it tells apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vocabulary {
    /// The parks, in the order of forms.
    pub parks: Vec<Park>,
    /// The classes of use, in the order of forms.
    pub uses: Vec<LandUse>,
}

/// The vocabulary as its file says it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VocabularyRecord {
    #[serde(default, rename = "park")]
    parks: Vec<ParkRecord>,
    #[serde(default, rename = "use")]
    uses: Vec<UseRecord>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ParkRecord {
    key: String,
    name_zh: String,
    name_en: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    source: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct UseRecord {
    code: String,
    name_zh: String,
    name_en: String,
    industrial: bool,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    source: String,
}

impl VocabularyRecord {
    /// The vocabulary.
    ///
    /// # Errors
    /// The first entry that cannot be: its field and what is wrong with it. Two entries of one key are [`Flaw::Taken`].
    pub fn check(&self) -> Result<Vocabulary, FieldFlaw> {
        let parks = self.parks.iter().map(ParkRecord::check).collect::<Result<Vec<_>, _>>()?;
        let uses = self.uses.iter().map(UseRecord::check).collect::<Result<Vec<_>, _>>()?;
        let mut seen = BTreeSet::new();
        if !parks.iter().all(|park| seen.insert(&park.key)) {
            return Err(FieldFlaw { field: "park.key", flaw: Flaw::Taken });
        }
        seen.clear();
        if !uses.iter().all(|land_use| seen.insert(&land_use.code)) {
            return Err(FieldFlaw { field: "use.code", flaw: Flaw::Taken });
        }
        Ok(Vocabulary { parks, uses })
    }
}

impl ParkRecord {
    fn check(&self) -> Result<Park, FieldFlaw> {
        Ok(Park {
            key: FieldFlaw::at("park.key", self.key.parse())?,
            name_zh: FieldFlaw::at("park.name_zh", self.name_zh.parse())?,
            name_en: FieldFlaw::at("park.name_en", self.name_en.parse())?,
            source: FieldFlaw::at("park.source", given(&self.source))?,
        })
    }
}

impl UseRecord {
    fn check(&self) -> Result<LandUse, FieldFlaw> {
        Ok(LandUse {
            code: FieldFlaw::at("use.code", self.code.parse())?,
            name_zh: FieldFlaw::at("use.name_zh", self.name_zh.parse())?,
            name_en: FieldFlaw::at("use.name_en", self.name_en.parse())?,
            industrial: self.industrial,
            source: FieldFlaw::at("use.source", given(&self.source))?,
        })
    }
}

fn given(text: &str) -> Result<Option<Line>, Flaw> {
    if text.is_empty() { Ok(None) } else { text.parse().map(Some) }
}

impl Vocabulary {
    /// The park of this key.
    pub fn park(&self, key: &Code) -> Option<&Park> {
        self.parks.iter().find(|park| park.key == *key)
    }

    /// The class of use of this code.
    pub fn land_use(&self, code: &Code) -> Option<&LandUse> {
        self.uses.iter().find(|land_use| land_use.code == *code)
    }

    /// A park as it was typed.
    ///
    /// # Errors
    /// [`Flaw::Unknown`] with those that there are.
    pub fn find_park(&self, given: &str) -> Result<Code, Flaw> {
        let found = self.parks.iter().find(|park| park.key.as_str() == given.trim());
        found
            .map(|park| park.key.clone())
            .ok_or_else(|| Flaw::unknown(given, self.parks.iter().map(|park| park.key.as_str())))
    }

    /// A class of use as it was typed.
    ///
    /// # Errors
    /// [`Flaw::Unknown`] with those that there are.
    pub fn find_use(&self, given: &str) -> Result<Code, Flaw> {
        let found = self.uses.iter().find(|land_use| land_use.code.as_str() == given.trim());
        found
            .map(|land_use| land_use.code.clone())
            .ok_or_else(|| Flaw::unknown(given, self.uses.iter().map(|land_use| land_use.code.as_str())))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn record(text: &str) -> VocabularyRecord {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn entries_are_found_by_their_keys() {
        let text = "[[park]]\nkey = \"a\"\nname_zh = \"甲\"\nname_en = \"A\"\n\n[[use]]\ncode = \"0601\"\nname_zh = \"工业用地\"\nname_en = \"Industry\"\nindustrial = true\n";
        let vocabulary = record(text).check().unwrap();
        assert!(vocabulary.land_use(&vocabulary.find_use("0601").unwrap()).unwrap().industrial);
        assert_eq!(vocabulary.find_park("b"), Err(Flaw::unknown("b", ["a"].into_iter())));
    }

    #[test]
    fn two_entries_of_one_key_are_refused() {
        let text = "[[park]]\nkey = \"a\"\nname_zh = \"甲\"\nname_en = \"A\"\n".repeat(2);
        assert_eq!(record(&text).check(), Err(FieldFlaw { field: "park.key", flaw: Flaw::Taken }));
    }
}
