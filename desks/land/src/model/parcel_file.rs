use std::{
    collections::{BTreeMap, hash_map::DefaultHasher},
    hash::{Hash, Hasher},
};

use jiff::civil::Date;
use spreadsheet::{TableError, TableRow};

use super::{Code, FieldFlaw, Flaw, History, ParcelDraft, ParcelRecord, PlaceFlaw, StepDraft, Vocabulary};

/// The columns of a table of parcels. What a file does not have keeps its value; an empty cell clears it.
pub const PARCEL_COLUMNS: [&str; 10] =
    ["code", "name", "land_use", "park", "area_mu", "note", "source", "status", "since", "reason"];

/// A row of a file of parcels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParcelRow {
    /// Its number in the spreadsheet.
    pub number: u32,
    /// The parcel that it names.
    pub code: Option<Code>,
    /// What becomes of it.
    pub outcome: ParcelOutcome,
}

/// What becomes of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParcelOutcome {
    /// The register gets this parcel.
    New(Box<ParcelRecord>),
    /// The parcel becomes this one.
    Changed(Box<ParcelRecord>),
    /// The register says so already.
    Unchanged,
    /// It cannot be.
    Refused(FieldFlaw),
}

/// What the register says before a file is taken over.
pub struct Registered<'s> {
    /// The parcels.
    pub parcels: &'s BTreeMap<Code, ParcelRecord>,
    /// Parks and classes of use.
    pub vocabulary: &'s Vocabulary,
    /// Today.
    pub today: Date,
}

/// What a table of parcels would do, row by row; its columns are [`PARCEL_COLUMNS`].
///
/// # Errors
/// The file as a whole cannot be read.
pub fn read_parcels(text: &str, registered: &Registered<'_>) -> Result<Vec<ParcelRow>, TableError> {
    let table = spreadsheet::read_csv(text.as_bytes())?;
    let place = |name: &str| table.header.iter().position(|heading| heading == name);
    let places: BTreeMap<&str, usize> = PARCEL_COLUMNS.iter().filter_map(|name| Some((*name, place(name)?))).collect();
    let mut first: BTreeMap<Code, u32> = BTreeMap::new();
    let rows = table.rows.iter().map(|row| {
        let cells = Cells { row, places: &places };
        let code = FieldFlaw::at("code", cells.text("code").parse::<Code>());
        let outcome = code.clone().and_then(|code| match *first.entry(code.clone()).or_insert(row.number) {
            first if first != row.number => Err(FieldFlaw { field: "code", flaw: Flaw::RowTwice { first } }),
            _ => cells.outcome(code, registered),
        });
        ParcelRow { number: row.number, code: code.ok(), outcome: outcome.unwrap_or_else(ParcelOutcome::Refused) }
    });
    Ok(rows.collect())
}

/// Changes whenever something else would be written: what is confirmed is what was seen.
pub fn parcels_fingerprint(rows: &[ParcelRow]) -> String {
    let mut hasher = DefaultHasher::new();
    for row in rows {
        if let ParcelOutcome::New(record) | ParcelOutcome::Changed(record) = &row.outcome {
            format!("{record:?}").hash(&mut hasher);
        }
    }
    format!("{:016x}", hasher.finish())
}

/// A row under its header.
struct Cells<'r> {
    row: &'r TableRow,
    places: &'r BTreeMap<&'r str, usize>,
}

impl Cells<'_> {
    /// The text in a column; none where the file does not have it.
    fn given(&self, column: &str) -> Option<&str> {
        Some(self.row.cells.get(*self.places.get(column)?).unwrap_or_default().trim())
    }

    fn text(&self, column: &str) -> &str {
        self.given(column).unwrap_or_default()
    }

    fn outcome(&self, code: Code, registered: &Registered<'_>) -> Result<ParcelOutcome, FieldFlaw> {
        let known = registered.parcels.get(&code);
        if let Some(since) = known.and_then(|known| known.history.ended()) {
            return Err(FieldFlaw { field: "code", flaw: PlaceFlaw::Ended { since: since.to_string() }.into() });
        }
        let present = known.map(|known| known.parcel.draft()).unwrap_or_default();
        let parcel = self.draft(present, registered.vocabulary).check(registered.vocabulary);
        let parcel = parcel.map_err(first_of)?;
        let Some(known) = known else {
            let mut history = History::default();
            history.enter(self.step().check().map_err(first_of)?, registered.today).map_err(of_step)?;
            let record = ParcelRecord { code, parcel, history, listing: None, version: 1 };
            return Ok(ParcelOutcome::New(Box::new(record)));
        };
        if parcel.land_use != known.parcel.land_use {
            return Err(FieldFlaw { field: "land_use", flaw: Flaw::UseByFile });
        }
        let mut record = ParcelRecord { parcel, ..known.clone() };
        if !self.stands_there(known) {
            let step = self.step().check().map_err(first_of)?;
            record.history.enter(step, registered.today).map_err(of_step)?;
        }
        if record == *known {
            return Ok(ParcelOutcome::Unchanged);
        }
        record.version += 1;
        Ok(ParcelOutcome::Changed(Box::new(record)))
    }

    /// The parcel as the row has it; uses and parks may be told by their names, as exports tell them.
    fn draft(&self, present: ParcelDraft, vocabulary: &Vocabulary) -> ParcelDraft {
        let given = |column, present: String| self.given(column).map_or(present, str::to_owned);
        let land_use = given("land_use", present.land_use);
        let park = given("park", present.park);
        let use_called =
            vocabulary.uses.iter().find(|one| [one.name_zh.as_str(), one.name_en.as_str()].contains(&&*land_use));
        let park_called =
            vocabulary.parks.iter().find(|one| [one.name_zh.as_str(), one.name_en.as_str()].contains(&&*park));
        ParcelDraft {
            name: given("name", present.name),
            park: park_called.map_or(park.clone(), |one| one.key.to_string()),
            land_use: use_called.map_or(land_use.clone(), |one| one.code.to_string()),
            area_mu: given("area_mu", present.area_mu),
            note: given("note", present.note),
            source: given("source", present.source),
        }
    }

    fn step(&self) -> StepDraft {
        let text = |column| self.text(column).to_owned();
        StepDraft { status: text("status"), on: text("since"), reason: text("reason") }
    }

    /// Whether the row leaves a parcel where it stands: it says nothing of that, or the same.
    fn stands_there(&self, known: &ParcelRecord) -> bool {
        let Some(latest) = known.history.latest() else { return false };
        let says = |column, present: String| self.given(column).is_none_or(|text| text.is_empty() || text == present);
        says("status", latest.status.to_string()) && says("since", latest.on.to_string())
    }
}

fn first_of(flaws: Vec<FieldFlaw>) -> FieldFlaw {
    let unnamed = FieldFlaw { field: "code", flaw: Flaw::Code };
    of_step(flaws.into_iter().next().unwrap_or(unnamed))
}

/// The day of a step stands in the column `since`.
fn of_step(flaw: FieldFlaw) -> FieldFlaw {
    if flaw.field == "on" { FieldFlaw { field: "since", ..flaw } } else { flaw }
}
