use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Amount, Code, FieldFlaw, Flaw, Kind, LandRecord, Line, Surroundings,
    flaw::Flaws,
    record::{day, given, whole},
};

/// A standard factory building (标准厂房) with its units and their leases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactoryBuilding {
    /// Its number; names it for good.
    pub code: Code,
    /// What it is called.
    pub name: Line,
    /// The parcel on which it stands.
    pub parcel: Code,
    /// From which day units can be had.
    pub ready: Date,
    /// How many floors it has.
    pub floors: i16,
    /// What is leased as a whole, in the order of the codes.
    pub units: Vec<FactoryUnit>,
    /// Who has leased what, the oldest first.
    pub leases: Vec<FactoryLease>,
    /// What else should be known.
    pub note: Option<Line>,
    /// Where all this is known from.
    pub source: Option<Line>,
}

/// A unit of a factory building (单元).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactoryUnit {
    /// Names it in its building.
    pub code: Code,
    /// On which floor, from 1.
    pub floor: i16,
    /// Floor area, m².
    pub area_m2: Amount,
    /// What the floor bears, kN/m².
    pub load_kn_m2: Option<Amount>,
    /// Clear height, m.
    pub height_m: Option<Amount>,
    /// Power that is there, kVA.
    pub power_kva: Option<Amount>,
    /// Gas that is there, m³/h.
    pub gas_m3_h: Option<Amount>,
}

/// A lease of a unit (租约).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactoryLease {
    /// The unit.
    pub unit: Code,
    /// Who has leased it.
    pub tenant: Line,
    /// The first day.
    pub from: Date,
    /// The last day, as agreed.
    pub to: Date,
    /// The last day, where it ended early.
    pub ended: Option<Date>,
    /// Rent, yuan/m² a month.
    pub rent: Amount,
}

/// A [`FactoryBuilding`] as it was typed or stands in a file: nothing is checked yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct FactoryBuildingDraft {
    /// Its number; names it for good.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// Code of the parcel on which it stands.
    pub parcel: String,
    /// From which day units can be had, as 2020-08-20.
    pub ready: String,
    /// How many floors it has.
    pub floors: String,
    /// What else should be known; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Where all this is known from; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// What is leased as a whole.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unit: Vec<FactoryUnitDraft>,
    /// Who has leased what.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lease: Vec<FactoryLeaseDraft>,
}

/// A [`FactoryUnit`] as it was typed: nothing is checked yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct FactoryUnitDraft {
    /// Names it in its building.
    pub unit: String,
    /// On which floor, from 1.
    pub floor: String,
    /// Floor area, m².
    pub area_m2: String,
    /// What the floor bears, kN/m²; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub load_kn_m2: String,
    /// Clear height, m; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub height_m: String,
    /// Power that is there, kVA; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub power_kva: String,
    /// Gas that is there, m³/h; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub gas_m3_h: String,
}

/// A [`FactoryLease`] as it was typed: nothing is checked yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct FactoryLeaseDraft {
    /// The unit.
    pub unit: String,
    /// Who has leased it.
    pub tenant: String,
    /// The first day.
    pub from: String,
    /// The last day, as agreed.
    pub to: String,
    /// The last day, where it ended early; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub ended: String,
    /// Rent, yuan/m² a month.
    pub rent: String,
}

/// A value that may be left empty.
fn spare<T>(text: &str, read: impl Fn(&str) -> Result<T, Flaw>) -> Result<Option<T>, Flaw> {
    if text.trim().is_empty() { Ok(None) } else { read(text).map(Some) }
}

impl FactoryUnitDraft {
    fn check(&self, row: usize, floors: Option<i16>, flaws: &mut Flaws) -> Option<FactoryUnit> {
        let at = |column| ("unit", row, column);
        let code = flaws.take_in_row(at("unit"), self.unit.parse());
        let floor =
            flaws.take_in_row(at("floor"), whole(&self.floor, 1, floors.unwrap_or(FactoryBuilding::FLOORS_MAX)));
        let area_m2 = flaws.take_in_row(at("area_m2"), self.area_m2.parse());
        let load_kn_m2 = flaws.take_in_row(at("load_kn_m2"), spare(&self.load_kn_m2, str::parse));
        let height_m = flaws.take_in_row(at("height_m"), spare(&self.height_m, str::parse));
        let power_kva = flaws.take_in_row(at("power_kva"), spare(&self.power_kva, str::parse));
        let gas_m3_h = flaws.take_in_row(at("gas_m3_h"), spare(&self.gas_m3_h, str::parse));
        let (load_kn_m2, height_m, power_kva, gas_m3_h) = (load_kn_m2?, height_m?, power_kva?, gas_m3_h?);
        Some(FactoryUnit { code: code?, floor: floor?, area_m2: area_m2?, load_kn_m2, height_m, power_kva, gas_m3_h })
    }
}

