//! Connections, with the settings without which the promises of this crate do not hold.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};

use crate::StoreError;

/// Readers beside the one writer; more would only wait for two cores.
const READERS_MAX: u32 = 8;
/// How long a statement waits for a lock that another process holds.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a caller waits for a connection: so long may PostgreSQL be away before an error is answered.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
/// A connection to PostgreSQL that idled this long is tested before it is used: the server may have been restarted.
const TRUSTED_IDLE: Duration = Duration::from_secs(1);
/// Prepared statements kept per connection; the house has some hundreds.
const STATEMENTS_MAX: usize = 512;
/// A write-ahead log that a long import blew up is cut back to this.
const LOG_BYTES_MAX: &str = "67108864";
/// Pages of the write-ahead log after which the writer itself copies them into the file, where [`crate::checkpoint`]
/// did not come to it.
const CHECKPOINT_PAGES: &str = "128000";
/// Pages of an SQLite file that a reader keeps, in KiB (SQLite counts them as negative). What it does not keep comes from
/// the page cache of the system, which all share.
const READER_CACHE: &str = "-2048";
/// The writer keeps more: what an import has changed shall not go to the disk twice.
const WRITER_CACHE: &str = "-32768";
/// PostgreSQL 15, as the server numbers itself.
const POSTGRES_VERSION_MIN: i32 = 150_000;

/// The only connection that writes. Whoever holds it writes, everybody else waits.
pub(crate) struct Pen {
    options: ConnectOptions,
    connection: DatabaseConnection,
}

impl Pen {
    async fn open(options: ConnectOptions) -> Result<Self, DbErr> {
        let connection = Database::connect(options.clone()).await?;
        Ok(Self { options, connection })
    }

    /// Begins a transaction that writes. A connection that has broken in the meantime is replaced once.
    pub(crate) async fn begin(&mut self) -> Result<DatabaseTransaction, DbErr> {
        if let Ok(transaction) = self.connection.begin_with_options(writing(&self.connection)).await {
            return Ok(transaction);
        }
        self.renew().await?;
        self.connection.begin_with_options(writing(&self.connection)).await
    }

    /// Takes a new connection, because nobody knows any more what state the old one is in.
    pub(crate) async fn renew(&mut self) -> Result<(), DbErr> {
        self.connection = Database::connect(self.options.clone()).await?;
        Ok(())
    }

    /// The connection, for what is no transaction.
    pub(crate) fn connection(&self) -> &DatabaseConnection {
        &self.connection
    }

    /// Closes the connection.
    pub(crate) async fn close(&self) -> Result<(), DbErr> {
        self.connection.close_by_ref().await
    }
}

/// Immediate: two processes on one file wait for each other at the start, never fail in the middle.
fn writing(connection: &DatabaseConnection) -> TransactionOptions {
    let sqlite = connection.get_database_backend() == DbBackend::Sqlite;
    TransactionOptions {
        sqlite_transaction_mode: sqlite.then_some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    }
}

/// On PostgreSQL, waits until no other transaction holds the lock of this name; it ends with the transaction.
/// SQLite lets one transaction write at a time anyway.
pub(crate) async fn lock(transaction: &DatabaseTransaction, name: &str) -> Result<(), DbErr> {
    if transaction.get_database_backend() == DbBackend::Postgres {
        let sql = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))";
        let values = [format!("wutong {name}").into()];
        transaction.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, values)).await?;
    }
    Ok(())
}

/// Has PostgreSQL count what is in the tables: after an import it would plan for tables as small as they were, until its
/// autovacuum comes by. SQLite plans without counting.
pub(crate) async fn analyze(transaction: &DatabaseTransaction) -> Result<(), DbErr> {
    if transaction.get_database_backend() == DbBackend::Postgres {
        transaction.execute_unprepared("ANALYZE").await?;
    }
    Ok(())
}

/// The readers and the writer of an SQLite file, which is created when it is missing.
pub(crate) async fn sqlite(url: &str) -> Result<(DatabaseConnection, Pen), StoreError> {
    let path = url.trim_start_matches("sqlite:").trim_start_matches("//").split('?').next().unwrap_or_default();
    if path.is_empty() || path == ":memory:" {
        return Err(StoreError::NoFile);
    }
    // The writer first: it creates the file and turns it to WAL before a reader looks.
    let pen = Pen::open(sqlite_options(path.into(), 1, false)).await?;
    let readers = Database::connect(sqlite_options(path.into(), READERS_MAX, true)).await?;
    Ok((readers, pen))
}

