//! Consistent copies of the whole database, from either kind and into either kind.
//!
//! A backup is one SQLite file with the same tables, read in one snapshot while the house is open. A restore brings the
//! file's schema up to date, then copies every row in one transaction: so a backup also moves a zone from SQLite to
//! PostgreSQL and back. The journal comes along unchanged, and its head is the same before and after.

use std::{
    fs::File,
    io::{self, ErrorKind},
    path::Path,
};

use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, IsolationLevel, Statement, TransactionOptions,
    TransactionTrait,
};
use tempfile::TempDir;

use crate::{
    SqlMigration, Store, StoreError, connect,
    copy::{Table, copy_rows, tables},
    journal,
    migration::{applied, migrate, pending, run_migrations},
    open::Sequences,
};

/// What belongs to the records but lies outside the database, such as the contents of attachments.
#[async_trait::async_trait]
pub trait Companion: Send + Sync {
    /// Writes what the records of a new backup name beside `file`, whole and synced: the file itself appears after it.
    async fn keep(&self, records: &DatabaseTransaction, file: &Path) -> Result<(), StoreError>;
    /// Checks what the records of a backup name and brings it back: the records themselves come after it.
    async fn bring_back(&self, records: &DatabaseTransaction, file: &Path) -> Result<(), StoreError>;
}

/// Nothing belongs to the records but the database.
#[async_trait::async_trait]
impl Companion for () {
    async fn keep(&self, _: &DatabaseTransaction, _: &Path) -> Result<(), StoreError> {
        Ok(())
    }

    async fn bring_back(&self, _: &DatabaseTransaction, _: &Path) -> Result<(), StoreError> {
        Ok(())
    }
}

/// Writes a copy of the database to `file`, which must not be there yet; `progress` is told how many rows are copied.
///
/// The file appears whole or not at all: it is written beside its place, synced, and renamed, after `companion` has
/// written what belongs to it. It has the schema that the database has, which may be older than `scripts`.
///
/// # Errors
/// [`StoreError::Exists`], [`StoreError::NothingToBackUp`], [`StoreError::Newer`], a file that cannot be written, or
/// what the database says.
pub async fn backup(
    store: &Store,
    scripts: Vec<SqlMigration>,
    companion: &dyn Companion,
    file: &Path,
    progress: impl FnMut(u64) + Send,
) -> Result<(), StoreError> {
    let told = |source: io::Error| match source.kind() {
        ErrorKind::AlreadyExists => StoreError::Exists(file.display().to_string()),
        _ => file_error(file, source),
    };
    if file.try_exists().map_err(told)? {
        return Err(told(ErrorKind::AlreadyExists.into()));
    }
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let draft = tempfile::Builder::new().prefix(".wutong-backup-").tempfile_in(folder).map_err(told)?.into_temp_path();
    write_copy(store, scripts, (companion, file), &draft, progress).await?;
    File::open(&draft).and_then(|copy| copy.sync_all()).map_err(told)?;
    draft.persist_noclobber(file).map_err(|error| told(error.error))?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(told)
}

fn file_error(path: &Path, source: io::Error) -> StoreError {
    StoreError::File { path: path.display().to_string(), source }
}

async fn write_copy(
    store: &Store,
    scripts: Vec<SqlMigration>,
    (companion, file): (&dyn Companion, &Path),
    draft: &Path,
    progress: impl FnMut(u64) + Send,
) -> Result<(), StoreError> {
    let from = snapshot(store).await?;
    let applied = applied(&from).await?;
    if applied.is_empty() {
        return Err(StoreError::NothingToBackUp);
    }
    pending(&applied, &scripts)?;
    let scripts = scripts.into_iter().filter(|script| applied.iter().any(|name| name == script.name)).collect();
    let mut pen = connect::sqlite_draft(draft).await?;
    migrate(&mut pen, scripts).await?;
    let to = pen.begin().await?;
    let tables = tables(&to).await?;
    copy_rows(&from, &to, &tables, progress).await?;
    same_heads(&from, &to).await?;
    companion.keep(&to, file).await?;
    to.commit().await?;
    pen.close().await?;
    from.rollback().await?;
    Ok(())
}

/// A transaction that sees one state of the database from its first read to its end.
async fn snapshot(store: &Store) -> Result<DatabaseTransaction, DbErr> {
    let postgres = store.reader().get_database_backend() == DbBackend::Postgres;
    let options = TransactionOptions {
        isolation_level: postgres.then_some(IsolationLevel::RepeatableRead),
        access_mode: postgres.then_some(AccessMode::ReadOnly),
        sqlite_transaction_mode: None,
    };
    store.reader().begin_with_options(options).await
}

