//! The rows that name contents.

use std::collections::{BTreeMap, BTreeSet};

use identity::Scope;
use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use store::{StoreError, Subject, ZoneId, instant_from_text, instant_text};

use crate::{Digest, FileType, Pixels, Scan};

pub(crate) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "attachment")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub zone_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub subject_kind: String,
        pub subject_id: String,
        pub kind: String,
        pub document: String,
        pub version: i64,
        pub file_name: String,
        pub media_type: String,
        pub size_bytes: i64,
        pub digest: String,
        pub scan: String,
        pub uploaded_by: String,
        pub uploaded_at: String,
        pub removed_by: Option<String>,
        pub removed_at: Option<String>,
        pub removed_reason: Option<String>,
        pub width_px: Option<i64>,
        pub height_px: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// One version of a document (附件版本), as it was handed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Its id: a UUID of version 7 where it was handed in here, any other where it came with a zone's folder. It says
    /// nothing about the order.
    pub id: String,
    /// Kind of the record that it belongs to: `project`.
    pub subject_kind: String,
    /// Id of that record.
    pub subject_id: String,
    /// What it is to the desk: `agreement`.
    pub kind: String,
    /// What all versions of one document share.
    pub document: String,
    /// Counted from 1 within the document.
    pub version: i64,
    /// The file's name, cleaned.
    pub file_name: String,
    /// What it is.
    pub file_type: FileType,
    /// How large it is.
    pub size_bytes: i64,
    /// How large a picture is shown; none for what is no picture, or whose head could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pixels: Option<Pixels>,
    /// SM3 digest of the content.
    pub digest: Digest,
    /// What the virus scanner said.
    pub scan: Scan,
    /// Account that handed it in.
    pub uploaded_by: String,
    /// When.
    pub uploaded_at: Timestamp,
    /// Set when it was taken back.
    pub removal: Option<Removal>,
}

/// That a version was taken back. Its row and its content stay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removal {
    /// Account that took it back.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

/// A document with those of its versions that stand, the newest first; there is at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The version that counts.
    pub newest: Attachment,
    /// Those before it, newest first.
    pub older: Vec<Attachment>,
}

impl Document {
    /// The document with those versions alone; `None` where there is none of them.
    pub fn versions(self, keep: impl Fn(&Attachment) -> bool) -> Option<Self> {
        let mut versions = std::iter::once(self.newest).chain(self.older).filter(|version| keep(version));
        let newest = versions.next()?;
        Some(Self { newest, older: versions.collect() })
    }
}

impl Attachment {
    /// The record that it belongs to.
    pub fn subject(&self) -> Subject {
        Subject::new(&self.subject_kind, self.subject_id.clone())
    }

    pub(crate) fn into_row(self, zone: &ZoneId) -> row::Model {
        row::Model {
            zone_id: zone.to_string(),
            id: self.id,
            subject_kind: self.subject_kind,
            subject_id: self.subject_id,
            kind: self.kind,
            document: self.document,
            version: self.version,
            file_name: self.file_name,
            media_type: self.file_type.media_type().to_owned(),
            size_bytes: self.size_bytes,
            digest: self.digest.to_string(),
            scan: self.scan.key().to_owned(),
            uploaded_by: self.uploaded_by,
            uploaded_at: instant_text(self.uploaded_at),
            removed_by: self.removal.as_ref().map(|removal| removal.by.clone()),
            removed_at: self.removal.as_ref().map(|removal| instant_text(removal.at)),
            removed_reason: self.removal.map(|removal| removal.reason),
            width_px: self.pixels.map(|pixels| pixels.width.into()),
            height_px: self.pixels.map(|pixels| pixels.height.into()),
        }
    }
}

impl TryFrom<row::Model> for Attachment {
    type Error = StoreError;

    fn try_from(row: row::Model) -> Result<Self, StoreError> {
        let damaged = |what: &str| StoreError::Corrupt(format!("attachment {}: {what}", row.id));
        let removal = match (&row.removed_by, &row.removed_at, &row.removed_reason) {
            (Some(by), Some(at), Some(reason)) => {
                Some(Removal { by: by.clone(), at: instant_from_text(at)?, reason: reason.clone() })
            }
            _ => None,
        };
        let side = |side: Option<i64>| side.and_then(|side| u32::try_from(side).ok());
        let pixels = side(row.width_px).zip(side(row.height_px)).map(|(width, height)| Pixels { width, height });
        Ok(Self {
            pixels,
            file_type: FileType::of_media_type(&row.media_type).ok_or_else(|| damaged(&row.media_type))?,
            digest: row.digest.parse().map_err(|_| damaged(&row.digest))?,
            scan: Scan::of_key(&row.scan).ok_or_else(|| damaged(&row.scan))?,
            uploaded_at: instant_from_text(&row.uploaded_at)?,
            removal,
            id: row.id,
            subject_kind: row.subject_kind,
            subject_id: row.subject_id,
            kind: row.kind,
            document: row.document,
            version: row.version,
            file_name: row.file_name,
            size_bytes: row.size_bytes,
            uploaded_by: row.uploaded_by,
        })
    }
}

