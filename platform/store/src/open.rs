use std::{collections::BTreeMap, sync::Arc, time::Duration};

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
use serde::{Serialize, de::DeserializeOwned};
use tokio::sync::{mpsc, watch};

use crate::{
    Author, Change, CommandFuture, IdempotencyKey, StoreError, ZoneId,
    writer::{self, Job},
};

/// Readers beside the one writer; more would only wait for two cores.
const READERS_MAX: u32 = 8;
/// Commands that may wait for the writer before callers are held back.
const QUEUE_LENGTH_MAX: usize = 1024;
/// How long a statement waits for a lock that another process holds.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// Which database answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// One file, one zone, no server.
    Sqlite,
    /// A server for a prefecture or a province; version 15 or newer.
    Postgres,
}

/// The open database. Cheap to clone; all clones share the writer.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    backend: Backend,
    readers: DatabaseConnection,
    writer: DatabaseConnection,
    queue: mpsc::Sender<Job>,
    heads: watch::Receiver<BTreeMap<ZoneId, i64>>,
}

impl Store {
    /// Opens `sqlite:PATH`, `sqlite::memory:`-free, or `postgres://…`; creates the SQLite file when it is missing.
    ///
    /// # Errors
    /// [`StoreError::UnknownDatabase`], [`StoreError::Collation`], or what the database says.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let backend = Backend::of(url)?;
        let (readers, writer) = match backend {
            Backend::Sqlite => open_sqlite(url).await?,
            Backend::Postgres => open_postgres(url).await?,
        };
        let (queue, jobs) = mpsc::channel(QUEUE_LENGTH_MAX);
        let (heads_sender, heads) = watch::channel(BTreeMap::new());
        tokio::spawn(writer::run(writer.clone(), jobs, heads_sender));
        Ok(Self(Arc::new(Inner { backend, readers, writer, queue, heads })))
    }

    /// Which database this is.
    pub fn backend(&self) -> Backend {
        self.0.backend
    }

    /// A connection for reading. On SQLite it refuses to write.
    pub fn reader(&self) -> &DatabaseConnection {
        &self.0.readers
    }

    /// The last journal sequence of each zone that this process has written, for caches to notice a change.
    pub fn heads(&self) -> watch::Receiver<BTreeMap<ZoneId, i64>> {
        self.0.heads.clone()
    }

    pub(crate) fn writer_connection(&self) -> &DatabaseConnection {
        &self.0.writer
    }

    /// Runs a command on the writer: all of it with its journal entries, or nothing; synced to disk before the answer.
    ///
    /// `command` names what is done (`projects.advance`) for the idempotency ledger: the same `key` from the same
    /// actor gives the first answer again without running anything.
    ///
    /// # Errors
    /// The command's own refusal, or a [`StoreError`] turned into it.
    pub async fn write<T, E, F>(
        &self,
        author: Author,
        key: IdempotencyKey,
        command: &'static str,
        run: F,
    ) -> Result<T, E>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: for<'a> FnOnce(&'a mut Change) -> CommandFuture<'a, T, E> + Send + 'static,
    {
        let (job, answer) = writer::job(author, key, command, run);
        self.0.queue.send(job).await.map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    /// Closes the connections once nothing uses them any more.
    ///
    /// # Errors
    /// What the database says.
    pub async fn close(&self) -> Result<(), StoreError> {
        self.0.readers.close_by_ref().await?;
        self.0.writer.close_by_ref().await?;
        Ok(())
    }
}

impl Backend {
    /// Tells the database from its address.
    ///
    /// # Errors
    /// [`StoreError::UnknownDatabase`].
    pub fn of(url: &str) -> Result<Self, StoreError> {
        if url.starts_with("sqlite:") {
            Ok(Self::Sqlite)
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Ok(Self::Postgres)
        } else {
            Err(StoreError::UnknownDatabase(url.split(':').next().unwrap_or_default().to_owned()))
        }
    }
}

/// SQLite's pragmas for a connection: WAL so that readers never wait for the writer, `FULL` so that a commit is on
/// the disk before it is answered.
async fn open_sqlite(url: &str) -> Result<(DatabaseConnection, DatabaseConnection), StoreError> {
    let path =
        url.trim_start_matches("sqlite:").trim_start_matches("//").split('?').next().unwrap_or_default().to_owned();
    let options = move |connections: u32, read_only: bool| {
        let mut options = ConnectOptions::new(format!("sqlite:{path}?mode=rwc"));
        options
            .max_connections(connections)
            .min_connections(connections.min(2))
            .sqlx_logging(false)
            .map_sqlx_sqlite_opts(move |sqlite| {
                sqlite
                    .foreign_keys(true)
                    .busy_timeout(BUSY_TIMEOUT)
                    .pragma("journal_mode", "WAL")
                    .pragma("synchronous", "FULL")
                    .pragma("temp_store", "MEMORY")
                    .pragma("mmap_size", "268435456")
                    .pragma("query_only", if read_only { "ON" } else { "OFF" })
            });
        options
    };
    // The writer first: it creates the file and turns it to WAL before a reader looks.
    let writer = Database::connect(options(1, false)).await?;
    let readers = Database::connect(options(READERS_MAX, true)).await?;
    Ok((readers, writer))
}

async fn open_postgres(url: &str) -> Result<(DatabaseConnection, DatabaseConnection), StoreError> {
    let options = |connections: u32| {
        let mut options = ConnectOptions::new(url);
        options.max_connections(connections).sqlx_logging(false);
        options
    };
    let writer = Database::connect(options(1)).await?;
    let collation = writer
        .query_one_raw(Statement::from_string(
            DbBackend::Postgres,
            "SELECT datcollate::text AS collation FROM pg_database WHERE datname = current_database()",
        ))
        .await?
        .map(|row| row.try_get::<String>("", "collation"))
        .transpose()?
        .unwrap_or_default();
    if !matches!(collation.as_str(), "C" | "POSIX" | "C.UTF-8" | "C.utf8") {
        return Err(StoreError::Collation(collation));
    }
    let readers = Database::connect(options(READERS_MAX)).await?;
    Ok((readers, writer))
}