impl FactoryLeaseDraft {
    fn check(&self, row: usize, flaws: &mut Flaws) -> Option<FactoryLease> {
        let at = |column| ("lease", row, column);
        let unit = flaws.take_in_row(at("unit"), self.unit.parse());
        let tenant = flaws.take_in_row(at("tenant"), self.tenant.parse());
        let from = flaws.take_in_row(at("from"), day(&self.from));
        let to = flaws.take_in_row(at("to"), day(&self.to));
        let ended = flaws.take_in_row(at("ended"), spare(&self.ended, day));
        let rent = flaws.take_in_row(at("rent"), self.rent.parse());
        let not_before = |first: Option<Date>, then: Option<Date>| {
            let backwards = first.zip(then).filter(|(first, then)| then < first);
            backwards.map_or(Ok(()), |(day, _)| Err(Flaw::Before { day }))
        };
        flaws.take_in_row(at("to"), not_before(from, to));
        flaws.take_in_row(at("ended"), not_before(from, ended.flatten()));
        let (unit, tenant, from, to) = (unit?, tenant?, from?, to?);
        Some(FactoryLease { unit, tenant, from, to, ended: ended?, rent: rent? })
    }
}

impl FactoryLease {
    /// The last day.
    pub fn last(&self) -> Date {
        self.ended.map_or(self.to, |ended| ended.min(self.to))
    }

    /// Whether it holds on a day.
    pub fn holds(&self, day: Date) -> bool {
        self.from <= day && day <= self.last()
    }
}

impl LandRecord for FactoryBuilding {
    type Draft = FactoryBuildingDraft;
    const KIND: Kind = Kind::Building;

    fn code(&self) -> &Code {
        &self.code
    }

    fn coded(draft: Self::Draft, code: &Code) -> Self::Draft {
        Self::Draft { code: code.to_string(), ..draft }
    }

    fn draft(&self) -> Self::Draft {
        let unit = |one: &FactoryUnit| FactoryUnitDraft {
            unit: one.code.to_string(),
            floor: one.floor.to_string(),
            area_m2: one.area_m2.to_string(),
            load_kn_m2: given(one.load_kn_m2.as_ref()),
            height_m: given(one.height_m.as_ref()),
            power_kva: given(one.power_kva.as_ref()),
            gas_m3_h: given(one.gas_m3_h.as_ref()),
        };
        let lease = |one: &FactoryLease| FactoryLeaseDraft {
            unit: one.unit.to_string(),
            tenant: one.tenant.to_string(),
            from: one.from.to_string(),
            to: one.to.to_string(),
            ended: given(one.ended.as_ref()),
            rent: one.rent.to_string(),
        };
        Self::Draft {
            code: self.code.to_string(),
            name: self.name.to_string(),
            parcel: self.parcel.to_string(),
            ready: self.ready.to_string(),
            floors: self.floors.to_string(),
            note: given(self.note.as_ref()),
            source: given(self.source.as_ref()),
            unit: self.units.iter().map(unit).collect(),
            lease: self.leases.iter().map(lease).collect(),
        }
    }

    fn check(draft: &Self::Draft) -> Result<Self, Vec<FieldFlaw>> {
        let mut flaws = Flaws::default();
        let code = flaws.take("code", draft.code.parse());
        let name = flaws.take("name", draft.name.parse());
        let parcel = flaws.take("parcel", draft.parcel.parse());
        let ready = flaws.take("ready", day(&draft.ready));
        let floors = flaws.take("floors", whole(&draft.floors, 1, Self::FLOORS_MAX));
        let mut units = Vec::new();
        let mut known = BTreeSet::new();
        for (row, unit) in (1..).zip(&draft.unit) {
            if let Some(unit) = unit.check(row, floors, &mut flaws) {
                let taken = !known.insert(unit.code.clone());
                flaws.take_in_row(("unit", row, "unit"), if taken { Err(Flaw::Taken) } else { Ok(()) });
                units.push(unit);
            }
        }
        units.sort_by(|left, right| left.code.cmp(&right.code));
        let leases = leases(&draft.lease, &known, &mut flaws);
        let note = flaws.take_given("note", &draft.note, str::parse);
        let source = flaws.take_given("source", &draft.source, str::parse);
        let read = || {
            let (code, name, parcel, ready, floors) = (code?, name?, parcel?, ready?, floors?);
            Some(Self { code, name, parcel, ready, floors, units, leases, note, source })
        };
        let read = read();
        flaws.finish(read)
    }

    fn fits(&self, surroundings: &Surroundings<'_>) -> Result<(), Vec<FieldFlaw>> {
        let mut flaws = Flaws::default();
        flaws.take("parcel", surroundings.parcel(&self.parcel));
        flaws.finish(Some(()))
    }
}

