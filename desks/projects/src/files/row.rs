use std::borrow::Cow;

use csv::StringRecord;

use crate::model::{Field, FieldError, Problem, Typed, Year};

use super::{Column, column::Columns, header::Header};

/// What Excel and its kin show when a formula fails.
const SPREADSHEET_ERRORS: [&str; 9] =
    ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#DATA!", "#SPILL!"];

/// A row of a file under its header.
pub(super) struct Row<'a, C> {
    pub header: &'a Header<C>,
    pub cells: &'a StringRecord,
}

impl<C: Columns> Row<'_, C> {
    /// The text in a column; none when the file does not have it.
    pub fn cell(&self, column: C) -> Option<Cow<'_, str>> {
        self.header.cell(self.cells, column)
    }

    /// The text in a column, empty when the file does not have it.
    pub fn text(&self, column: C) -> Cow<'_, str> {
        self.cell(column).unwrap_or_default()
    }

    /// The text in a column as a value; none when it is empty or wrong.
    pub fn value<T: std::str::FromStr>(&self, column: C) -> Option<T> {
        self.text(column).trim().parse().ok()
    }

    /// What is wrong with the row before anybody asks what it means: cut off, too long, formulas that failed.
    pub fn damage(&self) -> Vec<FieldError> {
        let (expected, got) = (self.header.width, self.cells.len());
        let beyond = self.cells.iter().skip(expected).any(|cell| !cell.trim().is_empty());
        if got < expected || beyond {
            return vec![FieldError::new("row", Problem::RowLength { expected, got })];
        }
        let failed = |column: C| {
            let text = self.cell(column)?;
            let text = text.trim();
            let failed = text.starts_with('#') && SPREADSHEET_ERRORS.contains(&text);
            failed.then(|| FieldError::new(column.key(), Problem::SpreadsheetError { text: text.to_owned() }))
        };
        self.header.columns().filter_map(failed).collect()
    }
}

impl Typed for Row<'_, Column> {
    fn text(&self, field: Field) -> Option<Cow<'_, str>> {
        self.cell(Column::Field(field))
    }

    fn plan_years(&self) -> Vec<Year> {
        let year = |column| match column {
            Column::Field(Field::Plan(year)) => Some(year),
            _ => None,
        };
        self.header.columns().filter_map(year).collect()
    }
}
