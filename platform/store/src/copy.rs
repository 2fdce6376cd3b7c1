//! Copies tables row by row from one database into another of the same schema.

use futures::TryStreamExt;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, QueryResult, Statement, StreamTrait, Value,
    sea_query::{Alias, Query, SimpleExpr},
};

use crate::{StoreError, migration::LEDGER};

/// Parameters of one insert: SQLite takes 32,766.
const PARAMETERS_MAX: usize = 30_000;
/// Rows of one insert.
const ROWS_MAX: usize = 500;

/// A table as the schema declares it.
pub(crate) struct Table {
    name: String,
    columns: Vec<(String, Kind)>,
}

/// The four types that migrations use.
#[derive(Clone, Copy)]
enum Kind {
    Text,
    Integer,
    Double,
    Boolean,
}

impl Kind {
    fn declared(name: &str) -> Option<Self> {
        match name {
            "TEXT" => Some(Self::Text),
            "BIGINT" => Some(Self::Integer),
            "DOUBLE PRECISION" => Some(Self::Double),
            "BOOLEAN" => Some(Self::Boolean),
            _ => None,
        }
    }

    fn read(self, row: &QueryResult, index: usize) -> Result<Value, DbErr> {
        Ok(match self {
            Self::Text => row.try_get_by_index::<Option<String>>(index)?.into(),
            Self::Integer => row.try_get_by_index::<Option<i64>>(index)?.into(),
            Self::Double => row.try_get_by_index::<Option<f64>>(index)?.into(),
            Self::Boolean => row.try_get_by_index::<Option<bool>>(index)?.into(),
        })
    }
}

/// The tables of an SQLite file in the order of their creation, so that what others refer to comes first. The ledger of
/// migrations is none of them: every database keeps its own.
pub(crate) async fn tables(sqlite: &DatabaseTransaction) -> Result<Vec<Table>, StoreError> {
    const NAMES: &str = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
         AND name <> $1 ORDER BY rowid";
    let names = Statement::from_sql_and_values(DbBackend::Sqlite, NAMES, [LEDGER.into()]);
    let mut tables = Vec::new();
    for row in sqlite.query_all_raw(names).await? {
        tables.push(Table::read(sqlite, row.try_get_by_index(0)?).await?);
    }
    Ok(tables)
}

impl Table {
    async fn read(sqlite: &DatabaseTransaction, name: String) -> Result<Self, StoreError> {
        const COLUMNS: &str = "SELECT name, type FROM pragma_table_info($1) ORDER BY cid";
        let statement = Statement::from_sql_and_values(DbBackend::Sqlite, COLUMNS, [name.clone().into()]);
        let mut columns = Vec::new();
        for row in sqlite.query_all_raw(statement).await? {
            let (column, declared): (String, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            let kind = Kind::declared(&declared)
                .ok_or_else(|| StoreError::Corrupt(format!("column {name}.{column} of type {declared:?}")))?;
            columns.push((column, kind));
        }
        Ok(Self { name, columns })
    }

    /// The name as it stands in SQL.
    pub(crate) fn quoted(&self) -> String {
        format!("\"{}\"", self.name.replace('"', "\"\""))
    }

    /// Whether there is any row.
    pub(crate) async fn holds_rows(&self, database: &DatabaseTransaction) -> Result<bool, DbErr> {
        let any = format!("SELECT 1 FROM {} LIMIT 1", self.quoted());
        let any = Statement::from_string(ConnectionTrait::get_database_backend(database), any);
        Ok(database.query_one_raw(any).await?.is_some())
    }

    async fn copy(
        &self,
        from: &DatabaseTransaction,
        to: &DatabaseTransaction,
        mut progress: impl FnMut(u64) + Send,
    ) -> Result<(), DbErr> {
        let batch_size = (PARAMETERS_MAX / self.columns.len().max(1)).clamp(1, ROWS_MAX);
        let names = self.columns.iter().map(|(name, _)| Alias::new(name));
        let select = Query::select().columns(names).from(Alias::new(&self.name)).to_owned();
        let statement = ConnectionTrait::get_database_backend(from).build(&select);
        let mut rows = from.stream_raw(statement).await?;
        let mut batch = Vec::with_capacity(batch_size);
        while let Some(row) = rows.try_next().await? {
            batch.push(self.values(&row)?);
            if batch.len() == batch_size {
                progress(self.insert(to, &mut batch).await?);
            }
        }
        progress(self.insert(to, &mut batch).await?);
        Ok(())
    }

    fn values(&self, row: &QueryResult) -> Result<Vec<SimpleExpr>, DbErr> {
        self.columns.iter().enumerate().map(|(index, (_, kind))| Ok(kind.read(row, index)?.into())).collect()
    }

    /// Inserts the waiting rows; how many there were.
    async fn insert(&self, to: &DatabaseTransaction, batch: &mut Vec<Vec<SimpleExpr>>) -> Result<u64, DbErr> {
        if batch.is_empty() {
            return Ok(0);
        }
        let count = batch.len() as u64;
        let mut insert = Query::insert();
        insert.into_table(Alias::new(&self.name)).columns(self.columns.iter().map(|(name, _)| Alias::new(name)));
        for row in batch.drain(..) {
            insert.values(row).map_err(|error| DbErr::Custom(error.to_string()))?;
        }
        to.execute(&insert).await?;
        Ok(count)
    }
}

/// Copies every row; `progress` is told how many so far.
pub(crate) async fn copy_rows(
    from: &DatabaseTransaction,
    to: &DatabaseTransaction,
    tables: &[Table],
    mut progress: impl FnMut(u64) + Send,
) -> Result<(), StoreError> {
    let mut copied = 0;
    for table in tables {
        let told = |rows| {
            copied += rows;
            progress(copied);
        };
        let outcome = table.copy(from, to, told).await;
        outcome.map_err(|source| StoreError::Copy { table: table.name.clone(), source })?;
    }
    Ok(())
}
