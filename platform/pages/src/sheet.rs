//! Tables as files for a spreadsheet (XLSX): typed cells, so that it can calculate with them; texts are never formulas. And what
//! is said of files that cannot be read.

use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use jiff::civil::Date;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use spreadsheet::TableError;
use store::StoreError;

use crate::{PageError, Visit};

/// Width of a column, in characters.
const COLUMN_WIDTH: f64 = 16.0;

/// A cell by its type.
#[derive(Clone, Debug, PartialEq)]
pub enum SheetCell {
    /// Nothing.
    Empty,
    /// A text; written as such even where it begins like a formula.
    Text(String),
    /// A number.
    Number(f64),
    /// A day.
    Day(Date),
}

/// A workbook with one sheet: a heading that stays in sight and can filter, then the rows.
///
/// # Errors
/// More rows or columns than a sheet has.
pub fn xlsx(headings: &[String], rows: impl IntoIterator<Item = Vec<SheetCell>>) -> Result<Vec<u8>, XlsxError> {
    let bold = Format::new().set_bold().set_text_wrap();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, heading) in (0..).zip(headings) {
        sheet.write_string_with_format(0, column, heading, &bold)?;
        sheet.set_column_width(column, COLUMN_WIDTH)?;
    }
    let mut last_row = 0;
    for (row, cells) in (1..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            put(sheet, row, column, cell, &day)?;
        }
        last_row = row;
    }
    let last_column = u16::try_from(headings.len().saturating_sub(1)).unwrap_or(u16::MAX);
    sheet.set_freeze_panes(1, 0)?;
    sheet.autofilter(0, 0, last_row, last_column)?;
    book.save_to_buffer()
}

/// A workbook to keep: `NAME-2020-08-20.xlsx`, after the day that the page speaks of.
///
/// # Errors
/// More rows or columns than a sheet has.
pub fn download(
    visit: &Visit,
    name: &str,
    headings: &[String],
    rows: impl IntoIterator<Item = Vec<SheetCell>>,
) -> Result<Response, PageError> {
    let bytes = xlsx(headings, rows).map_err(|error| StoreError::Corrupt(error.to_string()))?;
    let disposition = format!("attachment; filename=\"{name}-{}.xlsx\"", visit.as_of());
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned();
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)], bytes).into_response())
}

fn put(sheet: &mut Worksheet, row: u32, column: u16, cell: SheetCell, day_format: &Format) -> Result<(), XlsxError> {
    match cell {
        SheetCell::Empty => Ok(()),
        SheetCell::Text(text) => sheet.write_string(row, column, text).map(drop),
        SheetCell::Number(number) => sheet.write_number(row, column, number).map(drop),
        SheetCell::Day(day) => {
            let year = u16::try_from(day.year()).unwrap_or_default();
            let date = ExcelDateTime::from_ymd(year, day.month().unsigned_abs(), day.day().unsigned_abs())?;
            sheet.write_datetime_with_format(row, column, date, day_format).map(drop)
        }
    }
}

/// Why a table cannot be read or written, in the reader's language: the key of the sentence, and what is put into it.
pub fn table_said(error: &TableError) -> (&'static str, Vec<(&'static str, String)>) {
    match error {
        TableError::TooManyBytes { max_mib } => ("table-too-many-bytes", vec![("max", max_mib.to_string())]),
        TableError::TooManyRows { max } => ("table-too-many-rows", vec![("max", max.to_string())]),
        TableError::TooManyColumns { row, max } => {
            ("table-too-many-columns", vec![("row", row.to_string()), ("max", max.to_string())])
        }
        TableError::CellTooLong { row, max } => {
            ("table-cell-too-long", vec![("row", row.to_string()), ("max", max.to_string())])
        }
        TableError::Empty => ("table-empty", Vec::new()),
        TableError::Encoding { encoding } => ("table-encoding", vec![("encoding", encoding.clone())]),
        TableError::OldExcel => ("table-old-excel", Vec::new()),
        TableError::Damaged { message } => ("table-damaged", vec![("message", message.clone())]),
        TableError::BrokenQuote { line } => ("table-broken-quote", vec![("line", line.to_string())]),
        TableError::MissingColumn { expected } => ("table-missing-column", vec![("expected", expected.clone())]),
        TableError::ColumnTwice { header } => ("table-column-twice", vec![("header", header.clone())]),
        TableError::HeaderUnit { header, expected } => {
            ("table-header-unit", vec![("header", header.clone()), ("expected", expected.clone())])
        }
        TableError::Write { message } => ("table-write", vec![("message", message.clone())]),
    }
}
