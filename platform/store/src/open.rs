use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;
use sea_orm::DatabaseConnection;
use serde::{Serialize, de::DeserializeOwned};
use tokio::sync::{Mutex, Notify, mpsc, watch};

use crate::{
    Author, Change, CommandFuture, IdempotencyKey, StoreError, ZoneId, checkpoint,
    connect::{self, Pen},
    idempotency,
    writer::{self, Job},
};

/// Commands that may wait for the writer before callers are held back.
const QUEUE_LENGTH_MAX: usize = 1024;

/// Which database answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// One file, one zone, no server.
    Sqlite,
    /// A server for a prefecture or a province; version 15 or newer.
    Postgres,
}

/// The last sequence of each zone's journal.
pub(crate) type Sequences = BTreeMap<ZoneId, i64>;

/// The open database. Cheap to clone; all clones share the writer.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    backend: Backend,
    readers: DatabaseConnection,
    pen: Arc<Mutex<Pen>>,
    queue: mpsc::Sender<Job>,
    closing: Arc<Notify>,
    heads: watch::Sender<Sequences>,
}

impl Store {
    /// Opens `sqlite:PATH` or `postgres://…`; creates the SQLite file when it is missing.
    ///
    /// # Errors
    /// [`StoreError::UnknownDatabase`], [`StoreError::NoFile`], [`StoreError::Collation`],
    /// [`StoreError::OldPostgres`], or what the database says.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let backend = Backend::of(url)?;
        let (readers, pen) = match backend {
            Backend::Sqlite => connect::sqlite(url).await?,
            Backend::Postgres => connect::postgres(url).await?,
        };
        let pen = Arc::new(Mutex::new(pen));
        let (queue, jobs) = mpsc::channel(QUEUE_LENGTH_MAX);
        let closing = Arc::new(Notify::new());
        let heads = watch::Sender::default();
        tokio::spawn(writer::run(pen.clone(), jobs, closing.clone(), heads.clone()));
        if backend == Backend::Sqlite {
            tokio::spawn(checkpoint::run(readers.clone(), pen.clone(), heads.subscribe()));
        }
        Ok(Self(Arc::new(Inner { backend, readers, pen, queue, closing, heads })))
    }

    /// Which database this is.
    pub fn backend(&self) -> Backend {
        self.0.backend
    }

    /// A connection for reading; both databases refuse to write through it.
    pub fn reader(&self) -> &DatabaseConnection {
        &self.0.readers
    }

    /// The last journal sequence of each zone that this process has written, for caches to notice a change.
    pub fn heads(&self) -> watch::Receiver<BTreeMap<ZoneId, i64>> {
        self.0.heads.subscribe()
    }

    /// The writer's connection, for what is no command: the writer waits meanwhile.
    pub(crate) fn pen(&self) -> &Mutex<Pen> {
        &self.0.pen
    }

    /// Tells the caches that every zone's journal may be another.
    pub(crate) fn announce(&self, sequences: Sequences) {
        self.0.heads.send_replace(sequences);
    }

    /// Runs a command on the writer: all of it with its journal entries, or nothing; synced to disk before the answer.
    ///
    /// `command` names what is done (`projects.advance`) for the idempotency ledger: the same `key` from the same
    /// actor gives the first answer again without running anything. Whoever stops waiting for the answer does not stop
    /// the command. On one database, commands of one zone run one after the other, also from several processes.
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

    /// Forgets the answers that were given before `instant`: the same key would then be done again. Gives their number.
    ///
    /// # Errors
    /// What the database says.
    pub async fn forget_answers_before(&self, instant: Timestamp) -> Result<u64, StoreError> {
        let mut pen = self.pen().lock().await;
        let transaction = pen.begin().await?;
        let forgotten = idempotency::forget_before(&transaction, instant).await?;
        transaction.commit().await?;
        Ok(forgotten)
    }

    /// Does the commands that wait, takes no more, and closes the connections once nobody reads any more.
    ///
    /// # Errors
    /// What the database says.
    pub async fn close(&self) -> Result<(), StoreError> {
        self.0.closing.notify_one();
        self.0.queue.closed().await;
        self.0.readers.close_by_ref().await?;
        self.pen().lock().await.close().await?;
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
