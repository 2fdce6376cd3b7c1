//! Contents of attachments in a zone's folder: each a file of its own, as it was handed in. Which there are, and whose,
//! stands in a file of the desk.

use std::{fs, path::Path};

use attachments::{Attachment, Received, Restored};
use identity::Scope;
use jiff::Timestamp;
use store::ZoneId;
use tokio::io::AsyncReadExt;

use crate::{App, FilesError};

/// What a desk's file says of an attachment; its content lies beside that file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// What it is, and whose.
    pub restored: Restored,
    /// The name that readers save it under; its ending says what it is.
    pub name: String,
}

impl Listed {
    /// An attachment as it stands.
    pub fn of(one: Attachment) -> Self {
        let restored = Restored {
            id: one.id,
            subject_kind: one.subject_kind,
            subject_id: one.subject_id,
            kind: one.kind,
            document: one.document,
            version: one.version,
            uploaded_by: one.uploaded_by,
            uploaded_at: one.uploaded_at,
        };
        Self { restored, name: one.file_name }
    }
}

/// Where the content of an attachment lies: its id with the ending of its name.
fn path_of(below: &str, id: &str, name: &str) -> String {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    match ending.filter(|ending| ending.chars().all(char::is_alphanumeric)) {
        Some(ending) => format!("{below}/{id}.{ending}"),
        None => format!("{below}/{id}"),
    }
}

fn no_access(file: &str) -> impl Fn(std::io::Error) -> FilesError {
    let file = file.to_owned();
    move |source| FilesError::Access { file: file.clone(), source }
}

/// Keeps the contents that the house does not have yet, from the folder `below` the zone's; the desk brings them back with
/// [`attachments::restore`]. Nothing of a file is believed before it was looked at.
///
/// # Errors
/// A file that is not there, is refused, or has a name that cannot stand.
pub async fn receive(
    app: &App,
    (zone, now): (&ZoneId, Timestamp),
    (folder, below): (&Path, &str),
    listed: &[Listed],
) -> Result<Vec<(Restored, Received)>, FilesError> {
    let scope = Scope::system(zone.clone());
    let mut kept = Vec::new();
    for Listed { restored, name } in listed {
        let (kind, id) = (&restored.subject_kind, &restored.id);
        if attachments::find_of_kind(app.store().reader(), &scope, kind, id).await?.is_some() {
            continue;
        }
        let file = path_of(below, id, name);
        let bytes = fs::read(folder.join(&file)).map_err(no_access(&file))?;
        let wrong = |problem: String| FilesError::Content { file: file.clone(), line: 0, problem };
        let received = app.files().receive(zone, name, bytes, now).await.map_err(|why| wrong(why.to_string()))?;
        if received.file_name() != name {
            return Err(wrong(format!("the name {name:?} cannot stand; write {:?}", received.file_name())));
        }
        kept.push((restored.clone(), received));
    }
    Ok(kept)
}

/// Writes the contents of all attachments of a kind of records that stand, and says what they are.
///
/// # Errors
/// What the database or the disk says.
pub async fn export(
    app: &App,
    zone: &ZoneId,
    (folder, below): (&Path, &str),
    subject_kind: &str,
) -> Result<Vec<Listed>, FilesError> {
    let all = attachments::all_of_kind(app.store().reader(), &Scope::system(zone.clone()), subject_kind).await?;
    for one in &all {
        let file = path_of(below, &one.id, &one.file_name);
        let mut bytes = Vec::new();
        app.files().open(zone, &one.digest).await?.read_to_end(&mut bytes).await.map_err(no_access(&file))?;
        fs::create_dir_all(folder.join(below)).map_err(no_access(&file))?;
        fs::write(folder.join(&file), bytes).map_err(no_access(&file))?;
    }
    Ok(all.into_iter().map(Listed::of).collect())
}

#[cfg(test)]
mod tests {
    use super::path_of;

    #[test]
    fn a_name_leads_nowhere_else() {
        assert_eq!(path_of("portal/files", "gas-form", "样表.PDF"), "portal/files/gas-form.pdf");
        assert_eq!(path_of("portal/files", "gas-form", "a.pdf/../../x"), "portal/files/gas-form");
        assert_eq!(path_of("portal/files", "gas-form", "无"), "portal/files/gas-form");
    }
}
