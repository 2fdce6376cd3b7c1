use std::collections::BTreeSet;

use boundary::{Boundary, merge, split_by_line};
use jiff::civil::Date;

use super::{
    Code, FieldFlaw, Flaw, History, Line, Mu, Outline, Parcel, ParcelRecord, PlaceFlaw, Step, course, flaw::Flaws,
};

/// That a parcel came from another by division or merger (分割、合并), and the day on which the other ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Descent {
    /// The later parcel.
    pub parcel: Code,
    /// The earlier one.
    pub origin: Code,
    /// From this day on there is the one, and the other is no more.
    pub on: Date,
}

/// How a parcel is to be divided, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SplitDraft {
    /// The dividing line: a LineString in GeoJSON, from outside of the parcel through to outside.
    pub line: String,
    /// The day.
    pub on: String,
    /// Codes of the pieces, the largest first, with spaces between them.
    pub codes: String,
}

/// How parcels are to be merged, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MergeDraft {
    /// Codes of the parcels, with spaces between them.
    pub with: String,
    /// The day.
    pub on: String,
    /// Code of what they become.
    pub code: String,
    /// What it is called.
    pub name: String,
}

/// A parcel that is divided or merged, as it lies.
pub type Placed = (ParcelRecord, Outline);

/// What becomes of parcels.
#[derive(Clone, Debug, PartialEq)]
pub struct Succession {
    /// The day.
    pub on: Date,
    /// The parcels that there are from then on, and where they lie.
    pub heirs: Vec<Placed>,
}

/// Sides of neighbours that depart by no more become one, m: twice the 5 cm to which boundary points are marked.
const SIDE_TOLERANCE_M: f64 = 0.1;

/// A parcel divided along a line. Pieces stand as the whole stood, and share its declared area as they share the land.
///
/// # Errors
/// All that is wrong, by field.
pub fn split((parcel, outline): &Placed, draft: &SplitDraft, today: Date) -> Result<Succession, Vec<FieldFlaw>> {
    let mut flaws = Flaws::default();
    let on = flaws.take("on", day(&draft.on, &[parcel], today));
    let codes = flaws.take("codes", codes(&draft.codes));
    let pieces = flaws.take("line", pieces(&outline.boundary, &draft.line));
    let (Some(on), Some(codes), Some(pieces)) = (on, codes, pieces) else { return Err(flaws.0) };
    if codes.len() != pieces.len() {
        let flaw = PlaceFlaw::PieceCount { pieces: pieces.len(), codes: codes.len() };
        return Err(vec![FieldFlaw { field: "codes", flaw: flaw.into() }]);
    }
    let areas = parcel.parcel.area.shared(&pieces.iter().map(Boundary::area_m2).collect::<Vec<_>>());
    let areas = areas.map_err(|flaw| vec![FieldFlaw { field: "line", flaw }])?;
    let heirs = codes.into_iter().zip(pieces).zip(areas).map(|((code, boundary), area)| {
        let name = name_of_piece(&parcel.parcel.name, &code);
        let whole = parcel.parcel.clone();
        heir(parcel, on, code, Parcel { name, area, ..whole }, boundary)
    });
    Ok(Succession { on, heirs: heirs.collect() })
}

/// Neighbours made one. They must stand alike and be of one use; what they become has the sum of their declared areas.
///
/// # Errors
/// All that is wrong, by field.
pub fn unite(parcels: &[Placed], draft: &MergeDraft, today: Date) -> Result<Succession, Vec<FieldFlaw>> {
    let mut flaws = Flaws::default();
    let records: Vec<&ParcelRecord> = parcels.iter().map(|(record, _)| record).collect();
    let on = flaws.take("on", day(&draft.on, &records, today));
    let code = flaws.take("code", draft.code.parse());
    let name = flaws.take("name", draft.name.parse());
    let first = flaws.take("with", alike(&records));
    let boundaries: Vec<Boundary> = parcels.iter().map(|(_, outline)| outline.boundary.clone()).collect();
    let codes: Vec<String> = records.iter().map(|record| record.code.to_string()).collect();
    let whole = merge(&boundaries, SIDE_TOLERANCE_M).map_err(|error| PlaceFlaw::of_merger(&error, &codes).into());
    let whole = flaws.take("with", whole);
    let area = flaws.take("with", Mu::sum(records.iter().map(|record| record.parcel.area)));
    match (on, code, name, first, whole, area) {
        (Some(on), Some(code), Some(name), Some(first), Some(whole), Some(area)) => {
            let parcel = Parcel { name, area, note: None, ..first.parcel.clone() };
            Ok(Succession { on, heirs: vec![heir(first, on, code, parcel, whole)] })
        }
        _ => Err(flaws.0),
    }
}

