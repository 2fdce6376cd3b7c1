//! The one writer: takes waiting commands, runs each in its own savepoint, commits them as one group.

use std::{collections::BTreeMap, panic::AssertUnwindSafe};

use futures::FutureExt;
use sea_orm::{DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, TransactionOptions, TransactionTrait};
use serde::{Serialize, de::DeserializeOwned};
use tokio::sync::{mpsc, oneshot, watch};

use crate::{
    Author, Change, CommandFuture, IdempotencyKey, StoreError, ZoneId,
    idempotency::{recall, remember},
    journal::{self, Heads},
};

/// Commands in one group: enough to share a sync among, few enough that the first does not wait long.
const GROUP_SIZE_MAX: usize = 128;

/// A command on its way to the writer, with the way back for its answer.
pub(crate) type Job = Box<dyn Work>;
/// Called with the outcome of the commit; sends the answer.
type Reply = Box<dyn FnOnce(Result<(), String>) + Send>;
type Heading = watch::Sender<BTreeMap<ZoneId, i64>>;

/// What the writer needs to know of a command, whatever its types.
#[async_trait::async_trait]
pub(crate) trait Work: Send {
    async fn run(self: Box<Self>, group: &DatabaseTransaction, heads: &mut Heads) -> Reply;
}

struct Command<T, E, F> {
    author: Author,
    key: IdempotencyKey,
    name: &'static str,
    run: F,
    answer: oneshot::Sender<Result<T, E>>,
}

/// Packs a command so that the writer can run it without knowing its types.
pub(crate) fn job<T, E, F>(
    author: Author,
    key: IdempotencyKey,
    name: &'static str,
    run: F,
) -> (Job, oneshot::Receiver<Result<T, E>>)
where
    T: Serialize + DeserializeOwned + Send + 'static,
    E: From<StoreError> + Send + 'static,
    F: for<'a> FnOnce(&'a mut Change) -> CommandFuture<'a, T, E> + Send + 'static,
{
    let (answer, receiver) = oneshot::channel();
    let command = Command { author, key, name, run, answer };
    (Box::new(command), receiver)
}

#[async_trait::async_trait]
impl<T, E, F> Work for Command<T, E, F>
where
    T: Serialize + DeserializeOwned + Send + 'static,
    E: From<StoreError> + Send + 'static,
    F: for<'a> FnOnce(&'a mut Change) -> CommandFuture<'a, T, E> + Send + 'static,
{
    async fn run(self: Box<Self>, group: &DatabaseTransaction, heads: &mut Heads) -> Reply {
        let Self { author, key, name, run, answer } = *self;
        let before = heads.clone();
        let attempt = attempt(group, heads, author, key, name, run);
        let outcome =
            AssertUnwindSafe(attempt).catch_unwind().await.unwrap_or_else(|_| Err(StoreError::Panicked.into()));
        if outcome.is_err() {
            *heads = before;
        }
        Box::new(move |commit| {
            // A caller who has gone away does not mind that nobody answers.
            let _ = answer.send(match commit {
                Ok(()) => outcome,
                Err(reason) => outcome.and_then(|_| Err(StoreError::Commit(reason).into())),
            });
        })
    }
}

/// One command in its savepoint. Dropped before `commit`, the savepoint rolls itself back.
async fn attempt<T, E, F>(
    group: &DatabaseTransaction,
    heads: &mut Heads,
    author: Author,
    key: IdempotencyKey,
    name: &'static str,
    run: F,
) -> Result<T, E>
where
    T: Serialize + DeserializeOwned + Send + 'static,
    E: From<StoreError> + Send + 'static,
    F: for<'a> FnOnce(&'a mut Change) -> CommandFuture<'a, T, E> + Send + 'static,
{
    let transaction = group.begin().await.map_err(StoreError::from)?;
    let mut change = Change { transaction, author, entries: Vec::new() };
    if let Some(answer) = recall(&change, &key, name).await? {
        return Ok(answer);
    }
    let answer = run(&mut change).await?;
    if change.entries.is_empty() {
        return Err(StoreError::NoTrace.into());
    }
    let entries = std::mem::take(&mut change.entries);
    journal::append(&change, entries, heads).await?;
    let text = serde_json::to_string(&answer).map_err(StoreError::from)?;
    remember(&change, &key, name, text).await?;
    change.transaction.commit().await.map_err(StoreError::from)?;
    Ok(answer)
}

/// Runs until every [`crate::Store`] is gone.
pub(crate) async fn run(writer: DatabaseConnection, mut jobs: mpsc::Receiver<Job>, heading: Heading) {
    let mut group = Vec::with_capacity(GROUP_SIZE_MAX);
    while jobs.recv_many(&mut group, GROUP_SIZE_MAX).await > 0 {
        commit_group(&writer, group.drain(..), &heading).await;
    }
}

/// Immediate: two processes on one file wait for each other at the start, never fail in the middle.
fn options(writer: &DatabaseConnection) -> TransactionOptions {
    let sqlite = writer.get_database_backend() == sea_orm::DbBackend::Sqlite;
    TransactionOptions {
        sqlite_transaction_mode: sqlite.then_some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    }
}

async fn commit_group(writer: &DatabaseConnection, jobs: impl Iterator<Item = Job>, heading: &Heading) {
    let transaction = match writer.begin_with_options(options(writer)).await {
        Ok(transaction) => transaction,
        Err(error) => {
            // Dropping the jobs would answer "closing"; the log names the true cause.
            tracing::error!(%error, "the writer could not begin a transaction");
            return;
        }
    };
    let mut heads = Heads::new();
    let mut replies = Vec::new();
    for job in jobs {
        replies.push(job.run(&transaction, &mut heads).await);
    }
    let commit = transaction.commit().await.map_err(|error| error.to_string());
    if commit.is_ok() {
        heading.send_modify(|known| {
            known.extend(heads.iter().map(|(zone, head)| (zone.clone(), head.sequence)));
        });
    }
    for reply in replies {
        reply(commit.clone());
    }
}
