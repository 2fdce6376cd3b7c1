use sea_orm::{ActiveModelBehavior, ActiveModelTrait, ConnectionTrait, EntityTrait};

use crate::StoreError;

/// Rows of one statement. SQLite takes 32,766 parameters: enough for rows of 63 columns.
const ROWS_MAX: usize = 512;

/// Inserts rows in batches whose sizes are powers of two, so that ten prepared statements serve every number of rows.
pub(crate) async fn insert_all<A>(database: &impl ConnectionTrait, rows: Vec<A>) -> Result<(), StoreError>
where
    A: ActiveModelTrait + ActiveModelBehavior + Send,
{
    let mut rows = rows.into_iter();
    while let Some(size) = batch_size(rows.len()) {
        A::Entity::insert_many(rows.by_ref().take(size)).exec_without_returning(database).await?;
    }
    Ok(())
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
