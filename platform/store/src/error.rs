use sea_orm::DbErr;

/// What can go wrong between a command and the database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The address names neither SQLite nor PostgreSQL.
    #[error("DATABASE_URL must begin with sqlite: or postgres://, got {0:?}")]
    UnknownDatabase(String),
    /// PostgreSQL would sort text by a language's rules; the same list must have one order everywhere.
    #[error(
        "the PostgreSQL database has collation {0}; create it with: CREATE DATABASE wutong TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
    )]
    Collation(String),
    /// The database answered with an error.
    #[error("database: {0}")]
    Database(#[from] DbErr),
    /// A value could not be written as JSON.
    #[error("a record could not be written to the journal: {0}")]
    Json(#[from] serde_json::Error),
    /// A stored value does not have the form that it was written in.
    #[error("the database holds a damaged value: {0}")]
    Corrupt(String),
    /// The command succeeded without saying what it changed.
    #[error("a command changed something without a journal entry; nothing was written")]
    NoTrace,
    /// The same key was used for another command.
    #[error("the idempotency key was used before, for {0:?}; send the form again")]
    KeyReused(String),
    /// The writer is gone: the program is stopping.
    #[error("the database is closing; try again after the restart")]
    Closed,
    /// A command broke off in the middle; its changes were rolled back.
    #[error("the command broke off unexpectedly and was rolled back")]
    Panicked,
    /// The transaction that carried this command could not be committed.
    #[error("the change could not be committed: {0}")]
    Commit(String),
    /// Reading or writing a file failed.
    #[error("{path}: {source}")]
    File {
        /// Which file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// A backup would overwrite a file.
    #[error("{0} is there already; name a new file")]
    Exists(String),
    /// A file that no backup wrote, or that was damaged since.
    #[error("{path} is not a whole backup: {why}")]
    NotABackup {
        /// Which file.
        path: String,
        /// What was found.
        why: String,
    },
    /// A restore would overwrite records.
    #[error("the target database already holds records; say --replace to delete them first")]
    NotEmpty,
}

/// A change was made to an edition of the record that is no longer the newest (乐观并发).
///
/// Both editions are kept so that the page can show them side by side.
#[derive(Debug, Clone, thiserror::Error)]
#[error("somebody else changed this record in the meantime (edition {current_version}, yours was {your_version})")]
pub struct Stale {
    /// The version that the change was made from.
    pub your_version: i64,
    /// The version that stands now.
    pub current_version: i64,
    /// What the change would have written.
    pub yours: serde_json::Value,
    /// What stands now.
    pub current: serde_json::Value,
}