/// WAL so that readers never wait for the writer, `FULL` so that a commit is on the disk before it is answered.
fn sqlite_options(path: PathBuf, connections: u32, read_only: bool) -> ConnectOptions {
    let mut options = ConnectOptions::new("sqlite:");
    options
        .max_connections(connections)
        .min_connections(connections.min(2))
        .acquire_timeout(BUSY_TIMEOUT)
        .test_before_acquire(false)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |sqlite| {
            sqlite
                .filename(&path)
                .create_if_missing(true)
                .foreign_keys(true)
                .busy_timeout(BUSY_TIMEOUT)
                .statement_cache_capacity(STATEMENTS_MAX)
                .pragma("journal_mode", "WAL")
                .pragma("journal_size_limit", LOG_BYTES_MAX)
                .pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
                .pragma("synchronous", "FULL")
                .pragma("temp_store", "MEMORY")
                .pragma("cache_size", if read_only { READER_CACHE } else { WRITER_CACHE })
                .pragma("query_only", if read_only { "ON" } else { "OFF" })
        });
    options
}

/// A new file that is synced once, when it is whole. Nothing but this connection may look at it before.
pub(crate) async fn sqlite_draft(path: &Path) -> Result<Pen, DbErr> {
    let path = path.to_owned();
    let mut options = ConnectOptions::new("sqlite:");
    options.max_connections(1).sqlx_logging(false).map_sqlx_sqlite_opts(move |sqlite| {
        sqlite
            .filename(&path)
            .create_if_missing(true)
            .foreign_keys(true)
            .pragma("journal_mode", "MEMORY")
            .pragma("synchronous", "OFF")
    });
    Pen::open(options).await
}

/// A file that nobody changes, wherever it lies: nothing is created beside it.
pub(crate) async fn sqlite_archive(path: &Path) -> Result<DatabaseConnection, DbErr> {
    let path = path.to_owned();
    let mut options = ConnectOptions::new("sqlite:");
    options
        .max_connections(1)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |sqlite| sqlite.filename(&path).read_only(true).immutable(true));
    Database::connect(options).await
}

/// The readers and the writer of a PostgreSQL database that sorts as SQLite does.
pub(crate) async fn postgres(url: &str) -> Result<(DatabaseConnection, Pen), StoreError> {
    let probe = Database::connect(postgres_options(url, 1)).await?;
    let synced = check_postgres(&probe).await?;
    probe.close().await?;
    let mut writer = postgres_options(url, 1);
    if !synced {
        writer.map_sqlx_postgres_opts(|postgres| with_cache(postgres).options([("synchronous_commit", "on")]));
    }
    let mut readers = postgres_options(url, READERS_MAX);
    readers.map_sqlx_postgres_opts(|postgres| with_cache(postgres).options([("default_transaction_read_only", "on")]));
    Ok((Database::connect(readers).await?, Pen::open(writer).await?))
}

fn postgres_options(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire_if_idle_for(TRUSTED_IDLE)
        .sqlx_logging(false)
        .map_sqlx_postgres_opts(with_cache);
    options
}

fn with_cache(postgres: sea_orm::sqlx::postgres::PgConnectOptions) -> sea_orm::sqlx::postgres::PgConnectOptions {
    postgres.statement_cache_capacity(STATEMENTS_MAX)
}

/// Whether a commit is on the server's disk before it is answered; refuses servers that would break other promises.
async fn check_postgres(probe: &DatabaseConnection) -> Result<bool, StoreError> {
    // Any language's rules put one of these pairs the other way round.
    const SQL: &str = "SELECT current_setting('server_version_num')::int AS version, \
         current_setting('synchronous_commit') <> 'off' AS synced, \
         pg_encoding_to_char(encoding)::text AS encoding, datcollate::text AS collation, \
         ('B' < 'a' AND 'a b' < 'aB' AND 'z' < U&'\\00e9') AS bytewise \
         FROM pg_database WHERE datname = current_database()";
    let row = probe.query_one_raw(Statement::from_string(DbBackend::Postgres, SQL)).await?;
    let row = row.ok_or_else(|| StoreError::Corrupt("PostgreSQL does not know its own database".to_owned()))?;
    let version: i32 = row.try_get("", "version")?;
    if version < POSTGRES_VERSION_MIN {
        return Err(StoreError::OldPostgres { found: version / 10_000, needed: POSTGRES_VERSION_MIN / 10_000 });
    }
    let encoding: String = row.try_get("", "encoding")?;
    let bytewise: bool = row.try_get("", "bytewise")?;
    if encoding != "UTF8" || !bytewise {
        let collation: String = row.try_get("", "collation")?;
        return Err(StoreError::Collation(format!("{collation} and encoding {encoding}")));
    }
    Ok(row.try_get("", "synced")?)
}