/// A day on which all of these can end: not after today, and after each has come to where it stands.
fn day(typed: &str, records: &[&ParcelRecord], today: Date) -> Result<Date, Flaw> {
    let on: Date = typed.trim().parse().map_err(|_| Flaw::Day)?;
    if on > today {
        return Err(Flaw::Future { today });
    }
    let latest = records.iter().filter_map(|record| record.history.latest()).map(|step| step.on).max();
    match latest.filter(|latest| on < *latest) {
        Some(latest) => Err(Flaw::BeforeLatest { latest }),
        None => Ok(on),
    }
}

/// Codes with spaces between them, no two the same.
pub fn codes(typed: &str) -> Result<Vec<Code>, Flaw> {
    let codes: Vec<Code> = typed.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
    let different: BTreeSet<&Code> = codes.iter().collect();
    if different.len() == codes.len() { Ok(codes) } else { Err(Flaw::Taken) }
}

fn pieces(boundary: &Boundary, typed: &str) -> Result<Vec<Boundary>, Flaw> {
    let lines = course::lines(typed)?;
    let [line] = lines.as_slice() else { return Err(PlaceFlaw::Course.into()) };
    split_by_line(boundary, line).map_err(|error| PlaceFlaw::from(&error).into())
}

/// The first of parcels that stand alike and are of one use and park.
fn alike<'r>(records: &[&'r ParcelRecord]) -> Result<&'r ParcelRecord, Flaw> {
    let first = records.first().copied().filter(|_| records.len() > 1).ok_or(PlaceFlaw::MergesTwo)?;
    let stands = |record: &ParcelRecord| record.history.latest().map(|step| step.status);
    let other = records.iter().find(|other| {
        stands(other) != stands(first)
            || other.parcel.land_use != first.parcel.land_use
            || other.parcel.park != first.parcel.park
    });
    match other {
        None => Ok(first),
        Some(other) => Err(PlaceFlaw::Unlike { codes: format!("{} {}", first.code, other.code) }.into()),
    }
}

/// A parcel that stands as its origin stood; what the public sees of it is decided anew.
fn heir(origin: &ParcelRecord, on: Date, code: Code, parcel: Parcel, boundary: Boundary) -> Placed {
    let status = origin.history.latest().map(|step| Step { status: step.status, on, reason: None });
    let history = History::restore(status.into_iter().collect());
    let outline = Outline { on, boundary, source: parcel.source.clone() };
    (ParcelRecord { code, parcel, history, listing: None, version: 1 }, outline)
}

