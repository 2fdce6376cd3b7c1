use jiff::civil::Date;
use pages::words::TextFlaw;

use super::PlaceFlaw;

/// What is wrong with a value and what would be right. [`key`](Flaw::key) finds the sentence in the language files.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// Of a text.
    #[error(transparent)]
    Text(#[from] TextFlaw),
    /// Not a code.
    #[error(
        "must be 1 to 40 letters, digits, hyphens, underscores or dots, begin with a letter or digit, and not be new"
    )]
    Code,
    /// Not an area.
    #[error("is not an area in mu; write it like 120.5, with at most three decimals and no commas")]
    Area,
    /// No land is so small or so large.
    #[error("must be more than 0 and at most {max} mu")]
    AreaRange {
        /// The most.
        max: u32,
    },
    /// No day.
    #[error("must be a day such as 2020-08-20")]
    Day,
    /// A day that has not come.
    #[error("must not lie after today, {today}")]
    Future {
        /// Today.
        today: Date,
    },
    /// A day before the step before.
    #[error("must not lie before the latest step, {latest}")]
    BeforeLatest {
        /// Its day.
        latest: Date,
    },
    /// The parcel stands there already.
    #[error("the parcel stands there already, since {since}")]
    AlreadyThere {
        /// Since when.
        since: Date,
    },
    /// Out of the usual order, and nobody says why.
    #[error("this is not the usual next step; say why")]
    ReasonMissing,
    /// A name that no list has.
    #[error("{given:?} is not one of: {known}")]
    Unknown {
        /// What was given, shortened.
        given: String,
        /// What there is.
        known: String,
    },
    /// Another parcel or work has this code.
    #[error("another one has this code")]
    Taken,
    /// Not a quantity.
    #[error("is not a quantity; write it like 120.5, with at most three decimals and no commas")]
    Amount,
    /// No quantity here is so small or so large.
    #[error("must be more than 0 and at most {max}")]
    AmountRange {
        /// The most.
        max: u32,
    },
    /// A work of this kind carries nothing that could be told in figures.
    #[error("a work of this kind has no capacity")]
    NoCapacity,
    /// A work that is there or further already.
    #[error("the work is there or further already, since {since}")]
    NotFurther {
        /// Since when.
        since: Date,
    },
    /// Codes that nothing has.
    #[error("there is no {codes}")]
    NotThere {
        /// The codes.
        codes: String,
    },
    /// Not one feature but none, or several.
    #[error("has {found} features; give the outline of this parcel alone")]
    OutlineCount {
        /// How many.
        found: usize,
    },
    /// Of where something lies.
    #[error(transparent)]
    Place(#[from] PlaceFlaw),
    /// Other parcels lie there.
    #[error("overlaps the parcels {codes}")]
    OverlapsOthers {
        /// Their codes.
        codes: String,
    },
    /// The most is less than the least.
    #[error("must not be less than the least")]
    LessThanLeast,
    /// Works that wait for each other.
    #[error("these works would wait for each other: {through}")]
    Circle {
        /// The circle.
        through: String,
    },
}

/// What is wrong with a field, and which field it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {flaw}")]
pub struct FieldFlaw {
    /// Name of the field in forms and files.
    pub field: &'static str,
    /// What is wrong with it.
    pub flaw: Flaw,
}

impl Flaw {
    /// How much of a wrong name an error repeats.
    const GIVEN_CHARS_MAX: usize = 60;

    /// A name that the list does not have.
    pub fn unknown<'a>(given: &str, known: impl Iterator<Item = &'a str>) -> Self {
        let given = given.chars().take(Self::GIVEN_CHARS_MAX).collect();
        Self::Unknown { given, known: known.collect::<Vec<_>>().join(", ") }
    }

    /// Names its sentence in the language files.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Text(TextFlaw::Empty) => "land-flaw-empty",
            Self::Text(TextFlaw::TooLong { .. }) => "land-flaw-too-long",
            Self::Text(TextFlaw::Invisible { .. }) => "land-flaw-invisible",
            Self::Code => "land-flaw-code",
            Self::Area => "land-flaw-area",
            Self::AreaRange { .. } => "land-flaw-area-range",
            Self::Day => "land-flaw-day",
            Self::Future { .. } => "land-flaw-future",
            Self::BeforeLatest { .. } => "land-flaw-before-latest",
            Self::AlreadyThere { .. } => "land-flaw-already-there",
            Self::ReasonMissing => "land-flaw-reason-missing",
            Self::Unknown { .. } => "land-flaw-unknown",
            Self::Taken => "land-flaw-taken",
            Self::Amount => "land-flaw-amount",
            Self::AmountRange { .. } => "land-flaw-amount-range",
            Self::NoCapacity => "land-flaw-no-capacity",
            Self::NotFurther { .. } => "land-flaw-not-further",
            Self::NotThere { .. } => "land-flaw-not-there",
            Self::OutlineCount { .. } => "land-flaw-outline-count",
            Self::Place(flaw) => flaw.key(),
            Self::OverlapsOthers { .. } => "land-flaw-overlaps-others",
            Self::LessThanLeast => "land-flaw-less-than-least",
            Self::Circle { .. } => "land-flaw-circle",
        }
    }

    /// What its sentence puts in.
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Text(TextFlaw::TooLong { max, got }) => vec![("max", max.to_string()), ("got", got.to_string())],
            Self::Text(TextFlaw::Invisible { position }) => vec![("position", position.to_string())],
            Self::AreaRange { max } | Self::AmountRange { max } => vec![("max", max.to_string())],
            Self::Future { today: day }
            | Self::BeforeLatest { latest: day }
            | Self::AlreadyThere { since: day }
            | Self::NotFurther { since: day } => {
                vec![("day", day.to_string())]
            }
            Self::Unknown { given, known } => vec![("given", given.clone()), ("known", known.clone())],
            Self::OutlineCount { found } => vec![("found", found.to_string())],
            Self::Place(flaw) => flaw.values(),
            Self::NotThere { codes } | Self::OverlapsOthers { codes } => vec![("codes", codes.clone())],
            Self::Circle { through } => vec![("through", through.clone())],
            _ => Vec::new(),
        }
    }
}

impl FieldFlaw {
    /// Puts the name of the field to a flaw.
    pub fn at<T>(field: &'static str, value: Result<T, Flaw>) -> Result<T, Self> {
        value.map_err(|flaw| Self { field, flaw })
    }
}

/// What is wrong with a record, field by field, so that a person sees all of it at once.
#[derive(Debug, Default)]
pub(super) struct Flaws(pub Vec<FieldFlaw>);

impl Flaws {
    /// The value, or a note of what is wrong with it.
    pub fn take<T>(&mut self, field: &'static str, value: Result<T, Flaw>) -> Option<T> {
        value.map_err(|flaw| self.0.push(FieldFlaw { field, flaw })).ok()
    }

    /// The value of a field that may be left empty.
    pub fn take_given<T>(
        &mut self,
        field: &'static str,
        text: &str,
        read: impl Fn(&str) -> Result<T, Flaw>,
    ) -> Option<T> {
        if text.trim().is_empty() { None } else { self.take(field, read(text)) }
    }
}
