use spreadsheet::TableError;
use std::collections::BTreeMap;

use crate::model::{FieldError, Key, Meeting, Problem};

use super::{
    ZoneError,
    projects::Records,
    sheet::{self, Sheet},
};

const FILE: &str = "meetings.csv";
const COLUMNS: [&str; 6] = ["id", "title", "held_on", "chair", "agenda", "minutes"];

pub(super) fn read(text: &str, records: &Records, errors: &mut Vec<ZoneError>) -> BTreeMap<Key, Meeting> {
    let sheet = Sheet::read(FILE, text, &COLUMNS, errors);
    let mut meetings = BTreeMap::new();
    for row in &sheet.rows {
        match meeting(row.cells(), records) {
            Ok((id, meeting)) => {
                if meetings.insert(id, meeting).is_some() {
                    errors.push(sheet.error(row, &FieldError::new("id", Problem::Taken)));
                }
            }
            Err(wrong) => errors.extend(wrong.iter().map(|error| sheet.error(row, error))),
        }
    }
    meetings
}

fn meeting(cells: [&str; 6], records: &Records) -> Result<(Key, Meeting), Vec<FieldError>> {
    let id = cells[0].parse().map_err(|problem| vec![FieldError::new("id", problem)])?;
    let typed = COLUMNS.into_iter().zip(cells).skip(1).map(|(key, cell)| (key, cell.to_owned())).collect();
    let meeting = Meeting::parse(&typed)?;
    if meeting.agenda.iter().all(|project| records.contains_key(project)) {
        return Ok((id, meeting));
    }
    Err(vec![FieldError::new("agenda", Problem::UnknownProject)])
}

pub(super) fn write(meetings: &BTreeMap<Key, Meeting>) -> Result<String, TableError> {
    let row = |(id, meeting): (&Key, &Meeting)| {
        let texts = meeting.texts();
        let fields = COLUMNS.iter().skip(1).map(|key| texts.get(key).cloned().unwrap_or_default());
        std::iter::once(id.to_string()).chain(fields).collect()
    };
    sheet::write(&COLUMNS, meetings.iter().map(row))
}
