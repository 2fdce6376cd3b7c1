//! The log of what the program does by itself (运行日志). It is no record of the zone: nothing of it is in the journal,
//! which would otherwise move on every minute, and what people have done would drown in it.

use std::time::Duration;

use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder,
};

use crate::{Store, StoreError, ZoneId, instant_text};

/// The table of runs.
pub mod run {
    #![allow(missing_docs)]
    use sea_orm::entity::prelude::*;

    /// One run, or several alike: `first_at` is when the first of them began, `started_at` the last.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "chore_run")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub zone_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub chore: String,
        pub first_at: String,
        pub started_at: String,
        pub took_ms: i64,
        pub outcome: String,
        pub failed: bool,
        pub runs: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A run of a chore that has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoreRun {
    /// In which zone.
    pub zone: ZoneId,
    /// Name of the chore.
    pub chore: &'static str,
    /// When it began.
    pub started_at: Timestamp,
    /// How long it took.
    pub took: Duration,
    /// What it did, or why it failed; empty where there was nothing to do.
    pub outcome: String,
    /// Whether it failed.
    pub failed: bool,
}

impl Store {
    /// Notes a run. One that did nothing, or failed, like the one before it is counted with that one.
    ///
    /// # Errors
    /// What the database says.
    pub async fn note_run(&self, run: ChoreRun) -> Result<(), StoreError> {
        let mut pen = self.pen().lock().await;
        let transaction = pen.begin().await?;
        note(&transaction, run).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Forgets the runs that ended before `instant`; how many rows there were.
    ///
    /// # Errors
    /// What the database says.
    pub async fn forget_runs_before(&self, instant: Timestamp) -> Result<u64, StoreError> {
        let mut pen = self.pen().lock().await;
        let transaction = pen.begin().await?;
        let old = run::Column::StartedAt.lt(instant_text(instant));
        let forgotten = run::Entity::delete_many().filter(old).exec(&transaction).await?.rows_affected;
        transaction.commit().await?;
        Ok(forgotten)
    }
}

async fn note(database: &impl ConnectionTrait, new: ChoreRun) -> Result<(), StoreError> {
    let last = run::Entity::find()
        .filter(run::Column::ZoneId.eq(new.zone.as_str()))
        .filter(run::Column::Chore.eq(new.chore))
        .order_by_desc(run::Column::StartedAt)
        .order_by_desc(run::Column::Id)
        .one(database)
        .await?;
    // PostgreSQL keeps no NUL.
    let outcome = new.outcome.replace('\0', "\u{fffd}");
    let (started_at, took_ms) = (instant_text(new.started_at), i64::try_from(new.took.as_millis()).unwrap_or(i64::MAX));
    let alike = |last: &run::Model| last.outcome == outcome && last.failed == new.failed;
    match last {
        Some(last) if alike(&last) && (new.failed || outcome.is_empty()) => {
            let runs = last.runs.saturating_add(1);
            let row = run::ActiveModel {
                started_at: Set(started_at),
                took_ms: Set(took_ms),
                runs: Set(runs),
                ..last.into_active_model()
            };
            row.update(database).await?;
        }
        _ => {
            let row = run::Model {
                zone_id: new.zone.to_string(),
                id: uuid::Uuid::now_v7().to_string(),
                chore: new.chore.to_owned(),
                first_at: started_at.clone(),
                started_at,
                took_ms,
                outcome,
                failed: new.failed,
                runs: 1,
            };
            row.into_active_model().insert(database).await?;
        }
    }
    Ok(())
}
