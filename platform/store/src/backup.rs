//! Consistent copies of the whole database, from either kind and into either kind.
//!
//! A backup is one SQLite file with the same tables, read in one snapshot while the house is open. A restore brings the
//! file's schema up to date, then copies every row in one transaction: so a backup also moves a zone from SQLite to
//! PostgreSQL and back. The journal comes along unchanged, and its head is the same before and after.

use std::{fs::File, path::Path};

use futures::TryStreamExt;
use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseTransaction, DbBackend, IsolationLevel, QueryResult, Statement, StreamTrait,
    TransactionOptions, TransactionTrait, Value,
    sea_query::{Alias, Expr, Query, SimpleExpr},
};

use crate::{SqlMigration, Store, StoreError, journal, run_migrations};

/// Parameters of one insert: SQLite takes 32,766.
const PARAMETERS_MAX: usize = 30_000;
/// Rows of one insert.
const ROWS_MAX: usize = 500;

/// A table as the schema declares it.
struct Table {
    name: String,
    columns: Vec<(String, Kind)>,
}

/// The four types that migrations use.
#[derive(Clone, Copy)]
enum Kind {
    Text,
    Integer,
    Double,
    Boolean,
}

/// Writes a copy of the database to `file`, which must not be there yet; `progress` is told how many rows are copied.
///
/// The file appears whole or not at all: it is written beside its place, synced, and renamed.
///
/// # Errors
/// [`StoreError::Exists`], a file that cannot be written, or what the database says.
pub async fn backup(
    store: &Store,
    scripts: Vec<SqlMigration>,
    file: &Path,
    progress: impl FnMut(u64) + Send,
) -> Result<(), StoreError> {
    if file.exists() {
        return Err(StoreError::Exists(file.display().to_string()));
    }
    let partial = file.with_extension("partial");
    remove_if_there(&partial)?;
    let outcome = write_copy(store, scripts, &partial, progress).await;
    if let Err(error) = outcome {
        // The unfinished copy is of no use; the error that made it so matters more than this one.
        let _ = std::fs::remove_file(&partial);
        return Err(error);
    }
    let told = |source| StoreError::File { path: file.display().to_string(), source };
    File::open(&partial).and_then(|copy| copy.sync_all()).map_err(told)?;
    std::fs::rename(&partial, file).map_err(told)?;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(told)
}

fn remove_if_there(path: &Path) -> Result<(), StoreError> {
    match std::fs::remove_file(path) {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
            Err(StoreError::File { path: path.display().to_string(), source })
        }
        _ => Ok(()),
    }
}

async fn write_copy(
    store: &Store,
    scripts: Vec<SqlMigration>,
    partial: &Path,
    progress: impl FnMut(u64) + Send,
) -> Result<(), StoreError> {
    let copy = Store::open(&format!("sqlite:{}", partial.display())).await?;
    run_migrations(&copy, scripts).await?;
    let from = snapshot(store).await?;
    let to = copy.writer_connection().begin().await?;
    let tables = tables(&to).await?;
    copy_rows(&from, &to, &tables, progress).await?;
    to.commit().await?;
    from.rollback().await?;
    copy.writer_connection().execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await?;
    copy.close().await
}

/// A transaction that sees one state of the database from its first read to its end.
async fn snapshot(store: &Store) -> Result<DatabaseTransaction, StoreError> {
    let postgres = store.reader().get_database_backend() == DbBackend::Postgres;
    let options = TransactionOptions {
        isolation_level: postgres.then_some(IsolationLevel::RepeatableRead),
        access_mode: postgres.then_some(AccessMode::ReadOnly),
        sqlite_transaction_mode: None,
    };
    Ok(store.reader().begin_with_options(options).await?)
}

/// Copies a file that [`backup`] wrote into the database, which must be migrated and empty, or be emptied first when
/// `replace` says so. All of it in one transaction.
///
/// # Errors
/// [`StoreError::NotABackup`] for a damaged or foreign file, [`StoreError::NotEmpty`], or what the database says.
pub async fn restore(
    file: &Path,
    store: &Store,
    scripts: Vec<SqlMigration>,
    replace: bool,
    progress: impl FnMut(u64) + Send,
) -> Result<(), StoreError> {
    let folder =
        tempfile::tempdir().map_err(|source| StoreError::File { path: "a temporary folder".to_owned(), source })?;
    let copy = folder.path().join("backup.db");
    // The file itself is never changed; an older schema is brought up to date in the copy.
    std::fs::copy(file, &copy).map_err(|source| StoreError::File { path: file.display().to_string(), source })?;
    let source = open_backup(&copy, scripts, file).await?;
    let from = snapshot(&source).await?;
    let tables = tables(&from).await?;
    let to = store.writer_connection().begin().await?;
    empty(&to, &tables, replace).await?;
    copy_rows(&from, &to, &tables, progress).await?;
    check_heads(&from, &to).await?;
    to.commit().await?;
    from.rollback().await?;
    source.close().await
}