/// Copies a file that [`backup`] wrote into the database, which must be empty, or is emptied first when `replace` says
/// so. All of it in one transaction; the database is brought to the newest schema before. The file stays as it is.
///
/// # Errors
/// [`StoreError::NotABackup`] for a damaged or foreign file, [`StoreError::NotEmpty`], or what the database says.
pub async fn restore(
    file: &Path,
    store: &Store,
    scripts: Vec<SqlMigration>,
    companion: &dyn Companion,
    replace: bool,
    progress: impl FnMut(u64) + Send,
) -> Result<(), StoreError> {
    let archive = Archive::open(file, scripts.clone()).await?;
    run_migrations(store, scripts).await?;
    companion.bring_back(&archive.content, file).await?;
    let tables = tables(&archive.content).await?;
    let mut pen = store.pen().lock().await;
    let to = pen.begin().await?;
    shut(&to, &tables).await?;
    empty(&to, &tables, replace).await?;
    copy_rows(&archive.content, &to, &tables, progress).await?;
    let sequences = same_heads(&archive.content, &to).await?;
    to.commit().await?;
    store.announce(sequences);
    Ok(())
}

/// A backup that was found whole, in the newest schema.
struct Archive {
    content: DatabaseTransaction,
    /// Holds the copy whose schema was brought up to date, where the file's was older.
    _upgraded: Option<TempDir>,
}

impl Archive {
    async fn open(file: &Path, scripts: Vec<SqlMigration>) -> Result<Self, StoreError> {
        File::open(file).map_err(|source| file_error(file, source))?;
        let foreign = |why: String| StoreError::NotABackup { path: file.display().to_string(), why };
        let content = look_into(file).await.map_err(|error| foreign(error.to_string()))?;
        let applied = applied(&content).await.map_err(|error| foreign(error.to_string()))?;
        if applied.is_empty() {
            return Err(foreign("it has no ledger of migrations".to_owned()));
        }
        if !pending(&applied, &scripts).map_err(|error| foreign(error.to_string()))? {
            return Ok(Self { content, _upgraded: None });
        }
        let folder = tempfile::tempdir().map_err(|source| file_error(&std::env::temp_dir(), source))?;
        let copy = folder.path().join("backup.db");
        std::fs::copy(file, &copy).map_err(|source| file_error(&copy, source))?;
        let mut pen = connect::sqlite_draft(&copy).await?;
        migrate(&mut pen, scripts).await?;
        Ok(Self { content: pen.begin().await?, _upgraded: Some(folder) })
    }
}

/// Opens the file, whose pages must all fit together.
async fn look_into(file: &Path) -> Result<DatabaseTransaction, DbErr> {
    let content = connect::sqlite_archive(file).await?.begin().await?;
    let check = Statement::from_string(DbBackend::Sqlite, "PRAGMA quick_check(1)");
    let found = content.query_one_raw(check).await?.map(|row| row.try_get_by_index::<String>(0)).transpose()?;
    match found.as_deref() {
        Some("ok") => Ok(content),
        other => Err(DbErr::Custom(other.unwrap_or("it cannot be checked").to_owned())),
    }
}

/// Lets no other program write until the transaction ends. SQLite does so from its beginning.
async fn shut(to: &DatabaseTransaction, tables: &[Table]) -> Result<(), DbErr> {
    if to.get_database_backend() == DbBackend::Postgres {
        // In the order of commands: a desk's tables first, the journal last; the other way round two would wait for each other.
        let names: Vec<_> = tables.iter().rev().map(Table::quoted).collect();
        to.execute_unprepared(&format!("LOCK TABLE {} IN EXCLUSIVE MODE", names.join(", "))).await?;
    }
    Ok(())
}

/// Makes sure that the tables hold nothing: by deleting what they hold, if `replace` says so.
async fn empty(to: &DatabaseTransaction, tables: &[Table], replace: bool) -> Result<(), StoreError> {
    for table in tables.iter().rev() {
        if replace {
            to.execute_unprepared(&format!("DELETE FROM {}", table.quoted())).await?;
        } else if table.holds_rows(to).await? {
            return Err(StoreError::NotEmpty);
        }
    }
    Ok(())
}

/// The journal must end where it ended: else something was lost on the way.
async fn same_heads(from: &DatabaseTransaction, to: &DatabaseTransaction) -> Result<Sequences, StoreError> {
    let mut sequences = Sequences::new();
    for zone in journal::zones(from).await? {
        let (before, after) = (journal::head(from, &zone).await?, journal::head(to, &zone).await?);
        if before != after {
            return Err(StoreError::Corrupt(format!("the journal of zone {zone} ends elsewhere in the copy")));
        }
        sequences.insert(zone, after.sequence);
    }
    Ok(sequences)
}
