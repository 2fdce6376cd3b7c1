//! The contents of pictures and files: each a file of its own, as it was handed in.

use std::{fs, path::Path};

use attachments::{Attachment, Received, Restored};
use identity::Scope;
use jiff::Timestamp;
use pages::{App, FilesError};
use store::ZoneId;
use tokio::io::AsyncReadExt;

use super::told::FileRecord;
use crate::commands::{KIND, SUBJECT};

/// Where they lie, below the zone's folder.
const FOLDER: &str = "portal/files";

/// Where the content of a file lies: its id with the ending of its name.
fn path_of(id: &str, name: &str) -> String {
    match name.rsplit_once('.') {
        Some((_, ending)) => format!("{FOLDER}/{id}.{}", ending.to_ascii_lowercase()),
        None => format!("{FOLDER}/{id}"),
    }
}

fn no_access(file: &str) -> impl Fn(std::io::Error) -> FilesError {
    let file = file.to_owned();
    move |source| FilesError::Access { file: file.clone(), source }
}

/// Keeps the contents that the house does not have yet: nothing of a file is believed before it was looked at.
pub async fn receive(
    app: &App,
    zone: &ZoneId,
    folder: &Path,
    told: &[FileRecord],
    now: Timestamp,
) -> Result<Vec<(Restored, Received)>, FilesError> {
    let scope = Scope::system(zone.clone());
    let mut kept = Vec::new();
    for one in told {
        if attachments::find_of_kind(app.store().reader(), &scope, SUBJECT, &one.id).await?.is_some() {
            continue;
        }
        let file = path_of(&one.id, &one.name);
        let bytes = fs::read(folder.join(&file)).map_err(no_access(&file))?;
        let wrong = |problem: String| FilesError::Content { file: file.clone(), line: 0, problem };
        let received = app.files().receive(zone, &one.name, bytes, now).await.map_err(|why| wrong(why.to_string()))?;
        if received.file_name() != one.name {
            return Err(wrong(format!("the name {:?} cannot stand; write {:?}", one.name, received.file_name())));
        }
        kept.push((restored(one), received));
    }
    Ok(kept)
}

fn restored(one: &FileRecord) -> Restored {
    let document = if one.document.is_empty() { &one.id } else { &one.document };
    Restored {
        id: one.id.clone(),
        subject_kind: SUBJECT.to_owned(),
        subject_id: one.article.clone(),
        kind: KIND.to_owned(),
        document: document.clone(),
        version: one.version,
        uploaded_by: one.by.clone(),
        uploaded_at: one.at,
    }
}

/// Writes the contents of all files that stand, and says what they are.
pub async fn export(app: &App, zone: &ZoneId, folder: &Path) -> Result<Vec<FileRecord>, FilesError> {
    let all = attachments::all_of_kind(app.store().reader(), &Scope::system(zone.clone()), SUBJECT).await?;
    for one in &all {
        let file = path_of(&one.id, &one.file_name);
        let mut bytes = Vec::new();
        app.files().open(zone, &one.digest).await?.read_to_end(&mut bytes).await.map_err(no_access(&file))?;
        fs::create_dir_all(folder.join(FOLDER)).map_err(no_access(&file))?;
        fs::write(folder.join(&file), bytes).map_err(no_access(&file))?;
    }
    Ok(all.into_iter().map(told).collect())
}

fn told(one: Attachment) -> FileRecord {
    FileRecord {
        document: if one.document == one.id { String::new() } else { one.document },
        id: one.id,
        article: one.subject_id,
        version: one.version,
        name: one.file_name,
        by: one.uploaded_by,
        at: one.uploaded_at,
    }
}
