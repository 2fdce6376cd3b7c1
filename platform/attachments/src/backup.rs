//! Contents in backups: a folder `BACKUP.files` beside the backup, laid out as the house has its own.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Statement};
use store::{StoreError, ZoneId, backup::Companion};

use crate::{
    Digest, Files,
    files::{blocking, file_error},
    record,
};

#[async_trait::async_trait]
impl Companion for Files {
    async fn keep(&self, records: &DatabaseTransaction, file: &Path) -> Result<(), StoreError> {
        let beside = Self::new(folder_beside(file), Vec::new());
        copy(named(records).await?, self.clone(), beside).await
    }

    async fn bring_back(&self, records: &DatabaseTransaction, file: &Path) -> Result<(), StoreError> {
        let beside = Self::new(folder_beside(file), Vec::new());
        copy(named(records).await?, beside, self.clone()).await
    }
}

/// Where the contents of a backup lie.
fn folder_beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".files");
    name.into()
}

/// All contents that the records of a backup name; none in one that is older than attachments.
async fn named(records: &DatabaseTransaction) -> Result<Vec<(ZoneId, Digest)>, StoreError> {
    const TABLE: &str = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'attachment'";
    if records.query_one_raw(Statement::from_string(DbBackend::Sqlite, TABLE)).await?.is_none() {
        return Ok(Vec::new());
    }
    let mut named = Vec::new();
    for zone in store::journal::zones(records).await? {
        for digest in record::digests(records, &zone).await? {
            let damaged = || StoreError::Corrupt(format!("{digest:?} is not a hash"));
            named.push((zone.clone(), digest.parse().map_err(|_| damaged())?));
        }
    }
    Ok(named)
}

async fn copy(named: Vec<(ZoneId, Digest)>, from: Files, to: Files) -> Result<(), StoreError> {
    blocking(move || named.iter().try_for_each(|(zone, digest)| copy_one(zone, digest, &from, &to))).await
}

/// Copies a content, or links it where both folders lie on one disk: contents are never written a second time in place.
fn copy_one(zone: &ZoneId, digest: &Digest, from: &Files, to: &Files) -> Result<(), StoreError> {
    let (source, target) = (from.path(zone, digest), to.path(zone, digest));
    let bytes = fs::read(&source).map_err(|error| file_error(&source, error))?;
    if seal::digest(&bytes) != *digest {
        return Err(file_error(
            &source,
            io::Error::other("the content was damaged; bring it back from an older backup"),
        ));
    }
    if fs::read(&target).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    linked(&source, &target)
        .or_else(|_| to.place(zone, digest, to.draft(zone, &bytes)?, Timestamp::now()))
        .map_err(|error| file_error(&target, error))
}

fn linked(source: &Path, target: &Path) -> io::Result<()> {
    let folder = target.parent().ok_or(io::ErrorKind::NotFound)?;
    fs::create_dir_all(folder)?;
    fs::hard_link(source, target)?;
    for folder in folder.ancestors().take(3) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}
