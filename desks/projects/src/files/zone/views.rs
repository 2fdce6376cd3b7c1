use spreadsheet::TableError;
use std::collections::BTreeMap;

use crate::model::{FieldError, Key, Line, Problem, SavedView};

use super::{
    ZoneError,
    sheet::{self, Sheet},
};

const FILE: &str = "views.csv";
const COLUMNS: [&str; 6] = ["id", "owner", "title", "page", "query", "shared"];

pub(super) fn read(text: &str, errors: &mut Vec<ZoneError>) -> BTreeMap<Key, SavedView> {
    let sheet = Sheet::read(FILE, text, &COLUMNS, errors);
    let mut views = BTreeMap::new();
    for row in &sheet.rows {
        match view(row.cells()) {
            Ok((id, view)) => {
                if views.insert(id, view).is_some() {
                    errors.push(sheet.error(row, &FieldError::new("id", Problem::Taken)));
                }
            }
            Err(wrong) => errors.push(sheet.error(row, &wrong)),
        }
    }
    views
}

fn view(cells: [&str; 6]) -> Result<(Key, SavedView), FieldError> {
    let [id, owner, title, page, query, shared] = cells;
    let wrong = |field: &'static str| move |problem| FieldError::new(field, problem);
    let view = SavedView {
        title: title.parse().map_err(wrong("title"))?,
        page: page.parse().map_err(wrong("page"))?,
        query: query.parse().map_err(wrong("query"))?,
        owner: owner.parse::<Line>().map_err(wrong("owner"))?.to_string(),
        shared: shared == "yes",
    };
    Ok((id.parse().map_err(wrong("id"))?, view))
}

pub(super) fn write(views: &BTreeMap<Key, SavedView>) -> Result<String, TableError> {
    let row = |(id, view): (&Key, &SavedView)| {
        let shared = if view.shared { "yes" } else { "" };
        let cells = [id.as_str(), &view.owner, view.title.as_str(), view.page.key(), view.query.as_str(), shared];
        cells.map(str::to_owned).to_vec()
    };
    sheet::write(&COLUMNS, views.iter().map(row))
}
