use std::fmt;

use jiff::civil::Date;
use serde::{Serialize, de::DeserializeOwned};

use super::{Code, FieldFlaw, Flaw, ParcelRecord, Rules, Vocabulary};

/// The kinds of records that hang on parcels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A regional assessment.
    Assessment,
    /// A commitment letter.
    Commitment,
    /// A grant of land.
    Grant,
    /// A standard factory building.
    Building,
}

/// What a record must fit in with.
#[derive(Clone, Copy)]
pub struct Surroundings<'s> {
    /// The rules of the zone.
    pub rules: &'s Rules,
    /// Its parks and classes of use.
    pub vocabulary: &'s Vocabulary,
    /// Its parcels.
    pub parcels: &'s [ParcelRecord],
    /// The day on which it is written.
    pub today: Date,
}

/// A record that hangs on parcels. Its draft is what a form types, what stands in a file, what the API takes and what the
/// database and the journal keep.
pub trait LandRecord: Clone + fmt::Debug + PartialEq + Send + Sync + 'static {
    /// Which kind it is.
    const KIND: Kind;
    /// How it is written.
    type Draft: Clone + fmt::Debug + Default + Serialize + DeserializeOwned + Send + Sync + 'static;

    /// Names it for good.
    fn code(&self) -> &Code;

    /// As a form or a file has it.
    fn draft(&self) -> Self::Draft;

    /// The draft with this code.
    fn coded(draft: Self::Draft, code: &Code) -> Self::Draft;

    /// The record.
    ///
    /// # Errors
    /// All that is wrong, by field.
    fn check(draft: &Self::Draft) -> Result<Self, Vec<FieldFlaw>>;

    /// Whether a record that is written now fits in with the zone. One that was written earlier stays as it is: rules change.
    ///
    /// # Errors
    /// All that does not fit, by field.
    fn fits(&self, surroundings: &Surroundings<'_>) -> Result<(), Vec<FieldFlaw>>;
}

/// A record with its version.
#[derive(Clone, Debug, PartialEq)]
pub struct Versioned<R> {
    /// The record.
    pub record: R,
    /// Its version.
    pub version: i64,
}

impl Kind {
    /// Its name in the database and the journal.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Assessment => "regional_assessment",
            Self::Commitment => "land_commitment",
            Self::Grant => "land_grant",
            Self::Building => "factory_building",
        }
    }
}

impl Surroundings<'_> {
    /// A parcel of the register.
    ///
    /// # Errors
    /// [`Flaw::NotThere`].
    pub fn parcel(&self, code: &Code) -> Result<&ParcelRecord, Flaw> {
        let found = self.parcels.iter().find(|record| record.code == *code);
        found.ok_or_else(|| Flaw::NotThere { codes: code.to_string() })
    }

    /// A day that has come.
    ///
    /// # Errors
    /// [`Flaw::Future`].
    pub fn past(&self, day: Date) -> Result<(), Flaw> {
        if day > self.today { Err(Flaw::Future { today: self.today }) } else { Ok(()) }
    }
}

/// A value as it is written; nothing where there is none.
pub(super) fn given(value: Option<&impl fmt::Display>) -> String {
    value.map(ToString::to_string).unwrap_or_default()
}

/// A day as it was typed.
pub(super) fn day(text: &str) -> Result<Date, Flaw> {
    text.trim().parse().map_err(|_| Flaw::Day)
}

/// A whole number of a range as it was typed.
pub(super) fn whole(text: &str, least: i16, most: i16) -> Result<i16, Flaw> {
    let number = text.trim().parse().ok().filter(|number| (least..=most).contains(number));
    number.ok_or(Flaw::Whole { least, most })
}

/// Days from one to another; fewer than none where the other is earlier.
pub(super) fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| span.get_days().into())
}
