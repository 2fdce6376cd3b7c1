//! Many rows in few statements, and the next of them made while the database is at work on one.

use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DbBackend, EntityTrait, QueryTrait, Statement, sea_query::OnConflict,
};

use crate::StoreError;

/// Rows of one statement. SQLite takes 32,766 parameters: enough for rows of 63 columns.
pub const ROWS_MAX: usize = 512;

/// Carries out one batch of statements after the other; while the database is at work on one, the next is made.
///
/// # Errors
/// What the database says, or the making.
pub async fn execute_batches(
    database: &impl ConnectionTrait,
    mut next: impl FnMut() -> Result<Option<Vec<Statement>>, StoreError> + Send,
) -> Result<(), StoreError> {
    let mut batch = next()?;
    while let Some(statements) = batch {
        // The first of the two sends its statement before the second begins.
        let (executed, made) = futures::join!(execute(database, statements), async { next() });
        executed?;
        batch = made?;
    }
    Ok(())
}

async fn execute(database: &impl ConnectionTrait, statements: Vec<Statement>) -> Result<(), StoreError> {
    for statement in statements {
        database.execute_raw(statement).await?;
    }
    Ok(())
}

/// Statements that insert rows; `conflict` says what becomes of a row that is there already. Their sizes are powers of
/// two, so that ten prepared statements serve every number of rows.
pub fn inserts<A: ActiveModelTrait>(
    backend: DbBackend,
    rows: impl ExactSizeIterator<Item = A>,
    conflict: Option<&OnConflict>,
) -> Vec<Statement> {
    let mut rows = rows;
    let mut statements = Vec::new();
    while let Some(size) = batch_size(rows.len()) {
        let mut insert = A::Entity::insert_many(rows.by_ref().take(size)).into_query();
        if let Some(conflict) = conflict {
            insert.on_conflict(conflict.clone());
        }
        statements.push(backend.build(&insert));
    }
    statements
}

/// Inserts rows, which may be worked out while the database is at work on those before.
///
/// # Errors
/// What the database says.
pub async fn insert_all<A: ActiveModelTrait>(
    database: &impl ConnectionTrait,
    rows: impl ExactSizeIterator<Item = A> + Send,
) -> Result<(), StoreError> {
    let (backend, mut rows) = (database.get_database_backend(), rows);
    execute_batches(database, || {
        let size = batch_size(rows.len());
        Ok(size.map(|size| inserts(backend, rows.by_ref().take(size), None)))
    })
    .await
}

/// The largest power of two that is not more than the waiting rows.
fn batch_size(waiting: usize) -> Option<usize> {
    waiting.checked_ilog2().map(|power| ROWS_MAX.min(1 << power))
}

#[cfg(test)]
mod tests {
    use super::{ROWS_MAX, batch_size};

    #[test]
    fn batches_take_all_rows_in_few_sizes() {
        for rows in 0..3_000 {
            let mut waiting = rows;
            while let Some(size) = batch_size(waiting) {
                assert!(size.is_power_of_two() && size <= ROWS_MAX && size <= waiting, "{size} of {waiting}");
                waiting -= size;
            }
            assert_eq!(waiting, 0);
        }
    }
}
