//! The pictures and files of articles, between the site's file and the house.

use attachments::Restored;
use pages::documents::folder::Listed;

use super::told::FileRecord;
use crate::commands::{KIND, SUBJECT};

/// Where their contents lie, below the zone's folder.
pub const FOLDER: &str = "portal/files";

/// What the site's file says, as the house takes it.
pub fn listed(one: &FileRecord) -> Listed {
    let document = if one.document.is_empty() { &one.id } else { &one.document };
    let restored = Restored {
        id: one.id.clone(),
        subject_kind: SUBJECT.to_owned(),
        subject_id: one.article.clone(),
        kind: KIND.to_owned(),
        document: document.clone(),
        version: one.version,
        uploaded_by: one.by.clone(),
        uploaded_at: one.at,
    };
    Listed { restored, name: one.name.clone() }
}

/// The same the other way.
pub fn told(Listed { restored, name }: Listed) -> FileRecord {
    FileRecord {
        document: if restored.document == restored.id { String::new() } else { restored.document },
        id: restored.id,
        article: restored.subject_id,
        version: restored.version,
        name,
        by: restored.uploaded_by,
        at: restored.uploaded_at,
    }
}
