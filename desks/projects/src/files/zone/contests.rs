use spreadsheet::TableError;
use std::collections::BTreeMap;

use crate::model::{Contest, Item, ItemKind, Key};

use super::{
    ZoneError,
    sheet::{self, Sheet},
};

const FILE: &str = "contests.csv";

fn columns() -> Vec<&'static str> {
    std::iter::once("item").chain(Contest::FIELDS).collect()
}

/// Adds to the requests what the enterprise said against answers, in the order of the rows.
pub(super) fn read(text: &str, items: &mut BTreeMap<Key, Item>, errors: &mut Vec<ZoneError>) {
    let sheet = Sheet::read(FILE, text, &columns(), errors);
    for row in &sheet.rows {
        if let Err(problem) = add(row.cells(), items) {
            errors.push(sheet.error(row, &problem));
        }
    }
}

fn add(cells: [&str; 6], items: &mut BTreeMap<Key, Item>) -> Result<(), String> {
    let [id, texts @ ..] = cells;
    let item = id.parse().ok().and_then(|id: Key| items.get_mut(&id));
    let item = item.filter(|item| item.kind() == ItemKind::Request);
    let item = item.ok_or_else(|| format!("item: there is no request {id:?}"))?;
    let contest = Contest::parse(texts).map_err(|error| error.to_string())?;
    if item.contests().last().is_some_and(|before| contest.on < before.on) {
        return Err("contested_on: write the first time first".to_owned());
    }
    let said: Vec<Contest> = item.contests().iter().cloned().chain([contest]).collect();
    *item = item.clone().with_contests(&said);
    Ok(())
}

pub(super) fn write(items: &BTreeMap<Key, Item>) -> Result<String, TableError> {
    let rows = items.iter().flat_map(|(id, item)| {
        item.contests().iter().map(|contest| std::iter::once(id.to_string()).chain(contest.texts()).collect())
    });
    sheet::write(&columns(), rows)
}
