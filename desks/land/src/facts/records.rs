//! What measures can ask of grants, commitment letters, factory buildings and control indicators.

use std::collections::BTreeMap;

use facts::{Fact, Kind, Reading, RecordLink, Title, Unit, Unknown, Value};
use identity::Scope;
use jiff::civil::Date;
use sea_orm::DatabaseConnection;
use store::StoreError;

use crate::{
    model::{
        Code, Commitment, Development, FactoryBuilding, Indicator, LandGrant, LandRecord, ParcelRecord, Rules,
        Versioned,
    },
    store as tables,
};

/// What a figure sums up.
#[derive(Clone, Copy)]
pub enum What {
    /// Grants that lie idle by the rule: how many.
    Idle,
    /// How much land of theirs.
    IdleArea,
    /// Grants that soon will.
    SoonIdle,
    /// What is owed for land.
    Arrears,
    /// Letters that were not kept.
    Short,
    /// Floor area of factory buildings.
    FloorArea,
    /// What of it is vacant.
    Vacant,
}

/// Every figure: key, title, what it sums up.
const FIGURES: [(&str, &str, What); 7] = [
    ("land.grants.idle", "land-fact-grants-idle", What::Idle),
    ("land.grants.idle_area", "land-fact-grants-idle-area", What::IdleArea),
    ("land.grants.soon_idle", "land-fact-grants-soon-idle", What::SoonIdle),
    ("land.grants.arrears", "land-fact-grants-arrears", What::Arrears),
    ("land.commitments.short", "land-fact-commitments-short", What::Short),
    ("land.factory.area", "land-fact-factory-area", What::FloorArea),
    ("land.factory.vacant", "land-fact-factory-vacant", What::Vacant),
];
/// Before the key of an indicator.
const INDICATOR: &str = "land.indicator.";

/// What the figures are made from.
pub struct Hanging<'g> {
    rules: &'g Rules,
    /// In the order of their codes.
    parcels: &'g [ParcelRecord],
    grants: Vec<LandGrant>,
    letters: Vec<Commitment>,
    buildings: Vec<FactoryBuilding>,
}

fn plain<R>(all: Vec<Versioned<R>>) -> Vec<R> {
    all.into_iter().map(|one| one.record).collect()
}

/// A record as evidence, with what it adds.
fn link(record: &impl LandRecord, title: String, place: &str, contribution: Option<(f64, Unit)>) -> RecordLink {
    let code = record.code();
    RecordLink {
        title,
        contribution,
        path: format!("/land/{place}/{code}"),
        subject: (kind_of(record).to_owned(), code.to_string()),
    }
}

fn kind_of<R: LandRecord>(_: &R) -> &'static str {
    R::KIND.key()
}

fn square_metres() -> Unit {
    "m2".parse().unwrap_or_else(|_| Unit::count())
}

impl What {
    fn unit(self) -> Unit {
        match self {
            Self::Idle | Self::SoonIdle | Self::Short => Unit::count(),
            Self::IdleArea => Unit::mu(),
            Self::Arrears => Unit::cny(),
            Self::FloorArea | Self::Vacant => square_metres(),
        }
    }

    /// What a grant adds at the end of a day.
    fn of_grant(self, grant: &LandGrant, rules: &Rules, day: Date) -> Option<f64> {
        let development = grant.development(rules.idle.as_ref(), day);
        let is_idle = matches!(development, Some(Development::Idle { .. }));
        match self {
            Self::Idle => is_idle.then_some(1.0),
            Self::IdleArea => is_idle.then(|| grant.area.to_f64()),
            Self::SoonIdle => matches!(development, Some(Development::SoonIdle { .. })).then_some(1.0),
            Self::Arrears => grant.arrears(day).map(|arrears| arrears.amount.to_f64() * 10_000.0),
            _ => None,
        }
    }
}

/// Indicators that measures read.
fn measured(rules: &Rules) -> impl Iterator<Item = (&Indicator, Unit, f64)> {
    rules.indicators.iter().filter_map(|one| {
        let (unit, times) = one.measured.as_ref()?;
        Some((one, unit.parse().ok()?, *times as f64))
    })
}

/// Every fact.
pub fn facts(rules: &Rules) -> Vec<Fact> {
    let fixed = FIGURES.iter().map(|(key, title, what)| {
        let unit = what.unit();
        let kind = if unit.name() == "count" { Kind::Count } else { Kind::Amount };
        Fact { key: (*key).to_owned(), title: Title { key: title, of: Default::default() }, unit, kind }
    });
    let indicators = measured(rules).map(|(one, unit, _)| Fact {
        key: format!("{INDICATOR}{}", one.key),
        title: Title { key: "land-fact-indicator", of: [one.name_zh.to_string(), one.name_en.to_string()].into() },
        unit,
        kind: Kind::Amount,
    });
    fixed.chain(indicators).collect()
}