async fn open_backup(copy: &Path, scripts: Vec<SqlMigration>, file: &Path) -> Result<Store, StoreError> {
    let foreign = |why: String| StoreError::NotABackup { path: file.display().to_string(), why };
    let source =
        Store::open(&format!("sqlite:{}", copy.display())).await.map_err(|error| foreign(error.to_string()))?;
    let first = |sql: &'static str| {
        let source = source.clone();
        async move {
            let rows = source.writer_connection().query_all_raw(Statement::from_string(DbBackend::Sqlite, sql)).await?;
            rows.iter().map(|row| row.try_get_by_index::<String>(0)).collect::<Result<Vec<_>, _>>()
        }
    };
    let checked = first("PRAGMA quick_check").await.map_err(|error| foreign(error.to_string()))?;
    if checked.first().map(String::as_str) != Some("ok") {
        return Err(foreign(checked.into_iter().next().unwrap_or_default()));
    }
    let ledger = first("SELECT version FROM seaql_migrations")
        .await
        .map_err(|_| foreign("it has no ledger of migrations".to_owned()))?;
    if let Some(unknown) = ledger.iter().find(|name| !scripts.iter().any(|script| script.name == name.as_str())) {
        return Err(foreign(format!("it was written by a newer version, which knows {unknown}")));
    }
    run_migrations(&source, scripts).await?;
    Ok(source)
}

/// The tables in the order of their creation, so that what others point to comes first.
async fn tables(sqlite: &DatabaseTransaction) -> Result<Vec<Table>, StoreError> {
    const NAMES: &str = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' \
         AND name <> 'seaql_migrations' ORDER BY rowid";
    const COLUMNS: &str = "SELECT name, type FROM pragma_table_info($1) ORDER BY cid";
    let mut tables = Vec::new();
    for row in sqlite.query_all_raw(Statement::from_string(DbBackend::Sqlite, NAMES)).await? {
        let name: String = row.try_get_by_index(0)?;
        let statement = Statement::from_sql_and_values(DbBackend::Sqlite, COLUMNS, [name.clone().into()]);
        let columns = sqlite.query_all_raw(statement).await?;
        let columns = columns.iter().map(column).collect::<Result<_, _>>()?;
        tables.push(Table { name, columns });
    }
    Ok(tables)
}

fn column(row: &QueryResult) -> Result<(String, Kind), StoreError> {
    let declared: String = row.try_get_by_index(1)?;
    let kind = match declared.as_str() {
        "TEXT" => Kind::Text,
        "BIGINT" => Kind::Integer,
        "DOUBLE PRECISION" => Kind::Double,
        "BOOLEAN" => Kind::Boolean,
        other => return Err(StoreError::Corrupt(format!("a column of type {other}"))),
    };
    Ok((row.try_get_by_index(0)?, kind))
}

async fn empty(to: &DatabaseTransaction, tables: &[Table], replace: bool) -> Result<(), StoreError> {
    for table in tables.iter().rev() {
        let name = Alias::new(&table.name);
        if replace {
            to.execute(Query::delete().from_table(name)).await?;
            continue;
        }
        let any = Query::select().expr(Expr::val(1)).from(name).limit(1).to_owned();
        if to.query_one(&any).await?.is_some() {
            return Err(StoreError::NotEmpty);
        }
    }
    Ok(())
}

async fn copy_rows(
    from: &DatabaseTransaction,
    to: &DatabaseTransaction,
    tables: &[Table],
    mut progress: impl FnMut(u64) + Send,
) -> Result<(), StoreError> {
    let mut copied = 0;
    for table in tables {
        let batch_size = (PARAMETERS_MAX / table.columns.len().max(1)).clamp(1, ROWS_MAX);
        let select = Query::select()
            .columns(table.columns.iter().map(|(name, _)| Alias::new(name)))
            .from(Alias::new(&table.name))
            .to_owned();
        let statement = ConnectionTrait::get_database_backend(from).build(&select);
        let mut rows = from.stream_raw(statement).await?;
        let mut batch = Vec::with_capacity(batch_size);
        while let Some(row) = rows.try_next().await? {
            batch.push(values(&row, table)?);
            if batch.len() == batch_size {
                copied += insert(to, table, &mut batch).await?;
                progress(copied);
            }
        }
        copied += insert(to, table, &mut batch).await?;
        progress(copied);
    }
    Ok(())
}

fn values(row: &QueryResult, table: &Table) -> Result<Vec<SimpleExpr>, StoreError> {
    let value = |index: usize, kind: Kind| -> Result<Value, StoreError> {
        Ok(match kind {
            Kind::Text => row.try_get_by_index::<Option<String>>(index)?.into(),
            Kind::Integer => row.try_get_by_index::<Option<i64>>(index)?.into(),
            Kind::Double => row.try_get_by_index::<Option<f64>>(index)?.into(),
            Kind::Boolean => row.try_get_by_index::<Option<bool>>(index)?.into(),
        })
    };
    table.columns.iter().enumerate().map(|(index, (_, kind))| Ok(value(index, *kind)?.into())).collect()
}

/// Inserts the waiting rows; how many there were.
async fn insert(to: &DatabaseTransaction, table: &Table, batch: &mut Vec<Vec<SimpleExpr>>) -> Result<u64, StoreError> {
    if batch.is_empty() {
        return Ok(0);
    }
    let count = batch.len() as u64;
    let mut insert = Query::insert();
    insert.into_table(Alias::new(&table.name)).columns(table.columns.iter().map(|(name, _)| Alias::new(name)));
    for row in batch.drain(..) {
        insert.values(row).map_err(|error| StoreError::Corrupt(error.to_string()))?;
    }
    to.execute(&insert).await?;
    Ok(count)
}

/// The journal must end where it ended: else something was lost on the way.
async fn check_heads(from: &DatabaseTransaction, to: &DatabaseTransaction) -> Result<(), StoreError> {
    for zone in journal::zones(from).await? {
        if journal::head(from, &zone).await? != journal::head(to, &zone).await? {
            return Err(StoreError::Corrupt(format!("the journal of zone {zone} ends elsewhere after the restore")));
        }
    }
    Ok(())
}
