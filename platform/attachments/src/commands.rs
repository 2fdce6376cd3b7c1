//! Every change: hand in, hand in anew, take back. Each writes its journal entry in the same transaction.

use identity::Order;
use sea_orm::{ActiveModelTrait, IntoActiveModel};
use serde::Serialize;
use store::{Change, CommandFuture, Entry, Store, StoreError, Subject};

use crate::{
    Attachment, Received, Removal,
    record::{self, row},
};

/// The longest reason for taking something back.
const REASON_CHARS_MAX: usize = 500;

/// What is handed in, and for what.
#[derive(Clone, Debug)]
pub struct HandIn {
    /// The record.
    pub subject: Subject,
    /// What it is to the desk: `agreement`.
    pub kind: String,
    /// The document that this is a new version of; it keeps the document's kind.
    pub supersedes: Option<String>,
    /// The content.
    pub received: Received,
    /// What the desk does with it, if anything.
    pub follow: Option<Follow>,
}

/// What a zone's files say of an attachment besides its content and its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// Its id.
    pub id: String,
    /// Kind of the record that it belongs to.
    pub subject_kind: String,
    /// Id of that record.
    pub subject_id: String,
    /// What it is to the desk.
    pub kind: String,
    /// What all versions of the document share.
    pub document: String,
    /// Counted from 1 within the document.
    pub version: i64,
    /// Account that handed it in.
    pub uploaded_by: String,
    /// When.
    pub uploaded_at: jiff::Timestamp,
}

