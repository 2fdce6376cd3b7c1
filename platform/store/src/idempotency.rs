use std::str::FromStr;

use sea_orm::{ActiveModelTrait, EntityTrait, Set};
use serde::de::DeserializeOwned;

use crate::{Change, StoreError, instant_text};

/// The longest key that a client may send.
const KEY_LENGTH_MAX: usize = 64;

/// Names one intended write (幂等键): a form or a request sent twice is done once.
///
/// Made when the form is rendered, or by the caller of the API (header `Idempotency-Key`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey(String);

/// A text that cannot be an idempotency key.
#[derive(Debug, thiserror::Error)]
#[error("an idempotency key has 8 to {KEY_LENGTH_MAX} letters, digits or hyphens")]
pub struct InvalidIdempotencyKey;

impl IdempotencyKey {
    /// A new key that nobody else has.
    pub fn random() -> Self {
        Self(uuid::Uuid::new_v4().to_string())
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for IdempotencyKey {
    type Err = InvalidIdempotencyKey;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let valid =
            (8..=KEY_LENGTH_MAX).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if valid { Ok(Self(text.to_owned())) } else { Err(InvalidIdempotencyKey) }
    }
}

mod answered {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "answered_write")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub zone_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub actor: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub idempotency_key: String,
        pub command: String,
        pub answer: String,
        pub at: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What the same write answered before, if it was done before.
pub(crate) async fn recall<T: DeserializeOwned>(
    change: &Change,
    key: &IdempotencyKey,
    command: &str,
) -> Result<Option<T>, StoreError> {
    let id = (change.zone().to_string(), change.author().actor.clone(), key.0.clone());
    let Some(before) = answered::Entity::find_by_id(id).one(change.connection()).await? else {
        return Ok(None);
    };
    if before.command != command {
        return Err(StoreError::KeyReused(before.command));
    }
    Ok(Some(serde_json::from_str(&before.answer)?))
}

/// Keeps the answer of a write, as JSON, beside what it wrote.
pub(crate) async fn remember(
    change: &Change,
    key: &IdempotencyKey,
    command: &str,
    answer: String,
) -> Result<(), StoreError> {
    answered::ActiveModel {
        zone_id: Set(change.zone().to_string()),
        actor: Set(change.author().actor.clone()),
        idempotency_key: Set(key.0.clone()),
        command: Set(command.to_owned()),
        answer: Set(answer),
        at: Set(instant_text(change.at())),
    }
    .insert(change.connection())
    .await?;
    Ok(())
}
