use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Code, Connection, FieldFlaw, Flaw, Level, Line};

/// The rules of the zone for its land: what standard land needs, how much an indicator must come to, when granted land
/// lies idle, how much must be for industry. They are data; without them nothing is judged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// The works that standard land needs.
    pub works: Vec<Connection>,
    /// Where that is known from.
    pub works_source: Option<Line>,
    /// The least share of land for industry.
    pub floor: Option<Floor>,
    /// When granted land lies idle.
    pub idle: Option<IdleRule>,
    /// When a lease of a factory building is told as ending.
    pub lease: Option<LeaseRule>,
    /// Industries that limits tell apart, in the order of forms.
    pub industries: Vec<Industry>,
    /// Assessments that standard land needs (区域评估), in the order of the card.
    pub assessments: Vec<AssessmentKind>,
    /// Control indicators (控制指标), in the order of the card.
    pub indicators: Vec<Indicator>,
    /// What they must come to.
    pub limits: Vec<Limit>,
}

/// The least share of land for industry (产业用地占比下限).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Floor {
    /// Per cent.
    pub percent: Level,
    /// Where it is known from.
    pub source: Option<Line>,
}

/// When granted land lies idle (闲置土地).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdleRule {
    /// Months after the promised start without a start.
    pub start_months: i16,
    /// Months since building stopped, where too little is built or invested.
    pub stopped_months: i16,
    /// Less than this is too little built, per cent of the land to be built upon.
    pub built_percent: Level,
    /// Less than this is too little invested, per cent of the whole investment.
    pub invested_percent: Level,
    /// Months after the promised start from which land that was not begun can be taken back.
    pub recover_months: i16,
    /// Days before it lies idle from which that is told.
    pub warn_days: i16,
    /// Where it is known from.
    pub source: Option<Line>,
}

/// When a lease is told as ending (租约即将到期).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaseRule {
    /// Days before its last day from which that is told.
    pub warn_days: i16,
    /// Where it is known from.
    pub source: Option<Line>,
}

/// An industry that limits tell apart (行业).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Industry {
    /// Its key in files.
    pub key: Code,
    /// What it is called.
    pub name_zh: Line,
    /// What it is called in English.
    pub name_en: Line,
    /// Parks whose parcels are meant for it.
    pub parks: BTreeSet<Code>,
    /// Where it is known from.
    pub source: Option<Line>,
}

/// An assessment that is made for a whole region, so that no project needs its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssessmentKind {
    /// Its key in files.
    pub key: Code,
    /// What it is called.
    pub name_zh: Line,
    /// What it is called in English.
    pub name_en: Line,
    /// Days before it expires from which that is told.
    pub warn_days: i16,
    /// Where it is known from.
    pub source: Option<Line>,
}

/// Which side of a limit is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// More is better: investment.
    AtLeast,
    /// Less is better: emissions.
    AtMost,
}

/// What is controlled about a project on its land.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indicator {
    /// Its key in files.
    pub key: Code,
    /// What it is called.
    pub name_zh: Line,
    /// What it is called in English.
    pub name_en: Line,
    /// In which unit it is told; none for ratios.
    pub unit_zh: Option<Line>,
    /// The same in English.
    pub unit_en: Option<Line>,
    /// Which side of a limit is good.
    pub bound: Bound,
    /// The unit in which measures read it, and by what its values are multiplied for that; none where no measure does.
    pub measured: Option<(String, i64)>,
    /// Where it is known from.
    pub source: Option<Line>,
}

/// What an indicator must come to from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The indicator.
    pub indicator: Code,
    /// For this industry; for all that have none of their own where it is empty.
    pub industry: Option<Code>,
    /// From which day.
    pub from: Date,
    /// How much, in the unit of the indicator.
    pub value: Level,
    /// Where it is known from.
    pub source: Option<Line>,
}

impl Bound {
    /// Whether a value is on the good side of a limit, or on it.
    pub fn keeps(self, value: Level, limit: Level) -> bool {
        match self {
            Self::AtLeast => value >= limit,
            Self::AtMost => value <= limit,
        }
    }
}

impl LeaseRule {
    /// Whether a lease with this last day is ending on a day.
    pub fn is_ending(&self, last: Date, on: Date) -> bool {
        on.until(last).is_ok_and(|left| left.get_days() <= i32::from(self.warn_days))
    }
}

impl Rules {
    /// The industry that the parcels of a park are meant for.
    pub fn industry_of(&self, park: Option<&Code>) -> Option<&Industry> {
        let park = park?;
        self.industries.iter().find(|one| one.parks.contains(park))
    }

    /// What an indicator must come to on a day: what holds for the industry, else what holds for all; the latest of those.
    pub fn limit(&self, indicator: &Code, industry: Option<&Code>, on: Date) -> Option<&Limit> {
        let holds = |limit: &&Limit| {
            let fits = limit.industry.is_none() || limit.industry.as_ref() == industry;
            limit.indicator == *indicator && limit.from <= on && fits
        };
        self.limits.iter().filter(holds).max_by_key(|limit| (limit.industry.is_some(), limit.from))
    }

    /// A flaw that calls an indicator by its key, with its names.
    pub fn named(&self, flaw: FieldFlaw) -> FieldFlaw {
        match flaw.flaw {
            Flaw::Indicator { key, zh, en, flaw: inner } => {
                let known = self.indicators.iter().find(|one| one.key.as_str() == key);
                let names = known.map(|one| (one.name_zh.to_string(), one.name_en.to_string()));
                let (zh, en) = names.unwrap_or((zh, en));
                FieldFlaw { field: flaw.field, flaw: Flaw::Indicator { key, zh, en, flaw: inner } }
            }
            _ => flaw,
        }
    }

    /// A kind of assessment as it was typed.
    ///
    /// # Errors
    /// [`Flaw::Unknown`] with those that there are.
    pub fn find_assessment(&self, given: &str) -> Result<&AssessmentKind, Flaw> {
        found(&self.assessments, given, |one| &one.key)
    }

    /// An industry as it was typed.
    ///
    /// # Errors
    /// [`Flaw::Unknown`] with those that there are.
    pub fn find_industry(&self, given: &str) -> Result<&Industry, Flaw> {
        found(&self.industries, given, |one| &one.key)
    }

    /// An indicator as it was typed.
    ///
    /// # Errors
    /// [`Flaw::Unknown`] with those that there are.
    pub fn find_indicator(&self, given: &str) -> Result<&Indicator, Flaw> {
        found(&self.indicators, given, |one| &one.key)
    }
}

fn found<'l, T>(list: &'l [T], given: &str, key: impl Fn(&T) -> &Code) -> Result<&'l T, Flaw> {
    let found = list.iter().find(|one| key(one).as_str() == given.trim());
    found.ok_or_else(|| Flaw::unknown(given, list.iter().map(|one| key(one).as_str())))
}