/// Why nothing was handed in.
#[derive(Debug, thiserror::Error)]
pub enum HandInError {
    /// There is no such document of this record, or it was taken back.
    #[error("there is no document of this record that could have a new version")]
    NoDocument,
    /// The newest version has the very same content.
    #[error("the newest version has the same content already")]
    Same,
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why nothing was taken back.
#[derive(Debug, thiserror::Error)]
pub enum TakeBackError {
    /// There is none of this id, or it was taken back already.
    #[error("there is no such attachment of this record")]
    NoAttachment,
    /// Nobody said why.
    #[error("say why, in {REASON_CHARS_MAX} characters at most")]
    NoReason,
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a desk does in the transaction that has changed the documents of a record.
pub type Follow = for<'a> fn(&'a Change, &'a Subject) -> CommandFuture<'a, (), StoreError>;

/// What the journal tells of an attachment.
#[derive(Serialize)]
struct Told<'a> {
    id: &'a str,
    kind: &'a str,
    document: &'a str,
    version: i64,
    file_name: &'a str,
    media_type: &'static str,
    size_bytes: i64,
    digest: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

impl<'a> Told<'a> {
    fn of(one: &'a Attachment) -> Self {
        Self {
            id: &one.id,
            kind: &one.kind,
            document: &one.document,
            version: one.version,
            file_name: &one.file_name,
            media_type: one.file_type.media_type(),
            size_bytes: one.size_bytes,
            digest: one.digest.to_string(),
            reason: one.removal.as_ref().map(|removal| removal.reason.as_str()),
        }
    }
}

fn new(change: &Change, subject: &Subject, kind: &str, received: Received) -> Attachment {
    let id = uuid::Uuid::now_v7().to_string();
    Attachment {
        document: id.clone(),
        id,
        subject_kind: subject.kind.clone(),
        subject_id: subject.id.clone(),
        kind: kind.to_owned(),
        version: 1,
        file_name: received.file_name,
        file_type: received.file_type,
        size_bytes: received.size_bytes,
        pixels: received.pixels,
        digest: received.digest,
        scan: received.scan,
        uploaded_by: change.author().actor.clone(),
        uploaded_at: change.at(),
        removal: None,
    }
}

async fn insert(change: &Change, one: &Attachment) -> Result<(), StoreError> {
    one.clone().into_row(change.zone()).into_active_model().insert(change.connection()).await?;
    Ok(())
}

/// Adds a new document to a record, within a command of the desk.
///
/// # Errors
/// What the database says.
pub async fn add(
    change: &mut Change,
    subject: &Subject,
    kind: &str,
    received: Received,
) -> Result<Attachment, StoreError> {
    let added = new(change, subject, kind, received);
    insert(change, &added).await?;
    change.record(Entry::new("attachment.added", subject.clone()).after(&Told::of(&added))?);
    Ok(added)
}

/// Brings an attachment of a zone's files back as it was, within a command of the desk: who handed it in and when, its
/// document and its version. What is there already stays; whether it was brought back is the answer.
///
/// # Errors
/// What the database says.
pub async fn restore(change: &mut Change, one: &Restored, received: Received) -> Result<bool, StoreError> {
    let subject = Subject::new(&one.subject_kind, one.subject_id.clone());
    let versions = record::versions(change.connection(), change.zone(), &subject, &one.document).await?;
    if record::is_known(change.connection(), change.zone(), &one.id).await?
        || versions.iter().any(|version| version.version == one.version)
    {
        return Ok(false);
    }
    let restored = Attachment {
        id: one.id.clone(),
        document: one.document.clone(),
        version: one.version,
        uploaded_by: one.uploaded_by.clone(),
        uploaded_at: one.uploaded_at,
        ..new(change, &subject, &one.kind, received)
    };
    insert(change, &restored).await?;
    change.record(Entry::new("attachment.restored", subject).after(&Told::of(&restored))?);
    Ok(true)
}

/// Adds a new version to a document of the record, within a command of the desk. The older ones stay to be read.
///
/// # Errors
/// [`HandInError`].
pub async fn replace(
    change: &mut Change,
    subject: &Subject,
    document: &str,
    received: Received,
) -> Result<Attachment, HandInError> {
    let versions = record::versions(change.connection(), change.zone(), subject, document).await?;
    let standing = versions.iter().rfind(|version| version.removal.is_none());
    let (Some(before), Some(last)) = (standing, versions.last()) else { return Err(HandInError::NoDocument) };
    if before.digest == received.digest {
        return Err(HandInError::Same);
    }
    let after = Attachment {
        document: document.to_owned(),
        version: last.version + 1,
        ..new(change, subject, &before.kind, received)
    };
    insert(change, &after).await?;
    let entry = Entry::new("attachment.replaced", subject.clone()).before(&Told::of(before))?;
    change.record(entry.after(&Told::of(&after))?);
    Ok(after)
}

/// Takes one version back, within a command of the desk: it is shown no more, row and content stay.
///
/// # Errors
/// [`TakeBackError`].
pub async fn remove(change: &mut Change, subject: &Subject, id: &str, reason: &str) -> Result<(), TakeBackError> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > REASON_CHARS_MAX {
        return Err(TakeBackError::NoReason);
    }
    let scope = identity::Scope::system(change.zone().clone());
    let found = record::find(change.connection(), &scope, subject, id).await?;
    let mut one = found.ok_or(TakeBackError::NoAttachment)?;
    let by = change.author().actor.clone();
    one.removal = Some(Removal { by, at: change.at(), reason: reason.to_owned() });
    let entry = Entry::new("attachment.removed", subject.clone()).before(&Told::of(&one))?;
    let row: row::ActiveModel = one.into_row(change.zone()).into();
    row.reset_all().update(change.connection()).await.map_err(StoreError::from)?;
    change.record(entry);
    Ok(())
}

/// Hands something in as a command of its own. The desk has looked whether the order may be given.
///
/// # Errors
/// [`HandInError`].
pub async fn hand_in(store: &Store, order: Order<'_>, what: HandIn) -> Result<Attachment, HandInError> {
    store
        .write(order.author(), order.key, "attachments.hand_in", move |change| {
            Box::pin(async move {
                let HandIn { subject, kind, supersedes, received, follow } = what;
                let handed_in = match supersedes {
                    Some(document) => replace(change, &subject, &document, received).await?,
                    None => add(change, &subject, &kind, received).await?,
                };
                if let Some(follow) = follow {
                    follow(change, &subject).await?;
                }
                Ok(handed_in)
            })
        })
        .await
}

/// Takes one version back as a command of its own. The desk has looked whether the order may be given.
///
/// # Errors
/// [`TakeBackError`].
pub async fn take_back(
    store: &Store,
    order: Order<'_>,
    subject: Subject,
    (id, reason): (String, String),
    follow: Option<Follow>,
) -> Result<(), TakeBackError> {
    store
        .write(order.author(), order.key, "attachments.take_back", move |change| {
            Box::pin(async move {
                remove(change, &subject, &id, &reason).await?;
                match follow {
                    Some(follow) => Ok(follow(change, &subject).await?),
                    None => Ok(()),
                }
            })
        })
        .await
}
