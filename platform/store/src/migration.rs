use sea_orm_migration::{
    MigrationName, MigrationTrait, MigratorTraitSelf, SchemaManager,
    sea_orm::{ConnectionTrait, DbErr, Statement},
};

use crate::{
    Store, StoreError,
    connect::{self, Pen},
};

/// Where the scripts that have run are noted.
pub(crate) const LEDGER: &str = "seaql_migrations";

/// One numbered step of the schema: a plain SQL script that SQLite and PostgreSQL both read.
///
/// Scripts use `TEXT`, `BIGINT`, `DOUBLE PRECISION` and `BOOLEAN` only, are separated by `;`, go forward only and
/// are never edited after they have landed. A table refers only to tables created before it: in this order a backup
/// is restored. Money is `BIGINT` in fen, a date is `TEXT` `YYYY-MM-DD`, an instant is `TEXT` as
/// [`crate::instant_text`] writes it.
#[derive(Clone, Copy, Debug)]
pub struct SqlMigration {
    /// Ledger name: `desk_0001_what`.
    pub name: &'static str,
    /// The script.
    pub sql: &'static str,
}

impl MigrationName for SqlMigration {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for SqlMigration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let outcome = manager.get_connection().execute_unprepared(self.sql).await;
        outcome.map(drop).map_err(|error| DbErr::Migration(format!("{}: {error}", self.name)))
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(format!("{} goes forward only; restore a backup instead", self.name)))
    }
}

/// The tables that the store itself needs.
pub fn migrations() -> Vec<SqlMigration> {
    vec![
        SqlMigration { name: "store_0001_journal", sql: include_str!("../migrations/0001_journal.sql") },
        SqlMigration { name: "store_0002_chores", sql: include_str!("../migrations/0002_chores.sql") },
        SqlMigration {
            name: "store_0003_journal_through",
            sql: include_str!("../migrations/0003_journal_through.sql"),
        },
    ]
}

struct Ledger(Vec<SqlMigration>);

impl MigratorTraitSelf for Ledger {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        self.0.iter().map(|script| Box::new(*script) as Box<dyn MigrationTrait>).collect()
    }
}

/// Brings the database to the newest schema: every script that the ledger does not hold yet, in the given order.
///
/// All of them run in one transaction: the schema is new as a whole, or as it was. Several programs may start at once.
///
/// # Errors
/// The script that failed; [`StoreError::Newer`] when the ledger holds a script that is not given.
pub async fn run_migrations(store: &Store, scripts: Vec<SqlMigration>) -> Result<(), StoreError> {
    // Nobody waits for the writer when there is nothing to do.
    if pending(&applied(store.reader()).await?, &scripts)? {
        migrate(&mut *store.pen().lock().await, scripts).await?;
    }
    Ok(())
}

/// The same on a connection that nobody else uses.
pub(crate) async fn migrate(pen: &mut Pen, scripts: Vec<SqlMigration>) -> Result<(), StoreError> {
    let transaction = pen.begin().await?;
    connect::lock(&transaction, "schema").await?;
    if pending(&applied(&transaction).await?, &scripts)? {
        Ledger(scripts).up(&transaction, None).await?;
    }
    transaction.commit().await?;
    Ok(())
}

/// Whether some scripts have not run yet.
pub(crate) fn pending(applied: &[String], scripts: &[SqlMigration]) -> Result<bool, StoreError> {
    match applied.iter().find(|name| !scripts.iter().any(|script| script.name == name.as_str())) {
        Some(unknown) => Err(StoreError::Newer(unknown.clone())),
        None => Ok(applied.len() < scripts.len()),
    }
}

/// The scripts that have run; none in a database that has no ledger yet.
pub(crate) async fn applied(database: &impl ConnectionTrait) -> Result<Vec<String>, StoreError> {
    let backend = database.get_database_backend();
    let exists = match backend {
        sea_orm::DbBackend::Postgres => {
            "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = $1"
        }
        _ => "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = $1",
    };
    if database.query_one_raw(Statement::from_sql_and_values(backend, exists, [LEDGER.into()])).await?.is_none() {
        return Ok(Vec::new());
    }
    let names = Statement::from_string(backend, format!("SELECT version FROM {LEDGER} ORDER BY version"));
    let rows = database.query_all_raw(names).await?;
    Ok(rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?)
}
