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
    /// A file of parcels that gives one another use.
    #[error("the use of a parcel is changed on its own page, where the share of industry is weighed")]
    UseByFile,
    /// Another row of the file is about the same parcel.
    #[error("row {first} is about the same parcel")]
    RowTwice {
        /// Its number.
        first: u32,
    },
    /// Other parcels lie there.
    #[error("overlaps the parcels {codes}")]
    OverlapsOthers {
        /// Their codes.
        codes: String,
    },
    /// The most is less than the least.
    #[error("must not be less than the least")]
    LessThanLeast,
    /// Not a value of an indicator.
    #[error("must be 0 to {max}, with at most three decimals")]
    LevelRange {
        /// The most.
        max: u32,
    },
    /// Not money.
    #[error("is not an amount of money; write it like 1280.5, with at most six decimals and no commas")]
    Money,
    /// Not a whole number in its range.
    #[error("must be a whole number from {least} to {most}")]
    Whole {
        /// The least.
        least: i16,
        /// The most.
        most: i16,
    },
    /// A day before the one that it follows.
    #[error("must not lie before {day}")]
    Before {
        /// That day.
        day: Date,
    },
    /// In a row of a list.
    #[error("row {row}, {column}: {flaw}")]
    Row {
        /// Which row, from 1.
        row: usize,
        /// Which field of it.
        column: &'static str,
        /// What is wrong there.
        flaw: Box<Flaw>,
    },
    /// With the value of an indicator.
    #[error("{en}: {flaw}")]
    Indicator {
        /// The indicator's key.
        key: String,
        /// What it is called.
        zh: String,
        /// What it is called in English.
        en: String,
        /// What is wrong with the value.
        flaw: Box<Flaw>,
    },
    /// A promise that is worse than the limit, and nobody says on what ground it was approved.
    #[error("{value} is worse than the limit of {limit}; give the ground on which this was approved")]
    WorseThanLimit {
        /// What was promised.
        value: String,
        /// The limit.
        limit: String,
    },
    /// More than there is.
    #[error("must be at most {max}")]
    MoreThan {
        /// The most.
        max: String,
    },
    /// Parts that do not add up to the whole.
    #[error("the payments add up to {sum}, not to the price of {price}")]
    PaymentsSum {
        /// Of the payments, ten thousand yuan.
        sum: String,
        /// The price, ten thousand yuan.
        price: String,
    },
    /// No sums by year.
    #[error(
        "must name each year once with its sum, as 2020: 8000; 2021: 20000, from {least} to {most}, at most {max} of them"
    )]
    Years {
        /// The earliest year.
        least: i16,
        /// The latest.
        most: i16,
        /// How many at most.
        max: usize,
    },
    /// Sums by year that do not add up to the whole.
    #[error("the years add up to {sum}, not to {total}")]
    YearsSum {
        /// Of the years.
        sum: String,
        /// The whole.
        total: String,
    },
    /// Two leases of one unit at the same time.
    #[error("overlaps row {other}: the unit is leased to somebody else then")]
    LeaseOverlap {
        /// The other row, from 1.
        other: usize,
    },
    /// The share of land for industry would fall under its floor.
    #[error("the share of land for industry would fall from {before} to {after} %, under the floor of {floor} %")]
    UnderFloor {
        /// Now, per cent.
        before: String,
        /// Then, per cent.
        after: String,
        /// The least, per cent.
        floor: String,
    },
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
            Self::UseByFile => "land-flaw-use-by-file",
            Self::RowTwice { .. } => "land-flaw-row-twice",
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
            Self::LevelRange { .. } => "land-flaw-level-range",
            Self::Money => "land-flaw-money",
            Self::Whole { .. } => "land-flaw-whole",
            Self::Before { .. } => "land-flaw-before",
            Self::Row { .. } => "land-flaw-row",
            Self::Indicator { .. } => "land-flaw-indicator",
            Self::WorseThanLimit { .. } => "land-flaw-worse-than-limit",
            Self::MoreThan { .. } => "land-flaw-more-than",
            Self::PaymentsSum { .. } => "land-flaw-payments-sum",
            Self::Years { .. } => "land-flaw-years",
            Self::YearsSum { .. } => "land-flaw-years-sum",
            Self::LeaseOverlap { .. } => "land-flaw-lease-overlap",
            Self::UnderFloor { .. } => "land-flaw-under-floor",
        }
    }

    /// What its sentence puts in.
    pub fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Text(TextFlaw::TooLong { max, got }) => vec![("max", max.to_string()), ("got", got.to_string())],
            Self::Text(TextFlaw::Invisible { position }) => vec![("position", position.to_string())],
            Self::AreaRange { max } | Self::AmountRange { max } | Self::LevelRange { max } => {
                vec![("max", max.to_string())]
            }
            Self::MoreThan { max } => vec![("max", max.clone())],
            Self::YearsSum { sum, total } => vec![("sum", sum.clone()), ("total", total.clone())],
            Self::Years { least, most, max } => {
                vec![("least", least.to_string()), ("most", most.to_string()), ("max", max.to_string())]
            }
            Self::Whole { least, most } => vec![("least", least.to_string()), ("most", most.to_string())],
            Self::WorseThanLimit { value, limit } => vec![("value", value.clone()), ("limit", limit.clone())],
            Self::PaymentsSum { sum, price } => vec![("sum", sum.clone()), ("price", price.clone())],
            Self::LeaseOverlap { other } => vec![("other", other.to_string())],
            Self::UnderFloor { before, after, floor } => {
                vec![("before", before.clone()), ("after", after.clone()), ("floor", floor.clone())]
            }
            Self::Future { today: day }
            | Self::BeforeLatest { latest: day }
            | Self::AlreadyThere { since: day }
            | Self::NotFurther { since: day }
            | Self::Before { day } => {
                vec![("day", day.to_string())]
            }
            Self::Unknown { given, known } => vec![("given", given.clone()), ("known", known.clone())],
            Self::RowTwice { first } => vec![("first", first.to_string())],
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

    /// The value of a field in a row of a list; rows count from 1.
    pub fn take_in_row<T>(
        &mut self,
        (field, row, column): (&'static str, usize, &'static str),
        value: Result<T, Flaw>,
    ) -> Option<T> {
        self.take(field, value.map_err(|flaw| Flaw::Row { row, column, flaw: Box::new(flaw) }))
    }

    /// What was read, if nothing is wrong.
    pub fn finish<T>(self, read: Option<T>) -> Result<T, Vec<FieldFlaw>> {
        match read {
            Some(read) if self.0.is_empty() => Ok(read),
            _ => Err(self.0),
        }
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
