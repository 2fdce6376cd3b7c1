use std::sync::Arc;

use jiff::Timestamp;
use sea_orm::DatabaseTransaction;
use serde::Serialize;
use serde_json::Value;

use crate::{StoreError, ZoneId};

/// Who changes something, when, and on whose behalf (帮办代办).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// The zone whose records change.
    pub zone: ZoneId,
    /// Account id of the person at the screen; `system:…` for what the program does by itself.
    pub actor: String,
    /// Organisation for which the person acts, where it is not their own.
    pub on_behalf_of: Option<String>,
    /// What carried the person's order where they sat at no screen: the name of an access token (访问令牌).
    pub through: Option<String>,
    /// The moment of the change, passed in.
    pub at: Timestamp,
}

impl Author {
    /// The program itself, doing the named work (`system:scheduler`).
    pub fn system(zone: ZoneId, work: &str, at: Timestamp) -> Self {
        Self { zone, actor: format!("system:{work}"), on_behalf_of: None, through: None, at }
    }
}

/// Which record a journal entry speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Kind of record, the singular name of its table: `project`.
    pub kind: String,
    /// Id of the record.
    pub id: String,
}

impl Subject {
    /// Names a record.
    pub fn new(kind: &str, id: impl Into<String>) -> Self {
        Self { kind: kind.to_owned(), id: id.into() }
    }
}

/// What a command says of one change that it makes.
#[derive(Clone, Debug)]
pub struct Entry {
    pub(crate) verb: String,
    pub(crate) subject: Subject,
    pub(crate) before: Option<Value>,
    pub(crate) after: Option<Value>,
}

impl Entry {
    /// An entry for a verb in the past tense (`project.advanced`) and its subject.
    pub fn new(verb: &str, subject: Subject) -> Self {
        Self { verb: verb.to_owned(), subject, before: None, after: None }
    }

    /// What stood before the change.
    ///
    /// # Errors
    /// [`StoreError::Json`] when the record cannot be written as JSON.
    pub fn before(mut self, record: &impl Serialize) -> Result<Self, StoreError> {
        self.before = Some(serde_json::to_value(record)?);
        Ok(self)
    }

    /// What stands after the change.
    ///
    /// # Errors
    /// [`StoreError::Json`] when the record cannot be written as JSON.
    pub fn after(mut self, record: &impl Serialize) -> Result<Self, StoreError> {
        self.after = Some(serde_json::to_value(record)?);
        Ok(self)
    }
}

/// A change in progress: the transaction, its author, and the journal entries so far.
///
/// Commands get one from [`crate::Store::write`]; there is no other way to a connection that writes.
pub struct Change {
    pub(crate) transaction: Arc<DatabaseTransaction>,
    pub(crate) author: Author,
    pub(crate) entries: Vec<Entry>,
}

impl Change {
    /// The transaction to read and write through. What other commands wrote before is there; their journal entries may
    /// be written only after this command, when the whole group is committed.
    pub fn connection(&self) -> &DatabaseTransaction {
        &self.transaction
    }

    /// Who makes the change.
    pub fn author(&self) -> &Author {
        &self.author
    }

    /// The zone that the change belongs to.
    pub fn zone(&self) -> &ZoneId {
        &self.author.zone
    }

    /// The moment of the change.
    pub fn at(&self) -> Timestamp {
        self.author.at
    }

    /// Adds a journal entry; it is written with the change, in this order.
    pub fn record(&mut self, entry: Entry) {
        self.entries.push(entry);
    }

    /// Whether the journal can hold what was recorded: there is something, and no text has U+0000, which PostgreSQL
    /// does not keep. (What stands before and after is JSON, which escapes it.)
    pub(crate) fn check_trace(&self) -> Result<(), StoreError> {
        if self.entries.is_empty() {
            return Err(StoreError::NoTrace);
        }
        let named = self.entries.iter().flat_map(|entry| [&entry.verb, &entry.subject.kind, &entry.subject.id]);
        let texts = named.chain([&self.author.actor]).chain(&self.author.on_behalf_of).chain(&self.author.through);
        if texts.into_iter().any(|text| text.contains('\0')) {
            return Err(StoreError::NulCharacter);
        }
        Ok(())
    }
}
