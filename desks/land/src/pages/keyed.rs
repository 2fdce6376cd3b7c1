//! Tables that people send, with their columns named as the house names them: CSV and XLSX, headings in either language.

use ::pages::{Language, Visit};
use spreadsheet::{Table, TableError, TableRow, protect, write_csv};

use crate::model::LandStatus;

/// Columns without which a table says nothing.
type Needed<'n> = &'n [&'static str];

/// A table as CSV with the columns that are wanted, headed by their keys. Others are left out, rows keep their numbers.
///
/// # Errors
/// The table cannot be read, lacks a column that is needed, or has one twice.
pub fn keyed(visit: &Visit, bytes: &[u8], wanted: &[&'static str], needed: Needed<'_>) -> Result<String, TableError> {
    let table = Table::read(bytes)?;
    let places = places(visit, &table, wanted)?;
    if let Some(missing) = needed.iter().find(|key| places.iter().all(|(known, _)| known != *key)) {
        return Err(match table.suspect {
            Some(encoding) => TableError::Encoding { encoding: encoding.name().to_owned() },
            None => TableError::MissingColumn { expected: super::field_name(visit, missing) },
        });
    }
    let header = places.iter().map(|(key, _)| (*key).to_owned()).collect();
    let mut rows: Vec<Vec<String>> = vec![header];
    for row in &table.rows {
        // The header is row 1, and empty rows are passed over when this is read again.
        rows.resize((row.number as usize).saturating_sub(1).max(rows.len()), vec![String::new()]);
        rows.push(places.iter().map(|place| protect(&cell(visit, row, *place))).collect());
    }
    let bytes = write_csv(rows.into_iter(), false)?;
    String::from_utf8(bytes).map_err(|error| TableError::Write { message: error.to_string() })
}

/// The columns that are wanted and there, each with its place.
fn places(visit: &Visit, table: &Table, wanted: &[&'static str]) -> Result<Vec<(&'static str, usize)>, TableError> {
    let mut places: Vec<(&'static str, usize)> = Vec::new();
    for (place, heading) in table.header.iter().enumerate() {
        let plain = folded(heading);
        let named = |key: &str| names(visit, key, &format!("land-field-{key}")).contains(&plain);
        let Some(key) = wanted.iter().find(|key| named(key)) else { continue };
        if places.iter().any(|(known, _)| known == key) {
            return Err(TableError::ColumnTwice { header: heading.trim().to_owned() });
        }
        places.push((key, place));
    }
    Ok(places)
}

/// A cell; statuses by their keys, whatever they are called.
fn cell(visit: &Visit, row: &TableRow, (key, place): (&str, usize)) -> String {
    let text = row.cells.get(place).unwrap_or_default().trim();
    let is_called =
        |status: &LandStatus| names(visit, status.key(), &format!("land-status-{status}")).contains(&folded(text));
    match LandStatus::ALL.iter().find(|status| key == "status" && is_called(status)) {
        Some(status) => status.to_string(),
        None => text.to_owned(),
    }
}

/// What something is called: its key, and its names in both languages.
fn names(visit: &Visit, key: &str, text: &str) -> [String; 3] {
    let name = |language| folded(&visit.app().languages().text(language, text));
    [folded(key), name(Language::Chinese), name(Language::English)]
}

/// Without what people write in different ways.
fn folded(text: &str) -> String {
    text.chars().filter(|one| !one.is_whitespace()).flat_map(char::to_lowercase).collect()
}
