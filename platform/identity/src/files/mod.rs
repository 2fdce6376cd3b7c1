//! A zone's people as plain files: `zone.toml`, `organisations.csv`, `accounts.csv`.
//!
//! Loading brings the database to what the files say, in one change; what stands so already is not touched, and what
//! the files do not name stays. Exporting what was loaded gives the same bytes. The files hold password hashes and
//! secrets of the second step: keep them like the database.

mod read;
mod write;

use std::path::Path;

use jiff::Timestamp;
use store::{Author, Change, IdempotencyKey, Store, StoreError, ZoneId};

use crate::{
    Roles,
    account::{
        self,
        record::{self, Record},
    },
    organisation::{self, Organisation},
    zone::{self, Zone},
};

/// The zone itself.
const ZONE: &str = "zone.toml";
/// Its organisations.
const ORGANISATIONS: &str = "organisations.csv";
/// Its people.
const ACCOUNTS: &str = "accounts.csv";

/// Columns of [`ORGANISATIONS`].
const ORGANISATION_COLUMNS: [&str; 6] = ["id", "kind", "name_zh", "name_en", "credit_code", "source"];
/// Columns of [`ACCOUNTS`].
const ACCOUNT_COLUMNS: [&str; 13] = [
    "login",
    "name",
    "organisation",
    "post",
    "email",
    "language",
    "roles",
    "password_hash",
    "must_change_password",
    "totp_secret",
    "totp_last_step",
    "disabled",
    "source",
];

/// What can be wrong with the files.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// A file says something that cannot be; the line counts from 1, 0 is the file as a whole.
    #[error("{file}:{line}: {problem}")]
    Content {
        /// The file.
        file: &'static str,
        /// The line.
        line: u64,
        /// What is wrong and what would be right.
        problem: String,
    },
    /// A file could not be read or written.
    #[error("{file}: {source}")]
    Access {
        /// The file.
        file: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
    /// The zone is not in the database.
    #[error("there is no zone {0}")]
    NoZone(ZoneId),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The three files, read and checked.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Folder {
    zone: Zone,
    /// With their lines.
    organisations: Vec<(u64, Organisation)>,
    /// With their lines.
    accounts: Vec<(u64, Record)>,
}

/// How loading ends.
enum Load {
    /// The database says so already.
    Unchanged,
    Failed(FilesError),
}

impl<E: Into<FilesError>> From<E> for Load {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// Brings the database to what the folder says; gives the zone's id.
///
/// # Errors
/// [`FilesError`]; nothing is written then.
pub async fn load(store: &Store, roles: &Roles, folder: &Path, at: Timestamp) -> Result<ZoneId, FilesError> {
    let folder = read::folder(folder, roles)?;
    let id = folder.zone.id.clone();
    let author = Author::system(id.clone(), "zone-load", at);
    let outcome = store
        .write(author, IdempotencyKey::random(), "identity.load_zone", move |change| {
            Box::pin(async move { apply(change, folder).await })
        })
        .await;
    match outcome {
        Ok(true) | Err(Load::Unchanged) => Ok(id),
        Ok(false) => Err(StoreError::NoTrace.into()),
        Err(Load::Failed(error)) => Err(error),
    }
}

/// Writes what differs; whether something did.
async fn apply(change: &mut Change, folder: Folder) -> Result<bool, Load> {
    let mut differs = zone::put(change, &folder.zone).await?;
    let scope = crate::Scope::system(change.zone().clone());
    let known = organisation::list(change.connection(), &scope).await?;
    for (line, mut new) in folder.organisations {
        let before = known.iter().find(|known| known.id == new.id);
        new.version = before.map_or(1, |before| before.version);
        if before == Some(&new) {
            continue;
        }
        new.version += i64::from(before.is_some());
        let written = organisation::put(change, before, &new).await;
        written.map_err(|refused| organisation_problem(line, refused))?;
        differs = true;
    }
    let known = record::list(change.connection(), change.zone()).await?;
    for (line, mut new) in folder.accounts {
        let before = known.iter().find(|known| known.account.login == new.account.login);
        new.account.version = before.map_or(1, |before| before.account.version);
        if new.totp_secret.is_some() && before.is_some_and(|before| before.totp_secret == new.totp_secret) {
            // A code used up stays used up.
            new.totp_last_step = before.map_or(0, |before| before.totp_last_step).max(new.totp_last_step);
        }
        if before == Some(&new) {
            continue;
        }
        new.account.version += i64::from(before.is_some());
        let verb = if before.is_some() { "account.edited" } else { "account.added" };
        let written = record::put(change, before, &new, verb).await;
        written.map_err(|refused| account_problem(line, refused))?;
        differs = true;
    }
    if differs { Ok(true) } else { Err(Load::Unchanged) }
}

fn organisation_problem(line: u64, refused: organisation::Refused) -> FilesError {
    match refused {
        organisation::Refused::Store(error) => error.into(),
        other => FilesError::Content { file: ORGANISATIONS, line, problem: other.to_string() },
    }
}

fn account_problem(line: u64, refused: account::Refused) -> FilesError {
    match refused {
        account::Refused::Store(error) => error.into(),
        other => FilesError::Content { file: ACCOUNTS, line, problem: other.to_string() },
    }
}

/// Writes the zone into the folder so that [`load`] gives the same records; the same bytes each time.
///
/// # Errors
/// [`FilesError`].
pub async fn export(store: &Store, zone: &ZoneId, folder: &Path) -> Result<(), FilesError> {
    let database = store.reader();
    let scope = crate::Scope::system(zone.clone());
    let record = zone::find(database, zone).await?.ok_or_else(|| FilesError::NoZone(zone.clone()))?;
    let organisations = organisation::list(database, &scope).await?;
    let accounts = record::list(database, zone).await?;
    write::folder(folder, &record, &organisations, &accounts)
}
