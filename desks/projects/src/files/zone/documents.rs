use attachments::Restored;
use pages::documents::folder::Listed;
use spreadsheet::TableError;

use crate::{
    commands::SUBJECT,
    model::{Key, Line, ProjectId},
};

use super::{
    ZoneError,
    projects::Records,
    sheet::{self, Sheet},
};

const FILE: &str = "documents.csv";
const COLUMNS: [&str; 8] = ["id", "project", "kind", "document", "version", "name", "by", "at"];

pub(super) fn read(text: &str, records: &Records, errors: &mut Vec<ZoneError>) -> Vec<Listed> {
    let sheet = Sheet::read(FILE, text, &COLUMNS, errors);
    let mut documents: Vec<Listed> = Vec::new();
    for row in &sheet.rows {
        match document(row.cells(), records) {
            Ok(one) => match contradiction(&documents, &one.restored) {
                Some(problem) => errors.push(sheet.error(row, &problem)),
                None => documents.push(one),
            },
            Err(problem) => errors.push(sheet.error(row, &problem)),
        }
    }
    documents
}

/// Why a version cannot stand beside those before it.
fn contradiction(known: &[Listed], one: &Restored) -> Option<String> {
    let known = || known.iter().map(|other| &other.restored);
    if known().any(|other| other.id == one.id) {
        return Some(format!("the id {:?} stands twice", one.id));
    }
    let same = || known().filter(|other| other.document == one.document);
    if same().any(|other| other.version == one.version) {
        return Some(format!("version {} of the document {:?} stands twice", one.version, one.document));
    }
    let elsewhere = same().find(|other| other.subject_id != one.subject_id)?;
    Some(format!("the document {:?} belongs to the project {:?}", one.document, elsewhere.subject_id))
}

fn document(cells: [&str; 8], records: &Records) -> Result<Listed, String> {
    let [id, project, kind, document, version, name, by, at] = cells;
    let key = |field: &str, text: &str| text.parse::<Key>().map_err(|problem| format!("{field}: {problem}"));
    let id = key("id", id)?;
    let known = project.parse::<ProjectId>().ok().filter(|project| records.contains_key(project));
    let project = known.ok_or_else(|| format!("project: there is no project {project:?}"))?;
    let document = if document.is_empty() { id.clone() } else { key("document", document)? };
    let first = |version: &i64| *version >= 1;
    let version = version.parse().ok().filter(first).ok_or("version: write a number from 1")?;
    let by = by.parse::<Line>().map_err(|problem| format!("by: {problem}"))?;
    let restored = Restored {
        id: id.to_string(),
        subject_kind: SUBJECT.to_owned(),
        subject_id: project.to_string(),
        kind: key("kind", kind)?.to_string(),
        document: document.to_string(),
        version,
        uploaded_by: by.to_string(),
        uploaded_at: at.parse().map_err(|problem| format!("at: {problem}"))?,
    };
    let name = name.parse::<Line>().map_err(|problem| format!("name: {problem}"))?;
    Ok(Listed { restored, name: name.to_string() })
}

pub(super) fn write(documents: &[Listed]) -> Result<String, TableError> {
    let row = |Listed { restored, name }: &Listed| {
        let document = if restored.document == restored.id { "" } else { &restored.document };
        let (version, at) = (restored.version.to_string(), restored.uploaded_at.to_string());
        let cells =
            [&restored.id, &restored.subject_id, &restored.kind, document, &version, name, &restored.uploaded_by, &at];
        cells.into_iter().map(str::to_owned).collect()
    };
    sheet::write(&COLUMNS, documents.iter().map(row))
}
