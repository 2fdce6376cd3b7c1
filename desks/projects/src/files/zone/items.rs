use std::collections::BTreeMap;

use jiff::civil::Date;
use spreadsheet::TableError;

use crate::model::{Conduct, FieldError, Item, ItemDraft, ItemKind, Key, Problem};

use super::{
    ZoneError,
    projects::Records,
    sheet::{self, Sheet},
};

const FILE: &str = "items.csv";
/// Id, project and kind stand before the fields.
const BEFORE: [&str; 3] = ["id", "project", "kind"];

/// Every field that some kind of item has, each once.
fn fields() -> Vec<&'static str> {
    let mut fields = Vec::new();
    for key in ItemKind::ALL.into_iter().flat_map(ItemKind::fields) {
        if !fields.contains(key) {
            fields.push(*key);
        }
    }
    fields
}

fn columns() -> Vec<&'static str> {
    BEFORE.into_iter().chain(fields()).collect()
}

pub(super) fn read(
    text: &str,
    records: &Records,
    conduct: &Conduct,
    today: Date,
    errors: &mut Vec<ZoneError>,
) -> BTreeMap<Key, Item> {
    let sheet = Sheet::read(FILE, text, &columns(), errors);
    let mut items = BTreeMap::new();
    for row in &sheet.rows {
        let cells: Vec<&str> = row.all().collect();
        match item(&cells, records, conduct, today) {
            Ok((id, item)) => {
                if items.insert(id, item).is_some() {
                    errors.push(sheet.error(row, &FieldError::new("id", Problem::Taken)));
                }
            }
            Err(wrong) => errors.extend(wrong.iter().map(|error| sheet.error(row, error))),
        }
    }
    items
}

fn item(cells: &[&str], records: &Records, conduct: &Conduct, today: Date) -> Result<(Key, Item), Vec<FieldError>> {
    let [id, project, kind, fields_of @ ..] = cells else { return Err(Vec::new()) };
    let wrong = |field: &'static str| move |problem| vec![FieldError::new(field, problem)];
    let id: Key = id.parse().map_err(wrong("id"))?;
    let known = project.parse().ok().filter(|project| records.contains_key(project));
    let project = known.ok_or_else(|| vec![FieldError::new("project", Problem::UnknownProject)])?;
    let kind: ItemKind = kind.parse().map_err(wrong("kind"))?;
    let draft: ItemDraft = fields().into_iter().zip(fields_of.iter().copied()).collect();
    Ok((id, draft.check((&project, kind), None, conduct, today)?))
}

pub(super) fn write(items: &BTreeMap<Key, Item>) -> Result<String, TableError> {
    let row = |(id, item): (&Key, &Item)| {
        let texts = item.texts();
        let before = [id.to_string(), item.project.to_string(), item.kind().to_string()];
        before.into_iter().chain(fields().into_iter().map(|key| texts.get(key).cloned().unwrap_or_default())).collect()
    };
    sheet::write(&columns(), items.iter().map(row))
}
