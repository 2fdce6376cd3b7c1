//! One database, one way to change it.
//!
//! A zone's records live in SQLite (one file, the default) or PostgreSQL; both run the same
//! migrations and the same queries. Whoever reads takes [`Store::reader`]. Whoever changes goes
//! through [`Store::write`], which runs a *command* on the only writer, in a transaction that also
//! holds the command's journal entries: state and trace are written together or not at all.
//!
//! - [`Journal entries`](journal) are chained by SM3 hash per zone; [`journal::verify`] walks the chain.
//! - Commands that wait at the same time are committed as one group, so that one `fdatasync`
//!   serves many; a command that fails is rolled back to its own savepoint and harms no other.
//! - Every write carries an [`IdempotencyKey`]: sent twice, it is done once and answered twice.
//! - [`backup`](backup::backup) writes a consistent copy as one SQLite file, from either database.

pub mod backup;
mod batch;
mod change;
mod checkpoint;
pub mod chores;
mod connect;
mod copy;
mod error;
mod idempotency;
pub mod journal;
mod memo;
mod migration;
mod open;
mod time;
mod writer;
mod zone;

pub use batch::{ROWS_MAX, execute_batches, insert_all, inserts};
pub use change::{Author, Change, Entry, Subject};
pub use chores::ChoreRun;
pub use error::{Stale, StoreError};
pub use idempotency::{IdempotencyKey, InvalidIdempotencyKey};
pub use memo::Memo;
pub use migration::{SqlMigration, migrations, run_migrations};
pub use open::{Backend, Store};
pub use time::{instant_from_text, instant_text};
pub use zone::{InvalidZoneId, ZoneId};

/// The future that a command passed to [`Store::write`] returns.
pub type CommandFuture<'a, T, E> = std::pin::Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'a>>;