/// Leases of units that are there, none of them at the same time as another of its unit.
fn leases(drafts: &[FactoryLeaseDraft], units: &BTreeSet<Code>, flaws: &mut Flaws) -> Vec<FactoryLease> {
    let mut leases: Vec<(usize, FactoryLease)> = Vec::new();
    for (row, draft) in (1..).zip(drafts) {
        let Some(lease) = draft.check(row, flaws) else { continue };
        if !units.contains(&lease.unit) {
            let missing = Flaw::NotThere { codes: lease.unit.to_string() };
            flaws.take_in_row(("lease", row, "unit"), Err::<(), _>(missing));
        }
        let at_once =
            |other: &FactoryLease| other.unit == lease.unit && other.from <= lease.last() && lease.from <= other.last();
        if let Some((other, _)) = leases.iter().find(|(_, other)| at_once(other)) {
            flaws.take_in_row(("lease", row, "from"), Err::<(), _>(Flaw::LeaseOverlap { other: *other }));
        }
        leases.push((row, lease));
    }
    let mut leases: Vec<_> = leases.into_iter().map(|(_, lease)| lease).collect();
    leases.sort_by(|left, right| (left.from, &left.unit).cmp(&(right.from, &right.unit)));
    leases
}

impl FactoryBuilding {
    /// No factory is higher.
    pub const FLOORS_MAX: i16 = 60;

    /// The lease that a unit has on a day; none where it is vacant.
    pub fn lease(&self, unit: &FactoryUnit, day: Date) -> Option<&FactoryLease> {
        self.leases.iter().find(|lease| lease.unit == unit.code && lease.holds(day))
    }

    /// Floor area that can be had or is leased on a day, and what of it is vacant, m².
    pub fn vacancy(&self, day: Date) -> (f64, f64) {
        if self.ready > day {
            return (0.0, 0.0);
        }
        let area = |unit: &FactoryUnit| unit.area_m2.to_f64();
        let vacant = self.units.iter().filter(|unit| self.lease(unit, day).is_none());
        (self.units.iter().map(area).sum(), vacant.map(area).sum())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::float_cmp, clippy::unwrap_used)]
    use jiff::civil::date;

    use super::*;

    fn building(leases: &[(&str, &str, &str, &str)]) -> FactoryBuildingDraft {
        let unit = |unit: &str, area: &str| FactoryUnitDraft {
            unit: unit.into(),
            floor: "1".into(),
            area_m2: area.into(),
            ..FactoryUnitDraft::default()
        };
        let lease = |(unit, from, to, ended): &(&str, &str, &str, &str)| FactoryLeaseDraft {
            unit: (*unit).into(),
            tenant: "甲".into(),
            from: (*from).into(),
            to: (*to).into(),
            ended: (*ended).into(),
            rent: "12".into(),
        };
        FactoryBuildingDraft {
            code: "CF".into(),
            name: "一号厂房".into(),
            parcel: "A".into(),
            ready: "2019-01-01".into(),
            floors: "2".into(),
            unit: vec![unit("101", "600"), unit("102", "400")],
            lease: leases.iter().map(lease).collect(),
            ..FactoryBuildingDraft::default()
        }
    }

    #[test]
    fn a_unit_is_vacant_outside_its_leases() {
        let leases = [("101", "2019-03-01", "2021-02-28", "2020-01-31"), ("101", "2020-02-01", "2020-12-31", "")];
        let draft = building(&leases);
        let one = FactoryBuilding::check(&draft).unwrap();
        assert_eq!(one.draft(), draft);
        assert_eq!(one.vacancy(date(2018, 12, 31)), (0.0, 0.0));
        assert_eq!(one.vacancy(date(2019, 2, 28)), (1000.0, 1000.0));
        assert_eq!(one.vacancy(date(2020, 1, 31)), (1000.0, 400.0));
        assert_eq!(one.vacancy(date(2020, 2, 1)), (1000.0, 400.0));
        assert_eq!(one.vacancy(date(2021, 1, 1)), (1000.0, 1000.0));
    }

    #[test]
    fn two_cannot_have_one_unit_and_units_must_be_there() {
        let leases = [
            ("101", "2019-03-01", "2021-02-28", ""),
            ("101", "2021-02-28", "2022-12-31", ""),
            ("9", "2020-02-01", "2019-12-31", ""),
        ];
        let flaws = FactoryBuilding::check(&building(&leases)).unwrap_err();
        let said: Vec<_> = flaws.iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "lease: row 2, from: overlaps row 1: the unit is leased to somebody else then",
                "lease: row 3, to: must not lie before 2020-02-01",
                "lease: row 3, unit: there is no 9",
            ]
        );
    }
}
