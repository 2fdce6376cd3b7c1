use sea_orm::DbErr;

/// What can go wrong between a command and the database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The address names neither SQLite nor PostgreSQL.
    #[error("DATABASE_URL must begin with sqlite: or postgres://, got {0:?}")]
    UnknownDatabase(String),
    /// Readers and the writer of a database in memory would each see their own.
    #[error("an SQLite database needs a file: sqlite:var/wutong.db")]
    NoFile,
    /// The server is older than what the queries use.
    #[error("PostgreSQL {found} is too old; version {needed} or newer is needed")]
    OldPostgres {
        /// Its major version.
        found: i32,
        /// The oldest that will do.
        needed: i32,
    },
    /// A newer version of the program has changed the schema.
    #[error("the database was changed by a newer version of this program (it holds {0}); start that version")]
    Newer(String),
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
    /// A name or an id has a character that PostgreSQL cannot hold.
    #[error("a text has the character U+0000, which cannot be stored; remove it")]
    NulCharacter,
    /// The same key was used for another command.
    #[error("the idempotency key was used before, for {0:?}; send the form again")]
    KeyReused(String),
    /// The writer is gone: the program is stopping.
    #[error("the database is closing; try again after the restart")]
    Closed,
    /// A command broke off in the middle; its changes were rolled back.
    #[error("the command broke off unexpectedly and was rolled back")]
    Panicked,
    /// The database does not answer the writer.
    #[error("the database cannot be written at the moment ({0}); nothing was changed, try again later")]
    Unavailable(String),
    /// The transaction that carried this command could not be committed.
    #[error("the change could not be committed ({0}); send it again: it is done once at most")]
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
    /// A table could not be read from one database or written to the other.
    #[error("table {table} could not be copied: {source}")]
    Copy {
        /// Which table.
        table: String,
        /// What the database said.
        source: DbErr,
    },
    /// A backup of nothing would look like a good one.
    #[error("the database has no tables, so there is nothing to back up; is DATABASE_URL right?")]
    NothingToBackUp,
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
