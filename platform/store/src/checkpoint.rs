//! Copies the write-ahead log of an SQLite file into the file while the writer goes on. Left to the writer, each copying
//! would keep everybody waiting who has a command in the queue.

use std::{sync::Arc, time::Duration};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement};
use tokio::sync::{Mutex, watch};

use crate::{connect::Pen, open::Sequences};

/// After a change, so long others are waited for: what is changed often is copied once.
const PAUSE: Duration = Duration::from_millis(500);
/// Pages of a log that is begun anew (128 MB): for that it must be copied to its end, and the writer waits.
const LONG_LOG: i64 = 32_000;

/// Runs until every [`crate::Store`] is gone.
pub(crate) async fn run(readers: DatabaseConnection, pen: Arc<Mutex<Pen>>, mut heads: watch::Receiver<Sequences>) {
    while heads.changed().await.is_ok() {
        tokio::time::sleep(PAUSE).await;
        heads.mark_unchanged();
        if let Err(error) = copy(&readers, &pen).await {
            // So it is also when the store closes. The writer copies by itself what has been left too long.
            tracing::debug!(%error, "the write-ahead log was not copied");
        }
    }
}

async fn copy(readers: &DatabaseConnection, pen: &Mutex<Pen>) -> Result<(), DbErr> {
    copied(readers).await?;
    // SQLite syncs the file only where it has reached the end of the log: the second time it mostly does.
    if copied(readers).await? >= LONG_LOG {
        copied(pen.lock().await.connection()).await?;
    }
    Ok(())
}

/// Copies what no reader needs any more as it was; how many pages the log has.
async fn copied(connection: &DatabaseConnection) -> Result<i64, DbErr> {
    let statement = Statement::from_string(DbBackend::Sqlite, "PRAGMA wal_checkpoint(PASSIVE)");
    match connection.query_one_raw(statement).await? {
        Some(row) => row.try_get("", "log"),
        None => Ok(0),
    }
}