/// The name of the whole with the code of the piece behind it; the code alone where that would be too long.
fn name_of_piece(name: &Line, code: &Code) -> Line {
    let long = format!("{name} {code}").parse();
    long.unwrap_or_else(|_| name.clone())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::model::{LandStatus, ParcelDraft, Vocabulary, VocabularyRecord};

    const TODAY: Date = date(2020, 8, 20);

    fn words() -> Vocabulary {
        let text = "[[use]]\ncode = \"0601\"\nname_zh = \"工业\"\nname_en = \"Industry\"\nindustrial = true\n";
        toml::from_str::<VocabularyRecord>(text).unwrap().check().unwrap()
    }

    /// A parcel of a rectangle of these degrees.
    fn placed(code: &str, area_mu: &str, [west, south, east, north]: [f64; 4]) -> Placed {
        let draft =
            ParcelDraft { name: code.into(), land_use: "0601".into(), area_mu: area_mu.into(), ..Default::default() };
        let on = date(2019, 5, 1);
        let history = History::restore(vec![Step { status: LandStatus::Ready, on, reason: None }]);
        let parcel = draft.check(&words()).unwrap();
        let ring = vec![[west, south], [east, south], [east, north], [west, north], [west, south]];
        let boundary = Boundary::new(vec![vec![ring]]).unwrap();
        let record = ParcelRecord { code: code.parse().unwrap(), parcel, history, listing: None, version: 1 };
        (record, Outline { on, boundary, source: None })
    }

    fn line(from: [f64; 2], to: [f64; 2]) -> String {
        serde_json::json!({ "type": "LineString", "coordinates": [from, to] }).to_string()
    }

    proptest! {
        #[test]
        fn pieces_have_all_of_the_land_and_all_of_the_area(
            at in 0.05..0.95_f64, slant in -0.04..0.04_f64, thousandths in 1_000..900_000_000_i64,
        ) {
            let area = Mu::from_thousandths(thousandths).unwrap();
            let whole = placed("A", &area.to_string(), [112.1, 35.6, 112.11, 35.61]);
            let line = line([112.1 + 0.01 * (at - slant), 35.59], [112.1 + 0.01 * (at + slant), 35.62]);
            let draft = SplitDraft { line, on: "2020-08-01".into(), codes: "A-1 A-2".into() };
            let made = split(&whole, &draft, TODAY).unwrap();
            let declared: i64 = made.heirs.iter().map(|(record, _)| record.parcel.area.thousandths()).sum();
            prop_assert_eq!(declared, thousandths);
            let measured: f64 = made.heirs.iter().map(|(_, outline)| outline.boundary.area_m2()).sum();
            let before = whole.1.boundary.area_m2();
            prop_assert!((measured - before).abs() < 1e-5 * before, "{} {}", measured, before);
            let with = MergeDraft { with: String::new(), on: "2020-08-02".into(), code: "B".into(), name: "乙".into() };
            let again = unite(&made.heirs, &with, TODAY).unwrap();
            prop_assert_eq!(again.heirs[0].0.parcel.area, area);
            let measured = again.heirs[0].1.boundary.area_m2();
            prop_assert!((measured - before).abs() < 1e-5 * before, "{} {}", measured, before);
        }
    }

    #[test]
    fn what_cannot_be_divided_or_merged_says_why() {
        let whole = placed("A", "100", [112.1, 35.6, 112.11, 35.61]);
        let across = line([112.105, 35.59], [112.105, 35.62]);
        let refused = |line: &str, on: &str, codes: &str| {
            let draft = SplitDraft { line: line.into(), on: on.into(), codes: codes.into() };
            let flaws = split(&whole, &draft, TODAY).unwrap_err();
            flaws.into_iter().map(|flaw| (flaw.field, flaw.flaw)).collect::<Vec<_>>()
        };
        let beside = line([112.2, 35.59], [112.2, 35.62]);
        assert_eq!(refused(&beside, "2020-08-01", "A-1 A-2"), [("line", PlaceFlaw::NoCut.into())]);
        let count = PlaceFlaw::PieceCount { pieces: 2, codes: 1 };
        assert_eq!(refused(&across, "2020-08-01", "A-1"), [("codes", count.into())]);
        assert_eq!(refused(&across, "2020-08-01", "A-1 A-1"), [("codes", Flaw::Taken)]);
        assert_eq!(refused(&across, "2021-08-01", "A-1 A-2"), [("on", Flaw::Future { today: TODAY })]);
        let latest = date(2019, 5, 1);
        assert_eq!(refused(&across, "2019-04-30", "A-1 A-2"), [("on", Flaw::BeforeLatest { latest })]);

        let far = placed("B", "100", [112.2, 35.6, 112.21, 35.61]);
        let draft = MergeDraft { with: String::new(), on: "2020-08-01".into(), code: "C".into(), name: "丙".into() };
        let refused = |parcels: &[Placed]| unite(parcels, &draft, TODAY).unwrap_err().swap_remove(0).flaw;
        assert_eq!(refused(&[whole.clone(), far]), PlaceFlaw::Apart { code: "B".into() }.into());
        let mut idle = placed("B", "100", [112.11, 35.6, 112.12, 35.61]);
        assert!(unite(&[whole.clone(), idle.clone()], &draft, TODAY).is_ok());
        idle.0.history = History::restore(vec![Step { status: LandStatus::Idle, on: latest, reason: None }]);
        assert_eq!(refused(&[whole.clone(), idle]), PlaceFlaw::Unlike { codes: "A B".into() }.into());
        assert_eq!(refused(&[whole]), PlaceFlaw::MergesTwo.into());
    }
}