fn rows_of(zone: &ZoneId, subject: &Subject) -> sea_orm::Select<row::Entity> {
    row::Entity::find()
        .filter(row::Column::ZoneId.eq(zone.as_str()))
        .filter(row::Column::SubjectKind.eq(&subject.kind))
        .filter(row::Column::SubjectId.eq(&subject.id))
}

/// The documents of a record, in the order in which they were first handed in; what was taken back is not among them.
///
/// # Errors
/// What the database says.
pub async fn of_subject(
    database: &impl ConnectionTrait,
    scope: &Scope,
    subject: &Subject,
) -> Result<Vec<Document>, StoreError> {
    let rows = rows_of(scope.zone(), subject)
        .filter(row::Column::RemovedAt.is_null())
        .order_by_asc(row::Column::Version)
        .all(database)
        .await?;
    let mut documents = BTreeMap::<String, Document>::new();
    for row in rows {
        let next = Attachment::try_from(row)?;
        match documents.get_mut(&next.document) {
            Some(document) => document.older.insert(0, std::mem::replace(&mut document.newest, next)),
            None => {
                documents.insert(next.document.clone(), Document { newest: next, older: Vec::new() });
            }
        }
    }
    let mut documents: Vec<Document> = documents.into_values().collect();
    let first_at = |document: &Document| document.older.last().unwrap_or(&document.newest).uploaded_at;
    documents.sort_by_key(first_at);
    Ok(documents)
}

/// One version, when it belongs to this record and stands: the desk has looked whether the record may be read.
///
/// # Errors
/// What the database says.
pub async fn find(
    database: &impl ConnectionTrait,
    scope: &Scope,
    subject: &Subject,
    id: &str,
) -> Result<Option<Attachment>, StoreError> {
    let row = rows_of(scope.zone(), subject)
        .filter(row::Column::Id.eq(id))
        .filter(row::Column::RemovedAt.is_null())
        .one(database)
        .await?;
    row.map(Attachment::try_from).transpose()
}

/// One version of a record of this kind, whichever record it is, when it stands: for a desk whose addresses name the
/// attachment alone. The desk looks whether the record that it belongs to may be read.
///
/// # Errors
/// What the database says.
pub async fn find_of_kind(
    database: &impl ConnectionTrait,
    scope: &Scope,
    subject_kind: &str,
    id: &str,
) -> Result<Option<Attachment>, StoreError> {
    let row = row::Entity::find_by_id((scope.zone().to_string(), id.to_owned()))
        .filter(row::Column::SubjectKind.eq(subject_kind))
        .filter(row::Column::RemovedAt.is_null())
        .one(database)
        .await?;
    row.map(Attachment::try_from).transpose()
}

/// All versions of all records of this kind that stand, by their ids: for files.
///
/// # Errors
/// What the database says.
pub async fn all_of_kind(
    database: &impl ConnectionTrait,
    scope: &Scope,
    subject_kind: &str,
) -> Result<Vec<Attachment>, StoreError> {
    let rows = row::Entity::find()
        .filter(row::Column::ZoneId.eq(scope.zone().as_str()))
        .filter(row::Column::SubjectKind.eq(subject_kind))
        .filter(row::Column::RemovedAt.is_null())
        .order_by_asc(row::Column::Id)
        .all(database)
        .await?;
    rows.into_iter().map(Attachment::try_from).collect()
}

/// Whether there is or was an attachment of this id.
pub(crate) async fn is_known(database: &impl ConnectionTrait, zone: &ZoneId, id: &str) -> Result<bool, StoreError> {
    Ok(row::Entity::find_by_id((zone.to_string(), id.to_owned())).one(database).await?.is_some())
}

/// All versions of a document of this record, those taken back too: their numbers are not given twice.
pub(crate) async fn versions(
    database: &impl ConnectionTrait,
    zone: &ZoneId,
    subject: &Subject,
    document: &str,
) -> Result<Vec<Attachment>, StoreError> {
    let rows = rows_of(zone, subject)
        .filter(row::Column::Document.eq(document))
        .order_by_asc(row::Column::Version)
        .all(database)
        .await?;
    rows.into_iter().map(Attachment::try_from).collect()
}

/// The digests of all contents that a zone's rows name.
pub(crate) async fn digests(database: &impl ConnectionTrait, zone: &ZoneId) -> Result<BTreeSet<String>, StoreError> {
    let found: Vec<String> = row::Entity::find()
        .select_only()
        .column(row::Column::Digest)
        .distinct()
        .filter(row::Column::ZoneId.eq(zone.as_str()))
        .into_tuple()
        .all(database)
        .await?;
    Ok(found.into_iter().collect())
}
