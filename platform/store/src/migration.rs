use sea_orm_migration::{
    MigrationName, MigrationTrait, MigratorTraitSelf, SchemaManager,
    sea_orm::{ConnectionTrait, DbErr},
};

use crate::{Store, StoreError};

/// One numbered step of the schema: a plain SQL script that SQLite and PostgreSQL both read.
///
/// Scripts use `TEXT`, `BIGINT`, `DOUBLE PRECISION` and `BOOLEAN` only, are separated by `;`, go forward only and
/// are never edited after they have landed. Money is `BIGINT` in fen, a date is `TEXT` `YYYY-MM-DD`, an instant is
/// `TEXT` as [`crate::instant_text`] writes it.
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
        manager.get_connection().execute_unprepared(self.sql).await?;
        Ok(())
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(format!("{} goes forward only; restore a backup instead", self.name)))
    }
}

/// The tables that the store itself needs.
pub fn migrations() -> Vec<SqlMigration> {
    vec![SqlMigration { name: "store_0001_journal", sql: include_str!("../migrations/0001_journal.sql") }]
}

struct Ledger(Vec<SqlMigration>);

impl MigratorTraitSelf for Ledger {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        self.0.iter().map(|script| Box::new(*script) as Box<dyn MigrationTrait>).collect()
    }
}

/// Brings the database to the newest schema: every script that the ledger does not hold yet, in the given order.
///
/// # Errors
/// The script that failed; SQLite and PostgreSQL both leave the schema as it was before that script.
pub async fn run_migrations(store: &Store, scripts: Vec<SqlMigration>) -> Result<(), StoreError> {
    Ledger(scripts).up(store.writer_connection(), None).await?;
    Ok(())
}
