use std::borrow::Cow;

use csv::StringRecord;
use spreadsheet::TableError;

use crate::model::Year;

use super::{
    Wording,
    column::Columns,
    words::{Unit, Words, words_of},
};

/// What the columns of a file mean.
pub(super) struct Header<C> {
    /// The columns that were understood, each with its position.
    places: Vec<(C, Place)>,
    /// The headers that were not.
    pub ignored: Vec<String>,
    /// How many cells a row has.
    pub width: usize,
}

#[derive(Clone, Copy)]
struct Place {
    position: usize,
    /// What to write behind a plain number: the column may be in ten thousands.
    multiplier: &'static str,
}

impl<C: Columns> Header<C> {
    /// Understands headers by key, Chinese or English name, in any order.
    pub fn read(cells: &StringRecord) -> Result<Self, TableError> {
        let known = C::all();
        let mut header = Self { places: Vec::new(), ignored: Vec::new(), width: cells.len() };
        for (position, cell) in cells.iter().enumerate() {
            match recognise(cell, &known)? {
                None if cell.trim().is_empty() => {}
                None => header.ignored.push(cell.trim().to_owned()),
                Some((column, _)) if header.has(column) => {
                    return Err(TableError::ColumnTwice { header: cell.trim().to_owned() });
                }
                Some((column, multiplier)) => header.places.push((column, Place { position, multiplier })),
            }
        }
        Ok(header)
    }

    /// Whether the file has a column.
    pub fn has(&self, column: C) -> bool {
        self.place(column).is_some()
    }

    /// The columns that the file has.
    pub fn columns(&self) -> impl Iterator<Item = C> + '_ {
        self.places.iter().map(|(column, _)| *column)
    }

    /// The text of a row in a column, its unit behind it when the header gives one.
    pub fn cell<'r>(&self, row: &'r StringRecord, column: C) -> Option<Cow<'r, str>> {
        let Place { position, multiplier } = self.place(column)?;
        let text = row.get(position).unwrap_or_default();
        let plain_number = !multiplier.is_empty() && text.trim_end().ends_with(|c: char| c.is_numeric());
        Some(if plain_number { format!("{}{multiplier}", text.trim_end()).into() } else { text.into() })
    }

    fn place(&self, column: C) -> Option<Place> {
        self.places.iter().find(|(known, _)| *known == column).map(|(_, place)| *place)
    }
}

/// The column that a header means, and what to write behind its numbers.
fn recognise<C: Columns>(
    header: &str,
    known: &[(C, Cow<'static, str>)],
) -> Result<Option<(C, &'static str)>, TableError> {
    let plain = folded(header);
    let (title, unit) = match plain.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')) {
        Some((title, unit)) => (title, Some(unit)),
        None => (plain.as_str(), None),
    };
    let found = match plan_year(title) {
        Some(year) => C::plan(year).zip(words_of("plan")),
        None => known.iter().find_map(|(column, key)| {
            let words = words_of(key)?;
            is_called(words, title).then_some((*column, words))
        }),
    };
    let Some((column, words)) = found else {
        return Ok(None);
    };
    let multiplier = match unit {
        Some(unit) if words.unit != Unit::None => {
            words.unit.multiplier(unit).ok_or_else(|| TableError::HeaderUnit {
                header: header.trim().to_owned(),
                expected: words.unit.shown(Wording::Chinese).to_owned(),
            })?
        }
        _ => "",
    };
    Ok(Some((column, multiplier)))
}

fn is_called(words: &Words, title: &str) -> bool {
    let names = [words.key, words.chinese, words.english];
    names.iter().chain(words.also).any(|name| folded(name) == title)
}

/// The year in `2020年计划投资`, `Planned investment 2020` or `plan_2020_cny`, folded.
fn plan_year(title: &str) -> Option<Year> {
    let around = [("plan_", "_cny"), ("", "年计划投资"), ("", "年度计划投资"), ("plannedinvestment", "")];
    let year = around.iter().find_map(|(before, behind)| title.strip_prefix(before)?.strip_suffix(behind))?;
    let four_digits = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
    four_digits.then(|| year.parse().ok())?
}

/// A header without what people write in different ways: case, blanks, full-width signs.
fn folded(header: &str) -> String {
    let narrow = |c: char| match c {
        '（' => '(',
        '）' => ')',
        '／' => '/',
        _ => c,
    };
    header.chars().filter(|c| !c.is_whitespace() && *c != '*').map(narrow).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use crate::{
        files::{Column, ReportColumn},
        model::Field,
    };

    use super::*;

    fn header(cells: &[&str]) -> Result<Header<Column>, TableError> {
        Header::read(&StringRecord::from(cells.to_vec()))
    }

    #[test]
    fn every_column_is_understood_as_it_is_written() {
        let years = [2019, 2020].map(|year| Year::new(year).unwrap());
        for wording in [Wording::Keys, Wording::Chinese, Wording::English] {
            let all = Column::all(years);
            let cells: Vec<String> = all.iter().map(|column| column.header(wording)).collect();
            let read = Header::<Column>::read(&StringRecord::from(cells)).unwrap();
            assert_eq!(read.columns().collect::<Vec<_>>(), all);
            assert!(read.ignored.is_empty());
            let reports: Vec<String> = ReportColumn::all().iter().map(|column| column.header(wording)).collect();
            let read = Header::<ReportColumn>::read(&StringRecord::from(reports)).unwrap();
            assert_eq!(read.columns().collect::<Vec<_>>(), ReportColumn::all());
        }
    }

    #[test]
    fn a_unit_in_the_header_counts() {
        let read = header(&["项目名称*", "总投资(万元)", "2020年计划投资（亿元）"]).unwrap();
        let row = StringRecord::from(vec!["a", "3,000", "1.5 "]);
        assert_eq!(read.cell(&row, Column::Field(Field::TotalInvestment)).unwrap(), "3,000万");
        let plan = Column::Field(Field::Plan(Year::new(2020).unwrap()));
        assert_eq!(read.cell(&row, plan).unwrap(), "1.5亿");
        let row = StringRecord::from(vec!["a", "3亿"]);
        assert_eq!(read.cell(&row, Column::Field(Field::TotalInvestment)).unwrap(), "3亿");
        let hectares = header(&["用地面积（公顷）"]).err().unwrap();
        assert_eq!(hectares, TableError::HeaderUnit { header: "用地面积（公顷）".into(), expected: "亩".into() });
    }

    #[test]
    fn what_is_not_understood_is_listed_and_what_stands_twice_refused() {
        assert_eq!(header(&["名称", "联系人", " "]).unwrap().ignored, ["联系人"]);
        let twice = header(&["项目名称", "Project name"]).err().unwrap();
        assert_eq!(twice, TableError::ColumnTwice { header: "Project name".into() });
    }
}
