//! One row with its column names: fields as numbers, or an error that says where.

use super::error::MatgasError;
use super::text::{Case, Row, Table};
use crate::dispatch::Range;

#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'a> {
    kind: &'static str,
    table: &'a Table,
    row: &'a Row,
}

/// The rows of a table; none if the file does not have it.
pub(super) fn records<'a>(case: &'a Case, kind: &'static str) -> impl Iterator<Item = Record<'a>> {
    let table = case.tables.get(kind);
    table.into_iter().flat_map(move |table| table.rows.iter().map(move |row| Record { kind, table, row }))
}

impl<'a> Record<'a> {
    pub fn line(&self) -> usize {
        self.row.line
    }

    /// Table and id, as people are shown it.
    pub fn name(&self) -> String {
        format!("{} {}", self.kind, self.id())
    }

    fn id(&self) -> String {
        let first = || self.row.fields.first().map(String::as_str);
        self.table.field(self.row, "id").or_else(first).map_or_else(|| "?".to_owned(), shown)
    }

    pub fn get(&self, column: &str) -> Option<&'a str> {
        self.table.field(self.row, column).filter(|text| !text.is_empty())
    }

    pub fn text(&self, column: &'static str) -> Result<&'a str, MatgasError> {
        let missing = || MatgasError::MissingColumn { line: self.line(), table: self.kind, id: self.id(), column };
        self.get(column).ok_or_else(missing)
    }

    /// A number; infinite is allowed, not-a-number is not.
    pub fn number(&self, column: &'static str) -> Result<f64, MatgasError> {
        let text = self.text(column)?;
        text.parse::<f64>().ok().filter(|x| !x.is_nan()).ok_or_else(|| self.wrong(column, "a number"))
    }

    pub fn positive(&self, column: &'static str) -> Result<f64, MatgasError> {
        let value = self.number(column)?;
        if value > 0.0 && value.is_finite() { Ok(value) } else { Err(self.wrong(column, "a positive number")) }
    }

    pub fn optional(&self, column: &'static str, default: f64) -> Result<f64, MatgasError> {
        if self.get(column).is_some() { self.number(column) } else { Ok(default) }
    }

    /// A small whole number, written with or without decimals.
    pub fn flag(&self, column: &'static str, default: i32) -> Result<i32, MatgasError> {
        if self.get(column).is_none() {
            return Ok(default);
        }
        let value = self.number(column)?;
        let known = [0, 1, 2].into_iter().find(|k| (f64::from(*k) - value).abs() < 1e-9);
        known.ok_or_else(|| self.wrong(column, "0, 1 or 2"))
    }

    pub fn in_service(&self) -> Result<bool, MatgasError> {
        Ok(self.flag("status", 1)? != 0)
    }

    pub fn range(&self, min: &'static str, max: &'static str, unit: f64) -> Result<Range, MatgasError> {
        let range = Range::new(self.number(min)? * unit, self.number(max)? * unit);
        if range.min <= range.max { Ok(range) } else { Err(self.wrong(max, "at least the minimum beside it")) }
    }

    /// A range of which either side may be missing; both sides that are there must leave a value.
    pub fn optional_range(&self, min: &'static str, max: &'static str, unit: f64) -> Result<Range, MatgasError> {
        let end = |column, free: f64| self.optional(column, free).map(|x| if x.is_finite() { x * unit } else { x });
        let range = Range::new(end(min, f64::NEG_INFINITY)?, end(max, f64::INFINITY)?);
        if range.min <= range.max { Ok(range) } else { Err(self.wrong(max, "at least the minimum beside it")) }
    }

    pub fn wrong(&self, column: &'static str, wanted: &'static str) -> MatgasError {
        let value = shown(self.get(column).unwrap_or_default());
        MatgasError::Field { line: self.line(), table: self.kind, id: self.id(), column, value, wanted }
    }

    pub fn duplicate(&self) -> MatgasError {
        MatgasError::DuplicateId { line: self.line(), table: self.kind, id: self.id() }
    }

    pub fn unknown_junction(&self, junction: &str) -> MatgasError {
        MatgasError::UnknownJunction { line: self.line(), table: self.kind, id: self.id(), junction: shown(junction) }
    }
}

/// At most 40 characters of a text from the file.
fn shown(text: &str) -> String {
    text.chars().take(40).collect()
}
