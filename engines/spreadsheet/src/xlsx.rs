use std::io::{self, Cursor, Read};

use calamine::{DataRef, Reader, SheetVisible, Xlsx, XlsxError};
use csv::StringRecord;

use crate::{
    CELL_CHARS_MAX, COLUMNS_MAX, ROWS_MAX, TableError, UNPACKED_BYTES_MAX,
    table::{Table, TableRow},
};

/// Reads the first visible sheet of an XLSX, cell by cell: a single cell far out costs nothing.
pub fn read(bytes: &[u8]) -> Result<Table, TableError> {
    check_unpacked(bytes)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let visible = |sheet: &&calamine::Sheet| sheet.visible == SheetVisible::Visible;
    let first = book.sheets_metadata().iter().find(visible).map(|sheet| sheet.name.clone());
    let mut cells = book.worksheet_cells_reader(&first.ok_or(TableError::Empty)?).map_err(damaged)?;
    let mut rows = Rows::default();
    while let Some(cell) = cells.next_cell().map_err(damaged)? {
        let (row, column) = cell.get_position();
        rows.put(row, column, shown(cell.get_value()))?;
    }
    rows.finish()
}

fn damaged(error: XlsxError) -> TableError {
    TableError::Damaged { message: error.to_string() }
}

/// Unpacks every part once, to nowhere: what the archive says about its sizes may be a lie.
fn check_unpacked(bytes: &[u8]) -> Result<(), TableError> {
    let damaged = |message: String| TableError::Damaged { message };
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(error.to_string()))?;
    let mut left = UNPACKED_BYTES_MAX;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|error| damaged(error.to_string()))?;
        let unpacked =
            io::copy(&mut part.take(left + 1), &mut io::sink()).map_err(|error| damaged(error.to_string()))?;
        left = left.checked_sub(unpacked).ok_or(TableError::TooManyBytes { max_mib: UNPACKED_BYTES_MAX >> 20 })?;
    }
    Ok(())
}

/// A cell as the spreadsheet shows it.
fn shown(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => rounded(*number),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(truth) => if *truth { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::Error(error) => error.to_string(),
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            match (hour, minute, second) {
                (0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
                _ => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"),
            }
        }
        DataRef::DateTime(duration) => rounded(duration.as_f64()),
    }
}

/// A number with the 15 digits that a spreadsheet keeps: `0.30000000000000004` is `0.3`.
fn rounded(number: f64) -> String {
    let fifteen: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    // `+ 0.0` makes of the negative zero a plain one.
    (fifteen + 0.0).to_string()
}

/// Gathers cells, which come row by row, into rows.
#[derive(Default)]
struct Rows {
    header: Option<StringRecord>,
    done: Vec<TableRow>,
    current: u32,
    cells: Vec<String>,
}

impl Rows {
    fn put(&mut self, row: u32, column: u32, text: String) -> Result<(), TableError> {
        if row < self.current {
            return Err(TableError::Damaged {
                message: format!("row {} comes after row {}", row + 1, self.current + 1),
            });
        }
        if row > self.current {
            self.end_row()?;
            self.current = row;
        }
        let number = row + 1;
        if text.trim().is_empty() {
            return Ok(());
        }
        if text.len() > CELL_CHARS_MAX && text.chars().count() > CELL_CHARS_MAX {
            return Err(TableError::CellTooLong { row: number, max: CELL_CHARS_MAX });
        }
        let too_many = TableError::TooManyColumns { row: number, max: COLUMNS_MAX };
        let column = usize::try_from(column).ok().filter(|column| *column < COLUMNS_MAX).ok_or(too_many)?;
        if self.cells.len() <= column {
            self.cells.resize(column + 1, String::new());
        }
        if let Some(cell) = self.cells.get_mut(column) {
            *cell = text;
        }
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), TableError> {
        if self.cells.is_empty() {
            return Ok(());
        }
        let Some(header) = &self.header else {
            self.header = Some(self.cells.drain(..).collect());
            return Ok(());
        };
        if self.done.len() == ROWS_MAX {
            return Err(TableError::TooManyRows { max: ROWS_MAX });
        }
        // A spreadsheet leaves out empty cells at the end; that is no damage, as it would be in a CSV.
        if self.cells.len() < header.len() {
            self.cells.resize(header.len(), String::new());
        }
        let number = self.current + 1;
        self.done.push(TableRow { number, line: number, cells: self.cells.drain(..).collect() });
        Ok(())
    }

    fn finish(mut self) -> Result<Table, TableError> {
        self.end_row()?;
        let header = self.header.ok_or(TableError::Empty)?;
        Ok(Table { header, rows: self.done, suspect: None })
    }
}
