use std::{
    collections::{BTreeMap, BTreeSet},
    str::FromStr,
};

use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter};
use serde::de::DeserializeOwned;

use crate::{Author, StoreError, batch::insert_all, instant_text};

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

/// Zone, actor and key: one person's write.
pub(crate) type Id = (String, String, String);

pub(crate) fn id(author: &Author, key: &IdempotencyKey) -> Id {
    (author.zone.to_string(), author.actor.clone(), key.0.clone())
}

/// What a write answered when it was done.
pub(crate) struct Answer {
    command: String,
    text: String,
}

impl Answer {
    /// The answer for the same write, sent again.
    pub(crate) fn again<T: DeserializeOwned>(self, command: &str) -> Result<T, StoreError> {
        if self.command != command {
            return Err(StoreError::KeyReused(self.command));
        }
        serde_json::from_str(&self.text)
            .map_err(|error| StoreError::Corrupt(format!("the answer kept for {command}: {error}")))
    }
}

/// The answers of a group's commands: those given before, and those on their way into the table.
#[derive(Default)]
pub(crate) struct Answers {
    given: BTreeMap<Id, answered::Model>,
    new: BTreeMap<Id, answered::Model>,
}

impl Answers {
    /// What these writes answered, if they were done before: asked once for the whole group.
    pub(crate) async fn given(database: &impl ConnectionTrait, ids: &[Id]) -> Result<Self, DbErr> {
        let all = |part: fn(&Id) -> &String| ids.iter().map(part).collect::<BTreeSet<_>>();
        // Each part for itself, which the key's index serves; what is found beside does not matter.
        let found = answered::Entity::find()
            .filter(answered::Column::ZoneId.is_in(all(|id| &id.0)))
            .filter(answered::Column::Actor.is_in(all(|id| &id.1)))
            .filter(answered::Column::IdempotencyKey.is_in(all(|id| &id.2)))
            .all(database)
            .await?;
        let by_id = |row: answered::Model| ((row.zone_id.clone(), row.actor.clone(), row.idempotency_key.clone()), row);
        Ok(Self { given: found.into_iter().map(by_id).collect(), new: BTreeMap::new() })
    }

    /// What the same write answered, if it was done before: in this group, or in one that was committed.
    pub(crate) fn find(&self, author: &Author, key: &IdempotencyKey) -> Option<Answer> {
        let id = id(author, key);
        let row = self.new.get(&id).or_else(|| self.given.get(&id))?;
        Some(Answer { command: row.command.clone(), text: row.answer.clone() })
    }

    /// Remembers an answer, as JSON.
    pub(crate) fn add(&mut self, author: &Author, key: &IdempotencyKey, command: &str, answer: String) {
        let id = id(author, key);
        let (zone_id, actor, idempotency_key) = id.clone();
        let (command, at) = (command.to_owned(), instant_text(author.at));
        self.new.insert(id, answered::Model { zone_id, actor, idempotency_key, command, answer, at });
    }

    /// Writes them beside what the commands wrote.
    pub(crate) async fn keep(self, database: &impl ConnectionTrait) -> Result<(), StoreError> {
        insert_all(database, self.new.into_values().map(IntoActiveModel::into_active_model)).await
    }
}

/// Deletes the answers that were given before `instant`; how many there were.
pub(crate) async fn forget_before(database: &impl ConnectionTrait, instant: Timestamp) -> Result<u64, StoreError> {
    let old = answered::Column::At.lt(instant_text(instant));
    Ok(answered::Entity::delete_many().filter(old).exec(database).await?.rows_affected)
}