impl<'g> Hanging<'g> {
    /// Of the records that the scope may see.
    pub async fn of(
        database: &DatabaseConnection,
        scope: &Scope,
        (rules, parcels): (&'g Rules, &'g [ParcelRecord]),
    ) -> Result<Self, StoreError> {
        Ok(Self {
            rules,
            parcels,
            grants: plain(tables::all_of(database, scope).await?),
            letters: plain(tables::all_of(database, scope).await?),
            buildings: plain(tables::all_of(database, scope).await?),
        })
    }

    /// What is behind a figure at the end of a day; none for a figure that there is not, or before the first record.
    fn behind(&self, what: What, day: Date) -> Option<Vec<(f64, RecordLink)>> {
        let unit = what.unit();
        let told = |amount: f64| (unit.name() != "count").then(|| (amount, unit.clone()));
        match what {
            What::Idle | What::IdleArea | What::SoonIdle | What::Arrears => {
                let known: Vec<_> = self.grants.iter().filter(|one| one.signed <= day).collect();
                let adds = |one: &&LandGrant| {
                    let amount = what.of_grant(one, self.rules, day)?;
                    Some((amount, link(*one, one.grantee.to_string(), "grants", told(amount))))
                };
                (!known.is_empty()).then(|| known.iter().filter_map(adds).collect())
            }
            What::Short => {
                let known: Vec<_> = self.letters.iter().filter(|one| one.signed <= day).collect();
                let short = known.iter().filter(|one| !one.shortfalls(self.rules, day).is_empty());
                let adds = |one: &&Commitment| (1.0, link(*one, one.enterprise.to_string(), "commitments", None));
                (!known.is_empty()).then(|| short.map(adds).collect())
            }
            What::FloorArea | What::Vacant => {
                let known: Vec<_> = self.buildings.iter().filter(|one| one.ready <= day).collect();
                let adds = |one: &&FactoryBuilding| {
                    let (total, vacant) = one.vacancy(day);
                    let amount = if matches!(what, What::Vacant) { vacant } else { total };
                    (amount, link(*one, one.name.to_string(), "buildings", told(amount)))
                };
                (!known.is_empty()).then(|| known.iter().map(adds).collect())
            }
        }
    }

    /// What the letters reported of an indicator for the year before a day, with the land of each, mu.
    fn reported(&self, indicator: &Code, day: Date) -> Vec<(f64, f64, &Commitment)> {
        let reported = self.letters.iter().filter(|one| one.signed <= day).filter_map(|one| {
            let value = one.years.get(&(day.year() - 1))?.values.get(indicator)?;
            let place = self.parcels.binary_search_by(|parcel| parcel.code.cmp(&one.parcel)).ok()?;
            Some((value.to_f64(), self.parcels[place].parcel.area.to_f64(), one))
        });
        reported.collect()
    }

    /// Every reading at the end of a day.
    pub fn readings(&self, day: Date) -> BTreeMap<String, Reading> {
        let fixed = FIGURES.iter().map(|(key, _, what)| {
            let sum = self.behind(*what, day).map(|all| all.iter().map(|(amount, _)| amount).sum());
            ((*key).to_owned(), sum.map(Value::Number).ok_or(Unknown::NoRecords))
        });
        let indicators = measured(self.rules).map(|(one, _, times)| {
            let reported = self.reported(&one.key, day);
            let land: f64 = reported.iter().map(|(_, area, _)| area).sum();
            let sum: f64 = reported.iter().map(|(value, area, _)| value * area).sum();
            let mean = (land > 0.0).then(|| Value::Number(times * sum / land));
            (format!("{INDICATOR}{}", one.key), mean.ok_or(Unknown::NoRecords))
        });
        fixed.chain(indicators).collect()
    }

    /// What is behind one of these figures; none where it is another's.
    pub fn records(&self, key: &str, day: Date) -> Option<Vec<RecordLink>> {
        if let Some((_, _, what)) = FIGURES.iter().find(|(known, _, _)| *known == key) {
            return Some(self.behind(*what, day).unwrap_or_default().into_iter().map(|(_, link)| link).collect());
        }
        let (one, unit, times) =
            measured(self.rules).find(|(one, _, _)| key.strip_prefix(INDICATOR) == Some(one.key.as_str()))?;
        let rows = self.reported(&one.key, day).into_iter().map(|(value, _, letter)| {
            link(letter, letter.enterprise.to_string(), "commitments", Some((value * times, unit.clone())))
        });
        Some(rows.collect())
    }
}
