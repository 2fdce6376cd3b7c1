use spreadsheet::TableError;
use std::collections::BTreeMap;

use crate::{
    files::{Column, header::Header, row::Row},
    model::{Field, ProjectId, ProjectRecord, Vocabulary, check},
};

use super::{
    ZoneError,
    sheet::{self, file_error},
};

const FILE: &str = "projects.csv";

/// Projects by their ids, to be completed from the other files.
pub(super) type Records = BTreeMap<ProjectId, ProjectRecord>;

pub(super) fn read(text: &str, vocabulary: &Vocabulary) -> Result<Records, Vec<ZoneError>> {
    let mut records = Records::new();
    if text.is_empty() {
        return Ok(records);
    }
    let whole = |error: TableError| vec![file_error(FILE, &error)];
    let table = spreadsheet::read_csv(text.as_bytes()).map_err(whole)?;
    let header = Header::<Column>::read(&table.header).map_err(whole)?;
    let mut errors: Vec<ZoneError> = header
        .ignored
        .iter()
        .map(|unknown| ZoneError { file: FILE, line: 1, problem: format!("no column is named {unknown:?}") })
        .collect();
    for found in &table.rows {
        let row = Row { header: &header, cells: &found.cells };
        let mut wrong = |problem: String| errors.push(ZoneError { file: FILE, line: found.line, problem });
        let damage = row.damage();
        if !damage.is_empty() {
            for error in damage {
                wrong(error.to_string());
            }
            continue;
        }
        match (row.text(Column::Id).parse::<ProjectId>(), check(&row, None, vocabulary)) {
            (Ok(id), Ok(_)) if records.contains_key(&id) => wrong(format!("the id {id} stands twice")),
            (Ok(id), Ok(project)) => {
                records.insert(id.clone(), ProjectRecord::new(id, project));
            }
            (id, project) => {
                if let Err(problem) = id {
                    wrong(format!("id: {problem}"));
                }
                for error in project.err().into_iter().flatten() {
                    wrong(error.to_string());
                }
            }
        }
    }
    if errors.is_empty() { Ok(records) } else { Err(errors) }
}

pub(super) fn write(records: &[&ProjectRecord]) -> Result<String, TableError> {
    let keys: Vec<_> = Field::all().map(Field::key).collect();
    let columns: Vec<&str> = ["id"].into_iter().chain(keys.iter().map(AsRef::as_ref)).collect();
    let row = |record: &&ProjectRecord| {
        let fields = Field::all().map(|field| record.project.text(field));
        [record.id.to_string()].into_iter().chain(fields).collect()
    };
    sheet::write(&columns, records.iter().map(row))
}
