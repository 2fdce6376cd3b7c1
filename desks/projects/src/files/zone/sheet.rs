use csv::StringRecord;
use spreadsheet::{TableError, protect};

use super::ZoneError;

/// A CSV of the zone's folder with exactly the columns that it must have.
pub(super) struct Sheet {
    pub file: &'static str,
    pub rows: Vec<SheetRow>,
}

pub(super) struct SheetRow {
    pub line: u32,
    cells: StringRecord,
}

impl Sheet {
    /// Reads a file; without any text it has no rows. A row that is cut off is an error, and left out.
    pub fn read(file: &'static str, text: &str, columns: &[&str], errors: &mut Vec<ZoneError>) -> Self {
        let mut sheet = Self { file, rows: Vec::new() };
        if text.is_empty() {
            return sheet;
        }
        let table = match spreadsheet::read_csv(text.as_bytes()) {
            Ok(table) => table,
            Err(error) => {
                errors.push(file_error(file, &error));
                return sheet;
            }
        };
        if !table.header.iter().eq(columns.iter().copied()) {
            let problem = format!("the first line must be {}", columns.join(","));
            errors.push(ZoneError { file, line: 1, problem });
            return sheet;
        }
        for row in table.rows {
            if row.cells.len() == columns.len() {
                sheet.rows.push(SheetRow { line: row.line, cells: row.cells });
            } else {
                let problem = format!("the row has {} cells, the first line {}", row.cells.len(), columns.len());
                errors.push(ZoneError { file, line: row.line, problem });
            }
        }
        sheet
    }

    /// An error of a row.
    pub fn error(&self, row: &SheetRow, problem: &impl ToString) -> ZoneError {
        ZoneError { file: self.file, line: row.line, problem: problem.to_string() }
    }
}

impl SheetRow {
    /// All cells, in order.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.cells.iter()
    }

    /// The cells, of which there are as many as columns.
    pub fn cells<const N: usize>(&self) -> [&str; N] {
        std::array::from_fn(|position| self.cells.get(position).unwrap_or_default())
    }
}

/// An error of a file as a whole; a broken quotation mark names its line.
pub(super) fn file_error(file: &'static str, error: &TableError) -> ZoneError {
    let line = match error {
        TableError::BrokenQuote { line } => *line,
        TableError::TooManyColumns { row, .. } | TableError::CellTooLong { row, .. } => *row,
        _ => 0,
    };
    ZoneError { file, line, problem: error.to_string() }
}

/// Writes a CSV of the zone's folder; without any row, no text: the file is left out.
pub(super) fn write(columns: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Result<String, TableError> {
    let mut rows = rows.peekable();
    if rows.peek().is_none() {
        return Ok(String::new());
    }
    let header = columns.iter().map(ToString::to_string).collect();
    let rows = rows.map(|row| row.iter().map(|cell| protect(cell)).collect());
    let bytes = spreadsheet::write_csv(std::iter::once(header).chain(rows), false)?;
    String::from_utf8(bytes).map_err(|error| TableError::Write { message: error.to_string() })
}
